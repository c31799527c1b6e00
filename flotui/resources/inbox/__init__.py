# SPDX-License-Identifier: MIT
"""Waiting: who waits for an answer, the longest wait first, and their chat beside."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from flotui.api.errors import FlochatError
from flotui.repositories.inbox import Waiter, longest_wait
from flotui.repositories.snapshot import Snapshot
from flotui.repositories.waiting import WaitingRows
from flotui.repositories.window import ReplyWindow, window_of
from flotui.resources.base import Column, Query, Resource, RowSource
from flotui.resources.copying import copy_action
from flotui.resources.inbox import actions as own
from flotui.resources.inbox.covering import begin_to_cover, cover
from flotui.resources.keys import key_of
from flotui.resources.last_words import last_words
from flotui.resources.subscribers import actions, inspect, offers
from flotui.resources.subscribers.detail import TABS
from flotui.resources.text import Span, Text, dim
from flotui.resources.walked import Walked
from flotui.resources.windows import GAUGE_WIDTH, LEFT_WIDTH, gauge_cell, left_cell, shuts_at
from flotui.text.channels import channel
from flotui.text.moments import span
from flotui.text.plural import count
from flotui.workspace.following import is_following

if TYPE_CHECKING:
    from flotui.workspace import Workspace

_AT_ONCE = 5
"""Chats that are read by themselves each time that the list is followed."""
_WORDS = 22
"""The cells of somebody's last words that say more than the channel."""


def _again(number: int) -> str:
    left = (
        "1 still waits: this one" if number == 1 else f"{count(number)} still wait; this is the first of them"
    )
    return f"That was the last one. {left}."


def _read(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[Waiter]]]:
    async def reading() -> AsyncIterator[Snapshot[RowSource[Waiter]]]:
        found = None
        async for found in workspace.inbox.read(force=query.force, as_before=query.as_before):
            if is_following() and found.source == "server":
                await _look_at_new(workspace, found.value)
            begin_to_cover(workspace, found.value)
            yield Snapshot(found.value, found.fetched_at, found.source, found.stale, found.error)
        # Who else there is takes the copy of everyone, which may have to be opened: the rows are here before.
        if found is not None and await cover(workspace, found.value):
            yield Snapshot(found.value, found.fetched_at, found.source, found.stale, found.error)

    return reading()


def _inspect(
    workspace: Workspace, row: Waiter, force: bool = False
) -> AsyncIterator[Snapshot[Waiter | None]]:
    async def reading() -> AsyncIterator[Snapshot[Waiter | None]]:
        async for found in inspect(workspace, row, force):
            value = None if found.value is None else Waiter.read(found.value.raw)
            if value is not None and found.value is not None:
                value.called = found.value.called
            yield Snapshot(value, found.fetched_at, found.source, found.stale, found.error)

    return reading()


async def _look_at_new(workspace: Workspace, rows: WaitingRows) -> None:
    """Read the chats of some who came meanwhile: it is they whom somebody is told of."""
    new = [each for each in rows.rows if each.arrived and each.waits is None][:_AT_ONCE]
    with suppress(FlochatError):  # they stay marked as not known
        if await workspace.inbox.look(new):
            await rows.reopen()


async def _look_closer(workspace: Workspace, rows: Sequence[Waiter]) -> bool:
    """Read the chats of those in sight of whom it isn't known whether they wait, and the rows of those whom the list of
    the past day doesn't bring.
    """
    closed = await workspace.inbox.recheck(rows)
    return await workspace.inbox.look(rows) > 0 or closed


async def _put_in_order(rows: RowSource[Waiter]) -> None:
    """Put them in the order that their chats give, instead of what their rows let expect."""
    if isinstance(rows, WaitingRows):
        await rows.arrange(anew=True)


def waits(row: Waiter) -> Text:
    """For how long somebody waits; marked where their chat was not read, or says no more than that it is so long."""
    waited = row.waited()
    if row.waits is False:
        return (Span("✓", "good"),)
    if waited is None:
        return dim("?")
    if row.waits is None:
        return dim(f"{span(waited)}?")
    return f"{span(waited)}+" if row.heard is not None and row.heard.longer else span(waited)


