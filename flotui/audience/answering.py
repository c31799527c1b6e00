# SPDX-License-Identifier: MIT
"""Answering a query: from the lists that are here where they are whole, else from the host and checked on the rows."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import nullcontext
from typing import Final
from weakref import WeakKeyDictionary

import msgspec
from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.errors import FlochatError
from flotui.api.models.subscriber import Subscriber
from flotui.api.pacer import Purpose, on_behalf
from flotui.audience.answered import answered, here_of
from flotui.audience.asking import answered_by, arguments_of, candidates_of, meaning_of, on_host
from flotui.audience.binding import bind
from flotui.audience.by_id import MOST, ids_of, people_of_ids
from flotui.audience.here import Here
from flotui.audience.knowing import JUST, lists_without, sense_of, told_at
from flotui.audience.matched import Matched, RowChecks
from flotui.audience.meaning import All, Meaning, OnHost
from flotui.audience.names import look_up
from flotui.audience.query import AudienceQuery, QueryRefused, Term, parse
from flotui.audience.sense import Sense
from flotui.repositories.rows import NotRead, Rows
from flotui.repositories.snapshot import Snapshot
from flotui.repositories.source import RowSource
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.repositories.walking import Walk
from flotui.text.moments import ago
from flotui.text.plural import count, counted
from flotui.workspace import Workspace

_AGAIN = 10
"""Pages that are read again at once, where the person wants a list anew."""
_REMEMBERED = 60.0
"""Seconds for which it is remembered that more of them were offered."""
_OFFERED: Final[WeakKeyDictionary[Workspace, tuple[str, float]]] = WeakKeyDictionary()
"""The list of which the others were offered last, and when that was."""

Ended = Callable[[Walk], None]
"""Is given a walk when it is through."""


class AnswerPlan(msgspec.Struct, frozen=True):
    """How a query is answered."""

    query: AudienceQuery
    """It, with its saved filters written out."""
    meaning: Meaning
    sense: Sense
    arguments: Mapping[str, str]
    """The host's filters."""

    def asked(self, arguments: Mapping[str, str] | None = None, *, loaded: bool = False) -> RowChecks:
        """What is checked on the rows of a list.

        Args:
            arguments: the host's filters that the list is of; the plan's own by default.
            loaded: whether only what is here is looked at.
        """
        of = self.arguments if arguments is None else arguments
        granted = frozenset(OnHost(name, value) for name, value in of.items())
        exact = bool(of) and answered_by(self.meaning, of, self.sense.now)
        among = among_of(of, self.sense) if of else ""
        return RowChecks(self.meaning, self.sense.now.zone, granted, exact, among, loaded)


async def planned(workspace: Workspace, query: AudienceQuery, *, ask: bool = True) -> AnswerPlan:
    """How a query is answered. Names are asked of the host where they aren't known well enough.

    Args:
        workspace: the open bot.
        query: whom.
        ask: whether the host may be asked for names; else what is cached is all that is known.

    Raises:
        QueryRefused: when something in it is in doubt.
        OnlyHost: when the host can't be asked for it.
    """
    whole, sense = await sense_of(workspace, query, ask=ask)
    try:
        meaning = bind(whole, sense)
    except QueryRefused:
        without = lists_without(whole, sense.names) if ask else ()
        if not without:
            raise
        begun = time.time()
        whole, sense = await sense_of(workspace, query, anew=without)
        try:
            meaning = bind(whole, sense)
        except QueryRefused as refused:
            if (as_of := await told_at(workspace, without)) >= begun - JUST:
                raise
            raise refused.adding(f"That is as of {ago(as_of)}: the host couldn't be asked again.") from None
    totals = {}
    candidates = candidates_of(meaning, sense.now)
    if len({name for name, _ in candidates}) < len(candidates):
        for name, value in candidates:
            state = await workspace.cache.listing(call_of({name: value}).key, SUBSCRIBER.list)
            if state.total is not None:
                totals[name, value] = state.total
    return AnswerPlan(
        whole, meaning, sense, arguments_of(meaning, sense.now, totals) or _spelled(whole, sense)
    )


def _spelled(query: AudienceQuery, sense: Sense) -> dict[str, str]:
    """The host's filter for a user field's value. It finds the value as it is spelled alone, so it is asked for where
    else everyone would have to be read.
    """
    for part in query.parts():
        if isinstance(part, Term) and part.key == "field" and part.op == "=" and len(part.values) == 1:
            found = look_up(sense.names.fields or (), part.name)
            if found and found[0].kind in ("", "text", "longtext", "number") and part.values[0]:
                return {"user_field_ns": found[0].id, "user_field_value": part.values[0]}
    return {}


