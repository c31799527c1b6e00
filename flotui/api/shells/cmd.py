# SPDX-License-Identifier: MIT
"""Words as Windows' cmd, and then a Windows program, split a command."""

from __future__ import annotations

import re

from flotui.api.shells.split import Split, marked

_BY_BROWSER = re.compile(r'(?:^|\s)\^"|(?=.*"")(?=.*--data-raw).*Mozilla/', re.DOTALL)
"""What tells a command of a browser's menu. Browsers double every backslash, which a Windows program undoes before a
quote only."""


VARIABLE = re.compile(
    r"%(?!(?P<code>[0-9A-Fa-f]{2}[^%\s]*)%[0-9A-Fa-f]{2})[A-Za-z_]\w*(?::[^%\n]*)?%|![A-Za-z_]\w*!", re.ASCII
)
"""A variable, also one that cmd looks at late (`!NAME!`); not what stands
between two percent signs of a URL, such as `%C3%A9`."""
_GIVEN = re.compile(
    r"[ \t]*(?:[A-Za-z]:\\[^\n>\"']*>)?@?set[ \t]+"
    r"(?P<quote>\"?)(?P<name>[A-Za-z_]\w*)=(?P<text>[\w:/.?=~+@,-]+)(?P=quote)",
    re.ASCII | re.IGNORECASE,
)
"""A line that gives a variable a text in which cmd reads no sign of its own. A blank at its end would belong to it."""
_SETS = re.compile(r"(?:^|[\s@&|(>])set\s", re.IGNORECASE)
"""What may give variables other texts."""
_LATE = re.compile(r"enabledelayedexpansion|/v:on", re.IGNORECASE)
"""What has cmd look at `!NAME!`."""
_REDIRECTION = re.compile(r"[<>]>?[ \t]*(?:&\d|\"[^\"\n]*\"|[^\s&|<>\"]*)")


def commands(text: str) -> Split:
    """The words of each command. Variables that are given a text above are expanded, others marked.

    Args:
        text: what was pasted.
    """
    doubled = _BY_BROWSER.search(text) is not None
    lines = [line for line in _lines(_with_given(text)) if line.strip()]
    found = [_program_words(line, doubled=doubled) for line in lines]
    return Split(
        [line.split() if each is None else each for line, each in zip(lines, found, strict=True)],
        open=None in found,
    )


def _with_given(text: str) -> str:
    """A paste with texts in the places of variables that lines above give them; what may be another text is marked."""
    values: dict[str, str] = {}
    unsure: set[str] = set()
    late = _LATE.search(text) is not None

    def put(found: re.Match[str]) -> str:
        name = found[0][1:-1].lower()
        known = name in values and (late or found[0][0] == "%")
        return values[name] if known else marked(found[0])

    lines = []
    for line in text.split("\n"):
        lines.append(VARIABLE.sub(put, line))  # cmd puts in what it knows before it carries the line out
        given = _GIVEN.fullmatch(line)
        if given is not None and values.setdefault(given["name"].lower(), given["text"]) == given["text"]:
            continue
        unsure |= {name.lower() for name in re.findall(r"[A-Za-z_]\w*", line) if _SETS.search(line)}
        for name in unsure:
            values.pop(name, None)
    return "\n".join(lines)


def _lines(text: str) -> list[str]:
    """The line of each command, without cmd's own signs and what is done with the answer."""
    lines = [""]
    quoted = False
    at = 0
    while at < len(text):
        mark = text[at]
        start, at = at, at + 1
        if mark == "^" and not quoted:
            gap = re.compile(r"[ \t]*\n").match(text, at)
            if gap:
                at = gap.end()
                if text[at : at + 1] == "\n":  # an escaped line break: one is meant
                    lines[-1] += "\n"
                    at += 1
                elif lines[-1].endswith('"') and text[at : at + 1] == '"':  # between quotes: likewise
                    lines[-1] += "\n"
                continue
            lines[-1] += text[at : at + 1]
            at += 1
        elif mark == '"':
            quoted = not quoted
            lines[-1] += mark
        elif not quoted and (mark in "\n|" or (mark == "&" and text[at : at + 1] in ("", " ", "&", "\n"))):
            lines.append("")
        elif not quoted and mark in "<>" and (redirected := _REDIRECTION.match(text, start)):
            lines[-1] = re.sub(r"(?<=\s)[012]$", "", lines[-1])
            at = redirected.end()
        else:
            lines[-1] += mark
    return lines


def _program_words(line: str, *, doubled: bool) -> list[str] | None:
    """Words as a Windows program splits its command line.

    Args:
        line: the command line.
        doubled: whether every backslash was doubled.
    """
    words: list[str] = []
    word: str | None = None
    quoted = False
    at = 0
    while at < len(line):
        slashes = re.compile(r"\\*").match(line, at)
        count = slashes.end() - at if slashes else 0
        at += count
        if line[at : at + 1] == '"':
            word = (word or "") + "\\" * (count // 2)
            at += 1
            if count % 2:
                word += '"'
            elif quoted and line[at : at + 1] == '"':
                word += '"'
                at += 1
            else:
                quoted = not quoted
            continue
        if count:
            word = (word or "") + "\\" * ((count + 1) // 2 if doubled else count)
            continue
        mark = line[at]
        at += 1
        if mark in " \t\n" and not quoted:
            if word is not None:
                words.append(word)
            word = None
        else:
            word = (word or "") + mark
    if word is not None:
        words.append(word)
    return None if quoted else words
