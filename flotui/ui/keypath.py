"""The way of every key through the program: in order, one at a time, and only where it was meant."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Any, Protocol, TypeVar, runtime_checkable

from textual import events
from textual.app import App
from textual.screen import Screen

from flotui.ui.presses import Judge, Typed, Verdict
from flotui.ui.typeahead import LOOKING, CatchesUp, Doing, TypeAhead

Result = TypeVar("Result")


@runtime_checkable
class Painted(Protocol):
    """A screen that is told when it is painted."""

    def painted(self, at: float) -> None:
        """Take note that what stands there now can be read.

        Args:
            at: just before it was written to the terminal, on the clock of `Message.time`, in seconds.
        """


class KeyPath(App[Result]):
    """An app that hands keys on one at a time, and drops those that were typed for something else."""

    def __init__(self, **options: Any) -> None:
        """
        Args:
            options: as for Textual's App.
        """
        super().__init__(**options)
        self.keys = TypeAhead()
        """Has keys wait while something opens."""

    async def on_mount(self) -> None:
        """Begin to hand keys on."""
        self.run_worker(self.keys.run(self.hand_on), group="keys")

    async def on_event(self, event: events.Event) -> None:
        """Have keys wait for their turn; see `TypeAhead`."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self.keys.take(event)
            return
        if isinstance(event, events.MouseDown):
            self.keys.current = None
        await super().on_event(event)

    async def hand_on(self, typed: Typed) -> Doing | None:
        """Give a key to what has the focus.

        Args:
            typed: the key.

        Returns:
            What it is doing; None where it was dropped.
        """
        if isinstance(self.screen, CatchesUp):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOKING):
                    await self.screen.caught_up(typed.key)
        screen = self.screen
        verdict = screen.judge(typed) if isinstance(screen, Judge) else Verdict.TAKE
        if verdict is Verdict.WAIT and await self.keys.presses.deliberate(typed) and self.screen is screen:
            typed, verdict = Typed(typed.event, typed.at), Verdict.TAKE
        if verdict is not Verdict.TAKE:
            return None
        self.keys.current = typed
        doing = Doing(self.focused or self.screen)
        await super().on_event(typed.event)
        return doing

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        """Tell a screen that it is painted. The time is taken before: a key may come while it is written."""
        at = time.monotonic()
        super()._display(screen, renderable)
        if isinstance(screen, Painted):
            screen.painted(at)
