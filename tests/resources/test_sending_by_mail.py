# SPDX-License-Identifier: MIT
"""E-mails, SMS and Facebook's templates to several: each who can get one gets one, and the others are counted."""

from __future__ import annotations

import pytest

from flotui.resources.subscribers import SUBSCRIBERS, actions
from flotui.resources.subscribers.sending import other_choices
from flotui.resources.text import plain
from flotui.text.phones import shown
from flotui.workspace import Workspace
from tests.support.ask import act, rows_of
from tests.support.bot import Bot

KINDS = {
    "email": (
        "flowBotUserSendEmail",
        {"subject": "Winter", "text": "Open until 8"},
        "email",
        "no e-mail address",
    ),
    "sms": ("flowBotUserSendSms", {"text": "Open until 8"}, "phone", "no phone number"),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_it_goes_to_each_of_the_marked_who_can_get_it(
    workspace: Workspace, bot: Bot, kind: str
) -> None:
    operation, typed, key, lack = KINDS[kind]
    every = await rows_of(workspace, SUBSCRIBERS)
    without = [each for each in every if not getattr(each, key)][:2]
    some = [each for each in every if getattr(each, key)][:4]
    assert without
    ask = await act(workspace, actions.send_other, [*without, *some], kind, typed, True)
    lines = [plain(line) for line in ask.asked[-1].lines]
    assert f"Left out: {len(without)} ({lack})." in lines and ask.asked[-1].typed == "4"
    doubtful = sum(not each.has_opted_in("email" if kind == "email" else "sms") for each in some)
    assert f"{doubtful} haven't opted in to {'e-mail' if kind == 'email' else 'SMS'}." in lines
    told = [each.email if kind == "email" else shown(each.phone) for each in some]
    assert [line.rpartition("  ")[2] for line in lines if line.startswith("to ")] == told
    assert not any("other channels" in line or "24 h" in line for line in lines)
    body = {{"text": "content"}.get(name, name): text for name, text in typed.items()}
    assert await bot.writes() == [(operation, {"user_ns": each.user_ns, **body}) for each in some]
    (job,) = await workspace.working.jobs.recent()
    assert job.done == 4
    with pytest.raises(AssertionError, match=lack):
        await act(workspace, actions.send_other, [*without, without[0]], kind, typed)


async def test_of_one_it_is_said_that_they_have_not_opted_in(workspace: Workspace) -> None:
    some = [each for each in await rows_of(workspace, SUBSCRIBERS) if each.email]
    for person in (next(each for each in some if each.has_opted_in("email") is has) for has in (True, False)):
        ask = await act(workspace, actions.send_other, [person], "email", KINDS["email"][1], True)
        said = f"{person.title} hasn't opted in to e-mail." in [plain(line) for line in ask.asked[-1].lines]
        assert said is not person.has_opted_in("email")


async def test_what_is_about_a_place_in_the_bot_goes_to_one_at_a_time(workspace: Workspace) -> None:
    people = (await rows_of(workspace, SUBSCRIBERS))[:3]
    several, crowd = ({each.id: each for each in other_choices(some)} for some in (people, ()))
    assert {each for each, choice in several.items() if choice.disabled} == {"content", "main", "node"}
    assert {each for each, choice in crowd.items() if choice.disabled} == {"content", "main", "node"}
    has = sum(bool(each.email) for each in people)
    assert several["email"].note == f"{has} of 3 can get it" and not crowd["email"].note


@pytest.mark.parametrize("kind", KINDS)
async def test_a_placeholder_in_it_is_refused(workspace: Workspace, kind: str) -> None:
    _, typed, key, _ = KINDS[kind]
    some = [each for each in await rows_of(workspace, SUBSCRIBERS) if getattr(each, key)][:1]
    ask = await act(workspace, actions.send_other, some, kind, typed, True)
    for field in ask.asked[1].fields:
        assert field.wrong("Dear {{first_name}}") == "{{first_name}} isn't filled in."


async def test_a_template_of_facebook_goes_to_those_who_are_there(workspace: Workspace, bot: Bot) -> None:
    every = await rows_of(workspace, SUBSCRIBERS)
    there = [each for each in every if each.channel == "facebook"][:2]
    others = [each for each in every if each.channel != "facebook"][:3]
    ask = await act(
        workspace, actions.send_other, [*there, *others], "facebook", "parcel_on_its_way", {}, True
    )
    assert "Left out: 3 (not on Facebook)." in [plain(line) for line in ask.asked[-1].lines]
    assert [body["user_ns"] for _, body in await bot.writes()] == [each.user_ns for each in there]
