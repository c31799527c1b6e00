# SPDX-License-Identifier: MIT
"""What writes to something in a list say of it: members of a group, lines of a cart, who rows are about."""

from __future__ import annotations

from collections import Counter

from flotui.api.call import Call
from flotui.api.models.shop import Cart
from flotui.repositories.things import target_of
from flotui.resources.base import Query
from flotui.resources.shop.orders import ORDERS
from flotui.store.journal import Change
from flotui.workspace import Workspace
from tests.support.ask import rows_of
from tests.support.bot import Bot

GROUP = {
    "id": 7,
    "name": "Night",
    "members": [{"user_id": 1, "name": "Ann", "weighting": 3}, {"user_id": 2, "name": "Bo", "weighting": 1}],
}
CART = {
    "items": [
        {"id": 11, "name": "Kite", "num": 2, "price": "5", "subtotal": "10"},
        {"id": 12, "name": "Rope", "num": 1, "price": "3", "subtotal": "3"},
    ],
    "total_price": "13",
}


def cart_of(row: object) -> dict[str, int]:
    return {each.variant: each.count for each in Cart.read(row).items}


def test_members_are_all_that_are_sent_and_who_is_left_out_is_gone() -> None:
    target = target_of("teamUpdateAgentGroupUsers")
    assert target is not None and target.whole
    call = Call.of(
        "teamUpdateAgentGroupUsers", path={"id": "7"}, body={"members": [{"user_id": 2}, {"user_id": 3}]}
    )
    assert target.sets(call, GROUP) == {"members.1": None, "members.2": 1, "members.3": 1}


def test_a_group_is_set_as_a_whole_so_what_others_changed_is_sent_along() -> None:
    target = target_of("teamUpdateAgentGroup")
    assert target is not None and target.whole
    call = Call.of("teamUpdateAgentGroup", path={"id": "7"}, body={"name": "Day", "assign_method": "random"})
    theirs = {**GROUP, "assign_method": "round_robin"}
    sent = target.setting(call, {"name": "Day"}, theirs)
    assert sent.json == {"name": "Day", "assign_method": "round_robin"}


def test_every_line_that_changes_is_changed_and_an_emptied_cart_is_empty() -> None:
    target = target_of("flowBotUserAddToCart")
    assert target is not None
    both = [Change("items.11", "Kite", 2, 4), Change("items.12", "Rope", 1, 0)]
    row = target.patch(both)(CART)
    assert cart_of(row) == {"11": 4}
    (line,) = row["items"]
    assert line["price"] == "5" and "subtotal" not in line and "total_price" not in row
    assert cart_of(target.patch([Change("pieces", "pieces", 3, 0)])(CART)) == {}
    assert cart_of(CART) == {"11": 2, "12": 1}, "the cached row itself is left alone"


def test_what_was_empty_is_set_back_in_a_form_that_the_contract_takes() -> None:
    target, call = target_of("UpdateLocation"), Call.of("UpdateLocation", body={"name": "Depot", "lat": 12.5})
    assert target is not None
    changes = [Change("name", "name", "Old", "Depot"), Change("lat", "latitude", None, 12.5)]
    back, lost = target.way_back(call, changes, None)
    assert back is not None and back.json == {"name": "Old"}, "no number is null"
    assert lost == ("latitude",)

    target, call = target_of("UpdateProduct"), Call.of("UpdateProduct", body={"id": 7, "tags": ["eco"]})
    assert target is not None
    back, lost = target.way_back(call, [Change("tags", "tags", None, ["eco"])], None)
    assert back is not None and back.json["tags"] == [] and lost == ()


async def test_whom_rows_are_about_is_listed_once(workspace: Workspace, bot: Bot) -> None:
    orders = await rows_of(workspace, ORDERS)
    assert any("user_ns" in each.called for each in orders), "names are asked for"
    await workspace.cache.make_stale(["flowBotUsers"])
    await rows_of(workspace, ORDERS, Query(force=True))
    asked = Counter(each["operation"] for each in await bot.requests())
    assert asked["flowBotUsers"] == 1, "one page, once: whoever isn't in it has no name"
