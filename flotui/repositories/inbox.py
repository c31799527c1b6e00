# SPDX-License-Identifier: MIT
"""Who waits for an answer, and since when: the heart of the inbox. It knows no screen.

The rows of those who wrote in the past 24 hours say who may wait; who spoke last only their chats say. So a chat's newest
rows are read once for each state of its row, a call each, and what they say is kept. Who was not looked up yet is said
to be so, and never passed over.

Waiting begins with the first message after the last human word, and isn't moved by further ones. A bot's messages, those
of sub-flows and broadcasts are no answer. A conversation that was closed ends it (behaviour.md, Chat).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import TypeVar

import msgspec

from flotui.api.models.subscriber import ChatMessage, Subscriber
from flotui.repositories.shown import SEND_TEXT, as_shown, text_of
from flotui.store.entry import Entry, Outcome
from flotui.text.clock import host_now
from flotui.text.dates import host_moment
from flotui.text.fold import fold
from flotui.text.zones import current

Told = TypeVar("Told")

OPEN = frozenset({"open", "pending"})
"""The states of a conversation that somebody may wait in."""

DAY = 86_400.0
_TYPES = frozenset({"in", "out", "agent", "note", "system"})
"""What a row of a chat can be; one of another type says nothing."""
_UNSURE = timedelta(hours=14)
"""How far a time of the host's may be off where nobody said the workspace's zone."""
_CLOSED = frozenset(
    {"closed", "done", "resolved", "spam"}
    | {"cerrada", "cerrado", "resuelta", "resuelto"}
    | {"encerrada", "encerrado", "fechada", "fechado", "finalizada", "finalizado", "resolvida", "resolvido"}
)
"""Words by which a system row of a chat says that the conversation was closed, folded."""
_NEAR = 900
"""Seconds by which the row of a text of ours may be older or newer than it was sent; the rest is another's."""
_SHOWN = 200
"""Characters of their last words that are kept."""

ANSWERS = frozenset(
    {
        SEND_TEXT,
        "flowBotUserSendContent",
        "flowBotUserSendWhatsappTemplate",
        "flowBotUserSendFacebookUtilityMessageTemplate",
    }
)
"""Writes of this program that are a human's word. A chat shows them as the bot's."""


class Heard(msgspec.Struct, frozen=True):
    """What the newest rows of a chat said of who waits."""

    since: int = 0
    """When the first message came that is unanswered, in unix seconds; 0 where the last word is ours."""
    at: int = 0
    """When their newest message came, in unix seconds; 0 where the rows have none."""
    words: str = ""
    """What that says, on one line."""
    stamp: str = ""
    """The state of the subscriber's row when the chat was read; see `stamp_of`."""
    longer: bool = False
    """Whether the rows end before any human word, so that they may wait for longer."""
    number: int = 0
    """How many of their messages are unanswered."""
    nothing: bool = False
    """Whether the chat said nothing that can be read, so that it isn't known whether they wait."""
    answered: float = 0.0
    """When the newest answer of this program was sent that had left before, by this machine's clock; 0 for none."""


class OwnAnswer(msgspec.Struct, frozen=True):
    """A human's word that this program sent."""

    at: float
    """When, in unix seconds by this machine's clock."""
    host_at: int
    """When, in unix seconds by the host's clock: not later than it was."""
    text: str = ""
    """What it says; empty where it is no text."""


class Waiter(Subscriber):
    """Somebody who waits, or may."""

    heard: Heard | None = None
    """What their chat said; None where it was not read since their row changed."""
    mine: bool = False
    """Whether the conversation is assigned to whom the token belongs to."""
    arrived: bool = False
    """Whether they came after the list was put in order."""
    drafted: bool = False
    """Whether a reply to them was begun and isn't sent."""

    @classmethod
    def read(cls, row: object) -> Waiter:
        """The model of a subscriber's row; nothing is known of their chat."""
        person = Subscriber.read(row)
        return cls(**{name: getattr(person, name) for name in Subscriber.__struct_fields__})

    @property
    def assigned(self) -> bool:
        """Whether somebody has taken the conversation."""
        return self.agent_id not in ("", "0")

    @property
    def is_of_another(self) -> bool:
        """Whether it is another agent who has."""
        return self.assigned and not self.mine

    @property
    def waits(self) -> bool | None:
        """Whether they wait; None where that isn't known."""
        if self.status not in OPEN:
            return False
        return self.heard.since > 0 if self.heard is not None and self.is_known else None

    @property
    def is_known(self) -> bool:
        """Whether their chat said who spoke last."""
        return self.heard is not None and not self.heard.nothing

    @property
    def since(self) -> float | None:
        """Since when they wait, in unix seconds; since their last action at least where the chat was not read."""
        if self.heard is not None and self.is_known:
            return float(self.heard.since) or None
        return acted_at(self)

    def waited(self, now: float | None = None) -> float | None:
        """For how many seconds they wait, or have at least; None where nobody knows, as where only the host's time is
        known and not in which zone it is.
        """
        since = self.since if self.is_known or dated(self) else None
        return None if since is None else max(0.0, (host_now() if now is None else now) - since)


