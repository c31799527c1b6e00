# SPDX-License-Identifier: MIT
"""Values as PowerShell writes them out: texts, numbers, tables and lists, and what `ConvertTo-Json` makes of them.

What isn't written out (a variable, a command's answer) is no value here: only the shell knows it.
"""

from __future__ import annotations

import json
import re
from typing import Final

from flotui.api.exact import Json

_ASSIGNED = re.compile(r"^[ \t]*(?:\[[\w.\[\]]+\][ \t]*)?\$(?P<name>\w+)[ \t]*=[ \t]*", re.MULTILINE)
_HERE = re.compile(r"@(?P<mark>['\"])[ \t]*\n(?P<inside>.*?)\n(?P=mark)@", re.DOTALL)
_SINGLE = re.compile(r"'((?:[^']|'')*)'")
_DOUBLE = re.compile(r'"((?:[^"`$]|""|`.)*)"', re.DOTALL)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?![\w.])")
_WORD = re.compile(r"\$(true|false|null)\b", re.IGNORECASE)
_NAME = re.compile(r"(?P<bare>[A-Za-z_][\w-]*)|'(?P<single>[^'\n]*)'|\"(?P<double>[^\"$`\n]*)\"")
_EQUALS = re.compile(r"\s*=\s*")
_GAP = re.compile(r"[\s;,]*")
_OPENS = re.compile(r"(?:\[(?:ordered|pscustomobject)\]\s*)?@\{|@\(", re.IGNORECASE)
_AS_JSON = re.compile(r"\s*\|\s*ConvertTo-Json(?P<options>(?:\s+-(?:Compress|Depth\s+\d+))*)", re.IGNORECASE)
_DEPTH = re.compile(r"-Depth\s+(\d+)", re.IGNORECASE)
_USUAL_DEPTH: Final = 2
"""How deep `ConvertTo-Json` looks where it isn't told: what is deeper becomes the name of its type."""
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}
_WORDS = {"true": True, "false": False, "null": None}


def as_json(text: str) -> str | None:
    """The JSON that `@{…} | ConvertTo-Json` is; None for anything else, and where a value isn't written out.

    Args:
        text: what is in brackets, or is assigned.
    """
    found = _value(text, len(text) - len(text.lstrip()))
    if found is None or not isinstance(found[0], dict | list):
        return None
    value, end = found
    piped = _AS_JSON.match(text, end)
    if piped is None or text[piped.end() :].strip():
        return None
    depth = _DEPTH.search(piped["options"])
    return (
        json.dumps(value, ensure_ascii=False)
        if _depth(value) <= (int(depth[1]) if depth else _USUAL_DEPTH)
        else None
    )


def filled_in(before: str, command: str) -> str:
    """A command with the values in it that variables are given above it.

    Args:
        before: what is above it.
        command: the command.
    """
    values: dict[str, str] = {}
    for found in _ASSIGNED.finditer(before):
        written = _written(before, found.end())
        values.pop(found["name"].lower(), None)
        if written is not None:
            values[found["name"].lower()] = _used(written, values)

    return _used(command, values)


def _used(text: str, values: dict[str, str]) -> str:
    """A text with what variables stand for in their places; within quotes that are texts alone."""
    if not values:
        return text
    names = "|".join(values)
    bare = re.compile(rf"\$(?P<name>{names})\b(?![.\[(:])", re.IGNORECASE)
    parts = re.compile(r"(?P<single>'(?:[^']|'')*')|(?P<double>\"(?:[^\"`]|\"\"|`.)*\")|[^'\"]+|.", re.DOTALL)

    def inside(found: re.Match[str]) -> str:
        literal = _SINGLE.fullmatch(values[found["name"].lower()])
        return found[0] if literal is None else re.sub(r'[`"$]', r"`\g<0>", literal[1].replace("''", "'"))

    def part(found: re.Match[str]) -> str:
        if found["single"]:
            return found[0]
        if found["double"]:
            return bare.sub(inside, found[0])
        return bare.sub(lambda each: values[each["name"].lower()], found[0])

    return parts.sub(part, text)


def _written(text: str, at: int) -> str | None:
    """What a variable is given at a place, as it may stand in a command; None where that isn't written out."""
    found = _value(text, at)
    if found is None:
        return None
    value, stop = found
    if piped := _AS_JSON.match(text, stop):
        made = as_json(text[at : piped.end()])
        return None if made is None else _literal(made)
    end = text.find("\n", stop)
    if text[stop : end if end >= 0 else len(text)].strip(" \t;"):
        return None
    return _literal(value) if isinstance(value, str) else text[at:stop]


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _depth(value: Json) -> int:
    """How many tables and lists are within each other, but for the outermost."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return max((1 + _depth(each) for each in inner if isinstance(each, dict | list)), default=0)


def _value(text: str, at: int) -> tuple[Json, int] | None:
    """The value that is written out at a place, and where it ends; None for anything else."""
    if here := _HERE.match(text, at):
        return (
            None if here["mark"] == '"' and set("$`") & set(here["inside"]) else (here["inside"], here.end())
        )
    if single := _SINGLE.match(text, at):
        return single[1].replace("''", "'"), single.end()
    if double := _DOUBLE.match(text, at):
        inside = re.sub(r"`(.)", lambda found: _ESCAPES.get(found[1], found[1]), double[1], flags=re.DOTALL)
        return inside.replace('""', '"'), double.end()
    if number := _NUMBER.match(text, at):
        return (float(number[0]) if "." in number[0] else int(number[0])), number.end()
    if word := _WORD.match(text, at):
        return _WORDS[word[1].lower()], word.end()
    if opens := _OPENS.match(text, at):
        return _list(text, opens.end()) if opens[0].endswith("(") else _table(text, opens.end())
    return None


def _list(text: str, at: int) -> tuple[list[Json], int] | None:
    found: list[Json] = []
    while True:
        at = _past(text, at)
        if text[at : at + 1] == ")":
            return found, at + 1
        if (one := _value(text, at)) is None:
            return None
        found.append(one[0])
        at = one[1]


def _table(text: str, at: int) -> tuple[dict[str, Json], int] | None:
    found: dict[str, Json] = {}
    while True:
        at = _past(text, at)
        if text[at : at + 1] == "}":
            return found, at + 1
        name = _NAME.match(text, at)
        equals = _EQUALS.match(text, name.end()) if name else None
        one = _value(text, equals.end()) if equals else None
        if name is None or one is None:
            return None
        key = name["bare"] or name["single"] or name["double"] or ""
        value, at = one
        while re.match(r"[ \t]*,", text[at:]):  # a list without brackets
            more = _value(text, _past(text, at))
            if more is None:
                return None
            value = [*(value if isinstance(value, list) else [value]), more[0]]
            at = more[1]
        found[key] = value


def _past(text: str, at: int) -> int:
    """Where something stands again behind blanks, commas, semicolons and the ends of lines."""
    gap = _GAP.match(text, at)
    return gap.end() if gap else at
