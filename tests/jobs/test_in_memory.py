# SPDX-License-Identifier: MIT
"""Of a job's steps, of which there may be a hundred thousand, only some are held at a time while they are compared."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import AsyncIterator, Sequence
from functools import partialmethod
from pathlib import Path
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.models.flow import Tag
from flotui.api.pacer import Purpose
from flotui.api.reply import Reply
from flotui.jobs import undo as undoing
from flotui.jobs import verify as verifying
from flotui.jobs.changes import Changes, Planner
from flotui.jobs.plan import SourceRow, at_once, plan
from flotui.jobs.present import CurrentValue
from flotui.jobs.since import stale
from flotui.jobs.verify import differences, plan_differences, verify
from flotui.repositories.subscribers import SUBSCRIBER, FieldChange
from flotui.store.job import Job, Planned, Step
from flotui.store.job_looks import Looks
from flotui.store.jobs import JobDraft
from flotui.store.journal import Journal

STEPS, PAGE, SOME = 600, 100, 100
TAG, GOLD = {"tag_ns": "f1t1", "name": "vip"}, {"tag_ns": "f1t2", "name": "gold"}


def field(name: str, value: str) -> dict[str, str]:
    return {"var_ns": f"f1v{name}", "name": name, "var_type": "text", "value": value}


def row(number: int, *tags: dict[str, str]) -> dict[str, object]:
    return {"user_ns": f"f1u{number}", "name": f"Person {number}", "tags": list(tags), "user_fields": []}


class Counting:
    """A host that has all people with the tag, and counts the steps that are in memory when its pages are asked for."""

    def __init__(self) -> None:
        gc.collect()  # what earlier tests left counts for nothing
        self._before = _in_memory(Step)
        self.most = self.pages = 0
        self.tags: Sequence[dict[str, str]] = (TAG, GOLD)
        self.fields: list[dict[str, str]] = []

    async def __call__(self, call: Call, purpose: Purpose) -> Reply:
        self.pages += 1
        if call.operation_id == "flowBotUserInfo":
            one = row(int(str(dict(call.query)["user_ns"])[3:]), *self.tags) | {"user_fields": self.fields}
            return Reply(call, 200, {"data": one}, {}, 0.0, 0, b"")
        page = int(str(dict(call.query).get("page", 1)))
        if page in (1, STEPS // PAGE):
            self.most = max(self.most, _in_memory(Step) - self._before)
        people = range((page - 1) * PAGE, page * PAGE)
        rows = [row(number, *self.tags) | {"user_fields": self.fields} for number in people]
        meta = {"total": STEPS, "current_page": page, "last_page": STEPS // PAGE, "per_page": PAGE}
        return Reply(call, 200, {"data": rows, "meta": meta}, {}, 0.0, 0, b"")


def _in_memory(*kinds: type) -> int:
    """How many of some kinds there are."""
    return sum(isinstance(each, kinds) for each in gc.get_objects())


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


def _read_at_once(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many steps are read by their numbers from now on, each time."""
    read: list[int] = []
    usual = Looks.numbered

    async def numbered(jobs: Looks, of: int, numbers: Sequence[int]) -> list[Step]:
        read.append(len(numbers))
        return await usual(jobs, of, numbers)

    monkeypatch.setattr(Looks, "numbered", numbered)
    return read


async def test_a_job_of_which_all_differs_is_verified_and_planned_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "_AT_ONCE", SOME)
    journal, host = await planned(tmp_path / "journal.db"), Counting()
    host.tags = ()
    with sqlite3.connect(tmp_path / "journal.db") as db:
        db.execute("UPDATE step SET outcome = 'done', at = 1.0")
        db.execute("UPDATE job SET state = 'ended', done = waiting, waiting = 0")
    (job,) = await journal.jobs.recent()
    before = _in_memory(Step, CurrentValue)
    found = await verify(journal.jobs, 1, host)
    assert (found.compared, [each.n for each in found.different]) == (STEPS, list(range(1, STEPS + 1)))
    assert 0 < host.most <= SOME + PAGE
    assert _in_memory(Step, CurrentValue) <= before, "of what differs its number and its values are enough"
    read = _read_at_once(monkeypatch)
    again = await plan_differences(journal.jobs, job, found)
    assert again.job is not None and again.rows == STEPS and 0 < max(read) <= SOME
    first, *_, last = await journal.jobs.every(again.job.id)
    assert (first.subject, last.subject) == ("f1u0", f"f1u{STEPS - 1}")
    assert [(each.name, each.before, each.after) for each in last.changes] == [("tag vip", False, True)]
    await journal.close()


