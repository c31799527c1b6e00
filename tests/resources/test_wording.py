# SPDX-License-Identifier: MIT
"""What is said of several rows: each thing once, counted as it is, and the key that does the like for all."""

from __future__ import annotations

import pytest

from flotui.api.models.subscriber import Subscriber
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.resources.activity import JOURNAL
from flotui.resources.ask import Cancelled, ToggleAnswer
from flotui.resources.base import Context
from flotui.resources.reading import read_all
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.resources.subscribers import actions as person
from flotui.resources.text import plain
from flotui.resources.undoing import redo, undo
from flotui.resources.windows import arrival
from flotui.workspace import Workspace
from tests.support.ask import NO, Answers, act, rows_of
from tests.support.bot import Bot


async def people_without(workspace: Workspace, tag_ns: str, number: int) -> list[Subscriber]:
    rows = await rows_of(workspace, SUBSCRIBERS)
    return [each for each in rows if all(tag.tag_ns != tag_ns for tag in each.tags)][:number]


async def test_only_those_who_change_are_counted(workspace: Workspace, bot: Bot) -> None:
    tag = (await read_all(workspace.flows.tags()))[0]
    some = await people_without(workspace, tag.tag_ns, 12)
    await act(workspace, person.change_tags, some[:1], ToggleAnswer(add=(tag.tag_ns,)))
    cached = await workspace.cache.row(SUBSCRIBER.name, some[0].row_id)
    assert cached is not None
    rows = [SUBSCRIBER.model.read(cached.value), *some[1:]]
    ask = Answers(ToggleAnswer(add=(tag.tag_ns,)), NO)
    with pytest.raises(Cancelled):
        await person.change_tags.run(Context(workspace, SUBSCRIBERS, tuple(rows), ask))
    question = ask.asked[-1]
    assert question.title == f"+ {tag.name} for 11 subscribers"
    assert "1 has nothing to change." in map(plain, question.lines)


async def test_an_undo_of_the_like_says_it_once(workspace: Workspace) -> None:
    tag = (await read_all(workspace.flows.tags()))[0]
    some = await people_without(workspace, tag.tag_ns, 3)
    await act(workspace, person.change_tags, some, ToggleAnswer(add=(tag.tag_ns,)))
    await undo(workspace, ask := Answers())
    (said,) = ask.said
    assert said == f"Undo: add tag {tag.name} to 3 subscribers. U redoes it."
    await redo(workspace, ask)
    assert ask.said[-1] == f"Redo: add tag {tag.name} to 3 subscribers. u undoes it."
    await undo(workspace, ask)
    assert ask.said[-1] == said, "and so on"


async def test_a_shut_window_names_the_key_that_works_for_so_many(workspace: Workspace) -> None:
    late = [
        Subscriber.read({"user_ns": f"f1u{n}", "name": "Ana", "channel": "whatsapp_cloud",
                         "last_interaction": "2020-01-01 00:00:00", "subscribed": "2019-01-01 00:00:00"})
        for n in range(3)
    ]  # fmt: skip
    one = plain(arrival(late[0])[0])
    assert one.endswith(" ago · only a template arrives"), "a dialog takes w as text, or not at all"
    flow = (await read_all(workspace.flows.sub_flows()))[0]
    answers = Answers(flow.sub_flow_ns, NO)
    with pytest.raises(Cancelled):
        await person.send_sub_flow.run(Context(workspace, SUBSCRIBERS, tuple(late), answers))
    several = " ".join(plain(line) for line in answers.asked[-1].lines)
    assert "A template also arrives after 24 h: esc, then w sends one." in several


async def test_what_undo_would_send_is_not_told_as_if_it_had_been(workspace: Workspace) -> None:
    tag = (await read_all(workspace.flows.tags()))[0]
    await act(
        workspace,
        person.change_tags,
        await people_without(workspace, tag.tag_ns, 1),
        ToggleAnswer(add=(tag.tag_ns,)),
    )
    lines = JOURNAL.tabs[0].lines
    assert lines is not None

    async def names() -> list[str]:
        entry = next(each for each in await rows_of(workspace, JOURNAL) if each.undoes is None)
        return [line.name for line in lines(workspace, entry)]

    assert "undo sends" in await names() and "undone by" not in await names()
    await undo(workspace, Answers())
    assert "undone by" in await names() and "undo sends" not in await names()
