# SPDX-License-Identifier: MIT
"""Keys that come faster than what they are for.

A dialog takes a moment to open, a line to type in to get the focus. Whoever knows the keys types on meanwhile,
and means what is about to open: on the list below, the same letters would be other commands. So keys are
handed on one at a time, in the order they came: each when what the one before it did is done, and none while
an action may be about to open something.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from contextvars import ContextVar, Token
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Protocol, Self, runtime_checkable

from flotui.ui.presses import Presses, Typed

if TYPE_CHECKING:
    from textual import events
    from textual.dom import DOMNode

LOOKING = 0.8
"""Seconds that keys wait for what only looks; then they go where they would have gone."""
WRITING = 8.0
"""Seconds that keys wait for what writes, and so may ask; then they are forgotten: nobody who types a tag's
name wants its letters carried out as commands."""

_TURNS = 8
"""In how many parts that time is waited for. However long a busy machine does nothing else, that counts as one part, so
that what is about to open gets its turn before keys go elsewhere."""

INTERRUPT = "ctrl+c"
"""The key that stops what is being sent: it does not wait for that."""

_PACE = 0.03
"""Seconds within which a key comes in one breath with the one before it."""

_DOING = 1.0
"""Seconds that the handlers of one key may keep the next one waiting."""


@runtime_checkable
class CatchesUp(Protocol):
    """A screen that what it shows may be late for."""

    async def caught_up(self, key: str) -> None:
        """Return when a key can be about what is on screen.

        Args:
            key: which, as Textual names it; empty for a text that was pasted.
        """


@runtime_checkable
class Opening(Protocol):
    """A screen on which something may be about to open that takes the next key."""

    async def opened(self) -> None:
        """Return when it has the keys, or it is known that it can't be opened."""


@runtime_checkable
class TellsUntilKey(Protocol):
    """A screen that tells something until the next key."""

    def unsay(self, typed_at: float) -> None:
        """Tell it no longer, unless it was told after the key was typed: then nobody has read it.

        Args:
            typed_at: when the key was typed, in seconds as `Typed.at`.
        """


@runtime_checkable
class ClearsText(Protocol):
    """A line that the key which stops clears first, where something is typed in it."""

    @property
    def has_text(self) -> bool:
        """Whether something is typed."""


class Hold:
    """Has keys wait from when it is made until it ends. Entered, it is the task's own: see `TypeAhead.answering`."""

    def __init__(self, keys: TypeAhead, *, writing: bool, asks: bool = False) -> None:
        """
        Args:
            keys: whose keys wait.
            writing: whether it is for something that writes.
            asks: whether it is for something that may ask: they wait for that as long as it takes.
        """
        self._keys, self._writing, self._asks = keys, writing, asks
        self._token: Token[Hold | None] | None = None
        self._asking = False
        self.asked = False
        """Whether a question came up meanwhile."""
        self.sent = False
        """Whether what it is for has left and isn't answered yet."""
        self.told = ""
        """What it was told that keys wait for; empty for nothing yet."""
        self.told_sent = False
        """Whether it was told that something has left."""
        self.in_line = False
        """Whether it is for a key of a line that the person may type on in, which says itself what is being sent."""
        self._over = False
        """Whether it has ended for good, and does not go on after a question: what began under it may ask later."""
        self._timer: asyncio.TimerHandle | None = None
        self._given_up: asyncio.Event | None = None
        """Set when the person waits no longer for what it is patient with; None where it isn't."""
        self.begin()

    def begin(self) -> None:
        """Have keys wait, for as long as the patience lasts."""
        self._wait(_TURNS)
        self._keys.holds.add(self)

    def _wait(self, turns: int) -> None:
        """Wait so many parts of the patience, then no longer."""
        patience = WRITING if self._writing else LOOKING
        then = partial(self._wait, turns - 1) if turns > 1 or self.patient else self._give_up
        self._timer = asyncio.get_running_loop().call_later(patience / _TURNS, then)

    @property
    def lasts(self) -> bool:
        """Whether keys still wait for it."""
        return self._timer is not None

    @property
    def patient(self) -> bool:
        """Whether they wait for as long as the host takes."""
        return self._asks or self._given_up is not None

    @contextmanager
    def patiently(self) -> Iterator[asyncio.Event]:
        """Have keys wait for as long as this goes on, or until the person gives it up: then the event is set."""
        self._given_up = asyncio.Event()
        if self._timer is None:
            self.begin()
        try:
            yield self._given_up
        finally:
            self._given_up = None

    def stop(self) -> bool:
        """Have what is waited for patiently given up, as the person wants it; whether something is."""
        if self._given_up is None:
            return False
        self._given_up.set()
        return True

    def end(self) -> None:
        """End the hold: the keys that waited are handed on."""
        self._over = True
        self.pause()

    def pause(self) -> None:
        """Let keys go on until it is said otherwise."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self._keys.holds.discard(self)
            self._keys.look()

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Let keys through for as long as this goes on."""
        self.asked = True
        if self._asking or self._over:
            yield
            return
        self._asking = True
        self.pause()
        try:
            yield
        finally:
            self._asking = False
            if not self._over:
                self.begin()

    def _give_up(self) -> None:
        if self._writing:
            self._keys.give_up()
        self.pause()

    def __enter__(self) -> Self:
        self._token = _own.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        if self._token is not None:
            _own.reset(self._token)
        self.end()


