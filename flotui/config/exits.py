# SPDX-License-Identifier: MIT
"""The exit codes of every command. They are part of what flotui promises to scripts."""

from __future__ import annotations

import enum


class Exit(enum.IntEnum):
    """How a command ended."""

    OK = 0
    """Done; in a dry run, shown and not sent."""
    FAILED = 1
    """Not done, for a reason that has no number of its own; `doctor` found a failure."""
    USAGE = 2
    """The command line, the environment or a file of flotui's can't be understood."""
    NEEDS_CONFIRMATION = 3
    """It has to be confirmed, and there is nobody to ask: add `--yes`."""
    NOT_AUTHORISED = 4
    """The host doesn't take the token, or the token lacks the scope."""
    UNREACHABLE = 5
    """The host can't be reached, or doesn't answer in time."""
    RATE_LIMITED = 6
    """The hour's requests are used up."""
    INTERRUPTED = 130
    """The person stopped it."""
