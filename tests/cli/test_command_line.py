# SPDX-License-Identifier: MIT
from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from click import Abort
from click.testing import Result

import flotui as package
from flotui.api import errors
from flotui.cli.opening import textual_environment
from flotui.config.exits import Exit
from flotui.config.login import remember
from flotui.config.options import RunOptions
from flotui.config.paths import Paths
from flotui.config.profile import DEFAULT_BASE_URL, make_profile
from flotui.config.profiles import Profiles

Run = Callable[..., Result]

HEAVY = {"textual", "rich", "httpx", "uvicorn", "starlette", "keyring", "sqlite3", "asyncio"}
"""What nobody should wait for who only asks what there is."""


@pytest.mark.parametrize(
    "words", [["--help"], ["--version"], ["login", "--help"], ["demo", "--help"], ["locate"]]
)
def test_small_questions_load_nothing_large(words: list[str], paths: Paths) -> None:
    code = (
        "import json, sys\n"
        "from flotui.cli.group import flotui\n"
        f"try: flotui({words!r}, prog_name='flotui')\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout
    loaded = {name.split(".")[0] for name in json.loads(done.stderr.splitlines()[-1])}
    assert not loaded & HEAVY


def test_python_dash_m_and_exit_codes(paths: Paths) -> None:
    def ends(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "flotui", *words],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )

    version = ends("--version")
    assert (version.returncode, version.stdout) == (0, f"flotui {package.__version__}\n")
    unknown = ends("--nonsense")
    assert unknown.returncode == Exit.USAGE
    assert "No such option" in unknown.stderr
    no_terminal = ends("demo")
    assert no_terminal.returncode == Exit.USAGE
    assert no_terminal.stderr.startswith("flotui needs a terminal")
    assert not no_terminal.stdout


def test_a_taken_port_is_said(run: Run, sandbox: str) -> None:
    port = sandbox.rsplit(":", 1)[1].removesuffix("/api")
    done = run("sandbox", "--port", port)
    assert done.exit_code == Exit.FAILED
    assert f"can't listen on 127.0.0.1:{port}: Address already in use." in done.stderr


@pytest.mark.parametrize("words", [["--help"], ["jobs", "--help"], ["profiles", "--help"]])
def test_what_a_command_is_for_fits_its_line_and_they_stand_in_order(run: Run, words: list[str]) -> None:
    listed = run(*words).output.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    assert len(listed) > 1 and not [line for line in listed if line.endswith("...")]
    assert listed == sorted(listed)


def test_help_tells_the_exit_codes(run: Run) -> None:
    said = run("--help").output
    for code in Exit:
        if code is not Exit.INTERRUPTED:
            assert f"\n    {code.value}  " in said


def test_preferences_without_columns_load_no_list(paths: Paths) -> None:
    paths.make().preferences_file.write_text('theme = "nord"')
    code = (
        "import sys\n"
        "from flotui.cli.group import flotui\n"
        "try: flotui([], prog_name='flotui')\n"
        "except SystemExit: pass\n"
        "print([name for name in sys.modules if name.startswith(('flotui.resources', 'textual'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, stdin=subprocess.DEVNULL, check=True
    )
    assert done.stdout == "[]\n"


