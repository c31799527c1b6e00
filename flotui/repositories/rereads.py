"""How one row of each kind is read again: after an undo, or when a write of unknown outcome is resolved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flotui.api.call import Call
from flotui.repositories.edit import Touch
from flotui.repositories.kinds import Kind
from flotui.repositories.subscribers import SUBSCRIBER, info_call

_REREADS: dict[str, tuple[Kind[Any], Callable[[str], Call]]] = {
    SUBSCRIBER.name: (SUBSCRIBER, info_call),
}
"""By kind: what reads the row of an id. Kinds without such an operation are read again with their list."""


def touches_of(kind: str, row_id: str) -> tuple[Touch, ...]:
    """The row that a journaled write is about, to be read again.

    Args:
        kind: the row's kind.
        row_id: its id.
    """
    if kind not in _REREADS or not row_id:
        return ()
    of, call = _REREADS[kind]
    return (Touch(of, row_id, reread=call(row_id)),)
