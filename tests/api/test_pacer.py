# SPDX-License-Identifier: MIT
from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack

import pytest

from flotui.api.errors import RateLimited, Reserved, Stopped
from flotui.api.pacer import Pacer, Purpose
from flotui.text.dates import clock_time, clock_time_by

INTERACTIVE, BACKGROUND, JOB = Purpose


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def told(remaining: int, limit: int = 1000) -> dict[str, str]:
    return {"X-RateLimit-Limit": str(limit), "x-ratelimit-remaining": str(remaining)}


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


class Asker:
    """Takes turns, and lets them go when told to."""

    def __init__(self, pacer: Pacer) -> None:
        self.pacer = pacer
        self.order: list[str] = []
        self.let_go: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def ask(self, name: str, purpose: Purpose) -> None:
        self.let_go[name] = asyncio.Event()
        self.tasks[name] = asyncio.create_task(self._run(name, purpose))
        await settle()

    async def _run(self, name: str, purpose: Purpose) -> None:
        async with self.pacer.turn(purpose):
            self.order.append(name)
            await self.let_go[name].wait()

    async def end(self, *names: str) -> None:
        for name in names:
            self.let_go[name].set()
        await settle()

    async def end_all(self) -> None:
        await self.end(*self.let_go)
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)
        assert self.pacer.running == 0
        assert not self.pacer._waiting


async def test_a_few_at_once_and_in_order() -> None:
    asker = Asker(Pacer(max_at_once=2))
    for name in "abcd":
        await asker.ask(name, INTERACTIVE)
    assert asker.order == ["a", "b"]
    await asker.end("a")
    assert asker.order == ["a", "b", "c"]
    await asker.end_all()
    assert asker.order == ["a", "b", "c", "d"]


async def test_the_person_goes_first() -> None:
    asker = Asker(Pacer(max_at_once=1))
    await asker.ask("first", JOB)
    await asker.ask("job", JOB)
    await asker.ask("background", BACKGROUND)
    await asker.ask("person", INTERACTIVE)
    for name in ("first", "person", "background"):
        await asker.end(name)
    assert asker.order == ["first", "person", "background", "job"]
    await asker.end_all()


async def test_one_place_is_kept_for_the_person() -> None:
    asker = Asker(Pacer(max_at_once=4))
    for name in ("b1", "b2", "j1", "j2"):
        await asker.ask(name, BACKGROUND if name[0] == "b" else JOB)
    assert asker.order == ["b1", "b2", "j1"]
    await asker.ask("person", INTERACTIVE)
    assert asker.order[-1] == "person"
    await asker.end("person")
    assert "j2" not in asker.order
    await asker.end("b1")
    assert asker.order[-1] == "j2"
    await asker.end_all()


async def test_cancelled_while_waiting_or_running_loses_no_place() -> None:
    asker = Asker(Pacer(max_at_once=1))
    await asker.ask("running", INTERACTIVE)
    await asker.ask("waiting", INTERACTIVE)
    await asker.ask("next", INTERACTIVE)
    asker.tasks["waiting"].cancel()
    await settle()
    asker.tasks["running"].cancel()
    await settle()
    assert asker.order == ["running", "next"]
    await asker.end_all()


async def test_cancelled_in_the_moment_of_the_grant() -> None:
    asker = Asker(Pacer(max_at_once=1))
    async with asker.pacer.turn(INTERACTIVE):
        await asker.ask("granted", INTERACTIVE)
        await asker.ask("next", INTERACTIVE)
    asker.tasks["granted"].cancel()  # it has its turn, and its task doesn't know yet
    await settle()
    assert asker.order == ["next"]
    await asker.end_all()


