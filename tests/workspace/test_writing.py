# SPDX-License-Identifier: MIT
"""The one way in which anything is written: what is noted when, what leaves, and what the cache says afterwards."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.errors import (
    Dropped,
    FlochatError,
    Invalid,
    Malformed,
    NotAuthorised,
    NotFound,
    RateLimited,
    ScopeMissing,
    Stopped,
    Unreachable,
)
from flotui.repositories.edit import Edit, Touch
from flotui.repositories.flows import TAG, USER_FIELD
from flotui.repositories.subscribers import SUBSCRIBER, FieldChange, add_tags, info_call, set_fields
from flotui.store.journal import Outcome
from flotui.workspace import Changed, DryRun, Journaled, Noticed, Progressed, Switches, Workspace
from flotui.workspace.chain import Chain
from flotui.workspace.history import redoing, undoing
from tests.support import settle
from tests.support.bot import Bot
from tests.support.edit_rows import ana, listed, tags
from tests.support.edits import EDITS, NEW_TAGS
from tests.support.people import ANA

CREATE = Edit(Call.of("flowCreateTag", body={"name": "new"}), "Create tag new")
TEXT = Edit(Call.of("flowBotUserSendText", body={"user_ns": ANA, "content": "Hi"}), "Send a message", ANA)


@pytest.fixture
def told(workspace: Workspace) -> list[Any]:
    """Every event of the workspace."""
    events: list[Any] = []
    workspace.listen(events.append)
    return events


async def quiet(workspace: Workspace) -> None:
    """Wait until everything that was begun is through."""
    await settle.until(lambda: not workspace.writing, lambda: "something is still being written")


async def left(bot: Bot) -> None:
    """Wait until something has reached the host, and no longer."""
    while not bot.app.state.host.log.rows():
        await asyncio.sleep(0.001)


def of(told: list[Any], kind: type[Any]) -> list[Any]:
    return [each for each in told if isinstance(each, kind)]


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (Unreachable("x"), Outcome.WAITING),
        (Stopped("x"), Outcome.WAITING),
        (Malformed("x"), Outcome.REFUSED),
        (Invalid("x"), Outcome.REFUSED),
        (NotFound("x"), Outcome.REFUSED),
        (NotAuthorised("x"), Outcome.WAITING),
        (ScopeMissing("x"), Outcome.WAITING),
        (RateLimited("x"), Outcome.WAITING),
        (Dropped("x"), Outcome.UNKNOWN),
        (ValueError("x"), Outcome.UNKNOWN),
        (asyncio.CancelledError(), Outcome.UNKNOWN),
    ],
)
async def test_the_journal_says_of_a_failure_what_the_chain_says(
    workspace: Workspace, error: BaseException, outcome: Outcome
) -> None:
    async def fail(call: Call, purpose: Any) -> Any:
        raise error

    workspace._writer._send = fail
    chain = Chain([TEXT])
    with pytest.raises(type(error)):
        await workspace.carry_out(chain)
    (entry,) = await workspace.journal.single_edits()
    assert entry.outcome is outcome
    if isinstance(error, FlochatError):
        assert [link.outcome for link in chain.links] == [entry.outcome]


async def test_a_write_is_noted_before_it_leaves_and_again_when_it_is_answered(
    workspace: Workspace, bot: Bot, told: list[Any]
) -> None:
    noted: list[Any] = []

    async def send(call: Call, purpose: Any) -> Any:
        noted.append([each.outcome for each in await workspace.journal.single_edits()])
        return await original(call, purpose)

    original = workspace._writer._send
    workspace._writer._send = send
    (entry,) = await workspace.apply(TEXT, batch="dialog")
    assert noted == [[Outcome.INTENDED]]
    (kept,) = await workspace.journal.single_edits()
    assert kept == entry
    assert (entry.outcome, entry.status, entry.summary, entry.subject) == (
        Outcome.DONE,
        200,
        "Send a message",
        ANA,
    )
    assert (entry.batch, entry.call, entry.message) == ("dialog", TEXT.call, "")
    assert entry.ms is not None and entry.answered_at is not None and entry.answered_at >= entry.at
    assert [each.entry.outcome for each in of(told, Journaled)] == [Outcome.INTENDED, Outcome.DONE]
    assert not workspace.writing


async def test_what_the_host_says_no_to_is_noted_with_its_words(workspace: Workspace, bot: Bot) -> None:
    await bot.fault(kind="422", path="/subscriber/send-text")
    with pytest.raises(Invalid):
        await workspace.apply(TEXT)
    (entry,) = await workspace.journal.single_edits()
    assert (entry.outcome, entry.status) == (Outcome.REFUSED, 422)
    assert "The value is invalid." in entry.message and entry.ms is not None


async def test_an_answer_that_is_lost_leaves_the_outcome_open(workspace: Workspace, bot: Bot) -> None:
    await bot.fault(kind="500", path="/subscriber/send-text")
    with pytest.raises(FlochatError):
        await workspace.apply(TEXT)
    (entry,) = await workspace.journal.unknown()
    assert (entry.outcome, entry.status) == (Outcome.UNKNOWN, 500)
    assert await bot.accepted() == {"flowBotUserSendText": 1}


async def test_batches_have_names_of_their_own(workspace: Workspace) -> None:
    first, second = workspace.batch(), workspace.batch()
    assert first and first != second
    (one,) = await workspace.apply(TEXT)
    (other,) = await workspace.apply(TEXT)
    assert one.batch and one.batch != other.batch


async def test_read_only_and_dry_run_send_nothing(bot: Bot) -> None:
    reading = await bot.open(switches=Switches(read_only=True))
    with pytest.raises(Stopped, match="Send a message: not sent, because flotui runs with --read-only"):
        await reading.apply(TEXT)
    assert reading.read_only and await reading.journal.single_edits() == []
    await reading.close()
    dry = await bot.open(switches=Switches(dry_run=True))
    told: list[Any] = []
    dry.listen(told.append)
    assert await dry.apply(TEXT, CREATE) == []
    assert [each.edit for each in of(told, DryRun)] == [TEXT, CREATE]
    assert of(told, DryRun)[0].curl == TEXT.call.curl(dry.profile.base_url)
    assert await dry.journal.single_edits() == [] and not dry.read_only
    await dry.close()
    assert await bot.writes() == []


@pytest.mark.parametrize(
    "call",
    [
        Call.of("flowBotUserSendText", body={"user_ns": "f99u1", "content": "f99u1"}),
        Call.of("flowBotUserAddTags", body={"user_ns": ANA, "data": [{"tag_ns": "f99t1"}]}),
        Call.of("flowBotUserCancelBroadcast", query={"broadcast_ns": "f99b1"}),
    ],
)
async def test_an_id_of_another_bot_goes_nowhere(workspace: Workspace, bot: Bot, call: Call) -> None:
    with pytest.raises(Malformed, match="belongs to another bot than f1284"):
        await workspace.apply(TEXT, Edit(call, "Do it"))
    assert await bot.writes() == [] and await workspace.journal.single_edits() == []


async def test_a_text_that_looks_like_an_id_is_a_text(workspace: Workspace, bot: Bot) -> None:
    body = {"user_ns": ANA, "content": "f99u1"}
    await workspace.apply(Edit(Call.of("flowBotUserSendText", body=body), "Send"))
    assert await bot.accepted() == {"flowBotUserSendText": 1}


async def test_whoever_goes_away_does_not_stop_what_has_left(workspace: Workspace, bot: Bot) -> None:
    bot.app.state.host.latency_ms = 150
    task = asyncio.ensure_future(workspace.apply(TEXT))
    await left(bot)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await quiet(workspace)
    (entry,) = await workspace.journal.single_edits()
    assert entry.outcome is Outcome.DONE


@pytest.mark.parametrize(("patience", "outcome"), [(5.0, Outcome.DONE), (0.0, Outcome.UNKNOWN)])
async def test_closing_waits_for_what_has_left_and_not_for_ever(
    bot: Bot, tmp_path: Path, patience: float, outcome: Outcome
) -> None:
    workspace = await bot.open(tmp_path)
    bot.app.state.host.latency_ms = 200
    task = asyncio.ensure_future(workspace.apply(TEXT))
    await left(bot)
    await workspace.close(patience)
    await asyncio.gather(task, return_exceptions=True)
    again = await bot.open(tmp_path)
    (entry,) = await again.journal.single_edits()
    assert entry.outcome is outcome
    await again.close()


# -- What the cache says afterwards ---------------------------------------------------------------


async def test_the_rows_are_changed_at_once_and_then_as_the_host_has_them(
    workspace: Workspace, told: list[Any]
) -> None:
    made = await EDITS["change_profile"](workspace)
    assert isinstance(made, list)
    await workspace.apply(*made)
    cached = await workspace.cache.row(SUBSCRIBER.name, ANA)
    assert cached is not None and cached.value["name"] == "Ana S."
    await quiet(workspace)
    found = await workspace.cache.row(SUBSCRIBER.name, ANA)
    assert found is not None and found.value["email"] == "ana@example.org"
    assert any((SUBSCRIBER.name, ANA) in each.rows for each in of(told, Changed))


async def test_what_is_undone_and_redone_is_in_the_cache_at_once(workspace: Workspace, bot: Bot) -> None:
    async def held() -> set[str]:
        found = await workspace.cache.row(SUBSCRIBER.name, ANA)
        assert found is not None
        return {each["name"] for each in found.value["tags"]}

    await workspace.apply(*add_tags(await ana(workspace), await tags(workspace, NEW_TAGS[0])))
    await quiet(workspace)
    (entry,) = await workspace.journal.undoable()
    before = len(bot.app.state.host.log.rows())
    await workspace.apply(undoing(entry))
    assert NEW_TAGS[0] not in await held()
    await quiet(workspace)
    assert len(bot.app.state.host.log.rows()) - before == 2, "it was compared and sent, and not read again"
    (entry,) = await workspace.journal.redoable()
    await workspace.apply(redoing(entry))
    assert NEW_TAGS[0] in await held()


async def test_what_is_gone_is_gone_from_the_cache_and_its_list_is_stale(
    workspace: Workspace, told: list[Any]
) -> None:
    tag = next(each for each in await listed(workspace.flows.tags()) if each.name == "vip")
    await workspace.apply(TAG.delete_edit(tag))
    assert await workspace.cache.row(TAG.name, tag.row_id) is None
    (changed,) = [each for each in of(told, Changed) if each.rows]
    assert changed.rows == {(TAG.name, tag.row_id)} and "flowTags" in changed.operations
    assert (await workspace.cache.listing(Call.of("flowTags").key, "flowTags")).stale


async def test_what_the_host_does_not_know_has_its_lists_read_again(
    workspace: Workspace, bot: Bot, told: list[Any]
) -> None:
    (tag,) = await tags(workspace, "vip")
    bot.app.state.host.world.tags.remove(tag.tag_ns)
    with pytest.raises(NotFound):
        await workspace.apply(TAG.delete_edit(tag))
    assert (await workspace.cache.listing(Call.of("flowTags").key, "flowTags")).stale
    assert any("flowTags" in each.operations for each in of(told, Changed))


async def test_the_answer_of_a_write_is_taken_for_the_row_it_is_about(workspace: Workspace) -> None:
    row = {"var_ns": "f1284v5001", "name": "old", "kept": 1}
    await workspace.cache.keep_row(*(USER_FIELD.name, *USER_FIELD.packed(row)))
    call = Call.of("flowUpdateUserField", body={"var_ns": "f1284v5001", "name": "new"})
    touch = Touch(USER_FIELD, "f1284v5001", lambda before: {**before, "name": "new"}, replied=True)

    async def answering(data: Any) -> dict[str, Any]:
        from tests.support.sender import Sender

        workspace._writer._send = Sender(lambda _: {"data": data, "status": "ok"})
        await workspace.apply(Edit(call, "Rename", touches=(touch,)))
        found = await workspace.cache.row(USER_FIELD.name, "f1284v5001")
        assert found is not None
        return dict(found.value)

    assert await answering({"var_ns": "f1284v5001", "name": "New!"}) == {**row, "name": "New!"}
    assert await answering({"var_ns": "f1284v9999", "name": "another"}) == {**row, "name": "new"}
    assert await answering(None) == {**row, "name": "new"}


async def test_a_value_that_was_cut_is_told(workspace: Workspace, bot: Bot, told: list[Any]) -> None:
    field = next(each for each in await listed(workspace.flows.user_fields()) if each.var_type == "text")
    long = "é" * 20_500
    edits = set_fields(await ana(workspace), [FieldChange(field.var_ns, field.name, "text", long)])
    await workspace.carry_out(Chain(edits, compares=False))
    await quiet(workspace)
    (notice,) = of(told, Noticed)
    assert notice.danger and notice.text.startswith("The host kept 20,000 of the 20,500 characters")

    told.clear()
    await bot.fault(kind="500", path="/subscriber/get-info", skip=1)
    edits = set_fields(await ana(workspace), [FieldChange(field.var_ns, field.name, "text", f"x{long}")])
    await workspace.carry_out(Chain(edits, compares=False))
    await quiet(workspace)
    (unread,) = of(told, Noticed)
    assert (
        unread.text.startswith("It was saved, but could not be read back to compare.") and not unread.danger
    )
    assert "Nothing was changed" not in unread.text and "ry again" not in unread.text


async def test_a_row_is_not_set_back_by_a_copy_that_is_older_than_the_next_write(
    workspace: Workspace, bot: Bot
) -> None:
    await ana(workspace)
    reread = Touch(SUBSCRIBER, ANA, lambda row: {**row, "name": "first"}, reread=info_call(ANA))
    later = Touch(SUBSCRIBER, ANA, lambda row: {**row, "name": "second"})
    call = Call.of("flowBotUserResumeBot", body={"user_ns": ANA})
    bot.app.state.host.latency_ms = 20
    await workspace.apply(Edit(call, "One", ANA, touches=(reread,)))
    await workspace.apply(Edit(call, "Two", ANA, touches=(later,)))
    await quiet(workspace)
    row = await workspace.cache.row(SUBSCRIBER.name, ANA)
    assert row is not None and row.value["name"] == "second"


# -- Several writes -------------------------------------------------------------------------------


def texts(count: int) -> list[Edit]:
    body = [{"user_ns": f"f1284u{900 + number}", "content": "Hi"} for number in range(1, count + 1)]
    return [
        Edit(Call.of("flowBotUserSendText", body=each), f"To {each['user_ns']}", each["user_ns"])
        for each in body
    ]


async def test_what_takes_several_calls_tells_how_far_it_is_and_can_be_stopped(
    workspace: Workspace, bot: Bot, told: list[Any]
) -> None:
    def stop(event: Any) -> None:
        if isinstance(event, Progressed) and event.done == 2:
            workspace.stop()

    workspace.listen(stop)
    with pytest.raises(
        FlochatError, match=r"Done: To f1284u901; To f1284u902\. Left: To f1284u903; To f1284u904\."
    ):
        await workspace.apply(*texts(4))
    assert await bot.accepted() == {"flowBotUserSendText": 2}
    progress = [(each.done, each.of) for each in of(told, Progressed)]
    assert progress[:3] == [(0, 4), (1, 4), (2, 4)] and progress[-1] == (4, 4)
    await workspace.apply(*texts(1))
    assert await bot.accepted() == {"flowBotUserSendText": 3}, "what begins later is not stopped"


async def test_an_unknown_write_is_sent_again_only_when_the_person_says_so(
    workspace: Workspace, bot: Bot
) -> None:
    await bot.fault(kind="drop-before", path="/subscriber/send-text")
    with pytest.raises(FlochatError):
        await workspace.apply(TEXT)
    (unknown,) = await workspace.journal.unknown()
    sent = await workspace.resend(unknown)
    assert (sent.outcome, sent.call, sent.batch) == (Outcome.DONE, TEXT.call, unknown.batch)
    before = await workspace.journal.entry(unknown.id)
    assert before is not None and (before.outcome, before.message) == (Outcome.RESENT, "Sent again.")
    assert await bot.accepted() == {"flowBotUserSendText": 1}


async def test_a_second_failure_leaves_the_first_one_open(workspace: Workspace, bot: Bot) -> None:
    await bot.fault(kind="500", path="/subscriber/send-text", times=2)
    with pytest.raises(FlochatError):
        await workspace.apply(TEXT)
    (unknown,) = await workspace.journal.unknown()
    with pytest.raises(FlochatError):
        await workspace.resend(unknown)
    assert [each.outcome for each in await workspace.journal.single_edits()] == [
        Outcome.UNKNOWN,
        Outcome.UNKNOWN,
    ]


async def test_what_the_person_found_out_is_noted(workspace: Workspace, bot: Bot) -> None:
    await bot.fault(kind="500", path="/subscriber/send-text")
    with pytest.raises(FlochatError):
        await workspace.apply(TEXT)
    (unknown,) = await workspace.journal.unknown()
    settled = await workspace.settle(unknown, Outcome.DONE, "It is in the chat.")
    assert (settled.outcome, settled.message, settled.status) == (Outcome.DONE, "It is in the chat.", 500)
    assert await workspace.journal.unknown() == []


async def test_somebody_who_wants_the_answer_is_told_it(workspace: Workspace) -> None:
    answers: list[Any] = []
    edit = Edit(CREATE.call, CREATE.summary, answered=answers.append)
    (entry,) = await workspace.apply(edit)
    (reply,) = answers
    assert entry.subject == reply.data["tag_ns"] and entry.kind == TAG.name and entry.inverse is not None
