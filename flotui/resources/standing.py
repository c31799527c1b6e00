# SPDX-License-Identifier: MIT
"""Whether an entry of the journal can be undone, and if not, why: a word for the list, a sentence for the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from flotui.api.catalogue import Risk
from flotui.repositories.created import created_by
from flotui.repositories.edit import Edit
from flotui.repositories.things import target_of
from flotui.resources.keys import redo_key, with_keys
from flotui.resources.text import Span, Text, Tone, dim
from flotui.store.entry import OUTCOME_WORDS
from flotui.store.journal import Entry, Outcome
from flotui.text.glyphs import State, glyph
from flotui.text.plural import count
from flotui.workspace.history import known_changes

if TYPE_CHECKING:
    from flotui.workspace import Workspace

_LOOKED_AT = 200
"""How many entries are compared with the rows that are here."""


class Standing(msgspec.Struct, frozen=True):
    """Whether an entry can be undone."""

    word: str
    """In the list: `can`, `changed since`, `can't: sent`."""
    why: str
    """As a sentence; empty where it simply can."""
    tone: Tone = "dim"

    @property
    def can(self) -> bool:
        """Whether it can be undone now."""
        return self.word in ("can", "can in part", "changed since")


_SIGNS: dict[Outcome, tuple[State, Tone]] = {
    Outcome.INTENDED: ("running", "accent"),
    Outcome.DONE: ("done", "good"),
    Outcome.UNCHANGED: ("done", "dim"),
    Outcome.REFUSED: ("failed", "danger"),
    Outcome.WAITING: ("running", "warn"),
    Outcome.UNKNOWN: ("unknown", "danger"),
    Outcome.KEPT: ("done", "dim"),
    Outcome.DROPPED: ("undone", "dim"),
    Outcome.RESENT: ("undone", "dim"),
}


def outcome_text(entry: Entry) -> Text:
    """What came of a write, in a word behind its sign: `✓ done`, `? unknown`.

    Args:
        entry: the write.
    """
    if entry.undone:
        return dim(f"{glyph('undone')} {word_of(entry)}")
    sign, tone = _SIGNS[entry.outcome]
    return (Span(f"{glyph(sign)} {word_of(entry)}", tone),)


def says_of(entry: Entry) -> str:
    """What an entry does; where it is the next of what is left of an act, also how many follow.

    Args:
        entry: the journal's entry.
    """
    more = entry.left - 1 if entry.status is None else 0
    return f"{entry.summary} and {count(more)} more left" if more > 0 else entry.summary


def word_of(entry: Entry) -> str:
    """What came of a write, in a word."""
    return "undone" if entry.undone else OUTCOME_WORDS[entry.outcome]


_OUTCOMES: dict[Outcome, Standing] = {
    Outcome.INTENDED: Standing("under way", "It is under way."),
    Outcome.UNKNOWN: Standing(
        "can't: unknown", "Its outcome is unknown. Press {journal.resolve} in Activity to resolve it.", "warn"
    ),
    Outcome.REFUSED: Standing("–", "It was refused: nothing to undo."),
    Outcome.WAITING: Standing("–", "It wasn't done: nothing to undo."),
    Outcome.UNCHANGED: Standing("–", "It changed nothing: nothing to undo."),
    Outcome.KEPT: Standing("–", "It changed nothing: nothing to undo."),
    Outcome.DROPPED: Standing("–", "It was left alone: nothing to undo."),
    Outcome.RESENT: Standing("–", "It was sent again: see that entry for the outcome."),
}


def standing(entry: Entry) -> Standing:
    """Whether an entry can be undone."""
    if entry.undoes is not None:
        return Standing("an undo", f"This is an undo. {_of_undo(entry)}")
    if entry.outcome is not Outcome.DONE:
        found = _OUTCOMES[entry.outcome]
        return replace(found, why=with_keys(found.why))
    if entry.unsettled is not None:
        return _unsettled(entry, entry.unsettled)
    if entry.undone:
        return Standing("redone" if entry.redone else "undone", f"Already undone. {redo_key()} redoes it.")
    if entry.inverse is None and not (entry.job is not None and entry.changes):
        return _cannot(entry)
    if entry.changed_since:
        return Standing("changed since", "The value changed since: undo asks first.", "warn")
    if lost := lost_of(entry):
        return Standing("can in part", f"The API can't restore: {', '.join(lost)}.", "warn")
    return Standing("can", "", "good")


def _of_undo(entry: Entry) -> str:
    """What can be done about an undo, as a sentence."""
    if entry.outcome is Outcome.DONE:
        return f"{redo_key()} redoes the edit."
    if entry.outcome in (Outcome.INTENDED, Outcome.UNKNOWN):
        return with_keys(_OUTCOMES[entry.outcome].why)
    return "It changed nothing."


def _unsettled(entry: Entry, outcome: Outcome) -> Standing:
    """Of an entry whose undo or redo is under way, or has an unknown outcome."""
    verb = "redo" if entry.undone else "undo"
    if outcome is Outcome.INTENDED:
        return Standing(f"{verb} under way", f"Its {verb} is under way.")
    why = f"The outcome of its {verb} is unknown. Press {{journal.resolve}} on the {verb} in Activity to resolve it."
    return Standing(f"{verb} unknown", with_keys(why), "warn")


def _cannot(entry: Entry) -> Standing:
    """Why what was done has no way back."""
    if entry.call.operation.risk in (Risk.SEND, Risk.BROADCAST):
        return Standing("can't: sent", "It reached people, so it can't be undone.")
    if entry.call.operation.risk is Risk.DESTRUCTIVE:
        return Standing("can't: deleted", "It deleted something for good, so it can't be undone.")
    if any(each.secret for each in known_changes(entry)):
        return Standing("can't: hidden", "Credentials aren't stored, so the old one can't be restored.")
    if changes := known_changes(entry):
        names = ", ".join(each.name for each in changes)
        return Standing("can't: was empty", f"The API can't empty {names}, so it can't be undone.")
    if created_by(entry.call) is not None:
        return Standing("can't", "It may have been there before, so undo doesn't delete it.")
    return Standing("can't", "The host doesn't say what it was before, so it can't be undone.")


def lost_of(entry: Entry | Edit) -> tuple[str, ...]:
    """The names of what an entry or an edit changed and its inverse doesn't set back."""
    if entry.inverse is None or (target := target_of(entry.inverse.operation_id)) is None:
        return ()
    changes = entry.changes or ()
    return tuple(each.name for each in changes if not target.restores(entry.inverse, each.path))


