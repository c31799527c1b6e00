# SPDX-License-Identifier: MIT
"""WhatsApp's 24 hours: whether a text reaches somebody now, and for how long (behaviour.md, Messages).

The one place that counts them. The window opens with each message of the subscriber's and shuts 24 hours later; after
that the host still says ok, and nothing arrives. Other channels have no such rule. What isn't known is said to be so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from flotui.api.models.subscriber import ChatMessage, Subscriber
from flotui.text.clock import host_now
from flotui.text.dates import host_moment
from flotui.text.zones import current

LENGTH = timedelta(hours=24)
"""How long after a subscriber's message WhatsApp accepts a text."""

SOON = timedelta(hours=6)
"""What is left of a window that is about to shut."""

_UNSURE = timedelta(hours=14)
"""How far a time may be off where the workspace's zone isn't known."""

State = Literal["open", "shut", "free", "unknown"]
"""Open, shut, free of the rule (another channel), or not known."""

Reach = Literal["now", "free", "shut", "off", "unknown"]
"""What becomes of a send: it arrives inside the 24 hours, or on another channel; it doesn't, as the window is shut or
as they have unsubscribed; or that isn't known."""


REACHES: tuple[tuple[Reach, str], ...] = (
    ("now", "now, inside 24 h"),
    ("free", "other channels"),
    ("shut", "window shut"),
    ("off", "not subscribed"),
    ("unknown", "not known"),
)
"""What becomes of a send, in words, in the order in which it is said."""
ARRIVES: frozenset[Reach] = frozenset(("now", "free"))
"""To whom it arrives."""


class ReplyWindow(msgspec.Struct, frozen=True):
    """The window of one subscriber at a moment."""

    state: State
    """Whether a text arrives."""
    left: timedelta = timedelta()
    """How long it is still open; nothing unless it is open and its end is known."""
    shut_for: timedelta = timedelta()
    """How long it has been shut; nothing unless it is shut."""
    shuts: datetime | None = None
    """When it shuts or has shut, in the workspace's zone; None where that isn't known to the hour."""

    @property
    def soon(self) -> bool:
        """Whether it is open, and shuts within six hours."""
        return self.state == "open" and self.shuts is not None and self.left < SOON


FREE = ReplyWindow("free")
"""That of a channel without the rule."""
UNKNOWN = ReplyWindow("unknown")
"""That of somebody of whom it isn't known when they wrote."""


def has_rule(channel: str) -> bool:
    """Whether a channel accepts texts for 24 hours only.

    Args:
        channel: as the host names it: `whatsapp_cloud`, `telegram`.
    """
    return channel.startswith("whatsapp")


def window_of(person: Subscriber, *, inbound: float | None = None, now: float | None = None) -> ReplyWindow:
    """The window of a subscriber.

    Args:
        person: the row; its `last_interaction` is counted from.
        inbound: when their newest message came, in unix seconds, where their chat was read: exact in any zone.
        now: the moment to count at, in unix seconds; now by default.
    """
    if not has_rule(person.channel):
        return FREE
    at = host_now() if now is None else now
    told = _told(person.last_interaction, at)
    if inbound is None:
        return told
    known = _exact(current().at(inbound), at)
    return max(told, known, key=_newest)


def newest_inbound(messages: Iterable[ChatMessage]) -> float | None:
    """When a subscriber's newest message came, in unix seconds; None where none of these is theirs.

    Args:
        messages: messages of the chat, in any order.
    """
    return max((float(each.ts) for each in messages if each.type == "in" and each.ts), default=None)


def reach_of(person: Subscriber, *, late_matters: bool = True, now: float | None = None) -> Reach:
    """What becomes of a send to somebody, as far as their row says.

    Args:
        person: who.
        late_matters: whether the window does: not to templates, e-mails and SMS.
        now: the moment to count at, in unix seconds of the host's clock; now by default.
    """
    if not person.is_on:
        return "off"
    if not late_matters:
        return "now" if has_rule(person.channel) else "free"
    reaches: dict[State, Reach] = {"open": "now", "free": "free", "shut": "shut", "unknown": "unknown"}
    return reaches[window_of(person, now=now).state]


def reaches(people: Sequence[Subscriber], *, late_matters: bool = True, ahead: float = 0.0) -> Counter[Reach]:
    """To how many a send arrives, and to how many not.

    Args:
        people: who.
        late_matters: whether the window does.
        ahead: in how many seconds it is sent.
    """
    now = host_now() + ahead
    return Counter(reach_of(each, late_matters=late_matters, now=now) for each in people)


def _newest(window: ReplyWindow) -> tuple[bool, bool, timedelta]:
    return window.state == "open", window.shuts is not None, window.left - window.shut_for


def _told(text: str, now: float) -> ReplyWindow:
    """The window after a time of the host's, which is hours off where nobody said the workspace's zone."""
    zone = current()
    moment = host_moment(text, zone) if text else None
    if moment is None:
        return UNKNOWN
    if moment.tzinfo is not None:
        return _exact(moment, now)
    since = zone.at(now).replace(tzinfo=None) - moment
    if since > LENGTH + _UNSURE:
        return ReplyWindow("shut", shut_for=since - LENGTH)
    return ReplyWindow("open") if since < LENGTH - _UNSURE else UNKNOWN


def _exact(moment: datetime, now: float) -> ReplyWindow:
    shuts = moment + LENGTH
    left = timedelta(seconds=shuts.timestamp() - now)
    if left > timedelta():
        return ReplyWindow("open", left=min(left, LENGTH), shuts=shuts)
    return ReplyWindow("shut", shut_for=-left, shuts=shuts)
