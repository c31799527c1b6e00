# SPDX-License-Identifier: MIT
"""The names of an open bot, as queries need them: from what is cached, and from the host where that is old."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable
from contextlib import nullcontext, suppress
from typing import Protocol, TypeVar

from msgspec.structs import replace

from flotui.api.errors import FlochatError
from flotui.api.models.base import Model
from flotui.api.models.team import Agent
from flotui.audience.expanding import expanded
from flotui.audience.keeping import has_copy, is_open, people_of, take_in_list
from flotui.audience.keys import HAD
from flotui.audience.known_words import language
from flotui.audience.names import Named, Names, look_up
from flotui.audience.query import AudienceQuery, Term
from flotui.audience.sense import Sense
from flotui.audience.spoken_values import values_of
from flotui.audience.times import Moment
from flotui.repositories.rows import Rows
from flotui.repositories.snapshot import Snapshot
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.repositories.team import agent_of
from flotui.text.clock import host_now
from flotui.text.fold import fold
from flotui.workspace import Workspace

M = TypeVar("M", bound=Model)
M_co = TypeVar("M_co", bound=Model, covariant=True)
T = TypeVar("T")
KnownList = tuple[Named, ...] | None
"""The names of a list; None where nothing is known of it."""


class NameListing(Protocol[M_co]):
    """Reads a list of the bot's."""

    def __call__(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[M_co]]]:
        """What is here of it, and then what the host has.

        Args:
            force: ask the host however young the list is.
        """


SAVED_OF = "subscribers"
"""The resource whose saved filters a query may name."""
_WHOSE = ("me", "none")
"""What stands behind `agent:` without being a name."""
_PATIENCE = 5.0
"""Seconds that the host is waited for where something is here."""
JUST = 10.0
"""Seconds after which a list is asked for again that lacks a name of a query."""
_SAMPLE = 3_000
"""Rows that are looked at for the channels, languages and genders that people here have."""
_WORDS = {
    "channel": ("channels", ("channel",)),
    "lang": ("languages", ("language", "locale")),
    "gender": ("genders", ("gender",)),
}
"""The keys whose values are words that rows have: the list of names, and where rows have them."""
KEYS_OF = {
    "tags": ("tag",),
    "labels": ("label",),
    "agents": ("agent",),
    "fields": ("field", "has"),
    "segments": ("segment",),
    "events": ("event",),
}
"""The lists of names, each with the keys that need it."""
_CARRIED = ("tags", "labels")
"""The lists of what rows of subscribers carry, under the same key."""


async def sense_of(
    workspace: Workspace, query: AudienceQuery, *, ask: bool = True, anew: Collection[str] = ()
) -> tuple[AudienceQuery, Sense]:
    """A query with its saved filters written out, and what it is read with.

    Args:
        workspace: the open bot.
        query: the query.
        ask: whether the host may be asked for names; else what is cached is all that is known.
        anew: the lists of `KEYS_OF` for which it is asked however young they are; see `lists_without`.

    Raises:
        QueryRefused: when it names a saved filter that there isn't.
    """
    whole = expanded(query, Names(saved=workspace.memory.filters(SAVED_OF)))
    keys = {term.key for term in whole.terms()}
    names = await names_of(workspace, keys, ask=ask, me=_asks_me(whole), anew=anew)
    values = await values_of(workspace, whole, names)
    return whole, Sense(replace(names, values=values), moment(workspace))


def moment(workspace: Workspace) -> Moment:
    """Now, in the workspace's zone."""
    return Moment(host_now(), workspace.zone)


def lists_without(query: AudienceQuery, names: Names) -> frozenset[str]:
    """The lists of `KEYS_OF` in which a name of a query isn't: it may have been made since they were read.

    Args:
        query: the query, its saved filters written out.
        names: what there was when they were read.
    """

    def lacks(rows: KnownList, term: Term) -> bool:
        if term.key == "field":
            asked: Iterable[str] = (term.name,)
        elif term.key == "has":
            asked = (each.removeprefix("field.") for each in term.values if fold(each) not in HAD)
        else:
            asked = (each for each in term.values if term.key != "agent" or each.lower() not in _WHOSE)
        return rows is not None and any(not look_up(rows, each) for each in asked)

    known = {
        "tags": names.tags,
        "labels": names.labels,
        "agents": names.agents,
        "fields": names.fields,
        "segments": names.segments,
        "events": names.events,
    }
    return frozenset(
        name
        for name, keys in KEYS_OF.items()
        for term in query.terms()
        if term.key in keys and lacks(known[name], term)
    )


async def names_of(
    workspace: Workspace,
    keys: Iterable[str] | None = None,
    *,
    ask: bool = True,
    me: bool = False,
    anew: Collection[str] = (),
) -> Names:
    """The names that a bot has.

    Args:
        workspace: the open bot.
        keys: the keys of the language that they are for; all by default.
        ask: whether the host may be asked; else what is cached is all that is known.
        me: whether it is to be found out whose the key is.
        anew: the lists of `KEYS_OF` that are read however young they are.
    """
    wanted = {name for name, its in KEYS_OF.items() if keys is None or set(its) & set(keys)}
    tell = _may_open(workspace, keys)
    found = {name: await _named(workspace, name, ask, tell, name in anew) for name in wanted}
    if "fields" in wanted and found["fields"] is None:
        found["fields"] = await _fields_here(workspace)
    seen, everyone = await _words(workspace, keys)
    return Names(
        tags=found.get("tags"),
        labels=found.get("labels"),
        agents=found.get("agents"),
        fields=found.get("fields"),
        segments=found.get("segments"),
        events=found.get("events"),
        channels=seen.get("channels", ()),
        languages=seen.get("languages", ()),
        genders=seen.get("genders", ()),
        everyone=everyone,
        saved=workspace.memory.filters(SAVED_OF),
        me=await _me(workspace, found.get("agents"), ask) if me else "",
    )


