# SPDX-License-Identifier: MIT
"""A subscriber's card: what state they are in, what happened lately, and what they have."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from flotui.api.errors import NotOffered, ScopeMissing
from flotui.api.models.base import Model
from flotui.api.models.shop import Cart, Order, decimal
from flotui.api.models.subscriber import ChatMessage, FieldValue, Subscriber, oldest_first
from flotui.repositories.rows import Rows
from flotui.repositories.shop import ORDER
from flotui.repositories.snapshot import Snapshot
from flotui.repositories.subscribers import CHAT_MESSAGE
from flotui.repositories.window import newest_inbound, window_of
from flotui.resources.activity import entries_of
from flotui.resources.cards import (
    Card,
    CardLine,
    Cell,
    Found,
    Pair,
    blank,
    grid,
    heading,
    pairs,
    table,
    unset,
)
from flotui.resources.format import about_whom, unknown_lines
from flotui.resources.shop.cards import item_rows
from flotui.resources.shop.words import money, money_text, order_status
from flotui.resources.subscribers import chat
from flotui.resources.text import Span, Text, dim, plain, words
from flotui.resources.unset_zone import unset_zone
from flotui.resources.whom.journey import journey_lines, journey_of
from flotui.resources.windows import window_says
from flotui.resources.wrapping import bounded_lines
from flotui.store.journal import Entry
from flotui.text.amounts import count
from flotui.text.channels import channel
from flotui.text.glyphs import glyph, stated
from flotui.text.languages import code_of, named
from flotui.text.moments import ago, host_age, host_detail, host_time, moment
from flotui.text.phones import shown as phone_shown
from flotui.workspace.events import Journaled, Worked

if TYPE_CHECKING:
    from flotui.workspace import Workspace

M = TypeVar("M", bound=Model)
T = TypeVar("T")
_WORDS = 4
"""How many of the newest messages it shows."""
_ORDERS = 5
"""How many of the newest orders."""
_FRESH = 60.0
"""Seconds after which a group says how old it is."""


# -- What is read -----------------------------------------------------------------------------------


async def _listed(reading: AsyncIterator[Snapshot[Rows[M]]]) -> AsyncIterator[Snapshot[object]]:
    """The rows of a list that are here, and whether these are all."""
    async for found in reading:
        rows = found.value
        value = (await rows.all(), rows.complete) if rows.known else None
        yield Snapshot(value, found.fetched_at, found.source, found.stale, found.error)


async def _chat(workspace: Workspace, row: Subscriber, force: bool) -> AsyncIterator[Snapshot[object]]:
    async for found in workspace.subscribers.chat(row.user_ns, force=force):
        messages = await found.value.all()
        await workspace.inbox.own.mark(row.user_ns, messages)
        value = (messages, found.value.complete) if found.value.known else None
        yield Snapshot(value, found.fetched_at, found.source, found.stale, found.error)


def _orders(workspace: Workspace, row: Subscriber, force: bool) -> AsyncIterator[Snapshot[object]]:
    return _listed(workspace.shop.orders(row.user_ns, force=force))


def _cart(workspace: Workspace, row: Subscriber, force: bool) -> AsyncIterator[Snapshot[object]]:
    return workspace.shop.cart(row.user_ns, ttl=_FRESH, force=force)


async def _journal(workspace: Workspace, row: Subscriber, force: bool) -> AsyncIterator[Snapshot[object]]:
    async for found in entries_of(workspace, row.row_id):
        yield Snapshot(list(found.value.in_memory or ()), None, "cache", False, None)


# -- What is drawn ----------------------------------------------------------------------------------


def _draw(workspace: Workspace, row: Subscriber, found: Found, width: int) -> list[CardLine]:
    lines = _state(workspace, row, found, width)
    for id, part in (
        ("journey", _journey(workspace, found, width)),
        ("words", _last_words(found, width)),
        ("cart", _cart_lines(found, width)),
        ("orders", _order_lines(found, width)),
        ("fields", _field_lines(row, width)),
        ("more", _more(workspace, row, width)),
    ):
        if part:
            lines += [blank(id), *part]
    return lines


def _state(workspace: Workspace, row: Subscriber, found: Found, width: int) -> list[CardLine]:
    messages: Sequence[ChatMessage] = _value(found, "chat", ((), False))[0]
    window = window_of(row, inbound=newest_inbound(messages))
    agent = about_whom(row, "agent_id") if str(row.raw.get("agent_id") or "0") != "0" else ""
    status: list[Span] = [Span(stated(row.status))] if row.status else []
    if agent:
        named = (Span(agent),) if isinstance(agent, str) else agent
        status += [*([Span(" · ", "dim")] if status else []), *named[:1]]
    left = [
        Pair(
            channel(row.channel),
            phone_shown(row.phone) if row.phone else row.user_id,
            row.phone or row.user_id,
        ),
        Pair("e-mail", row.email),
        Pair("tags", words(tag.name for tag in row.tags), ", ".join(tag.name for tag in row.tags), "tags"),
        Pair("labels", words(label.name for label in row.labels)),
        Pair("opt-in", _opt_in(row)),
    ]
    right = [
        Pair("free text", window_says(window)),
        Pair("chat", tuple(status), f"{row.status} · agent {row.raw.get('agent_id') or 'none'}", "chat"),
        Pair("bot", _bot(row)),
        Pair("language", _language(row)),
        Pair("since", _since(row), host_detail(row.subscribed)),
    ]
    unset = unset_zone()
    note = bounded_lines(dim(unset), width, 3) if unset else []
    said = (("time zone", unset),)
    lines = [CardLine(f"zone {at}", text, said) for at, text in enumerate(note)]
    return [*pairs(left, right, width, id="state"), *lines]


def _bot(row: Subscriber) -> Text:
    if not row.is_on:
        return (Span(f"{glyph('attention')} not subscribed: no message arrives", "warn"),)
    if row.is_bot_paused:
        return (Span(f"{glyph('attention')} paused", "warn"),)
    return "answers" if row.is_bot_paused is False else ""


def _language(row: Subscriber) -> str:
    """The language once, with its country where the locale tells one: `English (en-US)`, not `en · en_US`."""
    if code_of(row.locale) == row.language.strip().lower():
        return named(row.locale)
    return " · ".join(named(each) for each in (row.language, row.locale) if each)


def _opt_in(row: Subscriber) -> Text:
    given = [
        f"{name} {'' if when in ('1', 'true', 'yes') else host_time(when)}".strip()
        for name, when in (("SMS", row.opted_in_sms), ("e-mail", row.opted_in_email))
        if when not in ("", "0", "false", "no")
    ]
    through = f" · {row.opted_in_through}" if row.opted_in_through and given else ""
    return (Span(" · ".join(given)), Span(through, "dim")) if given else ""


def _since(row: Subscriber) -> Text:
    since = host_time(row.subscribed) if row.subscribed else ""
    source = " · ".join(filter(None, (row.lead_source, row.lead_status)))
    return (Span(since), Span(f" · {source}" if since and source else source, "dim"))


def _journey(workspace: Workspace, found: Found, width: int) -> list[CardLine]:
    messages, complete = _value(found, "chat", ((), False))
    orders: Sequence[Order] = _value(found, "orders", ((), False))[0]
    entries: Sequence[Entry] = _value(found, "journal", ())
    if not messages and not orders:
        return []
    journey = journey_of(workspace.zone, messages, orders, entries, complete=complete)
    return journey_lines(journey, width, _age(found, "chat"))


def _last_words(found: Found, width: int) -> list[CardLine]:
    note = _age(found, "chat")
    known = _value(found, "chat", None)
    head = heading("Last words", note or "enter opens the chat", width, id="words", opens="chat")
    if known is None:
        return [head]
    newest = oldest_first(known[0])[-_WORDS:]
    if not newest:
        return [head, CardLine("words none", dim("No messages."), (), "chat")]
    rows = [
        (dim(moment(each.ts or None)), chat.who(each), " ".join(plain(chat.text_of(each)).split()))
        for each in newest
    ]
    return [head, *table(rows, (Cell(12), Cell(6), Cell(0)), width, id="words", opens="chat")]


def _cart_lines(found: Found, width: int) -> list[CardLine]:
    cart: Cart | None = _value(found, "cart", None)
    if cart is None or not cart.items:
        return []
    pieces = sum(item.count for item in cart.items)
    currency = next((item.currency for item in cart.items if item.currency), "")
    total = money_text(cart.total_price, currency) if cart.total_price else ""
    note = " · ".join(
        filter(
            None,
            (f"{count(pieces)} {'piece' if pieces == 1 else 'pieces'}", total, _said(_age(found, "cart"))),
        )
    )
    rows = item_rows(cart.items)
    cells = (Cell(0), Cell(5, "right"), Cell(10, "right"), Cell(10, "right"))
    return [
        heading("Cart", note, width, id="cart", opens="cart"),
        *table(rows, cells, width, id="cart", opens="cart"),
    ]


def _order_lines(found: Found, width: int) -> list[CardLine]:
    orders: Sequence[Order] = _value(found, "orders", ((), False))[0]
    if not orders:
        return []
    newest = sorted(orders, key=lambda each: each.created_at, reverse=True)
    amounts = [decimal(each.amount) for each in orders if each.status not in ("cancelled", "refunded")]
    currencies = {each.currency for each in orders}
    total = ""
    if len(currencies) == 1 and None not in amounts:
        total = money_text(f"{sum(each for each in amounts if each is not None):f}", *currencies)
    note = " · ".join(filter(None, (count(len(orders)), total, _said(_age(found, "orders")))))
    rows = [
        (each.row_id, order_status(each), money(each.amount, each.currency), dim(host_age(each.created_at)))
        for each in newest[:_ORDERS]
    ]
    cells = (Cell(9), Cell(0), Cell(16, "right"), Cell(11, "right"))
    lines = [
        heading("Orders", note, width, id="orders", opens="orders"),
        *table(rows, cells, width, id="orders", opens="orders"),
    ]
    if len(newest) > _ORDERS:
        lines.append(CardLine("orders rest", dim(f"{count(len(newest) - _ORDERS)} more"), (), "orders"))
    return lines


def _field_lines(row: Subscriber, width: int) -> list[CardLine]:
    valued = [each for each in row.user_fields if each.text]
    if not valued:
        return []
    head = heading("Fields with a value", count(len(valued)), width, id="fields", opens="fields")
    return [head, *grid([_field(each) for each in valued], width, id="fields")]


def _field(field: FieldValue) -> Pair:
    return Pair(field.name, field.shown, field.text, "fields")


def _more(workspace: Workspace, row: Subscriber, width: int) -> list[CardLine]:
    """What is looked for now and then, and what has no value."""
    messaged = " · ".join(filter(None, (host_detail(row.last_message_at), row.last_message_type)))
    group = about_whom(row, "agent_group_id") if str(row.raw.get("agent_group_id") or "0") != "0" else ""
    some = [
        Pair("id", row.user_ns),
        Pair("channel id", row.user_id),
        Pair("last wrote", host_detail(row.last_interaction) if row.last_interaction else ""),
        Pair("last seen", host_detail(row.last_seen) if row.last_seen else ""),
        Pair("last message", messaged if row.last_message_at else ""),
        Pair("gender", row.gender),
        Pair("time zone", row.timezone),
        Pair("agent group", group),
        Pair("picture", row.profile_pic),
        *(Pair(line.name, line.value, line.full or "") for line in unknown_lines(row, ())),
    ]
    missing = [
        ("phone", row.phone),
        ("e-mail", row.email),
        ("tags", row.tags),
        ("labels", row.labels),
        ("e-mail opt-in", row.opted_in_email.strip("0")),
        ("SMS opt-in", row.opted_in_sms.strip("0")),
        ("agent", str(row.raw.get("agent_id") or "").strip("0")),
        ("lead", row.lead_source or row.lead_status),
    ]
    names = [name for name, value in missing if not value] + [each.name for each in some if each.empty]
    half = (len([each for each in some if not each.empty]) + 1) // 2
    known = [each for each in some if not each.empty]
    return [
        heading("More", "", width, id="more"),
        *pairs(known[half:], known[:half], width, id="more"),
        *unset(names, width),
    ]


# -- How old it is ----------------------------------------------------------------------------------


def _value(found: Found, name: str, otherwise: T) -> T:
    snapshot = found.get(name)
    return otherwise if snapshot is None or snapshot.value is None else snapshot.value


def _age(found: Found, name: str) -> Text:
    """How old what was read is, where it isn't fresh; why it isn't, where the host was asked in vain."""
    snapshot = found.get(name)
    if snapshot is None:
        return "not read yet"
    if snapshot.error is not None and not isinstance(snapshot.error, (NotOffered, ScopeMissing)):
        old = f", {ago(snapshot.fetched_at)}" if snapshot.fetched_at is not None else ""
        return (Span(f"{glyph('attention')} not refreshed{old}", "warn"),)
    if isinstance(snapshot.error, ScopeMissing):
        return "no scope"
    if snapshot.value is None or snapshot.fetched_at is None:
        return "not read yet"
    age = ago(snapshot.fetched_at)
    return "" if age == "now" or age.endswith(" s ago") or not snapshot.stale else age


def _said(note: Text) -> str:
    return plain(note)


CARD: Card[Subscriber] = Card(
    draw=_draw,
    reads={"journal": _journal, "chat": _chat, "orders": _orders, "cart": _cart},
    operations=("flowBotUserChatMessages", "Orders", "flowBotUserCart"),
    made_of=frozenset({ORDER.name, CHAT_MESSAGE.name}),
    made_by=(Journaled, Worked),
)
