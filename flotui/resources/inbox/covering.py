# SPDX-License-Identifier: MIT
"""What the list of those who wait covers, and who is found beyond it: open conversations of the copy of everyone.

The host lists who wrote in the past 24 hours; who has waited for longer is known only where their chat was read. What
a query of it means is imported when there is one.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from flotui.api.models.subscriber import Subscriber
from flotui.audience.keeping import has_copy, people_of
from flotui.repositories.inbox import DAY, OPEN
from flotui.repositories.waiting import WaitingRows
from flotui.resources.keys import key_of
from flotui.resources.unset_zone import unset_zone
from flotui.text.plural import count, counted

if TYPE_CHECKING:
    from flotui.workspace import Workspace

_MOST = 200
"""The most chats that are read at once of those who wrote longer ago."""


async def cover(workspace: Workspace, rows: WaitingRows) -> None:
    """Have rows say what they cover: who is in them, what brings the others, and whether the time zone is known.

    Args:
        workspace: the open bot.
        rows: the rows.
    """
    rows.covers = " ".join(filter(None, (await _covered(workspace, rows), unset_zone())))


async def _covered(workspace: Workspace, rows: WaitingRows) -> str:
    day = "the last 24 h"
    if rows.left_over:
        day = f"{count(rows.listed)} of the {count(rows.listed + rows.left_over)} of {day}"
    sentence = f"Covers {day} and chats read before."
    if not has_copy(workspace):
        return f"{sentence} Older: {key_of('app.palette')}everyone, 100 a call."
    number = len(await _unheard(workspace, rows))
    if not number:
        return f"{sentence} Nobody else in your copy of everyone has an open chat that wasn't read."
    chats = counted(number, "older open chat")
    return f"{sentence} {chats} not read: {key_of('waiting.look')} reads {'it' if number == 1 else 'them'}, a call each."


async def _unheard(workspace: Workspace, rows: WaitingRows) -> list[str]:
    """The ids of those in the copy of everyone whose conversation is open, who wrote over a day ago, and whose chats
    were never read; who wrote last comes first.
    """
    if not has_copy(workspace):
        return []
    from flotui.audience.meaning import All, Is, When

    people = await people_of(workspace)
    meaning = All((Is("status", tuple(sorted(OPEN))), When("seen", until=time.time() - DAY)))
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
