# SPDX-License-Identifier: MIT
from __future__ import annotations

import asyncio

import pytest

from flotui.api.errors import InsecureHost, NotAuthorised, NotTheApi, Unreachable
from flotui.config.apikey import bare
from flotui.config.errors import ConfigError
from flotui.resources.ask import Cancelled
from flotui.resources.text import Span
from flotui.ui.modals.authorize import OpenedBot

HOST = "https://app.flochat.ai/api"


class Bot:
    def __init__(self) -> None:
        self.checked: list[tuple[str, str]] = []
        self.saved: list[tuple[str, str, str]] = []
        self.error: Exception | None = None
        self.gate: asyncio.Event | None = None
        self.names: dict[str, str] = {}
        self.tried = 0

    async def check(self, base_url: str, token: str):
        self.checked.append((base_url, token))
        if self.gate is not None:
            await self.gate.wait()
        if self.error is not None:
            raise self.error
        lines = ["Acme Retail · f1284", (Span("Scopes: ", "dim"), Span("Manage Flow"))]
        return OpenedBot(lines, self.names.get(token, "acme-retail"))

    async def save(self, name: str, base_url: str, token: str) -> None:
        self.tried += 1
        if self.error is not None:
            raise self.error
        self.saved.append((name, base_url, token))


@pytest.fixture
def bot() -> Bot:
    return Bot()


@pytest.mark.parametrize(
    "pasted",
    [
        "abc.DEF-123",
        "  abc.DEF-123 \n",
        "Bearer abc.DEF-123",
        "Authorization: Bearer abc.DEF-123",
        '"abc.DEF-123"',
        "bearer  abc.DEF-123\r\n",
        "\ufeffabc.DEF-123\u200b",
        "\u201cabc.DEF\u2011123\u201d",
        "\u202aBearer\xa0abc.DEF-123\u202c",
        "FLOCHAT_API_KEY=abc.DEF-123",
        "export FLOTUI_API_KEY='abc.DEF-123';",
        '$env:FLOCHAT_API_KEY = "abc.DEF-123"',
        "Authorization:\u2003Bearer\u2003abc.D\xadEF-123",
    ],
)
def test_what_comes_along_with_a_key(pasted: str) -> None:
    assert bare(pasted) == "abc.DEF-123"


async def test_paste_check_save(person, bot: Bot) -> None:
    name = await person.sees(person.app.ask.authorize(HOST, bot.check, bot.save))
    assert "menu at the top right → API keys" in person.text and "It is shown once" in person.text
    assert "revokes it" in person.text
    await person.pastes("Bearer s3cr3t.t0ken \n")
    assert "s3cr3t" not in person.screen and "•••" in person.screen
    await person.press("enter")
    await person.until(lambda: "Acme Retail · f1284" in person.screen)
    assert "Scopes: Manage Flow" in person.screen and "acme-retail" in person.screen and not bot.saved
    await person.press("enter")
    assert await name == "acme-retail"
    assert bot.checked == [(HOST, "s3cr3t.t0ken")] and bot.saved == [("acme-retail", HOST, "s3cr3t.t0ken")]


async def test_a_wrong_key_is_kept_and_said(person, bot: Bot) -> None:
    bot.error = NotAuthorised("The host answered 401: Unauthenticated.")
    await person.sees(person.app.ask.authorize(HOST, bot.check, bot.save, why="The key was revoked."))
    assert "The key was revoked." in person.screen
    await person.pastes("wrong")
    await person.press("enter")
    await person.until(lambda: "doesn't accept this key" in person.screen)
    assert "•••••" in person.screen
    bot.error = None
    await person.types("2")
    await person.press("enter")
    await person.until(lambda: "Acme Retail" in person.screen)
    assert bot.checked[-1][1] == "wrong2"


async def test_changing_the_key_after_the_check_means_checking_again(person, bot: Bot) -> None:
    await person.sees(person.app.ask.authorize(HOST, bot.check, bot.save))
    await person.pastes("one")
    await person.press("enter")
    await person.until(lambda: "Acme Retail" in person.screen)
    await person.press("shift+tab", "end")
    await person.types("2")
    await person.until(lambda: "Acme Retail" not in person.screen)
    await person.press("enter")
    await person.until(lambda: "Acme Retail" in person.screen)
    assert [token for _, token in bot.checked] == ["one", "one2"] and not bot.saved


@pytest.mark.parametrize("pasted", ["", "two words", "ключ", "a\x1bb"])
async def test_what_can_be_no_key_is_not_sent(person, bot: Bot, pasted: str) -> None:
    await person.sees(person.app.ask.authorize(HOST, bot.check, bot.save))
    if pasted:
        await person.pastes(pasted)
    await person.press("enter")
    await person.pilot.pause()
    assert not bot.checked and not person.closed


async def test_no_key_over_plain_http(person, bot: Bot) -> None:
    await person.sees(person.app.ask.authorize("http://shop.example/api", bot.check, bot.save))
    await person.pastes("key")
    await person.press("enter", "enter")
    assert "Use https:// in the base URL." in person.text and not bot.checked


async def test_loopback_may_be_plain(person, bot: Bot) -> None:
    await person.sees(person.app.ask.authorize("http://127.0.0.1:8600/api", bot.check, bot.save))
    await person.pastes("key")
    await person.press("enter")
    await person.until(lambda: bool(bot.checked))


