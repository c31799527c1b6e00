# SPDX-License-Identifier: MIT
"""`:unused`: which tags and user fields nobody has, and how many have each tag, by the copy of everyone."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from flotui.api.errors import Stopped
from flotui.api.models.subscriber import Subscriber
from flotui.audience.keeping import people_of
from flotui.audience.reading import Reading
from flotui.repositories.flows import TAG, create_user_field
from flotui.resources.base import Context
from flotui.resources.flows import unused
from flotui.resources.flows.tags import TAGS
from flotui.resources.flows.unused import both, tags
from flotui.resources.reading import read_all
from flotui.workspace import Workspace
from flotui.workspace.comparing import NothingToDo
from tests.support.ask import Answers, rows_of
from tests.support.bot import Bot


@pytest.fixture
async def workspace(tmp_path: Path) -> AsyncIterator[Workspace]:
    opened = await Bot(subscribers=120, quota=100_000).open(tmp_path)
    yield opened
    await opened.close()


async def everybody(workspace: Workspace) -> list[Subscriber]:
    people = await people_of(workspace)
    reading = Reading(workspace, people, 1.0)
    await reading.carry_out(await reading.plan())
    return [Subscriber.read(row) for row in await people.page(limit=200)]


def asked(workspace: Workspace, ask: Answers) -> Context[Any]:
    return Context(workspace, None, (), ask)


async def test_what_nobody_has_is_found_and_gone_to(workspace: Workspace) -> None:
    with pytest.raises(Stopped, match="Not everyone is loaded yet"):
        await both(asked(workspace, Answers()))
    people = await everybody(workspace)
    await workspace.apply(TAG.create_edit({"name": "nobody's"}))
    await workspace.apply(create_user_field({"name": "nothing", "var_type": "text", "value": "x"}))
    every = await read_all(workspace.flows.tags())
    wanted = {f"tags/{each.tag_ns}" for each in every} - {
        f"tags/{tag.tag_ns}" for row in people for tag in row.tags
    }
    fields = await read_all(workspace.flows.user_fields())
    wanted |= {f"user-fields/{each.var_ns}" for each in fields} - {
        f"user-fields/{each.var_ns}" for row in people for each in row.user_fields if each.text
    }
    made = next(each for each in every if each.name == "nobody's")
    ask = Answers(made.name)
    await both(asked(workspace, ask))
    picker = ask.asked[-1]
    assert {each.id for each in picker.choices} == wanted
    assert "nothing" in [each.label for each in picker.choices]
    number = sum(each.startswith("tags/") for each in wanted)
    assert picker.title.startswith(
        f"{number} of {len(every)} tags and {len(wanted) - number} of {len(fields)} user"
    )
    assert ask.went == [("tags", None, made.tag_ns)]
    ask = Answers(made.name)
    await tags(asked(workspace, ask))
    assert len(ask.asked[-1].choices) == number


async def test_that_all_are_in_use_is_said(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    await everybody(workspace)

    async def none(*_: object) -> tuple[list[Any], int]:
        return [], 40

    monkeypatch.setattr(unused, "unused_tags", none)
    with pytest.raises(NothingToDo, match=r"^Each of the 40 tags is in use\.$"):
        await tags(asked(workspace, Answers()))


async def test_how_many_have_each_tag_is_said_by_the_copy(workspace: Workspace) -> None:
    people = await everybody(workspace)
    had = Counter(tag.tag_ns for row in people for tag in row.tags)
    rows = await rows_of(workspace, TAGS)
    assert rows
    for row in rows:
        assert row.called["people"] == str(had[row.tag_ns]) and row.called["of"] == "120"
