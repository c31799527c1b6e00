# SPDX-License-Identifier: MIT
"""Names and words as the query language writes them: in quotes where they would be read otherwise."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from flotui.audience.signs import IN_ONE
from flotui.audience.spoken_words import may_be_stray
from flotui.text.clean import cleaned

QUOTES: Final = {"'": "'", '"': '"', "“": '”“"', "„": '“”"', "«": "»", "‘": "’‘"}
"""What opens a quoted value, each with what closes it: the keyboard's quotes, and those that a document makes of them."""
JOINTS: Final = frozenset(("or", "OR", "and", "AND", "not", "NOT"))
"""Words that join conditions; in quotes they are words."""

WIDE: Final = dict(zip("：（）＝＜＞！～＂｜＆．", ':()=<>!~"|&.', strict=True))
"""Signs as keyboards of East Asia type them, each with the one that is meant."""

_SPECIAL = re.compile(rf"[\s,(){''.join(WIDE)}*]|^['\"“„«‘]")
_IN_A_WORD = re.compile(rf"[:!{IN_ONE}]|^-|^(?:user_)?fields?\.", re.IGNORECASE)
_IN_A_NAME = re.compile(rf"[:!\"{IN_ONE}]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_QUOTED = re.compile(
    r'(?<!\w)(?:"(?:\\.|[^"\\])*"|“[^“”]*[“”]|„[^“”]*[“”]|«[^»]*»|‘[^’‘]*[’‘])|(?<![^\s:,=])\'[^\']*\''
)
"""Quoted text. A quote within a word opens nothing."""
_NUMBER = re.compile(r"[+(]*\d[\d().\-/+]*")
_MORE_OF_IT = re.compile(r"(?:[ \t\u00a0\u202f]+[(]?\d[\d().\-/]*(?=[\s)]|$))+")
_ESCAPED = re.compile(r'\\(?:u\{([0-9a-fA-F]{1,6})\}|(["\\]))')


class Quoting(Enum):
    """Which words without a key are put into quotes."""

    LEAST = "least"
    """Those that are read otherwise wherever they stand."""
    USUAL = "usual"
    """Those too that are refused beside some conditions."""
    ALL = "all"


def value_text(value: str, *, name: bool = False) -> str:
    """A value as it is written behind a key.

    Args:
        value: the value.
        name: whether it is the name of a field, so that an operator follows it.
    """
    plain = value and cleaned(value) == value and not _SPECIAL.search(value)
    if plain and not (name and _IN_A_NAME.search(value)):
        return value
    return in_quotes(value)


def bare_word(word: str, quoting: Quoting = Quoting.USUAL) -> str:
    """A word as it is written without a key.

    Args:
        word: the word.
        quoting: which words are put into quotes.
    """
    stray = quoting is Quoting.USUAL and may_be_stray(word)
    if quoting is Quoting.ALL or stray or word in JOINTS or _IN_A_WORD.search(word):
        return in_quotes(word)
    if quoting is Quoting.LEAST and word[:1] == "'" and value_text(plain := word[1:]) == plain:
        return word
    return value_text(word)


def rest_of_number(text: str, value: str, at: int) -> str:
    """What is written behind a phone number and reads as more of it: `0055` goes on with ` 21 90000 0000`.

    Args:
        text: the whole text.
        value: the number, as it is written before the place.
        at: the place.

    Returns:
        What it goes on with, blanks included; empty where it doesn't.
    """
    more = _MORE_OF_IT.match(text, at) if _NUMBER.fullmatch(value) else None
    if more is None:
        return ""
    found = more[0]
    if (open := (value + found).count("(") - (value + found).count(")")) < 0:
        found = found.removesuffix(")" * -open)  # they close what is around
    return "" if open > 0 else found


def in_quotes(value: str) -> str:
    """A value in quotes, with a backslash before what would end it."""
    text = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _CONTROL.sub(lambda found: f"\\u{{{ord(found[0]):x}}}", text) + '"'


def unquoted(inside: str) -> str:
    """What stands between the keyboard's double quotes, without its backslashes."""

    def plain(found: re.Match[str]) -> str:
        if found[2]:
            return found[2]
        code = int(found[1], 16)
        return chr(code) if code < 0x110000 else found[0]

    return _ESCAPED.sub(plain, inside)


def narrow(text: str) -> str:
    """A query in whose signs those of East Asian keyboards are replaced by the ones that are meant, outside quotes.

    Args:
        text: the query; no character's place changes.
    """
    if not any(sign in text for sign in WIDE):
        return text
    plain = str.maketrans(WIDE)
    parts, at = [], 0
    for quoted in _QUOTED.finditer(text):
        parts += [text[at : quoted.start()].translate(plain), quoted[0]]
        at = quoted.end()
    return "".join((*parts, text[at:].translate(plain)))
