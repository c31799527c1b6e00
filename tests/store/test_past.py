# SPDX-License-Identifier: MIT
"""The calls of the API area: executed ones newest first and not without end, saved ones by name."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from flotui.api.call import Call
from flotui.store import past
from flotui.store.past import Past

TAGS = Call.of("flowTags", query={"limit": 5})
ME = Call.of("UserInfo")


@pytest.fixture
async def calls(tmp_path: Path) -> AsyncIterator[Past]:
    opened = await Past.open(tmp_path / "calls.db", "bot")
    yield opened
    await opened.close()


async def note(calls: Past, call: Call, failure: str = "") -> None:
    await calls.note(call, status=200, ms=12, size=340, failure=failure)


async def test_executed_calls_come_back_newest_first(calls: Past) -> None:
    began = time.time()
    await note(calls, TAGS)
    await calls.note(ME, status=None, ms=None, size=None, failure="It broke.")
    newest, oldest = await calls.executed()
    assert (newest.call, newest.status, newest.ms, newest.size, newest.failure) == (
        ME,
        None,
        None,
        None,
        "It broke.",
    )
    assert (oldest.call, oldest.status, oldest.ms, oldest.size, oldest.failure) == (TAGS, 200, 12, 340, "")
    assert began <= oldest.at <= newest.at <= time.time()
    assert newest.row_id == str(newest.id) != oldest.row_id


async def test_only_so_many_are_kept_of_each_bot(
    calls: Past, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past, "MOST", 3)
    others = await Past.open(tmp_path / "calls.db", "other bot")
    await note(others, ME)
    for number in range(5):
        await note(calls, Call.of("flowTags", query={"page": number}))
    pages = [dict(each.call.query)["page"] for each in await calls.executed()]
    assert pages == ["4", "3", "2"]
    assert [each.call for each in await others.executed()] == [ME]
    await others.close()


async def test_one_executed_call_is_forgotten(calls: Past) -> None:
    await note(calls, TAGS)
    await note(calls, ME)
    await calls.forget((await calls.executed())[0])
    assert [each.call for each in await calls.executed()] == [TAGS]


async def test_saved_calls_stand_by_name_and_are_replaced(calls: Past, tmp_path: Path) -> None:
    began = time.time()
    await calls.save("beta", TAGS)
    await calls.save("Alpha", TAGS)
    await calls.save("alpha 2", ME)
    await calls.save("beta", ME)
    saved = await calls.saved()
    assert [(each.name, each.call) for each in saved] == [("Alpha", TAGS), ("alpha 2", ME), ("beta", ME)]
    assert all(began <= each.at <= time.time() for each in saved)
    others = await Past.open(tmp_path / "calls.db", "other bot")
    assert await others.saved() == [] and await others.executed() == []
    await others.drop("beta")
    await others.close()
    await calls.drop("beta")
    assert [each.name for each in await calls.saved()] == ["Alpha", "alpha 2"]


async def test_without_a_file_it_is_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    calls = await Past.open(None, "bot")
    await note(calls, TAGS)
    assert len(await calls.executed()) == 1
    await calls.close()
    with pytest.raises(asyncio.CancelledError):
        await calls.executed()
    assert list(tmp_path.iterdir()) == []
