# SPDX-License-Identifier: MIT
"""What a bot (the API calls it a flow) is made of."""

from __future__ import annotations

from typing import ClassVar

from flotui.api.models.base import Model
from flotui.api.models.subscriber import FieldModel, FieldValue


class Tag(Model):
    """A flag that subscribers carry for their current state."""

    ID: ClassVar[str] = "tag_ns"
    tag_ns: str = ""
    name: str = ""


class SubFlow(Model):
    """A piece of conversation that can be started."""

    ID: ClassVar[str] = "sub_flow_ns"
    sub_flow_ns: str = ""
    name: str = ""


class UserField(FieldModel):
    """A field that every subscriber has a value of."""

    display_type: str = ""


class BotField(FieldValue):
    """A field with one value for the whole bot."""

    is_template_field: bool = False


class Segment(Model):
    """A saved filter over the subscribers, evaluated live."""

    ID: ClassVar[str] = "segment_ns"
    segment_ns: str = ""
    name: str = ""


class CustomEvent(Model):
    """A kind of analytics record. Its labels say what text, price and number mean."""

    ID: ClassVar[str] = "event_ns"
    event_ns: str = ""
    name: str = ""
    description: str = ""
    text_label: str = ""
    price_label: str = ""
    number_label: str = ""


class AiModel(Model):
    """An AI agent or AI task, and the model that it runs on."""

    id: str = ""
    name: str = ""
    ai_provider: str = ""
    ai_model: str = ""
    max_tokens: str = ""
    """As it came: hosts send numbers and texts."""


class AiAgent(AiModel):
    """An AI agent."""

    ID: ClassVar[str] = "ai_agent_ns"
    ai_agent_ns: str = ""


class AiTask(AiModel):
    """An AI task."""

    ID: ClassVar[str] = "ai_task_ns"
    ai_task_ns: str = ""


class Webhook(Model):
    """An inbound webhook: an address that starts a sub-flow."""

    ID: ClassVar[str] = "hook_uid"
    hook_uid: str = ""
    name: str = ""
    status: str = ""
    sub_flow_ns: str = ""
    url: str = ""


class Widget(Model):
    """A chat button for web pages."""

    ID: ClassVar[str] = "widget_ns"
    widget_ns: str = ""
    id: str = ""
    name: str = ""
    status: str = ""
    widget_code: str = ""
    sub_flow_ns: str = ""
    js_url: str = ""


class TemplateInstall(Model):
    """A template that was installed in the bot."""

    id: str = ""
    template_ns: str = ""
    flow_ns: str = ""
    version: str = ""
    scope: str = ""
    auto_update: bool = False
    created_at: str = ""
    updated_at: str = ""
    uninstalled_at: str = ""


class Shortcut(Model):
    """A canned reply of the agents."""

    id: str = ""
    name: str = ""
    value: str = ""


class ClosingNote(Model):
    """What an agent fills in when closing a conversation."""

    id: str = ""
    name: str = ""
    note_ns: str = ""
    description: str = ""
    require_summary: int = 0
    """0, 1 or 2; the contract doesn't say what they mean."""
    require_attachment: int = 0
