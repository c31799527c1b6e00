# SPDX-License-Identifier: MIT
"""flotui: the terminal program with which people run a Flochat bot."""

from __future__ import annotations

__version__ = "0.2.0"
