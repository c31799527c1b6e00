# SPDX-License-Identifier: MIT
"""Every operation: its form renders, the example fills it in, executing it shows the sandbox's answer."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import pytest
from textual._context import active_app

from flotui.api.arguments import texts_of
from flotui.api.catalogue import Operation, Risk, catalogue
from flotui.api.checking import problems
from flotui.api.described import choices
from flotui.api.examples import example_call
from flotui.api.schema import parts
from flotui.resources.base import Query
from flotui.resources.explorer.operations import OPERATIONS
from flotui.resources.explorer.response import RESPONSE
from flotui.resources.explorer.session import OperationRow
from tests.api_area.conftest import Explorer, give, real_call
from tests.support.ask import rows_of
from tests.support.bot import contract_errors

pytestmark = pytest.mark.asyncio(loop_scope="module")

EXAMPLE = next(action for action in OPERATIONS.actions if action.id == "operations.example")


def forms_of(operation: Operation) -> Iterator[Hashable]:
    """What an operation's form has of what forms can have: how it is asked about, and which kinds of fields."""
    yield operation.risk
    for part in parts(operation):
        yield (
            part.place,
            part.depth,
            part.shape,
            part.required,
            "enum" in part.schema,
            bool(choices(str(part.schema.get("description", "")))),
            part.schema.get("format"),
        )


@pytest.mark.covering(by={"operation": forms_of})
@pytest.mark.parametrize("operation", catalogue().operations, ids=lambda operation: operation.id)
async def test_an_operation_is_filled_in_and_executed(explorer: Explorer, operation: Operation) -> None:
    active_app.set(explorer.app)
    explorer.reset()
    await explorer.bot.door("DELETE", "/requests")
    row = OperationRow(operation, "authorised")

    async with explorer.form(EXAMPLE.run, row) as form:
        shown = {each.field.name: each for each in form.rows}
        example = texts_of(example_call(operation, "f1284"))
        for part in parts(operation):
            name = part.path.replace("[]", ".0")
            assert name in shown, f"{name} has no field"
            assert shown[name].field.required >= (part.required and part.depth == 0)
            if name in example:
                assert shown[name].typed == example[name], name
        real = texts_of(real_call(operation)) | {"users.0.user_fields.0.var_ns": "f1284v5001"}
        for name, text in real.items():
            # A price's example has decimals, which the contract's own type does not allow.
            if name in shown and shown[name].field.kind != "number":
                give(shown[name], text)
        form.action_send()

    sent = [each for each in await explorer.bot.requests() if each["operation"] == operation.id]
    assert len(sent) == 1, sent
    assert list(contract_errors(sent[0])) == []
    lines = await rows_of(explorer.workspace, RESPONSE, Query(owner=row))
    assert lines[0].key == "status" and str(lines[0].value).endswith(", done"), lines[0].value
    assert any(line.path == "." for line in lines)
    asked = len(explorer.app.ask.confirmed)
    assert asked == (operation.risk not in (Risk.READ, Risk.WRITE))


async def test_every_example_fits_the_contract() -> None:
    wrong = {each.id: problems(example_call(each, "f1284")) for each in catalogue().operations}
    assert {name: said for name, said in wrong.items() if said} == {}


async def test_all_operations_are_listed_as_the_contract_groups_them(explorer: Explorer) -> None:
    rows = await rows_of(explorer.workspace, OPERATIONS)
    assert len(rows) == 249
    groups = list(dict.fromkeys(row.operation.group for row in rows))
    assert groups == [each for each in catalogue().groups if each in groups]
