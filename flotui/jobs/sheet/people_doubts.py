# SPDX-License-Identifier: MIT
"""What all of a file of people tells about cells that may not be meant as they are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from flotui.api.models.subscriber import Subscriber
from flotui.jobs.sheet.cells import names_nothing, no_text, unspelled
from flotui.jobs.sheet.lines import Meant, SheetTable
from flotui.jobs.sheet.lost_letters import lost_letters, within_word
from flotui.jobs.sheet.people_values import held
from flotui.jobs.sheet.people_words import PeopleColumns
from flotui.text.clean import looks_alike
from flotui.text.plural import counted, listed

_NAMED = 5
"""Texts that a sentence names before it counts the rest."""


def lost_in(
    table: SheetTable, about: Sequence[Meant], words: PeopleColumns, people: Mapping[str, Subscriber]
) -> bool:
    """Whether a spreadsheet has put question marks for letters of a file: a cell, or a column's name, is what the host
    has but for these, or a new text has one within a word.

    Args:
        table: the file.
        about: its lines.
        words: what its columns can hold.
        people: those whom it means, by id.
    """
    names = [*(each.name for each in words.things.fields), *(each.name for each in words.things.tags)]
    if any("?" in name and any(lost_letters(name, each) for each in names) for name in table.header):
        return True
    doubtful = _texts(about, words, people, lambda text: "?" in text)
    return any(
        lost_letters(unspelled(text), old) or (not looks_alike(text, old) and within_word(unspelled(text)))
        for text, old in doubtful
    )


def marked(about: Sequence[Meant], words: PeopleColumns, people: Mapping[str, Subscriber]) -> tuple[str, ...]:
    """Warns of cells of one word that ends in a question mark, which are written: a sentence, or none.

    Args:
        about: the lines of a file in which nothing else has lost letters.
        words: what its columns can hold.
        people: those whom it means, by id.
    """
    texts = _texts(about, words, people, lambda text: text.endswith("?") and text[:-1].isalpha())
    return _counted("Written with ?, which may be a lost letter", texts)


def named_nothing(
    about: Sequence[Meant], words: PeopleColumns, people: Mapping[str, Subscriber]
) -> tuple[str, ...]:
    """Warns of cells that may stand for no value, and are written as text: a sentence, or none.

    Args:
        about: the lines of a file.
        words: what its columns can hold.
        people: those whom it means, by id.
    """
    texts = _texts(about, words, people, lambda text: names_nothing(text) and not no_text(text))
    return _counted("Written as text, though it may mean no value", texts)


def _counted(says: str, texts: Iterator[tuple[str, str]]) -> tuple[str, ...]:
    """A sentence of the cells that change what the host has, each text with its number; none where none does."""
    found = Counter(text for text, old in texts if not looks_alike(text, old))
    if not found:
        return ()
    first = [f"{text} in {counted(number, 'cell')}" for text, number in found.most_common(_NAMED)]
    return (f"{says}: {listed(first, _NAMED, of=len(found))}.",)


def _texts(
    about: Sequence[Meant],
    words: PeopleColumns,
    people: Mapping[str, Subscriber],
    fits: Callable[[str], bool],
) -> Iterator[tuple[str, str]]:
    """The cells that fit of those that set a text, each with what the host has."""
    for _, row_id, cells in about:
        for target, text in cells.items():
            if fits(text) and words.is_text(target):
                yield text, held(people[row_id], target) if row_id in people else ""
