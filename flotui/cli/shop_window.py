# SPDX-License-Identifier: MIT
"""What was done with the shop window's bot in the past week: its journal, for pictures."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from flotui.api.models.flow import SubFlow, Tag
from flotui.api.models.shop import Order, Variant
from flotui.api.models.subscriber import Subscriber
from flotui.repositories.sending import send_sub_flow, send_text
from flotui.repositories.shop_edits import set_status, update_variant
from flotui.repositories.subscribers import add_tags
from flotui.sandbox import DEMO_PREFIX
from flotui.sandbox.seed.shop_window import names_of
from flotui.store.entry import Outcome, Write

if TYPE_CHECKING:
    from flotui.repositories.edit import Edit
    from flotui.store.journal import Journal

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0


class PastAct(NamedTuple):
    """One act of the week."""

    ago: float
    """How long ago it was, in seconds."""
    edits: tuple[Edit, ...]
    """What was written."""
    outcome: Outcome = Outcome.DONE
    """What came of it."""


async def fill(journal: Journal) -> None:
    """Note a week of writes in a journal that is empty.

    Args:
        journal: the demo's.
    """
    now = time.time()
    for past in reversed(list(_week())):
        writes = [
            Write(each.call, each.summary, each.kind, each.subject, each.inverse, each.changes)
            for each in past.edits
        ]
        await journal.recall(writes, now - past.ago, past.outcome)


def _week() -> Iterator[PastAct]:
    """The acts, newest first."""

    def person(index: int) -> Subscriber:
        return Subscriber(user_ns=f"{DEMO_PREFIX}u{901 + index}", name=" ".join(names_of(index)))

    vip = Tag(tag_ns=f"{DEMO_PREFIX}t3005", name="vip")
    stock = SubFlow(sub_flow_ns=f"{DEMO_PREFIX}s2053", name="Back in stock")
    lamp = Variant(id="1026", product_id="104", qty="3", variant_1_value="brass")
    yield PastAct(8 * _MINUTE, tuple(add_tags(person(2), [vip])))
    yield PastAct(20 * _MINUTE, (update_variant(lamp, "Desk lamp", {"qty": "15"}),))
    yield PastAct(55 * _MINUTE, (send_text(person(12), ""),))
    yield PastAct(115 * _MINUTE, (send_sub_flow(person(5), stock),), Outcome.UNKNOWN)
    yield PastAct(2 * _HOUR, tuple(edit for index in range(3, 17) for edit in add_tags(person(index), [vip])))
    for number, status in enumerate(("paid", "processing", "shipped", "completed")):
        order = Order(id=str(20_240 + number), status="ordered")
        yield PastAct((number + 1) * _DAY + 3 * _HOUR, (set_status(order, status),))
    yield PastAct(5 * _DAY, (send_sub_flow(person(20), stock),), Outcome.REFUSED)
    yield PastAct(6 * _DAY, tuple(send_sub_flow(person(index), stock) for index in (7, 9, 30)))
