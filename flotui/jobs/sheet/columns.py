# SPDX-License-Identifier: MIT
"""Which column of a file is taken for what: guessed from the names, and chosen anew by the person."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from flotui.jobs.sheet.lines import SheetTable
from flotui.jobs.sheet.names import PRICES, plain
from flotui.jobs.sheet.vocabulary import Vocabulary

Columns = Mapping[str, int]
"""For each thing that is read from a file, the index of its column."""


class Doubt(NamedTuple):
    """A meaning that several columns could have."""

    target: str
    columns: tuple[int, ...]
    """Their indexes."""
    message: str
    """The same as a sentence."""


class Guess(NamedTuple):
    """What the columns of a file are taken for, as far as their names tell."""

    columns: Columns
    doubts: tuple[Doubt, ...] = ()
    """What wasn't guessed."""
    sure: bool = True
    """Whether all of it has flotui's own names, so that nobody needs to be asked."""


def guess(table: SheetTable, words: Vocabulary = PRICES, *, empty: bool = False) -> Guess:
    """What the columns of a file hold, by their names. What could be two things is neither.

    Args:
        table: the file.
        words: what they can hold.
        empty: whether a column that holds nothing says something.
    """
    found: dict[str, list[int]] = {}
    for index, name in enumerate(table.header):
        if (target := words.target_of(name)) and (table.column(index) or empty or not table.lines):
            found.setdefault(target, []).append(index)
    words.correct(table, found)
    columns: dict[str, int] = {}
    doubts: list[Doubt] = []
    for target in (*words.identity, *words.changing):
        chosen, doubt = _chosen(table, words, target, found.get(target, []))
        if chosen is not None and not words.refuses(table, target, chosen, found):
            columns[target] = chosen
        if doubt is not None:
            doubts.append(doubt)
    sure = not doubts and all(words.is_own(table.header[at]) for at in columns.values())
    return Guess(columns, tuple(doubts), sure)


def _chosen(
    table: SheetTable, words: Vocabulary, target: str, indexes: list[int]
) -> tuple[int | None, Doubt | None]:
    """The column that holds something, and the doubt where several could."""
    if not indexes:
        return None, None
    best = min(words.rank(table.header[index], target) for index in indexes)
    surest = [index for index in indexes if words.rank(table.header[index], target) == best]
    rivals = surest if target in words.identity else indexes
    alike = {tuple(cells[index] for index in rivals) for _, cells in table.lines}
    if all(len(set(values)) == 1 for values in alike):
        return surest[0], None
    names = ", ".join(called(table, index) for index in rivals)
    message = f"{words.title(target)}: {len(rivals)} columns could be it ({names}). Choose one."
    return None, Doubt(target, tuple(rivals), message)


def open_doubts(doubts: Sequence[Doubt], columns: Columns, decided: Collection[int] = ()) -> list[Doubt]:
    """The doubts that nobody has settled: none of the columns is chosen, nor is it said that none of them is.

    Args:
        doubts: those of the guess.
        columns: what the columns are taken for by now.
        decided: the columns of which a person has said what they hold, or that they hold nothing.
    """
    return [each for each in doubts if each.target not in columns and not set(each.columns) <= set(decided)]


def called(table: SheetTable, index: int) -> str:
    """What to call a column: its name, and its letter where it has none or another is called the same."""
    name = table.header[index]
    return (
        name if name and table.header.count(name) == 1 else f"{name or 'no name'} (column {_letter(index)})"
    )


def _letter(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def passed_over(table: SheetTable, columns: Columns) -> list[str]:
    """The columns of a file that nothing is read from, by what they are called."""
    taken = set(columns.values())
    return [
        called(table, index)
        for index in range(len(table.header))
        if index not in taken and table.column(index)
    ]


def mapped(table: SheetTable, columns: Columns, words: Vocabulary = PRICES) -> list[str]:
    """Which column is taken for what, as sentences, those by their own names last.

    Args:
        table: the file.
        columns: what its columns hold.
        words: what they can hold.

    Returns:
        Nothing where all of them have the names of what they are taken for.
    """
    taken = [target for target in (*words.identity, *words.changing) if target in columns]
    by_name, others = [], []
    for target in taken:
        own = plain(table.header[columns[target]]) in map(plain, words.own_names(target))
        title = words.title(target)
        if own:
            by_name.append(title)
        else:
            others.append(f"{title} from {called(table, columns[target])}")
    if not others:
        return []
    return [f"{'; '.join(others)}.", *([f"By their names: {', '.join(by_name)}."] if by_name else [])]


def problem(table: SheetTable, columns: Columns, words: Vocabulary = PRICES) -> str:
    """What keeps a file from being compared, as a sentence; empty for nothing."""
    if table.doubt is not None and not table.in_doubt.isdisjoint(columns.values()):
        return table.doubt.happened
    if not columns.keys() & set(words.naming):
        return f"No column identifies the {words.noun}: {words.identifiers}."
    if not columns.keys() & set(words.changing):
        return f"No column to change: {words.changes}."
    return ""
