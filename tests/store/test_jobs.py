# SPDX-License-Identifier: MIT
"""Jobs as the journal's database keeps them: whose they are while they are written down, and what goes when they do."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.jobs.plan import SourceRow, at_once, plan
from flotui.store import job_rows
from flotui.store.entry import Outcome
from flotui.store.job import NEVER_AGAIN, UNDONE, WHAT, JobOptions, JobState, Planned, Step
from flotui.store.job_rows import CLOSED, INTERRUPTED, NoJob
from flotui.store.job_steps import Answered
from flotui.store.job_tallies import TALLIES
from flotui.store.jobs import JobDraft
from flotui.store.journal import SCHEMA, Journal
from flotui.store.opening import connect
from flotui.store.owners import owner_of

DONE, UNKNOWN = Outcome.DONE, Outcome.UNKNOWN


def step(subject: str, operation: str = "flowBotUserAddTag") -> Planned:
    call = Call.of(operation, body={"user_ns": subject, "tag_ns": "f1t3"})
    return Planned(True, "subscriber", subject, subject, "Add tag vip", call.key, None, "[]")


async def planning(*subjects: str, meanwhile: Callable[[], object]) -> AsyncIterator[list[SourceRow]]:
    """A source of rows: between the first and the others something happens."""
    yield [SourceRow(each, [step(each)] * 2000) for each in subjects[:1]]
    meanwhile()
    yield [SourceRow(each, [step(each)]) for each in subjects[1:]]


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[tuple[Journal, Journal]]:
    """The journals of two processes of one profile."""
    one, other = [await Journal.open(tmp_path / "journal.db", "bot") for _ in range(2)]
    other.jobs.owner = owner_of(os.getppid())
    yield one, other
    await one.close()
    await other.close()


async def test_a_plan_that_takes_long_stays_while_its_process_does(
    two: tuple[Journal, Journal], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two
    number = await one.jobs.begin(JobDraft("slow"))
    last = await one.jobs.add(number, [step("f1u1")], 0)
    monkeypatch.setattr(job_rows, "LEASE", -1.0)
    assert await other.jobs.recent() == [], "looking settles what belongs to a process that is gone"
    await one.jobs.add(number, [step("f1u2")], last)
    assert (await one.jobs.seal(number, "slow", 0, JobOptions())).waiting == 2
    one.jobs.owner = "999999:1"
    dead = await one.jobs.begin(JobDraft("dead"))
    await other.jobs.recent()
    assert await other.jobs.peek(dead) is None


async def test_a_clock_that_leaps_takes_no_lease_away(
    two: tuple[Journal, Journal], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two
    job = (await one.jobs.write_down(JobDraft("a"), [step("f1u1"), step("f1u2")])).id
    await one.jobs.take(job)
    later, now = [3600.0], time.time
    monkeypatch.setattr("time.time", lambda: now() + later[0])
    assert [each.state for each in await other.jobs.recent()] == [JobState.RUNNING]
    assert await other.jobs.take(job) is None
    assert (await one.jobs.turn(job, [], 1)).job is not None
    later[0] = 0.0  # and what it says since then lies ahead
    monkeypatch.setattr(job_rows, "pulse", lambda: time.monotonic() + job_rows.LEASE + 1)
    assert [each.state for each in await other.jobs.recent()] == [JobState.STOPPED]


async def test_a_pause_between_calls_ends_though_the_clock_was_set_back(
    two: tuple[Journal, Journal], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = two
    second = step("f1u1")._replace(first=False, pause=1.5)
    job = await one.jobs.write_down(JobDraft("a"), [step("f1u1"), second])
    await one.jobs.take(job.id)
    (sent,) = (await one.jobs.turn(job.id, [], 4)).steps
    assert sent.at is not None
    answer = Answered(sent.n, sent.at, Outcome.DONE, time.time(), 200, 1, "")
    assert (await one.jobs.turn(job.id, [answer], 4)).resting
    now = time.time
    monkeypatch.setattr("time.time", lambda: now() - 3600)
    assert len((await one.jobs.turn(job.id, [], 4)).steps) == 1


async def test_a_step_that_was_given_back_has_not_left(two: tuple[Journal, Journal]) -> None:
    """It says no time at which it was sent; and where it is then left out, the next row is the one tried alone."""
    jobs = two[0].jobs
    job = await jobs.write_down(JobDraft("a"), [step("f1u1"), step("f1u2"), step("f1u3")])
    await jobs.take(job.id)
    (sent,) = (await jobs.turn(job.id, [], 1)).steps
    assert sent.at is not None
    limited = Answered(sent.n, sent.at, Outcome.WAITING, time.time(), 429, 3, "The hour's calls are used up.")
    await jobs.turn(job.id, [limited], 0)
    back = (await jobs.steps(job.id))[0]
    assert (back.at, back.answered_at, back.status, back.ms) == (None, None, None, None)
    assert back.message == limited.message and await jobs.steps_about("f1u1") == []
    await jobs.leave_out(job.id, [1], "Changed.")
    assert [each.subject for each in await jobs.trial(job.id)] == ["f1u2"]


async def test_which_jobs_are_unfinished(two: tuple[Journal, Journal]) -> None:
    """What the header counts and what the next start offers are the same jobs."""
    one, _ = two
    made: dict[str, int] = {}
    for name, state, message, waiting in (
        ("paused", JobState.PAUSED, "", 1),
        ("ended with the program", JobState.STOPPED, INTERRUPTED, 1),
        ("closed", JobState.STOPPED, CLOSED, 1),
        ("stopped by refusals", JobState.STOPPED, "5 calls in a row were refused.", 1),
        ("nothing left", JobState.PAUSED, "", 0),
        ("planned", JobState.PLANNED, "", 1),
        ("runs", JobState.RUNNING, "", 1),
        ("cancelled", JobState.CANCELLED, "", 1),
    ):
        found = await plan(one.jobs, name, planning("f1u1", meanwhile=lambda: None), JobDraft(""))
        assert found.job is not None
        made[name] = found.job.id
        values = (state, message, waiting, one.jobs.owner if state is JobState.RUNNING else "", found.job.id)
        await one.jobs._db.change(
            lambda db, values=values: db.execute(
                "UPDATE job SET state = ?, message = ?, waiting = ?, owner = ? WHERE id = ?", values
            )
        )
    assert [each.id for each in await one.jobs.unfinished()] == [
        made[name] for name in ("closed", "ended with the program", "paused")
    ]


async def test_what_is_written_down_never_gets_into_another_plan(
    two: tuple[Journal, Journal], tmp_path: Path
) -> None:
    one, other = two

    def lose() -> None:
        """Have the other process hold the first one for dead, as it does where it can't see its number."""
        with closing(sqlite3.connect(tmp_path / "journal.db", isolation_level=None)) as db:
            db.execute("DELETE FROM step")
            db.execute("DELETE FROM job")

    with pytest.raises(NoJob, match=r"Nothing was sent\."):
        await plan(one.jobs, "Add tag", planning("f1u1", "f1u2", meanwhile=lose), JobDraft(""))
    theirs = await other.jobs.begin(JobDraft("theirs"))
    assert theirs == 2, "a number is given once"
    with pytest.raises(NoJob):
        await one.jobs.add(theirs, [step("f1u3")], 0)
    with pytest.raises(NoJob):
        await one.jobs.seal(theirs, "mine", 0, JobOptions())
    await other.jobs.add(theirs, [step("f1u4")], 0)
    sealed = await other.jobs.seal(theirs, "theirs", 0, JobOptions())
    assert [each.subject for each in await other.jobs.steps(theirs)] == ["f1u4"]
    assert (sealed.state, sealed.waiting) == (JobState.PLANNED, 1)


