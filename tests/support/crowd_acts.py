# SPDX-License-Identifier: MIT
"""Everything that is done to several subscribers, few or many, with what is answered before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from flotui.audience.answered import here_of
from flotui.resources.ask import Confirm, Submit, ToggleAnswer
from flotui.resources.base import Context
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.sandbox.handlers.rows import subscriber_row
from flotui.sandbox.people import Person
from flotui.workspace import Workspace
from tests.support.ask import Answers
from tests.support.bot import Bot

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


async def chosen(
    workspace: Workspace, number: int, crowd: bool, ask: Answers
) -> tuple[Context[Any], list[str]]:
    """So many subscribers as an action is given them: marked, or known by their ids alone; and these.

    Args:
        workspace: the bot, with a local copy of everyone.
        number: how many.
        crowd: whether they are known by their ids.
        ask: how the action asks.
    """
    rows: Any = await here_of(workspace)
    ids = tuple((await rows.ids())[4 : 4 + number])
    if crowd:
        return Context(workspace, None, (), ask, marked=number, listed=rows, marked_ids=ids), list(ids)
    return Context(workspace, SUBSCRIBERS, tuple(await rows.rows_of(ids)), ask), list(ids)
