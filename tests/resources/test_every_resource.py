# SPDX-License-Identifier: MIT
"""What holds for every list that is declared by its Kind: its rows are drawn, found and created."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, get_args

import pytest

from flotui.api.catalogue import catalogue
from flotui.api.errors import FlochatError
from flotui.api.schema import shape_of
from flotui.resources.ask import Cancelled, Form
from flotui.resources.base import Action, Context, Resource
from flotui.resources.loading import load
from flotui.resources.text import plain
from flotui.text.glyphs import State, glyph
from flotui.workspace import Workspace
from tests.support.ask import NO, Answers
from tests.support.kinds import LISTS_OF_A_KIND, listed_rows

MARKS = {glyph(name) for name in get_args(State)}
"""What a state begins with."""
STATES = ("Status", "State")
WITH_STATES = [each for each in LISTS_OF_A_KIND if any(column.title in STATES for column in each.columns)]
TIMES = re.compile("(_at|_ts|time|date|interaction)$")
OTHERWISE = "the column says it in other words"
NOT_IN_A_COLUMN = {
    ("bot-fields", "description"): "the value has the room; the detail says it",
    ("bots", "type"): OTHERWISE,
    ("broadcasts", "type"): OTHERWISE,
    ("discount-codes", "summary"): OTHERWISE,
    ("discount-codes", "type"): OTHERWISE,
    ("subscribers", "user_id"): "the phone's digits, nearly always",
    ("webhooks", "url"): "without what all of them begin with",
    ("team-people", "user_id"): "the phone's digits, nearly always",
}
"""By list and key: why what its filter line finds isn't seen in the list."""
UNASKED: dict[str, set[str]] = {
    "flowCreateUserField": {"var_ns", "value"},  # the host makes the id; values are the subscribers'
    "flowCreateBotField": {"var_ns", "is_template_field"},
    "teamCreateAgentGroup": {"image"},
    "CreateProduct": {"use_variant"},  # it follows from its variants
}
"""By operation, what of it is not asked for, on purpose."""


def details(workspace: Workspace, resource: Resource[Any], row: Any) -> list[str]:
    """What the first look at a row says of it."""
    lines = [line for tab in resource.tabs if tab.lines is not None for line in tab.lines(workspace, row)]
    cards = [load(tab.card).draw(workspace, row, {}, 100) for tab in resource.tabs if tab.card]
    return [*(plain(line.value) for line in lines), *(plain(line.text) for card in cards for line in card)]


def drawn(workspace: Workspace, resource: Resource[Any], row: Any) -> list[str]:
    """All that a list and the first look at a row say of it."""
    texts = [plain(column.text(row)) for column in (*resource.columns, *resource.more_columns)]
    return texts + details(workspace, resource, row)


@pytest.mark.parametrize("resource", LISTS_OF_A_KIND, ids=lambda each: each.id)
async def test_a_row_is_drawn_and_found_by_its_name(workspace: Workspace, resource: Resource[Any]) -> None:
    kind = resource.kind
    assert kind is not None
    _, (row, *_) = await listed_rows(workspace, resource)
    assert any(drawn(workspace, resource, row))
    name = kind.called(row).removeprefix(f"{kind.name} ")
    line = " ".join(plain(column.text(row)) for column in resource.columns)
    assert all(word in line for word in name.split()), "a column says its name"
    text = kind.text_of(row.raw)
    assert all(word in text for word in name.replace("/", " ").split()), (
        "the filter line finds it by its name"
    )


async def test_what_the_filter_line_finds_is_seen_in_the_list(workspace: Workspace) -> None:
    """Else a row stays, and nobody sees why: a column is missing, or `searched=` of the Kind names too much."""
    unseen = set[tuple[str, str]]()
    for resource in LISTS_OF_A_KIND:
        assert resource.kind is not None
        _, rows = await listed_rows(workspace, resource)
        columns = (*resource.columns, *resource.more_columns)
        lines = [(row, " ".join(plain(column.text(row)) for column in columns)) for row in rows[:20]]
        for key in resource.kind.searched:
            values = [(value, line) for row, line in lines if (value := str(row.raw.get(key) or ""))]
            if key == "status":  # written small, whatever the host writes
                values = [(value.lower(), line) for value, line in values]
            if values and not any(value[:8] in line for value, line in values):
                unseen.add((resource.id, key))
    assert unseen == NOT_IN_A_COLUMN.keys()


class Watched(tuple[Any, ...]):
    """Rows that know whether anybody has looked at them."""

    seen = False

    def __iter__(self) -> Iterator[Any]:
        self.seen = True
        return super().__iter__()

    def __getitem__(self, key: Any) -> Any:
        self.seen = True
        return super().__getitem__(key)


