# SPDX-License-Identifier: MIT
"""What the bot is made of: sub-flows, tags, user fields, bot fields, segments.

What an edit is compared with is imported when one is made.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from flotui.api.call import Call
from flotui.api.errors import BrokenReply, NotFound
from flotui.api.models.flow import (
    BotField,
    CustomEvent,
    Segment,
    SubFlow,
    Tag,
    TemplateInstall,
    UserField,
    Webhook,
    Widget,
)
from flotui.api.secrets import masked
from flotui.repositories.base import Reader
from flotui.repositories.edit import Edit
from flotui.repositories.kinds import BY_NAME, NOWHERE, AnyKind, Kind, RowLink, ShownIn
from flotui.repositories.rows import Rows
from flotui.repositories.snapshot import Snapshot

if TYPE_CHECKING:
    from flotui.repositories.targets import Target


def _type(field: Mapping[str, object]) -> str:
    return str(field.get("var_type") or "")


def _several_bot_fields(kind: AnyKind) -> Mapping[str, Target]:
    from flotui.repositories.targets_listed import BotFields  # nothing is compared before the first screen

    return {"flowUpdateBotFields": BotFields(kind)}


T = TypeVar("T")

TAG = Kind(
    "tag",
    Tag,
    list="flowTags",
    create="flowCreateTag",
    delete="flowDeleteTag",
    by="tag_ns",
    arguments=("tags", "exclude_tags"),
    called_by=("tag_name",),
    shown_in=ShownIn(held=("subscriber", "workspace subscriber", "broadcast")),
    deletes=("flowDeleteTagByName",),
)
SUB_FLOW = Kind(
    "sub-flow",
    SubFlow,
    list="flowSubFlows",
    delete="flowDeleteSubFlow",
    by="sub_flow_ns",
    called_by=("flow_name",),
    shown_in=ShownIn(held=("widget", "webhook", "broadcast")),
)
USER_FIELD = Kind(
    "user field",
    UserField,
    searched=("name", "var_type", "description"),
    list="flowUserFields",
    create="flowCreateUserField",
    change="flowUpdateUserField",
    delete="flowDeleteUserField",
    by="var_ns",
    arguments=("user_field_ns",),
    called_by=("field_name",),
    note=_type,
    shown_in=ShownIn(named=("subscriber", "workspace subscriber")),
    deletes=("flowDeleteUserFieldByName",),
)
BOT_FIELD = Kind(
    "bot field",
    BotField,
    searched=("name", "var_type", "description"),
    keep=masked,
    list="flowBotFields",
    create="flowCreateBotField",
    change="flowUpdateBotField",
    delete="flowDeleteBotField",
    by="var_ns",
    arguments=("bot_fields.var_ns",),
    note=_type,
    shown_in=NOWHERE,
    deletes=("flowDeleteBotFieldByName",),
    compared=_several_bot_fields,
    uncompared=dict.fromkeys(("flowUpdateBotFieldByName", "flowUpdateBotFieldsByName"), BY_NAME),
)
SEGMENT = Kind("segment", Segment, list="flowSegment", by="segment_ns")
CUSTOM_EVENT = Kind(
    "custom event",
    CustomEvent,
    searched=("name", "description"),
    list="flowEvents",
    by="event_ns",
    called_by=("event_name",),
)
_STARTED = RowLink("sub_flow_ns", SUB_FLOW)

WEBHOOK = Kind(
    "webhook",
    Webhook,
    searched=("name", "url", "status"),
    links=(_STARTED,),
    list="flowInboundWebhooks",
)
WIDGET = Kind(
    "widget",
    Widget,
    searched=("name", "widget_code", "status"),
    links=(_STARTED,),
    list="flowChatButtonWidgets",
)
TEMPLATE_INSTALL = Kind(
    "template install", TemplateInstall, searched=("template_ns", "version"), list="FlowTemplatesInstalls"
)

FIELD_LIMITS = {"text": 20_000, "array": 20_000, "longtext": 500_000}
"""The characters that the host keeps of a value, by field type; it cuts the rest and says ok."""


class Flows:
    """Reads and edits of the bot itself."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def tags(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[Tag]]]:
        """The bot's tags."""
        return self._reader.list_of(TAG, force=force)

    def sub_flows(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[SubFlow]]]:
        """The bot's sub-flows."""
        return self._reader.list_of(SUB_FLOW, force=force)

    def user_fields(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[UserField]]]:
        """The fields that every subscriber has a value of."""
        return self._reader.list_of(USER_FIELD, force=force)

    def bot_fields(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[BotField]]]:
        """The fields with one value for the whole bot."""
        return self._reader.list_of(BOT_FIELD, force=force)

    async def bot_field(self, field: BotField) -> BotField:
        """A bot field as the host has it now, its value too where it is a credential, which is kept nowhere.

        Raises:
            NotFound: when it no longer exists.
            FlochatError: when the host did not answer it.
        """
        call = Call.of("flowBotFields", query={"name": field.name, "limit": 100})
        found = (await self._reader.ask(call)).data
        if not isinstance(found, list):
            raise BrokenReply.to_a_read("The host's answer isn't a list.")
        row = next((each for each in found if str(each.get("var_ns", "")) == field.var_ns), None)
        if row is None:
            raise NotFound(f"The bot field {field.name} no longer exists.")
        return BotField.read(row)

    def segments(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[Segment]]]:
        """The bot's saved filters."""
        return self._reader.list_of(SEGMENT, force=force)

    def events(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[CustomEvent]]]:
        """The kinds of custom event."""
        return self._reader.list_of(CUSTOM_EVENT, force=force)


