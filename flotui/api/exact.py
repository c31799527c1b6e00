"""JSON whose numbers keep their digits.

A price of `1.10` read as a float comes back as `1.1`, and the last digits of a long number are lost. Here
such a number becomes an `Exact`: a float that also knows how it was written, and is written so again.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from typing import Any

from flotui.text.clean import json_text

DEEPEST = 100
"""How many levels of objects and arrays a value may have. What reads it goes into it level by level."""

LONGEST = 400
"""How many characters a number may have that is typed; a float holds some 300 digits."""

_MARK = f"\ue0f1{os.urandom(8).hex()}:"
"""Stands before the digits of an exact number while a value is written; no host can know this run's."""
_MARKED = re.compile(f'"{_MARK}([^"]+)"')
_PLAIN = frozenset({str, int, float, bool, type(None)})
"""What stays as it is. Nearly all of a long answer is that, and a call for each would cost most of the time."""
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


class Exact(float):
    """A number that is written as it was written before."""

    __slots__ = ("text",)

    text: str
    """Its digits."""

    made = False
    """Whether there is any in this run: most bots have none, and then writing need not look for them."""

    def __str__(self) -> str:
        return self.text


def number(text: str) -> float:
    """The number that a JSON text stands for, exact where a float would be written otherwise."""
    plain = float(text)
    if repr(plain) == text:
        return plain
    found = Exact(plain)
    found.text = text
    Exact.made = True
    return found


def as_number(text: str) -> int | float | None:
    """The number that a text is, digit for digit; None where JSON has no such number (`1,5`, `.5`, `+3`)."""
    if len(text) > LONGEST or not _NUMBER.fullmatch(text):
        return None
    return int(text) if text.lstrip("-").isdecimal() else number(text)


def loads(
    text: str,
    *,
    parse_constant: Callable[[str], Any] | None = None,
    object_pairs_hook: Callable[[list[tuple[str, Any]]], Any] | None = None,
) -> Any:
    """Read JSON, its numbers with their digits, also where it was copied from a document (`json_text`).

    Args:
        text: the JSON.
        parse_constant: makes something of `NaN` and `Infinity`, as for `json.loads`.
        object_pairs_hook: makes something of an object's pairs, likewise.

    Raises:
        ValueError: when it is none, or has more than `DEEPEST` levels.
    """
    hooks: dict[str, Any] = {
        "parse_float": number,
        "parse_constant": parse_constant,
        "object_pairs_hook": object_pairs_hook,
    }
    try:
        try:
            value = json.loads(text, **hooks)
        except json.JSONDecodeError:
            if (plain := json_text(text)) == text:
                raise
            value = json.loads(plain, **hooks)
    except RecursionError:
        raise ValueError("It has too many levels.") from None
    if text.count("{") + text.count("[") > DEEPEST:
        _check_depth(value)
    return value


class Doubtful(ValueError):
    """JSON that can be read in more than one way, or holds what JSON hasn't."""


def loads_sent(text: str) -> Any:
    """Read JSON that a person gave to be sent: as `loads`, and nothing in it is chosen or changed.

    Raises:
        Doubtful: when an object has a key twice, or a value is `NaN` or `Infinity`; the text is a sentence.
        ValueError: when it is no JSON, or has more than `DEEPEST` levels.
    """
    return loads(text, parse_constant=_no_constant, object_pairs_hook=once)


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of its pairs, as `json.loads` gives them to a hook.

    Raises:
        Doubtful: when a key is given twice; the text is a sentence.
    """
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            shown = name if len(name) <= 40 else f"{name[:39]}…"
            raise Doubtful(f"The key {json.dumps(shown, ensure_ascii=False)} is given twice in an object.")
        found[name] = value
    return found


def _no_constant(name: str) -> Any:
    raise Doubtful(f"JSON has no number {name}.")


_READ_OWN = json.JSONDecoder(parse_float=number).decode


def loads_own(text: str) -> Any:
    """Read JSON that `dumps` wrote: quicker, because nothing in it can surprise."""
    return _READ_OWN(text)


def _check_depth(value: Any) -> None:
    level = [value] if isinstance(value, (dict, list)) else []
    for _ in range(DEEPEST):
        level = [
            one
            for each in level
            for one in (each.values() if type(each) is dict else each)
            if type(one) is dict or type(one) is list
        ]
        if not level:
            return
    raise ValueError("It has too many levels.")


def dumps(value: Any, **options: Any) -> str:
    """Write JSON, exact numbers as they were. Nothing is escaped that need not be.

    Args:
        value: what to write.
        options: further options of `json.dumps`.
    """
    if not Exact.made:
        return json.dumps(value, ensure_ascii=False, **options)
    return _MARKED.sub(r"\1", json.dumps(_marked(value), ensure_ascii=False, **options))


def _marked(value: Any) -> Any:
    if isinstance(value, Exact):
        return f"{_MARK}{value.text}"
    if isinstance(value, dict):
        return {name: each if type(each) in _PLAIN else _marked(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [each if type(each) in _PLAIN else _marked(each) for each in value]
    return value
