# SPDX-License-Identifier: MIT
from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable

import pytest
from click.testing import Result

from flotui.api.probe import TokenIdentity
from flotui.config.credentials import Credentials
from flotui.config.exits import Exit
from flotui.config.habits import Habits, Memory
from flotui.config.login import remember
from flotui.config.paths import Paths
from flotui.config.profile import DEFAULT_BASE_URL, make_profile
from flotui.config.profiles import Profiles

Run = Callable[..., Result]


@pytest.fixture
def knows(monkeypatch: pytest.MonkeyPatch) -> dict[str, TokenIdentity]:
    """A stand-in for hosts: who each token is. What was asked is kept under the base URL."""
    known: dict[str, TokenIdentity] = {}

    async def identify(base_url: str, token: str) -> TokenIdentity:
        return known[token]

    monkeypatch.setattr("flotui.cli.login_run._identify", identify)
    return known


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's input counts as typed by a person."""
    for module in ("login_run", "asking"):  # login first: it takes its own from asking when it is imported
        monkeypatch.setattr(f"flotui.cli.{module}.can_ask", lambda: True)


def test_logging_in_to_a_real_host(run: Run, paths: Paths, sandbox: str) -> None:
    done = run("login", "--base-url", sandbox, "--token-stdin", typed="demo\n")
    assert done.exit_code == Exit.OK, done.output
    profiles = Profiles.load(paths)
    (profile,) = profiles.items.values()
    assert (profile.base_url, profile.prefix, profiles.default) == (sandbox, "f1284", profile.name)
    assert profile.bot
    assert f"Bot        {profile.bot} · f1284\n" in done.stdout
    for scope in ("Manage Flow", "Manage Team", "Send Message"):
        assert f"{scope}: open" in done.stdout
    assert "of 100,000 this hour" in done.stdout
    assert Credentials(paths).get(profile.name) == "demo"
    assert stat.S_IMODE(paths.credentials_file.stat().st_mode) == 0o600
    assert paths.credentials_file.read_text().count("demo") == 1


def test_what_its_key_did_in_the_environment_is_the_profiles(run: Run, paths: Paths, sandbox: str) -> None:
    environ = {**os.environ, "FLOTUI_BASE_URL": sandbox, "FLOTUI_API_KEY": "demo"}
    words = (sys.executable, "-m", "flotui", "jobs", "plan", "--all", "--set", "city=Puno")
    subprocess.run(words, env=environ, check=True, capture_output=True)
    assert run("login", "--base-url", sandbox, "--token-stdin", typed="demo\n").exit_code == Exit.OK
    assert "Set city" in run("jobs", "list").stdout


def test_a_token_with_one_scope_says_what_is_closed(run: Run, sandbox: str) -> None:
    done = run("login", "--base-url", sandbox, "--token-stdin", typed="demo-flow")
    assert done.exit_code == Exit.OK
    assert "Manage Flow: open" in done.stdout
    assert "Manage Team: no scope: the API key lacks it" in done.stdout
    assert "f1284" in done.stdout


def test_a_wrong_token_is_not_kept(run: Run, paths: Paths, sandbox: str) -> None:
    done = run("login", "--base-url", sandbox, "--token-stdin", typed="wrong-token-wrong")
    assert done.exit_code == Exit.NOT_AUTHORISED
    assert "doesn't accept the API key" in done.stderr
    assert "wrong-token-wrong" not in done.output
    assert not paths.profiles_file.exists()
    assert not paths.credentials_file.exists()


def test_a_host_that_is_not_there(run: Run, paths: Paths) -> None:
    done = run("login", "--base-url", "http://127.0.0.1:9/api", "--token-stdin", typed="demo")
    assert done.exit_code == Exit.UNREACHABLE
    assert not paths.profiles_file.exists()


def test_plain_http_to_another_machine_is_refused(run: Run, paths: Paths) -> None:
    done = run("login", "--base-url", "http://chat.example/api", "--token-stdin", typed="demo-demo-demo")
    assert done.exit_code == Exit.UNREACHABLE
    assert "https" in done.stderr
    assert not paths.profiles_file.exists()


@pytest.mark.parametrize(
    ("typed", "says"),
    [("", "missing"), (" \n", "missing"), ("two words", "isn't an API key"), ("tökén", "isn't an API key")],
)
def test_what_is_no_token_never_leaves(
    run: Run, knows: dict[str, TokenIdentity], typed: str, says: str
) -> None:
    done = run("login", "--token-stdin", typed=typed)
    assert done.exit_code == Exit.USAGE
    assert says in done.stderr
    assert not typed.strip() or typed not in done.output


