# SPDX-License-Identifier: MIT
from __future__ import annotations

import asyncio
import errno
import importlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import Result

from flotui.config.exits import Exit
from flotui.config.login import remember
from flotui.config.paths import Paths
from flotui.config.profile import make_profile
from flotui.workspace import Workspace
from tests.support import damage

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def good_terminal(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    paths.make()
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_CTYPE", raising=False)
    monkeypatch.delenv("COLORTERM", raising=False)


def report(done: Result) -> dict[str, tuple[str, str]]:
    """Status and words by what was looked at."""
    lines = [line.split(maxsplit=2) for line in done.stdout.splitlines()]
    assert all(len(line) == 3 and line[0] in ("ok", "warn", "fail") for line in lines), done.output
    return {what: (status, says) for status, what, says in lines}


def log_in(paths: Paths, base_url: str, token: str = "demo") -> None:
    remember(paths, make_profile("acme", base_url, prefix="f1284"), token)


def test_all_is_well(run: Run, paths: Paths, sandbox: str) -> None:
    log_in(paths, sandbox)
    done = run("doctor")
    found = report(done)
    assert done.exit_code == Exit.OK
    assert {status for status, _ in found.values()} == {"ok"}
    assert "accepts the API key; " in found["host"][1]
    assert "of 100,000 calls are left this hour" in found["host"][1]


def test_a_refused_token_is_a_failure(run: Run, paths: Paths, sandbox: str) -> None:
    log_in(paths, sandbox, "wrong-token-wrong")
    done = run("doctor")
    assert (done.exit_code, report(done)["token"][0]) == (Exit.FAILED, "fail")
    assert "wrong-token-wrong" not in done.output


def test_an_unreachable_host_is_a_failure_but_not_offline(run: Run, paths: Paths) -> None:
    log_in(paths, "http://127.0.0.1:9/api")
    done = run("doctor")
    assert (done.exit_code, report(done)["host"][0]) == (Exit.FAILED, "fail")
    done = run("doctor", "--offline")
    assert done.exit_code == Exit.OK
    assert "host" not in report(done)


NETWORK = (
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
)


def test_the_way_to_the_host_is_shown(run: Run, paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*NETWORK, *map(str.lower, NETWORK)):
        monkeypatch.delenv(name, raising=False)

    def looked(*, code: int = Exit.OK) -> tuple[tuple[str, str], tuple[str, str]]:
        done = run("doctor", "--offline")
        assert done.exit_code == code, done.output
        return report(done)["proxy"], report(done)["certificates"]

    log_in(paths, "https://app.flochat.ai/api")
    assert looked() == (
        ("ok", "none: neither HTTPS_PROXY nor ALL_PROXY is set."),
        ("ok", "those that come with flotui (certifi)."),
    )
    monkeypatch.setenv("HTTPS_PROXY", "http://ana:secret@proxy.example:3128")
    bundle = importlib.import_module("certifi").where()
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", bundle)
    monkeypatch.setenv("CURL_CA_BUNDLE", "/no/such/file.pem")
    assert looked() == (
        ("ok", "http://proxy.example:3128 (HTTPS_PROXY)."),
        ("ok", f"those of {bundle} (REQUESTS_CA_BUNDLE). It comes before CURL_CA_BUNDLE."),
    )
    monkeypatch.setenv("NO_PROXY", "[::1],flochat.ai")
    assert looked()[0] == ("ok", "not used: NO_PROXY has flochat.ai.")
    monkeypatch.setenv("HTTPS_PROXY", "")
    monkeypatch.setenv("ALL_PROXY", "http://proxy.example:3128")
    assert looked()[0] == ("ok", "not used: HTTPS_PROXY is set and empty.")
    monkeypatch.setenv("HTTPS_PROXY", "http://ana:secret@proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "[::1,localhost")
    assert looked()[0] == ("warn", "NO_PROXY has invalid entries: [::1.")
    monkeypatch.setenv("SSL_CERT_FILE", "/no/such/file.pem")
    monkeypatch.setenv("HTTPS_PROXY", "socks4://proxy.example")
    proxy, certificates = looked(code=Exit.FAILED)
    assert proxy[0] == certificates[0] == "fail"
    assert "HTTPS_PROXY names a proxy with the scheme socks4" in proxy[1]
    assert "SSL_CERT_FILE names /no/such/file.pem, which doesn't exist" in certificates[1]


def test_no_profile_is_only_a_warning(run: Run) -> None:
    done = run("doctor")
    assert done.exit_code == Exit.OK
    assert report(done)["profile"] == ("warn", "none yet. Add a bot with flotui login.")


@pytest.mark.parametrize("words", [("doctor", "--profile", "nope"), ("--profile", "nope", "doctor")])
def test_the_named_profile_is_looked_at(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.exit_code == Exit.FAILED
    assert "no profile 'nope'" in report(done)["profile"][1]


def test_a_missing_token_is_a_failure(run: Run, paths: Paths) -> None:
    log_in(paths, "http://127.0.0.1:9/api")
    paths.credentials_file.unlink()
    assert report(run("doctor", "--offline"))["token"][0] == "fail"


def test_an_open_credentials_file_is_said_and_closed(run: Run, paths: Paths) -> None:
    log_in(paths, "http://127.0.0.1:9/api")
    paths.credentials_file.chmod(0o644)
    assert report(run("doctor", "--offline"))["credentials"][0] == "warn"
    assert paths.credentials_file.stat().st_mode & 0o777 == 0o600
    assert report(run("doctor", "--offline"))["credentials"][0] == "ok"


def test_open_folders_and_files_are_said(run: Run, paths: Paths) -> None:
    log_in(paths, "http://127.0.0.1:9/api")
    paths.state.chmod(0o755)
    paths.profiles_file.chmod(0o644)
    found = report(run("doctor", "--offline"))
    assert found["state"][0] == "warn"
    assert "chmod 700" in found["state"][1]
    assert found["profiles.toml"][0] == "warn"
    assert found["config"][0] == "ok"


def test_preferences_are_checked(run: Run, paths: Paths) -> None:
    paths.preferences_file.write_text("mouse = 3\nreserve = -1")
    done = run("doctor", "--offline")
    assert done.exit_code == Exit.FAILED
    assert done.stdout.count("fail  preferences") == 2
    paths.preferences_file.write_text("mouze = true")
    assert report(run("doctor", "--offline"))["preferences"][0] == "warn"
    paths.preferences_file.write_text('[keys]\n"subscribers.tagz" = "t"\n"table.mark" = "m"\n')
    said = [line for line in run("doctor", "--offline").stdout.splitlines() if "preferences" in line]
    assert any("unknown setting keys.subscribers.tagz in config.toml" in line for line in said)
    assert any("m is bound to both table.mark and subscribers.message" in line for line in said)


def test_textual_is_never_loaded(paths: Paths) -> None:
    paths.preferences_file.write_text('[keys]\n"table.mark" = "m"\n')
    code = (
        "import sys\n"
        "from flotui.cli.group import flotui\n"
        "try: flotui(['doctor', '--offline'], prog_name='flotui')\n"
        "except SystemExit: pass\n"
        "print('textual' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "False" and "table.mark" in done.stdout


def opened(paths: Paths) -> None:
    """Have the databases made, as a start makes them."""

    async def open_and_close() -> None:
        workspace = await Workspace.open(
            make_profile("acme", "http://127.0.0.1:9/api", prefix="f1284"),
            token=lambda: None,
            cache=paths.cache_file,
            journal=paths.journal_file,
        )
        await workspace.past()
        await workspace.close()

    asyncio.run(open_and_close())


def test_databases_are_named_with_their_version(run: Run, paths: Paths) -> None:
    opened(paths)
    before = {each: each.read_bytes() for each in (paths.cache_file, paths.journal_file)}
    done = run("doctor", "--offline")
    found = report(done)
    assert done.exit_code == Exit.OK
    for name in ("cache.db", "journal.db", "calls.db"):
        assert found[name][0] == "ok" and found[name][1].startswith("version "), found[name]
    assert before == {each: each.read_bytes() for each in before}


@pytest.mark.parametrize("name", ["cache.db", "journal.db", "calls.db"])
@pytest.mark.parametrize("way", [*damage.WAYS, "page"])
def test_a_database_that_is_damaged_is_a_failure(
    run: Run, paths: Paths, name: str, way: Callable[[Path], None] | str
) -> None:
    opened(paths)
    path = (paths.cache if name == "cache.db" else paths.state) / name
    damage.settle_log(path)
    if callable(way):
        way(path)
    else:
        damage.zero_page(path, 1)
    done = run("doctor", "--offline")
    if way is damage.emptied:  # nobody can tell that from a new one
        assert report(done)[name][0] == "ok"
        return
    assert done.exit_code == Exit.FAILED
    status, says = report(done)[name]
    assert status == "fail" and str(path) in says
    assert (":aside in flotui" in says) == (name == "journal.db")
    assert not list(path.parent.glob("*.aside-*")), "a doctor changes nothing"


@pytest.mark.parametrize(("name", "status"), [("cache.db", "warn"), ("journal.db", "fail")])
def test_what_a_newer_flotui_made_is_told_before_the_start(
    run: Run, paths: Paths, name: str, status: str
) -> None:
    opened(paths)
    path = paths.cache_file if name == "cache.db" else paths.journal_file
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 42")
    done = run("doctor", "--offline")
    assert report(done)[name][0] == status and "made by a newer flotui" in report(done)[name][1]
    assert done.exit_code == (Exit.FAILED if status == "fail" else Exit.OK)


def test_a_database_that_another_program_holds_is_a_failure(
    run: Run, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flotui.store.examining._PATIENCE", 0.01)
    opened(paths)
    with closing(sqlite3.connect(paths.journal_file, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        done = run("doctor", "--offline")
    assert done.exit_code == Exit.FAILED
    assert "another program holds it" in report(done)["journal.db"][1]


@pytest.mark.parametrize("which", ["cache", "state", "logs"])
def test_a_folder_that_can_not_be_written_is_a_failure(
    run: Run, paths: Paths, monkeypatch: pytest.MonkeyPatch, which: str
) -> None:
    folder = getattr(paths, which)
    real = os.open

    def refusing(path: Any, *arguments: Any, **options: Any) -> int:
        if Path(os.fsdecode(path)).parent == folder and arguments[0] & os.O_CREAT:
            raise OSError(errno.EROFS, "Read-only file system")
        return real(path, *arguments, **options)

    monkeypatch.setattr("os.open", refusing)
    done = run("doctor", "--offline")
    assert done.exit_code == Exit.FAILED
    status, says = report(done)[which]
    assert status == "fail" and "Read-only file system" in says


def test_a_home_that_can_not_be_made_is_a_failure(
    run: Run, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOTUI_HOME", "/dev/null/home")
    done = run("doctor", "--offline")
    assert done.exit_code == Exit.FAILED
    assert report(done)["state"][0] == "fail"


@pytest.mark.parametrize(("free", "status"), [(0, "fail"), (20 * 1_048_576, "warn"), (10**10, "ok")])
def test_free_space_is_told(run: Run, monkeypatch: pytest.MonkeyPatch, free: int, status: str) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=free))
    done = run("doctor", "--offline")
    assert report(done)["space"][0] == status
    assert done.exit_code == (Exit.FAILED if status == "fail" else Exit.OK)


@pytest.mark.parametrize(
    ("variables", "what", "status"),
    [
        ({"TERM": "dumb"}, "TERM", "fail"),
        ({"TERM": ""}, "TERM", "fail"),
        ({"LANG": "C"}, "UTF-8", "warn"),
        ({"LANG": ""}, "UTF-8", "warn"),
        ({"LC_ALL": "C"}, "UTF-8", "warn"),
        ({"LC_CTYPE": "C"}, "UTF-8", "warn"),
        ({"COLORTERM": "truecolor"}, "colours", "ok"),
        ({"NO_COLOR": "1"}, "colours", "ok"),
        ({"SSH_TTY": "/dev/pts/0"}, "ssh", "ok"),
        ({"TMUX": "/nowhere/at/all,1,0"}, "copying", "warn"),
        ({}, "copying", "ok"),
    ],
)
def test_the_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], what: str, status: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    done = run("doctor", "--offline")
    assert report(done)[what][0] == status
    assert done.exit_code == (Exit.FAILED if status == "fail" else Exit.OK)


@pytest.mark.parametrize(
    ("answers", "status", "says"),
    [
        ({"show-messages": "12: Ms: (string) x", "-V": "tmux 3.4"}, "ok", "to the terminal's clipboard"),
        ({"show-messages": "12: Ms: [missing]", "-V": "tmux 3.4"}, "warn", "set -as terminal-features"),
        ({"show-messages": "12: Ms: (string) x", "-V": "tmux 3.1c"}, "warn", "ends at a file"),
        ({}, "warn", "ends at a file"),
    ],
)
def test_how_far_tmux_takes_a_copy(
    run: Run, monkeypatch: pytest.MonkeyPatch, answers: dict[str, str], status: str, says: str
) -> None:
    monkeypatch.setenv("TMUX", "/tmp/tmux-1/default,1,0")
    monkeypatch.setattr("flotui.ui.terminal.tmux._run", lambda words, given="": answers.get(words[0]))
    state, said = report(run("doctor", "--offline"))["copying"]
    assert state == status and says in said


def full(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """Have the system refuse every new file, as a disk does that takes no more."""
    real = os.open

    def refusing(path: Any, flags: int, *arguments: Any, **options: Any) -> int:
        if flags & os.O_CREAT:
            raise OSError(code, os.strerror(code))
        return real(path, flags, *arguments, **options)

    monkeypatch.setattr("os.open", refusing)


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (errno.ENOSPC, "Free some space."),
        (errno.EDQUOT, "Free some space."),
        (errno.EROFS, "set FLOTUI_HOME to a folder that you can write"),
        (errno.EACCES, "Make it yours (chown, chmod 700)."),
        (errno.EIO, "Check the disk."),
    ],
)
@pytest.mark.parametrize("made", [True, False])
def test_the_advice_for_a_folder_fits_what_the_system_says(
    run: Run, paths: Paths, monkeypatch: pytest.MonkeyPatch, code: int, advice: str, made: bool
) -> None:
    if not made:
        paths.state.rmdir()
    full(monkeypatch, code)
    status, says = report(run("doctor", "--offline"))["state"]
    assert status == "fail" and os.strerror(code) in says and advice in says
    assert made or "can't be created" in says
    assert ("chown" in says) == (code == errno.EACCES)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "the file system is read-only"),
        (errno.EIO, "the disk reports an error"),
    ],
)
def test_a_journal_that_takes_no_write_is_a_failure(
    run: Run, paths: Paths, monkeypatch: pytest.MonkeyPatch, code: int, why: str
) -> None:
    opened(paths)
    full(monkeypatch, code)
    done = run("doctor", "--offline")
    status, says = report(done)["journal.db"]
    assert done.exit_code == Exit.FAILED
    assert status == "fail" and f"can't be used: {why}." in says and "nothing is changed or sent" in says


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TRIGGER no BEFORE INSERT ON entry BEGIN SELECT RAISE(ABORT, 'no'); END",
        "CREATE TRIGGER no BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'no'); END",
        "ALTER TABLE entry ADD COLUMN more TEXT NOT NULL CHECK (more != '') DEFAULT ''",
        "PRAGMA user_version = 1",  # its columns are there already, so that it can't be brought up to date
    ],
)
def test_a_journal_that_refuses_what_a_write_does_is_a_failure(run: Run, paths: Paths, sql: str) -> None:
    opened(paths)
    with closing(sqlite3.connect(paths.journal_file)) as db:
        db.execute(sql)
    assert report(run("doctor", "--offline"))["journal.db"][0] == "fail"


def test_what_is_no_file_is_not_to_be_closed(run: Run, paths: Paths) -> None:
    for each in (paths.journal_file, paths.credentials_file, paths.state_file, paths.log_file):
        each.mkdir(0o755, parents=True)
    done = run("doctor", "--offline")
    assert "chmod" not in done.stdout
    assert {each.stat().st_mode & 0o777 for each in (paths.journal_file, paths.credentials_file)} == {0o755}
    found = report(done)
    for name in ("credentials.toml", "state.toml", "flotui.log"):
        assert found[name][0] == "fail", found[name]
    assert ":aside" in found["journal.db"][1]