def acted_at(person: Subscriber) -> float | None:
    """When somebody last did something, in unix seconds, in the workspace's zone as far as it is known."""
    moment = host_moment(person.last_interaction, current()) if person.last_interaction else None
    if moment is None:
        return None
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=current().tz)).timestamp()


def dated(person: Subscriber) -> bool:
    """Whether it is known to the minute when somebody last did something: the zone is set, or the time says its own."""
    moment = host_moment(person.last_interaction, current()) if person.last_interaction else None
    return moment is not None and moment.tzinfo is not None


def stamp_of(person: Subscriber) -> str:
    """What of a subscriber's row is another whenever something was said in their chat."""
    return f"{person.last_interaction}|{person.last_message_at}"


def may_wait(person: Subscriber, now: float | None = None) -> bool:
    """Whether somebody may wait, as far as their row says: the conversation is open, and they did something within a day.

    Args:
        person: their row.
        now: the moment to count from, in unix seconds; now by default.
    """
    at = acted_at(person)
    if person.status not in OPEN or at is None:
        return False
    unsure = _UNSURE.total_seconds() if current().assumed else 0.0
    return (host_now() if now is None else now) - at < DAY + unsure


def is_human(message: ChatMessage) -> bool:
    """Whether a row of a chat is the word of somebody of the team that a subscriber sees."""
    by_agent = message.type == "out" and message.agent_id not in ("", "0")
    return (message.type == "agent" or by_agent) and not message.failed


def says_closed(message: ChatMessage) -> bool:
    """Whether a row of a chat says that the conversation was closed. In which words hosts do is documented nowhere: what
    is taken for it moves only since when somebody waits who has written after it, never whether they do.
    """
    return message.type == "system" and not _CLOSED.isdisjoint(fold(message.body).split())


def heard(
    messages: Iterable[ChatMessage],
    *,
    answer: OwnAnswer | None = None,
    stamp: str = "",
    settled: int = 0,
    whole: bool = False,
) -> Heard:
    """What the rows of a chat say of whether somebody waits.

    Where the rows hold the answer, their order says who spoke last. Where they don't, what was said in the second of the
    answer counts as said after it: who was answered may be listed, who waits is never left out.

    Args:
        messages: the newest rows, the newest first.
        answer: what this program sent to them last that is a human's word; None for nothing.
        stamp: the state of the subscriber's row.
        settled: the moment up to which what they said is over, since their conversation was closed then; 0 for none.
        whole: whether the chat has no older rows.
    """
    rows = list(messages)
    own = _own(rows, answer) if answer is not None else None
    before = answer.host_at if answer is not None and own is None else 0
    answered = answer.at if answer is not None else 0.0
    since = at = number = 0
    words, over, nothing = "", False, True
    for message in rows:
        nothing = nothing and message.type not in _TYPES
        if message.type == "in":
            if not at:
                at, words = message.ts, words_of(message)
            if over or message.ts < before or message.ts <= settled:
                break
            since, number = message.ts, number + 1
        elif since and says_closed(message):
            break
        elif message is own or is_human(message):
            over = True
            if at:
                break
    else:
        longer = bool(since) and not over and answer is None and not whole
        return Heard(since, at, words, stamp, longer, number, nothing, answered)
    return Heard(since, at, words, stamp, number=number, answered=answered)


def _own(rows: Sequence[ChatMessage], answer: OwnAnswer) -> ChatMessage | None:
    """The row of a text of ours: the host shows it as the bot's."""
    for row in rows:
        if row.type == "out" and answer.text and as_shown(row.body) == as_shown(answer.text):
            return row if abs(row.ts - answer.host_at) <= _NEAR else None
    return None


def words_of(message: ChatMessage) -> str:
    """What a message says, on one line and shortened; the kind of one without words, in brackets."""
    spoken = message.payload.get("transcribed_text")
    text = spoken if isinstance(spoken, str) and spoken.strip() else message.body
    flat = " ".join(text.split())
    if flat.startswith(f"{message.msg_type}: ") or not flat:
        return f"({message.msg_type})"
    return flat if len(flat) <= _SHOWN else f"{flat[: _SHOWN - 1]}…"


