# SPDX-License-Identifier: MIT
"""Whether something is typed into. Lines and boxes are loaded once there is one; until then nothing is."""

from __future__ import annotations


def is_text(widget: object) -> bool:
    """Whether a widget is typed into: then every key that edits text is its own."""
    return bool(getattr(widget, "is_line", False)) or is_box(widget)


def is_box(widget: object) -> bool:
    """Whether a widget is several lines that are typed into."""
    return bool(getattr(widget, "is_box", False))


def keys_line_of(widget: object) -> str:
    """What the keys do in a widget that says so itself, in the footer's place; else empty."""
    return str(getattr(widget, "keys_line", ""))
