"""A Kind's Calls and Edits: arguments where the contract takes them, and what the journal says."""

from __future__ import annotations

import pytest

from flotui.api.call import Call
from flotui.api.models.flow import AiAgent, Shortcut, Tag
from flotui.api.models.shop import Product, Variant
from flotui.repositories.ai import AI_AGENT
from flotui.repositories.flows import TAG
from flotui.repositories.kinds import placed
from flotui.repositories.notes import SHORTCUT
from flotui.repositories.shop import PRODUCT, VARIANT
from flotui.repositories.subscribers import SUBSCRIBER


def test_the_argument_that_says_which_stands_where_the_operation_takes_it() -> None:
    assert SUBSCRIBER.one_call("f1u2") == Call.of("flowBotUserInfo", query={"user_ns": "f1u2"})
    assert PRODUCT.one_call("7") == Call.of("ProductGetInfo", path={"productId": "7"})
    assert AI_AGENT.one_call("f1a2") == Call.of("flowViewAiAgentInfo", body={"ai_agent_ns": "f1a2"})
    assert VARIANT.one_call("8", owner="7") == Call.of(
        "ProductVariantInfo", path={"productId": "7", "variantId": "8"}
    )
    assert VARIANT.list_call(owner="7") == Call.of("ProductVariants", path={"productId": "7"})


def test_an_argument_that_the_contract_does_not_have_is_refused() -> None:
    with pytest.raises(KeyError):
        placed("flowCreateTag", {"title": "vip"})


def test_a_new_one() -> None:
    edit = TAG.create_edit({"name": "vip"})
    assert (edit.call, edit.says) == (Call.of("flowCreateTag", body={"name": "vip"}), "Create tag vip")
    assert edit.subject == "" and edit.inverse is None


def test_a_changed_one_has_its_way_back() -> None:
    row = Product.read({"id": 7, "name": "Kite", "price": "9.90"})
    edit = PRODUCT.change_edit(row, {"name": "Big kite"})
    assert edit.says == "Change name of product Kite" and edit.subject == "7"
    assert edit.call == Call.of("UpdateProduct", path={"productId": "7"}, body={"name": "Big kite"})
    assert edit.inverse == Call.of("UpdateProduct", path={"productId": "7"}, body={"name": "Kite"})
    assert [(each.path, each.before, each.after) for each in edit.changes] == [("name", "Kite", "Big kite")]


def test_a_deleted_one_is_gone_from_the_cache() -> None:
    edit = SHORTCUT.delete_edit(Shortcut.read({"id": 3, "name": "hi", "value": "Hello"}))
    assert (edit.call, edit.says) == (Call.of("flowDeleteShortcut", body={"id": 3}), "Delete shortcut hi")
    (touch,) = edit.touches
    assert touch.kind is SHORTCUT and touch.row_id == "3" and touch.gone


def test_what_stands_under_another_has_that_read_again() -> None:
    edit = VARIANT.delete_edit(Variant.read({"id": 8, "product_id": 7, "sku": "K-1"}))
    assert edit.subject == "7/8" and edit.says == "Delete variant K-1"
    gone, again = edit.touches
    assert gone.gone and again.kind is PRODUCT and again.reread == PRODUCT.one_call("7")


def test_what_a_row_is_called() -> None:
    assert TAG.called(Tag.read({"tag_ns": "f1t2", "name": "vip"})) == "vip"
    assert AI_AGENT.called(AiAgent.read({"ai_agent_ns": "f1a2"})) == "f1a2"