def call_of(arguments: Mapping[str, str]) -> Call:
    """The host's list of the subscribers whom some filters leave."""
    return SUBSCRIBER.list_call(dict(arguments))


async def answer(
    workspace: Workspace,
    text: str,
    arguments: Mapping[str, str],
    *,
    scope: Mapping[str, str] | None = None,
    force: bool = False,
) -> AsyncIterator[Snapshot[RowSource[Subscriber]]]:
    """Whom a query means: first as far as they are here, then as the host says.

    Args:
        workspace: the open bot.
        text: the query.
        arguments: the host's filters within which it is asked: a plan's, with those of the list that it was asked of. The
            plan may be an older one, of when fewer names were known.
        scope: the host's filters of the list that it was asked of, so that the query doesn't say all of it; None for the
            list of everyone.
        force: ask the host however young the copies are.
    """
    try:
        plan = await planned(workspace, parse(text))
    except FlochatError as error:
        yield Snapshot(NotRead(), None, "cache", True, error)
        return
    scoped = meaning_of(scope or {})
    rows_tell = scoped is not None and not any(on_host(plan.meaning))
    whom = plan if not scope or scoped is None else replace(plan, meaning=All((scoped, plan.meaning)))
    if rows_tell:
        here = await here_of(workspace, whom.meaning)
        if here is not None:
            async for copied in answered(workspace, here, force=force):
                yield copied
            return
    if rows_tell and not force:
        whole = await _whole_list(workspace)
        if whole is not None and whole.state.complete:
            found = Matched(whole, whom.asked({}))
            await found.reopen()
            fresh = time.time() - (whole.fetched_at or 0.0) < SUBSCRIBER.ttl and not whole.state.stale
            yield Snapshot(found, whole.fetched_at, "cache", not fresh)
            if fresh:
                return
    asked = plan.asked(arguments)
    verdicts: dict[int, tuple[int, bool]] = {}
    async for snapshot in workspace.subscribers.list(arguments, force=force):
        trouble = snapshot.error
        if force and snapshot.source == "server":
            trouble = await _all_again(workspace, snapshot.value, call_of(arguments).key)
        found = Matched(snapshot.value, asked, verdicts)
        await found.reopen()
        if trouble is None and not snapshot.stale and not found.count:
            await found.more()
        yield Snapshot(found, snapshot.fetched_at, snapshot.source, snapshot.stale, trouble)


