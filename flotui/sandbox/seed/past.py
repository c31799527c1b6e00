# SPDX-License-Identifier: MIT
"""What happened at Acme Retail: errors, events, conversations, and the figures of ninety days."""

from __future__ import annotations

from collections.abc import Iterator

from flotui.sandbox import DEMO_PREFIX
from flotui.sandbox.clock import DAY, HOUR, MINUTE, day, stamp
from flotui.sandbox.dice import Dice
from flotui.sandbox.seed.bot import EVENTS
from flotui.sandbox.seed.crowd import ANA, Crowd

_ERRORS = (
    "WhatsApp Error 131047: Re-engagement message",
    "WhatsApp Error 131026: Message undeliverable",
    "External request failed: 504 Gateway Timeout (https://erp.example.com/orders)",
    "Condition refers to a user field that does not exist",
    "OpenAI: rate limit reached, the default reply was sent",
    "Image could not be fetched: https://files.example.com/banner[1].png",
    "JSON path $.items[0].sku not found in response",
)
_TEXTS = (
    "Canvas sneaker",
    "Linen shirt",
    "Desk lamp",
    "台灯",
    "Tote bag",
    "WELCOME10",
    "Acme Centro",
    "Ótimo!",
)
_ACTIONS = ("open", "assign", "reply", "reply", "reply", "note", "pending", "close", "add_collaborator")
_SOURCES = ("agent", "agent", "agent", "bot", "bot_user", "api")
_MEASURES = (
    "avg_response_time",
    "avg_subsequent_response_time",
    "first_open_to_first_reply",
    "first_open_to_first_assign",
    "first_open_to_first_close",
    "first_open_to_last_close",
    "first_assign_to_first_close",
    "first_reply_to_first_close",
    "first_reply_after_first_assign",
    "first_reply_after_last_assign",
    "last_assign_to_last_close",
    "handling_time",
)


def errors(crowd: Crowd, midnight: int) -> Iterator[dict[str, object]]:
    """The error log, in no order: a fortnight of it, most from yesterday."""
    for number in range(60):
        dice = Dice(crowd.seed, "error", number)
        age = dice.between(2, 14) * DAY if number < 22 else DAY
        moment = (
            midnight - age + (number * 37 % 1440) * MINUTE
            if number < 55
            else midnight - (60 - number) * MINUTE
        )
        index = ANA if number % 20 == 5 and crowd.size > ANA else dice.below(max(1, crowd.size))
        yield {
            "_ts": moment,
            "created_at": stamp(moment),
            "description": dice.pick(_ERRORS),
            "flow_ns": DEMO_PREFIX,
            "node_ns": f"{DEMO_PREFIX}n{dice.between(11, 90)}",
            "user_ns": crowd.ns(index),
        }


def events(crowd: Crowd, start: int) -> Iterator[dict[str, object]]:
    """Logged custom events, oldest first."""
    total = 1500
    for number in range(total):
        dice = Dice(crowd.seed, "event", number)
        # The first events are the common ones, as the square makes them.
        kind = dice.below(100) ** 2 * len(EVENTS) // 100**2
        moment = start - (total - number) * 45 * MINUTE - dice.below(30 * MINUTE)
        yield {
            "_ts": moment,
            "created_at": stamp(moment),
            "event_ns": f"{DEMO_PREFIX}e{401 + kind}",
            "user_ns": crowd.ns(dice.below(max(1, crowd.size))),
            "text_value": dice.pick(_TEXTS) if EVENTS[kind][2] else "",
            "price_value": dice.pick(("12.99", "142.800", "74900.00", "0")) if EVENTS[kind][3] else None,
            "number_value": str(dice.between(1, 10)) if EVENTS[kind][4] else None,
        }


def activities(crowd: Crowd, start: int) -> Iterator[dict[str, object]]:
    """What agents did, oldest first."""
    for number in range(400):
        dice = Dice(crowd.seed, "activity", number)
        moment = start - (400 - number) * 90 * MINUTE
        yield {
            "_ts": moment,
            "_conv_id": 1 + number // 3,
            "created_at": stamp(moment),
            "agent_id": dice.between(21, 28),
            "action": dice.pick(_ACTIONS),
            "source_type": dice.pick(_SOURCES),
            "user_ns": crowd.ns(
                ANA if number % 50 == 7 and crowd.size > ANA else dice.below(max(1, crowd.size))
            ),
        }


