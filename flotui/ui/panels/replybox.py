# SPDX-License-Identifier: MIT
"""The box that a reply is typed into: which of its keys are no text, and which of those count."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events
from textual.binding import Binding
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from flotui.api.errors import FlochatError
from flotui.resources.inbox import canned
from flotui.resources.keys import key_of
from flotui.text.sendable import unfilled
from flotui.ui.around import app_of
from flotui.ui.moving import AGAIN, ANYWAY
from flotui.ui.patience import read_with_keys
from flotui.ui.presses import FIRST, UNREAD, Astray, Typed, Verdict
from flotui.ui.widgets.box import Box

if TYPE_CHECKING:
    from flotui.api.models.subscriber import Subscriber
    from flotui.resources.base import Context

_NEW_LINE = frozenset({"alt+enter", "shift+enter", "ctrl+j"})
_SENDING = frozenset({"enter", AGAIN, ANYWAY})
"""Keys that may send the reply."""
_NO_TEXT = _SENDING | {"pageup", "pagedown"}
_EDITING = frozenset(
    binding.key for kind in Box.__mro__ for binding in Binding.make_bindings(vars(kind).get("BINDINGS", ()))
)
"""What a text is edited by."""


def _types_nothing(key: str) -> bool:
    """Whether a key is pressed with ctrl, or one of those above the digits."""
    return key.startswith("ctrl+") or (key[0] == "f" and key[1:].isdigit())


def _place(text: str, at: int) -> tuple[int, int]:
    """The row and the column of a character of a text."""
    return text.count("\n", 0, at), at - (text.rfind("\n", 0, at) + 1)


class ReplyBox(Box):
    """The text of a reply."""

    class Pressed(Message):
        """A key that isn't text was pressed: the reply line decides what it does."""

        def __init__(self, key: str) -> None:
            """
            Args:
                key: which.
            """
            super().__init__()
            self.key = key

    class Dropped(Message):
        """A key that would have sent the reply was ignored."""

        def __init__(self, why: str, unseen: str = "") -> None:
            """
            Args:
                why: as a sentence.
                unseen: to whom it would have been sent, where it was typed before their chat was shown.
            """
            super().__init__()
            self.why, self.unseen = why, unseen

    def __init__(self) -> None:
        """An empty box."""
        super().__init__()
        self.whom = ""
        """To whom the text is, by name."""
        self._readable_at = 0.0
        self._brought = False
        self._stayed = False
        self._came_by_itself = False
        self._astray = Astray()
        """The keys that follow one whose question didn't come."""
        self.comes_back = False
        """Whether a text that was on its way comes back, and no key was typed since."""
        self.on_typed_on: Callable[[bool], None] = lambda _: None
        """Told of a key that was typed before it was seen that a text came back, before that gets there; and whether it
        is text, rather than one that edits it."""

    def on_key(self, event: events.Key) -> None:
        """Take what is no text; a new line has keys of its own."""
        key = event.key
        if self.passes_on(key):
            event.prevent_default()
            return
        if key in _NEW_LINE:
            self.insert("\n")
        elif key in _NO_TEXT or self._means_something(key):
            self.post_message(self.Pressed(key))
        else:
            return
        event.stop()
        event.prevent_default()

    @property
    def has_text(self) -> bool:
        """Whether something is typed; see `ClearsText`."""
        return bool(self.text)

    def _means_something(self, key: str) -> bool:
        """Whether a key of text or editing is none here: a stroke at the beginning, ctrl+c where nothing is selected."""
        return (key == "slash" and not self.text) or (key == "ctrl+c" and self.selection.is_empty)

    def passes_on(self, key: str) -> bool:
        """Whether a key is the program's: one that types nothing and that no text has a use for, such as ctrl+p, and as
        long as nothing is typed the colon for the commands.
        """
        if key == "colon":
            return not self.text and key_of("app.palette") == ":"
        used = key in _NEW_LINE or key in _NO_TEXT or key in _EDITING
        return _types_nothing(key) and not used

    # -- Which keys count -------------------------------------------------------------------------

    def restage(self, *, brought: bool = False) -> None:
        """Take note that the text, or what becomes of it, has changed: no key that was typed before sends it.

        Args:
            brought: whether the text was not typed just now. Then neither counts a key that is pressed again and
                again since before it could be read.
        """
        self._readable_at, self._brought = math.inf, brought
        self._stayed = self._stayed and not brought
        self.refresh()

    def stay(self) -> None:
        """Take note that there was nobody to go on to: what is typed next may be meant for somebody else."""
        self._stayed = True

    def came_by_itself(self) -> None:
        """Take note that no key opened it: what was typed before it could be seen is for nothing."""
        self._came_by_itself = True
        self.restage(brought=True)

    def show_text(self, text: str) -> None:
        """Have another text in it. Where that ends like the one before, the cursor stays where it is in that."""
        before, behind = self.text, 0
        if before.endswith(text) or text.endswith(before):
            behind = len(self.get_text_range(self.cursor_location, self.document.end))
        self.load_text(text)
        self.move_cursor(_place(self.text, max(0, len(self.text) - behind)))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Take note that the text can be read now."""
        if math.isinf(self._readable_at):
            self._readable_at = time.monotonic()
        return super().render_lines(crop)

    def judge(self, typed: Typed) -> Verdict:
        """Say whether a press counts: text always does, what sends only if it was pressed with this text on screen.

        Args:
            typed: the press, whose turn it is now.
        """
        if self._astray.takes(typed):
            return Verdict.DROP  # it is told why the question didn't come
        if self._came_by_itself:
            if typed.at <= self._readable_at and (typed.prints or not typed.key):
                return self._drop("What you typed before this was shown isn't in the line.")
            self._came_by_itself = typed.at <= self._readable_at
        self._notice(typed)
        if typed.key not in _SENDING:
            return Verdict.TAKE
        if self._stayed:
            self._stayed = False
            return self._drop(
                f"Not sent: this is still the chat with {self.whom}. {typed.key} again sends it."
            )
        since = max(self._readable_at, app_of(self).keys.turned_at)
        if typed.at <= since and typed.number < 3:
            return self._drop(f"{typed.key} was typed before this was shown, so it didn't count.", self.whom)
        if self._brought and typed.began <= since >= typed.at - FIRST:
            return self._drop(
                f"{typed.key} came right after another, so it didn't count. Press it again to send."
            )
        if not typed.repeated or typed.since > since:
            return Verdict.TAKE
        if typed.number == 2:
            return Verdict.WAIT
        if typed.number == 3:
            return self._drop(f"{typed.key} is held down: only its first press counts.")
        return Verdict.DROP

    def _notice(self, typed: Typed) -> None:
        """Have a key that was typed before it was seen that a text came back be for what stands below it."""
        unseen = self.comes_back and typed.at <= self._readable_at + UNREAD
        self.comes_back = False
        text = typed.prints or not typed.key
        if unseen and (text or typed.key in _EDITING) and not self._means_something(typed.key):
            self.on_typed_on(text)

    def _drop(self, why: str, unseen: str = "") -> Verdict:
        self.post_message(self.Dropped(why, unseen if self.text.strip() else ""))
        return Verdict.DROP

    async def canned_answer(self, context: Context[object], person: Subscriber) -> str:
        """Have a canned answer chosen: what is typed meanwhile is for that, and is never sent. Where it can't be, that
        holds for what follows without a pause.

        Args:
            context: the open bot, and how to ask.
            person: to whom it goes.

        Raises:
            FlochatError: when they can't be had, or the person gave that up.
            Cancelled: when none was chosen.
        """
        try:
            answers = await read_with_keys(app_of(self).keys, canned.read(context, person))
        except FlochatError:
            self._astray.begin()
            raise
        return await canned.choose(context, person, answers)

    def select_unfilled(self) -> None:
        """Select what a canned answer has left to fill in, so that what is typed takes its place."""
        text = self.value
        if (hole := unfilled(text)) is None:
            return
        self.selection = type(self.selection)(*(_place(text, at) for at in hole))
