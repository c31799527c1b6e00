# SPDX-License-Identifier: MIT
"""What a widget may do with its app, and the one way to reach it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable

from flotui.resources.text import Tone
from flotui.ui.typeahead import TypeAhead

if TYPE_CHECKING:
    from textual.widget import Widget

    from flotui.ui.drafts import Drafts
    from flotui.ui.keymap import Keymap


@runtime_checkable
class Speaks(Protocol):
    """A screen or dialog that can show a sentence."""

    def say(self, text: str, tone: Tone = ...) -> None:
        """Tell something where the person looks, until the next key."""


@runtime_checkable
class PassesOn(Protocol):
    """A line in which some keys are for what is open around it."""

    def passes_on(self, key: str) -> bool:
        """Whether a key is.

        Args:
            key: the key's name.
        """


class Says(Speaks, Protocol):
    """The screen under all dialogs, whose warnings stay in sight."""

    def shows_warning(self, text: str) -> bool:
        """Whether a warning is still in sight."""

    def withdraw(self, text: str) -> None:
        """Take back a warning that no longer holds."""


@runtime_checkable
class MayBeHeldBack(Protocol):
    """A screen from which something is sent."""

    def held_back(self, why: str) -> None:
        """Tell why that hasn't left yet, or isn't noted.

        Args:
            why: as a sentence; empty once nothing waits.
        """


class WidgetShell(Protocol):
    """The part of the app's `Shell` that panels' and dialogs' widgets use.

    The whole of it (`ui/shell.py`) speaks of panels and dialogs, so these can't import it.
    """

    @property
    def keys(self) -> TypeAhead:
        """Holds keys back while something opens."""

    @property
    def keymap(self) -> Keymap:
        """Which key runs what."""

    @property
    def drafts(self) -> Path:
        """Where what an editor wrote stays, when it can't be taken back."""

    @property
    def looked_at(self) -> bool:
        """Whether somebody looks at the window, as far as the terminal says."""

    def form_drafts(self) -> Drafts | None:
        """Where what is typed is kept for the open bot; None where nothing is."""

    @property
    def main(self) -> Says:
        """The screen under all dialogs."""

    async def leave_program(self) -> None:
        """Quit from anywhere; what runs is asked about."""

    def count_unknown(self) -> None:
        """Count again what is of unknown outcome, and which jobs may go on, for the header."""


def app_of(widget: Widget) -> WidgetShell:
    """The app around a widget, by what a widget may do with it.

    Args:
        widget: which is on a screen of the app.

    Returns:
        The app.
    """
    return cast("WidgetShell", widget.app)
