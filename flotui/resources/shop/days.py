# SPDX-License-Identifier: MIT
"""Orders and the day it is: which of them a day has, and whether the time zone can be right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flotui.api.models.shop import Order
from flotui.resources.query import Query
from flotui.text.dates import day as written
from flotui.text.dates import host_moment
from flotui.text.zones import Zone

_UNSURE = 15 * 60
"""Seconds by which clocks may differ before anything is said of it."""


def of_state(status: str, day: date) -> Query:
    """What shows the orders of one state that a day has, of those that are loaded.

    Args:
        status: the state.
        day: the day, in the workspace's zone.
    """
    summary = f"{status or 'no state'}, {written(day)}"
    return Query(arguments={"day": day.isoformat(), "status": status}, summary=summary)


def seconds_ahead(orders: Sequence[Order], zone: Zone) -> float:
    """How far the newest order lies in the future; 0 where none does, or clocks merely differ.

    Args:
        orders: those that are here.
        zone: what is taken for the workspace's zone.
    """
    now, found = zone.now(), 0.0
    for order in orders:
        at = host_moment(order.created_at, zone)
        if at is not None:
            found = max(found, (at - (now if at.tzinfo else now.replace(tzinfo=None))).total_seconds())
    return found if found > _UNSURE else 0.0
