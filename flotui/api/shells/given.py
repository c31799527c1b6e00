# SPDX-License-Identifier: MIT
"""Variables that a paste itself gives a text, above the command that has them."""

from __future__ import annotations

import re

from flotui.api.shells.split import filled, put_in

_DECLARED = ("export", "local", "readonly", "declare", "typeset")
_ASSIGNED = re.compile(r"([A-Za-z_]\w*)=(.*)", re.ASCII | re.DOTALL)
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_USED = re.compile(r"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})", re.ASCII)
_SPLIT = re.compile(r"[\s*?\[]")
"""What bash makes several words of, or names of files, where a variable isn't quoted."""
_ANY = ("eval", "source", ".")
"""What may give any variable another value."""


def with_given(commands: list[list[str]]) -> list[list[str]]:
    """The commands with texts in the places of variables that are given them above, and nothing else.

    Args:
        commands: the words of each, in which a variable is marked. One that something else may have set, or that is given
            two texts, stays so.
    """
    values: dict[str, str] = {}
    unsure: set[str] = set()

    def value(written: str, quoted: bool) -> str | None:
        used = _USED.fullmatch(written)
        text = values.get(used[1] or used[2]) if used else None
        return text if text is None or quoted or not _SPLIT.search(text) else None

    found = []
    for words in commands:
        words = [filled(word, value) for word in words]
        found.append(words)
        given = _given(words)
        named = {name for word in words for name in _NAME.findall(word.partition("=")[0])}
        unsure |= values.keys() if words[0] in _ANY else named if given is None else set()
        for name, text in (given or {}).items():
            if put_in(text) or values.setdefault(name, text) != text:
                unsure.add(name)
        for name in unsure:
            values.pop(name, None)
    return found


def _given(words: list[str]) -> dict[str, str] | None:
    """The variables that a command gives texts, where it does nothing else; None for any other command.

    fish writes `set NAME TEXT`, csh `set NAME=TEXT`.
    """
    first, *rest = words
    if first in (*_DECLARED, "set", "setenv"):
        rest = [
            word
            for index, word in enumerate(rest)
            if not (word.startswith("-") and "=" not in word and index < 3)
        ]
        if first.startswith("set") and len(rest) == 2 and _NAME.fullmatch(rest[0]):
            return {rest[0]: rest[1]}
        words = rest
    pairs = [_ASSIGNED.fullmatch(word) for word in words]
    return {pair[1]: pair[2] for pair in pairs if pair} if words and all(pairs) else None
