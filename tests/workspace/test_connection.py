# SPDX-License-Identifier: MIT
"""One open bot's way to the host: its token, what is closed to it, whose bot it is, and who is told of it."""

from __future__ import annotations

import asyncio
import json
import re
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.errors import FlochatError, NotAuthorised, NotOffered, ScopeMissing, Stopped
from flotui.api.reply import Reply
from flotui.config.errors import ConfigError, KeyringSilent, ProfileReplaced
from flotui.config.profile import Profile
from flotui.repositories.edit import Edit
from flotui.repositories.shown import SEND_TEXT
from flotui.sandbox import DEMO_TOKEN
from flotui.store.cache import Cache
from flotui.store.journal import Outcome
from flotui.workspace import Exchanged, QuotaTold, Renewed, Unauthorised, Workspace
from flotui.workspace.events import Events
from flotui.workspace.identity import BotIdentity, foreign_ids
from tests.support import settle
from tests.support.bot import Bot
from tests.support.jobs import planned
from tests.support.people import ANA

TAGS = Call.of("flowTags", query={"limit": 1})


async def opened(
    host: Bot, home: Path | None = None, token: Callable[[], str | None] = lambda: DEMO_TOKEN, **more: Any
) -> Workspace:
    """A bot of which only its address is known."""
    profile = Profile("mine", "http://127.0.0.1/api", **more)
    return await Workspace.open(
        profile,
        token=token,
        cache=home / "cache.db" if home else None,
        journal=home / "journal.db" if home else None,
        transport=host.transport,
    )


async def test_every_request_is_kept_and_told(workspace: Workspace) -> None:
    told: list[Any] = []
    ends = workspace.listen(told.append)
    reply = await workspace.reader.send(TAGS)
    (exchange,) = workspace.exchanges
    assert (exchange.call, exchange.status) == (TAGS, 200)
    assert [each.exchange for each in told if isinstance(each, Exchanged)] == [exchange]
    assert workspace.quota is not None and workspace.quota.remaining == 999
    assert any(isinstance(each, QuotaTold) for each in told)
    ends()
    told.clear()
    await workspace.reader.send(TAGS)
    assert told == [] and len(workspace.exchanges) == 2
    assert reply.data


async def test_what_the_host_does_not_offer_is_remembered_until_it_does(
    workspace: Workspace, bot: Bot
) -> None:
    assert workspace.unavailable(["flowTags", "flowCreateTag"]) is None and workspace.unavailable(()) is None
    for kind, error in (("404-page", NotOffered), ("403", ScopeMissing)):
        await bot.fault(kind=kind, path="/flow/tags")
        with pytest.raises(error):
            await workspace.reader.send(TAGS)
        assert isinstance(workspace.unavailable(["flowTags"]), error)
        assert workspace.unavailable(["flowCreateTag"]) is None
    await workspace.reader.send(TAGS)
    assert workspace.unavailable(["flowTags"]) is None


async def test_a_keyring_that_hangs_holds_up_nothing_else(bot: Bot) -> None:
    asked, unlocked = [], threading.Event()

    def token() -> str:
        asked.append(threading.current_thread())
        unlocked.wait()
        return DEMO_TOKEN

    workspace = await opened(bot, token=token)
    reads = [asyncio.ensure_future(workspace.reader.send(TAGS)) for _ in range(3)]
    try:
        while not asked:
            await asyncio.sleep(0)  # the loop goes on: here a key would be read
        reads.pop().cancel()
    finally:
        unlocked.set()
    assert all(each.data for each in await asyncio.gather(*reads))
    assert len(asked) == 1 and asked[0].daemon, "it is asked once, and keeps no process from ending"
    await workspace.close()


