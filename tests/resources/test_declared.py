# SPDX-License-Identifier: MIT
"""Each resource is declared to the end: it is read, in the area of its place, and shows what its Kind can change."""

from __future__ import annotations

from typing import Any

import pytest

from flotui.repositories.shop import PRODUCT, VARIANT
from flotui.resources import registry
from flotui.resources.base import Query, Resource
from flotui.resources.reading import last, read_all
from flotui.workspace import Workspace


async def test_what_belongs_to_something_else_is_read_of_its_owner(workspace: Workspace) -> None:
    variants: Resource[Any] = Resource(id="x", title="X", kind=VARIANT, area="", columns=())
    product = await last(workspace.reader.one_of(PRODUCT, "101"))
    rows = await last(variants.read(workspace, Query(owner=product)))
    listed = await read_all(workspace.reader.list_of(VARIANT, owner="101"))
    assert listed and [each.row_id for each in await rows.all()] == [each.row_id for each in listed]
    with pytest.raises(TypeError, match="not a Product"):
        variants.read(workspace, Query())
