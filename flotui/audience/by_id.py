# SPDX-License-Identifier: MIT
"""People by their ids, asked of the host one by one: its list has no filter for an id."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from flotui.api.call import Call
from flotui.api.errors import Invalid, NotFound, NotOffered
from flotui.api.pacer import Purpose
from flotui.audience.query import AudienceQuery, Term
from flotui.jobs.outcomes import FEW
from flotui.repositories.subscribers import by_user_id_call, info_call

if TYPE_CHECKING:
    from flotui.workspace import Workspace

MOST = 50
"""Ids up to which each is asked for; of more, the list is read and checked."""
_OWN = re.compile(r"[a-z]\d+u\d+", re.IGNORECASE)


def own_id(text: str) -> str:
    """A subscriber's own id; empty where a text doesn't look like one, so that it may be what the channel gave."""
    return text.lower() if _OWN.fullmatch(text) else ""


def ids_of(query: AudienceQuery) -> tuple[str, ...]:
    """The ids of which everybody whom a query means has one, as they were typed; empty where it asks for none.

    Args:
        query: with its saved filters written out.
    """
    found = [part.values for part in query.parts() if isinstance(part, Term) and part.key == "id"]
    return min(found, key=len, default=())


async def people_of_ids(workspace: Workspace, ids: Sequence[str]) -> list[Mapping[str, object]]:
    """The rows of those who have one of some ids, each once, as the host has them now.

    Args:
        workspace: the open bot.
        ids: their own, or those that the channel gave (on WhatsApp the phone's digits).

    Raises:
        FlochatError: when the host can't be had.
    """
    purpose = Purpose.INTERACTIVE if len(ids) <= FEW else Purpose.JOB
    found: dict[str, Mapping[str, object]] = {}
    for each in ids:
        own = own_id(each)
        rows = [await _row(workspace, info_call(own or each), purpose)]
        if not own:
            rows.append(await _row(workspace, by_user_id_call(each), purpose))
        for row in rows:
            if row is not None:
                found.setdefault(str(row["user_ns"]), row)
    return list(found.values())


async def _row(workspace: Workspace, call: Call, purpose: Purpose) -> Mapping[str, object] | None:
    try:
        row = (await workspace.reader.send(call, purpose)).data
    except (NotFound, NotOffered, Invalid):
        return None
    return row if isinstance(row, Mapping) and row.get("user_ns") else None
