# SPDX-License-Identifier: MIT
"""Undo and redo in Activity: any entry by its own key, and what each says of itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flotui.api.errors import FlochatError, Stopped
from flotui.repositories.edit import Edit
from flotui.repositories.flows import set_bot_field
from flotui.repositories.subscribers import add_tags, remove_tags
from flotui.resources.activity import JOURNAL
from flotui.resources.base import Context
from flotui.resources.standing import compared, standing
from flotui.resources.text import plain
from flotui.resources.undoing import redo, undo
from flotui.store.journal import Entry, Outcome
from flotui.workspace import Workspace
from tests.resources.reflog_rig import name_of, rename
from tests.support.ask import Answers, act, rows_of
from tests.support.bot import Bot
from tests.support.edit_rows import ana, listed, tags
from tests.support.edits import EDITS, NEW_TAGS
from tests.support.flows import action
from tests.support.people import ANA


async def journal(workspace: Workspace, says: str) -> Entry:
    rows: list[Entry] = await rows_of(workspace, JOURNAL)
    return next(each for each in rows if each.summary == says)


async def test_any_entry_is_undone_and_redone_by_its_own_key(workspace: Workspace, bot: Bot) -> None:
    await rename(workspace, first_name="Anna")
    await rename(workspace, last_name="Sousa")
    says = "Change first name of Ana Souza"
    await act(workspace, action(JOURNAL, "undo"), [await journal(workspace, says)])
    assert await name_of(bot) == ("Ana", "Sousa")
    undone = await journal(workspace, says)
    assert standing(undone).word == "undone"
    await act(workspace, action(JOURNAL, "redo"), [undone])
    assert await name_of(bot) == ("Anna", "Sousa")
    assert standing(await journal(workspace, says)).word == "redone"


async def test_an_undo_is_undone_by_redo(workspace: Workspace, bot: Bot) -> None:
    await rename(workspace, first_name="Anna")
    await undo(workspace, Answers())
    entry = await journal(workspace, "Undo: change first name of Ana Souza")
    assert action(JOURNAL, "undo").unless(_context(workspace, entry)) is not None
    await act(workspace, action(JOURNAL, "redo"), [entry])
    assert await name_of(bot) == ("Anna", "Souza")


def _context(workspace: Workspace, entry: Entry) -> Any:
    from flotui.resources.base import Context

    return Context(workspace, JOURNAL, (entry,), Answers())


async def test_a_batch_is_undone_and_redone_as_a_whole(workspace: Workspace, bot: Bot) -> None:
    person = await ana(workspace)
    new, gone = await tags(workspace, NEW_TAGS[0]), await tags(workspace, "vip")
    await workspace.apply(*add_tags(person, new), *remove_tags(person, gone))
    await rename(workspace, first_name="Anna")
    entry = await journal(workspace, f"Add tag {NEW_TAGS[0]} to Ana Souza")
    await act(workspace, action(JOURNAL, "undo"), [entry])
    names = {tag["name"] for tag in (await bot.subscriber(ANA))["tags"]}
    assert "vip" in names and NEW_TAGS[0] not in names
    await act(
        workspace, action(JOURNAL, "redo"), [await journal(workspace, f"Add tag {NEW_TAGS[0]} to Ana Souza")]
    )
    names = {tag["name"] for tag in (await bot.subscriber(ANA))["tags"]}
    assert "vip" not in names and NEW_TAGS[0] in names


async def test_each_entry_says_what_it_changed_and_whether_it_can_be_undone(
    workspace: Workspace, bot: Bot
) -> None:
    await rename(workspace, first_name="Anna")
    (tab,) = JOURNAL.tabs
    assert tab.lines is not None
    lines = {
        line.name: plain(line.value) for line in tab.lines(workspace, (await rows_of(workspace, JOURNAL))[0])
    }
    assert lines["first name"] == "Ana → Anna"
    assert lines["undo"].startswith("can")


async def test_the_classes_in_the_list(workspace: Workspace, bot: Bot) -> None:
    await rename(workspace, first_name="Anna")
    await rename(workspace, first_name="Annika")
    send = await EDITS["send_text"](workspace)
    assert isinstance(send, Edit)
    await workspace.apply(send)
    await bot.fault(path="/subscriber/update", status=500)
    with pytest.raises(FlochatError):
        await rename(workspace, last_name="Sousa")
    words = [standing(each).word for each in await rows_of(workspace, JOURNAL)]
    assert words == ["can't: unknown", "can't: sent", "can", "changed since"]


async def test_what_a_later_edit_set_is_changed_since_though_no_row_is_here(
    workspace: Workspace, bot: Bot
) -> None:
    await rename(workspace, first_name="Anna")
    await rename(workspace, first_name="Annika")
    await workspace.cache.drop_row("subscriber", ANA)
    assert [standing(each).word for each in await rows_of(workspace, JOURNAL)] == ["can", "changed since"]


async def test_what_the_host_shows_otherwise_is_changed_since(workspace: Workspace, bot: Bot) -> None:
    await rename(workspace, first_name="Anna")
    other = await bot.open()
    await rename(other, first_name="Annika")
    await other.close()
    assert [standing(each).word for each in await rows_of(workspace, JOURNAL)] == ["can"], (
        "outcome is unknown"
    )
    async for _ in workspace.subscribers.one(ANA, force=True):
        pass
    entries = await compared(workspace, await workspace.journal.single_edits())
    assert [standing(each).word for each in entries] == ["changed since"]


async def test_a_secret_is_neither_shown_nor_stored(workspace: Workspace, bot: Bot, tmp_path: Path) -> None:
    fields = await listed(workspace.flows.bot_fields())
    field = next(each for each in fields if "key" in each.name)
    (entry,) = await workspace.apply(set_bot_field(field, "sk-brand-new-secret-0042"))
    (tab,) = JOURNAL.tabs
    assert tab.lines is not None
    shown = "\n".join(plain(line.value) for line in tab.lines(workspace, entry))
    assert "brand-new" not in shown
    await workspace.journal.close()
    kept = b"".join(each.read_bytes() for each in tmp_path.glob("journal.db*"))
    assert b"brand-new" not in kept


async def test_the_list_has_five_words_for_what_came_of_a_write(workspace: Workspace, bot: Bot) -> None:
    from flotui.store.entry import OUTCOME_WORDS
    from flotui.workspace.resending import resending

    column = next(each for each in JOURNAL.columns if each.id == "outcome")

    async def words() -> list[str]:
        return [plain(column.text(each)) for each in await rows_of(workspace, JOURNAL)]

    await rename(workspace, first_name="Anna")
    send = await EDITS["send_text"](workspace)
    assert isinstance(send, Edit)
    for kind, word in (("500", "? unknown"), ("400", "✗ refused"), ("401", "◐ waiting")):
        await bot.fault(path="/subscriber/send-text", kind=kind)
        with pytest.raises(FlochatError):
            await workspace.apply(send)
        assert (await words())[0] == word
    (unknown,) = await workspace.journal.unknown()
    with resending(unknown.id):
        await workspace.apply(send)
    await undo(workspace, Answers())  # it says that the message can't be undone
    await undo(workspace, Answers(True))
    assert await words() == ["✓ done", "✓ done", "◐ waiting", "✗ refused", "↺ sent again", "↺ undone"]
    assert {OUTCOME_WORDS[each] for each in Outcome} == {
        *("done", "unchanged", "refused", "waiting", "unknown"),
        *("under way", "left alone", "sent again"),
    }


@pytest.mark.parametrize("again", [False, True])
async def test_an_undo_or_redo_whose_answer_was_lost_is_not_called_nothing(
    workspace: Workspace, bot: Bot, again: bool
) -> None:
    await rename(workspace, first_name="Anna")
    step, word = (redo, "Redo") if again else (undo, "Undo")
    if again:
        await undo(workspace, Answers())
    await bot.fault(path="/subscriber/update", times=0, drop=True)
    with pytest.raises(FlochatError):
        await step(workspace, Answers())
    await bot.no_faults()
    with pytest.raises(
        Stopped, match=f"{word} of .*first name of Ana Souza.*: its outcome is unknown.*Activity"
    ):
        await step(workspace, Answers())


async def test_activity_says_that_an_undo_or_redo_is_unknown_and_sends_neither_again(
    workspace: Workspace, bot: Bot
) -> None:
    await rename(workspace, first_name="Anna")
    for step, key in ((undo, "undo"), (redo, "redo")):
        await bot.fault(path="/subscriber/update", times=0, drop=True)
        with pytest.raises(FlochatError):
            await step(workspace, Answers())
        await bot.no_faults()
        tried, *_, edit = await rows_of(workspace, JOURNAL)
        assert (standing(edit).word, standing(edit).can) == (f"{key} unknown", False)
        writes = len(await bot.writes())
        again = action(JOURNAL, key)
        why = again.refusal(Context(workspace, JOURNAL, (edit,), Answers()))
        assert why == f"The outcome of its {key} is unknown. Press e on the {key} in Activity to resolve it."
        if key == "undo":
            redoing = action(JOURNAL, "redo").refusal(Context(workspace, JOURNAL, (tried,), Answers()))
            assert redoing == standing(tried).why and "outcome is unknown" in redoing
        assert len(await bot.writes()) == writes
        await workspace.settle(tried, Outcome.DONE, "Confirmed by you.")
        if key == "undo":
            assert standing((await rows_of(workspace, JOURNAL))[-1]).word == "undone"
