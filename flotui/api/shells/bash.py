# SPDX-License-Identifier: MIT
"""Words as bash, zsh and sh split a command."""

from __future__ import annotations

import re
from typing import NamedTuple

from flotui.api.shells.given import with_given
from flotui.api.shells.split import INPUT, Split, marked
from flotui.text.signs import BLANKS, DIRECTION, NOTHING

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
_HERE = re.compile(r"0?<<(?:(?P<string><)|(?P<tabs>-)?)[ \t]*")
"""What puts a text of the paste itself on a command's standard input: a here-string or a here-document."""
_CURL = re.compile(r"(?:^|/)curl(?:\.exe)?$")
"""The word that makes a here-document one for a request: any other is left to be read as commands, as in a script."""
_CAT = re.compile(
    r"\$\(\s*cat\s*<<(?P<tabs>-?)[ \t]*(?P<end>(?P<quote>['\"\\]?)(?P<name>\w+)['\"]?)[ \t]*\n"
    r"(?P<text>.*?)^[ \t]*(?P=name)[ \t]*\n?\s*\)",
    re.DOTALL | re.MULTILINE,
)
"""A here-document in the place of a text."""
_GROUP = re.compile(r"\(|[{}](?=[ \t\n;)|]|$)")
"""What begins a group of commands, and the brace that ends one."""
_GROUP_ENDS = re.compile(r"[ \t]*(?:[\n;&|<>)]|\d?>|$)")
"""What is behind the bracket that ends one."""
_CONTINUED = re.compile(r"[ \t\xa0]*\r?(?:\n|$)")
_VARIABLE = re.compile(r"[A-Za-z_]\w*|[0-9@*#?!$-]", re.ASCII)
"""What names a variable behind its `$`: a word, an argument's number, or one of the shell's own."""
_SEVERAL = re.compile(r"\{[^\s{}'\"\\$`]*(?:,|\.\.)[^\s{}'\"\\$`]*\}")
"""What makes several words of one: `{a,b}`, `{1..3}`."""
_HOME = re.compile(r"~[\w.+-]*(?=[/:\s]|$)")
"""What stands for somebody's folder, where a word or an argument's value begins."""
_NAMED = re.compile(r"[A-Za-z_]\w*=", re.ASCII)
_QUOTES = r"['\"\\]"
INVISIBLE = NOTHING + DIRECTION
"""Signs without a width, which copying brings along: between the words of a command they are nothing."""
_BLANKS = f" {BLANKS}"
"""Blanks, and those that documents put in their place."""


def commands(text: str) -> Split:
    """The words of each command. Substitutions are marked, not expanded, and so are variables, but for those that are
    given a text above.

    Comments and redirections are passed over, but for what the paste itself puts on a command's standard input
    (`<<EOF`, `<<<`, `echo … |`): that is its last word, behind `INPUT`. A backslash goes on with the next line also
    where blanks have come between.

    Args:
        text: what was pasted.
    """
    found: list[list[str]] = [[]]
    word: str | None = None
    waiting: list[_Document] = []
    piped: list[int] = []
    at = 0
    while at < len(text):
        if word is None and not found[-1] and (group := _GROUP.match(text, at)):
            at = group.end()
            continue
        if word is None and (here := _HERE.match(text, at)):
            start, at = here.end(), _past(text, here.end())
            if here["string"]:
                found[-1] += [INPUT + "".join(each) for each in commands(text[start:at]).commands[:1]]
            else:
                waiting.append(_Document(len(found) - 1, text[start:at], tabs=bool(here["tabs"])))
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
            if mark == "\n" and waiting:
                if any(_CURL.search(each) for words in found[waiting[0].command :] for each in words):
                    at = _documents(text, at, waiting, found)
                if at < 0:
                    return Split(found, open=True)
                waiting = []
            if ends and found[-1]:
                if mark == "|" and text[at : at + 1] != "|":
                    piped.append(len(found) - 1)
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
        elif filled := _filled(text, start, word):
            word, at = (word or "") + marked(filled), start + len(filled)
        else:
            inside, at = _plain(text, start)
            word = (word or "") + inside
    if word is not None:
        found[-1].append(word)
    for index in piped:
        found[index + 1] += _written(found[index])
    return Split(with_given([each for each in found if each]))


