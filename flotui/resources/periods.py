# SPDX-License-Identifier: MIT
"""Time ranges: those of logs, in unix seconds, and those of the host's figures, by the host's names.

Logs tell times in the workspace's own zone and take unix seconds: days are those of that zone, and the words name
it.
"""

from __future__ import annotations

from datetime import date, timedelta

from msgspec.structs import replace

from flotui.api.errors import Malformed
from flotui.resources.ask import Choice, Field, Form, Picker
from flotui.resources.base import Action, Context, Query
from flotui.text.clock import host_now
from flotui.text.dates import day
from flotui.text.zones import Zone

LOG = (
    ("today", "Today"),
    ("yesterday", "Yesterday"),
    ("24h", "The last 24 hours"),
    ("7d", "The last 7 days"),
    ("30d", "The last 30 days"),
    ("all", "Everything"),
    ("own", "From … to …"),
)
"""The time ranges of a log: id and title."""

FIGURES = (
    ("yesterday", "Yesterday"),
    ("last_7_days", "The last 7 days"),
    ("last_week", "Last week"),
    ("last_30_days", "The last 30 days"),
    ("last_month", "Last month"),
    ("last_3_months", "The last 3 months"),
)
"""The time ranges of the host's figures. Today is in none of them."""

_DAY = timedelta(days=1)
_HOURS = {"24h": 24, "7d": 7 * 24, "30d": 30 * 24}


def seconds(period: str, zone: Zone) -> tuple[int | None, int | None]:
    """From when to when a period of a log is, in unix seconds; None for no end.

    Args:
        period: a log's time range, or two days as `2026-11-01..2026-11-03`.
        zone: whose days are meant.
    """
    today = zone.today()
    if period == "today":
        return _begins(zone, today), None
    if period == "yesterday":
        return _begins(zone, today - _DAY), _begins(zone, today) - 1
    if period in _HOURS:
        # On the hour, so that the same question stays the same for a while and is found in the cache.
        return int(host_now()) // 3600 * 3600 - _HOURS[period] * 3600, None
    first, between, last = period.partition("..")
    if between:
        return _begins(zone, date.fromisoformat(first)), _begins(zone, date.fromisoformat(last) + _DAY) - 1
    return None, None


def _begins(zone: Zone, day: date) -> int:
    return int(zone.begins(day).timestamp())


def words(period: str, zone: Zone) -> str:
    """A period as a person says it: `yesterday, 21 Nov (America/Bogota)`.

    Args:
        period: a log's or a figure's time range.
        zone: whose days are meant.
    """
    today = zone.today()
    if period == "today":
        return f"today, {day(today)} ({zone.name})"
    if period == "yesterday":
        return f"yesterday, {day(today - _DAY)} ({zone.name})"
    first, between, last = period.partition("..")
    if between:
        start, stop = date.fromisoformat(first), date.fromisoformat(last)
        return f"{day(start)}{'' if first == last else f' to {day(stop)}'} ({zone.name})"
    title = dict((*LOG, *FIGURES)).get(period, period)
    return "" if period == "all" else title.lower().removeprefix("the ")


def period_action(resource: str, kinds: tuple[tuple[str, str], ...] = LOG) -> Action[object]:
    """The `w` action of a resource with time ranges.

    Args:
        resource: the resource's id.
        kinds: the ranges it takes.
    """

    async def run(context: Context[object]) -> None:
        query = context.query or Query()
        chosen = await context.ask.pick(Picker("When?", [Choice(each, title) for each, title in kinds]))
        period = await _own(context) if chosen.id == "own" else chosen.id
        context.ask.go(resource, replace(query, period=period, force=False))

    return Action(f"{resource}.period", "Choose the time range", "w", run, hint="when", needs="nothing")


async def _own(context: Context[object]) -> str:
    answer: dict[str, str] = {}

    async def submit(given: dict[str, str]) -> None:
        first, last = given["first"], given.get("last") or given["first"]
        if last < first:
            says = "The last day is before the first."
            raise Malformed(says, fields={"last": (says,)})
        answer["period"] = f"{first}..{last}"

    zone = context.workspace.zone
    today = zone.today().isoformat()
    help = f"The full day, in {zone.label}. Empty: the first day only."
    fields = (
        Field("first", "First day", "date", today, required=True, zone=zone),
        Field("last", "Last day", "date", today, zone=zone, help=help),
    )
    await context.ask.form(Form("Which period?", fields, verb="Show", looks=True), submit)
    return answer["period"]
