# SPDX-License-Identifier: MIT
"""What the filter line of the subscribers asks with enter: a name, a phone number, or a query.

What answers a query is imported when one is asked: everyone is listed without.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING

from flotui.api.errors import Malformed
from flotui.audience.query import AudienceQuery, QueryRefused, Term, parse, print_query
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.resources.base import Query
from flotui.resources.searching import NothingFound, by_name
from flotui.resources.subscribers.line import words_of
from flotui.text.phone_numbers import looks_like_phone, whole_number
from flotui.text.plural import count

if TYPE_CHECKING:
    from flotui.audience.answering import Ended
    from flotui.workspace import Workspace

HINT = "name, phone, conditions · tab completes · ↑ earlier"
"""What the filter line takes; behind its first words it fits a line of 80."""
STAYS = "The list stays as it is."
"""The end of what is told of a filter that was typed and can't be asked."""


async def find(workspace: Workspace, text: str) -> Query:
    """What is asked for the text of the filter line.

    Args:
        workspace: the open bot.
        text: as it was typed.

    Raises:
        Malformed: when something in it is in doubt, or the host can't be asked for it; when nobody has the phone
            number in any of its forms.
        FlochatError: when the host can't be had.
    """
    try:
        return await _asked(workspace, parse(text))
    except QueryRefused as refused:
        raise (await with_counts(workspace, refused)).adding(STAYS) from None


async def _asked(workspace: Workspace, query: AudienceQuery) -> Query:
    from flotui.audience.answered import here_of
    from flotui.audience.answering import planned
    from flotui.audience.by_id import own_id, people_of_ids
    from flotui.resources.subscribers import phones

    line = print_query(query)
    words = words_of(query)
    only = query.root if isinstance(query.root, Term) and len(query.root.values) == 1 else None
    joined = " ".join(words or ())
    if number := phone_of(query) or (joined if looks_like_phone(joined) else ""):
        try:
            return await phones.find(workspace, number)
        except NothingFound:
            if whole_number(number) or not await _is_here(workspace, query):
                raise
    if words and not any("@" in word for word in words) and await here_of(workspace) is None:
        return await by_name(workspace, SUBSCRIBER.name, words, "name", line)
    if only is not None and only.key == "id":
        one = own_id(only.values[0])
        if not one and await here_of(workspace) is None:
            found = await people_of_ids(workspace, only.values)
            one = str(found[0]["user_ns"]) if len(found) == 1 else only.values[0]
        if one:
            return Query(arguments={"user_ns": one}, summary=line)
    plan = await planned(workspace, query)
    return Query(arguments=plan.arguments, summary=line, audience=line)


async def _is_here(workspace: Workspace, query: AudienceQuery) -> bool:
    """Whether somebody whom a query means is in the copy of everyone."""
    from flotui.audience.answered import here_of
    from flotui.audience.answering import planned

    here = await here_of(workspace, (await planned(workspace, query)).meaning)
    return here is not None and here.count > 0


async def with_counts(workspace: Workspace, refused: QueryRefused) -> QueryRefused:
    """What was refused because it may mean two things, with how many each of them means of those who are here."""
    try:
        counts = [await _count_here(workspace, parse(offer)) for offer in refused.offers]
    except Malformed:
        return refused
    if not counts or not all(counts):
        return refused
    both = ", or ".join(f"{offer} ({each})" for offer, each in zip(refused.offers, counts, strict=True))
    return QueryRefused(refused.happened, advice=f"Write {both}.", at=refused.at, offers=refused.offers)


async def _count_here(workspace: Workspace, query: AudienceQuery) -> str:
    """How many a query means without a call, in words: of everyone where they are here, else of those who are loaded.
    Empty where nobody is.
    """
    from flotui.audience.answered import here_of
    from flotui.audience.answering import loaded, planned

    here = await here_of(workspace)
    if here is not None:
        return count((await here.meaning((await planned(workspace, query, ask=False)).meaning)).count)
    async for snapshot in workspace.subscribers.cached():
        return f"{count((await loaded(workspace, snapshot.value, query)).count)} loaded"
    return ""


async def meant(
    workspace: Workspace, text: str, ended: Ended = lambda walk: None
) -> AsyncIterator[list[Mapping[str, object]]]:
    """Everyone whom a query means as the host has them now, some rows at a time, each once.

    Args:
        workspace: the open bot.
        text: the query; empty for everyone.
        ended: given the walk when it is through: whether all came whom the host counts.

    Raises:
        Malformed: when something in it is in doubt, or the host can't be asked for it.
        FlochatError: when the host can't be had.
    """
    from flotui.audience.answering import walked

    query = parse(text)
    number = phone_of(query)
    if number:
        from flotui.resources.subscribers import phones

        yield [person.raw for person in await phones.the_owners(workspace, number)]
        return
    async for rows in walked(workspace, query, ended=ended):
        yield rows


def phone_of(query: AudienceQuery) -> str:
    """The phone number that a query asks for and nothing else; empty for any other.

    Args:
        query: the query.
    """
    only = query.root if isinstance(query.root, Term) and len(query.root.values) == 1 else None
    number = only is not None and only.key in ("", "phone") and looks_like_phone(only.values[0])
    return only.values[0] if only is not None and number else ""
