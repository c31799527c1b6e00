# SPDX-License-Identifier: MIT
"""What can be done to a subscriber: the request fits the contract, the state is right, undo restores it."""

from __future__ import annotations

from typing import Any

import pytest

from flotui.api.errors import FlochatError, Stopped
from flotui.api.models.subscriber import Subscriber
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.resources.activity import JOURNAL
from flotui.resources.ask import Cancelled, ToggleAnswer
from flotui.resources.base import Context
from flotui.resources.person import recipient, recipients
from flotui.resources.reading import read_all
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.resources.subscribers import actions as person
from flotui.resources.subscribers.detail import FIELDS_TAB, TAGS_TAB
from flotui.resources.text import plain
from flotui.resources.undoing import undo
from flotui.store.journal import Outcome
from flotui.workspace import Switches, Workspace
from tests.support import settle
from tests.support.ask import NO, Answers, act, rows_of
from tests.support.bot import Bot, contract_errors

ANA = "f1284u903"


async def ana(workspace: Workspace) -> Any:
    cached = await workspace.cache.row(SUBSCRIBER.name, ANA)
    if cached is None:
        await rows_of(workspace, SUBSCRIBERS)
        cached = await workspace.cache.row(SUBSCRIBER.name, ANA)
    assert cached is not None
    return SUBSCRIBER.model.read(cached.value)


async def tags_on_host(bot: Bot) -> set[str]:
    return {tag["tag_ns"] for tag in (await bot.subscriber(ANA))["tags"]}


async def valid(bot: Bot) -> None:
    for request in await bot.requests():
        if request["operation"]:
            assert list(contract_errors(request)) == []


async def test_tags_are_put_on_and_taken_off_in_one_dialog(workspace: Workspace, bot: Bot) -> None:
    who = await ana(workspace)
    before = {tag.tag_ns for tag in who.tags}
    tags = await read_all(workspace.flows.tags())
    new = next(tag for tag in tags if tag.tag_ns not in before)
    old = sorted(before)[0]

    await act(workspace, person.change_tags, [who], ToggleAnswer(add=(new.tag_ns,), remove=(old,)))

    assert await tags_on_host(bot) == before - {old} | {new.tag_ns}
    assert {tag.tag_ns for tag in (await ana(workspace)).tags} == before - {old} | {new.tag_ns}
    assert [operation for operation, _ in await bot.writes()] == ["flowBotUserAddTag", "flowBotUserRemoveTag"]
    await valid(bot)


async def test_undo_sets_the_whole_dialog_back(workspace: Workspace, bot: Bot) -> None:
    who = await ana(workspace)
    before = await tags_on_host(bot)
    tags = await read_all(workspace.flows.tags())
    new = [tag.tag_ns for tag in tags if tag.tag_ns not in before][:2]

    await act(workspace, person.change_tags, [who], ToggleAnswer(add=tuple(new), remove=(sorted(before)[0],)))
    await workspace.undo()

    assert await tags_on_host(bot) == before
    with pytest.raises(Stopped, match="nothing to undo"):
        await workspace.undo()
    await valid(bot)


async def test_a_new_tag_is_made_once_and_put_on(workspace: Workspace, bot: Bot) -> None:
    await act(workspace, person.change_tags, [await ana(workspace)], ToggleAnswer(create=("brand-new",)))
    assert [operation for operation, _ in await bot.writes()] == ["flowCreateTag", "flowBotUserAddTag"]
    assert "brand-new" in {tag["name"] for tag in (await bot.subscriber(ANA))["tags"]}
    await valid(bot)


async def test_a_tag_is_not_made_for_many_before_the_cost_is_agreed_to(
    workspace: Workspace, bot: Bot
) -> None:
    await ana(workspace)
    many = (await rows_of(workspace, SUBSCRIBERS))[:6]
    new = ToggleAnswer(create=("brand-new",))
    with pytest.raises(Cancelled):
        await act(workspace, person.change_tags, many, new, NO)
    assert await bot.writes() == []
    asked = await act(workspace, person.change_tags, many, new, True)
    told = [plain(line) for line in asked.asked[-1].told]
    assert "7 calls" in " ".join(told) and "The new tag brand-new is created first." in told
    assert not any("brand-new" in line for line in told if "Ana Souza" in line)
    assert [operation for operation, _ in await bot.writes()] == ["flowCreateTag", *["flowBotUserAddTag"] * 6]
    await valid(bot)


