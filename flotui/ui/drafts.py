# SPDX-License-Identifier: MIT
"""What was typed and isn't sent when the program ends: it is there again at the next start.

A draft belongs to a bot, to what was done to which rows, and to the form's title; that of a reply to a bot and a person,
that of cells to a bot, a list and a row. So it never comes up for somebody else, be they called the same. Credentials are
left out.

And it belongs to the window that it was typed in, while that runs: no other window shows, overwrites or drops it. Once
that has ended, the next window that asks for it has it.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import os
import secrets
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import NamedTuple

import msgspec

from flotui.config.paths import replacing
from flotui.resources import tried
from flotui.resources.base import Action, Context
from flotui.resources.keys import to_waiting
from flotui.store.entry import Entry
from flotui.store.owners import is_alive
from flotui.store.trouble import StoreFailed, trouble_of
from flotui.text.clean import cleaned
from flotui.text.plural import and_more

_log = logging.getLogger(__name__)

Tried = Callable[[str], Awaitable[Sequence[Entry]]]
"""Finds in the journal what a draft was tried with, by its name for that."""

_ABOUT: ContextVar[str] = ContextVar("about", default="")


@contextlib.contextmanager
def about(action: Action[object], context: Context[object] | None) -> Iterator[None]:
    """What is asked within is for an action on some rows.

    Args:
        action: which.
        context: the rows, and what they belong to; None for the program's own actions.
    """
    ids = () if context is None else (context.owner_id, *(context.marked_ids or context.row_ids))
    token = _ABOUT.set("\n".join((action.id, *ids)))
    try:
        yield
    finally:
        _ABOUT.reset(token)


class DraftFile(msgspec.Struct, frozen=True):
    """The content of a draft's file."""

    title: str
    """The form's title, by which the draft is found again."""
    values: dict[str, str]
    """What was typed, by the field's name."""
    attempt: str = ""
    """The name under which the journal has what it was tried with; empty where it was not tried."""
    person: str = ""
    """Of a reply, the id of the person it is for."""
    tried_with: dict[str, str] = {}
    """What `values` was when it was tried last; empty where it was not tried."""


