# SPDX-License-Identifier: MIT
"""The journal as undo and redo need it: one transaction a settling, whose entries, what comes next."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.store.database import Precious
from flotui.store.journal import ENDED, SCHEMA, Change, Entry, Journal, Outcome

ADD = Call.of("flowBotUserAddTag", body={"user_ns": "f1u2", "tag_ns": "f1t3"})
REMOVE = Call.of("flowBotUserRemoveTag", body={"user_ns": "f1u2", "tag_ns": "f1t3"})
TAGGED = Change("tags.f1t3", "tag vip", False, True)


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[Journal]:
    opened = await Journal.open(tmp_path / "journal.db", "bot")
    yield opened
    await opened.close()


async def write(journal: Journal, says: str = "Add tag vip", **facts: Any) -> Entry:
    """Note a write that is done, or came to whatever `outcome` says."""
    outcome = facts.pop("outcome", Outcome.DONE)
    facts = {"batch": says, "inverse": REMOVE, "changes": (TAGGED,), **facts}
    return await journal.settle(await journal.intend(ADD, says, **facts), outcome)


async def undo(journal: Journal, entry: Entry, outcome: Outcome = Outcome.DONE) -> Entry:
    return await write(
        journal, f"Undo: {entry.summary}", undoes=entry.id, inverse=None, outcome=outcome, batch="undo"
    )


def says(entries: list[Entry]) -> list[str]:
    return [each.summary for each in entries]


async def test_what_an_undo_came_to_is_noted_with_it_or_not_at_all(journal: Journal, tmp_path: Path) -> None:
    entry = await write(journal)
    with sqlite3.connect(tmp_path / "journal.db") as db:
        db.execute(
            "CREATE TRIGGER ends BEFORE UPDATE OF undone ON entry BEGIN SELECT RAISE(ABORT, 'end'); END"
        )
    intended = await journal.intend(REMOVE, "Undo", undoes=entry.id)
    await journal.settle(intended, Outcome.DONE)
    kept = await journal.entry(intended.id)
    assert kept is not None
    assert kept.outcome is Outcome.INTENDED, "a done undo would stand beside an original that can be undone"
    assert await journal.undoable() == [], "nor is it tried again: whether it arrived is not known"


async def test_writes_of_other_tasks_do_not_get_into_a_transaction(journal: Journal) -> None:
    entries = await asyncio.gather(*(write(journal, f"edit {number}") for number in range(20)))
    await asyncio.gather(*(undo(journal, each) for each in entries))
    assert await journal.undoable() == []
    assert len(await journal.single_edits()) == 40


async def test_an_older_journal_is_upgraded_in_place(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with sqlite3.connect(path) as db:
        db.executescript(f"{SCHEMA.steps[0]} PRAGMA user_version = 1;")
        db.execute(
            "INSERT INTO entry (profile, owner, batch, at, call, says, kind, subject, inverse, outcome) "
            "VALUES ('bot', '1:1', 'b', 1.0, ?, 'Add tag vip', 'subscriber', 'f1u2', ?, 'not sent')",
            (ADD.key, REMOVE.key),
        )
    journal = await Journal.open(path, "bot")
    (entry,) = await journal.single_edits()
    assert (entry.outcome, entry.changes, entry.inverse) == (Outcome.WAITING, None, REMOVE)
    await journal.close()
    assert not list(tmp_path.glob("*aside*"))


async def test_before_and_after_are_kept_but_not_of_a_credential(journal: Journal) -> None:
    secret = Change("value", "openai_key", "sk-old", "sk-new", secret=True)
    await write(journal, changes=(TAGGED, secret))
    (entry,) = await journal.single_edits()
    assert entry.changes == (TAGGED, Change("value", "openai_key", secret=True))


async def test_undo_goes_further_back_and_never_undoes_an_undo(journal: Journal) -> None:
    first, second = await write(journal, "first"), await write(journal, "second")
    assert says(await journal.undoable()) == ["second"]
    await undo(journal, second)
    assert says(await journal.undoable()) == ["first"]
    await undo(journal, first)
    assert await journal.undoable() == []


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.UNKNOWN, Outcome.DROPPED])
async def test_an_undo_that_failed_does_not_block_the_one_before(journal: Journal, outcome: Outcome) -> None:
    await write(journal, "first")
    second = await write(journal, "second")
    await undo(journal, second, outcome)
    assert says(await journal.undoable()) == ["first"]


async def test_an_undo_that_never_left_is_tried_again(journal: Journal) -> None:
    second = await write(journal, "second")
    await undo(journal, second, Outcome.WAITING)
    assert says(await journal.undoable()) == ["second"]


async def test_a_batch_is_undone_as_a_whole(journal: Journal) -> None:
    for each in ("one", "two", "three"):
        await write(journal, each, batch="act")
    assert says(await journal.undoable()) == ["three", "two", "one"]


async def test_what_was_undone_last_is_redone_first(journal: Journal) -> None:
    first, second = await write(journal, "first"), await write(journal, "second")
    assert await journal.redoable() == []
    await write(journal, "u2", undoes=second.id, batch="u2")
    await write(journal, "u1", undoes=first.id, batch="u1")
    assert says(await journal.redoable()) == ["first"]
    again = await write(journal, "first again", redoes=first.id, batch="r1")
    assert says(await journal.undoable()) == ["first again"]
    assert says(await journal.redoable()) == ["second"]
    await write(journal, "u3", undoes=again.id, batch="u3")
    assert says(await journal.redoable()) == ["first again"]


async def test_a_new_edit_ends_what_could_be_redone(journal: Journal) -> None:
    first = await write(journal, "first")
    await undo(journal, first)
    assert says(await journal.redoable()) == ["first"]
    await write(journal, "second", outcome=Outcome.REFUSED)
    assert says(await journal.redoable()) == ["first"], "a refused edit changed nothing"
    await write(journal, "third")
    assert await journal.redoable() == []


async def test_each_window_has_its_own(journal: Journal, tmp_path: Path) -> None:
    other = Journal(await _opened(tmp_path), "bot", "1:another")
    await write(other, "theirs")
    await write(journal, "ours")
    await write(other, "theirs too")
    assert says(await journal.undoable()) == ["ours"]
    assert says(await journal.undoable(own=False)) == ["theirs too"]
    newest = await journal.newest()
    assert newest is not None and newest.summary == "ours"
    assert journal.is_own(newest) and not other.is_own(newest)
    await other.close()


async def _opened(folder: Path) -> Any:
    return await Precious.open(folder / "journal.db", SCHEMA)


async def test_what_a_killed_process_had_under_way_turns_unknown_in_a_running_one(
    journal: Journal, tmp_path: Path
) -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    from flotui.store.owners import owner_of

    other = Journal(await _opened(tmp_path), "bot", owner_of(child.pid))
    await other.intend(ADD, "Add tag vip")
    assert await journal.settle_ended() == 0, "it is still running"
    child.kill()
    await asyncio.to_thread(_until_ended, child)
    assert await journal.settle_ended() == 1
    (entry,) = await journal.unknown()
    assert (entry.outcome, entry.message) == (Outcome.UNKNOWN, ENDED)
    child.wait()
    await other.close()


def _until_ended(child: subprocess.Popen[bytes]) -> None:
    """Wait for its end without asking for its exit code: it stays a zombie, as under a parent that doesn't ask."""
    stat = Path(f"/proc/{child.pid}/stat")
    while stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z":
        pass


async def test_nothing_of_an_act_is_offered_while_a_part_of_it_is_being_undone(journal: Journal) -> None:
    first, _ = [await write(journal, each, batch="both") for each in ("one", "two")]
    back = await journal.intend(REMOVE, "Undo: one", undoes=first.id, batch="undo")
    assert await journal.undoable() == []
    await journal.settle(back, Outcome.DONE)
    assert says(await journal.undoable()) == ["two"]


async def test_what_is_being_redone_is_not_offered_again(journal: Journal) -> None:
    entry = await write(journal)
    await undo(journal, entry)
    assert says(await journal.redoable()) == ["Add tag vip"]
    forth = await journal.intend(ADD, "Redo: add tag vip", redoes=entry.id, inverse=REMOVE, batch="redo")
    assert await journal.redoable() == []
    await journal.settle(forth, Outcome.REFUSED)
    assert says(await journal.redoable()) == ["Add tag vip"]
