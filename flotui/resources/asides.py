# SPDX-License-Identifier: MIT
"""Setting a damaged journal aside: only the person decides that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flotui.resources.ask import Ask, Confirm

if TYPE_CHECKING:
    from flotui.workspace import Workspace


async def set_journal_aside(workspace: Workspace, ask: Ask) -> None:
    """Have the person agree to begin a new journal in the place of a damaged one.

    Args:
        workspace: the open bot.
        ask: how to ask, and tell.

    Raises:
        StoreFailed: when there can't be a new one.
        Cancelled: when the answer was no.
    """
    trouble = workspace.journal.db.trouble
    if trouble is None or not trouble.damaged:
        ask.say("The journal isn't damaged. Nothing was changed.")
        return

    async def submit(_: object) -> None:
        ask.say(await workspace.set_journal_aside(), "good")

    lines = (
        f"The journal can't be used: {trouble.why}.",
        "Its file is renamed, not deleted, and a new one created. Then you can change and send again.",
        "What it held is no longer shown: earlier edits can't be undone, unknown outcomes can't be resolved.",
    )
    await ask.confirm(Confirm("Set the journal aside", lines, verb="Set aside", danger=True), submit)
