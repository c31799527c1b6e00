# SPDX-License-Identifier: MIT
"""flotui: the terminal program with which people run a Flochat bot."""

__version__ = "0.2.0"