async def test_jobs_of_an_older_file_stay_and_their_numbers_too(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    before = SCHEMA.steps[: list(SCHEMA.steps).index(NEVER_AGAIN)]
    with closing(connect(str(path), type(SCHEMA)("journal", before, SCHEMA.prepare))) as db:
        for number in (1, 2):
            db.execute(
                "INSERT INTO job (id, profile, title, state, created) VALUES (?, 'bot', 'kept', 'planned', 1.0)",
                (number,),
            )
    journal = await Journal.open(path, "bot")
    assert [(each.id, each.title) for each in await journal.jobs.recent()] == [(2, "kept"), (1, "kept")]
    assert await journal.jobs.forget(2)
    assert await journal.jobs.begin(JobDraft("new")) == 3
    with pytest.raises(NoJob, match=r"There is no job 2\."):
        await journal.jobs.ask(2, JobState.PAUSED)
    await journal.close()


async def test_what_jobs_called_is_counted_as_their_steps_come_to_something(tmp_path: Path) -> None:
    journal = await Journal.open(tmp_path / "journal.db", "bot")
    jobs = journal.jobs

    async def tallied(since: float = 0.0) -> dict[tuple[str, str], int]:
        found = await jobs.tally(("flowBotUserAddTag", "flowBotUserRemoveTag"), since, (DONE, UNKNOWN))
        return {(call.operation_id, call.json["tag_ns"]): number for call, number, _ in found}

    tag = [step(str(n)) for n in range(1, 31)] + [step(f"a{n}", "flowBotUserRemoveTag") for n in range(5)]
    other = [step(f"b{n}", "flowBotUserSetUserField") for n in range(5)]
    job = (
        await plan(
            jobs, "Add tag", at_once(SourceRow(each.subject, [each]) for each in tag + other), JobDraft("")
        )
    ).job
    assert job is not None and await tallied() == {}
    await jobs.take(job.id)
    sent = (await jobs.turn(job.id, [], 40)).steps
    assert await tallied() == {}, "what is under way isn't counted"
    came = {3: Outcome.REFUSED, 4: UNKNOWN, 5: UNKNOWN, 6: Outcome.WAITING}
    answers = [Answered(each.n, each.at or 0.0, came.get(each.n, DONE), 0.0, 200, 1, "") for each in sent]
    await jobs.turn(job.id, answers, 0)
    add, remove = ("flowBotUserAddTag", "f1t3"), ("flowBotUserRemoveTag", "f1t3")
    assert await tallied() == {add: 28, remove: 5}, (
        "a row whose id is 1 is one too; another operation isn't asked for"
    )
    await jobs.resolve(job.id, [(4, DONE, ""), (5, Outcome.WAITING, "")])
    assert await tallied() == {add: 27, remove: 5}, "nothing is counted twice, nor what hadn't arrived"
    for n in (5, 6):
        (again,) = (await jobs.turn(job.id, [], 1)).steps
        assert again.n == n
        await jobs.turn(job.id, [Answered(n, again.at or 0.0, DONE, 0.0, 200, 1, "")], 0)
    assert await tallied() == {add: 29, remove: 5}
    assert await tallied((again.at or 0.0) // 900 * 900 + 900) == {}, "only since then"
    await journal.close()
    for each in ("called", "step_counted", "step_no_longer_counted", "step_gone"):
        with closing(sqlite3.connect(tmp_path / "journal.db")) as db:
            if each == "called":
                db.execute("DROP TRIGGER step_takes_back")
                db.execute("ALTER TABLE job DROP COLUMN unseen_from")
            db.execute(f"DROP {'TABLE' if each == 'called' else 'TRIGGER'} IF EXISTS {each}")
            db.execute(f"PRAGMA user_version = {list(SCHEMA.steps).index(TALLIES)}")
            db.commit()
    journal = await Journal.open(tmp_path / "journal.db", "bot")
    jobs = journal.jobs
    assert await tallied() == {add: 29, remove: 5}, "of an older file too"
    await journal.close()


async def test_a_tally_looks_at_no_step(tmp_path: Path) -> None:
    journal = await Journal.open(tmp_path / "journal.db", "bot")
    statements: list[str] = []

    def watch(db: sqlite3.Connection) -> None:
        db.set_trace_callback(statements.append)

    await journal.db.read(watch)
    await journal.jobs.tally(("flowBotUserSendSubFlow",), 0.0)
    (query,) = statements
    plans = await journal.db.read(lambda db: db.execute(f"EXPLAIN QUERY PLAN {query}").fetchall())
    assert plans and not any("step" in str(each[3]) for each in plans)
    await journal.close()


async def test_all_steps_are_read_some_at_a_time(
    two: tuple[Journal, Journal], monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = two[0].jobs
    number = await jobs.begin(JobDraft("many"))
    await jobs.add(number, [step(f"f1u{each}") for each in range(2300)], 0)
    reads, real = [], jobs.steps

    async def counted(*args: Any, **more: Any) -> list[Step]:
        reads.append(found := await real(*args, **more))
        return found

    monkeypatch.setattr(jobs, "steps", counted)
    assert [each.subject for each in await jobs.every(number)] == [f"f1u{each}" for each in range(2300)]
    assert max(map(len, reads)) <= 1000, "the journal is free for others in between"
    assert [each.n for each in await jobs.every(number, wanted=lambda each: each.n > 2298)] == [2299, 2300]


async def test_an_undo_of_before_knows_what_it_undoes(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = await Journal.open(path, "bot")
    titles = "Undo job 1: Add tag vip: 3 subscribers", "Add tag: vip", "Redo job 2"
    for undoes, title in zip((1, None, 2), titles, strict=True):
        await journal.jobs.begin(JobDraft(title, undoes=undoes))
    await journal.close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("DROP TRIGGER step_takes_back")
        db.execute("ALTER TABLE job DROP COLUMN unseen_from")
        db.execute(f"PRAGMA user_version = {SCHEMA.steps.index(WHAT)}")
    journal = await Journal.open(path, "bot")
    jobs = [await journal.jobs.peek(number) for number in (1, 2, 3)]
    assert [job and job.options.what for job in jobs] == ["Add tag vip: 3 subscribers", "", ""]
    await journal.close()


async def test_a_step_is_undone_as_soon_as_all_has_come_that_takes_it_back(tmp_path: Path) -> None:
    """Whatever notes it: an answer, also a late one, what was looked up, or what was there already."""
    path = tmp_path / "journal.db"
    journal = await Journal.open(path, "bot")
    jobs = journal.jobs
    first = await jobs.write_down(JobDraft("a"), [step(f"f1u{n}") for n in range(1, 5)])

    async def undone() -> list[int]:
        return [each.n for each in await jobs.steps(first.id) if each.undone]

    async def answer(outcome: Outcome) -> None:
        (sent,) = (await jobs.turn(back.id, [], 1)).steps
        await jobs.turn(back.id, [Answered(sent.n, sent.at or 0.0, outcome, 0.0, 200, 1, "")], 0)

    whose = (1, True), (1, False), (2, True), (3, True), (4, True)
    planned = [step(f"f1u{n}")._replace(first=new, undoes=n) for n, new in whose]
    back = await jobs.write_down(JobDraft("b", undoes=first.id), planned)
    assert await jobs.take(back.id)
    await answer(Outcome.UNCHANGED)
    assert await undone() == [], "the other call that takes it back hasn't come"
    await jobs.ask(back.id, JobState.PAUSED)
    await jobs.end(back.id, JobState.PAUSED)
    assert (taken := await jobs.take(back.id)) and taken.waiting == 4, "nor is it taken for undone already"
    await answer(DONE)
    assert await undone() == [1], "while it runs"
    await answer(UNKNOWN)
    await answer(Outcome.REFUSED)
    await jobs.resolve(back.id, [(3, DONE, "")])
    await jobs.resolve_waiting(back.id, [5], Outcome.UNCHANGED, "")
    assert await undone() == [1, 2, 4]
    await journal.close()
    with closing(sqlite3.connect(path)) as db:  # as the one before left it
        db.execute("DROP TRIGGER step_takes_back")
        db.execute("UPDATE step SET undone = 0")
        db.execute(f"PRAGMA user_version = {SCHEMA.steps.index(UNDONE)}")
        db.commit()
    journal = await Journal.open(path, "bot")
    jobs = journal.jobs
    assert await undone() == [1, 2, 4], "of an older file too"
    await journal.close()


@pytest.mark.parametrize("noted", [False, True])
async def test_the_other_half_of_an_undo_leaves_that_an_older_flotui_began(
    tmp_path: Path, noted: bool
) -> None:
    """That one noted a step as undone after the first of the two calls that take it back."""
    path = tmp_path / "journal.db"
    journal = await Journal.open(path, "bot")
    first = await journal.jobs.write_down(JobDraft("a"), [step("f1u1")])
    both = [step("f1u1")._replace(first=new, undoes=1) for new in (True, False)]
    back = await journal.jobs.write_down(JobDraft("b", undoes=first.id), both)
    await journal.jobs.take(back.id)
    (sent,) = (await journal.jobs.turn(back.id, [], 1)).steps
    await journal.jobs.note(back.id, [Answered(sent.n, sent.at or 0.0, DONE, 0.0, 200, 1, "")])
    await journal.jobs.end(back.id, JobState.STOPPED)
    await journal.close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("DROP TRIGGER step_takes_back")
        db.execute("UPDATE step SET undone = ?", (noted,))
        db.execute(f"PRAGMA user_version = {SCHEMA.steps.index(UNDONE)}")
        db.commit()
    journal = await Journal.open(path, "bot")
    taken = await journal.jobs.take(back.id)
    assert taken is not None and (taken.waiting, taken.done) == (1, 1)
    await journal.close()
