# SPDX-License-Identifier: MIT
"""The workspace around the bot: people, groups, labels, other bots.

What an edit is compared with is imported when one is made.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flotui.api.argument import body_of
from flotui.api.call import Call
from flotui.api.models.subscriber import Subscriber, without_empty_fields
from flotui.api.models.team import Agent, AgentGroup, Me, TeamLabel, WorkspaceBot, WorkspaceInfo
from flotui.repositories.base import Reader
from flotui.repositories.edit import Edit, Touch
from flotui.repositories.kinds import AnyKind, Kind, ShownIn, keys_of
from flotui.repositories.paging import Numbered
from flotui.repositories.row_kinds import RowLink
from flotui.repositories.rows import Rows
from flotui.repositories.snapshot import Snapshot
from flotui.text.fold import fold
from flotui.text.plural import counted

if TYPE_CHECKING:
    from flotui.repositories.targets import Target


def _group_and_members(kind: AnyKind) -> Mapping[str, Target]:
    from flotui.repositories.targets_members import Members  # nothing is compared before the first screen

    return {
        "teamUpdateAgentGroup": keys_of(kind, whole=True),
        "teamUpdateAgentGroupUsers": Members(kind),
    }


LABEL = Kind(
    "label",
    TeamLabel,
    list="teamLabels",
    create="teamCreateLabel",
    delete="teamDeleteLabel",
    by="id",
    arguments=("label_id",),
    called_by=("label_name",),
    shown_in=ShownIn(held=("subscriber", "workspace subscriber")),
    deletes=("teamDeleteLabelByName",),
)
AGENT = Kind(
    "agent",
    Agent,
    searched=("name", "email", "role"),
    ttl=60.0,
    list="flowAgents",
    by="agent_id",
    arguments=("assignee", "members.user_id"),
    also=("email",),
)
AGENT_GROUP = Kind(
    "agent group",
    AgentGroup,
    searched=("name", "assign_method"),
    list="teamAgentGroups",
    one="teamViewAgentGroup",
    create="teamCreateAgentGroup",
    change="teamUpdateAgentGroup",
    delete="teamDeleteAgentGroup",
    by="id",
    arguments=("agent_group_id",),
    shown_in=ShownIn(held=("subscriber", "workspace subscriber")),
    compared=_group_and_members,
)
BOT = Kind("bot", WorkspaceBot, searched=("name", "type", "linked_label"), list="workspaceBots", by="flow_ns")


def bot_of(user_ns: str) -> str:
    """The id of the bot whose subscriber somebody is: their own id begins with it.

    Args:
        user_ns: the subscriber's id: `f1284u903`.
    """
    return user_ns.partition("u")[0]


TEAM_SUBSCRIBER = Kind(
    "workspace subscriber",
    Subscriber,
    searched=("name", "first_name", "last_name", "phone", "email", "user_id"),
    numbers=("phone",),
    ttl=60.0,
    keep=without_empty_fields,
    list="teamBotUsers",
    pager=Numbered(pages=1000),
    whole=False,
    stale_after=("flowCreateBotUser", "flowCreateManyBotUsers", "flowUpdateBotUser", "flowDeleteBotUser"),
    links=(RowLink("bot", BOT, searched=False, of=lambda row: bot_of(str(row.get("user_ns") or ""))),),
)
"""Somebody of any bot of the workspace. Their rows say less than the bot's own, so they are kept apart."""


def agent_of(me: Me, agents: Iterable[Agent]) -> Agent | None:
    """The agent who somebody with a token is; None where none is known to be.

    The host's ids of users and of agents need not be the same ones, so an id alone decides only where no address
    and no name speaks against it.

    Args:
        me: whose the token is.
        agents: the agents of the bot; none where they aren't known, and then the id is all there is.
    """
    known = list(agents)
    if not known:
        return Agent(id=me.id, name=me.name, email=me.email) if me.id else None
    mail, name = me.email.casefold(), fold(me.name)
    same = next((each for each in known if mail and each.email.casefold() == mail), None)
    by_id = next((each for each in known if me.id and each.id == me.id), None)
    if same is not None or by_id is None:
        return same
    other = mail and by_id.email and name and by_id.name and fold(by_id.name) != name
    return None if other else by_id


ASSIGN_METHODS = ("random", "least_assigned", "round_robin")
"""How a group shares conversations out."""


class Team:
    """Reads of the workspace."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def labels(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[TeamLabel]]]:
        """The labels."""
        return self._reader.list_of(LABEL, force=force)

    def agents(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[Agent]]]:
        """The agents who work on this bot."""
        return self._reader.list_of(AGENT, force=force)

    def members(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[Agent]]]:
        """Everybody of the workspace."""
        return self._reader.rows(AGENT, Call.of("workspaceMembers"), force=force)

    def groups(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[AgentGroup]]]:
        """The groups of agents."""
        return self._reader.list_of(AGENT_GROUP, force=force)

    def group(self, row_id: str, *, force: bool = False) -> AsyncIterator[Snapshot[AgentGroup | None]]:
        """One group, with its members where the host tells them."""
        return self._reader.one_of(AGENT_GROUP, row_id, force=force)

    def bots(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[WorkspaceBot]]]:
        """The workspace's bots."""
        return self._reader.list_of(BOT, force=force)

    def info(self, *, force: bool = False) -> AsyncIterator[Snapshot[WorkspaceInfo | None]]:
        """The workspace itself."""
        return self._reader.object(Call.of("workspaceInfo"), WorkspaceInfo.read, force=force)

    def me(self, *, force: bool = False) -> AsyncIterator[Snapshot[Me | None]]:
        """The person who made the token."""
        return self._reader.object(Call.of("UserInfo"), Me.read, force=force)


def update_group(group: AgentGroup, changes: Mapping[str, str]) -> Edit:
    """Change a group; the inverse changes it back. What stays is sent along, because a host might reset it.

    Args:
        group: the group as it is.
        changes: the new values by argument, as text.
    """
    old: dict[str, object] = {
        "name": group.name,
        "image": group.image,
        "assign_method": group.assign_method or ASSIGN_METHODS[0],
        "online_first": group.online_first,
        "only_view_assigned_to_me": group.only_view_assigned_to_me,
    }
    new = {**old, **body_of("teamUpdateAgentGroup", changes)}
    call = Call.of("teamUpdateAgentGroup", path={"id": group.row_id}, body=new)
    return AGENT_GROUP.edit(call, f"Change agent group {group.name}", group.row_id, group.raw)


def set_members(group: AgentGroup, agents: Sequence[str]) -> Edit:
    """Say who is in a group: these and no others. Who was in it keeps their weighting.

    Args:
        group: the group as its detail has it.
        agents: the ids of its agents.
    """
    weights = {member.agent_id: member.weighting for member in group.members}
    members = [{"user_id": int(each), "weighting": weights.get(each, 1)} for each in agents]
    call = Call.of("teamUpdateAgentGroupUsers", path={"id": group.row_id}, body={"members": members})
    names = {f"members.{each.agent_id}": each.name or f"agent {each.agent_id}" for each in group.members}
    edit = AGENT_GROUP.edit(
        call, f"Put {counted(len(members), 'agent')} in {group.name}", group.row_id, group.raw, names
    )
    if group.tells_members:
        return edit
    # Where the host didn't say who was in it, nothing was seen, and there is nothing to set back.
    return replace(
        edit,
        changes=(),
        inverse=None,
        touches=(Touch(AGENT_GROUP, group.row_id, reread=AGENT_GROUP.one_call(group.row_id)),),
    )
