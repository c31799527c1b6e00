# SPDX-License-Identifier: MIT
"""Whose a chat became is told by name: in the journal, in the question before an undo, and after it."""

from __future__ import annotations

from flotui.repositories.profile import assign_agent
from flotui.resources.activity import JOURNAL
from flotui.resources.ask import Confirm
from flotui.resources.text import plain
from flotui.resources.undoing import undo, undo_these
from flotui.workspace import Workspace
from tests.support.ask import Answers, rows_of
from tests.support.edits import ana, listed


async def test_an_agent_is_named_where_an_edit_is_shown_asked_about_and_undone(workspace: Workspace) -> None:
    one, other = (await listed(workspace.team.agents()))[:2]
    for agent in (one, other):
        await workspace.apply(assign_agent(await ana(workspace), agent.row_id, agent.name))
    entry = (await rows_of(workspace, JOURNAL))[0]
    lines = JOURNAL.tabs[0].lines
    assert lines is not None
    shown = {line.name: plain(line.value) for line in lines(workspace, entry)}
    assert shown["agent"] == f"{one.name} → {other.name}"
    ask = Answers(True)
    bare = await workspace.journal.undoable()
    await undo_these(workspace, ask, bare, asks=True)
    (question,) = ask.asked
    assert isinstance(question, Confirm)
    assert f"{other.name} → {one.name}" in "\n".join(map(plain, question.lines))
    assert f"Agent is {one.name} again." in ask.said[-1]
    await undo(workspace, Answers(True))
