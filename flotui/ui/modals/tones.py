# SPDX-License-Identifier: MIT
"""Texts with tones as Textual's content: data stays data, and a tone becomes one of the theme's colours."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from flotui.resources.text import Text, Tone, spans
from flotui.text.safe import sanitize
from flotui.ui.terminal.inner import app_at_work


def style(tone: Tone) -> str:
    """What a tone looks like in the theme of the day.

    Args:
        tone: the meaning.
    """
    if tone == "plain":
        return ""
    if tone == "strong":
        return "bold"
    return (
        f"$tone-{tone} dim"
        if tone in ("dim", "line") and app_at_work().native_ansi_color
        else f"$tone-{tone}"
    )


def content(text: Text) -> Content:
    """One line of text for a widget; control characters made visible, nothing read as markup."""
    return Content.assemble(*((sanitize(span.text), style(span.tone)) for span in spans(text)))


def lines(texts: Iterable[Text]) -> Content:
    """Several lines of text for a widget."""
    return Content("\n").join([content(text) for text in texts])
