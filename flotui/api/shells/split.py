# SPDX-License-Identifier: MIT
"""What a shell makes of a paste: its commands, and the places where it would put in what only it knows."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import NamedTuple

_MARK = f"\ue0f2{os.urandom(8).hex()}:"
_END = "\ue0f3"
_MARKED = re.compile(f'{_MARK}("?)([^{_END}]*){_END}')
TABLE = f"\ue0f4{os.urandom(8).hex()}:"
"""Stands before the fields of a table of PowerShell's (`@{name='value'}`), which are written as in a query."""

INPUT = f"\ue0f5{os.urandom(8).hex()}:"
"""Stands before what a command reads from its standard input, which is a word of its own."""


class Split(NamedTuple):
    """A paste as a shell splits it."""

    commands: list[list[str]]
    """The words of each command; the last ones as they are there where a quote is open."""
    open: bool = False
    """Whether a quote or a bracket is not closed."""


def marked(written: str, *, quoted: bool = False) -> str:
    """What is in a word in the place of something that the shell would put in.

    Args:
        written: how it is written: `$NAME`, `$(date)`, `%NAME%`.
        quoted: whether it is in quotes, so that blanks in its value split nothing.
    """
    mark = '"' if quoted else ""
    return f"{_MARK}{mark}{written}{_END}"


def put_in(word: str) -> list[str]:
    """What the shell would put into a word, as it is written."""
    return [written for _, written in _MARKED.findall(word)]


def filled(word: str, value: Callable[[str, bool], str | None]) -> str:
    """A word with what is known in the places of what the shell would put in.

    Args:
        word: the word.
        value: what stands for something, by how it is written and whether that is quoted; None where it isn't known.
    """

    def part(found: re.Match[str]) -> str:
        text = value(found[2], bool(found[1]))
        return found[0] if text is None else text

    return _MARKED.sub(part, word)
