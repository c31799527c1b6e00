# SPDX-License-Identifier: MIT
"""Logs, and the figures that are counted from them."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from flotui.sandbox.clock import DAY, Clock, stamp
from flotui.sandbox.dice import Dice
from flotui.sandbox.reply import Row, invalid
from flotui.sandbox.seed import past
from flotui.sandbox.seed.crowd import Crowd
from flotui.sandbox.seed.team import FLOWS
from flotui.sandbox.table import Table

_RANGES = ("yesterday", "last_7_days", "last_week", "last_30_days", "last_month", "last_3_months")


class History:
    """What happened. Log rows are oldest first here and have their time under `_ts`."""

    def __init__(self, crowd: Crowd, clock: Clock) -> None:
        """Start with the seed's past.

        Args:
            crowd: to whom it happened.
            clock: dates what is added.
        """
        self._crowd = crowd
        self._clock = clock

    @functools.cached_property
    def errors(self) -> Table:
        """The error log."""
        seeded = sorted(
            past.errors(self._crowd, self._clock.midnight()), key=lambda row: int(str(row["_ts"]))
        )
        return Table("Error", "id", seeded, first=90_001)

    @functools.cached_property
    def events(self) -> Table:
        """Custom events that were logged."""
        return Table("Event", "id", past.events(self._crowd, self._clock.start), first=300_001)

    @functools.cached_property
    def activities(self) -> Table:
        """What agents did."""
        return Table("Activity", "id", past.activities(self._crowd, self._clock.start), first=70_001)

    @functools.cached_property
    def conversations(self) -> Table:
        """Conversations."""
        return Table("Conversation", "id", past.conversations(self._crowd, self._clock.start), first=40_001)

    def note(self, log: Table, **row: object) -> Row:
        """Append a row to a log, dated now."""
        moment = self._clock.timestamp()
        return log.add({"_ts": moment, "created_at": stamp(moment), **row})

    def days(self, name: str) -> list[int]:
        """The days of a range, as days before today. Today itself is never in one.

        Raises:
            Refusal: 422 for a range that the host does not have.
        """
        if name not in _RANGES:
            raise invalid("range", "The selected range is invalid.")
        today = self._clock.midnight()
        weekday = (today // DAY + 3) % 7
        of_month = int(stamp(today)[8:10])
        last_month = int(stamp(today - of_month * DAY)[8:10])
        spans = {
            "yesterday": range(1, 2),
            "last_7_days": range(1, 8),
            "last_week": range(weekday + 1, weekday + 8),
            "last_30_days": range(1, 31),
            "last_month": range(of_month, of_month + last_month),
            "last_3_months": range(1, 91),
        }
        return list(spans[name])

    def flow_days(self, name: str, flow_ns: str = "") -> list[Row]:
        """A row for each bot and day of the range, in no order, as the host has them."""
        midnight = self._clock.midnight()
        rows = [
            past.flow_day(self._crowd.seed, str(flow["flow_ns"]), ago, midnight, self._size(place))
            for place, flow in enumerate(FLOWS)
            if flow_ns in ("", flow["flow_ns"])
            for ago in self.days(name)
        ]
        return self._shuffled(rows)

    def agent_days(self, name: str, agents: Iterable[int], flow_ns: str = "") -> list[Row]:
        """A row for each agent and day of the range, in no order."""
        midnight = self._clock.midnight()
        first = str(FLOWS[0]["flow_ns"])
        if flow_ns not in ("", first):
            return []
        rows = [
            past.agent_day(self._crowd.seed, first, agent, ago, midnight)
            for agent in agents
            for ago in self.days(name)
        ]
        return self._shuffled(rows)

    def _size(self, place: int) -> int:
        return self._crowd.size // (place * place * 3 + 1)

    def _shuffled(self, rows: list[Row]) -> list[Row]:
        order = sorted(range(len(rows)), key=lambda place: Dice(self._crowd.seed, "order", place).throw())
        return [rows[place] for place in order]
