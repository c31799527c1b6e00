# SPDX-License-Identifier: MIT
"""Texts with tones as Textual's content: data stays data, and a tone becomes one of the theme's colours."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from flotui.resources.text import Text, Tone, spans
from flotui.text.safe import visible
from flotui.ui.terminal.inner import app_at_work

_ELSEWHERE: dict[Tone, str] = {
    "dim": "$text-muted",
    "accent": "$text-accent",
    "good": "$text-success",
    "warn": "$text-warning",
    "danger": "$text-error",
    "tag1": "$text-primary",
    "tag2": "$text-secondary",
    "tag3": "$text-success",
    "tag4": "$text-warning",
}
"""What a tone looks like in a theme that is not ours."""


def style(tone: Tone) -> str:
    """What a tone looks like in the theme of the day.

    Args:
        tone: the meaning.
    """
    if tone == "plain":
        return ""
    if tone == "strong":
        return "bold"
    app = app_at_work()
    found = f"$tone-{tone}" if f"tone-{tone}" in app.theme_variables else _ELSEWHERE[tone]
    return f"{found} dim" if tone == "dim" and app.native_ansi_color else found


def content(text: Text) -> Content:
    """One line of text for a widget; control characters made visible, nothing read as markup."""
    return Content.assemble(*((visible(span.text), style(span.tone)) for span in spans(text)))


def lines(texts: Iterable[Text]) -> Content:
    """Several lines of text for a widget."""
    return Content("\n").join([content(text) for text in texts])
