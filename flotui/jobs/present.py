# SPDX-License-Identifier: MIT
"""What the host has now where a job's steps change something: read by pages of the rows' list, where that is less."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from flotui.api.call import Call
from flotui.api.catalogue import catalogue
from flotui.api.errors import NotFound
from flotui.api.models.base import Model
from flotui.api.pacer import Purpose
from flotui.api.secrets import is_credential
from flotui.repositories.base import Sender
from flotui.repositories.created import alike, created_by, creation_of
from flotui.repositories.journaled import told_by
from flotui.repositories.kinds import called_in
from flotui.repositories.paging import PAGE
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.repositories.targets import changed
from flotui.repositories.things import owner_of, target_of
from flotui.repositories.walking import Walk, worth
from flotui.store.entry import Change, Outcome
from flotui.store.job import NEW, Step
from flotui.store.jobs import Jobs
from flotui.text.dates import host_moment
from flotui.text.fold import fold
from flotui.text.zones import current

if TYPE_CHECKING:
    from flotui.api.reply import Reply
    from flotui.repositories.kinds import AnyKind
    from flotui.repositories.row_kinds import RowKind
    from flotui.repositories.targets import Target

T = TypeVar("T")

_ALONE = 3
"""How many rows are read alone, though their list has pages: none of them may be on its first, which is larger."""
_SOON = 3600.0
"""Seconds by which the host's clock may be behind this machine's."""
_UNSURE = 14 * 3600.0
"""By how many more a time of the host's may be off where the workspace's zone isn't known."""


class CurrentValue(NamedTuple):
    """A change of a step, and what the host has there now."""

    change: Change
    """The change, with what the step's call tells of it."""
    value: object
    wanted: bool
    """Whether it has what the step sets, so that nothing has to be sent."""
    before: bool
    """Whether it has what was there before the step, as far as anybody knows: of a credential nobody does."""
    as_left: bool
    """Whether it has what the step leaves there, as far as a read tells it: of a pause not for how long."""
    along: object
    """What setting it back looks at of the row; see `Target.along`."""

    @property
    def again(self) -> Change:
        """The same change from what the host has now."""
        return changed(self.change.path, self.change.name, self.value, self.change.after)


async def current_values(steps: Iterable[Step], send: Sender) -> dict[int, tuple[CurrentValue, ...] | None]:
    """What the host has now of what steps change.

    Args:
        steps: the steps; those that change nothing that a read can tell are left out.
        send: asks the host, on a job's behalf.

    Returns:
        By the step's number, what there is of each of its changes; None where the row is gone.

    Raises:
        FlochatError: when the host can't be had.
    """
    about = await asyncio.to_thread(_readable, steps)
    found: dict[int, tuple[CurrentValue, ...] | None] = {}
    for members in _by_list(about.values()).values():
        several: dict[str, list[tuple[Step, Target]]] = {}
        for step, target in members:
            several.setdefault(target.row_id(step.call), []).append((step, target))
        kind = members[0][1].kind
        assert kind is not None
        async for rows in _pages(kind, dict.fromkeys(several), send):
            found |= await asyncio.to_thread(_current_by_step, several, rows)
    alone = _Alone(send)
    for step, target in about.values():
        if step.n not in found:
            found[step.n] = await alone.read(step, target)
    return found


async def current_values_of(
    jobs: Jobs,
    job: int,
    outcomes: Sequence[Outcome],
    send: Sender,
) -> AsyncIterator[list[tuple[Step, tuple[CurrentValue, ...] | None]]]:
    """`current_values` of a job's steps, some at a time: a hundred thousand of them and their rows aren't held at once.
    What another job has undone is left out.

    Args:
        jobs: where the job is.
        job: its id.
        outcomes: those that came to one of these.
        send: asks the host, on a job's behalf.

    Raises:
        FlochatError: when the host can't be had.
    """
    listed, alone = await _by_row(jobs, job, outcomes)
    for kind, numbers in listed:
        async for rows in _pages(kind, numbers, send):
            steps = await jobs.numbered(job, [n for row_id in rows for n in numbers[row_id]])
            yield await asyncio.to_thread(_together, steps, rows)
        alone += [n for left in numbers.values() for n in left]
    rows_alone = _Alone(send)
    for start in range(0, len(alone), PAGE):
        for step in await jobs.numbered(job, alone[start : start + PAGE]):
            target = readable(step)
            assert target is not None
            yield [(step, await rows_alone.read(step, target))]


async def _by_row(
    jobs: Jobs, job: int, outcomes: Sequence[Outcome]
) -> tuple[list[tuple[RowKind[Model], dict[str, tuple[int, ...]]]], list[int]]:
    """The numbers of steps that a read tells of: by rows of lists with pages, and those that are read alone."""
    listed: dict[str, tuple[RowKind[Model], dict[str, tuple[int, ...]]]] = {}
    alone: list[int] = []
    async for steps in jobs.in_blocks(job, outcomes):
        for step in steps:
            if step.undone or (target := readable(step)) is None:
                continue
            if (kind := paged(target)) is None:
                alone.append(step.n)
            else:
                _, numbers = listed.setdefault(kind.list, (kind, {}))
                row_id = target.row_id(step.call)
                numbers[row_id] = (*numbers.get(row_id, ()), step.n)
    for name, (_, numbers) in tuple(listed.items()):
        if len(numbers) <= _ALONE:
            alone += [n for some in numbers.values() for n in some]
            del listed[name]
    return list(listed.values()), alone


