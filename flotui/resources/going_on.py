# SPDX-License-Identifier: MIT
"""What is asked before something goes on that stopped half-way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flotui.api.catalogue import Risk
from flotui.resources.ask import Confirm

if TYPE_CHECKING:
    from flotui.resources.text import Text
    from flotui.store.entry import Entry
    from flotui.store.job import Step


def go_on_question(title: str, lines: Sequence[Text], left: Sequence[Entry | Step]) -> Confirm:
    """Asks as it was asked the first time: what reaches several people, or deletes, wants their number typed.

    Args:
        title: what is gone on with, in the imperative.
        lines: what is said of it.
        left: the calls that are left.
    """
    risks = {each.call.operation.risk for each in left}
    deletes = Risk.DESTRUCTIVE in risks
    typed = len(left) if len(left) > 1 and (deletes or risks & {Risk.SEND, Risk.BROADCAST}) else 0
    verb = "Delete" if deletes else "Send" if risks & {Risk.SEND, Risk.BROADCAST} else "Go on"
    return Confirm(title, tuple(lines), verb=verb, danger=deletes, typed=typed)
