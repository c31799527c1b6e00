# SPDX-License-Identifier: MIT
"""Waiting until an app has nothing left to do.

Textual's pilot guesses that from the processor time of the last 20 ms: slow on a quiet machine, and wrong on
a busy one, where a process that nobody lets run looks idle. Here the event loop is asked.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from typing import Any

import textual.app
import textual.pilot
from textual.app import ScreenStackError
from textual.pilot import Pilot

from flotui.store.thread import Worker
from tests.support import clock

SOON = 0.04
"""Seconds: what is to happen within them belongs to what just happened. Textual paints 60 times a second, and
may leave one time out."""

PATIENCE = 5.0
"""Seconds after which an app counts as one that never comes to rest: one that polls, say."""

_asked = 0
"""How many questions other threads (the databases', those that read files) have not answered."""


async def settled(min_sleep: float = 0.0, max_sleep: float = PATIENCE) -> None:
    """Wait until nothing is ready to run, nothing will be soon, and no other thread is being asked.

    Args:
        min_sleep: taken for the sake of Textual's own signature.
        max_sleep: seconds after which to go on in any case.
    """
    loop: Any = asyncio.get_running_loop()
    until = loop.time() + max_sleep
    quiet = 0
    while quiet < 2 and loop.time() < until:
        await asyncio.sleep(0)
        quiet += 1
        if _asked:
            await asyncio.sleep(0.001)
            quiet = 0
        elif loop._ready:
            quiet = 0
        else:
            at = min((each.when() for each in loop._scheduled if not each.cancelled()), default=until)
            if at < loop.time() + SOON:
                left = max(at - loop.time(), 0)
                await asyncio.sleep(left) if clock.outside else clock.let_pass(left)
                quiet = 0


async def until(condition: Callable[[], Any], what: Callable[[], str], patience: float = 30.0) -> None:
    """Wait until a condition holds, and what made it true has come to rest.

    Args:
        condition: is looked at whenever the app has nothing left to do.
        what: says what was waited for in vain.
        patience: seconds.
    """
    last = clock.real() + patience
    while not condition():
        assert clock.real() < last, what()
        await settled(max_sleep=0.2)
        if not condition():
            await asyncio.sleep(0.005)
    await settled(max_sleep=1.0)


def install() -> None:
    """Have every pilot wait so."""
    textual.app.wait_for_idle = settled  # type: ignore[attr-defined]
    textual.pilot.wait_for_idle = settled  # type: ignore[attr-defined]
    wait_for_screen = Pilot._wait_for_screen

    @functools.wraps(wait_for_screen)
    async def unless_idle(pilot: Pilot[Any], *arguments: Any, **more: Any) -> bool:
        if pilot.app._exception is None and _all_wait(pilot):
            return True
        return await wait_for_screen(pilot, *arguments, **more)

    Pilot._wait_for_screen = unless_idle  # type: ignore[method-assign]
    run, in_executor = Worker.run, asyncio.BaseEventLoop.run_in_executor

    @functools.wraps(run)
    async def counted(*arguments: Any, **more: Any) -> Any:
        global _asked
        _asked += 1
        try:
            return await run(*arguments, **more)
        finally:
            _asked -= 1

    @functools.wraps(in_executor)
    def counted_in_executor(*arguments: Any) -> Any:
        global _asked
        _asked += 1
        future = in_executor(*arguments)
        future.add_done_callback(_answered)
        return future

    Worker.run = counted  # type: ignore[method-assign]
    asyncio.BaseEventLoop.run_in_executor = counted_in_executor  # type: ignore[method-assign,assignment]


def _all_wait(pilot: Pilot[Any]) -> bool:
    """Whether neither the app nor anything on its screen has a message, and each waits for one.

    Textual asks each of some hundred for a word after every key. A widget that waits for a message has given it.
    """
    try:
        screen = pilot.app.screen
    except ScreenStackError:
        return False
    for each in (pilot.app, *screen.walk_children(with_self=True)):
        queue = each._message_queue
        if queue.values or not queue.ready_event._waiters:  # type: ignore[attr-defined]
            return False
    return True


def _answered(_: object) -> None:
    global _asked
    _asked -= 1
