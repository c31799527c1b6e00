# SPDX-License-Identifier: MIT
"""The file that says what came of each line of a sheet: written with the plan, and again after each run of its job."""

from __future__ import annotations

import heapq
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

import msgspec

from flotui.api.errors import Malformed
from flotui.jobs.report import step_said
from flotui.jobs.sheet.cells import shortened, spellings
from flotui.jobs.sheet.file_plan import DoingLine, FilePlan
from flotui.jobs.sheet.result_file import (
    CAME,
    ID,
    JOB,
    LINE,
    NAMED_BY,
    STEP,
    UNDONE_BY,
    ResultFile,
    ResultForm,
    read,
)
from flotui.jobs.sheet.text_form import bare
from flotui.store.entry import Outcome
from flotui.store.job import NOT_SENT, STEP_WORDS, Step, step_word
from flotui.text.delimited import guarded, unguarded
from flotui.text.plural import counted

INVALID = "invalid"
"""What the file says of a line, or a cell, that was never sent because of its form."""
LEFT = "left alone"
"""What it says of a cell that isn't invalid, and is written nowhere all the same."""
PASSED_OVER = "passed over"
"""What it says of a line that names nothing and changes nothing."""
_SENT = (Outcome.UNKNOWN, Outcome.REFUSED, Outcome.INTENDED, Outcome.WAITING, Outcome.DROPPED, Outcome.DONE)
"""What a line came to, where its steps came to different things: the first that one of them has."""
_OF_CELLS = re.compile(rf"(^|; )(?={INVALID}: |{LEFT}: )")
"""Where a message of a line's own cells begins, behind what came of its steps."""
_NOT_SENT = {STEP_WORDS[Outcome.WAITING], NOT_SENT, STEP_WORDS[Outcome.UNCHANGED], INVALID, PASSED_OVER}


class StepSaid(msgspec.Struct, frozen=True, gc=False):
    """What a file says of a step: all that is kept of a hundred thousand of them while it is written."""

    n: int
    part: int
    subject: str
    outcome: Outcome
    change: str
    """What it changes, in words."""
    message: str


def said(step: Step) -> StepSaid:
    """What a file says of a step."""
    return StepSaid(step.n, step.part, step.subject, step.outcome, step_said(step), step.message)


