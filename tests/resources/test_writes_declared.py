# SPDX-License-Identifier: MIT
"""That a write is declared is seen by every test which runs an action; here, that it would be."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import force_setattr

from flotui.api.catalogue import Risk
from flotui.resources import registry
from flotui.resources.base import Context
from flotui.resources.flows.tags import TAGS
from flotui.workspace import Workspace
from tests.support import declared
from tests.support.ask import Answers, act, rows_of
from tests.support.flows import action


@pytest.mark.parametrize(("field", "value"), [("operations", ()), ("risk", Risk.READ)])
async def test_an_action_that_sends_what_it_does_not_declare_is_seen(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, field: str, value: Any
) -> None:
    new: Any = action(TAGS, "new")
    kept = getattr(new, field)
    force_setattr(new, field, value)
    try:
        await act(workspace, new, (), {"name": "brand-new"}, resource=TAGS)
    finally:
        force_setattr(new, field, kept)
    (seen,) = declared.strange
    assert seen.startswith("tags.new sent flowCreateTag") and field in seen
    declared.strange.clear()


async def test_what_is_typed_in_a_cell_is_seen_too(workspace: Workspace) -> None:
    table, cell = next(each for each in registry.actions() if each[1].id == "vendors.cell")
    row = (await rows_of(workspace, table))[0]
    (column,) = (each for each in table.columns if each.edit is not None)
    kept = cell.operations
    force_setattr(cell, "operations", ())
    try:
        assert column.edit is not None
        await column.edit.save(Context(workspace, table, (row,), Answers()), row, {"name": "Renamed"})
    finally:
        force_setattr(cell, "operations", kept)
    assert declared.strange == ["vendors.cell sent UpdateVendor, which isn't among its operations=."]
    declared.strange.clear()


def test_what_may_send_whatever_it_likes_is_an_action() -> None:
    assert declared.ANY.keys() <= {each.id for _, each in registry.actions()}
