# SPDX-License-Identifier: MIT
"""What `flotui people` does."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from flotui.api.errors import FlochatError, Malformed
from flotui.api.models.subscriber import Subscriber
from flotui.audience.exporting import ExportColumn, columns_of
from flotui.audience.knowing import names_of
from flotui.audience.query import AudienceQuery, parse, print_query
from flotui.audience.selecting import Selection, count_message, number_of, select
from flotui.cli import output, sink
from flotui.cli.ends import Failure, code_of
from flotui.cli.opened import opened
from flotui.cli.options import only_one
from flotui.cli.person_file import write
from flotui.config.exits import Exit
from flotui.config.paths import write_private
from flotui.jobs.outcomes import FEW
from flotui.resources.subscribers.finding import phone_of
from flotui.resources.subscribers.phones import owners
from flotui.text.filepath import is_folder, is_there
from flotui.text.phone_numbers import international, is_exact, number_in, whole_number
from flotui.text.plural import counted
from flotui.workspace import Workspace

_META = ("query", "count", "complete", "source", "read_at", "written_at")
"""What a file holds that `--meta` names."""
_META_MOST = 100_000
"""Bytes that such a file has at most."""


async def run(
    query: str,
    count_only: bool,
    form: output.Format,
    columns: str | None,
    guard: bool,
    offline: bool,
    fresh: bool,
    meta: str | None,
    folder: str | None,
    profile: str | None,
) -> int:
    """Write out whom a query means."""
    if folder is not None:
        if count_only or columns or guard or offline or meta or form != "table":
            raise Failure("--file goes with a query and --profile only.", Exit.USAGE)
        return await write(query, Path(folder), profile)
    only_one(offline=offline, fresh=fresh)
    only_one(count=count_only, csv=form == "csv", jsonl=form == "jsonl")
    only_one(count=count_only, columns=columns)
    if guard and form != "csv":
        raise Failure("--no-formulas is for --csv.", Exit.USAGE)
    if meta and (why := _no_meta(Path(meta))):
        raise Failure(f"--meta {meta}: {why} Nothing was written.", Exit.USAGE)
    try:
        asked = parse(query)
    except Malformed as error:
        raise Failure(f"{error}", Exit.USAGE) from error
    async with opened(profile) as workspace:
        try:
            selection, rows = await select(workspace, asked, offline=offline, fresh=fresh, costs=_costs)
            if phone := phone_of(asked):
                rows = _owners(workspace, phone, selection, rows)
            if count_only:
                number = await number_of(workspace, selection, rows)
                sink.write(str(number))
            else:
                shown = await _columns(workspace, form, columns, offline)
                number = await _written(rows, form, shown, guard)
        except Malformed as error:
            raise Failure(f"{error}", Exit.USAGE) from error
        except FlochatError as error:
            raise Failure(error.at_command_line, code_of(error)) from error
    sink.tell(count_message(selection, number))
    if meta:
        _write_meta(Path(meta), asked, selection, number)
    return Exit.OK


async def _owners(
    workspace: Workspace, typed: str, selection: Selection, rows: AsyncIterator[list[Mapping[str, object]]]
) -> AsyncIterator[list[Mapping[str, object]]]:
    """Those of a phone number, as a job of the same query takes them: who has exactly it, before other forms of it.

    The host compares whole numbers, so where it has nobody under what may be a part of one, everyone is looked through.
    """
    if selection.source == "host":
        people = await owners(workspace, typed)
        if people or whole_number(typed):
            yield [each.raw for each in people]
            return
        async for some in rows:
            yield some
        return
    found = [row async for some in rows for row in some]
    exact = [row for row in found if is_exact(str(row.get("phone") or ""), typed)]
    yield exact if exact and international(number_in(typed)) else found


def _costs(people: int, calls: int) -> None:
    """Say what reading takes, where that is more than a few calls; ctrl+c ends it."""
    if calls > FEW:
        sink.tell(f"Reading {counted(people, 'subscriber')} of the host takes {counted(calls, 'call')}.")


async def _columns(
    workspace: Workspace, form: output.Format, asked: str | None, offline: bool
) -> list[ExportColumn] | None:
    """The columns; None for rows as the host gave them."""
    if asked is None and form == "jsonl":
        return None
    names = [name.strip() for name in (asked or "").split(",") if name.strip()]
    if asked is not None and not names:
        raise Failure("--columns needs names, as in --columns name,phone.", Exit.USAGE)
    fields = (await names_of(workspace, ("field",), ask=not offline)).fields or ()
    return columns_of(names, fields)


async def _written(
    rows: AsyncIterator[list[Mapping[str, object]]],
    form: output.Format,
    columns: Sequence[ExportColumn] | None,
    guard: bool,
) -> int:
    """Write rows as they come; how many they were."""
    out = output.output(form, columns=[each.name for each in columns or ()], guard=guard)
    number = 0
    async for some in rows:
        if columns is None:
            out.add(some)
        else:
            people = map(Subscriber.read, some)
            out.add([{each.name: each.value(person) for each in columns} for person in people])
        number += len(some)
    out.end()
    return number


def _no_meta(path: Path) -> str:
    """Why a file isn't written over, as a sentence; empty where it is new, empty, or one that was written so before."""
    try:
        folder = path.absolute().parent
    except FileNotFoundError:
        return "the current folder is gone."
    if not is_folder(folder):
        return "there is no such folder."
    if not is_there(path):
        return ""
    with suppress(OSError, ValueError, TypeError):
        text = path.read_bytes()[:_META_MOST].decode() if path.is_file() else "-"
        if not text.strip() or set(_META) <= set(json.loads(text)):
            return ""
    return "that file is there already, and --meta didn't write it."


def _write_meta(path: Path, query: AudienceQuery, selection: Selection, number: int) -> None:
    """Write what a file of rows doesn't hold beside it."""
    read_at, now = (
        datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds") for at in (selection.at, time.time())
    )
    told = (print_query(query), number, selection.complete, selection.source, read_at, now)
    found = dict(zip(_META, told, strict=True))
    write_private(path, json.dumps(found, ensure_ascii=False, indent=2) + "\n")