async def test_an_address_that_is_none(person, bot: Bot) -> None:
    await person.sees(person.app.ask.authorize("", bot.check, bot.save))
    await person.types("nonsense")
    await person.press("enter")
    await person.pastes("key")
    await person.press("enter")
    assert "The base URL has no host" in person.text and not bot.checked


async def test_the_name_that_is_offered_follows_the_key_until_it_is_typed(person, bot: Bot) -> None:
    bot.names = {"one": "acme-2", "two": "zoo", "three": "other"}
    name = await person.sees(person.app.ask.authorize(HOST, bot.check, bot.save))
    await person.pastes("one")
    await person.press("enter")
    await person.until(lambda: "acme-2" in person.screen)
    await person.press("shift+tab", "ctrl+u", *"two", "enter")
    await person.until(lambda: "zoo" in person.screen)
    await person.press("ctrl+u", *"mine", "shift+tab", "ctrl+u", *"three", "enter")
    await person.until(lambda: "[ Save ]" in person.screen or "Save" in person.screen)
    assert "mine" in person.screen and "other" not in person.screen
    await person.press("enter")
    assert await name == "mine" and bot.saved == [("mine", HOST, "three")]


async def test_saving_that_was_not_wanted_after_all_keeps_the_dialog(person, bot: Bot) -> None:
    """The answer to the question whether a profile may be replaced was no."""
    await person.sees(person.app.ask.authorize(HOST, bot.check, bot.save))
    await person.pastes("key")
    await person.press("enter")
    await person.until(lambda: "acme-retail" in person.screen)
    bot.error = Cancelled()
    await person.press("enter")
    await person.until(lambda: bot.tried == 1 and person.dialog.focused is not None)
    assert not person.closed and not bot.saved and "•••" in person.screen
    bot.error = None
    await person.press("ctrl+u", *"other", "enter")
    await person.until(lambda: bool(bot.saved))
    assert bot.saved == [("other", HOST, "key")]


@pytest.mark.parametrize(
    ("error", "blamed"),
    [
        (
            NotTheApi("https://app.flochat.ai/dash isn't the API's address: a web page is there."),
            "This isn't the API's address.",
        ),
        (Unreachable("The name app.flochat.ai could not be found."), "Not reached."),
        (InsecureHost("No secure connection could be created."), "Not trusted."),
    ],
)
async def test_a_wrong_address_is_its_field_s_matter(person, bot: Bot, error: Exception, blamed: str) -> None:
    bot.error = error
    await person.sees(person.app.ask.authorize(HOST, bot.check, bot.save))
    await person.pastes("key")
    await person.press("enter")
    await person.until(lambda: blamed in person.text)
    assert str(error) in person.text and "•••" in person.screen
    bot.error = None
    await person.types("2")
    await person.press("enter")
    await person.until(lambda: bot.checked[-1] == (f"{HOST}2", "key"))


async def test_saving_that_fails_is_said(person, bot: Bot) -> None:
    await person.sees(person.app.ask.authorize(HOST, bot.check, bot.save))
    await person.pastes("key")
    await person.press("enter")
    await person.until(lambda: "Acme Retail" in person.screen)
    bot.error = ConfigError("profiles.toml could not be written: Permission denied.")
    await person.press("enter")
    await person.until(lambda: "Permission denied." in person.text)
    assert "flotui itself" not in person.text and not person.closed


async def test_escape_while_it_is_checked_just_leaves(person, bot: Bot) -> None:
    bot.gate = asyncio.Event()
    name = await person.sees(person.app.ask.authorize(HOST, bot.check, bot.save))
    await person.pastes("key")
    await person.press("enter")
    await person.until(lambda: "Asking the host…" in person.screen)
    await person.press("escape")
    with pytest.raises(Cancelled):
        await name
    bot.gate.set()
    await person.pilot.pause()
    assert person.closed and not bot.saved


async def test_tiny(at, bot: Bot) -> None:
    async with at((40, 12)) as person:
        name = await person.sees(person.app.ask.authorize(HOST, bot.check, bot.save))
        await person.pastes("key")
        assert "•••" in person.screen
        await person.press("enter")
        await person.until(lambda: "acme-retail" in person.screen)
        await person.press("enter")
        assert await name == "acme-retail"


async def test_what_was_wrong_with_the_key_goes_once_the_check_has_worked(person, bot: Bot) -> None:
    await person.sees(person.app.ask.authorize(HOST, bot.check, bot.save))
    bot.error = NotAuthorised("The host doesn't accept the API key.")
    await person.types("s3cr3t.t0ken")
    await person.press("enter")
    await person.until(lambda: "The host doesn't accept this key" in person.text)
    bot.error = None
    await person.press("up", "ctrl+u")  # another address, and the key as it was
    await person.types("https://chat.example/api")
    await person.until(lambda: "The host doesn't accept this key" not in person.text)
    await person.press("enter")
    await person.until(lambda: "Acme Retail · f1284" in person.screen)
    assert "The host doesn't accept this key" not in person.text


async def test_an_address_that_answers_at_last_is_blamed_no_more(person, bot: Bot) -> None:
    await person.sees(person.app.ask.authorize(HOST, bot.check, bot.save))
    bot.error = NotTheApi("What answers there isn't the API.")
    await person.types("s3cr3t.t0ken")
    await person.press("enter")
    await person.until(lambda: "This isn't the API's address." in person.text)
    bot.error = None
    await person.press("ctrl+t")
    await person.until(lambda: "Acme Retail · f1284" in person.screen)
    assert "This isn't the API's address." not in person.text
