# SPDX-License-Identifier: MIT
"""Undo and redo: without a question only what is meant beyond doubt; anything else is named first.

What undoes a job is imported when one is undone.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace

from flotui.api.errors import FlochatError, Stopped
from flotui.jobs.outcomes import FEW, Unfinished
from flotui.resources.acting import unable
from flotui.resources.ask import Ask, Confirm
from flotui.resources.changed_ids import with_names
from flotui.resources.keys import key_of, redo_key, undo_key
from flotui.resources.standing import standing
from flotui.resources.text import Span, Text
from flotui.resources.undo_words import calls_of, deletes, done_text, lines_of, lowered, question_of, title_of
from flotui.workspace.history import original, redoing, undoing

if TYPE_CHECKING:
    from flotui.api.call import Call
    from flotui.repositories.edit import Edit
    from flotui.store.job import Job
    from flotui.store.journal import Entry
    from flotui.workspace import Workspace

SOON = 300.0
"""Seconds within which an edit is undone without a question."""


def stopping() -> str:
    """How an undo or redo that is under way is stopped, as a sentence."""
    return f"{key_of('app.stop')} stops it."


class About(Protocol):
    """What was done to a row: an entry of the journal, a step of a job."""

    @property
    def kind(self) -> str:
        """The row's kind."""

    @property
    def subject(self) -> str:
        """Its id."""

    @property
    def call(self) -> Call:
        """What was sent."""


InSight = Callable[[About], Awaitable[bool]]
"""Whether the row that something was done to is on screen."""


async def _anywhere(_: About) -> bool:
    return True


async def _any_in(in_sight: InSight, done: Sequence[About]) -> bool:
    """Whether something was done to a row that is on screen."""
    for each in done:
        if await in_sight(each):
            return True
    return False


async def undo(workspace: Workspace, ask: Ask, in_sight: InSight = _anywhere) -> None:
    """Set the last edit back, or say why it can't be.

    Without a question that is only what was done in this run, within five minutes, and is in sight; never
    what would delete something. What can't be undone is said, and not passed over for an earlier edit: that
    comes with the next press, and is asked for.

    Args:
        workspace: the open bot.
        ask: how to ask, and tell.
        in_sight: whether what an entry is about is on screen.

    Raises:
        Stopped: when there is nothing to undo.
        FlochatError: when it was refused, or its outcome is not known.
        Cancelled: when the answer was no.
    """
    async with workspace.turn(stopping()):
        await workspace.working.told()
        await _undo_next(workspace, ask, in_sight)


async def _undo_next(workspace: Workspace, ask: Ask, in_sight: InSight) -> None:
    journal = workspace.journal
    newest = await journal.newest()
    entries = await journal.undoable()
    is_newest = newest is not None and newest.batch in {entry.batch for entry in entries}
    told = newest is None or is_newest or newest.id in workspace.passed_over or standing(newest).can
    # What is passed over hides nothing that was done before it.
    after = newest.at if newest is not None and not told else entries[0].at if entries else 0.0
    if await _undo_job(workspace, ask, after, in_sight):
        return
    if after and await _undo_earlier_job(workspace, ask, after):
        return
    if newest is not None and not told:
        workspace.passed_over.add(newest.id)
        more = f" Press {undo_key()} again for an earlier edit." if entries else ""
        ask.say(f"{title_of(newest)}: {lowered(standing(newest).why)}{more}", "warn")
        return
    if not entries:
        entries = await journal.undoable(own=False)
        if await _undo_earlier_job(workspace, ask, entries[0].at if entries else 0.0):
            return
    if not entries:
        await _tell_unknown(
            workspace, "Undo", [each for each in await journal.unknown() if each.undoes is not None]
        )
        raise Stopped("Nothing to undo.")
    meant = is_newest and time.time() - entries[0].at <= SOON and await _any_in(in_sight, entries)
    await undo_these(workspace, ask, entries, asks=not meant)


