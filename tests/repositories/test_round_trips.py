# SPDX-License-Identifier: MIT
"""Every edit there and back: the host takes it, the cached row becomes what the host has, the inverse restores.

The edits are sent as they are, past the journal, so that what is seen here is the edit's own.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.errors import NotFound
from flotui.repositories.created import creation_of
from flotui.repositories.edit import Edit
from flotui.repositories.kinds import Kind
from flotui.sandbox.handlers.rows import subscriber_row
from flotui.sandbox.reply import Refusal
from flotui.workspace import Workspace
from tests.support.bot import Bot
from tests.support.edit_rows import send
from tests.support.edits import CREATED, EDITS, NO_WAY_BACK
from tests.support.kinds import CREATIONS
from tests.support.people import ANA, valid

_MOVES = (
    "last_message_at",
    "last_message_type",
    "last_interaction",
    "messages",
    "updated_at",
    "paused_until",
)
"""What a host changes by itself, or nobody can set back to the second."""

# -- What holds for each --------------------------------------------------------------------------


@pytest.fixture
async def ws(bot: Bot) -> AsyncIterator[Workspace]:
    opened = await bot.open()
    yield opened
    await opened.close()


def picture(bot: Bot) -> dict[str, Any]:
    """All that the host has, as far as edits can change it."""
    world = bot.app.state.host.world
    try:
        person = world.people.get(ANA)
    except Refusal:
        return {"person": {ANA: "gone"}}
    tables = {
        name: {str(key): row for key, row in zip(table.ids(), table.rows(), strict=True)}
        for name, table in world.tables().items()
        if not name.startswith("log_")
    }
    shown = {**subscriber_row(world, person), "cart": world.shop.cart(person.index)["items"]}
    whole = {
        **tables,
        "person": {ANA: shown},
        "settings": {"": world.settings},
        "hours": dict(enumerate(world.shop.hours)),
    }
    return {name: {key: normal(row) for key, row in rows.items()} for name, rows in whole.items()}


def normal(row: Any) -> Any:
    """A row without what moves by itself; nothing, null and an empty list are one, and so are 1 and true."""
    if isinstance(row, dict):
        return {
            str(key): normal(value)
            for key, value in row.items()
            if key not in _MOVES and value not in (None, "", [], {}) and (key, value) != ("compare_price", 0)
        }
    if isinstance(row, list):
        each = [normal(value) for value in row]
        return sorted(each, key=str)
    return str(int(row)) if isinstance(row, bool) else str(row)


def several(made: Edit | list[Edit]) -> list[Edit]:
    return made if isinstance(made, list) else [made]


def listed(ws: Workspace, kind: Kind[Any]) -> AsyncIterator[Any]:
    """What reads the rows of a kind."""
    if kind.name == "subscriber":
        return ws.subscribers.one(ANA, force=True)
    return ws.reader.list_of(kind, owner="101" if kind.under else "", force=True)


async def fresh(ws: Workspace, kind: Kind[Any], row_id: str) -> dict[str, Any] | None:
    """The host's row of an id, as its list has it now; None where there is none."""
    rows: list[Any] = []
    async for snapshot in listed(ws, kind):
        if isinstance(snapshot.error, NotFound):
            return None
        assert snapshot.error is None, snapshot.error
        rows = await snapshot.value.all() if hasattr(snapshot.value, "all") else [snapshot.value]
    return next((each.raw for each in rows if each.row_id == row_id), None)


@pytest.mark.parametrize("name", EDITS)
async def test_an_edit_goes_there_and_back(bot: Bot, ws: Workspace, name: str) -> None:
    edits = several(await EDITS[name](ws))
    assert edits, "there is something to do"
    before, accepted = picture(bot), sum(bot.app.state.host.log.accepted().values())
    cached: dict[tuple[str, str], Any] = {}
    for each in edits:
        for touch in each.touches:
            if touch.patch is not None:
                key = (touch.kind.name, touch.row_id)
                if key not in cached:
                    known = await ws.cache.row(*key)
                    assert known is not None, f"{key} is not in the cache"
                    cached[key] = (known.value, known.value)
                cached[key] = (cached[key][0], touch.patch(dict(cached[key][1])))
        assert each.subject or not each.touches
        await send(ws, each)
        await seen(ws, each)
    assert sum(bot.app.state.host.log.accepted().values()) == accepted + len(edits)
    assert name == "log_event" or name.startswith("send_") or picture(bot) != before
    await the_cache_says_what_the_host_says(ws, edits, cached)
    if name in NO_WAY_BACK:
        assert all(each.inverse is None or each.lost for each in edits)
    else:
        for each in reversed(edits):
            assert each.inverse is not None
            await ws.reader.send(each.inverse)
        assert differences(picture(bot), before) == []
    await valid(bot)


