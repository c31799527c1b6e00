# SPDX-License-Identifier: MIT
"""What a reply is held up by: what couldn't be looked at before it leaves, and who has the chat by then."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from flotui.api.call import Call
from flotui.api.errors import FlochatError, InsecureHost, Unreachable
from flotui.jobs.outcomes import Unfinished
from flotui.repositories.edit import Edit
from flotui.resources.inbox import replying as replies
from flotui.resources.inbox.replying import begun
from flotui.resources.other_windows import unless_sent
from flotui.store.entry import Outcome
from flotui.store.journal import Journal
from flotui.store.owners import owner_of
from flotui.ui.panels import in_sight, slip
from flotui.workspace.calling import execute
from flotui.workspace.chain import Chain
from flotui.workspace.crossing import ENTRIES
from tests.support.app import see, text_of, until
from tests.support.inbox import (
    CAMILA,
    SIZE,
    UNA,
    app_of,
    inbox,
    replying,
    running,
    script,
    served,
    texts,
    typed,
)
from tests.support.served import Served

__all__ = ["running", "served"]

INFO, CHAT = "/subscriber/get-info", "/subscriber/chat-messages"
WHETHER = "Couldn't check whether somebody has answered."
WHOM = "Couldn't check whom the chat is assigned to."


async def beside(pilot: Pilot[Any]) -> Journal:
    """The journal as a window of another process has it."""
    app: Any = pilot.app
    theirs = await Journal.open(app.workspace.journal.db.path, app.workspace.journal._profile)
    theirs._owner = owner_of(os.getppid())
    return theirs


@pytest.mark.parametrize("kind", ["500", "page", "drop-before"])
async def test_a_row_that_cannot_be_read_is_asked_about_and_the_chat_is_read(
    served: Served, tmp_path: Path, kind: str
) -> None:
    async with replying(served, tmp_path) as pilot:
        await typed(pilot, "mine")
        script(served, {"who": CAMILA, "text": "I have it", "kind": "agent", "username": "Lívia"})
        served.fault(kind, INFO, times=3)
        await pilot.press("enter")
        await see(pilot, "Send to Camila Correia Borges anyway?", WHOM, "I have it")
        await pilot.press("escape")
        await until(pilot, lambda: "anyway?" not in text_of(pilot), "no question")
        served.host.faults.clear()
    assert texts(served) == []


@pytest.mark.parametrize("paths", [(CHAT,), (INFO, CHAT)])
async def test_a_chat_that_cannot_be_read_is_asked_about_with_the_reason(
    served: Served, tmp_path: Path, paths: tuple[str, ...]
) -> None:
    async with replying(served, tmp_path) as pilot:
        await typed(pilot, "mine")
        script(served, {"who": CAMILA, "text": "still there?"})
        for path in paths:
            served.fault("500", path, times=3)
        await pilot.press("enter")
        await see(pilot, "Send to Camila Correia Borges anyway?", WHETHER, "500")
        assert (WHOM in text_of(pilot)) is (INFO in paths)
        assert texts(served) == []
        served.host.faults.clear()
        await pilot.press("y")
        await see(pilot, "The host accepted it")
    assert texts(served) == [(CAMILA, "mine")]


@pytest.mark.parametrize(
    ("whose", "said"),
    [({"user_ns": UNA}, "another subscriber than was asked for."), ({}, "which subscriber it is about.")],
)
async def test_whoever_the_host_answers_about_it_goes_to_whom_it_was_typed_to(
    served: Served, tmp_path: Path, whose: dict[str, str], said: str
) -> None:
    async with replying(served, tmp_path) as pilot:
        await typed(pilot, "mine")
        other = {**whose, "first_name": "Una", "channel": "telegram", "status": "open"}
        served.fault("refused-as-200", INFO, body=other)
        await pilot.press("enter")
        await see(pilot, "Send to Camila Correia Borges anyway?", WHOM, said)
        assert served.received() == []
        await pilot.press("y")
        await see(pilot, "The host accepted it")
    assert texts(served) == [(CAMILA, "mine")]


async def test_nothing_is_sent_to_who_is_gone_and_they_are_listed_only_for_the_draft(
    served: Served, tmp_path: Path
) -> None:
    async with replying(served, tmp_path) as pilot:
        await typed(pilot, "mine")
        served.host.world.people.remove(CAMILA)
        await pilot.press("enter")
        await see(pilot, "Not sent: Camila Correia Borges is no longer on the host.", "mine")
        await see(pilot, "─ Waiting  3 waiting", "[2 Subscribers 3")
        await pilot.press("escape", "escape", "r")
        await see(pilot, "━ Waiting  3 waiting", "draft Camila")
        await pilot.press("enter")
        await see(pilot, "━ Reply to Camila", "mine")
        await pilot.press("ctrl+c", "escape", "escape")
        await until(pilot, lambda: "draft" not in text_of(pilot), "no draft")
        await pilot.press("r")
        await until(pilot, lambda: "Camila" not in text_of(pilot), "nobody who is gone")
    assert texts(served) == []


async def test_who_is_gone_is_named_once_to_whom_has_gone_on(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slip, "UNREAD", math.inf)
    async with replying(served, tmp_path) as pilot:
        await typed(pilot, "mine")
        served.fault("404", INFO, times=1)
        await pilot.press("enter")
        await see(pilot, "Not sent: Camila Correia Borges is no longer on the host.")
        await pilot.press("ctrl+n")
        await see(pilot, "━ Reply to Olívia", "Not sent: Camila Correia Borges is no longer on the host.")
        assert "Borges: Not" not in text_of(pilot)


async def test_nothing_is_asked_while_the_host_takes_nothing(served: Served, tmp_path: Path) -> None:
    async with replying(served, tmp_path) as pilot:
        await typed(pilot, "mine")
        served.fault("429-wait", INFO, times=1)
        for key in ("enter", "ctrl+t"):
            await pilot.press(key)
            await see(pilot, "is limiting requests", "✗ not sent · ctrl+t tries again", "mine")
            assert "anyway" not in text_of(pilot)
    assert texts(served) == []


@pytest.mark.parametrize("error", [Unreachable, InsecureHost])
async def test_nothing_is_asked_while_the_host_cannot_be_reached(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[FlochatError]
) -> None:
    async def unread(reading: Any) -> Any:
        return (await newest(reading))[0], error("The host can't be reached.")

    newest = replies.newest
    monkeypatch.setattr(replies, "newest", unread)
    async with replying(served, tmp_path) as pilot:
        await typed(pilot, "mine")
        await pilot.press("enter")
        await see(pilot, "The host can't be reached.", "✗ not sent · ctrl+t tries again", "mine")
        assert "anyway" not in text_of(pilot)
    assert texts(served) == []


async def test_behind_a_question_whose_answer_sent_nothing_it_is_not_said_to_be_under_way(
    served: Served, tmp_path: Path
) -> None:
    async with replying(served, tmp_path, "[confirm]\nreply = true\n") as pilot:
        await typed(pilot, "mine")
        await pilot.press("enter")
        await see(pilot, "Send to Camila Correia Borges?", "not sent yet: mine")
        served.fault("422", "/subscriber/send-text", times=1)
        await pilot.press("y")
        await see(pilot, "ctrl+t try again", "not sent yet: mine")
        await pilot.press("ctrl+t")
        await see(pilot, "The host accepted it")
    assert texts(served) == [(CAMILA, "mine")]


@pytest.mark.parametrize(("agent", "asked"), [(20, False), (21, True)])
async def test_a_chat_that_was_assigned_to_me_is_not_asked_about(
    served: Served, tmp_path: Path, agent: int, asked: bool
) -> None:
    async with replying(served, tmp_path) as pilot:
        await typed(pilot, "mine")
        script(served, {"who": CAMILA, "agent_id": agent})
        await pilot.press("enter")
        if asked:
            await see(pilot, "The chat is assigned to agent 21 now; it was assigned to nobody when you")
            await pilot.press("y")
        await see(pilot, "The host accepted it")
    assert texts(served) == [(CAMILA, "mine")]


@pytest.mark.parametrize(("agent", "asked"), [(20, False), (21, True)])
async def test_a_chat_that_was_a_colleagues_before_is_asked_about_once(
    served: Served, tmp_path: Path, agent: int, asked: bool
) -> None:
    script(served, {"who": CAMILA, "agent_id": agent})
    app = app_of(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await app.workspace.inbox.is_me("")
        await until(pilot, lambda: app.workspace.inbox._me == {"20"}, "whose key it is")
        await pilot.press("home", *(["end"] if asked else []), "enter")
        await see(pilot, "━ Reply to Camila Correia Borges")
        await typed(pilot, "mine")
        await pilot.press("enter")
        if asked:
            await see(
                pilot, "Send to Camila Correia Borges anyway?", "The chat is assigned to", ", not to you."
            )
            await pilot.press("y")
        await see(pilot, "The host accepted it")
        await typed(pilot, "too")
        await pilot.press("enter")
        await until(pilot, lambda: texts(served) == [(CAMILA, "mine"), (CAMILA, "too")], "nothing is asked")


async def test_a_chat_that_was_closed_is_told_with_the_outcome(served: Served, tmp_path: Path) -> None:
    async with replying(served, tmp_path) as pilot:
        await typed(pilot, "mine")
        script(served, {"who": CAMILA, "status": "done"})
        await pilot.press("enter")
        await see(pilot, "The host accepted it for Camila Correia Borges. The chat is done.")
    assert texts(served) == [(CAMILA, "mine")]


@pytest.mark.parametrize("unseen", [True, False])
async def test_two_windows_press_enter_at_the_same_time(served: Served, tmp_path: Path, unseen: bool) -> None:
    """The other's is noted while this one looks: before the journal is read, or after."""
    async with replying(served, tmp_path) as pilot:
        await typed(pilot, "mine")
        app: Any = pilot.app
        journal = app.workspace.journal
        theirs = await beside(pilot)
        recent, noted = journal.single_edits, []

        async def reading(*given: Any) -> Any:
            before = await recent(*given)
            if CAMILA in given and not noted:
                call = Call.of("flowBotUserSendText", body={"user_ns": CAMILA, "content": "theirs"})
                noted.append(await theirs.intend(call, "theirs", kind="subscriber", subject=CAMILA))
            return before if unseen else await recent(*given)

        journal.single_edits = reading
        await pilot.press("enter")
        await see(pilot, "Send to Camila Correia Borges anyway?", "Another window wrote at", "theirs")
        assert texts(served) == []
        await pilot.press("y")
        await see(pilot, "The host accepted it")
        await theirs.close()
    assert texts(served) == [(CAMILA, "mine")]


