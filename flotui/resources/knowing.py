# SPDX-License-Identifier: MIT
"""Short lists that know something of their rows: how many have them, how they were used, what was done today.

A row of such a list is a name and an id. What else is known of it comes from here: counts that were asked for and
kept with their age, the products in the cache, the journal, the digits. It is in the row's `called`, so a row that is
known better is drawn again.

The copy of everyone is imported when it is asked.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from flotui.api.call import Call
from flotui.api.models.base import Model
from flotui.api.models.flow import Tag
from flotui.api.models.shop import Product, ShopName
from flotui.api.models.team import TeamLabel
from flotui.audience.keeping import people_of
from flotui.repositories.flows import TAG
from flotui.repositories.kinds import AnyKind, Kind
from flotui.repositories.rows import ListRows, NotRead, Rows
from flotui.repositories.shop import PRODUCT
from flotui.repositories.snapshot import Snapshot
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.resources.base import Column, Query, RowSource
from flotui.resources.text import Span, Text, dim
from flotui.store import job_tallies
from flotui.store.entry import Outcome
from flotui.store.trouble import StoreFailed
from flotui.text.amounts import count, percent
from flotui.text.moments import age
from flotui.text.pictures import gauge
from flotui.text.plural import counted

if TYPE_CHECKING:
    from flotui.workspace import Workspace

M = TypeVar("M", bound=Model)

Tell = Callable[["Workspace", AnyKind, Sequence[M]], Awaitable[Mapping[str, Mapping[str, str]]]]
"""Finds out something about rows: for each id, texts by name."""

_COUNTS = "counted people"
"""The kind under which the cache keeps counts."""
_LATELY = 2_000
"""How many of the journal's newest entries are looked through."""
_PRODUCTS = 5_000
"""The most cached products that are counted."""


class KnownRows(ListRows[M]):
    """The rows of a list, each with what is known of it."""

    def __init__(
        self, workspace: Workspace, kind: Kind[M], source: Rows[M], tells: Sequence[Tell[M]]
    ) -> None:
        """
        Args:
            workspace: the open bot.
            kind: the rows' kind.
            source: the rows as the cache has them.
            tells: what is found out about them.
        """
        super().__init__([], lambda row: row.row_id, source.fetched_at)
        self.kind = self._of = kind
        self._workspace, self._source, self._tells = workspace, source, tells

    async def reopen(self) -> None:
        """Read the rows from the cache again, with what is known of each."""
        await self._source.reopen()
        rows = await self._source.all()
        for tell in self._tells:
            found = await tell(self._workspace, self._of, rows)
            for row in rows:
                if known := found.get(row.row_id):
                    row.called = {**row.called, **known}
        self._rows = rows

    @property
    def total(self) -> int | None:
        """How many the host says there are."""
        return self._source.total

    @property
    def more_to_come(self) -> bool:
        """Whether the host has rows that are not here."""
        return self._source.more_to_come

    @property
    def complete(self) -> bool:
        """Whether every row of the list is here."""
        return self._source.complete

    @property
    def operation(self) -> str:
        """The id of the operation that lists its rows."""
        return self._source.operation

    async def more(self) -> bool:
        """Read the next page from the host."""
        found = await self._source.more()
        await self.reopen()
        return found

    async def refresh(self) -> None:
        """Read from the host again."""
        await self._source.refresh()
        await self.reopen()


def knowing(
    kind: Kind[M], *tells: Tell[M]
) -> Callable[[Workspace, Query], AsyncIterator[Snapshot[RowSource[M]]]]:
    """How a list is read whose rows know something.

    Args:
        kind: the kind of its rows.
        tells: what is found out about them.
    """

    async def read(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[M]]]:
        async for found in workspace.reader.list_of(kind, query.arguments, force=query.force):
            rows: RowSource[M] = NotRead()
            if found.value.known:
                rows = KnownRows(workspace, kind, found.value, tells)
                await rows.reopen()
            yield Snapshot(rows, found.fetched_at, found.source, found.stale, found.error)

    return read


# -- People -----------------------------------------------------------------------------------------


async def keep_count(workspace: Workspace, kind: AnyKind, row_id: str, number: int) -> None:
    """Keep how many have a row, with its age.

    Args:
        workspace: the open bot.
        kind: the row's kind.
        row_id: its id.
        number: how many.
    """
    body: dict[str, object] = {"num": number, "at": time.time()}
    await workspace.cache.keep_row(_COUNTS, f"{kind.name} {row_id}", body, "")


