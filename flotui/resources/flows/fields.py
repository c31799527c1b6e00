# SPDX-License-Identifier: MIT
"""User fields: making, renaming, deleting them, and who has which value."""

from __future__ import annotations

from flotui.api.models.flow import UserField
from flotui.repositories.flows import USER_FIELD, create_user_field
from flotui.resources.ask import Choice, Field, Form
from flotui.resources.base import Action, Column, Context, Query, Resource, later
from flotui.resources.copying import copy_action
from flotui.resources.crud import NAME, create, delete, edit
from flotui.resources.fields import TYPES, typed_value, value_field
from flotui.resources.flows.common import about, offers
from flotui.resources.format import id_column
from flotui.resources.text import dim

_DISPLAY = ("default", "pin", "hidden")


BREAKS = (
    "Flows that use it stop working without a warning, and a new field of the same name doesn't fix them.",
)
"""What else goes with a field that is deleted."""


def type_field() -> Field:
    """The form field in which a new field's type is chosen."""
    return Field(
        "var_type",
        "Type",
        "choice",
        "text",
        required=True,
        choices=[Choice(each, each) for each in TYPES],
        help="It can't be changed later.",
    )


def _edited(_: Context[UserField], row: UserField) -> tuple[Field, ...]:
    return (
        Field("name", "Name", value=row.name, required=True),
        Field(
            "display_type",
            "Shown as",
            "choice",
            row.display_type,
            required=bool(row.display_type),
            choices=[Choice(each, each) for each in _DISPLAY],
            help="In the dashboard. Leave empty to keep it; the current value is unknown.",
        ),
    )


async def _who_has(context: Context[UserField]) -> None:
    """The subscribers with a value: the host takes an exact one only."""
    field: UserField = context.row
    asked = value_field("value", "Value", field.var_type, "", help="Exact match, case-sensitive.")
    answer = await context.ask.form(Form(f"Subscribers whose {field.name} is …", (asked,), verb="Show"))
    value = typed_value(field.var_type, answer.get("value", ""), "")
    if not value:
        context.ask.say("Type a value: the host can't search for any value.")
        return
    arguments = {"user_field_ns": field.var_ns, "user_field_value": value}
    context.ask.go("subscribers", Query(arguments=arguments, summary=f"{field.name} = {value}"))


USER_FIELDS: Resource[UserField] = Resource(
    id="user-fields",
    title="User fields",
    kind=USER_FIELD,
    aliases=("uf", "fields"),
    columns=(
        Column("name", "Name", lambda row: row.name, width=20, flex=2),
        Column("type", "Type", lambda row: row.var_type, width=9),
        Column("description", "Description", lambda row: dim(row.description), width=12, flex=2, priority=2),
        id_column(lambda row: row.var_ns, priority=1),
    ),
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
        create(
            "user-fields",
            USER_FIELD,
            (NAME, type_field(), Field("description", "Description")),
            make=lambda _, values: create_user_field(values),
        ),
        edit(
            "user-fields",
            USER_FIELD,
            _edited,
            title="Rename it, or change how it is shown",
            heading=lambda _, row: f"User field {row.name} ({row.var_type})",
        ),
        delete("user-fields", USER_FIELD, warn=("All subscribers lose their value.", *BREAKS)),
        Action(
            "user-fields.unused",
            "Find unused user fields: nobody has a value",
            "",
            later("flotui.resources.flows.unused:fields"),
            needs="nothing",
        ),
        copy_action("user-fields", offers(("id", "var_ns"), ("name", "name"))),
    ),
)