async def test_a_locked_keyring_is_told_and_asked_again(bot: Bot) -> None:
    answers: list[Any] = [KeyringSilent("It may be locked."), DEMO_TOKEN]

    def token() -> str:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return str(answer)

    workspace = await opened(bot, token=token)
    with pytest.raises(
        NotAuthorised, match=r"^It may be locked\. Nothing was sent\. Unlock it and try again, or "
    ):
        await workspace.reader.send(TAGS)
    assert (await workspace.reader.send(TAGS)).data
    await workspace.close()


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (ConfigError("credentials.toml isn't valid TOML."), "Correct that file and try again."),
        (ProfileReplaced("Profile acme opens another bot now."), "Log in to this bot under another name."),
    ],
)
async def test_a_file_of_keys_that_cannot_be_used_is_told_of_like_a_missing_key(
    bot: Bot, error: ConfigError, advice: str
) -> None:
    def token() -> str:
        raise error

    workspace = await opened(bot, token=token)
    wanted = f"^{re.escape(f'{error} Nothing was sent. {advice}')}$"
    with pytest.raises(NotAuthorised, match=wanted):
        await workspace.reader.send(TAGS)
    await workspace.close()


async def test_a_key_that_is_typed_is_used_while_the_keyring_hangs(bot: Bot) -> None:
    unlocked = threading.Event()
    workspace = await opened(bot, token=lambda: "late" if unlocked.wait() else None)
    read = asyncio.ensure_future(workspace.reader.send(TAGS))
    await asyncio.sleep(0)
    await workspace.authorise(DEMO_TOKEN)
    try:
        assert (await read).data and (await workspace.reader.send(TAGS)).data
    finally:
        unlocked.set()
    await workspace.close()


@contextmanager
def hanging() -> Iterator[tuple[Callable[[], str], threading.Event]]:
    """A keyring that hangs while this lasts, and what says that it was asked."""
    asked, unlocked = threading.Event(), threading.Event()

    def token() -> str:
        asked.set()
        unlocked.wait()
        return DEMO_TOKEN

    try:
        yield token, asked
    finally:
        unlocked.set()


@pytest.mark.parametrize("risk", ["send", "write", "several"])
async def test_a_write_that_ends_while_the_keyring_hangs_was_not_sent(
    bot: Bot, tmp_path: Path, risk: str
) -> None:
    send = Edit(Call.of(SEND_TEXT, body={"user_ns": ANA, "content": "Hi"}), "Send a message", ANA)
    write = Edit(Call.of("flowBotUserAddTag", body={"user_ns": ANA, "tag_ns": "f1284t3001"}), "Add tag", ANA)
    edits = {"send": [send], "write": [write], "several": [write, send]}[risk]
    with hanging() as (token, asked):
        workspace = await opened(bot, tmp_path, token)
        sending = asyncio.ensure_future(workspace.apply(*edits))
        await settle.until(asked.is_set, lambda: "the keyring")
        noted = {each.outcome for each in await workspace.journal.single_edits()}
        assert Outcome.INTENDED not in noted, "whoever is killed now has left nothing open"
        await workspace.close(patience=30)  # and waits for nothing
        with pytest.raises(FlochatError, match="Not sent: this bot was closed"):
            await sending
    after = await opened(bot, tmp_path)
    assert {each.outcome for each in await after.journal.single_edits()} == {Outcome.WAITING}
    await after.close()


async def test_a_job_that_ends_while_the_keyring_hangs_has_sent_nothing(bot: Bot, tmp_path: Path) -> None:
    workspace = await opened(bot, tmp_path)
    job = await planned(workspace, 3)
    await workspace.close()
    with hanging() as (token, asked):
        workspace = await opened(bot, tmp_path, token)
        running = workspace.working.start(job.id)
        await settle.until(asked.is_set, lambda: "the keyring")
        await workspace.close(patience=30)
        assert isinstance(running.exception(), Stopped)
    after = await opened(bot, tmp_path)
    left = await after.working.jobs.peek(job.id)
    assert left is not None and left.waiting == 3 and left.open
    await after.close()


