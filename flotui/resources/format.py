# SPDX-License-Identifier: MIT
"""How values are written on screen: JSON, lines of a detail view, whole rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from flotui.api.exact import dumps
from flotui.api.models.base import Model
from flotui.resources.base import Column, DetailLine
from flotui.resources.text import Span, Text, dim, plain, spans
from flotui.store.finding import Sort
from flotui.text import moments
from flotui.text.captions import asks, caption
from flotui.text.truth import truth
from flotui.text.zones import current

T = TypeVar("T")
M = TypeVar("M", bound=Model)

_TEXT = 48
"""The cells of a text that is worth more than an id."""
_SEVERAL = 3
"""How many lines without a value are gathered in one."""


def pretty(value: object) -> str:
    """A JSON value over several lines."""
    return dumps(value, indent=2)


def line(name: str, value: str) -> DetailLine:
    """A line of a detail view; a dash where there is no value."""
    return DetailLine(name, value if value else (Span("–", "dim"),), value)


def gathered(lines: Sequence[DetailLine]) -> list[DetailLine]:
    """The lines of a detail view, where several have no value, these in one at the end: `not set  closed by, agent`.

    Args:
        lines: all of them.
    """
    empty = [each for each in lines if plain(each.value).strip() in ("", "–")]
    if len(empty) < _SEVERAL:
        return list(lines)
    names = ", ".join(each.name for each in empty)  # over several lines none begins with a dot
    return [*(each for each in lines if each not in empty), DetailLine("not set", dim(names), names)]


def about_whom(row: Model, key: str = "user_ns") -> Text:
    """The one whose id is under a key: the name where it is known, and the id; empty for nobody."""
    found = str(row.raw.get(key) or "")
    name = row.called.get(key, "")
    return (Span(name), Span(f"  {found}", "dim")) if name else found


def moment_column(id: str, title: str, at: Callable[[T], float], *, priority: int = 0) -> Column[T]:
    """A column that says a moment of flotui's own: `24 Dec 21:00`; a file has it with its year and zone.

    Args:
        id: its name in the preferences.
        title: its heading.
        at: the moment of a row, in unix seconds.
        priority: as in `Column`.
    """
    return Column(
        id,
        title,
        lambda row: dim(moments.moment(at(row))),
        width=12,
        align="right",
        priority=priority,
        at=at,
    )


def age_column(
    id: str, title: str, when: Callable[[T], str], *, priority: int = 0, by: Sort | None = None
) -> Column[T]:
    """A column that says how long ago something was: `3 h`; a file has the moment.

    Args:
        id: its name in the preferences.
        title: its heading.
        when: the time of a row, as the host wrote it.
        priority: as in `Column`.
        by: the same.
    """
    return Column(
        id,
        title,
        lambda row: moments.host_age(when(row)),
        width=max(6, len(title)),
        align="right",
        priority=priority,
        by=by,
        at=when,
    )


def id_column(of: Callable[[T], str], *, priority: int = 0, by: Sort | None = None) -> Column[T]:
    """A column of ids, which nobody reads first: it is there where no text is cut for it.

    Args:
        of: the id of a row.
        priority: as in `Column`.
        by: the same.
    """
    return Column("id", "Id", lambda row: dim(of(row)), width=8, priority=priority, by=by, yields=_TEXT)


def columns_of(row: M, columns: Sequence[Column[M]]) -> list[DetailLine]:
    """What columns of its list say of a row, as lines; one without a title goes on from the one before.

    Args:
        row: the row.
        columns: which.
    """
    lines: list[DetailLine] = []
    for column in columns:
        text = column.text(row)
        if column.title:
            lines.append(DetailLine(column.title.lower(), text if plain(text) else dim("–"), plain(text)))
        elif lines and text:
            before = lines[-1]
            lines[-1] = DetailLine(before.name, (*spans(before.value), Span("  "), *spans(text)), before.full)
    return lines


def unknown_lines(row: Model, known: tuple[str, ...]) -> list[DetailLine]:
    """The keys of a row that a view does not show otherwise, in words, and what was odd about it.

    Args:
        row: the row.
        known: keys beyond its model's that the view shows.
    """
    shown = {*known, *type(row).__struct_fields__}
    rest = {name: value for name, value in row.raw.items() if name not in shown or name in row.odd}
    names = _captions(row, rest)
    lines = [
        DetailLine(
            names[name],
            about_whom(row, name) if name in row.called else _told(name, value),
            value if isinstance(value, str) else pretty(value),
        )
        for name, value in rest.items()
    ]
    if row.odd:
        odd = ", ".join(names.get(name, name) for name in row.odd)
        lines.append(DetailLine("note", (Span(f"not of the usual shape: {odd}", "warn"),)))
    return lines


def _captions(row: Model, rest: Mapping[str, object]) -> dict[str, str]:
    """What each key is called; those that would be called alike keep what the host calls them."""
    zone = current()
    names = {
        name: caption(name, named=name in row.called, moment=bool(moments.keyed(name, value, zone)))
        for name, value in rest.items()
    }
    often = Counter(names.values())
    return {name: each if often[each] == 1 else name for name, each in names.items()}


def _told(key: str, value: object) -> Text:
    """A value in words; a time as one, with what came beside it where that says nothing to a person."""
    if moment := moments.keyed(key, value, current()):
        return (Span(moment), Span(f"  {value}", "dim")) if str(value).isdecimal() else moment
    if isinstance(value, bool):
        return "yes" if value else "no"
    if asks(key) and isinstance(value, (int, str)) and (yes := truth(str(value))) is not None:
        return "yes" if yes else "no"
    return _short(value)


def _short(value: object) -> Text:
    if isinstance(value, str):
        return value
    if value is None or value == [] or value == {}:
        return (Span("–", "dim"),)
    if isinstance(value, list) and all(isinstance(each, (str, int)) for each in value):
        return ", ".join(each if isinstance(each, str) else dumps(each) for each in value)
    return dumps(value)