def _together(
    steps: Iterable[Step], rows: Mapping[str, object]
) -> list[tuple[Step, tuple[CurrentValue, ...] | None]]:
    """Steps, each with what its row has of what it changes."""
    return [
        (step, _current(step, target, rows[target.row_id(step.call)]))
        for step, target in _readable(steps).values()
    ]


def _readable(steps: Iterable[Step]) -> dict[int, tuple[Step, Target]]:
    return {each.n: (each, target) for each in steps if (target := readable(each)) is not None}


def _current_by_step(
    several: Mapping[str, Sequence[tuple[Step, Target]]], rows: Mapping[str, object]
) -> dict[int, tuple[CurrentValue, ...]]:
    """What rows have now of what steps change, by the step's number."""
    return {
        step.n: _current(step, target, row)
        for row_id, row in rows.items()
        for step, target in several[row_id]
    }


def readable(step: Step) -> Target | None:
    """What reads the row that a step changes; None where nothing tells whether it was carried out."""
    return target_of(step.call.operation_id) if _told(step) and step.subject != NEW else None


class Existing(NamedTuple):
    """A row on the host that has the name a step would create."""

    row_id: str
    removal: Call | None
    """Deletes it; None where it may be an older one: several have the name, or it was there before, or is otherwise."""


def listed_by_name(step: Step) -> str:
    """The operation of the list that has what a step creates, by its name; empty where none has."""
    kind = created_by(step.call) if not step.changes else None
    listed = kind is not None and kind.under is None and called_in(step.call.json)
    return kind.list if kind is not None and listed else ""


async def existing_by_name(steps: Iterable[Step], send: Sender) -> dict[int, Existing | None]:
    """Rows of the names that steps create rows by, looked up in the host's lists.

    Args:
        steps: the steps; those that create nothing that a list has are left out.
        send: asks the host, on a job's behalf.

    Returns:
        By the step's number, the row of that name; None where there is none. A step whose name isn't in a list of
        which not all came is left out: nothing tells whether there is one.

    Raises:
        FlochatError: when the host can't be had.
    """
    about: dict[str, list[Step]] = {}
    for step in steps:
        if listing := listed_by_name(step):
            about.setdefault(listing, []).append(step)
    found: dict[int, Existing | None] = {}
    for listing, members in about.items():
        walk = Walk(Call.of(listing, query={"limit": PAGE}), Purpose.JOB)
        rows: dict[str, list[Mapping[str, object]]] = {}
        async for row in _all_of(walk, send):
            rows.setdefault(called_in(row), []).append(row)
        for step in members:
            namesakes = rows.get(called_in(step.call.json), [])
            if not namesakes and not walk.complete:
                continue
            one = creation_of(step.call, namesakes[-1]) if namesakes else None
            sole = len(namesakes) == 1 and walk.complete and _may_be_of(step, namesakes[0])
            found[step.n] = None if one is None else Existing(one.row_id, one.removal if sole else None)
    return found


async def still_there(steps: Iterable[Step], send: Sender) -> dict[int, bool]:
    """Whether what steps would delete is there, looked up in the host's lists.

    Args:
        steps: the steps; those are left out that delete nothing, or a subscriber, or what no list has.
        send: asks the host, on a job's behalf.

    Returns:
        By the step's number. A step is left out, as nothing tells, whose row isn't in a list of which not all came, or
        has another name there: the host may have given its id again.

    Raises:
        FlochatError: when the host can't be had.
    """
    about: dict[str, tuple[AnyKind, dict[str, list[Step]]]] = {}
    for step in steps:
        owned = owner_of(step.call.operation_id)
        if owned is None or owned.kind.delete != step.call.operation_id or not step.subject:
            continue
        kind = owned.kind
        if kind.list and kind.under is None and kind is not SUBSCRIBER:
            about.setdefault(kind.list, (kind, {}))[1].setdefault(step.subject, []).append(step)
    found: dict[int, bool] = {}
    for listing, (kind, deleted) in about.items():
        walk = Walk(Call.of(listing, query={"limit": PAGE}), Purpose.JOB)
        rows = {row_id: row async for row in _all_of(walk, send) if (row_id := kind.id_of(row)) in deleted}
        for row_id, members in deleted.items():
            row = rows.get(row_id)
            if row is None and walk.complete:
                found |= {each.n: False for each in members}
            elif row is not None:
                name = fold(kind.called(kind.model.read(row)))
                found |= {
                    each.n: True for each in members if name in fold(each.title) or name in fold(each.summary)
                }
    return found