def test_without_a_terminal_the_token_has_to_come_from_stdin(run: Run) -> None:
    done = run("login", typed="demo")
    assert done.exit_code == Exit.USAGE
    assert "--token-stdin" in done.stderr


@pytest.mark.usefixtures("at_a_terminal")
def test_a_person_is_asked_and_the_token_stays_hidden(
    run: Run, paths: Paths, knows: dict[str, TokenIdentity]
) -> None:
    knows["typed-token"] = TokenIdentity(user="Ana", workspace="Agency", bot="Acme Retail", prefix="f1284")
    done = run("login", typed="\ntyped-token\n")
    assert done.exit_code == Exit.OK, done.output
    assert "menu at the top right, API keys" in done.stderr
    assert "shown only once" in done.stderr and "revokes it" in done.stderr
    assert "typed-token" not in done.output
    profile = Profiles.load(paths).items["acme-retail"]
    assert (profile.base_url, profile.workspace) == (DEFAULT_BASE_URL, "Agency")


@pytest.mark.usefixtures("at_a_terminal")
def test_what_is_not_right_is_asked_for_again(run: Run, paths: Paths, sandbox: str) -> None:
    typed = ["ftp://x", "http://127.0.0.1:9/api", "two words", "wrong-token", sandbox, "wrong-token", "demo"]
    done = run("login", typed="".join(f"{line}\n" for line in typed))
    assert done.exit_code == Exit.OK, done.output
    said = done.stderr
    assert "must begin with https://" in said, "the address"
    assert "contains spaces" in said, "the key"
    assert said.index("Press enter to try again, or correct the address") < said.index(
        "doesn't accept the API key"
    )
    assert said.count("Nothing was saved.") == 3
    assert "wrong-token" not in done.output
    (profile,) = Profiles.load(paths).items.values()
    assert done.stdout.endswith("Open it with: flotui\n")
    assert Credentials(paths).get(profile.name) == "demo"


@pytest.mark.usefixtures("at_a_terminal")
@pytest.mark.parametrize(
    ("typed", "zone", "says"),
    [
        ("brasilia\n", "America/Sao_Paulo", "The workspace's time zone is America/Sao_Paulo."),
        ("atlantis\nbrazil\nmanaus\n", "America/Manaus", "No time zone found for 'atlantis'."),
        ("brazil\nmanaus\n", "America/Manaus", "There are several: "),
        ("\n", "", "unknown"),
        ("", "", "Saved as profile"),
    ],
)
def test_a_person_is_asked_for_the_time_zone_once(
    run: Run, paths: Paths, knows: dict[str, TokenIdentity], typed: str, zone: str, says: str
) -> None:
    knows["typed-token"] = TokenIdentity(bot="Acme Retail", prefix="f1284")
    done = run("login", typed=f"\ntyped-token\n{typed}")
    assert done.exit_code == Exit.OK, done.output
    assert says in done.output and done.stdout.endswith("Open it with: flotui\n")
    bot = Habits(paths).bot(Profiles.load(paths).items["acme-retail"].cache_id)
    assert (bot.timezone, bot.zone_due) == (zone, False)
    again = run("login", typed="\ntyped-token\n")
    assert again.exit_code == Exit.OK and "Time zone" not in again.output


def test_where_nobody_can_be_asked_the_screen_asks_for_the_time_zone(
    run: Run, paths: Paths, knows: dict[str, TokenIdentity]
) -> None:
    knows["new-token"] = TokenIdentity(bot="Acme Retail", prefix="f1284")
    assert run("login", "--token-stdin", typed="new-token").exit_code == Exit.OK
    profile = Profiles.load(paths).items["acme-retail"]
    assert Habits(paths).bot(profile.cache_id).zone_due
    memory = Memory(Habits(paths), profile.cache_id)
    assert memory.zone_due
    memory.zone_asked()
    assert not memory.zone_due and not Memory(Habits(paths), profile.cache_id).zone_due


@pytest.mark.usefixtures("at_a_terminal")
def test_stopping_saves_nothing_and_says_so(run: Run, paths: Paths, sandbox: str) -> None:
    done = run("login", typed=f"{sandbox}\nwrong-token\n")  # then the input ends, as with ctrl+d
    assert done.exit_code == Exit.INTERRUPTED
    assert done.stderr.endswith("Stopped. Nothing was saved.\n")
    assert not paths.profiles_file.exists() and not paths.credentials_file.exists()


