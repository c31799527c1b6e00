# SPDX-License-Identifier: MIT
"""When what several steps in a row came to concerns all of them."""

from __future__ import annotations

from flotui.store.entry import Outcome

_ALIKE = 3
"""Refusals in a row for the same reason, or unknown outcomes in a row, after which the rest isn't sent."""


class Streak:
    """The refusals for one reason, or the unknown outcomes, that came in a row."""

    def __init__(self) -> None:
        """Nothing has gone wrong yet."""
        self._of = ""
        self._number = 0

    def end(self) -> None:
        """A step went well."""
        self._number = 0

    def add(self, outcome: Outcome, message: str) -> str:
        """Count a step that didn't go well.

        Args:
            outcome: refused or unknown.
            message: why, in a sentence.

        Returns:
            What is said where it is one too many, without why; empty before that.
        """
        of = message if outcome is Outcome.REFUSED else outcome.value
        self._number = self._number + 1 if of == self._of else 1
        self._of = of
        if self._number < _ALIKE:
            return ""
        what = "were refused for the same reason" if outcome is Outcome.REFUSED else "got no clear answer"
        return f"{_ALIKE} in a row {what}."
