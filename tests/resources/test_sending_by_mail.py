# SPDX-License-Identifier: MIT
"""E-mails, SMS and Facebook's templates to several: each who can get one gets one, and the others are counted."""

from __future__ import annotations

import pytest

from flotui.jobs.changes import Changes, Planner
from flotui.jobs.sends import mailing, texting_by_sms
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
    assert f"Left out: {len(without)} ({lack})." in lines and ask.asked[-1].typed == 4
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


@pytest.mark.parametrize("kind", KINDS)
async def test_two_subscribers_of_one_address_are_sent_it_once(
    workspace: Workspace, bot: Bot, kind: str
) -> None:
    operation, typed, key, _ = KINDS[kind]
    people = bot.app.state.host.world.people
    ids = [person.user_ns for index in people.indexes() if getattr(person := people.person(index), key)][:3]
    written = getattr(people.edit(ids[0]), key)
    setattr(people.edit(ids[1]), key, written.upper() if kind == "email" else f"{written[:5]} {written[5:]}")
    rows = {each.user_ns: each for each in await rows_of(workspace, SUBSCRIBERS)}
    one, other, third = (rows[each] for each in ids)
    ask = await act(workspace, actions.send_other, [one, other, third], kind, typed, True)
    same = f"same {'e-mail address' if kind == 'email' else 'phone number'} as another"
    assert f"Left out: 1 ({same})." in [plain(line) for line in ask.asked[-1].lines]
    assert [(made, body["user_ns"]) for made, body in await bot.writes()] == [
        (operation, one.user_ns),
        (operation, third.user_ns),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_job_sends_to_an_address_once_and_to_the_same_row_again_nothing_new(kind: str) -> None:
    send = mailing("Winter", "Open") if kind == "email" else texting_by_sms("Open")
    address = {"email": "Ana@Example.com", "phone": "+55 11 90000-4410"}
    planner = Planner(Changes(sends=(send,)))
    rows: list[dict[str, object]] = [
        {"user_ns": "f1u1", **address},
        {"user_ns": "f1u2", "email": "ana@example.COM ", "phone": "5511900004410"},
        {"user_ns": "f1u1", **address},
        {"user_ns": "f1u3", "email": "", "phone": None},
    ]
    left_out = [planner.row(each).left_out for each in rows]
    assert [each.partition(" ")[0] for each in left_out] == ["", "Same", "", "No"]


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
    lines = [plain(line) for line in ask.asked[-1].lines]
    assert "Left out: 3 (not on Facebook)." in lines
    arrives = lines[lines.index("it arrives at") + 1]
    assert arrives.split()[:2] == ["Facebook", "2"], "it is sent on no other channel"
    assert [body["user_ns"] for _, body in await bot.writes()] == [each.user_ns for each in there]
