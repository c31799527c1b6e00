# SPDX-License-Identifier: MIT
"""A clock that a test need not wait for: what is left of a short wait is let pass at once.

An app waits for its next frame after every key, for longer than it works for it: a suite that slept through all of
these would sleep half of its time. All that tells seconds by the monotonic clock is told the same, so that what waits
and what measures agree.
"""

from __future__ import annotations

import sys
import time
from importlib import import_module

import textual._time

real = time.monotonic
"""The clock of the machine: for what is waited for outside of this process, or in another thread."""

outside: set[object] = set()
"""What answers from another thread, such as a host: it takes its own time, and while it is there none is let pass, so
that what has a limit here does not reach it sooner."""

TAKEN_AS_THEY_LOAD = (
    "flotui.api.pacer",
    "flotui.audience.allowance",
    "flotui.jobs.runner",
    "flotui.ui.panels.reading",
)
"""Modules that take `time.time` once and for all as they are loaded: they are loaded before a test moves that clock,
which else would stand still in every later test of the process.
"""

_passed = 0.0
"""Seconds that were let pass."""


def monotonic() -> float:
    """Seconds, with those that were let pass."""
    return real() + _passed


def let_pass(seconds: float) -> None:
    """Have so many seconds be over."""
    global _passed
    _passed += seconds


def install() -> None:
    """Have all of this process go by it, what has taken the clock by its name too."""
    for name in TAKEN_AS_THEY_LOAD:
        import_module(name)
    time.monotonic = monotonic
    textual._time.get_time = monotonic
    for name, module in list(sys.modules.items()):
        if name.startswith("flotui.") and getattr(module, "monotonic", None) is real:
            module.monotonic = monotonic  # type: ignore[attr-defined]
