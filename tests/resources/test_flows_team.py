# SPDX-License-Identifier: MIT
"""Notes, AI, widgets and the workspace: the request fits, the state is right, undo restores it."""

from __future__ import annotations

from typing import Any

import pytest

from flotui.api.errors import Malformed, Stopped
from flotui.resources.ask import ToggleAnswer
from flotui.resources.base import Context
from flotui.resources.flows.ai import AI_AGENTS, AI_TASKS
from flotui.resources.flows.bot import BOT
from flotui.resources.flows.groups import GROUPS
from flotui.resources.flows.notes import CLOSING_NOTES, SHORTCUTS
from flotui.resources.flows.team import AGENTS, BOTS, LABELS, MEMBERS, PEOPLE, online
from flotui.resources.flows.ways_in import TEMPLATES, WEBHOOKS, WIDGETS
from flotui.resources.text import plain
from flotui.workspace import Workspace
from tests.support.ask import Answers, act, rows_of
from tests.support.bot import Bot
from tests.support.flows import action, named, row, setting, valid


async def test_a_shortcut_is_made_changed_back_and_deleted(workspace: Workspace, bot: Bot) -> None:
    await rows_of(workspace, SHORTCUTS)  # cached, so that the write has to make it stale
    await act(workspace, action(SHORTCUTS, "new"), (), {"name": "thanks", "value": "Thank you!\n:)"})
    made = await row(workspace, SHORTCUTS, "thanks")
    assert made.value == "Thank you!\n:)"
    await act(workspace, action(SHORTCUTS, "edit"), [made], {"name": "thanks", "value": "Obrigada"})
    assert (await bot.writes())[-1] == ("flowUpdateShortcut", {"id": int(made.id), "value": "Obrigada"})
    assert (await row(workspace, SHORTCUTS, "thanks")).value == "Obrigada"
    await workspace.undo()
    found = await named(bot, "shortcuts", "thanks")
    assert found is not None and found["value"] == "Thank you!\n:)"
    assert (await row(workspace, SHORTCUTS, "thanks")).value == "Thank you!\n:)"
    await act(workspace, action(SHORTCUTS, "delete"), [made], "thanks")
    assert await named(bot, "shortcuts", "thanks") is None
    await valid(bot)


async def test_a_closing_note_is_made_changed_back_and_deleted(workspace: Workspace, bot: Bot) -> None:
    await rows_of(workspace, CLOSING_NOTES)  # cached, so that the write has to make it stale
    new = {"name": "Sold", "description": "What, for how much", "require_summary": "2"}
    await act(workspace, action(CLOSING_NOTES, "new"), (), new)
    made = await row(workspace, CLOSING_NOTES, "Sold")
    assert (made.require_summary, made.require_attachment) == (2, 0)
    await act(workspace, action(CLOSING_NOTES, "edit"), [made], {**new, "require_attachment": "1"})
    assert (await bot.writes())[-1] == (
        "flowUpdateClosingNote",
        {"id": int(made.id), "require_attachment": 1},
    )
    await workspace.undo()
    found = await named(bot, "closing_notes", "Sold")
    assert found is not None and found["require_attachment"] == 0
    await act(workspace, action(CLOSING_NOTES, "delete"), [made], "Sold")
    assert await named(bot, "closing_notes", "Sold") is None
    await valid(bot)


@pytest.mark.parametrize("resource", [SHORTCUTS, CLOSING_NOTES, GROUPS, AI_AGENTS, AI_TASKS])
async def test_one_is_read_again_for_its_detail(workspace: Workspace, bot: Bot, resource: Any) -> None:
    first = (await rows_of(workspace, resource))[0]
    assert resource.inspect is not None
    snapshots = [each async for each in resource.inspect(workspace, first)]
    assert snapshots[-1].source == "server" and snapshots[-1].error is None
    assert resource.row_id(snapshots[-1].value) == resource.row_id(first)
    assert (await bot.requests())[-1]["operation"] == resource.operations[1]
    await valid(bot)


async def test_an_ai_agent_gets_another_model_and_its_own_back(workspace: Workspace, bot: Bot) -> None:
    agent = await row(workspace, AI_AGENTS, "Shop assistant")
    answer = {"ai_provider": "claude", "ai_model": "claude-x", "max_tokens": "900"}
    await act(workspace, action(AI_AGENTS, "model"), [agent], answer)
    found = await named(bot, "ai_agents", "Shop assistant")
    assert found is not None
    assert (found["ai_provider"], found["ai_model"], found["max_tokens"]) == ("claude", "claude-x", 900)
    assert (await row(workspace, AI_AGENTS, "Shop assistant")).ai_model == "claude-x"
    await workspace.undo()
    found = await named(bot, "ai_agents", "Shop assistant")
    assert found is not None
    assert (found["ai_provider"], found["ai_model"], found["max_tokens"]) == ("openai", "gpt-5-mini", 800)
    await valid(bot)