async def test_a_number_field_is_set_cleared_and_set_back(workspace: Workspace, bot: Bot) -> None:
    who = await ana(workspace)
    rows = await rows_of(workspace, FIELDS_TAB, _of(who))
    field = next(row for row in rows if row.var_type == "number" and row.text)

    await act(workspace, person.edit_field, [field], {"value": "42.50"}, owner=who)
    assert await _value(bot, field.var_ns) == "42.50"
    await act(workspace, person.clear_field, [field], owner=await ana(workspace))
    assert not await _value(bot, field.var_ns)
    await workspace.undo()
    assert await _value(bot, field.var_ns) == "42.50"
    await workspace.undo()
    assert await _value(bot, field.var_ns) == field.text
    await valid(bot)


async def test_a_sub_flow_is_sent_once_after_the_confirm(workspace: Workspace, bot: Bot) -> None:
    flows = await read_all(workspace.flows.sub_flows())
    who = await ana(workspace)
    await act(workspace, person.send_sub_flow, [who], flows[3].sub_flow_ns, True)
    body = {"user_ns": ANA, "sub_flow_ns": flows[3].sub_flow_ns}
    assert await bot.writes() == [("flowBotUserSendSubFlow", body)]


async def test_a_sub_flow_is_not_sent_without_the_confirm(workspace: Workspace, bot: Bot) -> None:
    from flotui.resources.ask import Cancelled

    flows = await read_all(workspace.flows.sub_flows())
    with pytest.raises(Cancelled):
        await act(workspace, person.send_sub_flow, [await ana(workspace)], flows[3].sub_flow_ns, NO)
    assert await bot.writes() == []
    assert await workspace.journal.single_edits() == []


async def test_sending_to_several_asks_for_their_number(workspace: Workspace, bot: Bot) -> None:
    people = (await rows_of(workspace, SUBSCRIBERS))[:3]
    flows = await read_all(workspace.flows.sub_flows())
    await act(workspace, person.send_sub_flow, people, flows[0].sub_flow_ns, "3")
    assert [body["user_ns"] for _, body in await bot.writes()] == [each.user_ns for each in people]


async def test_a_dropped_answer_leaves_the_send_unknown_and_is_not_retried(
    workspace: Workspace, bot: Bot
) -> None:
    flows = await read_all(workspace.flows.sub_flows())
    who = await ana(workspace)
    await bot.fault(path="/subscriber/send-sub-flow", times=1, drop=True)
    with pytest.raises(FlochatError):
        await act(workspace, person.send_sub_flow, [who], flows[0].sub_flow_ns, True)
    (entry,) = await workspace.journal.unknown()
    assert entry.outcome is Outcome.UNKNOWN
    assert len(await bot.writes()) == 1
    (tab,) = JOURNAL.tabs
    assert tab.lines is not None
    names = [line.name for line in tab.lines(workspace, entry)]
    assert "ended" in names and "answered" not in names, "no answer came"
    (resolving,) = (each for each in JOURNAL.actions if each.id == "journal.resolve")
    ask = Answers("look")
    await resolving.run(Context(workspace, JOURNAL, (entry,), ask))
    assert ask.asked[0].choices[0].note == "opens the subscriber", "nothing goes to them"
    assert ask.went == [("subscribers", None, who.row_id)] and len(await bot.writes()) == 1


async def test_read_only_refuses_before_anything_is_asked(bot: Bot) -> None:
    workspace = await bot.open(switches=Switches(read_only=True))
    who = await ana(workspace)
    for action in (person.change_tags, person.change_field, person.send_sub_flow, person.send_message):
        from flotui.resources.base import Context
        from tests.support.ask import Answers

        context = Context(workspace, SUBSCRIBERS, (who,), Answers())
        assert "--read-only" in (action.refusal(context) or "")
    await workspace.close()


