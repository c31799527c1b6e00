# SPDX-License-Identifier: MIT
"""What a log is about is whole at 80 columns: what is only good to know gives way to it."""

from __future__ import annotations

import pytest

from flotui.api.call import Call
from flotui.api.exchange import Exchange
from flotui.api.models.logs import ErrorEntry
from flotui.resources.activity import CALLS, JOURNAL
from flotui.resources.base import Resource
from flotui.resources.flows.logs import ERRORS
from flotui.store.entry import Entry, Outcome
from flotui.ui.widgets.layout import lay_out_measured
from flotui.ui.widgets.measuring import measure

EDIT = "Send sub-flow Back in stock to Beatriz Almeida"
AT = "2026-01-14 23:59:00"
ERROR = "WhatsApp Error 131047: Re-engagement message"
CALLED = Call.of("flowBotFields", query={"name": "opening_hours_on_holidays", "limit": 100})
LOGS: tuple[tuple[Resource[object], object, str, int], ...] = (
    (JOURNAL, Entry(1, 1.7e9, CALLED, EDIT, "product", "", "", None, Outcome.UNKNOWN, ms=48), "says", 35),
    (
        ERRORS,
        ErrorEntry.read(
            {"description": ERROR, "user_ns": "f1284u90000000001", "node_ns": "f1284n25", "created_at": AT}
        ),
        "error",
        40,
    ),
    (CALLS, Exchange(CALLED, 1.7e9, 0.1, 200, None, 312), "operation", len(CALLED.operation.title)),
)


@pytest.mark.parametrize(
    ("resource", "row", "column", "cells"), LOGS, ids=lambda each: getattr(each, "id", "")
)
def test_what_a_row_is_about_is_whole_on_a_narrow_screen(
    resource: Resource[object], row: object, column: str, cells: int
) -> None:
    every = (*resource.columns, *resource.more_columns)
    layout = lay_out_measured(resource.columns, 80, 0, measure(every, [row] * 3), resource.more_columns)
    assert {place.column.id: place.width for place in layout.placed}[column] >= cells
    wide = lay_out_measured(resource.columns, 200, 0, measure(every, [row] * 3), resource.more_columns)
    assert {place.column.id for place in wide.placed} == {each.id for each in every}
