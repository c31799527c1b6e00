"""Bulk work: plan, run, resume. Nothing here knows a terminal."""
