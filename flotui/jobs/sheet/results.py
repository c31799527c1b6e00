# SPDX-License-Identifier: MIT
"""The file that says what came of each line of a sheet: written with the plan, and again after each run of its job."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from flotui.config.paths import replacing
from flotui.jobs.report import step_said
from flotui.jobs.sheet.file_plan import DoingLine, FilePlan
from flotui.store.entry import Outcome
from flotui.store.job import STEP_WORDS, Step
from flotui.text.delimited import guarded, line, unguarded

INVALID = "invalid"
"""What the file says of a line, or a cell, that was never sent because of its form."""
LEFT = "left alone"
"""What it says of a cell that isn't invalid, and is written nowhere all the same."""
PASSED_OVER = "passed over"
"""What it says of a line that names nothing and changes nothing."""
NAMED_BY = "named_by"
"""The column of what a line names its row by, as it is written in the sheet."""
PEOPLE = ("id", "who")
"""What a file of people has of each line: the id of whom it means, and their name."""
VARIANTS = ("variant_id", "what")
"""What a file of prices has of each line."""
_LINE, _JOB, _STEP = "line", "job", "step"
"""The columns of a line's number, and of the job and the first of its steps that are about it."""
_CAME = ("outcome", "change", "message")
"""The columns of what came of a line."""
_ID = "id"
"""What `_places` calls the column of a line's id, whatever it is called there."""
_SENT = (Outcome.UNKNOWN, Outcome.REFUSED, Outcome.INTENDED, Outcome.WAITING, Outcome.DROPPED, Outcome.DONE)
"""What a line came to, where its steps came to different things: the first that one of them has."""
_BESIDE = re.compile(rf"(^|; )(?={INVALID}: |{LEFT}: )")
"""Where a message of a line's own cells begins, behind what came of its steps."""
_NOT_SENT = {STEP_WORDS[Outcome.WAITING], STEP_WORDS[Outcome.UNCHANGED], INVALID, PASSED_OVER}


def write(
    path: Path, job: int, plan: FilePlan[DoingLine], steps: Sequence[Step], names: tuple[str, str]
) -> None:
    """Write what a plan would do with each line of its file.

    Args:
        path: the file.
        job: the job's id.
        plan: what it does.
        steps: all steps of the job.
        names: what its columns of an id and a name are called.

    Raises:
        OSError: when it can't be written.
    """
    beside = _beside(plan)
    passed_over = ("", "", PASSED_OVER, "", "names nothing and changes nothing", "", "")
    rows = dict.fromkeys((*plan.empty, *plan.blank), passed_over)
    rows |= {number: ("", "", INVALID, "", why, "", "") for number, why in plan.wrong}
    rows |= {
        number: (row_id, "", STEP_WORDS[Outcome.UNCHANGED], "", beside.get(number, ""), "", "")
        for number, row_id in plan.unchanged.items()
    }
    rows |= {
        each.line: (
            *(each.subject, each.title, *_came(part, beside.get(each.line, ""))),
            *(str(job), str(part[0].part)),
        )
        for each, part in zip(plan.changes, _parts(steps), strict=True)
    }
    lines = [(str(number), plan.named_by.get(number, ""), *row) for number, row in sorted(rows.items())]
    _write(path, [(_LINE, NAMED_BY, *names, *_CAME, _JOB, _STEP), *(map(guarded, row) for row in lines)])


def _beside(plan: FilePlan[DoingLine]) -> dict[int, str]:
    """What is said of lines' cells that aren't sent, by the line's number."""
    found: dict[int, list[str]] = {}
    for what, several in ((INVALID, plan.wrong), (LEFT, plan.left.items())):
        for number, why in several:
            found.setdefault(number, []).append(f"{what}: {why}")
    return {number: "; ".join(each) for number, each in found.items()}


def settle(path: Path, job: int, steps: Sequence[Step]) -> None:
    """Say in a job's file what has come of its lines, whatever order they are in by now. A file that is gone, or
    another's by now, is left alone, and so are lines that can't be told and the columns that somebody has added.

    Args:
        path: the file.
        job: the job's id.
        steps: all steps of the job.

    Raises:
        OSError: when it can't be written.
    """
    rows = _read(path)
    places = _places(rows[0]) if rows else None
    if places is None:
        return
    found = _ResultRows([row + [""] * (len(rows[0]) - len(row)) for row in rows[1:]], places)
    parts = _parts(steps)
    by_step = {part[0].part: part for part in parts}
    pairs = found.by_step(job, by_step) if _STEP in places else found.by_line(job, parts)
    for row, part in pairs:
        row_id, known = unguarded(row[places[_ID]]), part[0].subject.rpartition("/")[2]
        if row_id and known and row_id != known:
            continue  # its cells were moved apart
        beside = _BESIDE.search(message := unguarded(row[places["message"]]))
        came = _came(part, message[beside.end() :] if beside else "")
        for name, said in zip((_ID, *_CAME), (row_id or known, *came), strict=True):
            row[places[name]] = guarded(said)
    _write(path, [rows[0], *found.rows])