async def people(workspace: Workspace, kind: AnyKind, rows: Sequence[Model]) -> dict[str, dict[str, str]]:
    """How many have each row, as far as that was counted, and of how many."""
    ids = {f"{kind.name} {row.row_id}": row.row_id for row in rows}
    kept = await workspace.cache.bodies(_COUNTS, ids)
    listed = SUBSCRIBER.list_call({})
    total = (await workspace.cache.listing(listed.key, listed.operation_id)).total
    if kind is TAG and (everyone := await _everyone(workspace)) is not None:
        tallies, whole, at = everyone
        return {
            row.row_id: {"people": str(tallies.get(row.row_id, 0)), "of": str(whole), "at": str(at)}
            for row in rows
        }
    most = max((int(each["num"]) for each in kept.values()), default=0)
    return {
        ids[name]: {"people": str(body["num"]), "of": str(max(total or most, most)), "at": str(body["at"])}
        for name, body in kept.items()
    }


async def _everyone(workspace: Workspace) -> tuple[Mapping[str, int], int, float] | None:
    """How many have each tag, of how many people and when, where everyone is here: it costs no call."""
    from flotui.audience.answered import here_of

    here = await here_of(workspace)
    if here is None:
        return None
    tallies = await (await people_of(workspace)).counts("tag")
    return {each.id: each.count for each in tallies}, here.count, here.fetched_at or 0.0


def _known(row: Model, name: str) -> str:
    return row.called.get(name, "")


def _people(row: Model) -> Text:
    return count(_known(row, "people")) if _known(row, "people") else dim("–")


def _share(row: Model) -> Text:
    part, whole = _known(row, "people"), _known(row, "of")
    if not part:
        return ""
    share = percent(float(part), float(whole)) if float(whole) else ""
    return (Span(gauge(part, whole, 10), "data"), Span(f" {share:>6}", "dim"))


def _counted(row: Model) -> Text:
    at = _counted_at(row)
    return "" if at is None else dim(age(at))


def _counted_at(row: Model) -> float | None:
    at = _known(row, "at")
    return float(at) if at else None


COUNTED: tuple[Column[Model], ...] = (
    Column("people", "Subscribers", _people, width=11, align="right"),
    Column("share", "", _share, width=19, priority=1),
    Column("counted", "Counted", _counted, width=7, align="right", priority=2, at=_counted_at),
)
"""The columns of how many have a row."""


# -- What was done from here ------------------------------------------------------------------------


async def _sent_from_here(
    workspace: Workspace, operations: Sequence[str], since: float, *, unknown: bool = False
) -> Sequence[tuple[Call, int, float]]:
    """What was called from here since a time, by hand and by jobs: the call, how often, and when last.

    Args:
        workspace: the open bot.
        operations: the operations that count.
        since: in unix seconds.
        unknown: whether those of unknown outcome count too.
    """
    outcomes = (Outcome.DONE, Outcome.UNKNOWN) if unknown else (Outcome.DONE,)
    try:
        entries = await workspace.journal.single_edits(_LATELY)
        jobs = await workspace.working.jobs.tally(operations, since, outcomes)
    except StoreFailed:  # what was done is only said beside
        return ()
    by_hand = [
        (each.call, 1, each.at)
        for each in entries
        if each.at >= since and each.outcome in outcomes and each.call.operation_id in operations
    ]
    return (*by_hand, *jobs)


def _named_in(call: Call, key: str) -> list[str]:
    """What stands under a key of a body, or of each item of a bulk body."""
    body = call.json
    items = body.get("data") if isinstance(body, dict) else None
    found = [body, *(items if isinstance(items, list) else [])]
    return [str(each[key]) for each in found if isinstance(each, dict) and each.get(key)]


def changes_today(add: Sequence[str], remove: Sequence[str], key: str, named: Callable[[M], str]) -> Tell[M]:
    """Makes what finds out how many times flotui gave something to somebody today, and took it away.

    Args:
        add: the operations that give it.
        remove: those that take it away.
        key: the argument that says which.
        named: gives the argument's value for a row.
    """

    async def tell(workspace: Workspace, kind: AnyKind, rows: Sequence[M]) -> dict[str, dict[str, str]]:
        begun = workspace.zone.begins(workspace.zone.today()).timestamp()
        gave: Counter[str] = Counter()
        took: Counter[str] = Counter()
        for call, times, _ in await _sent_from_here(workspace, (*add, *remove), begun):
            into = gave if call.operation_id in add else took
            for each in _named_in(call, key):
                into[each] += times
        return {
            row.row_id: {"today": _gave_and_took(gave[named(row)], took[named(row)])}
            for row in rows
            if gave[named(row)] or took[named(row)]
        }

    return tell


