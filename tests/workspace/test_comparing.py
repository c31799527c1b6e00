# SPDX-License-Identifier: MIT
"""No edit overwrites what somebody else has changed: every write path compares first, at one call more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.errors import Malformed, NotSent
from flotui.repositories.edit import Edit
from flotui.repositories.profile import assign_agent
from flotui.repositories.subscribers import FieldChange, set_fields
from flotui.repositories.things import kinds
from flotui.store.journal import Change, Outcome
from flotui.workspace import Workspace
from flotui.workspace.comparing import (
    ChangedSince,
    ComparedEdit,
    Comparer,
    Conflict,
    Decision,
    NothingToDo,
    shown_value,
)
from tests.support.bot import Bot
from tests.support.edit_rows import ana, listed
from tests.support.edits import EDITS
from tests.support.people import ANA
from tests.support.people import ana as shown_ana

_OTHERS: dict[str, Any] = {
    "UpdateOrder.status": "refunded",
    "flowBotUserUpdateOrderStatus.status": "refunded",
    "flowBotUserMoveChatTo.status": "spam",
    "ai_provider": "groq",
    "agent_id": "25",
    "agent_group_id": "43",
    "gender": "female",
    "assign_method": "round_robin",
    "start_time": "2030-01-01 00:00:00",
    "end_time": "2031-01-01 00:00:00",
    "lat": 12.25,
    "lng": 13.5,
    "tags": ["eco", "gift"],
    "pieces": 0,
}
"""By operation and path, or by path: what somebody else sets, where no other text or number would do."""


TARGETS = {operation: target for kind in kinds().values() for operation, target in kind.targets.items()}


@pytest.fixture
async def other(bot: Bot) -> AsyncIterator[Workspace]:
    """Somebody else, on another machine."""
    opened = await bot.open()
    yield opened
    await opened.close()


async def compared(workspace: Workspace, name: str) -> Edit:
    """The first of an edit's calls, where it is one that is compared; else the test has nothing to say."""
    made = await EDITS[name](workspace)
    edit = made[0] if isinstance(made, list) else made
    if edit.call.operation_id not in TARGETS or not edit.changes:
        pytest.skip("it overwrites nothing that was seen")
    return edit


def theirs(edit: Edit, change: Change) -> Any:
    """A value that is neither what the person saw nor what they want; None where there is no third one."""
    for key in (f"{edit.call.operation_id}.{change.path}", change.path):
        if key in _OTHERS:
            return _OTHERS[key]
    if isinstance(change.after, bool) or isinstance(change.before, bool) or change.path.startswith("require"):
        return None
    if isinstance(change.after, dict):
        return {
            **change.after,
            "option": "open_1",
            "start": "07:15",
            "end": "07:45",
            "start_2": "",
            "end_2": "",
        }
    if change.path.startswith(("items.", "members.")):
        return int(change.before or 0) + int(change.after or 0) + 3
    both = f"{change.before}{change.after}"
    return 4321 if both.replace(".", "").replace("None", "").isdigit() else "somebody else's"


async def elsewhere(other: Workspace, edit: Edit, values: dict[str, Any]) -> None:
    """Have somebody else set values that an edit is about to set."""
    target = TARGETS[edit.call.operation_id]
    row = await target.read(other.reader.send, edit.call, edit.changes)
    if edit.call.operation_id.endswith(("AddToCart", "RemoveFromCart", "EmptyCart")):
        person = edit.call.json["user_ns"]
        body = {"user_ns": person, "variant_id": 1050, "qty": 4}
        for path in values:
            if path != "pieces":
                body["variant_id"] = int(path.partition(".")[2])
        await other.reader.send(Call.of("flowBotUserAddToCart", body=body))
        return
    await other.reader.send(target.setting(edit.call, values, row))


async def now(other: Workspace, edit: Edit, path: str) -> Any:
    """What the host has at a path."""
    target = TARGETS[edit.call.operation_id]
    return target.has(await target.read(other.reader.send, edit.call, edit.changes), path)


def deciding(workspace: Workspace, decision: Decision) -> list[Conflict]:
    """Have somebody decide; what they were asked."""
    asked: list[Conflict] = []

    async def decide(conflict: Conflict) -> Decision:
        asked.append(conflict)
        return decision

    workspace.decides(decide)
    return asked


def test_every_write_of_a_kind_compares_or_says_why_not() -> None:
    for kind in kinds().values():
        come_and_gone = {kind.create, *kind.creates, kind.delete, *kind.deletes}
        assert set(kind.writes) - come_and_gone == kind.targets.keys() | kind.uncompared.keys()
        assert not kind.targets.keys() & kind.uncompared.keys() and all(kind.uncompared.values())


