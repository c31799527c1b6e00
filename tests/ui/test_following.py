# SPDX-License-Identifier: MIT
"""Following a chat or a list: what comes in is there within one poll, marked, and told; nothing else moves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import force_setattr
from textual.pilot import Pilot

from flotui.api.models.shop import Item
from flotui.repositories.shop_edits import create_order
from flotui.resources.inbox import WAITING
from flotui.resources.shop.orders import ORDERS
from flotui.resources.subscribers.detail import CHAT_TAB
from flotui.ui.terminal import notice
from flotui.ui.terminal.translator import Looked
from tests.support.app import see, text_of, until
from tests.support.inbox import CAMILA, OLIVIA, SIZE, app_of, inbox, script, served
from tests.support.served import Served

__all__ = ["served"]

NEW = "f1284u952"


@pytest.fixture(scope="module")
def running() -> Iterator[Served]:
    with Served(subscribers=60) as one:
        yield one


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is followed is read ten times a second rather than every few seconds, and so may spend its share at once."""
    monkeypatch.setattr("flotui.workspace.following._AT_ONCE", 1.0)
    before = [(each, each.follow) for each in (WAITING, CHAT_TAB, ORDERS)]
    for each, _ in before:
        force_setattr(each, "follow", 0.1)
    yield
    for each, follow in before:
        force_setattr(each, "follow", follow)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    monkeypatch.setattr(notice, "give", lambda app, kind, text: found.append((kind, text)))
    return found


async def chat(pilot: Pilot[Any], *, began: bool = False) -> None:
    if not began:
        await inbox(pilot)
    await pilot.press("enter")
    await see(pilot, "━ Reply to Camila")
    app: Any = pilot.app
    app.main.set_focus(app.main.browser.detail.listing.table)
    await pilot.press("p")


