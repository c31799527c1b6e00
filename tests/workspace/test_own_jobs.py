# SPDX-License-Identifier: MIT
"""A value that one's own job of many has set is not somebody else's when it is compared."""

from __future__ import annotations

import asyncio
from pathlib import Path

from flotui.api.models.subscriber import Subscriber
from flotui.jobs.changes import Changes
from flotui.repositories.subscribers import FieldChange, set_fields
from flotui.resources.base import Context
from flotui.resources.crud.cells import not_own
from flotui.workspace.comparing import Conflict, Decision
from tests.support.ask import Answers
from tests.support.bot import Bot
from tests.support.jobs import people, planned


async def test_a_value_that_a_job_of_many_has_set_is_ones_own(tmp_path: Path) -> None:
    bot = Bot(subscribers=60)
    workspace, other = await bot.open(tmp_path / "one"), await bot.open(tmp_path / "other")
    rows = await people(workspace, 21)
    field = next(each for each in rows[0]["user_fields"] if each["var_type"] == "text")

    def setting(value: str) -> FieldChange:
        return FieldChange(field["var_ns"], field["name"], "text", value)

    job = await planned(workspace, 21, Changes(fields=(setting("Lima"),)))
    await asyncio.wait_for(workspace.working.start(job.id), 20)
    person = Subscriber.read(rows[0])
    path = set_fields(person, [setting("Lima")])[0].changes[0].path
    for where, seen in ((workspace, {}), (other, {path: "Quito"})):
        context = Context[object](where, None, (), Answers())
        assert await not_own(context, person.row_id, {path: ("Quito", "Lima")}) == seen

    told: list[Conflict] = []

    async def decide(conflict: Conflict) -> Decision:
        told.append(conflict)
        return Decision.OVERWRITE

    for where, whose in ((workspace, job.id), (other, 0)):
        where.decides(decide)
        await where.apply(*set_fields(person, [setting(f"Cali {whose}")]))
        assert told[-1].differences and told[-1].job == whose
    await workspace.close()
    await other.close()
