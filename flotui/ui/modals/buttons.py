# SPDX-License-Identifier: MIT
"""A dialog's buttons: side by side, or below each other where the window is too narrow for that."""

from __future__ import annotations

from textual.containers import Horizontal

from flotui.ui.modals.push import BETWEEN, Push


class Buttons(Horizontal):
    """Buttons of which none is cut."""

    DEFAULT_CSS = """
    Buttons {
        height: 1;
        &.-stacked { layout: vertical; height: auto; }
    }
    """

    def __init__(self, *pushes: Push) -> None:
        """
        Args:
            pushes: the buttons, from left to right.
        """
        super().__init__(*pushes, id="buttons")
        self._pushes = pushes

    def lines(self, width: int) -> int:
        """How many lines they take.

        Args:
            width: the cells that a line has.
        """
        together = sum(each.room for each in self._pushes) + BETWEEN * (len(self._pushes) - 1)
        return 1 if together <= width else len(self._pushes)

    def fit(self, width: int) -> None:
        """Lay them out.

        Args:
            width: as for `lines`.
        """
        self.set_class(self.lines(width) > 1, "-stacked")
