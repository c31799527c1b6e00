# SPDX-License-Identifier: MIT
"""`:everyone`: everybody is read in the background, while one works on."""

from __future__ import annotations

import time
from typing import Final

from flotui.api.errors import FlochatError
from flotui.audience.everyone import Phase, Progress
from flotui.audience.keeping import file_of, people_of
from flotui.audience.lease import Held, Lease
from flotui.audience.reading import Reading, ReadingPlan, progress_message
from flotui.resources.ask import Choice, Confirm, Picker
from flotui.resources.inbox import WAITING
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.text.dates import clock_time
from flotui.ui.shell import Front, Shell
from flotui.workspace import Workspace

_EVERY: Final = 1.0
"""Seconds between two tellings of how far it is, at the least."""
_NAME: Final = "everyone"
"""What the work is called that goes on in the background."""


async def read_everyone(shell: Shell) -> None:
    """Say what reading everyone costs, and begin or go on with it in the background.

    Raises:
        FlochatError: when the host can't be asked how many there are.
        Cancelled: when the person left it.
    """
    workspace = shell.workspace
    if workspace is None:
        return
    if _NAME in workspace.background:
        shell.main.say("Everyone is being read already; the header shows how far.")
        return
    lease = Lease(file_of(workspace))
    try:
        lease.take()
    except Held as held:
        shell.main.say(
            f"Another flotui is reading this bot's subscribers ({held}). Nothing was read.", "warn"
        )
        return
    try:
        people = await people_of(workspace)
        reading = Reading(workspace, people, tell=_EveryoneProgress(workspace, shell.main))
        plan = await _agreed(shell, reading, (await people.state()).complete)
    except BaseException:
        lease.give_back()
        raise
    workspace.background.start(_NAME, _carry_out(shell, workspace, reading, plan, lease))


async def _agreed(shell: Shell, reading: Reading, complete: bool) -> ReadingPlan:
    """What the person agrees to."""
    full = False
    if complete:
        choices = [
            Choice(
                "recent",
                "See who changed in the last 24 hours",
                "2 calls, then it says how many more",
                key="1",
            ),
            Choice("full", "Read everyone again", "a call for every 100", key="2"),
        ]
        full = (await shell.ask.pick(Picker("Everyone is loaded", choices, keyed=True))).id == "full"
    plan = await reading.plan(full=full)
    if plan.full:
        lines = (plan.sentence, "You can keep working, or quit: it continues where it stopped.")
        await shell.ask.confirm(Confirm("Read everyone", lines, verb="Read"))
    elif plan.asks:
        await shell.ask.confirm(Confirm("Read who changed", (plan.sentence,), verb="Read"))
    return plan


async def _carry_out(
    shell: Shell, workspace: Workspace, reading: Reading, plan: ReadingPlan, lease: Lease
) -> None:
    """Read them, and say what came of it where the bot is still open."""
    try:
        done = await reading.carry_out(plan)
    except FlochatError as error:
        if shell.workspace is workspace:
            shell.main.say(
                f"{error} {await reading.left('Type :everyone')}".strip(),
                "danger",
            )
        return
    finally:
        lease.give_back()
        workspace.progressed(1, 1, "read")
    if shell.workspace is workspace:
        shell.main.say(done)
        workspace.renew(SUBSCRIBERS.id, WAITING.id)


class _EveryoneProgress:
    """Has the header say how far it is, at most once a second; the footer, what it waits for."""

    def __init__(self, workspace: Workspace, front: Front) -> None:
        self._workspace = workspace
        self._front = front
        self._at = 0.0
        self._phase = Phase.READING

    def __call__(self, progress: Progress) -> None:
        """Take in how far it is."""
        turned, self._phase = progress.phase is not self._phase, progress.phase
        if turned and progress.phase in (Phase.WAITING, Phase.OFFLINE):
            self._front.say(progress_message(progress), "warn")
        now = time.monotonic()
        walk = progress.walk
        if (turned or now - self._at >= _EVERY) and walk.total and walk.met < walk.total:
            self._at = now
            self._workspace.progressed(walk.met, walk.total, f"read{_waits(progress)}")


def _waits(progress: Progress) -> str:
    """What a reading waits for, behind how far it is; empty where it goes on."""
    if progress.phase is Phase.OFFLINE:
        return ", offline"
    if progress.phase is not Phase.WAITING:
        return ""
    return f", waits until {clock_time(progress.until)}" if progress.until is not None else ", waits"
