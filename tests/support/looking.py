# SPDX-License-Identifier: MIT
"""What stands on a screen, drawn anew only when something on it has been.

A test that waits looks a hundred times a second, and nothing moves between most of these looks.
"""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable
from typing import Any

from textual._compositor import Compositor
from textual.screen import Screen
from textual.widget import Widget

_changes = 0
"""How often something was to be painted again, or laid out, in any app of this process."""

_last: tuple[Callable[[], Screen[Any] | None], int, list[str]] = (lambda: None, 0, [])
"""What was looked at last: the screen, at which change, and its lines."""


def lines_of(screen: Screen[Any]) -> list[str]:
    """What stands on a screen, line by line.

    Args:
        screen: the one that is on top.
    """
    global _last
    of, at, lines = _last
    if of() is not screen or at != _changes:
        strips = screen._compositor.render_strips()
        lines = ["".join(segment.text for segment in strip) for strip in strips]
        _last = (weakref.ref(screen), _changes, lines)
    return lines


def install() -> None:
    """Take note of every change in this process."""
    for owner, name in ((Widget, "refresh"), (Widget, "_set_dirty"), (Compositor, "reflow")):
        setattr(owner, name, _counted(getattr(owner, name)))


def _counted(change: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(change)
    def counted(*arguments: Any, **more: Any) -> Any:
        global _changes
        _changes += 1
        return change(*arguments, **more)

    return counted
