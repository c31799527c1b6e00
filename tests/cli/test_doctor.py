from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest
from click.testing import Result

from flotui.config.exits import Exit
from flotui.config.login import remember
from flotui.config.paths import Paths
from flotui.config.profiles import make_profile

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
    assert "takes the token; " in found["host"][1]
    assert "calls are left this hour" in found["host"][1]


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


def test_no_profile_is_only_a_warning(run: Run) -> None:
    done = run("doctor")
    assert done.exit_code == Exit.OK
    assert report(done)["profile"] == ("warn", "none yet: flotui login makes one.")


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


def test_databases_are_named_with_their_version(run: Run, paths: Paths) -> None:
    with sqlite3.connect(paths.cache_file) as connection:
        connection.execute("PRAGMA user_version = 42")
    connection.close()
    paths.journal_file.write_bytes(b"this is no database at all" * 100)
    found = report(run("doctor", "--offline"))
    assert found["cache.db"][0] == "ok"
    assert found["cache.db"][1].startswith("version 42, ")
    assert found["journal.db"][0] == "warn"
    assert paths.journal_file.read_bytes().startswith(b"this is no")


@pytest.mark.parametrize(
    ("variables", "what", "status"),
    [
        ({"TERM": "dumb"}, "TERM", "fail"),
        ({"TERM": ""}, "TERM", "fail"),
        ({"LANG": "C"}, "UTF-8", "warn"),
        ({"LANG": ""}, "UTF-8", "warn"),
        ({"COLORTERM": "truecolor"}, "colours", "ok"),
        ({"SSH_TTY": "/dev/pts/0"}, "ssh", "ok"),
        ({"TMUX": "/nowhere/at/all,1,0"}, "tmux", "warn"),
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
