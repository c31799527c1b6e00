# SPDX-License-Identifier: MIT
"""Kinds: each is declared to the end, and its Calls and Edits are what the contract takes."""

from __future__ import annotations

import subprocess
import sys
from typing import Any, NoReturn

import msgspec
import pytest

from flotui.api.call import Call
from flotui.api.catalogue import Risk, catalogue
from flotui.api.models.base import Model
from flotui.api.models.flow import AiAgent, Shortcut, Tag
from flotui.api.models.shop import Product, Variant
from flotui.repositories.ai import AI_AGENT
from flotui.repositories.flows import TAG
from flotui.repositories.kinds import Kind, called_in, placed
from flotui.repositories.notes import SHORTCUT
from flotui.repositories.shop import CART, DISCOUNT_CODE, PRODUCT, VARIANT
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.repositories.things import PANELLESS, UNOWNED, kinds, owner_of
from flotui.resources.reading import last, read_all
from flotui.workspace import Workspace
from tests.support.contract import flat_paths
from tests.support.each_of import each_of

KINDS = kinds()

# -- A forgotten line of a declaration fails here ----------------------------------------------------


def test_every_operation_belongs_to_one_kind_or_says_why_not() -> None:
    owned = {each.id for each in catalogue().operations if owner_of(each.id) is not None}
    read = {each for kind in KINDS.values() for each in (*kind.reads, *kind.counted_by)}
    panelless = set(PANELLESS) - {catalogue()[each].group for each in owned}
    others = [each for each in catalogue().operations if each.id not in {*owned, *read, *UNOWNED}]
    assert not [each.id for each in others if each.group not in panelless]
    assert all(UNOWNED.values()) and all(each in catalogue() for each in UNOWNED)
    assert not [each for each in UNOWNED if owner_of(each) is not None]
    assert set(PANELLESS) <= {each.group for each in catalogue().operations}


@each_of("kind", KINDS.values(), ids=KINDS)
def test_its_operations_are_of_the_contract_and_of_their_risk(kind: Kind[Any]) -> None:
    assert all(catalogue()[each].risk is Risk.READ for each in (*kind.reads, *kind.counted_by))
    assert all(catalogue()[each].risk is not Risk.READ for each in (*kind.writes, *kind.stale_after))
    gone = {*filter(None, (kind.delete,)), *kind.deletes}
    assert {catalogue()[each].risk for each in gone} <= {Risk.DESTRUCTIVE}
    assert {*kind.writes} >= {each for each in (kind.create, kind.change, kind.delete) if each}


@each_of("kind", KINDS.values(), ids=KINDS)
def test_what_names_one_is_an_argument_of_its_operations(kind: Kind[Any]) -> None:
    for operation in filter(None, (kind.one, kind.change, kind.delete)):
        needed = {*catalogue()[operation].names("path"), *required(operation)}
        says = {kind.by, *([kind.under.argument] if kind.under is not None else [])} - {""}
        assert says <= {*needed, *catalogue()[operation].names("query"), *properties(operation)}
        assert operation == kind.change or needed <= says, f"{operation} needs {needed}"
    assert not kind.list or kind.under is not None or not catalogue()[kind.list].names("path")


PATHS = {path for operation in catalogue().operations for path in flat_paths(operation)}


@each_of("kind", KINDS.values(), ids=KINDS)
def test_what_it_says_arguments_are_of_is_an_argument_of_the_contract(kind: Kind[Any]) -> None:
    for name in filter(None, (kind.by, *kind.arguments, *kind.called_by)):
        assert any(f".{path}".endswith(f".{name}") for path in PATHS), f"no operation has {name}"
    sorts = {
        each.lower().endswith("ns")
        for each in (kind.by, *kind.arguments)
        if each.lower()[-2:] in ("ns", "id")
    }
    assert not kind.list or sorts <= {kind.model.ID.endswith("_ns")}, "ID of the model is what they take"


def required(operation: str) -> list[str]:
    return list(catalogue().resolve(catalogue()[operation].body or {}).get("required", ()))


def properties(operation: str) -> list[str]:
    return list(catalogue().resolve(catalogue()[operation].body or {}).get("properties", {}))


@each_of("kind", KINDS.values(), ids=KINDS)
def test_what_can_be_changed_or_deleted_says_who_shows_it(kind: Kind[Any]) -> None:
    changes = [each for each in kind.writes if each not in (kind.create, *kind.creates)]
    assert not changes or kind.shown_in is not None, "NOWHERE where nobody does"
    assert kind.shown_in is None or {*kind.shown_in.named, *kind.shown_in.held} <= KINDS.keys()


@each_of("kind", [each for each in KINDS.values() if each.list and each.by], ids=lambda kind: kind.name)
def test_what_says_which_one_it_is_where_it_is_picked_is_a_key_of_its_rows(kind: Kind[Any]) -> None:
    names = {each.name for each in msgspec.structs.fields(kind.model)}
    assert kind.labels[0] in names or kind.under is not None, "its product's name stands before it"


OWNERS = {"variant": "101"}
_OF_ONE = ("chat message", "logged event", "ticket")
"""Kinds of which a list is that of one person or thing; of tickets, the sandbox has none."""
LISTED = [kind for kind in KINDS.values() if kind.list and kind.name not in _OF_ONE]


