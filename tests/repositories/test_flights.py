# SPDX-License-Identifier: MIT
"""Reads under way: what is shared, what is let go, and what takes another's place."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.errors import Stopped
from flotui.api.pacer import Purpose
from flotui.repositories import flights
from flotui.repositories.flights import Flights
from flotui.repositories.subscribers import info_call
from flotui.resources.base import Query
from flotui.resources.shop.orders import ORDERS
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.workspace import Workspace
from tests.support.ask import rows_of
from tests.support.bot import Bot
from tests.support.people import ANA, ana


class Work:
    """Work that ends when it is told to, and is counted."""

    def __init__(self) -> None:
        self.begun = 0
        self.let_go = 0
        self.ends: list[asyncio.Future[str]] = []

    async def __call__(self) -> str:
        self.begun += 1
        self.ends.append(asyncio.get_running_loop().create_future())
        try:
            return await self.ends[-1]
        except asyncio.CancelledError:
            self.let_go += 1
            raise


async def soon() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def joined(all_: Flights[str], work: Work, **more: Any) -> asyncio.Task[str]:
    return asyncio.ensure_future(all_.join("key", work, **more))


async def test_once_closed_it_begins_nothing_for_who_comes_late() -> None:
    all_, work = Flights[str](), Work()
    before = joined(all_, work)
    await soon()
    await all_.close()
    late = joined(all_, work)
    await soon()
    assert (before.cancelled(), late.cancelled(), work.begun) == (True, True, 1)


async def test_who_asks_the_same_at_the_same_time_shares_it() -> None:
    all_, work = Flights[str](), Work()
    both = [joined(all_, work), joined(all_, work)]
    await soon()
    work.ends[0].set_result("answer")
    assert await asyncio.gather(*both) == ["answer", "answer"]
    assert work.begun == 1
    again = joined(all_, work)
    await soon()
    assert work.begun == 2
    again.cancel()


async def test_what_nobody_waits_for_is_let_go_but_for_the_last() -> None:
    none, one, work = Flights[str](), Flights[str](1), Work()
    stays, leaves = joined(none, work), joined(none, work)
    await soon()
    leaves.cancel()
    await soon()
    assert work.let_go == 0
    stays.cancel()
    await soon()
    assert work.let_go == 1
    for key in ("a", "b"):
        task = asyncio.ensure_future(one.join(key, work))
        await soon()
        task.cancel()
        await soon()
    assert (work.begun, work.let_go) == (3, 2)  # the first of the two made room for the second
    back = asyncio.ensure_future(one.join("b", work))
    await soon()
    work.ends[2].set_result("late")
    assert await back == "late"


@pytest.mark.parametrize("left", [True, False], ids=["left before", "left after"])
async def test_what_the_person_stops_is_not_seen_through(left: bool) -> None:
    all_, work = Flights[str](1), Work()
    first = joined(all_, work)
    await soon()
    steps = [first.cancel, all_.give_up]
    for step in steps if left else reversed(steps):
        step()
        await soon()
    assert work.let_go == 1
    again = joined(all_, work)
    await soon()
    work.ends[-1].set_result("again")
    assert (await again, work.begun) == ("again", 2)


async def test_what_the_person_stops_and_asks_for_anew_is_asked_again_at_once() -> None:
    all_, work = Flights[str](1), Work()
    first = joined(all_, work)
    await soon()
    all_.give_up()
    again, held = joined(all_, work, anew=True), joined(all_, work, anew=True)
    await soon()
    assert (work.begun, work.let_go) == (2, 1), "and a key that is held asks once"
    work.ends[-1].set_result("again")
    assert await asyncio.gather(first, again, held) == ["again"] * 3


async def test_who_asks_while_it_is_being_let_go_has_it_done_anew() -> None:
    all_, work = Flights[str](), Work()
    first = joined(all_, work)
    await soon()
    first.cancel()
    second = joined(all_, work)  # in the same moment, as a list does that is read again
    await soon()
    assert (work.begun, work.let_go) == (2, 1)
    work.ends[1].set_result("answer")
    assert await second == "answer"


async def test_what_is_asked_anew_is_asked_again_unless_it_was_just_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    all_, work = Flights[str](), Work()
    first = joined(all_, work)
    await soon()
    second = joined(all_, work, anew=True)
    await soon()
    assert work.begun == 1
    monkeypatch.setattr(flights, "JUST_ASKED", -1.0)
    third = joined(all_, work, anew=True)
    await soon()
    assert (work.begun, work.let_go) == (2, 1)
    work.ends[1].set_result("new")
    assert await asyncio.gather(first, second, third) == ["new"] * 3


async def test_work_of_another_name_is_waited_for_or_replaced() -> None:
    all_, work = Flights[str](), Work()
    first = joined(all_, work, name="first", over=True)
    after = joined(all_, work, name="next")
    await soon()
    assert work.begun == 1
    work.ends[0].set_result("first")
    await soon()
    assert work.begun == 2
    over = joined(all_, work, name="first", over=True)
    await soon()
    assert (work.begun, work.let_go) == (3, 1)
    work.ends[2].set_result("again")
    assert await asyncio.gather(first, after, over) == ["first", "again", "again"]


async def test_a_more_urgent_one_is_not_refused_with_a_less_urgent_one() -> None:
    all_, work = Flights[str](), Work()
    later = joined(all_, work, urgency=Purpose.BACKGROUND)
    now = joined(all_, work, urgency=Purpose.INTERACTIVE)
    await soon()
    work.ends[0].set_exception(Stopped("The rest is kept."))
    await soon()
    with pytest.raises(Stopped):
        await later
    work.ends[1].set_result("all the same")
    assert await now == "all the same"


async def test_one_request_serves_those_who_make_different_things_of_its_reply(
    workspace: Workspace, bot: Bot
) -> None:
    """As when a row is opened while a write to it is read back."""
    reader, call = workspace.reader, info_call(ANA)
    await ana(workspace)
    await bot.fault(path="/subscriber/get-info", times=0, delay_ms=50)

    async def end(reading: Any) -> Any:
        return [each async for each in reading][-1]

    reply, person, whole = await asyncio.gather(
        reader.ask(call, Purpose.BACKGROUND),
        end(workspace.subscribers.one(ANA, force=True)),
        end(reader.object(call, lambda data: data, force=True)),
    )
    assert reply.data["user_ns"] == whole.value["user_ns"] == person.value.user_ns == ANA
    assert person.error is whole.error is None
    asked = [each["operation"] for each in await bot.requests()]
    assert asked.count("flowBotUserInfo") == 1


@pytest.mark.parametrize("what", ["row", "answer"])
async def test_a_dead_read_is_let_go_for_one_that_is_asked_for(
    what: str, workspace: Workspace, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `r` does in a detail while the host doesn't answer."""

    async def read() -> Any:
        found = workspace.subscribers.one(ANA, force=True) if what == "row" else workspace.team.me(force=True)
        return [each async for each in found][-1]

    monkeypatch.setattr(flights, "JUST_ASKED", -1.0)
    await bot.fault(path="*", times=1, hang=True)
    dead = asyncio.ensure_future(read())
    while not await bot.requests():
        await asyncio.sleep(0)
    again = await asyncio.wait_for(read(), 10)
    assert (again.source, again.error) == ("server", None)
    assert (await dead).source == "server"  # who waited for the dead one has the answer to the other


async def test_a_reading_that_is_given_up_in_a_transaction_leaves_the_cache_usable(
    workspace: Workspace,
) -> None:
    for pause in range(40):
        reading = asyncio.ensure_future(rows_of(workspace, ORDERS, Query(force=True)))
        for _ in range(pause * 3):
            await asyncio.sleep(0)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
    assert await rows_of(workspace, SUBSCRIBERS, Query(force=True))


async def test_each_write_and_read_of_the_cache_survives_being_given_up(workspace: Workspace) -> None:
    call = Call.of("flowTags")
    for pause in range(12):
        writing = asyncio.ensure_future(workspace.cache.keep_reply(call.key, "flowTags", pause))
        for _ in range(pause):
            await asyncio.sleep(0)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
    await workspace.cache.keep_reply(call.key, "flowTags", "kept")
    cached = await workspace.cache.reply(call.key)
    assert cached is not None and cached.value == "kept"
