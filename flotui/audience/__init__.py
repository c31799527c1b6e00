# SPDX-License-Identifier: MIT
"""Whom is meant: the query language, and what it says of a subscriber's row."""
