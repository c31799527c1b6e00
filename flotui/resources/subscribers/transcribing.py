# SPDX-License-Identifier: MIT
"""Transcripts: the chats of many people, a file each. What was written is noted, so that it goes on where it ended."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from flotui.api.exact import dumps
from flotui.api.models.subscriber import ChatMessage, Subscriber, oldest_first
from flotui.config.paths import new_private, write_private
from flotui.repositories.inbox import stamp_of
from flotui.resources.subscribers.transcript import written
from flotui.text.clock import host_now
from flotui.text.plural import counted
from flotui.text.zones import current

if TYPE_CHECKING:
    from flotui.workspace import Workspace


MOST = 1000
"""Messages of a chat that are read, unless somebody says otherwise."""
_OVER = "over"
"""What is noted of a chat where nothing can be said any more that would belong to its transcript."""
_EMPTY = " empty"
"""How the note of a chat ends of which nothing was written, as nothing was said."""


class Day(NamedTuple):
    """A day in the workspace's zone."""

    day: date
    start: float
    """When it begins, in unix seconds."""
    end: float
    """When the next begins."""

    @classmethod
    def of(cls, text: str) -> Day:
        """The day of a date.

        Args:
            text: `2026-01-15`, `today` or `yesterday`.

        Raises:
            ValueError: when it is none.
        """
        today = current().today()
        named = {"today": today, "yesterday": today - timedelta(days=1)}
        day = named.get(text) or date.fromisoformat(text)
        begin = datetime(day.year, day.month, day.day, tzinfo=current().tz)
        following = day + timedelta(days=1)
        end = datetime(following.year, following.month, following.day, tzinfo=current().tz)
        return cls(day, begin.timestamp(), end.timestamp())


class Transcript(NamedTuple):
    """What was read of a chat."""

    messages: list[ChatMessage]
    """The oldest first."""
    older: bool
    """Whether the host has older ones that were wanted too."""


async def read(workspace: Workspace, person: Subscriber, day: Day | None, most: int) -> Transcript:
    """Read a chat: of a day, or its newest messages.

    Args:
        workspace: the open bot.
        person: whose.
        day: the day; None for any.
        most: messages that are read at the most.

    Raises:
        FlochatError: when it can't be read.
    """
    rows = None
    async for found in workspace.subscribers.chat(person.row_id, force=True):
        if found.error is not None:
            raise found.error
        rows = found.value
    if rows is None:
        return Transcript([], False)
    messages = await rows.all()
    while len(messages) < most and not _reaches(messages, day) and await rows.more():
        messages = await rows.all()
    await workspace.inbox.own.mark(person.row_id, messages)
    older = len(messages) > most or (rows.more_to_come and not _reaches(messages, day))
    wanted = [each for each in messages[:most] if day is None or day.start <= each.ts < day.end]
    return Transcript(oldest_first(wanted), older)


def _reaches(messages: Sequence[ChatMessage], day: Day | None) -> bool:
    """Whether the messages go back to before the day."""
    return day is not None and any(0 < each.ts < day.start for each in messages)