async def test_an_ai_task_gets_another_model(workspace: Workspace, bot: Bot) -> None:
    task = await row(workspace, AI_TASKS, "Classify intent")
    answer = {"ai_provider": "openai", "ai_model": "gpt-5", "max_tokens": "50"}
    await act(workspace, action(AI_TASKS, "model"), [task], answer)
    found = await named(bot, "ai_tasks", "Classify intent")
    assert found is not None and found["ai_model"] == "gpt-5" and found["max_tokens"] == 50
    same = await row(workspace, AI_TASKS, "Classify intent")
    said = await act(workspace, action(AI_TASKS, "model"), [same], answer)
    assert "Nothing was sent" in said.said[0]
    await workspace.undo()
    found = await named(bot, "ai_tasks", "Classify intent")
    assert found is not None and found["ai_provider"] == "groq"
    await valid(bot)


async def test_the_default_ai_provider_and_back(workspace: Workspace, bot: Bot) -> None:
    await act(workspace, action(BOT, "ai"), (), {"ai_provider": "gemini", "ai_model": "gemini-x"})
    assert (await setting(bot, "ai_provider"), await setting(bot, "ai_model")) == ("gemini", "gemini-x")
    await workspace.undo()
    assert (await setting(bot, "ai_provider"), await setting(bot, "ai_model")) == ("openai", "gpt-5")
    await valid(bot)


async def test_audio_transcription(workspace: Workspace, bot: Bot) -> None:
    await act(workspace, action(BOT, "transcription"), (), "whisper-1", True)
    assert await setting(bot, "stt_model") == "whisper-1"
    with pytest.raises(Stopped):
        await workspace.undo()
    await valid(bot)


async def test_this_bot_says_who_and_how_many(workspace: Workspace, bot: Bot) -> None:
    await rows_of(workspace, AGENTS)
    lines = {each.name: plain(each.value) for each in await rows_of(workspace, BOT)}
    assert lines["API key of"] == "Rita Lockwood · owner@example.com"
    assert lines["workspace"] == "Acme" and lines["subscribers"] == "130"
    assert lines["  open"] == "49" and lines["default AI"] == "openai · gpt-5"
    await valid(bot)


async def test_one_part_of_this_bot_may_be_refused(workspace: Workspace, bot: Bot) -> None:
    refused = {"message": "Missing scope: Manage Team"}
    await bot.fault(path="/team-info", times=0, status=403, body=refused)
    lines = {each.name: plain(each.value) for each in await rows_of(workspace, BOT)}
    assert lines["workspace"].startswith("– ") and lines["subscribers"] == "130"


async def test_the_web_chats_start_flow(workspace: Workspace, bot: Bot) -> None:
    await act(workspace, action(WIDGETS, "start"), (), "Welcome", True)
    assert await setting(bot, "web_chat_start_flow") == "f1284s2002"
    await act(workspace, action(WIDGETS, "start"), (), "main", True)
    assert await setting(bot, "web_chat_start_flow") == "main"
    await valid(bot)


async def test_webhooks_lead_to_their_sub_flows(workspace: Workspace, bot: Bot) -> None:
    hook = await row(workspace, WEBHOOKS, "ERP order paid")
    went = await act(workspace, action(WEBHOOKS, "sub-flow"), [hook])
    assert went.went == [("sub-flows", None, "f1284s2001")]
    (installed,) = await rows_of(workspace, TEMPLATES)
    assert installed.version == "1.4" and installed.auto_update
    await valid(bot)


async def test_agents_say_whether_they_are_online(workspace: Workspace, bot: Bot) -> None:
    states = {each.name: plain(online(each)) for each in await rows_of(workspace, AGENTS)}
    assert states["Tomás Peñalosa"] == "● online" and states["Guest desk"] == "○ offline"
    agent = await row(workspace, MEMBERS, "Lívia Duarte")
    went = await act(workspace, action(MEMBERS, "activity"), [agent])
    query = went.went[0][1]
    assert went.went[0][0] == "agent-activity" and query is not None and query.arguments == {"agent_id": "21"}
    await valid(bot)


