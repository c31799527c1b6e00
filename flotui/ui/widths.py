# SPDX-License-Identifier: MIT
"""From which width on things stand otherwise, where that is one rule for several parts of the screen."""

from __future__ import annotations

from typing import Final

SIDE_BY_SIDE: Final = 100
"""Columns from which a list and its detail, and the columns of a screen of tables, are beside each other."""
