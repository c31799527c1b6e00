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


SENDS_NOTHING_ITSELF = {
    "job-left.resolve": "notes in the journal what a call came to",
    "job-steps.resolve": "notes in the journal what a call came to",
    "jobs.run": "the steps that were planned, each of an operation of its own",
    "jobs.undo": "plans the inverses of a job's steps",
}
"""Actions of a write's risk that no operation of their own stands behind, by id, with why."""


def test_every_write_says_which_operations_it_sends() -> None:
    """Without `operations=` nothing knows what an action needs, and no confirmation, scope or document names it."""
    silent = {each.id for _, each in registry.actions() if each.risk is not Risk.READ and not each.operations}
    reasons = {**declared.ANY, **SENDS_NOTHING_ITSELF}
    assert silent <= reasons.keys(), "a write without operations= and without a reason"
    assert SENDS_NOTHING_ITSELF.keys() <= silent, "these say by now what they send"


def test_what_may_send_whatever_it_likes_is_an_action() -> None:
    assert declared.ANY.keys() <= {each.id for _, each in registry.actions()}