def differences(after: dict[str, Any], before: dict[str, Any]) -> list[Any]:
    return [
        (name, key, after[name].get(key), before[name].get(key))
        for name in before
        for key in before[name].keys() | after[name].keys()
        if after[name].get(key) != before[name].get(key)
    ]


async def seen(ws: Workspace, edit: Edit) -> None:
    """What reads the row again reads that row, and nobody has anything to say against what the host kept."""
    for touch in edit.touches:
        if touch.reread is not None:
            data = (await ws.reader.send(touch.reread)).data
            assert touch.kind.id_of(data) == touch.row_id
            if touch.check is not None:
                assert touch.check(data) is None


async def the_cache_says_what_the_host_says(
    ws: Workspace, edits: Iterable[Edit], cached: dict[tuple[str, str], Any]
) -> None:
    for each in edits:
        for touch in each.touches:
            host = None
            if touch.gone or touch.patch is not None:
                host = await fresh(ws, touch.kind, touch.row_id)
            if touch.gone:
                assert host is None
                assert touch.patch is None
            elif touch.patch is not None:
                assert host is not None
                old, new = cached[(touch.kind.name, touch.row_id)]
                changed = [key for key in new if new[key] != old.get(key)]
                assert changed or touch.kind.name == "product", "the cached row says what was changed"
                for key in changed:
                    if new[key] == "just now":
                        assert host[key], "since when, only the host knows"
                    elif key in host:
                        assert names(new[key]) == names(host[key]), key


def names(value: Any) -> Any:
    """A value as it is compared: of objects what they share, of lists whatever order."""
    if isinstance(value, list):
        return sorted(
            (each.get("name") or str(each.get("id")), str(each.get("value") or ""))
            if isinstance(each, dict)
            else ("", str(each))
            for each in value
            if not isinstance(each, dict) or each.get("value", "x") not in (None, "")
        )
    return normal(value)


@pytest.mark.parametrize("operation", CREATED)
async def test_what_is_made_can_be_taken_away_again(bot: Bot, ws: Workspace, operation: str) -> None:
    edit = CREATED[operation]
    before = picture(bot)
    answer = await send(ws, edit)
    after = picture(bot)
    assert after != before
    made = creation_of(edit.call, answer)
    assert made is not None and edit.inverse is None
    kind = CREATIONS[edit.call.operation_id]
    assert (made.kind, made.removal.operation_id) == (kind.name, kind.delete)
    row = answer[0] if isinstance(answer, list) else answer
    assert made.row_id.rpartition("/")[2] == kind.id_of(row)
    await ws.reader.send(made.removal)
    assert differences(picture(bot), before) == []
    await valid(bot)


def test_every_creation_is_tried() -> None:
    assert CREATED.keys() == CREATIONS.keys(), "a line in CREATED of tests/support/edits.py for each"


@pytest.mark.parametrize(
    "answer", [None, "text", [], {}, {"id": ""}, {"id": None}, {"id": True}, {"tag_ns": 1.5}]
)
def test_an_answer_that_does_not_say_what_was_made(answer: Any) -> None:
    for operation in ("teamCreateLabel", "flowCreateTag"):
        assert creation_of(Call.of(operation, body={"name": "x"}), answer) is None


def test_only_what_makes_something_is_taken_away_again() -> None:
    assert creation_of(Call.of("flowDeleteTag", body={"tag_ns": "f1t1"}), {"tag_ns": "f1t1"}) is None
