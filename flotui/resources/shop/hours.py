# SPDX-License-Identifier: MIT
"""Business hours: the week, a row a day."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import TYPE_CHECKING

from flotui.api.catalogue import Risk
from flotui.api.errors import Malformed
from flotui.api.models.shop import OpeningDay
from flotui.repositories.rows import ListRows
from flotui.repositories.shop_edits import set_hours
from flotui.repositories.snapshot import Snapshot
from flotui.resources.ask import Choice, Field, Form
from flotui.resources.base import Action, Column, Context, DetailLine, Query, Resource, RowSource, Tab
from flotui.resources.copying import copy_action
from flotui.resources.format import line, unknown_lines
from flotui.resources.keys import undo_key
from flotui.resources.reading import ANY_AGE, last
from flotui.resources.telling import done, unchanged
from flotui.resources.text import Span, Text, dim, plain

if TYPE_CHECKING:
    from flotui.workspace import Workspace

_TIME = re.compile(r"(?P<h>[01]?\d|2[0-4])(?:[:h.](?P<m>[0-5]\d)|h)", re.ASCII | re.IGNORECASE)
"""A time of day as people type it: `09:00`, `9h30`, `9h`."""
_MIDNIGHT = 24 * 60
_OPTIONS = [
    Choice("close", "closed"),
    Choice("open", "all day"),
    Choice("open_1", "one span"),
    Choice("open_2", "two spans"),
]


def _read(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[OpeningDay]]]:
    async def reading() -> AsyncIterator[Snapshot[RowSource[OpeningDay]]]:
        async for found in workspace.shop.hours(force=query.force):
            rows = ListRows(found.value or [], lambda day: day.row_id, found.fetched_at)
            yield Snapshot(rows, found.fetched_at, found.source, found.stale, found.error)

    return reading()


def hours(day: OpeningDay) -> Text:
    """When a day is open, in words."""
    if day.option == "open":
        return (Span(day.hours, "good"),)
    return day.hours if day.spans else dim(day.hours or "–")


def bar(day: OpeningDay) -> Text:
    """A day as a bar, half an hour a mark."""
    spans = [(0, 1440)] if day.option == "open" else []
    for start, end in day.spans:
        first, until = minutes(start), minutes(end)
        if first is not None and until is not None:
            spans.append((first, until))
    found: list[Span] = []
    for mark in range(48):
        at = mark * 30
        is_open = any(first < at + 30 and at < until for first, until in spans)
        found.append(Span("━" if is_open else "·", "accent" if is_open else "dim"))
    return tuple(found)


def minutes(text: str) -> int | None:
    """A time of day in minutes; None where it is none."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    at = int(found["h"]) * 60 + int(found["m"] or 0)
    return at if at <= _MIDNIGHT else None


def written(text: str) -> str:
    """A time of day as the host has it: `08:30` for `8h30`; what is none stays as it is."""
    at = minutes(text)
    return text.strip() if at is None else f"{at // 60:02}:{at % 60:02}"


def _check(text: str) -> str | None:
    at = minutes(text)
    if at is None or at % 15:
        return "Use quarter hours, such as 09:00 or 18:15."
    return None


def wrong(answer: Mapping[str, str]) -> tuple[str, str]:
    """What is wrong with a day's hours: at which time, and why as a sentence; both empty for nothing."""
    before = -1
    for start, end in OpeningDay.SPANS.get(answer.get("option", ""), ()):
        first, until = minutes(answer.get(start, "")), minutes(answer.get(end, ""))
        if first is None or until is None:
            return (
                start if first is None else end
            ), "Each span needs a start and an end, such as 09:00 and 18:00."
        if first >= until:
            return end, f"{answer[start]} – {answer[end]} ends before it begins."
        if first < before:
            return start, "The second span begins before the first one ends."
        before = until
    return "", ""


_TIMES = ("start", "end", "start_2", "end_2")


