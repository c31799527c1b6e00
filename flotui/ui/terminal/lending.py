# SPDX-License-Identifier: MIT
"""Lending the terminal to another program."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from textual.app import App

from flotui.ui.terminal.inner import driver_of

_PATIENCE = 2.0
"""Seconds that the other program has to end when this one does."""


class NotLendable(Exception):
    """There is no terminal that could be lent."""


async def run(app: App[int], words: Sequence[str]) -> int:
    """Run another program in the terminal, and take the terminal back when it has ended, however it did.

    The app's loop goes on meanwhile, without painting: a request under way gets its answer.

    Args:
        app: whose terminal it is.
        words: the program and its arguments.

    Returns:
        What it ended with; the number of a signal, negative, where one ended it.

    Raises:
        NotLendable: when there is no terminal.
        OSError: when the program can't be started.
    """
    with _lent(app):
        output = sys.__stderr__  # what the app draws on; its standard output may go elsewhere
        process = await asyncio.create_subprocess_exec(
            *words, stdin=sys.__stdin__, stdout=output, stderr=output
        )
        try:
            return await process.wait()
        finally:
            if process.returncode is None:
                await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    """End a program because this one ends."""
    for end in (process.terminate, process.kill):
        with suppress(ProcessLookupError):
            end()
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                await process.wait()
                return


def is_lent(app: App[int]) -> bool:
    """Whether another program has the terminal. What interrupts that one reaches this one as well.

    Args:
        app: whose terminal it is.
    """
    return (driver := driver_of(app)) is not None and driver.is_lent


@contextmanager
def _lent(app: App[int]) -> Iterator[None]:
    driver = driver_of(app)
    if driver is None:
        raise NotLendable
    driver.suspend_application_mode()
    try:
        yield
    finally:
        driver.resume_application_mode()
