# SPDX-License-Identifier: MIT
"""A write from the command line that somebody stops: what had left is waited for, and what became of it is said."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

from flotui.cli import sink
from flotui.cli.ends import Failure
from flotui.config.exits import Exit
from flotui.store.entry import Entry, Outcome
from flotui.workspace import Workspace
from flotui.workspace.events import Journaled

DONE = "It was sent, and is done."
"""What is said of a write that is done, where something else failed."""
_ENDING = (signal.SIGTERM, signal.SIGHUP)
"""What ends the process as ctrl+c does: the machine goes down, the connection is gone."""


@asynccontextmanager
async def seen_through(workspace: Workspace) -> AsyncIterator[None]:
    """Close a bot at the end of a block that writes; where the block is stopped, say what became of the write. What never
    left is not kept to be sent later.

    Args:
        workspace: the bot. Closing it waits some seconds for the answer to what has left.

    Raises:
        Failure: when it was stopped.
    """
    workspace.keeps_no_unsent()  # a script tries it again, and nobody looks for it in Activity
    entries: dict[int, Entry] = {}
    ended: list[int] = []
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None

    def end(number: int, _frame: object) -> None:
        if not entries:  # nothing has left, and a question may be waiting for its answer
            signal.signal(number, signal.SIG_DFL)
            _end_by(number)
        ended.append(number)
        loop.call_soon_threadsafe(task.cancel)

    workspace.listen(
        lambda event: entries.update({event.entry.id: event.entry}) if isinstance(event, Journaled) else None
    )
    heard = [each for each in _ENDING if signal.getsignal(each) is signal.SIG_DFL]  # nohup ignores one
    for each in heard:
        signal.signal(each, end)
    try:
        try:
            yield
        except asyncio.CancelledError:
            if any(each.outcome is Outcome.INTENDED for each in entries.values()):
                sink.tell("\nWaiting for the host to answer…")
            raise
        finally:
            await workspace.close()
    except asyncio.CancelledError:
        said = became(entries.values())
        if not ended and task.cancelling() < 2:
            raise Failure(f"Stopped. {said}", Exit.INTERRUPTED) from None
        sink.tell(said)  # nobody is handed what is raised now
        raise
    finally:
        for each in heard:
            signal.signal(each, signal.SIG_DFL)
        for number in ended:
            _end_by(number)


def became(entries: Collection[Entry]) -> str:
    """What became of a write that was stopped, and what to do, in sentences.

    Args:
        entries: what the journal has of it.
    """
    outcomes = {each.outcome for each in entries}
    if not outcomes - {Outcome.WAITING}:
        return "Nothing was sent."
    if outcomes & {Outcome.UNKNOWN, Outcome.INTENDED}:
        return "It was sent, and its outcome is unknown. Check whether it arrived before you send it again."
    if Outcome.REFUSED in outcomes:
        return "It was sent, and refused. Nothing was changed."
    return DONE


def _end_by(number: int) -> None:
    """End the process by a signal, as whoever waits for it expects."""
    os.kill(os.getpid(), number)
