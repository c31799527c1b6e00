"""A subscriber's chat: reading it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flotui.api.models.subscriber import ChatMessage, Subscriber
from flotui.repositories.rows import Reversed
from flotui.repositories.snapshot import Snapshot
from flotui.resources.base import Action, Context, Query, RowSource
from flotui.resources.format import exact
from flotui.resources.text import Span, Text, Tone

if TYPE_CHECKING:
    from flotui.workspace import Workspace

_WHO: dict[str, tuple[str, Tone]] = {
    "in": ("them", "strong"),
    "out": ("bot", "dim"),
    "agent": ("agent", "accent"),
    "note": ("note", "warn"),
    "system": ("system", "dim"),
}


def read(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[ChatMessage]]]:
    """The messages of the subscriber whose detail it is, the newest at the bottom."""

    async def reading() -> AsyncIterator[Snapshot[Any]]:
        owner: Subscriber = query.owner
        async for found in workspace.subscribers.chat(owner.user_ns, force=query.force):
            rows = Reversed(found.value)
            yield Snapshot(rows, found.fetched_at, found.source, found.stale, found.error)

    return reading()


def time_of(message: ChatMessage) -> Text:
    """When it was sent: the day and the time, in this machine's zone."""
    if not message.ts:
        return (Span("–", "dim"),)
    return (Span(datetime.fromtimestamp(message.ts).strftime("%d %b %H:%M"), "dim"),)


def who(message: ChatMessage) -> Text:
    """Who sent it."""
    word, tone = _WHO.get(message.type, (message.type, "plain"))
    return (Span(word, tone),)


def text_of(message: ChatMessage) -> Text:
    """What it says, on one line."""
    tone: Tone = "danger" if message.failed else "dim" if message.type in ("out", "system") else "plain"
    kind = f"[{message.msg_type}] " if message.msg_type not in ("text", "") else ""
    body = message.body or message.link or "(nothing in words)"
    return (
        (Span(kind, "dim"), Span(" ".join(body.split()), tone))
        if kind
        else (Span(" ".join(body.split()), tone),)
    )


def offers(context: Context) -> list[tuple[str, str]]:
    """What of a message can be copied."""
    message: ChatMessage = context.row
    return [("text", message.body), ("link", message.link), ("message id", message.mid or message.id)]


async def _read_message(context: Context) -> None:
    message: ChatMessage = context.row
    title = f"{_WHO.get(message.type, (message.type, 'plain'))[0]} · {exact(message.ts or None)}"
    parts = [message.body or "(nothing in words)"]
    if message.link and message.link not in message.body:
        parts.append(message.link)
    await context.ask.read(title, "\n\n".join(parts))


read_message = Action(
    "subscriber-chat.read", "Read the whole message", "v", _read_message, hint="whole message"
)
