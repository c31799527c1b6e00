# SPDX-License-Identifier: MIT
"""Before something is overwritten: what the host has now, against what the person saw.

What only one side changed is merged without a question. What both changed is the person's to decide.
"""

from __future__ import annotations

import enum
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec.structs import replace

from flotui.api.errors import FlochatError, Malformed, NotOffered, NotSent, ScopeMissing, Stopped, Unknown
from flotui.api.exact import dumps
from flotui.api.models.shop import OpeningDay
from flotui.api.pacer import Purpose
from flotui.api.secrets import MASK
from flotui.jobs.outcomes import CalledOff, Unread
from flotui.repositories.edit import Edit, Touch
from flotui.repositories.linked import linked_ids, linked_names
from flotui.repositories.targets import NoWay
from flotui.repositories.things import deleted_by, target_of, told_of
from flotui.store.journal import Change, Outcome
from flotui.text.plural import listed
from flotui.workspace.ahead import read_by_list
from flotui.workspace.sight import as_seen, wrote

if TYPE_CHECKING:
    from flotui.api.call import Call
    from flotui.api.reply import Reply
    from flotui.repositories.base import Reader
    from flotui.repositories.targets import Target
    from flotui.store.entry import Entry
    from flotui.store.job import Step
    from flotui.store.journal import Journal

T = TypeVar("T")


class Difference(msgspec.Struct, frozen=True):
    """One value that somebody else has changed since the person saw it."""

    change: Change
    """What the person saw, and what they want."""
    theirs: object
    """What the host has now, as JSON."""
    called: Mapping[str, str] = {}
    """What those are called whose ids the values are, by the id, as far as the cache knows."""

    def text(self, value: object) -> str:
        """One of its values in a sentence; of an id, what its row is called."""
        return self.called.get(str(value)) or shown_value(value)


class Conflict(msgspec.Struct, frozen=True):
    """An edit that would overwrite what somebody else has changed."""

    edit: Edit
    differences: tuple[Difference, ...]
    others: int = 0
    """How many of the edit's values nobody else has changed."""
    perhaps_own: bool = False
    """Whether a write of this journal whose outcome is unknown may have set what is there."""
    job: int = 0
    """The job of this journal that has set all of what is there; 0 for none."""


class Decision(enum.Enum):
    """What the person wants of a conflict. To edit again is not among them: that is an exception of the asker's."""

    OVERWRITE = "overwrite"
    KEEP = "keep"
    """Theirs stay; what nobody else has changed is saved."""


Decide = Callable[[Conflict], Awaitable[Decision]]
"""Asks the person. What it raises ends the edit, of which nothing was sent."""


class ChangedSince(NotSent):
    """Somebody else has changed what an edit would overwrite, and nobody was there to ask."""

    advice = "Read it again, and decide which value to keep."


class NothingToDo(Stopped):
    """Nothing was sent, because nothing is left of an edit: the host has it already, or theirs are kept."""


class ComparedEdit(msgspec.Struct, frozen=True):
    """An edit after the comparison."""

    edit: Edit
    """What is to be sent: with what the host has now as what it was before."""
    outcome: Outcome | None = None
    """What came of it already, so that nothing is sent; None where it is to be sent."""
    message: str = ""
    """Why nothing is sent, as a sentence."""
    elsewhere: tuple[Touch, ...] = ()
    """Where nothing is sent: the other rows that show what the host has, as they become with it."""


async def asked(question: Awaitable[T]) -> T:
    """What the person answers to a question before anything leaves.

    Raises:
        CalledOff: when the question ends without an answer.
        FlochatError: as the question.
    """
    try:
        return await question
    except FlochatError:
        raise
    except Exception as error:
        raise CalledOff(error) from error