def _of(owner: Any) -> Any:
    from flotui.resources.base import Query

    return Query(owner=owner)


async def _value(bot: Bot, var_ns: str) -> Any:
    fields = (await bot.subscriber(ANA))["user_fields"]
    return next((each["value"] for each in fields if each["var_ns"] == var_ns), None)


def test_tabs_have_their_actions() -> None:
    assert person.remove_tag in TAGS_TAB.actions


async def test_a_field_of_several_is_set_for_those_who_have_another_value(
    workspace: Workspace, bot: Bot
) -> None:
    fields = await read_all(workspace.flows.user_fields())
    city = next(each for each in fields if each.name == "city")
    rows = await rows_of(workspace, SUBSCRIBERS)
    people = [each for each in rows if (value := each.field(city.var_ns)) and value.text][:25]

    async def on_host(number: int) -> list[str]:
        rows = [await bot.subscriber(each.user_ns) for each in people[:number]]
        return [
            next(
                (str(value["value"] or "") for value in row["user_fields"] if value["var_ns"] == city.var_ns),
                "",
            )
            for row in rows
        ]

    before = await on_host(3)
    assert len(set(before)) > 1, "they have different values"
    asked = await act(workspace, person.change_field, people[:3], "city", {"value": "", "clear": "false"})
    assert "no value of city was typed" in asked.said[-1] and await bot.writes() == []
    assert asked.asked[-1].fields[0].value == "", "nobody's value stands for all"
    asked = await act(workspace, person.change_field, people[:3], "city", {"value": "Lima", "clear": "false"})
    assert asked.said[-1] == "3 subscribers: city set to Lima. u undoes it."
    assert await on_host(3) == ["Lima"] * 3 and len(await bot.writes()) == 3
    await undo(workspace, Answers())
    assert await on_host(3) == before
    form, clears = asked.asked[-1], {"clear": "true"}
    assert form.wrong({"value": "Lima", **clears}) == {"clear": "Type a value or clear it, not both."}
    assert not form.wrong(clears) and not form.wrong({"value": "Lima"})
    await act(workspace, person.change_field, people[:3], "city", {"value": "", "clear": "true"})
    assert await on_host(3) == [""] * 3
    asked = await act(
        workspace, person.change_field, people, "city", {"value": "Lima", "clear": "false"}, True, True
    )
    question, trial = asked.asked[-2:]
    assert question.title == "Set field city to Lima for 25 subscribers"
    assert trial.title.startswith("Trial with ")
    await settle.until(lambda: not workspace.working.running, lambda: f"{workspace.working.running}")
    assert await on_host(25) == ["Lima"] * 25
    await valid(bot)


def test_of_several_each_has_one_line_with_what_tells_them_apart() -> None:
    row = {"user_ns": "f1u7", "name": "Ana", "channel": "whatsapp_cloud"}
    with_phone, without = Subscriber.read({**row, "phone": "+5511900004410"}), Subscriber.read(row)
    lines = [plain(recipient(each, several=True, window=True)) for each in (with_phone, without)]
    assert ["f1u7" in line for line in lines] == [False, True]
    assert "f1u7" in plain(recipient(with_phone)), "of one alone there is room"
    long = Subscriber.read({**row, "name": "Valentina Castro", "phone": "+5521900000012"})
    line_app = Subscriber.read({**row, "channel": "line", "phone": "+5521900000013"})
    lined = [plain(each) for each in recipients([with_phone, long, line_app], window=True)]
    assert "–" in lined[2] and "–" not in lined[0], lined
    assert len({line.index("+55") for line in lined}) == 1, lined
    too_long = Subscriber.read({**row, "name": "Valentina Castro " * 4, "phone": "+5521900000012"})
    assert "–  +55" in plain(recipients([with_phone, too_long, line_app], window=True)[2])
