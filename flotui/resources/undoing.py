# SPDX-License-Identifier: MIT
"""Undo and redo: without a question only what is meant beyond doubt; anything else is named first.

What undoes a job is imported when one is undone.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flotui.api.catalogue import Risk
from flotui.api.errors import FlochatError, Stopped
from flotui.jobs.act import FEW
from flotui.resources import registry
from flotui.resources.acting import cost, unable
from flotui.resources.ask import Ask, Confirm
from flotui.resources.common import Common, common
from flotui.resources.keys import key_of, redo_key, undo_key
from flotui.resources.standing import lost_of, standing
from flotui.resources.text import Span, Text, Tone
from flotui.store.journal import Change, Outcome
from flotui.text import moments
from flotui.text.plural import count, counted
from flotui.workspace.comparing import reads_for, shown_value
from flotui.workspace.history import known_changes, net_changes, original, redoing, undoing

if TYPE_CHECKING:
    from flotui.repositories.edit import Edit
    from flotui.resources.base import Resource
    from flotui.store.journal import Entry
    from flotui.workspace import Workspace

SOON = 300.0
"""Seconds within which an edit is undone without a question."""

_NAMED = 5
"""Entries, and values, that a question or a sentence names."""
_LISTED = 8
"""Parts of an act that a question has a line for, each."""
_FEW_NAMED = 3
"""Entries of which a sentence says why they were not sent."""


def stopping() -> str:
    """How an undo or redo that is under way is stopped, as a sentence."""
    return f"{key_of('app.stop')} stops it."


InSight = Callable[["Entry"], Awaitable[bool]]
"""Whether what an entry is about is on screen."""


async def _anywhere(_: Entry) -> bool:
    return True


async def _any_in(in_sight: InSight, entries: Sequence[Entry]) -> bool:
    """Whether one of some entries is about what is on screen."""
    for entry in entries:
        if await in_sight(entry):
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
        await _undo_next(workspace, ask, in_sight)


async def _undo_next(workspace: Workspace, ask: Ask, in_sight: InSight) -> None:
    journal = workspace.journal
    newest = await journal.newest()
    if await _undo_job(workspace, ask, newest.at if newest is not None else 0.0):
        return
    entries = await journal.undoable()
    is_newest = newest is not None and newest.batch in {entry.batch for entry in entries}
    told = newest is None or newest.id in workspace.passed_over or standing(newest).can
    if newest is not None and not is_newest and not told:
        workspace.passed_over.add(newest.id)
        more = f" Press {undo_key()} again for an earlier edit." if entries else ""
        ask.say(f"{_title(newest)}: {_lower(standing(newest).why)}{more}", "warn")
        return
    entries = entries or await journal.undoable(own=False)
    if not entries:
        raise Stopped("Nothing to undo.")
    meant = is_newest and time.time() - entries[0].at <= SOON and await _any_in(in_sight, entries)
    await undo_these(workspace, ask, entries, asks=not meant)


async def _undo_job(workspace: Workspace, ask: Ask, after: float) -> bool:
    """Undo the newest job of this run, also one that copied something to another bot, if it began after a time.

    Returns:
        Whether there was one.
    """
    bots = [workspace] if workspace.other is None else [workspace, workspace.other]
    newest = [(job.begun or 0.0, bot, job) for bot in bots if (job := await bot.working.newest()) is not None]
    begun, bot, job = max(newest, key=lambda each: each[0], default=(0.0, workspace, None))
    if job is None or begun <= after:
        return False
    from flotui.resources.job_actions import undo_job

    try:
        await undo_job(bot, ask, job, elsewhere=bot is not workspace)
    except Stopped as error:
        if job.id in bot.working.running:
            raise
        bot.working.passed_over.add(job.id)
        raise Stopped(error.happened, advice=f"{undo_key()} undoes what was before it.") from error
    return True


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
            f"{_title(running)}: it is under way. Press {undo_key()} when it is done; {key_of('app.stop')} stops it."
        )

    async def submit(_: object) -> None:
        try:
            undone = await workspace.undo(entries)
        except FlochatError:
            # It is told, and stays in Activity: the next press is about another edit.
            workspace.passed_over.update(entry.id for entry in entries)
            raise
        ask.say(*_told(entries, undone, "Undo"))

    calls = _calls([undoing(entry) for entry in entries])
    if workspace.read_only or not (asks or calls > FEW or any(map(_deletes, entries))):
        await submit(True)
    else:
        await ask.confirm(
            replace(_question(workspace, entries, calls), unable=unable(workspace, calls)), submit
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
        entries = await workspace.journal.redoable()
        if not entries:
            raise Stopped(f"Nothing to redo. In Activity, {redo_key()} redoes any undone entry.")
        await redo_these(workspace, ask, entries, asks=not await _any_in(in_sight, entries))


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
        ask.say(*_told(entries, await workspace.redo(entries), "Redo"))

    calls = _calls([redoing(entry) for entry in entries])
    if workspace.read_only or not (asks or calls > FEW):
        await submit(True)
        return
    lines = _lines(workspace, entries, calls, forwards=True)
    question = Confirm("Redo", tuple(lines), verb="Redo", unable=unable(workspace, calls))
    await ask.confirm(question, submit)


# -- What is said -----------------------------------------------------------------------------------


def _told(entries: Sequence[Entry], done: Sequence[Entry], verb: str) -> tuple[str, Tone]:
    """What was done, as a sentence, and its tone; its parts in the order in which they were created."""
    entries = sorted(entries, key=lambda entry: entry.id)
    done = sorted(done, key=lambda each: each.undoes or each.redoes or each.id)
    if not done:
        return f"Dry run: {verb.lower()} would send {len(entries)}.", "plain"
    sent = [each for each in done if each.outcome is Outcome.DONE]
    kept = _kept(entries, [each for each in done if each.outcome is not Outcome.DONE])
    if not sent:
        return " ".join(kept), "plain"
    other = f"{redo_key()} redoes it." if verb == "Undo" else f"{undo_key()} undoes it."
    values = _values(sent, back=verb == "Undo")
    return " ".join((f"{verb}: {_named(entries)}.", *values, *kept, other)), "good"


def _named(entries: Sequence[Entry]) -> str:
    """What edits did, in a sentence."""
    names = list(dict.fromkeys(map(original, entries)))
    if len(names) == 1 and len(entries) > 1:
        return f"{names[0]} ({count(len(entries))} times)"
    more = f" and {count(len(entries) - 3)} more" if len(names) > 3 else ""
    return f"{'; '.join(names[:3])}{more}"


def _values(sent: Sequence[Entry], *, back: bool) -> list[str]:
    """What is now, in words; where that is of several things, only what is the same of all of them."""
    times = Counter(_now(change, back=back) for change in net_changes(sent))
    several = len({each.subject for each in sent}) > 1
    texts = [
        text if number == 1 else f"{text} ({count(number)} times)"
        for text, number in times.items()
        if number == len(sent) or not several
    ]
    found = [f"{'; '.join(texts[:_NAMED])}."] if texts else []
    return [*found, f"{len(texts) - _NAMED} more."] if len(texts) > _NAMED else found


def _kept(entries: Sequence[Entry], unsent: Sequence[Entry]) -> list[str]:
    """Why some were not sent, as sentences that name what they are about where that is several things."""
    if len({entry.subject for entry in entries}) == 1:
        return list(dict.fromkeys(each.message for each in unsent))
    about = {entry.id: _title(entry) for entry in entries}
    named = [
        f"{about.get(each.undoes or each.redoes or 0, each.summary)}: {_lower(each.message)}"
        for each in unsent
    ]
    rest = [f"{len(named) - _FEW_NAMED} more like it."] if len(named) > _FEW_NAMED else []
    return [*named[:_FEW_NAMED], *rest]


def _now(change: Change, *, back: bool) -> str:
    """What a value is after a change, in words: `Stock is 43`; `Stock is 43 again` where that undoes it."""
    name = _upper(change.name)
    if change.secret:
        return f"{name} is restored" if back else f"{name} is set"
    return f"{name} is {shown_value(change.after)}{' again' if back else ''}"


def change_text(change: Change) -> Text:
    """What a change did to a value: before → after."""
    if change.secret:
        return (Span("hidden → hidden", "dim"),)
    return (Span(shown_value(change.before)), Span(" → ", "dim"), Span(shown_value(change.after)))


def _deletes(entry: Entry) -> bool:
    return entry.inverse is not None and entry.inverse.operation.risk is Risk.DESTRUCTIVE


def _question(workspace: Workspace, entries: Sequence[Entry], calls: int) -> Confirm:
    lines = _lines(workspace, entries, calls)
    if lost := [name for entry in entries for name in lost_of(entry)]:
        lines.append((Span(f"Not restored: {', '.join(lost[:_NAMED])}.", "warn"),))
    made = [entry for entry in entries if _deletes(entry)]
    if not made:
        return Confirm("Undo", tuple(lines), verb="Undo")
    lines.append((Span("Undo deletes it. Anything that uses it now loses it.", "warn"),))
    return Confirm("Undo what was created", tuple(lines), verb="Delete it", danger=True)


def _lines(
    workspace: Workspace, entries: Sequence[Entry], calls: int, *, forwards: bool = False
) -> list[Text]:
    """An act in a question: what, when and where, what becomes of which values, and what it costs."""
    entries = sorted(entries, key=lambda entry: entry.id)
    shared = common(entries)
    if len(entries) == 1:
        what, parts = _title(entries[0]), _values_of(known_changes(entries[0]), forwards=forwards)
    elif len(net := net_changes(entries)) == 1:
        what, parts = _upper(_named(entries)), _values_of(net, forwards=forwards)
    else:
        what = shared.summary if shared else counted(len(entries), "edit")
        parts = _parts(entries, shared, forwards=forwards)
    lines: list[Text] = [(Span(what, "strong"),), (Span(_moment(workspace, entries), "dim"),), *parts]
    if (said := cost(workspace, calls)) is not None:
        lines.append(said)
    return lines


def _moment(workspace: Workspace, entries: Sequence[Entry]) -> str:
    """When an act was done, and where."""
    first = entries[0]
    own = all(map(workspace.journal.is_own, entries))
    where = "" if own else ", in another run or window"
    return f"{moments.moment(first.at)}, {moments.ago(first.at)}{place(first)}{where}"


def _values_of(changes: Sequence[Change], *, forwards: bool) -> list[Text]:
    """What becomes of values, a line each."""
    return [
        (Span(f"  {change.name}  ", "dim"), Span(_becomes(change, forwards=forwards)))
        for change in changes[:_NAMED]
    ]


def _parts(entries: Sequence[Entry], shared: Common | None, *, forwards: bool) -> list[Text]:
    """What an act did to what, and what becomes of it, a line each."""
    names = shared.names if shared else tuple(map(_title, entries))
    changes = [known_changes(entry)[:_NAMED] for entry in entries]
    alike = len({tuple(change.name for change in each) for each in changes}) == 1 and len(changes[0]) == 1
    lines: list[Text] = []
    for name, found in zip(names[:_LISTED], changes, strict=False):
        called = [f"{'' if alike else f'{each.name} '}{_becomes(each, forwards=forwards)}" for each in found]
        lines.append((Span(f"  {name}  "), Span("; ".join(called), "dim")))
    if len(entries) > _LISTED:
        lines.append(f"and {count(len(entries) - _LISTED)} more of the same edit.")
    return lines


def _becomes(change: Change, *, forwards: bool) -> str:
    """What a value is now, and what it will be."""
    old, new = (change.before, change.after) if forwards else (change.after, change.before)
    return "hidden" if change.secret else f"{shown_value(old)} → {shown_value(new)}"


def place(entry: Entry) -> str:
    """Where an entry's thing is found: `, in Shop › Products`; empty where no list has it.

    Of the lists that offer its operation it is the one of its kind, else one whose own rows it is about.
    """
    best, found = (-1, -1), ""
    for area in registry.AREAS:
        for resource in registry.in_area(area.id):
            offering = [table for table in registry.tables(resource) if _offers(table, entry)]
            fits = (any(table.singular == entry.kind for table in offering), resource in offering)
            if offering and fits > best:
                best, found = fits, f", in {area.title} › {resource.title}"
    return found


def _offers(table: Resource[object], entry: Entry) -> bool:
    return any(entry.call.operation_id in action.operations for action in table.actions)


def _calls(edits: Sequence[Edit]) -> int:
    """How many calls it takes to undo or redo: those that compare, and those that write."""
    return len(edits) + (reads_for(edits) if len(edits) > 1 else 0)


def _title(entry: Entry) -> str:
    """What an entry did, at the beginning of a sentence; of what was done again, what it was at first."""
    return _upper(original(entry))


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def _upper(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


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
