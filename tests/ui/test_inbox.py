# SPDX-License-Identifier: MIT
"""The inbox on screen: who waits, the chat beside, the reply below, and what is asked before it leaves."""

from __future__ import annotations

import errno
import json
import stat
from pathlib import Path
from typing import Any

import pytest

from flotui.repositories import own_words
from flotui.store.trouble import Trouble
from flotui.ui import drafts
from flotui.ui.panels.reply import ReplyLine
from flotui.ui.panels.replybox import ReplyBox
from tests.support.app import see, text_of, until
from tests.support.inbox import (
    CAMILA,
    OLIVIA,
    SIZE,
    UNA,
    ZOE,
    app_of,
    failed,
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


async def test_answered_in_order_with_two_keys_a_person(served: Served, tmp_path: Path) -> None:
    async with replying(served, tmp_path) as pilot:
        for name in ("Camila", "Olívia", "Una", "Zoë"):
            await see(pilot, f"━ Reply to {name}")
            await typed(pilot, f"hi {name[0]}")
            await pilot.press("enter")
            await see(pilot, f"The host accepted it for {name}")
            await pilot.press("ctrl+n")
        await see(pilot, "Nobody else waits.", "0 waiting")
        assert "[2 Subscribers]" in text_of(pilot)
        await typed(pilot, "for the next")
        await pilot.press("enter")
        await see(pilot, "Not sent: this is still the chat with Zoë O'Dell. enter again sends it.")
        sent = [(CAMILA, "hi C"), (OLIVIA, "hi O"), (UNA, "hi U"), (ZOE, "hi Z")]
        assert texts(served) == sent
        await pilot.press("enter")
        await until(pilot, lambda: texts(served) == [*sent, (ZOE, "for the next")])


async def test_the_first_chat_takes_the_keys_also_after_another_detail_was_open(
    served: Served, tmp_path: Path
) -> None:
    app = app_of(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "━ Subscribers", "Ana Souza")
        await pilot.press("enter")
        await see(pilot, "[Card]")
        await pilot.press("escape")
        await inbox(pilot)
        await pilot.press("enter", *"Tudo", "space", *"bem")
        await see(pilot, "━ Reply to Camila Correia Borges", " Tudo bem")
        assert isinstance(pilot.app.focused, ReplyBox)
    assert texts(served) == []
    assert not any("ssign" in row["operation"] for row in served.received())


async def test_a_reply_is_asked_about_where_one_wants_that(served: Served, tmp_path: Path) -> None:
    async with replying(served, tmp_path, "[confirm]\nreply = true\n") as pilot:
        await typed(pilot, "hi")
        await pilot.press("enter")
        await see(pilot, "Send to Camila Correia Borges?", "Cancel")
        assert texts(served) == []
        await pilot.press("y")
        await see(pilot, "The host accepted it for Camila")
    assert texts(served) == [(CAMILA, "hi")]


async def test_a_new_line_has_keys_of_its_own_and_the_line_grows(served: Served, tmp_path: Path) -> None:
    async with replying(served, tmp_path) as pilot:
        app: Any = pilot.app
        await pilot.press("a", "ctrl+j", "b", "alt+enter", "c")
        await until(pilot, lambda: app.main.query_one(ReplyBox).size.height == 3, "three lines")
        await pilot.press("enter")
        await see(pilot, "The host accepted it")
        await until(pilot, lambda: app.main.query_one(ReplyBox).size.height == 1, "one line")
    assert texts(served) == [(CAMILA, "a\nb\nc")]


async def test_another_agents_word_since_the_draft_was_begun_is_shown_and_asked(
    served: Served, tmp_path: Path
) -> None:
    async with replying(served, tmp_path) as pilot:
        await typed(pilot, "mine")
        script(
            served,
            {
                "who": CAMILA,
                "text": "I have it, says Lívia",
                "kind": "agent",
                "username": "Lívia",
                "agent_id": 21,
            },
        )
        await pilot.press("enter")
        await see(
            pilot,
            "Send to Camila Correia Borges anyway?",
            "Lívia wrote at",
            "I have it, says Lívia",
            "The chat is assigned to",
        )
        await pilot.press("escape")
        await see(pilot, "━ Reply to Camila", "mine")
        assert texts(served) == []
        await pilot.press("enter")
        await see(pilot, "Send to Camila Correia Borges anyway?")
        await pilot.press("y")
        await see(pilot, "The host accepted it")
    assert texts(served) == [(CAMILA, "mine")]


async def test_a_bots_word_and_their_own_are_not_asked_about(served: Served, tmp_path: Path) -> None:
    async with replying(served, tmp_path) as pilot:
        await typed(pilot, "mine")
        script(served, {"who": CAMILA, "text": "still there?"}, {"who": CAMILA, "text": "bot", "kind": "out"})
        await pilot.press("enter")
        await see(pilot, "The host accepted it", "still there?")
    assert texts(served) == [(CAMILA, "mine")]


async def test_outside_of_the_24_hours_what_is_typed_stays_and_a_template_goes(
    served: Served, tmp_path: Path
) -> None:
    app = app_of(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "━ Subscribers", "Ana Souza")
        app.workspace.memory.set_timezone("America/Sao_Paulo")
        old = next(
            index
            for index in range(60)
            if served.host.world.people.person(index).channel == "whatsapp_cloud"
            and served.host.world.people.person(index).interacted_at
            < served.host.world.clock.timestamp() - 10**6
        )
        ns = served.host.world.people.crowd.ns(old)
        app.main.go("subscribers", None, ns, "chat")
        await see(pilot, "[Chat]", "24 h are over · w template")
        await pilot.press("m", "n", "o")
        await until(pilot, lambda: app.main.query_one(ReplyBox).value == "no", "a draft")
        await pilot.press("escape", "w")
        await see(pilot, "Send which template to")
    assert served.received() == [] or all("send" not in row["path"] for row in served.received())


async def test_a_draft_is_on_disk_within_a_second_and_goes_when_sent(served: Served, tmp_path: Path) -> None:
    async with replying(served, tmp_path) as pilot:
        app: Any = pilot.app
        await typed(pilot, "half a th")
        assert "draft kept" not in text_of(pilot)
        await see(pilot, "draft kept")
        (file,) = app.drafts.glob("form-*.json")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert json.loads(file.read_bytes())["values"]["text"] == "half a th"
        await pilot.press("ctrl+n")
        await see(pilot, "━ Reply to Olívia")
        assert "half a th" not in text_of(pilot), "a draft is never shown to another"
        await pilot.press("alt+p")
        await see(pilot, "━ Reply to Camila", "half a th")
        await pilot.press("enter")
        await see(pilot, "The host accepted it")
        assert list(app.drafts.glob("form-*.json")) == []
    assert texts(served) == [(CAMILA, "half a th")]


async def test_a_draft_on_a_full_disk_says_that_it_is_full_and_that_nothing_was_sent(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with replying(served, tmp_path) as pilot:
        app: Any = pilot.app
        line = app.main.query_one(ReplyLine)

        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, "")

        async def refuses(*_: object, **__: object) -> None:
            full_disk = Trouble("the disk is full")
            raise app.workspace.journal.db._refused(full_disk, not_sent=True)

        replacing, not_kept = drafts.replacing, "The draft couldn't be kept: the disk is full."
        monkeypatch.setattr(drafts, "replacing", full)
        await typed(pilot, "hell")
        await see(pilot, not_kept)
        monkeypatch.setattr(drafts, "replacing", replacing)
        line._save()
        await until(
            pilot, lambda: "draft kept" in text_of(pilot) and not_kept not in text_of(pilot), "there is room"
        )
        monkeypatch.setattr(drafts, "replacing", full)
        await typed(pilot, "o")
        await see(pilot, not_kept)
        monkeypatch.setattr(app.workspace.journal, "intend", refuses)
        await pilot.press("enter")
        sentence = "Not sent: the journal can't be written: the disk is full."
        await see(pilot, sentence, "✗ not sent")
        await until(
            pilot, lambda: line._slip.not_kept == f"{sentence} The draft couldn't be kept either.", "both"
        )
        monkeypatch.undo()
        await pilot.press("ctrl+t")
        await see(pilot, "The host accepted it")
    assert texts(served) == [(CAMILA, "hello")]


async def test_a_draft_is_there_after_a_restart(served: Served, tmp_path: Path) -> None:
    async with replying(served, tmp_path) as pilot:
        await typed(pilot, "not yet")
        await see(pilot, "draft kept")
    app = app_of(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await pilot.press("enter")
        await see(pilot, "━ Reply to Camila Correia Borges", "not yet", "draft kept")


async def test_a_draft_of_somebody_who_no_longer_waits_is_marked_and_can_be_reached(
    served: Served, tmp_path: Path
) -> None:
    async with replying(served, tmp_path) as pilot:
        await typed(pilot, "half")
        await see(pilot, "draft kept", "draft Camila")
        script(served, {"who": CAMILA, "text": "I have it", "kind": "agent", "username": "Lívia"})
    app = app_of(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "waiting lists it, marked draft")
        app.main.go("waiting")
        await see(pilot, "draft Camila")
        await pilot.press("r")
        await see(pilot, "━ Waiting  3 waiting", "✓  draft Camila")
        await pilot.press("end", "up", "enter")
        for name in ("Zoë", "Olívia", "Una"):
            await see(pilot, f"━ Reply to {name}")
            await pilot.press("ctrl+n")
        await see(pilot, "━ Reply to Camila", "half")
        await pilot.press("ctrl+c")
        await until(pilot, lambda: "draft Camila" not in text_of(pilot), "no draft")


async def test_a_placeholder_that_isnt_filled_in_blocks_and_stands_marked(
    served: Served, tmp_path: Path
) -> None:
    async with replying(served, tmp_path) as pilot:
        app: Any = pilot.app
        await typed(pilot, "it is {{city}} now")
        await pilot.press("enter")
        await see(pilot, "Not sent: {{city}} isn't filled in.")
        assert app.main.query_one(ReplyBox).selected_text == "{{city}}"
        assert texts(served) == []
        await typed(pilot, "Lima")
        await pilot.press("enter")
        await see(pilot, "The host accepted it")
    assert texts(served) == [(CAMILA, "it is Lima now")]


async def test_a_canned_answer_is_filled_in(served: Served, tmp_path: Path) -> None:
    served.host.world.shortcuts.add({"name": "greet", "value": "Hi {{first_name}}, about {{unknown thing}}"})
    async with replying(served, tmp_path) as pilot:
        app: Any = pilot.app
        await pilot.press("slash")
        await see(pilot, "Answer Camila Correia Borges with which text?", "Shortcuts", "Closing notes")
        await typed(pilot, "greet")
        await pilot.press("enter")
        await see(pilot, "Hi Camila, about {{unknown thing}}")
        assert app.main.query_one(ReplyBox).selected_text == "{{unknown thing}}"
        await pilot.press("x", "slash")
        await see(pilot, "Hi Camila, about x/")


@pytest.mark.parametrize(("kind", "says"), [("500", "? may have arrived at "), ("422", "✗ not sent")])
async def test_after_a_failure_enter_sends_nothing_and_another_key_goes_on(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, says: str
) -> None:
    monkeypatch.setattr(own_words, "shown", lambda *_: [])  # what a chat shows has arrived
    async with replying(served, tmp_path) as pilot:
        app: Any = pilot.app
        await failed(pilot, served, "once", kind)
        await see(pilot, says, "once")
        before = len(served.received())
        await pilot.press("enter")
        if kind == "500":
            await see(pilot, "Send to Camila Correia Borges anyway?", "This may have arrived at ")
            await pilot.press("escape")
            await until(pilot, lambda: "anyway?" not in text_of(pilot), "no question")
            await see(pilot, says, "enter asks")
        else:
            await see(pilot, "Not sent. ctrl+t tries again.")
        assert len(served.received()) == before
        await pilot.press("ctrl+o" if kind == "500" else "ctrl+t")
        await see(pilot, "The host accepted it")
        await until(pilot, lambda: not app.main.query_one(ReplyBox).value, "an empty line")


async def test_who_comes_meanwhile_is_counted_and_moves_nobody(served: Served, tmp_path: Path) -> None:
    app = app_of(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await pilot.press("down")
        new = "f1284u952"
        script(served, {"who": new, "text": "me first!", "ago": 9000})
        app.main.browser.listing.read(force=True, keep=True, automatic=True)
        await see(pilot, "+1 since", "new ")
        assert app.main.browser.listing.table.cursor == 1
        assert app.main.browser.listing.table.row.row_id == OLIVIA
        lines = text_of(pilot).splitlines()
        assert next(at for at, line in enumerate(lines) if "new " in line) == 8
        await pilot.press("p", "enter")
        await see(pilot, "━ Reply to Olívia", "+1 since", "following")
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "─ Waiting" not in text_of(pilot), "the chat alone")
        await see(pilot, "━ Olívia", "+1 since")
        await pilot.resize_terminal(*SIZE)
        await see(pilot, "─ Waiting")
        await pilot.press("escape", "p")
        await pilot.press("r")
        await see(pilot, "5 waiting")
        await until(pilot, lambda: "since" not in text_of(pilot), "the list in order")
        assert app.main.browser.listing.table.row.row_id == OLIVIA


async def test_who_comes_above_the_first_is_in_sight_once_the_list_is_read_again(
    served: Served, tmp_path: Path
) -> None:
    app = app_of(served, tmp_path)
    async with app.run_test(size=(120, 9)) as pilot:
        await inbox(pilot)
        await see(pilot, "▌  40 min  Camila")
        script(served, {"who": "f1284u952", "text": "two hours already", "ago": 7200})
        await pilot.press("r")
        await see(pilot, "5 waiting", "two hours already", "▌  40 min  Camila")


async def test_an_action_is_refused_where_another_row_is_under_the_cursor(
    served: Served, tmp_path: Path
) -> None:
    async with replying(served, tmp_path) as pilot:
        app: Any = pilot.app
        await typed(pilot, "hi")
        app.main.browser.listing.table.move_to(2)
        await pilot.press("enter")
        await see(pilot, "Not done: the open chat is Camila Correia Borges's, and the cursor is on Una.")
        await pilot.press("alt+o")
        await see(pilot, "Not done: the open chat is Camila")
    assert texts(served) == []


async def test_done_and_assigned_without_leaving_the_line(served: Served, tmp_path: Path) -> None:
    async with replying(served, tmp_path) as pilot:
        await pilot.press("alt+t")
        await see(pilot, "Camila Correia Borges assigned to you. esc, then u undoes it.")
        await pilot.press("alt+o")
        await see(pilot, "Move the chat of Camila Correia Borges to done")
        await pilot.press("y")
        await see(pilot, "3 waiting", "✓ Camila")
    writes = [(row["operation"], row["body"]) for row in served.received()]
    assert writes == [
        ("flowBotUserAssignAgent", {"user_ns": CAMILA, "agent_id": 20}),
        ("flowBotUserMoveChatTo", {"user_ns": CAMILA, "status": "done"}),
    ]


async def test_the_order_after_taking_one_is_that_of_mine_and_nobodys(served: Served, tmp_path: Path) -> None:
    async with replying(served, tmp_path) as pilot:
        app: Any = pilot.app
        await pilot.press("ctrl+n")
        await see(pilot, "━ Reply to Olívia")
        await pilot.press("alt+t")
        await see(pilot, "Olívia Correia assigned to you")
        await pilot.press("escape")
        await pilot.press("r")
        await see(pilot, "━ Waiting  4 waiting", " me ")
        await until(pilot, lambda: not app.workspace.writing, "read")
        assert [each.row_id for each in app.main.browser.listing.snapshot.value.rows] == [
            CAMILA,
            OLIVIA,
            UNA,
            ZOE,
        ]
    app = app_of(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await see(pilot, "━ Subscribers", "Ana Souza")
        app.main.go("waiting")
        await see(pilot, "━ Waiting  4 waiting", " me ")
        assert [each.row_id for each in app.main.browser.listing.snapshot.value.rows] == [
            CAMILA,
            OLIVIA,
            UNA,
            ZOE,
        ], "from the cache too"


async def test_esc_goes_back_to_the_list_and_read_only_takes_no_text(served: Served, tmp_path: Path) -> None:
    app = app_of(served, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await see(pilot, "━ Subscribers", "Ana Souza")
        app.main.go("waiting")
        await see(pilot, "━ Waiting  4 waiting")
        await pilot.press("enter")
        await see(pilot, "━ Reply to")
        assert "Waits" not in text_of(pilot), "at 80 columns the chat has all of the screen"
        await typed(pilot, "kept")
        await pilot.press("escape")
        await see(pilot, "━ Waiting", "Waits")
        await pilot.press("enter")
        await see(pilot, "━ Reply to", "kept")
        assert app.main.query_one(ReplyLine).typing


async def test_ctrl_c_clears_once_and_brings_back_the_second_time(served: Served, tmp_path: Path) -> None:
    async with replying(served, tmp_path) as pilot:
        app: Any = pilot.app
        await pilot.press("ctrl+c")
        await see(pilot, "Nothing to clear. esc, then q quits.")
        await typed(pilot, "oops")
        await pilot.press("ctrl+c")
        await see(pilot, "Cleared. ctrl+c brings it back.")
        box = app.main.query_one(ReplyBox)
        await until(pilot, lambda: not box.value, "an empty line")
        await pilot.press("ctrl+c")
        await until(pilot, lambda: box.value == "oops", "the text again")


async def test_on_80_columns_their_words_have_room_once_they_are_known(
    served: Served, tmp_path: Path
) -> None:
    app = app_of(served, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await see(pilot, "━ Subscribers", "Ana Souza")
        app.workspace.memory.set_timezone("America/Sao_Paulo")
        app.main.go("waiting")
        await see(pilot, "━ Waiting  4 waiting · longest 40 min", "where is it, 2400?", "6 Activity")


@pytest.mark.parametrize("begun", ["", "half an an"])
async def test_a_key_that_types_nothing_opens_the_commands_whatever_is_typed(
    served: Served, tmp_path: Path, begun: str
) -> None:
    async with replying(served, tmp_path) as pilot:
        await typed(pilot, begun)
        await pilot.press("ctrl+p", *"journal", "enter")
        await see(pilot, "━ Journal")
        app: Any = pilot.app
        assert app.main.query_one(ReplyLine).box.text == begun
    assert texts(served) == []


@pytest.mark.parametrize("key", ["ctrl+k", "f6"])
def test_a_key_that_edits_text_stays_with_the_text(key: str) -> None:
    assert not ReplyBox().passes_on(key)


async def test_a_colon_in_an_empty_line_opens_the_commands(served: Served, tmp_path: Path) -> None:
    async with replying(served, tmp_path) as pilot:
        app: Any = pilot.app
        await pilot.press("colon", *"journal", "enter")
        await see(pilot, "━ Journal")
        app.main.go("waiting")
        await see(pilot, "━ Waiting  4 waiting")
        await pilot.press("enter")
        await see(pilot, "━ Reply to Camila")
        await until(pilot, lambda: app.main.query_one(ReplyLine).typing, "the keys are for the line")
        await typed(pilot, "at 9")
        await pilot.press("colon", "3", "0", "enter")
        await see(pilot, "The host accepted it")
    assert texts(served) == [(CAMILA, "at 9:30")]


async def test_a_name_that_steers_terminals_is_made_visible_in_the_reply_line(
    served: Served, tmp_path: Path
) -> None:
    served.host.world.people.edit(CAMILA).name = "\x1b[2JCamila\x07"
    async with app_of(served, tmp_path).run_test(size=SIZE) as pilot:
        await inbox(pilot)
        await pilot.press("enter")
        await see(pilot, "Write to ␛[2JCamila␇ · enter sends")
        assert "\x1b" not in text_of(pilot)
