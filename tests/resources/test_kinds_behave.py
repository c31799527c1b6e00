# SPDX-License-Identifier: MIT
"""What a Kind says of its rows, against what the sandbox does: none of it is said a second time here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import msgspec
import pytest

from flotui.api.catalogue import catalogue
from flotui.api.errors import FlochatError, NotFound
from flotui.api.models.base import Model
from flotui.api.pacer import Purpose
from flotui.api.secrets import masked
from flotui.repositories.consequences import stale_after
from flotui.repositories.edit import Edit
from flotui.repositories.flows import CUSTOM_EVENT
from flotui.repositories.kinds import Kind
from flotui.repositories.log_pages import LogPages
from flotui.repositories.shop import VARIANT
from flotui.repositories.subscribers import CHAT_MESSAGE
from flotui.repositories.things import kinds
from flotui.resources.base import Query, Resource
from flotui.resources.reading import last
from flotui.resources.text import plain
from flotui.workspace import Workspace
from tests.support.each_of import each_of
from tests.support.kinds import LISTS_OF_A_KIND, TABLES
from tests.support.people import ANA

ROWS = 30
"""Rows of a list that are looked at."""

# -- What is found by the filter line --------------------------------------------------------------

KEYED = "the filter line has a key of its own for it"
UNSEARCHED = {
    ("subscriber", "channel"): KEYED,
    ("subscriber", "language"): KEYED,
    ("subscriber", "gender"): KEYED,
    ("subscriber", "lead_source"): KEYED,
    ("subscriber", "status"): KEYED,
    ("workspace subscriber", "status"): "each is one of two: a word that finds half of all finds nobody",
    ("custom event", "text_label"): "what its values are called: many events say the same",
    ("bot field", "value"): "it may be a credential",
}
"""By kind and key: why what a list shows isn't found by its filter line."""


@pytest.mark.parametrize("resource", LISTS_OF_A_KIND, ids=lambda each: each.id)
async def test_what_a_list_shows_in_words_is_found(workspace: Workspace, resource: Resource[Any]) -> None:
    assert resource.kind is not None
    _all_found(resource, resource.kind, await rows_of(workspace, resource.kind))


@pytest.mark.parametrize("name", ["errors", "conversations", "agent-activity", "event-data"])
async def test_what_a_log_shows_in_words_is_found(workspace: Workspace, name: str) -> None:
    resource = TABLES[name]
    event = next(each for each in await rows_of(workspace, CUSTOM_EVENT) if each.event_ns)
    source = await last(resource.read(workspace, Query(owner=event)))
    rows: list[Any] = await first_of(source)
    (kind,) = {each.name: each for each in kinds().values() if each.model is type(rows[0])}.values()
    _all_found(resource, kind, rows)
    _all_named(kind, rows)


async def test_a_variant_is_found_by_its_sku(workspace: Workspace) -> None:
    rows = await rows_of(workspace, VARIANT)
    assert all(each.sku in VARIANT.text_of(each.raw) for each in rows), "searched= of the Kind"


async def test_a_message_is_found_by_all_that_it_says(workspace: Workspace) -> None:
    async for found in workspace.subscribers.chat(ANA):
        rows = await first_of(found.value)
    assert rows and all(each.content in CHAT_MESSAGE.text_of(each.raw) for each in rows), (
        "searched= of the Kind"
    )
    referral = {"headline": "Summer sale"}
    row = {"content": "hi", "payload": {"caption": "blue", "transcribed_text": "size?", "referral": referral}}
    assert {*["hi", "blue", "size?", "Summer", "sale"]} <= {*CHAT_MESSAGE.text_of(row).split()}, (
        "more= of the Kind"
    )


@pytest.mark.parametrize(
    "kind", [each for each in kinds().values() if "phone" in each.searched], ids=lambda each: each.name
)
def test_a_phone_is_found_by_its_digits(kind: Kind[Any]) -> None:
    assert "5511900004410" in kind.text_of({"phone": "+55 (11) 90000-4410"}), "numbers= of the Kind"


