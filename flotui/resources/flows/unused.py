# SPDX-License-Identifier: MIT
"""`:unused`: tags and user fields that nobody has, by the copy of everyone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flotui.api.errors import Stopped
from flotui.api.models.flow import Tag, UserField
from flotui.audience.keeping import people_of
from flotui.audience.meaning import FieldPresent
from flotui.resources.ask import Choice, Picker
from flotui.resources.base import Context
from flotui.resources.reading import read_all
from flotui.text.moments import age
from flotui.text.plural import count, counted
from flotui.workspace.comparing import NothingToDo

if TYPE_CHECKING:
    from flotui.audience.people import People
    from flotui.workspace import Workspace

_TAGS, _FIELDS = "tags", "user-fields"


async def unused_tags(workspace: Workspace, people: People) -> tuple[list[Tag], int]:
    """The tags that nobody has, and how many tags there are."""
    had = {each.id for each in await people.counts("tag")}
    tags = await read_all(workspace.flows.tags())
    return [each for each in tags if each.tag_ns not in had], len(tags)


async def unused_fields(workspace: Workspace, people: People) -> tuple[list[UserField], int]:
    """The user fields that nobody has a value of, and how many there are."""
    fields = await read_all(workspace.flows.user_fields())
    return [each for each in fields if not await people.count(FieldPresent(each.var_ns))], len(fields)


async def tags(context: Context[object]) -> None:
    """Show the tags that nobody has, and go to the one that is chosen."""
    await _find(context, _TAGS)


async def fields(context: Context[object]) -> None:
    """Show the user fields that nobody has, and go to the one that is chosen."""
    await _find(context, _FIELDS)


async def both(context: Context[object]) -> None:
    """Show the tags and the user fields that nobody has, and go to the one that is chosen."""
    await _find(context, _TAGS, _FIELDS)


async def _find(context: Context[object], *kinds: str) -> None:
    """Show those that nobody has, and go to the one that is chosen.

    Raises:
        Stopped: when not everyone is here.
        Cancelled: when the person left it.
    """
    people = await people_of(context.workspace)
    state = await people.state()
    if not state.complete:
        raise Stopped("Not everyone is loaded yet.", advice="Type :everyone first.")
    choices: list[Choice] = []
    sums, totals = [], []
    if _TAGS in kinds:
        found, of = await unused_tags(context.workspace, people)
        totals.append(counted(of, "tag"))
        sums.append(f"{count(len(found))} of {totals[-1]}")
        choices += [Choice(f"{_TAGS}/{each.tag_ns}", each.name, each.tag_ns, "Tags") for each in found]
    if _FIELDS in kinds:
        empty, of = await unused_fields(context.workspace, people)
        totals.append(counted(of, "user field"))
        sums.append(f"{count(len(empty))} of {totals[-1]}")
        choices += [
            Choice(f"{_FIELDS}/{each.var_ns}", each.name, each.var_type, "User fields") for each in empty
        ]
    if not choices:
        raise NothingToDo(f"Each of the {' and '.join(totals)} is in use.")
    title = f"{' and '.join(sums)} that nobody has"
    when = age(state.asked_at)
    hint = f"By the copy of {'just now' if when == 'now' else f'{when} ago'}. Flows may still use them"
    chosen = await context.ask.pick(Picker(title, choices, placeholder=hint, preselect=False))
    resource_id, _, row_id = chosen.id.partition("/")
    context.ask.go(resource_id, None, row_id)
