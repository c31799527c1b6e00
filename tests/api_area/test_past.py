# SPDX-License-Identifier: MIT
"""What was executed and saved: per profile, run again, edited, and without tokens or credentials."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.errors import FlochatError, Malformed
from flotui.api.secrets import MASK
from flotui.resources.explorer.past import HISTORY, SAVED
from flotui.resources.explorer.running import execute
from flotui.store import past as store
from flotui.workspace import Workspace
from tests.api_area.conftest import row_of
from tests.support.ask import act, rows_of
from tests.support.bot import Bot

HISTORY_ACTIONS = {action.id: action for action in HISTORY.actions}
SAVED_ACTIONS = {action.id: action for action in SAVED.actions}


async def history(workspace: Workspace) -> list[Any]:
    return await rows_of(workspace, HISTORY)


async def test_what_was_executed_is_kept_newest_first(workspace: Workspace, bot: Bot, tmp_path: Path) -> None:
    await execute(workspace, Call.of("flowTags", query={"limit": 2}))
    with pytest.raises(FlochatError):
        await execute(workspace, Call.of("flowBotUserInfo", query={"user_ns": "f1284u99999999"}))
    rows = await history(workspace)
    assert [row.call.operation_id for row in rows] == ["flowBotUserInfo", "flowTags"]
    assert rows[0].failure and not rows[1].failure and rows[1].status == 200 and rows[1].size
    await workspace.close()

    again = await bot.open(tmp_path, token="a-token-of-its-own")
    rows = await history(again)
    with pytest.raises(FlochatError):
        await execute(again, Call.of("flowTags"))
    await again.close()
    assert [row.call.operation_id for row in rows] == ["flowBotUserInfo", "flowTags"]
    assert b"a-token-of-its-own" not in (tmp_path / "calls.db").read_bytes()
    assert (tmp_path / "calls.db").stat().st_mode & 0o777 == 0o600


async def test_run_again_and_forgotten(workspace: Workspace, bot: Bot) -> None:
    await execute(workspace, Call.of("flowTags", query={"limit": 2}))
    (row,) = await history(workspace)
    ask = await act(workspace, HISTORY_ACTIONS["api-history.again"], [row])
    assert ask.went[0][0] == "operations" and ask.went[0][2] == "flowTags"
    assert len(await history(workspace)) == 2
    await act(workspace, HISTORY_ACTIONS["api-history.forget"], await history(workspace))
    assert await history(workspace) == []


async def test_a_write_run_again_is_confirmed_as_its_risk_asks(workspace: Workspace, bot: Bot) -> None:
    call = Call.of("flowBotUserSendText", body={"user_ns": "f1284u903", "content": "Hello"})
    await execute(workspace, call)
    (row,) = await history(workspace)
    ask = await act(workspace, HISTORY_ACTIONS["api-history.again"], [row], True)
    assert len(ask.asked) == 1
    assert [operation for operation, _ in await bot.writes()] == ["flowBotUserSendText"] * 2


async def test_edited_before_it_is_run_again(workspace: Workspace) -> None:
    await execute(workspace, Call.of("flowTags", query={"limit": 2}))
    (row,) = await history(workspace)
    ask = await act(workspace, HISTORY_ACTIONS["api-history.edit"], [row], {"limit": "3"})
    assert {field.name: field.value for field in ask.asked[0].fields}["limit"] == "2"
    assert (await history(workspace))[0].call == Call.of("flowTags", query={"limit": "3"})


async def test_saved_under_a_name_replaced_and_dropped(workspace: Workspace) -> None:
    from flotui.resources.explorer.operations import OPERATIONS

    save = next(action for action in OPERATIONS.actions if action.id == "operations.save")
    await execute(workspace, Call.of("flowTags", query={"limit": 2}))
    await act(workspace, save, [row_of("flowTags")], {"name": "my tags"})
    await execute(workspace, Call.of("flowTags", query={"limit": 4}))
    await act(workspace, save, [row_of("flowTags")], {"name": "my tags"})
    (row,) = await rows_of(workspace, SAVED)
    assert (row.name, row.call) == ("my tags", Call.of("flowTags", query={"limit": 4}))
    await act(workspace, SAVED_ACTIONS["saved-calls.again"], [row])
    await act(workspace, SAVED_ACTIONS["saved-calls.drop"], [row])
    assert await rows_of(workspace, SAVED) == []


async def test_credentials_are_kept_nowhere(workspace: Workspace, bot: Bot, tmp_path: Path) -> None:
    call = Call.of("updateOpenAiData", body={"api_key": "sk-very-secret", "org_id": "org"})
    await execute(workspace, call)
    assert (await bot.writes())[0][1]["api_key"] == "sk-very-secret", "the host gets it"
    (row,) = await history(workspace)
    assert row.call.json == {"api_key": MASK, "org_id": "org"}
    refusal = HISTORY_ACTIONS["api-history.again"].unless(_context(workspace, row))
    assert refusal is not None and "aren't stored" in refusal
    with pytest.raises(Malformed, match="api_key isn't stored"):
        await act(workspace, HISTORY_ACTIONS["api-history.edit"], [row], {"api_key": MASK, "org_id": "org"})
    (entry,) = await workspace.journal.single_edits()
    with pytest.raises(FlochatError, match="credentials aren't stored"):
        await workspace.resend(entry)
    await workspace.close()
    for file in tmp_path.iterdir():
        assert b"sk-very-secret" not in file.read_bytes(), file.name


def _context(workspace: Workspace, row: Any) -> Any:
    from flotui.resources.base import Context
    from tests.support.ask import Answers

    return Context(workspace, HISTORY, (row,), Answers())


async def test_the_oldest_go_when_there_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST", 3)
    past = await store.Past.open(tmp_path / "calls.db", "one")
    other = await store.Past.open(tmp_path / "calls.db", "two")
    for number in range(5):
        call = Call.of("flowTags", query={"page": number})
        await past.note(call, status=200, ms=1, size=2, failure="")
    assert [dict(each.call.query)["page"] for each in await past.executed()] == ["4", "3", "2"]
    assert await other.executed() == []
    await past.close()
    await other.close()
