# SPDX-License-Identifier: MIT
"""Having something read again and again while it is looked at, within what following may spend."""

from __future__ import annotations

from collections.abc import Callable

from textual.timer import Timer
from textual.widget import Widget

from flotui.api.errors import FlochatError, NotAuthorised, NotFound, NotOffered, ScopeMissing
from flotui.resources.keys import key_of
from flotui.text.plural import count
from flotui.ui.around import app_of
from flotui.ui.moving import FOLLOW
from flotui.workspace import Workspace
from flotui.workspace.following import Following


class Follower:
    """Reads something every few seconds. It pauses, and says so, while calls are held back."""

    def __init__(self, widget: Widget, read: Callable[[], None], told: Callable[[], None]) -> None:
        """
        Args:
            widget: what shows it: nothing is read while it isn't in sight, or nobody looks at the window.
            read: begins to read it.
            told: is called when there is something else to say of it.
        """
        self._widget, self._read, self._told = widget, read, told
        self._workspace: Workspace | None = None
        self._timer: Timer | None = None
        self._every = 0.0
        self._held_up = ""
        """Why nothing is read, in words."""
        self._refused = ""
        """Why it makes no sense to read it again, in words: the host has refused it for good."""

    @property
    def on(self) -> bool:
        """Whether it is being followed."""
        return self._timer is not None

    def begin(self, workspace: Workspace, every: float) -> None:
        """Read it from now on.

        Args:
            workspace: the open bot.
            every: seconds from one time to the next.
        """
        self.end()
        self._workspace, self._every = workspace, every
        self._timer = self._widget.set_interval(every, self.poll)

    def end(self) -> None:
        """Stop following."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._held_up = self._refused = ""

    @property
    def words(self) -> str:
        """How it is followed, in words; empty where it isn't."""
        if self._timer is None:
            return ""
        return f"following {self._held_up}" if self._held_up else f"following, every {self._every:.0f} s"

    def read(self, error: FlochatError | None) -> None:
        """Take note of how it was read: what the host has refused for good is read again once a person has it read.

        Args:
            error: what kept it from being read; None where nothing did.
        """
        if isinstance(error, NotFound):
            self._refused = "paused: no longer on the host"
        elif isinstance(error, NotAuthorised | ScopeMissing | NotOffered):
            self._refused = "paused: the host refuses it"
        elif error is None:
            self._refused = ""
        self._hold_up()

    def _hold_up(self) -> None:
        """Say why nothing is read, where that is something else by now."""
        assert self._workspace is not None
        if (refusal := self._refused or self._workspace.following.refusal()) != self._held_up:
            self._held_up = refusal
            self._told()

    def poll(self) -> None:
        """Read it, if somebody looks and a call can be spent."""
        if self._workspace is None:
            return
        following = self._workspace.following
        if not (app_of(self._widget).looked_at or following.unseen):
            return
        if not (self._widget.is_on_screen and self._widget.screen.is_current):
            return
        self._hold_up()
        if following.may() and not self._refused:
            self._read()


def begun(following: Following, every: float) -> str:
    """What is said when something is followed: what an hour of it takes."""
    seen = "" if following.unseen else " while you look at it"
    calls, most = following.an_hour(every), following.allowance
    takes = (
        f"{count(most)} calls an hour, the most that following may use"
        if calls >= most
        else f"{count(calls)} of the {count(most)} calls an hour that following may use"
    )
    return f"Following every {every:.0f} s{seen}: up to {takes}. {key_of(FOLLOW)} stops it."
