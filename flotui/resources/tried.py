# SPDX-License-Identifier: MIT
"""What was tried before and may have arrived: how that is said, and that it is asked before it is sent again."""

from __future__ import annotations

from collections.abc import Sequence

from flotui.api.catalogue import Risk
from flotui.resources.ask import Ask, Confirm
from flotui.resources.text import Span, Text
from flotui.store.entry import Entry, Outcome
from flotui.text import moments

_NAMED = 5
"""Writes that a question names."""
_OPEN = (Outcome.UNKNOWN, Outcome.INTENDED, Outcome.DROPPED)
"""Outcomes of a write that may have arrived, or is on its way from another window."""


def open_one(entries: Sequence[Entry]) -> Entry | None:
    """Of what a draft was tried with, the newest that may have arrived; None where it is known of each.

    Args:
        entries: the journal's, in any order.
    """
    found = [each for each in entries if each.outcome in _OPEN]
    return max(found, key=lambda each: each.id, default=None)


def arrived(entries: Sequence[Entry]) -> bool:
    """Whether all that a draft was tried with is done, so that nothing is left of it."""
    tried = [each for each in entries if each.outcome is not Outcome.RESENT]
    return bool(tried) and all(each.outcome in (Outcome.DONE, Outcome.UNCHANGED) for each in tried)


def summary(entries: Sequence[Entry]) -> str:
    """What became of what a draft was tried with, as a sentence; empty where it was never tried.

    Args:
        entries: the journal's.
    """
    if (entry := open_one(entries)) is not None:
        return may_have(entry)
    if any(each.outcome is Outcome.DONE for each in entries):
        return "A part of this was done; Activity has the rest."
    return "This was not sent." if entries else ""


def may_have(entry: Entry) -> str:
    """That a write may have arrived: `This may have arrived at 14:02.`."""
    if entry.call.operation.risk in (Risk.SEND, Risk.BROADCAST):
        return may_have_arrived(entry.at)
    return f"This may have been done {moments.point(entry.at)}."


def may_have_arrived(at: float) -> str:
    """That a message may have arrived that was sent at a time, in unix seconds."""
    return f"This may have arrived {moments.point(at)}."


def where_to_look(entry: Entry) -> str:
    """Where one sees whether a write has arrived: `in the chat`."""
    return "in the chat" if entry.call.operation.risk is Risk.SEND else "in the list"


async def ask_again(ask: Ask, entries: Sequence[Entry]) -> None:
    """Ask before something leaves that may have arrived already.

    Args:
        ask: how to ask.
        entries: what the journal has of it.

    Raises:
        Cancelled: when the answer is no.
    """
    lines: list[Text] = []
    for each in entries[:_NAMED]:
        lines += [(Span(each.summary, "strong"),), (Span(may_have(each), "warn"),)]
    if len(entries) > _NAMED:
        lines.append(f"and {len(entries) - _NAMED} more")
    lines.append(f"Look {where_to_look(entries[0])} first.")
    sends = entries[0].call.operation.risk is not Risk.WRITE
    question = ("Send it again?", "Send again") if sends else ("Create it again?", "Create again")
    await ask.confirm(Confirm(question[0], tuple(lines), verb=question[1]))