_own: ContextVar[Hold | None] = ContextVar("own", default=None)
"""The hold of the action that runs."""
_line: ContextVar[int | None] = ContextVar("line", default=None)
"""For what a key of a line began that is typed in: how many keys had been handed on by then; None for all else."""


class TypeAhead:
    """The keys that wait for their turn."""

    def __init__(self) -> None:
        """Nothing waits, and nothing is opening."""
        self._waiting: deque[Typed] = deque()
        self._turn = asyncio.Event()
        self.presses = Presses()
        """Which presses may be a key that is held down."""
        self.current: Typed | None = None
        """The press that is being handed on, or was last; None after the mouse was used."""
        self.acts = 0
        """Counts the keys that were handed on, and the clicks: one of them may mean what was shown before it."""
        self.turned_at = 0.0
        """When the screen that keys are for last gave way to the one below it, as `Typed.at`."""
        self.holds: set[Hold] = set()
        """The holds that keep keys waiting."""
        self.on_forgotten: Callable[[int], None] = lambda _: None
        """Told how many keys were dropped, because what they waited for took too long."""

    @property
    def waiting(self) -> bool:
        """Whether a key waits for its turn."""
        return bool(self._waiting)

    def take(self, typed: events.Key | events.Paste) -> None:
        """Have a key, or a text that was pasted, wait for its turn."""
        self._waiting.append(self.presses.add(typed))
        self.look()

    def look(self) -> None:
        """Hand the next key on, if nothing holds it back."""
        if self._waiting and not self.holds:
            self._turn.set()

    def forget(self) -> None:
        """Drop the keys that wait."""
        self._waiting.clear()

    def give_up(self) -> None:
        """Drop what waits, and tell how much that was."""
        if dropped := len(self._waiting):
            self.forget()
            self.on_forgotten(dropped)

    async def run(self, hand_on: Callable[[Typed], Awaitable[Doing | None]]) -> None:
        """Hand on what waits, for as long as the program runs.

        Args:
            hand_on: gives one to where it belongs, and returns what it is doing; None where it was dropped.
        """
        doing: Doing | None = None
        while True:
            while self._waiting and not self.holds:
                if doing is not None:  # what the key before it does may hold this one, or drop it
                    await doing.end()
                    doing = None
                else:
                    doing = await hand_on(self._waiting.popleft())
            self._turn.clear()
            await self._turn.wait()

    def hold(self, *, writing: bool = False, asks: bool = False) -> Hold:
        """Have keys wait from now on: something is about to open, or may be.

        Args:
            writing: whether it is something that writes.
            asks: whether it is an action that may ask: keys wait for that as long as it takes.

        Returns:
            What has them wait, until it ends; a context manager.
        """
        return Hold(self, writing=writing, asks=asks)

    def let_go(self, *, sent: bool = False) -> None:
        """Have keys wait no longer for the action that runs: it writes, or tells how far it is, and asks nothing.

        Args:
            sent: whether something of it has left and isn't answered yet.
        """
        hold = _own.get()
        if hold is not None:
            hold.sent = sent
            hold.pause()

    def patiently(self) -> AbstractContextManager[asyncio.Event]:
        """Have keys wait for the action that runs, for as long as this goes on; the event is set by who gives it up."""
        hold = _own.get()
        return nullcontext(asyncio.Event()) if hold is None else hold.patiently()

    def stop_waiting(self) -> bool:
        """Have no key wait for an action for as long as the host takes; whether one did."""
        stopped = [hold.stop() for hold in self.holds]
        return any(stopped)

    @contextmanager
    def let_through(self) -> Iterator[None]:
        """Let keys through, whatever they wait for: a question has come up in the midst of it.

        Nobody's patience ends meanwhile.
        """
        with ExitStack() as waiting:
            for hold in tuple(self.holds):
                waiting.enter_context(hold.asking())
            yield

    @contextmanager
    def from_line(self) -> Iterator[None]:
        """Say that what goes on was begun by a key of a line that the person may type on in meanwhile."""
        token, hold = _line.set(self.acts), _own.get()
        if hold is not None:
            hold.in_line = True
        try:
            yield
        finally:
            _line.reset(token)

    @property
    def in_line(self) -> bool:
        """Whether what goes on was begun by a key of a line that the person may type on in."""
        return _line.get() is not None

    @property
    def typed_on(self) -> bool:
        """Whether they have typed on in that line, or done anything else: to hold its key down is nothing else."""
        now, before = self.current, _line.get()
        if before is None:
            return False
        held = now.key if now is not None else None
        return self.acts != before or not all(each.repeated and each.key == held for each in self._waiting)

    @property
    def text_waits(self) -> bool:
        """Whether what has its turn next is text."""
        return bool(self._waiting) and (not self._waiting[0].key or self._waiting[0].prints)

    def take_back(self, typed: Typed) -> Hold:
        """Put a press back at the head of the queue: it was meant for what is below, and what is shown goes.

        Args:
            typed: the press.

        Returns:
            What has it wait until what it was meant for is there again.
        """
        hold = self.hold()
        self._waiting.appendleft(typed)
        return hold

    def answering(self) -> AbstractContextManager[None]:
        """Let keys through while the action that runs waits for the person's answer.

        They wait again as soon as it has one: it may ask on, and whoever types ahead means the next question.
        """
        hold = _own.get()
        return nullcontext() if hold is None else hold.asking()


