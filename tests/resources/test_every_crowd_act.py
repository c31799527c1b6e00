# SPDX-License-Identifier: MIT
"""Every act on several subscribers, few or many: what its dialog counts, the host carries out, once for each of those
who were meant and for nobody else; and undoing it leaves everybody as they were.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from flotui.audience.keeping import follow, people_of
from flotui.audience.reading import Reading
from flotui.resources.job_actions import undo_job
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.resources.text import plain
from flotui.workspace import Workspace
from tests.support import settle
from tests.support.bot import Bot
from tests.support.crowd_acts import ACTS, Act, Agreeing, chosen, everybody
from tests.support.judging import LONG

CALLS = re.compile(r"([\d,]+) calls? (?:of|·)")
"""How many calls a line says that there are."""


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("number", "crowd"),
    [(3, False), (30, True), *([(30, False), (2600, True)] if LONG else [])],
    ids=lambda each: {False: "few", True: "crowd"}.get(each, each) if isinstance(each, bool) else str(each),
)
async def test_what_was_agreed_is_carried_out_once_for_each_and_undone(
    number: int, crowd: bool, tmp_path: Path
) -> None:
    bot = Bot(subscribers=number + 10, quota=1_000_000)
    workspace = await bot.open(tmp_path)
    workspace.working.quiet = None
    follow(workspace)
    everyone = Reading(workspace, await people_of(workspace), 1.0)
    await everyone.carry_out(await everyone.plan())
    wrong = [
        f"{name}: {why}"
        for name, act in ACTS.items()
        for why in await _tried(bot, workspace, act, number, crowd)
    ]
    assert not wrong, "\n".join(wrong)
    await workspace.close()


async def _tried(bot: Bot, workspace: Workspace, act: Act, number: int, crowd: bool) -> list[str]:
    """Do it, and undo it where it can be; what was wrong then, each as a sentence."""
    ask = Agreeing(*act.answers)
    context, ids = await chosen(workspace, number, crowd, ask)
    before = everybody(bot)
    await bot.door("DELETE", "/requests")
    meant = Counter({user_ns: calls for user_ns in ids if (calls := act.meant(before[user_ns]))})
    action = next(each for each in SUBSCRIBERS.actions if each.id == f"subscribers.{act.action}")
    if not meant:
        return []
    await action.run(context)
    await settle.until(lambda: not workspace.working.running, lambda: f"{workspace.working.running}")
    job, *_ = await workspace.working.jobs.recent()
    got, made = Counter[str](), 0
    for each in await bot.requests(writes=True):
        operation, body = each["operation"], each["body"]
        assert each["accepted"]
        user_ns = body.get("user_ns") or body.get("data", {}).get("user_ns")
        if user_ns:
            got[user_ns] += 1
        elif operation == "flowCreateTag":
            made += not crowd  # a crowd's tag is asked about by itself
        else:
            got[operation] += 1
    wrong = []
    if got != meant:
        wrong.append(f"more {got - meant}, fewer {meant - got}")
    if job.done != meant.total():
        wrong.append(f"the job says {job.done} of {meant.total()}")
    said = [plain(line) for each in ask.confirms for line in each.lines]
    counts = [int(found[1].replace(",", "")) for each in said if (found := CALLS.search(each))]
    if counts and counts[0] != meant.total() + made:
        wrong.append(f"it said {counts} of {meant.total()} calls")
    typed = [each.typed for each in ask.confirms if each.typed]
    if typed not in ([], [len(meant)]):
        wrong.append(f"{typed} was typed for {len(meant)}")
    since = everybody(bot)
    others = [each for each in before if each not in meant and before[each] != since.get(each)]
    if others:
        wrong.append(f"also changed: {others}")
    if act.undone:
        await undo_job(workspace, Agreeing(), job)
        await settle.until(lambda: not workspace.working.running, lambda: f"{workspace.working.running}")
        wrong += [
            f"undone, {each} has {differing}"
            for each, row in everybody(bot).items()
            if (differing := {key: (row[key], was) for key, was in before[each].items() if row[key] != was})
        ][:3]
    return wrong