class Comparer:
    """Compares the edits of one act. A row is read once, and then followed through the act's own writes."""

    def __init__(self, reader: Reader, decide: Decide | None, *, many: bool = False) -> None:
        """
        Args:
            reader: reads rows, and keeps them.
            decide: asks the person; None where nobody can be asked.
            many: whether the act goes to many rows, so that none is read alone.
        """
        self._reader = reader
        self._decide = decide
        self.many = many
        """Whether no row is read alone."""
        self._rows: dict[str, object] = {}
        self._seen: dict[tuple[str, str], object] = {}
        """By row and path, what the person saw there, and then what the act has written."""
        self._kept: set[tuple[str, str]] = set()
        """By row and path, where theirs are kept: later steps of the act leave them alone."""

    async def look_ahead(self, edits: Sequence[Edit]) -> None:
        """Read what several edits overwrite or delete by pages of their lists, where these tell it.

        Args:
            edits: what the act does.
        """
        about = {
            _key(target, each): (target, each)
            for each in edits
            if (target := _deleted(each) or (None if self.many else _target(each))) and not target.whole
        }
        places = {key: (target.kind, target.row_id(each.call)) for key, (target, each) in about.items()}
        found = await read_by_list(
            self._reader, [(kind, row_id) for kind, row_id in places.values() if kind is not None]
        )
        for key, (target, each) in about.items():
            row = found.get((target.kind.name if target.kind is not None else "", target.row_id(each.call)))
            if row is not None and all(change.path.partition(".")[0] in row for change in each.changes):
                self._rows[key] = row
                if each.changes:  # of what is deleted the cache may be all that says what was seen
                    await self._keep(target, each, row)

    async def compare(self, edit: Edit) -> ComparedEdit:
        """Compare an edit with what the host has.

        Raises:
            ChangedSince: when it would overwrite what somebody else has changed, and nobody can be asked.
            FlochatError: when what it would overwrite can't be read.
        """
        target = _target(edit)
        if target is None:
            return await self._deleting(edit)
        if self.many:
            return ComparedEdit(edit)
        row = await self._row(target, edit)
        if row is None:
            return ComparedEdit(edit)
        meant = edit.first_of or edit
        after = {each.path: each.after for each in meant.changes}
        wanted = [
            replace(each, before=target.before(each.path, target.has(row, each.path), each.before))
            for each in edit.changes
            if not target.is_there(each.path, target.has(row, each.path), each.after)
            and not target.is_there(each.path, target.has(row, each.path), after[each.path])
        ]
        key = _key(target, edit)
        seen = {
            each.path: replace(each, before=self._seen.setdefault((key, each.path), as_seen(each).before))
            for each in edit.changes
        }
        if not wanted:
            elsewhere = _elsewhere(target, edit, row)
            called = await self._called(target, *((each.path, each.after) for each in meant.changes))
            return ComparedEdit(edit, Outcome.UNCHANGED, f"No change: {_already(meant, called)}", elsewhere)
        differences = tuple(
            Difference(replace(seen[each.path], after=after[each.path]), each.before)
            for each in wanted
            # A credential that was struck out can't be compared.
            if seen[each.path].before != MASK
            and not target.same(each.path, each.before, seen[each.path].before)
        )
        if differences:
            theirs = {each.change.path for each in differences}
            known = {(key, path) for path in theirs} <= self._kept
            differences = await self._named(target, differences)
            conflict = Conflict(meant, differences, len(wanted) - len(differences))
            if known or await self._ask(conflict) is Decision.KEEP:
                self._kept |= {(key, path) for path in theirs}
                wanted = [each for each in wanted if each.path not in theirs]
                if not wanted:
                    elsewhere = _elsewhere(target, edit, row)
                    return ComparedEdit(edit, Outcome.KEPT, f"Kept: {sentence(differences)}", elsewhere)
        return ComparedEdit(_rebased(target, edit, tuple(wanted), row))

    async def _deleting(self, edit: Edit) -> ComparedEdit:
        """Have what is deleted be what the person saw, in all that can be changed of it, and still be there.

        Raises:
            NotFound: when it is gone.
            ChangedSince: when somebody else has changed it, and nobody can be asked.
        """
        target = _deleted(edit)
        gone = next((each for each in edit.touches if each.gone), None)
        if target is None or gone is None:
            return ComparedEdit(edit)
        seen: object = gone.seen
        if seen is None:
            seen = (await self._reader.cache.bodies(gone.kind.name, [gone.row_id])).get(gone.row_id)
        if not isinstance(seen, dict):
            return ComparedEdit(edit)
        seen = gone.kind.keep(seen)
        told = tuple(
            Change(each, target.name(each), target.has(seen, each))
            for each in told_of(edit.call.operation_id)
            if each in seen
        )
        row = await self._row(target, replace(edit, changes=told))
        if not isinstance(row, dict):
            return ComparedEdit(edit)
        row = gone.kind.keep(row)  # what is masked in the cache is compared as that
        differences = tuple(
            Difference(each, now)
            for each in told
            if each.path in row and not target.same(each.path, now := target.has(row, each.path), each.before)
        )
        differences = await self._named(target, differences)
        if differences and await self._ask(Conflict(edit, differences)) is Decision.KEEP:
            return ComparedEdit(edit, Outcome.KEPT, f"Kept: {sentence(differences)}")
        return ComparedEdit(edit)

    async def _named(self, target: Target, differences: Sequence[Difference]) -> tuple[Difference, ...]:
        """Differences that say names where their values are ids of rows that are cached."""
        values = {
            each.change.path: (each.change.before, each.theirs, each.change.after) for each in differences
        }
        called = await self._called(target, *((path, one) for path, some in values.items() for one in some))
        return tuple(replace(each, called=called.get(each.change.path, {})) for each in differences)

    async def _called(self, target: Target, *values: tuple[str, object]) -> dict[str, dict[str, str]]:
        """What rows are called whose ids are under some paths: by the path, and by the id."""
        ids = linked_ids(target, values)
        names = await linked_names(self._reader.cache, ids)
        found: dict[str, dict[str, str]] = {}
        for each in ids:
            if name := names.get(each.key):
                found.setdefault(each.path, {})[each.id] = name
        return found

    async def _ask(self, conflict: Conflict) -> Decision:
        if self._decide is None:
            raise ChangedSince(f"{sentence(conflict.differences)} Nothing was sent.")
        return await asked(self._decide(conflict))

    async def _row(self, target: Target, edit: Edit) -> object:
        key = _key(target, edit)
        if key not in self._rows:
            if self.many:
                return None
            try:
                row = await target.read(self._fetch, edit.call, edit.changes)
            except (NotOffered, ScopeMissing):
                return None  # who may write, but not read, writes as before
            except Unknown as error:
                raise Unread.of(error) from error
            self._rows[key] = row
            await self._keep(target, edit, row)
        return self._rows[key]

    async def _fetch(self, call: Call) -> Reply:
        """Ask the host; an answer that is cached as a whole is what the screen shows of it, and is kept."""
        reply = await self._reader.send(call, Purpose.INTERACTIVE)
        if await self._reader.cache.reply(call.key) is not None:
            await self._reader.keep_object(call, reply.data)
        return reply

    async def _keep(self, target: Target, edit: Edit, row: object) -> None:
        for kind, each in target.kept(row) if row is not None else ():
            if isinstance(each, dict):
                await self._reader.keep(kind, edit.call, each)

    async def follow(self, edit: Edit) -> None:
        """Note that an edit was carried out, for the comparisons of the act's later edits."""
        target = _target(edit)
        if target is None:
            return
        key = _key(target, edit)
        if self._rows.get(key) is None:
            return
        self._rows[key] = target.patch(edit.changes)(self._rows[key])
        self._seen |= {(key, each.path): each.after for each in edit.changes}
        await self._keep(target, edit, self._rows[key])
        for call, _ in target.answers(edit.call, edit.changes):
            await self._reader.cache.keep_reply(call.key, call.operation_id, self._rows[key])


