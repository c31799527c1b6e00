# SPDX-License-Identifier: MIT
"""Reading everyone from hosts whose lists move, lie, repeat themselves or break off."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.errors import FlochatError, RateLimited, Stopped, Unreachable
from flotui.api.headers import Quota
from flotui.api.pacer import Pacer, Purpose
from flotui.api.reply import Reply
from flotui.audience.allowance import Allowance
from flotui.audience.everyone import Everyone, Phase, Progress
from flotui.audience.indexing import index
from flotui.audience.keeping import people_of
from flotui.audience.meaning import Contains
from flotui.audience.people import People
from flotui.audience.reading import Reading, ended, progress_message
from flotui.audience.walk import MOST, PeopleWalk
from flotui.store.people import Copy
from tests.support.bot import Bot


class Host:
    """A list of people that a test moves about between two pages."""

    def __init__(self, count: int) -> None:
        self.people = [f"f1u{number}" for number in range(count)]
        self.asked: list[int] = []
        self.total: Callable[[], int | None] = lambda: len(self.people)
        self.before: dict[int, Callable[[], None]] = {}
        """What happens before so many calls."""

    async def __call__(self, call: Call, purpose: Purpose) -> Reply:
        assert purpose is Purpose.JOB
        query = dict(call.query)
        page, limit = int(query["page"]), int(query["limit"])
        self.asked.append(page)
        if (happens := self.before.get(len(self.asked))) is not None:
            happens()
        rows = self.page(page, limit)
        meta = {"current_page": page, "total": self.total()}
        return Reply(call, 200, {"data": rows, "meta": meta, "status": "ok"}, {}, 0.1, 10, b"")

    def page(self, page: int, limit: int) -> list[dict[str, Any]]:
        return [{"user_ns": ns, "name": ns} for ns in self.people[(page - 1) * limit : page * limit]]


@pytest.fixture
async def copy() -> AsyncIterator[Copy]:
    opened = await Copy.open(None, index)
    yield opened
    await opened.close()


def reader(copy: Copy, host: Any, **options: Any) -> Everyone:
    async def sleep(seconds: float) -> None:
        return None

    return Everyone(copy, host, Allowance(Pacer(reserve=0), 1.0), sleep=sleep, **options)


async def here(copy: Copy) -> list[str]:
    return await People(copy).ids()


async def test_who_is_deleted_while_it_reads_makes_nobody_be_missed(copy: Copy) -> None:
    host = Host(1000)

    def delete() -> None:
        del host.people[7]  # all behind them move up: the first of page 5 is on page 4 now

    host.before[5] = delete
    walk = await reader(copy, host).read()
    assert set(host.people) <= set(await here(copy))
    assert (walk.whole, walk.missing) == (True, 0)
    # Somebody else may have moved to the front meanwhile, and the one who left makes up for them.
    assert host.asked == [1, 2, 3, 4, 5, 4, 5, 6, 7, 8, 9, 10, 1, 2, 3]
    again = await reader(copy, host).read()
    assert sorted(await here(copy)) == sorted(host.people)
    assert await People(copy).gone() == [("f1u7", "f1u7")]
    assert "1 of those in the copy are no longer on the host." in ended(again, 1)


async def test_whom_the_host_has_joined_with_another_has_none_of_their_row(copy: Copy) -> None:
    class Joining(Host):
        async def __call__(self, call: Call, purpose: Purpose) -> Reply:
            if call.operation_id != "flowBotUserInfo":
                return await super().__call__(call, purpose)
            return Reply(call, 200, {"user_ns": "f1u8", "name": "f1u8"}, {}, 0.1, 10, b"")

    host = Joining(1000)
    await reader(copy, host).read()
    host.asked.clear()
    host.people.remove("f1u7")
    host.before[5] = lambda: host.people.remove("f1u20")  # then each whom it doesn't meet is asked for
    await reader(copy, host).read()
    assert {*host.people} <= {*await here(copy)} <= {*host.people, "f1u20"}


async def test_who_is_deleted_while_a_page_is_read_again_makes_nobody_be_missed(copy: Copy) -> None:
    host = Host(1000)
    host.before[5] = host.before[6] = lambda: host.people.__delitem__(slice(7, 10))
    await reader(copy, host).read()
    assert set(host.people) <= set(await here(copy))
    assert host.asked[:9] == [1, 2, 3, 4, 5, 4, 3, 4, 5]


async def test_who_left_makes_up_for_nobody_who_moved_away_from_where_it_reads(copy: Copy) -> None:
    host = Host(1000)
    await reader(copy, host).read()

    def stir() -> None:
        del host.people[7]
        host.people.insert(0, host.people.pop())

    host.asked.clear()
    host.before = dict.fromkeys((3, 5, 7), stir)
    walk = await reader(copy, host).read()
    assert walk.whole
    assert set(host.people) <= set(await here(copy)), "nobody who is there was taken for gone"


async def test_who_comes_while_it_reads_is_read_as_well(copy: Copy) -> None:
    host = Host(500)
    host.before[3] = lambda: host.people.insert(0, "f1u9000")
    walk = await reader(copy, host).read()
    assert sorted(await here(copy)) == sorted(host.people)
    assert walk.whole
    assert host.asked == [1, 2, 3, 4, 5, 6, 1], "once more only the page on which they are"
    assert walk.twice >= 1


async def test_who_moves_to_the_front_is_found_there(copy: Copy) -> None:
    host = Host(800)

    def stir() -> None:
        host.people.insert(0, host.people.pop())

    host.before = dict.fromkeys(range(2, 9), stir)
    walk = await reader(copy, host).read()
    assert sorted(await here(copy)) == sorted(host.people)
    assert walk.whole
    assert walk.calls <= 8 + 2


async def test_a_host_that_gives_its_first_page_for_every_page_is_left(copy: Copy) -> None:
    host = Host(900)
    page = host.page
    host.page = lambda number, limit: page(1, limit)  # type: ignore[method-assign]
    walk = await reader(copy, host).read()
    assert len(await here(copy)) == 100
    assert not walk.whole
    assert len(host.asked) <= 6
    assert "800 of the 900 that the host counts didn't come." in ended(walk, 0)
    assert not (await People(copy).state()).complete


@pytest.mark.parametrize("more", [1, 40])
async def test_a_total_that_is_too_high_ends_after_twenty_pages_without_anybody_new(
    copy: Copy, more: int
) -> None:
    host = Host(4000)
    host.total = lambda: len(host.people) + more
    walk = await reader(copy, host).read()
    assert len(await here(copy)) == 4000
    assert not walk.whole
    assert len(host.asked) <= 41 + 20


async def test_without_a_total_it_ends_at_the_first_page_that_is_not_full(copy: Copy) -> None:
    host = Host(250)
    host.total = lambda: None
    walk = await reader(copy, host).read()
    assert (len(await here(copy)), host.asked, walk.whole) == (250, [1, 2, 3], False)


async def test_nobody_is_gone_where_not_everybody_came(copy: Copy) -> None:
    host = Host(300)
    await reader(copy, host).read()
    page = host.page
    host.page = lambda number, limit: page(number, limit)[:50]  # type: ignore[method-assign]
    walk = await reader(copy, host).read()
    assert not walk.whole
    assert len(await here(copy)) == 300
    assert await People(copy).gone() == []


def test_a_host_serves_a_thousand_pages() -> None:
    walk = PeopleWalk(number=1, page=1000, met=99_900, calls=999, total=130_000)
    walk.took(100, 100, 0, 130_000, False, True)
    assert (walk.page, walk.whole, walk.of) == (0, False, MOST)
    assert "The host serves only 100,000 of its 130,000." in ended(walk, 0)


async def test_a_broken_line_is_tried_again_and_gone_on_with_later(copy: Copy) -> None:
    host, told = Host(500), list[Progress]()
    broken = 0

    async def send(call: Call, purpose: Purpose) -> Reply:
        nonlocal broken
        if len(host.asked) >= 2 and broken:
            broken -= 1
            raise Unreachable("The host can't be reached.")
        return await host(call, purpose)

    broken = 2
    await reader(copy, send, tell=told.append, patience=(0, 0, 0)).read()
    assert [each.phase for each in told].count(Phase.OFFLINE) == 2
    assert "tries again" in progress_message(next(each for each in told if each.phase is Phase.OFFLINE))
    assert host.asked == [1, 2, 3, 4, 5]

    host.asked.clear()
    broken = 9
    with pytest.raises(Unreachable):
        await reader(copy, send, patience=(0, 0)).read(anew=True)
    state = await People(copy).state()
    assert (state.walk.met, state.walk.under_way, state.here) == (200, True, 500)
    broken = 0
    walk = await reader(copy, send).read()
    assert walk.whole
    assert host.asked == [1, 2, 3, 4, 5]


async def test_a_quota_that_ends_in_the_middle_is_waited_for(copy: Copy) -> None:
    host, told = Host(500), list[Progress]()
    errors = [RateLimited("Enough.", retry_after=0.01), Stopped("Only the 50 reserved calls are left.")]
    clock = [1000.0]
    pacer = Pacer(reserve=50, clock=lambda: clock[0])
    pacer.hour.quota = Quota(1000, 900, 1000.0)

    async def send(call: Call, purpose: Purpose) -> Reply:
        if len(host.asked) == 2 and errors:
            error = errors.pop()
            if isinstance(error, Stopped):
                clock[0] += 3600  # the hour is over while it waits
            raise error
        return await host(call, purpose)

    everyone = Everyone(
        copy, send, Allowance(pacer, 0.5, clock=lambda: clock[0]), told.append, sleep=lambda _: None
    )
    walk = await everyone.read()
    assert walk.whole
    assert host.asked == [1, 2, 3, 4, 5]
    assert Phase.WAITING in {each.phase for each in told}


async def test_a_share_is_of_what_is_left_above_the_reserve_and_a_new_hour_brings_another() -> None:
    clock = [1000.0]
    pacer = Pacer(reserve=50, clock=lambda: clock[0])
    allowance = Allowance(pacer, 0.25, clock=lambda: clock[0])
    assert allowance.left is None
    pacer.note({"x-ratelimit-limit": "1000", "x-ratelimit-remaining": "450"})
    assert allowance.left == 100
    for _ in range(100):
        await allowance.take()
    assert allowance.left == 0
    pacer.note({"x-ratelimit-limit": "1000", "x-ratelimit-remaining": "1000"})
    assert allowance.left == 237
    allowance.stop()
    assert allowance.left == 0
    clock[0] += 3601
    await allowance.take()
    assert allowance.left is None


@pytest.mark.parametrize("what", ["damaged", "newer", "another"])
async def test_a_copy_that_cant_be_used_is_set_aside_with_a_sentence(tmp_path: Path, what: str) -> None:
    path = tmp_path / "people-x.db"
    first = await Copy.open(path, index)
    await reader(first, Host(150)).read()
    await first.close()
    if what == "damaged":
        path.write_bytes(b"no database" * 1000)
    else:
        with sqlite3.connect(path) as db:
            db.execute("PRAGMA user_version = 99" if what == "newer" else "DROP TABLE value")
    second = await Copy.open(path, index)
    assert "copy of the subscribers" in second.db.notice
    assert "renamed to people-x.db.aside-" in second.db.notice
    state = await People(second).state()
    assert (state.here, state.complete) == (0, False)
    await reader(second, Host(150)).read()
    assert len(await here(second)) == 150
    await second.close()


async def test_a_body_that_isnt_what_was_kept_makes_it_begin_anew(tmp_path: Path) -> None:
    path = tmp_path / "people-x.db"
    copy = await Copy.open(path, index)
    await reader(copy, Host(150)).read()
    await copy.db.change(lambda db: db.execute("UPDATE person SET body = '[[],[]]' WHERE number = 7"))
    people = People(copy)
    assert len(await people.page(limit=200)) in (0, 150)
    assert "a row isn't as it was stored" in copy.db.notice
    assert not (await people.state()).complete
    await copy.close()


async def test_who_was_read_when_it_was_killed_can_be_found_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "people-x.db"
    first, host = await Copy.open(path, index), Host(500)

    def kill() -> None:
        raise KeyboardInterrupt

    host.before[3] = kill
    with pytest.raises(KeyboardInterrupt):
        await reader(first, host).read()
    await first.close()
    second = await Copy.open(path, index)
    assert await People(second).count(Contains("any", ("f1u19",))) == 11
    await second.close()


async def test_what_it_costs_is_said_also_where_not_even_the_first_page_came() -> None:
    bot = Bot(subscribers=1250)
    workspace = await bot.open()
    people = await people_of(workspace)
    first = await Reading(workspace, people, 1.0).plan()
    await bot.fault(kind="500", path="/subscribers", times=1)
    with pytest.raises(FlochatError):
        await Everyone(
            people.copy, workspace.reader.send, Allowance(workspace.pacer, 1.0), patience=()
        ).read()
    assert (await people.state()).walk.under_way
    again = await Reading(workspace, people, 1.0).plan()
    assert (
        again.asks
        and "Reading all takes 13 calls" in again.sentence
        and "The host has 1,250" in first.sentence
    )
    await workspace.close()
