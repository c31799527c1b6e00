# SPDX-License-Identifier: MIT
"""A reply: what is looked at before it leaves, and how it is sent."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from flotui.api.errors import (
    FlochatError,
    InsecureHost,
    Malformed,
    NotAuthorised,
    NotFound,
    RateLimited,
    Unreachable,
)
from flotui.api.models.subscriber import ChatMessage, Subscriber
from flotui.repositories.inbox import OPEN, is_human, words_of
from flotui.repositories.sending import send_text
from flotui.repositories.shown import has_arrived, text_of
from flotui.repositories.team import AGENT
from flotui.repositories.window import newest_inbound, window_of
from flotui.resources.ask import Cancelled, Confirm
from flotui.resources.keys import key_while_typing
from flotui.resources.other_windows import content_of, lines_of, unless_sent
from flotui.resources.person import recipient
from flotui.resources.reading import newest
from flotui.resources.telling import done
from flotui.resources.text import Span, Text, plain
from flotui.store.crossing import Crossed, by_others
from flotui.store.entry import Entry
from flotui.text import moments
from flotui.text.safe import cut
from flotui.text.sendable import problem
from flotui.workspace.crossing import ENTRIES
from flotui.workspace.resending import being_resent

if TYPE_CHECKING:
    from flotui.resources.base import Context, RowSource
    from flotui.workspace import Workspace

_LOOKED = 100
_NONE_LEAVES = (NotAuthorised, RateLimited, Unreachable, InsecureHost)
"""Why nothing can be read that keep a reply from leaving too: there is nothing to ask."""
_SHOWN = 3
"""Words of others that are shown."""
_RECENT = 900.0
"""Seconds within which the same text is asked about, where it was not known for a while whether it had arrived."""
_REASON = 90
"""Cells of what speaks against sending that are told without the question."""


class Begun(msgspec.Struct, frozen=True):
    """What a chat was like when a reply was begun."""

    newest: str = ""
    """The id of its newest row; empty for none."""
    at: int = 0
    """When that row's message was sent, in unix seconds."""
    agent: str = ""
    """Whom the conversation was assigned to; empty for nobody."""
    last: str = ""
    """When the subscriber's row said that something was said last."""
    typed: float = 0.0
    """Since when other windows' sends aren't in it, in unix seconds by this machine's clock; 0 where nobody noted it."""
    window: str = ""
    """The window that it was begun in, as the journal names it; empty where nobody noted it."""


def begun(
    workspace: Workspace, person: Subscriber, last: ChatMessage | None, read: float | None = None
) -> Begun:
    """What a chat is like now.

    Args:
        workspace: the open bot.
        person: whose.
        last: its newest row; None where there is none.
        read: until when what has happened is in the rows that are shown, in unix seconds; None where none are.
    """
    now = workspace.pacer.host_clock.now()
    row_id, at = (last.row_id, last.ts) if last is not None else ("", int(now))
    shown = time.time() if read is None else read
    return Begun(row_id, at, _agent(person), person.last_message_at, shown, workspace.journal.owner)


def _agent(person: Subscriber) -> str:
    return "" if person.agent_id == "0" else person.agent_id


def wrong(text: str) -> str:
    """Why a reply can't be sent as it is, as a sentence; empty for nothing."""
    return f"Not sent: {why[:1].lower()}{why[1:]}" if (why := problem(text)) else ""


def too_late(person: Subscriber) -> Malformed:
    """That somebody's 24 hours are over and nothing was sent, and what can be.

    Args:
        person: who.
    """
    return Malformed(
        f"Not sent: {person.title} last wrote over 24 h ago, and WhatsApp would drop it.",
        advice=f"{key_while_typing('subscribers.template')} sends a template. The draft is kept.",
    )


class OutgoingReply(msgspec.Struct, frozen=True):
    """What is to be sent to whom."""

    person: Subscriber
    """The subscriber who gets it."""
    text: str
    """The text of the reply."""
    before: Begun
    """What the chat was like when it was begun."""
    inbound: float | None = None
    """When their newest message came, in unix seconds, as far as the chat was read before."""
    tried: str = ""
    """When it may have arrived already, as a sentence; empty where that isn't to be asked about."""


async def reply(context: Context[object], what: OutgoingReply, asking: Callable[[bool], None]) -> None:
    """Send a reply, unless somebody else has answered or taken the conversation since it was begun: then ask. What
    another window sends while this one looks is seen when one looks again.

    For arguments and errors see `_reply`.
    """
    try:
        await _reply(context, what, asking)
    except Crossed:
        await _reply(context, what, asking)


