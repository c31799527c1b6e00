# SPDX-License-Identifier: MIT
"""Bulk work: plan, run, resume. Nothing here knows a terminal."""