@pytest.mark.parametrize("kind", LISTED, ids=lambda kind: kind.name)
async def test_the_bot_has_them_and_each_is_read_alone_as_it_is_listed(
    workspace: Workspace, kind: Kind[Any]
) -> None:
    owner = OWNERS.get(kind.name, "")
    rows = await read_all(workspace.reader.list_of(kind, owner=owner))
    assert rows and not [each for each in rows if each.odd], "read as what it isn't"
    ids = [each.row_id for each in rows]
    assert len(set(ids)) == len(ids)
    assert [kind.title_of(each.raw) for each in rows] == [title(each) for each in rows]
    named = kind.writes or kind.by
    assert not named or not kind.model.ID or not ids[0].startswith("?"), "its rows' id stands elsewhere"
    if kind.one:
        alone = await last(workspace.reader.one_of(kind, ids[0], owner=owner, force=True))
        assert alone is not None and alone.row_id == ids[0]


def title(row: Model) -> str:
    return str(getattr(row, "title", "") or getattr(row, "name", ""))


class Unread(list[object]):
    def __iter__(self) -> NoReturn:
        raise AssertionError("it has no part in the name")


def test_a_name_is_read_without_what_stands_in_the_row_s_lists() -> None:
    assert SUBSCRIBER.title_of({"name": "Ana Souza", "tags": Unread()}) == "Ana Souza"
    assert SUBSCRIBER.title_of("no row") == SUBSCRIBER.title_of({"value": "no row"})


# -- Calls and Edits -------------------------------------------------------------------------------


def test_the_argument_that_says_which_stands_where_the_operation_takes_it() -> None:
    assert SUBSCRIBER.one_call("f1u2") == Call.of("flowBotUserInfo", query={"user_ns": "f1u2"})
    assert PRODUCT.one_call("7") == Call.of("ProductGetInfo", path={"productId": "7"})
    assert AI_AGENT.one_call("f1a2") == Call.of("flowViewAiAgentInfo", body={"ai_agent_ns": "f1a2"})
    assert VARIANT.one_call("8", owner="7") == Call.of(
        "ProductVariantInfo", path={"productId": "7", "variantId": "8"}
    )
    assert CART.one_call("f1u2") == Call.of("flowBotUserCart", query={"user_ns": "f1u2"})
    assert VARIANT.list_call(owner="7") == Call.of("ProductVariants", path={"productId": "7"})


def test_an_argument_that_the_contract_does_not_have_is_refused() -> None:
    with pytest.raises(KeyError):
        placed("flowCreateTag", {"title": "vip"})


def test_a_new_one() -> None:
    edit = TAG.create_edit({"name": "vip"})
    assert (edit.call, edit.summary) == (Call.of("flowCreateTag", body={"name": "vip"}), "Create tag vip")
    assert edit.subject == "" and edit.inverse is None


def test_a_new_one_is_called_by_whatever_it_has_as_a_name() -> None:
    assert (
        DISCOUNT_CODE.create_edit({"code": "NEW5", "type": "amount"}).summary == "Create discount code NEW5"
    )
    assert called_in({"heading": "Opening hours", "text": "9 to 5"}) == "Opening hours"
    assert called_in({"text": "9 to 5"}) == ""


def test_a_changed_one_has_its_way_back() -> None:
    row = Product.read({"id": 7, "name": "Kite", "price": "9.90"})
    edit = PRODUCT.change_edit(row, {"name": "Big kite"})
    assert edit.summary == "Change name of product Kite" and edit.subject == "7"
    assert edit.call == Call.of("UpdateProduct", path={"productId": "7"}, body={"name": "Big kite"})
    assert edit.inverse == Call.of("UpdateProduct", path={"productId": "7"}, body={"name": "Kite"})
    assert [(each.path, each.before, each.after) for each in edit.changes] == [("name", "Kite", "Big kite")]


def test_a_deleted_one_is_gone_from_the_cache() -> None:
    edit = SHORTCUT.delete_edit(Shortcut.read({"id": 3, "name": "hi", "value": "Hello"}))
    assert (edit.call, edit.summary) == (Call.of("flowDeleteShortcut", body={"id": 3}), "Delete shortcut hi")
    (touch,) = edit.touches
    assert touch.kind is SHORTCUT and touch.row_id == "3" and touch.gone


def test_what_stands_under_another_has_that_read_again() -> None:
    edit = VARIANT.delete_edit(Variant.read({"id": 8, "product_id": 7, "sku": "K-1"}))
    assert edit.subject == "7/8" and edit.summary == "Delete variant K-1"
    gone, again = edit.touches
    assert gone.gone and again.kind is PRODUCT and again.reread == PRODUCT.one_call("7")


def test_a_changed_variant_changes_its_product_s_row() -> None:
    row = Variant.read({"id": 8, "product_id": 7, "sku": "K-1", "qty": 2})
    assert [each.kind for each in VARIANT.change_edit(row, {"qty": "5"}).touches] == [VARIANT, PRODUCT]


def test_what_a_row_is_called() -> None:
    assert TAG.called(Tag.read({"tag_ns": "f1t2", "name": "vip"})) == "vip"
    assert AI_AGENT.called(AiAgent.read({"ai_agent_ns": "f1a2"})) == "f1a2"


def test_the_start_loads_no_kinds_of_targets() -> None:
    code = (
        "import sys, flotui.app, flotui.resources.subscribers\n"
        "print(any(name.startswith('flotui.repositories.targets_') for name in sys.modules))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert told.stdout.strip() == "False"
