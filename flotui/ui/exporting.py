# SPDX-License-Identifier: MIT
"""Writing the rows of a list to a file: as CSV, lines of JSON, or a table."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from flotui.api import exact
from flotui.api.errors import Malformed
from flotui.api.models.base import Model
from flotui.api.models.subscriber import Subscriber, value_text
from flotui.api.pacer import Purpose, on_behalf
from flotui.audience.exporting import OWN
from flotui.config.paths import new_private, unused
from flotui.resources.ask import Choice, Field, Form
from flotui.resources.base import Column, Resource, RowSource
from flotui.resources.sheet_files import GUARD
from flotui.resources.text import Text, plain
from flotui.text import safe
from flotui.text.dates import in_file
from flotui.text.delimited import line
from flotui.text.filepath import is_there, path_of
from flotui.text.nearest import nearest
from flotui.text.pictures import is_picture
from flotui.text.plural import count, counted
from flotui.text.whole_path import whole_path
from flotui.ui.panels.folding import whole
from flotui.ui.panels.listing import Listing
from flotui.ui.panels.words import on_the_host
from flotui.ui.shell import Shell

_BATCH = 200
"""Rows that are written between two looks at anything else."""
_CELL = len("2026-12-24T21:00:00-03:00")
"""The cells of a table's columns: a moment isn't cut."""
_NOTHING = "–"
"""What a cell shows where there is no value; exported as empty."""
_FORMATS = (Choice("csv", "CSV", key="c"), Choice("jsonl", "JSONL", key="j"), Choice("txt", "table", key="t"))


async def export(shell: Shell) -> None:
    """Ask for a file, format and columns, and write the rows that are shown; the marked ones where some are marked.

    Raises:
        Cancelled: when nothing was asked for.
    """
    listing = shell.main.panel.active
    if listing is None or listing.rows is None or listing.resource is None or listing.workspace is None:
        shell.main.say("Nothing to export.", "warn")
        return
    shown, resource, workspace = listing.rows, listing.resource, listing.workspace
    rows, marked = listing.rows.unfolded, listing.table.marked_ids

    async def submit(answer: dict[str, str]) -> None:
        columns = chosen(resource, answer["columns"])
        form, path = answer["format"], _path(answer["path"])
        if answer["path"] == name and form != "csv":  # nobody chose that ending
            path = _path(unused(str(Path(name).with_suffix(f".{form}"))))
        if answer.get("rest") == "true":
            with on_behalf(Purpose.JOB):  # many calls, which leave the person's reserve alone
                while await rows.more():
                    pass
        found = _marked(shown, marked) if marked else _all(rows)
        guard = answer.get(GUARD.name) == "true"
        number = await write(path, form, columns, found, guard=guard)
        left = "" if marked or not rows.more_to_come else " The host has more, which weren't read."
        shell.ask.say(
            f"{counted(number, resource.singular or 'row')} written to {whole_path(path)}.{left}", "good"
        )

    name = unused(f"{resource.id}-{workspace.zone.today()}.csv")
    fields = _fields(listing, rows, name, bool(marked), workspace.reader.page_size)
    ask = shell.ask.noting(listing.beyond) if marked else shell.ask
    await ask.form(Form(f"Export {_what(listing, rows, len(marked))}", fields, verb="Write"), submit)


def _what(listing: Listing, rows: RowSource[object], marked: int) -> str:
    """Which rows are written: the marked ones, or those that are shown, and what they are narrowed to."""
    if marked:
        return f"the {count(marked)} marked"
    noun = listing.resource.singular if listing.resource is not None else ""
    number = counted(rows.count, noun or "row")
    return " · ".join(filter(None, (number, listing.asked.summary, listing.text)))


def _fields(listing: Listing, rows: RowSource[object], name: str, marked: bool, page: int) -> list[Field]:
    shown = ", ".join(each.id for each in listing.columns if each.title)
    fields = [
        Field("path", "File", "path", name, required=True),
        Field("format", "Format", "choice", "csv", required=True, choices=_FORMATS),
        Field(
            "columns",
            "Columns",
            value=shown,
            required=True,
            help="Names, separated by commas; field:NAME is a user field.",
        ),
        replace(GUARD, when=("format", "csv")),
    ]
    if rows.more_to_come and not marked:
        fields.append(
            Field(
                "rest",
                "Read the rest",
                "boolean",
                "false",
                required=True,
                help=f"{on_the_host(rows, page)} Otherwise only the loaded rows are written.",
            )
        )
    return fields


def chosen(resource: Resource[object], text: str) -> list[Column[object]]:
    """The columns that were asked for.

    Args:
        resource: whose.
        text: their names, separated by commas.

    Raises:
        Malformed: when there is no such column.
    """
    found = []
    for name in filter(None, (each.strip() for each in text.split(","))):
        column = resource.column(name)
        if column is None:
            known = [each.id for each in (*resource.columns, *resource.more_columns)]
            says = f"There is no column {name}.{nearest(name, known)} There are {', '.join(known)}."
            raise Malformed(says, advice="", fields={"columns": (says,)})
        found.append(column)
    return found


def _path(text: str) -> Path:
    try:
        path = path_of(text).expanduser()
    except ValueError as error:
        raise Malformed(str(error), advice="", fields={"path": (str(error),)}) from None
    if is_there(path):
        says = f"{path} exists. Choose another name."
        raise Malformed(says, advice="", fields={"path": (says,)})
    return path


async def _all(rows: RowSource[object]) -> AsyncIterator[Sequence[object]]:
    for start in range(0, rows.count, _BATCH):
        stop = min(start + _BATCH, rows.count)
        await rows.load(start, stop)
        found = [whole(row) for index in range(start, stop) if (row := rows.peek(index)) is not None]
        yield [row for before, row in zip([None, *found], found, strict=False) if row is not before]


async def _marked(rows: RowSource[object], ids: Sequence[str]) -> AsyncIterator[Sequence[object]]:
    for start in range(0, len(ids), _BATCH):
        yield [whole(row) for row in await rows.rows_of(ids[start : start + _BATCH])]


async def write(
    path: Path,
    form: str,
    columns: Sequence[Column[object]],
    rows: AsyncIterator[Sequence[object]],
    *,
    guard: bool = False,
) -> int:
    """Write rows into a new file of the person's alone.

    Args:
        path: the file; there must be none yet.
        form: `csv`, `jsonl` or `txt`.
        columns: what of a row.
        rows: the rows, some at a time.
        guard: of CSV, whether cells are kept from being a spreadsheet's formulas.

    Returns:
        How many were written.

    Raises:
        Malformed: when the file can't be written.
    """
    number, names = 0, [each.id for each in columns]
    try:
        with new_private(path) as file:
            if form != "jsonl":
                file.write(f"{_line(form, names, guard)}\n")
            async for some in rows:
                texts = [[cell(column, row) for column in columns] for row in some]
                if form == "jsonl":
                    lines = [exact.dumps(dict(zip(names, each, strict=True)), compact=True) for each in texts]
                else:
                    lines = [_line(form, each, guard) for each in texts]
                await asyncio.to_thread(file.write, "".join(f"{each}\n" for each in lines))
                number += len(some)
    except OSError as error:
        says = f"{path} can't be written: {error.strerror}."
        raise Malformed(says, advice="", fields={"path": (says,)}) from error
    return number


def _line(form: str, cells: Sequence[str], guard: bool) -> str:
    """A line of CSV, or of a table."""
    return line(cells, guard=guard) if form == "csv" else _table(cells)


def _table(cells: Sequence[str]) -> str:
    return "  ".join(
        f"{safe.cut(each, _CELL)}{' ' * max(0, _CELL - safe.width(each))}"
        for each in map(safe.sanitize, cells)
    ).rstrip()


def cell(column: Column[object], row: object) -> str:
    """What a row says in a column, as it is kept rather than as it is shown: a stamp is no age.

    Args:
        column: the column.
        row: the row.
    """
    if isinstance(row, Subscriber) and column.id in OWN:
        return OWN[column.id](row)
    if column.at is not None:
        at = column.at(row)
        if at:
            return in_file(at)
    by = column.by
    if column.at is None and by is not None and by.among is None and isinstance(row, Model):
        value: object = row.raw
        for key in by.path.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, (str, int, float)):
            return value_text(value)
    shown = _worded(column.text(row))
    return "" if shown == _NOTHING else shown


def _worded(text: Text) -> str:
    """A cell without the gauges and bars that are drawn in it."""
    if isinstance(text, str):
        return text
    return plain([each for each in text if not is_picture(each.text)]).strip()
