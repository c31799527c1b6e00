# SPDX-License-Identifier: MIT
"""Of a job's steps, of which there may be a hundred thousand, only some are held at a time while they are compared."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import AsyncIterator, Sequence
from functools import partialmethod
from pathlib import Path

import pytest

from flotui.api.call import Call
from flotui.api.models.flow import Tag
from flotui.api.pacer import Purpose
from flotui.api.reply import Reply
from flotui.jobs.changes import Changes, Planner
from flotui.jobs.plan import SourceRow, plan
from flotui.jobs.since import stale
from flotui.jobs.verify import verify
from flotui.store.job import Step
from flotui.store.job_looks import Looks
from flotui.store.jobs import JobDraft
from flotui.store.journal import Journal

STEPS, PAGE, SOME = 600, 100, 100
TAG = {"tag_ns": "f1t1", "name": "vip"}


def row(number: int, *tags: dict[str, str]) -> dict[str, object]:
    return {"user_ns": f"f1u{number}", "name": f"Person {number}", "tags": list(tags), "user_fields": []}


class Counting:
    """A host that has all people with the tag, and counts the steps that are in memory when its pages are asked for."""

    def __init__(self) -> None:
        self.most = 0

    async def __call__(self, call: Call, purpose: Purpose) -> Reply:
        page = int(str(dict(call.query).get("page", 1)))
        if page in (1, STEPS // PAGE):
            self.most = max(self.most, sum(isinstance(each, Step) for each in gc.get_objects()))
        rows = [row(number, TAG) for number in range((page - 1) * PAGE, page * PAGE)]
        meta = {"total": STEPS, "current_page": page, "last_page": STEPS // PAGE, "per_page": PAGE}
        return Reply(call, 200, {"data": rows, "meta": meta}, {}, 0.0, 0, b"")


async def planned(path: Path) -> Journal:
    journal, planner = await Journal.open(path, "some"), Planner(Changes(add_tags=(Tag(**TAG),)))

    async def rows() -> AsyncIterator[Sequence[SourceRow]]:
        yield [planner.row(row(number)) for number in range(STEPS)]

    await plan(journal.jobs, "Tag", rows(), JobDraft(""))
    return journal


@pytest.fixture(autouse=True)
def blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Looks, "steps", partialmethod(Looks.steps, limit=SOME))


async def test_a_job_that_is_verified(tmp_path: Path) -> None:
    journal, host = await planned(tmp_path / "journal.db"), Counting()
    with sqlite3.connect(tmp_path / "journal.db") as db:
        db.execute("UPDATE step SET outcome = 'done', at = 1.0")
    found = await verify(journal.jobs, 1, host)
    assert (found.compared, found.different, found.untold, found.untold_said) == (STEPS, [], 0, "")
    assert 0 < host.most <= SOME + PAGE
    await journal.close()


async def test_a_job_whose_rows_have_already_what_it_sets(tmp_path: Path) -> None:
    journal, host = await planned(tmp_path / "journal.db"), Counting()
    found = await stale(journal.jobs, 1, host)
    assert (found.different, found.there, found.partly) == ([], list(range(1, STEPS + 1)), [])
    assert 0 < host.most <= SOME + PAGE
    await journal.close()