def conversations(crowd: Crowd, start: int) -> Iterator[dict[str, object]]:
    """Conversations that were opened, oldest first."""
    for number in range(300):
        dice = Dice(crowd.seed, "conversation", number)
        opened = start - (300 - number) * 3 * HOUR
        assigned, closed = opened + dice.below(HOUR), opened + dice.between(HOUR, 30 * HOUR)
        agent = dice.between(21, 28)
        is_closed = closed < start
        row: dict[str, object] = {name: dice.below(4000) if is_closed else 0 for name in _MEASURES}
        row |= {
            "_ts": opened,
            "created_at": stamp(opened),
            "flow_ns": DEMO_PREFIX,
            "user_ns": crowd.ns(dice.below(max(1, crowd.size))),
            "source_type": dice.pick(_SOURCES),
            "opened_source": dice.pick(("bot_user", "bot", "agent")),
            "closed_source": "agent" if is_closed else None,
            "in_messages": dice.below(30),
            "bot_messages": dice.below(20),
            "agent_messages": dice.below(25),
            "is_new_bot_user": dice.below(2),
            "number_of_agent_replies": dice.below(12),
            "number_of_assignments": 1,
            "number_of_closes": int(is_closed),
            "number_of_notes": dice.below(3),
            "number_of_opens": 1,
            "number_of_unique_agents": 1,
            "first_assign_agent_id": agent,
            "last_assign_agent_id": agent,
            "first_reply_agent_id": agent,
            "first_close_agent_id": agent if is_closed else None,
            "last_close_agent_id": agent if is_closed else None,
            "first_open_at": stamp(opened),
            "last_open_at": stamp(opened),
            "first_assign_at": stamp(assigned),
            "last_assign_at": stamp(assigned),
            "first_reply_at": stamp(assigned + 5 * MINUTE),
            "first_reply_after_last_assign_at": stamp(assigned + 5 * MINUTE),
            "first_close_at": stamp(closed) if is_closed else None,
            "last_close_at": stamp(closed) if is_closed else "",
        }
        yield row


def broadcasts(start: int, people: int) -> Iterator[dict[str, object]]:
    """Broadcasts in every status, oldest first.

    Args:
        start: when the world was made (unix seconds).
        people: how many subscribers there are.
    """
    for name, status, days, part in (
        ("Black Friday teaser", "Completed", -40, 1),
        ("Winter sale", "Completed", -12, 2),
        ("Store opening", "Cancelled", -5, 3),
        ("VIP preview", "Completed", -2, 9),
        ("Back in stock: tote bag", "New", 0, 20),
        ("Dia das mães", "Scheduled", 6, 2),
        ("Newsletter", "Scheduled", 20, 1),
    ):
        total = people // part
        yield {
            "name": name,
            "type": "WHATSAPP_TEMPLATE",
            "status": status,
            "sub_flow_ns": f"{DEMO_PREFIX}s2047",
            "total": total,
            "sent": total * 97 // 100 if status == "Completed" else 0,
            "max_per_minute": 60,
            "scheduled_time": stamp(start + days * DAY),
            "created_at": stamp(start + (min(days, 0) - 1) * DAY),
        }


def flow_day(seed: int, flow_ns: str, ago: int, midnight: int, people: int) -> dict[str, object]:
    """The figures of one bot on one day.

    Args:
        seed: the world's seed.
        flow_ns: the bot.
        ago: how many days before today.
        midnight: when today began (unix seconds).
        people: how many subscribers the bot has today.
    """
    dice = Dice(seed, f"summary-{flow_ns}", ago)
    weekend = (midnight // DAY - ago + 4) % 7 in (0, 6)
    busy = dice.between(60, 110) // (2 if weekend else 1) + (40 if ago % 30 == 4 else 0)
    inbound, outbound, by_agents = (
        busy * dice.between(3, 5),
        busy * dice.between(5, 8),
        busy * dice.between(0, 2),
    )
    return {
        "flow_ns": flow_ns,
        "summary_date": day(midnight - ago * DAY + HOUR),
        "total_bot_users": max(0, people - ago * people // 300),
        "day_active_bot_users": busy,
        "day_new_bot_users": dice.below(max(2, busy // 6)),
        "day_total_messages": inbound + outbound + by_agents,
        "day_in_messages": inbound,
        "day_out_messages": outbound,
        "day_agent_messages": by_agents,
        "day_note_messages": dice.below(6),
        "day_assigned": dice.below(15),
        "day_done": dice.below(20),
        "day_email_sent": dice.below(40),
        "day_email_open": dice.below(20),
        "avg_agent_response_time": 0 if weekend else dice.between(40, 900),
        "avg_resolve_time": 0 if weekend else dice.between(600, 20_000),
    }


def agent_day(seed: int, flow_ns: str, agent_id: int, ago: int, midnight: int) -> dict[str, object]:
    """The figures of one agent on one day."""
    dice = Dice(seed, f"agent-{flow_ns}-{agent_id}", ago)
    busy = dice.below(25)
    return {
        "agent_id": agent_id,
        "flow_ns": flow_ns,
        "summary_date": day(midnight - ago * DAY + HOUR),
        "day_agent_messages": busy * 4,
        "day_reply_bot_users": busy,
        "day_assigned": dice.below(busy + 1),
        "day_done": dice.below(busy + 1),
        "day_note_messages": dice.below(4),
        "avg_agent_response_time": dice.between(30, 800) if busy else 0,
        "avg_resolve_time": dice.between(300, 15_000) if busy else 0,
    }