def test_completion_knows_commands_and_profiles(paths: Paths) -> None:
    remember(paths, make_profile("acme", DEFAULT_BASE_URL, prefix="f1"), "acme-token")

    def complete(line: str) -> str:
        words = {
            "_FLOTUI_COMPLETE": "bash_complete",
            "COMP_WORDS": line,
            "COMP_CWORD": str(len(line.split()) - 1),
        }
        done = subprocess.run(
            [sys.executable, "-m", "flotui"],
            env={**os.environ, **words},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout

    assert "plain,profiles" in complete("flotui pro")
    assert complete("flotui --profile ac") == "plain,acme\n"
    assert complete("flotui --theme flotui") == "plain,flotui-dark\nplain,flotui-light\n"
    assert complete("flotui demo --theme no") == "plain,nord\n"
    assert complete("flotui -p one -p two api --li") == "\n", "nothing is said at a prompt"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"_FLOTUI_COMPLETE": "bash_complete"}, "_FLOTUI_COMPLETE=bash_source writes that script."),
        ({"_FLOTUI_COMPLETE": "fish_complete"}, "with COMP_WORDS and COMP_CWORD."),
        (
            {"_FLOTUI_COMPLETE": "zsh_complete", "COMP_WORDS": "flotui a", "COMP_CWORD": "x"},
            "_FLOTUI_COMPLETE=zsh_complete is what the shell's script sets",
        ),
        ({"_FLOTUI_COMPLETE": "tcsh_source"}, "Use bash_source, zsh_source, fish_source.\n"),
    ],
)
def test_completion_that_no_shell_asks_for_is_refused(
    run: Run, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], said: str
) -> None:
    monkeypatch.delenv("COMP_WORDS", raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    done = run()
    assert done.exit_code == Exit.USAGE and said in done.stderr and "crashed" not in done.stderr


def test_the_script_of_a_shell_that_is_read_to_its_first_line_ends_quietly() -> None:
    reads, writes = os.pipe()
    os.close(reads)
    environ = {**os.environ, "_FLOTUI_COMPLETE": "bash_source"}
    done = subprocess.run(
        [sys.executable, "-m", "flotui"], env=environ, stdout=writes, stderr=subprocess.PIPE, check=False
    )
    os.close(writes)
    assert (done.returncode, done.stderr) == (0, b"")


class TestErrors:
    @pytest.fixture
    def fails(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], Result]:
        def fails(error: BaseException) -> Result:
            def look(_: Paths) -> None:
                raise error

            monkeypatch.setattr("flotui.config.profiles.Profiles.load", look)
            return run("profiles")

        return fails

    @pytest.mark.parametrize(
        ("error", "code"),
        [
            (errors.NotAuthorised("x doesn't accept the API key."), Exit.NOT_AUTHORISED),
            (errors.ScopeMissing("x."), Exit.NOT_AUTHORISED),
            (errors.Unreachable("x."), Exit.UNREACHABLE),
            (errors.InsecureHost("x."), Exit.UNREACHABLE),
            (errors.TimedOut("x."), Exit.UNREACHABLE),
            (errors.RateLimited("x."), Exit.RATE_LIMITED),
            (errors.BrokenReply("x."), Exit.FAILED),
        ],
    )
    def test_the_hosts_have_their_codes(
        self, fails: Callable[[BaseException], Result], error: errors.FlochatError, code: Exit
    ) -> None:
        done = fails(error)
        assert (done.exit_code, done.stdout, done.stderr) == (code, "", f"{error}\n")

    def test_an_interruption_is_no_failure(self, fails: Callable[[BaseException], Result]) -> None:
        done = fails(KeyboardInterrupt())
        assert (done.exit_code, done.stderr) == (Exit.INTERRUPTED, "\nStopped.\n")
        done = fails(Abort())  # as a question raises it, whose line the terminal is on
        assert (done.exit_code, done.stderr) == (Exit.INTERRUPTED, "\nStopped.\n")

    def test_what_nobody_foresaw_goes_to_the_log(
        self, fails: Callable[[BaseException], Result], paths: Paths
    ) -> None:
        done = fails(ZeroDivisionError("oh"))
        assert done.exit_code == Exit.FAILED
        assert "Traceback" not in done.output
        assert "ZeroDivisionError: oh" in done.stderr
        assert str(paths.log_file) in done.stderr
        assert "Traceback" in paths.log_file.read_text()


def test_what_a_command_logs_goes_to_the_file_and_not_to_the_terminal(
    run: Run, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(_: Paths) -> Profiles:
        logging.getLogger("httpx").warning("a library's own word")
        return Profiles()

    monkeypatch.setattr(Profiles, "load", look)
    done = run("profiles")
    assert done.exit_code == Exit.OK and "own word" not in done.output
    assert "warning httpx: a library's own word" in paths.log_file.read_text()


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


_INTERRUPTED = """
import os, sys
loaded = sys.argv.pop(1)
class AtImport:
    def find_spec(self, name, path, target=None):
        if name == loaded:
            os.kill(os.getpid(), 2)
sys.meta_path.insert(0, AtImport())
from flotui.cli import main
main()
"""


@pytest.mark.parametrize("words", [["click", "--version"], ["msgspec"]])
@pytest.mark.parametrize("ignored", [False, True])
def test_ctrl_c_while_it_is_loaded_ends_it_without_a_word(
    paths: Paths, words: list[str], ignored: bool
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _INTERRUPTED, *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=(lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)) if ignored else None,
    )
    if ignored:
        assert done.returncode in (Exit.OK, Exit.USAGE), "it goes on"
    else:
        assert (done.returncode, done.stderr) == (-signal.SIGINT, "")