async def test_what_another_window_sent_before_and_the_chat_on_screen_does_not_show_is_asked_about(
    served: Served, tmp_path: Path
) -> None:
    async with replying(served, tmp_path) as pilot:
        theirs = await beside(pilot)
        call = Call.of("flowBotUserSendText", body={"user_ns": CAMILA, "content": "theirs"})
        await theirs.intend(call, "theirs", kind="subscriber", subject=CAMILA)
        await typed(pilot, "mine")
        await pilot.press("enter")
        await see(pilot, "Send to Camila Correia Borges anyway?", "Another window wrote at", "theirs")
        await theirs.close()
    assert texts(served) == []


@pytest.mark.parametrize("unseen", [True, False])
async def test_what_another_window_has_just_sent_is_pointed_out_before_a_sub_flow(
    served: Served, tmp_path: Path, unseen: bool
) -> None:
    """Before the question, or while it is asked: then what was asked for doesn't leave."""
    async with replying(served, tmp_path, "[confirm]\nsend = false\n" if not unseen else "") as pilot:
        theirs = await beside(pilot)

        async def elsewhere() -> None:
            flow = Call.of("flowBotUserSendSubFlow", body={"user_ns": CAMILA, "sub_flow_ns": "f1284s1"})
            await theirs.intend(flow, "Send sub-flow Menu", kind="subscriber", subject=CAMILA)

        if not unseen:
            await elsewhere()
        await pilot.press("alt+s")
        await see(pilot, "Main menu", "cancel")
        await pilot.press("enter")
        await see(pilot, "Send sub-flow", "Camila Correia Borges", "Cancel")
        if unseen:
            await elsewhere()
            await pilot.press("y")
            await see(pilot, "Not sent: another window has just sent this subscriber something.")
        else:
            await see(pilot, "Sent by another window at", "Send sub-flow Menu")
        await pilot.press("escape")
        await theirs.close()
    assert not [row for row in served.received() if row["operation"] == "flowBotUserSendSubFlow"]


