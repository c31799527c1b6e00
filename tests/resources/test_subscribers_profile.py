# SPDX-License-Identifier: MIT
"""Profile, labels, consent, pause, status, assignment, events: the request, the state after it, and undo."""

from __future__ import annotations

from typing import Any

import pytest

from flotui.api.errors import Malformed
from flotui.resources.ask import Cancelled, Confirm, ToggleAnswer
from flotui.resources.base import Context, Query
from flotui.resources.reading import read_all
from flotui.resources.subscribers import SUBSCRIBERS, actions
from flotui.resources.subscribers.detail import ACTIVITY_TAB, EVENTS_TAB
from flotui.resources.text import plain
from flotui.workspace import Switches, Workspace
from tests.support.ask import NO, Answers, act, rows_of
from tests.support.bot import PEOPLE, Bot
from tests.support.people import ANA, ana, valid


async def test_the_profile_is_edited_and_set_back(workspace: Workspace, bot: Bot) -> None:
    before = await bot.subscriber(ANA)
    answer = {"name": "Ana S.", "first_name": "Ana", "phone": before["phone"], "email": "ana@example.org"}
    who = await ana(workspace)
    kept = {"last_name": who.last_name, "gender": who.gender, "image": who.profile_pic}
    await act(workspace, actions.edit_profile, [who], {**answer, **{k: v for k, v in kept.items() if v}})
    after = await bot.subscriber(ANA)
    assert (after["name"], after["email"]) == ("Ana S.", "ana@example.org")
    (operation, body), *_ = await bot.writes()
    assert operation == "flowUpdateBotUser"
    assert set(body) == {"user_ns", "name", "email"}, "only what differs is sent"
    await workspace.undo()
    restored = await bot.subscriber(ANA)
    assert (restored["name"], restored["email"]) == (before["name"], before["email"])
    await valid(bot)


async def test_a_profile_that_is_the_same_sends_nothing(workspace: Workspace, bot: Bot) -> None:
    from flotui.repositories.profile import profile_of

    who = await ana(workspace)
    ask = await act(workspace, actions.edit_profile, [who], {k: v for k, v in profile_of(who).items() if v})
    assert await bot.writes() == []
    assert "Nothing was sent" in ask.said[-1]


async def test_labels_are_put_on_and_taken_off(workspace: Workspace, bot: Bot) -> None:
    before = set((await bot.subscriber(ANA))["label_names"])
    labels = await read_all(workspace.team.labels())
    one, other = [label.name for label in labels if label.name not in before][:2]
    await act(workspace, actions.change_labels, [await ana(workspace)], ToggleAnswer(add=(one, other)))
    assert set((await bot.subscriber(ANA))["label_names"]) == before | {one, other}
    await act(workspace, actions.change_labels, [await ana(workspace)], ToggleAnswer(remove=(one,)))
    assert set((await bot.subscriber(ANA))["label_names"]) == before | {other}
    await workspace.undo()
    assert set((await bot.subscriber(ANA))["label_names"]) == before | {one, other}
    await workspace.undo()
    assert set((await bot.subscriber(ANA))["label_names"]) == before
    await valid(bot)


@pytest.mark.parametrize(
    ("what", "key"), [("email", "opted_in_email"), ("sms", "opted_in_sms"), ("bot", "is_subscribed")]
)
async def test_consent_is_switched_and_set_back(workspace: Workspace, bot: Bot, what: str, key: str) -> None:
    before = bool((await bot.subscriber(ANA))[key])
    answer = ToggleAnswer(remove=(what,)) if before else ToggleAnswer(add=(what,))
    await act(workspace, actions.change_consents, [await ana(workspace)], answer)
    assert bool((await bot.subscriber(ANA))[key]) is not before
    assert len(await bot.writes()) == 1
    await workspace.undo()
    assert bool((await bot.subscriber(ANA))[key]) is before
    await valid(bot)


async def test_the_bot_is_paused_and_speaks_again(workspace: Workspace, bot: Bot) -> None:
    await act(workspace, actions.pause, [await ana(workspace)], "60")
    assert (await bot.subscriber(ANA))["paused_until"]
    await workspace.undo()
    assert not (await bot.subscriber(ANA))["paused_until"]

    await act(workspace, actions.pause, [await ana(workspace)], "other", {"minutes": "45"})
    paused = (await bot.subscriber(ANA))["paused_until"]
    await act(workspace, actions.pause, [await ana(workspace)], "resume")
    assert not (await bot.subscriber(ANA))["paused_until"]
    await workspace.undo()
    assert abs((await bot.subscriber(ANA))["paused_until"] - paused) <= 60, "for what was left"
    await valid(bot)


