# SPDX-License-Identifier: MIT
"""The way of every key through the program: in order, one at a time, and only where it was meant."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any, TypeVar

from textual import events
from textual.widget import Widget

from flotui.ui.presses import Judge, Typed, Verdict
from flotui.ui.terminal.screens import TellsPainted
from flotui.ui.typeahead import LOOKING, CatchesUp, ClearsText, Doing, Opening, TellsUntilKey, TypeAhead
from flotui.ui.widgets.typed import is_text

Result = TypeVar("Result")


class KeyPath(TellsPainted[Result]):
    """An app that hands keys on one at a time, and drops those that were typed for something else."""

    def __init__(self, **options: Any) -> None:
        """
        Args:
            options: as for Textual's App.
        """
        super().__init__(**options)
        self.keys = TypeAhead()
        """Has keys wait while something opens."""
        self._began_in: Widget | None = None
        """What had the focus when the run of presses began that is being handed on."""

    @property
    def clears_text(self) -> bool:
        """Whether the key that stops clears a line first: whoever types on below what is being sent means that."""
        return isinstance(self.focused, ClearsText) and self.focused.has_text

    async def _opened_it(self, typed: Typed) -> bool:
        """Whether a press only repeats the key that opened what is typed in now, because that is held down."""
        if not typed.repeated:
            self._began_in = self.focused
            return False
        focused = self.focused
        if focused is self._began_in or not typed.prints or not is_text(focused):
            return False
        return not await self.keys.presses.is_text(typed) and self.focused is focused

    async def on_mount(self) -> None:
        """Start the task that hands keys on one at a time."""
        self.run_worker(self.keys.run(self.hand_on), group="keys")

    async def on_event(self, event: events.Event) -> None:
        """Have keys wait for their turn; see `TypeAhead`."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self.keys.take(event)
            return
        if isinstance(event, events.MouseDown):
            self.keys.current = None
            self.keys.acts += 1
        await super().on_event(event)

    async def hand_on(self, typed: Typed) -> Doing | None:
        """Give a key to what has the focus.

        Args:
            typed: the key.

        Returns:
            What it is doing; None where it was dropped.
        """
        if isinstance(self.screen, Opening):
            await self.screen.opened()
        if isinstance(self.screen, CatchesUp):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOKING):
                    await self.screen.caught_up(typed.key)
        screen = self.screen
        verdict = screen.judge(typed) if isinstance(screen, Judge) else Verdict.TAKE
        if verdict is Verdict.WAIT and await self.keys.presses.deliberate(typed) and self.screen is screen:
            typed, verdict = Typed(typed.event, typed.at), Verdict.TAKE
        if verdict is not Verdict.TAKE or await self._opened_it(typed):
            return None
        self.keys.current = typed
        self.keys.acts += 1
        # Whoever types on may not have read what is told; any other key means that they have, whatever takes it.
        if isinstance(screen, TellsUntilKey) and typed.key and not (typed.prints and is_text(self.focused)):
            screen.unsay(typed.at)
        doing = Doing(self.focused or self.screen)
        await super().on_event(typed.event)
        return doing