async def _tell_unknown(workspace: Workspace, verb: str, tried: Sequence[Entry]) -> None:
    """Say which undo or redo has an unknown outcome, where that is why nothing is left.

    Args:
        workspace: the open bot.
        verb: `Undo` or `Redo`.
        tried: those whose outcome is unknown, oldest first.

    Raises:
        Stopped: when there is one.
    """
    if not tried:
        return
    entry = await workspace.journal.entry(tried[-1].undoes or tried[-1].redoes or 0)
    what = original(entry) if entry is not None else tried[-1].summary
    raise Stopped(f"{verb} of “{what}”: {lowered(standing(replace(tried[-1], undoes=None)).why)}")


async def _undo_job(workspace: Workspace, ask: Ask, after: float, in_sight: InSight) -> bool:
    """Undo the newest job of this run, also one that copied something to another bot, if it began after a time.

    Returns:
        Whether there was one.
    """
    newest = [
        (_begun(job), bot, job) for bot in _bots(workspace) if (job := await bot.working.newest()) is not None
    ]
    begun, bot, job = max(newest, key=lambda each: each[0], default=(0.0, workspace, None))
    if job is None or begun <= after:
        return False
    meant = bot is workspace and time.time() - begun <= SOON and await _shown(workspace, job, in_sight)
    await _undo_this_job(workspace, ask, bot, job, meant=meant)
    return True


async def _shown(workspace: Workspace, job: Job, in_sight: InSight) -> bool:
    """Whether a job is of a few rows, and one of them is on screen."""
    return job.steps <= FEW and await _any_in(in_sight, await workspace.working.jobs.steps(job.id))


async def _undo_earlier_job(workspace: Workspace, ask: Ask, after: float) -> bool:
    """Undo the newest job of other runs, if it began after a time; it is named and asked for.

    Returns:
        Whether there was one.
    """
    job = await workspace.working.newest_before()
    if job is None or (job.begun or 0.0) <= after:
        return False
    await _undo_this_job(workspace, ask, workspace, job)
    return True


async def _undo_this_job(
    workspace: Workspace, ask: Ask, bot: Workspace, job: Job, *, meant: bool = False
) -> None:
    from flotui.resources.job_actions import undo_job

    try:
        await undo_job(bot, ask, job, elsewhere=bot is not workspace, meant=meant)
    except Unfinished:  # it is told, and stays in Activity: the next press is about another edit
        bot.working.passed_over.add(job.id)
        raise
    except Stopped as error:
        if job.id in bot.working.running:
            raise
        bot.working.passed_over.add(job.id)
        raise Stopped(error.happened, advice=f"{undo_key()} undoes what was before it.") from error


async def undo_these(workspace: Workspace, ask: Ask, entries: Sequence[Entry], *, asks: bool = False) -> None:
    """Set entries back that belong together. Whoever calls it has the workspace's turn.

    Args:
        workspace: the open bot.
        ask: how to ask, and tell.
        entries: which, newest first.
        asks: whether it is asked for in any case; it is where something would be deleted, and for many calls.

    Raises:
        Stopped: when the act that they belong to is still under way.
        FlochatError: when it was refused, or its outcome is not known.
        Cancelled: when the answer was no.
    """
    if running := next((entry for entry in entries if workspace.under_way(entry)), None):
        raise Stopped(
            f"{title_of(running)}: it is under way. Press {undo_key()} when it is done; {key_of('app.stop')} stops it."
        )

    async def submit(_: object) -> None:
        try:
            undone = await workspace.undo(entries)
        except FlochatError:
            # It is told, and stays in Activity: the next press is about another edit.
            workspace.passed_over.update(entry.id for entry in entries)
            raise
        ask.say(*done_text(await with_names(workspace, entries), undone, "Undo"))

    calls = calls_of([undoing(entry) for entry in entries])
    if workspace.read_only or not (asks or calls > FEW or any(map(deletes, entries))):
        await submit(True)
    else:
        await ask.confirm(
            replace(await question_of(workspace, entries, calls), unable=unable(workspace, calls)), submit
        )