async def _reply(context: Context[object], what: OutgoingReply, asking: Callable[[bool], None]) -> None:
    """Look, ask where something speaks against it, and send.

    Args:
        context: the open bot, and how to ask.
        what: the reply.
        asking: told that it waits for the person's answer, and that it goes on with one.

    Raises:
        Cancelled: when the person doesn't want it sent any more, or its first part is seen to have arrived alone.
        Crossed: when another window sent something to the person meanwhile.
        FlochatError: when it was not sent, or nobody knows.
    """
    workspace, person = context.workspace, what.person
    found = await _look(workspace, what)
    if found.arrived:
        context.ask.say(f"It had arrived: {person.title}'s chat shows it. Nothing was sent again.", "good")
        return
    if found.below_arrived:
        raise Cancelled
    fresh = found.fresh
    inbound = max(filter(None, (newest_inbound(found.since), what.inbound)), default=None)

    def in_time() -> None:
        if window_of(fresh, inbound=inbound).state == "shut":
            raise too_late(person)

    in_time()
    entries = await workspace.journal.written(ENTRIES, person.row_id)
    against = [*_sent_before(what, found, entries), *await _against(workspace, found, what.before, entries)]
    seen, since = {each.id for each in entries}, what.before.typed or math.inf
    edit = send_text(fresh, what.text)

    async def submit(_: object) -> None:
        asking(False)
        try:
            in_time()  # the question may have stood there for long
            async with unless_sent(workspace, person.row_id, since, seen, (what.before.window,)):
                await workspace.apply(edit)
        except FlochatError as error:
            asking(not error.unsettled)
            raise
        _accepted(context, fresh, person)

    title = f"Send to {person.title} anyway?" if against else f"Send to {person.title}?"
    verb = "Send anyway" if against else "Send"
    lines = (*against, (Span("│ ", "accent"), Span(what.text)))
    question = Confirm(
        title,
        lines,
        verb=verb,
        waived=not against,
        of="reply",
        whom=(recipient(fresh),),
        unasked=_unasked(person, against),
    )
    asking(True)
    await context.ask.confirm(question, submit)


def _sent_before(what: OutgoingReply, found: _Findings, entries: Sequence[Entry]) -> list[Text]:
    """What became of an earlier try of the reply, or of the same that was sent lately, as a line; none where there was
    neither.
    """
    if what.tried:
        arrived = "What you sent before has arrived: the chat shows it."
        return [(Span(arrived if found.before_arrived else f"{what.tried} Look in the chat first.", "warn"),)]
    sent = has_arrived(entries, what.text)
    if sent is None or time.time() - sent.at >= _RECENT:
        return []
    return [(Span(f"This was sent {moments.point(sent.at)} and has arrived: the chat shows it.", "warn"),)]


def _accepted(context: Context[object], fresh: Subscriber, person: Subscriber) -> None:
    """Say that a reply was accepted, and have it known who is in the chat since."""
    workspace = context.workspace
    workspace.inbox.joined.add((person.row_id, _agent(fresh)))
    if not workspace.switches.dry_run:
        closed = "" if fresh.status in OPEN else f" The chat is {fresh.status}."
        done(context, f"The host accepted it for {person.title}.{closed}")


def _unasked(person: Subscriber, against: Sequence[Text]) -> str:
    """That nothing was sent and why, in place of the question."""
    why = cut(" ".join(plain(against[0]).split()), _REASON) if against else ""
    if why and why[-1] not in ".!?…":
        why += "."
    return " ".join(filter(None, (f"Not sent to {person.title}.", why, "Press enter to be asked.")))


class _Findings(msgspec.Struct, frozen=True):
    """What was found before a reply leaves."""

    fresh: Subscriber
    """Whom it is for, as the host has them; as they were known where that couldn't be read."""
    since: Sequence[ChatMessage] = ()
    """What was said since it was begun, the newest first, as far as it could be read."""
    doubts: Sequence[str] = ()
    """What couldn't be looked at, and why."""
    arrived: bool = False
    """Whether the chat shows it: it was sent before."""
    before_arrived: bool = False
    """Whether the chat shows what was sent before it was changed."""
    below_arrived: bool = False
    """Whether that still stands above what was typed on: sent with it, it would arrive twice."""


