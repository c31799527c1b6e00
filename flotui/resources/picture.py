# SPDX-License-Identifier: MIT
"""A picture: lines that are drawn of something that was read, such as a chart, in a group of a screen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from flotui.resources.text import Text

if TYPE_CHECKING:
    from flotui.repositories.snapshot import Snapshot
    from flotui.workspace import Workspace

T = TypeVar("T")


class Picture(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """Lines that are drawn of something that was read."""

    read: Callable[[Workspace, bool], AsyncIterator[Snapshot[T | None]]]
    """Reads it: first from the cache, then from the host; told whether the host is asked however young the copy is.
    None while nothing is known: then it isn't drawn."""
    draw: Callable[[T, int], Sequence[Text]]
    """Its lines at a width in cells. It must be quick, and show nothing that the width cuts."""
    note: Callable[[T], Text] = lambda _: ""
    """What its heading says at the right: the figure that one looks for."""
    operations: tuple[str, ...] = ()
    """The ids of the catalogue's operations that its read uses."""
    made_of: frozenset[str] = frozenset()
    """The kinds of cached rows that it is drawn of: it is read again when one of them changes."""
    made_by: tuple[type[object], ...] = ()
    """The workspace's events that change what it shows."""
