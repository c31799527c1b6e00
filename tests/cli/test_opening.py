# SPDX-License-Identifier: MIT
"""What the command line opens: which profile, with which options, and what of the environment Textual sees."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

import flotui as package
from flotui.cli.opening import textual_environment
from flotui.config.exits import Exit
from flotui.config.login import remember
from flotui.config.options import RunOptions
from flotui.config.paths import Paths
from flotui.config.profile import DEFAULT_BASE_URL, make_profile
from tests.cli.conftest import Run


class TestOpening:
    """What the app is handed. The app itself is a stand-in here."""

    @pytest.fixture
    def opened(self, monkeypatch: pytest.MonkeyPatch) -> list[RunOptions]:
        opened: list[RunOptions] = []
        app: Any = ModuleType("flotui.app")

        def start(options: RunOptions) -> int:
            opened.append(options)
            opened_with.update(
                {name: value for name, value in os.environ.items() if name.startswith("TEXTUAL_")}
            )
            return 7

        opened_with: dict[str, str] = {}
        app.run = start
        app.environment = opened_with
        monkeypatch.setitem(sys.modules, "flotui.app", app)
        monkeypatch.setattr(package, "app", app, raising=False)
        monkeypatch.setattr("flotui.cli.opening._has_terminal", lambda: True)
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.setenv("LANG", "C.UTF-8")
        return opened

    def test_a_first_run_has_no_profile(self, run: Run, opened: list[RunOptions], paths: Paths) -> None:
        assert run().exit_code == 7
        (options,) = opened
        assert options.profile is None
        assert options.token() is None
        assert paths.config.stat().st_mode & 0o777 == 0o700

    def test_a_profile_is_opened_as_asked(self, run: Run, opened: list[RunOptions], paths: Paths) -> None:
        profile = make_profile("acme", DEFAULT_BASE_URL, prefix="f1")
        remember(paths, profile, "acme-token")
        paths.preferences_file.write_text("reserve = 9")
        run(
            "--profile",
            "acme",
            "--read-only",
            "--dry-run",
            "--no-cache",
            "--no-mouse",
            "--theme",
            "Flotui-Light",
        )
        run()
        asked, plain = opened
        assert (asked.profile, asked.token()) == (profile, "acme-token")
        assert (asked.read_only, asked.dry_run, asked.no_cache, asked.mouse, asked.theme) == (
            True,
            True,
            True,
            False,
            "flotui-light",
        )
        assert (plain.read_only, plain.dry_run, plain.no_cache, plain.mouse, plain.theme) == (
            False,
            False,
            False,
            True,
            None,
        )
        assert asked.preferences.reserve == 9
        assert asked.transport is None

    def test_an_unknown_profile_opens_nothing(self, run: Run, opened: list[RunOptions]) -> None:
        done = run("--profile", "nope")
        assert (done.exit_code, opened) == (Exit.USAGE, [])
        assert "no profile 'nope'" in done.stderr

    def test_wrong_preferences_open_nothing(self, run: Run, opened: list[RunOptions], paths: Paths) -> None:
        paths.make().preferences_file.write_text("mouse = 3")
        done = run()
        assert (done.exit_code, opened) == (Exit.USAGE, [])
        assert "mouse must be true or false" in done.stderr

    @pytest.mark.parametrize("words", [("--theme", "nope"), ("demo", "--theme", "nope")])
    def test_an_unknown_theme_opens_nothing(
        self, run: Run, opened: list[RunOptions], words: tuple[str, ...]
    ) -> None:
        done = run(*words)
        assert (done.exit_code, opened) == (Exit.USAGE, [])
        assert "--theme" in done.stderr and "'nope'" in done.stderr
        assert "flotui-light" in done.stderr and "nord" in done.stderr

    @pytest.mark.covering
    @pytest.mark.parametrize("words", [(), ("demo",)])
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ('theme = "nope"', ("theme must be one of flotui-dark", "'nope'")),
            (
                '[columns]\nsubscriber = ["name"]',
                ("columns.subscriber:", "Did you mean subscribers?", "orders"),
            ),
            ('[columns]\npeople = ["name"]', ("columns.people:", "Did you mean subscribers?")),
            (
                '[columns]\nsubscribers = ["name", "phon"]',
                ("columns.subscribers", "phon isn't one.", "Did you mean phone?", "tags", "field:NAME"),
            ),
            ('[columns]\nproducts = ["field:x"]', ("columns.products", "field:x isn't one.", "price")),
            ('[columns]\nsubscriber-tags = ["nane"]', ("columns.subscriber-tags", "name")),
            ('[columns]\ntags = ["name", "name"]', ("columns.tags names name twice.",)),
            (
                '[filters.subscriber]\nvip = "tag:vip"',
                ("filters.subscriber: there is no list", "Did you mean subscribers?"),
            ),
            (
                '[filters.products]\nx = "y"',
                ("filters.products: Products has no saved filters. Allowed: subscribers.",),
            ),
            (
                '[filters.subscribers]\nvip = "tga:vip"',
                (
                    "filters.subscribers.vip: There is no key tga (column 1).",
                    "Did you mean tag:vip?",
                    "In quotes it is text",
                ),
            ),
            (
                '[filters.subscribers]\nvip = "tag:"',
                ("filters.subscribers.vip: tag: at column 1 needs a value",),
            ),
            (
                "[filters.subscribers]\nvip = 'tag:\"x'",
                ("filters.subscribers.vip: The quote at column 5 isn't closed",),
            ),
            ('[filters.subscribers]\nvip = " "', ("filters.subscribers.vip must be a name and a filter",)),
            ('[filters.subscribers]\n"" = "Ana"', ('filters.subscribers."" must be a name and a filter',)),
            (
                '[filters.subscribers]\na = "saved:b"\nb = "saved:a"',
                ("filters.subscribers.a: ", "refers to itself (column 1)"),
            ),
            (
                '[keys]\n"subscribers.tags" = "t,ctrl-t"',
                (
                    "keys.subscribers.tags: ctrl-t isn't a key. Did you mean ctrl+t?",
                    "Allowed: a character",
                    "f24",
                ),
            ),
            ('[keys]\n"subscribers.tags" = "tt"', ("keys.subscribers.tags: tt isn't a key. Allowed",)),
            ('[keys]\n"table.mark" = "esc,Escape"', ("keys.table.mark names esc twice.",)),
            ('[keys]\n"table.mark" = "T,shift+t"', ("keys.table.mark names T twice.",)),
            ('[keys]\n"table.mark" = "m"\ntable.mark = "n"', ("keys.table.mark is set twice.",)),
            (
                '[keys]\n"subscribers.tags" = "m"\n"table.mark" = "x,m"',
                ("m is the key of", "keys.", "subscribers.tags", "table.mark"),
            ),
            ('[keys]\n"subscribers.tags" = "z"\n"app.theme" = "z"', ("z is the key of", "app.theme")),
        ],
    )
    def test_what_the_preferences_name_and_is_not_there_opens_nothing(
        self,
        run: Run,
        opened: list[RunOptions],
        paths: Paths,
        text: str,
        says: tuple[str, ...],
        words: tuple[str, ...],
    ) -> None:
        paths.make().preferences_file.write_text(text)
        done = run(*words)
        assert (done.exit_code, opened) == (Exit.USAGE, [])
        assert str(paths.preferences_file) in done.stderr
        assert all(each in done.stderr for each in says), done.stderr
        looked = run("doctor", "--offline")
        assert looked.exit_code == Exit.FAILED and all(each in looked.stdout for each in says)

    def test_two_lists_may_have_one_key_for_different_actions(
        self, run: Run, opened: list[RunOptions], paths: Paths
    ) -> None:
        paths.make().preferences_file.write_text('[keys]\n"subscribers.tags" = "z"\n"products.edit" = "z"')
        run()
        assert len(opened) == 1

    def test_every_list_takes_every_column_it_has(
        self, run: Run, opened: list[RunOptions], paths: Paths
    ) -> None:
        from flotui.resources import registry

        tables = {table.id: table for each in registry.resources() for table in registry.tables(each)}
        lines = [
            f"{name} = {json.dumps([column.id for column in (*table.columns, *table.more_columns)])}"
            for name, table in tables.items()
            if table.columns
        ]
        paths.make().preferences_file.write_text("\n".join(["[columns]", *lines]))
        run()
        assert len(opened) == 1 and len(opened[0].preferences.columns) > 50

    def test_the_mouse_can_be_left_alone_for_good(
        self, run: Run, opened: list[RunOptions], paths: Paths
    ) -> None:
        paths.make().preferences_file.write_text("mouse = false")
        run()
        assert not opened[0].mouse

    @pytest.mark.parametrize("around", ["", "1234.pts-0.host"])
    def test_gnu_screen_which_would_hold_escape_back_is_asked_for_no_mouse(
        self, run: Run, opened: list[RunOptions], monkeypatch: pytest.MonkeyPatch, around: str
    ) -> None:
        monkeypatch.setenv("STY", around)
        run()
        assert opened[0].mouse is not bool(around)

    async def test_the_demo_is_a_bot_in_this_process(
        self, run: Run, opened: list[RunOptions], paths: Paths
    ) -> None:
        run("demo", "--subscribers", "30")
        (options,) = opened
        assert options.profile is not None
        assert (options.no_cache, options.profile.host) == (True, "demo")
        assert options.paths.state == paths.state / "demo"
        async with httpx.AsyncClient(
            transport=options.transport(),
            base_url=options.profile.base_url,
            headers={"Authorization": f"Bearer {options.token()}"},
        ) as client:
            answer = await client.get("/subscribers", params={"limit": 1})
        assert answer.json()["meta"]["total"] == 30
        assert answer.json()["data"][0]["user_ns"].startswith(f"{options.profile.prefix}u")
        first, second = options.transport(), options.transport()
        assert first is not second
        assert first.app is second.app

    @pytest.mark.parametrize("words", [["--read-only", "demo"], ["demo", "--read-only"]])
    def test_the_demo_takes_options_on_either_side(
        self, run: Run, opened: list[RunOptions], words: list[str]
    ) -> None:
        run(*words)
        assert opened[0].read_only

    def test_what_is_for_those_who_write_programs_is_kept_from_textual(
        self, run: Run, opened: list[RunOptions], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        for name, value in {
            "TEXTUAL_LOG": str(tmp_path / "every key"),
            "TEXTUAL_COLOR_SYSTEM": "none",
            "TEXTUAL_PRESS": "q",
            "TEXTUAL_ANIMATIONS": "basic",
            "TEXTUAL_DISABLE_KITTY_KEY": "1",
        }.items():
            monkeypatch.setenv(name, value)
        run()
        assert sys.modules["flotui.app"].environment == {
            "TEXTUAL_ANIMATIONS": "basic",
            "TEXTUAL_DISABLE_KITTY_KEY": "1",
        }

    def test_textual_is_told_before_it_is_imported(
        self, run: Run, opened: list[RunOptions], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
        monkeypatch.setenv("TEXTUAL_ANIMATIONS", "full")
        monkeypatch.delenv("TEXTUAL_ANIMATIONS")
        run()
        assert sys.modules["flotui.app"].environment == {"TEXTUAL_ANIMATIONS": "none"}


@pytest.mark.parametrize(
    ("environ", "animation", "told"),
    [
        ({}, None, {}),
        ({}, True, {}),
        ({}, False, {"TEXTUAL_ANIMATIONS": "none"}),
        ({"SSH_TTY": "/dev/pts/1"}, None, {"TEXTUAL_ANIMATIONS": "none"}),
        ({"SSH_CONNECTION": "x"}, None, {"TEXTUAL_ANIMATIONS": "none"}),
        ({"SSH_TTY": "/dev/pts/1"}, True, {}),
        ({"SSH_TTY": "/dev/pts/1", "TEXTUAL_ANIMATIONS": "basic"}, False, {}),
    ],
)
def test_nothing_moves_over_ssh(
    environ: dict[str, str], animation: bool | None, told: dict[str, str]
) -> None:
    assert textual_environment(environ, animation) == told
