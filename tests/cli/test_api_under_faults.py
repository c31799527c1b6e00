# SPDX-License-Identifier: MIT
"""`flotui api` against every fault, judged by what the host carried out."""

from __future__ import annotations

import sqlite3

import pytest

from flotui.config.exits import Exit
from flotui.config.paths import Paths
from flotui.sandbox.kinds import AFTER, KINDS
from tests.cli.conftest import Run
from tests.support.hurry import hurry
from tests.support.judging import LONG, SOON, fault_of, wrong_words
from tests.support.served import Served

ANA = "f1284u903"
SEND = ("flowBotUserSendSubFlow", "-f", f"user_ns={ANA}", "-f", "sub_flow_ns=f1284s2001")
TAG = ("flowBotUserAddTag", "-f", f"user_ns={ANA}", "-f", "tag_ns=f1284t3030")
READ = ("flowTags", "-f", "limit=1")
CODES = {"401": Exit.NOT_AUTHORISED, "403": Exit.NOT_AUTHORISED} | dict.fromkeys(
    ("429", "429-wait", "429-as-200"), Exit.RATE_LIMITED
)


@pytest.fixture
def host(host: Served, monkeypatch: pytest.MonkeyPatch) -> Served:
    hurry(monkeypatch)
    return host


def journaled(paths: Paths) -> str:
    """What the journal says of the newest write."""
    with sqlite3.connect(paths.journal_file) as db:
        return str(db.execute("SELECT outcome FROM entry ORDER BY id DESC LIMIT 1").fetchone()[0])


@pytest.mark.parametrize("words", [SEND, TAG], ids=["send", "tag"])
def test_a_write_says_what_happened(run: Run, host: Served, paths: Paths, words: tuple[str, ...]) -> None:
    wrong: list[tuple[str, str]] = []
    for kind in KINDS if LONG else list(KINDS)[words is TAG :: 2]:
        host.fresh()
        host.fault(**{**fault_of(kind, times=0), "path": "/subscriber/*"})
        result = run("api", *words, "--yes")
        accepted = sum(host.accepted().values())
        outcome = journaled(paths)
        said = result.stderr
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            wrong.append((kind, f"ended with {result.exception!r}"))
        if (result.exit_code == 0) != (outcome == "done"):
            wrong.append((kind, f"code {result.exit_code}, but the journal says {outcome}"))
        if (outcome == "done" and not accepted) or (outcome in ("refused", "dropped") and accepted):
            wrong.append((kind, f"the journal says {outcome}, the host carried {accepted} out"))
        if result.exit_code and len(said.split()) < 4:
            wrong.append((kind, f"it says no sentence: {said!r}"))
        word = "not done" if outcome == "dropped" else outcome
        if result.exit_code and not said.startswith(f"{word.capitalize()}. "):
            wrong.append((kind, f"the journal says {outcome}, and it doesn't: {said!r}"))
        if kind in CODES and result.exit_code != CODES[kind]:
            wrong.append((kind, f"ends with {result.exit_code}"))
        if words is SEND and len(host.received()) != 1:
            wrong.append((kind, f"left {len(host.received())} times"))
        if any(each in said for each in ("Waiting", "Everything else", "Activity", "Press ")):
            wrong.append((kind, f"it speaks of a screen: {said!r}"))
        wrong += [(kind, each) for each in wrong_words(said, accepted)]
    assert wrong == []


def test_a_read_gives_the_whole_answer_or_none(run: Run, host: Served) -> None:
    wrong: list[tuple[str, str]] = []
    for kind in list(KINDS)[:: 1 if LONG else 2]:
        host.fresh()
        host.fault(**{**fault_of(kind, times=0), "path": "/flow/tags"})
        result = run("api", *READ)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            wrong.append((kind, f"ended with {result.exception!r}"))
        if kind in SOON:
            if result.exit_code:
                wrong.append((kind, result.stderr))
        elif result.exit_code == 0 and kind not in ("list", "null", "wrong-types"):
            wrong.append((kind, f"taken for an answer: {result.stdout!r}"))
        elif result.exit_code and (result.stdout or len(result.stderr.split()) < 4):
            wrong.append((kind, f"{result.stdout!r}, {result.stderr!r}"))
        if host.accepted():
            wrong.append((kind, "something was written"))
    assert wrong == []


def test_a_read_whose_line_breaks_ends_as_one_that_nobody_answers(run: Run, host: Served) -> None:
    host.fault(**{**fault_of("drop", times=0), "path": "/flow/tags"})
    ended = run("api", *READ)
    assert (ended.exit_code, ended.stdout) == (Exit.UNREACHABLE, "")
    assert "Nothing was changed. Try again." in ended.stderr


def test_once_the_answer_is_lost_the_next_run_says_so(run: Run, host: Served, paths: Paths) -> None:
    host.fault("drop", "/subscriber/send-sub-flow")
    assert run("api", *SEND, "--yes").exit_code == Exit.FAILED
    assert journaled(paths) == "unknown"
    assert host.accepted() == {"flowBotUserSendSubFlow": 1}
    assert set(AFTER) > set(SOON)