async def test_a_keyring_that_failed_when_nobody_waited_is_asked_again(bot: Bot) -> None:
    answers: list[str] = []
    unlocked = threading.Event()

    def token() -> str:
        unlocked.wait()
        if not answers:
            raise KeyringSilent("It may be locked.")
        return answers.pop()

    workspace = await opened(bot, token=token)
    read = asyncio.ensure_future(workspace.reader.send(TAGS))
    await settle.until(lambda: workspace._connection._reading, lambda: "the keyring")
    read.cancel()
    unlocked.set()
    await settle.until(lambda: workspace._connection._reading.done(), lambda: "the keyring")  # type: ignore[union-attr]
    answers.append(DEMO_TOKEN)
    assert (await workspace.reader.send(TAGS)).data
    await workspace.close()


async def test_a_token_that_is_not_taken_is_told_and_can_be_replaced(bot: Bot) -> None:
    workspace = await bot.open(token="wrong")
    told: list[Any] = []
    workspace.listen(told.append)
    with pytest.raises(NotAuthorised):
        await workspace.reader.send(TAGS)
    (event,) = [each for each in told if isinstance(each, Unauthorised)]
    assert isinstance(event.error, NotAuthorised)
    await workspace.authorise(DEMO_TOKEN)
    await workspace.reader.send(TAGS)
    assert workspace.unavailable(["flowTags"]) is None
    await workspace.close()


async def test_another_token_opens_what_was_closed(workspace: Workspace, bot: Bot) -> None:
    await bot.fault(kind="403", path="/flow/tags")
    with pytest.raises(ScopeMissing):
        await workspace.reader.send(TAGS)
    await workspace.authorise(DEMO_TOKEN)
    assert workspace.unavailable(["flowTags"]) is None


async def test_without_a_token_nothing_is_sent(bot: Bot) -> None:
    workspace = await bot.open(token="")
    with pytest.raises(NotAuthorised, match="no API key for"):
        await workspace.reader.send(TAGS)
    assert await bot.requests() == []
    await workspace.close()


async def test_whose_bot_it_is_is_learned_from_its_ids_and_remembered(bot: Bot, tmp_path: Path) -> None:
    workspace = await opened(bot, tmp_path)
    told: list[Any] = []
    workspace.listen(told.append)
    assert workspace.prefix == ""
    await workspace.reader.send(Call.of("UserInfo"))
    assert workspace.prefix == "", "no id of the bot was in that"
    await workspace.reader.send(TAGS)
    assert workspace.prefix == "f1284"
    assert any(isinstance(each, QuotaTold) for each in told)
    await workspace.close()
    again = await opened(bot, tmp_path)
    assert again.prefix == "f1284"
    await again.close()
    other = await opened(bot, tmp_path, prefix="f9")
    assert other.prefix == "f9", "what the profile says counts"
    await other.close()


async def test_a_long_answer_is_searched_for_the_bots_ids_as_it_came() -> None:
    cache = await Cache.open(None, "mine")
    identity = BotIdentity(Profile("mine", "http://127.0.0.1/api"), cache, Events())
    rows = [{"text": "no id of ours, and \N{WAVING HAND SIGN}"}] * 20_000
    body = json.dumps({"data": rows}, ensure_ascii=False).encode()
    bodies = body, body + b'{"user_ns": "f1284u7"}'
    tracemalloc.start()
    try:
        for each in bodies:
            tracemalloc.reset_peak()
            await identity.learn_prefix(Reply(TAGS, 200, None, {}, 0.0, len(each), each))
            assert tracemalloc.get_traced_memory()[1] < len(body) / 2, "it was made a text"
    finally:
        tracemalloc.stop()
    assert identity.prefix == "f1284"
    await cache.close()


async def test_what_the_bot_is_called_is_asked_for_once(bot: Bot, tmp_path: Path) -> None:
    workspace = await opened(bot, tmp_path, prefix="f1284")
    assert workspace.bot == ""
    await workspace.learn_bot()
    assert workspace.bot == "Acme Retail"
    count = len(await bot.requests())
    await workspace.learn_bot()
    assert len(await bot.requests()) == count
    await workspace.close()
    named = await opened(bot, tmp_path, prefix="f1284", bot="Mine")
    await named.learn_bot()
    assert named.bot == "Mine" and len(await bot.requests()) == count
    await named.close()
    stranger = await opened(bot, None, prefix="f77")
    await stranger.learn_bot()
    assert stranger.bot == ""
    await stranger.close()