def _gave_and_took(gave: int, took: int) -> str:
    return " ".join(filter(None, (f"+{count(gave)}" if gave else "", f"−{count(took)}" if took else "")))


tags_today: Tell[Tag] = changes_today(
    job_tallies.ADDS_TAGS,
    job_tallies.REMOVES_TAGS,
    "tag_ns",
    lambda row: row.tag_ns,
)
labels_today: Tell[TeamLabel] = changes_today(
    job_tallies.ADDS_LABELS,
    job_tallies.REMOVES_LABELS,
    "label_name",
    lambda row: row.name,
)


async def segments_today(
    workspace: Workspace, kind: AnyKind, rows: Sequence[Model]
) -> dict[str, dict[str, str]]:
    """How many broadcasts flotui sent to a segment today."""
    begun = workspace.zone.begins(workspace.zone.today()).timestamp()
    sent: Counter[str] = Counter()
    for call, times, _ in await _sent_from_here(workspace, (job_tallies.BROADCASTS_TO_SEGMENTS,), begun):
        for named in _named_in(call, "segment_ns"):
            for each in named.split(","):
                sent[each.strip()] += times
    return {each: {"today": counted(number, "broadcast")} for each, number in sent.items()}


TODAY: Column[Model] = Column(
    "today", "By flotui today", lambda row: dim(_known(row, "today")), width=15, align="right", priority=3
)


async def sendings(workspace: Workspace, kind: AnyKind, rows: Sequence[Model]) -> dict[str, dict[str, str]]:
    """How often each sub-flow was sent from here, when last, on which digit it is, and which one was made the start."""
    sent: Counter[str] = Counter()
    last: dict[str, float] = {}
    start, since = "", 0.0
    operations = (job_tallies.SENDS_SUB_FLOW, job_tallies.SETS_START)
    for call, times, at in await _sent_from_here(workspace, operations, 0.0, unknown=True):
        for each in _named_in(call, kind.by):
            if call.operation_id == job_tallies.SENDS_SUB_FLOW:
                sent[each] += times
                last[each] = max(at, last.get(each, 0.0))
            elif at > since:
                start, since = each, at
    digits = {each: digit for digit, each in workspace.memory.digits.items()}
    return {
        each: {
            "sent": str(sent[each]) if sent[each] else "",
            "last": str(last[each]) if each in last else "",
            "digit": digits.get(each, ""),
            "start": "start" if each == start else "",
        }
        for each in {*sent, *digits, *([start] if start else [])}
    }


# -- Products ---------------------------------------------------------------------------------------


async def products(
    workspace: Workspace, kind: AnyKind, rows: Sequence[ShopName]
) -> dict[str, dict[str, str]]:
    """How many of the products in the cache have each type, vendor or product tag: no call is made for it.

    A name that was changed since they were read is in none of them, so none says nothing then.
    """
    bodies = await workspace.cache.finder.find(PRODUCT.name, (), _PRODUCTS)
    found: Counter[str] = Counter()
    for product in map(Product.read, bodies):
        names = {"product type": [product.type], "vendor": [product.vendor]}.get(
            kind.name, list(product.tags)
        )
        found.update(set(filter(None, names)))
    listed = PRODUCT.list_call({})
    sure = bool(bodies) and not (await workspace.cache.listing(listed.key, listed.operation_id)).stale
    return {
        row.row_id: {"products": str(found[row.name]), "of": str(len(bodies))}
        for row in rows
        if found[row.name] or sure
    }


def _products(row: Model) -> Text:
    return count(_known(row, "products")) if _known(row, "products") else dim("–")


def _product_share(row: Model) -> Text:
    part, whole = _known(row, "products"), _known(row, "of")
    return (Span(gauge(part, whole, 10), "data"),) if part else ""


PRODUCTS: tuple[Column[Model], ...] = (
    Column("products", "Products", _products, width=8, align="right"),
    Column("share", "", _product_share, width=12, priority=1),
)
"""The columns of how many products have a row."""
