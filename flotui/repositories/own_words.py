# SPDX-License-Identifier: MIT
"""Which words of a chat are one's own: the host shows what is sent through the API as the bot's (behaviour.md, Chat)."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import msgspec

from flotui.api.call import Call
from flotui.api.host_clock import HostClock
from flotui.api.models.subscriber import ChatMessage, oldest_first
from flotui.repositories.inbox import ANSWERS, OwnAnswer, answers
from flotui.repositories.shown import AFTER, BEFORE, SEND_TEXT, as_shown, shown
from flotui.store.entry import Entry, Outcome
from flotui.store.few import number_of
from flotui.store.job import Step
from flotui.store.journal import Journal
from flotui.store.trouble import StoreFailed

ME = "me"
"""Who has sent a message that is one's own."""
SENDER = "sender_id"
"""Under which key of `called` that stands."""

_LOOKED = 100
"""The journal's newest entries about one person that are looked through."""
_LATELY = 3 * 86_400.0
"""Seconds for which an answer is looked for where nobody's chat is read."""
_CONTENT = "flowBotUserSendContent"


class OwnText(msgspec.Struct, frozen=True):
    """A text that this program sent to somebody."""

    at: float
    """When, in unix seconds by the host's clock."""
    text: str
    """What it says, as `as_shown` has it."""


class OwnWords:
    """What this program said to whom, by hand and by jobs, as its journal has it."""

    def __init__(self, journal: Journal, clock: HostClock) -> None:
        """
        Args:
            journal: what was sent.
            clock: the host's.
        """
        self._journal = journal
        self._clock = clock

    async def texts(self, user_ns: str) -> list[OwnText]:
        """The texts that somebody was sent.

        Args:
            user_ns: their id.
        """
        try:
            entries, steps = await self._about(user_ns)
        except StoreFailed:  # the start has said so
            return []
        written: list[Entry | Step] = [*entries, *steps]
        return [
            OwnText((each.at or 0.0) + self._clock.ahead, text)
            for each in written
            if each.outcome is Outcome.DONE
            for text in _texts_of(each.call)
        ]

    async def mark(self, user_ns: str, messages: Sequence[ChatMessage]) -> None:
        """Have messages that are one's own say so, under `SENDER` of what is called.

        Args:
            user_ns: whose chat it is.
            messages: its messages, in any order.
        """
        called(messages, ours(messages, await self.texts(user_ns)))

    async def arrived(self, user_ns: str, messages: Sequence[ChatMessage]) -> list[Entry]:
        """The texts of unknown outcome that a chat shows, the oldest first.

        Args:
            user_ns: whose chat it is.
            messages: its newest messages, as the host has them now.

        Raises:
            StoreFailed: when the journal can't be read.
        """
        entries, steps = await self._about(user_ns)
        left = (Outcome.DONE, Outcome.UNKNOWN, Outcome.INTENDED)
        others = [
            OwnText(each.at or 0.0, text)
            for each in steps
            if each.outcome in left and each.call.operation_id == SEND_TEXT
            for text in _texts_of(each.call)
        ]
        return shown(entries, messages, self._clock.ahead, others)

    async def answers(self, user_ns: str | None = None) -> Mapping[str, OwnAnswer]:
        """What was last sent to whom that is a human's word, by their ids.

        Args:
            user_ns: to whom; None for everybody who was sent something lately.
        """
        try:
            found = (
                await self._journal.written(_LOOKED, user_ns)
                if user_ns is not None
                else await self._journal.newest_of(ANSWERS, time.time() - _LATELY)
            )
        except StoreFailed:  # the start has said so
            return {}
        return answers(found, self._clock.ahead)

    async def _about(self, user_ns: str) -> tuple[list[Entry], list[Step]]:
        """What was written to somebody, the newest first, and by jobs of many rows."""
        entries = await self._journal.written(_LOOKED, user_ns)
        known = {each.id for each in entries}
        steps = await self._journal.jobs.steps_about(user_ns)
        return entries, [each for each in steps if number_of(each.job, each.n) not in known]


def called(messages: Iterable[ChatMessage], own: frozenset[str]) -> None:
    """Have messages say that they are one's own.

    Args:
        messages: messages.
        own: the ids of those that are.
    """
    for each in messages:
        if own and each.row_id in own:
            each.called = {**each.called, SENDER: ME}


def ours(messages: Iterable[ChatMessage], sent: Sequence[OwnText]) -> frozenset[str]:
    """The ids of the messages that are one's own: one to one with what was sent, and none where the bot may have said the
    same meanwhile.

    Args:
        messages: of a chat, in any order.
        sent: what this program sent to its person.
    """
    if not sent:
        return frozenset()
    rows: dict[str, list[ChatMessage]] = {}
    wanted = {each.text for each in sent}
    for message in messages:
        if _is_bots(message) and (text := as_shown(message.body)) in wanted:
            rows.setdefault(text, []).append(message)
    return frozenset(
        row.row_id
        for text, group in groupby(
            sorted(sent, key=lambda each: (each.text, each.at)), lambda each: each.text
        )
        if text in rows
        for near in _near(list(group))
        for row in _matched(rows[text], near)
    )


def _near(sent: Sequence[OwnText]) -> Iterator[list[OwnText]]:
    """Sends of one text, the oldest first, in groups whose rows might be each other's."""
    group: list[OwnText] = []
    for each in sent:
        if group and each.at - BEFORE > group[-1].at + AFTER:
            yield group
            group = []
        group.append(each)
    yield group


def _matched(rows: Sequence[ChatMessage], sent: Sequence[OwnText]) -> list[ChatMessage]:
    """The rows of a group of sends; none where there are more or fewer than were sent."""
    found = oldest_first([row for row in rows if sent[0].at - BEFORE <= row.ts <= sent[-1].at + AFTER])
    if len(found) != len(sent):
        return []
    alike = all(-BEFORE <= row.ts - each.at <= AFTER for row, each in zip(found, sent, strict=True))
    return found if alike else []


def _is_bots(message: ChatMessage) -> bool:
    return message.type == "out" and message.agent_id in ("", "0") and not message.failed


def _texts_of(call: Call) -> list[str]:
    """The texts that a call sends to one person, as a chat shows them."""
    if call.operation_id == SEND_TEXT:
        return [as_shown(str(call.json.get("content", "")))]
    data = call.json.get("data") if call.operation_id == _CONTENT else None
    content = data.get("content") if isinstance(data, dict) else None
    messages = content.get("messages") if isinstance(content, dict) else None
    return [
        as_shown(str(each.get("text")))
        for each in (messages if isinstance(messages, list) else ())
        if isinstance(each, dict) and each.get("type") == "text" and each.get("text")
    ]
