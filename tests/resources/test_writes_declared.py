# SPDX-License-Identifier: MIT
"""That a write is declared is seen by every test which runs an action; here, that it would be."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from msgspec.structs import force_setattr

from flotui.api.catalogue import Risk
from flotui.resources import registry
from flotui.resources.ask import Confirm
from flotui.resources.base import Context, later
from flotui.resources.flows.tags import TAGS
from flotui.ui.commands import COMMANDS
from flotui.workspace import Workspace
from tests.support import declared, reaching
from tests.support.ask import Answers, act, rows_of
from tests.support.flows import action
from tests.support.reaching import path_to


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


@pytest.mark.parametrize(("field", "value"), [("operations", ()), ("risk", Risk.READ)])
async def test_what_an_action_does_to_several_rows_is_seen_too(
    workspace: Workspace, field: str, value: Any
) -> None:
    delete: Any = action(TAGS, "delete")
    rows = (await rows_of(workspace, TAGS))[:2]
    kept = getattr(delete, field)
    force_setattr(delete, field, value)
    try:
        await act(workspace, delete, rows, "2", resource=TAGS)
    finally:
        force_setattr(delete, field, kept)
    assert len(declared.strange) == 2 and all(
        each.startswith("tags.delete sent flowDeleteTag") and field in each for each in declared.strange
    )
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


WRITING = {"apply", "carry_out", "resend", "undo_these", "redo_these"}
"""What sends a write, by the names of the functions and methods."""
HARMLESS = {"app.everyone": "carries a reading out"}
"""Commands that name one of these and send no write, by id, with what it does."""


def test_what_may_come_to_write_has_the_risk_of_a_write() -> None:
    """Also where no test runs it, or none answers what it asks."""
    reads = {each.id: each.run for _, each in registry.actions() if each.risk is Risk.READ}
    reads |= {each.id: each.does for each in COMMANDS if each.risk is Risk.READ}
    ways = {each: path_to(run, WRITING) for each, run in reads.items() if each not in HARMLESS}
    assert {each: way for each, way in ways.items() if way} == {}


def test_what_writes_is_found_to() -> None:
    """Else the test before this one would hold nothing."""
    writes = {each.id: each.run for _, each in registry.actions() if each.risk is not Risk.READ}
    cells = {each for each in writes if each.endswith(".cell")}
    itself = (
        writes.keys() - cells - SENDS_NOTHING_ITSELF.keys() - declared.ANY.keys() - {"subscribers.import"}
    )
    assert len(itself) > 50
    assert {each for each in itself if not path_to(writes[each], WRITING)} == set()


async def _tags_anew(context: Context[Any]) -> None:
    async def submit(_: object) -> None:
        await context.workspace.apply()

    await context.ask.confirm(Confirm("Tag them", ()), submit)


async def _tags_late(context: Context[Any]) -> None:
    from flotui.resources.acting import carry_out

    await carry_out(context, (), "Done.")


@pytest.mark.parametrize(
    "run", [_tags_anew, _tags_late, partial(_tags_anew), later(f"{__name__}:_tags_anew")]
)
def test_a_write_is_found_however_it_is_reached(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reaching, "OURS", ("flotui.", "tests."))
    assert path_to(run, WRITING)


SENDS_NOTHING_ITSELF = {
    "job-left.resolve": "notes in the journal what a call came to",
    "job-steps.resolve": "notes in the journal what a call came to",
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
