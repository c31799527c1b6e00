# SPDX-License-Identifier: MIT
"""Undo as a reflog: only what is meant beyond doubt goes without a question, and what can't be undone is said."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from flotui.api.errors import FlochatError, Stopped
from flotui.repositories.edit import Edit
from flotui.repositories.flows import set_bot_field
from flotui.repositories.shop_edits import set_hours
from flotui.repositories.subscribers import add_tags, remove_tags
from flotui.resources.ask import Cancelled, Confirm
from flotui.resources.text import plain
from flotui.resources.undoing import redo, undo
from flotui.store.journal import Entry, Outcome
from flotui.workspace import Workspace
from flotui.workspace.comparing import Conflict, Decision
from tests.resources.reflog_rig import everywhere, name_of, rename
from tests.support.ask import NO, Answers
from tests.support.bot import Bot
from tests.support.edit_rows import ana, last, listed, tags
from tests.support.edits import EDITS, NEW_TAGS
from tests.support.people import ANA
from tests.support.people import ana as shown_ana


async def nowhere(_: Entry) -> bool:
    return False


async def test_what_was_just_done_and_is_in_sight_is_undone_at_once(workspace: Workspace, bot: Bot) -> None:
    await rename(workspace, first_name="Anna")
    ask = Answers()
    await undo(workspace, ask)
    assert await name_of(bot) == ("Ana", "Souza")
    assert ask.said == ["Undo: change first name of Ana Souza. First name is Ana again. U redoes it."], (
        "it says what came back"
    )
    assert (await shown_ana(workspace)).first_name == "Ana", "and it is shown by then"


async def test_repeated_undo_goes_further_back_and_redo_comes_forward_again(
    workspace: Workspace, bot: Bot
) -> None:
    await rename(workspace, first_name="Anna")
    await rename(workspace, last_name="Sousa")
    ask = Answers()
    await undo(workspace, ask)
    await undo(workspace, ask)
    assert await name_of(bot) == ("Ana", "Souza")
    with pytest.raises(Stopped, match="Nothing to undo"):
        await undo(workspace, ask)
    await redo(workspace, ask)
    assert await name_of(bot) == ("Anna", "Souza")
    await redo(workspace, ask)
    assert await name_of(bot) == ("Anna", "Sousa")
    with pytest.raises(Stopped, match="Nothing to redo"):
        await redo(workspace, ask)
    await undo(workspace, ask)
    assert await name_of(bot) == ("Anna", "Souza"), "a redone edit is undone like another"
    assert ask.said[2].startswith("Redo: change first name of Ana Souza. First name is Anna. u undoes it.")


async def test_a_new_edit_ends_redo(workspace: Workspace, bot: Bot) -> None:
    await rename(workspace, first_name="Anna")
    await undo(workspace, Answers())
    await rename(workspace, last_name="Sousa")
    with pytest.raises(Stopped, match="Activity"):
        await redo(workspace, Answers())
    assert await name_of(bot) == ("Ana", "Sousa")


@pytest.mark.parametrize("why", ["out of sight", "long ago"])
async def test_anything_else_is_named_and_asked_for(
    workspace: Workspace, bot: Bot, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    await rename(workspace, first_name="Anna")
    if why == "long ago":
        now = time.time()
        monkeypatch.setattr(time, "time", lambda: now + 400)
    ask = Answers(NO)
    with pytest.raises(Cancelled):
        await undo(workspace, ask, nowhere if why == "out of sight" else everywhere)
    (question,) = ask.asked
    assert isinstance(question, Confirm)
    said = "\n".join(plain(line) for line in question.told)
    assert "Change first name of Ana Souza" in said
    assert "in Subscribers › Subscribers" in said
    assert "Anna → Ana" in said
    assert why == "out of sight" or "6 m" in said, "with its age"
    assert await name_of(bot) == ("Anna", "Souza")
    await undo(workspace, Answers(True), nowhere)
    assert await name_of(bot) == ("Ana", "Souza")


async def test_what_another_run_did_is_asked_for(bot: Bot, tmp_path: Path) -> None:
    before = await bot.open(tmp_path)
    await rename(before, first_name="Anna")
    await before.close()
    workspace = await bot.open(tmp_path)
    workspace.journal._owner = "1:another"
    ask = Answers(True)
    await undo(workspace, ask)
    assert any("in another run or window" in plain(line) for line in ask.asked[0].told)
    assert await name_of(bot) == ("Ana", "Souza")
    await workspace.close()


async def test_each_window_undoes_its_own(bot: Bot, tmp_path: Path) -> None:
    ours, theirs = [await bot.open(tmp_path) for _ in range(2)]
    theirs.journal._owner = "1:another"
    await rename(ours, first_name="Anna")
    await rename(theirs, last_name="Sousa")
    await undo(ours, Answers())
    assert await name_of(bot) == ("Ana", "Sousa")
    for each in (ours, theirs):
        await each.close()


async def test_after_a_refused_edit_nothing_else_is_undone(workspace: Workspace, bot: Bot) -> None:
    await rename(workspace, first_name="Anna")
    await bot.fault(path="/subscriber/update", status=422, body={"message": "The email must be valid."})
    with pytest.raises(FlochatError):
        await rename(workspace, email="nobody")
    ask = Answers()
    await undo(workspace, ask)
    assert ask.said == [
        "Change email of Anna Souza: it was refused: nothing to undo. Press u again for an earlier edit."
    ]
    assert await name_of(bot) == ("Anna", "Souza")
    again = Answers(True)
    await undo(workspace, again)
    assert "Change first name" in plain(again.asked[0].lines[0]), "the one before is asked for"
    assert await name_of(bot) == ("Ana", "Souza")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("send_text", "it reached people"),
        ("delete_tag", "it deleted something for good"),
        ("set_start_flow", "the host doesn't say what it was before"),
    ],
)
async def test_what_has_no_way_back_is_said_and_not_passed_over(
    workspace: Workspace, bot: Bot, name: str, says: str
) -> None:
    await rename(workspace, first_name="Anna")
    made = await EDITS[name](workspace)
    assert isinstance(made, Edit)
    await workspace.apply(made)
    ask = Answers()
    await undo(workspace, ask)
    assert says in ask.said[0]
    assert await name_of(bot) == ("Anna", "Souza")


async def test_a_refused_undo_does_not_stand_in_the_way(workspace: Workspace, bot: Bot) -> None:
    await rename(workspace, first_name="Anna")
    await rename(workspace, last_name="Sousa")
    await bot.fault(path="/subscriber/update", status=422, body={"message": "No."})
    with pytest.raises(FlochatError):
        await undo(workspace, Answers())
    (entry, *_) = await workspace.journal.single_edits()
    assert (entry.outcome, entry.summary) == (Outcome.REFUSED, "Undo: change last name of Anna Souza")
    ask = Answers(True)
    await undo(workspace, ask)
    assert "Change first name" in plain(ask.asked[0].told[0]), "the next is offered, not done unasked"
    assert await name_of(bot) == ("Ana", "Sousa")


async def test_a_mixed_change_of_tags_is_undone_and_shown_so(workspace: Workspace, bot: Bot) -> None:
    person = await ana(workspace)
    held = {tag.name for tag in person.tags}
    new = await tags(workspace, NEW_TAGS[0])
    gone = await tags(workspace, "vip")
    await workspace.apply(*add_tags(person, new), *remove_tags(person, gone))
    before = len(await bot.requests())
    ask = Answers()
    await undo(workspace, ask)
    shown = {tag.name for tag in (await shown_ana(workspace)).tags}
    assert shown == held, "the profile shows it before the sentence"
    assert {tag["name"] for tag in (await bot.subscriber(ANA))["tags"]} == held
    assert "Tag vip is on again" in ask.said[0] and f"Tag {NEW_TAGS[0]} is off again" in ask.said[0]
    calls = [each["operation"] for each in (await bot.requests())[before:]]
    assert calls == ["flowBotUserInfo", "flowBotUserAddTag", "flowBotUserRemoveTag"], "one to compare"
    await redo(workspace, ask)
    assert {tag.name for tag in (await shown_ana(workspace)).tags} == held - {"vip"} | {NEW_TAGS[0]}


async def test_a_redone_edit_is_named_as_it_was_at_first(workspace: Workspace, bot: Bot) -> None:
    await rename(workspace, last_name="Sousa")
    ask = Answers()
    await undo(workspace, ask)
    await redo(workspace, ask)
    await undo(workspace, ask)
    await redo(workspace, ask)
    undone = "Undo: change last name of Ana Souza. Last name is Souza again. U redoes it."
    redone = "Redo: change last name of Ana Souza. Last name is Sousa. u undoes it."
    assert ask.said == [undone, redone] * 2
    assert {each.summary for each in await workspace.journal.single_edits()} == {
        "Change last name of Ana Souza",
        "Undo: change last name of Ana Souza",
        "Redo: change last name of Ana Souza",
    }
    asked = Answers(True)
    await undo(workspace, asked, nowhere)
    assert plain(asked.asked[0].told[0]) == "Change last name of Ana Souza"


async def test_the_parts_are_named_in_the_order_they_were_made(workspace: Workspace, bot: Bot) -> None:
    person = await ana(workspace)
    new, gone = await tags(workspace, NEW_TAGS[0]), await tags(workspace, "vip")
    await workspace.apply(*add_tags(person, new), *remove_tags(person, gone))
    ask = Answers()
    await undo(workspace, ask)
    await redo(workspace, ask)
    parts = f"add tag {NEW_TAGS[0]} to Ana Souza; remove tag vip from Ana Souza."
    assert ask.said == [
        f"Undo: {parts} Tag {NEW_TAGS[0]} is off again; Tag vip is on again. U redoes it.",
        f"Redo: {parts} Tag {NEW_TAGS[0]} is on; Tag vip is off. u undoes it.",
    ]


async def test_a_days_hours_are_undone_and_somebody_elses_day_is_kept(workspace: Workspace, bot: Bot) -> None:
    async def hours_of(ws: Workspace) -> dict[str, tuple[str, str]]:
        week = await last(ws.shop.hours(force=True))
        return {day.title: (day.start, day.end) for day in week}

    async def set_day(ws: Workspace, title: str, start: str) -> None:
        week = await last(ws.shop.hours(force=True))
        day = next(each for each in week if each.title == title)
        await ws.apply(set_hours(week, [{"id": day.id, "option": "open_1", "start": start, "end": "20:00"}]))

    before = await hours_of(workspace)
    await set_day(workspace, "Monday", "10:15")
    other = await bot.open()
    await set_day(other, "Friday", "11:30")
    await other.close()
    ask = Answers()
    workspace.decides(ask.decide)
    await undo(workspace, ask)
    assert await hours_of(workspace) == {**before, "Friday": ("11:30", "20:00")}
    assert ask.asked == [], "nobody else changed Monday"
    assert ask.said == ["Undo: set the business hours of Monday. Monday is 09:00 – 18:00 again. U redoes it."]


async def test_undo_of_one_entry_costs_a_read_and_a_write(workspace: Workspace, bot: Bot) -> None:
    await rename(workspace, first_name="Anna")
    before = len(await bot.requests())
    await undo(workspace, Answers())
    assert [each["operation"] for each in (await bot.requests())[before:]] == [
        "flowBotUserInfo",
        "flowUpdateBotUser",
    ]


async def test_undo_asks_about_what_somebody_else_changed_since(workspace: Workspace, bot: Bot) -> None:
    field = next(each for each in await listed(workspace.flows.bot_fields()) if each.name == "delivery_price")
    await workspace.apply(set_bot_field(field, "43"))
    other = await bot.open()
    seen = next(each for each in await listed(other.flows.bot_fields()) if each.name == "delivery_price")
    await other.apply(set_bot_field(seen, "99"))
    asked: list[Conflict] = []

    async def keep(conflict: Conflict) -> Decision:
        asked.append(conflict)
        return Decision.KEEP

    workspace.decides(keep)
    ask = Answers()
    await undo(workspace, ask)
    (difference,) = asked[0].differences
    assert (difference.change.before, difference.theirs, difference.change.after) == ("43", "99", "14.90")
    assert ask.said == ["Kept: Delivery_price is 99 now, not 43."]
    again = next(
        each for each in await listed(other.flows.bot_fields(force=True)) if each.name == "delivery_price"
    )
    assert again.value == "99"
    with pytest.raises(Stopped):
        await undo(workspace, ask)  # it was decided, and is not asked again
    await other.close()


async def test_many_calls_are_counted_and_asked_for(workspace: Workspace, bot: Bot) -> None:
    people = (await listed(workspace.subscribers.list()))[:20]
    (tag,) = await tags(workspace, NEW_TAGS[0])
    edits = [edit for each in people for edit in add_tags(each, [tag])]
    await workspace.apply(*edits)
    before = len(await bot.requests())
    ask = Answers(True)
    await undo(workspace, ask)
    assert any(plain(line).startswith(f"{len(edits)} calls") for line in ask.asked[0].told)
    calls = [each["operation"] for each in (await bot.requests())[before:]]
    assert calls == ["flowBotUserRemoveTag"] * len(edits), "one call each, and no read"