async def test_many_cancelled_at_random_lose_no_place() -> None:
    pacer = Pacer(max_at_once=3)
    dice = random.Random(4)
    most = 0

    async def work() -> None:
        nonlocal most
        async with pacer.turn(dice.choice([INTERACTIVE, BACKGROUND, JOB])):
            most = max(most, pacer.running)
            for _ in range(dice.randrange(4)):
                await asyncio.sleep(0)

    tasks = []
    for _ in range(300):
        tasks.append(asyncio.create_task(work()))
        if dice.random() < 0.5:
            dice.choice(tasks).cancel()
        if dice.random() < 0.3:
            await asyncio.sleep(0)
    await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 5)
    assert most == 3
    assert pacer.running == 0 and not pacer._waiting


async def test_a_failure_gives_the_place_back() -> None:
    pacer = Pacer(max_at_once=1)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            async with pacer.turn(INTERACTIVE):
                raise ZeroDivisionError
    assert pacer.running == 0


async def test_the_reserve_is_the_persons() -> None:
    clock = Clock()
    pacer = Pacer(reserve=50, clock=clock)
    pacer.note(told(51))
    for purpose in Purpose:
        async with pacer.turn(purpose):
            pass
    pacer.note(told(50))
    async with pacer.turn(INTERACTIVE):
        pass
    sentences = set()
    for purpose in (BACKGROUND, JOB):
        with pytest.raises(Stopped, match=r"50 (calls are reserved|reserved calls)") as caught:
            async with pacer.turn(purpose):
                pytest.fail("the reserve was spent")
        sentences.add(str(caught.value))
    assert len(sentences) == 2
    pacer.reserve = 1000
    with pytest.raises(Reserved, match=r"^All of the 1,000 calls of an hour are reserved") as never:
        async with pacer.turn(JOB):
            pytest.fail("the reserve was spent")
    assert never.value.at_command_line == pacer.all_reserved == str(never.value), "nothing of waiting"
    pacer.reserve = 50
    clock.now += 3601  # by now the window has refilled, whatever was told
    async with pacer.turn(JOB):
        pass


async def test_what_is_under_way_counts_against_the_reserve() -> None:
    pacer = Pacer(reserve=50)
    pacer.note(told(52))
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(pacer.turn(JOB))
        await stack.enter_async_context(pacer.turn(JOB))
        with pytest.raises(Stopped):
            await stack.enter_async_context(pacer.turn(JOB))


def test_answers_that_overtake_each_other_add_no_calls() -> None:
    pacer = Pacer(max_at_once=4)
    for remaining, left in ((60, 60), (57, 57), (58, 57), (56, 56), (59, 56), (1000, 1000)):
        pacer.note(told(remaining))
        assert pacer.remaining == left


async def test_who_waits_is_told_when_the_reserve_is_reached() -> None:
    asker = Asker(Pacer(max_at_once=1, reserve=50))
    await asker.ask("person", INTERACTIVE)
    await asker.ask("job", JOB)
    await asker.ask("person 2", INTERACTIVE)
    asker.pacer.note(told(50))
    await asker.end("person", "person 2")
    with pytest.raises(Stopped):
        await asker.tasks["job"]
    assert asker.order == ["person", "person 2"]
    await asker.end_all()


async def test_a_pause_stops_all_but_jobs_which_wait() -> None:
    clock = Clock()
    asker = Asker(Pacer(max_at_once=2, clock=clock))
    await asker.ask("1", INTERACTIVE)
    await asker.ask("2", INTERACTIVE)
    await asker.ask("queued person", INTERACTIVE)
    await asker.ask("queued job", JOB)
    until = asker.pacer.pause(120)
    assert until == asker.pacer.paused_until == clock.now + 120
    assert asker.pacer._timer is not None
    await settle()
    assert asker.tasks["queued person"].done()
    await asker.ask("late person", INTERACTIVE)
    await asker.ask("late background", BACKGROUND)
    await asker.ask("late job", JOB)
    for name in ("queued person", "late person", "late background"):
        with pytest.raises(RateLimited, match=clock_time_by(until)) as caught:
            await asker.tasks[name]
        assert caught.value.retry_after == 120
    await asker.end("1", "2")
    assert asker.order == ["1", "2"]
    clock.now = until
    assert asker.pacer.paused_until is None
    await asker.ask("person", INTERACTIVE)
    assert asker.order == ["1", "2", "queued job", "person"] or asker.order[2:] == ["person", "queued job"]
    await asker.end_all()
    assert asker.order[-1] == "late job"


