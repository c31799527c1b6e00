# SPDX-License-Identifier: MIT
"""Words as bash, zsh and sh split a command."""

from __future__ import annotations

import re

from flotui.api.shells.split import Split, marked
from flotui.text.clean import BLANKS, DIRECTION, NOTHING

_ANSI = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "E": "\x1b",
    "f": "\f",
    "v": "\v",
}
_ANSI_CODE = re.compile(r"x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})")
_REDIRECTION = re.compile(r"\d*>&[\d-](?P<whole>)|(?:\d*|&)>>?\|?[ \t]*|\d*<(?:<<)?[ \t]*")
_GROUP = re.compile(r"\(|[{}](?=[ \t\n;)|]|$)")
"""What begins a group of commands, and the brace that ends one."""
_GROUP_ENDS = re.compile(r"[ \t]*(?:[\n;&|<>)]|\d?>|$)")
"""What is behind the bracket that ends one."""
_CONTINUED = re.compile(r"[ \t\xa0]*\r?(?:\n|$)")
_VARIABLE = re.compile(r"[A-Za-z_]\w*|[0-9@*#?!$-]", re.ASCII)
"""What names a variable behind its `$`: a word, an argument's number, or one of the shell's own."""
INVISIBLE = NOTHING + DIRECTION
"""Signs without a width, which copying brings along: between the words of a command they are nothing."""
_BLANKS = f" {BLANKS}"
"""Blanks, and those that documents put in their place."""


def commands(text: str) -> Split:
    """The words of each command. Variables and substitutions are marked, not expanded.

    Comments and redirections are passed over. A backslash goes on with the next line also where blanks have come
    between.

    Args:
        text: what was pasted.
    """
    found: list[list[str]] = [[]]
    word: str | None = None
    at = 0
    while at < len(text):
        if word is None and not found[-1] and (group := _GROUP.match(text, at)):
            at = group.end()
            continue
        if word is None and (redirected := _REDIRECTION.match(text, at)):
            at = redirected.end() if redirected["whole"] is not None else _past(text, redirected.end())
            continue
        mark = text[at]
        start, at = at, at + 1
        if mark in INVISIBLE:
            continue
        ends = mark in "|\n" or (
            (mark in ";&" and (word is None or text[at : at + 1] in ("", "&", *_BLANKS, "\n", ")")))
            or (mark == ")" and _GROUP_ENDS.match(text, at) is not None)
        )  # a `&` within a word is that of an unquoted URL
        if ends or mark in _BLANKS or mark in "<>":
            if word is not None:
                found[-1].append(word)
            word = None
            if ends and found[-1]:
                found.append([])
            if mark in "<>":
                at = start
        elif mark == "#" and word is None:
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
        elif mark == "\\":
            if gap := _CONTINUED.match(text, at):
                at = gap.end()
                if word is not None and at < len(text) and text[at] in _BLANKS:
                    found[-1].append(word)
                    word = None
            else:
                word = (word or "") + text[at : at + 1]
                at += 1
        elif mark in "'\"" or (mark == "$" and text[at : at + 1] in ("'", '"')):
            inside, at = _quoted(text, start)
            if at < 0:
                return Split([*found[:-1], [*found[-1], *text[start:].split()]], open=True)
            word = (word or "") + inside
        else:
            inside, at = _plain(text, start)
            word = (word or "") + inside
    if word is not None:
        found[-1].append(word)
    return Split([each for each in found if each])


def _plain(text: str, at: int) -> tuple[str, int]:
    """One character outside single quotes, or what the shell puts in there, and where it ends."""
    if text[at] not in "$`":
        return text[at], at + 1
    end = at + 1
    if text[at] == "`":
        end = text.find("`", end) + 1
        if not end:
            return "`", at + 1
    elif text[end : end + 1] in ("(", "{"):
        end = _closed(text, end)
    elif variable := _VARIABLE.match(text, end):
        end = variable.end()
    else:
        return "$", end
    return marked(text[at:end]), end


def _closed(text: str, at: int) -> int:
    """Where the bracket closes that opens at a place; the text's end where it doesn't."""
    closing = {"(": ")", "{": "}"}[text[at]]
    depth = 0
    end = at
    while end < len(text):
        mark = text[end]
        if mark in "'\"":
            _, after = _quoted(text, end)
            end = after if after > 0 else len(text)
            continue
        end += 2 if mark == "\\" else 1
        depth += (mark == text[at]) - (mark == closing)
        if depth == 0:
            return end
    return len(text)


def _past(text: str, at: int) -> int:
    """Where the word behind a redirection ends."""
    while at < len(text) and text[at] not in f"{_BLANKS}\n;|&":
        if text[at] in "'\"":
            _, end = _quoted(text, at)
            at = len(text) if end < 0 else end
        else:
            at += 1
    return at


def _quoted(text: str, at: int) -> tuple[str, int]:
    """What is in the quotes that begin at a place, and where they end; -1 where they don't."""
    if text[at] == "$":
        return _ansi_quoted(text, at + 2) if text[at + 1] == "'" else _double_quoted(text, at + 2)
    if text[at] == '"':
        return _double_quoted(text, at + 1)
    end = text.find("'", at + 1)
    return (text[at + 1 : end], end + 1) if end >= 0 else ("", -1)


def _double_quoted(text: str, at: int) -> tuple[str, int]:
    """What is in double quotes, and where they end; -1 where they don't."""
    inside = ""
    while at < len(text):
        mark = text[at]
        following = text[at + 1 : at + 2]
        if mark == '"':
            return inside, at + 1
        if mark == "\\" and following and following in '"\\$`\n':
            inside += "" if following == "\n" else following
            at += 2
        else:
            said, at = _plain(text, at)
            inside += said
    return inside, -1


def _ansi_quoted(text: str, at: int) -> tuple[str, int]:
    """What is in `$'…'`, and where it ends; -1 where it doesn't."""
    inside = ""
    while at < len(text):
        mark = text[at]
        at += 1
        if mark == "'":
            return inside.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), at
        if mark != "\\" or at == len(text):
            inside += mark
        elif code := _ANSI_CODE.match(text, at):
            number = int(code[1] or code[2] or code[3] or "0", 16) if not code[4] else int(code[4], 8)
            inside += chr(number) if number < 0x110000 else "\ufffd"
            at = code.end()
        else:
            inside += _ANSI.get(text[at], text[at])
            at += 1
    return inside, -1
