# SPDX-License-Identifier: MIT
"""The filter line, and what it may go on with."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events
from textual.containers import Horizontal
from textual.widgets import Static

from flotui.resources.text import Span, Text
from flotui.text import safe
from flotui.text.width import widest
from flotui.ui.widgets.inputs import SEARCHED, Line

if TYPE_CHECKING:
    from flotui.audience.complete import Completion


class Prompted(Horizontal):
    """A filter line behind its prompt, the stroke that opened it."""

    DEFAULT_CSS = """
    Prompted {
        height: 1;
        background: $boost;
        Static { width: 2; color: $accent; text-style: bold; }
    }
    """

    def __init__(self, line: FilterLine) -> None:
        """
        Args:
            line: the filter line.
        """
        super().__init__(Static("/", markup=False), line)


class FilterLine(Line):
    """One line to type a filter into."""

    DEFAULT_CSS = """
    FilterLine, FilterLine:focus {
        width: 1fr;
        height: 1;
        border: none;
        padding: 0 1 0 0;
        background: $boost;
        &.-textual-compact { padding: 0 1 0 0; }
    }
    """

    def __init__(self, text: str, placeholder: str) -> None:
        """
        Args:
            text: what it says at first.
            placeholder: what it takes, in words.
        """
        super().__init__(text, placeholder=placeholder, most=SEARCHED, select_on_focus=False)
        self.refused: str | None = None
        """What it said when it was refused; None where it wasn't."""

    def action_delete_left_all(self) -> None:
        """Take away what is left of the cursor; all of it while it says what was refused."""
        if self.value == self.refused:
            self.value = ""
        else:
            super().action_delete_left_all()

    def on_key(self, event: events.Key) -> None:
        """Stay in the line: whoever wanted a completion that there isn't types on, and that is no command."""
        if event.key in ("tab", "shift+tab"):
            event.stop()
            event.prevent_default()


class QueryLine(FilterLine):
    """A filter line that speaks the query language: tab completes, up and down walk through what was asked."""

    def __init__(
        self,
        text: str,
        placeholder: str,
        asked: tuple[str, ...],
        now: Callable[[str, int], Completion | None],
    ) -> None:
        """
        Args:
            text: what it says at first.
            placeholder: what it takes, in words.
            asked: what was asked before, the last first.
            now: says at once how a text may go on at a cursor, by the names that are known.
        """
        super().__init__(text, placeholder)
        self._asked = tuple(each for each in asked if each != text)
        self._now = now
        self._back = 0
        self._draft = text
        self._completion: Completion | None = None
        self._known: str | None = None
        """The text that the completion is of."""
        self._taken: tuple[str, int] | None = None
        self._told = asyncio.Event()

    async def caught_up(self, key: str) -> None:
        """Return when a key can be about what is on screen: tab waits for how the line may go on."""
        while key == "tab" and not self._is_known:
            self._told.clear()
            await self._told.wait()

    @property
    def _is_known(self) -> bool:
        """Whether it is known how the line may go on as it is now."""
        return self.value in (self._known, self._taken[0] if self._taken is not None else None)

    def go_on(self, completion: Completion | None) -> Completion | None:
        """Take in what the line may go on with; None while that isn't known.

        Returns:
            What it goes on with: after tab, the other options, the one first that the next tab takes.
        """
        self._told.set()
        if self._taken is None or self._taken[0] != self.value or self._completion is None:
            self._completion, self._taken, self._known = completion, None, self.value
            return completion
        options, following = self._completion.options, self._taken[1] + 1
        return self._completion._replace(options=(*options[following:], *options[: following - 1]))

    def _catch_up(self) -> None:
        """See how the line may go on now, where tab was typed ahead of that."""
        if not self._is_known:
            self.go_on(self._now(self.value, self.cursor_position))

    def on_key(self, event: events.Key) -> None:
        """Complete, and go through what was asked, before the screen takes these keys for itself."""
        if event.key == "tab":
            self._catch_up()
            self.take()
        elif event.key in ("up", "down"):
            self.walk(1 if event.key == "up" else -1)
        else:
            return
        event.stop()
        event.prevent_default()

    def take(self) -> None:
        """Go on with the first option, and with the next one at each further tab."""
        found = self._completion
        if found is None or not found.options:
            return
        index = 0 if self._taken is None else (self._taken[1] + 1) % len(found.options)
        before = 0 if self._taken is None else len(found.options[self._taken[1]].text)
        end = found.start + before if self._taken is not None else self.cursor_position
        option = found.options[index].text
        value = f"{self.value[: found.start]}{option}{self.value[end:]}"
        self._taken = (value, index) if len(found.options) > 1 else None
        self.value = value
        self.cursor_position = found.start + len(option)

    def walk(self, way: int) -> None:
        """Go through what was asked before: up to older, down to what is being typed.

        Args:
            way: 1 for older, -1 for newer.
        """
        if self._back == 0:
            self._draft = self.value
        self._back = max(0, min(len(self._asked), self._back + way))
        self.value = self._asked[self._back - 1] if self._back else self._draft
        self.cursor_position = len(self.value)


def options(completion: Completion | None, otherwise: str, room: int = 0) -> Text:
    """What is below a filter line: what is in doubt, what tab takes, or what the line takes at all.

    Args:
        completion: how the line may go on.
        otherwise: what is said where there is nothing to say of that.
        room: the cells of the line; 0 where they aren't known.
    """
    if completion is not None and completion.doubt:
        doubt, meant = (safe.sanitize(each) for each in (completion.doubt, completion.meant))
        return (Span(f"  {_fitting(doubt, meant, room - 8)}", "warn"),)
    if completion is None or not completion.options:
        shown = completion.example if completion is not None else ""
        return (Span(f"  {safe.sanitize(shown) or otherwise}", "dim"),)
    first, *others = (safe.sanitize(each.shown) for each in completion.options)
    return (Span(f"  {first}", "accent"), Span(f"  {'  '.join(others)}" if others else "", "dim"))


def _fitting(doubt: str, meant: str, room: int) -> str:
    """What is in doubt; with what may be meant first where the end of it would be cut off."""
    if not meant or room <= 0 or widest(doubt) <= room:
        return doubt
    return f"{meant} {doubt.removesuffix(meant).rstrip()}"
