# SPDX-License-Identifier: MIT
"""A host that no longer accepts the API key: the person is asked for another, once at a time."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Protocol

from textual.app import App
from textual.screen import Screen

from flotui.api.errors import NotAuthorised
from flotui.resources.ask import Cancelled


class AsksForKey(Protocol):
    """What opens the login."""

    def __call__(self, *, why: str) -> Coroutine[object, object, None]:
        """Have a key typed, checked and kept.

        Args:
            why: why it is asked now.

        Raises:
            Cancelled: when the person left it.
        """


class Authorizing:
    """Asks for another API key when the host refuses the one there is."""

    def __init__(self, app: App[int], main: Screen[None], asks: AsksForKey) -> None:
        """
        Args:
            app: what asks.
            main: its screen under all dialogs.
            asks: opens the login.
        """
        self._app, self._main, self._asks = app, main, asks
        self._asking = False
        self.declined = False
        """Whether the person would not give another key when the host had refused theirs."""

    def again(self, error: NotAuthorised) -> None:
        """Ask for another key, because the host doesn't accept this one any more.

        Whoever has declined is reading what is here: the list says what it lacks and which key logs in. They
        are asked again where a draft waits for it.

        Args:
            error: what the host said.
        """
        if self._asking or (self.declined and self._app.screen is self._main):
            return
        self._asking = True
        self._app.run_worker(self._ask(error.happened), group="authorize", exit_on_error=False)

    async def _ask(self, why: str) -> None:
        try:
            await self._asks(why=why)
        except Cancelled:
            self.declined = True
        finally:
            self._asking = False
