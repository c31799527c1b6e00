# SPDX-License-Identifier: MIT
"""What the tests of pickers share."""

from __future__ import annotations

from flotui.resources.ask import Choice
from flotui.ui.modals.choices import ChoiceList

FLOWS = [
    Choice("f1s1", "Welcome", "triggered 12 h ago", "Recent", key="1"),
    Choice("f1s2", "Cart reminder", "triggered 3 d ago", "Recent", key="2"),
    Choice("f1s3", "Ação de boas-vindas", group="All"),
    Choice("f1s1", "Welcome", group="All"),
    Choice("f1s4", "Broken one", group="All", disabled="it has no start node"),
    Choice("f1s5", "订单确认", group="All"),
]


def highlighted(person) -> str:
    row = person.dialog.query_one(ChoiceList).row
    return row.choice.label if row else ""
