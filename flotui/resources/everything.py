# SPDX-License-Identifier: MIT
"""Everything that is here and has a name: rows of any list, operations, jobs; and a list with a filter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flotui.api.catalogue import catalogue
from flotui.resources import registry
from flotui.resources.ask import Choice
from flotui.resources.base import AnyResource, Query
from flotui.text.fold import fold

if TYPE_CHECKING:
    from flotui.workspace import Workspace

ROW, FILTER = "row/", "filter/"
"""What the ids of such choices begin with: then the resource's id, and the row's or what it is filtered by."""
_ENOUGH = 5
"""How many of each list are found."""
_KINDLESS = ("jobs", "saved-calls")
"""Lists whose rows are this machine's own, and are looked through as they are."""
_APART = frozenset({"subscribers", "team-people"})
"""Lists that aren't looked through here, because their rows are found otherwise: by phone too."""


def filtered(text: str) -> Choice | None:
    """A list with a filter, where that was typed: `orders paid`, `subs tag:vip`. `bot fields` is the name of a list.

    Args:
        text: as it was typed.
    """
    name, _, line = text.strip().removeprefix(":").partition(" ")
    line = line.strip()
    found = registry.resource(fold(name)) if line and name else None
    if found is None or found.panel or _begins_a_name(f"{name} {line}"):
        return None
    return Choice(f"{FILTER}{found.id}/{line}", f"{found.title}: {line}", "a list, filtered", "Go to")


def _begins_a_name(text: str) -> bool:
    """Whether the name of a list, or of a row of it, begins with a text."""
    typed = fold(text)
    names = ((each.title, each.singular, *each.aliases) for each in registry.resources())
    return any(fold(name).replace("-", " ").startswith(typed) for some in names for name in some)


def parted(choice_id: str) -> tuple[str, str]:
    """The resource's id of such a choice, and what follows it."""
    resource_id, _, rest = choice_id.partition("/")[2].partition("/")
    return resource_id, rest


async def named(workspace: Workspace, text: str) -> list[Choice]:
    """The rows here that have all words of a text, whatever their list: the host is asked nothing.

    Args:
        workspace: the open bot.
        text: as it was typed.
    """
    words = text.split()
    if not words:
        return []
    found = _operations(words)
    for resource in registry.resources():
        if resource.kind is not None and resource.kind.under is None and resource.id not in _APART:
            kind = resource.kind
            bodies = await workspace.cache.finder.find(kind.name, words, _ENOUGH)
            found += _choices(resource, [kind.model.read(body) for body in bodies])
        elif resource.id in _KINDLESS:
            found += _choices(resource, await _own(workspace, resource, words))
    return found


def _choices(resource: AnyResource, rows: Sequence[object]) -> list[Choice]:
    return [
        Choice(
            f"{ROW}{resource.id}/{resource.row_id(row)}",
            resource.label(row),
            resource.told_by(row) if resource.told_by is not None else resource.singular or resource.title,
            resource.title,
            names=_number(resource, row),
            careful=True,
            sole=True,
        )
        for row in rows
    ]


def _number(resource: AnyResource, row: object) -> tuple[str, ...]:
    """The number of a row that is called by it, such as an order: it is its name without the word before it."""
    row_id = resource.row_id(row)
    return (row_id,) if row_id in resource.label(row).split() else ()


async def _own(workspace: Workspace, resource: AnyResource, words: Sequence[str]) -> list[object]:
    """The rows of a list of this machine that have all words."""
    async for snapshot in resource.read(workspace, Query()):
        narrowed = await snapshot.value.narrow(words, resource.searched)
        return list(await narrowed.rows_of((await narrowed.ids())[:_ENOUGH]))
    return []


def _operations(words: Sequence[str]) -> list[Choice]:
    """The operations of the API that have all words in their id, path or title."""
    folded = [fold(word) for word in words]
    texts = {each.id: fold(f"{each.id} {each.path} {each.summary}") for each in catalogue().operations}
    fitting = [each for each in catalogue().operations if all(word in texts[each.id] for word in folded)]
    return [
        Choice(
            f"{ROW}operations/{each.id}",
            each.summary,
            f"{each.method} {each.path}",
            "API",
            also=f"{each.id} {each.path}",
            names=(each.id,),
            careful=True,
            sole=True,
        )
        for each in fitting[:_ENOUGH]
    ]
