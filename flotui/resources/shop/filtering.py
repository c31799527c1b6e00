"""Filtering the products: the host's filters by name, type and vendor, in a line or in a form."""

from __future__ import annotations

import shlex
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flotui.api.errors import Malformed
from flotui.repositories.shop import TYPES, VENDORS, Names
from flotui.resources.ask import Choice, Field, Form
from flotui.resources.base import Context, Query
from flotui.resources.reading import everything, named
from flotui.resources.text import Span, Text

if TYPE_CHECKING:
    from flotui.workspace import Workspace

HINT = "name; also type:Shoes  vendor:Acme"
"""What the filter line takes."""


async def find(workspace: Workspace, text: str) -> Query:
    """What the host is asked for the text of the filter line: a name, `type:` and `vendor:`.

    Raises:
        Malformed: when a key is not known, or there is no such type or vendor.
    """
    arguments: dict[str, str] = {}
    plain: list[str] = []
    for part in _parts(text):
        key, colon, value = part.partition(":")
        if not colon or not value or not key.isalpha():
            plain.append(part)
        elif key.lower() == "type":
            arguments["product_type_id"] = (await _named(workspace, TYPES, value)).row_id
        elif key.lower() == "vendor":
            arguments["vendor_id"] = (await _named(workspace, VENDORS, value)).row_id
        elif key.lower() == "name":
            plain.append(value)
        else:
            raise Malformed(f"The filter has no key {key}.", advice="It takes: name, type, vendor.")
    if plain:
        arguments["name"] = " ".join(plain)
    return Query(arguments=arguments, says=text)


def _parts(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:  # a quote that is still open while one types
        return text.replace('"', " ").replace("'", " ").split()


async def _named(workspace: Workspace, names: Names, value: str) -> Any:
    return named(await everything(workspace.shop.names(names)), value, names.kind.name)


def names_of(workspace: Workspace, names: Names) -> Callable[[], Awaitable[Sequence[Choice]]]:
    """Reads the product types or the vendors, to choose from by name.

    Args:
        workspace: the open bot.
        names: which of them.
    """

    async def load() -> list[Choice]:
        return [Choice(row.name, row.name) for row in await everything(workspace.shop.names(names))]

    return load


async def compose(context: Context) -> None:
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
        context.ask.go("products", await find(workspace, text) if text else Query())

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
            rows = await everything(workspace.shop.names(names))
            found[key] = next((row.name for row in rows if row.row_id == arguments[argument]), "")
    return found


def _line(answer: Mapping[str, str]) -> str:
    """The same as it is written in the filter line."""
    parts = [shlex.quote(answer["name"])] if answer.get("name") else []
    parts += [f"{key}:{shlex.quote(answer[key])}" for key in ("type", "vendor") if answer.get(key)]
    return " ".join(parts)
