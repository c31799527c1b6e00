# SPDX-License-Identifier: MIT
"""What is typed to one person and isn't sent yet: in a file, and what became of it when it was sent."""

from __future__ import annotations

import math
import time
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from flotui.resources import tried
from flotui.resources.inbox.replying import Begun, OutgoingReply
from flotui.resources.other_windows import content_of
from flotui.store.entry import Entry, Outcome
from flotui.store.journal import Journal
from flotui.store.trouble import StoreFailed
from flotui.ui.drafts import FormDraft, ReplyDraft
from flotui.ui.presses import UNREAD

if TYPE_CHECKING:
    from flotui.workspace import Workspace


class SendFailed(NamedTuple):
    """What kept a text from being sent, or left open whether it was."""

    text: str
    """The text of the reply."""
    unknown: bool
    """Whether its outcome is unknown: it may have arrived."""
    entry: int | None
    """The id of its journal entry; None where it never got one."""
    message: str = ""
    """When it may have arrived, as a sentence; empty where it was not sent."""
    happened: str = ""
    """Why it was not sent, as a sentence; empty where nobody knows."""


class Slip:
    """The draft of a reply to one person. While one is on its way, the next can be typed: it is kept with it."""

    def __init__(self, file: FormDraft | None) -> None:
        """
        Args:
            file: where it is kept; None for nowhere: the demo.
        """
        self.file = file
        kept = self._kept
        self.text = kept.text
        """The text in the reply line."""
        self.begun: Begun | None = (
            Begun(kept.newest, kept.at, kept.agent, kept.last, kept.typed, kept.window) if kept.text else None
        )
        """What the chat was like when that was begun; None where nothing is typed."""
        self.next = kept.next
        """What was typed after it, while it was on its way; it comes into the line once that is empty."""
        self.sending: OutgoingReply | None = None
        """The reply that is being sent; None for none."""
        self.asking = False
        """Whether that waits for the person's answer, and nothing has left yet."""
        self.failed: SendFailed | None = None
        """What became of the last one, where it isn't done."""
        self._failed_at = -math.inf
        self.trouble = ""
        """That it couldn't be kept, as it was told; empty once it could."""

    @property
    def _kept(self) -> ReplyDraft:
        """What its file holds."""
        return ReplyDraft.of(self.file.written) if self.file is not None else ReplyDraft()

    @property
    def idle(self) -> bool:
        """Whether the file says all there is to it."""
        return (
            self.file is not None
            and self.sending is None
            and self.failed is None
            and self._is_written(self._now())
        )

    @property
    def holds(self) -> bool:
        """Whether something is typed that isn't sent; blanks are nothing."""
        return bool(self.text.strip() or self.next.strip() or self.sending is not None)

    @property
    def is_kept(self) -> bool:
        """Whether what stands in the line is on disk."""
        file = self.file
        return file is not None and not file.outdated and bool(self.text) and self._kept.text == self.text

    def type(self, text: str) -> None:
        """Have the line hold a text. A failure is over once it is another one; what may have arrived, once it is gone."""
        self.text = text
        if not text:
            self.begun = None
        if (failed := self.failed) is not None and (not text if failed.unknown else failed.text != text):
            self.failed = None

    def replace(self, before: str, text: str) -> None:
        """Have a text be what it was made into, wherever that stands by now: what was on its way may have come back, or
        have been accepted, meanwhile.

        Args:
            before: the text as it was.
            text: what it has become.
        """
        if self.text == before:
            self.type(text)
        elif self.next == before:
            self.next = text
        elif before and self.text.endswith(f"\n{before}"):  # it stands behind what came back
            self.type(f"{self.text.removesuffix(before)}{text}")
        else:
            self.type(f"{self.text}\n{text}" if self.text else text)

    async def save(self) -> bool:
        """Keep it on disk, readable by its owner only; gone once nothing is typed. Whether that could be done."""
        now = self._now()
        if self.file is None or self._is_written(now):
            return True
        if now.text:
            return await self.file.save(now.values)
        self.file.drop()
        return True

    @property
    def not_kept(self) -> str:
        """That it couldn't be kept, and what became of it where it was sent before, as sentences."""
        why = self.file.trouble if self.file is not None else ""
        before = (self.failed.happened or self.failed.message) if self.failed is not None else ""
        if why and why in before:
            return f"{before} The draft couldn't be kept either."
        return f"{before} The draft couldn't be kept: {why or 'see the log'}.".lstrip()

    def keep(self) -> None:
        """Keep it as `save` does, before anything else happens: the program ends."""
        now = self._now()
        if self.file is None or self._is_written(now):
            return
        if now.text:
            self.file.keep(now.values)
        else:
            self.file.drop()

    def _is_written(self, now: ReplyDraft) -> bool:
        outdated = self.file is not None and self.file.outdated
        return not outdated and (now.text, now.next) == (self._kept.text, self._kept.next)

    def _now(self) -> ReplyDraft:
        sending = self.sending
        text, begun, after = self.text, self.begun, self.next
        if sending is not None:
            text, begun, after = sending.text, sending.before, self.text
        if not after.strip():
            after = ""
        if not text.strip():
            text, after = after, ""
        begun = begun or Begun()
        return ReplyDraft(
            text, begun.newest, begun.at, begun.agent, begun.last, after, begun.typed, begun.window
        )

    # -- Sending ----------------------------------------------------------------------------------

    def leave(self, reply: OutgoingReply) -> None:
        """Have what stands in the line be on its way: from now on the next can be typed."""
        self.failed, self.sending, self.asking = None, reply, False
        self.text, self.begun, self.next = self.next, None, ""

    async def attempt(self) -> str:
        """Note on disk what is on its way.

        Returns:
            The name that what leaves is noted with in the journal; empty where nothing is kept.
        """
        await self.save()
        return await self.file.attempt() if self.file is not None else ""

    def arrived(self) -> None:
        """What was on its way has been accepted; what was typed after it stays, and is on disk until it is saved anew."""
        self.sending = None
        if self.file is not None and (self.text or self.next):
            self.file.begin_anew()
        elif self.file is not None:
            self.file.drop()

    def _take_out(self, sent: str) -> bool:
        """Have what has arrived be no draft any more, also where what was typed on stands below it. A text that was
        changed is one of its own, that nobody has.

        Args:
            sent: what has arrived.

        Returns:
            Whether it was in the line.
        """
        if self.text.strip() == sent.strip():
            self.text, self.begun, self.next = self.next, None, ""
        elif self.text.startswith(f"{sent}\n"):
            self.text = self.text[len(sent) + 1 :]
        else:
            return False
        self.arrived()
        return True

    def come_back(self, failed: SendFailed | None) -> None:
        """What was on its way stands in the line again; what was typed after it comes when that is empty.

        Args:
            failed: what became of it; None where it was called off.
        """
        assert self.sending is not None
        self.next, self.text, self.begun = self.text, self.sending.text, self.sending.before
        self.sending, self.failed, self._failed_at = None, failed, time.monotonic()

    @property
    def just_failed(self) -> str:
        """Why the last one wasn't sent, or that it may have arrived, where nobody can have read it yet; else empty."""
        if self.failed is None or time.monotonic() - self._failed_at > UNREAD:
            return ""
        return self.failed.happened or self.failed.message

    def type_on(self, waits: bool) -> bool:
        """Have what was typed after what came back stand behind it, on a line of its own.

        Args:
            waits: whether there is more of it to come.

        Returns:
            Whether there was any, or is to come.
        """
        if not (self.next or waits):
            return False
        self.text, self.next = f"{self.text}\n{self.next}", ""
        return True

    async def settle(self, journal: Journal) -> bool:
        """See whether what may have arrived is known to have by now: then it is no draft any more.

        Args:
            journal: where that is noted.

        Returns:
            Whether it had arrived.
        """
        failed = self.failed
        if failed is None or failed.entry is None or self.sending is not None:
            return False
        with suppress(StoreFailed):  # the start has said so
            entry = await journal.entry(failed.entry)
            if entry is None or entry.outcome is not Outcome.DONE or self.failed is not failed:
                return False
            self.failed = None
            self._take_out(failed.text)
            return True
        return False

    async def learn(self) -> bool:
        """Mark what was sent before and may have arrived; what has arrived goes.

        Returns:
            Whether another text stands in the line.
        """
        text, entries = self.text, list[Entry]()
        if self.file is not None and text and self.failed is None:
            with suppress(StoreFailed):  # the start has said so
                entries = [*await self.file.tried()]
        if not entries or self.sending is not None or not self.text:
            return False
        if tried.arrived(entries):
            return self.text == text and self._take_out(content_of(max(entries, key=lambda each: each.id)))
        if (entry := tried.open_one(entries)) is not None:
            self.failed = SendFailed(content_of(entry), True, entry.id, tried.may_have(entry))
        return False


class Slips(dict[str, Slip]):
    """The slips of a bot's subscribers, by id: what couldn't be kept on disk is in none but these."""

    def __init__(self) -> None:
        """They are no bot's yet."""
        super().__init__()
        self._workspace: Workspace | None = None

    def be_of(self, workspace: Workspace) -> None:
        """Hold those of a bot; those of another one are kept before they go.

        Args:
            workspace: the bot.
        """
        if self._workspace is not workspace:
            self.keep()
            self.clear()
            self._workspace = workspace

    def keep(self) -> None:
        """Keep all of them, before anything else happens."""
        for slip in self.values():
            slip.keep()

    async def save_again(self) -> None:
        """Keep those that couldn't be kept when that was tried last."""
        for slip in tuple(self.values()):
            if slip.trouble and await slip.save():
                slip.trouble = ""
