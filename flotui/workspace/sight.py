# SPDX-License-Identifier: MIT
"""What the person saw, where the cache says something else by now: another window on the same home has written it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flotui.store.journal import Change

if TYPE_CHECKING:
    from flotui.store.entry import Entry
    from flotui.store.job import Step

_seen: ContextVar[Mapping[str, str] | None] = ContextVar("seen", default=None)
"""By argument, what stood on the screen in place of what the cache has."""


@contextmanager
def having_seen(values: Mapping[str, str]) -> Iterator[None]:
    """Have what is written meanwhile be compared with what stood on the screen.

    Args:
        values: by argument, what the person saw, where the cache has something else.
    """
    token = _seen.set(values)
    try:
        yield
    finally:
        _seen.reset(token)


def as_seen(change: Change) -> Change:
    """A change, with what the person saw as what was there before."""
    seen = _seen.get() or {}
    return replace(change, before=seen[change.path]) if change.path in seen else change


def wrote(entries: Sequence[Entry | Step], row_id: str, name: str, text: str) -> bool:
    """Whether one of these entries has given a row that value.

    Args:
        entries: what was written.
        row_id: the row's id.
        name: the argument.
        text: the value, as a cell shows it.
    """
    return any(
        change.path == name and str(change.after) == text
        for entry in entries
        if row_id in entry.subject.split("/")
        for change in entry.changes or ()
    )