async def test_every_target_is_tried(workspace: Workspace) -> None:
    """Each write that compares is one that some edit of the program makes, or that undoes one, or shares its target."""
    tried: set[str] = set()
    for make in EDITS.values():
        made = await make(workspace)
        for edit in made if isinstance(made, list) else [made]:
            tried.update(call.operation_id for call in (edit.call, edit.inverse) if call is not None)
    targets = {id(TARGETS[operation]) for operation in tried & TARGETS.keys()}
    assert not {operation for operation, target in TARGETS.items() if id(target) not in targets}


@pytest.mark.parametrize("name", EDITS)
async def test_a_single_edit_costs_two_calls(workspace: Workspace, bot: Bot, name: str) -> None:
    edit = await compared(workspace, name)
    before = len(await bot.requests())
    (entry,) = await workspace.apply(edit)
    assert entry.outcome is Outcome.DONE
    calls = [each["operation"] for each in (await bot.requests())[before:]]
    read_back = bool(edit.touches) and edit.touches[0].check is not None
    assert len(calls) == 2 + read_back, calls


@pytest.mark.parametrize("name", EDITS)
async def test_what_somebody_else_changed_is_not_overwritten(
    workspace: Workspace, other: Workspace, bot: Bot, name: str
) -> None:
    edit = await compared(workspace, name)
    change = edit.changes[0]
    value = theirs(edit, change)
    if change.path == "is_bot_paused":
        pytest.skip("one pause isn't the other: tests/resources/test_pausing.py")
    if value is None:
        await elsewhere(other, edit, {each.path: each.after for each in edit.changes})
        written = len(await bot.writes())
        with pytest.raises(NothingToDo, match="No change"):
            await workspace.apply(edit)
        assert (await workspace.journal.single_edits())[0].outcome is Outcome.UNCHANGED
        assert len(await bot.writes()) == written
        return
    await elsewhere(other, edit, {change.path: value})
    kept, written = await now(other, edit, change.path), len(await bot.writes())

    with pytest.raises(ChangedSince, match="Nothing was sent"):
        await workspace.apply(edit)
    assert len(await bot.writes()) == written
    assert (await workspace.journal.single_edits())[0].outcome is Outcome.WAITING

    asked = deciding(workspace, Decision.OVERWRITE)
    if edit.call.operation_id.endswith("AddToCart"):
        with pytest.raises(Malformed, match="are in the cart now"):
            await workspace.apply(edit)
        assert len(await bot.writes()) == written, "nothing is added on top of what somebody else put there"
        return
    (entry,) = await workspace.apply(edit)
    (difference,) = asked[0].differences
    target = TARGETS[edit.call.operation_id]
    assert target.same(change.path, difference.theirs, kept)
    assert difference.change == next(
        replace(change, after=each.after)
        for each in (edit.first_of or edit).changes
        if each.path == change.path
    )
    assert target.same(change.path, await now(other, edit, change.path), change.after)
    assert entry.changes is not None and entry.changes[0].before == kept
    if entry.inverse is not None and change.name not in edit.lost:
        await workspace.undo()
        assert target.same(change.path, await now(other, edit, change.path), kept), (
            "theirs comes back, not ours"
        )


@pytest.mark.parametrize("name", EDITS)
async def test_theirs_are_kept_and_the_rest_is_saved(
    workspace: Workspace, other: Workspace, bot: Bot, name: str
) -> None:
    edit = await compared(workspace, name)
    change = edit.changes[0]
    value = theirs(edit, change)
    if value is None:
        pytest.skip("there is no third value")
    await elsewhere(other, edit, {change.path: value})
    deciding(workspace, Decision.KEEP)
    target, rest = TARGETS[edit.call.operation_id], edit.changes[1:]
    kept = await now(other, edit, change.path)
    if rest:
        await workspace.apply(edit)
        for each in rest:
            assert target.same(each.path, await now(other, edit, each.path), each.after)
    else:
        written = len(await bot.writes())
        with pytest.raises(NothingToDo, match="Kept"):
            await workspace.apply(edit)
        assert len(await bot.writes()) == written
        assert (await workspace.journal.single_edits())[0].outcome is Outcome.KEPT
    assert target.same(change.path, await now(other, edit, change.path), kept)


async def city(workspace: Workspace, value: str) -> Edit:
    person = await ana(workspace)
    field = next(each for each in person.user_fields if each.name == "city")
    (edit,) = set_fields(person, [FieldChange(field.var_ns, field.name, field.var_type, value)])
    return edit


