"""Words as PowerShell splits a command."""

from __future__ import annotations

import re

_ESCAPES = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "e": "\x1b",
}
_CODE = re.compile(r"u\{([0-9a-fA-F]{1,6})\}")
_CHARACTER = re.compile(r"\$\(\[char\](?:0x([0-9a-f]+)|([0-9]+))\)", re.IGNORECASE)
"""A character by its number, as browsers write whatever isn't ASCII: a half of it where it takes two."""
_BRACKETS = {"(": ")", "{": "}"}


def words(text: str) -> list[str] | None:
    """The words of the first command; None where a quote or a bracket is open. Nothing is evaluated.

    A backtick goes on with the next line and escapes within double quotes; a quote is doubled within its own. What
    stands in brackets (`@{…}`, `([Text.Encoding]::UTF8.GetBytes("…"))`) is one word: the texts in it, or nothing.

    Args:
        text: what was pasted.
    """
    found: list[str] = []
    word: str | None = None
    at = 0
    while at < len(text):
        mark = text[at]
        at += 1
        if mark in " \t\xa0" or mark == "\n":
            if word is not None:
                found.append(word)
            word = None
            if mark == "\n" and found:
                break  # the next line is another command
        elif mark == "`":
            gap = re.compile(r"[ \t]*(?:\n|$)").match(text, at)
            if gap is None:
                word = (word or "") + text[at : at + 1]
            at = gap.end() if gap else at + 1
        elif mark in "\"'":
            inside, at = _quoted(text, at, mark)
            if at < 0:
                return None
            word = (word or "") + inside
        elif mark in _BRACKETS:
            inside, at = _bracketed(text, at, _BRACKETS[mark])
            if at < 0:
                return None
            word = inside if mark == "(" else ""
        elif mark in ";|" or (mark == "#" and word is None) or (mark in "&>" and word is None):
            break
        else:
            word = (word or "") + mark
    if word is not None:
        found.append(word)
    return found


def _quoted(text: str, at: int, mark: str) -> tuple[str, int]:
    """What stands in quotes, and where they end; -1 where they don't."""
    inside = ""
    while at < len(text):
        one, at = text[at], at + 1
        if one == mark:
            if text[at : at + 1] != mark:
                return inside.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), at
            at += 1
            inside += mark
        elif one == "`" and mark == '"' and at < len(text):
            if code := _CODE.match(text, at):
                inside += chr(min(int(code[1], 16), 0x10FFFF))
                at = code.end()
            else:
                inside += "" if text[at] == "\n" else _ESCAPES.get(text[at], text[at])
                at += 1
        elif mark == '"' and (found := _CHARACTER.match(text, at - 1)) is not None:
            inside += chr(min(int(found[1], 16) if found[1] else int(found[2]), 0x10FFFF))
            at = found.end()
        else:
            inside += one
    return inside, -1


def _bracketed(text: str, at: int, end: str) -> tuple[str, int]:
    """The quoted texts in brackets, joined, and where those end; -1 where they don't."""
    inside, open_ = "", [end]
    while at < len(text):
        mark, at = text[at], at + 1
        if mark in "\"'":
            said, at = _quoted(text, at, mark)
            if at < 0:
                return "", -1
            inside += said
        elif mark in _BRACKETS:
            open_.append(_BRACKETS[mark])
        elif mark == open_[-1]:
            open_.pop()
            if not open_:
                return inside, at
    return "", -1