def read_for(edit: Edit) -> str:
    """The operation that reads what an edit would overwrite; empty where it overwrites nothing that was seen."""
    target = _target(edit)
    return target.reads(edit.call).operation_id if target is not None else ""


def reads_for(edits: Sequence[Edit]) -> int:
    """How many calls it takes to see what several edits would overwrite; 0 where they overwrite nothing.

    Args:
        edits: what is to be undone, or done again.
    """
    targets = [(target, edit) for edit in edits if (target := _target(edit)) is not None]
    if not any(target.overwrites for target, _ in targets):
        return 0
    return len({_key(target, edit) for target, edit in targets})


def _target(edit: Edit) -> Target | None:
    return target_of(edit.call.operation_id) if edit.changes else None


def _deleted(edit: Edit) -> Target | None:
    """What reads the row that an edit deletes; None where it deletes none that was seen."""
    gone = any(each.gone for each in edit.touches)
    return deleted_by(edit.call.operation_id) if gone else None


def _key(target: Target, edit: Edit) -> str:
    """What stands for the row that an edit is about: what reads it, and which of the rows in the answer it is."""
    return f"{target.reads(edit.call).key} {target.row_id(edit.call)}"


def _elsewhere(target: Target, edit: Edit, row: object) -> tuple[Touch, ...]:
    """The other cached rows that show what an edit is about, as they become with what the host has of it."""
    now = [
        replace(each, after=target.before(each.path, target.has(row, each.path), each.before))
        for each in edit.changes
    ]
    own = (target.kind.name if target.kind is not None else "", target.row_id(edit.call))
    return tuple(each for each in target.touches(edit.call, now) if (each.kind.name, each.row_id) != own)


