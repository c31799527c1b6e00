# SPDX-License-Identifier: MIT
"""A file of results as it is on disk: ours, or what a spreadsheet made of it when it was saved there."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from flotui.api.errors import Malformed
from flotui.config.paths import replacing
from flotui.jobs.sheet.text_form import bare, decoded, opened, rows
from flotui.text.delimited import line

LINE, JOB, STEP = "line", "job", "step"
"""The columns of a line's number, and of the job and the first of its steps that are about it."""
UNDONE_BY = "undone_by_job"
"""The column of the jobs that have undone it since."""
ID = "id"
"""What places call the column of a line's id, whatever it is called in the file."""
CAME = ("outcome", "change", "message")
"""The columns of what came of a line."""
NAMED_BY = "named_by"
"""The column of what a line names its row by, as it is written in the sheet."""
PEOPLE = ("id", "who")
"""What a file of people has of each line: the id of whom it means, and their name."""
VARIANTS = ("variant_id", "what")
"""What a file of prices has of each line."""
_OURS = (LINE, ID, *CAME, JOB)
_LACKED = (NAMED_BY, PEOPLE[1], VARIANTS[1], STEP, UNDONE_BY)
_FIRST = 10
"""Lines among which the names of the columns stand."""


class ResultForm(NamedTuple):
    """How a file is written."""

    encoding: str = "utf-8-sig"
    mark: str = ","
    """What separates its cells."""
    named: bool = False
    """Whether its first line says so."""


class ResultFile(NamedTuple):
    """A file of results."""

    head: Sequence[Sequence[str]]
    """Its lines down to the names of the columns."""
    rows: Iterable[list[str]]
    """The lines below, each with a cell for every column at least."""
    places: Mapping[str, int]
    """Where it has our columns, by their names."""
    form: ResultForm

    def write(self, path: Path) -> None:
        """Write it whole, for its owner only, or leave the file as it was.

        Args:
            path: the file.

        Raises:
            OSError: when it can't be written.
        """
        first = [f"sep={self.form.mark}"] if self.form.named else []
        rows = itertools.chain(self.head, self.rows)
        texts = itertools.chain(first, (line(row, mark=self.form.mark) for row in rows))
        with (
            replacing(path) as descriptor,
            open(descriptor, "w", encoding=self.form.encoding, newline="", closefd=False) as file,
        ):
            file.writelines(f"{text}\r\n" for text in texts)


def read(path: Path) -> ResultFile | None:
    """Read a file of results, in any form in which spreadsheets save one.

    Args:
        path: the file.

    Returns:
        None where there is no such file.

    Raises:
        Malformed: when it can't be read, or isn't one.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise Malformed(f"It can't be read: {why}.") from None
    found = decoded(data)
    text, mark, skipped = opened(found.text, _fits)
    every = list(_cells(text, mark))
    places: Mapping[str, int] = {}
    for at, names in enumerate(every[:_FIRST]):
        if not _lacking(places := _ours(names)):
            width = len(names)
            below = [[*row, *[""] * (width - len(row))] for row in every[at + 1 :]]
            return ResultFile(
                every[: at + 1], below, places, _form(found.encoding, mark, named=bool(skipped))
            )
    raise Malformed(_missing(every))


def _fits(text: str, mark: str) -> int:
    """How many of our columns a line near the beginning names, if its cells are separated so."""
    begins = (row for _, row in itertools.islice(rows(text, mark), _FIRST))
    return max((len(_ours(row)) for row in begins if not isinstance(row, csv.Error)), default=0)


def _missing(every: Sequence[Sequence[str]]) -> str:
    best = min((_lacking(_ours(names)) for names in every[:_FIRST]), key=len, default=list(_OURS))
    return f"It needs exactly one column each of: {', '.join(best)}."


def _form(encoding: str, mark: str, *, named: bool) -> ResultForm:
    """How a file is written that was read so: an older encoding doesn't have the signs of ours."""
    wide = {"utf-16-le": "utf-16", "utf-16-be": "utf-16"}.get(encoding, encoding)
    return ResultForm(wide if wide.startswith("utf-") else "utf-8-sig", mark, named)


def _cells(text: str, mark: str) -> Iterator[list[str]]:
    """The lines of a text as they are written there.

    Raises:
        Malformed: when its quotes don't close.
    """
    blanks = f'{mark} "' in text  # else a blank before a cell is a part of it
    for number, row in rows(text, mark, blanks=blanks):
        if isinstance(row, csv.Error):
            raise Malformed(f"Line {number} has a quote that isn't closed.")
        yield list(row)


def _ours(names: Sequence[str]) -> dict[str, int]:
    """Where a line of names has our columns: each that is there once."""
    found = [bare(name).lower().replace(" ", "_") for name in names]
    found = [ID if name in (PEOPLE[0], VARIANTS[0]) else name for name in found]
    return {name: found.index(name) for name in (*_OURS, *_LACKED) if found.count(name) == 1}


def _lacking(places: Mapping[str, int]) -> list[str]:
    return [name for name in _OURS if name not in places]
