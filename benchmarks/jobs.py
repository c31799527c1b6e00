# SPDX-License-Identifier: MIT
"""How fast jobs are planned, run and listed: `python benchmarks/jobs.py [run|plan|copy|list|app|all]`.

`copy` plans from the local copy: `copy FILE` takes the one that `audience.py` has made, else it makes one. The run goes
over loopback HTTP to a sandbox in a process of its own, at 80 ms a call; every step is on disk before it leaves. `app`
runs a job of 100,000 steps in the program on a terminal for half a minute.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from flotui.api.call import Call
from flotui.api.models.flow import Tag
from flotui.api.pacer import Purpose
from flotui.audience.indexing import index
from flotui.audience.people import People
from flotui.config.profile import make_profile
from flotui.jobs.changes import Changes, Planner
from flotui.jobs.plan import SourceRow, at_once, plan
from flotui.store.jobs import JobDraft
from flotui.store.journal import Journal
from flotui.store.people import Copy
from flotui.workspace import Workspace
from tests.support.places import ACTIVITY, SUBSCRIBERS
from tests.support.server import Server
from tests.support.terminal import KEYS, Terminal, flotui

LATENCY = 0.08
STEPS = 5_000
TAG = Tag(tag_ns="f1284t3001", name="newsletter")


def _row(number: int) -> dict[str, object]:
    fields = [{"var_ns": f"f1284v{n}", "name": f"field {n}", "value": f"value {n}"} for n in range(20)]
    tags = [{"tag_ns": f"f1284t9{n}", "name": f"t{n}"} for n in range(number % 5)]
    return {"user_ns": f"f1284u{number}", "name": f"Person {number}", "tags": tags, "user_fields": fields}


async def run() -> None:
    """Tag 5,000 subscribers."""
    with Server("--subscribers", str(STEPS), "--quota", "10000000", "--latency-ms", "80") as server:
        home = Path(tempfile.mkdtemp())
        workspace = await Workspace.open(
            make_profile("bench", server.url),
            token=lambda: "demo",
            cache=home / "cache.db",
            journal=home / "journal.db",
        )
        planner = Planner(Changes(add_tags=(TAG,)))
        rows: list[dict[str, object]] = []
        page = 1
        while len(rows) < STEPS:
            call = Call.of("flowBotUsers", query={"limit": 100, "page": page})
            rows += [
                {**each, "tags": []} for each in (await workspace.reader.send(call, Purpose.INTERACTIVE)).data
            ]
            page += 1
        written = await plan(
            workspace.working.jobs,
            "Tag",
            at_once(planner.row(r) for r in rows),
            JobDraft(""),
        )
        assert written.job is not None
        before = len(server.requests())
        began, cpu = time.perf_counter(), time.process_time()
        job = await workspace.working.start(written.job.id)
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
        at_once_ = workspace.working.places
        sent = sum(server.accepted().values())
        print(
            f"{job.done} done in {seconds:.1f} s: {job.done / seconds:.1f} steps/s, CPU {cpu / seconds:.0%}"
        )
        print(f"of what {at_once_} at once allow: {job.done / seconds / (at_once_ / LATENCY):.2f}")
        print(f"calls a person: {sent / STEPS:.2f} (the sandbox had {before} before)")
        await workspace.close()


async def make_plan() -> None:
    """Plan 100,000 subscribers."""
    home = Path(tempfile.mkdtemp())
    journal = await Journal.open(home / "journal.db", "bench")
    planner = Planner(Changes(add_tags=(TAG,)))

    async def rows() -> AsyncIterator[Sequence[SourceRow]]:
        for first in range(0, 100_000, 100):
            people = [_row(n) for n in range(first, first + 100)]
            yield [planner.row(each) for each in people]

    began = time.perf_counter()
    for first in range(0, 100_000, 100):
        [_row(n) for n in range(first, first + 100)]
    making = time.perf_counter() - began
    began = time.perf_counter()
    found = await plan(journal.jobs, "Tag", rows(), JobDraft(""))
    seconds = time.perf_counter() - began
    assert found.job is not None
    size = (home / "journal.db").stat().st_size / 1e6
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"planned {found.rows:,} in {seconds - making:.2f} s ({making:.2f} s of making the rows up not counted)"
    )
    print(f"{size:.0f} MB on disk, {memory:.0f} MiB resident at most")
    await journal.close()


async def plan_copy() -> None:
    """Plan 100,000 subscribers from the local copy."""
    from audience import read_all

    path = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.mkdtemp()) / "people.db"
    copy = await Copy.open(path, index)
    people = People(copy)
    if not (await people.state()).here:
        await read_all(copy, 100_000)
    journal = await Journal.open(Path(tempfile.mkdtemp()) / "journal.db", "bench")
    planner = Planner(Changes(add_tags=(Tag(tag_ns="f1284t7", name="tag 7"),)))

    async def rows() -> AsyncIterator[Sequence[SourceRow]]:
        async for some in people.each(fields=planner.reads, keys=planner.keys):
            yield [planner.row(each) for each in some]

    began, cpu = time.perf_counter(), time.process_time()
    found = await plan(journal.jobs, "Tag", rows(), JobDraft(""))
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    print(
        f"planned {found.rows:,} and passed over {found.skipped:,} of the copy in {seconds:.2f} s, "
        f"{cpu:.2f} s of the processor"
    )
    await journal.close()
    await copy.close()


def _many_steps(home: Path, steps: int) -> None:
    """Have the one job of a journal consist of its steps over and over."""
    with sqlite3.connect(home / "state" / "journal.db") as db:
        ((job, of),) = db.execute("SELECT job, count(*) FROM step GROUP BY job").fetchall()
        db.execute(
            "WITH RECURSIVE more(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM more WHERE k < ?) "
            "INSERT INTO step SELECT job, n + k * ?, n + k * ?, kind, subject, title, says, call, inverse, changes, "
            "pause, outcome, at, answered_at, status, ms, message, undone, undoes, sum FROM step, more WHERE job = ?",
            (steps // of - 1, of, of, job),
        )
        db.execute("UPDATE job SET waiting = (SELECT count(*) FROM step WHERE job = job.id)")


async def in_app() -> None:
    """Run a job of 100,000 steps in the program, look at it, and work elsewhere."""
    home = Path(tempfile.mkdtemp())
    with Server("--subscribers", "1000", "--quota", "10000000", "--latency-ms", "80") as server:
        environ = server.environ(home)
        command = flotui("jobs", "plan", "--all", "--set", "city=Lima", "--no-trial", "--json")
        ended = subprocess.run(command, env={**os.environ, **environ}, capture_output=True, check=True)
        assert json.loads(ended.stdout)["calls"]
        _many_steps(home, 100_000)
        with Terminal(flotui(), env=environ) as screen:
            screen.see("Subscribers", "of 1")
            screen.press(ACTIVITY, "]")
            screen.see("Jobs", "planned")
            screen.press("g")
            screen.see("will change")
            screen.press("y")
            screen.see("running", "until")
            bytes_before, before = len(screen.raw), sum(server.accepted().values())
            until = time.monotonic() + 20
            while time.monotonic() < until:
                screen.read(0.05)
            steps = sum(server.accepted().values()) - before
            painted = len(screen.raw) - bytes_before
            screen.press(SUBSCRIBERS)
            screen.see("Ana Souza")
            took = [_key(screen, "up" if number % 2 else "down") for number in range(100)]
            memory = _memory(screen.process.pid)
    p95 = statistics.quantiles(took, n=20)[-1]
    print(f"{steps:,} of 100,000 steps in 20 s, {painted / max(steps, 1):.0f} bytes to the terminal a step")
    print(f"a key in Subscribers meanwhile: median {statistics.median(took):.0f} ms, p95 {p95:.0f} ms")
    print(f"{memory:.0f} MiB resident at most")


def _key(screen: Terminal, key: str) -> float:
    """Milliseconds from a key to the row of the cursor being another."""
    before = screen.wait(lambda _: screen.line("▌")) and screen.line("▌")
    began = time.perf_counter()
    screen.send(KEYS[key].encode())
    while screen.line("▌") in ("", before):
        screen.read(0.002)
        assert time.perf_counter() < began + 10, screen.text
    took = (time.perf_counter() - began) * 1000
    screen.read(0.1)
    return took


def _memory(process: int) -> float:
    """The most memory that a process had, in MiB."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