async def test_who_edits_again_has_sent_nothing(workspace: Workspace, other: Workspace, bot: Bot) -> None:
    edit = await city(workspace, "Recife")
    await other.apply(await city(other, "Natal"))

    class Again(Exception):
        pass

    async def decide(conflict: Conflict) -> Decision:
        assert (conflict.differences[0].change.before, conflict.differences[0].theirs) == (
            "São Paulo",
            "Natal",
        )
        raise Again

    workspace.decides(decide)
    written = len(await bot.writes())
    with pytest.raises(Again):
        await workspace.apply(edit)
    assert len(await bot.writes()) == written
    assert await workspace.journal.single_edits() == [], "nothing was meant to be sent"
    shown = await shown_ana(workspace)
    assert shown.field(edit.changes[0].path.partition(".")[2]).text == "Natal", "what is there now is shown"


async def test_the_rest_of_a_row_is_merged_without_a_question(workspace: Workspace, other: Workspace) -> None:
    from flotui.repositories.profile import update

    (edit,) = update(await ana(workspace), {"first_name": "Anna"})
    await other.apply(*update(await ana(other), {"last_name": "Sousa"}))
    await workspace.apply(edit)
    person = await ana(other)
    async for snapshot in other.subscribers.one(ANA, force=True):
        person = snapshot.value
    assert (person.first_name, person.last_name) == ("Anna", "Sousa")


async def test_a_row_that_cannot_be_read_is_not_overwritten(workspace: Workspace, bot: Bot) -> None:
    edit = await city(workspace, "Recife")
    await bot.fault(path="/subscriber/get-info", status=500)
    with pytest.raises(NotSent, match="Nothing was sent"):
        await workspace.apply(edit)
    assert await bot.writes() == []
    (entry,) = await workspace.journal.single_edits()
    assert entry.outcome is Outcome.WAITING


async def test_a_bug_in_comparing_is_not_the_person_calling_it_off(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await city(workspace, "Recife"), await city(workspace, "Olinda")
    compare = Comparer.compare

    async def fail(comparer: Comparer, edit: Edit) -> ComparedEdit:
        if edit.call == second.call:
            raise ValueError("a bug")
        return await compare(comparer, edit)

    monkeypatch.setattr(Comparer, "compare", fail)
    with pytest.raises(ValueError, match="a bug"):
        await workspace.apply(first, second)


async def test_who_may_not_read_writes_as_before(workspace: Workspace, bot: Bot) -> None:
    edit = await city(workspace, "Recife")
    body = {"message": "This token has no Manage Flow scope."}
    await bot.fault(path="/subscriber/get-info", status=403, body=body)
    (entry,) = await workspace.apply(edit)
    assert entry.outcome is Outcome.DONE


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "empty"),
        ("", "empty"),
        (True, "on"),
        (43, "43"),
        (["a", "b"], "a, b"),
        ("x" * 99, "x" * 59 + "…"),
    ],
)
def test_values_in_a_sentence(value: Any, words: str) -> None:
    assert shown_value(value) == words


async def test_what_somebody_else_has_assigned_and_what_is_so_already_are_said_by_name(
    workspace: Workspace, other: Workspace
) -> None:
    one, two, three, *_ = await listed(workspace.team.agents())
    person = await ana(workspace)
    await workspace.apply(*assign_agent(person, one.row_id, one.name))
    seen = await ana(workspace)
    await other.reader.send(assign_agent(person, two.row_id, two.name)[0].call)
    asked = deciding(workspace, Decision.KEEP)
    with pytest.raises(NothingToDo, match=f"Agent is {two.name} now, not {one.name}"):
        await workspace.apply(*assign_agent(seen, three.row_id, three.name))
    (difference,) = asked[0].differences
    assert [difference.text(each) for each in (difference.change.after, difference.theirs)] == [
        three.name,
        two.name,
    ]
    with pytest.raises(NothingToDo, match=f"No change: agent is {two.name} already"):
        await workspace.apply(*assign_agent(seen, two.row_id, two.name))


async def test_an_answer_about_another_row_is_compared_with_nothing(bot: Bot, workspace: Workspace) -> None:
    person = await shown_ana(workspace)
    other = {**person.raw, "user_ns": "f1284u1", "agent_id": "25"}
    await bot.fault(body=other, path="/subscriber/get-info", times=2)
    with pytest.raises(NotSent, match="another subscriber than was asked for"):
        await workspace.apply(*assign_agent(person, "21", "Lívia"))
    assert await bot.writes() == []
    (found,) = [each async for each in workspace.subscribers.one(ANA, force=True)][1:]
    assert found.value is not None and found.value.row_id == ANA, "the row that is known stays"
    assert found.error is not None and "another subscriber" in found.error.happened
    assert await workspace.cache.row("subscriber", "f1284u1") is None
