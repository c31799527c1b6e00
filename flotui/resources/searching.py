# SPDX-License-Identifier: MIT
"""Searching a list: what is here and matches, together with what the host finds in every form it is asked in."""

from __future__ import annotations

import unicodedata
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from flotui.api.errors import Malformed
from flotui.api.models.base import Model
from flotui.repositories.found import FoundRows
from flotui.repositories.rows import Rows
from flotui.repositories.snapshot import Snapshot
from flotui.resources.base import Query, QueryForm, Resource, RowSource
from flotui.resources.spellings import further
from flotui.text.fold import fold

if TYPE_CHECKING:
    from flotui.workspace import Workspace

M = TypeVar("M", bound=Model)

_LIKE_IT = 40
"""Rows that are looked at to see how a bot spells a name."""


class NothingFound(Malformed):
    """The host was asked for what was sought in every form, and has nothing of it."""


async def by_name(workspace: Workspace, kind: str, words: Sequence[str], key: str, summary: str) -> Query:
    """What is asked for words that are a name.

    Args:
        workspace: the open bot.
        kind: the kind of the rows.
        words: the words.
        key: the host's filter for a part of the name.
        summary: what was typed.
    """
    known: list[str] = []
    for word in words:
        rows = await workspace.cache.finder.find(kind, [word], _LIKE_IT)
        known += [str(row.get("name", "")) for row in rows if isinstance(row, dict)]
    typed = unicodedata.normalize("NFC", " ".join(words))
    forms = tuple(QueryForm({key: each.text}, each.loose, each.in_vain) for each in further(words, known))
    return Query(arguments={key: typed}, summary=summary, words=tuple(words), forms=forms)


def reading(
    workspace: Workspace, resource: Resource[object], query: Query
) -> AsyncIterator[Snapshot[RowSource[object]]]:
    """Read what is asked of a resource: a search also finds what is here already.

    Args:
        workspace: the open bot.
        resource: the resource.
        query: what of it.
    """
    if query.words or query.ids or query.forms:
        return _searching(workspace, resource, query)
    return resource.read(workspace, query)


async def _searching(
    workspace: Workspace, resource: Resource[object], query: Query
) -> AsyncIterator[Snapshot[RowSource[object]]]:
    found = await _here(workspace, resource, query)
    if found is not None and found.count:
        yield Snapshot(found, found.fetched_at, "cache", stale=True)
    lenient, answered = False, 0
    forms = (QueryForm(query.arguments), *query.forms)
    for form in forms:
        if (form.in_vain and answered) or (lenient and not form.in_vain):
            continue
        asked = replace(query, arguments=form.arguments, words=(), ids=(), forms=(), scope=None)
        async for snapshot in resource.read(workspace, asked):
            rows = snapshot.value
            if not isinstance(rows, Rows):  # one row by its id: there is nothing to add to
                yield snapshot
                continue
            if found is None:
                found = FoundRows(workspace.cache, rows, (), query.ids)
            found.add(rows, query.words if form.loose else ())
            await found.reopen()
            if found.count or snapshot.error is not None or form is forms[-1]:
                yield Snapshot(found, snapshot.fetched_at, snapshot.source, snapshot.stale, snapshot.error)
            if snapshot.error is not None:
                return
            if not snapshot.stale:
                answered += rows.count
                lenient = lenient or await _is_lenient(resource, rows, query.words)


async def _here(workspace: Workspace, resource: Resource[object], query: Query) -> FoundRows[Model] | None:
    """What the list that is here has of it; None where no list is here."""
    whole = query.scope or Query(query.owner, period=query.period)
    with workspace.reader.only_here():
        lists = [snapshot.value async for snapshot in resource.read(workspace, whole)]
    if not lists or not isinstance(lists[0], Rows):
        return None
    found = FoundRows(workspace.cache, lists[0], query.words, query.ids)
    await found.reopen()
    return found


async def _is_lenient(resource: Resource[M], rows: Rows[M], words: Sequence[str]) -> bool:
    """Whether the host found what is spelled otherwise than it was asked: then it needs no other spellings."""
    for row in await rows.first(_LIKE_IT):
        name = unicodedata.normalize("NFC", resource.searched(row)).casefold()
        plain = fold(name)
        if any(
            unicodedata.normalize("NFC", word).casefold() not in name and fold(word) in plain
            for word in words
        ):
            return True
    return False
