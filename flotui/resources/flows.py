"""What the bot is made of: sub-flows, tags, user fields, bot fields, segments."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from flotui.api.call import Call
from flotui.api.catalogue import Risk
from flotui.api.models.flow import BotField, Segment, SubFlow, Tag, UserField
from flotui.repositories.flows import create_tag as create_tag_edit
from flotui.repositories.flows import create_user_field as create_user_field_edit
from flotui.repositories.flows import delete_tag as delete_tag_edit
from flotui.repositories.flows import set_bot_field
from flotui.repositories.snapshot import Snapshot
from flotui.resources.ask import Choice, Confirm, Field, Form
from flotui.resources.base import Action, Column, Context, Line, Query, Resource, RowSource, Tab
from flotui.resources.copying import copy_action
from flotui.resources.fields import TYPES, typed_value, value_field
from flotui.resources.format import count, line, unknown_lines
from flotui.resources.reading import everything
from flotui.resources.text import Text, dim, words

if TYPE_CHECKING:
    from flotui.workspace import Workspace

Reading = AsyncIterator[Snapshot[RowSource[Any]]]

_SECRET = re.compile(r"key|token|secret|passw|credential|bearer", re.IGNORECASE)
"""Names of bot fields whose values are masked until they are asked for (behaviour notes, 6)."""


def _offers(row_id: str) -> Any:
    def offers(context: Context) -> list[tuple[str, str]]:
        return [("id", getattr(context.row, row_id)), ("name", context.row.name)]

    return offers


async def count_of(context: Context, parameter: str, row_id: str) -> int | None:
    """How many subscribers a filter leaves: one call that reads a single row (behaviour notes, 3)."""
    from flotui.api.pacer import Purpose

    call = Call.of("flowBotUsers", query={parameter: row_id, "limit": 1})
    return (await context.workspace.reader.send(call, Purpose.INTERACTIVE)).total


def _counting(resource: str, parameter: str, noun: str) -> Action:
    async def run(context: Context) -> None:
        row = context.row
        number = await count_of(context, parameter, row.row_id)
        context.ask.say(f"{count(number)} subscribers are in {noun} {row.name}.")

    return Action(
        f"{resource}.count", "Count who has it", "c", run, hint="count", operations=("flowBotUsers",)
    )


def _jumping(resource: str, parameter: str, noun: str) -> Action:
    async def run(context: Context) -> None:
        row = context.row
        query = Query(arguments={parameter: row.row_id}, says=f"{noun} {row.name}")
        context.ask.go("subscribers", query)

    return Action(
        f"{resource}.subscribers",
        "Show the subscribers",
        "o",
        run,
        hint="subscribers",
        operations=("flowBotUsers",),
    )


async def _create_tag(context: Context) -> None:
    async def submit(answer: dict[str, str]) -> None:
        name = answer["name"]
        known = await everything(context.workspace.flows.tags())
        if any(tag.name == name for tag in known):
            context.ask.say(f"The bot has a tag {name} already; nothing was sent.")
            return
        await context.workspace.apply(create_tag_edit(name))
        context.ask.say(f"Tag {name} made.", "good")

    fields = (Field("name", "Name", required=True, help="A tag can't be renamed later."),)
    await context.ask.form(Form("New tag", fields, verb="Create"), submit)


async def _delete_tag(context: Context) -> None:
    tag: Tag = context.row
    number = await count_of(context, "tag_ns", tag.row_id)

    async def submit(_: object) -> None:
        await context.workspace.apply(delete_tag_edit(tag))
        context.ask.say(f"Tag {tag.name} deleted.", "good")

    lines: tuple[Text, ...] = (
        f"{count(number)} subscribers have it; they lose it.",
        "Flows that use it break silently, and a new tag of that name does not mend them.",
    )
    await context.ask.confirm(
        Confirm(f"Delete tag {tag.name}", lines, verb="Delete", danger=True, typed=tag.name), submit
    )


async def _create_user_field(context: Context) -> None:
    async def submit(answer: dict[str, str]) -> None:
        edit = create_user_field_edit(answer["name"], answer["type"], answer.get("description", ""))
        await context.workspace.apply(edit)
        context.ask.say(f"User field {answer['name']} made.", "good")

    fields = (
        Field("name", "Name", required=True),
        Field(
            "type",
            "Type",
            "choice",
            "text",
            required=True,
            choices=[Choice(each, each) for each in TYPES],
            help="It can't be changed later.",
        ),
        Field("description", "Description"),
    )
    await context.ask.form(Form("New user field", fields, verb="Create"), submit)


async def _edit_bot_field(context: Context) -> None:
    field: BotField = context.row

    async def submit(answer: dict[str, str]) -> None:
        value = typed_value(field.var_type, answer.get("value", ""), field.text)
        if value == field.text:
            context.ask.say(f"{field.name} was so already; nothing was sent.")
            return
        await context.workspace.apply(set_bot_field(field, value))
        if not context.workspace.switches.dry_run:
            context.ask.say(f"Bot field {field.name} set. u sets the old value back.", "good")

    asked = value_field("value", field.name, field.var_type, field.text, help=field.description)
    await context.ask.form(Form(f"Bot field {field.name} ({field.var_type})", (asked,)), submit)


async def _reveal(context: Context) -> None:
    field: BotField = context.row
    await context.ask.read(f"{field.name} ({field.var_type})", field.text or "(empty)")


def _bot_value(field: BotField) -> Text:
    if field.text and _SECRET.search(field.name):
        return dim("•••••••• v shows it")
    return field.text or dim("–")


def _lines(*shown: tuple[str, str]) -> Any:
    """A tab of lines: the attributes named, and whatever else the host sent."""

    def lines(workspace: Workspace, row: Any) -> list[Line]:
        known = [line(title, str(getattr(row, name))) for name, title in shown]
        return known + unknown_lines(row, ())

    return lines


def _bot_field_lines(workspace: Workspace, row: BotField) -> list[Line]:
    value = Line("value", _bot_value(row), row.text)
    about = _lines(("name", "name"), ("var_ns", "id"), ("var_type", "type"), ("description", "description"))
    return [*about(workspace, row), value]


SUB_FLOWS: Resource[SubFlow] = Resource(
    id="sub-flows",
    title="Sub-flows",
    singular="sub-flow",
    area="flows",
    aliases=("subflows", "sf", "flows"),
    read=lambda workspace, query: workspace.flows.sub_flows(force=query.force),  # type: ignore[arg-type, return-value]
    columns=(
        Column("name", "Name", lambda row: row.name, width=20, flex=1),
        Column("id", "Id", lambda row: dim(row.sub_flow_ns), width=14),
    ),
    row_id=lambda row: row.row_id,
    label=lambda row: row.name,
    tabs=(Tab("about", "Sub-flow", lines=_lines(("name", "name"), ("sub_flow_ns", "id"))),),
    actions=(copy_action("sub-flows", _offers("sub_flow_ns")),),
    empty="No sub-flows. They are made in the dashboard; the API can't.",
    scope="Manage Flow",
    operations=("flowSubFlows",),
)

TAGS: Resource[Tag] = Resource(
    id="tags",
    title="Tags",
    singular="tag",
    area="flows",
    aliases=("tag",),
    read=lambda workspace, query: workspace.flows.tags(force=query.force),  # type: ignore[arg-type, return-value]
    columns=(
        Column("name", "Name", lambda row: words([row.name]), width=20, flex=1),
        Column("id", "Id", lambda row: dim(row.tag_ns), width=14),
    ),
    row_id=lambda row: row.row_id,
    label=lambda row: row.name,
    tabs=(Tab("about", "Tag", lines=_lines(("name", "name"), ("tag_ns", "id"))),),
    actions=(
        _counting("tags", "tag_ns", "tag"),
        _jumping("tags", "tag_ns", "tag"),
        Action(
            "tags.new",
            "New tag",
            "n",
            _create_tag,
            hint="new",
            risk=Risk.WRITE,
            needs="nothing",
            operations=("flowCreateTag",),
        ),
        Action(
            "tags.delete",
            "Delete the tag",
            "d,delete",
            _delete_tag,
            hint="delete",
            risk=Risk.DESTRUCTIVE,
            operations=("flowDeleteTag",),
        ),
        copy_action("tags", _offers("tag_ns")),
    ),
    empty="No tags yet. Press n to make one.",
    scope="Manage Flow",
    operations=("flowTags",),
)

USER_FIELDS: Resource[UserField] = Resource(
    id="user-fields",
    title="User fields",
    singular="user field",
    area="flows",
    aliases=("uf", "fields"),
    read=lambda workspace, query: workspace.flows.user_fields(force=query.force),  # type: ignore[arg-type, return-value]
    columns=(
        Column("name", "Name", lambda row: row.name, width=20, flex=2),
        Column("type", "Type", lambda row: row.var_type, width=9),
        Column("description", "Description", lambda row: dim(row.description), width=12, flex=2, priority=2),
        Column("id", "Id", lambda row: dim(row.var_ns), width=14, priority=1),
    ),
    row_id=lambda row: row.row_id,
    label=lambda row: row.name,
    tabs=(
        Tab(
            "about",
            "User field",
            lines=_lines(
                ("name", "name"), ("var_ns", "id"), ("var_type", "type"), ("description", "description")
            ),
        ),
    ),
    actions=(
        Action(
            "user-fields.new",
            "New user field",
            "n",
            _create_user_field,
            hint="new",
            risk=Risk.WRITE,
            needs="nothing",
            operations=("flowCreateUserField",),
        ),
        copy_action("user-fields", _offers("var_ns")),
    ),
    empty="No user fields yet. Press n to make one.",
    scope="Manage Flow",
    operations=("flowUserFields",),
)

BOT_FIELDS: Resource[BotField] = Resource(
    id="bot-fields",
    title="Bot fields",
    singular="bot field",
    area="flows",
    aliases=("bf",),
    read=lambda workspace, query: workspace.flows.bot_fields(force=query.force),  # type: ignore[arg-type, return-value]
    columns=(
        Column("name", "Name", lambda row: row.name, width=18, flex=2),
        Column("value", "Value", _bot_value, width=18, flex=3),
        Column("type", "Type", lambda row: dim(row.var_type), width=9, priority=1),
        Column("id", "Id", lambda row: dim(row.var_ns), width=14, priority=2),
    ),
    row_id=lambda row: row.row_id,
    label=lambda row: row.name,
    tabs=(Tab("about", "Bot field", lines=_bot_field_lines),),
    actions=(
        Action(
            "bot-fields.edit",
            "Edit the value",
            "e",
            _edit_bot_field,
            hint="edit",
            risk=Risk.WRITE,
            operations=("flowUpdateBotField",),
        ),
        Action("bot-fields.read", "Show the whole value", "v", _reveal, hint="whole value"),
        copy_action(
            "bot-fields",
            lambda context: [
                ("value", context.row.text),
                ("name", context.row.name),
                ("id", context.row.var_ns),
            ],
        ),
    ),
    empty="No bot fields yet.",
    scope="Manage Flow",
    operations=("flowBotFields",),
)

SEGMENTS: Resource[Segment] = Resource(
    id="segments",
    title="Segments",
    singular="segment",
    area="flows",
    aliases=("seg",),
    read=lambda workspace, query: workspace.flows.segments(force=query.force),  # type: ignore[arg-type, return-value]
    columns=(
        Column("name", "Name", lambda row: row.name, width=20, flex=1),
        Column("id", "Id", lambda row: dim(row.segment_ns), width=14),
    ),
    row_id=lambda row: row.row_id,
    label=lambda row: row.name,
    tabs=(Tab("about", "Segment", lines=_lines(("name", "name"), ("segment_ns", "id"))),),
    actions=(
        _counting("segments", "segment_ns", "segment"),
        _jumping("segments", "segment_ns", "segment"),
        copy_action("segments", _offers("segment_ns")),
    ),
    empty="No segments. They are made in the dashboard; the API can't.",
    scope="Manage Flow",
    operations=("flowSegment",),
)

__all__ = ["BOT_FIELDS", "SEGMENTS", "SUB_FLOWS", "TAGS", "USER_FIELDS"]
