# SPDX-License-Identifier: MIT
"""The workspace around a bot: its people, groups, labels and other bots."""

from __future__ import annotations

from typing import ClassVar

from flotui.api.models.base import Model


class TeamLabel(Model):
    """A team-level mark on subscribers."""

    id: str = ""
    name: str = ""


class Agent(Model):
    """Someone who works in the dashboard."""

    id: str = ""
    name: str = ""
    email: str = ""
    role: str = ""
    is_online: bool | None = None
    """None where the host doesn't say."""
    image: str = ""


class Member(Model):
    """An agent in a group. Hosts say who it is under `user_id` or `id`."""

    ID: ClassVar[str] = "user_id"
    user_id: str = ""
    id: str = ""
    name: str = ""
    weighting: int = 1

    @property
    def agent_id(self) -> str:
        """Whose id it is."""
        return self.user_id or self.id


class AgentGroup(Model):
    """Agents among whom conversations are assignment."""

    id: str = ""
    name: str = ""
    image: str = ""
    assign_method: str = ""
    """random, least_assigned or round_robin."""
    online_first: int = 0
    """0 as it comes, 1 online first, 2 online only."""
    only_view_assigned_to_me: int = 0
    """0 all conversations, 1 only those assigned to oneself."""
    members: tuple[Member, ...] = ()

    @property
    def tells_members(self) -> bool:
        """Whether the host said who is in it: lists don't, and the contract is silent on details."""
        return isinstance(self.raw.get("members"), list)


class WorkspaceBot(Model):
    """A bot of the workspace; the API calls it a flow."""

    ID: ClassVar[str] = "flow_ns"
    flow_ns: str = ""
    name: str = ""
    type: str = ""
    linked_label: str = ""

    @property
    def channel(self) -> str:
        """The API's name of the channel that it talks on."""
        return self.type


class WorkspaceInfo(Model):
    """The workspace itself."""

    id: str = ""
    name: str = ""
    owner_id: str = ""
    owner_email: str = ""


class Me(Model):
    """The person who made the token."""

    id: str = ""
    name: str = ""
    email: str = ""
