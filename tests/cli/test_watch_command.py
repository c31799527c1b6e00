# SPDX-License-Identifier: MIT
"""`flotui watch`: a line for each new thing, and nothing while there is none."""

from __future__ import annotations

import json
import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from flotui.api.errors import NotFound, Refused, Unreachable
from flotui.cli import watch_run
from flotui.cli.ends import Exit, Failure
from flotui.sandbox.arrivals import Arrival
from flotui.text.zones import Zone
from flotui.workspace.watching import Watching
from tests.cli.conftest import PointAt, Run
from tests.support.served import Served

ZOE, UNA = "f1284u905", "f1284u916"


@pytest.fixture
def served() -> Iterator[Served]:
    with Served(subscribers=60) as one:
        say(one, status="done")
        say(one, who=ZOE, text="where is it?", ago=600)
        yield one


@pytest.fixture
def host(served: Served, point_at: PointAt) -> Served:
    point_at(served.url)
    return served


def say(served: Served, **line: Any) -> None:
    served.host.arrivals.add(Arrival.of(line))


def test_what_is_there_now_is_written_once(host: Served, run: Run) -> None:
    done = run("watch", "waiting", "--once")
    assert (done.exit_code, done.stdout) == (0, "waiting  Zoë O'Dell  where is it?\n")
    done = run("watch", "waiting", "--once", "--jsonl")
    found = json.loads(done.stdout)
    assert found | {"at": 0} == {
        "kind": "waiting",
        "id": ZOE,
        "user_ns": ZOE,
        "name": "Zoë O'Dell",
        "text": "where is it?",
        "at": 0,
        "v": 1,
    }
    assert abs(time.time() - 600 - found["at"]) < 30
    assert run("watch", "errors", "--once", "--jsonl").stdout.count('"kind":"error"') > 10
    orders = [json.loads(line) for line in run("watch", "orders", "--once", "--jsonl").stdout.splitlines()]
    assert len(orders) > 10 and all(re.search(r" [\d,]+\.\d\d [A-Z]{3}$", each["text"]) for each in orders), (
        orders
    )


@pytest.mark.parametrize("what", ["orders", "errors"])
def test_a_name_is_a_name_wherever_the_host_has_one(host: Served, run: Run, what: str) -> None:
    rows = [json.loads(line) for line in run("watch", what, "--once", "--jsonl").stdout.splitlines()]
    named = [row for row in rows if row["name"]]
    assert named and all(row["name"] != row["user_ns"] for row in rows)
    assert all(row["name"] == host.host.world.people.get(row["user_ns"]).name for row in named)


def test_who_is_on_no_page_that_was_read_is_named_too(run: Run, point_at: PointAt) -> None:
    with Served(subscribers=140) as host:
        point_at(host.url)
        rows = [json.loads(line) for line in run("watch", "errors", "--once", "--jsonl").stdout.splitlines()]
        older = [row for row in rows if int(row["user_ns"].partition("u")[2]) > 1000]
        assert older and all(row["name"] for row in rows)
        before = len(host.host.log.rows())
        again = run("watch", "errors", "--once", "--jsonl").stdout.splitlines()
        assert [json.loads(line) for line in again] == rows
        assert len(host.host.log.rows()) == before + 1, "the names are here"


@pytest.mark.parametrize("what", [("waiting",), ("errors",), ("orders",), ("chat", ZOE)])
def test_when_it_was_has_one_form_whatever_is_watched(host: Served, run: Run, what: tuple[str, ...]) -> None:
    rows = [json.loads(line) for line in run("watch", *what, "--once", "--jsonl").stdout.splitlines()]
    now = time.time()
    assert rows and all(now - 3e8 < row["at"] < now + 3e7 for row in rows), rows[0]


def test_a_time_without_a_zone_is_of_the_workspace() -> None:
    class Shown:
        zone: Any = None

    for name, seconds in (("America/Sao_Paulo", 1774375200), ("UTC", 1774364400)):
        Shown.zone = Zone(ZoneInfo(name), name)
        found = Watching(Shown(), "orders")  # type: ignore[arg-type]
        assert found._at("2026-03-24 15:00:00") == seconds
        assert found._at("2026-03-24T18:00:00Z") == found._at("1774375200") == 1774375200
        assert found._at("soon") is found._at("") is found._at("0") is None


