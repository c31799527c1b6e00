# SPDX-License-Identifier: MIT
"""Choices beyond those that a list began with: more of what is here with every letter, the host's on demand.

Answers come when they come. One to a text that no longer is in the line adds what it found, and moves
nothing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any

from textual.worker import Worker, WorkerError

from flotui.api.errors import FlochatError, Malformed, NotFound
from flotui.resources.ask import Choice, Further
from flotui.resources.text import Tone
from flotui.ui import latest
from flotui.ui.modals.base import Dialog
from flotui.ui.modals.ranking import Offer

_ENOUGH = 2
"""Bytes that have to be typed before the host is offered as a source: two letters, or one ideograph."""


class DialogFinder:
    """What a dialog finds beyond its own choices."""

    def __init__(self, further: Further, dialog: Dialog[Any], show: Callable[[bool], None]) -> None:
        """
        Args:
            further: where to find them.
            dialog: whose choices they are.
            show: has the dialog show what is known now; told whether there are more choices.
        """
        self._further = further
        self._dialog = dialog
        self._show = show
        self._text = ""
        self._found: dict[str, Choice] = {}
        self._searched: set[str] = set()
        self._asking: set[str] = set()
        self._answers: dict[str, tuple[str, ...]] = {}
        self._failed: set[str] = set()
        self._said: dict[str, tuple[str, Tone]] = {}
        self._searching: Worker[None] | None = None

    @property
    def choices(self) -> list[Choice]:
        """The choices found so far: among those that are loaded, and by the host."""
        return list(self._found.values())

    @property
    def answers(self) -> Collection[str]:
        """The ids of what the host found for the text."""
        return self._answers.get(self._text, ())

    @property
    def asked(self) -> bool:
        """Whether the host was asked for the text, answered or not."""
        return self._text in self._asking or self._text in self._answers

    @property
    def unanswered(self) -> bool:
        """Whether the host may have more that fit the text: it hasn't answered it."""
        return self._text not in self._answers

    @property
    def asking(self) -> bool:
        """Whether the host's answer to the text is waited for."""
        return self._text in self._asking

    @property
    def failed(self) -> bool:
        """Whether the host could not be asked for the text."""
        return self._text in self._failed

    @property
    def message(self) -> tuple[str, Tone] | None:
        """What to say about asking the host for the text, with its tone; None where it wasn't asked."""
        return self._said.get(self._text)

    def offers(self) -> tuple[Offer, ...]:
        """The line that asks the host for the text; none where it was asked, or the text is short."""
        if self._further.look is None or self.asked or len(self._text.encode(errors="replace")) < _ENOUGH:
            return ()
        return (Offer(self._further.verb, self._text, look=True),)

    def typed(self, text: str) -> None:
        """Search what is here for a text, unless that was done."""
        self._text = text
        if text and text not in self._searched:
            self._searching = latest.start(self._dialog, "finder", partial(self._search, text))

    def look(self) -> None:
        """Ask the host for choices that match the text."""
        text = self._text
        if self.asked:
            return
        self._asking.add(text)
        self._failed.discard(text)
        self._said[text] = ("Asking the host…", "dim")
        self._dialog.run_worker(self._look(text), group=f"finder {text}", exit_on_error=False)
        self._show(False)

    async def settled(self) -> None:
        """Return when what is here has been searched: what is highlighted then is what was typed."""
        if self._searching is not None and not self._searching.is_finished:
            with contextlib.suppress(WorkerError):
                await self._searching.wait()

    async def _search(self, text: str) -> None:
        try:
            found = await self._further.here(text)
        except FlochatError:
            # What is here is a convenience; the host can still be asked, and then it says what is wrong.
            return
        self._searched.add(text)
        if self._take(found):
            self._show(True)

    async def _look(self, text: str) -> None:
        found: Sequence[Choice] = ()
        try:
            found = await self._further.look(text) if self._further.look is not None else ()
        except NotFound:
            self._said[text] = (_none(text), "dim")
        except Malformed as error:
            self._said[text] = (str(error), "warn")
        except FlochatError as error:
            self._failed.add(text)
            self._said[text] = (str(error), "danger")
        else:
            self._said[text] = ("" if found else _none(text), "dim")
        finally:
            self._asking.discard(text)
        if text not in self._failed:
            self._answers[text] = tuple(choice.id for choice in found)
        self._show(self._take(found))

    def _take(self, found: Sequence[Choice]) -> bool:
        """Keep what was found; whether any of it is new."""
        known = len(self._found)
        self._found.update({choice.id: choice for choice in found if choice.id not in self._found})
        return len(self._found) > known


def _none(text: str) -> str:
    return f"No match on the host for {text}."
