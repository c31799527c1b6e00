# SPDX-License-Identifier: MIT
"""Whatever the host does and whenever the runner is killed: nobody gets a message twice, and what is recorded is so.

The host is a log of whom it accepted something for. The runner is killed before and after any commit, and before
and after the host has accepted a call; whoever runs the job next knows only what is in the database.
"""

from __future__ import annotations

import asyncio
import itertools
import os
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from flotui.api.call import Call
from flotui.api.errors import (
    CutOff,
    Dropped,
    FlochatError,
    Invalid,
    RateLimited,
    ServerFailed,
    TimedOut,
    Unreachable,
)
from flotui.api.pacer import Purpose
from flotui.api.reply import Reply
from flotui.jobs.changes import Changes, Planner
from flotui.jobs.plan import SourceRow, at_once, plan
from flotui.jobs.runner import Runner, RunsElsewhere
from flotui.store.entry import Outcome
from flotui.store.job import OUTCOMES, Job, JobState, Step
from flotui.store.jobs import JobDraft
from flotui.store.journal import Journal
from tests.support.jobs import SUB_FLOW

T = TypeVar("T")
PEOPLE = 12


class Killed(BaseException):
    """The process was killed."""


class Dying:
    """A database that can be used only until its process is killed."""

    def __init__(self, db: Any, after: int, written: bool) -> None:
        self._db = db
        self._left = after
        self._written = written
        self.dead = False

    def kill(self) -> None:
        self.dead = True
        raise Killed

    async def read(self, work: Callable[[Any], T]) -> T:
        if self.dead:
            raise Killed
        found: T = await self._db.read(work)
        return found

    async def change(self, work: Callable[[Any], T], *, before_write: bool = False) -> T:
        if self.dead:
            raise Killed
        self._left -= 1
        if self._left == 0 and not self._written:
            self.kill()
        found: T = await self._db.change(work, before_write=before_write)
        if self._left == 0:
            self.kill()
        return found

    async def change_at_last(self, work: Callable[[Any], T]) -> T:
        return await self.change(work)


class Host:
    """The host's log, and what it does to each call."""

    places = 3
    all_reserved = ""

    def __init__(self) -> None:
        self.accepted: Counter[str] = Counter()
        self.script: list[str] = []
        self.limited_until: float | None = None
        self.now = 1_800_000_000.0
        self.db: Dying | None = None

    def clock(self) -> float:
        if self.limited_until is not None and self.now >= self.limited_until:
            self.limited_until = None
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)

    async def send(self, step: Step) -> Reply:
        await asyncio.sleep(0)
        what = self.script.pop(0) if self.script else "ok"
        if what.endswith("after") or what in ("ok", "cut"):
            self.accepted[step.subject] += 1
        await asyncio.sleep(0)
        if what.startswith("kill"):
            assert self.db is not None
            self.db.kill()
        if what == "ok":
            return Reply(step.call, 200, {}, {}, 0.01, 2, b"{}")
        raise self._error(what)

    def _error(self, what: str) -> FlochatError:
        if what.startswith("429"):
            self.limited_until = self.now + 60
            return RateLimited("Too many.", retry_after=60)
        errors: dict[str, FlochatError] = {
            "refused": Invalid("No."),
            "unreachable": Unreachable("No connection."),
            "drop before": Dropped("Lost."),
            "drop after": Dropped("Lost."),
            "timeout after": TimedOut("Late."),
            "timeout before": TimedOut("Late."),
            "500 after": ServerFailed("Failed.", status=500),
            "502 before": ServerFailed("Failed.", status=502),
            "cut": CutOff("Cut."),
        }
        return errors[what]

    async def read(self, call: Call, purpose: Purpose) -> Reply:
        raise AssertionError("nothing tells of a message")

    async def take_in(self, done: Sequence[tuple[Step, Reply]]) -> None:
        pass

    def progressed(self, job: Job) -> None:
        pass