async def test_the_chat_gets_another_status(workspace: Workspace, bot: Bot) -> None:
    await act(workspace, actions.move_chat, [await ana(workspace)], "done", True)
    assert (await bot.subscriber(ANA))["status"] == "done"
    await workspace.undo()
    assert (await bot.subscriber(ANA))["status"] == "open"
    await valid(bot)


async def test_assigning_and_unassigning(workspace: Workspace, bot: Bot) -> None:
    agents = await read_all(workspace.team.agents())
    groups = await read_all(workspace.team.groups())
    before = (await bot.subscriber(ANA))["agent_id"]
    await act(workspace, actions.assign, [await ana(workspace)], f"agent {agents[1].id}", True)
    assert str((await bot.subscriber(ANA))["agent_id"]) == agents[1].id
    await act(workspace, actions.assign, [await ana(workspace)], f"group {groups[0].id}", True)
    assert str((await bot.subscriber(ANA))["agent_group_id"]) == groups[0].id
    await act(workspace, actions.assign, [await ana(workspace)], "nobody", True)
    assert not (await bot.subscriber(ANA))["agent_id"]
    await workspace.undo()
    assert str((await bot.subscriber(ANA))["agent_id"]) == agents[1].id
    await workspace.undo()
    await workspace.undo()
    assert (await bot.subscriber(ANA))["agent_id"] == before
    await valid(bot)


async def test_an_event_is_logged_and_read(workspace: Workspace, bot: Bot) -> None:
    who = await ana(workspace)
    events = await rows_of(workspace, EVENTS_TAB, Query(owner=who))
    before = len(await bot.door("GET", "/table/log_events"))
    answer = {"text_value": "by hand", "price_value": "1234", "number_value": "3000"}
    await act(workspace, actions.log_this_event, [events[0]], answer, True, owner=who)
    logged = await bot.door("GET", "/table/log_events")
    assert len(logged) == before + 1
    assert any(row["user_ns"] == ANA and row["text_value"] == "by hand" for row in logged)
    ask = await act(workspace, actions.read_events, [events[0]], owner=who)
    called = ("text_label", "by hand"), ("price_label", "1,234"), ("number_label", "3,000")
    told = [f"{getattr(events[0], label) or label.removesuffix('_label')} {value}" for label, value in called]
    assert " · ".join(told) in ask.read_texts[0][1]
    await act(workspace, actions.log_event, [who], events[1].event_ns, {}, True)
    assert len(await bot.door("GET", "/table/log_events")) == before + 2
    await valid(bot)


async def test_what_was_done_stands_in_the_activity_tab(workspace: Workspace, bot: Bot) -> None:
    who = await ana(workspace)
    other = (await rows_of(workspace, SUBSCRIBERS))[0]
    await act(workspace, actions.move_chat, [who], "done", True)
    await act(workspace, actions.pause, [other], "15")
    (entry,) = await rows_of(workspace, ACTIVITY_TAB, Query(owner=who))
    assert entry.summary == "Move the chat of Ana Souza to done"


async def test_creating_looks_for_a_double_first(workspace: Workspace, bot: Bot) -> None:
    from flotui.resources.ask import Cancelled

    await ana(workspace)
    typed = {"name": "Ana again", "phone": "+55 11 90000-4410"}
    with pytest.raises(Cancelled):
        await act(workspace, actions.create, [], typed, NO)
    assert await bot.writes() == []
    ask = await act(workspace, actions.create, [], typed, True)
    ((operation, body),) = await bot.writes()
    assert operation == "flowCreateBotUser"
    assert body["phone"] == "+55 11 90000-4410"
    assert "Ana Souza" in str(ask.asked[1].told)


@pytest.mark.parametrize(
    ("phone", "sent"),
    [
        ("\u202a+55\xa011 98888\u20117777\u202c", "+55 11 98888-7777"),
        ("https://wa.me/5511988887777?text=Hi", "+5511988887777"),
        ("tel:+55-11-98888-7777", "+55-11-98888-7777"),
    ],
)
async def test_what_came_along_with_a_copied_text_is_not_sent(
    workspace: Workspace, bot: Bot, phone: str, sent: str
) -> None:
    typed = {
        "name": "\ufeffNew\xa0One\u200b",
        "phone": phone,
        "email": "\u2068mailto:new.one@example.com\u2069",
    }
    await act(workspace, actions.create, [], typed)
    ((_, body),) = await bot.writes()
    assert body == {"name": "New One", "phone": sent, "email": "new.one@example.com"}


