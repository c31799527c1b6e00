# SPDX-License-Identifier: MIT
"""Every act on several subscribers, few or many: what its dialog counts, the host carries out, once for each of those
who were meant and for nobody else; and undoing it leaves everybody as they were.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from flotui.audience.answered import here_of
from flotui.audience.keeping import follow, people_of
from flotui.audience.reading import Reading
from flotui.resources.ask import Confirm, Submit, ToggleAnswer
from flotui.resources.base import Context
from flotui.resources.job_actions import undo_job
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.resources.text import plain
from flotui.sandbox.handlers.rows import subscriber_row
from flotui.sandbox.people import Person
from flotui.workspace import Workspace
from tests.support import settle
from tests.support.ask import Answers
from tests.support.bot import Bot
from tests.support.judging import LONG

CALLS = re.compile(r"([\d,]+) calls? (?:of|·)")
"""How many calls a line says that there are."""
WHATSAPP = ("whatsapp_cloud", "whatsapp")
ADDED, REMOVED = "f1284t3001", "f1284t3002"
Row = Mapping[str, Any]


class Act(NamedTuple):
    """Something that is done to several."""

    action: str
    answers: tuple[Any, ...]
    """What is answered before the confirmation."""
    meant: Callable[[Row], int]
    """How many calls a subscriber is meant to get."""
    undone: bool = True
    """Whether it can be undone."""


def _always(_: Row) -> int:
    return 1


def _lacks(key: str, which: str) -> Callable[[Row], int]:
    return lambda row: int(which not in str(row[key]))


ACTS: dict[str, Act] = {
    "add a tag": Act("tags", (ToggleAnswer(add=(ADDED,)),), _lacks("tags", ADDED)),
    "add and remove": Act(
        "tags",
        (ToggleAnswer(add=(ADDED,), remove=(REMOVED,)),),
        lambda row: (ADDED not in str(row["tags"])) + (REMOVED in str(row["tags"])),
    ),
    "a new tag": Act("tags", (ToggleAnswer(create=("harvest",)),), _always),
    "label": Act("labels", (ToggleAnswer(add=("Callback",)),), _lacks("labels", "Callback")),
    "opt in": Act("consent", (ToggleAnswer(add=("email",)),), lambda row: int(not row["opted_in_email"])),
    "pause": Act("pause", ("15",), lambda row: int(not row["is_bot_paused"])),
    "status": Act("status", ("spam",), lambda row: int(row["status"] != "spam")),
    "assign": Act("assign", ("agent 21",), lambda row: int(str(row["agent_id"]) != "21")),
    "field": Act(
        "field",
        ("city", {"value": "Lima", "clear": "false"}),
        lambda row: int(row["values"]["city"] != "Lima"),
    ),
    "clear": Act(
        "field", ("city", {"value": "", "clear": "true"}), lambda row: int(bool(row["values"]["city"]))
    ),
    "message": Act("message", ({"text": "Hello"},), _always, undone=False),
    "e-mail": Act(
        "send-other",
        ("email", {"subject": "Winter", "text": "Hello"}),
        lambda row: int(bool(row["email"])),
        False,
    ),
    "SMS": Act("send-other", ("sms", {"text": "Hello"}), lambda row: int(bool(row["phone"])), False),
    "template": Act(
        "template",
        ("order_followup", {"BODY_{{1}}": "{{name}}", "BODY_{{2}}": "7"}),
        lambda row: int(row["channel"] in WHATSAPP),
        False,
    ),
    "Facebook template": Act(
        "send-other",
        ("facebook", "parcel_on_its_way", {}),
        lambda row: int(row["channel"] == "facebook"),
        False,
    ),
    "sub-flow": Act("send", ("Main menu",), _always, undone=False),
    "delete": Act("delete", (), _always, undone=False),
}


class Agreeing(Answers):
    """Confirms whatever is asked after the given answers, as it asks to be."""

    async def confirm(self, question: Confirm, submit: Submit | None = None) -> None:
        self._answers.append(str(question.typed) if question.typed else True)
        await super().confirm(question, submit)

    @property
    def confirms(self) -> list[Confirm]:
        return [each for each in self.asked if isinstance(each, Confirm)]


def everybody(bot: Bot) -> dict[str, Row]:
    """The host's rows of all subscribers, by id; what is empty is told in one way, and a set in one order."""
    world = bot.app.state.host.world
    names = {each["var_ns"]: each["name"] for each in world.user_fields.rows()}

    def told(person: Person) -> Row:
        row = subscriber_row(world, person)
        return {
            **row,
            "tags": sorted(map(str, row["tags"])),
            "labels": sorted(map(str, row["labels"])),
            "opted_in_email": row["opted_in_email"] or None,
            "user_fields": None,
            "values": {
                names[key]: value or None
                for key, value in world.people.values(person.index).items()
                if key in names
            },
        }

    return {each.user_ns: told(each) for each in map(world.people.person, world.people.indexes())}


async def _contexts(workspace: Workspace, number: int, crowd: bool, ask: Answers) -> tuple[Any, list[str]]:
    rows: Any = await here_of(workspace)
    ids = tuple((await rows.ids())[4 : 4 + number])
    if crowd:
        return Context(workspace, None, (), ask, marked=number, listed=rows, marked_ids=ids), list(ids)
    return Context(workspace, SUBSCRIBERS, tuple(await rows.rows_of(ids)), ask), list(ids)


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
    context, ids = await _contexts(workspace, number, crowd, ask)
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
    calls = [int(found[1].replace(",", "")) for each in said if (found := CALLS.search(each))]
    if calls and calls[0] != meant.total() + made:
        wrong.append(f"it said {calls} of {meant.total()} calls")
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
