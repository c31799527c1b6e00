# SPDX-License-Identifier: MIT
"""Words as PowerShell splits a command."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from flotui.api.shells.powershell_values import as_json
from flotui.api.shells.split import TABLE, Split, marked

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
_VARIABLE = re.compile(r"\$(?:(?:\w+:)?\w+|\{[^}\n]*\}|\(|[$?^])")
_ONE_TEXT = re.compile(
    r"""[(\s]*(?:\[[\w.]+\]::[\w.]*GetBytes\s*\(\s*)?(?:"(?:[^"`]|`.|"")*"|'(?:[^']|'')*')[)\s]*""", re.DOTALL
)
"""A text in brackets, or its bytes."""
_HERE = re.compile(r"""@(?P<mark>['"])[ \t]*\n(?P<inside>.*?)\n(?P=mark)@""", re.DOTALL)
"""A text of several lines."""
_BETWEEN = re.compile(r"[\s;]*")
_NAME = re.compile(r"""(?P<name>[A-Za-z_]\w*|'[^'\n]*'|"[^"$`\n]*")\s*=\s*""")
_VALUE = re.compile(r"-?\d+(?:\.\d+)?|\$(?:true|false)\b", re.IGNORECASE)
_ENDS = re.compile(r"[ \t]*(?:[;\n]|$)")
_BRACKETS = {"(": ")", "{": "}"}


def commands(text: str) -> Split:
    """The words of each command. Variables and what is in brackets are marked, not evaluated.

    A backtick goes on with the next line and escapes within double quotes; a quote is doubled within its own. A text in
    brackets (`([Text.Encoding]::UTF8.GetBytes("…"))`) is that text, and a table of texts and numbers (`@{a='b'}`)
    becomes its fields (`TABLE`).

    Args:
        text: what was pasted.
    """
    found: list[list[str]] = [[]]
    word: str | None = None
    at = 0
    while at < len(text):
        mark = text[at]
        start, at = at, at + 1
        ends = mark in ";|\n)}" or (mark in "&>" and word is None)
        if ends or mark in " \t\xa0":
            if word is not None:
                found[-1].append(word)
            word = None
            if ends and found[-1]:
                found.append([])
        elif mark == "#" and word is None:
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
        elif mark == "@" and word is None and (here := _HERE.match(text, start)):
            word = here["inside"]
            if here["mark"] == '"':
                word = _VARIABLE.sub(lambda variable: marked(variable[0]), word)
            at = here.end()
        elif mark == "@" and word is None and (splatted := re.compile(r"\w+").match(text, at)):
            word = marked(text[start : splatted.end()])
            at = splatted.end()
        elif mark == "`":
            gap = re.compile(r"[ \t]*(?:\n|$)").match(text, at)
            if gap is None:
                word = (word or "") + text[at : at + 1]
            at = gap.end() if gap else at + 1
        elif mark in "\"'":
            inside, at = _quoted(text, at, mark)
            if at < 0:
                return Split([*found[:-1], [*found[-1], *text[start:].split()]], open=True)
            word = (word or "") + inside
        elif mark in _BRACKETS:
            quoted, end = _bracketed(text, at, _BRACKETS[mark])
            if end < 0:
                return Split([*found[:-1], [*found[-1], *text[start:].split()]], open=True)
            word = (word or "").removesuffix("@") + _meaning(text[start:end], quoted, table=word == "@")
            at = end
        elif variable := _VARIABLE.match(text, start):
            at = _after(text, start, variable)
            if at < 0:
                return Split([*found[:-1], [*found[-1], *text[start:].split()]], open=True)
            word = (word or "") + marked(text[start:at])
        else:
            word = (word or "") + mark
    if word is not None:
        found[-1].append(word)
    return Split([each for each in found if each])


def _after(text: str, at: int, variable: re.Match[str]) -> int:
    """Where a variable or an expression ends; -1 where its bracket is open."""
    return _bracketed(text, at + 2, ")")[1] if variable[0] == "$(" else variable.end()


def _meaning(text: str, said: str, *, table: bool) -> str:
    """What is in brackets: its one text, the fields of a table, or else the mark of something unknown.

    Args:
        text: all of it, with the brackets.
        said: the texts in it.
        table: whether it is a table.
    """
    if table:
        fields = _fields(text[1:-1])
        return marked(f"@{text}") if fields is None else f"{TABLE}{urlencode(fields)}"
    if text.startswith("(") and (made := as_json(text[1:-1])) is not None:
        return made
    return said if _ONE_TEXT.fullmatch(text) else marked(text)


def _fields(text: str) -> list[tuple[str, str]] | None:
    """The fields of a table; None where a value is anything but a text or a number."""
    found: list[tuple[str, str]] = []
    at = 0
    while (gap := _BETWEEN.match(text, at)) and gap.end() < len(text):
        name = _NAME.match(text, gap.end())
        if name is None:
            return None
        at = name.end()
        if text[at : at + 1] in ("'", '"'):
            value, at = _quoted(text, at + 1, text[at])
        elif plain := _VALUE.match(text, at):
            value, at = plain[0].removeprefix("$"), plain.end()
        else:
            return None
        if at < 0 or not (at == len(text) or _ENDS.match(text, at)):
            return None
        found.append((name["name"].strip("'\""), value))
    return found


def _quoted(text: str, at: int, mark: str) -> tuple[str, int]:
    """What is in quotes, and where they end; -1 where they don't."""
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
        elif mark == '"' and (variable := _VARIABLE.match(text, at - 1)) is not None:
            end = _after(text, at - 1, variable)
            if end < 0:
                return inside, -1
            inside += marked(text[at - 1 : end])
            at = end
        else:
            inside += one
    return inside, -1


def _bracketed(text: str, at: int, end: str) -> tuple[str, int]:
    """The quoted texts in brackets, joined, and where those end; -1 where they don't."""
    inside, open_ = "", [end]
    while at < len(text):
        mark, at = text[at], at + 1
        if mark in "\"'":
            quoted, at = _quoted(text, at, mark)
            if at < 0:
                return "", -1
            inside += quoted
        elif mark in _BRACKETS:
            open_.append(_BRACKETS[mark])
        elif mark == open_[-1]:
            open_.pop()
            if not open_:
                return inside, at
    return "", -1
