# SPDX-License-Identifier: MIT
"""Doing something that takes several calls: what it costs is said before, what came of it after."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from flotui.api.catalogue import Risk
from flotui.api.errors import FlochatError, Invalid, Malformed, NotFound
from flotui.jobs.changes import of_edits
from flotui.jobs.outcomes import FEW, SMALL, Explain, Unfinished
from flotui.jobs.plan import SourceRow, at_once, plan
from flotui.jobs.report import duration, repeated, seconds, still_to_send
from flotui.jobs.since import FRESH
from flotui.jobs.times import quiet_said, quiet_until, zone_said
from flotui.resources.ask import Confirm
from flotui.resources.common import ActPart, together
from flotui.resources.few import Few
from flotui.resources.job_starting import start
from flotui.resources.keys import undo_key
from flotui.resources.overwritten import overwritten
from flotui.resources.quota import left_said
from flotui.resources.telling import done
from flotui.resources.text import Span, Text, dim
from flotui.store.job import REPEATS_WITHIN, JobOptions
from flotui.store.jobs import JobDraft
from flotui.store.trouble import StoreFailed
from flotui.text.dates import clock_time
from flotui.text.plural import count, counted, listed
from flotui.workspace.chain import Chain
from flotui.workspace.comparing import reads_for
from flotui.workspace.resending import planned, tried_before

if TYPE_CHECKING:
    from flotui.repositories.edit import Edit, RowEdits
    from flotui.resources.base import Context
    from flotui.workspace import Workspace

__all__ = ["carry_out", "confirmed", "cost", "deleted_elsewhere", "held", "unable", "unchanged_said"]

_READ_AGAIN = (
    "The list was read over a minute ago, so its rows are compared first. That takes a few more calls."
)


class _ToDo(msgspec.Struct, frozen=True):
    """What is done to rows, as `carry_out` is given it."""

    rows: tuple[RowEdits, ...]
    summary: str
    explain: Explain | None
    seen_at: float
    chosen_from: int

    @property
    def meant(self) -> list[RowEdits]:
        """The rows that something is done to."""
        return [row for row in self.rows if row.edits]

    @property
    def unchanged(self) -> int:
        """How many have nothing to change."""
        return len(self.rows) - len(self.meant)


async def carry_out(
    context: Context[object],
    rows: Iterable[RowEdits],
    summary: str,
    *,
    explain: Explain | None = None,
    batch: str = "",
    seen_at: float = 0.0,
    chosen_from: int = 0,
) -> None:
    """Do something to rows, and say so once it is done, also where it went on after it had stopped.

    What goes to more than one row is a job: of a few, the person sees here what came of it; one of more runs in the
    background.

    Args:
        context: the open bot, and how to tell.
        rows: what is done to each.
        summary: what was done, as a sentence.
        explain: finds out whether a refusal concerns all rows.
        batch: what it belongs to where it is about one row; a batch of its own by default.
        seen_at: when the person last saw who was sent the same, in unix seconds: whoever is sent it from then on, before
            it leaves, is left alone; 0 for now.
        chosen_from: from among how many the rows of a send were chosen: quiet hours hold a few of many too.

    Raises:
        Unfinished: when some is done, refused or unknown, and not all is done.
        FlochatError: when nothing was done, and why.
    """
    todo = _ToDo(tuple(rows), summary, explain, seen_at, chosen_from)
    if await _is_job(context, todo):
        return
    chain = Chain([edit for row in todo.rows for edit in row.edits], batch=batch, explain=explain)
    await _told(partial(context.workspace.carry_out, chain), lambda: _say(context, todo))


async def _is_job(context: Context[object], todo: _ToDo) -> bool:
    """Have what goes to more than one row be a job, and what goes to one of many.

    Returns:
        Whether it is one: not what is for one row, and what no job may keep.
    """
    if not _goes_to_several(todo.meant, todo.chosen_from):
        return False
    try:
        found = [_source_row(row) for row in todo.meant]
    except Malformed:
        return False
    async with context.workspace.cleared([edit for row in todo.meant for edit in row.edits]) as may_leave:
        return not may_leave or await _runs_as_job(context, todo, found)


async def _runs_as_job(context: Context[object], todo: _ToDo, found: Sequence[SourceRow]) -> bool:
    """Plan what goes to several rows, and have it run; whether there is anything to do."""
    workspace, meant = context.workspace, todo.meant
    working = workspace.working
    few = len(meant) <= SMALL and held_until(workspace, todo.chosen_from) is None
    options = JobOptions(
        trial=len(meant) > SMALL,
        quiet=working.quiet if max(len(meant), todo.chosen_from) > SMALL else None,
        zone=workspace.zone.lasting_name,
        dialog=workspace.journal.owner if few else "",
        noun=_noun(meant),
        repeats_seen_at=todo.seen_at,
        read_at=_listed_at(context, meant) if few else 0.0,
    )
    draft = JobDraft("", options=options, skipped=todo.unchanged, counted=False)
    written = await plan(working.jobs, _title(meant, todo.summary), at_once(found), draft)
    if (job := written.job) is None:
        return False
    planned()
    if (older := tried_before().job) is not None:
        await working.jobs.forget(older)
    if few and working.limited_for(job) is None:
        await Few(
            workspace, context.ask, job, lambda job: _say(context, todo, job.unchanged), todo.explain
        ).run()
    else:
        await start(workspace, context.ask, job)
    return True


def _source_row(row: RowEdits) -> SourceRow:
    """A row as one of a job. The same calls about the same thing come once."""
    steps = of_edits(row.title, row.edits)
    return SourceRow("\n".join((row.edits[0].subject, *(each.call for each in steps))), steps)


def _title(rows: Sequence[RowEdits], summary: str) -> str:
    """What is done to rows, in the imperative and with their number, where that is the same; else as it is told."""
    alike: dict[str, list[Edit]] = {}
    for edit in (edit for row in rows for edit in row.edits):
        alike.setdefault(edit.call.operation_id, []).append(edit)
    found = [
        together([ActPart(each.kind, each.subject, each.summary, each.changes) for each in edits])
        for edits in alike.values()
    ]
    summaries = [each.summary for each in found if each is not None]
    if len(summaries) == len(found):
        return "; ".join([*summaries[:1], *(f"{each[:1].lower()}{each[1:]}" for each in summaries[1:])])
    return summary.removesuffix(".").partition(f". {undo_key()} ")[0]


def _noun(rows: Sequence[RowEdits]) -> str:
    """What one of the rows is, where they all are of one kind."""
    kinds = {edit.kind for row in rows for edit in row.edits}
    return kinds.pop() if len(kinds) == 1 and "" not in kinds else "row"


def _goes_to_several(rows: Sequence[RowEdits], chosen_from: int = 0) -> bool:
    """Whether what is done to rows is done to more than one, or was meant for many, and all that it means can be written
    down as a job.
    """
    meant = [row for row in rows if row.edits]
    several = len(meant) > 1 or (bool(meant) and chosen_from > SMALL)
    return several and all(_alone(edit) for row in meant for edit in row.edits)


def _waits(workspace: Workspace, rows: Sequence[RowEdits]) -> bool:
    """Whether what is done to rows goes on by itself once there are calls for it."""
    return _goes_to_several(rows) and not workspace.working.refusal()


def _alone(edit: Edit) -> bool:
    """Whether all that an edit means is in its call and its changes."""
    tied = (edit.undoes, edit.redoes, edit.resends, edit.first_of, edit.answered)
    return all(each is None for each in tied)


async def _told(work: Callable[[], Awaitable[None]], tell: Callable[[], None]) -> None:
    """Tell when work is done, whenever that is."""
    try:
        await work()
    except Unfinished as error:
        error.resumed(lambda resume: _told(resume, tell))
        raise
    tell()


def _say(context: Context[object], todo: _ToDo, more_unchanged: int = 0) -> None:
    """Say what was done, and how many had nothing to change."""
    summary, unchanged, of = todo.summary, todo.unchanged + more_unchanged, len(todo.rows)
    if context.workspace.switches.dry_run:
        return
    if unchanged == of:
        context.ask.say("No change: nothing was sent.")
    elif unchanged:
        done(
            context, f"{summary.removesuffix('.')}. {count(unchanged)} of {count(of)} had nothing to change."
        )
    else:
        done(context, summary)


async def confirmed(
    context: Context[object],
    title: str,
    rows: Sequence[RowEdits],
    work: Callable[[], Awaitable[None]],
    *,
    verb: str,
    before: Sequence[RowEdits] = (),
) -> None:
    """Carry something out, asking first where it takes more than a few calls.

    Args:
        context: how to ask, and the open bot.
        title: what is about to happen, in the imperative: `Set 128 orders to paid`.
        rows: what is done to each.
        work: carries it out.
        verb: what is on the confirming button.
        before: what is done once before the rows, each with a sentence for a title.

    Raises:
        Cancelled: when the answer is no.
        FlochatError: what `work` raises.
    """
    every = [*before, *rows]
    calls = sum(len(row.edits) for row in every)
    costs = cost(context.workspace, calls, every)
    if costs is None or context.workspace.switches.dry_run:
        await work()
        return
    lines: list[Text] = [listed([row.title for row in rows if row.edits], 5), costs]
    unchanged = sum(not row.edits for row in rows)
    if unchanged:
        lines.insert(1, unchanged_said(unchanged))

    async def submit(_: object) -> None:
        await work()

    lines[-1:-1] = [*((Span(each.title, "dim"),) for each in before), *overwritten(rows)]
    meant = [row for row in rows if row.edits]
    at = _listed_at(context, meant) if _goes_to_several(meant, 0) else 0.0
    if at and time.time() - at >= FRESH:
        lines.append(dim(_READ_AGAIN))
    if tried := trial_said(context.workspace, rows):
        lines.append(tried)
    question = Confirm(title, tuple(lines), verb=verb, unable=unable(context.workspace, calls, every))
    await context.ask.confirm(question, submit)


def _listed_at(context: Context[object], meant: Sequence[RowEdits]) -> float:
    """When the list was read of which a few rows' values are overwritten, in unix seconds; 0 where none are."""
    if len(meant) > SMALL or context.listed is None:
        return 0.0
    overwrites = reads_for([edit for row in meant for edit in row.edits]) > 0
    return (overwrites and context.listed.fetched_at) or 0.0


