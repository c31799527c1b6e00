# SPDX-License-Identifier: MIT
"""Each resource is declared to the end: it is read, in its place, and shows what its Kind can change."""

from __future__ import annotations

from typing import Any

import pytest

from flotui.repositories.shop import PRODUCT, VARIANT
from flotui.repositories.things import kinds
from flotui.resources import registry
from flotui.resources.base import Query, Resource
from flotui.resources.derived import unread
from flotui.resources.reading import last, read_all
from flotui.workspace import Workspace
from tests.support.each_of import each_of
from tests.support.kinds import TABLES


async def test_what_belongs_to_something_else_is_read_of_its_owner(workspace: Workspace) -> None:
    variants: Resource[Any] = Resource(id="x", title="X", kind=VARIANT, columns=())
    product = await last(workspace.reader.one_of(PRODUCT, "101"))
    rows = await last(variants.read(workspace, Query(owner=product)))
    listed = await read_all(workspace.reader.list_of(VARIANT, owner="101"))
    assert listed and [each.row_id for each in await rows.all()] == [each.row_id for each in listed]
    with pytest.raises(TypeError, match="not a Product"):
        variants.read(workspace, Query())


@each_of("table", TABLES.values(), ids=TABLES)
def test_it_has_a_kind_or_a_read_of_its_own(table: Resource[Any]) -> None:
    assert table.read is not unread, (
        f"{table.id} has neither kind= nor read=: give it one where it is declared"
    )


def test_what_can_be_made_changed_or_deleted_is_shown() -> None:
    shown = {table.kind.name for table in TABLES.values() if table.kind is not None}
    written = {
        kind.name for kind in kinds().values() if kind.list and (kind.create or kind.change or kind.delete)
    }
    assert written <= shown, "a line in AREAS (flotui/resources/registry.py), or a tab with table="


@each_of("resource", registry.resources(), ids=lambda each: each.id)
def test_its_rows_have_a_detail(resource: Resource[Any]) -> None:
    assert resource.tabs or resource.kind is None, f"{resource.id} has no tabs=: enter opens nothing"


OTHERS = {"drop": "delete", "made": "created", "mend": "correct"}
"""Words, and the one that is said for each."""


@each_of("table", TABLES.values(), ids=TABLES)
def test_its_keys_say_one_word_for_one_thing(table: Resource[Any]) -> None:
    for action in table.actions:
        said = f"{action.title} {action.hint}".lower().split()
        assert not OTHERS.keys() & set(said), (action.id, said)


BORROWED = {
    "carts": {"cart", "items"},
    "subscriber-cart": {"cart", "items"},
    "subscriber-orders": {"orders"},
    "subscriber-journal": {"journal"},
    "order-items": {"items"},
    "waiting": {"subscribers"},
}
"""By table, whose actions it offers besides its own."""


@pytest.mark.parametrize("area", registry.AREAS, ids=lambda area: area.id)
def test_it_is_called_in_its_area_as_its_title_says(area: registry.Area) -> None:
    for each in (row for group in area.groups for row in group.lists):
        found = registry.resource(each.id)
        assert found is not None
        said, titled = (
            {word.lower().removesuffix("s") for word in text.split()} for text in (each.name, found.title)
        )
        assert said <= titled, f"{each.name} is titled {found.title}"


@pytest.mark.parametrize("area", registry.AREAS, ids=lambda each: each.id)
def test_it_says_the_id_of_its_place(area: registry.Area) -> None:
    placed = [each.id for each in area.resources]
    said = [each.id for each in registry.in_area(area.id)]
    assert said == placed, "id= of the resource is that of its line in flotui/resources/registry.py"


@each_of("table", TABLES.values(), ids=TABLES)
def test_its_actions_begin_with_its_id(table: Resource[Any]) -> None:
    allowed = {table.id, *BORROWED.get(table.id, ())}
    strange = [each.id for each in table.actions if each.id.partition(".")[0] not in allowed]
    assert not strange, f"begin them with `{table.id}.`, or name whose they are in BORROWED here"
