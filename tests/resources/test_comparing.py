# SPDX-License-Identifier: MIT
"""Comparing audiences and finding duplicates from the list of subscribers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from flotui.api.errors import Stopped
from flotui.api.models.subscriber import Subscriber
from flotui.api.pacer import Purpose
from flotui.audience.keeping import follow, people_of
from flotui.audience.reading import Reading
from flotui.repositories import profile
from flotui.resources.ask import Cancelled
from flotui.resources.base import Context, Query
from flotui.resources.subscribers.comparing import compare_audiences, find_duplicates, find_gone
from flotui.workspace import Workspace
from tests.support.ask import NO, Answers
from tests.support.bot import Bot


@pytest.fixture
async def workspace(tmp_path: Path) -> AsyncIterator[Workspace]:
    opened = await Bot(subscribers=120).open(tmp_path)
    follow(opened)
    yield opened
    await opened.close()


async def _read(workspace: Workspace) -> list[Subscriber]:
    people = await people_of(workspace)
    reading = Reading(workspace, people, 1.0)
    await reading.carry_out(await reading.plan())
    return [Subscriber.read(row) for row in await people.page(limit=200)]


def _context(workspace: Workspace, ask: Answers) -> Context[object]:
    return Context(workspace, None, (), ask, query=Query(audience="tag:vip", line="tag:vip"))


async def test_who_came_is_shown_as_a_list(workspace: Workspace) -> None:
    rows = await _read(workspace)
    ask = Answers("save", {"name": "vips"}, "vips", "came")
    await compare_audiences(_context(workspace, ask))
    other = next(row for row in rows if not any(tag.name == "vip" for tag in row.tags))
    vip = next(tag for row in rows for tag in row.raw.get("tags", []) if tag["name"] == "vip")
    people = await people_of(workspace)
    await people.copy.become(other.user_ns, {**other.raw, "tags": [*other.raw.get("tags", []), vip]})
    await compare_audiences(_context(workspace, ask))
    assert [label.label for label in ask.asked[-1].choices][:2] == ["1 came", "0 went"]
    assert ask.went[-1][1] is not None
    assert ask.went[-1][1].audience == f"id:{other.user_ns}"
    assert ask.went[-1][1].summary == "who came to vips"


async def test_who_went_is_shown_as_a_list_of_its_own(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = await _read(workspace)
    ask = Answers("save", {"name": "vips"}, "vips", "went")
    await compare_audiences(_context(workspace, ask))
    gone, *others = [row for row in rows if any(tag.name == "vip" for tag in row.tags)][:2]
    people = await people_of(workspace)
    for row in (gone, *others):
        await people.copy.become(row.user_ns, {**row.raw, "tags": []})
    monkeypatch.setattr("flotui.resources.subscribers.comparing._MOST", 1)
    await compare_audiences(_context(workspace, ask))
    query = ask.went[-1][1]
    assert query is not None and query.summary == "who went from vips"
    assert query.audience.removeprefix("id:") in {gone.user_ns, others[0].user_ns}
    assert ask.said[-1] == "The first 1 of 2 are shown; flotui compare writes all of them."


async def test_an_audience_is_forgotten_and_nobody_is_no_list(workspace: Workspace) -> None:
    await _read(workspace)
    ask = Answers("save", {"name": "vips"}, "vips", "went", "vips", "forget")
    for _ in range(3):
        await compare_audiences(_context(workspace, ask))
    assert ask.said[1:] == ["Nobody went.", "vips was forgotten."]
    assert not ask.went
    left = Answers("save", {"name": "others"}, NO)
    await compare_audiences(_context(workspace, left))
    with pytest.raises(Cancelled):
        await compare_audiences(_context(workspace, left))
    assert [each.label for each in left.asked[-1].choices][1:] == ["others"], "the forgotten one is gone"


async def test_duplicates_are_shown_as_a_list(workspace: Workspace) -> None:
    with pytest.raises(Stopped, match="Not everyone is loaded yet"):
        await find_duplicates(_context(workspace, Answers()))
    first, second, *_ = await _read(workspace)
    people = await people_of(workspace)
    for row, phone in ((first, "+55 11 4444-5555"), (second, "551144445555")):
        await people.copy.become(row.user_ns, {**row.raw, "phone": phone})
    ask = Answers("phone", "email")
    await find_duplicates(_context(workspace, ask))
    assert ask.went[-1][1] is not None
    assert {first.user_ns, second.user_ns} <= set(ask.went[-1][1].audience.removeprefix("id:").split(","))
    await find_duplicates(_context(workspace, ask))
    assert ask.said == ["No duplicates."]


async def test_who_is_gone_at_the_host_is_listed(workspace: Workspace) -> None:
    ask = Answers()
    with pytest.raises(Stopped, match="Not everyone is loaded yet"):
        await find_gone(_context(workspace, ask))
    first, *_ = await _read(workspace)
    await find_gone(_context(workspace, ask))
    assert ask.said == ["Everyone in the copy is still on the host."]
    await workspace.reader.send(profile.delete(first).call, Purpose.INTERACTIVE)
    reading = Reading(workspace, await people_of(workspace), 1.0)
    assert "1 of those in the copy are no longer on the host" in await reading.carry_out(
        await reading.plan(full=True)
    )
    await find_gone(_context(workspace, ask))
    assert ask.read_texts == [("1 subscriber no longer on the host", f"{first.name}  {first.user_ns}")]
