# SPDX-License-Identifier: MIT
"""Undo and redo in words: what an act did, what becomes of which values, and what it costs."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from flotui.api.catalogue import Risk
from flotui.resources import registry
from flotui.resources.acting import cost
from flotui.resources.ask import Confirm
from flotui.resources.changed_ids import Names, names_of, value_text, with_names
from flotui.resources.common import Common, common
from flotui.resources.current_values import UNKNOWN, CurrentValues, cached_values
from flotui.resources.keys import redo_key, undo_key
from flotui.resources.standing import lost_of
from flotui.resources.text import Span, Text, Tone
from flotui.store.journal import Change, Outcome
from flotui.text import moments
from flotui.text.plural import count, counted, listed
from flotui.workspace.comparing import reads_for, shown_value
from flotui.workspace.history import known_changes, net_changes, original

if TYPE_CHECKING:
    from flotui.repositories.edit import Edit
    from flotui.resources.base import Resource
    from flotui.store.journal import Entry
    from flotui.workspace import Workspace

_NAMED = 5
"""How many entries, or values, a question or a sentence names."""
_LISTED = 8
"""How many parts of an act a question lists, a line each."""
_FEW_NAMED = 3
"""Entries of which a sentence says why they were not sent."""


def done_text(entries: Sequence[Entry], done: Sequence[Entry], verb: str) -> tuple[str, Tone]:
    """What was done, as a sentence, and its tone; its parts in the order in which they were created.

    Args:
        entries: what was undone, or done again.
        done: what the journal has of that; nothing in a dry run.
        verb: `Undo` or `Redo`.
    """
    entries = sorted(entries, key=lambda entry: entry.id)
    done = sorted(done, key=lambda each: each.undoes or each.redoes or each.id)
    if not done:
        return f"Dry run: {verb.lower()} would send {counted(len(entries), 'call')}.", "plain"
    sent = [each for each in done if each.outcome is Outcome.DONE]
    called = names_of(entries)
    kept = _kept(entries, [each for each in done if each.outcome is not Outcome.DONE])
    if not sent:
        return " ".join(kept), "plain"
    other = f"{redo_key()} redoes it." if verb == "Undo" else f"{undo_key()} undoes it."
    values = _values(sent, called, back=verb == "Undo")
    return " ".join((f"{verb}: {_named(entries)}.", *values, *kept, other)), "good"


def _named(entries: Sequence[Entry]) -> str:
    """What edits did, in a sentence."""
    names = list(dict.fromkeys(map(original, entries)))
    if len(names) == 1 and len(entries) > 1:
        return f"{names[0]} ({count(len(entries))} times)"
    return listed(names, between="; ")


def _values(sent: Sequence[Entry], names: Names, *, back: bool) -> list[str]:
    """What is now, in words; where that is of several things, only what is the same of all of them."""
    times = Counter(_now(change, names, back=back) for change in net_changes(sent))
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
    about = {entry.id: title_of(entry) for entry in entries}
    named = [
        f"{about.get(each.undoes or each.redoes or 0, each.summary)}: {lowered(each.message)}"
        for each in unsent
    ]
    rest = [f"{len(named) - _FEW_NAMED} more like it."] if len(named) > _FEW_NAMED else []
    return [*named[:_FEW_NAMED], *rest]


def _now(change: Change, names: Names, *, back: bool) -> str:
    """What a value is after a change, in words: `Stock is 43`; `Stock is 43 again` where that undoes it."""
    name = _upper(change.name)
    if change.secret:
        return f"{name} is restored" if back else f"{name} is set"
    return f"{name} is {value_text(change.path, change.after, names)}{' again' if back else ''}"


def deletes(entry: Entry) -> bool:
    """Whether to undo an entry deletes something for good."""
    return entry.inverse is not None and entry.inverse.operation.risk is Risk.DESTRUCTIVE


async def question_of(workspace: Workspace, entries: Sequence[Entry], calls: int) -> Confirm:
    """What is asked before entries are undone.

    Args:
        workspace: the open bot.
        entries: which.
        calls: how many calls it takes.
    """
    lines = await lines_of(workspace, entries, calls)
    if lost := [name for entry in entries for name in lost_of(entry)]:
        lines.append((Span(f"Not restored: {', '.join(lost[:_NAMED])}.", "warn"),))
    made = [entry for entry in entries if deletes(entry)]
    if not made:
        return Confirm("Undo", tuple(lines), verb="Undo")
    what = f"the {made[0].kind}" if len(made) == 1 and made[0].kind else "what was created"
    lines.append((Span(f"Undo deletes {what}. Anything that uses it now loses it.", "warn"),))
    return Confirm("Undo what was created", tuple(lines), verb="Delete it", danger=True)


async def lines_of(
    workspace: Workspace, entries: Sequence[Entry], calls: int, *, forwards: bool = False
) -> list[Text]:
    """An act in a question: what, when and where, what becomes of which values, and what it costs.

    Args:
        workspace: the open bot.
        entries: the act's.
        calls: how many calls it takes.
        forwards: whether it is done again, not undone.
    """
    entries = await with_names(workspace, sorted(entries, key=lambda entry: entry.id))
    shared, net = common(entries), net_changes(entries)
    whole = len(entries) == 1 or len(net) == 1
    shown = entries if whole else entries[:_LISTED]
    current = await cached_values(workspace, shown, forwards=forwards)
    if whole:
        what = title_of(entries[0]) if len(entries) == 1 else _upper(_named(entries))
        becoming = [(each, current.of(entries[0], each, net=True)) for each in net[:_NAMED]]
        parts: list[Text] = [
            (Span(f"  {each.name}  ", "dim"), Span(_becomes(each, now, names_of(entries), forwards=forwards)))
            for each, now in becoming
        ]
    else:
        what = shared.summary if shared else counted(len(entries), "edit")
        parts = _parts(entries, shared, current, forwards=forwards)
    lines: list[Text] = [(Span(what, "strong"),), (Span(_moment(workspace, entries), "dim"),), *parts]
    if (costs := cost(workspace, calls)) is not None:
        lines.append(costs)
    return lines


def _moment(workspace: Workspace, entries: Sequence[Entry]) -> str:
    """When an act was done, and where."""
    first = entries[0]
    own = all(map(workspace.journal.is_own, entries))
    where = "" if own else ", in another run or window"
    return f"{moments.moment(first.at)}, {moments.ago(first.at)}{place(first)}{where}"


def _parts(
    entries: Sequence[Entry], shared: Common | None, current: CurrentValues, *, forwards: bool
) -> list[Text]:
    """What an act did to what, and what becomes of it, a line each."""
    names = shared.names if shared else tuple(map(title_of, entries))
    changes = [known_changes(entry)[:_NAMED] for entry in entries]
    alike = len({tuple(change.name for change in each) for each in changes}) == 1 and len(changes[0]) == 1
    lines: list[Text] = []
    names_of_ids = names_of(entries)
    for name, entry, found in zip(names[:_LISTED], entries, changes, strict=False):
        becoming = [
            (each, _becomes(each, current.of(entry, each), names_of_ids, forwards=forwards)) for each in found
        ]
        called = [f"{'' if alike else f'{each.name} '}{becomes}" for each, becomes in becoming]
        lines.append((Span(f"  {name}  "), Span("; ".join(called), "dim")))
    if len(entries) > _LISTED:
        lines.append(f"and {count(len(entries) - _LISTED)} more of the same edit.")
    return lines


def _becomes(change: Change, now: object, names: Names, *, forwards: bool) -> str:
    """What a value is now, where that is known, and what it will be."""
    if change.secret:
        return "hidden"
    wanted = change.after if forwards else change.before
    new = value_text(change.path, wanted, names)
    if now is UNKNOWN:
        return f"→ {new}"
    is_there = shown_value(now, sys.maxsize) == shown_value(wanted, sys.maxsize)
    return f"{new} already" if is_there else f"{value_text(change.path, now, names)} → {new}"


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


def calls_of(edits: Sequence[Edit]) -> int:
    """How many calls it takes to undo or redo: those that compare, and those that write.

    Args:
        edits: what is sent.
    """
    return len(edits) + (reads_for(edits) if len(edits) > 1 else 0)


def title_of(entry: Entry) -> str:
    """What an entry did, at the beginning of a sentence; of what was done again, what it was at first."""
    return _upper(original(entry))


def lowered(text: str) -> str:
    """A sentence as it stands behind a colon."""
    return f"{text[:1].lower()}{text[1:]}"


def _upper(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