async def test_a_pause_ends_by_itself() -> None:
    pacer = Pacer()
    pacer.pause(1.0)
    pacer._paused_until = (pacer.paused_until or 0) - 0.97
    pacer._set_timer()
    changes: list[float | None] = []
    pacer.on_change.append(lambda: changes.append(pacer.paused_until))

    async def job() -> None:
        async with pacer.turn(JOB):
            pass

    await asyncio.wait_for(job(), 2)
    assert changes == [None]


async def test_a_pause_begun_outside_the_loop_still_ends_for_a_job() -> None:
    clock = Clock()
    pacer = Pacer(clock=clock)
    await asyncio.to_thread(pacer.pause, 10)
    assert pacer._timer is None
    asker = Asker(pacer)
    await asker.ask("job", JOB)
    assert pacer._timer is not None
    clock.now += 10
    pacer._tick()
    await settle()
    assert asker.order == ["job"]
    await asker.end_all()


async def test_the_person_may_try_earlier() -> None:
    clock = Clock()
    asker = Asker(Pacer(clock=clock))
    asker.pacer.note(told(0))
    asker.pacer.pause(600)
    await asker.ask("job", JOB)
    asker.pacer.resume()
    asker.pacer.resume()
    await settle()
    assert asker.pacer.paused_until is None
    assert asker.order == ["job"]  # what was left before the pause says nothing of now
    await asker.ask("person", INTERACTIVE)
    await asker.end_all()
    assert asker.order == ["job", "person"]


async def test_pauses_grow_until_the_host_answers_again() -> None:
    clock = Clock()
    pacer = Pacer(clock=clock)
    lengths = []
    for _ in range(5):
        lengths.append(pacer.pause() - clock.now)
        pacer.settle()  # an answer to what left before the pause changes nothing
        clock.now += lengths[-1]
    assert lengths == [60, 120, 240, 300, 300]
    pacer.settle()
    assert pacer.pause() - clock.now == 60


async def test_one_burst_is_one_pause() -> None:
    clock = Clock()
    pacer = Pacer(clock=clock)
    first = pacer.pause()
    clock.now += 5
    assert pacer.pause() == first
    assert pacer.pause(10) == first
    assert pacer.pause(500) == clock.now + 500
    clock.now += 500
    assert pacer.pause() - clock.now == 120


async def test_a_pause_lasts_at_most_an_hour_and_at_least_a_second() -> None:
    clock = Clock()
    assert Pacer(clock=clock).pause(99_999) == clock.now + 3600
    assert Pacer(clock=clock).pause(0) == clock.now + 1


async def test_changes_are_told_once() -> None:
    clock = Clock()
    pacer = Pacer(clock=clock)
    count = 0

    def changed() -> None:
        nonlocal count
        count += 1

    pacer.on_change += [lambda: 1 / 0, changed]  # type: ignore[list-item, return-value]
    assert pacer.quota is None and pacer.remaining is None and pacer.limit is None
    pacer.note({"content-type": "x"})
    assert count == 0
    pacer.note(told(9))
    pacer.note(told(9))
    assert count == 1
    assert (pacer.remaining, pacer.limit) == (9, 1000)
    assert pacer.quota and pacer.quota.at == clock.now
    pacer.pause(60)
    pacer.pause(30)
    assert count == 2
    pacer.resume()
    assert count == 3
    assert "874" not in repr(pacer)


def test_clock_time() -> None:
    assert len(clock_time(0)) == 5 and clock_time(0)[2] == ":"


def test_what_ends_within_a_minute_is_not_said_to_have_ended() -> None:
    """At 07:07:05 calls that resume at 07:07:40 don't resume at 07:07."""
    assert [clock_time_by(at) for at in (120.0, 120.1, 179.9)] == [
        clock_time(120),
        clock_time(180),
        clock_time(180),
    ]
