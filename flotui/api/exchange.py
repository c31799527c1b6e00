# SPDX-License-Identifier: MIT
"""A request as it went over the wire."""

from __future__ import annotations

import msgspec

from flotui.api.call import Call
from flotui.api.errors import FlochatError


class Exchange(msgspec.Struct, frozen=True):
    """One request as it went over the wire, for the list of recent calls."""

    call: Call
    """The Call."""
    started_at: float
    """When it left, in unix seconds."""
    seconds: float
    """How long it took."""
    status: int | None
    """The status code, where there was an answer."""
    error: str | None
    """What went wrong, as a sentence."""
    size: int
    """The length of the answer's body in bytes."""
    failure: type[FlochatError] | None = None
    """The kind of error that it came to; None for a success, or where it was given up."""
