# SPDX-License-Identifier: MIT
"""The subscribers' chats: made from the seed when asked for, with what was sent since after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flotui.sandbox.clock import MINUTE, Clock
from flotui.sandbox.reply import Row
from flotui.sandbox.seed.crowd import Crowd
from flotui.sandbox.seed.talk import Line

_SLOTS = 1_000_000
"""Message ids a subscriber has room for, so that an id tells whose it is."""

_AGENT = 21


class Chats:
    """Every message of every subscriber."""

    def __init__(self, crowd: Crowd, clock: Clock, chat: Callable[[int, int], Sequence[Line]]) -> None:
        """Start with the seed's chats.

        Args:
            crowd: whose chats they are.
            clock: dates what is sent.
            chat: what was said in a chat, by the seed and whose it is.
        """
        self._crowd = crowd
        self._clock = clock
        self._chat = chat
        self._sent: dict[int, list[Row]] = {}

    def messages(self, index: int) -> list[Row]:
        """A subscriber's messages, oldest first."""
        sent = self._sent.get(index)
        seeded = self._seeded(index)
        return sorted([*seeded, *sent], key=lambda row: int(row["ts"])) if sent else seeded

    def add(
        self,
        index: int,
        kind: str,
        text: str,
        *,
        media: str = "text",
        payload: dict[str, object] | None = None,
        username: str = "",
        at: int | None = None,
    ) -> Row:
        """Add a message.

        Args:
            index: whose chat it is.
            kind: `in`, `out`, `agent`, `note` or `system`.
            text: what it says.
            media: its `msg_type`.
            payload: its payload; the text where none is given.
            username: what the agent is called whose word it is, where it is one's.
            at: when it was said, in unix seconds; now by default.
        """
        sent = self._sent.setdefault(index, [])
        place = _SLOTS // 2 + len(sent)
        moment = self._clock.timestamp() if at is None else at
        row = self._row(index, place, Line(0, kind, text, media, payload or {}), moment)
        row["username"] = username or row["username"]
        sent.append(row)
        return row

    def by_mid(self, mid: str) -> Row | None:
        """The message of that mid, or None."""
        try:
            index = int(mid.split(".")[1])
        except (IndexError, ValueError):
            return None
        return next((row for row in self.messages(index) if row["mid"] == mid), None)

    def _seeded(self, index: int) -> list[Row]:
        if index >= self._crowd.size:
            return []
        lines = self._chat(self._crowd.seed, index)
        moment = self._crowd.last_message_at(index)
        rows = []
        for place in reversed(range(len(lines))):
            rows.append(self._row(index, place, lines[place], moment))
            moment -= lines[place].minutes * MINUTE
        return rows[::-1]

    def _row(self, index: int, place: int, line: Line, moment: int) -> Row:
        inbound = line.kind == "in"
        by_agent = line.kind in ("agent", "note")
        return {
            "id": index * _SLOTS + place + 1,
            "mid": f"mid.{index}.{place}",
            "type": line.kind,
            "msg_type": line.media,
            "content": line.text,
            "payload": line.payload or {"text": line.text},
            "sender_id": self._crowd.ns(index) if inbound else None,
            "agent_id": _AGENT if by_agent else 0,
            "username": "Lívia" if by_agent else "",
            "ts": moment,
        }
