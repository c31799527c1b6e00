# SPDX-License-Identifier: MIT
"""The page of a row: where it is, what opens it, and that its address is copied where nothing does."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from flotui.api.models.shop import Order
from flotui.api.models.subscriber import ChatMessage, Subscriber
from flotui.resources.shop.orders import ORDERS
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.resources.subscribers.detail import CHAT_TAB
from flotui.ui import clipboard, pages
from tests.support.app import see, until
from tests.support.inbox import CAMILA, SIZE, app_of, inbox, running, served
from tests.support.served import Served

__all__ = ["running", "served"]
DASHBOARD = {"subscribers": "https://app.example.com/inbox/{id}?tab=chat"}


def test_where_it_is() -> None:
    person = Subscriber.read({"user_ns": "f1u2/../x", "profile_pic_url": "https://x.example/pic.jpg"})
    assert (
        pages.address(SUBSCRIBERS, person, DASHBOARD)
        == "https://app.example.com/inbox/f1u2%2F..%2Fx?tab=chat"
    )
    assert pages.address(SUBSCRIBERS, person, {}) == "", "a picture is no page"
    order = Order.read(
        {"id": 7, "image_url": "https://x.example/a.png", "checkout_url": "https://x.example/pay"}
    )
    assert pages.address(ORDERS, order, {}) == "https://x.example/pay"
    for link in ("javascript:alert(1)", "https://x.example/\x1b[2J", "file:///etc/passwd", "--help"):
        message = ChatMessage.read({"id": "1", "payload": {"url": link}})
        assert pages.address(CHAT_TAB, message, DASHBOARD) == ""
    message = ChatMessage.read({"id": "1", "payload": {"url": "https://x.example/a.ogg"}})
    assert pages.address(CHAT_TAB, message, DASHBOARD) == "https://x.example/a.ogg"


def test_what_opens_it(tmp_path: Path) -> None:
    (tmp_path / "xdg-open").touch(0o755)
    here = {"PATH": str(tmp_path), "DISPLAY": ":0"}
    assert pages.opener_of(here, "linux") == ("xdg-open",)
    assert pages.opener_of({"PATH": str(tmp_path), "WAYLAND_DISPLAY": "w"}, "linux") == ("xdg-open",)
    assert pages.opener_of({"PATH": str(tmp_path)}, "linux") == ()
    assert pages.opener_of({"DISPLAY": ":0", "PATH": "/nowhere"}, "linux") == ()
    assert pages.opener_of({}, "darwin") == ("open",)
    for remote in ("SSH_CONNECTION", "SSH_TTY"):
        assert (
            pages.opener_of({**here, remote: "1"}, "linux") == pages.opener_of({remote: "1"}, "darwin") == ()
        )


@pytest.mark.parametrize("remote", [True, False], ids=["over SSH", "here"])
@pytest.mark.parametrize("name", ["waiting", "subscribers"])
async def test_the_page_of_a_row_is_opened_or_its_address_copied(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, remote: bool, name: str
) -> None:
    opened: list[Any] = []
    copied: list[str] = []
    monkeypatch.setattr(pages, "opener_of", lambda *_: () if remote else ("browser",))
    monkeypatch.setattr(subprocess, "Popen", lambda command, **_: opened.append(command))

    def copy(app: Any, text: str, what: str, file: Path | None) -> tuple[str, str]:
        copied.append(text)
        return "Copied.", "good"

    monkeypatch.setattr(clipboard, "copy", copy)
    app = app_of(served, tmp_path, f'[pages]\n{name} = "https://app.example.com/inbox/{{id}}"\n')
    async with app.run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: opened or copied, "the page")
        address = f"https://app.example.com/inbox/{CAMILA}"
        assert (copied, opened) == (([address], []) if remote else ([], [["browser", address]]))
        app.main.go("tags")
        await see(pilot, "━ Tags")
        await until(pilot, lambda: app.main.browser.listing.table.row is not None, "a row")
        await pilot.press("ctrl+o")
        await see(pilot, "The page of this row isn't known. Set it in config.toml")
