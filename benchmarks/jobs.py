# SPDX-License-Identifier: MIT
"""How fast jobs are planned, run and listed: `python benchmarks/jobs.py [run|plan|list|all]`.

The run goes over loopback HTTP to a sandbox in a process of its own, at 80 ms a call; every step is on disk before it
leaves.
"""

from __future__ import annotations

import asyncio
import resource
import sqlite3
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
from flotui.config.profile import make_profile
from flotui.jobs.changes import Changes, Planner
from flotui.jobs.plan import SourceRow, at_once, plan
from flotui.store.jobs import JobDraft
from flotui.store.journal import Journal
from flotui.workspace import Workspace
from tests.support.server import Server

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
            at_once(SourceRow(r["user_ns"], planner.steps(r)) for r in rows),
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
            yield [SourceRow(str(each["user_ns"]), planner.steps(each)) for each in people]

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


async def look() -> None:
    """List 200 jobs with a million steps."""
    home = Path(tempfile.mkdtemp())
    journal = await Journal.open(home / "journal.db", "bench")
    planner = Planner(Changes(add_tags=(TAG,)))
    for number in range(200):
        rows = [
            SourceRow(f"f1u{number}-{n}", planner.steps({"user_ns": f"f1u{n}", "name": "P"}))
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
        for each in ("plan", "list", "run"):  # each in a process of its own: memory is a process's
            subprocess.run([sys.executable, __file__, each], check=True)
    else:
        asyncio.run({"run": run, "plan": make_plan, "list": look}[asked]())
