# SPDX-License-Identifier: MIT
"""What the cache says once a write was carried out."""

from __future__ import annotations

from collections.abc import Mapping

from flotui.repositories.edit import Edit, Patch, Touch
from flotui.store.cache import Cache


async def take_in(cache: Cache, edit: Edit, answer: object = None) -> None:
    """Have the cached rows and answers say what an edit made of them.

    Args:
        cache: where they are.
        edit: the edit, carried out.
        answer: what the host answered, where that may hold its copy of a row.
    """
    for touch in edit.touches:
        if touch.gone:
            await cache.drop_row(touch.kind.name, touch.row_id)
        elif touch.patch is not None:
            patch = _renewing(touch, touch.patch, answer) if touch.replied else touch.patch
            await cache.patch_row(
                touch.kind.name, touch.row_id, touch.kind.keeping(patch), touch.kind.text_of
            )
    for call, change in edit.answers:
        if (cached := await cache.reply(call.key)) is not None:
            value = change(cached.value)
            await cache.keep_reply(call.key, call.operation_id, value, cached.fetched_at)


def _renewing(touch: Touch, patch: Patch, answer: object) -> Patch:
    """Makes of a cached row what the host answered; the row keeps what a shorter answer leaves out."""
    if not isinstance(answer, Mapping) or touch.kind.id_of(answer) != touch.row_id:
        return patch
    return lambda row: {**patch(row), **answer}