class Folder:
    """Where transcripts are written: a file for each person that only its owner may read, each written as a whole."""

    def __init__(self, path: Path, day: Day | None, *, lines: bool) -> None:
        """
        Args:
            path: the folder; it is made when it is missing.
            day: of which day they are; None for any.
            lines: whether they are lines of JSON.
        """
        self._path = path
        self._end = f"{f'-{day.day}' if day is not None else ''}{'.jsonl' if lines else '.txt'}"
        self._lines = lines
        self._log = path / f".read{self._end}"
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._day = day
        self._noted = _noted(self._log.read_text("utf-8")) if self._log.exists() else {}
        """The state of each chat as it was read before, by the subscriber's id."""

    def has(self, person: Subscriber, most: int) -> bool:
        """Whether the transcript of a chat is here, as far as their row says: nothing was said there since.

        Args:
            person: their row, as it is now.
            most: messages that are read at the most; what was cut off at fewer isn't here.
        """
        noted = self._noted.get(person.row_id, "")
        if not noted.endswith(_EMPTY) and not self._file_of(person).exists():
            return False
        return noted.removesuffix(_EMPTY).removesuffix(_cut(most)) in (_OVER, _state(person))

    async def keep(self, person: Subscriber, found: Transcript, most: int, since: float) -> None:
        """Write a transcript, if anything was said, and note that it was read.

        Args:
            person: their row, from before the chat was read.
            found: what was read.
            most: messages that were read at the most.
            since: the moment at which reading began, in unix seconds by the host's clock.

        Raises:
            ConfigError: when it can't be written.
            OSError: likewise.
        """
        over = self._day is not None and since >= self._day.end
        state = (_OVER if over else _state(person)) + (_cut(most) if found.older else "")
        state += "" if found.messages else _EMPTY
        await asyncio.to_thread(self._keep, person, found.messages, state)

    def _file_of(self, person: Subscriber) -> Path:
        return self._path / f"{person.row_id}{self._end}"

    def _keep(self, person: Subscriber, messages: Sequence[ChatMessage], state: str) -> None:
        if messages:
            text = lines_of(person, messages) if self._lines else written(person, messages)
            write_private(self._file_of(person), text)
        if not self._log.exists():
            new_private(self._log).close()
        with self._log.open("a", encoding="utf-8") as log:
            log.write(f"{person.row_id}\t{state}\n")


def _noted(log: str) -> dict[str, str]:
    """What was noted last of each chat, by the subscriber's id."""
    lines = (line.partition("\t") for line in log.splitlines())
    return {row_id: state for row_id, _, state in lines}


def _state(person: Subscriber) -> str:
    """What of a subscriber's row is another whenever something was said, on one line."""
    return " ".join(stamp_of(person).split())


def _cut(most: int) -> str:
    """How the note of a chat ends of which only so many messages were read, though it has more."""
    return f" {most} of more"


async def write(
    workspace: Workspace,
    people: AsyncIterator[Sequence[Mapping[str, object]]],
    into: Folder,
    day: Day | None,
    *,
    most: int = MOST,
    hint: str = "",
    told: Callable[[int], None] = lambda _: None,
) -> str:
    """Write the chats of some people, but of those that were read before and in which nothing was said since.

    Args:
        workspace: the open bot.
        people: their rows, some at a time.
        into: where.
        day: of which day; None for any.
        most: messages of a chat that are read at the most.
        hint: what has more of a chat read, for the sentence.
        told: is given how many were looked at, after each.

    Returns:
        What came of it, as a sentence.

    Raises:
        FlochatError: when a chat can't be read. What was written stays.
        ConfigError: when one can't be written.
        OSError: likewise.
    """
    files = empty = before = cut = 0
    async for some in people:
        for person in map(Subscriber.read, some):
            if into.has(person, most):
                before += 1
                continue
            since = host_now()
            found = await read(workspace, person, day, most)
            await into.keep(person, found, most, since)
            files, empty = files + bool(found.messages), empty + (not found.messages)
            cut += found.older
            told(files + empty + before)
    parts = [f"{counted(files, 'chat')} written"]
    parts += [f"{empty:,} without a message"] if empty else []
    parts += [f"{before:,} read before"] if before else []
    parts += [f"{cut:,} have older messages{hint}"] if cut else []
    return ", ".join(parts) + "."


def lines_of(person: Subscriber, messages: Sequence[ChatMessage]) -> str:
    """Messages as lines of JSON: as the host sent them, with whose chat it is and the time in the workspace's zone."""
    return "".join(
        dumps({"user_ns": person.row_id, "name": person.title, "at": _iso(each), **each.raw}, compact=True)
        + "\n"
        for each in messages
    )


def _iso(message: ChatMessage) -> str:
    return current().at(message.ts).isoformat() if message.ts else ""
