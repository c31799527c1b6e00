"""The workspace's people and what they put on conversations."""

from __future__ import annotations

from flotui.api.models.base import Model


class TeamLabel(Model):
    """A team-level mark that conversations carry."""

    id: str = ""
    name: str = ""


class Agent(Model):
    """Someone who answers."""

    id: str = ""
    name: str = ""
    email: str = ""
    role: str = ""
    is_online: bool = False


class AgentGroup(Model):
    """Agents whom conversations are shared out among."""

    id: str = ""
    name: str = ""
    assign_method: str = ""
    """random, least_assigned or round_robin."""
    online_first: int = 0
    """0 as they come, 1 those online first, 2 only those online."""
    only_view_assigned_to_me: bool = False
