# SPDX-License-Identifier: MIT
"""Open flotui's demo at noon of a Thursday in January 2026: the process that pictures are taken of.

With `--plain` it is the demo's usual bot, with its odd names and its gaps, else the one of `--shop-window`.
With `--jobs=20` a message to forty subscribers is planned, two of whom it wouldn't reach. The host answers so many, one a
second by the clock, and none after them: a job stands still while it runs.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent.parent))

if TYPE_CHECKING:
    from flotui.store.journal import Journal

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
"""The moment at which the clock stands."""


_moved = 0.0


def now() -> float:
    """The time in unix seconds: noon, unless the host has answered messages of a job since."""
    return NOON.timestamp() + _moved


def hold() -> None:
    """Have the clock stand still, flotui's and the demo's."""
    from flotui.sandbox import clock

    os.environ["TZ"] = "UTC"
    time.tzset()
    time.time = now

    class Noon(clock.Clock):
        def __init__(self, fixed: datetime | None = None) -> None:
            super().__init__(fixed or NOON)

    clock.Clock = Noon  # type: ignore[misc]


TEXT = (
    "Good news! The tote bag is back, in three colours.\nReply YES and we'll keep one for you until Saturday."
)
"""What the job of the pictures sends."""
REACHED, OUT_OF_REACH = 38, 2
"""At how many of those whom it goes to it arrives, and at how many it doesn't."""


def plan_messages(answered: int) -> None:
    """Have the demo begin with a plan to send a message.

    Args:
        answered: how many messages the host answers before it answers none.
    """
    from flotui.cli import demo_run
    from flotui.cli.shop_window import fill
    from flotui.jobs.changes import Changes, Planner
    from flotui.jobs.plan import at_once, plan
    from flotui.jobs.sends import texting
    from flotui.sandbox import DEMO_PREFIX
    from flotui.sandbox.seed.shop_window import names_of
    from flotui.store.job import JobOptions
    from flotui.store.jobs import JobDraft
    from flotui.text.hours import hours_of

    async def with_plan(journal: Journal) -> None:
        await fill(journal)
        planner = Planner(Changes(sends=(texting(TEXT),)))
        people = [
            {"user_ns": f"{DEMO_PREFIX}u{901 + index}", "name": " ".join(names_of(index))}
            for index in range(REACHED + OUT_OF_REACH)
        ]
        rows = at_once([planner.row(each) for each in people])
        reach = (("now", REACHED), ("shut", OUT_OF_REACH))
        options = JobOptions(trial=True, quiet=hours_of("21-8"), zone="America/Sao_Paulo", reach=reach)
        await plan(journal.jobs, planner.title, rows, JobDraft("", "tag:vip", options))

    demo_run.fill = with_plan  # type: ignore[attr-defined]
    _stop_answering(answered)


def _stop_answering(after: int) -> None:
    """Have the demo's host answer so many messages, and none that follow."""
    import httpx

    answer, left = httpx.ASGITransport.handle_async_request, after

    async def handle(self: httpx.ASGITransport, request: httpx.Request) -> Any:
        global _moved
        nonlocal left
        if request.url.path.endswith("/send-text"):
            left -= 1
            if left < 0:
                await asyncio.Event().wait()
            _moved += 1
        return await answer(self, request)

    httpx.ASGITransport.handle_async_request = handle  # type: ignore[method-assign]


if __name__ == "__main__":
    hold()
    from flotui.cli import main

    jobs = next((each for each in sys.argv if each.startswith("--jobs")), "")
    if jobs:
        sys.argv.remove(jobs)
        plan_messages(int(jobs.partition("=")[2]))
    plain = "--plain" in sys.argv
    sys.argv[1:] = [
        "demo",
        *([] if plain else ["--shop-window"]),
        *(each for each in sys.argv[1:] if each != "--plain"),
    ]
    main()
