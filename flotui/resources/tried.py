# SPDX-License-Identifier: MIT
"""What was tried before and may have arrived: how that is said, and that it is asked before it is sent again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flotui.api.catalogue import Risk
from flotui.repositories.created import created_by
from flotui.resources.ask import Ask, Confirm
from flotui.resources.text import Span, Text
from flotui.store.entry import MAY_HAVE_ARRIVED, Entry, Outcome
from flotui.text import moments
from flotui.text.plural import and_more

_NAMED = 5
"""Writes that a question names."""


def open_one(entries: Sequence[Entry]) -> Entry | None:
    """Of what a draft was tried with, the newest that may have arrived; None where it is known of each.

    Args:
        entries: the journal's, in any order.
    """
    found = [each for each in entries if each.outcome in MAY_HAVE_ARRIVED]
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
        return "Part of this was done; see Activity for the rest."
    return "This was not sent." if entries else ""


def before_arrived(entries: Sequence[Entry]) -> str:
    """That what a draft was tried with is done, and what it was changed into since isn't, as sentences."""
    sent = any(each.call.operation.risk in (Risk.SEND, Risk.BROADCAST) for each in entries)
    before = "What you sent before has arrived." if sent else "What you saved before was done."
    return f"{before} What you changed since was not {'sent' if sent else 'saved'}."


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


async def ask_again(
    ask: Ask, entries: Sequence[Entry], more: Sequence[Text] = (), *, looked: bool = False
) -> None:
    """Ask before something leaves that may have arrived already.

    Args:
        ask: how to ask.
        entries: what the journal has of it.
        more: what else is to be said.
        looked: whether that is what one would look for.

    Raises:
        Cancelled: when the answer is no.
    """
    verb = _verb(entries)
    await confirm_entries(
        ask,
        f"{verb} it again?",
        f"{verb} again",
        entries,
        lambda each: ((Span(each.summary, "strong"),), (Span(may_have(each), "warn"),), *more),
        looked=looked,
    )


async def confirm_entries(
    ask: Ask,
    title: str,
    verb: str,
    entries: Sequence[Entry],
    lines_of: Callable[[Entry], Sequence[Text]],
    *,
    looked: bool = False,
) -> None:
    """Ask before something leaves, with what the journal has of it.

    Args:
        ask: how to ask.
        title: the question.
        verb: what the key does.
        entries: of the journal; the first of many are shown, and the others counted.
        lines_of: the lines of one.
        looked: whether they show already what one would look for.

    Raises:
        Cancelled: when the answer is no.
    """
    lines = [line for each in entries[:_NAMED] for line in lines_of(each)]
    if len(entries) > _NAMED:
        lines.append(and_more(len(entries) - _NAMED))
    if not looked:
        lines.append(f"Look {where_to_look(entries[0])} first.")
    await ask.confirm(Confirm(title, tuple(lines), verb=verb))


def _verb(entries: Sequence[Entry]) -> str:
    """What doing writes once more is called: `Send` where one of them reaches people."""
    calls = [each.call for each in entries]
    if any(call.operation.risk in (Risk.SEND, Risk.BROADCAST) for call in calls):
        return "Send"
    return "Create" if all(created_by(call) is not None for call in calls) else "Save"
