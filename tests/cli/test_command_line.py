# SPDX-License-Identifier: MIT
"""The command line as a whole: what it loads, its help, its exit codes, its errors."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest
from click import Abort
from click.testing import Result

import flotui as package
from flotui.api import errors
from flotui.config.exits import Exit
from flotui.config.login import remember
from flotui.config.paths import Paths
from flotui.config.profile import DEFAULT_BASE_URL, make_profile
from flotui.config.profiles import Profiles
from tests.cli.conftest import Run

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
