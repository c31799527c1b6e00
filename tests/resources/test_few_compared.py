# SPDX-License-Identifier: MIT
"""An act on several rows of a list that was read a while ago overwrites nothing that somebody else has set since."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from flotui.api.models.subscriber import Subscriber
from flotui.jobs.outcomes import Unfinished
from flotui.jobs.since import FRESH
from flotui.repositories.edit import RowEdits
from flotui.repositories.rows import ListRows
from flotui.repositories.subscribers import FieldChange, set_fields
from flotui.resources.acting import carry_out
from flotui.resources.base import Context
from tests.support.ask import Answers
from tests.support.bot import Bot
from tests.support.jobs import people


@pytest.mark.parametrize("age", [0.0, 2 * FRESH])
async def test_what_was_set_since_the_list_was_read_stays(tmp_path: Path, age: float) -> None:
    """Within a minute it is taken to be as it was read: it costs no call."""
    bot = Bot(subscribers=30)
    workspace = await bot.open(tmp_path)
    rows = [Subscriber.read(each) for each in await people(workspace, 4)]
    field = next(each for each in rows[0].raw["user_fields"] if each["name"] == "city")
    theirs = {"user_ns": rows[0].user_ns, "var_ns": field["var_ns"], "value": "Quito"}
    await bot.ask("PUT", "/subscriber/set-user-field", **theirs)
    lima = FieldChange(field["var_ns"], "city", field["var_type"], "Lima")
    listed = ListRows(rows, lambda row: row.user_ns, time.time() - age)
    context: Context[object] = Context(workspace, None, tuple(rows), Answers(), listed=listed)
    edits = [RowEdits(each.title, set_fields(each, [lima])) for each in rows]
    before = len(await bot.requests())
    if age:
        workspace.pacer.reserve = 999  # which an act of a few calls may use
        with pytest.raises(Unfinished, match=r"^3 of 4 done, 1 left alone\. .* Changed since it was planned"):
            await carry_out(context, edits, "Set.")
    else:
        await carry_out(context, edits, "Set.")
        assert len(await bot.requests()) == before + 4
    has = Subscriber.read(await bot.subscriber(rows[0].user_ns)).field(field["var_ns"])
    assert has is not None and has.text == ("Quito" if age else "Lima")
    await workspace.close()
