# SPDX-License-Identifier: MIT
"""Filtering the products: the host's filters by name, type and vendor, in a line or in a form."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flotui.repositories.shop import PRODUCT, TYPES, VENDORS
from flotui.resources.ask import Choice, Field, Form
from flotui.resources.base import Context, Query
from flotui.resources.reading import named, read_all
from flotui.resources.searching import by_name
from flotui.resources.terms import FilterTerm, Language, asked_of, written
from flotui.resources.text import Span, Text

if TYPE_CHECKING:
    from flotui.api.models.shop import ShopName
    from flotui.repositories.kinds import Kind
    from flotui.workspace import Workspace

HINT = "name, SKU or barcode; also type:Shoes  vendor:Acme"
"""What the filter line takes."""
LANGUAGE = Language(
    ("name", "type", "vendor"), example={"name": "shirt", "type": "Shoes", "vendor": '"Acme & Co"'}
)
"""The keys of the filter line."""


async def find(workspace: Workspace, text: str) -> Query:
    """What the host is asked for the text of the filter line: a name, `type:` and `vendor:`.

    Raises:
        Malformed: when a key is not known or has no value, the host can't be asked for two things together, or
            there is no such type or vendor.
    """
    terms = LANGUAGE.read(text)
    plain = " ".join(term.value for term in terms if not term.key)
    keyed = [term for term in terms if term.key]
    if not keyed:
        return await by_name(workspace, PRODUCT.name, plain.split(), "name", text)
    named_ = [FilterTerm("", plain, plain)] if plain else []
    return Query(
        arguments=await asked_of([*keyed, *named_], lambda term: _asked(workspace, term)), summary=text
    )


async def _asked(workspace: Workspace, term: FilterTerm) -> Mapping[str, str]:
    match term.key:
        case "type":
            return {"product_type_id": (await _named(workspace, TYPES, term.value)).row_id}
        case "vendor":
            return {"vendor_id": (await _named(workspace, VENDORS, term.value)).row_id}
    return {"name": term.value}


async def _named(workspace: Workspace, names: Kind[ShopName], value: str) -> ShopName:
    return named(await read_all(workspace.shop.names(names)), value, names.name)


def names_of(workspace: Workspace, names: Kind[ShopName]) -> Callable[[], Awaitable[Sequence[Choice]]]:
    """Reads the product types or the vendors, to choose from by name.

    Args:
        workspace: the open bot.
        names: which of them.
    """

    async def load() -> list[Choice]:
        return [Choice(row.name, row.name) for row in await read_all(workspace.shop.names(names))]

    return load


async def compose(context: Context[object]) -> None:
    """Have a filter composed, and show the products that it leaves.

    Raises:
        Cancelled: when it was left.
    """
    workspace = context.workspace
    now = await _names_now(workspace, context.query.arguments if context.query is not None else {})

    def preview(answer: Mapping[str, str]) -> Sequence[Text]:
        return [(Span("/ ", "accent"), Span(_line(answer) or "every product", "dim"))]

    async def submit(answer: dict[str, str]) -> None:
        text = _line(answer)
        context.ask.go("products", replace(await find(workspace, text), line=text) if text else Query())

    fields = (
        Field("name", "Name, or a part", value=now.get("name", "")),
        Field("type", "Type", "picker", now.get("type", ""), load=names_of(workspace, TYPES)),
        Field("vendor", "Vendor", "picker", now.get("vendor", ""), load=names_of(workspace, VENDORS)),
    )
    await context.ask.form(
        Form("Filter the products", fields, verb="Show them", preview=preview, looks=True), submit
    )


async def _names_now(workspace: Workspace, arguments: Mapping[str, str]) -> dict[str, str]:
    """What is filtered by now, its ids by their names."""
    found = {"name": arguments.get("name", "")}
    for key, argument, names in (("type", "product_type_id", TYPES), ("vendor", "vendor_id", VENDORS)):
        if argument in arguments:
            rows = await read_all(workspace.shop.names(names))
            found[key] = next((row.name for row in rows if row.row_id == arguments[argument]), "")
    return found


def _line(answer: Mapping[str, str]) -> str:
    """The same as it is written in the filter line."""
    parts = [written(answer["name"])] if answer.get("name") else []
    parts += [written(answer[key], key) for key in ("type", "vendor") if answer.get(key)]
    return " ".join(parts)