def test_the_same_bot_again_keeps_its_profile(
    run: Run, paths: Paths, knows: dict[str, TokenIdentity]
) -> None:
    remember(paths, make_profile("mine", DEFAULT_BASE_URL, prefix="f1284"), "old-token")
    knows["new-token"] = TokenIdentity(bot="Acme", prefix="f1284")
    assert run("login", "--token-stdin", typed="new-token").exit_code == Exit.OK
    assert list(Profiles.load(paths).items) == ["mine"]
    assert Credentials(paths).get("mine") == "new-token"


def test_another_bot_gets_another_profile(run: Run, paths: Paths, knows: dict[str, TokenIdentity]) -> None:
    remember(paths, make_profile("acme", DEFAULT_BASE_URL, prefix="f1"), "old-token")
    knows["new-token"] = TokenIdentity(bot="Acme", prefix="f2")
    done = run("login", "--token-stdin", typed="new-token")
    profiles = Profiles.load(paths)
    assert (list(profiles.items), profiles.default) == (["acme", "acme-2"], "acme")
    assert "Open it with: flotui --profile acme-2" in done.stdout
    assert run("login", "--token-stdin", "--default", typed="new-token").exit_code == Exit.OK
    assert Profiles.load(paths).default == "acme-2"


def test_a_profile_of_another_bot_is_not_replaced_unasked(
    run: Run, paths: Paths, knows: dict[str, TokenIdentity]
) -> None:
    remember(paths, make_profile("acme", DEFAULT_BASE_URL, prefix="f1"), "old-token")
    knows["new-token"] = TokenIdentity(bot="Other", prefix="f2")
    done = run("login", "--name", "acme", "--token-stdin", typed="new-token")
    assert done.exit_code == Exit.NEEDS_CONFIRMATION
    assert "--yes" in done.stderr
    assert "acme (f1 on app.flochat.ai)" in done.stderr and "Other (f2 on app.flochat.ai)" in done.stderr
    assert Credentials(paths).get("acme") == "old-token"
    assert run("login", "--name", "acme", "--token-stdin", "--yes", typed="new-token").exit_code == Exit.OK
    assert Profiles.load(paths).items["acme"].prefix == "f2"
    assert Credentials(paths).get("acme") == "new-token"


def test_the_same_prefix_on_another_host_is_another_bot(
    run: Run, paths: Paths, knows: dict[str, TokenIdentity]
) -> None:
    remember(paths, make_profile("acme", "https://chat.example/api", prefix="f1"), "old-token")
    knows["new-token"] = TokenIdentity(bot="Acme", prefix="f1")
    assert run("login", "--token-stdin", typed="new-token").exit_code == Exit.OK
    assert Credentials(paths).get("acme") == "old-token"
    assert Profiles.load(paths).items["acme-2"].host == "app.flochat.ai"


def test_a_bot_that_nobody_can_tell_apart_is_never_taken_for_another(
    run: Run, paths: Paths, knows: dict[str, TokenIdentity]
) -> None:
    """A key without the scope that shows ids: its prefix is not known."""
    remember(paths, make_profile("acme", DEFAULT_BASE_URL, token="old-token", bot="Acme"), "old-token")
    knows["new-token"] = knows["old-token"] = TokenIdentity(workspace="Acme")
    assert (
        run("login", "--name", "acme", "--token-stdin", typed="new-token").exit_code
        == Exit.NEEDS_CONFIRMATION
    )
    assert run("login", "--token-stdin", typed="old-token").exit_code == Exit.OK, (
        "the same key is the same bot"
    )
    assert list(Profiles.load(paths).items) == ["acme"]
    assert run("login", "--token-stdin", typed="new-token").exit_code == Exit.OK
    assert {name: Credentials(paths).get(name) for name in Profiles.load(paths).items} == {
        "acme": "old-token",
        "acme-2": "new-token",
    }


def test_a_key_that_is_kept_without_its_profile_is_not_overwritten_either(
    run: Run, paths: Paths, knows: dict[str, TokenIdentity]
) -> None:
    remember(paths, make_profile("acme", DEFAULT_BASE_URL, prefix="f1"), "old-token")
    paths.profiles_file.unlink()
    knows["new-token"] = TokenIdentity(bot="Acme", prefix="f2")
    assert run("login", "--token-stdin", typed="new-token").exit_code == Exit.OK
    assert Credentials(paths).get("acme") == "old-token" and Credentials(paths).get("acme-2") == "new-token"


