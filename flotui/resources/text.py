# SPDX-License-Identifier: MIT
"""Text with tones: what a cell or a line says, and how it should be told apart.

A tone is a meaning, not a colour: the theme decides what it looks like, and nothing is ever told by a
tone alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

Tone = Literal["plain", "dim", "strong", "accent", "good", "warn", "danger", "tag1", "tag2", "tag3", "tag4"]
"""What a piece of text means. The four `tag` tones only tell neighbours apart."""


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
    return tuple(text)


def plain(text: Text) -> str:
    """The text without its tones."""
    return text if isinstance(text, str) else "".join(span.text for span in text)


def dim(text: str) -> tuple[Span, ...]:
    """The text as something secondary."""
    return (Span(text, "dim"),)


_TAG_TONES: tuple[Tone, ...] = ("tag1", "tag2", "tag3", "tag4")


def words(names: Iterable[str], between: str = ", ") -> tuple[Span, ...]:
    """Names such as tags, each in a steady tone of its own, so that the eye finds one again.

    The tone depends on the name alone: the same tag looks the same in every row and every run.
    """
    found: list[Span] = []
    for name in names:
        if found:
            # In the tone of the word before it, a comma costs no change of colour on the wire.
            found.append(Span(between, found[-1].tone))
        found.append(Span(name, _TAG_TONES[sum(name.encode("utf-8", "surrogatepass")) % len(_TAG_TONES)]))
    return tuple(found)
