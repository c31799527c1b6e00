# SPDX-License-Identifier: MIT
"""What is done about something that stopped half-way, where no dialog stands that could ask."""

from __future__ import annotations

from textual.app import ComposeResult

from flotui.jobs.outcomes import Unfinished
from flotui.ui.modals.base import Dialog
from flotui.ui.modals.push import Push


class UnfinishedDialog(Dialog[None]):
    """Says how far something came, and goes on with what is left when the person says so."""

    DEFAULT_CSS = """
    UnfinishedDialog #close { margin-top: 1; }
    """

    def __init__(self, title: str, error: Unfinished) -> None:
        """
        Args:
            title: what was begun, in the imperative.
            error: how far it came.
        """
        super().__init__(title)
        self.unbidden = True
        self.halt(error)

    def least_lines(self) -> int:
        """How far it came, as far as that is shown, and the button."""
        return self.foot_lines() + 2

    def foot(self) -> ComposeResult:
        """The button that leaves it as it is."""
        yield Push("Close", id="close")

    def foot_lines(self) -> int:
        """The button and a blank line."""
        return 2

    def on_mount(self) -> None:
        """Nothing that could go on has the focus."""
        self.query_one("#close").focus()

    def on_push_pressed(self) -> None:
        """Close the dialog: what isn't done stays so."""
        self.action_leave()
