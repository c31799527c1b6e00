# SPDX-License-Identifier: MIT
"""What the dialog of an act on some marked subscribers counts is exactly what the host is sent for them."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from flotui.resources.base import Context
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.resources.text import plain
from tests.support import settle
from tests.support.ask import Answers, rows_of
from tests.support.bot import Bot

ACTS: dict[str, tuple[str, tuple[Any, ...]]] = {
    "status": ("subscribers.status", ("done",)),
    "assign": ("subscribers.assign", ("agent 21",)),
    "group": ("subscribers.assign", ("group 41",)),
    "unassign": ("subscribers.assign", ("nobody",)),
}
"""The action and what is answered before the confirmation, by what is done."""
HAS = {
    "status": lambda person: person.status == "done",
    "assign": lambda person: person.agent_id == "21",
    "group": lambda person: person.agent_group_id == "41" and not person.agent_id,
    "unassign": lambda person: not person.agent_id and not person.agent_group_id,
}
"""Who has nothing to change."""


@pytest.mark.parametrize("number", [8, 30])
@pytest.mark.parametrize("name", ACTS)
async def test_who_has_it_already_is_neither_counted_nor_sent_anything(name: str, number: int) -> None:
    bot = Bot(subscribers=number)
    for user_ns in ("f1284u901", "f1284u902"):
        await bot.ask("POST", "/subscriber/assign-agent-group", user_ns=user_ns, agent_group_id=41)
    for user_ns in ("f1284u905", "f1284u907"):
        await bot.ask("POST", "/subscriber/assign-agent", user_ns=user_ns, agent_id=21)
    workspace = await bot.open()
    people = await rows_of(workspace, SUBSCRIBERS)
    meant = {each.row_id for each in people if not HAS[name](each)}
    assert 2 < len(meant) < len(people) == number
    action_id, answers = ACTS[name]
    action = next(each for each in SUBSCRIBERS.actions if each.id == action_id)
    before = len(await bot.writes())
    ask = Answers(*answers, str(len(meant)), *([True] if len(meant) > 20 else []))
    context: Any = Context(workspace, None, tuple(people), ask)
    await action.run(context)
    await settle.until(lambda: not workspace.working.running, lambda: f"{workspace.working.running}")
    question = ask.asked[len(answers)]
    left = number - len(meant)
    assert f"{left} {'has' if left == 1 else 'have'} nothing to change." in [
        plain(each) for each in question.lines
    ]
    assert Counter(body["user_ns"] for _, body in (await bot.writes())[before:]) == Counter(meant)
    job, *_ = await workspace.working.jobs.recent()
    assert (job.done, job.skipped) == (len(meant), left)
    await workspace.close()