class FormDraft:
    """The draft of one form. Its file is written by a thread, but for the last time when the program ends."""

    def __init__(
        self, file: Path, title: str, tried: Tried | None = None, person: str = "", other: str = ""
    ) -> None:
        """
        Args:
            file: where it is, if there is one.
            title: what the form is called.
            tried: finds in the journal what it was tried with.
            person: of a reply, the id of the person it is for.
            other: another running window in which the same is being typed; empty for none.
        """
        self._file, self._title, self._tried, self._person = file, title, tried, person
        found = _read(file)
        self._attempt = found.attempt if found is not None else ""
        self._tried_with: Mapping[str, str] = found.tried_with if found is not None else {}
        self.written: Mapping[str, str] = found.values if found is not None else {}
        """What the file holds, by field, as far as it was read or written here; empty for nothing."""
        self.elsewhere = _elsewhere(other) if other and not self.written else ""
        """That another window has a draft of it while this one has none, as sentences; empty where that isn't so."""
        self.outdated = False
        """Whether the file holds what is done by now, and is to be written anew."""
        self.trouble = ""
        """Why it couldn't be kept the last time, to stand after a colon; empty where it could, or the log says why."""
        self._writing = threading.Lock()
        self._turn = 0
        """Counts what is to be in the file: only the latest is written."""

    async def save(self, values: Mapping[str, str]) -> bool:
        """Keep what is typed, readable by its owner only.

        Args:
            values: what was typed, by field.

        Returns:
            Whether it, or what came after it, is kept; where that can't be done it is lost.
        """
        self._turn += 1
        return await asyncio.to_thread(self._write, self._turn, dict(values))

    def keep(self, values: Mapping[str, str]) -> bool:
        """Keep what is typed as `save` does, before anything else happens: the program ends.

        Args:
            values: what was typed, by field.

        Returns:
            Whether it is kept.
        """
        self._turn += 1
        return self._write(self._turn, values)

    def _write(self, turn: int, values: Mapping[str, str]) -> bool:
        with self._writing:
            return turn < self._turn or self._put(values)

    def _put(self, values: Mapping[str, str]) -> bool:
        file = DraftFile(self._title, dict(values), self._attempt, self._person, dict(self._tried_with))
        try:
            data = msgspec.json.encode(file)
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with replacing(self._file) as descriptor:
                os.write(descriptor, data)
        except (OSError, UnicodeEncodeError) as error:
            _log.warning("a draft could not be kept: %s", error)
            self.trouble = found.why if (found := trouble_of(error)) is not None else ""
            return False
        self.written, self.outdated, self.trouble = dict(values), False, ""
        return True

    async def attempt(self) -> str:
        """Note that it is about to be sent, and so what may have arrived should nobody hear of it again.

        Returns:
            The name that what leaves is noted with; empty where nothing is kept.
        """
        return await asyncio.to_thread(self._note_attempt)

    def _note_attempt(self) -> str:
        with self._writing:
            found = _read(self._file)
            if found is None:
                return ""
            self._attempt = self._attempt or f"draft{secrets.token_hex(6)}"
            self._tried_with = found.values
            return self._attempt if self._put(found.values) else ""

    async def tried(self) -> Sequence[Entry]:
        """What the journal has of it, newest first; empty where it was not tried."""
        return await self._tried(self._attempt) if self._tried is not None and self._attempt else ()

    async def message(self) -> str:
        """What became of what it was tried with, as a sentence, and that it is asked again.

        It goes where all arrived, unless it was changed since: then it is a draft of something new.
        """
        entries: Sequence[Entry] = ()
        with contextlib.suppress(StoreFailed):  # the start has said so
            entries = await self.tried()
        if tried.arrived(entries):
            if not self._tried_with or self._tried_with == self.written:
                self.drop()
                return ""
            self._attempt, self._tried_with = "", {}
            return tried.before_arrived(entries)
        asks = " You are asked before it is sent again." if tried.open_one(entries) is not None else ""
        return f"{tried.summary(entries)}{asks}"

    def begin_anew(self) -> None:
        """Have what is kept next be of something new: what it was tried with is done. Until then its file stays."""
        self._turn += 1
        with self._writing:
            self._attempt, self._tried_with, self.outdated = "", {}, True

    def drop(self) -> None:
        """Forget it: it was sent, or the person let it be."""
        self._turn += 1
        with self._writing, contextlib.suppress(OSError):
            self._attempt, self._tried_with, self.written, self.outdated = "", {}, {}, False
            self._file.unlink(missing_ok=True)


class ReplyDraft(NamedTuple):
    """The draft of a reply, and what the chat was like when it was begun."""

    text: str = ""
    newest: str = ""
    """The id of the chat's newest message when the reply was begun; empty for none."""
    at: int = 0
    """When that message was sent, in unix seconds."""
    agent: str = ""
    """The id of the agent to whom the conversation was assigned then; empty for nobody."""
    last: str = ""
    """When the subscriber's row said that something was said last."""
    next: str = ""
    """What was typed after it, while it was on its way."""
    typed: float = 0.0
    """When it was begun, in unix seconds by this machine's clock; 0 where nobody noted it."""
    window: str = ""
    """The window that it was begun in, as the journal names it; empty where nobody noted it."""

    @property
    def values(self) -> dict[str, str]:
        """The draft as the values of a `DraftFile`."""
        return {name: str(value) for name, value in self._asdict().items()}

    @classmethod
    def of(cls, values: Mapping[str, str]) -> ReplyDraft:
        """The draft that a file has kept; an empty one for none."""
        others = {
            name: values.get(name, "") for name in ("text", "newest", "agent", "last", "next", "window")
        }
        at, typed = (_number(values.get(name, "")) for name in ("at", "typed"))
        return cls(**others, at=int(at), typed=typed)


def _number(text: str) -> float:
    return float(text) if text.replace(".", "", 1).isdecimal() else 0.0


