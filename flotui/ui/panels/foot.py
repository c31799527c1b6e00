# SPDX-License-Identifier: MIT
"""What is below the table of a detail's tab: a line to write a reply in."""

from __future__ import annotations

from collections.abc import Sequence

from textual.containers import Vertical
from textual.message import Message

from flotui.resources.base import Action
from flotui.ui.panels.listing import Listing
from flotui.workspace import Workspace


class Foot(Vertical):
    """The base of what is below a tab's table. A resource names its own as `Resource.foot`."""

    class Performs(Message):
        """An action of the foot's own is to be carried out."""

        def __init__(self, action: Action[object]) -> None:
            """
            Args:
                action: which.
            """
            super().__init__()
            self.action = action

    def show(self, workspace: Workspace, owner: object, listing: Listing) -> None:
        """Be about the detail's row.

        Args:
            workspace: the open bot.
            owner: the row.
            listing: the table above.
        """

    def fit(self, rows: int) -> None:
        """Take no more room than there is.

        Args:
            rows: how many the detail has, its tabs and table and this together.
        """

    def rows_changed(self) -> None:
        """Follow the table above, whose rows have changed."""

    def begin(self) -> bool:
        """Focus the foot. False where nothing can be typed in it."""
        return False

    def stay(self) -> None:
        """Take note that there was nobody to go on to, so that what is typed next isn't sent unseen."""

    def came_by_itself(self) -> None:
        """Take note that no key asked for it: what was typed before it was on screen isn't meant for it."""

    def keep(self) -> None:
        """Keep what is typed: the program ends, or another row is shown."""

    @property
    def typing(self) -> bool:
        """Whether the keys are for what is typed in it."""
        return False

    @property
    def actions(self) -> tuple[Action[object], ...]:
        """What its own keys do, for the footer and the help."""
        return ()

    def needed_first(self, actions: Sequence[Action[object]]) -> Sequence[Action[object]]:
        """The actions that the footer tells of while the keys are for what is typed, the most needed first.

        Args:
            actions: those that there are.
        """
        return actions
