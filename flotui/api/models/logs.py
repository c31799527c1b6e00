# SPDX-License-Identifier: MIT
"""What happened in a bot: logs, and the figures that are counted from them."""

from __future__ import annotations

from typing import ClassVar

from flotui.api.models.base import Model


class ErrorEntry(Model):
    """A line of the error log."""

    id: str = ""
    description: str = ""
    flow_ns: str = ""
    node_ns: str = ""
    user_ns: str = ""
    created_at: str = ""
    """In the workspace's own zone, like all times of the logs."""


class LoggedEvent(Model):
    """A custom event as it was logged for somebody."""

    id: str = ""
    event_ns: str = ""
    user_ns: str = ""
    text_value: str = ""
    price_value: str = ""
    number_value: str = ""
    created_at: str = ""


class EventCount(Model):
    """How often an event was logged: on a day, or with a text."""

    start_date: str = ""
    text_value: str = ""
    num: int = 0
    unique_user_num: int = 0


class Conversation(Model):
    """A conversation between a subscriber and agents."""

    id: str = ""
    user_ns: str = ""
    source_type: str = ""
    opened_source: str = ""
    closed_source: str = ""
    in_messages: int = 0
    bot_messages: int = 0
    agent_messages: int = 0
    first_open_at: str = ""
    last_close_at: str = ""
    last_close_agent_id: str = ""
    last_assign_agent_id: str = ""
    avg_response_time: int = 0
    """Seconds, as all that follow."""
    handling_time: int = 0
    avg_subsequent_response_time: int = 0
    first_open_to_first_reply: int = 0
    first_open_to_first_assign: int = 0
    first_open_to_first_close: int = 0
    first_open_to_last_close: int = 0
    first_assign_to_first_close: int = 0
    first_reply_to_first_close: int = 0
    first_reply_after_first_assign: int = 0
    first_reply_after_last_assign: int = 0
    last_assign_to_last_close: int = 0
    created_at: str = ""


class Activity(Model):
    """Something that an agent did. The rows have no id."""

    agent_id: str = ""
    action: str = ""
    source_type: str = ""
    user_ns: str = ""
    created_at: str = ""

    @property
    def does(self) -> str:
        """What they did, in words: `add collaborator`."""
        return self.action.replace("_", " ")


class FlowDay(Model):
    """The figures of one bot on one day. An average of 0 means that there is no data."""

    flow_ns: str = ""
    summary_date: str = ""
    total_bot_users: int = 0
    day_active_bot_users: int = 0
    day_new_bot_users: int = 0
    day_total_messages: int = 0
    day_in_messages: int = 0
    day_out_messages: int = 0
    day_agent_messages: int = 0
    day_note_messages: int = 0
    day_assigned: int = 0
    day_done: int = 0
    day_email_sent: int = 0
    day_email_open: int = 0
    avg_agent_response_time: float = 0.0
    """Seconds."""
    avg_resolve_time: float = 0.0
    """Seconds."""


class AgentDay(Model):
    """The figures of one agent on one day. An average of 0 means that there is no data."""

    agent_id: str = ""
    flow_ns: str = ""
    summary_date: str = ""
    day_agent_messages: int = 0
    day_reply_bot_users: int = 0
    day_assigned: int = 0
    day_done: int = 0
    day_note_messages: int = 0
    avg_agent_response_time: float = 0.0
    avg_resolve_time: float = 0.0


class StatusCount(Model):
    """How many subscribers' conversations have a status."""

    ID: ClassVar[str] = "status"
    status: str = ""
    num: int = 0
