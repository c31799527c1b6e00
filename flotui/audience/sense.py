# SPDX-License-Identifier: MIT
"""What a query is read with: the names that there are, the zone, and now."""

from __future__ import annotations

import msgspec

from flotui.audience import times
from flotui.audience.names import Names


class Sense(msgspec.Struct, frozen=True):
    """What a query is read with."""

    names: Names
    now: times.Moment
