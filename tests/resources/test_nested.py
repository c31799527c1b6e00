# SPDX-License-Identifier: MIT
"""What stands under something else is made, changed, deleted and undone as anything is: no line but `under=`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from flotui.api.models.base import Model
from flotui.repositories import things
from flotui.repositories.consequences import stale_after
from flotui.repositories.kinds import NOWHERE, Kind, Owner
from flotui.resources.ask import Field
from flotui.resources.base import Query, Resource
from flotui.resources.crud import create, delete, edit
from flotui.resources.reading import read_all
from flotui.sandbox.handlers.registry import HANDLERS
from flotui.sandbox.received import Received
from flotui.sandbox.reply import ok, page_of
from flotui.workspace import Workspace
from tests.support.ask import act, rows_of
from tests.support.bot import Bot
from tests.support.flows import action, valid
from tests.support.people import ANA


class Board(Model):
    """What tickets stand under. No operation reads one alone."""

    name: str = ""


class Ticket(Model):
    """Something under a board; the host's rows don't say which."""

    title: str = ""
    description: str = ""


BOARD = Kind("board", Board, list="teamTicketLists", by="listId")
TICKET = Kind(
    "paper",
    Ticket,
    list="teamTicketListItems",
    create="teamCreateTicketListItem",
    change="teamUpdateTicketListItem",
    delete="teamDeleteTicketListItem",
    by="listItemId",
    under=Owner(BOARD, "listId", "list_id"),
    shown_in=NOWHERE,
)
NEW = {
    "variant": ({"sku": "NEW-1", "price": "5"}, ("sku", "NEW-2")),
    TICKET.name: ({"title": "New", "user_ns": ANA}, ("description", "Changed")),
}
"""By kind, the values of a new one, and what it is changed to."""


@pytest.fixture
def boards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A host that has tickets, and a program that knows their kind."""
    lists: dict[str, dict[str, dict[str, Any]]] = {"1": {}, "2": {"7": {"id": 7, "title": "Old"}}}
    ids = iter(range(8, 99))

    def made(_: Any, received: Received) -> Any:
        row = {"id": next(ids), **received.body}
        lists[received.arguments["listId"]][str(row["id"])] = row
        return ok(data=row)

    def changed(_: Any, received: Received) -> Any:
        lists[received.arguments["listId"]][received.arguments["listItemId"]] |= received.body
        return ok()

    def gone(_: Any, received: Received) -> Any:
        del lists[received.arguments["listId"]][received.arguments["listItemId"]]
        return ok()

    answers: dict[str, Any] = {
        BOARD.list: lambda _, received: page_of(received, [{"id": int(key), "name": key} for key in lists]),
        TICKET.list: lambda _, received: page_of(
            received, list(lists[received.arguments["listId"]].values())
        ),
        TICKET.create: made,
        TICKET.change: changed,
        TICKET.delete: gone,
    }
    for operation, answer in answers.items():
        monkeypatch.setitem(HANDLERS, operation, answer)
    others = {each.name: each for each in things.kinds().values() if TICKET.create not in each.writes}
    known = {**others, BOARD.name: BOARD, TICKET.name: TICKET}
    monkeypatch.setattr(things, "kinds", lambda: known)
    things._owners.cache_clear()
    yield
    monkeypatch.undo()
    things._owners.cache_clear()


NESTED = [TICKET, *(kind for kind in things.kinds().values() if kind.under is not None and kind.create)]


def listed(kind: Kind[Any], changes: str) -> Resource[Any]:
    """A list with the actions that follow from a kind."""
    fields = tuple(Field(name, name) for name in NEW[kind.name][0])
    return Resource(
        id="nested",
        title="Nested",
        kind=kind,
        columns=(),
        actions=(
            create("nested", kind, fields),
            edit("nested", kind, lambda _, row: (Field(changes, changes, value=getattr(row, changes)),)),
            delete("nested", kind),
        ),
    )


@pytest.mark.parametrize("kind", NESTED, ids=lambda each: each.name)
async def test_it_is_made_changed_deleted_and_undone(
    workspace: Workspace, bot: Bot, kind: Kind[Any], request: pytest.FixtureRequest
) -> None:
    if kind is TICKET:
        request.getfixturevalue("boards")
    assert kind.name in NEW, "a line in NEW above"
    values, (changes, text) = NEW[kind.name]
    resource = listed(kind, changes)
    assert kind.under is not None
    owner = (await read_all(workspace.reader.list_of(kind.under.kind)))[-1]

    async def rows() -> dict[str, Any]:
        found = await rows_of(workspace, resource, Query(owner=owner, force=True))
        assert all(kind.owner_of(each) == owner.row_id for each in found), "each knows what it stands under"
        return {each.row_id: each for each in found}

    async def do(verb: str, answer: Any, *of: Any) -> None:
        await act(workspace, action(resource, verb), of, answer, owner=owner, resource=resource)

    before = await rows()
    await do("new", values)
    await workspace.undo()
    assert (await rows()).keys() == before.keys(), "what was made is gone again"
    await do("new", values)
    ((row_id, row),) = ((key, each) for key, each in (await rows()).items() if key not in before)
    await do("edit", {changes: text}, row)
    assert getattr((await rows())[row_id], changes) == text
    await workspace.undo()
    assert getattr((await rows())[row_id], changes) == getattr(row, changes)
    await do("delete", kind.called(row), row)
    assert (await rows()).keys() == before.keys()
    await valid(bot)


@pytest.mark.usefixtures("boards")
def test_the_list_above_is_out_of_date_where_no_operation_reads_the_owner_alone() -> None:
    for operation in (TICKET.create, TICKET.delete):
        assert BOARD.list in stale_after(operation)


def test_a_new_one_under_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="isn't said which"):
        TICKET.create_edit({"title": "New", "user_ns": ANA})