def trial_said(workspace: Workspace, rows: Sequence[RowEdits]) -> Text | None:
    """The line that says that what is done to many rows is tried with the first; None where it isn't.

    Args:
        workspace: the open bot.
        rows: what is done to each.
    """
    if sum(bool(row.edits) for row in rows) <= SMALL or not _waits(workspace, rows):
        return None
    return (Span("The first runs alone. You see its outcome before the rest.", "dim"),)


def unchanged_said(rows: int) -> Text:
    """The line that says of how many rows there is nothing to change.

    Args:
        rows: how many.
    """
    return (Span(f"{counted(rows, 'has', 'have')} nothing to change.", "dim"),)


def cost(
    workspace: Workspace,
    calls: int,
    rows: Sequence[RowEdits] = (),
    *,
    waits: bool = False,
    lasts: bool = True,
) -> Text | None:
    """What calls cost, against what is left this hour, and how long a job takes; None where they are few.

    Args:
        workspace: the open bot.
        calls: how many are needed.
        rows: what they do, where that may go to the background and wait there.
        waits: whether it is a job, so that it does.
        lasts: whether how long it takes is said, where it isn't elsewhere.
    """
    if calls <= FEW:
        return None
    waits = waits or _waits(workspace, rows)
    left, reserve = workspace.pacer.at_most, workspace.pacer.reserve
    if left is None:
        return (Span(f"{counted(calls, 'call')}.", "dim"),)
    number = left_said(workspace.pacer)
    if calls <= left - reserve:
        said = f"{counted(calls, 'call')} of {number} left this hour."
        if lasts and waits and calls > SMALL:
            said += f" It takes about {duration(seconds(calls, workspace.pacer))}."
        return (Span(said, "dim"),)
    kept = f", {count(reserve) if reserve < left else 'all'} of them reserved" if reserve and left > 1 else ""
    now = max(left - reserve, 0)
    noun = "call" if left == 1 else "calls"
    needed = Span(
        f"{number[:1].upper()}{number[1:]} {noun} left this hour{kept}; {count(calls)} needed. ", "danger"
    )
    if why := "" if waits else unable(workspace, calls):
        return (needed, Span(why, "warn"))
    if waits:
        begins = f"It waits after {count(now)}, and goes on" if now else "It begins"
        return (needed, Span(f"{begins} by itself when the quota refills.", "warn"))
    stops = f"after {count(now)}" if now else "before the first"
    return (needed, Span(f"It stops {stops}, and can go on when the quota refills.", "warn"))


