# SPDX-License-Identifier: MIT
"""A subscriber's chat: every kind of message in words, the newest at the bottom."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from flotui.api.call import canonical
from flotui.api.models.subscriber import ChatMessage, Subscriber
from flotui.repositories.own_words import SENDER, called, ours
from flotui.repositories.row_views import Reversed
from flotui.repositories.snapshot import Snapshot
from flotui.resources.base import Context, Query, RowSource
from flotui.resources.format import pretty
from flotui.resources.text import Span, Text, Tone, plain
from flotui.text import moments
from flotui.text.zones import current

if TYPE_CHECKING:
    from flotui.repositories.own_words import OwnWords
    from flotui.repositories.rows import Rows
    from flotui.workspace import Workspace

_WHO: dict[str, tuple[str, Tone]] = {
    "in": ("them", "strong"),
    "out": ("bot", "dim"),
    "agent": ("agent", "accent"),
    "note": ("note", "warn"),
    "system": ("system", "dim"),
}
_TONES: dict[str, Tone] = {"note": "warn", "system": "dim"}
_COMPARED = 1000
"""The newest messages among which one's own are looked for."""
_MEDIA = ("image", "audio", "video", "file", "sticker")


class Chat(Reversed[ChatMessage]):
    """A chat whose rows know which of them are one's own."""

    def __init__(self, rows: Rows[ChatMessage], own: OwnWords, user_ns: str) -> None:
        """
        Args:
            rows: the messages, the newest first.
            own: what was sent from here.
            user_ns: whose chat it is.
        """
        super().__init__(rows)
        self._words = own
        self._user_ns = user_ns
        self._own: frozenset[str] = frozenset()

    async def see(self) -> Chat:
        """See which of them are one's own, as far as that can be told."""
        sent = await self._words.texts(self._user_ns)
        self._own = ours(await self._rows.first(_COMPARED), sent) if sent else frozenset()
        return self

    async def reopen(self) -> None:
        """See what the cache and the journal have now."""
        await super().reopen()
        await self.see()

    async def more(self) -> bool:
        """Read older rows from the host."""
        found = await super().more()
        await self.see()
        return found

    def peek(self, index: int) -> ChatMessage | None:
        """The row at an index if it is in memory."""
        row = super().peek(index)
        if row is not None:
            called((row,), self._own)
        return row

    async def rows_of(self, ids: Sequence[str]) -> list[ChatMessage]:
        """The rows of these ids."""
        found = await super().rows_of(ids)
        called(found, self._own)
        return found

    async def narrow(self, words: Sequence[str], text: Callable[[ChatMessage], str] = str) -> Chat:
        """A view of the cached rows that have every word."""
        found = Chat(await self._rows.narrow(words), self._words, self._user_ns)
        found._own = self._own
        return found


def read(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[ChatMessage]]]:
    """The messages of the subscriber whose detail it is, the newest at the bottom."""

    async def reading() -> AsyncIterator[Snapshot[RowSource[ChatMessage]]]:
        owner, own = query.owned_by(Subscriber), workspace.inbox.own
        if query.here:
            with workspace.reader.only_here():
                here = [found async for found in workspace.subscribers.chat(owner.user_ns)]
            for found in here:
                rows = await Chat(found.value, own, owner.user_ns).see()
                yield Snapshot(rows, found.fetched_at, "cache")
            return
        async for found in workspace.subscribers.chat(owner.user_ns, force=query.force):
            if found.source == "server" and found.error is None:
                await workspace.inbox.hear(owner, found.value)
            rows = await Chat(found.value, own, owner.user_ns).see()
            yield Snapshot(rows, found.fetched_at, found.source, found.stale, found.error)

    return reading()


def time_of(message: ChatMessage) -> Text:
    """When it was sent: the day and the time, in the workspace's zone."""
    if not message.ts:
        return (Span("–", "dim"),)
    return (Span(moments.moment(message.ts), "dim"),)


def who(message: ChatMessage) -> Text:
    """Who sent it; an agent by name, and whom the program belongs to as me."""
    if own := message.called.get(SENDER):
        return (Span(own, "accent"),)
    word, tone = _WHO.get(message.type, (message.type, "plain"))
    return (Span(message.username if message.type == "agent" and message.username else word, tone),)


def text_of(message: ChatMessage) -> Text:
    """What it says, over as many lines as that takes; media as links."""
    if message.failed:
        return (Span("not delivered ", "danger"), Span(message.body, "danger"))
    usual: Tone = _TONES.get(message.type, "plain")
    return tuple(_parts(message, usual)) or (Span(f"({message.msg_type}, nothing in words)", "dim"),)