async def test_a_chats_new_message_is_there_within_one_poll_marked_and_told(
    served: Served, tmp_path: Path, told: list[tuple[str, str]]
) -> None:
    app = app_of(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await chat(pilot)
        await see(pilot, "Following every 0 s while you look at it: up to 285 calls an hour, the most that")
        await see(pilot, "━ Camila Correia Borges  following, every 0 s")
        script(served, {"who": CAMILA, "text": "one more thing"})
        await see(pilot, "one more thing")
        await until(pilot, lambda: told == [("bell", "1 new: message")], "the bell")
        line = next(
            each for each in text_of(pilot).splitlines() if "one more thing" in each and "them" in each
        )
        assert "+" in line.partition("▏")[2][:3]
        await pilot.press("k")
        await until(pilot, lambda: not app.main.browser.detail.listing.table._new, "it to be seen")
        script(served, {"who": CAMILA, "text": "I am a bot", "kind": "out"})
        await see(pilot, "I am a bot")
        assert told == [("bell", "1 new: message")], "a bot's word is no news"
        await pilot.press("p")
        await see(pilot, "No longer following.")
        assert "following, every" not in text_of(pilot)


async def test_what_comes_above_the_first_row_of_a_followed_list_is_in_sight(
    served: Served, tmp_path: Path
) -> None:
    app = app_of(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await app.workspace.apply(create_order(CAMILA, "Camila", [Item(id="1001", num=1)], {}))
        app.main.go("orders")
        await see(pilot, "━ Orders", "▌ 202")
        first = app.main.browser.active.table.selected
        await pilot.press("p")
        await see(pilot, "following, every 0 s")
        call = create_order(CAMILA, "Camila", [Item(id="1001", num=1)], {}).call
        for _ in range(2):
            new = (await app.workspace.reader.send(call)).data["id"]
            await see(pilot, f"+{new}", f"▌ {first}")


@pytest.mark.parametrize("kind", ["osc9", "off"])
async def test_watch_notice(served: Served, tmp_path: Path, told: list[tuple[str, str]], kind: str) -> None:
    app = app_of(served, tmp_path, f'[watch]\nnotice = "{kind}"\n')
    async with app.run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await pilot.press("down", "p")
        script(served, {"who": NEW, "text": "hello", "ago": 9000})
        await see(pilot, "+1 since", "hello")
        await until(pilot, lambda: told == [(kind, "1 new: person who waits")], "the note")
        assert app.main.browser.listing.table.row.row_id == OLIVIA, "nothing moves under the cursor"


async def test_whether_somebody_looks_is_asked_for_as_long_as_anything_is_followed(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(notice, "ask_for_focus", lambda app, on: asked.append(on))
    app = app_of(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await pilot.press("p")
        await until(pilot, lambda: asked[-1:] == [True], "the list to be followed")
        await chat(pilot, began=True)
        await see(pilot, "━ Camila Correia Borges  following, every 0 s")
        await pilot.press("p")
        await see(pilot, "No longer following.")
        assert asked[-1], "the list is"
        app.main.set_focus(app.main.browser.listing.table)
        await pilot.press("p")
        await until(pilot, lambda: not asked[-1], "nothing to be followed")


@pytest.mark.parametrize("unseen", [False, True])
async def test_watch_unseen(served: Served, tmp_path: Path, unseen: bool) -> None:
    app = app_of(served, tmp_path, f"[watch]\nunseen = {str(unseen).lower()}\n")
    async with app.run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await pilot.press("p")
        await see(pilot, "following")
        app.post_message(Looked(False))
        await until(pilot, lambda: not app.looked_at, "the window to be left")
        served.at_rest()
        script(served, {"who": NEW, "text": "hello", "ago": 60})
        if unseen:
            await see(pilot, "hello")
            return
        before = len(served.host.log.rows())
        for _ in range(5):
            app.main.browser.listing._follower.poll()
            await pilot.pause()
        assert len(served.host.log.rows()) == before
        app.post_message(Looked(True))
        await see(pilot, "hello")


async def test_watch_share(served: Served, tmp_path: Path) -> None:
    app = app_of(served, tmp_path, "[watch]\nshare = 2\n")
    async with app.run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await pilot.press("p")
        await see(pilot, "up to 19 calls an hour, the most that following may use")


async def test_a_429_pauses_it_and_the_title_says_so(served: Served, tmp_path: Path) -> None:
    app = app_of(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await inbox(pilot)
        served.host.quota.retry_after = 300
        served.host.quota.leave(0)
        await pilot.press("p")
        await see(pilot, "following paused until")
        served.host.quota.retry_after = None


async def test_what_the_host_no_longer_has_is_not_asked_for_again_by_itself(
    served: Served, tmp_path: Path
) -> None:
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        await chat(pilot)
        await see(pilot, "following, every")
        served.fault("404", "/subscriber/chat-messages")
        await see(pilot, "following paused: no longer on", "Not refreshed")
        app: Any = pilot.app
        followed = app.main.browser.detail.listing
        followed._follower.poll()
        assert not followed._polling, "nothing is read by itself"
        served.host.faults.clear()
        await pilot.press("r")
        await see(pilot, "following, every")
        served.fault("403", "/subscriber/chat-messages")
        await see(pilot, "following paused: the host ref")
        served.host.faults.clear()
        await pilot.press("ctrl+n")
        await see(pilot, "━ Reply to Olívia", "following, every")


def asked(served: Served, operation: str) -> bool:
    return any(row["operation"] == operation for row in served.host.log.rows())


async def test_a_quiet_poll_changes_nothing_that_is_painted(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flotui.app.NAMES_AFTER", 1.0)
    app = app_of(served, tmp_path, "[watch]\nshare = 90\n")
    async with app.run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await until(pilot, lambda: asked(served, "flowSubFlows"), "the names to be read")
        await pilot.press("p")
        await see(pilot, "following")
        served.at_rest()
        titled: list[object] = []
        monkeypatch.setattr(
            type(app.main),
            "on_listing_titled",
            lambda self, event: titled.append(repr(event.listing.snapshot)),
        )
        monkeypatch.setattr(type(app.main), "put_header", lambda self: titled.append("header"))
        before = len(served.host.log.rows())
        await until(pilot, lambda: len(served.host.log.rows()) > before + 2, "some polls")
        assert titled == []


@pytest.mark.parametrize(
    ("kind", "in_tmux", "written"),
    [
        ("bell", False, "\a"),
        ("bell", True, "\a"),
        ("off", True, ""),
        ("osc9", False, "\x1b]9;2 new: a  b\x1b\\"),
        ("osc777", False, "\x1b]777;notify;flotui;2 new: a  b\x1b\\"),
        ("osc99", True, "\x1bPtmux;\x1b\x1b]99;;2 new: a  b\x1b\x1b\\\x1b\\\a"),
    ],
)
def test_what_a_notice_writes(kind: str, in_tmux: bool, written: str) -> None:
    assert notice.sequence(kind, "2 new: a;\x1bb", in_tmux=in_tmux) == written
