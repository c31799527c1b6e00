"""User fields: making, renaming, deleting them, and who has which value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flotui.repositories.flows import create_user_field, delete_user_field, update_user_field
from flotui.resources.alike import new_name
from flotui.resources.ask import Choice, Field, Form, bound
from flotui.resources.base import Action, Column, Context, Query, Resource
from flotui.resources.copying import copy_action
from flotui.resources.fields import TYPES, typed_value, value_field
from flotui.resources.flows.common import SCOPE, about, creating, deleting, editing, offers
from flotui.resources.keys import undo_key
from flotui.resources.reading import everything
from flotui.resources.telling import done, made, unchanged
from flotui.resources.text import Text, dim

if TYPE_CHECKING:
    from flotui.api.models.flow import UserField

_DISPLAY = ("default", "pin", "hidden")


async def _create(context: Context) -> None:
    async def submit(answer: dict[str, str]) -> None:
        known = await everything(context.workspace.flows.user_fields())
        name = await new_name(context, answer["name"], known, "user field")
        edit = create_user_field(name, answer["type"], answer.get("description", ""))
        entries = await context.workspace.apply(edit)
        made(context, f"User field {name} made.", entries)

    fields = (
        Field("name", "Name", required=True),
        type_field(),
        Field("description", "Description"),
    )
    await context.ask.form(Form("New user field", fields, verb="Create"), submit)


def type_field() -> Field:
    """The form field in which a new field's type is chosen."""
    return Field(
        "type",
        "Type",
        "choice",
        "text",
        required=True,
        choices=[Choice(each, each) for each in TYPES],
        help="It can't be changed later.",
    )


async def _edit(context: Context) -> None:
    field: UserField = context.row

    async def submit(answer: dict[str, str]) -> None:
        if unchanged(context, answer, field.name):
            return
        if "name" in answer and answer["name"] != field.name:
            known = await everything(context.workspace.flows.user_fields())
            name = await new_name(
                context, answer["name"], known, "user field", verb="Rename", but=field.row_id
            )
            answer = {**answer, "name": name}
        entries = await context.workspace.apply(update_user_field(field, answer))
        undo = f"{undo_key()} sets it back." if entries and entries[0].inverse else "It can't be undone."
        done(context, f"User field {field.name} changed. {undo}")

    fields = (
        Field("name", "Name", value=field.name, required=True),
        Field(
            "display_type",
            "Shown as",
            "choice",
            field.display_type,
            required=bool(field.display_type),
            choices=[Choice(each, each) for each in _DISPLAY],
            help="In the dashboard. Empty leaves it as it is; the host doesn't tell what it is.",
        ),
    )
    title = f"User field {field.name} ({field.var_type})"
    await context.ask.form(Form(title, bound("flowUpdateUserField", fields), edits=True), submit)


async def _warn_delete(context: Context) -> list[Text]:
    return [
        "Everybody loses their value in it.",
        "Flows that use it break silently, and a new field of that name does not mend them.",
    ]


async def _who_has(context: Context) -> None:
    """The subscribers with a value: the host takes an exact one only."""
    field: UserField = context.row
    asked = value_field("value", "Value", field.var_type, "", help="The host compares it letter by letter.")
    answer = await context.ask.form(Form(f"Whose {field.name} is …?", (asked,), verb="Show"))
    value = typed_value(field.var_type, answer.get("value", ""), "")
    if not value:
        context.ask.say("Type a value: the host can't be asked who has any at all.")
        return
    arguments = {"user_field_ns": field.var_ns, "user_field_value": value}
    context.ask.go("subscribers", Query(arguments=arguments, says=f"{field.name} = {value}"))


USER_FIELDS: Resource[UserField] = Resource(
    id="user-fields",
    title="User fields",
    singular="user field",
    area="flows",
    aliases=("uf", "fields"),
    read=lambda workspace, query: workspace.flows.user_fields(force=query.force),
    columns=(
        Column("name", "Name", lambda row: row.name, width=20, flex=2),
        Column("type", "Type", lambda row: row.var_type, width=9),
        Column("description", "Description", lambda row: dim(row.description), width=12, flex=2, priority=2),
        Column("id", "Id", lambda row: dim(row.var_ns), width=14, priority=1),
    ),
    row_id=lambda row: row.row_id,
    label=lambda row: row.name,
    tabs=(
        about(
            "User field",
            ("name", "name"),
            ("var_ns", "id"),
            ("var_type", "type"),
            ("description", "description"),
            ("display_type", "shown as"),
        ),
    ),
    actions=(
        Action(
            "user-fields.subscribers",
            "Show the subscribers with a value",
            "o",
            _who_has,
            hint="who has",
            operations=("flowBotUsers",),
            leads=True,
        ),
        creating("user-fields", "user field", _create, "flowCreateUserField"),
        editing("user-fields", "Rename it, or change how it is shown", _edit, "flowUpdateUserField"),
        deleting("user-fields", "user field", delete_user_field, "flowDeleteUserField", _warn_delete),
        copy_action("user-fields", offers(("id", "var_ns"), ("name", "name"))),
    ),
    empty="No user fields yet. Press {user-fields.new} to make one.",
    scope=SCOPE,
    operations=("flowUserFields",),
)