async def look() -> None:
    """List 200 jobs with a million steps."""
    home = Path(tempfile.mkdtemp())
    journal = await Journal.open(home / "journal.db", "bench")
    planner = Planner(Changes(add_tags=(TAG,)))
    for number in range(200):
        rows = [
            SourceRow(f"f1u{number}-{n}", planner.row({"user_ns": f"f1u{n}", "name": "P"}).steps)
            for n in range(5000)
        ]
        await plan(journal.jobs, f"Job {number}", at_once(rows), JobDraft(""))
    await journal.close()
    began = time.perf_counter()
    journal = await Journal.open(home / "journal.db", "bench")
    opened = time.perf_counter()
    jobs = await journal.jobs.recent()
    listed = time.perf_counter()
    steps = await journal.jobs.steps(jobs[0].id, limit=2000)
    read = time.perf_counter()
    number = sum(each.steps for each in jobs)
    with sqlite3.connect(home / "journal.db") as db:
        db.execute("UPDATE step SET outcome = 'done', at = 1.0")
    counting = time.perf_counter()
    ((_, tags, _),) = await journal.jobs.tally(("flowBotUserAddTag",), 0.0)
    counted = time.perf_counter()
    assert tags == number
    print(f"{len(jobs)} jobs, {number:,} steps: opened in {(opened - began) * 1000:.1f} ms,")
    print(
        f"listed in {(listed - opened) * 1000:.1f} ms, {len(steps):,} steps in {(read - listed) * 1000:.1f} ms"
    )
    print(f"what they called, beside tags: {(counted - counting) * 1000:.1f} ms")
    await journal.close()


if __name__ == "__main__":
    asked = sys.argv[1] if len(sys.argv) > 1 else "all"
    if asked == "all":
        for each in (
            "plan",
            "copy",
            "list",
            "run",
            "app",
        ):  # each in a process of its own: memory is a process's
            subprocess.run([sys.executable, __file__, each], check=True)
    else:
        asyncio.run({"run": run, "plan": make_plan, "copy": plan_copy, "list": look, "app": in_app}[asked]())
