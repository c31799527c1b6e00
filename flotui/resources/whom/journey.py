# SPDX-License-Identifier: MIT
"""A subscriber's last 30 days in four lines: messages in and out, orders, and what was done to them from here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from flotui.api.models.shop import Order
from flotui.api.models.subscriber import ChatMessage
from flotui.resources.cards import LABEL, CardLine, heading
from flotui.resources.shop.words import status_sign
from flotui.resources.text import Span, Text, Tone, dim, plain
from flotui.store.journal import Entry
from flotui.text.amounts import count
from flotui.text.dates import day, host_moment
from flotui.text.pictures import sparkline
from flotui.text.plural import counted
from flotui.text.zones import Zone

DAYS = 30
"""How many days it shows, today's among them."""


class Journey(NamedTuple):
    """What happened on each of the days, by the day's date."""

    today: date
    came: Counter[date]
    """Messages of the subscriber's."""
    went: Counter[date]
    """Messages of the bot's and of agents'."""
    orders: dict[date, Order]
    """The newest order of a day."""
    ordered: int
    """How many orders there are in all of it."""
    edits: Counter[date]
    """What was done to them from here."""
    since: date | None
    """From when on the messages are known; None for all of it."""

    @property
    def days(self) -> list[date]:
        """The days, the oldest first."""
        return [self.today - timedelta(days=DAYS - 1 - each) for each in range(DAYS)]


def journey_of(
    zone: Zone,
    messages: Sequence[ChatMessage],
    orders: Sequence[Order],
    entries: Sequence[Entry],
    *,
    complete: bool,
) -> Journey:
    """What happened, of what was read.

    Args:
        zone: the workspace's zone, whose days these are.
        messages: the newest messages.
        orders: the subscriber's orders.
        entries: what the journal has of them.
        complete: whether these are all messages that there are.
    """
    today = zone.today()
    first = today - timedelta(days=DAYS - 1)

    def days_of(moments: Iterable[float]) -> Counter[date]:
        return Counter(at for each in moments if each and first <= (at := zone.at(each).date()) <= today)

    dated = [(at.date(), each) for each in orders if (at := host_moment(each.created_at, zone)) is not None]
    within = sorted(
        (each for each in dated if first <= each[0] <= today), key=lambda each: each[1].created_at
    )
    oldest = min((each.ts for each in messages if each.ts), default=0)
    since = zone.at(oldest).date() if oldest and not complete else None
    return Journey(
        today,
        days_of(each.ts for each in messages if each.type == "in"),
        days_of(each.ts for each in messages if each.type in ("out", "agent")),
        dict(within),
        len(within),
        days_of(each.at for each in entries),
        since if since is not None and since > first else None,
    )


def journey_lines(journey: Journey, width: int, note: Text) -> list[CardLine]:
    """Its lines: a heading with the sums, a line for each of the four, the days below: the newest that there is room for.

    Args:
        journey: what happened.
        width: the cells of a line.
        note: how old it is; empty where it is fresh.
    """
    pitch = 2 if width >= LABEL + 2 * DAYS else 1
    days = journey.days[-max(1, width - LABEL) :]
    sums = [f"{count(journey.came.total())} in", f"{count(journey.went.total())} out"]
    if journey.ordered:
        sums.append(counted(journey.ordered, "order"))
    if journey.since is not None:
        sums.append(f"messages since {day(journey.since)}")
    sums_and_note: Text = " · ".join([*sums, *([plain(note)] if plain(note) else [])])
    most = max([*journey.came.values(), *journey.went.values()], default=0)

    def bars(counted: Counter[date]) -> str:
        known = [counted.get(each) or None for each in days]
        return _spread(sparkline(known, most=most), pitch)

    lines: list[tuple[str, Text]] = [
        ("in", toned_dots(bars(journey.came), "data")),
        ("out", toned_dots(bars(journey.went), "data")),
    ]
    if journey.orders:
        signs = "".join(
            status_sign(journey.orders[each].status) if each in journey.orders else "·" for each in days
        )
        lines.append(("orders", toned_dots(_spread(signs, pitch), "plain")))
    if journey.edits:
        marks = "".join("╵" if each in journey.edits else "·" for each in days)
        lines.append(("by flotui", toned_dots(_spread(marks, pitch), "accent")))
    lines.append(("", dim(_dates(days, pitch))))
    opens = {"in": "chat", "out": "chat", "orders": "orders", "by flotui": "activity"}
    return [
        heading(f"Journey, {DAYS} days", sums_and_note, width, id="journey", opens="chat"),
        *(
            CardLine(
                f"journey {name}",
                (Span(f"{name:<{LABEL}}", "dim"), *drawn),
                ((name, " · ".join(sums)),) if name else (),
                opens.get(name, ""),
            )
            for name, drawn in (
                (name, drawn if not isinstance(drawn, str) else dim(drawn)) for name, drawn in lines
            )
        ),
    ]


def toned_dots(drawn: str, tone: Tone) -> tuple[Span, ...]:
    """A line of signs in a tone, with the dots between them in that of lines.

    Args:
        drawn: the signs.
        tone: theirs.
    """
    found: list[Span] = []
    for sign in drawn:
        own: Tone = "line" if sign == "·" or (sign == " " and found and found[-1].tone == "line") else tone
        if found and (found[-1].tone == own or sign == " "):
            found[-1] = Span(found[-1].text + sign, found[-1].tone)
        else:
            found.append(Span(sign, own))
    return tuple(found)


def _spread(signs: str, pitch: int) -> str:
    return (" " * (pitch - 1)).join(signs) if pitch > 1 else signs


def _dates(days: Sequence[date], pitch: int) -> str:
    """The days below: the last, and before it one a week, or one every twelve days where they stand close."""
    line = [" "] * (len(days) * pitch + 6)
    written: Callable[[date], str] = day
    last = len(days) - 1
    for at in (last, *range(0, last - 4, 7 if pitch > 1 else 12)):
        label = written(days[at])
        start = at * pitch if at != last else max(0, at * pitch - len(label) + 1)
        if not "".join(line[max(0, start - 1) : start + len(label) + 1]).strip():
            line[start : start + len(label)] = label
    return "".join(line).rstrip()
