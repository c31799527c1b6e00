# SPDX-License-Identifier: MIT
"""An act on several rows of a list that was read a while ago overwrites nothing that somebody else has set since."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest

from flotui.api.errors import FlochatError, Unreachable
from flotui.api.models.subscriber import Subscriber
from flotui.jobs.outcomes import Unfinished, Unread
from flotui.jobs.since import FRESH
from flotui.repositories.edit import RowEdits
from flotui.repositories.rows import ListRows
from flotui.repositories.subscribers import FieldChange, add_tags, set_fields
from flotui.resources.acting import carry_out, confirmed
from flotui.resources.base import Context
from flotui.resources.text import plain
from flotui.workspace import Workspace
from tests.support.ask import Answers
from tests.support.bot import Bot
from tests.support.jobs import TAG, people


@pytest.mark.parametrize("age", [0.0, 2 * FRESH])
async def test_what_was_set_since_the_list_was_read_stays(tmp_path: Path, age: float) -> None:
    """Within a minute it is taken to be as it was read: it costs no call."""
    bot = Bot(subscribers=30)
    workspace = await bot.open(tmp_path)
    rows = [Subscriber.read(each) for each in await people(workspace, 4)]
    field = next(each for each in rows[0].raw["user_fields"] if each["name"] == "city")
    theirs = {"user_ns": rows[0].user_ns, "var_ns": field["var_ns"], "value": "Quito"}
    await bot.ask("PUT", "/subscriber/set-user-field", **theirs)
    lima = FieldChange(field["var_ns"], "city", field["var_type"], "Lima")
    listed = ListRows(rows, lambda row: row.user_ns, time.time() - age)
    context: Context[object] = Context(workspace, None, tuple(rows), Answers(), listed=listed)
    edits = [RowEdits(each.title, set_fields(each, [lima])) for each in rows]
    before = len(await bot.requests())
    if age:
        workspace.pacer.reserve = 999  # which an act of a few calls may use
        with pytest.raises(Unfinished, match=r"^3 of 4 done, 1 left alone\. .* Changed since it was planned"):
            await carry_out(context, edits, "Set.")
    else:
        await carry_out(context, edits, "Set.")
        assert len(await bot.requests()) == before + 4
    has = Subscriber.read(await bot.subscriber(rows[0].user_ns)).field(field["var_ns"])
    assert has is not None and has.text == ("Quito" if age else "Lima")
    await workspace.close()


async def _old(workspace: Workspace) -> tuple[Context[object], list[RowEdits], list[Subscriber]]:
    """Three rows of a list that was read a while ago, and what sets a field of them."""
    rows = [Subscriber.read(each) for each in await people(workspace, 3)]
    field = next(each for each in rows[0].raw["user_fields"] if each["name"] == "city")
    lima = FieldChange(field["var_ns"], "city", field["var_type"], "Lima")
    listed = ListRows(rows, lambda row: row.user_ns, time.time() - 2 * FRESH)
    context: Context[object] = Context(workspace, None, tuple(rows), Answers(), listed=listed)
    return context, [RowEdits(each.title, set_fields(each, [lima])) for each in rows], rows


async def test_a_tag_overwrites_nothing_so_nothing_is_read_for_it(bot: Bot, tmp_path: Path) -> None:
    workspace = await bot.open(tmp_path)
    context, _, rows = await _old(workspace)
    before = len(await bot.requests())
    await carry_out(context, [RowEdits(each.title, add_tags(each, [TAG])) for each in rows], "Added.")
    assert [each["method"] for each in (await bot.requests())[before:]] == ["POST"] * 3
    await workspace.close()


async def _stops(context: Context[object], edits: Sequence[RowEdits]) -> FlochatError:
    """What an act ends with that waits for no host."""
    async with asyncio.timeout(1.5):
        with pytest.raises(FlochatError) as stopped:
            await carry_out(context, edits, "Set.")
    return stopped.value


async def test_whoever_waits_is_told_at_once_that_nothing_can_be_read(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = await bot.open(tmp_path)
    context, edits, _ = await _old(workspace)
    before = len(await bot.requests())

    async def gone(*_: object) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with monkeypatch.context() as patched:
        patched.setattr(httpx.ASGITransport, "handle_async_request", gone)
        assert isinstance(await _stops(context, edits), Unreachable)
    await bot.fault(path="/subscriber/get-info", times=9, drop=True, accepted=True)
    lost = await _stops(context, edits)
    assert isinstance(lost, Unread) and "Nothing was sent: it could not be compared" in str(lost)
    assert not any(each["method"] == "PUT" for each in (await bot.requests())[before:])
    await bot.no_faults()
    await carry_out(context, edits, "Set.")
    await workspace.close()


async def test_who_may_write_and_not_read_writes_as_to_one_row(bot: Bot, tmp_path: Path) -> None:
    workspace = await bot.open(tmp_path)
    context, edits, _ = await _old(workspace)
    await bot.fault(path="/subscribers", times=0, status=403, body={"message": "Missing ability."})
    await bot.fault(path="/subscriber/get-info", times=0, status=403, body={"message": "Missing ability."})
    await carry_out(context, edits, "Set.")
    assert context.ask.said == ["Set."]  # type: ignore[attr-defined]
    await workspace.close()


@pytest.mark.parametrize("age", [0.0, 2 * FRESH])
async def test_it_is_said_before_that_the_rows_are_read_again(tmp_path: Path, age: float) -> None:
    bot = Bot(subscribers=30)
    workspace = await bot.open(tmp_path)
    await people(workspace, 1)  # so that it is known how many calls are left
    ask = Answers(True)
    rows = [Subscriber.read(each) for each in await people(workspace, 6)]
    field = next(each for each in rows[0].raw["user_fields"] if each["name"] == "city")
    lima = FieldChange(field["var_ns"], "city", field["var_type"], "Lima")
    listed = ListRows(rows, lambda row: row.user_ns, time.time() - age)
    context: Context[object] = Context(workspace, None, tuple(rows), ask, listed=listed)
    edits = [RowEdits(each.title, set_fields(each, [lima])) for each in rows]

    async def work() -> None:
        await carry_out(context, edits, "Set.")

    await confirmed(context, "Set city of 6 people", edits, work, verb="Set")
    (question,) = ask.asked
    said = [plain(line) for line in question.lines]
    assert any("compared first" in line for line in said) is (age > 0), said
    await workspace.close()
