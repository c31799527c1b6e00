# SPDX-License-Identifier: MIT
"""What the list of those who wait covers, and who is found beyond it: open conversations of the copy of everyone.

The host lists who wrote in the past 24 hours; who has waited for longer is known only where their chat was read. What
a query of it means is imported when there is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flotui.api.models.subscriber import Subscriber
from flotui.audience.keeping import has_copy, people_of
from flotui.repositories.inbox import DAY, OPEN
from flotui.repositories.waiting import WaitingRows
from flotui.resources.keys import key_of, typed_command
from flotui.resources.unset_zone import unset_zone
from flotui.text.clock import host_now
from flotui.text.plural import count, counted

if TYPE_CHECKING:
    from flotui.workspace import Workspace

_LINE = 78
"""Characters that fit below the rows of a terminal of 80 columns."""
_MOST = 200
"""The most chats that are read at once of those who wrote longer ago."""


def begin_to_cover(workspace: Workspace, rows: WaitingRows) -> None:
    """Have rows say what they cover as far as that is known at once: who is in them, what brings the others, and whether
    the time zone is known.

    Args:
        workspace: the open bot.
        rows: the rows.
    """
    if has_copy(workspace):
        _say(rows, "")
    else:
        everyone = f"Older: {typed_command('everyone')}"
        _say(rows, f"{everyone}, 100 a call.", f"{everyone}.")


async def cover(workspace: Workspace, rows: WaitingRows) -> bool:
    """Have rows say also how many older open chats there are, where there is a copy of everyone.

    Args:
        workspace: the open bot.
        rows: the rows.

    Returns:
        Whether they say more than before.
    """
    if not has_copy(workspace):
        return False
    number = len(await _unheard(workspace, rows))
    if not number:
        _say(rows, "No older open chats are left to read in your copy of everyone.")
        return True
    which = "it" if number == 1 else "them" if number <= _MOST else f"the newest {_MOST}"
    chats = counted(number, "older open chat")
    key = key_of("waiting.look")
    _say(
        rows,
        f"{chats} not read: {key} reads {which}, a call each.",
        f"{count(number)} older not read: {key}.",
    )
    return True


def _say(rows: WaitingRows, older: str, older_briefly: str = "") -> None:
    """Have rows say whom they cover, and what is known of the others; also on one line where there is little room."""
    day = "the last 24 h"
    of = ""
    if rows.left_over:
        of = f"{count(rows.listed)} of the {count(rows.listed + rows.left_over)} who wrote in "
    rows.covers = " ".join(filter(None, (f"Covers {of}{day} and chats read before.", older, unset_zone())))
    zone = "Time zone not set." if unset_zone() else ""
    day = day.removeprefix("the last ")
    rows.covers_briefly = _fitting(f"Covers {of}{day} and chats read before.", zone, older_briefly)


def _fitting(*parts: str) -> str:
    """As many of some sentences as a line of 80 columns has room for, the first in any case."""
    found = parts[0]
    for part in filter(None, parts[1:]):
        if len(found) + len(part) < _LINE:
            found = f"{found} {part}"
    return found


async def _unheard(workspace: Workspace, rows: WaitingRows) -> list[str]:
    """The ids of those in the copy of everyone whose conversation is open, who wrote over a day ago, and whose chats
    were never read; who wrote last comes first.
    """
    if not has_copy(workspace):
        return []
    from flotui.audience.meaning import All, Is, When

    people = await people_of(workspace)
    meaning = All((Is("status", tuple(sorted(OPEN))), When("seen", until=host_now() - DAY)))
    heard = {*await workspace.inbox.heard_of(), *(each.row_id for each in rows.rows)}
    return [each for each in await people.ids(meaning, "seen", down=True) if each not in heard]


async def unheard(workspace: Workspace, rows: WaitingRows) -> tuple[Sequence[Subscriber], int]:
    """Those of the copy of everyone who may have waited for over a day.

    Args:
        workspace: the open bot.
        rows: those who are listed.

    Returns:
        The first of them, and how many more there are.
    """
    ids = await _unheard(workspace, rows)
    if not ids:
        return (), 0
    people = await people_of(workspace)
    found = [Subscriber.read(row) for row in await people.rows_of(ids[:_MOST])]
    return found, len(ids) - len(found)
