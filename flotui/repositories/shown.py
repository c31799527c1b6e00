# SPDX-License-Identifier: MIT
"""What a chat that was read shows of texts whose outcome is unknown: one that is in it has arrived."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from flotui.api.models.subscriber import ChatMessage
from flotui.store.entry import Entry, Outcome

SEND_TEXT = "flowBotUserSendText"
"""The operation of which a chat shows what was sent, word for word."""
SHOWN = "The chat shows it."
"""What the journal says of one that was settled so."""
BEFORE, AFTER = 60.0, 600.0
"""Seconds by which a message may be older than its text was sent, and by how many newer."""


class SentText(Protocol):
    """A text that was sent."""

    @property
    def at(self) -> float:
        """When, in unix seconds."""

    @property
    def text(self) -> str:
        """What it says, as `as_shown` has it."""


def as_shown(text: str) -> str:
    """A text as it is compared with what a host made of it: blanks and ends of lines count as one blank.

    Args:
        text: the text.
    """
    return " ".join(text.split())


def shown(
    entries: Sequence[Entry],
    messages: Sequence[ChatMessage],
    ahead: float = 0.0,
    others: Sequence[SentText] = (),
) -> list[Entry]:
    """The texts of unknown outcome that a chat shows, the oldest first.

    A text that was sent twice, once with an answer, has to stand there twice.

    Args:
        entries: of the journal, about the chat's person, the newest first.
        messages: the chat's newest messages, as the host has them now.
        ahead: seconds by which the host's clock is ahead of this machine's.
        others: texts to that person that may have arrived too and are none of these entries, by this machine's clock.
    """
    sent = [each for each in entries if each.call.operation_id == SEND_TEXT]
    known = [each for each in sent if each.outcome is Outcome.DONE]
    found: list[Entry] = []
    for entry in reversed(sent):
        if entry.outcome is not Outcome.UNKNOWN:
            continue
        text = as_shown(text_of(entry))
        alike = [each.at for each in (*known, *found) if as_shown(text_of(each)) == text]
        alike += [each.at for each in others if each.text == text]
        if len(_standing(entry, messages, ahead)) > sum(at >= entry.at - BEFORE for at in alike):
            found.append(entry)
    return found


def has_arrived(entries: Sequence[Entry], text: str) -> Entry | None:
    """The newest send of a text, if it is by a chat alone that it is known to have arrived; None where it isn't.

    Args:
        entries: of the journal, about one person, the newest first.
        text: the text.
    """
    wanted = as_shown(text)
    sent = (
        each for each in entries if each.call.operation_id == SEND_TEXT and as_shown(text_of(each)) == wanted
    )
    newest = next(sent, None)
    return newest if newest is not None and newest.message == SHOWN else None


def _standing(entry: Entry, messages: Sequence[ChatMessage], ahead: float) -> list[ChatMessage]:
    """The messages that may be a text: the API's stand there as the bot's."""
    at = entry.at + ahead
    return [
        each
        for each in messages
        if each.type == "out"
        and not each.failed
        and at - BEFORE <= each.ts <= at + AFTER
        and as_shown(each.body) == as_shown(text_of(entry))
    ]


def text_of(entry: Entry) -> str:
    """The text that a write has sent; empty where it sent something else."""
    return str(entry.call.json.get("content", "")).strip()