async def redo(workspace: Workspace, ask: Ask, in_sight: InSight = _anywhere) -> None:
    """Do again what this run undid last, unless an edit came after it.

    Args:
        workspace: the open bot.
        ask: how to ask, and tell.
        in_sight: whether what an entry is about is on screen.

    Raises:
        Stopped: when there is nothing to redo.
        FlochatError: when it was refused, or its outcome is not known.
        Cancelled: when the answer was no.
    """
    async with workspace.turn(stopping()):
        await workspace.working.told()
        entry, bot, job = await _last_undone(workspace)
        if job is not None:
            meant = bot is workspace and await _shown(workspace, job, in_sight)
            await _undo_this_job(workspace, ask, bot, job, meant=meant)
            return
        entries = await workspace.journal.undone_by(entry.batch) if entry is not None else []
        if not entries:
            unknown = await workspace.journal.unknown()
            await _tell_unknown(workspace, "Redo", [each for each in unknown if each.redoes is not None])
            raise Stopped(f"Nothing to redo. In Activity, {redo_key()} redoes any undone entry.")
        await redo_these(workspace, ask, entries, asks=not await _any_in(in_sight, entries))


async def _last_undone(workspace: Workspace) -> tuple[Entry | None, Workspace, Job | None]:
    """What this run undid last, an edit or a job, and may do again: whichever it was, no edit of either sort came after
    it. A job may be of the bot that is compared with this one.
    """
    entry, edit = await workspace.journal.last_undo(), await workspace.journal.last_edit()
    edited = max(
        [edit.at if edit else 0.0, *[_begun(await each.working.last_edit()) for each in _bots(workspace)]]
    )
    undone = [(each, await each.working.last_undo()) for each in _bots(workspace)]
    bot, job = max(undone, key=lambda each: _begun(each[1]))
    if job is not None and _begun(job) > max(edited, entry.at if entry is not None else 0.0):
        return None, bot, job
    return (entry if entry is not None and entry.at > edited else None), workspace, None


def _bots(workspace: Workspace) -> Sequence[Workspace]:
    """The bot, and the one that it is compared with: what is copied to that one is undone from here."""
    return [workspace] if workspace.other is None else [workspace, workspace.other]


def _begun(job: Job | None) -> float:
    return (job.begun if job is not None else None) or 0.0


async def redo_these(workspace: Workspace, ask: Ask, entries: Sequence[Entry], *, asks: bool = False) -> None:
    """Do undone entries again that belong together. Whoever calls it has the workspace's turn.

    Args:
        workspace: the open bot.
        ask: how to ask, and tell.
        entries: which, oldest first.
        asks: whether it is asked for in any case; it is for many calls.

    Raises:
        FlochatError: when it was refused, or its outcome is not known.
        Cancelled: when the answer was no.
    """

    async def submit(_: object) -> None:
        done = await workspace.redo(entries)
        ask.say(*done_text(await with_names(workspace, entries), done, "Redo"))

    calls = calls_of([redoing(entry) for entry in entries])
    if workspace.read_only or not (asks or calls > FEW):
        await submit(True)
        return
    lines = await lines_of(workspace, entries, calls, forwards=True)
    question = Confirm("Redo", tuple(lines), verb="Redo", unable=unable(workspace, calls))
    await ask.confirm(question, submit)


async def warn(ask: Ask, edit: Edit) -> None:
    """Ask before an edit is sent that undo can't set back as a whole.

    Args:
        ask: how to ask.
        edit: the edit.

    Raises:
        Cancelled: when the answer is no.
    """
    names = ", ".join(edit.lost)
    lines: tuple[Text, ...] = (
        (Span(edit.summary, "strong"),),
        (Span(f"The API can't set this to its current value again: {names}.", "warn"),),
    )
    await ask.confirm(Confirm("Can't be undone", lines, verb="Save"))
