# SPDX-License-Identifier: MIT
"""Who came and who went since an audience was saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

import msgspec

from flotui.api.errors import Stopped
from flotui.audience.answering import planned
from flotui.audience.asking import on_host
from flotui.audience.keeping import people_of
from flotui.audience.query import QueryRefused, parse, print_query
from flotui.store.audiences import Audiences, SavedAudience
from flotui.text.moments import ago

if TYPE_CHECKING:
    from flotui.audience.meaning import Meaning
    from flotui.audience.people import People
    from flotui.workspace import Workspace

_OPEN: Final[WeakKeyDictionary[Workspace, Audiences]] = WeakKeyDictionary()


class AudienceChange(msgspec.Struct, frozen=True):
    """What an audience has become."""

    saved: SavedAudience
    at: float
    """As of when they are here now, in unix seconds."""
    came: tuple[tuple[str, str], ...]
    """Id and name of those who are meant now, and weren't."""
    went: tuple[tuple[str, str], ...]
    """Id and name of those who were meant, and aren't any more."""
    left: frozenset[str]
    """The ids of those among them who aren't subscribers of the bot any more."""

    @property
    def as_of(self) -> str:
        """As of when they are here now, behind since when they are compared: `, as of 2 min ago`."""
        if self.at > self.saved.at:
            return f", as of {ago(self.at)}"
        return f": the copy was read before that, {ago(self.at)}"


async def audiences_of(workspace: Workspace) -> Audiences:
    """The saved audiences of an open bot."""
    if workspace not in _OPEN:
        journal = workspace.journal.db.path
        path = None if journal is None else journal.with_name("audiences.db")
        _OPEN[workspace] = found = await Audiences.open(path, workspace.profile.cache_id)
        workspace.keep_open(found.db, found.close)
    return _OPEN[workspace]


async def save(workspace: Workspace, name: str, text: str) -> SavedAudience:
    """Keep whom a query means now.

    Args:
        workspace: the open bot.
        name: what to call it; one of the same name is replaced.
        text: the query; empty for everyone.

    Raises:
        QueryRefused: when something in the query is in doubt.
        Stopped: when not everyone is here, or only the host knows.
    """
    query = print_query(parse(text))
    people, meaning = await _meant(workspace, query)
    found = await people.named(meaning)
    await (await audiences_of(workspace)).save(name, query, found)
    return next(each for each in await (await audiences_of(workspace)).all() if each.name == name)


async def compare(workspace: Workspace, saved: SavedAudience) -> AudienceChange:
    """Who came and who went.

    Args:
        workspace: the open bot.
        saved: since when, and of whom.

    Raises:
        QueryRefused: when its query means nothing any more.
        Stopped: when not everyone is here.
    """
    try:
        people, meaning = await _meant(workspace, saved.query)
    except QueryRefused as refused:
        raise QueryRefused(
            f"{saved.name} was saved for {saved.query}, which can't be read: {refused.happened}",
            advice=f"{refused.advice} Save the right form under another name.".lstrip(),
        ) from None
    now = dict(await people.named(meaning))
    before = await (await audiences_of(workspace)).people(saved.name)
    went = tuple((row_id, name) for row_id, name in before.items() if row_id not in now)
    still = {row["user_ns"] for row in await people.rows_of([row_id for row_id, _ in went])}
    return AudienceChange(
        saved,
        (await people.state()).asked_at,
        tuple((row_id, name) for row_id, name in now.items() if row_id not in before),
        went,
        frozenset(row_id for row_id, _ in went if row_id not in still),
    )


async def _meant(workspace: Workspace, text: str) -> tuple[People, Meaning]:
    """Everyone, and whom a query means among them.

    Raises:
        Stopped: when not everyone is here, or only the host knows.
    """
    people = await people_of(workspace)
    if not (await people.state()).complete:
        error = Stopped("Not everyone is loaded yet.", advice="Type :everyone first.")
        error.command_advice = "Run flotui sync first."
        raise error
    meaning = (await planned(workspace, parse(text))).meaning
    if any(on_host(meaning)):
        raise Stopped(
            "Only the host knows segments, events and when the bot wrote, so they can't be compared."
        )
    return people, meaning