class _ResultRows:
    """The lines of a file that is there already, and which part of a job each is about."""

    def __init__(self, rows: list[list[str]], places: Mapping[str, int]) -> None:
        self.rows = rows
        self._places = places

    def by_step(self, job: int, parts: Mapping[int, list[Step]]) -> Iterator[tuple[list[str], list[Step]]]:
        """The lines of a job, each with the part that it names."""
        for row in self._of(job):
            number = row[self._places[_STEP]]
            if number.isdecimal() and int(number) in parts:
                yield row, parts[int(number)]

    def by_line(self, job: int, parts: Sequence[list[Step]]) -> Iterable[tuple[list[str], list[Step]]]:
        """The same where lines name no part, as in files of older plans: parts have the order of the numbers of their
        lines. None where one was taken out or has no number, since it can't be told which.
        """
        mine = self._of(job)
        numbers = {int(each) for row in mine if (each := row[self._places[_LINE]]).isdecimal()}
        if not len(numbers) == len(mine) == len(parts):
            return ()
        return zip(sorted(mine, key=lambda row: int(row[self._places[_LINE]])), parts, strict=True)

    def _of(self, job: int) -> list[list[str]]:
        return [row for row in self.rows if row[self._places[_JOB]] == str(job)]


def free(path: Path) -> Path:
    """A name for the results of a file: beside it, and not taken but by a plan of which nothing was sent.

    Args:
        path: the sheet.
    """
    first = found = path.with_name(f"{path.stem}.result.csv")
    number = 2
    while os.path.lexists(found) and not _is_plan(found):
        found = first.with_name(f"{path.stem}.result-{number}.csv")
        number += 1
    return found


def _is_plan(path: Path) -> bool:
    """Whether a file has results of ours, nothing that somebody has added, and nothing that was sent."""
    rows = _read(path)
    places = _places(rows[0]) if rows else None
    return (
        places is not None
        and all(len(row) == len(places) for row in rows)
        and all(row[places["outcome"]] in _NOT_SENT for row in rows[1:])
    )


def _places(header: Sequence[str]) -> dict[str, int] | None:
    """Where a file has our columns, by their names; None where it isn't of ours, or has two of one name."""
    names = [_ID if name in (PEOPLE[0], VARIANTS[0]) else name for name in header]
    ours = (_LINE, _ID, *_CAME, _JOB)
    if any(names.count(name) != 1 for name in ours) or names.count(_STEP) > 1:
        return None
    beside = (NAMED_BY, PEOPLE[1], VARIANTS[1], _STEP)
    return {name: names.index(name) for name in (*ours, *beside) if name in names}


def _came(part: Sequence[Step], more: str) -> tuple[str, str, str]:
    """What came of a line's steps: the outcome, what they change, and why not."""
    found = {step.outcome for step in part}
    outcome = next((each for each in _SENT if each in found), Outcome.UNCHANGED)
    # What the host says must not be taken for what is said of the line's own cells: that is written again each time.
    why = dict.fromkeys(_BESIDE.sub(r"\1the host says ", step.message) for step in part if step.message)
    return (
        STEP_WORDS[outcome],
        "; ".join(map(step_said, part)),
        "; ".join([*why, *([more] if more else [])]),
    )


def _parts(steps: Iterable[Step]) -> list[list[Step]]:
    """Steps by their rows, in the job's order."""
    found: dict[int, list[Step]] = {}
    for each in steps:
        found.setdefault(each.part, []).append(each)
    return list(found.values())


def _read(path: Path) -> list[list[str]]:
    """The cells of a file as they are written there; none where it can't be read."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))
    except (OSError, ValueError, csv.Error):
        return []


def _write(path: Path, rows: Iterable[Iterable[str]]) -> None:
    """Write the file whole, for its owner only, or leave it as it was."""
    with (
        replacing(path) as descriptor,
        open(descriptor, "w", encoding="utf-8-sig", newline="", closefd=False) as file,
    ):
        file.writelines(f"{line(row)}\r\n" for row in rows)
