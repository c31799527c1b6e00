# SPDX-License-Identifier: MIT
"""`flotui jobs import`: people changed by a file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from flotui.api.errors import Malformed
from flotui.cli import output, sink
from flotui.cli.ends import Failure
from flotui.cli.jobs_plan import moment
from flotui.cli.jobs_running import offer
from flotui.cli.opened import opened
from flotui.config.exits import Exit
from flotui.jobs import sheet
from flotui.jobs.sheet.days import DateOrder
from flotui.resources.sheet_files import NAMED_IN_FULL, write
from flotui.resources.subscribers.importing import compare, remarks, subscribers, summary, target_named
from flotui.resources.subscribers.importing import opened as opened_file
from flotui.store.job import JobOptions
from flotui.text.filepath import is_there, path_of
from flotui.text.plural import counted, listed

if TYPE_CHECKING:
    from flotui.jobs.sheet.people import PeoplePlan
    from flotui.resources.subscribers.importing import Import

_STREAMS = ("/dev", "/dev/fd", "/proc/self/fd")
"""Folders in which there are no files, but what is open."""
_SHOWN = 20
"""Wrong lines that are written; the file of the results has all."""


async def import_people(
    file: str, count: int | None, profile: str | None, as_json: bool, **given: Any
) -> int:
    """Plan what a file changes, print its preview, and run it where the count is right."""
    async with opened(profile) as workspace:
        starts = moment(workspace, given["start"]).timestamp() if given["start"] else None
        try:
            read = await opened_file(
                workspace, _path(file), clears=given["clears"], encoding=given["encoding"]
            )
            found = _mapped(read, given["by"], given["columns"])._replace(
                days=DateOrder(given["dates"] or "")
            )
            made = await compare(workspace, found, await subscribers(workspace), creates=given["creates"])
            options = JobOptions(trial=not given["no_trial"], zone=workspace.zone.lasting_name)
            tells = not workspace.switches.dry_run
            written, results = await write(
                workspace, found.path, made, options, starts_at=starts, tells=tells
            )
        except Malformed as error:
            raise Failure(f"Not planned. {error.at_command_line}", Exit.USAGE) from error
        said = _said(found, made)
        if written.job is None:
            if as_json:
                sink.write_json(output.as_json({"job": None, "rows": 0, **_row(found, made, results)}))
            else:
                sink.write("\n".join(said))
            if count:
                raise Failure(f"Not sent: it goes to 0 subscribers, not {count:,}.", Exit.NEEDS_CONFIRMATION)
            sink.tell("No change: nothing was sent.")
            return Exit.FAILED if made.wrong and not made.unchanged else Exit.OK
        kept = "" if results is None else f"The outcome of each line is in {results}."
        try:
            return await offer(workspace, written.job, count, as_json, _row(found, made, results), kept, said)
        except Failure:  # the plan was discarded
            if results is not None:
                results.unlink(missing_ok=True)
            raise


def _path(file: str) -> Path:
    """The file that is named: as it stands where there is such a one, else as people paste paths.

    Raises:
        Malformed: when it is standard input, or on another machine.
    """
    if file == "-" or os.path.dirname(file) in _STREAMS:  # noqa: PTH120 - as it is typed
        raise Malformed(
            "Standard input can't be imported: the outcome of each line is written beside the file.",
            advice="Save it to a file.",
        )
    if is_there(file):
        return Path(file)
    try:
        return path_of(file)
    except ValueError as error:
        raise Malformed(str(error), advice="Give a file on this machine.") from None


def _mapped(found: Import, by: str | None, columns: Sequence[str]) -> Import:
    """The file, with its columns taken for what the command line says.

    Raises:
        Malformed: when a name means nothing, or what a column holds is in doubt.
    """
    decided = set()
    for each in columns:
        name, equals, what = each.rpartition("=")
        if not equals:
            raise Failure(f"--column wants COLUMN=WHAT, not {each}.", Exit.USAGE)
        at = found.column(name)
        decided.add(at)
        found = found.taking(at, target_named(found, what))
    if by:
        var_ns = found.words.fields_by_name[by].var_ns
        held = found.columns.get(f"by:{var_ns}", found.columns.get(f"field:{var_ns}"))
        if held is None:
            raise Malformed(f"No column holds {by}.", advice=f"Add --column 'COLUMN=by:{by}'.")
        found = found.taking(held, f"by:{var_ns}")
    if doubts := sheet.open_doubts(found.doubts, found.columns, decided):
        raise Malformed(doubts[0].message, advice="Add --column COLUMN=WHAT.")
    if found.problem:
        raise Malformed(
            found.problem,
            advice="Add --clear-empty to clear the user fields that are empty."
            if found.clearable
            else f"Its columns are {listed(found.table.header, NAMED_IN_FULL)}. "
            "Add --by FIELD, or --column COLUMN=WHAT.",
        )
    return found


def _said(found: Import, made: PeoplePlan) -> list[str]:
    """What a file would do, in lines: how many, what was read as what, what is wrong."""
    lines = [summary(made), *remarks(found, made)]
    if name := found.foreign_ids:
        lines.append(f"Add --column {quote(f'{name}=-')} to find subscribers by the other columns.")
    lines += [f"  line {each.line}: {each.why}" for each in made.wrong[:_SHOWN]]
    if len(made.wrong) > _SHOWN:
        lines.append(f"  and {counted(len(made.wrong) - _SHOWN, 'more line')}")
    if found.dates_in_doubt:
        lines.append("Add --dates day-first or --dates month-first to say how its dates are meant.")
    return lines


def _row(found: Import, made: PeoplePlan, results: Path | None) -> dict[str, object]:
    """The same as JSON."""
    return {
        "lines": made.lines,
        "created": made.created,
        "unchanged_lines": sorted(made.unchanged),
        "invalid": [{"line": each.line, "why": each.why} for each in made.wrong],
        "columns": {found.table.header[at]: found.words.title(each) for each, at in found.columns.items()},
        "passed_over": found.passed_over,
        "notes": [*made.warnings, *made.notes],
        "results": None if results is None else str(results),
    }
