"""How one row of each kind is read again: after an undo, or when a write of unknown outcome is resolved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flotui.api.call import Call
from flotui.repositories.creations import REMOVALS
from flotui.repositories.edit import Touch
from flotui.repositories.kinds import Kind
from flotui.repositories.shop import PRODUCT, product_call
from flotui.repositories.shop_undo import SHOP_KINDS, shop_touches
from flotui.repositories.subscribers import SUBSCRIBER, info_call

_REREADS: dict[str, tuple[Kind[Any], Callable[[str], Call]]] = {
    SUBSCRIBER.name: (SUBSCRIBER, info_call),
}
"""By kind: what reads the row of an id. Kinds without such an operation are read again with their list."""


def touches_of(kind: str, row_id: str, call: Call | None = None) -> tuple[Touch, ...]:
    """The rows that a journaled write is about: to be read again, or to be taken from its answer.

    Args:
        kind: the row's kind.
        row_id: its id.
        call: the write that is about to be sent.
    """
    if call is not None and call.operation_id in REMOVALS:
        owner, _, last = row_id.rpartition("/")
        gone = Touch(REMOVALS[call.operation_id], last, gone=True)
        return (gone, Touch(PRODUCT, owner, reread=product_call(owner))) if owner else (gone,)
    if kind in SHOP_KINDS:
        return shop_touches(kind, row_id, call)
    if kind not in _REREADS or not row_id:
        return ()
    of, again = _REREADS[kind]
    return (Touch(of, row_id, reread=again(row_id)),)