def _shown(day: OpeningDay) -> dict[str, str]:
    return {"option": day.option or "close", **{name: getattr(day, name) for name in _TIMES}}


def sent_day(day: OpeningDay, answer: Mapping[str, str]) -> dict[str, str]:
    """A day as it is sent: what was touched in the host's form, the rest as it is."""
    values = {**_shown(day), **{name: text.strip() for name, text in answer.items()}}
    used = {name for span in OpeningDay.SPANS.get(values["option"], ()) for name in span}
    for name in _TIMES:
        if "option" in answer and name not in used:
            values[name] = ""
        elif answer.get(name):
            values[name] = written(values[name])
    return {"id": day.id, "name": day.title, **values}


async def _edit(context: Context[OpeningDay]) -> None:
    days: Sequence[OpeningDay] = context.rows
    first, one = days[0], len(days) == 1
    who = first.title if one else ", ".join(day.title for day in days)

    async def submit(answer: dict[str, str]) -> None:
        if one and unchanged(context, answer, who):
            return
        at, bad = wrong({**_shown(first), **answer} if one else answer)
        if bad:
            raise Malformed(f"{bad} Nothing was sent.", advice="", fields={at: (bad,)})
        week = await last(context.workspace.shop.hours(ttl=ANY_AGE)) or ()
        seen = {day.id: day for day in (*week, *days)}
        # Of several days all take over what is in the form, of one only what was touched changes.
        given = answer if one else {**dict.fromkeys(_TIMES, ""), **answer}
        rows = [sent_day(day, given) for day in days]
        if all(_same(seen[row["id"]], row) for row in rows):
            unchanged(context, (), who)
            return
        await context.workspace.apply(set_hours(list(seen.values()), rows))
        done(context, f"Hours of {who} set. {undo_key()} undoes them.")

    fields = [
        Field("option", "Open", "choice", first.option or "close", required=True, choices=_OPTIONS),
        Field("start", "From", value=first.start, check=_check),
        Field("end", "To", value=first.end, check=_check, help="24:00 is midnight."),
        Field("start_2", "Again from", value=first.start_2, check=_check),
        Field("end_2", "To", value=first.end_2, check=_check),
    ]
    await context.ask.form(Form(f"Business hours of {who}", fields, edits=one), submit)


def _same(day: OpeningDay, row: Mapping[str, str]) -> bool:
    return all(getattr(day, name) == row[name] for name in ("option", *_TIMES))


def _lines(workspace: Workspace, row: OpeningDay) -> list[DetailLine]:
    return [
        line("day", row.title),
        DetailLine("open", hours(row), str(row.option)),
        DetailLine("", bar(row), None),
        DetailLine("", dim("0     3     6     9     12    15    18    21    "), None),
        *unknown_lines(row, ()),
    ]


BUSINESS_HOURS: Resource[OpeningDay] = Resource(
    id="business-hours",
    title="Hours",
    singular="day",
    aliases=("hours",),
    read=_read,
    columns=(
        Column("day", "Day", lambda row: row.title, width=10),
        Column("hours", "Open", hours, width=30, flex=1),
        Column("bar", "0     3     6     9     12    15    18    21", bar, width=48, priority=1),
    ),
    row_id=lambda row: row.row_id,
    label=lambda row: row.title,
    tabs=(Tab("day", "Day", lines=_lines),),
    opens="business-hours.edit",
    actions=(
        Action(
            "business-hours.edit",
            "Edit the hours",
            "e",
            _edit,
            hint="edit",
            risk=Risk.WRITE,
            needs="some",
            operations=("ShopUpdateBusinessHours", "ShopGetBusinessHours"),
        ),
        copy_action(
            "business-hours",
            lambda context: [(context.row.title, f"{context.row.title}: {plain(hours(context.row))}")],
        ),
    ),
    searched=lambda row: row.title,
    empty="The host has no business hours.",
    operations=("ShopGetBusinessHours",),
)
