# SPDX-License-Identifier: MIT
"""What the person has seen of other windows' sends goes along with their own, as what is sent again does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from flotui.store.crossing import SeenSends

ENTRIES = 50
"""The newest entries about a subscriber that are looked through."""
SOON = 600.0
"""Seconds for which what another window has sent is pointed out, where nothing was begun before it."""

_SEEN: ContextVar[SeenSends | None] = ContextVar("seen_sends", default=None)


@contextmanager
def unless_crossed(look: SeenSends | None) -> Iterator[None]:
    """What is written within doesn't leave where another window has sent its subscriber something since.

    Args:
        look: what the person has seen; None where that doesn't matter.
    """
    token = _SEEN.set(look)
    try:
        yield
    finally:
        _SEEN.reset(token)


def seen() -> SeenSends | None:
    """What the person has seen of other windows' sends; None where that doesn't matter."""
    return _SEEN.get()
