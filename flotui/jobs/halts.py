# SPDX-License-Identifier: MIT
"""What keeps the rest of a job from leaving: until when it is held back, or why nothing more of it leaves."""

from __future__ import annotations

from typing import NamedTuple

from flotui.store.job import JobState


class HeldBack(NamedTuple):
    """Until when nothing leaves, and why."""

    until: float
    message: str


class End(NamedTuple):
    """That nothing more leaves, and why."""

    state: JobState
    message: str