async def test_an_edit_sends_nothing_that_differs_by_unseen_signs_alone(
    workspace: Workspace, bot: Bot
) -> None:
    from flotui.repositories.profile import profile_of

    who = await ana(workspace)
    same = {key: value for key, value in profile_of(who).items() if value}
    ask = await act(workspace, actions.edit_profile, [who], {**same, "name": f"\u202a{who.name}\u200b"})
    assert await bot.writes() == []
    assert "Nothing was sent" in ask.said[-1]


async def test_nobody_in_particular_is_not_created(workspace: Workspace, bot: Bot) -> None:
    for typed in ({}, {"gender": "female"}):
        with pytest.raises(Malformed, match="needs a name, a phone"):
            await act(workspace, actions.create, [], typed)
    assert await bot.writes() == []


async def test_somebody_new_is_created_and_shown(workspace: Workspace, bot: Bot) -> None:
    await rows_of(workspace, SUBSCRIBERS)
    typed = {"first_name": "Nobody", "last_name": "Yet", "email": "nobody.yet@example.com"}
    ask = await act(workspace, actions.create, [], typed)
    went = ask.went[0]
    assert went[0] == "subscribers"
    (row,) = await rows_of(workspace, SUBSCRIBERS, went[1])
    assert row.email == "nobody.yet@example.com"
    await valid(bot)


async def test_deleting_wants_the_name(workspace: Workspace, bot: Bot) -> None:
    ask = await act(workspace, actions.delete, [await ana(workspace)], "Ana Souza")
    assert ask.asked[0].typed == "Ana Souza"
    assert ask.asked[0].danger
    assert (await bot.door("GET", "/state"))["subscribers"] == PEOPLE - 1
    await valid(bot)


async def test_a_tag_deleted_elsewhere_is_said_and_nothing_changes(workspace: Workspace, bot: Bot) -> None:
    who = await ana(workspace)
    tags = await read_all(workspace.flows.tags())
    gone = next(tag for tag in tags if tag.tag_ns not in {held.tag_ns for held in who.tags})
    other = await bot.open()
    from flotui.repositories.flows import TAG

    await other.apply(TAG.delete_edit(gone))
    await other.close()
    before = {tag["tag_ns"] for tag in (await bot.subscriber(ANA))["tags"]}
    with pytest.raises(Malformed, match=f"{gone.name} no longer exists"):
        await act(workspace, actions.change_tags, [who], ToggleAnswer(add=(gone.tag_ns,)))
    assert {tag["tag_ns"] for tag in (await bot.subscriber(ANA))["tags"]} == before
    assert gone.tag_ns not in {tag.tag_ns for tag in await read_all(workspace.flows.tags())}


async def test_a_dry_run_shows_and_sends_nothing(bot: Bot) -> None:
    workspace = await bot.open(switches=Switches(dry_run=True))
    who = await ana(workspace)
    ask = await act(workspace, actions.move_chat, [who], "done", True)
    await act(workspace, actions.pause, [who], "15")
    assert await bot.writes() == []
    assert ask.said == []
    await workspace.close()


def test_every_action_can_be_loaded() -> None:
    """What `later` names exists: a typo would show only when the key is pressed."""
    import importlib

    from flotui.resources import registry

    named: list[Any] = [
        action.run.__qualname__ for _, action in registry.actions() if ":" in action.run.__qualname__
    ]
    assert len(named) >= 30
    for where in named:
        module, _, name = where.partition(":")
        assert callable(getattr(importlib.import_module(module), name)), where


@pytest.mark.parametrize(
    ("action", "answers"),
    [
        (actions.move_chat, ("done",)),
        (actions.assign, ("nobody",)),
        (actions.log_event, ("product_viewed", {"text_value": "by hand"})),
    ],
    ids=["status", "agent", "event"],
)
async def test_what_may_start_flows_is_asked_for_as_a_send_is(
    workspace: Workspace, bot: Bot, action: Any, answers: tuple[Any, ...]
) -> None:
    ask = Answers(*answers, NO)
    with pytest.raises(Cancelled):
        await action.run(Context(workspace, SUBSCRIBERS, (await ana(workspace),), ask))
    question = ask.asked[-1]
    assert isinstance(question, Confirm) and question.waived, "settings may waive it, as for a send to one"
    said = "\n".join(plain(line) for line in question.told)
    assert "Ana Souza" in said and "start" in said
    assert await bot.writes() == []


async def test_several_are_told_by_their_number_before_flows_may_start(
    workspace: Workspace, bot: Bot
) -> None:
    people = [each for each in await rows_of(workspace, SUBSCRIBERS) if each.status != "done"][:3]
    await act(workspace, actions.move_chat, people, "done", "3")
    assert len(await bot.writes()) == 3
