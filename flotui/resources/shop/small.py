"""Product types, vendors, product tags and locations: short lists of names and places."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING

from flotui.api.argument import Argument
from flotui.api.catalogue import Risk
from flotui.api.models.shop import Location, Named
from flotui.repositories.shop import LOCATION, PRODUCT_TAGS, TYPES, VENDORS
from flotui.repositories.shop_edits import (
    create_location,
    create_name,
    delete_location,
    delete_name,
    rename,
    update_location,
)
from flotui.repositories.snapshot import Snapshot
from flotui.resources.alike import new_name
from flotui.resources.ask import Confirm, Field, Form, bound
from flotui.resources.base import (
    Action,
    Column,
    Context,
    InPlace,
    Line,
    Query,
    Resource,
    RowSource,
    Sort,
    Tab,
)
from flotui.resources.copying import copy_action
from flotui.resources.format import line, unknown_lines
from flotui.resources.inplace import edit_in_place
from flotui.resources.keys import undo_key
from flotui.resources.reading import everything
from flotui.resources.telling import done, made, unchanged
from flotui.resources.text import Text, dim

if TYPE_CHECKING:
    from flotui.repositories.kinds import Kind
    from flotui.workspace import Workspace


def _lines(workspace: Workspace, row: Named) -> list[Line]:
    return [line("name", row.name), line("id", row.row_id), *unknown_lines(row, ())]


def _copied(context: Context[Named]) -> list[tuple[str, str]]:
    return [("name", context.row.name), ("id", context.row.row_id)]


def _names(
    names: Kind[Named],
    id: str,
    title: str,
    aliases: tuple[str, ...],
    filters: str = "",
) -> Resource[Named]:
    """One list of names.

    Args:
        names: which, and its operations.
        id: the resource's id.
        title: its title.
        aliases: its other names.
        filters: the query of the products that narrows them to one of these; empty where there is none.
    """
    noun = names.name

    def read(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[Named]]]:
        return workspace.shop.names(names, force=query.force)

    async def create(context: Context[Named]) -> None:
        async def submit(answer: dict[str, str]) -> None:
            known = await everything(context.workspace.shop.names(names))
            name = await new_name(context, answer["name"], known, names.name)
            entries = await context.workspace.apply(create_name(names, name))
            made(context, f"{noun.capitalize()} {name} made.", entries)

        field = Field("name", "Name", required=True)
        await context.ask.form(Form(f"New {noun}", (field,), verb="Create"), submit)

    async def save(context: Context[Named], row: Named, values: Mapping[str, str]) -> None:
        known = await everything(context.workspace.shop.names(names))
        text = await new_name(context, values["name"], known, names.name, verb="Rename", but=row.row_id)
        await context.workspace.apply(rename(names, row, text))
        done(context, f"{row.name} is called {text} now. {undo_key()} sets it back.")

    async def delete(context: Context[Named]) -> None:
        row = context.row

        async def submit(_: object) -> None:
            await context.workspace.apply(delete_name(names, row))
            done(context, f"{noun.capitalize()} {row.name} deleted.")

        lines: tuple[Text, ...] = ("Products that have it lose it. It cannot be undone.",)
        await context.ask.confirm(
            Confirm(
                f"Delete {noun} {row.name}",
                lines,
                verb="Delete",
                danger=True,
                typed=row.name,
                instead=row.row_id,
            ),
            submit,
        )

    async def products(context: Context[Named]) -> None:
        row = context.row
        context.ask.go("products", Query(arguments={filters: row.row_id}, says=f"{noun} {row.name}"))

    jump = Action(
        f"{id}.products",
        "Show the products",
        "o",
        products,
        hint="products",
        operations=("Products",),
        leads=True,
    )
    return Resource(
        id=id,
        title=title,
        singular=noun,
        area="shop",
        aliases=aliases,
        read=read,
        columns=(
            Column(
                "name",
                "Name",
                lambda row: row.name,
                width=20,
                flex=1,
                by=Sort("name"),
                edit=InPlace("name", lambda row: row.name, save, Argument(names.change, "name")),
            ),
            Column("id", "Id", lambda row: dim(row.row_id), width=8),
        ),
        row_id=lambda row: row.row_id,
        label=lambda row: row.name,
        tabs=(Tab("about", noun.capitalize(), lines=_lines),),
        inspect=lambda workspace, row, force=False: workspace.shop.name(names, row.row_id, force=force),
        actions=(
            edit_in_place(id, f"Rename the {noun}", hint="rename", operations=(names.change,)),
            *((jump,) if filters else ()),
            Action(
                f"{id}.new",
                f"New {noun}",
                "n",
                create,
                hint="new",
                risk=Risk.WRITE,
                needs="nothing",
                operations=(names.create,),
            ),
            Action(
                f"{id}.delete",
                f"Delete the {noun}",
                "d,delete",
                delete,
                hint="delete",
                risk=Risk.DESTRUCTIVE,
                operations=(names.delete,),
            ),
            copy_action(id, _copied),
        ),
        searched=lambda row: row.name,
        empty=f"No {title.lower()} yet. Press {{{id}.new}} to make one.",
        scope="Manage Flow",
        operations=names.reads,
    )


PRODUCT_TYPES = _names(TYPES, "product-types", "Types", ("types",), "product_type_id")
PRODUCT_VENDORS = _names(VENDORS, "vendors", "Vendors", ("vendor",), "vendor_id")
TAGS_OF_PRODUCTS = _names(PRODUCT_TAGS, "product-tags", "Product tags", ("ptags",))


# -- Locations ------------------------------------------------------------------------------------


def _read_locations(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[Location]]]:
    return workspace.shop.locations(force=query.force)


def _location_fields(row: Location, operation: str) -> list[Field]:
    fields = (
        Field("name", "Name", value=row.name, required=True),
        Field("address", "Address", value=row.address, required=True),
        Field("lat", "Latitude", "number", row.lat, required=True, help="In degrees, such as -23.5505."),
        Field("lng", "Longitude", "number", row.lng, required=True),
        Field("note", "Note", value=row.note),
    )
    return bound(operation, fields)


async def _create_location(context: Context[Location]) -> None:
    async def submit(answer: dict[str, str]) -> None:
        entries = await context.workspace.apply(create_location(answer))
        made(context, f"Location {answer['name']} made.", entries)

    fields = _location_fields(Location(), "CreateLocation")
    await context.ask.form(Form("New location", fields, verb="Create"), submit)


async def _edit_location(context: Context[Location]) -> None:
    cached = await context.workspace.cache.row(LOCATION.name, context.row.row_id)
    row = context.row if cached is None else Location.read(cached.value)

    async def submit(answer: dict[str, str]) -> None:
        if unchanged(context, answer, row.name):
            return
        await context.workspace.apply(update_location(row, answer))
        done(context, f"Location {row.name} changed. {undo_key()} sets it back.")

    fields = _location_fields(row, "UpdateLocation")
    await context.ask.form(Form(f"Location {row.name}", fields, edits=True), submit)


async def _delete_location(context: Context[Location]) -> None:
    row = context.row

    async def submit(_: object) -> None:
        await context.workspace.apply(delete_location(row))
        done(context, f"Location {row.name} deleted.")

    lines: tuple[Text, ...] = (row.address, "It cannot be undone.")
    await context.ask.confirm(
        Confirm(
            f"Delete location {row.name}",
            lines,
            verb="Delete",
            danger=True,
            typed=row.name,
            instead=row.row_id,
        ),
        submit,
    )


def _location_lines(workspace: Workspace, row: Location) -> list[Line]:
    return [
        line("name", row.name),
        line("id", row.row_id),
        line("address", row.address),
        line("latitude", row.lat),
        line("longitude", row.lng),
        line("note", row.note),
        *unknown_lines(row, ()),
    ]


LOCATIONS: Resource[Location] = Resource(
    id="locations",
    title="Locations",
    singular="location",
    area="shop",
    aliases=("places",),
    read=_read_locations,
    columns=(
        Column("name", "Name", lambda row: row.name, width=14, flex=1, by=Sort("name")),
        Column("address", "Address", lambda row: row.address or dim("–"), width=16, flex=2),
        Column("note", "Note", lambda row: dim(row.note), width=10, flex=1, priority=1),
    ),
    row_id=lambda row: row.row_id,
    label=lambda row: row.name,
    tabs=(Tab("about", "Location", lines=_location_lines),),
    inspect=lambda workspace, row, force=False: workspace.shop.location(row.row_id, force=force),
    actions=(
        Action(
            "locations.edit",
            "Edit the location",
            "e",
            _edit_location,
            hint="edit",
            risk=Risk.WRITE,
            operations=("UpdateLocation",),
        ),
        Action(
            "locations.new",
            "New location",
            "n",
            _create_location,
            hint="new",
            risk=Risk.WRITE,
            needs="nothing",
            operations=("CreateLocation",),
        ),
        Action(
            "locations.delete",
            "Delete the location",
            "d,delete",
            _delete_location,
            hint="delete",
            risk=Risk.DESTRUCTIVE,
            operations=("DeleteLocation",),
        ),
        copy_action(
            "locations",
            lambda context: [
                ("name", context.row.name),
                ("address", context.row.address),
                ("coordinates", f"{context.row.lat}, {context.row.lng}"),
                ("id", context.row.row_id),
            ],
        ),
    ),
    searched=lambda row: f"{row.name} {row.address}",
    empty="No locations yet. Press {locations.new} to make one.",
    scope="Manage Flow",
    operations=("Locations", "LocationGetInfo"),
)
