# SPDX-License-Identifier: MIT
"""A Snapshot: a value as it was known at one moment."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

import msgspec

from flotui.api.errors import FlochatError

T_co = TypeVar("T_co", covariant=True)


class Snapshot(msgspec.Struct, Generic[T_co], frozen=True):
    """What a read yields: first what the cache has, then what the host says."""

    value: T_co
    fetched_at: float | None
    """When the host said it, in unix seconds; None when it never did."""
    source: Literal["cache", "server"]
    """Where this copy came from."""
    stale: bool = False
    """Whether it is older than it should be."""
    error: FlochatError | None = None
    """Why there is nothing newer, when the host was asked in vain."""