@pytest.mark.parametrize("noted", [True, False])
async def test_many_sends_of_another_window_keep_no_reply_from_ever_leaving(
    served: Served, tmp_path: Path, noted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than are looked through, since the reply was begun or where nobody noted when that was."""
    if not noted:
        monkeypatch.setattr(replies, "begun", lambda *given: replace(begun(*given), typed=0.0))
    async with replying(served, tmp_path) as pilot:
        theirs = await beside(pilot)
        await typed(pilot, "mine")
        for number in range(ENTRIES + 1):
            call = Call.of("flowBotUserSendText", body={"user_ns": CAMILA, "content": f"theirs {number}"})
            await theirs.intend(call, "theirs", kind="subscriber", subject=CAMILA)
        await pilot.press("enter")
        if noted:
            await see(pilot, "Send to Camila Correia Borges anyway?", "Another window wrote at")
            await pilot.press("y")
        await see(pilot, "The host accepted it")
        await theirs.close()
    assert texts(served) == [(CAMILA, "mine")]


async def test_what_crosses_the_second_call_of_an_act_is_seen_and_going_on_is_held_too(
    served: Served, tmp_path: Path
) -> None:
    async with replying(served, tmp_path) as pilot:
        app: Any = pilot.app
        theirs, workspace = await beside(pilot), app.workspace
        tag = Call.of("flowBotUserAddTagByName", body={"user_ns": CAMILA, "tag_name": "vip"})
        text, other = (
            Call.of("flowBotUserSendText", body={"user_ns": CAMILA, "content": each})
            for each in ("mine", "theirs")
        )
        edits = [Edit(call, "it", subject=CAMILA) for call in (tag, text)]
        seen: set[int] = set()
        await theirs.intend(other, "theirs", kind="subscriber", subject=CAMILA)
        with pytest.raises(Unfinished, match="another window has just sent") as first:
            async with unless_sent(workspace, CAMILA, 0.0, seen):
                await workspace.carry_out(Chain(edits))
        assert seen, "its person was told"
        await theirs.intend(other, "theirs", kind="subscriber", subject=CAMILA)
        with pytest.raises(Unfinished, match="another window has just sent"):
            await first.value.go_on()
        assert texts(served) == []
        await first.value.go_on()
        await theirs.close()
    assert texts(served) == [(CAMILA, "mine")]


@pytest.mark.parametrize("by", ["user_ns", "user_id"])
async def test_what_the_api_area_sends_is_asked_about_too(served: Served, tmp_path: Path, by: str) -> None:
    """As all that leaves without a question of its own that has shown it, whichever id it names the subscriber by."""
    person = served.host.world.people.edit(CAMILA)
    flow = served.host.world.sub_flows.ids()[0]
    async with replying(served, tmp_path) as pilot:
        app: Any = pilot.app
        theirs = await beside(pilot)
        mine = Call.of("flowBotUserSendSubFlow", body={"user_ns": CAMILA, "sub_flow_ns": flow})
        if by == "user_id":
            body = {"user_id": person.user_id, "sub_flow_ns": flow}
            mine = Call.of("flowBotUserSendSubFlowByUserId", body=body)
        call = Call.of("flowBotUserSendText", body={"user_ns": CAMILA, "content": "theirs"})
        await theirs.intend(call, "Send a text", kind="subscriber", subject=CAMILA)
        sending = app.run_worker(execute(app.workspace, mine), exit_on_error=False)
        await see(pilot, "Send it anyway?", "Send a text", "Another window wrote at", "theirs")
        assert texts(served) == []
        assert mine.operation_id not in served.accepted()
        await pilot.press("y")
        await until(pilot, lambda: sending.is_finished, "sent")
        (entry,) = [each for each in await theirs.single_edits(5, CAMILA) if each.call == mine]
        assert entry.outcome is Outcome.DONE
        await theirs.close()
    assert served.accepted()[mine.operation_id] == 1


async def test_the_list_knows_what_was_read_of_the_chat_before_a_reply_that_was_not_sent_after_all(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with replying(served, tmp_path) as pilot:
        monkeypatch.setattr(in_sight, "REST", 600.0)  # nothing but the reply has it read
        await typed(pilot, "mine")
        script(
            served,
            {"who": CAMILA, "text": "ask stock", "kind": "note"},
            {"who": CAMILA, "text": "still there?"},
        )
        await pilot.press("enter")
        await see(pilot, "Send to Camila Correia Borges anyway?", "ask stock")
        await pilot.press("escape")
        await until(pilot, lambda: "anyway?" not in text_of(pilot), "no question")
        await until(pilot, lambda: "chat not read" not in text_of(pilot), "their last words in the list")
    assert texts(served) == []
