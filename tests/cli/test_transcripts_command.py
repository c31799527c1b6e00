# SPDX-License-Identifier: MIT
"""`flotui transcripts`: the chats of a query's people, a file each, in calls that are spent once."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flotui.config.paths import Paths
from flotui.resources.subscribers import transcribing
from flotui.sandbox.arrivals import Arrival
from flotui.text.clock import host_now
from tests.cli.conftest import PointAt, Run
from tests.support.served import Served

ZOE, UNA = "f1284u905", "f1284u916"


@pytest.fixture
def host(point_at: PointAt) -> Iterator[Served]:
    with Served(subscribers=60) as one:
        point_at(one.url)
        say(one, who=ZOE, text="where is it?", ago=600)
        say(one, who=ZOE, text="it was long ago", ago=4 * 86_400)
        for text in ("one", "two of the same second", "three"):
            say(one, who=ZOE, text=f"it's {text}", ago=900)
        yield one


def say(served: Served, **line: Any) -> None:
    served.host.arrivals.add(Arrival.of(line))


def chats(host: Served) -> int:
    return sum(row["operation"] == "flowBotUserChatMessages" for row in host.host.log.rows())


def test_a_file_each_and_each_chat_is_read_once(host: Served, run: Run, tmp_path: Path) -> None:
    to = tmp_path / "out"
    done = run("transcripts", f"id:{ZOE} or id:{UNA}", "--to", str(to))
    assert (done.exit_code, done.stderr) == (0, "1 chat written, 1 without a message.\n")
    (file,) = to.glob("f*.txt")
    assert file.name == f"{ZOE}.txt" and stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_text()
    said = ("it was long ago", "it's one", "it's two of the same second", "it's three", "where is it?")
    assert sorted(said, key=text.index) == list(said)
    spent = chats(host)
    assert spent == 2
    done = run("transcripts", f"id:{ZOE} or id:{UNA}", "--to", str(to))
    assert done.stderr == "0 chats written, 2 read before.\n" and chats(host) == spent
    file.unlink()
    done = run("transcripts", f"id:{ZOE} or id:{UNA}", "--to", str(to))
    assert done.stderr == "1 chat written, 1 read before.\n" and file.read_text() == text


@pytest.mark.parametrize("more", [(), ("--day", "today"), ("--day", "today", "--jsonl")])
def test_what_is_said_after_it_was_read_is_in_it_the_next_time(
    host: Served, run: Run, tmp_path: Path, more: tuple[str, ...]
) -> None:
    to = tmp_path / "out"
    command = ("transcripts", f"id:{ZOE} or id:{UNA}", *more, "--to", str(to))
    say(host, who=ZOE, text="this morning")
    assert run(*command).stderr.startswith("1 chat written")
    say(host, who=UNA, text="in the evening")
    spent = chats(host)
    assert run(*command).stderr == "1 chat written, 1 read before.\n"
    assert chats(host) == spent + 1 and any(
        "in the evening" in each.read_text() for each in to.glob(f"{UNA}*")
    )
    assert run(*command).stderr == "0 chats written, 2 read before.\n"


def test_a_day_that_is_over_is_read_once(host: Served, run: Run, tmp_path: Path) -> None:
    command = ("transcripts", f"id:{ZOE}", "--day", "yesterday", "--to", str(tmp_path / "out"))
    run(*command)
    say(host, who=ZOE, text="today")
    assert run(*command).stderr == "0 chats written, 1 read before.\n"


def test_a_day_that_ends_while_a_chat_is_read_isnt_over(
    host: Served, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ("transcripts", f"id:{ZOE}", "--day", "today", "--to", str(tmp_path / "out"))
    read, ahead = transcribing.read, list[float]()

    async def slow(*args: Any) -> Any:
        found = await read(*args)
        ahead.append(2 * 86_400)
        return found

    monkeypatch.setattr(transcribing, "read", slow)
    monkeypatch.setattr(transcribing, "host_now", lambda: host_now() + sum(ahead))
    run(*command)
    say(host, who=ZOE, text="at the last minute")
    assert run(*command).stderr == "1 chat written.\n"


def test_what_was_cut_off_is_read_again_where_more_is_asked_for(
    host: Served, run: Run, tmp_path: Path
) -> None:
    to = tmp_path / "out"
    command = ("transcripts", f"id:{ZOE}", "--to", str(to), "--most")
    assert run(*command, "1").stderr == "1 chat written, 1 have older messages (--most).\n"
    assert run(*command, "1").stderr == "0 chats written, 1 read before.\n"
    assert run(*command, "9").stderr == "1 chat written.\n"
    assert "long ago" in (to / f"{ZOE}.txt").read_text()


def test_a_day_as_lines_of_json(host: Served, run: Run, tmp_path: Path) -> None:
    to = tmp_path / "out"
    run("transcripts", f"id:{ZOE}", "--jsonl", "--to", str(tmp_path / "all"))
    all_of_it = (tmp_path / "all" / f"{ZOE}.jsonl").read_text().splitlines()
    day = next(json.loads(each)["at"][:10] for each in all_of_it if "long ago" in each)
    done = run("transcripts", f"id:{ZOE}", "--day", day, "--jsonl", "--to", str(to))
    assert done.exit_code == 0, done.stderr
    (line,) = (to / f"{ZOE}-{day}.jsonl").read_text().splitlines()
    row = json.loads(line)
    assert (row["user_ns"], row["content"]) == (ZOE, "it was long ago") and row["at"].startswith("20")


def test_it_goes_on_where_it_ended(host: Served, run: Run, tmp_path: Path) -> None:
    to = tmp_path / "out"
    say(host, who=UNA, text="hello", ago=60)
    host.fault("500", "/subscriber/chat-messages", skip=1, times=0)
    done = run("transcripts", f"id:{ZOE} or id:{UNA}", "--to", str(to))
    assert done.exit_code != 0 and "Run it again to go on." in done.stderr
    assert len(list(to.glob("f*.txt"))) == 1
    host.host.faults.clear()
    done = run("transcripts", f"id:{ZOE} or id:{UNA}", "--to", str(to))
    assert done.stderr == "1 chat written, 1 read before.\n"
    assert len(list(to.glob("f*.txt"))) == 2


def test_what_is_no_date_is_said(host: Served, run: Run, tmp_path: Path) -> None:
    done = run("transcripts", "--day", "soon", "--to", str(tmp_path / "out"))
    assert (done.exit_code, "--day soon isn't a date" in done.stderr) == (2, True)


def test_the_newest_of_a_long_chat(host: Served, run: Run, tmp_path: Path) -> None:
    to = tmp_path / "out"
    done = run("transcripts", f"id:{ZOE}", "--most", "1", "--to", str(to))
    assert done.stderr == "1 chat written, 1 have older messages (--most).\n"
    text = (to / f"{ZOE}.txt").read_text()
    assert "where is it?" in text and "it was long ago" not in text


def test_the_named_profile_is_read(paths: Paths, run: Run, tmp_path: Path) -> None:
    done = run("transcripts", "--to", str(tmp_path / "out"), "--profile", "nowhere")
    assert done.exit_code == 2 and "nowhere" in done.stderr


def test_a_pause_that_the_host_asks_for_is_said(host: Served, run: Run, tmp_path: Path) -> None:
    host.fault("429", path="/subscriber/chat-messages", times=1, headers={"Retry-After": "0"})
    done = run("transcripts", f"id:{ZOE}", "--to", str(tmp_path / "out"))
    assert done.exit_code == 0, done.output
    first, last = done.stderr.splitlines()
    assert re.fullmatch(r"Paused until \d\d:\d\d: the host limits requests\.", first)
    assert last == "1 chat written."