def _parts(message: ChatMessage, usual: Tone) -> list[Span]:
    payload, kind = message.payload, message.msg_type or "text"
    spans: list[Span] = []
    if kind in _MEDIA:
        caption = message.content or _text(payload, "caption") or _text(payload, "title")
        spans = [Span(f"{kind} ", "accent")]
        if caption and caption != message.link:
            spans += [Span(caption, usual), Span("\n")]
        spans.append(Span(message.link or "(no link)", "dim"))
    elif kind == "location":
        place = _text(payload, "title") or _text(payload, "address") or message.content
        at = ", ".join(str(payload[key]) for key in ("lat", "lng") if key in payload)
        spans = [Span("location ", "accent"), Span(" · ".join(filter(None, (place, at))), usual)]
    elif kind == "reaction":
        spans = [Span("reacted ", "accent"), Span(message.body, usual)]
    elif kind == "payload":
        spans = [Span("pressed ", "accent"), Span(f"[{message.body}]", usual)]
    elif kind == "template":
        spans = [Span("template ", "accent"), Span(_template(message), usual)]
    else:
        label = "" if kind in ("text", "cards") else f"{kind} "
        spans = [Span(label, "accent")] if label else []
        text = message.body or ("" if kind == "cards" else message.link)
        spans += [Span(text, usual)] if text else []
        if not text and kind not in ("text", "cards") and payload:
            spans.append(Span(canonical(payload), "dim"))
    return (
        _referral(payload)
        + spans
        + _spoken(payload, usual)
        + _cards(payload)
        + _buttons(payload, bool(spans))
    )


def _spoken(payload: Mapping[str, object], usual: Tone) -> list[Span]:
    """What a voice message says, where it was transcribed."""
    text = _text(payload, "transcribed_text").strip()
    return [Span("\n"), Span(f"“{text}”", usual)] if text else []


def _referral(payload: Mapping[str, object]) -> list[Span]:
    """The ad or post that somebody comes from with their first message."""
    found = payload.get("referral")
    if not isinstance(found, dict):
        return []
    about = _text(found, "headline") or _text(found, "body") or _text(found, "ref") or "an ad"
    link = _text(found, "source_url")
    return [
        Span("from ", "accent"),
        Span(about, "dim"),
        *([Span(f"  {link}", "dim")] if link else []),
        Span("\n"),
    ]


def _template(message: ChatMessage) -> str:
    payload = message.payload
    name, lang = _text(payload, "name"), _text(payload, "lang")
    if not name:
        return message.body
    params = payload.get("params")
    values = ", ".join(str(value) for value in params.values()) if isinstance(params, dict) else ""
    return f"{name} ({lang})" + (f": {values}" if values else "")


def _cards(payload: Mapping[str, object]) -> list[Span]:
    """Cards: a line each, with its link and its buttons."""
    found: list[Span] = []
    for card in _objects(payload, "cards") or _objects(payload, "elements"):
        about = " – ".join(
            filter(None, (_text(card, "title"), _text(card, "body") or _text(card, "subtitle")))
        )
        found += [Span("\n" if found else ""), Span("▪ ", "accent"), Span(about or "card")]
        if link := _text(card, "url") or _text(card, "image_url"):
            found.append(Span(f"  {link}", "dim"))
        found += _buttons(card, True)
    return found


def _buttons(payload: Mapping[str, object], below: bool) -> list[Span]:
    """Buttons and quick replies: their titles, and where links lead."""
    found: list[Span] = []
    for button in [*_objects(payload, "buttons"), *_objects(payload, "quick_replies")]:
        title = _text(button, "title") or _text(button, "caption") or _text(button, "text")
        link = _text(button, "url")
        found += [Span("\n" if below and not found else " " if found else ""), Span(f"[{title}]", "accent")]
        if link:
            found.append(Span(f" {link}", "dim"))
    return found


def _objects(payload: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    found = payload.get(key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _text(payload: Mapping[str, object], key: str) -> str:
    value = payload.get(key)
    return value if isinstance(value, str) else ""


def links(message: ChatMessage) -> list[str]:
    """Every link that a message holds: its media, its cards, its buttons."""
    referral = message.payload.get("referral")
    objects = [message.payload, *_objects(message.payload, "cards"), *_objects(message.payload, "buttons")]
    objects += [referral] if isinstance(referral, dict) else []
    found = [_text(each, key) for each in objects for key in ("url", "image_url", "source_url")]
    return list(dict.fromkeys(filter(None, found)))


def offers(context: Context[ChatMessage]) -> list[tuple[str, str]]:
    """What of a message can be copied."""
    message: ChatMessage = context.row
    shown = links(message)
    named = [("link" if index == 0 else f"link {index + 1}", link) for index, link in enumerate(shown)]
    return [("text", message.body), *named, ("message id", message.mid or message.id)]


async def read_message(context: Context[ChatMessage]) -> None:
    """Show a whole message: in words, and what the host sent."""
    message: ChatMessage = context.row
    title = f"{plain(who(message))} · {moments.detail(message.ts or None, current().now())}"
    parts = [plain(text_of(message)), *links(message)]
    if message.payload and set(message.payload) - {"text"}:
        parts.append(pretty(message.payload))
    await context.ask.read(title, "\n\n".join(dict.fromkeys(parts)))
