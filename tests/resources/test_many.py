# SPDX-License-Identifier: MIT
"""What a dialog does to more than twenty rows is a job, and says when quiet hours hold it."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any
from unittest.mock import AsyncMock

import pytest

from flotui.api.errors import Stopped
from flotui.api.models.flow import SubFlow, Tag
from flotui.api.models.subscriber import Subscriber
from flotui.jobs import report
from flotui.jobs.changes import Changes
from flotui.jobs.outcomes import Unfinished
from flotui.repositories.edit import RowEdits
from flotui.repositories.sending import send_sub_flow
from flotui.repositories.subscribers import FieldChange, add_tags, set_fields
from flotui.resources.acting import carry_out, confirmed, held
from flotui.resources.ask import Cancelled
from flotui.resources.base import Context
from flotui.resources.job_starting import question, start
from flotui.resources.overwritten import overwritten
from flotui.resources.person import confirm_send, confirm_start
from flotui.resources.text import plain
from flotui.store.job import Job, JobState
from flotui.workspace import Switches, Workspace
from tests.support import settle
from tests.support.ask import NO, Answers
from tests.support.bot import Bot
from tests.support.jobs import SUB_FLOW, people, planned

FLOW = SubFlow(sub_flow_ns="f1284s2001", name="Main menu")
OTHER_FLOW = SubFlow(name="Welcome", sub_flow_ns="f1284s2002")


async def _rows(workspace: Workspace, number: int, flow: SubFlow = FLOW) -> list[RowEdits]:
    found = [Subscriber.read(each) for each in await people(workspace, number)]
    return [RowEdits(each.title, [send_sub_flow(each, flow)]) for each in found]


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (23, "Quiet hours: nothing is sent until 08:00 (America/Sao_Paulo)."),
        (12, "Nothing of it is sent between 21:00 and 08:00 (America/Sao_Paulo)."),
    ],
)
async def test_quiet_hours_are_said_for_many(monkeypatch: pytest.MonkeyPatch, hour: int, said: str) -> None:
    workspace = await Bot(subscribers=250).open()
    workspace.memory.set_timezone("America/Sao_Paulo")
    rows = await _rows(workspace, 25)
    zone = workspace.zone.tz
    at = datetime(2026, 11, 27, hour, tzinfo=zone or UTC).timestamp()
    monkeypatch.setattr(time, "time", lambda: at)
    found: Any = held(workspace, rows)
    assert found is not None and said in found[0].text
    assert held(workspace, rows[:20]) is None
    workspace.memory.set_timezone("")
    found = held(workspace, rows)
    assert found is not None and found[0].text.endswith(", this machine's zone).")
    await workspace.close()


@pytest.mark.parametrize("sends", [True, False])
async def test_undo_is_offered_where_something_can_be_taken_back(sends: bool) -> None:
    workspace = await Bot(subscribers=250).open()
    job = await planned(workspace, 3, Changes(sends=(SUB_FLOW,)) if sends else None, trial=False)
    asked = Answers()
    await start(workspace, asked, job)
    assert "3 done" in asked.said[-1] and ("to undo" in asked.said[-1]) is not sends
    await workspace.close()


async def test_what_all_steps_do_is_said_once_before_a_job_runs() -> None:
    workspace = await Bot(subscribers=250).open()
    told: list[list[str]] = []
    for changes in (Changes(sends=(SUB_FLOW,)), None):
        job = await planned(workspace, 12, changes)
        asked = question(await report.preview(workspace.working.jobs, job, workspace.pacer))
        told.append([plain(line) for line in asked.lines])
        assert "".join(told[-1]).count(" · ") >= 7 and any(line.endswith("and 4 more") for line in told[-1])
    sent, tagged = told
    assert not any(SUB_FLOW.summary in line for line in sent), "it is in the title"
    assert sum("newsletter" in line for line in tagged) <= 1
    await workspace.close()


async def test_a_job_counts_the_rows_that_had_nothing_to_change() -> None:
    workspace = await Bot(subscribers=250).open()
    rows = await _rows(workspace, 25)
    unchanged = [RowEdits(f"nothing {number}", ()) for number in range(5)]
    workspace.working.quiet = None
    asked = Answers(True)
    context: Any = Context(workspace, None, (), asked)
    await carry_out(context, [*unchanged, *rows], "25 subscribers: sent")
    (trial,) = asked.asked
    assert trial.title.startswith("Trial with ") and "24 more calls" in plain(trial.lines[-1])
    (job,) = await workspace.working.jobs.recent()
    assert job.title == "Send sub-flow Main menu to 25 subscribers", (
        "once how many, and not as if it had been done"
    )
    assert (job.steps, job.skipped) == (25, 5)
    assert report.after(job).endswith(" · 5 more unchanged")
    await settle.until(lambda: not workspace.working.running, lambda: f"{workspace.working.running}")
    found = [Subscriber.read(each) for each in await people(workspace, 28)]
    assert await workspace.apply(send_sub_flow(found[25], FLOW))
    said = f"{found[24].title}, {found[25].title} got the same within the last day by job {job.id}."
    for whom, repeated in ((found[24:26], True), (found[26:], False)):
        asked = Answers(NO)
        context = Context(workspace, None, (), asked)
        with pytest.raises(Cancelled):
            edits = [[send_sub_flow(each, FLOW)] for each in whom]
            await confirm_send(context, "Send sub-flow", [], whom, edits, "Sent.")
        text = "\n".join(map(plain, asked.asked[0].lines))
        assert (said in text) is repeated and ("got the same" in text) is repeated
    await workspace.close()


async def test_a_question_tells_of_a_job_that_is_still_to_send_the_same() -> None:
    workspace = await Bot(subscribers=250).open()
    workspace.working.quiet = None
    begun = await planned(workspace, 5, Changes(sends=(SUB_FLOW,)), trial=True, ask_after_trial=True)
    await workspace.working.start(begun.id)
    whom = [Subscriber.read(each) for each in await people(workspace, 3)]
    asked = Answers(NO)
    with pytest.raises(Cancelled):
        edits = [[send_sub_flow(each, FLOW)] for each in whom]
        context: Any = Context(workspace, None, (), asked)
        await confirm_send(context, "Send sub-flow", [], whom, edits, "Sent.")
    said = [plain(each) for each in asked.asked[0].lines]
    assert f"Job {begun.id} (paused) is still to send the same to 2 of them." in said
    await workspace.close()


@pytest.mark.parametrize("number", [5, 25], ids=["few", "many"])
async def test_who_is_sent_the_same_while_the_question_stands_is_left_alone(number: int) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open()
    workspace.working.quiet = None
    workspace.decides(None, crossing=AsyncMock())  # nothing has crossed that anybody would be asked about
    found = [Subscriber.read(each) for each in await people(workspace, number)]

    class Meanwhile(Answers):
        async def confirm(self, question: Any, submit: Any = None) -> None:
            if submit is not None:
                await workspace.apply(send_sub_flow(found[1], FLOW))
            await super().confirm(question, submit)

    context: Any = Context(workspace, None, (), Meanwhile(True, "leave", True))
    edits = [[send_sub_flow(each, FLOW)] for each in found]
    told = (
        f"^4 of 5 done, 1 left alone. Left alone: {found[1].title}. Sent the same by hand since; left out.$"
    )
    left = pytest.raises(Unfinished, match=told) if number == 5 else nullcontext()
    with left:
        await confirm_send(context, "Send sub-flow", [], found, edits, "Sent.")
    await settle.until(lambda: not workspace.working.running, lambda: f"{workspace.working.running}")
    sent = Counter(body["user_ns"] for _, body in await bot.writes())
    assert sent == {each.user_ns: 1 for each in found}
    await workspace.close()


async def test_the_rest_waits_where_the_trial_goes_wrong_or_the_answer_is_no() -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open()
    workspace.working.quiet = None
    rows = await _rows(workspace, 25)
    asked = Answers(NO)
    await carry_out(Context(workspace, None, (), asked), rows, "25 subscribers: sent")  # type: ignore[arg-type]
    assert await bot.accepted() == {"flowBotUserSendSubFlow": 1}
    assert asked.said[-1].startswith("Paused after the trial")
    await bot.fault(kind="422", path="/subscriber/send-sub-flow")
    asked = Answers()
    await carry_out(Context(workspace, None, (), asked), rows, "25 subscribers: sent")  # type: ignore[arg-type]
    assert asked.said[-1].startswith("Trial with ") and "refused" in asked.said[-1]
    assert await bot.accepted() == {"flowBotUserSendSubFlow": 1}
    states = [each.state for each in await workspace.working.jobs.recent()]
    assert states == [JobState.STOPPED, JobState.PAUSED]
    await workspace.close()


async def test_with_only_the_reserve_left_many_are_confirmed_and_wait() -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open()
    workspace.working.quiet = None
    many = [await _rows(workspace, 25, each) for each in (FLOW, OTHER_FLOW)]
    workspace.pacer.reserve = 999
    for answer, follows, rows in ((True, True, many[0]), (NO, False, many[1])):
        asked = Answers(True, answer)
        context: Any = Context(workspace, None, (), asked)

        async def work(context: Context[object] = context, rows: list[RowEdits] = rows) -> None:
            await carry_out(context, rows, "25 subscribers: sent")

        if follows:
            await confirmed(context, "Send to 25", rows, work, verb="Send")
        else:
            told = "The host accepted it."
            people = [Subscriber.read({"user_ns": row.edits[0].subject}) for row in rows]
            await confirm_start(context, "Send to 25", people, rows, told, verb="Send")
        confirm, after_first = asked.asked
        assert not confirm.unable and "It begins by itself when" in "".join(map(plain, confirm.lines))
        assert "It goes on at" in plain(after_first.lines[0])
        assert "It goes on at" in asked.said[-1] and "Jobs in Activity" in asked.said[-1]
        job = await _newest_held(workspace)
        assert job.options.ask_after_trial is not follows
    few: Any = Answers(True)
    await confirmed(Context(workspace, None, (), few), "Send to 20", rows[:20], _nothing, verb="Send")
    assert not few.asked[0].unable and "It begins by itself when" in "".join(map(plain, few.asked[0].lines))
    assert await bot.accepted() == {}
    workspace.pacer.reserve = 0
    first, second = await workspace.working.jobs.recent()
    await settle.until(lambda: not workspace.working.running, lambda: f"{workspace.working.running}")
    done = [await workspace.working.jobs.peek(each.id) for each in (first, second)]
    assert [(each.done, each.state) for each in done if each] == [(1, JobState.PAUSED), (25, JobState.ENDED)]
    await workspace.close()


async def _newest_held(workspace: Workspace) -> Job:
    async with asyncio.timeout(10):
        while (job := (await workspace.working.jobs.recent())[0]).held_until is None:
            await asyncio.sleep(0.01)
    return job


async def _nothing() -> None:
    pass


async def test_nothing_runs_where_no_write_may_leave() -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(switches=Switches(read_only=True))
    with pytest.raises(Stopped, match="read-only"):
        workspace.working.start(1)
    await workspace.close()


async def test_an_unfinished_job_is_seen_through_when_the_bot_is_closed(tmp_path: Any) -> None:
    from tests.support.jobs import planned

    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    await bot.fault(path="/subscriber/add-tag", delay_ms=100, times=0)
    job = await planned(workspace, 40)
    workspace.working.start(job.id)
    while not await bot.accepted():
        await asyncio.sleep(0.01)
    await workspace.close()
    again = await bot.open(tmp_path)
    found = await again.working.jobs.job(job.id)
    assert found is not None
    assert (found.state, found.intended, found.unknown) == (JobState.STOPPED, 0, 0)
    assert found.done == sum((await bot.accepted()).values()) < 40
    await again.close()


async def test_which_values_are_overwritten_is_counted_before_a_change_to_many() -> None:
    workspace = await Bot(subscribers=250).open()
    found = [Subscriber.read(each) for each in await people(workspace, 40)]
    field = next(each for each in found[0].user_fields if each.var_type == "text" and each.text)
    before = Counter(
        text
        for each in found
        if (own := each.field(field.var_ns)) and (text := own.text) and text != "Callao"
    )
    change = FieldChange(field.var_ns, field.name, field.var_type, "Callao")
    rows = [RowEdits(each.title, set_fields(each, [change])) for each in found]
    asked, calls = Answers(NO), len(await workspace.working.jobs.recent())
    with pytest.raises(Cancelled):
        await confirmed(
            Context(workspace, None, (), asked), "Set city", rows, lambda: carried(asked), verb="Save"
        )
    (first, number), *_ = before.most_common()
    assert len(before) > 3, "the sandbox's people live in several places"
    said = [plain(line) for line in asked.asked[-1].lines]
    head = f"{before.total()} have another value now: {first} {number}, "
    assert any(line.startswith(head) and line.endswith(" others.") for line in said), said
    assert calls == len(await workspace.working.jobs.recent())
    await workspace.close()


async def carried(asked: Answers) -> None:
    raise AssertionError(f"carried out: {asked.said}")


def test_marks_credentials_and_empty_values_are_not_among_them() -> None:
    held = {"var_ns": "f1v1", "name": "api_key", "var_type": "text", "value": "sk-0"}
    person = Subscriber.read({"user_ns": "f1u1", "name": "Ana", "tags": [], "user_fields": [held]})
    tag = Tag(tag_ns="f1t1", name="vip")
    token = FieldChange("f1v1", "api_key", "text", "sk-1")
    rows = [RowEdits("Ana", [*add_tags(person, [tag]), *set_fields(person, [token])])]
    assert overwritten(rows) == []


async def test_messages_that_wait_for_calls_until_tomorrow_are_not_said_to_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    workspace = await Bot(subscribers=60).open()
    job = await planned(workspace, 25, Changes(sends=(SUB_FLOW,)), trial=True, sends=True, zone="Etc/UTC")
    midnight = datetime(2026, 11, 30, tzinfo=UTC).timestamp()
    monkeypatch.setattr(time, "time", lambda: midnight - 1800)
    monkeypatch.setattr(type(workspace.working), "limited_for", lambda _, job: midnight + 600)
    asked = Answers(ConnectionError())
    with pytest.raises(ConnectionError):
        await start(workspace, asked, job)
    said = " ".join(plain(line) for line in asked.asked[-1].lines)
    assert "used up until 00:10 tomorrow" in said and "its time ends before, at 23:59" in said
    await workspace.close()