async def test_an_action_is_about_as_many_rows_as_it_needs(workspace: Workspace) -> None:
    """What is about no row looks at none, or it would end in an error; what needs some looks at them, or it could be
    had in an empty list too.
    """
    wrong = list[str]()
    for resource in LISTS_OF_A_KIND:
        query, (row, *_) = await listed_rows(workspace, resource)
        for action in resource.actions:
            if action.id.endswith(".cell"):
                continue  # it is about the row under the cursor of a screen
            rows = Watched(() if action.needs == "nothing" else (row,))
            with suppress(
                Cancelled, FlochatError, TypeError
            ):  # a TypeError: it belongs into another's detail
                await action.run(Context(workspace, resource, rows, Answers(NO, NO), query.owner, query))
            if rows.seen is (action.needs == "nothing"):
                wrong.append(f"{action.id} says needs={action.needs!r}")
    assert wrong == []


@pytest.mark.parametrize("resource", WITH_STATES, ids=lambda each: each.id)
async def test_a_detail_says_a_state_as_its_list_does(workspace: Workspace, resource: Resource[Any]) -> None:
    _, rows = await listed_rows(workspace, resource)
    for column in resource.columns:
        for row in rows:
            cell = plain(column.text(row))
            if column.title in STATES and cell.partition(" ")[0] in MARKS:
                assert any(cell in text for text in details(workspace, resource, row)), cell


def many(value: Any) -> Any:
    """A row with every number in it a large one, times and what is no plain number as they are."""
    if isinstance(value, dict):
        return {
            key: each if TIMES.search(key) and not isinstance(each, (dict, list)) else many(each)
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [many(each) for each in value]
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return 1234567
    return "1234567" if isinstance(value, str) and value.isdigit() else value


@pytest.mark.parametrize("resource", LISTS_OF_A_KIND, ids=lambda each: each.id)
async def test_numbers_at_the_right_have_their_thousands(
    workspace: Workspace, resource: Resource[Any]
) -> None:
    _, (row, *_) = await listed_rows(workspace, resource)
    large = type(row).read(many(row.raw))
    for column in (*resource.columns, *resource.more_columns):
        if column.align == "right" and column.id != "id":
            assert "234567" not in plain(column.text(large)), column.id


def new_of(resource: Resource[Any]) -> Action[Any] | None:
    """The action that creates another one."""
    created = resource.kind.create if resource.kind is not None else ""
    return next((each for each in resource.actions if created and each.operations == (created,)), None)


CREATED = [each for each in LISTS_OF_A_KIND if new_of(each) is not None]


@pytest.mark.parametrize("resource", CREATED, ids=lambda each: each.id)
def test_an_empty_list_says_how_its_first_row_is_made(resource: Resource[Any]) -> None:
    assert f"{{{resource.id}.new}}" in resource.empty


@pytest.mark.parametrize("resource", CREATED, ids=lambda each: each.id)
async def test_the_form_of_a_new_one_asks_for_all_that_the_operation_takes(
    workspace: Workspace, resource: Resource[Any]
) -> None:
    new, ask = new_of(resource), Answers(NO)
    assert new is not None
    (operation,) = new.operations
    query, _ = await listed_rows(workspace, resource)
    with suppress(Cancelled):
        await new.run(Context(workspace, resource, (), ask, query.owner))
    (form,) = ask.asked
    assert isinstance(form, Form)
    schema = catalogue().resolve(catalogue()[operation].body or {})
    takes = {name for name, each in schema["properties"].items() if shape_of(each) not in ("array", "object")}
    assert takes - {field.name for field in form.fields} - UNASKED.get(operation, set()) == set()


EDITED = [each for each in CREATED if any(action.id == f"{each.id}.edit" for action in each.actions)]


@pytest.mark.parametrize("resource", EDITED, ids=lambda each: each.id)
async def test_what_a_new_one_must_have_an_edit_does_not_clear(
    workspace: Workspace, resource: Resource[Any]
) -> None:
    assert resource.kind is not None
    query, (row, *_) = await listed_rows(workspace, resource)
    edit, ask = next(each for each in resource.actions if each.id == f"{resource.id}.edit"), Answers(NO)
    with suppress(Cancelled):
        await edit.run(Context(workspace, resource, (row,), ask, query.owner))
    form = ask.asked[0]
    body = catalogue().resolve(catalogue()[resource.kind.create].body or {})
    if isinstance(form, Form):
        assert (
            set(body.get("required", ())) & {each.name for each in form.fields if not each.required} == set()
        )
