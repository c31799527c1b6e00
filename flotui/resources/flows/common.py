"""What the resources of a bot share: copying, detail lines, counting and showing who has something."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any

from flotui.api.call import Call
from flotui.api.catalogue import Risk
from flotui.repositories.snapshot import Snapshot
from flotui.resources.base import Action, Column, Context, Line, Query, RowSource, Run, Tab
from flotui.resources.deleting import Warn, delete_rows
from flotui.resources.format import about_whom, line, unknown_lines
from flotui.resources.text import dim
from flotui.text.moments import host_moment, keyed_time, listed, listed_short
from flotui.text.plural import counted
from flotui.text.zones import Zone, current

if TYPE_CHECKING:
    from flotui.repositories.edit import Edit
    from flotui.workspace import Workspace

Reading = AsyncIterator[Snapshot[RowSource[Any]]]
Read = Callable[["Workspace", Query], Reading]

SCOPE = "Manage Flow"
"""The scope that reads of the bot itself need."""
TEAM_SCOPE = "Manage Team"
"""The scope that reads of the workspace need."""


def offers(*names: tuple[str, str]) -> Callable[[Context], list[tuple[str, str]]]:
    """What `y` offers of a row.

    Args:
        names: what it is called, and the attribute that holds it.
    """

    def offered(context: Context) -> list[tuple[str, str]]:
        return [(title, str(getattr(context.row, attribute) or "")) for title, attribute in names]

    return offered


def about(title: str, *shown: tuple[str, str]) -> Tab[Any]:
    """A tab of lines: the attributes named, and whatever else the host sent.

    Args:
        title: what stands on the tab.
        shown: pairs of attribute and what it is called.
    """

    def lines(workspace: Workspace, row: Any) -> list[Line]:
        known = [
            Line(name, about_whom(row, attribute), getattr(row, attribute))
            if attribute in row.called
            else line(name, _value(attribute, getattr(row, attribute), workspace.zone))
            for attribute, name in shown
        ]
        return known + unknown_lines(row, ())

    return Tab("about", title, lines=lines)


def _value(key: str, value: Any, zone: Zone) -> str:
    return keyed_time(key, value, zone) or said(value)


def said(value: Any) -> str:
    """A value in a line: yes and no for a boolean, nothing for None."""
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def time_column(time: Callable[[Any], str], title: str = "Time") -> Column[Any]:
    """The column of a log that says when, in the workspace's zone: `12-24 21:00`.

    Args:
        time: the time of a row, as the host wrote it.
        title: its heading.
    """
    return Column("time", title, lambda row: dim(listed_short(time(row), current())), width=11, zoned=True)


async def in_time(workspace: Workspace, reading: Reading, key: str) -> Reading:
    """A log as it is shown: the newest first, whatever the host's order, with the names of whom it is about.

    Args:
        workspace: the open bot.
        reading: reads the log.
        key: the key of its rows under which their time stands.
    """
    from flotui.repositories.naming import rows_named
    from flotui.store.finding import Sorting

    async for found in rows_named(workspace.reader, reading):
        rows = await found.value.ordered(Sorting(key, down=True))
        yield Snapshot(rows, found.fetched_at, found.source, found.stale, found.error)


def listed_time(text: str) -> str:
    """A time of the host's in a wide column: `2026-12-24 21:00 -03:00`."""
    return listed(host_moment(text, current()), text)


async def count_of(context: Context, parameter: str, row_id: str) -> int | None:
    """How many subscribers a filter leaves: one call that reads a single row (behaviour notes, 3)."""
    from flotui.api.pacer import Purpose

    call = Call.of("flowBotUsers", query={parameter: row_id, "limit": 1})
    return (await context.workspace.reader.send(call, Purpose.INTERACTIVE)).total


def counting(resource: str, parameter: str, noun: str, verbs: tuple[str, str] = ("has", "have")) -> Action:
    """The `c` action: how many subscribers have a row.

    Args:
        resource: the resource's id.
        parameter: the filter of `/subscribers` that takes the row's id.
        noun: what a row is called in the sentence.
        verbs: what one subscriber does with it, and several do.
    """

    async def run(context: Context) -> None:
        row = context.row
        number = await count_of(context, parameter, row.row_id)
        verb = verbs[0] if number == 1 else verbs[1]
        context.ask.say(f"{people(number)} {verb} {noun} {row.name}.")

    return Action(
        f"{resource}.count", f"Count who {verbs[0]} it", "c", run, hint="count", operations=("flowBotUsers",)
    )


def people(number: int | None) -> str:
    """So many subscribers, in words."""
    return counted(number, "subscriber")


def jumping(resource: str, parameter: str, noun: str) -> Action:
    """The `o` action: the subscribers who have a row.

    Args:
        resource: the resource's id.
        parameter: the filter of `/subscribers` that takes the row's id.
        noun: what a row is called in the list's title.
    """

    async def run(context: Context) -> None:
        row = context.row
        query = Query(arguments={parameter: row.row_id}, says=f"{noun} {row.name}")
        context.ask.go("subscribers", query)

    return Action(
        f"{resource}.subscribers",
        "Show the subscribers",
        "o",
        run,
        hint="subscribers",
        operations=("flowBotUsers",),
        leads=True,
    )


def person_jump(resource: str) -> Action:
    """The `o` action of a log: the subscriber that a row is about."""

    async def run(context: Context) -> None:
        from flotui.resources.people import show

        row = context.row
        await show(context.ask, context.workspace, row.user_ns, row.who())

    return Action(
        f"{resource}.subscriber",
        "Show the subscriber",
        "o",
        run,
        hint="subscriber",
        unless=lambda context: None if context.row.user_ns else "This row is about no subscriber.",
        operations=("flowBotUserInfo",),
        leads=True,
    )


def creating(resource: str, noun: str, run: Run, operation: str) -> Action:
    """The `n` action: make another one.

    Args:
        resource: the resource's id.
        noun: what a row is called.
        run: asks for it and makes it.
        operation: the id of the operation that makes it.
    """
    return Action(
        f"{resource}.new",
        f"New {noun}",
        "n",
        run,
        hint="new",
        risk=Risk.WRITE,
        needs="nothing",
        operations=(operation,),
    )


def editing(resource: str, title: str, run: Run, operation: str) -> Action:
    """The `e` action: change a row.

    Args:
        resource: the resource's id.
        title: what it does, for palette and help.
        run: asks what it becomes and changes it.
        operation: the id of the operation that changes it.
    """
    return Action(f"{resource}.edit", title, "e", run, hint="edit", risk=Risk.WRITE, operations=(operation,))


def deleting(
    resource: str, noun: str, edit: Callable[[Any], Edit], operation: str, warn: Warn | None = None
) -> Action:
    """The `d` action of what can be deleted for good: its name is typed to confirm, or the number of those marked.

    Args:
        resource: the resource's id.
        noun: what a row is called.
        edit: makes the edit of a row.
        operation: the id of the operation that deletes it.
        warn: says what else goes with it.
    """

    async def run(context: Context) -> None:
        await delete_rows(context, noun, edit, lambda row: str(row.name), warn)

    return Action(
        f"{resource}.delete",
        f"Delete the {noun}",
        "d,delete",
        run,
        hint="delete",
        risk=Risk.DESTRUCTIVE,
        needs="some",
        operations=(operation,),
    )
