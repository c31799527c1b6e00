# SPDX-License-Identifier: MIT
"""Another bot beside the open one: reading both, putting them side by side, and planning what is copied there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from flotui.api.errors import FlochatError, NotAuthorised, NotOffered, ScopeMissing, Stopped
from flotui.api.models.base import Model
from flotui.jobs.between import PARTS, BotDifference, ComparedPart, Comparison, compare, rows_for, title_of
from flotui.jobs.outcomes import SMALL
from flotui.jobs.plan import Plan, at_once, plan
from flotui.repositories.rows import Rows
from flotui.resources.reading import whole
from flotui.store.job import JobOptions
from flotui.store.jobs import JobDraft
from flotui.text.plural import count

if TYPE_CHECKING:
    from flotui.workspace import Workspace

E = TypeVar("E", bound=FlochatError)


class _Short(FlochatError):
    """A list of which fewer rows came than the host counts: what isn't among them may be there all the same."""


async def side_by_side(
    here: Workspace, there: Workspace, *, only: Iterable[str] = (), values: bool = False
) -> Comparison:
    """Read both bots and compare them; nothing is taken from an older copy.

    Args:
        here: the open bot.
        there: the other one.
        only: the parts that are compared, by id; all of them by default.
        values: whether values of bot fields are compared.

    Raises:
        Stopped: when both are the same bot, or the other's key isn't accepted any more.
        FlochatError: when one of the hosts can't be had; the sentence names the other bot where it is that one.
    """
    see_other(here, there)
    ids = tuple(only)
    parts = [each for each in PARTS if not ids or each.id in ids]
    mine, theirs = await asyncio.gather(_read(here, parts), _of_other(there, parts))
    see_other(here, there)  # the ids that came tell it where the profiles don't
    unread = tuple(
        f"{each.id.replace('-', ' ').capitalize()} of {title} can't be compared: {why}"
        for each in parts
        for title, rows in ((here.profile.title, mine), (there.profile.title, theirs))
        if isinstance(why := rows[each.id], str)
    )
    found = compare(_rows(mine), _rows(theirs), values=values)
    return found._replace(unread=unread, at=time.time())


def see_other(here: Workspace, there: Workspace) -> None:
    """See that two workspaces are of two bots.

    Raises:
        Stopped: when they are of one.
    """
    same_host = here.profile.base_url == there.profile.base_url
    if here.profile.same_bot(there.profile) or (
        same_host and here.prefix and here.prefix == there.prefix and not here.profile.demo
    ):
        raise Stopped(
            f"{there.profile.name} opens the bot that is open here: {here.profile.title}.",
            advice="Choose a profile of another bot.",
        )


async def _of_other(there: Workspace, parts: Sequence[ComparedPart]) -> Mapping[str, list[Model] | str]:
    try:
        return await _read(there, parts)
    except NotAuthorised as error:
        message = f"{there.profile.title} ({there.profile.name}) doesn't accept its API key: {error.happened}"
        raise Stopped(message, advice="Log in to it again, then compare.") from error
    except FlochatError as error:
        raise _naming(error, f"{there.profile.title} ({there.profile.host}): ") from error


def _naming(error: E, bot: str) -> E:
    """The error with the bot that it is about in front."""
    error.happened = f"{bot}{error.happened}"
    error.args = (f"{error.happened} {error.advice}".strip(),)
    return error


async def _read(workspace: Workspace, parts: Sequence[ComparedPart]) -> Mapping[str, list[Model] | str]:
    """The rows of each part; why not, where the host doesn't give them."""
    found: dict[str, list[Model] | str] = {}
    for part in parts:
        try:
            found[part.id] = await _all(workspace, part)
        except (ScopeMissing, NotOffered, _Short) as error:
            found[part.id] = error.happened
    return found


async def _all(workspace: Workspace, part: ComparedPart) -> list[Model]:
    rows: Rows[Model] | None = None
    async for snapshot in workspace.reader.list_of(part.kind, force=True):
        if snapshot.error is not None:
            raise snapshot.error
        rows = snapshot.value
    assert rows is not None
    found = await whole(rows)
    if rows.total is not None and rows.total > len(found):
        raise _Short(f"{count(rows.total - len(found))} of {count(rows.total)} didn't come.")
    return found


def _rows(found: Mapping[str, list[Model] | str]) -> Mapping[str, list[Model]]:
    return {part: rows for part, rows in found.items() if not isinstance(rows, str)}


async def plan_copy(
    here: Workspace, there: Workspace, chosen: Sequence[BotDifference], *, values: bool
) -> Plan:
    """Plan the job that copies things to the other bot, in the other bot's journal.

    Args:
        here: the open bot.
        there: the other one.
        chosen: what is copied; what can't be is left out.
        values: whether values of bot fields are copied.

    Raises:
        Malformed: when one of them holds a credential.
        StoreFailed: when it can't be written.
    """
    see_other(here, there)
    rows = rows_for(chosen, values=values)
    title = title_of(chosen, here.profile.title)
    draft = JobDraft("", options=JobOptions(trial=len(rows) > SMALL, noun="thing"), counted=False)
    return await plan(there.working.jobs, title, at_once(rows), draft)