@pytest.mark.parametrize("pasted", ["Bearer new-token", '"new-token"\n', "Authorization: Bearer new-token"])
def test_what_comes_along_with_a_key_is_left_out(
    run: Run, paths: Paths, knows: dict[str, TokenIdentity], pasted: str
) -> None:
    knows["new-token"] = TokenIdentity(bot="Acme", prefix="f1")
    assert run("login", "--token-stdin", typed=pasted).exit_code == Exit.OK
    assert Credentials(paths).get("acme") == "new-token"


def test_what_a_host_says_cannot_steer_the_terminal(
    run: Run, paths: Paths, knows: dict[str, TokenIdentity]
) -> None:
    knows["some-token"] = TokenIdentity(
        user="\x1b[2J", workspace="a\nb", bot="Ac\x1b]52;c;eA==\x07me", prefix="f1"
    )
    done = run("login", "--token-stdin", typed="some-token")
    assert done.exit_code == Exit.OK
    assert "\x1b" not in done.output
    assert "\x07" not in done.output
    assert "Workspace  a b\n" in done.stdout
    assert "\\u001b" not in paths.profiles_file.read_text()


class TestProfiles:
    @pytest.fixture(autouse=True)
    def saved(self, paths: Paths) -> None:
        remember(
            paths, make_profile("acme", DEFAULT_BASE_URL, prefix="f1", bot="Acme Retail", workspace="W"), "t1"
        )
        remember(paths, make_profile("zoo", "https://chat.example/api", prefix="f22"), "t2")

    def test_they_are_listed_in_columns(self, run: Run) -> None:
        assert run("profiles").stdout.splitlines() == [
            "*  acme  Acme Retail  f1   app.flochat.ai  W",
            "   zoo   -            f22  chat.example",
        ]

    def test_another_becomes_the_default(self, run: Run, paths: Paths) -> None:
        assert run("profiles", "use", "zoo").exit_code == Exit.OK
        assert Profiles.load(paths).default == "zoo"
        done = run("profiles", "use", "nope")
        assert done.exit_code == Exit.USAGE
        assert "There are: acme, zoo." in done.stderr

    def test_forgetting_has_to_be_confirmed(self, run: Run, paths: Paths) -> None:
        assert run("profiles", "remove", "acme").exit_code == Exit.NEEDS_CONFIRMATION
        assert Credentials(paths).get("acme") == "t1"
        assert run("profiles", "remove", "acme", "--yes").exit_code == Exit.OK
        assert list(Profiles.load(paths).items) == ["zoo"]
        assert Credentials(paths).get("acme") is None

    def test_a_key_that_stays_in_the_keyring_is_told(
        self, run: Run, paths: Paths, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("flotui.config.credentials._keyring", object)  # it can do nothing
        done = run("profiles", "remove", "acme", "--yes")
        assert done.exit_code == Exit.OK and list(Profiles.load(paths).items) == ["zoo"]
        assert done.stderr.endswith("the API key of acme: it may be locked. Delete it there.\n")

    @pytest.mark.usefixtures("at_a_terminal")
    @pytest.mark.parametrize(("answer", "left"), [("\n", 2), ("n\n", 2), ("y\n", 1)])
    def test_a_person_is_asked_and_no_is_the_default(
        self, run: Run, paths: Paths, answer: str, left: int
    ) -> None:
        run("profiles", "remove", "acme", typed=answer)
        assert len(Profiles.load(paths).items) == left


def test_without_profiles_the_list_says_what_to_do(run: Run) -> None:
    assert "flotui login" in run("profiles").stdout


def test_locate_names_what_there_is(run: Run, paths: Paths) -> None:
    assert run("locate").stdout.count("(not created yet)") == 4
    remember(paths.make(), make_profile("acme", DEFAULT_BASE_URL, prefix="f1"), "t1")
    lines = run("locate").stdout.splitlines()
    assert f"config  {paths.config}" in lines
    assert any(line.split()[0] == "profiles.toml" and line.endswith("bytes") for line in lines)
    assert any(line.split() == ["config.toml", "(not", "there)"] for line in lines)
    assert not any(".lock" in line for line in lines)