@pytest.mark.parametrize(
    ("call", "foreign"),
    [
        (Call.of("X", body={"user_ns": "f2u1", "tag_ns": "f1t1"}), ["f2u1"]),
        (Call.of("X", body={"data": [{"tag_ns": "f1t1"}, {"tag_ns": "f2t2"}, "f2t3"]}), ["f2t2"]),
        (Call.of("X", query={"segment_ns": "f2sg1", "name": "f2u1"}), ["f2sg1"]),
        (Call.of("X", path={"sub_flow_ns": "f2s1"}), ["f2s1"]),
        (Call.of("X", body={"content": "f2u1", "user_ns": "f1u1 f2u2"}), []),
        (Call.of("X", body={"user_ns": "main"}), []),
        (Call.of("X"), []),
    ],
)
def test_ids_of_another_bot(call: Call, foreign: list[str]) -> None:
    assert list(foreign_ids(call, "f1")) == foreign
    assert list(foreign_ids(call, "")) == [], "while the own one isn't known, nothing is foreign"


def test_listeners_are_told_until_they_leave_even_while_being_told() -> None:
    events, told = Events(), []
    leave: list[Any] = []

    def once(event: Any) -> None:
        told.append(("once", event))
        leave[0]()

    leave.append(events.listen(once))
    events.listen(lambda event: told.append(("ever", event)))
    first, second = Renewed(frozenset({"a"})), Renewed(frozenset({"b"}))
    events.tell(first)
    events.tell(second)
    assert told == [("once", first), ("ever", first), ("ever", second)]


def test_a_listener_that_fails_keeps_neither_the_others_nor_who_tells_from_going_on() -> None:
    events, told = Events(), []

    def fails(event: Any) -> None:
        raise BrokenPipeError

    events.listen(fails)
    events.listen(told.append)
    events.tell(Renewed())
    assert told == [Renewed()]


async def test_what_is_neither_the_hosts_nor_cached_can_be_renewed(workspace: Workspace) -> None:
    told: list[Any] = []
    workspace.listen(told.append)
    workspace.renew("bots", "saved")
    assert told == [Renewed(frozenset({"bots", "saved"}))]


async def test_the_calls_history_is_opened_once_and_closed_with_the_bot(bot: Bot, tmp_path: Path) -> None:
    workspace = await bot.open(tmp_path)
    first, second = await asyncio.gather(workspace.past(), workspace.past())
    assert first is second
    await first.save("tags", TAGS)
    await workspace.close()
    again = await bot.open(tmp_path)
    assert [each.name for each in await (await again.past()).saved()] == ["tags"]
    await again.close()
    assert (tmp_path / "calls.db").exists()


async def test_the_zone_is_what_the_person_chose(workspace: Workspace) -> None:
    assert workspace.zone.assumed
    workspace.memory.set_timezone("America/Recife")
    assert workspace.zone.name == "America/Recife" and not workspace.zone.assumed


async def test_each_part_reads_through_the_same_cache(workspace: Workspace) -> None:
    for name in ("flows", "subscribers", "ai", "logs", "shop", "sending", "team"):
        part = getattr(workspace, name)
        assert part is getattr(workspace, name) and part._reader is workspace.reader


async def test_a_keyring_that_stays_silent(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flotui.workspace.connection._KEYRING_WAIT", 0.01)
    unlocked = threading.Event()

    def waits() -> str:
        unlocked.wait()
        return DEMO_TOKEN

    workspace = await opened(bot, token=waits)
    try:
        with pytest.raises(
            NotAuthorised, match=r"^The keyring gave no answer within 0\.01 s\. Nothing was sent\."
        ):
            await workspace.reader.send(TAGS)
        assert not workspace.exchanges
    finally:
        unlocked.set()
    await workspace.close()