def held_until(workspace: Workspace, rows: int) -> float | None:
    """Until when quiet hours hold what is sent to more than a few rows, in unix seconds; None where they don't now.

    Args:
        workspace: the open bot.
        rows: how many they are, or were at first where a few of them were chosen.
    """
    quiet = workspace.working.quiet
    if rows <= SMALL or quiet is None:
        return None
    return quiet_until(time.time(), quiet, workspace.zone.tz)


def held(workspace: Workspace, rows: Sequence[RowEdits], chosen_from: int = 0) -> Text | None:
    """Until when quiet hours hold what is sent to more than a few rows; None where they don't.

    Args:
        workspace: the open bot.
        rows: what is sent to each.
        chosen_from: from among how many they were chosen.
    """
    sends = any(edit.call.operation.risk is Risk.SEND for row in rows for edit in row.edits)
    quiet, number = workspace.working.quiet, max(len(rows), chosen_from)
    if number <= SMALL or not sends or quiet is None:
        return None
    until = held_until(workspace, number)
    zone = workspace.zone.lasting_name
    if until is None:
        return (Span(f"Nothing of it is sent between {quiet_said(quiet, zone)}.", "dim"),)
    at = clock_time(until, workspace.zone.tz)
    return (Span(f"Quiet hours: nothing is sent until {at} ({zone_said(zone)}).", "warn"),)


