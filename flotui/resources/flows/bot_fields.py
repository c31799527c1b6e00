# SPDX-License-Identifier: MIT
"""Bot fields: one value for the whole bot, some of them secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flotui.api.catalogue import Risk
from flotui.api.secrets import MASK, is_credential
from flotui.repositories.flows import (
    BOT_FIELD,
    create_bot_field,
    set_bot_field,
    set_bot_fields,
)
from flotui.resources.ask import Field, Form
from flotui.resources.base import Action, Column, Context, DetailLine, Resource, Tab
from flotui.resources.copying import copy_action
from flotui.resources.crud import NAME, create, delete
from flotui.resources.fields import typed_value, value_field
from flotui.resources.flows.fields import BREAKS, type_field
from flotui.resources.format import id_column, line, unknown_lines
from flotui.resources.keys import key_of
from flotui.resources.telling import changed, unchanged
from flotui.resources.text import Text, dim

if TYPE_CHECKING:
    from flotui.api.models.flow import BotField
    from flotui.workspace import Workspace

MANY = 20
"""Fields that are set in one call."""


def secret(field: BotField) -> bool:
    """Whether a field's value is masked until it is asked for (behaviour.md, Secrets)."""
    return is_credential(field.name, field.text)


def _value(field: BotField) -> Text:
    if secret(field):
        return dim(f"{MASK}  {key_of('bot-fields.read')} shows it")
    return field.shown or dim("–")


async def _edit(context: Context[BotField]) -> None:
    fields: tuple[BotField, ...] = context.rows

    async def submit(answer: dict[str, str]) -> None:
        if unchanged(context, answer, _names(fields)):
            return
        values = [
            (field, typed_value(field.var_type, answer[field.var_ns], field.text))
            for field in fields
            if field.var_ns in answer
        ]
        one = len(values) == 1
        entries = await context.workspace.apply(
            *([set_bot_field(*values[0])] if one else set_bot_fields(values))
        )
        what = f"Bot field {values[0][0].name}" if one else f"{len(values)} bot fields"
        changed(context, f"{what} set.", entries, "it" if one else "them")

    title = f"Bot field {_names(fields)}" if len(fields) == 1 else f"{len(fields)} bot fields, in one call"
    await context.ask.form(Form(title, [_asked(field) for field in fields], edits=True), submit)


def _asked(field: BotField) -> Field:
    if secret(field):
        help = f"{field.var_type} · hidden; empty keeps what it is"
        return Field(field.var_ns, field.name, "secret", help=help)
    help = " · ".join(filter(None, (field.var_type, field.description)))
    return value_field(field.var_ns, field.name, field.var_type, field.text, help=help)


def _names(fields: tuple[BotField, ...]) -> str:
    return ", ".join(field.name for field in fields)


def _too_many(context: Context[BotField]) -> str | None:
    if len(context.rows) > MANY:
        return f"At most {MANY} fields are set in one call; {len(context.rows)} are marked."
    return None


async def _reveal(context: Context[BotField]) -> None:
    field: BotField = context.row
    hidden = secret(field)
    if hidden:  # it is kept nowhere, so it is read for this
        field = await context.workspace.flows.bot_field(field)
    await context.ask.read(f"{field.name} ({field.var_type})", field.text or "(empty)", secret=hidden)


def _lines(workspace: Workspace, row: BotField) -> list[DetailLine]:
    return [
        line("name", row.name),
        line("id", row.var_ns),
        line("type", row.var_type),
        line("description", row.description),
        line("from a template", "yes" if row.is_template_field else "no"),
        *unknown_lines(row, ()),
        DetailLine("value", _value(row), row.text),
    ]


BOT_FIELDS: Resource[BotField] = Resource(
    id="bot-fields",
    title="Bot fields",
    kind=BOT_FIELD,
    aliases=("bf",),
    columns=(
        Column("name", "Name", lambda row: row.name, width=18, flex=2),
        Column("value", "Value", _value, width=18, flex=3),
        Column("type", "Type", lambda row: dim(row.var_type), width=9, priority=1),
        id_column(lambda row: row.var_ns, priority=2),
    ),
    tabs=(Tab("about", "Bot field", lines=_lines),),
    actions=(
        Action(
            "bot-fields.edit",
            "Edit the value, or those of the marked ones in one call",
            "e",
            _edit,
            hint="edit",
            risk=Risk.WRITE,
            needs="some",
            unless=_too_many,
            operations=("flowUpdateBotField", "flowUpdateBotFields"),
        ),
        Action("bot-fields.read", "Show the full value", "v", _reveal, hint="full value"),
        create(
            "bot-fields",
            BOT_FIELD,
            (
                NAME,
                type_field(),
                Field("value", "Value", "longtext", help="As text: 14.90, true, 2026-12-24, JSON"),
                Field("description", "Description"),
            ),
            make=lambda _, values: create_bot_field(values),
        ),
        delete("bot-fields", BOT_FIELD, warn=BREAKS),
        copy_action(
            "bot-fields",
            lambda context: [
                ("value", "" if secret(context.row) else context.row.text),
                ("name", context.row.name),
                ("id", context.row.var_ns),
            ],
        ),
    ),
)
