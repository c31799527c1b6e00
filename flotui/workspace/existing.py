# SPDX-License-Identifier: MIT
"""Whether a host has answered a creation with what was there already: undoing it would delete what others use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flotui.repositories.created import creation_of, may_be
from flotui.store.trouble import StoreFailed

if TYPE_CHECKING:
    from flotui.api.call import Call
    from flotui.repositories.created import Creation
    from flotui.store.cache import Cache


async def existing(cache: Cache, call: Call, answer: object, since: float) -> Creation | None:
    """What a write seems to have created, where it was read before the write was sent: some hosts answer with the thing
    that has the name already. One of another name was deleted since, and its id given again.

    Args:
        cache: the bot's.
        call: the write.
        answer: the answer's payload.
        since: when the write was sent, in unix seconds.

    Returns:
        What was there; None where nothing says that it was.
    """
    created = creation_of(call, answer)
    if created is None:
        return None
    try:
        known = await cache.row(created.kind, created.row_id)
    except StoreFailed:
        return None
    return created if known is not None and known.fetched_at < since and may_be(call, known.value) else None
