# SPDX-License-Identifier: MIT
"""How a write says who is in a group of agents."""

from __future__ import annotations

from collections.abc import Sequence

from flotui.api.call import Call
from flotui.api.models.team import AgentGroup
from flotui.repositories.edit import Patch
from flotui.repositories.kinds import AnyKind
from flotui.repositories.targets import NoWay, Target, Values
from flotui.store.journal import Change


class Members(Target):
    """Who is in a group: all at once. Paths are `members.7`, a value is the weighting; None is not in it."""

    whole = True

    def __init__(self, kind: AnyKind) -> None:
        """
        Args:
            kind: that of groups.
        """
        super().__init__(kind, kind.reads_given, kind.row_given)

    def sets(self, call: Call, row: object = None) -> Values:
        """The weighting of each; None for who is no longer in it."""
        gone: dict[str, object] = dict.fromkeys(f"members.{agent}" for agent in self._weights(row))
        return gone | {
            f"members.{each['user_id']}": each.get("weighting", 1) for each in call.json["members"]
        }

    def has(self, row: object, path: str) -> object:
        """The weighting; None for who is not in it."""
        return self._weights(row).get(path.partition(".")[2])

    @staticmethod
    def _weights(row: object) -> dict[str, int]:
        return {each.agent_id: each.weighting for each in AgentGroup.read(row).members}

    def setting(self, call: Call, values: Values, row: object) -> Call:
        """All members: those of the host, with these changes."""
        held = {path.partition(".")[2]: weight for path, weight in self.sets(call).items()}
        if row is not None and AgentGroup.read(row).tells_members:
            held = self._weights(row)
        held |= {path.partition(".")[2]: weight for path, weight in values.items()}
        members = [
            {"user_id": int(agent), "weighting": weight}
            for agent, weight in sorted(held.items(), key=lambda item: int(item[0]))
            if weight is not None
        ]
        if not members:
            raise NoWay("members")  # the host takes no empty list
        return Call.of(call.operation_id, path=dict(call.path), body={"members": members})

    def along(self, call: Call, row: object) -> object:
        """All members."""
        return row

    def patch(self, changes: Sequence[Change]) -> Patch:
        """The group with who is in it."""
        new = {each.path.partition(".")[2]: each for each in changes}

        def patch(row: dict[str, object]) -> dict[str, object]:
            found = AgentGroup.read(row)
            if not found.tells_members:
                return row
            kept = [each.raw for each in found.members if each.agent_id not in new]
            made = [
                {"user_id": int(agent), "name": each.name, "weighting": each.after}
                for agent, each in new.items()
                if each.after is not None
            ]
            return {**row, "members": [*kept, *made]}

        return patch
