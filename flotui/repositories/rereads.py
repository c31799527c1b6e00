"""What a journaled write changes in the cache, where its operation's target doesn't tell it."""

from __future__ import annotations

from flotui.api.call import Call
from flotui.repositories.creations import REMOVALS
from flotui.repositories.edit import Touch
from flotui.repositories.shop import PRODUCT, product_call
from flotui.repositories.subscribers import SUBSCRIBER, info_call


def touches_of(kind: str, row_id: str, call: Call) -> tuple[Touch, ...]:
    """The rows that a journaled write is about: gone afterwards, or to be read again.

    Args:
        kind: the row's kind.
        row_id: its id.
        call: the write that is about to be sent.
    """
    if call.operation_id in REMOVALS:
        owner, _, last = row_id.rpartition("/")
        gone = Touch(REMOVALS[call.operation_id], last, gone=True)
        return (gone, Touch(PRODUCT, owner, reread=product_call(owner))) if owner else (gone,)
    if kind == SUBSCRIBER.name and row_id:
        return (Touch(SUBSCRIBER, row_id, reread=info_call(row_id)),)
    return ()
