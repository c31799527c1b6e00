# SPDX-License-Identifier: MIT
"""What a list says of itself: how many rows, how old, why it is empty, why it is not fresh."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from flotui.api.errors import FlochatError, NotAuthorised, Unreachable
from flotui.repositories.snapshot import Snapshot
from flotui.resources import periods
from flotui.resources.base import Query, Resource, RowSource
from flotui.resources.keys import key_of, with_keys
from flotui.resources.text import Headline, Span, Text
from flotui.text import moments, plural, safe
from flotui.text.dates import clock_time
from flotui.text.glyphs import glyph
from flotui.text.patterns import later
from flotui.text.plural import count
from flotui.text.zones import current

if TYPE_CHECKING:
    from flotui.api.headers import Quota


_AGAIN = later(r"(^|\. )Try again\.|(?:, then| and) try again\.")
"""What an error's advice says of asking once more, where a key does that."""


_CONDITION = later(r"-?[A-Za-z][\w.]*(?:[:=~]|[<>]=?)\S")
"""What looks like a condition of the query language."""
_NO_CONDITIONS = (
    "Words are searched in this list. Conditions such as tag:vip are for the list of subscribers."
)

SAME_REASON = "Not read, for the same reason."
"""What a group says that couldn't be read, where one before it on the screen says why."""


def read_ago(at: float | None) -> str:
    """How old something is that was read from the host: `read 3 min ago, 14:02`; empty where it never was.

    Args:
        at: when it was read, in unix seconds.
    """
    if at is None:
        return ""
    return "read just now" if time.time() - at < 60 else f"read {moments.ago(at)}, {clock_time(at)}"


def told_age(at: float | None, error: FlochatError | None) -> str:
    """How old something is, for the header; where it couldn't be read again, that: `! not refreshed · 12 min old`.

    Args:
        at: when it was read, in unix seconds.
        error: why there is nothing newer; None where there need not be.
    """
    if error is None or at is None:
        return read_ago(at)
    old = moments.span(max(0.0, time.time() - at))
    return f"{glyph('attention')} not refreshed · {'read just now' if old == 'now' else f'{old} old'}"


def trouble(error: FlochatError, fetched_at: float | None) -> Text:
    """Why what is there is not fresh.

    Args:
        error: what kept it from being read again.
        fetched_at: when it was read last, in unix seconds.
    """
    read = (
        "" if fetched_at is None else f", read {moments.point(fetched_at)}"
    )  # an age would stand still here
    what = "Offline" if isinstance(error, Unreachable) else "Not refreshed"
    return (Span(f"{what}{read}. {key_of('app.refresh')} tries again. ", "warn"), Span(error.happened, "dim"))


def once_more(error: FlochatError) -> str:
    """What to try after an error, with the key that asks once more where the advice is to try again.

    Args:
        error: what kept something from being read.
    """
    again = f"{key_of('app.refresh')} tries again."
    return _AGAIN.sub(lambda found: f"{'. ' if found[1] is None else found[1]}{again}", error.advice)


def headed(resource: Resource[object], row: object) -> str:
    """What a row is called at the beginning of a line: `Order 20260`. A name of its own stays as it is.

    Args:
        resource: what it is a row of.
        row: the row.
    """
    label = resource.label(row)
    return f"{label[:1].upper()}{label[1:]}" if label.startswith(f"{resource.singular} ") else label


def emptiness(
    resource: Resource[object],
    snapshot: Snapshot[RowSource[object]],
    asked: Query,
    narrowing: Sequence[str],
    reading: tuple[Text, ...],
    *,
    among: RowSource[object] | None = None,
) -> tuple[Text, ...]:
    """What is in an empty table, line by line.

    Args:
        resource: what it shows.
        snapshot: what was read of it.
        asked: what of it was asked for.
        narrowing: the words that it was narrowed to.
        reading: what is said while nothing is known.
        among: the rows that were narrowed, where they aren't those that were read; the title speaks of the same.
    """
    if snapshot.error is not None and not snapshot.value.known:
        log_in = f"{key_of('app.authorize')} logs in, " if isinstance(snapshot.error, NotAuthorised) else ""
        happened, advice = (Span(snapshot.error.happened, "danger"),), once_more(snapshot.error)
        again = f"{key_of('app.refresh')} tries again."
        return (
            (happened, advice) if again in advice and not log_in else (happened, advice, f"{log_in}{again}")
        )
    if not snapshot.value.known:
        return (with_keys(resource.unread),) if resource.unread else reading
    rows = snapshot.value if among is None else among
    if narrowing and resource.search is not None and rows.total is not None and rows.more_to_come:
        return (
            f"None of the {count(rows.count)} that are loaded matches {' '.join(narrowing)}.",
            f"enter asks for all {count(rows.total)} · {key_of('app.back')} shows everything again.",
        )
    if narrowing or (asked.summary and asked.line):
        filters = " ".join(narrowing) or asked.summary
        if resource.query_language is not None:
            meant = resource.query_language.instead(filters)
        else:
            meant = _NO_CONDITIONS if any(map(_CONDITION.match, narrowing)) else ""
        return (
            f"Nothing matches {filters}.",
            *filter(None, (meant,)),
            f"{key_of('app.back')} shows everything again.",
        )
    if asked.summary and resource.empty_of:
        return (with_keys(resource.empty_of).format(asked.summary),)
    if asked.summary:
        return (f"No {resource.singular}: {asked.summary}.", f"{key_of('app.back')} shows everything again.")
    return tuple(with_keys(resource.empty).split("\n"))


