# SPDX-License-Identifier: MIT
"""The language of filter lines: words, and keys with a value (`tag:vip`, `segment:"Big spenders"`).

What is in doubt is refused with a sentence that names it, and never passed over: a key that there isn't, a key
without a value, a quote that stays open, two values where the host takes one.

What is nearly a key is imported when a key is none.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import NoReturn

import msgspec

from flotui.api.errors import Malformed
from flotui.text.clean import cleaned
from flotui.text.patterns import later

_KEY = later(r"([^\W\d_]+):")
"""What a key looks like: letters and a colon. A time such as 10:30 is none."""
_QUOTED = {"'": "'", '"': '"', "“": '”“"', "„": '“”"', "«": "»", "‘": "’‘"}
"""What opens a quoted value, each with what closes it: the keyboard's quotes, and those that a document makes of them."""
_NEEDS_QUOTES = later(r"\s|^['\"“„«‘]|=['\"“„«‘]")
"""What would be read otherwise without quotes."""
STAYS = "The list stays as it is."
"""The end of what is told of a filter that was typed and can't be read."""


class FilterTerm(msgspec.Struct, frozen=True):
    """A part of a filter line."""

    key: str
    """What is before the colon, lower case; empty for a word."""
    value: str
    """What stands after it, without quotes; or the word."""
    text: str
    """The part as it was typed."""
    at: int = 0
    """Where it begins in the line, from 0."""


class Language(msgspec.Struct, frozen=True):
    """The keys that a filter line takes."""

    keys: tuple[str, ...]
    """All of them."""
    rest: tuple[str, ...] = ()
    """Those that take all that follows, unless it is in quotes: a name of several words needs none."""
    alone: tuple[str, ...] = ()
    """Filters of the host that say all there is to say, so that no other is asked along."""
    example: Mapping[str, str] = {}
    """What to write after a key, where a sentence has to say it."""
    number: Callable[[str], str] | None = None
    """The digits that a whole line is narrowed by where it is a phone number; empty where it is none."""

    def read(self, text: str) -> list[FilterTerm]:
        """The parts of a filter line.

        Raises:
            Malformed: where something in it is in doubt.
        """
        terms = list(self._parts(cleaned(text), partial(self._refuse, at=len(text))))
        for term in terms:
            if term.key and term.key not in self.keys:
                self._unknown(term)
            if term.key and not term.value.strip():
                self._empty(term)
        return terms

    def words(self, text: str) -> list[str]:
        """The words of a line that is still being typed, without what has a key."""
        if self.number is not None and (digits := self.number(text)):
            return [digits]
        terms = self._parts(cleaned(text), lambda _: None)
        return [word for term in terms if not term.key for word in term.value.split()]

    def _parts(self, text: str, refuse: Callable[[str], object]) -> Iterator[FilterTerm]:
        at = 0
        while True:
            at += len(text[at:]) - len(text[at:].lstrip())
            if at >= len(text):
                return
            begins = at
            found = _KEY.match(text, at)
            key = found[1].lower() if found else ""
            at = found.end() if found else at
            if key in self.rest and text[at : at + 1] not in ("'", '"'):
                value, _ = _value(text, at, refuse, to_end=True)
                yield FilterTerm(key, value, text[begins:].strip(), begins)
                return
            value, at = _value(text, at, refuse)
            yield FilterTerm(key, value, text[begins:at], begins)

    def _refuse(self, quote: str, *, at: int) -> NoReturn:
        raise Malformed(f"The quote before {quote} isn't closed.", advice=f"Close it. {STAYS}", typed_at=at)

    def _unknown(self, term: FilterTerm) -> NoReturn:
        from flotui.text.nearest import meant, near

        right = meant([f"{each}:{term.value}" for each in near(term.key, self.keys)])
        takes = f"It takes {', '.join(self.keys)}; quotes around {term.text} make it a word. {STAYS}"
        raise Malformed(
            f"The filter has no key {term.key}.",
            advice=f"{right} {takes}".lstrip(),
            typed_at=term.at,
        )

    def _empty(self, term: FilterTerm) -> NoReturn:
        key, shown = term.key, self.example.get(term.key, "…")
        raise Malformed(
            f"{key}: needs a value right after it.",
            advice=f"Write {key}:{shown}. {STAYS}",
            typed_at=term.at + len(key) + 1,
        )


def _ends(text: str, at: int) -> int:
    """Where the quote at a place is closed; -1 where it isn't."""
    return min((end for sign in _QUOTED[text[at]] if (end := text.find(sign, at + 1)) >= 0), default=-1)


def _value(text: str, at: int, refuse: Callable[[str], object], *, to_end: bool = False) -> tuple[str, int]:
    """A value from a place on, without its quotes, and where it ends.

    A quote counts at the start, after `=` and after another quoted piece; anywhere else, as in O'Brien, it is
    a letter.
    """
    pieces: list[str] = []
    opens = True
    while at < len(text) and (to_end or not text[at].isspace()):
        char = text[at]
        if opens and char in _QUOTED and (char in "\"'" or _ends(text, at) >= 0):
            end = _ends(text, at)
            if end < 0:
                refuse(text[at + 1 :].strip())
                end = len(text)
            pieces.append(text[at + 1 : end])
            at = end + 1
            continue
        opens = char == "="
        pieces.append(char)
        at += 1
    found = "".join(pieces)
    return found.strip() if to_end else found, at


def written(value: str, key: str = "") -> str:
    """A term as it is written in a filter line, so that reading it gives the same.

    Args:
        value: the value, or the word.
        key: what is before the colon; empty for a word.
    """
    if not value or _NEEDS_QUOTES.search(value) or (not key and _KEY.match(value)):
        value = "'" + value.replace("'", "'\"'\"'") + "'"
    return f"{key}:{value}" if key else value


async def asked_of(
    terms: Sequence[FilterTerm], ask: Callable[[FilterTerm], Awaitable[Mapping[str, str]]]
) -> dict[str, str]:
    """What the host is asked for several terms together.

    Args:
        terms: the terms.
        ask: makes the host's filters of one of them.

    Raises:
        Malformed: when two of them would be the same filter of the host, which takes one value.
    """
    arguments: dict[str, str] = {}
    by: dict[str, FilterTerm] = {}
    for term in terms:
        for name, value in (await ask(term)).items():
            if arguments.get(name, value) != value:
                both = f"{by[name].text} and {term.text}"
                raise Malformed(
                    f"The host takes one {term.key or 'name'} at a time, not {both}.",
                    advice=f"Ask for one of them. {STAYS}",
                    typed_at=term.at,
                )
            arguments[name] = value
            by[name] = term
    return arguments


def alone(terms: Sequence[FilterTerm], key: str) -> None:
    """See that a key which says all there is to say is alone.

    Raises:
        Malformed: when something is beside it.
    """
    one = next((term for term in terms if term.key == key), None)
    others = [term.text for term in terms if term is not one]
    if one is not None and others:
        raise Malformed(
            f"{one.text} already names the subscriber, so the host isn't asked for {', '.join(others)}.",
            advice=f"Leave one of them out. {STAYS}",
            typed_at=one.at,
        )