async def repeats(workspace: Workspace, rows: Sequence[RowEdits]) -> list[Text]:
    """Who of many would be sent what they were sent within a day, by a job or by hand, and which job that has begun is
    still to send it.

    Args:
        workspace: the open bot.
        rows: what is sent to each.
    """
    sends = [(row.title, edit) for row in rows for edit in row.edits if edit.call.operation.risk is Risk.SEND]
    if len(rows) < 2 or not sends:
        return []
    calls = [(edit.subject, edit.call.key) for _, edit in sends]
    jobs = workspace.working.jobs
    try:
        found = await jobs.sent(calls, time.time() - REPEATS_WITHIN)
        to_come = await jobs.to_come_of(calls)
    except StoreFailed:  # what was sent is only said beside
        return []
    said = [repeated([(sends[at][0], job) for at, job in found.items()])] if found else []
    said += [still_to_send(*each) for each in to_come]
    return [(Span(each, "warn"),) for each in said]


def unable(workspace: Workspace, calls: int, rows: Sequence[RowEdits] = ()) -> str:
    """Why not one of so many calls can leave now, as a sentence; empty where some can, or where they can wait.

    Args:
        workspace: the open bot.
        calls: how many are needed.
        rows: what they do, where that may go to the background and wait there.
    """
    if calls <= FEW or workspace.switches.dry_run or not workspace.pacer.at_reserve:
        return ""
    if _waits(workspace, rows):
        return ""
    if never := workspace.pacer.all_reserved:
        return never
    return "None of them can be sent until the quota has refilled (within an hour)."


def deleted_elsewhere(
    reread: Callable[[], Awaitable[Collection[str]]], used: dict[str, str], noun: str
) -> Explain:
    """Finds out whether a write was refused because what it names no longer exists.

    Args:
        reread: reads the list again, and gives the ids or names that there are now.
        used: what the writes name: ids or names, and what to call each.
        noun: what these are: `tag`.
    """

    async def explain(error: FlochatError) -> FlochatError:
        if not isinstance(error, NotFound | Invalid):
            return error
        try:
            there = await reread()
        except FlochatError:
            return error
        gone = [name for key, name in used.items() if key not in there]
        if not gone:
            return error
        many = len(gone) > 1
        return Malformed(
            f"The {noun}{'s' if many else ''} {', '.join(gone)} no longer {'exist' if many else 'exists'}: "
            "deleted elsewhere.",
            advice="The list was read again: choose from it.",
        )

    return explain
