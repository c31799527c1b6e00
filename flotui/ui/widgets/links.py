# SPDX-License-Identifier: MIT
"""Words that answer a click."""

from __future__ import annotations

from flotui.resources.text import Span, Tone


class Link(Span):
    """A span that something is done with when it is clicked. Two that do different things are never the same."""

    does: str

    def __new__(cls, text: str, tone: Tone, does: str) -> Link:
        """
        Args:
            text: what is there.
            tone: what it means.
            does: what a click on it does, by a name that its line's owner understands.
        """
        link = super().__new__(cls, text, tone)
        link.does = does
        return link

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Link) and tuple(self) == tuple(other) and self.does == other.does

    def __hash__(self) -> int:
        return hash((tuple(self), self.does))
