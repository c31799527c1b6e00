# SPDX-License-Identifier: MIT
"""What is decided about a subscriber: consent, the bot's silence, the conversation."""

from __future__ import annotations

from collections.abc import Callable

from flotui.sandbox.clock import MINUTE
from flotui.sandbox.handlers.registry import answers
from flotui.sandbox.people import Person
from flotui.sandbox.received import Received
from flotui.sandbox.reply import Row, invalid, ok
from flotui.sandbox.world import World

_STATUSES = ("open", "pending", "spam", "done")

_CONSENT: dict[str, Callable[[Person, str], None]] = {
    "flowBotUserOptInEmail": lambda person, now: setattr(person, "opted_in_email", now),
    "flowBotUserOptOutEmail": lambda person, now: setattr(person, "opted_in_email", None),
    "flowBotUserOptInSms": lambda person, now: setattr(person, "opted_in_sms", now),
    "flowBotUserOptOutSms": lambda person, now: setattr(person, "opted_in_sms", ""),
    "flowBotUserSubscribeToBot": lambda person, now: setattr(person, "is_subscribed", True),
    "flowBotUserUnsubscribeFromBot": lambda person, now: setattr(person, "is_subscribed", False),
}


@answers(*_CONSENT)
def consent(world: World, received: Received) -> Row:
    """Opt in or out of e-mail or SMS, subscribe or unsubscribe."""
    person = world.people.edit(received.text("user_ns"))
    _CONSENT[received.operation.id](person, world.clock.stamp())
    return ok()


@answers("flowBotUserPauseBot")
def pause(world: World, received: Received) -> Row:
    """Pause the bot for some minutes."""
    minutes = received.integer("minutes")
    if minutes < 1:
        raise invalid("minutes", "The minutes must be at least 1.")
    person = world.people.edit(received.text("user_ns"))
    person.paused_until = world.clock.timestamp() + minutes * MINUTE
    return ok()


@answers("flowBotUserResumeBot")
def resume(world: World, received: Received) -> Row:
    """Resume the bot."""
    world.people.edit(received.text("user_ns")).paused_until = 0
    return ok()


@answers("flowBotUserMoveChatTo")
def move_chat(world: World, received: Received) -> Row:
    """Give the conversation another status."""
    status = received.text("status")
    if status not in _STATUSES:
        raise invalid("status", "The selected status is invalid.")
    person = world.people.edit(received.text("user_ns"))
    person.status = status
    world.chats.add(person.index, "system", f"Conversation moved to {status}")
    return ok()


@answers("flowBotUserAssignAgent")
def assign_agent(world: World, received: Received) -> Row:
    """Assign the conversation to an agent."""
    agent = world.agents.get(received.integer("agent_id"))
    person = world.people.edit(received.text("user_ns"))
    person.agent_id = agent["id"]
    world.chats.add(person.index, "system", f"Conversation assigned to {agent['name']}")
    return ok()


@answers("flowBotUserAssignAgentGroup")
def assign_group(world: World, received: Received) -> Row:
    """Assign the conversation to a group."""
    group = world.groups.get(received.integer("agent_group_id"))
    person = world.people.edit(received.text("user_ns"))
    person.agent_group_id = group["id"]
    world.chats.add(person.index, "system", f"Conversation assigned to {group['name']}")
    return ok()


@answers("flowBotUserUnassignAgent")
def unassign(world: World, received: Received) -> Row:
    """Take the conversation from its agent and group."""
    person = world.people.edit(received.text("user_ns"))
    person.agent_id = person.agent_group_id = None
    return ok()


@answers("flowBotUserLogCustomEvent")
def log_event(world: World, received: Received) -> Row:
    """Log a custom event for a subscriber."""
    person = world.people.get(received.text("user_ns"))
    event = world.events.called(received.text("event_name"))
    values = {name: received.text(name) or None for name in ("text_value", "price_value", "number_value")}
    world.history.note(world.history.events, event_ns=event["event_ns"], user_ns=person.user_ns, **values)
    return ok()