def window(row: Waiter) -> ReplyWindow:
    """The 24 hours of somebody, from their newest message where their chat was read."""
    at = row.heard.at if row.heard is not None else 0
    return window_of(row, inbound=float(at) if at else None)


def _who(row: Waiter) -> Text:
    mark = Span("draft ", "warn") if row.drafted else Span("new ", "accent") if row.arrived else None
    return row.title if mark is None else (mark, Span(row.title))


def _words(row: Waiter) -> Text:
    if row.waits is False:
        return dim("answered" if row.status in ("open", "pending") else row.status)
    if row.heard is not None and row.heard.nothing:
        return dim("no readable messages")
    if row.heard is None:
        return dim("chat not read")
    return last_words(row.heard)


def _agent(row: Waiter) -> Text:
    if not row.assigned:
        return dim("–")
    return (Span("me", "accent"),) if row.mine else row.who("agent_id")


def summed(rows: Sequence[Waiter]) -> str:
    """What the rows come to: how many wait, since when, and of how many it isn't known."""
    waiting = [each for each in rows if each.waits]
    unknown = sum(each.waits is None for each in rows)
    parts = [count(len(waiting)) + " waiting"]
    if waiting:
        parts.append(f"longest {span(longest_wait(waiting))}")
    if others := sum(each.is_of_another for each in waiting):
        parts.append(f"{count(others)} of other agents, below")
    if unknown:
        parts.append(f"{count(unknown)} may wait (?), {key_of('waiting.look')} reads their chats")
    return " · ".join(parts)


def news(rows: Sequence[Waiter]) -> str:
    """How many came since the rows were put in order; empty for none."""
    arrived = sum(each.arrived and each.waits is not False for each in rows)
    return f"+{count(arrived)} since" if arrived else ""


def _waiting(workspace: Workspace) -> int | None:
    """How many wait or may: of somebody whose chat was not read, only this list tells that it is to be looked at."""
    inbox = workspace.inbox
    return None if inbox.waiting is None else inbox.waiting + inbox.unknown


_CHAT_FIRST = (*(tab for tab in TABS if tab.id == "chat"), *(tab for tab in TABS if tab.id != "chat"))

WAITING: Resource[Waiter] = Resource(
    id="waiting",
    title="Waiting",
    broad=True,
    singular="person who waits",
    aliases=("inbox", "unanswered"),
    read=_read,
    columns=(
        Column("waits", "Waits", waits, width=7, align="right"),
        Column("name", "Who", _who, width=14, flex=2),
        Column("words", "Last words", _words, width=20, flex=3),
        Column(
            "window",
            "Window",
            lambda row: left_cell(window(row)),
            width=LEFT_WIDTH,
            align="right",
            priority=1,
            at=lambda row: shuts_at(window(row)),
        ),
        Column("agent", "Agent", _agent, width=11, flex=1, priority=2),
        Column(
            "channel", "Channel", lambda row: dim(channel(row.channel)), width=9, priority=3, yields=_WORDS
        ),
    ),
    more_columns=(Column("gauge", "Of 24 h", lambda row: gauge_cell(window(row)), width=GAUGE_WIDTH),),
    tabs=_CHAT_FIRST,
    actions=(
        own.done,
        own.take,
        actions.assign,
        actions.send_sub_flow,
        actions.send_template,
        actions.send_message,
        actions.change_tags,
        actions.change_field,
        actions.send_other,
        actions.change_labels,
        own.status,
        own.look,
        copy_action("waiting", offers),
    ),
    row_id=lambda row: row.row_id,
    label=lambda row: row.title,
    inspect=_inspect,
    searched=lambda row: f"{row.title} {row.heard.words if row.heard is not None else ''}",
    sums=summed,
    news=news,
    counted=_waiting,
    look_closer=_look_closer,
    put_in_order=_put_in_order,
    noted=lambda workspace: workspace.inbox.drafted(),
    follow=30.0,
    notable=lambda row: bool(row.waits),
    walked=Walked(
        lambda row: row.waits is False and not row.drafted,
        nobody="Nobody waits for an answer.",
        nobody_else="Nobody else waits.",
        again=_again,
    ),
    empty="Nobody waits for an answer. {app.refresh} asks the host who has written in the past 24 hours.",
    operations=("flowBotUsers", "flowBotUserChatMessages", "UserInfo"),
)
