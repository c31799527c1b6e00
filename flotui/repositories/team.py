"""The workspace's people: agents, their groups, and the labels they use."""

from __future__ import annotations

from collections.abc import AsyncIterator

from flotui.api.call import Call
from flotui.api.models.team import Agent, AgentGroup, TeamLabel
from flotui.repositories.base import Reader
from flotui.repositories.kinds import Kind
from flotui.repositories.rows import Rows
from flotui.repositories.snapshot import Snapshot

LABEL = Kind("label", TeamLabel)
AGENT = Kind("agent", Agent, searched=("name", "email", "role"))
AGENT_GROUP = Kind("agent group", AgentGroup)


class Team:
    """Reads of the workspace's people."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def labels(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[TeamLabel]]]:
        """The labels."""
        return self._reader.rows(LABEL, Call.of("teamLabels"), force=force)

    def agents(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[Agent]]]:
        """Who answers for this bot."""
        return self._reader.rows(AGENT, Call.of("flowAgents"), force=force)

    def groups(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[AgentGroup]]]:
        """The groups of agents."""
        return self._reader.rows(AGENT_GROUP, Call.of("teamAgentGroups"), force=force)
