# SPDX-License-Identifier: MIT
"""Sending to one subscriber. `ok` means accepted; what became of it shows in the chat."""

from __future__ import annotations

from typing import Any

from flotui.sandbox import DEMO_PREFIX
from flotui.sandbox.clock import DAY
from flotui.sandbox.handlers.registry import answers
from flotui.sandbox.people import Person
from flotui.sandbox.received import Received
from flotui.sandbox.reply import Refusal, Row, invalid, ok
from flotui.sandbox.world import World

_CLOSED_WINDOW = "WhatsApp Error 131047: Re-engagement message"


@answers("flowBotUserSendText")
def send_text(world: World, received: Received) -> Row:
    """Send a text; the answer names the message."""
    person = _person(world, received)
    row = _say(world, person, received.text("content"))
    return ok(mid=row["mid"])


@answers("flowBotUserSendSms")
def send_sms(world: World, received: Received) -> Row:
    """Send an SMS to the subscriber's phone."""
    person = _person(world, received)
    if not person.phone:
        raise Refusal(400, "The subscriber has no phone.")
    _put(world, person, f"SMS: {received.text('content')}", "sms")
    return ok()


@answers("flowBotUserSendEmail")
def send_email(world: World, received: Received) -> Row:
    """Send an e-mail to the subscriber's address."""
    person = _person(world, received)
    if not person.email:
        raise Refusal(400, "The subscriber has no email.")
    _put(world, person, f"Email: {received.text('subject')}\n{received.text('content')}", "email")
    return ok()


@answers("flowBotUserSendMainFlow")
def send_main_flow(world: World, received: Received) -> Row:
    """Start the bot's start flow for a subscriber."""
    start = world.sub_flows.get(world.settings["default_start_flow"])
    return _start(world, _person(world, received), start)


@answers("flowBotUserSendSubFlow")
def send_sub_flow(world: World, received: Received) -> Row:
    """Start a sub-flow for a subscriber."""
    flow = world.sub_flows.get(received.text("sub_flow_ns"))
    return _start(world, _person(world, received), flow)


@answers("flowBotUserSendSubFlowByUserId")
def send_sub_flow_by_user_id(world: World, received: Received) -> Row:
    """Start a sub-flow for the subscriber of that id on the channel."""
    flow = world.sub_flows.get(received.text("sub_flow_ns"))
    return _start(world, world.people.edit_by_user_id(received.text("user_id")), flow)


@answers("flowBotUserSendSubFlowByFlowName")
def send_sub_flow_by_name(world: World, received: Received) -> Row:
    """Start the sub-flow of that name."""
    flow = world.sub_flows.called(received.text("flow_name"))
    return _start(world, _person(world, received), flow)


@answers("flowBotUserSendNode")
def send_node(world: World, received: Received) -> Row:
    """Go on from a node."""
    node_ns = received.text("node_ns")
    if not node_ns.startswith(f"{DEMO_PREFIX}n"):
        raise invalid("node_ns", "The selected node_ns is invalid.")
    _say(world, _person(world, received), f"Node {node_ns}")
    return ok()


@answers("flowBotUserSendContent")
def send_content(world: World, received: Received) -> Row:
    """Send messages of several kinds, and do the actions that come with them."""
    person = _person(world, received)
    content: dict[str, Any] = received.body["data"].get("content") or {}
    tags = [
        (each, _tag(world, each)) for each in content.get("actions") or () if "tag" in str(each.get("action"))
    ]
    for message in content.get("messages") or ():
        text = str(message.get("text") or message.get("url") or "")
        _say(world, person, text, str(message.get("type") or "text"), message)
    for action, tag_ns in tags:
        person.tags = [each for each in person.tags if each != tag_ns]
        if action["action"] == "add_tag":
            person.tags.append(tag_ns)
    return ok()


@answers("flowBotUserSendWhatsappTemplate", "flowBotUserSendFacebookUtilityMessageTemplate")
def send_template(world: World, received: Received) -> Row:
    """Send a message template to a subscriber."""
    return _template(world, _person(world, received), received)


@answers("flowBotUserSendWhatsappTemplateByUserId", "flowBotUserSendFacebookUtilityMessageTemplateByUserId")
def send_template_by_user_id(world: World, received: Received) -> Row:
    """Send a message template to the subscriber of that id; makes one where that is asked for."""
    user_id = received.text("user_id")
    try:
        person = world.people.edit_by_user_id(user_id)
    except Refusal:
        if received.text("create_if_not_found") != "yes":
            raise
        contact = received.body.get("contact") or {}
        name = f"{contact.get('first_name') or ''} {contact.get('last_name') or ''}".strip() or user_id
        person = world.people.create(name=name, phone=user_id, email=None, now=world.clock.stamp())
    return _template(world, person, received)


@answers("flowBotUserAppTrigger")
def app_trigger(world: World, received: Received) -> Row:
    """Fire a mini-app's trigger for a subscriber."""
    person = _person(world, received)
    world.chats.add(person.index, "system", f"Trigger {received.text('trigger_name')}")
    return ok()


def _person(world: World, received: Received) -> Person:
    return world.people.edit(received.text("user_ns"))


def _tag(world: World, action: dict[str, object]) -> str:
    return str(world.tags.called(action.get("tag_name"))["tag_ns"])


def _start(world: World, person: Person, flow: Row) -> Row:
    _say(
        world, person, f"[{flow['name']}]", payload={"text": flow["name"], "sub_flow_ns": flow["sub_flow_ns"]}
    )
    return ok()


def _template(world: World, person: Person, received: Received) -> Row:
    content = received.body["content"]
    if "Whatsapp" in received.operation.id:
        world.whatsapp_templates.called(content["name"])
    _put(world, person, f"Template: {content['name']} ({content['lang']})", "template", content)
    return ok()


def _say(world: World, person: Person, text: str, media: str = "text", payload: object = None) -> Row:
    """Send what only goes through while the subscriber's 24 hours last.

    Outside of them WhatsApp refuses it afterwards: the answer is "ok" all the same.
    """
    row = _put(world, person, text, media, payload)
    expired = person.interacted_at < world.clock.timestamp() - DAY
    if person.is_subscribed and person.channel == "whatsapp_cloud" and expired:
        _put(world, person, _CLOSED_WINDOW)
        world.history.note(
            world.history.errors,
            description=_CLOSED_WINDOW,
            flow_ns=DEMO_PREFIX,
            node_ns=f"{DEMO_PREFIX}n11",
            user_ns=person.user_ns,
        )
    return row


def _put(world: World, person: Person, text: str, media: str = "text", payload: Any = None) -> Row:
    """Append to the chat. Who has unsubscribed gets a line that says so instead."""
    if not person.is_subscribed:
        return world.chats.add(person.index, "system", f"Not sent, unsubscribed: {text}")
    person.last_message_at = world.clock.timestamp()
    person.last_message_type = media
    return world.chats.add(person.index, "out", text, media=media, payload=payload)
