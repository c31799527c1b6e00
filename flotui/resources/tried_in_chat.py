# SPDX-License-Identifier: MIT
"""What the chat shows of a send of unknown outcome, before the person is asked about sending it again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flotui.api.catalogue import Risk
from flotui.api.models.subscriber import ChatMessage, Subscriber
from flotui.repositories.inbox import words_of
from flotui.resources.reading import newest
from flotui.resources.text import Span, Text
from flotui.resources.tried import ask_again
from flotui.store.entry import Entry
from flotui.text import moments
from flotui.workspace.comparing import NothingToDo

if TYPE_CHECKING:
    from flotui.resources.ask import Ask
    from flotui.workspace import Workspace

_LOOKED = 100
"""The newest rows of a chat that are looked through."""
_SHOWN = 3
"""Messages that are shown."""
_BEFORE = 60.0
"""Seconds by which a message may be older than it was sent."""


async def look_and_ask_again(ask: Ask, workspace: Workspace, entries: Sequence[Entry]) -> None:
    """Ask before something leaves that may have arrived already: for a send to one subscriber with what their chat shows.

    Only a text is known again word for word, and done where the chat shows it. What else the bot said may be of a flow,
    so the person decides.

    Args:
        ask: how to ask.
        workspace: the open bot.
        entries: what the journal has of it.

    Raises:
        Cancelled: when the answer is no.
        NothingToDo: when the chat shows that it had arrived.
    """
    one = entries[0] if len(entries) == 1 else None
    if one is None or one.call.operation.risk is not Risk.SEND or not one.subject:
        await ask_again(ask, entries)
        return
    rows, unread = await newest(workspace.subscribers.chat(one.subject, force=True))
    if unread is not None:
        await ask_again(ask, entries, ((Span(f"Couldn't read the chat. {unread.happened}", "warn"),),))
        return
    messages = await rows.first(_LOOKED)
    person = Subscriber.read({"user_ns": one.subject})
    if one.id in await workspace.inbox.settle(person, messages):
        raise NothingToDo("It had arrived: the chat shows it. Nothing was sent again.")
    since = one.at + workspace.pacer.host_clock.ahead - _BEFORE
    sent = [each for each in messages if each.type == "out" and each.ts >= since and not each.failed]
    await ask_again(ask, entries, _lines(sent), looked=True)


def _lines(sent: Sequence[ChatMessage]) -> list[Text]:
    """What was sent to a subscriber since, the newest last."""
    if not sent:
        return ["Their chat, read just now, shows no message to them since."]
    head = "Their chat, read just now, shows since then:"
    return [
        head,
        *(
            (Span(f"{moments.moment(each.ts)}  ", "dim"), Span(words_of(each)))
            for each in sent[:_SHOWN][::-1]
        ),
    ]
