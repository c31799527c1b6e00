# SPDX-License-Identifier: MIT
"""The shop's orders at a glance: how many a day, where they stand, and which to look at first.

From what is here; the host is asked when nothing is, or when the person says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from msgspec.structs import replace

from flotui.api.errors import FlochatError
from flotui.api.models.base import Model
from flotui.api.models.shop import Order, decimal
from flotui.repositories.rows import NotRead, Rows
from flotui.repositories.shop import ORDER
from flotui.repositories.snapshot import Snapshot
from flotui.resources.base import Action, Column, Context, Query, Resource, RowSource
from flotui.resources.copying import copy_action
from flotui.resources.keys import key_of
from flotui.resources.people import show
from flotui.resources.picture import Picture
from flotui.resources.shop.days import seconds_ahead
from flotui.resources.shop.order_reading import named_orders
from flotui.resources.shop.orders import STATUS
from flotui.resources.shop.words import PATH, VOID, money, money_text, status_sign, way
from flotui.resources.text import Span, Text, Tone, dim
from flotui.resources.wrapping import wrapped
from flotui.text.amounts import count, measured
from flotui.text.dates import day, duration, host_moment
from flotui.text.moments import host_age
from flotui.text.pictures import columns, gauge, spread
from flotui.text.plural import counted
from flotui.text.zones import Zone

if TYPE_CHECKING:
    from flotui.workspace import Workspace

M = TypeVar("M", bound=Model)

DAYS = 30
"""How many days the chart shows."""
_ROWS = 4
"""Its height, in lines."""
_PAGES = 20
"""How many pages of orders are read for one day: of 100 each."""
_MOST = 40
"""How many orders are offered to be looked at."""
OPEN = ("ordered", "paid", "processing")
"""The statuses of orders that somebody still has to do something about."""


class Orders(NamedTuple):
    """The orders that are loaded."""

    orders: Sequence[Order]
    today: date
    total: int | None
    """How many the host says there are."""
    more: bool
    """Whether the host has orders that aren't loaded."""
    ahead: float = 0.0
    """How many seconds the newest lies in the future: then the workspace's time zone isn't what it is taken for."""

    @property
    def of_today(self) -> list[Order]:
        """Those of today."""
        return [each for each in self.orders if each.created_at.startswith(self.today.isoformat())]

    @property
    def partly(self) -> bool:
        """Whether there may be orders of today that aren't loaded."""
        begun = self.today.isoformat()
        return self.more and bool(self.orders) and all(each.created_at[:10] >= begun for each in self.orders)

    @property
    def sums(self) -> str:
        """How many orders of today there are, and what they come to: `10 orders today, 98.47 BRL`."""
        orders = self.of_today
        paid = [each for each in orders if each.status not in VOID]
        totals: dict[str, Decimal] = {}
        for order in paid:
            if (amount := decimal(order.amount)) is not None:
                totals[order.currency] = totals.get(order.currency, Decimal()) + amount
        untold = sum(decimal(order.amount) is None for order in paid)
        parts = [f"{'at least ' if self.partly else ''}{counted(len(orders), 'order')} today"]
        parts += [money_text(f"{amount:f}", currency) for currency, amount in totals.items()]
        if untold:
            parts.append(f"{untold:,} without a total")
        if self.partly:
            parts.append(f"{key_of('app.refresh')} reads the rest")
        return ", ".join(parts)

    def days(self, zone: Zone) -> dict[date, int | None]:
        """How many there were on each of the last days; None where not all are loaded."""
        moments = [at for each in self.orders if (at := host_moment(each.created_at, zone)) is not None]
        found = Counter(each.date() for each in moments)
        oldest = min((each.date() for each in moments), default=self.today)
        every = [self.today - timedelta(days=DAYS - 1 - at) for at in range(DAYS)]
        return {each: None if self.more and each <= oldest else found[each] for each in every}


async def known(reading: AsyncIterator[Snapshot[Rows[M]]], force: bool) -> tuple[list[M], Snapshot[Rows[M]]]:
    """The rows that are here; the host is asked only when there are none yet, or when the person says so.

    Args:
        reading: a read of them.
        force: whether the person says so.
    """
    found: Snapshot[Rows[M]] | None = None
    async for found in reading:
        if found.source == "cache" and not force and found.value.known:
            break
    assert found is not None
    return await found.value.all(), found