async def _look(workspace: Workspace, what: OutgoingReply) -> _Findings:
    """Read the person, and their chat where it may say more than when the reply was begun.

    What can't be read is said to be so: a copy of before knows nothing of what has happened since.

    Raises:
        FlochatError: when no reply can be sent, because the person is gone, or the host can't be reached or takes nothing
            from this key now.
    """
    person, before = what.person, what.before
    found, unread = await newest(workspace.subscribers.one(person.row_id, force=True))
    if isinstance(unread, NotFound):
        await workspace.inbox.forget(person.row_id)
        raise Malformed(
            f"Not sent: {person.title} is no longer on the host.", advice="The draft is kept."
        ) from unread
    if isinstance(unread, _NONE_LEAVES):
        raise unread
    fresh = found or person
    doubts = [] if unread is None else [f"Couldn't check whom the chat is assigned to. {unread.happened}"]
    if not (what.tried or unread is not None or fresh.last_message_at != before.last or not before.last):
        return _Findings(fresh)
    rows, unread = await newest(workspace.subscribers.chat(person.row_id, force=True))
    if isinstance(unread, _NONE_LEAVES):
        raise unread
    workspace.renew("subscriber-chat")
    since = await words_since(workspace, person, rows, before)
    if unread is not None:
        doubts.append(f"Couldn't check whether somebody has answered. {unread.happened}")
        return _Findings(fresh, since, doubts)
    settled = await workspace.inbox.settle(person, await rows.first(_LOOKED))
    # The list has the newer row too, and would say that its chat wasn't read.
    await workspace.inbox.hear(fresh, rows)
    anyway = being_resent() is not None and not what.tried
    arrived = not anyway and await _holds(workspace, settled, what.text)
    before_arrived = (entry := being_resent()) in settled
    below = before_arrived and entry is not None and await _stands_below(workspace, entry, what.text)
    return _Findings(
        fresh, since, doubts, arrived=arrived, before_arrived=before_arrived, below_arrived=below
    )


async def _stands_below(workspace: Workspace, entry: int, text: str) -> bool:
    """Whether a text is what an entry has sent, with more on the lines below it."""
    sent = await workspace.journal.entry(entry)
    return sent is not None and text.startswith(f"{content_of(sent)}\n")


async def _holds(workspace: Workspace, ids: Iterable[int], text: str) -> bool:
    """Whether one of some sends, by their ids in the journal, is of a text."""
    entries = [await workspace.journal.entry(each) for each in ids]
    return any(each is not None and text_of(each) == text.strip() for each in entries)


async def words_since(
    workspace: Workspace, person: Subscriber, rows: RowSource[ChatMessage], before: Begun
) -> list[ChatMessage]:
    """What was said in a chat since a reply was begun, the newest first.

    Args:
        workspace: the open bot.
        person: whose chat it is.
        rows: its rows, the newest first.
        before: what it was like.
    """
    found: list[ChatMessage] = []
    for message in await rows.first(_LOOKED):
        if message.row_id == before.newest or message.ts < before.at:
            break
        found.append(message)
    return found


async def _against(
    workspace: Workspace, found: _Findings, before: Begun, entries: Sequence[Entry]
) -> list[Text]:
    """What speaks against sending: what couldn't be looked at, another's words, another window's, and that another has
    the conversation now.
    """
    own = {content_of(each) for each in entries}
    lines: list[Text] = [(Span(doubt, "warn"),) for doubt in found.doubts]
    windows = (workspace.journal.owner, before.window)
    lines += lines_of(by_others(entries, before.typed or math.inf, windows))
    others = [
        each for each in found.since if (is_human(each) or each.type == "note") and each.body not in own
    ]
    for each in reversed(others[:_SHOWN]):
        name = each.username or ("A colleague" if each.type == "agent" else each.type)
        noted = " noted" if each.type == "note" else " wrote"
        lines.append((Span(f"{name}{noted} at {moments.moment(each.ts)}: ", "warn"), Span(words_of(each))))
    if sentence := await _anothers(workspace, found.fresh, before):
        lines.append((Span(sentence, "warn"),))
    return lines


async def _anothers(workspace: Workspace, person: Subscriber, before: Begun) -> str:
    """That another agent has the chat, as a sentence; empty where nobody has, or the reply's author agreed to that."""
    agent, inbox = _agent(person), workspace.inbox
    now, then = await _names(workspace, (agent, before.agent))
    if agent != before.agent and not await inbox.is_me(agent):
        return f"The chat is assigned to {now} now; it was assigned to {then} when you began."
    if (person.row_id, agent) in inbox.joined or not await inbox.is_anothers(agent):
        return ""
    return f"The chat is assigned to {now}, not to you."


async def _names(workspace: Workspace, ids: Iterable[str]) -> list[str]:
    known = await workspace.cache.bodies(AGENT.name, [each for each in ids if each])
    return [
        "nobody" if not each else AGENT.title_of(known[each]) if each in known else f"agent {each}"
        for each in ids
    ]
