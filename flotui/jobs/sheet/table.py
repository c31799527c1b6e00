# SPDX-License-Identifier: MIT
"""A file as a table: any form that spreadsheets and shops write, and nothing guessed in silence."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Sequence

from flotui.api.errors import Malformed
from flotui.jobs.sheet.columns import called, guess
from flotui.jobs.sheet.lines import SheetTable, WrongLine
from flotui.jobs.sheet.names import PRICES
from flotui.jobs.sheet.text_form import LONGEST, Decoded, Unended, bare, decoded, opened, rows
from flotui.jobs.sheet.vocabulary import Vocabulary
from flotui.text.plural import counted, listed

_FIRST = 10
"""Lines among which the names of the columns stand."""
_NAMED = 5
"""Columns that a note names."""


def read(data: bytes, words: Vocabulary = PRICES, *, encoding: str = "") -> SheetTable:
    """Read a file: any of the usual encodings, separators and quotes.

    Args:
        data: what is in it.
        words: what its columns can hold: by these the line with their names is found, and what separates its cells.
        encoding: what somebody says that it is in; empty where the file is to tell.

    Raises:
        Malformed: when it isn't text, or is empty.
    """
    found = decoded(data, encoding, plainly=True)
    text, mark, skipped = opened(found.text, lambda text, mark: _fits(_header(text, mark, words)[1], words))
    above, header = _header(text, mark, words)
    if not header and (first := next(rows(text, mark), None)) and isinstance(first[1], csv.Error):
        raise Malformed(
            f"Line {first[0] + skipped} of the file can't be read: {_unread(first[1])}.", advice="Mend it."
        )
    if not header:
        raise Malformed(
            "The file is empty.",
            advice=f"Its first line names the columns, such as {words.example}.",
        )
    lines: list[tuple[int, tuple[str, ...]]] = []
    wrong: list[WrongLine] = []
    unfit: dict[int, tuple[str, ...]] = {}
    blank: list[int] = []
    for number, row in rows(text, mark):
        line = number + skipped
        if isinstance(row, csv.Error):
            ends = "; this and all later lines are skipped" if isinstance(row, Unended) else ""
            wrong.append(WrongLine(line, f"{_unread(row)}{ends}"))
            continue
        cells = _shown(row)
        if number <= above:
            continue
        if not cells:
            blank.append(line)
        elif len(cells) > len(header):
            unfit[line] = tuple(cells)
            wrong.append(WrongLine(line, f"it has {len(cells)} cells for {len(header)} columns"))
        else:
            lines.append((line, (*cells, *[""] * (len(header) - len(cells)))))
    notes = [found.note] if found.note else []
    begins = itertools.islice(rows(text, mark), _FIRST)
    if passed := sum(bool(_shown(row)) for number, row in begins if number < above):
        notes.append(f"Above the column names {counted(passed, 'line is', 'lines are')} skipped.")
    last = max([0, *(number for number, _ in (*lines, *wrong))])
    between = [number for number in blank if number < last]
    table = SheetTable(header, lines, wrong, tuple(notes), unfit, between)
    return table if found.doubt is None else _as_far_as_sure(table, found, found.doubt, words)


def _as_far_as_sure(table: SheetTable, found: Decoded, doubt: Malformed, words: Vocabulary) -> SheetTable:
    """A file in no sure encoding, where that matters to no column that is read.

    Raises:
        Malformed: where it does.
    """
    cells = (table.header, *(cells for _, cells in table.lines), *table.unfit.values())
    in_doubt = {at for line in cells for at, cell in enumerate(line) if not cell.isascii()}
    guessed = guess(table, words, empty=True)
    used = {*guessed.columns.values(), *(at for each in guessed.doubts for at in each.columns)}
    names = (
        _as(name, encoding)
        for name in table.header
        if not name.isascii()
        for encoding in found.readings or ("latin-1",)
    )
    if used & in_doubt or any(map(words.target_of, names)) or not used:
        raise doubt
    likely = next(iter(found.readings), "latin-1")
    shown = table._replace(
        header=tuple(_as(name, likely) for name in table.header),
        lines=[(number, tuple(_as(cell, likely) for cell in line)) for number, line in table.lines],
        unfit={number: tuple(_as(cell, likely) for cell in line) for number, line in table.unfit.items()},
        doubt=doubt,
        in_doubt=frozenset(in_doubt),
    )
    held = listed([called(shown, at) for at in sorted(in_doubt) if at < len(shown.header)], _NAMED)
    note = f"The file isn't UTF-8. Its encoding isn't sure, which matters only to columns that aren't used: {held}."
    return shown._replace(notes=(note, *table.notes))


def _as(cell: str, encoding: str) -> str:
    """A cell whose bytes were kept, in an encoding that it may be in."""
    return cell if cell.isascii() else cell.encode("ascii", "surrogateescape").decode(encoding, "replace")


def _unread(error: csv.Error) -> str:
    """Why a line can't be read."""
    if "limit" in str(error):
        return f"a cell has more than {LONGEST:,} characters, or its quote isn't closed"
    if "expected after" in str(error):
        return "text follows the closing quote of a cell: write a quote inside a cell twice"
    return f"unclosed quote ({error})"


def _shown(found: Sequence[str] | csv.Error) -> list[str]:
    """The cells of a line as they are read, without the empty ones at its end."""
    cells = [] if isinstance(found, csv.Error) else [bare(cell) for cell in found]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _header(text: str, mark: str, words: Vocabulary) -> tuple[int, tuple[str, ...]]:
    """The number of the line that names the columns, and the names; nothing for a file without any line.

    It is the first, unless a heading is above it: then the one whose names mean most.
    """
    begins = [(number, tuple(_shown(cells))) for number, cells in itertools.islice(rows(text, mark), _FIRST)]
    begins = [(number, cells) for number, cells in begins if cells]
    return max(begins, key=lambda row: _fits(row[1], words)[0] > 1, default=(0, ()))


def _fits(cells: Sequence[str], words: Vocabulary) -> tuple[int, int]:
    """How well a line names columns: how many of its cells mean something, and how many there are."""
    return len({words.target_of(cell) for cell in cells} - {""}), len(cells)
