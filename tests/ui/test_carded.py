# SPDX-License-Identifier: MIT
"""A card's table: whose row it asks about."""

from __future__ import annotations

from typing import Any

import pytest

from flotui.resources.base import Query
from flotui.resources.shop.low import STOCK
from flotui.resources.shop.products import PRODUCTS
from flotui.ui.panels.detail import Detail
from flotui.workspace import Workspace
from tests.support.edits import listed


async def test_a_card_under_way_asks_by_its_own_id_when_its_panel_shows_another_list(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ids of that list are told from its own rows: a product has none there."""
    products: Any = PRODUCTS
    stock: Any = STOCK
    product = (await listed(workspace.shop.products()))[0]
    with pytest.raises(AttributeError):
        stock.row_id(product)
    monkeypatch.setattr(Detail, "has_focus_within", False)
    detail = Detail()
    detail.workspace, detail.resource = workspace, products
    table = detail._table_of(("products", "product"), products.tabs[0])
    detail.resource = stock
    assert [each.stale async for each in table.read(workspace, Query(product))] == [False]
    detail._entered = products.row_id(product)
    waits, *_ = [each.stale async for each in table.read(workspace, Query(product))]
    assert waits
