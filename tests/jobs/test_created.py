# SPDX-License-Identifier: MIT
"""What a job is taken to have created, where an answer didn't tell it: only what nothing else can be confused with."""

from __future__ import annotations

from datetime import UTC

import pytest
from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.pacer import Purpose
from flotui.api.reply import Reply
from flotui.jobs.created import created_id, way_back
from flotui.jobs.present import existing_by_name
from flotui.store.entry import Outcome
from flotui.store.job import Step
from flotui.text import zones
from flotui.text.zones import Zone
from flotui.workspace import Workspace
from tests.conftest import NOON
from tests.support.bot import Bot


def step(name: str, *, at: float | None = None, operation: str = "flowCreateTag", **more: object) -> Step:
    call = Call.of(operation, body={"name": name, **more})
    return Step(
        *(1, 1, 1, "tag", "", name, f"Create {name}", call, None, (), 0.0),
        *(Outcome.DONE, at, None, None, None, ""),
    )


async def test_of_several_of_one_name_none_is_taken_away(workspace: Workspace, bot: Bot) -> None:
    """One of them may be older than the job; that there is one is known all the same."""
    tags = bot.app.state.host.world.tags
    new = tags.add({"name": "brand-new"})["tag_ns"]
    (found,) = (await existing_by_name([step("brand-new")], workspace.reader.send)).values()
    assert found is not None and found.row_id == new and found.removal is not None
    tags.add({"name": "brand-new"})
    (found,) = (await existing_by_name([step("brand-new")], workspace.reader.send)).values()
    assert found is not None and found.removal is None
    assert (await existing_by_name([step("nobody's")], workspace.reader.send)) == {1: None}


@pytest.mark.parametrize(
    ("row", "own"),
    [
        ({"var_type": "text"}, True),
        ({"var_type": "number"}, False),
        ({"var_type": "text", "created_at": "2026-01-15 11:59:30"}, True),
        ({"var_type": "text", "created_at": "2026-01-15 08:30:00"}, False),
        ({"var_type": "text", "created_at": "2026-01-15T12:00:05+00:00"}, True),
    ],
)
async def test_the_only_one_of_a_name_is_not_taken_away_where_it_is_older_or_otherwise(
    row: dict[str, str], own: bool
) -> None:
    """Ours may be gone, and this one was there before."""

    async def send(call: Call, purpose: Purpose) -> Reply:
        data = [{"var_ns": "f1v7", "name": "city", **row}]
        return Reply(call, 200, {"data": data, "meta": {"total": 1}}, {}, 0.0, 0, b"")

    leave = zones.follow(lambda: Zone(UTC, "UTC"))
    made = step("city", at=NOON, operation="flowCreateUserField", var_type="text")
    (found,) = (await existing_by_name([made], send)).values()
    leave()
    assert found is not None and (found.removal is not None) is own


ANA = {"name": "Ana Souza", "phone": "+5511900004410", "email": "ana@example.com"}
NEW = {"name": "Rosa Prado", "phone": "+5511977770001", "email": "rosa@example.com"}


@pytest.mark.parametrize(
    ("told", "is_new"),
    [
        ({}, True),
        (NEW, True),
        ({**NEW, "name": "ROSA PRADO", "phone": "11977770001", "email": ""}, True),
        ({**ANA, "phone": NEW["phone"]}, True),
        ({**ANA, "email": "Rosa@Example.com"}, True),
        (ANA, False),
        ({"phone": ANA["phone"]}, False),
    ],
)
def test_whom_a_host_answers_about_in_place_of_the_new_one_gets_nothing_of_theirs(
    told: dict[str, str], is_new: bool
) -> None:
    """Steps that follow a creation are sent to the id that it was answered with."""
    for operation, body in (("flowCreateBotUser", NEW), ("flowCreateManyBotUsers", {"users": [NEW]})):
        call = Call.of(operation, body=body)
        creates = replace(step("Rosa Prado"), call=call)
        reply = Reply(call, 200, {"user_ns": "f1u7", **told}, {}, 0.0, 0, b"")
        assert created_id(creates, reply) == ("f1u7" if is_new else "")


def test_no_way_back_leads_over_what_the_host_answers_about_instead() -> None:
    def back(name: str, sent: str = "brand-new") -> bool:
        made = step(sent)
        return (
            way_back(made, Reply(made.call, 200, {"tag_ns": "f1t7", "name": name}, {}, 0.0, 0, b""))
            is not None
        )

    assert back("brand-new") and back(" Brand-New ") and not back("vip") and not back("brand")
    assert back("x" * 60, "x" * 300), "a host may cut a long name"
