# SPDX-License-Identifier: MIT
"""What stands in an empty list: what is missing, and which key makes it so; never that nothing matches where nobody
filtered.
"""

from __future__ import annotations

from flotui.api.models.flow import Tag
from flotui.api.models.logs import Conversation
from flotui.api.models.shop import Item, Order
from flotui.repositories.rows import ListRows
from flotui.repositories.snapshot import Snapshot
from flotui.resources import registry
from flotui.resources.base import Query
from flotui.resources.flows.logs import CONVERSATIONS
from flotui.resources.flows.tags import TAGS
from flotui.resources.shop.carts import CARTS
from flotui.resources.shop.orders import ORDERS
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.resources.text import plain
from flotui.ui.panels.words import emptiness, headed
from tests.support.each_of import each_of

NONE: Snapshot[ListRows[object]] = Snapshot(ListRows([], str, 1.0), 1.0, "server")


def said(resource: registry.Resource[object], query: Query, *narrowing: str) -> list[str]:
    return [plain(line) for line in emptiness(resource, NONE, query, narrowing, ())]


def test_a_row_without_a_name_of_its_own_begins_a_line_with_a_capital() -> None:
    named = [headed(ORDERS, Order.read({"id": 20260})), headed(CONVERSATIONS, Conversation.read({"id": 7}))]
    assert named == ["Order 20260", "Conversation 7"]
    assert headed(TAGS, Tag.read({"name": "vip", "tag_ns": "f1t1"})) == "vip", "a name stays as it is"


def test_an_empty_cart_is_an_empty_cart() -> None:
    of_ana = Query(arguments={"user_ns": "f1u2"}, summary="Ana {Souza}")
    assert said(CARTS, of_ana)[0].startswith("The cart of Ana {Souza} is empty.")
    assert said(ORDERS, of_ana) == ["No order: Ana {Souza}.", "esc shows everything again."]
    assert (
        said(SUBSCRIBERS, Query(arguments={"tag_ns": "f1t1"}, summary="tag vip"))[0]
        == "No subscriber: tag vip."
    )


def test_carts_say_what_they_are_and_why_somebody_has_to_be_chosen() -> None:
    assert said(CARTS, Query()) == [
        "A cart has what a subscriber wants to buy and hasn't ordered yet.",
        "The API doesn't say who has one. Press w to choose whose to show.",
    ]


def test_only_what_was_filtered_for_matches_nothing() -> None:
    asked = Query(arguments={"tag_ns": "f1t1"}, summary="tag:vip", line="tag:vip")
    assert said(SUBSCRIBERS, asked)[0] == "Nothing matches tag:vip."
    of_ana = Query(arguments={"user_ns": "f1u2"}, summary="Ana")
    assert said(CARTS, of_ana, "mug", "red")[0] == "Nothing matches mug red."
    assert said(CARTS, Query(), "status:paid")[:2] == [
        "Nothing matches status:paid.",
        "Words are searched in this list. Conditions such as tag:vip are for the list of subscribers.",
    ]


def test_before_a_cart_was_chosen_nothing_is_counted() -> None:
    assert CARTS.sums is not None
    assert [CARTS.sums(items) for items in ((), (Item.read({}),) * 2)] == ["", "2"]


def test_words_behind_a_value_may_be_more_of_it() -> None:
    asked = Query(summary="tag:big spender", line="tag:big spender")
    assert said(SUBSCRIBERS, asked) == [
        "Nothing matches tag:big spender.",
        'Did you mean tag:"big spender"?',
        "esc shows everything again.",
    ]


def test_what_is_not_here_may_be_on_the_host_and_enter_asks_for_it() -> None:
    class Some(ListRows[object]):
        count, total, more_to_come = 100, 1300, True

    some: Snapshot[ListRows[object]] = Snapshot(Some([], str, 1.0), 1.0, "server")
    lines = [plain(line) for line in emptiness(SUBSCRIBERS, some, Query(), ("zz",), ())]
    assert lines == [
        "None of the 100 that are loaded matches zz.",
        "enter asks for all 1,300 · esc shows everything again.",
    ]


@each_of("resource", registry.resources(), ids=lambda each: each.id)
def test_no_empty_list_says_that_nothing_matches(resource: registry.Resource[object]) -> None:
    for query in (Query(), Query(arguments={"user_ns": "f1u2"}, summary="Ana")):
        assert not any("matches" in line for line in said(resource, query))