class Doing:
    """What a key is doing: it was given to a widget, and messages climb from there."""

    def __init__(self, first: DOMNode) -> None:
        """
        Args:
            first: the widget that was given the key.
        """
        self._first = first
        self._since = monotonic()

    async def end(self) -> None:
        """Return when it is done.

        To ask every node costs more than to move a cursor, so it is asked only of keys in quick succession:
        what nothing is left of after that long is done.
        """
        nodes = tuple(self._first.ancestors_with_self)
        if monotonic() - self._since > _PACE and not any(node.message_queue_size for node in nodes):
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(_DOING):
                await settled(nodes)


async def settled(nodes: Sequence[DOMNode]) -> None:
    """Return when a widget, all above it and the app have done what they were told.

    A message climbs from node to node, and its handlers send more. So a call climbs behind it, which each node
    hands on when it has handled what it was sent so far, until nothing is left for any of them.

    Args:
        nodes: the widget that was told something, and all above it, the lowest first.
    """
    busy = True
    while busy:
        top = asyncio.Event()
        _climb(nodes, 0, top)
        await top.wait()
        busy = any(node.message_queue_size for node in nodes)


def _climb(nodes: Sequence[DOMNode], at: int, top: asyncio.Event) -> None:
    """Go on from node to node, passing over those that are gone."""
    while at < len(nodes):
        if nodes[at].call_later(_climb, nodes, at + 1, top):
            return
        at += 1
    top.set()