async def test_what_a_later_step_sets_too_is_compared_with_that(tmp_path: Path) -> None:
    journal, host = await Journal.open(tmp_path / "journal.db", "some"), Counting()
    host.fields = [field("city", "Quito"), field("tier", "silver")]
    planners = [
        Planner(Changes(fields=tuple(FieldChange(f"f1v{name}", name, "text", to) for name, to in some)))
        for some in ((("city", "Lima"), ("tier", "gold")), (("city", "Cusco"),), (("city", "Lima"),))
    ]
    had = {"user_fields": [field(name, "") for name in ("city", "tier")]}
    rows = [
        SourceRow(f"f1u{n}", [step for each in planners for step in each.row(row(n) | had).steps])
        for n in range(SOME)
    ]
    await plan(journal.jobs, "Set", at_once(rows), JobDraft(""))
    with sqlite3.connect(tmp_path / "journal.db") as db:
        db.execute("UPDATE step SET outcome = 'done', at = 1.0")
    found = await verify(journal.jobs, 1, host)
    told = await differences(journal.jobs, 1, found.different[-2:])
    steps = len(await journal.jobs.every(1)) // SOME
    assert len(found.different) == 2 * SOME and found.compared == steps * SOME
    assert [(each.step.n, each.summary) for each in told] == [
        (steps * SOME - steps + 1, "tier is silver, not gold"),
        (steps * SOME, "city is Quito, not Lima"),
    ]
    await journal.close()


async def test_a_job_whose_rows_have_already_what_it_sets(tmp_path: Path) -> None:
    journal, host = await planned(tmp_path / "journal.db"), Counting()
    found = await stale(journal.jobs, 1, host)
    assert (found.different, found.there, found.partly) == ([], list(range(1, STEPS + 1)), [])
    assert 0 < host.most <= SOME + PAGE
    await journal.close()


