"""Choices beyond those that a list began with: more of what is here with every letter, the host's on demand."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from textual.worker import Worker, WorkerError

from flotui.api.errors import FlochatError
from flotui.resources.ask import Choice, Find, Further

if TYPE_CHECKING:
    from flotui.ui.modals.base import Dialog

_ENOUGH = 2
"""Letters that have to be typed before the host is offered as a source."""


class Finder:
    """What a dialog finds beyond its own choices."""

    def __init__(self, further: Further, dialog: Dialog[Any], show: Callable[[str], None]) -> None:
        """
        Args:
            further: where to find them.
            dialog: whose choices they are.
            show: has the dialog show what was found; given the id of the choice to highlight, or nothing.
        """
        self._further = further
        self._dialog = dialog
        self._show = show
        self._found: dict[str, Choice] = {}
        self._searched: set[str] = set()
        self._asked: set[str] = set()
        self._searching: Worker[None] | None = None

    @property
    def choices(self) -> list[Choice]:
        """What was found so far."""
        return list(self._found.values())

    def offers(self, text: str) -> str:
        """The verb under which the host can be asked for a text; empty where it was, or the text is short."""
        return self._further.verb if len(text) >= _ENOUGH and text not in self._asked else ""

    def typed(self, text: str) -> None:
        """Search what is here for a text, unless that was done."""
        if text and text not in self._searched:
            self._searched.add(text)
            self._searching = self._work(self._search(text))

    def look(self, text: str) -> None:
        """Ask the host for a text."""
        self._asked.add(text)
        self._dialog.say("Asking the host…")
        self._work(self._look(text))

    async def settled(self) -> None:
        """Return when what is here has been searched: what is highlighted then is what was typed."""
        if self._searching is not None and not self._searching.is_finished:
            with contextlib.suppress(WorkerError):
                await self._searching.wait()

    def _work(self, work: Any) -> Worker[None]:
        return self._dialog.run_worker(work, group="finder", exclusive=True, exit_on_error=False)

    async def _search(self, text: str) -> None:
        try:
            await self._take(self._further.here, text)
        except FlochatError:
            # What is here is a convenience; the host can still be asked, and then it says what is wrong.
            return

    async def _look(self, text: str) -> None:
        try:
            found = await self._take(self._further.look, text)
        except FlochatError as error:
            self._asked.discard(text)
            self._dialog.say(str(error), "danger")
            return
        self._show(found[0].id if found else "")
        self._dialog.say("" if found else f"The host finds none by {text}.")

    async def _take(self, find: Find, text: str) -> Sequence[Choice]:
        found = await find(text)
        known = len(self._found)
        self._found.update({choice.id: choice for choice in found if choice.id not in self._found})
        if len(self._found) > known:
            self._show("")
        return found