def test_a_chat_is_named_by_name_phone_or_id(host: Served, run: Run) -> None:
    done = run("api", "PUT", "/subscriber/update", "-f", f"user_ns={ZOE}", "-f", "email=zoe@watched.example")
    assert done.exit_code == 0, done.output
    for named in (
        "Zoë O'Dell",
        "zoe  o’dell",
        ZOE,
        "+5521900000004",
        "(21) 90000-0004",
        "ZOE@watched.example",
    ):
        done = run("watch", "chat", named, "--once")
        assert "where is it?" in done.stdout, (named, done.output)
    for named, says in (
        ("Nobody At All", "no subscriber is called Nobody At All"),
        ("a", "no subscriber is called a"),
        ("Zoë", "no subscriber is called exactly Zoë; 2 have it in their names: f1284u905 (Zoë O'Dell"),
        ("f1284u99999", "no subscriber is called f1284u99999"),
    ):
        done = run("watch", "chat", named, "--once")
        assert done.exit_code == 2 and says in done.stderr, done.output
    assert run("watch", "chat").exit_code == 2 and run("watch", "errors", "x").exit_code == 2


def test_a_command_is_given_each_as_json(host: Served, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    command = f"{sys.executable} -c \"import sys; open('{out}', 'a').write(sys.stdin.read())\""
    assert run("watch", "waiting", "--once", "--exec", command).stdout == ""
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()] == [ZOE]
    failing = run("watch", "waiting", "--once", "--exec", f"{sys.executable} -c 'raise SystemExit(3)'")
    assert "ended with 3 for waiting" in failing.stderr and failing.exit_code == 1
    assert "can't be run" in run("watch", "waiting", "--once", "--exec", "/no/such").stderr
    assert run("watch", "waiting", "--once", "--exec", "a 'b").exit_code == 2
    for shells, named in (
        ("cat >> f", ">>"),
        ("cat >f", ">"),
        ("a | b", "|"),
        ("a 2> f", "2>"),
        ("a && b", "&&"),
    ):
        refused = run("watch", "waiting", "--once", "--exec", shells)
        assert refused.exit_code == 2 and f"and {named} is a shell's" in refused.stderr, refused.output
    assert "--exec is empty" in run("watch", "waiting", "--once", "--exec", " ").stderr
    sent = tmp_path / "sent"
    assert run("watch", "waiting", "--once", "--exec", f"sh -c 'cat > {sent}; echo \"<a|b>\"'").exit_code == 0
    assert json.loads(sent.read_text())["id"] == ZOE


def test_the_named_profile_is_watched(host: Served, run: Run) -> None:
    done = run("watch", "waiting", "--once", "--profile", "nobody")
    assert done.exit_code == 2 and "nobody" in done.stderr


def test_what_a_subscriber_writes_steers_no_terminal_behind_a_pipe(host: Served, run: Run) -> None:
    text = "\x1b]0;pwn\x07a\u202eb\x9bc"
    say(host, who=UNA, text=text)
    for what in (("waiting",), ("chat", UNA)):
        plain = run("watch", *what, "--once").stdout
        assert "pwn" in plain and not set(plain) & set(text) - set("]0;pwnabc"), plain
        found = run("watch", *what, "--once", "--jsonl").stdout
        assert found.isascii() or not set(found) & set("\u202e\x9b")
        assert text in [json.loads(each)["text"] for each in found.splitlines()]


@pytest.mark.parametrize("kind", ["429", "429-as-200"])
@pytest.mark.parametrize("what", [("waiting",), ("errors",), ("chat", ZOE)])
def test_one_look_that_the_host_limits_ends_at_once(
    host: Served, run: Run, what: tuple[str, ...], kind: str
) -> None:
    host.fault(kind, times=0)
    done = run("watch", *what, "--once")
    assert (done.exit_code, done.stdout) == (6, ""), done.output
    assert "limit" in done.stderr and done.stderr.count("\n") == 1