def _filled(text: str, at: int, word: str | None) -> str:
    """What the shell puts something else for, outside quotes, without a `$`; empty for nothing.

    Args:
        text: what was pasted.
        at: where in it.
        word: the word so far; None where one begins.
    """
    if text[at] == "{" and (found := _SEVERAL.match(text, at)):
        return found[0]
    begins = word is None or _NAMED.fullmatch(word) is not None
    return found[0] if begins and text[at] == "~" and (found := _HOME.match(text, at)) else ""


class _Document(NamedTuple):
    """A here-document whose text begins with the next line."""

    command: int
    """The place of the command that reads it."""
    end: str
    """What ends it, as it is there: where that is quoted, nothing is put into the text."""
    tabs: bool
    """Whether tabs before its lines are left out."""

    def read(self, text: str, at: int) -> tuple[str, int]:
        """Its text, and where the line behind it begins; -1 where nothing ends it."""
        end = re.compile(rf"^[ \t]*{re.escape(re.sub(_QUOTES, '', self.end))}[ \t]*(?:\n|\Z)", re.MULTILINE)
        closing = end.search(text, at)
        if closing is None:
            return "", -1
        inside = text[at : closing.start()]
        if self.tabs:
            inside = re.sub(r"^\t+", "", inside, flags=re.MULTILINE)
        return inside if re.search(_QUOTES, self.end) else _expanded(inside), closing.end()


def _documents(text: str, at: int, waiting: list[_Document], found: list[list[str]]) -> int:
    """Give commands their here-documents; where the line behind the last begins, -1 where one isn't ended."""
    for each in waiting:
        inside, at = each.read(text, at)
        if at < 0:
            break
        found[each.command].append(INPUT + inside)
    return at


def _written(words: list[str]) -> list[str]:
    """What a command writes for the one behind its `|`, where that is plain to see; else nothing.

    A backslash is read by the echo of some shells and not by that of others.
    """
    if len(words) == 2 and words[0] == "cat" and words[1].startswith(INPUT):
        return words[1:]
    if words[0] == "echo" and (texts := words[2:] if words[1:2] == ["-n"] else words[1:]):
        return [INPUT + texts[0]] if len(texts) == 1 and "\\" not in texts[0] else []
    if words[0] == "printf" and len(words) == 3 and words[1] in ("%s", "%s\\n"):
        return [INPUT + words[2]]
    return []


def _expanded(text: str) -> str:
    """The text of a here-document that isn't quoted, with what the shell puts in marked."""
    expanded, at = "", 0
    while at < len(text):
        following = text[at + 1 : at + 2]
        if text[at] == "\\" and following and following in "$`\\\n":
            expanded += "" if following == "\n" else following
            at += 2
        else:
            part, at = _plain(text, at, quoted=True)
            expanded += part
    return expanded


def _plain(text: str, at: int, *, quoted: bool = False) -> tuple[str, int]:
    """One character outside single quotes, or what the shell puts in there, and where it ends."""
    if text[at] not in "$`":
        return text[at], at + 1
    if document := _CAT.match(text, at):
        inside, _ = _Document(0, document["end"], tabs=bool(document["tabs"])).read(
            text[: document.end()], document.start("text")
        )
        return inside.rstrip("\n"), document.end()
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
    return marked(text[at:end], quoted=quoted), end


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
            part, at = _plain(text, at, quoted=True)
            inside += part
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
        elif text[at] == "c" and at + 1 < len(text):
            inside += chr(ord(text[at + 1]) & 0x1F)
            at += 2
        elif code := _ANSI_CODE.match(text, at):
            number = int(code[1] or code[2] or code[3] or "0", 16) if not code[4] else int(code[4], 8)
            inside += chr(number) if number < 0x110000 else "\ufffd"
            at = code.end()
        else:
            inside += _ANSI.get(text[at], text[at])
            at += 1
    return inside, -1
