"""Time ranges: those of logs, in unix seconds, and those of the host's figures, by the host's names.

Logs tell times in the workspace's own zone and take unix seconds. Which zone that is, the host doesn't say:
days here are those of this machine, and the words name its zone.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from flotui.api.errors import Malformed
from flotui.resources.ask import Choice, Field, Form, Picker
from flotui.resources.base import Action, Context, Query

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

_HOURS = {"24h": 24, "7d": 7 * 24, "30d": 30 * 24}


def seconds(period: str, now: datetime | None = None) -> tuple[int | None, int | None]:
    """From when to when a period of a log is, in unix seconds; None for no end.

    Args:
        period: a log's time range, or two days as `2026-11-01..2026-11-03`.
        now: the moment to count from, with its zone; now in this machine's zone by default.
    """
    moment = now or datetime.now().astimezone()
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if period == "today":
        return _unix(midnight), None
    if period == "yesterday":
        return _unix(midnight - timedelta(days=1)), _unix(midnight) - 1
    if period in _HOURS:
        # On the hour, so that the same question stays the same for a while and is found in the cache.
        whole = moment.replace(minute=0, second=0, microsecond=0)
        return _unix(whole - timedelta(hours=_HOURS[period])), None
    first, between, last = period.partition("..")
    if between:
        start, stop = (datetime.fromisoformat(each).replace(tzinfo=moment.tzinfo) for each in (first, last))
        return _unix(start), _unix(stop + timedelta(days=1)) - 1
    return None, None


def _unix(moment: datetime) -> int:
    return int(moment.timestamp())


def words(period: str, now: datetime | None = None) -> str:
    """A period as a person says it: `yesterday, 21 Nov (UTC)`."""
    moment = now or datetime.now().astimezone()
    zone = moment.tzname() or ""
    if period == "today":
        return f"today, {day(moment)} ({zone})"
    if period == "yesterday":
        return f"yesterday, {day(moment - timedelta(days=1))} ({zone})"
    first, between, last = period.partition("..")
    if between:
        start, stop = datetime.fromisoformat(first), datetime.fromisoformat(last)
        return f"{day(start)} ({zone})" if first == last else f"{day(start)} to {day(stop)} ({zone})"
    title = dict((*LOG, *FIGURES)).get(period, period)
    return "" if period == "all" else title.lower().removeprefix("the ")


def day(moment: datetime) -> str:
    """A day, shortly: `21 Nov`."""
    return f"{moment.day} {moment:%b}"


def period_action(resource: str, kinds: tuple[tuple[str, str], ...] = LOG) -> Action:
    """The `w` action of a resource with time ranges.

    Args:
        resource: the resource's id.
        kinds: the ranges it takes.
    """

    async def run(context: Context) -> None:
        query = context.query or Query()
        chosen = await context.ask.pick(Picker("When?", [Choice(each, title) for each, title in kinds]))
        period = await _own(context) if chosen.id == "own" else chosen.id
        context.ask.go(resource, replace(query, period=period, force=False))

    return Action(f"{resource}.period", "Choose the time range", "w", run, hint="when", needs="nothing")


async def _own(context: Context) -> str:
    answer: dict[str, str] = {}

    async def submit(given: dict[str, str]) -> None:
        first, last = given["first"], given.get("last") or given["first"]
        if last < first:
            raise Malformed("The last day is before the first.")
        answer["period"] = f"{first}..{last}"

    today = datetime.now().date().isoformat()
    fields = (
        Field("first", "First day", "date", today, required=True),
        Field("last", "Last day", "date", today, help="Its whole day counts. Empty for the first day only."),
    )
    await context.ask.form(Form("From when to when?", fields, verb="Show", looks=True), submit)
    return answer["period"]
