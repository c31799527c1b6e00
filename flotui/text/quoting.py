# SPDX-License-Identifier: MIT
"""Words of others in a sentence of ours."""

from __future__ import annotations

from flotui.text.patterns import later
from flotui.text.signs import UNQUOTED

LONGEST_QUOTE = 300
"""How much of a host's own words goes into a sentence, in characters."""

_BRIEF = 40
"""How much of a cell goes into a sentence."""

_WORD = 300
"""The longest word of a sentence, and the longest text that is repeated in one, in characters."""
_ENDLESS = later(rf"\S{{{_WORD + 1},}}")


def quoted(text: str, longest: int = LONGEST_QUOTE) -> str:
    """A host's own words, fit for a sentence: one line, no control characters, not too long.

    Args:
        text: what the host said.
        longest: how many characters may stay.
    """
    line = " ".join(UNQUOTED.sub(" ", text[: longest * 8]).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def in_brief(text: str) -> str:
    """A cell's text, shortened for the middle of a sentence."""
    return quoted(text, _BRIEF)


def cut(text: str) -> str:
    """What a person has typed, for a sentence: its middle is left out where it is long, as its ends tell which it is.

    Args:
        text: what was typed.
    """
    return text if len(text) <= _WORD else f"{text[: _WORD * 2 // 3 - 1]}…{text[-_WORD // 3 :]}"


def without_endless_words(sentence: str) -> str:
    """A sentence whose words can be read to their end: the middle of endless ones is left out.

    Args:
        sentence: what is said; a line with a command to copy, which begins with `  flotui `, stays whole.
    """
    if len(sentence) <= _WORD:
        return sentence
    return "\n".join(
        line if line.startswith("  flotui ") else _ENDLESS.sub(lambda found: cut(found[0]), line)
        for line in sentence.split("\n")
    )
