# SPDX-License-Identifier: MIT
"""The line above a detail that names its tabs."""

from __future__ import annotations

from collections.abc import Sequence

from flotui.resources.base import Tab
from flotui.resources.text import Span, Text
from flotui.text import safe
from flotui.ui.widgets.links import Link


def tab_line(tabs: Sequence[Tab[object]], chosen: int, width: int) -> Text:
    """The names of tabs, the chosen one in brackets and in sight: where there is no room, the first are left out.

    Args:
        tabs: the tabs.
        chosen: which of them is shown.
        width: the cells of the line; 0 where they aren't known yet.
    """
    titles = [f"[{tab.title}]" if at == chosen else f" {tab.title} " for at, tab in enumerate(tabs)]
    first, last = 0, len(titles) - 1
    if width:
        more = len("…") if chosen < last else 0
        while first < chosen and _cells(titles[first : chosen + 1], first) + more > width:
            first += 1
    parts = [Span(" …", "dim") if first else Span(" ")]
    for at in range(first, len(titles)):
        parts.append(Link(titles[at], "accent" if at == chosen else "dim", tabs[at].id))
    return tuple(parts)


def _cells(titles: Sequence[str], first: int) -> int:
    return (2 if first else 1) + sum(map(safe.width, titles))
