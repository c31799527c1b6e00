# SPDX-License-Identifier: MIT
"""What processes of one bot know together of the hour's calls."""

from __future__ import annotations

from contextlib import AbstractContextManager, AsyncExitStack, nullcontext

import pytest

from flotui.api.errors import Stopped
from flotui.api.hour import WINDOW, HourTold
from flotui.api.pacer import Pacer, Purpose


class Kept:
    """A record in memory, as the file beside the cache keeps one."""

    def __init__(self) -> None:
        self.told: HourTold | None = None

    def read(self) -> HourTold | None:
        return self.told

    def write(self, told: HourTold) -> None:
        self.told = told

    def alone(self) -> AbstractContextManager[object]:
        return nullcontext()

    def close(self) -> None:
        self.told = None


class Hours:
    """Processes with one clock and one record."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.kept = Kept()

    def begin(self) -> Pacer:
        pacer = Pacer(max_at_once=5, reserve=50, clock=lambda: self.now)
        pacer.hour.shared = self.kept
        pacer.catch_up()
        return pacer


def told(remaining: int) -> dict[str, str]:
    return {"X-RateLimit-Limit": "1000", "X-RateLimit-Remaining": str(remaining)}


async def gets_a_turn(pacer: Pacer, purpose: Purpose) -> bool:
    try:
        async with pacer.turn(purpose):
            return True
    except Stopped:
        return False


def test_who_begins_later_knows_what_is_left_and_by_when_all_are_there_again() -> None:
    hours = Hours()
    hours.begin().note(told(900))
    began = hours.now
    hours.now += 3000
    later = hours.begin()
    assert (later.remaining, later.limit, later.full_by) == (900, 1000, began + WINDOW)
    assert later.is_old and later.at_most == 900
    later.note(told(880))
    assert later.full_by == began + WINDOW and not later.is_old


@pytest.mark.parametrize("purpose", [Purpose.BACKGROUND, Purpose.JOB])
async def test_what_another_has_spent_is_not_spent_again(purpose: Purpose) -> None:
    hours = Hours()
    one, other = hours.begin(), hours.begin()
    one.note(told(900))
    assert await gets_a_turn(one, purpose)
    other.note(told(50))
    assert not await gets_a_turn(one, purpose)
    assert await gets_a_turn(one, Purpose.INTERACTIVE)


async def test_calls_that_are_under_way_elsewhere_count_against_the_reserve() -> None:
    hours = Hours()
    one, other = hours.begin(), hours.begin()
    other.note(told(60))
    one.note(told(54))
    async with AsyncExitStack() as under_way:
        for pacer in (one, other, one, other):
            await under_way.enter_async_context(pacer.turn(Purpose.JOB))
        for pacer in (one, other):
            assert not await gets_a_turn(pacer, Purpose.JOB)
            assert pacer.remaining == 54
        one.note(told(52))
        assert not await gets_a_turn(other, Purpose.JOB)
    assert await gets_a_turn(other, Purpose.JOB)
    one.note(told(50))
    assert not await gets_a_turn(other, Purpose.JOB)
    hours.now += WINDOW + 1
    assert await gets_a_turn(other, Purpose.JOB)


async def test_who_was_told_nothing_yet_asks_once_for_the_hour_may_be_over() -> None:
    hours = Hours()
    hours.begin().note(told(50))
    later = hours.begin()
    assert later.remaining == 50 and await gets_a_turn(later, Purpose.JOB)
    later.note(told(49))
    assert not await gets_a_turn(later, Purpose.JOB)


async def test_the_calls_of_a_process_that_was_killed_are_no_longer_under_way() -> None:
    hours = Hours()
    one, other = hours.begin(), hours.begin()
    other.note(told(52))
    one.note(told(51))
    under_way = one.turn(Purpose.JOB)
    await under_way.__aenter__()
    assert not await gets_a_turn(other, Purpose.JOB)
    hours.now += 60
    assert await gets_a_turn(other, Purpose.JOB)


def test_answers_of_several_that_overtake_each_other_are_no_new_hour() -> None:
    hours = Hours()
    one, other = hours.begin(), hours.begin()
    one.note(told(500))
    since = one.full_by
    hours.now += 1
    other.note(told(490))
    one.note(told(499))
    assert (one.remaining, one.full_by) == (490, since)
    hours.now += 1
    other.note(told(999))
    one.catch_up()
    assert (one.remaining, one.full_by) == (999, hours.now + WINDOW)


def test_a_count_that_is_lower_after_the_hour_is_a_new_ones() -> None:
    hours = Hours()
    one = hours.begin()
    one.note(told(500))
    hours.now += WINDOW + 60
    assert one.full_by is None
    one.note(told(400))
    assert one.full_by == hours.now + WINDOW


@pytest.mark.parametrize("later", [-600.0, WINDOW + 1])
def test_what_was_told_another_hour_or_lies_ahead_is_passed_over(later: float) -> None:
    hours = Hours()
    hours.begin().note(told(10))
    hours.now += later
    assert hours.begin().remaining is None


def test_what_another_was_told_is_told_on() -> None:
    hours = Hours()
    one, other = hours.begin(), hours.begin()
    changes: list[int | None] = []
    one.on_change.append(lambda: changes.append(one.remaining))
    other.note(told(700))
    one.catch_up()
    one.catch_up()
    assert changes == [700]