async def compared(workspace: Workspace, entries: Sequence[Entry]) -> list[Entry]:
    """Entries that know whether what they set is something else since, as far as is known here, and whether an undo or
    redo of theirs is under way or unknown.

    No request is made for it: what is known are later entries, and the rows that are in the cache.

    Args:
        workspace: the open bot.
        entries: newest first.
    """
    unsettled = await workspace.journal.unsettled()
    entries = [replace(each, unsettled=unsettled.get(each.id)) for each in entries]
    found = set(_overwritten(entries))
    undoable = [each for each in entries if each.id not in found and standing(each).can][:_LOOKED_AT]
    found |= await _elsewhere(workspace, undoable)
    return [replace(each, changed_since=True) if each.id in found else each for each in entries]


def _overwritten(entries: Iterable[Entry]) -> Iterable[int]:
    """Those over which a later entry of the journal set something else; not one of their own act."""
    later: dict[tuple[str, str, str], str | int] = {}
    for entry in entries:
        if entry.undoes is not None or entry.outcome is not Outcome.DONE or entry.undone:
            continue
        paths = {(entry.kind, entry.subject, each.path) for each in known_changes(entry)}
        act = entry.batch or entry.id
        if any(later.get(path, act) != act for path in paths):
            yield entry.id
        later |= dict.fromkeys(paths, act)


async def _elsewhere(workspace: Workspace, entries: Sequence[Entry]) -> set[int]:
    """Those of whose values the rows that are here say something else."""
    wanted: dict[str, set[str]] = {}
    about = [
        (entry, target, target.row_id(entry.call))
        for entry in entries
        if (target := target_of(entry.call.operation_id)) is not None and target.kind is not None
    ]
    for _, target, row_id in about:
        assert target.kind is not None
        wanted.setdefault(target.kind.name, set()).add(row_id)
    rows = {kind: await workspace.cache.bodies(kind, ids) for kind, ids in wanted.items()}
    found = set()
    for entry, target, row_id in about:
        assert target.kind is not None
        row = rows[target.kind.name].get(row_id)
        changes = known_changes(entry)
        if row is not None and any(
            not target.same(each.path, target.has(row, each.path), each.after) for each in changes
        ):
            found.add(entry.id)
    return found
