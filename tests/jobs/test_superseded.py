# SPDX-License-Identifier: MIT
"""Of two acts on one row the later one counts, though the job that was planned first gets to the row last."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from flotui.api.call import Call
from flotui.api.errors import FlochatError
from flotui.api.models.shop import Variant
from flotui.api.models.subscriber import Subscriber
from flotui.api.pacer import Purpose
from flotui.api.reply import Reply
from flotui.jobs.changes import Changes, of_edits
from flotui.jobs.plan import SourceRow, at_once, plan
from flotui.jobs.since import leave_out, stale, take_as_now
from flotui.jobs.undo import undo
from flotui.repositories.shop import VARIANT
from flotui.repositories.subscribers import FieldChange, set_fields
from flotui.resources.undoing import undo_these
from flotui.store.entry import Outcome
from flotui.store.job import Job
from flotui.store.jobs import JobDraft
from flotui.store.superseded import CHANGED
from flotui.workspace import Workspace
from flotui.workspace.calling import execute
from tests.support.ask import Answers
from tests.support.bot import Bot
from tests.support.jobs import TAG, aged, people, planned


class Rows:
    """The rows of four subscribers, and their cities."""

    def __init__(self, bot: Bot, workspace: Workspace, rows: list[Subscriber]) -> None:
        self.bot, self.workspace, self.rows = bot, workspace, rows
        field = next(each for each in rows[0].raw["user_fields"] if each["name"] == "city")
        self.field = field["var_ns"], "city", field["var_type"]

    @classmethod
    async def of(cls, bot: Bot, home: Path) -> Rows:
        workspace = await bot.open(home)
        return cls(bot, workspace, [Subscriber.read(each) for each in await people(workspace, 4)])

    def to(self, city: str) -> Changes:
        return Changes(fields=(FieldChange(*self.field, city),))

    async def by_hand(self, row: Subscriber, city: str, workspace: Workspace | None = None) -> None:
        for edit in set_fields(row, self.to(city).fields):
            await (workspace or self.workspace).apply(edit)

    async def call(self, operation: str, **body: object) -> None:
        """A call for its own sake about the first one, as the API area and `flotui api` make it."""
        body = {"user_ns": self.rows[0].user_ns, **body}
        await execute(self.workspace, Call.of(operation, body=body))

    async def run(self, job: Job) -> Job:
        return await asyncio.wait_for(self.workspace.working.start(job.id), 10)

    async def cities(self) -> list[str]:
        """The city of each by now, empty for none."""
        found = [Subscriber.read(await self.bot.subscriber(row.user_ns)) for row in self.rows]
        return [str(((value := each.field(self.field[0])) and value.value) or "") for each in found]


@pytest.fixture
async def rows(tmp_path: Path) -> Rows:
    return await Rows.of(Bot(subscribers=30), tmp_path)


@pytest.mark.parametrize("by", ["hand", "another window", "a later job", "a call"])
async def test_what_was_set_since_stays_and_that_is_said(rows: Rows, tmp_path: Path, by: str) -> None:
    before = await rows.cities()
    job = await planned(rows.workspace, 4, rows.to("Cusco"))
    if by == "a later job":
        await rows.run(await planned(rows.workspace, 1, rows.to("Lima")))
    elif by == "a call":
        await rows.call("flowBotUserSetUserField", var_ns=rows.field[0], value="Lima")
    else:
        other = await rows.bot.open(tmp_path) if by == "another window" else rows.workspace
        await rows.by_hand(rows.rows[0], "Lima", other)
        if other is not rows.workspace:
            await other.close()
    ended = await rows.run(job)
    assert await rows.cities() == ["Lima", "Cusco", "Cusco", "Cusco"] != before
    assert (ended.done, ended.dropped) == (3, 1)
    assert ended.message == "1 row left alone: changed since it was planned."
    (left,) = await rows.workspace.working.jobs.steps(job.id, [Outcome.DROPPED])
    assert left.message == CHANGED
    await rows.workspace.close()


@pytest.mark.parametrize(
    ("operation", "body", "city"),
    [
        ("flowBotUserSetUserFieldByName", {"field_name": "city", "value": "Lima"}, "Lima"),
        ("flowBotUserSetUserFieldsByName", {"data": [{"name": "city", "value": "Lima"}]}, "Lima"),
        ("flowBotUserClearUserFieldByName", {"field_name": "city"}, ""),
    ],
)
async def test_a_call_that_names_a_field_by_its_name_counts(
    rows: Rows, operation: str, body: dict[str, object], city: str
) -> None:
    await rows.by_hand(rows.rows[0], "Quito")
    job = await planned(rows.workspace, 4, rows.to("Cusco"))
    await rows.call(operation, **body)
    assert (await rows.run(job)).dropped == 1 and await rows.cities() == [city, "Cusco", "Cusco", "Cusco"]
    await rows.workspace.close()


async def test_a_call_about_a_thing_under_another_counts(rows: Rows) -> None:
    send = rows.workspace.reader.send
    listed = (await send(VARIANT.list_call(owner="101"), Purpose.INTERACTIVE)).data
    some = [Variant.read({**each, "product_id": 101}) for each in listed[:2]]
    edits = [VARIANT.change_edit(each, {"qty": "77"}) for each in some]
    sources = [SourceRow(each.subject, of_edits("variant", [each])) for each in edits]
    job = (await plan(rows.workspace.working.jobs, "Set quantities", at_once(sources), JobDraft(""))).job
    assert job is not None
    path = {"productId": "101", "variantId": some[0].row_id}
    await execute(rows.workspace, Call.of("UpdateProductVariant", path=path, body={"qty": 5}))
    assert (await rows.run(job)).dropped == 1
    now = (await send(VARIANT.list_call(owner="101"), Purpose.INTERACTIVE)).data
    assert [int(each["qty"]) for each in now[:2]] == [5, 77]
    await rows.workspace.close()


async def test_a_call_that_sets_something_else_or_was_refused_does_not_matter(rows: Rows) -> None:
    job = await planned(rows.workspace, 4, rows.to("Cusco"))
    await rows.call("flowBotUserSetUserFieldByName", field_name="crm_id", value="Lima")
    await rows.bot.fault(kind="422", path="/subscriber/set-user-field")
    with pytest.raises(FlochatError):
        await rows.call("flowBotUserSetUserField", var_ns=rows.field[0], value="Lima")
    assert (await rows.run(job)).done == 4 and await rows.cities() == ["Cusco"] * 4
    await rows.workspace.close()


async def test_what_an_earlier_act_sets_is_overwritten_by_a_later_one(rows: Rows) -> None:
    first = await planned(rows.workspace, 2, rows.to("Lima"))
    await rows.by_hand(rows.rows[3], "Quito")
    job = await planned(rows.workspace, 4, rows.to("Cusco"))
    await rows.run(first)
    assert (await rows.run(job)).done == 4 and await rows.cities() == ["Cusco"] * 4
    await rows.workspace.close()


async def test_what_was_set_to_the_same_or_set_back_is_no_change(rows: Rows) -> None:
    job = await planned(rows.workspace, 4, rows.to("Cusco"))
    await rows.by_hand(rows.rows[0], "Cusco")
    await rows.by_hand(rows.rows[1], "Lima")
    entries = await rows.workspace.journal.undoable()
    await undo_these(rows.workspace, Answers(), entries)
    ended = await rows.run(job)
    assert (ended.done + ended.unchanged, ended.dropped) == (4, 0) and await rows.cities() == ["Cusco"] * 4
    await rows.workspace.close()


async def test_another_value_of_the_row_does_not_matter(rows: Rows) -> None:
    job = await planned(rows.workspace, 4, Changes(add_tags=(TAG,)))
    await rows.by_hand(rows.rows[0], "Lima")
    assert (await rows.run(job)).done == 4
    await rows.workspace.close()


@pytest.mark.parametrize("take", [False, True])
async def test_what_was_set_while_the_rows_were_read_again_stays(rows: Rows, take: bool) -> None:
    """Reading many takes long: the answer may be from before that."""
    jobs = rows.workspace.working.jobs
    job = await aged(rows.workspace, await planned(rows.workspace, 4, rows.to("Cusco")))
    answers = 0

    async def read(call: Call, purpose: Purpose) -> Reply:
        nonlocal answers
        answers += 1
        reply = await rows.workspace.reader.send(call, purpose)
        if answers == 1:
            await rows.by_hand(rows.rows[0], "Lima")
        return reply

    found = await stale(jobs, job.id, read)
    await (take_as_now if take else leave_out)(jobs, job.id, found)
    ended = await rows.run(job)
    assert not found.different and (ended.done, ended.dropped) == (3, 1)
    assert await rows.cities() == ["Lima", "Cusco", "Cusco", "Cusco"]
    await rows.workspace.close()


async def test_an_undo_leaves_alone_what_was_set_after_it_had_read(rows: Rows) -> None:
    """Also by a job that was planned before it."""
    jobs = rows.workspace.working.jobs
    done = await rows.run(await planned(rows.workspace, 4, rows.to("Cusco")))
    later = await planned(rows.workspace, 1, rows.to("Lima"))
    back = (await undo(jobs, done, rows.workspace.reader.send)).plan.job
    assert back is not None
    await rows.run(later)
    ended = await rows.run(back)
    assert (ended.done, ended.dropped) == (3, 1) and (await rows.cities())[0] == "Lima"
    await rows.workspace.close()