def create_tag(name: str) -> Edit:
    """Create a tag. Its inverse is unknown until the host has given it an id."""
    return TAG.create_edit({"name": name})


def create_user_field(values: Mapping[str, object]) -> Edit:
    """Create a user field.

    Args:
        values: its name, type and description by argument. The contract wants a value too, and the description.
    """
    summary = f"Create user field {values['name']} ({values['var_type']})"
    return USER_FIELD.create_edit({"value": "", "description": "", **values}, summary=summary)


def create_bot_field(values: Mapping[str, object]) -> Edit:
    """Create a bot field.

    Args:
        values: its name, type, value and description by argument. The contract wants all of them.
    """
    summary = f"Create bot field {values['name']} ({values['var_type']})"
    return BOT_FIELD.create_edit({"value": "", "description": "", **values}, summary=summary)


def set_bot_field(field: BotField, value: str) -> Edit:
    """Set a bot field; the inverse sets the old value back.

    Args:
        field: the field, with the value that it has.
        value: the new one, as text.
    """
    call = Call.of("flowUpdateBotField", body={"var_ns": field.var_ns, "value": value})
    return BOT_FIELD.edit(call, f"Set bot field {field.name}", field.row_id, field.raw, {"value": field.name})


def set_bot_fields(values: Sequence[tuple[BotField, str]]) -> list[Edit]:
    """Set several bot fields, 20 to an edit; the inverse sets the old values back."""
    return [
        BOT_FIELD.edit(
            Call.of(
                "flowUpdateBotFields",
                body={"data": [{"var_ns": field.var_ns, "value": value} for field, value in group]},
            ),
            f"Set {len(group)} bot fields: {', '.join(field.name for field, _ in group)}",
            group[0][0].row_id,
            [field.raw for field, _ in group],
            {field.var_ns: field.name for field, _ in group},
        )
        for group in in_twenties(values)
    ]


MAIN = "main"
"""What stands for the main flow where a sub-flow's id is asked for."""


def set_start_flow(sub_flow_ns: str, name: str) -> Edit:
    """Choose what new conversations begin with. The host doesn't say what it was: there is no inverse.

    Args:
        sub_flow_ns: the sub-flow's id.
        name: what it is called.
    """
    body = {"sub_flow_ns": sub_flow_ns}
    return Edit(Call.of("flowSetDefaultStartFlow", body=body), f"Make {name} the default start flow")


def set_web_start_flow(sub_flow_ns: str, name: str) -> Edit:
    """Choose what conversations from the web chat begin with; there is no inverse either.

    Args:
        sub_flow_ns: the sub-flow's id.
        name: what it is called.
    """
    body = {"sub_flow_ns": sub_flow_ns}
    call = Call.of("flowSetWebChatWidgetDefaultStartFlow", body=body)
    return Edit(call, f"Make {name} the start flow of the web chat")


def in_twenties(items: Sequence[T]) -> list[list[T]]:
    """The items in groups of at most 20, which is what a bulk body takes (behaviour.md, Bodies)."""
    return [list(items[start : start + 20]) for start in range(0, len(items), 20)]
