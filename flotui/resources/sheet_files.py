# SPDX-License-Identifier: MIT
"""What every sheet has in common: its path, its reading, what is said of its columns, and the job that it becomes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flotui.api.errors import Malformed
from flotui.config.paths import is_device
from flotui.jobs import sheet
from flotui.jobs.outcomes import SMALL
from flotui.jobs.plan import Plan as Written
from flotui.jobs.plan import at_once
from flotui.jobs.plan import plan as write_down
from flotui.jobs.sheet import result_file, results
from flotui.jobs.sheet.file_plan import DoingLine, FilePlan
from flotui.jobs.sheet.text_form import ENCODING
from flotui.resources.ask import Choice, Field, Form
from flotui.resources.text import Span, Text
from flotui.store.job import JobOptions
from flotui.store.jobs import JobDraft
from flotui.text.encodings import KNOWN
from flotui.text.filepath import path_of
from flotui.text.plural import counted, listed

if TYPE_CHECKING:
    from flotui.workspace import Workspace

LARGEST = 1 << 28
"""Bytes that a file may have: it takes several times as much memory."""
NAMED = 6
"""How many columns that are passed over a line names."""
NAMED_IN_FULL = 100
"""How many columns a preview names, or a sentence that says which there are: more than a file of other programs has."""
GUARD = Field(
    "guard",
    "No formulas",
    "boolean",
    "false",
    required=True,
    help="Puts ' before cells that a spreadsheet would read as a formula. Importing removes it.",
)
"""What a form that writes CSV asks for."""


CHOOSES = Field(
    "columns",
    "Choose columns",
    "boolean",
    "false",
    required=True,
    help="You are asked anyway where a column's name is ambiguous.",
)
"""What a form that reads CSV asks for."""


READ_AS = Field(
    ENCODING,
    "Encoding",
    "picker",
    choices=[Choice(name, title) for name, title in KNOWN.items()],
    help="Leave it empty unless letters look wrong; you are asked where it isn't sure.",
)
"""What a form that reads CSV asks where the file is in an encoding that isn't sure."""


def file_field(help: str) -> Field:
    """The field for a file that is read.

    Args:
        help: which columns it can have.
    """
    return Field("path", "File", "path", required=True, help=help)


def columns_form(
    path: Path,
    table: sheet.SheetTable,
    fields: Sequence[Field],
    doubts: Iterable[str],
    preview: Callable[[Mapping[str, str]], Sequence[Text]],
    wrong: Callable[[Mapping[str, str]], Mapping[str, str]],
) -> Form:
    """The form that asks what the columns of a file hold.

    Args:
        path: the file.
        table: what is in it.
        fields: what is asked.
        doubts: what its columns' names leave open, as sentences.
        preview: what is said below of what was chosen, from the answers by field.
        wrong: what is wrong with these, by field.
    """
    return Form(
        f"{path.name}: what its columns hold",
        fields,
        verb="Compare",
        looks=True,
        intro=(
            f"{counted(len(table.lines), 'line')}. Nothing is sent yet.",
            *((Span(doubt, "warn"),) for doubt in doubts),
        ),
        preview=preview,
        wrong=wrong,
    )


def chosen_path(text: str) -> Path:
    """The path that was typed.

    Raises:
        Malformed: when it can't be one of this machine.
    """
    try:
        return path_of(text)
    except ValueError as error:
        raise Malformed(str(error), fields={"path": (str(error),)}) from None


def read_file(path: Path, words: sheet.Vocabulary, encoding: str = "") -> sheet.SheetTable:
    """Read a file as a table.

    Args:
        path: the file.
        words: what its columns can hold.
        encoding: what somebody says that it is in; empty where the file is to tell.

    Raises:
        Malformed: when it can't be read, or isn't one.
    """
    try:
        if is_device(path):
            raise ValueError("it is a device or a pipe, not a file")
        if path.stat().st_size > LARGEST:
            says = f"{path} is larger than {LARGEST >> 20} MB."
            raise Malformed(says, advice="Split it.", fields={"path": (says,)})
        before = _version(path)
        data = path.read_bytes()
        if _version(path) != before:
            says = f"{path} can't be read: it is being written."
            raise Malformed(says, advice="Try again once it is complete.", fields={"path": (says,)})
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        says = f"{path} can't be read: {why}."
        raise Malformed(says, advice="Check the name.", fields={"path": (says,)}) from None
    return sheet.read(data, words, encoding=encoding)._replace(version=before)


def _version(path: Path) -> sheet.FileVersion | None:
    """Which version of a file is there now; None where there is none any more."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def columns_of(table: sheet.SheetTable, *, empty: bool = False) -> list[Choice]:
    """The columns of a file that hold something, each with its first cell; their ids are their numbers, from 1.

    Args:
        table: the file.
        empty: whether those that hold nothing are given too.
    """
    return [
        Choice(str(index + 1), sheet.called(table, index), next(iter(table.column(index)), "")[:30])
        for index in range(len(table.header))
        if empty or table.column(index)
    ]


def passed_over(table: sheet.SheetTable, columns: sheet.Columns, most: int = NAMED) -> str:
    """The columns that are passed over, as a sentence; empty for none.

    Args:
        table: the file.
        columns: what its columns are taken for.
        most: how many are named; the others are counted.
    """
    names = sheet.passed_over(table, columns)
    return f"Columns not used: {listed(names, most)}." if names else ""


async def write(
    workspace: Workspace,
    path: Path,
    made: FilePlan[DoingLine],
    options: JobOptions,
    *,
    names: tuple[str, str] = result_file.PEOPLE,
    starts_at: float | None = None,
    tells: bool = True,
) -> tuple[Written, Path | None]:
    """Write down as a job what a sheet does, and its results as they are before it runs.

    Args:
        workspace: the open bot.
        path: the sheet.
        made: what it does.
        options: how the job is to run.
        names: what the results' columns of an id and a name are called.
        starts_at: not before, in unix seconds.
        tells: whether there is a file of its results.

    Returns:
        The job, and the file of the results, if any; without a job where nothing is to be done.

    Raises:
        Malformed: when the sheet isn't the one that was read any more, or the results can't be written; then there is no
            job.
        StoreFailed: when the journal can't be.
    """
    if made.version != await asyncio.to_thread(_version, path):
        raise Malformed(f"{path.name} was changed or removed after it was read.", advice="Import it again.")
    jobs = workspace.working.jobs
    file = None
    if tells:
        kept = await jobs.results_kept()
        file = await asyncio.to_thread(lambda: results.free(path.absolute(), kept))
    options = replace(options, trial=options.trial and len(made.changes) > SMALL, results=str(file or ""))
    draft = JobDraft("", options=options, starts_at=starts_at, skipped=len(made.unchanged))
    found = await write_down(jobs, f"Import {path.name}", at_once(made.rows()), draft)
    if found.job is None or file is None:
        return found, None
    steps = [results.said(each) async for some in jobs.in_blocks(found.job.id) for each in some]
    try:
        await asyncio.to_thread(results.write, file, found.job.id, made, steps, names)
    except OSError as error:
        await jobs.forget(found.job.id)
        raise Malformed(f"{file} can't be written: {error.strerror}. Nothing was sent.") from None
    return found, file
