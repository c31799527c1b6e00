# SPDX-License-Identifier: MIT
"""What the cache keeps, and how a body is told from what a damaged file made of one."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import msgspec

from flotui.api.exact import Json, dumps, loads_own
from flotui.store.trouble import Damaged

SqlRow = Sequence[Any]
"""A row as SQLite gives it, in the order of the columns that were asked for."""


class CachedReply(msgspec.Struct, frozen=True):
    """An object that the host returned."""

    value: Json
    """The parsed JSON."""
    fetched_at: float
    """When, in unix seconds."""
    stale: bool
    """Whether a write of ours has changed it since."""


class CachedList(msgspec.Struct, frozen=True):
    """What the cache knows of a list, without its rows."""

    number: int
    """Its number in the cache."""
    count: int
    """How many rows it has here."""
    total: int | None
    """How many the host says there are."""
    fetched_at: float | None
    """When its first page was last read, in unix seconds; None when it never was."""
    stale: bool
    """Whether a write of ours has changed it since."""
    next: str | None
    """Where the walk goes on: what the reader of the list put there; None when it is through."""
    complete: bool
    """Whether a walk has been through, so that every row is here."""
    older: int = 0
    """How many of its rows the walk under way hasn't come to: they are as an earlier one read them."""


class Page(msgspec.Struct, frozen=True):
    """One page of a walk, as the host returned it."""

    rows: Sequence[tuple[str, dict[str, object], str]]
    """Id, row and searchable text of each."""
    total: int | None
    """How many rows the host says there are."""
    next: str | None
    """Where the walk goes on; None on the last page."""
    first: bool
    """Whether it is the walk's first page."""
    other: str | None = None
    """Where the walk goes on if the page brings nothing new, though the host has more: another way to ask for it."""


def packed(value: object) -> str:
    """A body: JSON without what isn't needed."""
    return dumps(value, compact=True)


def checksum(body: str, *about: str) -> int:
    """What tells a body from one that a damaged file made of it.

    Args:
        body: the JSON.
        about: what it is kept under.
    """
    before = "\0".join((*about, ""))
    return zlib.crc32(
        body.encode("utf-8", "surrogatepass"), zlib.crc32(before.encode("utf-8", "surrogatepass"))
    )


def unpacked(body: object, total: object, *about: str) -> Json:
    """What a body says.

    Args:
        body: the JSON.
        total: its checksum.
        about: what it is kept under.

    Raises:
        Damaged: when it isn't what was kept.
    """
    if not isinstance(body, str) or checksum(body, *about) != total:
        raise Damaged("it is damaged (a row isn't as it was stored)")
    return loads_own(body)


def moment(at: object) -> float:
    """A time as it was kept, in unix seconds.

    Raises:
        Damaged: when it is none.
    """
    if not isinstance(at, int | float):
        raise Damaged("it is damaged (a time isn't as it was stored)")
    return float(at)
