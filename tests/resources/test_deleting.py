# SPDX-License-Identifier: MIT
"""Deleting several marked rows: their number is typed, each goes with a call of its own, none is lost on the way."""

from __future__ import annotations

from typing import Any

import pytest

from flotui.jobs.outcomes import Unfinished
from flotui.resources.base import Resource
from flotui.resources.flows.bot_fields import BOT_FIELDS
from flotui.resources.flows.fields import USER_FIELDS
from flotui.resources.flows.notes import CLOSING_NOTES, SHORTCUTS
from flotui.resources.flows.sub_flows import SUB_FLOWS
from flotui.resources.flows.tags import TAGS
from flotui.resources.flows.team import LABELS
from flotui.resources.text import plain
from flotui.workspace import Workspace
from tests.support import settle
from tests.support.ask import act, rows_of
from tests.support.bot import Bot
from tests.support.flows import action, row, valid

THREE: list[Resource[Any]] = [TAGS, USER_FIELDS, BOT_FIELDS, LABELS, SUB_FLOWS, SHORTCUTS, CLOSING_NOTES]


@pytest.mark.parametrize("resource", THREE, ids=lambda each: each.id)
async def test_marked_rows_are_deleted_together_for_their_typed_number(
    workspace: Workspace, bot: Bot, resource: Resource[Any]
) -> None:
    rows = (await rows_of(workspace, resource))[:3]
    number = len(rows)
    assert number > 1
    with pytest.raises(AssertionError, match="does not confirm"):
        await act(workspace, action(resource, "delete"), rows, rows[0].name)
    assert await bot.writes() == []
    asked = await act(workspace, action(resource, "delete"), rows, str(number))
    lines = [plain(each) for each in asked.asked[0].lines]
    assert all(any(line.startswith(each.name) for line in lines) for each in rows)
    assert len(lines) == len(set(lines)), "what holds for all is said once"
    assert len(await bot.writes()) == number
    left = {each.row_id for each in await rows_of(workspace, resource)}
    assert not left & {each.row_id for each in rows}
    assert asked.said[-1].startswith(f"{number} {resource.singular}s deleted.")
    await valid(bot)


async def test_it_is_said_of_each_tag_who_loses_it(workspace: Workspace, bot: Bot) -> None:
    tags = [await row(workspace, TAGS, name) for name in ("vip", "newsletter")]
    asked = await act(workspace, action(TAGS, "delete"), tags, "2")
    vip, newsletter, *_ = (plain(each) for each in asked.asked[0].lines)
    assert vip.startswith("vip  ") and "subscribers have it" in vip and "subscribers have it" in newsletter


async def test_what_the_host_refuses_half_way_is_told_and_the_rest_goes_on(
    workspace: Workspace, bot: Bot
) -> None:
    tags = (await rows_of(workspace, TAGS))[:3]
    await bot.fault(kind="422", path="/flow/delete-tag", times=1, skip=1)
    with pytest.raises(Unfinished) as told:
        await act(workspace, action(TAGS, "delete"), tags, "3")
    assert [each.title for each in told.value.refused] == [tags[1].name]
    left = {each.row_id for each in await rows_of(workspace, TAGS)}
    assert left & {each.row_id for each in tags} == {tags[1].row_id}


async def test_more_than_twenty_are_deleted_by_a_job_once_the_first_is_gone(
    workspace: Workspace, bot: Bot
) -> None:
    tags = (await rows_of(workspace, TAGS))[:25]
    assert len(tags) == 25
    asked = await act(workspace, action(TAGS, "delete"), tags, "25", True)
    trial = asked.asked[-1]
    assert (trial.title, plain(trial.lines[0])) == (
        f"Trial with {tags[0].name}",
        f"✓ done  Delete tag {tags[0].name}",
    )
    assert asked.said[-1].startswith("Delete 25 tags. It runs in the background")
    await settle.until(lambda: not workspace.working.running, lambda: f"{workspace.working.running}")
    (job,) = await workspace.working.jobs.recent()
    assert (job.title, job.done, job.steps) == ("Delete 25 tags", 25, 25)
    assert len(await bot.writes()) == 25
    left = {each.row_id for each in await rows_of(workspace, TAGS)}
    assert not left & {each.row_id for each in tags}
    await valid(bot)