def test_one_look_says_that_only_a_part_could_be_looked_at(host: Served, run: Run) -> None:
    say(host, who=UNA, text="me too", ago=300)
    host.fault("429", path="/subscriber/chat-messages", skip=1, times=0)
    done = run("watch", "waiting", "--once")
    assert done.exit_code == 6 and done.stdout.count("\n") == 1, done.output
    assert "Not everything was looked at." in done.stderr
    host.host.faults.clear()
    host.host.quota.leave(20)
    done = run("watch", "errors", "--once")
    assert done.exit_code == 0, "the call that tells that only the reserve is left has brought all"
    say(host, who=UNA, text="and now?")
    done = run("watch", "waiting", "--once")
    assert done.exit_code == 6, done.output
    assert "Watching paused: only the 50 reserved calls are left. Not everything" in done.stderr


def lines(process: subprocess.Popen[str], until: Callable[[list[str]], bool]) -> list[str]:
    """What it writes until that is enough."""
    assert process.stdout is not None
    found: list[str] = []
    end = time.monotonic() + 30
    while not until(found):
        assert time.monotonic() < end, found
        if select.select([process.stdout], [], [], 0.2)[0]:
            found.append(process.stdout.readline())
    return found


def test_it_is_quiet_until_something_comes_and_after_a_429(host: Served, tmp_path: Path) -> None:
    """A real process, limited from its first look on: seconds, as its least interval is two."""
    host.host.quota.retry_after = 1
    host.host.quota.leave(0)
    process = subprocess.Popen(
        [sys.executable, "-m", "flotui", "watch", "waiting", "--jsonl", "--every", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stderr is not None
        assert "Watching paused" in process.stderr.readline()
        host.host.quota.leave(900)
        assert "Watching again." in process.stderr.readline()
        asked = [0]

        def looked(_: list[str]) -> bool:
            asked[0] = sum(row["operation"] == "flowBotUsers" for row in host.host.log.rows())
            return asked[0] >= 2

        assert lines(process, looked) == [], "who waited before is no news"
        say(host, who=UNA, text="me too")
        (line,) = lines(process, bool)
        assert (json.loads(line)["id"], json.loads(line)["text"]) == (UNA, "me too")
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()


async def test_a_host_that_cannot_be_reached_is_asked_less_and_less_often(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One that answers is asked as often as ever, whatever it says."""
    answers: list[Exception | None] = [
        *(None, Refused("It says no.")),
        *(Unreachable("No way there.") for _ in range(3)),
        *(None, Unreachable("No way there.")),
    ]
    pauses: list[float] = []

    async def look() -> list[Any]:
        if (answer := answers.pop(0)) is not None:
            raise answer
        return []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if not answers:
            raise EndsHere

    class EndsHere(Exception):
        pass

    open_bot = SimpleNamespace(following=SimpleNamespace(may=lambda: True, refusal=lambda: ""))
    monkeypatch.setattr(watch_run, "asyncio", SimpleNamespace(sleep=sleep))
    with pytest.raises(EndsHere):
        await watch_run._go_on(open_bot, SimpleNamespace(look=look, partly=False), 100.0, False, [])
    assert pauses == [100.0, 100.0, 200.0, 300.0, 300.0, 100.0, 200.0]


async def test_who_is_no_longer_on_the_host_is_watched_no_longer() -> None:
    answers: list[Exception | None] = [None, NotFound("Not found on here.")]

    async def look() -> list[Any]:
        if (answer := answers.pop(0)) is not None:
            raise answer
        return []

    open_bot = SimpleNamespace(following=SimpleNamespace(may=lambda: True, refusal=lambda: ""))
    with pytest.raises(Failure, match="It may have been deleted") as ended:
        await watch_run._go_on(open_bot, SimpleNamespace(look=look, partly=False), 0.0, False, [])
    assert ended.value.exit_code == Exit.FAILED
