# SPDX-License-Identifier: MIT
"""What the resources of a bot share: copying, detail lines, logs in their order."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from flotui.api.models.base import Model
from flotui.repositories.naming import rows_named
from flotui.repositories.rows import Rows
from flotui.repositories.snapshot import Snapshot
from flotui.resources.base import Action, Column, Context, DetailLine, Query, RowSource, Tab
from flotui.resources.format import about_whom, columns_of, gathered, line, unknown_lines
from flotui.resources.keys import key_of
from flotui.resources.people import show
from flotui.resources.text import dim, plain
from flotui.store.finding import Sort
from flotui.text import moments
from flotui.text.channels import channel
from flotui.text.phones import shown as shown_phone
from flotui.text.zones import Zone

if TYPE_CHECKING:
    from flotui.workspace import Workspace

T = TypeVar("T")
M = TypeVar("M", bound=Model)

Reading = AsyncIterator[Snapshot[RowSource[T]]]
Read = Callable[["Workspace", Query], Reading[T]]


class OfPerson(Protocol):
    """A row about a subscriber."""

    @property
    def user_ns(self) -> str:
        """The subscriber's id; empty where there is none."""

    def who(self) -> str:
        """What the subscriber is called."""


def offers(*names: tuple[str, str]) -> Callable[[Context[object]], list[tuple[str, str]]]:
    """What `y` offers of a row.

    Args:
        names: what it is called, and the attribute that holds it.
    """

    def offered(context: Context[object]) -> list[tuple[str, str]]:
        return [(title, str(getattr(context.row, attribute) or "")) for title, attribute in names]

    return offered


def about(
    title: str,
    *attributes: tuple[str, str] | Column[M],
    columns: Sequence[Column[M]] = (),
    counts: str = "",
) -> Tab[M]:
    """A tab of lines: the attributes named, what else is known, and whatever else the host sent.

    Args:
        title: what is on the tab.
        attributes: pairs of attribute and what it is called, or a column of the list, which is said as there.
        columns: columns of the list that are said as well where they know something, those without a title behind the
            one before.
        counts: the action that finds out what the first of these columns says; empty where none does.
    """

    def lines(workspace: Workspace, row: M) -> list[DetailLine]:
        _name_own_bot(workspace, row)
        known = [each for attribute in attributes for each in _told(workspace, row, attribute)]
        told = [each for each in columns_of(row, columns) if plain(each.value) != "–"]
        if counts and not any(each.name == columns[0].title.lower() for each in told):
            hint = f"not counted yet · {key_of(counts)} counts them"
            told = [DetailLine(columns[0].title.lower(), dim(hint), hint), *told]
        return gathered([*known, *told, *unknown_lines(row, ())])

    return Tab("about", title, lines=lines)


def _name_own_bot(workspace: Workspace, row: Model) -> None:
    """Have a row say what the open bot is called, where it holds its id and is about something else."""
    if workspace.bot and type(row).ID != "flow_ns" and row.raw.get("flow_ns") == workspace.prefix:
        row.called = {**row.called, "flow_ns": workspace.bot}


def _told(workspace: Workspace, row: M, attribute: tuple[str, str] | Column[M]) -> list[DetailLine]:
    """What a detail says of an attribute of a row, or of a column of its list."""
    if isinstance(attribute, Column):
        return columns_of(row, (attribute,))
    key, name = attribute
    if key in row.called:
        return [DetailLine(name, about_whom(row, key), getattr(row, key))]
    return [line(name, _value(key, getattr(row, key), workspace.zone))]


def _value(key: str, value: object, zone: Zone) -> str:
    if key in _WORDS and value:
        return _WORDS[key](value)
    return moments.keyed(key, value, zone) or shown_value(value)


def source(name: object) -> str:
    """Who did something, as a log's `source_type` tells it: `bot_user` is a subscriber.

    Args:
        name: the host's word.
    """
    return _SOURCES.get(str(name), str(name).replace("_", " "))


_SOURCES = {"bot_user": "subscriber", "api": "API"}
_WORDS: dict[str, Callable[[object], str]] = {
    "channel": channel,
    "phone": shown_phone,
    **dict.fromkeys(("source_type", "opened_source", "closed_source"), source),
}
"""How a value is said, by the attribute that holds it."""


def shown_value(value: object) -> str:
    """A value in a line: yes and no for a boolean, nothing for None."""
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def time_column(time: Callable[[T], str], title: str = "Time") -> Column[T]:
    """The column of a log that says when, in the workspace's zone: `24 Dec 21:00`.

    Args:
        time: the time of a row, as the host wrote it.
        title: its heading.
    """
    return Column(
        "time",
        title,
        lambda row: dim(moments.host_time(time(row))),
        width=12,
        align="right",
        zoned=True,
        at=time,
    )


async def in_time(
    workspace: Workspace, reading: AsyncIterator[Snapshot[Rows[M]]], key: str
) -> AsyncIterator[Snapshot[Rows[M]]]:
    """A log as it is shown: the newest first, whatever the host's order, with the names of whom it is about.

    Args:
        workspace: the open bot.
        reading: reads the log.
        key: the key of its rows under which their time stands.
    """
    async for found in rows_named(workspace.reader, reading):
        rows = await found.value.ordered(Sort(key, down=True))
        yield Snapshot(rows, found.fetched_at, found.source, found.stale, found.error)


def person_jump(resource: str) -> Action[OfPerson]:
    """The `o` action of a log: the subscriber that a row is about."""

    async def run(context: Context[OfPerson]) -> None:
        row = context.row
        await show(context.ask, context.workspace, row.user_ns, row.who())

    return Action(
        f"{resource}.subscriber",
        "Show the subscriber",
        "o",
        run,
        hint="subscriber",
        unless=lambda context: None if context.row.user_ns else "No subscriber in this row.",
        operations=("flowBotUserInfo",),
        leads=True,
        asks=False,
    )
