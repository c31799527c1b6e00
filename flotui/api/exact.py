"""JSON whose numbers keep their digits.

A price of `1.10` read as a float comes back as `1.1`, and the last digits of a long number are lost. Here
such a number becomes an `Exact`: a float that also knows how it was written, and is written so again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

_MARK = "\ue0f1"
"""Stands around the digits of an exact number while a value is written; a private character, never data."""
_MARKED = re.compile(f'"{_MARK}([^"{_MARK}]+){_MARK}"')
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


class Exact(float):
    """A number that is written as it was written before."""

    __slots__ = ("text",)

    text: str
    """Its digits."""

    made = False
    """Whether there is any in this run: most bots have none, and then writing need not look for them."""


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
    if not _NUMBER.fullmatch(text):
        return None
    return int(text) if text.lstrip("-").isdecimal() else number(text)


def loads(text: str | bytes, *, parse_constant: Callable[[str], Any] | None = None) -> Any:
    """Read JSON, its numbers with their digits.

    Raises:
        ValueError: when it is none.
    """
    return json.loads(text, parse_float=number, parse_constant=parse_constant)


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
        return f"{_MARK}{value.text}{_MARK}"
    if isinstance(value, dict):
        return {name: _marked(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_marked(each) for each in value]
    return value