async def test_what_no_list_tells_of_is_not_kept_to_be_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a hundred thousand who are deleted, or created, none has to be held to see which names are taken by now."""
    journal, kept, usual = await Journal.open(tmp_path / "journal.db", "some"), list[int](), Looks.every

    async def every(*given: Any, **named: Any) -> list[Step]:
        found = await usual(*given, **named)
        kept.append(len(found))
        return found

    monkeypatch.setattr(Looks, "every", every)
    bodies = {
        "flowBotUserDelete": {"user_ns": "f1u1"},
        "flowCreateBotUser": {"first_name": "Ana", "email": "ana@example.com"},
        "flowCreateTag": {"name": "vip"},
    }
    calls = [Call.of(operation, body=body) for operation, body in bodies.items()]
    steps = [
        Planned(True, "thing", f"{n}", f"{n}", "Does", each.key, None, "[]") for n, each in enumerate(calls)
    ]
    await journal.jobs.write_down(JobDraft("Several"), steps)
    host = Counting()
    found = await stale(journal.jobs, 1, host)
    assert (kept, found.there, found.different) == ([1], [], [])
    await journal.close()


async def test_a_job_that_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undoing, "_AT_ONCE", SOME)
    journal, host = await planned(tmp_path / "journal.db"), Counting()
    with sqlite3.connect(tmp_path / "journal.db") as db:
        db.execute("UPDATE step SET outcome = 'done', at = 1.0")
        db.execute("UPDATE job SET state = 'ended', done = waiting, waiting = 0")
    (job,) = await journal.jobs.recent()
    read = _read_at_once(monkeypatch)
    undone = await undoing.undo(journal.jobs, job, host)
    assert undone.plan.job is not None and undone.plan.rows == STEPS
    assert (undone.changed, undone.gone, undone.lost) == ([], [], 0)
    assert 0 < host.most <= SOME + PAGE and max(read) <= SOME
    monkeypatch.undo()
    written = await journal.jobs.every(undone.plan.job.id)
    assert [each.undoes for each in written] == list(range(STEPS, 0, -1)), "the last first"
    await journal.close()


@pytest.mark.parametrize(("people", "reads"), [(3, 3), (4, 1)])
async def test_all_that_was_done_to_one_row_is_undone_together_the_last_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, people: int, reads: int
) -> None:
    """A few people are read alone, each once: their list may have none of them on its first page."""
    monkeypatch.setattr(undoing, "_AT_ONCE", 1)
    journal, host = await Journal.open(tmp_path / "journal.db", "some"), Counting()
    planners = [Planner(Changes(add_tags=(Tag(**each),))) for each in (TAG, GOLD)]
    rows = [[planner.row(row(number)) for planner in planners] for number in range(people)]
    both = [
        SourceRow(first.subject, [*first.steps, *(each._replace(first=False) for each in second.steps)])
        for first, second in rows
    ]
    await plan(journal.jobs, "Tag", at_once(both), JobDraft(""))
    with sqlite3.connect(tmp_path / "journal.db") as db:
        db.execute("UPDATE step SET outcome = 'done', at = 1.0")
        db.execute("UPDATE job SET state = 'ended', done = waiting, waiting = 0")
    (job,) = await journal.jobs.recent()
    undone = await undoing.undo(journal.jobs, job, host)
    assert undone.plan.job is not None and (undone.plan.rows, host.pages) == (people, reads)
    written = await journal.jobs.every(undone.plan.job.id)
    assert [(each.subject, each.undoes) for each in written] == [
        (f"f1u{number // 2}", number + 1) for number in reversed(range(2 * people))
    ]
    await journal.close()


async def test_what_is_undone_already_is_not_read_again(tmp_path: Path) -> None:
    journal, host = await planned(tmp_path / "journal.db"), Counting()
    with sqlite3.connect(tmp_path / "journal.db") as db:
        db.execute("UPDATE step SET outcome = 'done', at = 1.0, undone = n > 150")
        db.execute("UPDATE job SET state = 'ended', done = waiting, waiting = 0")
    (job,) = await journal.jobs.recent()
    undone = await undoing.undo(journal.jobs, job, host)
    assert (undone.plan.rows, host.pages) == (150, 2)
    await journal.close()


async def test_an_undo_sets_back_what_another_window_had_set_where_a_part_was_changed_since(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal, host = await Journal.open(tmp_path / "journal.db", "some"), Counting()
    changes = tuple(
        FieldChange(f"f1v{name}", name, "text", to) for name, to in (("city", "Lima"), ("tier", "gold"))
    )
    had = [field("city", "Cusco"), field("tier", "")]
    rows = [Planner(Changes(fields=changes)).row(row(number) | {"user_fields": had}) for number in range(2)]
    await plan(journal.jobs, "Set", at_once(rows), JobDraft(""))
    with sqlite3.connect(tmp_path / "journal.db") as db:
        db.execute("UPDATE step SET outcome = 'done', at = 1.0")
        db.execute("UPDATE job SET state = 'ended', done = waiting, waiting = 0")
    host.fields = [field("city", "Lima"), field("tier", "silver")]
    (step, _) = await journal.jobs.every(1)
    (city,) = (each for each in step.changes if each.name == "city")

    async def overwritten(jobs: Looks, job: Job) -> dict[tuple[int, str], str]:
        return {(step.n, city.path): "Quito"}

    monkeypatch.setattr(Looks, "overwritten", overwritten)
    (job,) = await journal.jobs.recent()
    undone = await undoing.undo(journal.jobs, job, host)
    assert undone.plan.job is not None
    assert [[change.name for change in each.changes] for each in undone.changed] == [["tier"], ["tier"]]
    written = await journal.jobs.every(undone.plan.job.id)
    assert [(change.name, change.after) for each in written for change in each.changes] == [
        ("city", "Cusco"),
        ("city", "Quito"),
    ]
    await journal.close()


async def test_those_whom_a_job_has_created_or_deleted_are_looked_for_without_its_steps(
    tmp_path: Path,
) -> None:
    journal, host = await Journal.open(tmp_path / "journal.db", "some"), Counting()
    steps = [
        Planned(
            True, "subscriber", "", "New", "Create", Call.of("flowCreateBotUser", body=body).key, None, "[]"
        )
        for body in ({"first_name": "New", "email": f"n{number}@example.com"} for number in range(STEPS // 2))
    ] + [
        Planned(True, "subscriber", subject, "Old", "Delete", call.key, None, "[]")
        for subject in (f"f1u{number}" for number in range(STEPS // 2))
        for call in (Call.of(SUBSCRIBER.delete, body={"user_ns": subject}),)
    ]
    await journal.jobs.write_down(JobDraft("Several"), steps)
    with sqlite3.connect(tmp_path / "journal.db") as db:
        db.execute("UPDATE step SET outcome = 'done', at = 1.0")
        db.execute("UPDATE job SET state = 'ended', done = waiting, waiting = 0")
    found = await verify(journal.jobs, 1, host)
    assert (found.compared, len(found.different), sum(each.stands for each in found.different)) == (
        STEPS,
        STEPS,
        STEPS // 2,
    )
    assert 0 <= host.most <= SOME
    await journal.close()