async def _all_again(workspace: Workspace, rows: Rows[Subscriber], asked: str) -> FlochatError | None:
    """Have all rows of a list be read again that are here: who is meant is told by each. Where they are many, what that
    takes is said first, and it is done when the person asks for the same once more.

    Args:
        workspace: the open bot.
        rows: the list, whose first page was read just now.
        asked: what was asked for.

    Returns:
        Why some of them are as they were; None where all are new, or the person was told.
    """
    page = workspace.reader.page_size
    pages = -(-rows.count // page)
    offered, at = _OFFERED.pop(workspace, ("", 0.0))
    agreed = offered == asked and time.monotonic() - at < _REMEMBERED
    if pages > _AGAIN and not agreed:
        _OFFERED[workspace] = asked, time.monotonic()
        workspace.notice(
            f"Only the first {count(page)} of {count(rows.count)} loaded subscribers were read again. The others take "
            f"{counted(pages - 1, 'call')}: refresh once more to read them."
        )
        return None
    try:
        with (
            on_behalf(Purpose.JOB) if agreed else nullcontext()
        ):  # many calls leave the person's reserve alone
            await rows.read_again(pages - 1)
    except FlochatError as error:
        return error
    return None


async def walked(
    workspace: Workspace,
    query: AudienceQuery,
    arguments: Mapping[str, str] | None = None,
    *,
    costs: Callable[[int, int], None] = lambda people, calls: None,
    ended: Ended = lambda walk: None,
) -> AsyncIterator[list[Mapping[str, object]]]:
    """Everyone whom a query means as the host has them now, a page's at a time, each once.

    Args:
        workspace: the open bot.
        query: whom.
        arguments: the host's filters; those of the query's plan by default.
        costs: told after the first page how many people are read, in how many calls.
        ended: given the walk when it is through: whether all came whom the host counts.

    Raises:
        QueryRefused: when something in it is in doubt.
        FlochatError: when the host can't be had, or only the quota's reserve is left.
    """
    plan = await planned(workspace, query)
    asked = plan.asked(arguments)
    ids = ids_of(plan.query)
    if ids and len(ids) <= MOST and not arguments and not any(on_host(plan.meaning)):
        yield [row for row in await people_of_ids(workspace, ids) if asked.holds(row)]
        return
    walk = Walk(
        call_of(plan.arguments if arguments is None else arguments),
        Purpose.BACKGROUND,
        ahead=workspace.pacer.places,
    )
    first = True
    async for step in walk.steps(workspace.reader.send):
        if first and step.total and step.rows:
            costs(step.total, -(-step.total // len(step.rows)))
        first = False
        yield [row for row in step.rows if isinstance(row, Mapping) and asked.holds(row)]
    ended(walk)


def lacking(walk: Walk) -> str:
    """How many of those whom the host counts a walk that is through didn't meet, as a sentence; empty where it met all.

    Args:
        walk: the walk.
    """
    if walk.complete:
        return ""
    if not walk.missing and walk.empty and not walk.repeated:
        return f"The host sent {counted(walk.empty, 'empty row')}, so some subscribers may be missing."
    if not walk.missing:
        return (
            "The host sent the same page again instead of the next one, so some subscribers may be missing."
        )
    return f"{count(walk.missing)} of the {counted(walk.promised or 0, 'subscriber')} that the host counts didn't come."


async def _whole_list(workspace: Workspace) -> Rows[Subscriber] | None:
    """The list of everyone as it is here."""
    async for snapshot in workspace.subscribers.cached():
        return snapshot.value
    return None


async def is_clear(workspace: Workspace, query: AudienceQuery) -> bool:
    """Whether what is known here tells whom a query means: no row is looked at, and the host isn't asked.

    Args:
        workspace: the open bot.
        query: whom.

    Raises:
        QueryRefused: when something in it is in doubt.
    """
    return not any(on_host(bind(*await sense_of(workspace, query, ask=False))))


async def loaded(
    workspace: Workspace, rows: Rows[Subscriber] | Here, query: AudienceQuery
) -> RowSource[Subscriber]:
    """Those of a list's rows that are here whom a query means; the host is not asked for anything.

    Args:
        workspace: the open bot.
        rows: the list.
        query: whom.

    Raises:
        QueryRefused: when something in it is in doubt.
    """
    whole, sense = await sense_of(workspace, query, ask=False)
    if isinstance(rows, Here):
        return await rows.meaning(bind(whole, sense))
    found = Matched(rows, AnswerPlan(whole, bind(whole, sense), sense, {}).asked(loaded=True))
    await found.reopen()
    return found


def among_of(arguments: Mapping[str, str], sense: Sense) -> str:
    """Whom filters of the host leave, in words: `with vip, on web`.

    Args:
        arguments: the filters, by the operation's argument.
        sense: what there is, and when.
    """
    names = sense.names
    known = {
        each.id: each.name
        for rows in (names.tags, names.labels, names.segments, names.events)
        for each in rows or ()
    }

    def name(key: str) -> str:
        return known.get(arguments[key], arguments[key])

    answers: dict[str, Callable[[], str]] = {
        "tag_ns": lambda: f"with {name('tag_ns')}",
        "label_id": lambda: f"labelled {name('label_id')}",
        "segment_ns": lambda: f"in {name('segment_ns')}",
        "event_ns": lambda: f"who had {name('event_ns')}",
        "is_channel": lambda: f"on {arguments['is_channel']}",
        "email": lambda: f"with {arguments['email']}",
        "is_opt_in_email": lambda: _opted("e-mail", arguments["is_opt_in_email"]),
        "is_opt_in_sms": lambda: _opted("SMS", arguments["is_opt_in_sms"]),
        "is_interacted_in_last_24h": lambda: "active in 24 h",
        "is_last_message_in_last_24h": lambda: "with a message in 24 h",
        "is_bot_interacted_in_last_24h": lambda: "written to in 24 h",
    }
    found = [answers[key]() for key in arguments if key in answers]
    if field := arguments.get("user_field_ns"):
        called = next((each.name for each in names.fields or () if each.id == field), field)
        found.append(f"whose {called} is spelled “{arguments.get('user_field_value', '')}”")
    return ", ".join(found)


def _opted(what: str, value: str) -> str:
    return f"{'not ' if value == 'no' else ''}opted in to {what}"