def zone(resource: Resource[object] | None) -> str:
    """The zone of a table's times, where the table shows times without it; else empty."""
    zoned = resource is not None and any(column.zoned for column in resource.columns)
    return current().label if zoned else ""


def counted(resource: Resource[object], rows: RowSource[object], sorting: tuple[str, bool] | None) -> str:
    """How many rows there are, or what they come to; and by what they are sorted.

    Args:
        resource: what they are of.
        rows: the rows.
        sorting: the column that they are sorted by, and whether downwards; None for the host's order.
    """
    if resource.sums is not None and rows.in_memory is not None:
        return resource.sums(rows.in_memory)
    number = rows.counted or count(rows.count)
    if not rows.counted and rows.total is not None and rows.total > rows.count:
        number += f" of {count(rows.total)}"
    column = resource.column(sorting[0]) if sorting else None
    if column is None:
        return number
    here = " loaded" if rows.more_to_come else ""
    return f"{number}{here}, by {column.title}{', descending' if sorting and sorting[1] else ''}"


def of_all(rows: RowSource[object]) -> str:
    """All rows of which some are shown: `100 loaded`, or `the 1,300` where the host has no others.

    Args:
        rows: the rows.
    """
    return f"{count(rows.count)} loaded" if rows.more_to_come else f"the {count(rows.count)}"


def on_the_host(rows: RowSource[object], page: int) -> str:
    """How many rows are loaded, how many are not, and how many calls those cost.

    Args:
        rows: the rows; the host says how many it has.
        page: how many rows a call brings.
    """
    if rows.total is None and rows.calls_to_know is None:
        return f"{count(rows.count)} are loaded; the host may have more."
    if rows.total is None:
        calls = plural.counted(calls_of(rows, page), "call")
        return f"{count(rows.count)} are loaded; it takes {calls} to know the others."
    calls = plural.counted(calls_of(rows, page), "call")
    return f"{count(rows.count)} are loaded, {count(rows.total - rows.count)} more on the host: {calls}."


def beyond_the_quota(calls: int, quota: Quota | None, reserve: int) -> str:
    """That so many calls are more than may be spent on them now, as a sentence; empty where they aren't.

    Args:
        calls: how many.
        quota: what the host last said of it.
        reserve: how many calls are kept for what the person asks for.
    """
    if quota is None or quota.remaining is None or calls <= (left := max(0, quota.remaining - reserve)):
        return ""
    are = "is" if left == 1 else "are"
    return f"Only {plural.counted(left, 'call')} {are} left for it this hour: it stops then."


def calls_of(rows: RowSource[object], page: int) -> int:
    """How many calls the rows cost that are not here.

    Args:
        rows: the rows that are.
        page: how many rows a call brings.
    """
    return rows.calls_to_know or 0 if rows.total is None else -(-(rows.total - rows.count) // page)


def title(
    resource: Resource[object],
    asked: Query,
    *,
    narrowed: str,
    counted: str,
    news: str,
    marked: int,
    unseen: int,
    following: str,
    only_marked: bool = False,
) -> Text:
    """What is above a list: its name, what of it is shown, and how many rows.

    Args:
        resource: what it shows.
        asked: what of it was asked for.
        narrowed: what its rows are narrowed to; empty for nothing.
        counted: how many they are; empty where nothing was read yet.
        news: what came in meanwhile, in words; empty for nothing.
        marked: how many are marked.
        unseen: how many of the marked aren't shown.
        following: how it is read again and again, in words; empty where it isn't.
        only_marked: whether no others are shown.
    """
    period = periods.words(asked.period or resource.period, current())
    zoned = zone(resource)
    marks = (
        f"{count(marked)} marked",
        "no others" if only_marked else "",
        f"{count(unseen)} not shown" if unseen else "",
    )
    parts = (
        Span(resource.title, "strong"),
        Span(f" · {safe.sanitize(asked.summary)}" if asked.summary else "", "accent"),
        Span(f" · {period}" if period else "", "accent"),
        Span(f" · {zoned}" if zoned and current().name not in period else "", "dim"),
        Span(f" /{safe.sanitize(narrowed)}" if narrowed else "", "accent"),
        Span(f"  {counted}" if counted and not only_marked else "", "dim"),
        Span(f"  {news}" if news else "", "accent"),
        Span(f"  {', '.join(filter(None, marks))}" if marked else "", "accent"),
        Span(f"  {following}" if following else "", "warn"),
    )
    return Headline(part for part in parts if part.text)
