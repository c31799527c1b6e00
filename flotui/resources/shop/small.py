# SPDX-License-Identifier: MIT
"""Product types, vendors, product tags and locations: short lists of names and places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flotui.api.models.shop import Location, ShopName
from flotui.repositories.shop import LOCATION, PRODUCT_TAGS, TYPES, VENDORS
from flotui.repositories.shop_edits import rename
from flotui.resources.ask import Field
from flotui.resources.base import Column, Context, DetailLine, Resource, Sort, Tab
from flotui.resources.copying import copy_action
from flotui.resources.crud import cell, create, delete, edit, jump, saving
from flotui.resources.format import columns_of, id_column, line, unknown_lines
from flotui.resources.inplace import edit_in_place
from flotui.resources.knowing import PRODUCTS, knowing, products
from flotui.resources.text import dim
from flotui.text import numbers

if TYPE_CHECKING:
    from flotui.repositories.kinds import Kind
    from flotui.workspace import Workspace


def _lines(workspace: Workspace, row: ShopName) -> list[DetailLine]:
    return [
        line("name", row.name),
        line("id", row.row_id),
        *columns_of(row, PRODUCTS),
        *unknown_lines(row, ()),
    ]


def _copied(context: Context[ShopName]) -> list[tuple[str, str]]:
    return [("name", context.row.name), ("id", context.row.row_id)]


def _names(
    kind: Kind[ShopName], id: str, title: str, aliases: tuple[str, ...], filters: str = ""
) -> Resource[ShopName]:
    """One list of names.

    Args:
        kind: which.
        id: the resource's id.
        title: its title.
        aliases: its other names.
        filters: the query of the products that narrows them to one of these; empty where there is none.
    """
    save = saving(
        kind,
        change=lambda _, row, values: rename(kind, row, values["name"]),
        message=lambda _, row, values: f"{row.name} is called {values['name']} now.",
    )
    to_products = jump(id, kind, filters, to="products", operation="Products")
    return Resource(
        id=id,
        title=title,
        kind=kind,
        aliases=aliases,
        columns=(
            Column(
                "name",
                "Name",
                lambda row: row.name,
                width=20,
                flex=1,
                by=Sort("name"),
                edit=cell(kind, "name", save),
            ),
            *PRODUCTS,
            id_column(lambda row: row.row_id, priority=2),
        ),
        read=knowing(kind, products),
        tabs=(Tab("about", kind.name.capitalize(), lines=_lines),),
        actions=(
            edit_in_place(id, f"Rename the {kind.name}", hint="rename", operations=(kind.change,)),
            *((to_products,) if filters else ()),
            create(id, kind),
            delete(id, kind, warn=("It is removed from all products.",)),
            copy_action(id, _copied),
        ),
        searched=lambda row: row.name,
    )


PRODUCT_TYPES = _names(TYPES, "product-types", "Types", ("types",), "product_type_id")
PRODUCT_VENDORS = _names(VENDORS, "vendors", "Vendors", ("vendor",), "vendor_id")
TAGS_OF_PRODUCTS = _names(PRODUCT_TAGS, "product-tags", "Product tags", ("ptags",))


# -- Locations ------------------------------------------------------------------------------------


def _location_fields(row: Location) -> tuple[Field, ...]:
    return (
        Field("name", "Name", value=row.name, required=True),
        Field("address", "Address", value=row.address, required=True),
        Field(
            "lat",
            "Latitude",
            "number",
            row.lat,
            required=True,
            help="In degrees, such as -23.5505.",
            check=lambda text: numbers.outside(text, -90, 90),
        ),
        Field(
            "lng",
            "Longitude",
            "number",
            row.lng,
            required=True,
            help="Such as -46.6333.",
            check=lambda text: numbers.outside(text, -180, 180),
        ),
        Field("note", "Note", value=row.note),
    )


def _location_lines(workspace: Workspace, row: Location) -> list[DetailLine]:
    return [
        line("name", row.name),
        line("id", row.row_id),
        line("address", row.address),
        line("latitude", row.lat),
        line("longitude", row.lng),
        line("note", row.note),
        *unknown_lines(row, ()),
    ]


def _location_copied(context: Context[Location]) -> list[tuple[str, str]]:
    row = context.row
    return [
        ("name", row.name),
        ("address", row.address),
        ("coordinates", f"{row.lat}, {row.lng}"),
        ("id", row.row_id),
    ]


async def _warn_location(context: Context[Location]) -> list[str]:
    return [context.row.address] if context.row.address else []


LOCATIONS: Resource[Location] = Resource(
    id="locations",
    title="Locations",
    kind=LOCATION,
    aliases=("places",),
    columns=(
        Column("name", "Name", lambda row: row.name, width=14, flex=1, by=Sort("name")),
        Column("address", "Address", lambda row: row.address or dim("–"), width=16, flex=2),
        Column("note", "Note", lambda row: dim(row.note), width=10, flex=1, priority=1),
    ),
    tabs=(Tab("about", "Location", lines=_location_lines),),
    actions=(
        edit("locations", LOCATION, lambda _, row: _location_fields(row), unique=False),
        create("locations", LOCATION, _location_fields(Location()), unique=False),
        delete("locations", LOCATION, warn=_warn_location),
        copy_action("locations", _location_copied),
    ),
    searched=lambda row: f"{row.name} {row.address}",
)
