# SPDX-License-Identifier: MIT
"""Agents who are online, with their open chats among those who wrote in the past day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from flotui.api.models.team import Agent
from flotui.repositories.inbox import OPEN
from flotui.repositories.waiting import RECENT
from flotui.resources.base import Column, Query
from flotui.resources.text import Span, Text, dim
from flotui.resources.today.common import Reading, TodayList, bar_of, opening, snapshot
from flotui.text.glyphs import glyph
from flotui.text.plural import count

if TYPE_CHECKING:
    from flotui.workspace import Workspace

_LOOKED = 500
"""How many of those who wrote lately are counted."""


class AtWork(msgspec.Struct, frozen=True):
    """An agent and what they have open."""

    agent: Agent
    chats: int
    most: int
    """How many the one with the most has."""
    of: int
    """How many agents there are."""


def at_work(agents: Sequence[Agent], chats: Mapping[str, int]) -> list[AtWork]:
    """The agents who are online or have open chats: those online first, then by how many they have.

    Args:
        agents: all of them.
        chats: how many open chats are assigned to whom, by the agent's id.
    """
    shown = [each for each in agents if each.is_online or chats.get(each.row_id)]
    most = max((chats.get(each.row_id, 0) for each in shown), default=0)
    rows = [AtWork(each, chats.get(each.row_id, 0), most, len(agents)) for each in shown]
    return sorted(rows, key=lambda row: (not row.agent.is_online, -row.chats, row.agent.name))


async def open_chats(workspace: Workspace) -> Counter[str]:
    """How many open chats are assigned to whom, of those who wrote in the past day and are here."""
    found: Counter[str] = Counter()
    with workspace.reader.only_here():
        snapshots = [each async for each in workspace.subscribers.list(RECENT)]
    for each in snapshots:
        for person in await each.value.first(_LOOKED):
            if person.status in OPEN and person.agent_id not in ("", "0"):
                found[person.agent_id] += 1
    return found


def _read(workspace: Workspace, query: Query) -> Reading[AtWork]:
    async def reading() -> Reading[AtWork]:
        async for found in workspace.team.agents(force=query.force):
            agents = await found.value.all()
            yield snapshot(found, at_work(agents, await open_chats(workspace)), lambda row: row.agent.row_id)

    return reading()


def _name(row: AtWork) -> Text:
    if row.agent.is_online:
        return (Span(f"{glyph('open')} ", "good"), Span(row.agent.name))
    return (Span(f"{glyph('new')} {row.agent.name}", "dim"),)


def _sums(rows: Sequence[AtWork]) -> str:
    online = sum(row.agent.is_online is True for row in rows)
    return f"{count(online)} of {count(rows[0].of)} online" if rows else ""


AGENTS: TodayList[AtWork] = TodayList(
    id="today-agents",
    title="Agents",
    singular="agent",
    read=_read,
    columns=(
        Column("name", "", _name, width=14, flex=1),
        Column("bar", "", lambda row: bar_of(row.chats, row.most), width=11, priority=1),
        Column("open", "", lambda row: (Span(count(row.chats)), *dim(" open")), width=8, align="right"),
    ),
    row_id=lambda row: row.agent.row_id,
    label=lambda row: row.agent.name,
    opens="today-agents.open",
    actions=(opening("agents", "agents", lambda row: row.agent.row_id),),
    sums=_sums,
    made_of=frozenset({"agent", "subscriber"}),
    empty="No agent is online.",
    operations=("flowAgents",),
)