HAPPENS = st.sampled_from(
    [
        "ok",
        "ok",
        "ok",
        "refused",
        "unreachable",
        "429",
        "429 as 200",
        "drop before",
        "drop after",
        "timeout before",
        "timeout after",
        "500 after",
        "502 before",
        "cut",
        "kill before",
        "kill after",
    ]
)


class Jobs(RuleBasedStateMachine):
    """A job of sends, its runners, and the host."""

    numbers = itertools.count(10**7)

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.host = Host()
        self.journal: Journal = self._do(Journal.open(None, "bot"))
        self.job = 0

    def teardown(self) -> None:
        self._do(self.journal.close())
        self.loop.close()

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(asyncio.wait_for(work, 30))

    @initialize()
    def begin(self) -> None:
        planner = Planner(Changes(sends=(SUB_FLOW,)))
        rows = [
            SourceRow(f"f1u{n}", planner.row({"user_ns": f"f1u{n}", "name": f"P{n}"}).steps)
            for n in range(PEOPLE)
        ]
        found = self._do(plan(self.journal.jobs, "Send", at_once(rows), JobDraft("")))
        assert found.job is not None
        self.job = found.job.id

    @rule(
        script=st.lists(HAPPENS, max_size=10),
        after=st.integers(0, 14),
        written=st.booleans(),
    )
    def run(self, script: list[str], after: int, written: bool) -> None:
        """One process: it runs the job until it ends, stops, or is killed."""
        self._do(self._process(script, after, written))

    async def _process(self, script: list[str], after: int, written: bool) -> None:
        jobs = self.journal.jobs
        real = jobs._db
        self.host.script, self.host.limited_until = list(script), None
        self.host.db = dying = Dying(real, after, written)
        jobs._db = dying  # type: ignore[assignment]
        jobs.owner = f"{next(self.numbers)}:1"  # nobody's by the time the next one looks
        others = asyncio.all_tasks()
        runner = Runner(jobs, self.host, clock=self.host.clock, sleep=self.host.sleep)
        task = asyncio.ensure_future(runner.run(self.job))
        try:
            await task
        except (Killed, RunsElsewhere):
            pass
        finally:
            dying.dead = True
            left = asyncio.all_tasks() - others
            for each in left:
                each.cancel()
            await asyncio.gather(*left, return_exceptions=True)
            jobs._db = real
            jobs.owner = f"{os.getpid()}:0"

    @rule(seconds=st.sampled_from([-7200.0, -5.0, 30.0, 5000.0]))
    def jump(self, seconds: float) -> None:
        """The machine's clock is set."""
        self.host.now += seconds

    @rule(state=st.sampled_from([JobState.PAUSED]))
    def pause(self, state: JobState) -> None:
        self._do(self.journal.jobs.ask(self.job, state))

    @invariant()
    def what_is_recorded_is_so(self) -> None:
        if not self.job:
            return
        steps = self._do(self.journal.jobs.steps(self.job, limit=-1))
        job = self._do(self.journal.jobs.peek(self.job))
        assert job is not None
        assert max(self.host.accepted.values(), default=0) <= 1
        for step in steps:
            accepted = self.host.accepted[step.subject]
            if step.outcome is Outcome.DONE:
                assert accepted == 1, step
            elif step.outcome in (Outcome.REFUSED, Outcome.WAITING):
                assert accepted == 0, step
        counted = Counter(step.outcome for step in steps)
        assert job.counts == {each: counted[each] for each in OUTCOMES}
        if job.state is JobState.ENDED:
            assert not job.waiting and not job.intended


TestJobs = Jobs.TestCase
TestJobs.settings = settings(
    max_examples=int(os.environ.get("FLOTUI_EXAMPLES", "60")),
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def test_a_call_of_the_sandbox_is_what_is_sent() -> None:
    (step,) = Planner(Changes(sends=(SUB_FLOW,))).row({"user_ns": "f1u1"}).steps
    assert Call.from_key(step.call).json == {"user_ns": "f1u1", "sub_flow_ns": "f1284s2001"}
