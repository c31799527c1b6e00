# SPDX-License-Identifier: MIT
"""A job that goes on later overwrites nothing that somebody else has written since; the host's log decides."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.errors import FlochatError, TimedOut, Unreachable
from flotui.api.models.shop import Order, Variant
from flotui.api.models.subscriber import Subscriber
from flotui.api.pacer import Purpose
from flotui.api.reply import Reply
from flotui.jobs.changes import Changes, of_edits
from flotui.jobs.plan import SourceRow, at_once, plan
from flotui.jobs.reconnecting import Reconnecting
from flotui.jobs.runner import Runner
from flotui.jobs.since import stale
from flotui.jobs.undo import undo
from flotui.repositories import profile
from flotui.repositories.edit import Edit
from flotui.repositories.shop import ORDER
from flotui.repositories.shop_edits import set_status, update_variant
from flotui.repositories.subscribers import FieldChange, add_tags, remove_tags, set_fields
from flotui.resources.ask import Cancelled
from flotui.resources.base import Context
from flotui.resources.job_starting import run
from flotui.resources.jobs import JOBS
from flotui.resources.templating import send_named
from flotui.store.entry import Change, Outcome
from flotui.store.job import Job, JobOptions, JobState, Step
from flotui.store.jobs import JobDraft
from flotui.store.journal import Journal
from flotui.store.superseded import CHANGED
from flotui.workspace import Workspace
from tests.support.ask import NO, Answers
from tests.support.bot import Bot
from tests.support.jobs import SUB_FLOW, TAG, aged, people, planned

ROWS = 6


class Written(NamedTuple):
    """What is written to one row."""

    mine: Edit
    theirs: Edit
    """What somebody else writes there."""


async def _persons(workspace: Workspace) -> list[Subscriber]:
    return [Subscriber.read(each) for each in await people(workspace, ROWS)]


async def _fields(workspace: Workspace) -> list[Written]:
    (field,) = [each for each in (await people(workspace, 1))[0]["user_fields"] if each["name"] == "city"]

    def set_to(person: Subscriber, value: str) -> Edit:
        return set_fields(person, [FieldChange(field["var_ns"], "city", field["var_type"], value)])[0]

    return [Written(set_to(each, "Lima"), set_to(each, "Cusco")) for each in await _persons(workspace)]


async def _names(workspace: Workspace) -> list[Written]:
    def name(person: Subscriber, first: str) -> Edit:
        return profile.update(person, {"first_name": first})[0]

    return [Written(name(each, "Zoe"), name(each, "Yara")) for each in await _persons(workspace)]


async def _statuses(workspace: Workspace) -> list[Written]:
    found = await workspace.reader.send(Call.of(ORDER.list, query={"limit": 100}), Purpose.INTERACTIVE)
    assert isinstance(found.data, list)
    rows = [Order.read(each) for each in found.data]
    mine = [each for each in rows if each.status not in ("shipped", "refunded")][:ROWS]
    return [Written(set_status(each, "shipped"), set_status(each, "refunded")) for each in mine]


async def _prices(workspace: Workspace) -> list[Written]:
    found: list[Written] = []
    for product in range(101, 120):
        call = Call.of("ProductVariants", path={"productId": product}, query={"limit": 100})
        reply = await workspace.reader.send(call, Purpose.INTERACTIVE)
        assert isinstance(reply.data, list)
        rows = map(Variant.read, reply.data)
        found += [
            Written(update_variant(r, "it", {"price": "7"}), update_variant(r, "it", {"price": "9"}))
            for r in rows
        ]
        if len(found) >= ROWS:
            break
    return found[:ROWS]


KINDS = pytest.mark.parametrize("kind", [_fields, _names, _statuses, _prices])


async def _planned(workspace: Workspace, rows: Sequence[Written], **options: Any) -> Job:
    source = [SourceRow(each.mine.subject, of_edits(each.mine.subject, [each.mine])) for each in rows]
    found = await plan(
        workspace.working.jobs, "Change", at_once(source), JobDraft("", options=JobOptions(**options))
    )
    assert found.job is not None and found.job.waiting == ROWS
    return found.job


async def _begun(workspace: Workspace, rows: Sequence[Written]) -> Job:
    """A job of which the first row is done, paused since."""
    job = await _planned(workspace, rows, trial=True, ask_after_trial=True)
    paused = await asyncio.wait_for(workspace.working.start(job.id), 20)
    assert (paused.state, paused.done, paused.waiting) == (JobState.PAUSED, 1, ROWS - 1)
    return paused


async def _killed(workspace: Workspace, rows: Sequence[Written], home: Path) -> Job:
    """A job whose runner was killed when the first row had left."""
    job = await _planned(workspace, rows)
    dead = await Journal.open(home / "journal.db", workspace.profile.cache_id)
    dead.jobs.owner = "999999:1"
    assert await dead.jobs.take(job.id) is not None
    assert len((await dead.jobs.turn(job.id, [], 1)).steps) == 1
    await dead.close()
    found = await workspace.working.jobs.job(job.id)
    assert found is not None and (found.state, found.unknown) == (JobState.STOPPED, 1)
    return found


async def _elsewhere(workspace: Workspace, *edits: Edit) -> None:
    """Somebody else writes."""
    for each in edits:
        await workspace.reader.send(each.call, Purpose.INTERACTIVE)


async def _last(bot: Bot, edit: Edit) -> object:
    """The body of what the host took last for the row of an edit."""
    about = {**dict(edit.call.path), "user_ns": edit.call.json.get("user_ns")}
    path = edit.call.url("")
    bodies = [
        each["body"]
        for each in await bot.requests(writes=True)
        if each["accepted"]
        and each["path"].endswith(path)
        and each["body"].get("user_ns") == about["user_ns"]
        and each["body"].get("order_id") == edit.call.json.get("order_id")
    ]
    return bodies[-1]


@KINDS
@pytest.mark.parametrize("killed", [False, True], ids=["paused", "killed"])
async def test_where_nobody_can_be_asked_what_others_wrote_since_stays(
    tmp_path: Path, kind: Callable[[Workspace], Any], killed: bool
) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    rows: list[Written] = await kind(workspace)
    job = await (_killed(workspace, rows, tmp_path) if killed else _begun(workspace, rows))
    await _elsewhere(workspace, rows[2].theirs, rows[3].mine)
    before = len(await bot.requests(writes=True))
    await aged(workspace, job)
    ended = await asyncio.wait_for(workspace.working.start(job.id), 20)
    assert (ended.state, ended.dropped, ended.unchanged, ended.waiting) == (JobState.ENDED, 1, 1, 0)
    assert ended.message == "1 row left alone: changed since it was planned."
    assert len(await bot.requests(writes=True)) - before == ROWS - 3
    assert await _last(bot, rows[2].mine) == rows[2].theirs.call.json
    (left,) = await workspace.working.jobs.steps(job.id, [Outcome.DROPPED])
    assert (left.n, left.message) == (3, CHANGED)
    await workspace.close()


@KINDS
async def test_in_the_app_it_is_asked_and_an_undo_sets_back_what_was_found(
    tmp_path: Path, kind: Callable[[Workspace], Any]
) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    rows: list[Written] = await kind(workspace)
    job = await _begun(workspace, rows)
    await _elsewhere(workspace, rows[2].theirs, rows[3].mine)
    job = await aged(workspace, job)
    asked = Answers(True, NO)
    with pytest.raises(Cancelled):
        await run(Context(workspace, JOBS, (job,), asked))
    assert asked.asked[0].title.startswith("Trial with ")
    assert asked.asked[1].title == "1 of 5 changed since it was planned"
    assert await _last(bot, rows[2].mine) == rows[2].theirs.call.json
    await run(Context(workspace, JOBS, (job,), Answers(True, "take")))
    ended = await workspace.working.jobs.job(job.id)
    assert ended is not None and (ended.done, ended.unchanged, ended.dropped) == (ROWS - 1, 1, 0)
    assert await _last(bot, rows[2].mine) == rows[2].mine.call.json
    written = await undo(workspace.working.jobs, ended, workspace.reader.send)
    assert written.plan.job is not None
    back = await asyncio.wait_for(workspace.working.start(written.plan.job.id), 20)
    assert (back.state, back.done) == (JobState.ENDED, ROWS - 1)
    assert await _last(bot, rows[2].mine) == rows[2].theirs.call.json
    assert await _last(bot, rows[3].mine) == rows[3].mine.call.json, "it was set by somebody else"
    await workspace.close()


async def test_a_tag_that_somebody_else_has_put_on_since_stays_when_the_job_is_undone(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    persons = [each for each in map(Subscriber.read, await people(workspace, 60)) if each.tags][:ROWS]
    rows = [Written(add_tags(each, [TAG])[0], remove_tags(each, each.tags)[0]) for each in persons]
    job = await _begun(workspace, rows)
    await _elsewhere(workspace, rows[2].theirs, rows[3].mine)
    await aged(workspace, job)
    ended = await asyncio.wait_for(workspace.working.start(job.id), 20)
    assert (ended.done, ended.unchanged, ended.dropped) == (ROWS - 1, 1, 0), "another tag is in nobody's way"
    written = await undo(workspace.working.jobs, ended, workspace.reader.send)
    assert written.plan.job is not None
    await asyncio.wait_for(workspace.working.start(written.plan.job.id), 20)
    has = [TAG.tag_ns in str((await bot.subscriber(each.user_ns))["tags"]) for each in persons]
    assert has == [False, False, False, True, False, False]
    await workspace.close()


async def test_what_was_read_just_now_and_messages_cost_no_read(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    job = await _begun(workspace, await _fields(workspace))
    sends = await planned(workspace, 4, Changes(sends=(SUB_FLOW,)), trial=True, ask_after_trial=True)
    await aged(workspace, await asyncio.wait_for(workspace.working.start(sends.id), 20))
    before = len(await bot.requests())
    for each in (job, sends):
        assert (await asyncio.wait_for(workspace.working.start(each.id), 20)).state is JobState.ENDED
    assert len(await bot.requests()) - before == ROWS - 1 + 3
    await workspace.close()


async def test_what_a_job_itself_has_set_is_nobody_elses_change(tmp_path: Path) -> None:
    """Two steps about one value, the second planned from what the first one sets."""
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    rows = await _fields(workspace)
    source = []
    for each in rows:
        (first,), (then,) = each.mine.changes, each.theirs.changes
        second = replace(each.theirs, changes=(Change(then.path, then.name, first.after, then.after),))
        source.append(SourceRow(each.mine.subject, of_edits("one", [each.mine, second])))
    written = await plan(workspace.working.jobs, "Change", at_once(source), JobDraft(""))
    assert written.job is not None
    await aged(workspace, written.job)
    ended = await asyncio.wait_for(workspace.working.start(written.job.id), 20)
    assert (ended.state, ended.done) == (JobState.ENDED, 2 * ROWS)
    await workspace.close()


async def test_what_cannot_be_read_now_is_compared_as_soon_as_it_can_be(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    rows = await _fields(workspace)
    job = await _begun(workspace, rows)
    await _elsewhere(workspace, rows[2].theirs)
    await aged(workspace, job)
    trouble: list[FlochatError] = [Unreachable("No connection."), TimedOut("Late."), Unreachable("None.")]
    read, slept = workspace.working.read, []

    async def reads(call: Call, purpose: Purpose) -> Reply:
        if trouble:
            raise trouble.pop()
        return await read(call, purpose)

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    workspace.working.read = reads  # type: ignore[assignment]
    ended = await asyncio.wait_for(
        Runner(workspace.working.jobs, workspace.working, sleep=sleep).run(job.id), 20
    )
    assert slept[:3] == [2.0, 4.0, 8.0]
    assert (ended.state, ended.done, ended.dropped) == (JobState.ENDED, ROWS - 1, 1)
    assert await _last(bot, rows[2].mine) == rows[2].theirs.call.json
    await workspace.close()


async def test_without_a_connection_a_step_is_tried_ever_more_rarely(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    job = await planned(workspace, 1)
    begun = now = time.time()
    tried: list[float] = []
    send = workspace.working.send

    async def sends(step: Step) -> Reply:
        tried.append(round(now - begun))
        if len(tried) < 4:
            raise Unreachable("No connection.")
        return await send(step)

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    workspace.working.send = sends  # type: ignore[method-assign]
    runner = Runner(workspace.working.jobs, workspace.working, clock=lambda: now, sleep=sleep)
    ended = await asyncio.wait_for(runner.run(job.id), 20)
    assert tried == [0, 2, 6, 14]
    assert (ended.state, ended.done) == (JobState.ENDED, 1)
    await workspace.close()


async def test_a_job_that_starts_later_is_compared_when_it_starts(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    rows = await _fields(workspace)
    job = await _planned(workspace, rows)
    now = time.time()
    await workspace.working.jobs.schedule(job.id, now + 70, None)

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds
        if len(await bot.requests(writes=True)) == 0:
            await _elsewhere(workspace, rows[2].theirs)

    runner = Runner(workspace.working.jobs, workspace.working, clock=lambda: now, sleep=sleep)
    ended = await asyncio.wait_for(runner.run(job.id), 20)
    assert (ended.state, ended.done, ended.dropped) == (JobState.ENDED, ROWS - 1, 1)
    assert await _last(bot, rows[2].mine) == rows[2].theirs.call.json
    await workspace.close()


@pytest.mark.parametrize("begun", [False, True])
async def test_where_only_the_reserve_is_left_a_job_is_begun_all_the_same_and_waits(
    tmp_path: Path, begun: bool
) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    job = await planned(workspace, 120, trial=True, ask_after_trial=True)
    if begun:
        await asyncio.wait_for(workspace.working.start(job.id), 10)
        job = await workspace.working.jobs.configure(job.id, ask_after_trial=False)
    job = await aged(workspace, job)
    await bot.door("POST", "/quota", {"remaining": workspace.pacer.reserve + 2})
    await people(workspace, 1)  # so that the answer says how many are left: enough for one page
    asked = Answers(True, True, True)
    await run(Context(workspace, JOBS, (job,), asked))
    found = job
    async with asyncio.timeout(10):
        while found.state is not JobState.RUNNING or not found.message:
            await asyncio.sleep(0.01)
            found = await workspace.working.jobs.peek(job.id) or job
    assert found.waiting == 120 - begun
    await workspace.working.ask(job.id, JobState.PAUSED)
    await workspace.close()


async def test_what_waits_for_calls_to_be_compared_says_until_when(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flotui.jobs.comparing._TELL", 0.01)
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    job = await aged(workspace, await planned(workspace, 120))
    await bot.door("POST", "/quota", {"remaining": workspace.pacer.reserve + 1})
    workspace.working.start(job.id)
    found = job
    async with asyncio.timeout(10):
        while "used up" not in found.message:
            await asyncio.sleep(0.01)
            found = await workspace.working.jobs.peek(job.id) or job
    assert found.held_until is not None and found.held_until > time.time()
    assert (found.waiting, await bot.accepted()) == (120, {})
    await workspace.working.ask(job.id, JobState.PAUSED)
    await workspace.close()


async def test_rows_are_compared_some_at_a_time_by_pages_and_what_no_page_has_alone(tmp_path: Path) -> None:
    bot = Bot(subscribers=130)
    workspace = await bot.open(tmp_path)
    row = (await people(workspace, 1))[0]
    (field,) = [each for each in row["user_fields"] if each["name"] == "city"]
    change = FieldChange(field["var_ns"], "city", field["var_type"], "Lima")
    job = await planned(workspace, 60, Changes(fields=(change,)))
    steps = await workspace.working.jobs.steps(job.id)
    for n in (55, 3, 30):
        body = {"user_ns": steps[n].subject, "var_ns": field["var_ns"], "value": "Cusco"}
        await workspace.reader.send(Call.of("flowBotUserSetUserField", body=body), Purpose.INTERACTIVE)
    await workspace.reader.send(
        Call.of("flowDeleteBotUser", body={"user_ns": steps[7].subject}), Purpose.INTERACTIVE
    )
    before = len(await bot.requests())
    found = await stale(workspace.working.jobs, job.id, workspace.reader.send)
    assert [each.step.n for each in found.different] == [4, 8, 31, 56]
    assert [each.summary for each in found.different][1] == "the row is gone"
    assert len(await bot.requests()) - before == 2 + 1
    await workspace.close()


def test_a_clock_that_was_set_back_keeps_no_job_from_the_host() -> None:
    line = Reconnecting()
    line.lost(1_000.0, "No connection.")
    assert [line.again(now) for now in (1_001.0, 1_002.0, 900.0)] == [1_002.0, None, None]


async def test_a_runner_that_nobody_watches_sends_no_template_that_was_rejected_meanwhile() -> None:
    bot = Bot(subscribers=60)
    workspace = await bot.open()
    send = await send_named(workspace, "order_followup", ["1=you", "2=#7"], force=True)
    job = await aged(workspace, await planned(workspace, 30, Changes(sends=(send,))))
    template = bot.app.state.host.world.whatsapp_templates.called("order_followup")
    template["status"] = "PAUSED"
    stopped = await Runner(workspace.working.jobs, workspace.working).run(job.id)
    said = "Not sent: template order_followup (pt_BR) isn't approved any more: paused."
    assert (stopped.state, stopped.done, stopped.message) == (JobState.STOPPED, 0, said)
    template["status"] = "APPROVED"
    ended = await Runner(workspace.working.jobs, workspace.working).run(job.id)
    assert (
        ended.waiting == 0
        and ended.done
        and bot.app.state.host.log.accepted() == {send.operation: ended.done}
    )
    await workspace.close()
