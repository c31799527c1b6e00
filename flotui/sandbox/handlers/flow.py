# SPDX-License-Identifier: MIT
"""The bot itself: sub-flows, agents, widgets, webhooks, segments and settings."""

from __future__ import annotations

from collections import Counter

from flotui.sandbox import DEMO_PREFIX
from flotui.sandbox.handlers.registry import answers
from flotui.sandbox.received import Received
from flotui.sandbox.reply import Row, data, equal, named, ok, page_of, shown
from flotui.sandbox.world import World


@answers("flowSubFlows")
def sub_flows(world: World, received: Received) -> Row:
    """The sub-flows: just name and id."""
    return page_of(received, named(received, world.sub_flows.rows()))


@answers("flowDeleteSubFlow")
def delete_sub_flow(world: World, received: Received) -> Row:
    """Delete a sub-flow."""
    world.sub_flows.remove(received.text("sub_flow_ns"))
    return ok()


@answers("flowSetDefaultStartFlow", "flowSetWebChatWidgetDefaultStartFlow")
def set_start_flow(world: World, received: Received) -> Row:
    """Choose what a conversation starts with; `main` stands for the main flow."""
    wanted = received.text("sub_flow_ns")
    chosen = wanted if wanted == "main" else world.sub_flows.get(wanted)["sub_flow_ns"]
    web = received.operation.id == "flowSetWebChatWidgetDefaultStartFlow"
    world.settings["web_chat_start_flow" if web else "default_start_flow"] = chosen
    return ok()


@answers("flowSegment")
def segments(world: World, received: Received) -> Row:
    """The segments: just name and id."""
    return page_of(received, named(received, world.segments.rows()), shown)


@answers("flowAgents")
def agents(world: World, received: Received) -> Row:
    """The agents who work on this bot."""
    return page_of(received, equal(received, named(received, world.agents.rows()), "role"))


@answers("flowBotUsersCount")
def bot_users_count(world: World, received: Received) -> Row:
    """How many conversations there are in each status."""
    people = world.people
    statuses = people.column("status")
    changed = people.changed
    count = Counter(
        changed[index].status if index in changed else statuses[index] for index in people.indexes()
    )
    return data([{"num": num, "status": status} for status, num in sorted(count.items())])


@answers("flowChatButtonWidgets")
def widgets(world: World, received: Received) -> Row:
    """The chat buttons for web pages; `code` keeps one."""
    code = received.query.get("code", "")
    return page_of(received, [row for row in world.widgets.rows() if code in ("", row["widget_code"])])


@answers("flowInboundWebhooks")
def webhooks(world: World, received: Received) -> Row:
    """The inbound webhooks."""
    rows = [{key: row[key] for key in row if key != "id"} for row in world.webhooks.rows()]
    return page_of(received, named(received, rows))


@answers("flowGetDefaultAiProvider")
def default_provider(world: World, received: Received) -> Row:
    """The AI model that the bot uses where none is named."""
    return data({key: world.settings[key] for key in ("ai_provider", "ai_model")})


@answers("flowSetDefaultAiProvider")
def set_default_provider(world: World, received: Received) -> Row:
    """Choose the AI model that the bot uses where none is named."""
    world.settings["ai_provider"] = received.text("ai_provider")
    world.settings["ai_model"] = received.text("ai_model") or "default"
    return ok()


@answers("flowSetAudioTranscription")
def set_transcription(world: World, received: Received) -> Row:
    """Choose the model that writes voice messages down."""
    world.settings["stt_model"] = received.text("stt_model")
    return ok()


@answers("FlowTemplatesInstalls")
def template_installs(world: World, received: Received) -> Row:
    """The templates that were installed in this bot."""
    install = {
        "id": 1,
        "template_ns": "tpl-retail-base",
        "flow_ns": DEMO_PREFIX,
        "team_id": 512,
        "version": "1.4",
        "scope": "private",
        "allow_republish": 0,
        "auto_update": 1,
        "can_edit": 1,
        "can_view": True,
        "created_at": "2025-03-02 10:00:00",
        "updated_at": "2025-09-14 08:12:00",
        "uninstalled_at": None,
    }
    return page_of(received, [install])
