# SPDX-License-Identifier: MIT
"""Choosing subscribers: among those that are here, and by whatever the host finds them by."""

from __future__ import annotations

import unicodedata

import pytest

from flotui.api.errors import FlochatError
from flotui.resources.base import Query
from flotui.resources.people import first_offered, further, person_called, show
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.text.fold import fold
from flotui.workspace import Workspace
from tests.support.ask import Answers, rows_of
from tests.support.bot import Bot

ANA = "f1284u903"


@pytest.mark.parametrize("typed", ["Ana Souza", "+55 11 90000-4410", "ana.souza@example.com", ANA])
async def test_the_host_finds_them_by_name_phone_mail_and_id(workspace: Workspace, typed: str) -> None:
    found = await further(workspace).look(typed)
    assert ANA in {each.id for each in found}
    assert (await person_called(workspace, ANA)).title == "Ana Souza"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Souza Ana", "Ana Souza"),
        ("almeida valentina", "Valentina Castro Almeida"),
        ("Hiền Nguyễn", "Hiền Nguyễn"),
        ("olivia correia", "Olívia Correia"),
    ],
)
async def test_a_name_is_looked_up_in_the_forms_the_host_may_have(
    workspace: Workspace, bot: Bot, typed: str, name: str
) -> None:
    """Nothing is here yet: words turned round, letters composed where the host has them decomposed, no accents."""
    found = await further(workspace).look(typed)
    assert name in {unicodedata.normalize("NFC", each.label) for each in found}
    assert all(word in fold(each.label) for each in found for word in fold(typed).split())
    assert len(await bot.requests()) <= 5


async def test_whom_the_host_does_not_know_is_not_found(workspace: Workspace) -> None:
    assert await further(workspace).look("Zzz Nobody") == []
    with pytest.raises(FlochatError):
        await further(workspace).look("f1284u99999999")


async def test_those_who_are_here_are_found_without_a_request(workspace: Workspace, bot: Bot) -> None:
    # Not in the list of all, only in a list that a filter made.
    await rows_of(workspace, SUBSCRIBERS, Query(arguments={"name": "Ana Souza"}))
    before = len(await bot.requests())
    here = further(workspace, "Subscribers").here
    assert (ANA, "Subscribers") in {(each.id, each.group) for each in await here("souza ana")}
    assert [each.id for each in await here("9000044")] == [ANA]
    assert await here("zzz") == []
    assert len(await bot.requests()) == before


async def test_the_first_to_be_offered_are_those_of_the_list(workspace: Workspace) -> None:
    listed = await rows_of(workspace, SUBSCRIBERS)
    assert [each.id for each in await first_offered(workspace)] == [each.user_ns for each in listed]


async def test_one_who_is_in_no_list_is_shown_alone(workspace: Workspace) -> None:
    ask = Answers()
    listed = await rows_of(workspace, SUBSCRIBERS)
    await show(ask, workspace, listed[0].user_ns)
    await show(ask, workspace, "f1284u2100", "Somebody")
    assert ask.went[0] == ("subscribers", Query(), listed[0].user_ns)
    assert ask.went[1] == (
        "subscribers",
        Query(arguments={"user_ns": "f1284u2100"}, summary="Somebody"),
        "f1284u2100",
    )
