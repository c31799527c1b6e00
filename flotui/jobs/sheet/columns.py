# SPDX-License-Identifier: MIT
"""Which column of a file is taken for what: guessed from the names, and chosen anew by the person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from flotui.jobs.sheet.names import (
    CHANGING,
    IDENTITY,
    NAMING,
    TITLES,
    is_foreign,
    is_own,
    plain,
    rank,
    target_of,
)
from flotui.jobs.sheet.table import Table

Columns = Mapping[str, int]
"""For each thing that is read from a file, the index of its column."""


class Guess(NamedTuple):
    """What the columns of a file are taken for, as far as their names tell."""

    columns: Columns
    doubts: tuple[str, ...] = ()
    """What wasn't guessed, as sentences."""
    sure: bool = True
    """Whether all of it has flotui's own names, so that nobody needs to be asked."""


def guess(table: Table) -> Guess:
    """What the columns of a file hold, by their names. What could be two things is neither.

    Args:
        table: the file.
    """
    found: dict[str, list[int]] = {}
    for index, name in enumerate(table.header):
        if (target := target_of(name)) and (table.column(index) or not table.lines):
            found.setdefault(target, []).append(index)
    if any(is_foreign(name) for name in table.header):
        # Another shop's file: its id is that shop's, and so is its `Product ID` unless it tells our variants too.
        found["variant_id"] = [
            index for index in found.get("variant_id", ()) if plain(table.header[index]) != "id"
        ]
        if not found["variant_id"]:
            found["product_id"] = [
                index for index in found.get("product_id", ()) if table.header[index] == "product_id"
            ]
    columns: dict[str, int] = {}
    doubts: list[str] = []
    for target in (*IDENTITY, *CHANGING):
        chosen, doubt = _chosen(table, target, found.get(target, []))
        if chosen is not None and not _is_of_another(table, target, chosen, found):
            columns[target] = chosen
        if doubt:
            doubts.append(doubt)
    sure = not doubts and all(is_own(table.header[at]) for at in columns.values())
    return Guess(columns, tuple(doubts), sure)


def _chosen(table: Table, target: str, indexes: list[int]) -> tuple[int | None, str]:
    """The column that holds something, and a sentence where several could."""
    if not indexes:
        return None, ""
    best = min(rank(table.header[index], target) for index in indexes)
    surest = [index for index in indexes if rank(table.header[index], target) == best]
    rivals = surest if target in IDENTITY else indexes
    alike = {tuple(cells[index] for index in rivals) for _, cells in table.lines}
    if all(len(set(values)) == 1 for values in alike):
        return surest[0], ""
    names = ", ".join(called(table, index) for index in rivals)
    return None, f"{TITLES[target]}: {len(rivals)} columns could be it ({names}). Choose one."


def _is_of_another(table: Table, target: str, index: int, found: Mapping[str, object]) -> bool:
    """Whether a column's ids can't be the host's, where there is another way to tell the variants."""
    if target not in ("variant_id", "product_id") or not (found.get("sku") or found.get("barcode")):
        return False
    return not any(any(one.isdecimal() for one in value[:3]) for value in table.column(index))


def called(table: Table, index: int) -> str:
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


def passed_over(table: Table, columns: Columns) -> list[str]:
    """The columns of a file that nothing is read from, by what they are called."""
    taken = set(columns.values())
    return [
        called(table, index)
        for index in range(len(table.header))
        if index not in taken and table.column(index)
    ]


def mapped(table: Table, columns: Columns) -> list[str]:
    """Which column is taken for what, in words: `Price from Variant Price`; those of the same name are left out."""
    return [
        f"{TITLES[target]} from {called(table, columns[target])}"
        for target in (*IDENTITY, *CHANGING)
        if target in columns
        and plain(table.header[columns[target]]) not in (plain(target), plain(TITLES[target]))
    ]


def problem(columns: Columns) -> str:
    """What keeps a file from being compared, as a sentence; empty for nothing."""
    if not columns.keys() & set(NAMING):
        return "No column identifies the variant: variant_id, sku or barcode."
    if not columns.keys() & set(CHANGING):
        return f"No column to change: {', '.join(CHANGING)}."
    return ""
