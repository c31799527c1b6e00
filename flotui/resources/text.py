# SPDX-License-Identifier: MIT
"""Text with tones: what a cell or a line says, and how it should be told apart.

A tone is a meaning, not a colour: the theme decides what it looks like, and nothing is ever told by a
tone alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

import msgspec

from flotui.text import safe
from flotui.text.glyphs import State, state_of, stated
from flotui.text.names import BETWEEN, whole_names

Tone = Literal["plain", "dim", "strong", "accent", "data", "tag", "line", "good", "warn", "danger"]
"""What a piece of text means: `data` is a picture's, `line` a rule's, `tag` that of tags and labels."""


class Span(NamedTuple):
    """A piece of text in one tone."""

    text: str
    """The text as data: it is never read as markup."""
    tone: Tone = "plain"
    """What it means."""


Text = str | Sequence[Span]
"""One line of text: plain, or in spans."""


def spans(text: Text) -> tuple[Span, ...]:
    """The text as spans, whichever form it came in."""
    if isinstance(text, str):
        return (Span(text),)
    return text if isinstance(text, tuple) else tuple(text)


def plain(text: Text) -> str:
    """The text without its tones."""
    return text if isinstance(text, str) else "".join(span.text for span in text)


def cells_of(text: Iterable[Span]) -> int:
    """How many cells of the screen spans take."""
    return sum(safe.width(span.text) for span in text)


def dim(text: str) -> tuple[Span, ...]:
    """The text as something secondary."""
    return (Span(text, "dim"),)


class Words(tuple[Span, ...]):
    """Names such as tags, which are never cut: those that fit are whole, and how many more there are is said."""

    __slots__ = ()

    def fit(self, cells: int) -> tuple[Span, ...]:
        """What of them is in so many cells: `vip  cart  +2`.

        Args:
            cells: the room.
        """
        names = [span for span in self if span.text != BETWEEN]
        shown, more = whole_names([span.text for span in names], cells)
        found: list[Span] = []
        for name, span in zip(shown, names, strict=False):
            found.extend(_beside(found, Span(name, span.tone)))
        return (*found, *_beside(found, Span(f"+{more}", "dim"))) if more else tuple(found)

    @property
    def least(self) -> int:
        """The cells from which on the shortest of them is shown, with how many more there are."""
        names = [span.text for span in self if span.text != BETWEEN]
        more = len(f"{BETWEEN}+{len(names) - 1}") if len(names) > 1 else 0
        return min((safe.width(name) for name in names), default=0) + more


def words(names: Iterable[str]) -> Words:
    """Names such as tags, in the one tone that tags have, two blanks between them.

    Args:
        names: the names.
    """
    found: list[Span] = []
    for name in names:
        found.extend(_beside(found, Span(name, "tag")))
    return Words(found)


def _beside(before: list[Span], name: Span) -> tuple[Span, ...]:
    """A name with the blanks before it, in the tone of what is there: a change of it would be more bytes."""
    return (Span(BETWEEN, before[-1].tone), name) if before else (name,)


class Sentence(tuple[Span, ...]):
    """A sentence that is told from others by its end, as by whom it is about: where it is too long, its middle goes."""

    __slots__ = ()

    def fit(self, cells: int) -> tuple[Span, ...]:
        """What of it is in so many cells: `Send sub-flow Cat… to Ana Souza`.

        Args:
            cells: the room.
        """
        text = safe.sanitize(plain(self))
        if not self or safe.width(text) <= cells:
            return tuple(self)
        words, end = text.split(" "), ""
        while len(words) > 1 and safe.width(longer := f" {words[-1]}{end}") <= cells * 2 // 3:
            words, end = words[:-1], longer
        return (
            Span(f"{safe.cut(' '.join(words) + safe.ELLIPSIS, cells - safe.width(end))}{end}", self[0].tone),
        )


class Headline(tuple[Span, ...]):
    """A title, or a cell, of several parts: where it is too long, the longest is cut first, and not to nothing, so that
    the short ones at its end stay, such as how many are marked.
    """

    __slots__ = ()
    _LEAST = 12
    """The cells that are left of a part before another one is cut."""

    def fit(self, cells: int) -> tuple[Span, ...]:
        """What of it is in so many cells: `Subscribers · tag:vip -tag:pa…  61 marked`.

        Args:
            cells: the room.
        """
        parts = [Span(safe.sanitize(each.text), each.tone) for each in self]
        while (over := cells_of(parts) - max(0, cells)) > 0:
            at = max(range(len(parts)), key=lambda at: safe.width(parts[at].text))
            wide = safe.width(parts[at].text)
            least = max(self._LEAST if wide > self._LEAST else 0, wide - over)
            parts[at] = Span(safe.cut(parts[at].text, least), parts[at].tone)
        return tuple(parts)


class Figure(tuple[Span, ...]):
    """An amount that is lined up on its point with those above and below it."""

    __slots__ = ()

    @property
    def places(self) -> int:
        """The cells from its point on, the currency's too."""
        text = plain(self)
        point = text.rfind(".")
        if point < 0:
            point = max((at + 1 for at, sign in enumerate(text) if sign.isdecimal()), default=len(text))
        return len(text) - point


_STATE_TONES: dict[State, Tone] = {
    "done": "good",
    "moving": "good",
    "attention": "warn",
    "unknown": "warn",
    "failed": "danger",
    "undone": "dim",
    "new": "dim",
}


def state_text(word: str) -> Text:
    """A state with its sign: the tone says nothing that the sign doesn't.

    Args:
        word: as the host or we say it. Without one there is a dash.
    """
    if not word:
        return dim("–")
    state = state_of(word)
    return word if state is None else (Span(stated(word), _STATE_TONES.get(state, "plain")),)


class DetailLine(msgspec.Struct, frozen=True):
    """One line of a detail view: a name and a value."""

    name: str
    """What it is; empty for a line that goes on from the one above."""
    value: Text
    """What it says, shortened to the width; the whole value is one key away."""
    full: str | None = None
    """The whole value for copying and for the reader, where `value` shows less."""
