# SPDX-License-Identifier: MIT
"""Forms that edit: whatever the host has, one touched field sends itself and nothing else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from msgspec.structs import replace

from flotui.resources.ask import Field
from flotui.resources.base import Action, Query, Resource
from flotui.resources.flows.ai import AI_AGENTS, AI_TASKS
from flotui.resources.flows.bot import BOT
from flotui.resources.flows.bot_fields import BOT_FIELDS
from flotui.resources.flows.fields import USER_FIELDS
from flotui.resources.flows.notes import CLOSING_NOTES, SHORTCUTS
from flotui.resources.shop.discounts import DISCOUNT_CODES
from flotui.resources.shop.orders import ORDERS
from flotui.resources.shop.products import PRODUCTS
from flotui.resources.shop.small import LOCATIONS
from flotui.resources.shop.variants import VARIANTS_TAB
from flotui.resources.subscribers import SUBSCRIBERS, actions
from flotui.workspace import Workspace
from tests.resources.shop_rig import action
from tests.support.ask import Touching, rows_of
from tests.support.bot import Bot, contract_errors

ANA = "f1284u903"


async def _of(workspace: Workspace, resource: Resource[Any], owner: Any = None) -> Any:
    return (await rows_of(workspace, resource, Query(owner=owner)))[0]


async def _variant(workspace: Workspace) -> tuple[Any, Any]:
    product = await _of(workspace, PRODUCTS)
    return await _of(workspace, VARIANTS_TAB, product), product


def _row(resource: Resource[Any]) -> Callable[[Workspace], Awaitable[tuple[Any, Any]]]:
    async def found(workspace: Workspace) -> tuple[Any, Any]:
        return await _of(workspace, resource), None

    return found


async def _ana(workspace: Workspace) -> tuple[Any, Any]:
    return next(each for each in await rows_of(workspace, SUBSCRIBERS) if each.user_ns == ANA), None


async def _nothing(workspace: Workspace) -> tuple[Any, Any]:
    return None, None


FORMS: dict[str, tuple[Action, Callable[[Workspace], Awaitable[tuple[Any, Any]]], set[str]]] = {
    "variant": (action(VARIANTS_TAB, "product-variants.edit"), _variant, set()),
    "product": (action(PRODUCTS, "products.edit"), _row(PRODUCTS), set()),
    "location": (action(LOCATIONS, "locations.edit"), _row(LOCATIONS), set()),
    "code": (action(DISCOUNT_CODES, "discount-codes.edit"), _row(DISCOUNT_CODES), set()),
    "order": (action(ORDERS, "orders.edit"), _row(ORDERS), set()),
    "user field": (action(USER_FIELDS, "user-fields.edit"), _row(USER_FIELDS), {"var_ns"}),
    "bot field": (action(BOT_FIELDS, "bot-fields.edit"), _row(BOT_FIELDS), {"var_ns"}),
    "shortcut": (action(SHORTCUTS, "shortcuts.edit"), _row(SHORTCUTS), {"id"}),
    "closing note": (action(CLOSING_NOTES, "closing-notes.edit"), _row(CLOSING_NOTES), {"id"}),
    "AI agent": (action(AI_AGENTS, "ai-agents.model"), _row(AI_AGENTS), {"ai_agent_ns"}),
    "AI task": (action(AI_TASKS, "ai-tasks.model"), _row(AI_TASKS), {"ai_task_ns"}),
    "default AI": (action(BOT, "bot.ai"), _nothing, {"ai_provider"}),
    "profile": (actions.edit_profile, _ana, {"user_ns"}),
}


async def _run(workspace: Workspace, name: str, ask: Touching) -> None:
    from flotui.resources.base import Context

    declared, find, _ = FORMS[name]
    row, owner = await find(workspace)
    await declared.run(Context(workspace, None, () if row is None else (row,), ask, owner))


def _another(field: Field) -> str:
    """A value that the field may have, and doesn't."""
    match field.kind:
        case "boolean":
            return "false" if field.value == "true" else "true"
        case "choice":
            return next(each.id for each in field.choices if each.id not in ("", field.value))
        case "number" | "integer":
            return next(each for each in ("17", "18") if each != field.value)
    if "@" in field.value or field.name == "email":
        return "new@example.com"
    if field.name == "phone":
        return "+55 11 90000-4411"
    if field.name.endswith("_time"):
        return "2031-01-01 10:00" if field.name == "end_time" else "2020-01-01 10:00"
    return "another one"


@pytest.mark.parametrize("name", FORMS)
async def test_one_touched_field_sends_itself_alone(workspace: Workspace, bot: Bot, name: str) -> None:
    first = Touching()
    await _run(workspace, name, first)
    assert await bot.writes() == [] and "Nothing was sent." in first.said[-1], "nothing touched, nothing sent"
    form = first.form_asked
    assert form is not None and form.edits
    for field in form.fields:
        if name == "code" and field.name in ("type", "min_require", "has_usage_limit", "zone"):
            continue  # they need an amount beside them, or are flotui's own
        before = len(await bot.writes())
        await _run(workspace, name, Touching(field.name, _another(field)))
        sent = (await bot.requests(writes=True))[before:]
        assert len(sent) == 1, field.name
        keys = set(sent[0]["body"]) - FORMS[name][2]
        assert keys <= {field.name, "value"}, f"{field.name} sent {sent[0]['body']}"
        assert list(contract_errors(sent[0])) == []


@pytest.mark.parametrize("name", FORMS)
async def test_numbers_of_forms_are_bound_to_what_they_fill(workspace: Workspace, name: str) -> None:
    ask = Touching()
    await _run(workspace, name, ask)
    assert ask.form_asked is not None
    for field in ask.form_asked.fields:
        if field.kind in ("number", "integer") and name != "bot field":
            assert field.of is not None and field.of.schema["type"] in ("number", "integer"), field.name
            assert field.wrong("1e3") == "Write it without an exponent: 1000."
        if field.kind == "number":
            said = replace(field, value="").wrong("1.500")
            assert said == (
                "" if field.name in ("lat", "lng") else "1.500 may mean 1500 or 1.5. Type one of these."
            )
            assert all(not replace(field, value=held).wrong("1.500") for held in ("142.800", "1.500"))


async def test_a_code_whose_values_fail_our_checks_gets_another_end(workspace: Workspace, bot: Bot) -> None:
    code = await _of(workspace, DISCOUNT_CODES)
    odd = {"discount_amount": "-1,5", "min_qty": "-3", "min_require": "qty", "max_usage_count": "x"}
    await workspace.cache.patch_row(
        "discount code", code.row_id, lambda row: {**row, **odd, "type": "amount"}, lambda _: ""
    )
    ask = Touching("end_time", "2031-01-01 10:00")
    await _run(workspace, "code", ask)
    ((_, body),) = await bot.writes()
    assert set(body) == {"end_time"}
    assert ask.form_asked is not None and ask.form_asked.wrong is not None
    shown = {each.name: each.value for each in ask.form_asked.fields}
    assert not ask.form_asked.wrong(shown)
    assert ask.form_asked.wrong({**shown, "min_qty": ""}) == {"min_qty": "Enter the minimum number of items."}
