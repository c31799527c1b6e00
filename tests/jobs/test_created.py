# SPDX-License-Identifier: MIT
"""What a job is taken to have created, where an answer didn't tell it: only what nothing else can be confused with."""

from __future__ import annotations

from flotui.api.call import Call
from flotui.jobs.present import existing_by_name
from flotui.store.entry import Outcome
from flotui.store.job import Step
from flotui.workspace import Workspace
from tests.support.bot import Bot


def step(name: str) -> Step:
    call = Call.of("flowCreateTag", body={"name": name})
    return Step(
        *(1, 1, 1, "tag", "", name, f"Create tag {name}", call, None, (), 0.0),
        *(Outcome.DONE, None, None, None, None, ""),
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