def write(
    path: Path, job: int, plan: FilePlan[DoingLine], steps: Sequence[StepSaid], names: tuple[str, str]
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
    of_cells = _said_of_cells(plan)
    passed_over = ("", "", PASSED_OVER, "", "names nothing and changes nothing", "", "")
    rows = dict.fromkeys((*plan.empty, *plan.blank), passed_over)
    rows |= {number: (plan.about.get(number, ""), "", INVALID, "", why, "", "") for number, why in plan.wrong}
    rows |= {
        number: (row_id, "", STEP_WORDS[Outcome.UNCHANGED], "", of_cells.get(number, ""), "", "")
        for number, row_id in plan.unchanged.items()
    }
    for each in plan.changes:  # of a line that is carried out in part, that it is
        rows.pop(each.line, None)
    made = (
        (
            each.line,
            (
                each.subject,
                each.title,
                *_came(part, of_cells.get(each.line, "")),
                str(job),
                str(part[0].part),
            ),
        )
        for each, part in sorted(zip(plan.changes, _parts(steps), strict=True), key=lambda each: each[0].line)
    )
    every = heapq.merge(sorted(rows.items()), made, key=lambda each: each[0])
    lines = ([*map(guarded, (str(number), plan.named_by.get(number, ""), *row, ""))] for number, row in every)
    head = [(LINE, NAMED_BY, *names, *CAME, JOB, STEP, UNDONE_BY)]
    ResultFile(head, lines, {}, ResultForm()).write(path)


def _said_of_cells(plan: FilePlan[DoingLine]) -> dict[int, str]:
    """What is said of lines' cells that aren't sent, by the line's number."""
    found: dict[int, list[str]] = {}
    for what, several in ((INVALID, plan.wrong), (LEFT, plan.left.items())):
        for number, why in several:
            found.setdefault(number, []).append(f"{what}: {why}")
    return {number: "; ".join(each) for number, each in found.items()}


def settle(
    path: Path, job: int, steps: Sequence[StepSaid], undone: Mapping[int, int], *, over: bool = False
) -> str:
    """Say in a job's file what has come of its lines, whatever order they are in by now, and whatever a spreadsheet
    made of the file. One that is gone is left alone, and so are the columns that somebody has added.

    Args:
        path: the file.
        job: the job's id.
        steps: all steps of the job.
        undone: by which jobs they are undone, by their numbers.
        over: whether the job can't go on.

    Returns:
        Of which lines it doesn't say that, and why, as a sentence; empty where there are none.

    Raises:
        OSError: when it can't be written.
    """
    try:
        file = read(path)
    except Malformed as error:
        return f"{path.name} has no outcomes of its lines. {error}"
    if file is None:
        return ""
    lines = _ResultRows(file, undone, over=over)
    parts = _parts(steps)
    by_step = {part[0].part: part for part in parts}
    if not (mine := lines.of(job)):
        return f"{path.name} has no lines of job {job} any more, so no outcomes were written."
    pairs = lines.by_step(mine, by_step) if STEP in file.places else lines.by_line(mine, parts)
    told = {id(row) for row, part in pairs if lines.say(row, part)}
    file.write(path)
    untold = sum(id(row) not in told for row in mine)
    return (
        f"{path.name}: no outcome written for {counted(untold, 'line')}, because job, step or id were "
        "changed there."
        if untold
        else ""
    )


class _ResultRows:
    """The lines of a file that is there already, and which part of a job each is about."""

    def __init__(self, file: ResultFile, undone: Mapping[int, int], *, over: bool) -> None:
        self._rows, self._places = file.rows, file.places
        self._undone = undone
        self._over = over

    def of(self, job: int) -> list[list[str]]:
        """The lines of a job."""
        return [row for row in self._rows if self._number(row, JOB) == job]

    def say(self, row: list[str], part: Sequence[StepSaid]) -> bool:
        """Write what came of a part of a job into its line; False where the line is another's, by its id."""
        row_id, known = unguarded(bare(row[self._places[ID]])), part[0].subject.rpartition("/")[2]
        if row_id and known and not _is(row_id, known):
            return False
        of_cells = _OF_CELLS.search(message := unguarded(row[self._places["message"]]))
        came = _came(part, message[of_cells.end() :] if of_cells else "", over=self._over)
        for name, text in zip((ID, *CAME), (known or row_id, *came), strict=True):
            row[self._places[name]] = guarded(text)
        if (place := self._places.get(UNDONE_BY)) is not None:
            by = dict.fromkeys(self._undone[each.n] for each in part if each.n in self._undone)
            row[place] = ", ".join(map(str, by))
        return True

    def _number(self, row: Sequence[str], name: str) -> int | None:
        """A number of ours, as a spreadsheet may write it."""
        text = spellings(row[self._places[name]])[-1]
        return int(text) if text.isdecimal() else None

    def by_step(
        self, mine: Sequence[list[str]], parts: Mapping[int, list[StepSaid]]
    ) -> Iterator[tuple[list[str], list[StepSaid]]]:
        """The lines of a job, each with the part that it names."""
        for row in mine:
            number = self._number(row, STEP)
            if number is not None and number in parts:
                yield row, parts[number]

    def by_line(
        self, mine: Sequence[list[str]], parts: Sequence[list[StepSaid]]
    ) -> Iterable[tuple[list[str], list[StepSaid]]]:
        """The same where lines name no part, as in files of older plans: parts have the order of the numbers of their
        lines. None where one was taken out or has no number, since it can't be told which.
        """
        numbers = {number: row for row in mine if (number := self._number(row, LINE)) is not None}
        if not len(numbers) == len(mine) == len(parts):
            return ()
        return zip([numbers[each] for each in sorted(numbers)], parts, strict=True)


def _is(text: str, known: str) -> bool:
    """Whether a cell is an id, as a spreadsheet may write that: a long one by its first digits."""
    if known in spellings(text):
        return True
    try:
        given = Decimal(text.replace(",", "."))
        digits = int(given.as_tuple().exponent)
        return bool(shortened(text)) and Decimal(known).quantize(Decimal(1).scaleb(digits)) == given
    except (InvalidOperation, ValueError):
        return False


def free(path: Path, kept: Collection[str] = ()) -> Path:
    """A name for the results of a file: beside it, and not taken but by a plan that is gone, of which nothing was sent.

    Args:
        path: the sheet.
        kept: files of results that jobs which may go on still write.
    """
    first = found = path.with_name(f"{path.stem}.result.csv")
    number = 2
    while str(found) in kept or (os.path.lexists(found) and not _is_plan(found)):
        found = first.with_name(f"{path.stem}.result-{number}.csv")
        number += 1
    return found


def _is_plan(path: Path) -> bool:
    """Whether a file has results of ours, nothing that somebody has added, and nothing that was sent."""
    try:
        file = read(path)
    except Malformed:
        return False
    return (
        file is not None
        and all(len(row) == len(file.places) for row in (*file.head, *file.rows))
        and all(bare(row[file.places["outcome"]]) in _NOT_SENT for row in file.rows)
    )


def _came(part: Sequence[StepSaid], more: str, *, over: bool = False) -> tuple[str, str, str]:
    """What came of a line's steps: the outcome, what they change, and why not."""
    found = {step.outcome for step in part}
    outcome = next((each for each in _SENT if each in found), Outcome.UNCHANGED)
    # What the host says must not be taken for what is said of the line's own cells: that is written again each time.
    why = dict.fromkeys(_OF_CELLS.sub(r"\1the host says ", step.message) for step in part if step.message)
    return (
        step_word(outcome, over=over),
        "; ".join(step.change for step in part),
        "; ".join([*why, *([more] if more else [])]),
    )


def _parts(steps: Iterable[StepSaid]) -> list[list[StepSaid]]:
    """Steps by their rows, in the job's order."""
    found: dict[int, list[StepSaid]] = {}
    for each in steps:
        found.setdefault(each.part, []).append(each)
    return list(found.values())
