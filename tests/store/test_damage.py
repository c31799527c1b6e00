# SPDX-License-Identifier: MIT
"""A cache or a journal that is damaged at any page: reading goes on as if cold, and nothing else is shown."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.errors import FlochatError
from flotui.config.profile import demo_profile
from flotui.repositories.edit import Edit
from flotui.resources import registry
from flotui.resources.base import Query
from flotui.sandbox import DEMO_PREFIX
from flotui.store.cache import Cache
from flotui.store.finding import Sort
from flotui.store.journal import Outcome
from flotui.store.trouble import StoreFailed, trouble_of
from flotui.workspace import Noticed, Renewed, Workspace
from tests.support import damage
from tests.support.bot import Bot
from tests.support.people import ANA

LISTS = ("subscribers", "tags", "user-fields", "sub-flows", "products", "orders", "discount-codes")
"""Lists of several areas, so that rows of one in another would be seen."""

TAGGED = Edit(
    Call.of("flowBotUserAddTag", body={"user_ns": ANA, "tag_ns": "f1284t3001"}), "Add tag newsletter", ANA
)
"""A write that changes no list's rows."""


@pytest.fixture(scope="module")
def bot() -> Bot:
    return Bot(subscribers=130, quota=1_000_000)


@pytest.fixture(scope="module")
def filled(bot: Bot, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """A home whose cache and journal hold something, and what its lists say."""
    home = tmp_path_factory.mktemp("filled")
    return home, asyncio.run(fill(bot, home))


async def fill(bot: Bot, home: Path) -> dict[str, set[str]]:
    workspace = await bot.open(home)
    wanted = {name: await shown(workspace, name) for name in LISTS}
    for number in range(60):
        entry = await workspace.journal.intend(TAGGED.call, "Add a tag" + " again" * 50, batch=str(number))
        await workspace.journal.settle(entry, Outcome.DONE)
    await workspace.close()
    for name in ("cache.db", "journal.db"):
        damage.settle_log(home / name)
    assert all(len(ids) > 1 for ids in wanted.values()), wanted
    return wanted


async def shown(workspace: Workspace, name: str) -> set[str]:
    """The ids of a list's rows, from wherever they come; read again when the cache was made anew meanwhile."""
    resource = registry.resource(name)
    assert resource is not None
    while True:
        notices = workspace.notices
        source: Any = None
        async for snapshot in resource.read(workspace, Query()):
            assert snapshot.error is None, snapshot.error
            source = snapshot.value
        await source.load(0, source.count)
        rows = [source.peek(index) for index in range(source.count)]
        if workspace.notices == notices:
            return {resource.row_id(row) for row in rows}


async def use(workspace: Workspace, wanted: dict[str, set[str]]) -> None:
    """Look at everything: lists, a search, a sorted list, one person; then change something."""
    for name in LISTS:
        found = await shown(workspace, name)
        assert found == wanted[name], name
    rows: Any = None
    async for snapshot in workspace.subscribers.list({}):
        rows = snapshot.value
    narrowed = await rows.narrow(("ana",))
    await narrowed.load(0, narrowed.count)
    ordered = await rows.ordered(Sort("name"))
    await ordered.load(0, ordered.count)
    for person in sorted(wanted["subscribers"])[:3]:
        async for snapshot in workspace.subscribers.one(person):
            assert snapshot.error is None


async def sends(bot: Bot) -> int:
    """How many writes the host carried out."""
    return sum((await bot.accepted()).values())


def copied(home: Path, to: Path) -> Path:
    to.mkdir(exist_ok=True)
    for name in ("cache.db", "journal.db"):
        shutil.copy(home / name, to / name)
    return to


def chosen(count: int) -> list[int]:
    """Of so many pages, those that are tried: each in a long run, else ten from all over the file."""
    return list(range(0, count, 1 if damage.LONG else max(1, count // 10)))


async def cache_goes_on(bot: Bot, home: Path, wanted: dict[str, set[str]]) -> list[str]:
    """Use a home whose cache is damaged; what the person was told of it."""
    workspace = await bot.open(home)
    try:
        await use(workspace, wanted)
        before = await sends(bot)
        await workspace.apply(TAGGED)
        assert await sends(bot) == before + 1
        assert (await workspace.journal.single_edits(1))[0].outcome is Outcome.DONE
        return workspace.notices
    finally:
        await workspace.close()


async def test_a_cache_with_any_page_zeroed_goes_on_as_if_cold(
    bot: Bot, filled: tuple[Path, Any], tmp_path: Path
) -> None:
    home, wanted = filled
    told = 0
    for number in chosen(damage.pages(home / "cache.db")):
        here = copied(home, tmp_path / str(number))
        damage.zero_page(here / "cache.db", number)
        notices = await cache_goes_on(bot, here, wanted)
        assert len(notices) < 2 and all("was renamed to cache.db.aside-" in each for each in notices)
        told += len(notices)
        shutil.rmtree(here)
    assert told > 5


async def test_whatever_page_is_zeroed_a_list_has_its_rows_or_none(
    bot: Bot, filled: tuple[Path, Any], tmp_path: Path
) -> None:
    """Each page, without the host: what is read is what was kept, else as if nothing had been."""
    path = tmp_path / "cache.db"
    shutil.copy(filled[0] / "cache.db", path)
    whole = path.read_bytes()
    with closing(sqlite3.connect(path)) as db:
        lists = db.execute("SELECT key, operation FROM list WHERE key != ''").fetchall()
        kinds = {
            key: db.execute(
                "SELECT kind FROM row JOIN member ON row = row.number JOIN list ON list = list.number "
                "WHERE list.key = ?",
                (key,),
            ).fetchone()[0]
            for key, _ in lists
        }
    wanted: dict[str, list[Any]] = {}
    profile = demo_profile(DEMO_PREFIX).cache_id
    told = 0
    count = len(whole) // damage.PAGE
    for number in (-1, *range(0, count, 1 if damage.LONG else 4)):
        for each in tmp_path.iterdir():
            each.unlink()
        path.write_bytes(whole)
        if number >= 0:
            damage.zero_page(path, number)
        cache = await Cache.open(path, profile)
        for key, operation in lists:
            known = await cache.listing(key, operation)
            rows = [row for row, _ in await cache.window(known.number, kinds[key], 0, 1000)]
            if number < 0:
                wanted[key] = rows
            assert rows == wanted[key] or (rows == [] and cache.db.notice), (number, key)
        told += bool(cache.db.notice)
        await cache.close()
    assert told > 20


async def test_a_cache_with_bytes_flipped_goes_on_as_if_cold(
    bot: Bot, filled: tuple[Path, Any], tmp_path: Path
) -> None:
    home, wanted = filled
    for seed in range(5 + 100 * damage.LONG):
        here = copied(home, tmp_path / str(seed))
        damage.flip_bytes(here / "cache.db", seed)
        assert len(await cache_goes_on(bot, here, wanted)) == 1, seed
        shutil.rmtree(here)


@pytest.mark.parametrize("way", [*damage.WAYS, damage.swapped_tables])
async def test_a_cache_that_is_something_else_is_set_aside(
    bot: Bot, filled: tuple[Path, Any], tmp_path: Path, way: Callable[[Path], None]
) -> None:
    home, wanted = filled
    here = copied(home, tmp_path / "here")
    way(here / "cache.db")
    notices = await cache_goes_on(bot, here, wanted)
    asides = {each.name for each in here.glob("cache.db.aside-*")}
    assert len(notices) == len(asides) == (way is not damage.emptied)
    assert all(each in notices[0] for each in asides)


async def test_a_cache_that_breaks_in_use_goes_on(bot: Bot, filled: tuple[Path, Any], tmp_path: Path) -> None:
    home, wanted = filled
    here = copied(home, tmp_path / "here")
    workspace = await bot.open(here)
    events: list[Any] = []
    workspace.listen(events.append)
    await use(workspace, wanted)
    assert not workspace.notices
    damage.flip_bytes(here / "cache.db", 1, 4000)
    await workspace.cache.db.read(lambda db: db.execute("PRAGMA shrink_memory").fetchall())
    await use(workspace, wanted)
    (said,) = [each.text for each in events if isinstance(each, Noticed)]
    assert "The cache can't be used: it is damaged" in said
    assert Renewed() in events, "or what is on screen would stay of the file that is gone"
    await workspace.close()


async def journal_stops(bot: Bot, home: Path) -> bool:
    """Use a home whose journal is damaged: reading goes on; whether anything could still be written."""
    workspace = await bot.open(home)
    try:
        assert await shown(workspace, "tags")
        before = await sends(bot)
        try:
            await workspace.apply(TAGGED)
        except FlochatError as error:
            assert isinstance(error, StoreFailed), error
            assert str(error).startswith("Not sent: the journal can't be ") and ":aside" in str(error)
            assert await sends(bot) == before
            assert workspace.mode == "no journal: read only"
            (notice,) = workspace.notices
            assert "nothing is changed or sent" in notice
            for read in (
                workspace.journal.single_edits,
                workspace.journal.unknown,
                workspace.journal.undoable,
            ):
                try:
                    await read()
                except StoreFailed as failed:
                    assert str(failed).startswith("The journal can't be read: ")
            assert not list(home.glob("journal.db.aside-*"))
            assert ":aside" in notice
            await workspace.set_journal_aside()
            await workspace.apply(TAGGED)
            assert await sends(bot) == before + 1
            assert len(await workspace.journal.single_edits()) == 1
            return False
        assert len(await workspace.journal.single_edits()) == 61
        return True
    finally:
        await workspace.close()


async def test_a_journal_with_any_page_zeroed_stops_what_would_be_sent(
    bot: Bot, filled: tuple[Path, Any], tmp_path: Path
) -> None:
    home, _ = filled
    count = damage.pages(home / "journal.db")
    for number in range(count):
        here = copied(home, tmp_path / str(number))
        damage.zero_page(here / "journal.db", number)
        assert not await journal_stops(bot, here), number
        shutil.rmtree(here)
    assert count > 5


async def test_a_journal_with_bytes_flipped_stops_what_would_be_sent(
    bot: Bot, filled: tuple[Path, Any], tmp_path: Path
) -> None:
    for seed in range(8 + 200 * damage.LONG):
        here = copied(filled[0], tmp_path / str(seed))
        damage.flip_bytes(here / "journal.db", seed)
        assert not await journal_stops(bot, here), seed
        shutil.rmtree(here)


async def test_a_journal_in_which_one_value_is_another_stops_what_would_be_sent(
    bot: Bot, filled: tuple[Path, Any], tmp_path: Path
) -> None:
    """What an undo would send must be what was noted, also where SQLite finds nothing wrong with the file."""
    here = copied(filled[0], tmp_path / "here")
    data = (here / "journal.db").read_bytes()
    (here / "journal.db").write_bytes(data.replace(ANA.encode(), b"f1284u904", 1))
    assert not await journal_stops(bot, here)


@pytest.mark.parametrize("way", damage.WAYS)
async def test_a_journal_that_is_something_else_stops_what_would_be_sent(
    bot: Bot, filled: tuple[Path, Any], tmp_path: Path, way: Callable[[Path], None]
) -> None:
    here = copied(filled[0], tmp_path / "here")
    way(here / "journal.db")
    if way is damage.emptied:  # nobody can tell that from a new one
        workspace = await bot.open(here)
        await workspace.apply(TAGGED)
        await workspace.close()
    else:
        assert not await journal_stops(bot, here)


def test_an_error_that_quotes_damaged_text_is_damage() -> None:
    """SQLite names what it met in the file, and Python can't read that: no error of SQLite's comes up then."""
    error = UnicodeDecodeError("utf-8", b"malformed \xac", 10, 11, "invalid start byte")
    trouble = trouble_of(error)
    assert trouble is not None and trouble.damaged
