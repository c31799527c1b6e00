# SPDX-License-Identifier: MIT
"""Drafts of replies: whose they are, whatever comes in between."""

from __future__ import annotations

import asyncio
import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flotui.api.models.subscriber import Subscriber
from flotui.repositories.sending import send_text
from flotui.resources.inbox.replying import Begun, OutgoingReply
from flotui.store.entry import Entry, Outcome
from flotui.store.owners import owner_of
from flotui.ui import drafts
from flotui.ui.drafts import Drafts, ReplyDraft
from flotui.ui.panels.reply import ReplyLine
from flotui.ui.panels.replybox import ReplyBox
from flotui.ui.panels.slip import Slip
from tests.support.app import burst, see, text_of, until
from tests.support.inbox import (
    CAMILA,
    OLIVIA,
    SIZE,
    UNA,
    app_of,
    inbox,
    replying,
    running,
    served,
    texts,
    typed,
)
from tests.support.served import Served

__all__ = ["running", "served"]

GONE = "2147483647-1"
"""A window that has ended, as a draft's file has it."""


@pytest.mark.parametrize("looked", [False, True], ids=["", "whose chat was looked at"])
async def test_the_draft_of_a_window_that_ends_is_marked_in_the_list_at_once(
    served: Served, tmp_path: Path, looked: bool
) -> None:
    app = app_of(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await inbox(pilot)
        profile: Any = app.workspace.profile
        theirs = Drafts(app.drafts, profile.cache_id, owner_of(os.getppid()))
        assert theirs.of_person(OLIVIA, "Reply to Olívia").keep(ReplyDraft("not yet sent").values)
        (file,) = app.drafts.glob("form-*.json")
        await pilot.press("r")
        await see(pilot, "━ Waiting  4 waiting")
        assert "draft" not in text_of(pilot), "it is theirs while they run"
        if looked:
            await pilot.press("down", "enter")
            await see(pilot, "━ Reply to Olívia", "Another window", "Close that window to go on")
            await pilot.press("escape", "escape", "up")
        file.rename(file.with_name(f"{'-'.join(file.stem.split('-')[:3])}-{GONE}.json"))
        await see(pilot, "draft Olívia")
        await pilot.press("down", "enter")
        await see(pilot, "━ Reply to Olívia", "not yet sent")
        await pilot.press("ctrl+c")
        await until(pilot, lambda: "draft" not in text_of(pilot), "no draft")


async def test_what_is_typed_ahead_of_the_answers_goes_to_nobody_else(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three replies in one breath: the host's answers, and the next chats on screen, come later."""
    async with replying(served, tmp_path) as pilot:
        app: Any = pilot.app
        monkeypatch.setattr(served.host, "latency_ms", 400)
        ahead = [*"one", "enter", "ctrl+n", *"two", "enter", "ctrl+n", *"three", "enter", "ctrl+n"]
        await burst(pilot, *ahead)
        await see(
            pilot,
            "The host accepted it for Camila Correia Borges.",
            "Not sent to Olívia Correia, Una: enter was typed before",
            "The drafts stay.",
            "━ Reply to Zoë",
        )

        def kept() -> dict[str, str]:
            drafts = (json.loads(file.read_bytes()) for file in app.drafts.glob("form-*.json"))
            return {each["person"]: each["values"]["text"] for each in drafts}

        await until(pilot, lambda: kept() == {OLIVIA: "two", UNA: "three"}, "the drafts of those two")
        assert texts(served) == [(CAMILA, "one")]
        monkeypatch.setattr(served.host, "latency_ms", 0)
        await pilot.press("alt+p")
        await see(pilot, "━ Reply to Una", "three")
        await pilot.press("end", "enter")
        await see(pilot, "The host accepted it for Una.")
        assert "Not sent" not in text_of(pilot), "a key takes away what was told before it"
        app.main.query_one(ReplyBox).post_message(ReplyBox.Dropped("", "Zoë"))
        await see(pilot, "Not sent to Zoë: enter was typed before this was shown. The draft stays.")
    assert texts(served) == [(CAMILA, "one"), (UNA, "three")]


async def test_what_is_typed_behind_what_has_arrived_is_on_disk_all_the_while(tmp_path: Path) -> None:
    call = send_text(Subscriber(user_ns="f1u1", name="Ana"), "first").call
    done = Entry(1, 1.0, call, "", "subscriber", "f1u1", "", None, Outcome.DONE)

    async def tried(name: str) -> list[Entry]:
        return [done]

    def kept() -> list[str]:
        return [json.loads(each.read_bytes())["values"]["text"] for each in tmp_path.glob("form-*.json")]

    drafts = Drafts(tmp_path, "bot", owner_of(os.getpid()), tried)
    slip = Slip(drafts.of_person("f1u1", "Reply to Ana"))
    slip.text = "first"
    slip.leave(OutgoingReply(Subscriber(user_ns="f1u1"), "first", Begun()))
    slip.type("second")
    assert await slip.attempt()
    for _ in range(2):  # the program ends before it could say so, and once more after it has been seen
        slip = Slip(drafts.of_person("f1u1", "Reply to Ana"))
        assert (slip.text, slip.next) == ("first", "second")
        assert await slip.learn() and (slip.text, slip.next) == ("second", "")
        assert kept() == ["first"]
    await slip.save()
    slip = Slip(drafts.of_person("f1u1", "Reply to Ana"))
    assert not await slip.learn() and (slip.text, slip.next) == ("second", "") and kept() == ["second"]
    slip.leave(OutgoingReply(Subscriber(user_ns="f1u1"), "second", Begun()))
    await slip.attempt()
    slip.arrived()
    assert kept() == []


@pytest.mark.parametrize(
    ("outcome", "after", "since", "stays"),
    [
        (Outcome.DONE, "", "", False),
        (Outcome.UNKNOWN, "", "", True),
        (Outcome.DONE, "second", "", True),
        (Outcome.DONE, "", "another", True),
    ],
    ids=["arrived", "may have", "with the next one", "changed since"],
)
async def test_what_a_killed_window_was_sending_is_a_draft_until_it_is_known_to_have_arrived(
    tmp_path: Path, outcome: Outcome, after: str, since: str, stays: bool
) -> None:
    async def tried(name: str) -> list[Entry]:
        call = send_text(Subscriber(user_ns="f1u1", name="Ana"), "first").call
        return [Entry(1, 1.0, call, "", "subscriber", "f1u1", "", None, outcome)]

    killed = Drafts(tmp_path, "bot", GONE.replace("-", ":")).of_person("f1u1", "Reply to Ana")
    assert killed.keep(ReplyDraft("first", next=after).values) and await killed.attempt()
    if since:
        assert killed.keep(ReplyDraft(since).values)
    drafts = Drafts(tmp_path, "bot", owner_of(os.getpid()), tried)
    assert await drafts.people() == ({"f1u1"} if stays else set())
    assert bool(drafts.left()) is stays
    assert len([*tmp_path.glob("form-*.json")]) == stays


async def test_the_list_marks_nobody_to_whom_a_killed_windows_reply_has_arrived(
    served: Served, tmp_path: Path
) -> None:
    app = app_of(served, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await inbox(pilot)
        journal, profile = app.workspace.journal, app.workspace.profile
        draft = Drafts(app.drafts, profile.cache_id, GONE.replace("-", ":")).of_person(OLIVIA, "Reply to O")
        assert draft.keep(ReplyDraft("it left").values)
        batch = f"{await draft.attempt()}-1"
        edit = send_text(Subscriber(user_ns=OLIVIA, name="Olívia"), "it left")
        entry = await journal.intend(edit.call, edit.summary, kind=edit.kind, subject=OLIVIA, batch=batch)
        await see(pilot, "draft Olívia")
        await journal.settle(entry, Outcome.DONE)
        await until(pilot, lambda: "draft" not in text_of(pilot), "no draft")


async def test_the_same_once_more_is_a_draft_of_its_own(tmp_path: Path) -> None:
    async def tried(name: str) -> list[Entry]:
        call = send_text(Subscriber(user_ns="f1u1", name="Ana"), "yes").call
        return [Entry(1, 1.0, call, "", "subscriber", "f1u1", "", None, Outcome.DONE)]

    drafts = Drafts(tmp_path, "bot", owner_of(os.getpid()), tried)
    for after in ("yes", ""):
        slip = Slip(drafts.of_person("f1u1", "Reply to Ana"))
        slip.text = "yes"
        slip.leave(OutgoingReply(Subscriber(user_ns="f1u1"), "yes", Begun()))
        assert await slip.attempt()
        slip.type("yes")
        slip.arrived()
        slip.type(after)
        assert not slip.is_kept and await slip.save() and slip.is_kept is bool(after)
        again = Slip(drafts.of_person("f1u1", "Reply to Ana"))
        assert not await again.learn() and (again.text, again.next) == (after, "")


async def test_a_save_that_comes_late_makes_no_draft_of_what_has_arrived(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = Drafts(tmp_path, "bot", owner_of(os.getpid())).of_person("f1u1", "Reply to Ana")
    await draft.save({"text": "first"})
    attempt = await draft.attempt()
    begun = asyncio.Event()

    async def late(work: Callable[..., bool], *given: Any) -> bool:
        await begun.wait()
        return work(*given)

    monkeypatch.setattr(asyncio, "to_thread", late)
    saving = asyncio.ensure_future(draft.save({"text": "first", "next": "second"}))
    await asyncio.sleep(0)
    draft.begin_anew()
    begun.set()
    await saving
    (file,) = (json.loads(each.read_bytes()) for each in tmp_path.glob("form-*.json"))
    assert attempt and file["attempt"] == attempt


async def test_a_text_that_no_file_holds_is_said_to_be_not_kept(tmp_path: Path) -> None:
    draft = Drafts(tmp_path, "bot", owner_of(os.getpid())).of_person("f1u1", "Reply to Ana")
    assert not await draft.save({"text": "half a character: \ud83d"})
    assert list(tmp_path.glob("form-*.json")) == []


@pytest.mark.parametrize(
    ("text", "after", "kept"), [(" \n", "", None), (" ", "next", "next"), ("one", "\n", "one")]
)
async def test_blanks_are_no_draft(tmp_path: Path, text: str, after: str, kept: str | None) -> None:
    slip = Slip(Drafts(tmp_path, "bot", owner_of(os.getpid())).of_person(CAMILA, "Reply to Camila"))
    slip.type("was here")
    assert slip.holds and await slip.save() and slip.is_kept
    slip.type(text)
    slip.next = after
    assert slip.holds is (kept is not None) and await slip.save()
    assert slip.is_kept is (kept == text)
    found = [json.loads(file.read_text())["values"] for file in tmp_path.glob("form-*.json")]
    assert [(each["text"], each["next"]) for each in found] == ([] if kept is None else [(kept, "")])


@pytest.mark.parametrize("then", ["the end", "another is kept"])
async def test_drafts_that_could_not_be_kept_are_once_there_is_room(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, then: str
) -> None:
    async with replying(served, tmp_path) as pilot:
        app: Any = pilot.app

        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, "")

        def kept() -> list[str]:
            files = sorted(app.drafts.glob("form-*.json"))
            return sorted(json.loads(file.read_bytes())["values"]["text"] for file in files)

        replacing = drafts.replacing
        monkeypatch.setattr(drafts, "replacing", full)
        await typed(pilot, "to Camila")
        await see(pilot, "The draft couldn't be kept: the disk is full.")
        await pilot.press("ctrl+n")
        await see(pilot, "━ Reply to Olívia")
        await typed(pilot, "to Olivia")
        line = app.main.query_one(ReplyLine)
        await until(pilot, lambda: line._slip.trouble, "the second draft to be tried")
        assert kept() == []
        monkeypatch.setattr(drafts, "replacing", replacing)
        if then == "the end":
            line.keep()
        else:
            line._save()
        await until(pilot, lambda: kept() == ["to Camila", "to Olivia"], "both drafts")
