# SPDX-License-Identifier: MIT
"""What is shown of an answer: status and what it means, the tree, credentials; and which scopes are open."""

from __future__ import annotations

from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.errors import FlochatError
from flotui.repositories.window import window_of
from flotui.resources.base import Query
from flotui.resources.explorer.operations import OPERATIONS, searched
from flotui.resources.explorer.response import RESPONSE, meaning
from flotui.resources.explorer.response import shown as value_of
from flotui.resources.explorer.running import confirm, execute
from flotui.resources.explorer.session import session
from flotui.resources.explorer.tree import Tree, node_text
from flotui.resources.text import plain
from flotui.workspace import Renewed, Switches, Workspace
from flotui.workspace.calling import Answer, target
from tests.api_area.conftest import row_of
from tests.support.ask import NO, Answers, act, rows_of
from tests.support.bot import Bot

ACTIONS = {action.id: action for action in RESPONSE.actions}
ANA = "f1284u903"


async def shown(workspace: Workspace, operation_id: str) -> list[str]:
    rows = await rows_of(workspace, RESPONSE, Query(owner=row_of(operation_id)))
    return [plain(RESPONSE.columns[0].text(row)) for row in rows]


async def test_a_success_and_its_tree(workspace: Workspace) -> None:
    await execute(workspace, Call.of("flowTags", query={"limit": 2}))
    lines = await shown(workspace, "flowTags")
    assert lines[0].split() == ["status", "200,", "done"]
    assert any(line.startswith("calls left") and "of 1,000" in line for line in lines)
    assert any(line.startswith("size") and "bytes" in line for line in lines)
    assert any('name: "newsletter"' in line for line in lines)


async def test_a_200_that_is_no_success_is_called_so(workspace: Workspace, bot: Bot) -> None:
    await bot.fault(method="GET", path="/flow/tags", body={"message": "Something odd."})
    with pytest.raises(FlochatError):
        await execute(workspace, Call.of("flowTags"))
    lines = await shown(workspace, "flowTags")
    assert "200, but failed" in lines[0] and "Something odd" in lines[0]
    assert any('message: "Something odd."' in line for line in lines)


async def test_a_refusal_is_shown_with_what_the_host_said(workspace: Workspace) -> None:
    with pytest.raises(FlochatError):
        await execute(workspace, Call.of("flowBotUserInfo", query={"user_ns": "f1284u99999999"}))
    lines = await shown(workspace, "flowBotUserInfo")
    assert lines[0].split()[1].startswith("4")
    answer = session(workspace).answers["flowBotUserInfo"]
    assert meaning(answer)[1] == "danger"


async def test_lines_fold_and_unfold_and_are_found_when_folded(workspace: Workspace) -> None:
    await execute(workspace, Call.of("flowBotUsers", query={"limit": 2}))
    owner = row_of("flowBotUsers")
    rows = await rows_of(workspace, RESPONSE, Query(owner=owner))
    person = next(row for row in rows if row.path == ".data[0]")
    assert person.folded and not any(row.path.startswith(".data[0].") for row in rows)

    received: list[Any] = []
    workspace.listen(received.append)
    await act(workspace, ACTIONS["response.fold"], [person], owner=owner)
    assert Renewed(frozenset({"response"})) in received
    rows = await rows_of(workspace, RESPONSE, Query(owner=owner))
    assert any(row.path == ".data[0].user_ns" for row in rows)
    await act(workspace, ACTIONS["response.fold"], [person], owner=owner)

    async for snapshot in RESPONSE.read(workspace, Query(owner=owner)):
        found = await snapshot.value.narrow(["last_name"])
    paths = [found.peek(at).path for at in range(found.count)]  # type: ignore[union-attr]
    assert ".data[1].last_name" in paths and ".data" in paths and ".meta" not in paths


def test_a_tree_writes_paths_as_jq_does() -> None:
    tree = Tree({"a": [{"b c": None}], "d": "x\x1b[31m"})
    paths = [node.path for node in tree.matching([])]
    assert paths == [".", ".a", ".a[0]", '.a[0]["b c"]', ".d"]
    assert plain(node_text(tree.matching(["d"])[-1])).endswith('d: "x\\u001b[31m"')


def test_numbers_stand_as_the_host_wrote_them() -> None:
    answer = Answer(Call.of("flowTags"), 0.0, 200, 0.1, 20, {}, '{"price": 142.800, "total": 74900.00}', None)
    nodes = Tree(value_of(answer, False)).matching([])
    assert [plain(node_text(node)).strip() for node in nodes[1:]] == ["price: 142.800", "total: 74900.00"]
    assert nodes[1].text == "142.800"


async def test_credentials_are_masked_until_revealed(workspace: Workspace) -> None:
    await execute(workspace, Call.of("getOpenAiData"))
    owner = row_of("getOpenAiData")
    assert not any(
        "api key 1" in line or "org id 1" in line for line in await shown(workspace, "getOpenAiData")
    )
    hidden = await act(workspace, ACTIONS["response.raw"], [None], owner=owner)
    assert "api key 1" not in hidden.read_texts[0][1]
    await act(workspace, ACTIONS["response.reveal"], [None], owner=owner)
    assert any("api key 1" in line for line in await shown(workspace, "getOpenAiData"))
    raw = await act(workspace, ACTIONS["response.raw"], [None], owner=owner)
    assert "api key 1" in raw.read_texts[0][1]
    await execute(workspace, Call.of("getOpenAiData"))
    assert not any("api key 1" in line for line in await shown(workspace, "getOpenAiData"))


