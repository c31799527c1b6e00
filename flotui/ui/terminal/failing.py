# SPDX-License-Identifier: MIT
"""Ending at an exception that nobody foresaw: in order, and without printing it over the person's terminal."""

from __future__ import annotations

from typing import TypeVar

from textual.app import App
from textual.worker import WorkerFailed

Result = TypeVar("Result")


class EndsInOrder(App[Result]):
    """An app that leaves as it always does when something in it fails. Textual would print all local variables."""

    @property
    def failure(self) -> BaseException | None:
        """What ended it; None when nothing failed."""
        error = self._exception
        return error.error if isinstance(error, WorkerFailed) else error

    def leave_now(self) -> None:
        """Quit from anywhere, in order."""
        self.exit()

    def panic(self, *_: object) -> None:
        """Leave because of what failed; Textual would print it."""
        self._fatal_error()

    def _fatal_error(self) -> None:
        if self.is_running:
            self.leave_now()
        else:
            self._close_messages_no_wait()
