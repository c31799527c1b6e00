"""What the bot is made of: sub-flows, tags, user fields, bot fields, segments."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from flotui.api.call import Call
from flotui.api.models.flow import BotField, CustomEvent, Segment, SubFlow, Tag, UserField
from flotui.repositories.base import Reader
from flotui.repositories.edit import Edit, Touch
from flotui.repositories.kinds import Kind
from flotui.repositories.rows import Rows
from flotui.repositories.snapshot import Snapshot

TAG = Kind("tag", Tag)
SUB_FLOW = Kind("sub-flow", SubFlow)
USER_FIELD = Kind("user field", UserField, searched=("name", "var_type", "description"))
BOT_FIELD = Kind("bot field", BotField, searched=("name", "var_type", "description"))
SEGMENT = Kind("segment", Segment)
CUSTOM_EVENT = Kind("custom event", CustomEvent, searched=("name", "description"))

FIELD_LIMITS = {"text": 20_000, "array": 20_000, "longtext": 500_000}
"""The characters that the host keeps of a value, by field type; it cuts the rest and says ok."""


class Flows:
    """Reads and edits of the bot itself."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def tags(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[Tag]]]:
        """The bot's tags."""
        return self._reader.rows(TAG, Call.of("flowTags"), force=force)

    def sub_flows(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[SubFlow]]]:
        """The bot's sub-flows."""
        return self._reader.rows(SUB_FLOW, Call.of("flowSubFlows"), force=force)

    def user_fields(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[UserField]]]:
        """The fields that every subscriber has a value of."""
        return self._reader.rows(USER_FIELD, Call.of("flowUserFields"), force=force)

    def bot_fields(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[BotField]]]:
        """The fields with one value for the whole bot."""
        return self._reader.rows(BOT_FIELD, Call.of("flowBotFields"), force=force)

    def segments(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[Segment]]]:
        """The bot's saved filters."""
        return self._reader.rows(SEGMENT, Call.of("flowSegment"), force=force)

    def events(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[CustomEvent]]]:
        """The kinds of custom event."""
        return self._reader.rows(CUSTOM_EVENT, Call.of("flowEvents"), force=force)


def create_tag(name: str) -> Edit:
    """Make a new tag. Its inverse is unknown until the host has given it an id."""
    return Edit(Call.of("flowCreateTag", body={"name": name}), f"Create tag {name}")


def delete_tag(tag: Tag) -> Edit:
    """Delete a tag for good, from the bot and from everyone who has it."""
    return Edit(
        Call.of("flowDeleteTag", body={"tag_ns": tag.tag_ns}),
        f"Delete tag {tag.name}",
        tag.row_id,
        touches=(Touch(TAG, tag.row_id, gone=True),),
    )


def create_user_field(name: str, var_type: str, description: str = "") -> Edit:
    """Make a new user field.

    Args:
        name: its name.
        var_type: its type, which can't be changed later (behaviour notes, 5).
        description: what it is for.
    """
    body = {"name": name, "var_type": var_type, "value": "", "description": description}
    return Edit(Call.of("flowCreateUserField", body=body), f"Create user field {name} ({var_type})")


def set_bot_field(field: BotField, value: str) -> Edit:
    """Set a bot field; the inverse sets the old value back."""

    def patch(row: dict[str, Any]) -> dict[str, Any]:
        return {**row, "value": value}

    return Edit(
        _set_bot_field(field, value),
        f"Set bot field {field.name}",
        field.row_id,
        inverse=_set_bot_field(field, field.text),
        touches=(Touch(BOT_FIELD, field.row_id, patch),),
    )


def _set_bot_field(field: BotField, value: str) -> Call:
    return Call.of("flowUpdateBotField", body={"var_ns": field.var_ns, "value": value})


def in_twenties(items: Sequence[Any]) -> list[list[Any]]:
    """The items in groups of at most 20, which is what a bulk body takes (behaviour notes, 5)."""
    return [list(items[start : start + 20]) for start in range(0, len(items), 20)]
