# SPDX-License-Identifier: MIT
"""Waiting for the host for as long as it takes, unless the person gives that up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import TypeVar

from flotui.ui.typeahead import TypeAhead
from flotui.workspace.comparing import NothingToDo

Read = TypeVar("Read")

NOTHING = "What you typed did nothing."
"""The sentence that follows why what somebody typed on for didn't open."""


async def first_of(*waits: Callable[[], Coroutine[object, object, object]]) -> None:
    """Return when the first of several things has come.

    Args:
        waits: each returns when one has.
    """
    all_of_them = [asyncio.ensure_future(each()) for each in waits]
    try:
        await asyncio.wait(all_of_them, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in all_of_them:
            each.cancel()


async def wait_with_keys(keys: TypeAhead, come: Callable[[], Coroutine[object, object, None]]) -> None:
    """Wait for what an action opens, with the keys that are typed meanwhile.

    Args:
        keys: those that wait.
        come: returns when it has come, or can't.

    Raises:
        NothingToDo: when the person gives it up.
    """
    with keys.patiently() as given_up:
        await first_of(given_up.wait, come)
        if given_up.is_set():
            raise NothingToDo(f"Not opened. {NOTHING}" if keys.text_waits else "Not opened.")


async def read_with_keys(keys: TypeAhead, read: Coroutine[object, object, Read]) -> Read:
    """Read what an action asks about, with the keys that are typed meanwhile.

    Args:
        keys: those that wait.
        read: reads it.

    Returns:
        What was read.

    Raises:
        NothingToDo: when the person gives it up; and whatever `read` raises.
    """
    reading = asyncio.ensure_future(read)

    async def come() -> None:
        await asyncio.wait((reading,))

    try:
        await wait_with_keys(keys, come)
        return await reading
    finally:
        reading.cancel()
