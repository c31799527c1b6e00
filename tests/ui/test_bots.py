# SPDX-License-Identifier: MIT
"""Logging in to another bot while one is open: no profile and no key is lost, and whose is whose can be seen."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from flotui.api.errors import NotAuthorised
from flotui.api.probe import TokenIdentity
from flotui.app import FlotuiApp
from flotui.config.credentials import Credentials
from flotui.config.login import remember
from flotui.config.paths import Paths
from flotui.config.profile import DEFAULT_BASE_URL, Profile, make_profile
from flotui.config.profiles import Profiles
from flotui.ui import bots
from tests.support.app import app_on, see, seen_text, text_of, until
from tests.support.bot import Bot

ELSEWHERE = "https://chat.example/api"


class Desk:
    """The app with profiles of its own, and hosts that know some keys."""

    def __init__(self, app: FlotuiApp, pilot: Pilot[int], keys: dict[str, TokenIdentity]) -> None:
        self.app, self.pilot, self.keys = app, pilot, keys
        self.paths = app.options.paths
        self.opened: list[Profile] = []

    def profiles(self) -> dict[str, tuple[str, str | None]]:
        """By name: the prefix of the bot, and the key that is kept."""
        saved = Profiles.load(self.paths).items
        return {name: (each.prefix, Credentials(self.paths).get(name)) for name, each in saved.items()}

    async def give_key(self, key: str) -> None:
        """Open the login, paste a key, and have it checked."""
        await self.pilot.press("A")
        await see(self.pilot, "API keys", "Base URL")
        await self.pilot.press(*key, "enter")
        await see(self.pilot, "Name", "Save")


@pytest.fixture
def desk(bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    monkeypatch.setattr("flotui.config.credentials._keyring", lambda: None)
    keys: dict[str, TokenIdentity] = {}

    async def identify(base_url: str, token: str, transport: Any = None) -> TokenIdentity:
        if token not in keys:
            raise NotAuthorised("The host doesn't accept the API key.")
        return keys[token]

    monkeypatch.setattr("flotui.ui.bots.identify", identify)

    @asynccontextmanager
    async def sitting(*saved: tuple[Profile, str], open_: Profile | None = None) -> AsyncIterator[Desk]:
        paths = Paths.find({"FLOTUI_HOME": str(tmp_path)}).make()
        for profile, token in saved:
            remember(paths, profile, token)
        app = app_on(bot, tmp_path)
        async with app.run_test(size=(100, 30)) as pilot:
            await see(pilot, "Marina")
            sits = Desk(app, pilot, keys)
            if open_ is not None:
                assert app.workspace is not None
                monkeypatch.setattr(app.workspace, "profile", open_)

            async def open_bot(profile: Profile, *_: Any) -> None:
                sits.opened.append(profile)

            monkeypatch.setattr(app, "open", open_bot)
            yield sits

    return sitting


ACME = make_profile("acme", DEFAULT_BASE_URL, prefix="f1", bot="Acme")


async def test_a_free_name_is_offered_and_both_keys_are_kept(desk: Any) -> None:
    async with desk((ACME, "old-key")) as sits:
        sits.keys["newkey"] = TokenIdentity(bot="Acme", prefix="f2")
        await sits.give_key("newkey")
        await see(sits.pilot, "acme-2")
        await sits.pilot.press("enter")
        await until(sits.pilot, lambda: sits.opened)
        assert sits.profiles() == {"acme": ("f1", "old-key"), "acme-2": ("f2", "newkey")}
        assert [each.name for each in sits.opened] == ["acme-2"]


async def test_a_keyring_that_waits_to_be_unlocked_holds_no_key_up(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlocked, waits = threading.Event(), threading.Event()

    class Ring:
        kept = ""

        def set_password(self, service: str, name: str, token: str) -> None:
            waits.set()
            assert unlocked.wait(20)
            self.kept = token

        def get_password(self, service: str, name: str) -> str:
            return self.kept

    monkeypatch.setattr("flotui.config.credentials._keyring", Ring)
    async with desk() as sits:
        sits.keys["new"] = TokenIdentity(prefix="f1", bot="Acme")
        await sits.give_key("new")
        await sits.pilot.press("enter")
        try:
            await until(sits.pilot, waits.is_set)
            await see(sits.pilot, "Saving…")
        finally:
            unlocked.set()
        await until(sits.pilot, lambda: bool(sits.opened))


@pytest.mark.parametrize("name", ["demo", "environment"])
async def test_a_profile_called_as_what_opens_without_one_can_be_opened(desk: Any, name: str) -> None:
    own = make_profile(name, ELSEWHERE, prefix="f7", bot="Borges")
    open_now = Profile(name, DEFAULT_BASE_URL, demo=name == "demo", ad_hoc=name != "demo")
    async with desk((own, "key"), open_=open_now) as sits:
        await sits.pilot.press(":")
        await sits.pilot.press(*"switch bot", "enter")
        await see(sits.pilot, "Open which bot?", "Borges")
        await sits.pilot.press(*"borges", "enter")
        await until(sits.pilot, lambda: bool(sits.opened))
        assert sits.opened == [own]


async def test_the_same_prefix_on_another_host_is_another_bot(desk: Any) -> None:
    elsewhere = make_profile("acme", ELSEWHERE, prefix="f1", bot="Acme")
    async with desk((elsewhere, "old-key")) as sits:
        sits.keys["newkey"] = TokenIdentity(bot="Acme", prefix="f1")
        await sits.give_key("newkey")
        await see(sits.pilot, "acme-2")


async def test_a_profile_of_another_bot_is_replaced_only_after_a_question_that_names_both(desk: Any) -> None:
    async with desk((ACME, "old-key")) as sits:
        sits.keys["newkey"] = TokenIdentity(bot="Zoo", prefix="f2")
        await sits.give_key("newkey")
        await sits.pilot.press("ctrl+u", *"acme", "enter")
        text = await seen_text(
            sits.pilot, "Replace profile acme?", "Acme (f1 on app.flochat.ai)", "only once"
        )
        assert "Zoo (f2 on app.flochat.ai)" in text
        await sits.pilot.press("escape")
        await until(sits.pilot, lambda: "Replace profile" not in text_of(sits.pilot))
        assert sits.profiles() == {"acme": ("f1", "old-key")} and not sits.opened
        # The draft is still there, and enter asks again.
        await see(sits.pilot, "Zoo · f2")
        await sits.pilot.press("enter")
        await see(sits.pilot, "Replace profile acme?")
        await sits.pilot.press("y")
        await until(sits.pilot, lambda: sits.opened)
        assert sits.profiles() == {"acme": ("f2", "newkey")}


async def test_another_key_of_the_same_bot_goes_to_its_profile_without_a_question(desk: Any) -> None:
    async with desk((ACME, "old-key")) as sits:
        sits.keys["newkey"] = TokenIdentity(bot="Acme renamed", prefix="f1")
        await sits.give_key("newkey")
        await see(sits.pilot, "Profile acme already opens it. Saving replaces its API key.")
        await sits.pilot.press("enter")
        await until(sits.pilot, lambda: sits.opened)
        assert sits.profiles() == {"acme": ("f1", "newkey")}


async def test_a_key_after_a_401_is_its_profile_s_without_a_question(desk: Any, bot: Bot) -> None:
    """The profile doesn't say the prefix; it was learned of the host's answers."""
    mine = make_profile("mine", DEFAULT_BASE_URL, token="old-key")
    async with desk((mine, "old-key"), open_=mine) as sits:
        assert sits.app.workspace.prefix == "f1284"
        sits.keys["newkey"] = TokenIdentity(bot="Acme Retail", prefix="f1284")
        sits.app.authorizing.again(NotAuthorised("The host doesn't accept the API key."))
        await see(sits.pilot, "API keys", "doesn't accept")
        await sits.pilot.press(*"newkey", "enter")
        await see(sits.pilot, "Save", "mine")
        assert "another bot" not in text_of(sits.pilot)
        await sits.pilot.press("enter")
        await until(sits.pilot, lambda: sits.profiles()["mine"] == ("f1284", "newkey"))
        assert not sits.opened, "the bot stays open"
        assert Profiles.load(sits.paths).items["mine"].cache_id == mine.cache_id, "its journal stays its own"


async def test_a_key_of_another_bot_after_a_401_gets_a_name_of_its_own(desk: Any, bot: Bot) -> None:
    open_ = make_profile("acme", DEFAULT_BASE_URL, prefix="f1284", bot="Acme Retail")
    async with desk((open_, "old-key"), open_=open_) as sits:
        sits.keys["newkey"] = TokenIdentity(bot="Zoo", prefix="f2")
        sits.app.authorizing.again(NotAuthorised("The host doesn't accept the API key."))
        await see(sits.pilot, "API keys", "doesn't accept")
        await sits.pilot.press(*"newkey", "enter")
        await see(sits.pilot, "This key opens another bot than Acme Retail (f1284 on app.flochat.ai).", "zoo")
        await sits.pilot.press("enter")
        await until(sits.pilot, lambda: sits.opened)
        assert sits.profiles() == {"acme": ("f1284", "old-key"), "zoo": ("f2", "newkey")}


async def test_what_a_host_calls_itself_is_kept_fit_for_a_line(desk: Any) -> None:
    async with desk() as sits:
        sits.keys["newkey"] = TokenIdentity(bot="Ac\x1b[2Jme\nx" + "y" * 200, prefix="f2")
        await sits.give_key("newkey")
        await sits.pilot.press("ctrl+u", *"mine", "enter")
        await until(sits.pilot, lambda: sits.opened)
        kept = Profiles.load(sits.paths).items["mine"].bot
        assert kept.isprintable() and len(kept) <= 80


async def test_a_profile_that_another_flotui_saved_meanwhile_is_not_replaced(desk: Any) -> None:
    async with desk() as sits:
        sits.keys["newkey"] = TokenIdentity(bot="Acme", prefix="f2")
        await sits.give_key("newkey")
        remember(sits.paths, ACME, "old-key")
        await sits.pilot.press("enter")
        await see(sits.pilot, "Replace profile acme?")
        assert sits.profiles() == {"acme": ("f1", "old-key")}


async def test_bots_of_the_same_name_are_told_apart_where_everything_is_found(
    desk: Callable[..., Any],
) -> None:
    live, trial = (Profile(name, f"http://{name}.test/api", bot="Acme") for name in ("live", "trial"))
    async with desk((live, "a"), (trial, "b")) as sits:
        await sits.pilot.press("colon", *"acme")
        await see(sits.pilot, "another bot · live · live.test", "another bot · trial · trial.test")


async def test_which_of_two_bots_of_one_name_is_open_is_seen(desk: Any) -> None:
    other = make_profile("elsewhere", ELSEWHERE, prefix="f7", bot="Acme")
    async with desk((ACME, "key"), (other, "key"), open_=ACME) as sits:
        await sits.pilot.press(":")
        await sits.pilot.press(*"switch bot", "enter")
        await see(sits.pilot, "Open which bot?", "already open (acme)", "elsewhere · f7")


async def test_a_bot_is_forgotten_with_its_key_after_a_question(desk: Any) -> None:
    other = make_profile("elsewhere", ELSEWHERE, prefix="f7", bot="Borges")
    async with desk((ACME, "key"), (other, "other-key"), open_=ACME) as sits:
        for answer in ("escape", "y"):
            await sits.pilot.press(":")
            await sits.pilot.press(*"forget a bot", "enter")
            await see(sits.pilot, "Forget which bot?", "acme · f1 · app.flochat.ai · open now")
            await sits.pilot.press(*"borges", "enter")
            await see(sits.pilot, "Forget elsewhere (Borges)?", "It stays valid until")
            assert "elsewhere" in sits.profiles()
            await sits.pilot.press(answer)
        await see(sits.pilot, "elsewhere is forgotten.")
        assert sits.profiles() == {"acme": ("f1", "key")}


@pytest.mark.parametrize("busy", [False, True])
async def test_the_open_bot_is_forgotten_unless_it_has_a_job_under_way(
    desk: Any, monkeypatch: pytest.MonkeyPatch, busy: bool
) -> None:
    async with desk((ACME, "key"), open_=ACME) as sits:
        if busy:
            monkeypatch.setattr(type(sits.app.workspace.working), "running", property(lambda _: [1]))
        await sits.pilot.press(":")
        await sits.pilot.press(*"forget a bot", "enter")
        await see(sits.pilot, "Forget which bot?")
        await sits.pilot.press("enter")
        await see(sits.pilot, "has a job under way" if busy else "The bot stays open until you leave")
        if not busy:
            await sits.pilot.press("y")
            await see(sits.pilot, "acme is forgotten.")
        monkeypatch.undo()
        assert sits.profiles() == ({"acme": ("f1", "key")} if busy else {})


async def test_what_forgets_a_bot_is_not_said_to_be_stopped(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It can't be: an esc while the keyring is asked would leave the key removed all the same."""
    begun, goes_on = threading.Event(), threading.Event()
    forget = bots.forget

    def slow(*given: Any) -> Any:
        begun.set()
        goes_on.wait(20)
        return forget(*given)

    monkeypatch.setattr(bots, "forget", slow)
    async with desk((ACME, "key"), open_=ACME) as sits:
        await sits.pilot.press(":")
        await sits.pilot.press(*"forget a bot", "enter")
        await see(sits.pilot, "Forget which bot?")
        await sits.pilot.press("enter")
        await see(sits.pilot, "The bot stays open until you leave")
        await sits.pilot.press("y")
        try:
            await until(sits.pilot, begun.is_set, "the keyring")
            await sits.pilot.press("escape")
            await until(sits.pilot, lambda: not sits.app.keys.waiting, "the key")
            await sits.pilot.pause()
            assert "Stopped." not in text_of(sits.pilot)
        finally:
            goes_on.set()
        await see(sits.pilot, "acme is forgotten.")
        assert not sits.profiles()