async def _words(workspace: Workspace, keys: Iterable[str] | None) -> tuple[dict[str, tuple[str, ...]], bool]:
    """The channels, languages and genders of some rows and of the copy; and whether that has everyone."""
    asked = _WORDS.keys() if keys is None else _WORDS.keys() & set(keys)
    people = await people_of(workspace) if asked and _may_open(workspace, keys) else None
    found = {}
    for key in asked:
        name, columns = _WORDS[key]
        seen: dict[str, str] = {}
        for column in columns:
            for each in await workspace.cache.finder.distinct(SUBSCRIBER.name, column, _SAMPLE):
                seen.setdefault(language(each), each)
        others = await people.words(key) if people is not None else ()
        found[name] = (*seen.values(), *(each for each in others if each not in seen))
    return found, people is not None and (await people.state()).complete


def _may_open(workspace: Workspace, keys: Iterable[str] | None) -> bool:
    """Whether the copy is looked into: it isn't opened for a line in which nobody asks for what it tells."""
    return is_open(workspace) or (keys is not None and has_copy(workspace))


async def _fields_here(workspace: Workspace) -> KnownList:
    """The user fields that the people of the copy name, where their list isn't here; None where nobody is."""
    if not has_copy(workspace):
        return None
    return await (await people_of(workspace)).fields() or None


def _asks_me(query: AudienceQuery) -> bool:
    return any(term.key == "agent" and "me" in map(str.lower, term.values) for term in query.terms())


async def _named(workspace: Workspace, name: str, ask: bool, tell: bool, anew: bool) -> KnownList:
    """The names of one of the lists of `KEYS_OF`; None where nothing is known of it.

    Args:
        workspace: the open bot.
        name: which list.
        ask: whether the host may be asked.
        tell: whether the copy of everyone is told what the list has.
        anew: whether the host is asked unless it was just now.
    """

    async def of(reading: NameListing[M], called: Callable[[M], Named]) -> KnownList:
        kept = await _last(workspace, reading(), False) if anew else None
        age = None if kept is None or kept.fetched_at is None else time.time() - kept.fetched_at
        found = await _all(workspace, reading(force=age is not None and age > JUST), ask)
        if found is None:
            return None
        names = tuple(map(called, await found.all()))
        if tell and name in _CARRIED and (at := found.whole_at) is not None:
            await take_in_list(workspace, name, {each.id: each.name for each in names}, at)
        return names

    flows, team = workspace.flows, workspace.team
    lists: dict[str, Callable[[], Awaitable[KnownList]]] = {
        "tags": lambda: of(flows.tags, lambda row: Named(row.row_id, row.name)),
        "labels": lambda: of(team.labels, lambda row: Named(row.row_id, row.name)),
        "agents": lambda: of(team.agents, lambda row: Named(row.row_id, row.name, also=row.email)),
        "fields": lambda: of(flows.user_fields, lambda row: Named(row.row_id, row.name, row.var_type)),
        "segments": lambda: of(flows.segments, lambda row: Named(row.row_id, row.name)),
        "events": lambda: of(flows.events, lambda row: Named(row.row_id, row.name)),
    }
    return await lists[name]()


async def told_at(workspace: Workspace, lists: Collection[str]) -> float:
    """When the host told of some lists that are here, in unix seconds: of the one that was read the longest ago.

    Args:
        workspace: the open bot.
        lists: which of `KEYS_OF`.
    """
    flows, team = workspace.flows, workspace.team
    readings: dict[str, NameListing[Model]] = {
        "tags": flows.tags,
        "labels": team.labels,
        "agents": team.agents,
        "fields": flows.user_fields,
        "segments": flows.segments,
        "events": flows.events,
    }
    found = [await _last(workspace, readings[name](), False) for name in lists]
    return min((rows.fetched_at or 0.0 for rows in found if rows is not None), default=0.0)


async def _last(workspace: Workspace, reading: AsyncIterator[Snapshot[T]], ask: bool) -> T | None:
    """What a reading ends with: the host's, where it is asked and answers soon, else what is here; None for nothing."""
    found: T | None = None
    with suppress(TimeoutError), nullcontext() if ask else workspace.reader.only_here():
        async with asyncio.timeout(None) as patience:
            async for snapshot in reading:
                found = snapshot.value
                if not patience.expired() and patience.when() is None:
                    patience.reschedule(asyncio.get_running_loop().time() + _PATIENCE)
    return found


async def _all(workspace: Workspace, reading: AsyncIterator[Snapshot[Rows[M]]], ask: bool) -> Rows[M] | None:
    """A short list, as far as it could be read; None where nothing is known of it."""
    found = await _last(workspace, reading, ask)
    if found is None or not found.known:
        return None
    try:
        while ask and await found.more():
            pass
    except FlochatError:
        pass  # what is here is what is known
    return found


async def _me(workspace: Workspace, agents: tuple[Named, ...] | None, ask: bool) -> str:
    """The agent's id of whom the key belongs to; empty where that isn't known."""
    value = await _last(workspace, workspace.team.me(), ask)
    if value is None:
        return ""
    mine = agent_of(value, [Agent(id=each.id, name=each.name, email=each.also) for each in agents or ()])
    return mine.id if mine is not None else ""