class Drafts:
    """The drafts of a bot's forms, cells and replies."""

    def __init__(self, folder: Path, bot: str, window: str, tried: Tried | None = None) -> None:
        """
        Args:
            folder: where drafts are.
            bot: its `cache_id`.
            window: this process, as the journal names it.
            tried: finds in the journal what a draft was tried with, by its name for that.
        """
        self._folder, self._bot, self._window, self._tried = folder, bot, window, tried

    def of(self, title: str) -> FormDraft:
        """The draft of a form that is about to be asked; see `about`.

        Args:
            title: what the form is called.
        """
        return self._draft(title, title, _ABOUT.get())

    def of_row(self, resource_id: str, row_id: str, title: str) -> FormDraft:
        """The draft of the cells of a row.

        Args:
            resource_id: the list that the row is in.
            row_id: its id.
            title: what it is called where it is told of.
        """
        return self._draft(title, "cells", resource_id, row_id)

    def of_person(self, row_id: str, title: str) -> FormDraft:
        """The draft of a reply.

        Args:
            row_id: the id of the person it is for.
            title: what it is called where it is told of.
        """
        return self._draft(title, "reply", row_id, person=row_id)

    def _draft(self, title: str, *about: str, person: str = "") -> FormDraft:
        name = hashlib.sha256("\n".join((self._bot, *about)).encode("utf-8", "replace")).hexdigest()[:24]
        windows = [_window_of(each) for each in self._folder.glob(f"{self._begin}{name}*.json")]
        other = next((each for each in windows if not self._may_have(each)), "")
        return FormDraft(self._file(name), title, self._tried, person, other)

    def _file(self, name: str) -> Path:
        """This window's file of a draft: the newest of a window that has ended becomes its own."""
        own = self._folder / f"{self._begin}{name}-{self._window.replace(':', '-')}.json"
        left = [] if own.exists() else self._left(name)
        for file in sorted(left, key=_changed_at, reverse=True):
            try:
                file.rename(own)
            except FileNotFoundError:  # another window was first
                continue
            except OSError:  # where nothing can be written, it is shown all the same
                return file
            return own
        return own

    async def people(self) -> set[str]:
        """The ids of those to whom a reply was begun that isn't known to have arrived, in this window or one that has
        ended.
        """
        await self.settle()
        return {kept.person for kept in await asyncio.to_thread(self._all) if kept.person}

    async def settle(self) -> None:
        """Let go of replies that windows which have ended were sending, and that are known to have arrived by now."""
        for file in await asyncio.to_thread(self._left):
            if _window_of(file) == self._window or self._tried is None:
                continue
            kept = _read(file)
            if kept is None or not kept.person or not kept.attempt or kept.values != kept.tried_with:
                continue
            if ReplyDraft.of(kept.values).next:
                continue
            with contextlib.suppress(StoreFailed, OSError):  # the start has said so
                if tried.arrived(await self._tried(kept.attempt)):
                    await asyncio.to_thread(file.unlink, missing_ok=True)

    def _all(self) -> list[DraftFile]:
        return [kept for file in sorted(self._left()) if (kept := _read(file)) is not None]

    def _left(self, name: str = "") -> list[Path]:
        """The files that can be read and aren't another running window's; all by default."""
        found = self._folder.glob(f"{self._begin}{name}*.json")
        return [each for each in found if self._may_have(_window_of(each)) and _read(each) is not None]

    def _may_have(self, window: str) -> bool:
        """Whether a window's draft may be had here: it is this one's, or that has ended, or nobody noted whose it is."""
        return window == self._window or not window.partition(":")[0].isdecimal() or not is_alive(window)

    @property
    def _begin(self) -> str:
        return f"form-{hashlib.sha256(self._bot.encode()).hexdigest()[:12]}-"

    def left(self, open_chat: str = "") -> str:
        """What an earlier run has kept, as a sentence; empty where there is nothing.

        Args:
            open_chat: the id of the subscriber whose chat is open: what was typed there is in sight, and named last.
        """
        found = sorted(self._all(), key=lambda each: bool(open_chat) and each.person == open_chat)
        if not found:
            return ""
        more = f" {and_more(len(found) - 1)}" if len(found) > 1 else ""
        kept = f"What you typed into “{cleaned(found[0].title)}”{more} was kept when flotui ended."
        if open_chat and found[0].person == open_chat:
            return f"{kept} It is in the reply line."
        if found[0].person:
            return f"{kept} {to_waiting()} lists it, marked draft."
        return f"{kept} Open it again to go on."


def _window_of(file: Path) -> str:
    """The window that a draft's file belongs to, as the journal names it; empty where it doesn't say."""
    return ":".join(file.stem.split("-")[3:])


def _elsewhere(window: str) -> str:
    number = window.partition(":")[0]
    return f"Another window (process {number}) has a draft of this. Close that window to go on with it here."


def _changed_at(file: Path) -> float:
    """When a file was written last, in unix seconds; 0 where it is gone."""
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0


def _read(file: Path) -> DraftFile | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=DraftFile)
    except (OSError, msgspec.MsgspecError):
        return None
