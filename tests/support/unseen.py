# SPDX-License-Identifier: MIT
"""Frames that nobody sees, not put together: without a terminal, Textual draws each frame and throws it away.

Ours among the widgets draw their lines all the same, as some take note that they were seen; but what shows through
another screen isn't drawn. What a test looks at is put together as it looks (`looking.py`, a snapshot).
"""

from __future__ import annotations

import functools
from typing import Any

from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.app import App
from textual.geometry import Region
from textual.widget import Widget

from flotui.ui.terminal.screens import TellsPainted

_WRITE = {App._display, TellsPainted._display}
"""What hands a frame on to the terminal. Where a test has put its own in its place, frames are put together."""


@functools.cache
def _draws(kind: type[Widget]) -> bool:
    """Whether a widget is drawn by a method that isn't Textual's own."""
    names = {"render", "render_line", "render_lines"}
    return any(
        not each.__module__.startswith("textual.") and not names.isdisjoint(vars(each))
        for each in kind.__mro__
    )


def install() -> None:
    """Have no app of this process put together what goes nowhere."""
    update, strips = Compositor.render_update, Compositor.render_strips

    @functools.wraps(update)
    def unless_unseen(
        compositor: Compositor, full: bool = False, screen_stack: Any = None, simplify: bool = False
    ) -> Any:
        app = compositor.root.app if compositor.root is not None else None
        if (
            full
            or app is None
            or not app.is_headless
            or getattr(app._display, "__func__", None) not in _WRITE
        ):
            return update(compositor, full, screen_stack, simplify)
        visible_screen_stack.set(screen_stack or [])
        if compositor._dirty_regions:
            changed = Region.from_union(list(compositor._dirty_regions))
            compositor._dirty_regions.clear()
            for widget, (region, clip) in list(compositor.visible_widgets.items()):
                if _draws(type(widget)) and changed.overlaps(clip):
                    seen = region.intersection(clip)
                    if seen:
                        widget.render_lines(seen.translate(-region.offset))
        return None

    @functools.wraps(strips)
    def over_what_lies_below(compositor: Compositor, size: Any = None) -> Any:
        if compositor.root is not None and compositor.root is compositor.root.app.screen:
            # A frame says so before it is drawn, and what is drawn with it is kept.
            visible_screen_stack.set(compositor.root.app._background_screens)
        return strips(compositor, size)

    Compositor.render_update = unless_unseen  # type: ignore[method-assign]
    Compositor.render_strips = over_what_lies_below  # type: ignore[method-assign]