async def read_orders(workspace: Workspace, force: bool) -> AsyncIterator[Snapshot[Orders | None]]:
    """The orders: all of today once the person says so, else those that are here.

    Args:
        workspace: the open bot.
        force: whether the person says so.
    """
    today = workspace.zone.today()
    orders, found = await known(workspace.shop.orders(force=force), force)
    error: FlochatError | None = found.error
    if force and error is None:
        try:
            await _back_to(found.value, today)
        except FlochatError as failure:
            error = failure
        orders = await found.value.all()
    rows = found.value
    ahead = seconds_ahead(orders, workspace.zone)
    value = Orders(orders, today, rows.total, rows.more_to_come, ahead) if rows.known else None
    yield Snapshot(value, found.fetched_at, found.source, found.stale, error)


async def _back_to(rows: Rows[Order], day: date) -> None:
    """Read on until the orders go back to before a day: the host sends the newest first.

    Raises:
        FlochatError: when the host can't be had.
    """
    for _ in range(_PAGES):
        if not Orders(await rows.all(), day, rows.total, rows.more_to_come).partly:
            return
        before = rows.count
        await rows.more()
        if rows.count == before:
            return


# -- Pictures ---------------------------------------------------------------------------------------


def _chart(found: tuple[Orders, Zone], width: int) -> list[Text]:
    orders, zone = found
    days = orders.days(zone)
    values = list(days.values())
    top = max((each for each in values if each is not None), default=0)
    label = max(len(count(top)), 2)
    places = spread(DAYS, max(1, width - label - 1))
    looked_for = {at for at, each in enumerate(values) if top and each == top} | {DAYS - 1}
    lines: list[Text] = []
    for drawn in columns(values, _ROWS, places):
        left = f"{'' if lines else count(top):>{label}}{'│' if lines else '┤'}"
        tones: list[Tone] = [
            "dim" if values[at] is None else "accent" if at in looked_for else "data" for at in range(DAYS)
        ]
        lines.append((Span(left, "dim"), *_runs(drawn, tones)))
    lines.append((Span(f"{'0':>{label}}└", "dim"), Span(_axis(list(days), places), "dim")))
    return lines


def _runs(cells: Sequence[str], tones: Sequence[Tone]) -> list[Span]:
    """Cells beside each other as spans: what has the same tone, and blanks, are one run."""
    runs: list[Span] = []
    for text, tone in zip(cells, tones, strict=True):
        if runs and (runs[-1].tone == tone or not text.strip()):
            runs[-1] = Span(runs[-1].text + text, runs[-1].tone)
        else:
            runs.append(Span(text, tone))
    return runs


def _axis(days: Sequence[date], places: Sequence[tuple[int, int]]) -> str:
    """Days below their columns: every tenth, and the last at the end."""
    last = day(days[-1])
    line = [" "] * max(places[-1][1], len(last))
    for at in (0, 10, 20):
        written = day(days[at])
        line[places[at][0] : places[at][0] + len(written)] = written
    if not "".join(line[-len(last) - 1 :]).strip():
        line[-len(last) :] = last
    return "".join(line).rstrip()


def _chart_note(found: tuple[Orders, Zone]) -> Text:
    orders, zone = found
    known_days = {at: number for at, number in orders.days(zone).items() if number is not None}
    total = sum(known_days.values())
    if not total:
        return "none"
    on, most = max(known_days.items(), key=lambda each: each[1])
    parts = [count(total), f"mean {measured(total / len(known_days))}", f"most {count(most)} ({day(on)})"]
    if len(known_days) < DAYS:
        parts.append(f"since {day(min(known_days))}")
    return " · ".join(parts)


def wrong_zone(seconds: float) -> str:
    """What it means that orders lie in the future, as sentences; empty where none does.

    Args:
        seconds: how far the newest does.
    """
    if seconds <= 0:
        return ""
    return f"Orders are {duration(seconds)} in the future: the time zone is wrong. Type :timezone."


