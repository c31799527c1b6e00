# SPDX-License-Identifier: MIT
"""What actions and tables read, beyond one resource: whole short lists, and rows as they are now."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import AsyncIterator, Sequence
from typing import TypeVar

from flotui.api.errors import FlochatError, Malformed
from flotui.api.models.base import Model
from flotui.repositories.rows import Rows
from flotui.repositories.snapshot import Snapshot
from flotui.resources.alike import HasName, N
from flotui.text import moments
from flotui.text.clean import cleaned, look
from flotui.text.fold import fold
from flotui.text.nearest import meant, near
from flotui.text.plural import listed

M = TypeVar("M", bound=Model)
T = TypeVar("T")

ANY_AGE = math.inf
"""How old, in seconds, a copy may be that is what the screen shows; read again only where a write of ours changed it."""


async def last(reading: AsyncIterator[Snapshot[T]]) -> T:
    """The newest a read has to give: the host's answer, or the cached copy when the host can't be had.

    Raises:
        FlochatError: when there is neither.
    """
    value, error = await newest(reading)
    if error is not None and not getattr(value, "known", value is not None):
        raise error
    return value


async def newest(reading: AsyncIterator[Snapshot[T]]) -> tuple[T, FlochatError | None]:
    """The newest a read has to give, and why that isn't the host's answer: for what a cached copy can't stand in for."""
    found: Snapshot[T] | None = None
    async for snapshot in reading:
        found = snapshot
    assert found is not None
    return found.value, found.error


async def fresh(reading: AsyncIterator[Snapshot[T]]) -> T:
    """What the host has now; never a cached copy: for what is compared, counted or made of it.

    Raises:
        FlochatError: when the host can't be had.
    """
    value, error = await newest(reading)
    if error is not None:
        raise error
    return value


async def copied(reading: AsyncIterator[Snapshot[T]]) -> tuple[T, str]:
    """The newest a read has to give, and where that is a copy because the host can't be had, that and how old it is, in
    sentences.

    Raises:
        FlochatError: when there is no copy either.
    """
    found: Snapshot[T] | None = None
    async for snapshot in reading:
        found = snapshot
    assert found is not None
    if found.error is None:
        return found.value, ""
    if found.fetched_at is None:
        raise found.error
    old = moments.ago(found.fetched_at)
    read = "just now" if old == "now" else old
    return found.value, f"Couldn't be read again; this was read {read}. {found.error.happened}"


async def read_all(reading: AsyncIterator[Snapshot[Rows[M]]]) -> list[M]:
    """All rows of a short list (tags, fields, sub-flows), in the host's order, however many pages they take.

    Raises:
        FlochatError: when the host can't be had and nothing is cached, or it has more than could be read.
    """
    return await whole(await last(reading))


async def read_now(reading: AsyncIterator[Snapshot[Rows[M]]]) -> list[M]:
    """All rows of a short list as the host has them now; never a cached copy.

    Raises:
        FlochatError: when the host can't be had, or it has more than could be read.
    """
    rows = await fresh(reading)
    found = await whole(rows)
    if rows.total is not None and len(found) < rows.total:
        raise Malformed(f"The host counts {rows.total:,} and sent {len(found):,}.", advice="Try again.")
    return found


async def whole(rows: Rows[M]) -> list[M]:
    """All rows of a list, those that are still at the host as well.

    Args:
        rows: the list.

    Raises:
        FlochatError: when not all could be read.
    """
    while await rows.more():
        pass
    return await rows.all()


def named(rows: Sequence[N], name: str, noun: str, *, nearest: bool = True) -> N:
    """The one row of that name or id. Case, accents and unseen signs count only where two names differ by nothing else.

    Args:
        rows: the list.
        name: the name or id.
        noun: what it is of: `tag`.
        nearest: whether the nearest names are looked for where there is none, which takes a millisecond.

    Raises:
        Malformed: when there is none, or more than one, with the candidates.
    """
    name = cleaned(name)
    found = [row for row in rows if row.row_id == name] or [row for row in rows if _name(row) == name]
    for same in (_seen, _folded):
        wanted = same(name)
        found = found or [row for row in rows if same(_name(row)) == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        candidates = ", ".join(f"{_name(row)} ({row.row_id})" for row in found)
        raise Malformed(
            f"There is more than one {noun} called {name}: {candidates}.", advice="Choose it from its list."
        )
    hint = (
        _names_instead(rows, name, noun)
        if nearest
        else _containing(rows, name) or "See the list for valid names."
    )
    raise Malformed(f"There is no {noun} called {name}.", advice=hint)


def _containing(rows: Sequence[N], name: str) -> str:
    """The names that have a name that there isn't as a part, as a sentence; empty for none."""
    part = _folded(name)
    close = [_name(row) for row in rows if part in _folded(_name(row))][:5]
    return f"There are: {', '.join(close)}." if close else ""


def _names_instead(rows: Sequence[N], name: str, noun: str) -> str:
    """What may be meant by a name that there isn't, as a sentence: one with a key or a sign before it, several at once,
    one that is nearly so called; else some of those that there are.
    """
    names = [_name(row) for row in rows]
    by_folded = {_folded(each): each for each in reversed(names)}
    bare = _BEFORE.sub("", name)
    if (plain := by_folded.get(_folded(bare))) is not None:
        return meant([plain])
    parts = [by_folded.get(_folded(each.strip())) for each in _BETWEEN.split(bare)]
    if len(parts) > 1 and all(parts):
        return f"Name one at a time: {', '.join(filter(None, parts))}."
    if close := _containing(rows, name):
        return close
    if near_ones := near(bare, names):
        return meant(near_ones)
    return f"There are: {listed(names, 5)}." if names else f"This bot has no {noun}s."


_BEFORE = re.compile(r"^(?:#|(?:tag|label|agent|field|user_field)[:.=])", re.IGNORECASE)
"""What people write before a name, as queries and chats have it."""
_BETWEEN = re.compile(r"[,;|]")


# The names of a list are compared with each column of a sheet, and there may be thousands.
_seen = functools.lru_cache(4096)(look)


@functools.lru_cache(4096)
def _folded(text: str) -> str:
    return " ".join(fold(text).split())


def _name(row: HasName) -> str:
    return str(row.name)