def _rebased(target: Target, edit: Edit, wanted: tuple[Change, ...], row: object) -> Edit:
    """The edit on what the host has: it changes only what is wanted, and its inverse sets back what is there now."""
    replaces = target.replaces(wanted)
    if wanted == edit.changes and not replaces:
        return edit
    narrower = len(wanted) < len(edit.changes)
    values = {each.path: each.after for each in wanted}
    try:
        call = target.setting(edit.call, values, row) if narrower or replaces else edit.call
    except NoWay as error:
        raise Malformed(f"{edit.summary}: not sent, because {error.why}.") from error
    inverse, lost = target.way_back(call, wanted, row)
    touches = target.touches(call, wanted) if narrower else edit.touches
    if touches and edit.touches:
        touches = (
            replace(touches[0], reread=edit.touches[0].reread, check=edit.touches[0].check),
            *touches[1:],
        )
    return replace(edit, call=call, changes=wanted, inverse=inverse, lost=lost, touches=touches)


def _already(edit: Edit, called: Mapping[str, Mapping[str, str]]) -> str:
    return f"{listed([_named_now(each, called.get(each.path, {})) for each in edit.changes])} already."


def _named_now(change: Change, called: Mapping[str, str]) -> str:
    return f"{change.name} is {called.get(str(change.after)) or shown_value(change.after)}"


def sentence(differences: tuple[Difference, ...]) -> str:
    """What somebody else has changed, as a sentence: `Stock is 99 now, not 43`, with a full stop."""
    told = [
        f"{each.change.name} is another one now"
        if each.change.secret
        else f"{each.change.name} is {each.text(each.theirs)} now, not {each.text(each.change.before)}"
        for each in differences
    ]
    text = listed(told, between="; ")
    return f"{text[:1].upper()}{text[1:]}."


def shown_value(value: object, most: int = 60) -> str:
    """A value in a sentence, cut where it is long.

    Args:
        value: the value, as JSON.
        most: how many characters may be shown.
    """
    if value is None or value == "" or value == []:
        return "empty"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, (list, tuple)):
        text = ", ".join(map(str, value))
    elif isinstance(value, dict) and "option" in value:  # a day's hours
        text = OpeningDay.read(value).hours
    elif isinstance(value, dict):
        text = " ".join(str(each) for each in value.values() if each)
    else:
        text = value if isinstance(value, str) else dumps(value)
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"


def perhaps_own(unknown: Sequence[Entry | Step], conflict: Conflict) -> bool:
    """Whether a write of unknown outcome may have set what is there now.

    Args:
        unknown: the journal's writes of unknown outcome.
        conflict: what the host has, against what was seen.
    """
    subject = conflict.edit.subject.rpartition("/")[2]
    return any(wrote(unknown, subject, each.change.path, str(each.theirs)) for each in conflict.differences)


def job_of(steps: Sequence[Step], conflict: Conflict) -> int:
    """The newest job that has set all of what is there now; 0 for none.

    Args:
        steps: what jobs did with the row, the oldest first.
        conflict: what the host has, against what was seen.
    """
    done = [each for each in steps if each.outcome is Outcome.DONE]
    subject = conflict.edit.subject.rpartition("/")[2]
    for number in dict.fromkeys(each.job for each in reversed(done)):
        own = [each for each in done if each.job == number]
        if all(wrote(own, subject, each.change.path, str(each.theirs)) for each in conflict.differences):
            return number
    return 0


def told_whose(decide: Decide | None, journal: Journal) -> Decide | None:
    """What asks about a conflict, told whether it is with a write of one's own, or may be; None where nobody is asked.

    Args:
        decide: asks the person.
        journal: what was written.
    """
    if decide is None:
        return None

    async def decided(conflict: Conflict) -> Decision:
        steps = await journal.jobs.steps_about(conflict.edit.subject)
        unknown: list[Entry | Step] = [*await journal.unknown()]
        unknown += [each for each in steps if each.outcome is Outcome.UNKNOWN]
        told = replace(conflict, perhaps_own=perhaps_own(unknown, conflict), job=job_of(steps, conflict))
        return await decide(told)

    return decided
