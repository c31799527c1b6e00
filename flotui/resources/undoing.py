"""Undo: the last edit that can be set back; what it would delete for good is asked for first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flotui.api.catalogue import Risk
from flotui.resources.ask import Ask, Confirm
from flotui.resources.format import age
from flotui.resources.text import Text

if TYPE_CHECKING:
    from flotui.store.journal import Entry
    from flotui.workspace import Workspace


async def undo(workspace: Workspace, ask: Ask) -> None:
    """Set the last reversible edit back.

    Args:
        workspace: the open bot.
        ask: how to ask, and tell.

    Raises:
        Stopped: when there is nothing to undo.
        FlochatError: when it was refused, or its outcome is not known.
        Cancelled: when something would be deleted, and the answer was no.
    """
    entries = await workspace.journal.undoable()

    async def submit(_: object) -> None:
        ask.say(f"{await workspace.undo(entries)}.", "good")

    made = [entry for entry in entries if _deletes(entry)]
    if made and not workspace.read_only:
        await ask.confirm(_question(made, len(entries) - len(made)), submit)
    else:
        await submit(True)


def _deletes(entry: Entry) -> bool:
    return entry.inverse is not None and entry.inverse.operation.risk is Risk.DESTRUCTIVE


def _question(made: list[Entry], others: int) -> Confirm:
    lines: list[Text] = [f"{entry.says}, {age(entry.at)} ago." for entry in made[:5]]
    if len(made) > 5:
        lines.append(f"And {len(made) - 5} more.")
    if others:
        lines.append(
            f"{others} other {'write' if others == 1 else 'writes'} of the same edit are set back too."
        )
    lines.append("Undoing it deletes it. Whatever has come to use it since loses it.")
    return Confirm("Undo what was made", tuple(lines), verb="Delete it", danger=True)