def _stand(orders: Orders, width: int) -> list[Text]:
    found = Counter(each.status for each in orders.orders)
    most = max((found[each] for each in PATH), default=0)
    cells = max(4, min(18, width - 40))
    why = wrong_zone(orders.ahead)
    lines: list[Text] = [*wrapped((Span(why, "warn"),), max(width, 20))] if why else []
    for status in PATH:
        ages = [each.created_at for each in orders.orders if each.status == status]
        oldest = f"oldest {host_age(min(ages))}" if ages and status in OPEN else ""
        tone: Tone = "dim" if not ages else "plain"
        lines.append(
            (
                Span(f"{status_sign(status)} {status:<11} ", tone),
                Span(gauge(found[status], most or 1, cells), "data"),
                Span(f"{count(found[status]):>5}   ", tone),
                Span(oldest, "dim"),
            )
        )
    rest = [
        f"{status_sign(each)} {each or 'no status'} {count(number)}"
        for each, number in sorted(found.items())
        if each not in PATH
    ]
    if rest:
        lines.append(dim(" · ".join(rest)))
    return lines


async def _with_zone(
    workspace: Workspace, force: bool
) -> AsyncIterator[Snapshot[tuple[Orders, Zone] | None]]:
    async for found in read_orders(workspace, force):
        value = (found.value, workspace.zone) if found.value is not None else None
        yield Snapshot(value, found.fetched_at, found.source, found.stale, found.error)


def _stand_note(orders: Orders) -> Text:
    return orders.sums


_MADE_OF = frozenset({ORDER.name})
CHART: Picture[tuple[Orders, Zone]] = Picture(
    read=_with_zone, draw=_chart, note=_chart_note, operations=("Orders",), made_of=_MADE_OF
)
STAND: Picture[Orders] = Picture(
    read=read_orders, draw=_stand, note=_stand_note, operations=("Orders",), made_of=_MADE_OF
)


# -- The orders to look at --------------------------------------------------------------------------


def to_look_at(found: Orders) -> list[Order]:
    """Open orders: those of today, the newest first, then the others, the oldest first.

    Args:
        found: the orders that are loaded.
    """
    today = [each for each in found.of_today if each.status in OPEN]
    older = [each for each in found.orders if each.status in OPEN and each not in today]
    return [*today, *sorted(older, key=lambda each: each.created_at)][:_MOST]


def _read(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[Order]]]:
    async def reading() -> AsyncIterator[Snapshot[RowSource[Order]]]:
        async for found in read_orders(workspace, query.force):
            at, orders = found.fetched_at, found.value
            rows: RowSource[Order] = NotRead()
            if orders is not None:
                rows = await named_orders(workspace, to_look_at(orders), at)
            yield Snapshot(rows, at, found.source, found.stale, found.error)

    return reading()


async def _open(context: Context[Order]) -> None:
    context.ask.go("orders", Query(), context.row.row_id)


async def _buyer(context: Context[Order]) -> None:
    await show(context.ask, context.workspace, context.row.user_ns, context.row.who())


def buyer(row: Order) -> Text:
    """Who an order is of: the name, dim where only the id is known."""
    return row.called.get("user_ns") or dim(row.user_ns or "–")


LOOK: Resource[Order] = Resource(
    id="shop-orders",
    title="Orders to look at",
    singular="order",
    read=_read,
    columns=(
        Column("id", "Order", lambda row: (Span(row.row_id, "strong"),), width=8),
        Column("user", "Buyer", buyer, width=14, flex=1),
        Column(
            "total", "Total", lambda row: money(row.amount, row.currency), width=16, align="right", priority=1
        ),
        Column(
            "made",
            "Created",
            lambda row: dim(host_age(row.created_at)),
            width=11,
            align="right",
            priority=2,
            at=lambda row: row.created_at,
        ),
        Column("way", "Progress", way, width=25),
    ),
    row_id=lambda row: row.row_id,
    label=lambda row: row.title,
    searched=lambda row: f"{row.row_id} {row.status} {row.who()}",
    opens="shop-orders.open",
    actions=(
        Action("shop-orders.open", "Open the order", "o", _open, hint="open", leads=True, asks=False),
        replace(STATUS, id="shop-orders.status"),
        Action(
            "shop-orders.buyer", "Go to the subscriber", "b", _buyer, hint="buyer", leads=True, asks=False
        ),
        copy_action(
            "shop-orders", lambda context: [("id", context.row.row_id), ("total", context.row.amount)]
        ),
    ),
    empty="No open orders among those that are loaded. {app.refresh} asks the host again.",
    made_of=_MADE_OF,
    operations=("Orders",),
)
