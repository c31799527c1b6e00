# SPDX-License-Identifier: MIT
"""Lists that dialogs choose from: they are whole, however many pages the host has of them."""

from __future__ import annotations

import pytest

from flotui.repositories import base
from flotui.resources.ask import Cancelled, Picker
from flotui.resources.base import Context, Query
from flotui.resources.flows.fields import USER_FIELDS
from flotui.resources.reading import read_all
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.resources.subscribers.detail import FIELDS_TAB
from flotui.resources.subscribers.values import change_field
from flotui.workspace import Workspace
from tests.support.ask import NO, Answers, rows_of
from tests.support.bot import Bot
from tests.support.people import ana


@pytest.fixture(autouse=True)
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every list is longer than what one look reads of it."""
    monkeypatch.setattr(base, "WHOLE", 10)


@pytest.fixture
async def fields(workspace: Workspace, bot: Bot) -> int:
    """How many user fields the bot has."""
    workspace.reader.page_size = 5
    found = await bot.door("GET", "/table/user_fields")
    return len(found["rows"] if isinstance(found, dict) else found)


async def test_a_list_to_choose_from_is_read_to_its_end(workspace: Workspace, fields: int) -> None:
    shown = await rows_of(workspace, USER_FIELDS)
    assert len(shown) == 10 < fields, "a table asks for more when it is scrolled"
    assert len(await read_all(workspace.flows.user_fields())) == fields


async def test_a_persons_values_come_first_and_all_of_them(workspace: Workspace, fields: int) -> None:
    person = await ana(workspace)
    valued = [(each.var_ns, each.text) for each in person.user_fields if each.text]
    rows = [(each.var_ns, each.text) for each in await rows_of(workspace, FIELDS_TAB, Query(owner=person))]
    assert rows[: len(valued)] == valued and not any(text for _, text in rows[len(valued) :])


async def test_every_field_can_be_chosen_for_a_person(workspace: Workspace, fields: int) -> None:
    person = await ana(workspace)
    assert len(await rows_of(workspace, FIELDS_TAB, Query(owner=person))) == fields
    ask = Answers(NO)
    with pytest.raises(Cancelled):
        await change_field(Context(workspace, SUBSCRIBERS, (person,), ask))
    (question,) = ask.asked
    assert isinstance(question, Picker) and len(question.choices) == fields