async def test_a_label_is_made_counted_and_deleted(workspace: Workspace, bot: Bot) -> None:
    await rows_of(workspace, LABELS)  # cached, so that the write has to make it stale
    await act(workspace, action(LABELS, "new"), (), {"name": "Wholesale"})
    assert await row(workspace, LABELS, "Wholesale")
    with pytest.raises(Malformed, match="already"):
        await act(workspace, action(LABELS, "new"), (), {"name": "Wholesale"})
    beta = await row(workspace, LABELS, "Beta")
    counted = await act(workspace, action(LABELS, "count"), [beta])
    assert counted.said[0].endswith(" have label Beta.")
    await act(workspace, action(LABELS, "delete"), [beta], "Beta")
    assert (await bot.writes())[-1] == ("teamDeleteLabel", {"id": 68})
    assert await named(bot, "labels", "Beta") is None
    await valid(bot)


async def test_an_agent_group_is_made_changed_back_and_deleted(workspace: Workspace, bot: Bot) -> None:
    await rows_of(workspace, GROUPS)  # cached, so that the write has to make it stale
    await act(workspace, action(GROUPS, "new"), (), {"name": "Weekend", "assign_method": "round_robin"})
    made = await row(workspace, GROUPS, "Weekend")
    assert made.assign_method == "round_robin"
    answer = {"name": "Weekends", "assign_method": "round_robin", "online_first": "2"}
    await act(workspace, action(GROUPS, "edit"), [made], answer)
    found = await named(bot, "groups", "Weekends")
    assert found is not None and found["online_first"] == 2
    await workspace.undo()
    found = await named(bot, "groups", "Weekend")
    assert found is not None and found["online_first"] == 0
    await act(workspace, action(GROUPS, "delete"), [await row(workspace, GROUPS, "Weekend")], "Weekend")
    assert await named(bot, "groups", "Weekend") is None
    await valid(bot)


async def members(bot: Bot, name: str) -> list[tuple[int, int]]:
    found = await named(bot, "groups", name)
    assert found is not None
    return [(each["user_id"], each["weighting"]) for each in found.get("_members", ())]


async def test_who_is_in_a_group_and_back(workspace: Workspace, bot: Bot) -> None:
    support = await row(workspace, GROUPS, "Support")
    change = action(GROUPS, "members")
    await act(workspace, change, [support], ToggleAnswer(add=("23", "21")))
    assert await members(bot, "Support") == [(21, 1), (23, 1)]
    await act(workspace, change, [support], ToggleAnswer(add=("25",), remove=("21",)))
    assert await members(bot, "Support") == [(23, 1), (25, 1)]
    await workspace.undo()
    assert await members(bot, "Support") == [(21, 1), (23, 1)]
    await valid(bot)


async def test_a_group_whose_members_nobody_tells_says_that_all_are_replaced(
    workspace: Workspace, bot: Bot
) -> None:
    support = await row(workspace, GROUPS, "Support")
    silent = {"id": 41, "name": "Support"}
    await bot.fault(path="/team/agent-group/41", times=1, body=silent)
    asked = await act(workspace, action(GROUPS, "members"), [support], ToggleAnswer(add=("23",)))
    assert "replaces them" in asked.asked[0].title
    assert await members(bot, "Support") == [(23, 1)]
    with pytest.raises(Stopped):
        await workspace.undo()


async def test_the_workspaces_bots_and_people(workspace: Workspace, bot: Bot) -> None:
    other = await row(workspace, BOTS, "Acme Wholesale")
    went = await act(workspace, action(BOTS, "summary"), [other])
    query = went.went[0][1]
    assert went.went[0][0] == "summary" and query is not None and query.arguments == {"flow_ns": "f1301"}

    assert PEOPLE.search is not None
    asked = await PEOPLE.search(workspace, "Ana Souza")
    (ana, *_) = await rows_of(workspace, PEOPLE, asked)
    assert ana.user_ns == "f1284u903"
    jump = action(PEOPLE, "subscriber")
    went = await act(workspace, jump, [ana])
    assert went.went[0][0] == "subscribers" and went.went[0][2] == "f1284u903"
    ana.user_ns, ana.called = "f1301u7", {"bot": "Acme Wholesale"}
    refusal = jump.refusal(Context(workspace, PEOPLE, (ana,), Answers()))
    assert refusal is not None and "the bot Acme Wholesale" in refusal
    assert (await PEOPLE.search(workspace, "+55 (11) 90000-4410")).arguments == {"phone": "+5511900004410"}
    await valid(bot)