@each_of("kind", [each for each in kinds().values() if each.list], ids=lambda each: each.name)
def test_a_log_is_read_by_the_row_that_comes_before(kind: Kind[Any]) -> None:
    names = {*catalogue()[kind.list].names("query")}
    if "page" not in names and names & {"start_id", "end_time"}:
        assert isinstance(kind.pager, LogPages)
    assert not (kind.whole and isinstance(kind.pager, LogPages)), "whole= of the Kind: a log never ends"


def _all_found(resource: Resource[Any], kind: Kind[Any], rows: list[Any]) -> None:
    assert rows
    keys = {*kind.model.__struct_fields__, *(key for row in rows for key in row.raw)}
    assert {*kind.searched} <= keys, "searched= of the Kind: the rows have no such key"
    linked = {each.key for each in kind.links}  # found by what that is called
    missed = {
        key
        for row in rows
        for key in _shown(resource, row)
        if str(row.raw[key]) not in kind.text_of(row.raw) and key not in linked
    }
    missed -= {key for name, key in UNSEARCHED if name == kind.name}
    assert not missed, "searched= of the Kind and a column, or links= where it is the id of something else"


def _shown(resource: Resource[Any], row: Model) -> set[str]:
    """The keys whose texts a row of the list shows as they are, numbers aside."""
    texts = {
        plain(column.text(row)).strip().casefold() for column in (*resource.columns, *resource.more_columns)
    }
    return {
        key
        for key, value in row.raw.items()
        if isinstance(value, str)
        and value
        and (value.casefold() in texts or key in _IN_OTHER_WORDS)
        and not value.replace(".", "").isdecimal()
    }


_IN_OTHER_WORDS = ("status", "type")
"""Keys whose values lists show in words of their own."""


# -- What is cached, and for how long --------------------------------------------------------------

ALONE = ("chat message", "logged event", "ticket")
"""Kinds of which a list is that of one person or thing."""
LISTED = [each for each in kinds().values() if each.list and each.name not in ALONE]


async def rows_of(workspace: Workspace, kind: Kind[Any]) -> list[Any]:
    above = await rows_of(workspace, kind.under.kind) if kind.under is not None else []
    return await first_of(await last(workspace.reader.list_of(kind, owner=above[0].row_id if above else "")))


async def first_of(source: Any) -> list[Any]:
    """The first rows of a list."""
    number = min(source.count, ROWS)
    await source.load(0, number)
    return [source.peek(index) for index in range(number)]


@pytest.mark.parametrize("kind", LISTED, ids=lambda each: each.name)
async def test_no_credential_and_no_empty_field_is_cached(workspace: Workspace, kind: Kind[Any]) -> None:
    rows = await rows_of(workspace, kind)
    kept = await workspace.cache.bodies(kind.name, [each.row_id for each in rows])
    assert kept.keys() == {each.row_id for each in rows}
    for row in kept.values():
        assert masked(row) == row, "keep= of the Kind masks what is a credential"
        empty = [each for each in row.get("user_fields") or () if each.get("value") in (None, "")]
        assert not empty, "keep= of the Kind leaves out the fields without a value: there may be hundreds"


MINUTE = 60.0
SLOW = {"broadcast": "one is sent by an operator, or by the clock: what a list says of it changes seldom"}
"""By kind: why its list counts as fresh for longer, though it isn't read as a whole."""


@each_of("kind", [each for each in kinds().values() if each.list], ids=lambda each: each.name)
def test_what_moves_by_itself_is_fresh_for_a_minute_at_most(kind: Kind[Any]) -> None:
    names = {each.name for each in msgspec.structs.fields(kind.model)}
    moves = not kind.whole or isinstance(kind.pager, LogPages) or "is_online" in names
    assert (kind.ttl <= MINUTE) == (moves and kind.name not in SLOW), "ttl= of the Kind"


# -- Whom its rows are about -----------------------------------------------------------------------

_LAST = "of several agents it is named by the last that it was assigned to"
NOT_ABOUT = {
    **{
        ("conversation", f"{when}_agent_id"): _LAST
        for when in ("first_assign", "first_reply", "first_close", "last_close")
    },
    ("logged event", "event_ns"): "the list is that of one event",
    ("workspace subscriber", "agent_id"): "a bot's own list names its agents",
}
"""By kind and key: why a row isn't shown and found by the name of what it holds the id of."""


