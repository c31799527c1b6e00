"""Words as Windows' cmd, and then a Windows program, split a command."""

from __future__ import annotations

import re

_BY_BROWSER = re.compile(r'(?:^|\s)\^"|(?=.*"")(?=.*--data-raw).*Mozilla/', re.DOTALL)
"""What tells a command of a browser's menu. Browsers double every backslash, which a Windows program undoes before a
quote only."""


def words(text: str) -> list[str] | None:
    """The words of the first command; None where a quote is open. No variable is expanded.

    Args:
        text: what was pasted.
    """
    line = ""
    quoted = False
    at = 0
    while at < len(text):
        mark = text[at]
        at += 1
        if mark == "^" and not quoted:
            gap = re.compile(r"[ \t]*\n").match(text, at)
            if gap:
                at = gap.end()
                if text[at : at + 1] == "\n":  # an escaped line break: one is meant
                    line += "\n"
                    at += 1
                elif line.endswith('"') and text[at : at + 1] == '"':  # between quotes: likewise
                    line += "\n"
                continue
            line += text[at : at + 1]
            at += 1
            continue
        if mark == '"':
            quoted = not quoted
        elif mark in "\n|" and not quoted:
            break  # the next line is another command
        elif mark == "&" and not quoted and text[at : at + 1] in ("", " ", "&", "\n"):
            break
        elif mark == ">" and not quoted:
            line = line.rstrip("12")
            break
        line += mark
    return _program_words(line, doubled=_BY_BROWSER.search(text) is not None)


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
