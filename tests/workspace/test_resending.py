# SPDX-License-Identifier: MIT
"""Sending again what is unknown, and what is left of an act: each call once, whoever goes on with it and when."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.errors import FlochatError, Invalid, Stopped
from flotui.jobs.outcomes import Unfinished
from flotui.repositories.edit import Edit
from flotui.repositories.profile import update
from flotui.store.journal import Entry, Outcome
from flotui.store.left import SettledElsewhere
from flotui.workspace import Workspace
from flotui.workspace.chain import Chain
from flotui.workspace.comparing import CalledOff, NothingToDo
from flotui.workspace.history import again
from flotui.workspace.resending import attempting, resending
from tests.support.bot import Bot
from tests.support.edit_rows import ana, listed
from tests.support.people import ANA
from tests.workspace.test_writing import TEXT


async def outcomes(workspace: Workspace) -> list[str]:
    """Of all entries, the oldest first, also of those that `recent` draws together."""
    return [str(each.outcome) for each in (await workspace.journal._entries("1"))[::-1]]


async def lost(workspace: Workspace, *edits: Edit) -> int:
    """Apply what then has no answer; its entry."""
    with pytest.raises(FlochatError) as failed:
        await workspace.apply(*edits)
    assert failed.value.entry is not None
    return failed.value.entry


def text(user_ns: str, content: str) -> Call:
    return Call.of("flowBotUserSendText", body={"user_ns": user_ns, "content": content})


async def texts(workspace: Workspace, count: int) -> list[Edit]:
    people = (await listed(workspace.subscribers.list()))[:count]
    return [Edit(text(each.user_ns, "Hi"), f"Send to {each.title}", each.user_ns) for each in people]


async def stopped(workspace: Workspace, bot: Bot, *, after: int, of: int) -> Unfinished:
    """An act that stopped because the host could not be reached any more."""
    await bot.fault(kind="401", path="/subscriber/send-text", skip=after, times=1)
    chain = Chain(await texts(workspace, of))
    with pytest.raises(Unfinished) as failed:
        await workspace.carry_out(chain)
    return failed.value


async def test_the_answer_closes_what_was_sent_before(workspace: Workspace, bot: Bot) -> None:
    await bot.fault(kind="drop", path="/subscriber/send-text")
    first = await lost(workspace, TEXT)
    with resending(first):
        (sent,) = await workspace.apply(TEXT)
    assert sent.resends == first
    assert await outcomes(workspace) == ["resent", "done"]


async def test_another_write_of_the_same_answer_closes_nothing(workspace: Workspace, bot: Bot) -> None:
    await bot.fault(kind="drop", path="/subscriber/send-text")
    first = await lost(workspace, TEXT)
    other = Edit(text(ANA, "Something else"), TEXT.summary, ANA)
    with resending(first):
        await workspace.apply(other)
    assert await outcomes(workspace) == ["unknown", "done"]


async def test_all_that_was_tried_is_closed_by_the_one_that_is_answered(
    workspace: Workspace, bot: Bot
) -> None:
    await bot.fault(kind="drop", path="/subscriber/send-text", times=2)
    entry = await lost(workspace, TEXT)
    with resending(entry):
        entry = await lost(workspace, TEXT)
    await bot.fault(kind="401", path="/subscriber/send-text")
    with resending(entry):
        entry = await lost(workspace, TEXT)
    assert await outcomes(workspace) == ["unknown", "unknown", "waiting"]
    with resending(entry):
        await workspace.apply(TEXT)
    assert await outcomes(workspace) == ["resent", "resent", "resent", "done"]


async def test_what_the_host_turns_out_to_have_had_arrived_and_can_be_undone(
    workspace: Workspace, bot: Bot
) -> None:
    edits = update(await ana(workspace), {"first_name": "Anna"})
    await bot.fault(kind="drop", path="/subscriber/update", times=0)
    first = await lost(workspace, *edits)
    await bot.no_faults()
    unknown = await workspace.journal.entry(first)
    assert unknown is not None
    with pytest.raises(NothingToDo):
        await workspace.resend(unknown)
    assert await outcomes(workspace) == ["done", "unchanged"]
    assert [each.id for each in await workspace.journal.undoable()] == [first]


async def test_an_undo_of_unknown_outcome_is_settled_when_it_is_sent_again(
    workspace: Workspace, bot: Bot
) -> None:
    (entry,) = await workspace.apply(*update(await ana(workspace), {"first_name": "Anna"}))
    await bot.fault(kind="drop-before", path="/subscriber/update", times=0)
    with pytest.raises(FlochatError):
        await workspace.undo([entry])
    await bot.no_faults()
    (unknown,) = await workspace.journal.unknown()
    await workspace.resend(unknown)
    assert (await bot.subscriber(ANA))["first_name"] == "Ana"
    undone = await workspace.journal.entry(entry.id)
    assert undone is not None and undone.undone
    assert await outcomes(workspace) == ["done", "resent", "done"]


async def test_closing_and_settling_are_one_transaction(bot: Bot, tmp_path: Path) -> None:
    workspace = await bot.open(tmp_path)
    await bot.fault(kind="drop", path="/subscriber/send-text")
    first = await lost(workspace, TEXT)
    with sqlite3.connect(tmp_path / "journal.db") as db:
        db.execute(
            "CREATE TRIGGER ends BEFORE UPDATE OF outcome ON entry WHEN NEW.outcome = 'resent' "
            "BEGIN SELECT RAISE(ABORT, 'end'); END"
        )
    with resending(first):
        await workspace.apply(TEXT)
    assert await outcomes(workspace) == ["unknown", "intended"], (
        "done beside unknown would offer it once more"
    )
    await workspace.close()


# -- What is left of an act -------------------------------------------------------------------------


async def test_rows_that_never_left_are_left_in_the_journal(workspace: Workspace, bot: Bot) -> None:
    await stopped(workspace, bot, after=2, of=6)
    (first, *rest) = await workspace.journal.single_edits()
    assert (first.outcome, first.answered_at, first.left) == (Outcome.WAITING, None, 4)
    assert [str(each.outcome) for each in rest] == ["waiting", "done", "done"], (
        "one line for all that was not tried"
    )


@pytest.mark.parametrize("ended", [False, True], ids=["at once", "after another start"])
async def test_going_on_takes_what_is_left_and_nothing_else(bot: Bot, tmp_path: Path, ended: bool) -> None:
    workspace = await bot.open(tmp_path)
    await stopped(workspace, bot, after=2, of=6)
    if ended:
        await workspace.close()
        workspace = await bot.open(tmp_path)
    (entry, *_) = await workspace.journal.single_edits()
    await going_on(workspace, entry)
    people = [body["user_ns"] for _, body in await bot.writes()]
    assert len(set(people)) == 6 and await bot.accepted() == {"flowBotUserSendText": 6}
    assert (await outcomes(workspace)).count("done") == 6
    assert await workspace.journal.left_of(entry) == []
    await workspace.close()


async def test_two_who_go_on_send_each_call_once(bot: Bot, tmp_path: Path) -> None:
    ours, theirs = await bot.open(tmp_path), await bot.open(tmp_path)
    unfinished = await stopped(ours, bot, after=2, of=6)
    (entry, *_) = await theirs.journal.single_edits()
    chain = Chain(map(again, await theirs.journal.left_of(entry)), batch=entry.batch)
    await theirs.carry_out(chain)
    with pytest.raises(SettledElsewhere):
        await unfinished.go_on()
    people = [body["user_ns"] for _, body in await bot.writes()]
    assert len(set(people)) == 6 and await bot.accepted() == {"flowBotUserSendText": 6}
    for each in (ours, theirs):
        await each.close()


async def refused(workspace: Workspace, bot: Bot, act: Callable[[], Awaitable[object]]) -> str:
    """What is said of an act that the host refuses, which is what the journal says too."""
    await bot.fault(path="/subscriber/update", status=422, body={"message": "No."})
    with pytest.raises(Invalid) as failed:
        await act()
    (entry, *_) = await workspace.journal.single_edits()
    assert (entry.outcome, entry.message) == (Outcome.REFUSED, str(failed.value))
    return entry.message


async def test_nobody_is_told_to_correct_what_they_have_not_typed(workspace: Workspace, bot: Bot) -> None:
    typed = update(await ana(workspace), {"first_name": "Anna"})
    assert "Correct it" in await refused(workspace, bot, lambda: workspace.apply(*typed))
    (entry,) = await workspace.apply(*typed)
    undone = await refused(workspace, bot, lambda: workspace.undo([entry]))
    assert undone.endswith(" refused what was sent: “No.”. Nothing was changed.")
    await workspace.undo([entry])
    assert await refused(workspace, bot, lambda: workspace.redo([entry])) == undone
    await bot.fault(kind="500-before", path="/subscriber/update")
    unknown = await workspace.journal.entry(await lost(workspace, *typed))
    assert unknown is not None
    assert await refused(workspace, bot, lambda: workspace.resend(unknown)) == undone
    assert await refused(workspace, bot, lambda: workspace.carry_out(Chain([again(unknown)]))) == undone


async def test_what_waits_behind_a_refused_or_unknown_call_is_not_left(
    workspace: Workspace, bot: Bot
) -> None:
    person = await ana(workspace)
    one, two = (Edit(text(ANA, each), f"Send {each} to {person.title}", ANA) for each in ("one", "two"))
    await bot.fault(kind="drop", path="/subscriber/send-text", times=1)
    with pytest.raises(FlochatError):
        await workspace.apply(one, two)
    unknown, behind = await workspace.journal.single_edits()
    assert (behind.summary, behind.outcome, behind.left) == (two.summary, Outcome.WAITING, 0), (
        "and is shown beside it"
    )
    assert await workspace.journal.left_of(unknown) == []
    await workspace.settle(unknown, Outcome.DONE, "It is in the chat.")
    assert [each.summary for each in await workspace.journal.left_of(unknown)] == [two.summary], (
        "now it may follow"
    )


async def test_the_second_half_of_what_was_killed_is_shown_at_once(bot: Bot, tmp_path: Path) -> None:
    from flotui.resources.activity import JOURNAL
    from tests.support.ask import act
    from tests.support.flows import action

    workspace = await bot.open(tmp_path)
    one, two = (Edit(text(ANA, each), f"Send {each}", ANA) for each in ("one", "two"))
    await bot.fault(kind="hang", path="/subscriber/send-text")
    sending = asyncio.create_task(workspace.apply(one, two))
    async with asyncio.timeout(10):
        while not await bot.writes():
            await asyncio.sleep(0.01)
    await workspace.close(patience=0.05)
    sending.cancel()
    workspace = await bot.open(tmp_path)
    entries = [(each.summary, each.outcome) for each in await workspace.journal.single_edits()]
    assert entries == [("Send one", Outcome.UNKNOWN), ("Send two", Outcome.WAITING)]
    behind = (await workspace.journal.single_edits())[1]
    with pytest.raises(Stopped, match="until you resolve the call before it"):
        await act(workspace, action(JOURNAL, "resolve"), [behind])
    assert len(await bot.writes()) == 1
    await workspace.close()


async def test_the_order_within_a_row_is_kept_when_its_first_call_is_tried_again(
    workspace: Workspace, bot: Bot
) -> None:
    one, two = (Edit(text(ANA, each), f"Send {each}", ANA) for each in ("one", "two"))
    await bot.fault(kind="401", path="/subscriber/send-text", times=1)
    with pytest.raises(FlochatError):
        await workspace.apply(one, two)
    (entry, *_) = await workspace.journal.single_edits()
    left = await workspace.journal.left_of(entry)
    assert [each.summary for each in left] == ["Send one", "Send two"]


async def test_trying_an_answer_again_leaves_nothing_of_the_first_time(
    workspace: Workspace, bot: Bot
) -> None:
    await bot.fault(kind="401", path="/subscriber/send-text", times=1)
    with pytest.raises(FlochatError) as failed:
        await workspace.carry_out(Chain(await texts(workspace, 4)))
    assert failed.value.entry is not None
    with resending(failed.value.entry):
        await workspace.carry_out(Chain(await texts(workspace, 4)))
    assert await outcomes(workspace) == ["resent", "done", "done", "done", "done"]


async def test_nothing_is_left_of_what_the_person_called_off(workspace: Workspace, bot: Bot) -> None:
    person = await ana(workspace)
    edits = [*update(person, {"first_name": "Anna"}), *update(person, {"last_name": "Sousa"})]
    other = await bot.open()
    await other.apply(*update(await ana(other), {"first_name": "Annika"}))
    await other.close()

    async def leave(_: Any) -> Any:
        raise ValueError("left")

    workspace.decides(leave)
    with pytest.raises(ValueError, match="left"):
        await workspace.apply(*edits)
    assert await workspace.journal.single_edits() == []


async def test_an_undo_that_stops_half_way_goes_on_from_the_journal(workspace: Workspace, bot: Bot) -> None:
    people = (await listed(workspace.subscribers.list()))[:4]
    done = await workspace.apply(*(edit for each in people for edit in update(each, {"last_name": "X"})))
    await bot.fault(kind="401", path="/subscriber/update", skip=2, times=1)
    with pytest.raises(Unfinished, match=r"Done: .*; .*\. Left: .*; .*\."):
        await workspace.undo(done[::-1])
    (entry, *_) = await workspace.journal.single_edits()
    assert entry.left == 2
    chain = Chain(map(again, await workspace.journal.left_of(entry)), batch=entry.batch)
    await workspace.carry_out(chain)
    names = [(await bot.subscriber(each.user_ns))["last_name"] for each in people]
    assert names == [each.last_name for each in people]
    assert await workspace.journal.undoable() == []
    entries: list[Entry] = [each for each in await workspace.journal.single_edits() if each.undoes is None]
    assert all(each.undone for each in entries)


async def test_what_is_sent_again_is_the_edit_as_it_was(workspace: Workspace, bot: Bot) -> None:
    (entry,) = await workspace.apply(*update(await ana(workspace), {"first_name": "Anna"}))
    edit = again(entry)
    assert (edit.call, edit.inverse, edit.resends) == (entry.call, entry.inverse, entry.id)
    assert CalledOff(ValueError()).entry is None


# -- What never reached the host ------------------------------------------------------------------------


async def test_an_act_whose_rest_never_leaves_stays_one_waiting_line(workspace: Workspace, bot: Bot) -> None:
    rows = await texts(workspace, 12)
    assert workspace.quota is not None and workspace.quota.remaining is not None
    workspace.pacer.reserve = workspace.quota.remaining - 4
    with pytest.raises(Unfinished, match=r"Done: .* and 1 more\. Left: .* and 5 more\.") as failed:
        await workspace.carry_out(Chain(rows))
    (entry, *_) = await workspace.journal.single_edits()
    for _ in range(2):
        with pytest.raises(Unfinished):
            await failed.value.go_on()
        (entry, *rest) = await workspace.journal.single_edits()
        await going_on(workspace, entry, Stopped)
    (entry, *rest) = await workspace.journal.single_edits()
    assert (entry.outcome, entry.left, entry.call) == (Outcome.WAITING, 8, rows[4].call)
    assert "reserved" in entry.message
    assert [str(each.outcome) for each in rest] == ["done"] * 4
    workspace.pacer.reserve = 0
    await going_on(workspace, entry)
    assert await outcomes(workspace) == ["done"] * 12
    assert await bot.accepted() == {"flowBotUserSendText": 12}


async def going_on(workspace: Workspace, entry: Entry, fails: type[FlochatError] | None = None) -> None:
    """Go on with what is left, as Activity does."""
    chain = Chain(map(again, await workspace.journal.left_of(entry)), batch=entry.batch)
    with pytest.raises(fails) if fails else nullcontext():
        await workspace.carry_out(chain)


async def test_an_answer_that_never_leaves_is_replaced_and_what_it_sent_again_still_closed(
    workspace: Workspace, bot: Bot
) -> None:
    await bot.fault(kind="drop", path="/subscriber/send-text")
    first = entry = await lost(workspace, TEXT)
    workspace.pacer.pause(60)
    for _ in range(3):
        with resending(entry):
            entry = await lost(workspace, TEXT)
        assert await outcomes(workspace) == ["unknown", "waiting"]
    workspace.pacer.resume()
    with resending(entry):
        (sent,) = await workspace.apply(TEXT)
    assert sent.resends == first
    assert await outcomes(workspace) == ["resent", "done"]


async def test_nothing_says_sent_again_of_an_act_that_never_left_and_is_answered_once_more(
    workspace: Workspace, bot: Bot
) -> None:
    rows = await texts(workspace, 4)
    workspace.pacer.pause(60)
    with pytest.raises(FlochatError) as failed:
        await workspace.carry_out(Chain(rows))
    with resending(failed.value.entry), pytest.raises(FlochatError):
        await workspace.carry_out(Chain(await texts(workspace, 4)))
    (entry,) = await workspace.journal.single_edits()
    assert (entry.outcome, entry.left) == (Outcome.WAITING, 4)
    workspace.pacer.resume()
    await going_on(workspace, entry)
    assert await outcomes(workspace) == ["done"] * 4


@pytest.mark.parametrize(("name", "asked"), [("Anna", 1), ("Anja", 0)])
async def test_what_a_draft_brings_back_is_asked_about_where_the_same_would_leave_again(
    workspace: Workspace, bot: Bot, name: str, asked: int
) -> None:
    questions: list[list[int]] = []

    async def again(entries: Any) -> None:
        questions.append([each.id for each in entries])

    workspace.decides(None, again=again)
    await bot.fault(kind="drop-before", path="/subscriber/update", times=0)
    with attempting("draft1"):
        first = await lost(workspace, *update(await ana(workspace), {"first_name": "Anna"}))
    await bot.no_faults()
    with attempting("draft1"):
        await workspace.apply(*update(await ana(workspace), {"first_name": name}))
    assert questions == [[first]] * asked
    assert await outcomes(workspace) == ["resent", "done"], "whichever value it is, it takes that one's place"