async def test_risk_decides_what_is_asked(workspace: Workspace) -> None:
    async def asked(call: Call, *answers: Any) -> Any:
        ask = Answers(*answers)
        from flotui.resources.base import Context

        await confirm(Context(workspace, OPERATIONS, (), ask), call)
        return ask.asked

    assert await asked(Call.of("flowTags")) == []
    assert await asked(Call.of("flowCreateTag", body={"name": "x"})) == []
    (send,) = await asked(Call.of("flowBotUserSendText", body={"user_ns": ANA, "content": "x"}), True)
    assert not send.typed and send.verb == "Send"
    call = Call.of(
        "flowBotUserBroadcast", body={"user_ns_list": f"{ANA},f1284u904", "sub_flow_ns": "f1284s2003"}
    )
    (broadcast,) = await asked(call, "2")
    assert broadcast.typed == "2" and broadcast.danger
    (gone,) = await asked(Call.of("flowDeleteTagByName", body={"name": "vip"}), "vip")
    assert gone.typed == "vip" and gone.danger
    assert target(Call.of("DeleteDiscountCode", path={"codeId": 78})) == "78"


async def test_a_send_names_who_is_here_and_says_whether_it_arrives(workspace: Workspace) -> None:
    from flotui.resources.base import Context

    async def asked(operation: str, user_ns: str) -> Any:
        call = Call.of(operation, body={"user_ns": user_ns, "content": "x"})
        ask = Answers(True)
        await confirm(Context(workspace, OPERATIONS, (), ask), call)
        return ask.asked[0]

    def whom(question: Any) -> str:
        return "\n".join(map(plain, question.whom))

    assert "Ana Souza" not in whom(await asked("flowBotUserSendText", ANA)), "nobody is read for it"
    async for found in workspace.subscribers.list():
        people = await found.value.first(50)
    late = next(each for each in people if window_of(each).state == "shut" and each.is_on)
    open_, shut = await asked("flowBotUserSendText", ANA), await asked("flowBotUserSendText", late.row_id)
    assert "Ana Souza · WhatsApp\nfree text open" in whom(open_) and open_.waived
    assert late.title in whom(shut) and "shut " in whom(shut) and not shut.waived
    mail = await asked("flowBotUserSendEmail", late.row_id)
    assert late.title in whom(mail) and "shut " not in whom(mail) and mail.waived


async def test_read_only_and_dry_run_send_no_write(bot: Bot) -> None:
    call = Call.of("flowCreateTag", body={"name": "x"})
    for switches in (Switches(read_only=True), Switches(dry_run=True)):
        workspace = await bot.open(switches=switches)
        if switches.read_only:
            with pytest.raises(FlochatError, match="--read-only"):
                await execute(workspace, call)
        else:
            assert await execute(workspace, call) is None
        await execute(workspace, Call.of("flowTags"))
        await workspace.close()
    assert await bot.writes() == []


@pytest.mark.parametrize(
    ("token", "open_", "shut"),
    [("demo-flow", "flowTags", "workspaceInfo"), ("demo-team", "workspaceInfo", "flowTags")],
)
async def test_the_lock_says_what_the_token_may_do(bot: Bot, token: str, open_: str, shut: str) -> None:
    workspace = await bot.open(token=token)
    rows = {row.operation.id: row for row in await rows_of(workspace, OPERATIONS)}
    assert rows[open_].access == "authorised" and rows[shut].access == "scope missing"
    assert len(await bot.requests()) == 3
    await rows_of(workspace, OPERATIONS)
    assert len(await bot.requests()) == 3, "what is known is not asked again"
    await workspace.close()


async def test_a_wrong_token_locks_everything(bot: Bot) -> None:
    workspace = await bot.open(token="nonsense")
    rows = await rows_of(workspace, OPERATIONS)
    assert {row.access for row in rows} == {"refused"}
    await workspace.close()


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("get flow tag", "flowTags"),
        ("GET /flow/tags", "flowTags"),
        ("flowDeleteTagByName", "flowDeleteTagByName"),
        ("send sms", "flowBotUserSendSms"),
        ("discount code list", "DiscountCodes"),
    ],
)
async def test_an_operation_is_found_by_typing(workspace: Workspace, typed: str, first: str) -> None:
    async for snapshot in OPERATIONS.read(workspace, Query()):
        found = await snapshot.value.narrow(typed.split(), searched)
    row = found.peek(0)
    assert row is not None and row.operation.id == first


async def test_leaving_the_form_sends_nothing(workspace: Workspace, bot: Bot) -> None:
    from flotui.resources.ask import Cancelled

    action = next(action for action in OPERATIONS.actions if action.id == "operations.try")
    with pytest.raises(Cancelled):
        await act(workspace, action, [row_of("flowCreateTag")], NO)
    assert await bot.writes() == []
