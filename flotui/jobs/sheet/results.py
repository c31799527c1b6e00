# SPDX-License-Identifier: MIT
"""The file that says what came of each line of a sheet: written with the plan, and again after each run of its job."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from flotui.config.paths import replacing
from flotui.jobs.report import step_said
from flotui.jobs.sheet.file_plan import DoingLine, FilePlan
from flotui.store.entry import Outcome
from flotui.store.job import STEP_WORDS, Step
from flotui.text.delimited import line, unguarded

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
_HEADER = ("outcome", "change", "message", "job")
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
    passed_over = ("", "", PASSED_OVER, "", "names nothing and changes nothing", "")
    rows = dict.fromkeys((*plan.empty, *plan.blank), passed_over)
    rows |= {number: ("", "", INVALID, "", why, "") for number, why in plan.wrong}
    rows |= {
        number: (row_id, "", STEP_WORDS[Outcome.UNCHANGED], "", beside.get(number, ""), "")
        for number, row_id in plan.unchanged.items()
    }
    rows |= {
        each.line: (each.subject, each.title, *_came(part, beside.get(each.line, "")), str(job))
        for each, part in zip(plan.changes, _parts(steps), strict=True)
    }
    lines = [(str(number), plan.named_by.get(number, ""), *row) for number, row in sorted(rows.items())]
    _write(path, [("line", NAMED_BY, *names, *_HEADER), *lines])


def _beside(plan: FilePlan[DoingLine]) -> dict[int, str]:
    """What is said of lines' cells that aren't sent, by the line's number."""
    found: dict[int, list[str]] = {}
    for what, several in ((INVALID, plan.wrong), (LEFT, plan.left.items())):
        for number, why in several:
            found.setdefault(number, []).append(f"{what}: {why}")
    return {number: "; ".join(each) for number, each in found.items()}


def settle(path: Path, job: int, steps: Sequence[Step]) -> None:
    """Say in a job's file what has come of its lines. One that is gone, or another's by now, is left alone.

    Args:
        path: the file.
        job: the job's id.
        steps: all steps of the job.

    Raises:
        OSError: when it can't be written.
    """
    rows = _read(path)
    mine = [index for index, row in enumerate(rows) if row[-1] == str(job)]
    parts = _parts(steps)
    if len(mine) != len(parts):
        return
    for index, part in zip(mine, parts, strict=True):
        number, named, row_id, who, _, _, message, _ = rows[index]
        beside = _BESIDE.search(message)
        rows[index] = [
            number,
            named,
            row_id or part[0].subject,
            who,
            *_came(part, message[beside.end() :] if beside else ""),
            str(job),
        ]
    _write(path, rows)


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
    """Whether a file has results of ours, and of nothing that was sent."""
    rows = _read(path)
    return (
        bool(rows)
        and rows[0][0] == "line"
        and tuple(rows[0][4:]) == _HEADER
        and all(row[4] in _NOT_SENT for row in rows[1:])
    )


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
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [list(map(unguarded, row)) for row in csv.reader(file)]
    except (OSError, ValueError, csv.Error):
        return []
    return rows if all(len(row) == len(_HEADER) + 4 for row in rows) else []


def _write(path: Path, rows: Iterable[Sequence[str]]) -> None:
    """Write the file whole, for its owner only, or leave it as it was."""
    with (
        replacing(path) as descriptor,
        open(descriptor, "w", encoding="utf-8-sig", newline="", closefd=False) as file,
    ):
        file.writelines(f"{line(row, guard=True)}\r\n" for row in rows)
