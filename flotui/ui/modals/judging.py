# SPDX-License-Identifier: MIT
"""Which keys count in a dialog: those that were typed for what is in it.

What is on the screen has to be painted before a key is typed that carries something out, and a key that is held down
carries nothing out.
"""

from __future__ import annotations

import math
from typing import ClassVar

from textual.widget import Widget
from textual.widgets import Static

from flotui.ui.around import app_of
from flotui.ui.modals.frame import Frame
from flotui.ui.modals.states import AGAIN, ANYWAY, REFUSED, DialogState
from flotui.ui.presses import FIRST, Typed, Verdict
from flotui.ui.typeahead import INTERRUPT, TypeAhead
from flotui.ui.widgets.typed import is_text

_ACTING = frozenset({"enter", "space", "y", "ctrl+s", AGAIN, ANYWAY, REFUSED})
"""Keys that may carry something out."""


class JudgingFrame(Frame):
    """A window that doesn't take every key for what is meant for it."""

    ATTENTIVE: ClassVar[bool] = False
    """Whether no key counts at all that was typed before the dialog could be read."""

    def __init__(self, title: str, *, danger: bool = False, commits: bool = False) -> None:
        """
        Args:
            title: what is in the frame.
            danger: whether the frame warns.
            commits: whether an answer may change something.
        """
        super().__init__(title, danger=danger)
        self._state = DialogState.ASKING
        self._dropping: Widget | None = None
        """What had the focus when it was asked whether to drop what was typed; None while that isn't asked."""
        self._readable_at = math.inf
        self._staged = False
        self._moved_at = -math.inf
        """When a key was typed that moved to where it carries something out: held down, it does no more than that."""
        self._attentive = self.ATTENTIVE
        self.commits = commits or self.ATTENTIVE
        """Whether an answer may change something: only a key that was typed for it gives one."""
        self.unbidden = False
        """Whether it opens by itself: no key counts that was typed before it could be read, escape neither, nor one
        that is held down or hammered since then."""

    @property
    def state(self) -> DialogState:
        """The state that the dialog is in."""
        return self._state

    @property
    def sending(self) -> bool:
        """Whether an answer is being carried out."""
        return self._state is DialogState.SENDING

    def harmless(self) -> bool:
        """Whether what is being carried out changes nothing: escape and ctrl+c then simply end it."""
        return False

    def painted(self, at: float) -> None:
        """Take note that what is there now can be read."""
        if math.isinf(self._readable_at):
            self._readable_at = at

    def restage(self, *, attentive: bool = False) -> None:
        """What the keys mean is another thing now: those typed before it is painted don't count for it.

        Args:
            attentive: whether they are dropped altogether, rather than only where they carry something out.
        """
        self._readable_at = math.inf
        self._staged = True
        self._attentive = attentive or self.ATTENTIVE
        for keys in self.query("#keys").results(Static):
            keys.refresh()

    @property
    def _keys(self) -> TypeAhead:
        return app_of(self).keys

    @property
    def _counts_from(self) -> float:
        """From when on a key can be meant for what stands here."""
        return max(self._readable_at, self._keys.turned_at)

    def judge(self, typed: Typed) -> Verdict:
        """Say whether a press can be meant for what stands here."""
        if self.sending and typed.key != "escape" and not self._stops(typed.key):
            return Verdict.DROP
        since, leaves = self._counts_from, typed.key == "escape" and not self.unbidden
        if (self._attentive or self.unbidden) and self._begun(typed, since) <= since and not leaves:
            self._note(typed)
            return Verdict.DROP
        held = typed.repeated and typed.since <= max(since, self._moved_at) < typed.at
        if not held or not self._acts(typed.key):
            return Verdict.TAKE
        return Verdict.WAIT if typed.number == 2 else Verdict.DROP

    def _stops(self, key: str) -> bool:
        """Whether a key ends what only reads."""
        return key == INTERRUPT and self.harmless()

    def _begun(self, typed: Typed, since: float) -> float:
        """When a press was begun with: as the dialog opens by itself, held and hammered keys are older ones."""
        if not self.unbidden or self._staged:
            return typed.at
        return typed.began if typed.at - since <= FIRST else typed.since

    def _acts(self, key: str) -> bool:
        """Whether a key may do something that can't be taken back."""
        if self._dropping is not None:
            return key in ("escape", "y")
        return self.commits and key in _ACTING and not (is_text(self.focused) and key in ("space", "y"))

    def _note(self, typed: Typed) -> None:
        """Say that a key didn't count, where it would have done something."""
        counts = typed.key in _ACTING or typed.key == "escape"
        if counts and self._state is DialogState.ASKING and not self.has_message:
            name = "esc" if typed.key == "escape" else typed.key
            self.say(f"{name} was typed before this was shown, so it didn't count.", "warn")

    def _meant(self) -> bool:
        """Whether the key that is being handed on was typed for what stands here; says so where it wasn't."""
        keys = self._keys
        if keys.current is None or not self.commits or self._fresh(keys.current):
            return True
        typed = keys.current
        keys.forget()  # what follows it took for granted that it counts
        if not self.has_message:
            late = f"{typed.key} was typed before this was shown, so it didn't count. Press it again."
            self.say(late, "warn")
        self.restage(attentive=True)
        return False

    def _fresh(self, typed: Typed | None) -> bool:
        return typed is None or typed.since > self._counts_from
