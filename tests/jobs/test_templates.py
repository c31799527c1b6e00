# SPDX-License-Identifier: MIT
"""Whether templates can still be sent is looked up with few calls, and keeps no job that can be sent."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from flotui.api.errors import Stopped
from flotui.jobs.changes import Changes
from flotui.jobs.templates import see_sendable_templates
from flotui.resources.templating import send_named
from flotui.store.job import Job
from flotui.workspace import Workspace
from tests.support.bot import Bot
from tests.support.jobs import TAG, planned

NAME = "order_followup"


async def _planned(workspace: Workspace, changes: Changes | None = None) -> Job:
    send = await send_named(workspace, NAME, ["1=you", "2=#7"], force=True)
    return await planned(workspace, 6, replace(changes or Changes(), sends=(send,)))


def _templates(bot: Bot) -> Any:
    return bot.app.state.host.world.whatsapp_templates


async def test_of_many_templates_those_are_read_among_which_it_is() -> None:
    bot = Bot(subscribers=30)
    workspace = await bot.open()
    job = await _planned(workspace)
    kept = _templates(bot).called(NAME)
    for number in range(250):
        _templates(bot).add({**kept, "id": f"more-{number}", "name": f"more_{number}"})
    before = len(await bot.requests())
    await see_sendable_templates(workspace.working.jobs, job.id, workspace.reader.send)
    assert len(await bot.requests()) - before == 1
    await workspace.close()


@pytest.mark.parametrize("kind", ["422", "404", "403"])
async def test_a_host_that_does_not_tell_of_templates_keeps_no_job(kind: str) -> None:
    bot = Bot(subscribers=30)
    workspace = await bot.open()
    job = await _planned(workspace)
    await bot.fault(kind=kind, path="/whatsapp-template/list", times=0)
    await see_sendable_templates(workspace.working.jobs, job.id, workspace.reader.send)
    await workspace.close()


async def test_behind_a_row_that_has_its_message_the_others_are_looked_at_too() -> None:
    bot = Bot(subscribers=30)
    workspace = await bot.open()
    job = await _planned(workspace, Changes(add_tags=(TAG,)))
    jobs = workspace.working.jobs
    first = next(each for each in await jobs.steps(job.id) if each.call.operation_id != "flowBotUserAddTag")
    sent = "UPDATE step SET outcome = 'done' WHERE job = ? AND n = ?"
    await jobs._db.change(lambda db: db.execute(sent, (job.id, first.n)))
    _templates(bot).called(NAME)["status"] = "PAUSED"
    with pytest.raises(Stopped, match="isn't approved any more: paused"):
        await see_sendable_templates(jobs, job.id, workspace.reader.send)
    await workspace.close()