@pytest.mark.parametrize("kind", LISTED, ids=lambda each: each.name)
async def test_what_a_row_is_about_is_named(workspace: Workspace, kind: Kind[Any]) -> None:
    _all_named(kind, await rows_of(workspace, kind))


def _all_named(kind: Kind[Any], rows: list[Any]) -> None:
    held = {key for row in rows for key, value in row.raw.items() if value and _names_another(kind, key)}
    linked = {each.key for each in kind.links}
    assert held - linked - {key for name, key in NOT_ABOUT if name == kind.name} == set(), (
        "links= of the Kind"
    )


def _names_another(kind: Kind[Any], key: str) -> bool:
    """Whether a row's key holds the id of something else that has a name; not that of the bot it is of."""
    if key in (kind.model.ID, "flow_ns") or (kind.under is not None and key == kind.under.key):
        return False
    return any(
        other.by == key or key.endswith(f"_{other.by}")
        for other in LISTED
        if other.by.endswith(("_ns", "_id"))
    )


# -- What shows it ---------------------------------------------------------------------------------


async def shown(workspace: Workspace) -> dict[str, dict[str, Any]]:
    """What the host's lists say now, and a cart: by kind, its rows by their id."""
    calls = {
        kind.name: kind.list_call(_first(kind), owner="101" if kind.under else "")
        for kind in LISTED
        if not isinstance(kind.pager, LogPages)
    }
    found: dict[str, dict[str, Any]] = {}
    for name, call in calls.items():
        rows: Any = ()
        with suppress(NotFound):  # what it stood under is gone
            rows = (await workspace.reader.send(call, Purpose.INTERACTIVE)).data
        found[name] = {kinds()[name].id_of(row): row for row in rows}
    cart: Any = (await workspace.reader.send(kinds()["cart"].one_call(ANA), Purpose.INTERACTIVE)).data
    return {**found, "cart": {ANA: cart}}


def _first(kind: Kind[Any]) -> Mapping[str, int]:
    return {"limit": ROWS} if "limit" in catalogue()[kind.list].names("query") else {}


def edits_of(kind: Kind[Any], before: Mapping[str, Mapping[str, Any]]) -> list[Edit]:
    """A change of its name, and its end: of a row that others show, where there is one."""
    rows = [kind.model.read(row) for row in before[kind.name].values()]
    others = json.dumps([rows for name, rows in before.items() if name != kind.name])
    known = [each for each in rows if f'"{each.row_id}"' in others or f'"{kind.called(each)}"' in others]
    row = next(iter((*known, *rows)))
    named = (
        catalogue().resolve(catalogue()[kind.change].body or {}).get("properties", {}) if kind.change else {}
    )
    name = kind.named_by
    changes = [kind.change_edit(row, {name: "renamed_1"})] if name in named and name in row.raw else []
    return [*changes, *([kind.delete_edit(row)] if kind.delete else [])]


WRITTEN = [each for each in LISTED if each.change or each.delete]


@pytest.mark.parametrize("kind", WRITTEN, ids=lambda each: each.name)
async def test_whoever_shows_it_is_out_of_date(workspace: Workspace, kind: Kind[Any]) -> None:
    before = await shown(workspace)
    for edit in edits_of(kind, before):
        try:
            await workspace.reader.send(edit.call, Purpose.INTERACTIVE)
        except FlochatError as error:
            pytest.fail(f"{edit.summary}: {error}")
        after = await shown(workspace)
        own = {(each.kind.name, each.row_id) for each in edit.touches}
        changed = {
            name
            for name, rows in after.items()
            for row_id in rows.keys() | before[name].keys()
            if rows.get(row_id) != before[name].get(row_id)
            and (name, row_id) not in own
            and name != kind.name
        }
        stale = set(stale_after(edit.call.operation_id))
        assert {
            name for name in changed if (kinds()[name].list or kinds()[name].one) not in stale
        } == set(), f"shown_in= of {kind.name}, after: {edit.summary}"
        before = after
