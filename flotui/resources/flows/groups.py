# SPDX-License-Identifier: MIT
"""Groups of agents: making and changing them, and who is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flotui.api.catalogue import Risk
from flotui.api.models.team import AgentGroup
from flotui.repositories import team as edits
from flotui.repositories.team import AGENT_GROUP
from flotui.resources.ask import Choice, Field, ToggleAnswer, Toggles
from flotui.resources.base import Action, Column, Context, DetailLine, Resource, Tab
from flotui.resources.copying import copy_action
from flotui.resources.crud import create, delete, edit
from flotui.resources.flows.common import offers
from flotui.resources.format import id_column, line, unknown_lines
from flotui.resources.reading import last, read_all
from flotui.resources.telling import changed, unchanged
from flotui.resources.text import Text, dim
from flotui.text.plural import counted

if TYPE_CHECKING:
    from flotui.workspace import Workspace

_ONLINE = ("as they come", "online first", "online only")
_SEES = ("all conversations", "only those assigned to oneself")


def _fields(row: AgentGroup) -> tuple[Field, ...]:
    return (
        Field("name", "Name", value=row.name, required=True),
        Field(
            "assign_method",
            "Assignment",
            "choice",
            row.assign_method or edits.ASSIGN_METHODS[0],
            choices=[Choice(each, each.replace("_", " ")) for each in edits.ASSIGN_METHODS],
        ),
        Field("online_first", "Agents", "choice", str(row.online_first), choices=_numbered(_ONLINE)),
        Field(
            "only_view_assigned_to_me",
            "They see",
            "choice",
            str(row.only_view_assigned_to_me),
            choices=_numbered(_SEES),
        ),
    )


def _numbered(words: tuple[str, ...]) -> list[Choice]:
    return [Choice(str(number), word) for number, word in enumerate(words)]


async def _members(context: Context[AgentGroup]) -> None:
    workspace = context.workspace
    group = await last(workspace.team.group(context.row.row_id))
    assert group is not None
    agents = await read_all(workspace.team.members())
    inside = frozenset(member.agent_id for member in group.members)

    async def submit(answer: ToggleAnswer) -> None:
        if unchanged(context, answer.add + answer.remove, group.name):
            return
        chosen = [each for each in inside if each not in answer.remove] + list(answer.add)
        order = [agent.row_id for agent in agents]
        chosen.sort(key=lambda each: order.index(each) if each in order else len(order))
        entries = await workspace.apply(edits.set_members(group, chosen))
        changed(context, f"{group.name} has {counted(len(chosen), 'agent')}.", entries)

    unknown = "" if group.tells_members else " (current members unknown; your choice replaces them)"
    choices = [Choice(agent.row_id, agent.name, f"{agent.role} · {agent.email}") for agent in agents]
    await context.ask.toggle(Toggles(f"Agents of {group.name}{unknown}", choices, on=inside), submit)


def _word(words: tuple[str, ...], number: int) -> str:
    return words[number] if 0 <= number < len(words) else str(number)


def _inside(row: AgentGroup) -> Text:
    if not row.tells_members:
        return dim("the host doesn't say")
    return ", ".join(member.name or member.agent_id for member in row.members) or dim("nobody")


def _lines(workspace: Workspace, row: AgentGroup) -> list[DetailLine]:
    return [
        line("name", row.name),
        line("assignment", row.assign_method.replace("_", " ")),
        line("agents", _word(_ONLINE, row.online_first)),
        line("they see", _word(_SEES, row.only_view_assigned_to_me)),
        DetailLine(
            "members", _inside(row), ", ".join(member.name or member.agent_id for member in row.members)
        ),
        line("id", row.id),
        *unknown_lines(row, ()),
    ]


GROUPS: Resource[AgentGroup] = Resource(
    id="agent-groups",
    title="Agent groups",
    kind=AGENT_GROUP,
    aliases=("groups", "gr"),
    columns=(
        Column("name", "Name", lambda row: row.name, width=16, flex=1),
        Column("method", "Assignment", lambda row: row.assign_method.replace("_", " "), width=14),
        Column("online", "Agents", lambda row: _word(_ONLINE, row.online_first), width=12, priority=1),
        id_column(lambda row: row.id, priority=2),
    ),
    tabs=(Tab("about", "Agent group", lines=_lines),),
    actions=(
        create(
            "agent-groups",
            AGENT_GROUP,
            _fields(AgentGroup()),
            then="Press {agent-groups.members} to add agents.",
        ),
        edit(
            "agent-groups",
            AGENT_GROUP,
            lambda _, row: _fields(row),
            change=lambda _, row, values: edits.update_group(row, values),
        ),
        Action(
            "agent-groups.members",
            "Choose its agents",
            "a",
            _members,
            hint="agents",
            risk=Risk.WRITE,
            operations=("teamUpdateAgentGroupUsers", "teamViewAgentGroup", "workspaceMembers"),
        ),
        delete("agent-groups", AGENT_GROUP),
        copy_action("agent-groups", offers(("name", "name"), ("id", "id"))),
    ),
)
