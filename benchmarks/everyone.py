# SPDX-License-Identifier: MIT
"""Reading everyone of a bot that doesn't hold still, by a `flotui sync` that is killed on the way.

    python benchmarks/everyone.py [PEOPLE] [KILLS]

The sandbox serves so many people (100,000) over loopback HTTP. After every page somebody moves to the front of its list;
some are deleted and others join meanwhile. `flotui sync` is killed so often (3), and run again until it ends. Then who is
here is compared with whom the host has, and what it took is printed. Who left after they were read is still here then;
a full reading after that has to part with them.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.server import Server
from tests.support.terminal import flotui

PAGE = 100
FIRST = 901
"""The number of the sandbox's first subscriber."""
GONE, CAME = 40, 25
"""How many are deleted, and how many join, while everyone is read."""


class Run(msgspec.Struct):
    """One process that read."""

    pid: int
    seconds: float = 0.0
    cpu: float = 0.0
    """Seconds of processor time."""
    most: float = 0.0
    """Resident memory at its highest, in MiB."""
    code: int = 0


def ask(server: Server, method: str, path: str, body: object) -> None:
    """Change something at the host, as somebody else does."""
    headers = {"Content-Type": "application/json", "Authorization": "Bearer demo"}
    request = urllib.request.Request(
        server.url + path, msgspec.json.encode(body), headers=headers, method=method
    )
    urllib.request.urlopen(request, timeout=20).close()


def leavers(people: int) -> list[str]:
    """Who leaves: some from all over the list."""
    return [f"f1284u{FIRST + 9 + people // GONE * each}" for each in range(GONE)]


def stir(server: Server, people: int, part: int, parts: int) -> None:
    """Have a part of them leave, and others join."""
    for each in leavers(people)[part::parts]:
        ask(server, "DELETE", "/subscriber/delete", {"user_ns": each})
    for each in range(CAME)[part::parts]:
        ask(
            server,
            "POST",
            "/subscriber/create",
            {"name": f"Late {each}", "phone": f"+4412345{each:06}", "email": ""},
        )


@contextlib.contextmanager
def reading(server: Server, home: Path, *more: str) -> Iterator[tuple[subprocess.Popen[bytes], Run]]:
    """`flotui sync`; what it took is known when it has ended."""
    command = flotui("sync", "--yes", "--share", "100%", *more)
    process = subprocess.Popen(command, env={**os.environ, **server.environ(home)})
    run, begun = Run(process.pid), time.monotonic()
    try:
        yield process, run
    finally:
        _, status, used = os.wait4(process.pid, 0)
        run.code = process.returncode = os.waitstatus_to_exitcode(status)
        run.seconds, run.cpu, run.most = (
            time.monotonic() - begun,
            used.ru_utime + used.ru_stime,
            used.ru_maxrss / 1024,
        )


def pages(server: Server) -> list[dict[str, str]]:
    """The pages that the host was asked for, apart from asking how many people there are."""
    asked = [each["query"] for each in server.requests() if each["operation"] == "flowBotUsers"]
    return [query for query in asked if query["limit"] == str(PAGE)]


def walked(home: Path) -> int:
    """How many pages of the reading that is under way are kept."""
    for file in (home / "cache").glob("people-*.db"):
        with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(file)) as db:
            row = db.execute("SELECT value FROM state WHERE key = 'walk'").fetchone()
            return int(msgspec.json.decode(row[0])["calls"]) if row else 0
    return 0


def here(home: Path) -> tuple[list[str], float]:
    """The ids of those who are here, and the size of the copy in MiB."""
    (file,) = (home / "cache").glob("people-*.db")
    with contextlib.closing(sqlite3.connect(file)) as db:
        size = db.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()
        return [row[0] for row in db.execute("SELECT id FROM person")], size[0] / 2**20


def main(people: int, kills: int) -> bool:
    """Read, kill, compare; whether everyone is here exactly once."""
    quota = people // PAGE * 10
    with (
        tempfile.TemporaryDirectory() as made,
        Server("--subscribers", str(people), "--quota", str(quota), "--habit", "restless") as server,
    ):
        home, runs = Path(made), []
        for number in range(kills):
            with reading(server, home) as (process, run):
                runs.append(run)
                while walked(home) < people // PAGE * (number + 1) // (kills + 1) and process.poll() is None:
                    time.sleep(0.2)
                stir(server, people, number, kills)
                process.send_signal(signal.SIGKILL)
        with reading(server, home) as (_, run):
            runs.append(run)
        there = {f"f1284u{FIRST + each}" for each in range(people + CAME)}.difference(leavers(people))
        ids, size = here(home)
        asked = pages(server)
        count = int(server.door("GET", "/state")["subscribers"])
        print(f"the host has {count:,}; here are {len(ids):,}, {len(set(ids)):,} different")
        print(f"who isn't here: {len(there - set(ids))}; who is here and left: {len(set(ids) - there)}")
        print(f"pages asked for: {len(asked):,}, {len(asked) - -(-count // PAGE):+} to a page each")
        twice = Counter(query["page"] for query in asked)
        print(f"pages that were asked for more than once: {sum(each > 1 for each in twice.values())}")
        print(f"most memory: {max(run.most for run in runs):.0f} MiB; the copy: {size:.0f} MiB")
        cpu = sum(run.cpu for run in runs)
        seconds = sum(run.seconds for run in runs)
        print(f"{seconds:.0f} s; {cpu:.0f} s of processor time, {cpu / len(asked) * 1000:.0f} ms a page")
        print("ended:", ", ".join(str(run.code) for run in runs))
        everyone = not there - set(ids) and len(ids) == len(set(ids)) and len(there) == count
        with reading(server, home, "--full"):
            pass
        ids, _ = here(home)
        print(
            f"read once more, in full: here are {len(ids):,}; who is here and left: {len(set(ids) - there)}"
        )
        return everyone and set(ids) == there and len(ids) == count


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:]]
    sys.exit(0 if main(*numbers, *(100_000, 3)[len(numbers) :]) else 1)