def answers(entries: Iterable[Entry], ahead: float = 0.0) -> dict[str, OwnAnswer]:
    """What this program last sent to whom that is a human's word, as its journal has it.

    Args:
        entries: of the journal, in any order.
        ahead: seconds by which the host's clock is ahead of this machine's.

    Returns:
        The answers, by the subscriber's id.
    """
    found: dict[str, OwnAnswer] = {}
    for entry in entries:
        if entry.call.operation_id in ANSWERS and entry.outcome is Outcome.DONE:
            older = found.get(entry.subject)
            if older is None or older.at < entry.at:
                found[entry.subject] = OwnAnswer(entry.at, int(entry.at + ahead), text_of(entry))
    return found


def as_waiter(
    person: Subscriber,
    known: Mapping[str, Heard],
    answered: Mapping[str, OwnAnswer],
    me: Collection[str],
    drafted: Collection[str] = (),
) -> Waiter:
    """Somebody with what is known of their chat.

    Args:
        person: their row.
        known: what chats said when they were read, by id.
        answered: what this program last sent to whom that is a human's word, by id.
        me: the ids under which conversations are assigned to whom the token belongs to.
        drafted: the ids of those to whom a reply was begun.
    """
    fields = {name: getattr(person, name) for name in Subscriber.__struct_fields__}
    told = _still(person, known.get(person.row_id), answered.get(person.row_id))
    drafts = person.row_id in drafted
    return Waiter(**fields, heard=told, mine=person.agent_id in me, drafted=drafts)


def _still(person: Subscriber, told: Heard | None, answer: OwnAnswer | None) -> Heard | None:
    """What a chat said, if it holds for the row as it is now."""
    if told is None or told.nothing:
        at = None if current().assumed else acted_at(person)
        if at is not None and answer is not None and answer.host_at >= at + 1:
            return Heard(at=int(at), stamp=stamp_of(person))
        return told if told is not None and told.stamp == stamp_of(person) else None
    if told.stamp.partition("|")[0] != person.last_interaction:
        return None  # they have done something since
    sent_since = answer is not None and answer.at > told.answered and answer.host_at > told.at
    if told.since and sent_since:
        return msgspec.structs.replace(told, since=0, number=0)
    return told if not told.since or told.stamp == stamp_of(person) else None


def order(waiter: Waiter) -> tuple[bool, bool, bool, float, str]:
    """What the list is sorted by. Chats of other agents come after one's own, and whoever no longer waits and is listed
    for a draft after all others. Within each, last are those of whom nobody knows since when they wait: the times in
    their rows may be of another clock.
    """
    undated = not (waiter.is_known or dated(waiter))
    return waiter.waits is False, waiter.is_of_another, undated, waiter.since or 0.0, waiter.row_id


def longest_wait(waiting: Sequence[Waiter]) -> float:
    """For how many seconds whoever is first in that order has waited; 0 for nobody, and where nobody knows.

    Args:
        waiting: those who wait.
    """
    first = min(waiting, key=order, default=None)
    return 0.0 if first is None else first.waited() or 0.0


def held(before: Sequence[str], found: Sequence[Waiter]) -> list[Waiter]:
    """Those who wait in the order of before, so that nothing moves under the cursor; who came since is at the end.

    Args:
        before: the ids in the order of before.
        found: those who wait now, and those of before who no longer do.
    """
    place = {row_id: index for index, row_id in enumerate(before)}
    old = sorted((each for each in found if each.row_id in place), key=lambda each: place[each.row_id])
    new = sorted((each for each in found if each.row_id not in place and each.waits is not False), key=order)
    return [*old, *(msgspec.structs.replace(each, arrived=True) for each in new)]


def unread(waiter: Waiter) -> bool:
    """Whether a chat would say more than is known: one that said nothing is not read again for that."""
    return waiter.waits is None and waiter.heard is None


def was_said(told: Heard, before: Heard | None) -> bool:
    """Whether a chat says what it said before, for this state of the row or for a newer one.

    Args:
        told: what it says.
        before: what it said; None where it wasn't read.
    """
    if before is None:
        return False
    return before == msgspec.structs.replace(told, stamp=max(told.stamp, before.stamp))


def read_kept(value: object, kind: type[Told]) -> dict[str, Told]:
    """What the cache has kept of subscribers.

    Args:
        value: what it has.
        kind: what it keeps of each.

    Returns:
        It by the subscribers' ids, without what an older version kept otherwise.
    """
    found: dict[str, Told] = {}
    for row_id, told in value.items() if isinstance(value, dict) else ():
        try:
            found[str(row_id)] = msgspec.convert(told, kind, strict=False)
        except msgspec.ValidationError:  # of another version
            continue
    return found