def _may_be_of(step: Step, row: Mapping[str, object]) -> bool:
    """Whether a row may be the one that a step has created: it has all that was sent, and isn't older."""
    if not alike(step.call, [row]):
        return False
    born = host_moment(str(row.get("created_at") or ""), current())
    if born is None or step.at is None:
        return True
    slack = 0.0 if born.tzinfo is not None or not current().assumed else _UNSURE
    born = born if born.tzinfo is not None else born.replace(tzinfo=current().tz)
    return born.timestamp() >= step.at - _SOON - slack


async def _all_of(walk: Walk, send: Sender) -> AsyncIterator[Mapping[str, object]]:
    async for page in walk.steps(send):
        for row in page.rows:
            if isinstance(row, Mapping):
                yield row


def paged(target: Target) -> RowKind[Model] | None:
    """The kind of the rows that a target reads, where a list of pages has them; None where each is read alone."""
    kind = target.kind
    if kind is None or kind.list not in catalogue() or target.whole:
        return None
    operation = catalogue()[kind.list]
    pages = {"limit", "page"} <= set(operation.names("query")) and not operation.names("path")
    return kind if pages else None


def _by_list(
    about: Iterable[tuple[Step, Target]],
) -> Mapping[str, Sequence[tuple[Step, Target]]]:
    """Those whose rows a list of pages has, by its operation, where they aren't read alone."""
    found: dict[str, list[tuple[Step, Target]]] = {}
    rows: dict[str, set[str]] = {}
    for step, target in about:
        if (kind := paged(target)) is not None:
            found.setdefault(kind.list, []).append((step, target))
            rows.setdefault(kind.list, set()).add(target.row_id(step.call))
    return {name: members for name, members in found.items() if len(rows[name]) > _ALONE}


async def _pages(
    kind: RowKind[Model], left: dict[str, T], send: Sender
) -> AsyncIterator[Mapping[str, object]]:
    """The rows of these ids that a list has, page by page, as far as its pages are fewer than the rows. Whom a page has
    had is taken away from `left`.
    """
    walk = Walk(Call.of(kind.list, query={"limit": PAGE}), Purpose.JOB)
    async for page in walk.steps(send):
        rows = {kind.id_of(row): row for row in page.rows if isinstance(row, dict)}
        wanted = {row_id: row for row_id, row in rows.items() if row_id in left}
        yield wanted
        for row_id in wanted:
            del left[row_id]
        if not left or not worth(walk, page, len(left), len(wanted)):
            break


class _Alone:
    """Reads rows one by one, each once for the steps about it that follow each other."""

    def __init__(self, send: Sender) -> None:
        """
        Args:
            send: asks the host, on a job's behalf.
        """
        self._send = send
        self._reply: Reply | None = None

    async def read(self, step: Step, target: Target) -> tuple[CurrentValue, ...] | None:
        """What the row of a step has now of what the step changes; None where it is gone.

        Raises:
            FlochatError: when the host can't be had.
        """
        try:
            row = await target.read(self._ask, step.call, step.changes)
        except NotFound:
            return None
        return None if row is None else _current(step, target, row)

    async def _ask(self, call: Call) -> Reply:
        if self._reply is None or self._reply.call != call:
            self._reply = await self._send(call, Purpose.JOB)
        return self._reply


def _current(step: Step, target: Target, row: object) -> tuple[CurrentValue, ...]:
    along = target.along(step.call, row)
    return tuple(_compared(target, each, target.has(row, each.path), along) for each in _told(step))


def _compared(target: Target, change: Change, has: object, along: object) -> CurrentValue:
    wanted = target.is_there(change.path, has, change.after)
    before = change.secret or target.same(change.path, has, change.before)
    as_left = target.same(change.path, has, change.after)
    return CurrentValue(change, has, wanted, before, as_left, along)


def with_values(step: Step, values: Mapping[str, object]) -> tuple[CurrentValue, ...]:
    """What there is of a step's changes, where only values are kept of what a row had: nothing beside them is known.

    Args:
        step: the step.
        values: the values, by the paths of the changes that are meant.
    """
    target = readable(step)
    assert target is not None
    return tuple(
        _compared(target, each, values[each.path], None) for each in _told(step) if each.path in values
    )


def can_be_set_back(current: Sequence[CurrentValue] | None) -> bool:
    """Whether a row has all that a step has left there, and nothing else of it has to be known to set it back.

    Args:
        current: what there is of each of its changes.
    """
    return bool(current) and all(each.as_left and each.along is None for each in current or ())


def as_left(step: Step) -> tuple[CurrentValue, ...]:
    """What there is of a step's changes where all of it `can_be_set_back`.

    Args:
        step: the step.
    """
    return tuple(CurrentValue(each, each.after, True, False, True, None) for each in _told(step))


def _told(step: Step) -> list[Change]:
    """The changes of a step of which a read tells whether they were made: not those that set what isn't kept."""
    return [
        each
        for each in told_by(step.call, step.changes)
        if not each.secret or not (each.after is None or is_credential(each.name, each.after))
    ]
