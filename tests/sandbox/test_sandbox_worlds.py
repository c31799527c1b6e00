# SPDX-License-Identifier: MIT
"""Worlds in one process share what the seed describes, and nothing that is done to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flotui.sandbox.clock import Clock
from flotui.sandbox.handlers.rows import subscriber_row
from flotui.sandbox.seed.crowd import ANA
from flotui.sandbox.world import World

NOON = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)
LATER = timedelta(days=3, seconds=7)
MOMENTS = (
    "subscribed",
    "last_interaction",
    "last_seen",
    "last_message_at",
    "opted_in_email",
    "opted_in_sms",
)


def world(at: datetime = NOON, *, shop_window: bool = False) -> World:
    return World(subscribers=200, seed=1, clock=Clock(at), shop_window=shop_window)


def row(of: World, index: int) -> dict[str, Any]:
    return subscriber_row(of, of.people.person(index))


@pytest.mark.parametrize("shop_window", [False, True])
def test_a_world_of_later_has_the_same_people_and_later_moments(shop_window: bool) -> None:
    first, second = world(shop_window=shop_window), world(NOON + LATER, shop_window=shop_window)
    for index in range(200):
        before, after = row(first, index), row(second, index)
        for name in MOMENTS:
            one, two = before.pop(name), after.pop(name)
            moved = str(datetime.fromisoformat(one) + LATER) if one else one
            assert two == moved, (index, name)
        fields = zip(before.pop("user_fields"), after.pop("user_fields"), strict=True)
        for one, two in fields:
            known = index == ANA and one["name"] == "birthday"
            if one["value"] and one["var_type"] in ("date", "datetime") and not known:
                gone_by = datetime.fromisoformat(two.pop("value")) - datetime.fromisoformat(one.pop("value"))
                # Days go by three or four, as the hour has it.
                assert gone_by in (LATER, *map(timedelta, (3, 4))), (index, one["name"])
            assert one == two, index
        assert before == after, index


def test_the_row_of_a_person_is_what_the_crowd_says() -> None:
    made = world()
    for name in ("phone", "email", "channel", "opted_in_email", "opted_in_sms", "interacted_at", "agent_id"):
        said = list(made.people.column(name))
        assert [getattr(made.people.person(index), name) for index in range(200)] == said, name


def test_what_is_done_in_one_world_is_not_in_another() -> None:
    one, other = world(), world()
    index = next(index for index in range(200) if one.people.person(index).tags)
    before = row(other, index)
    one.people.edit(one.crowd.ns(index)).tags.clear()
    product, variant = one.shop.products.rows()[0], one.shop.variants.rows()[0]
    shown = (dict(product), dict(variant))
    product["name"] = variant["price"] = "changed"
    assert row(one, index)["tags"] == [] != before["tags"]
    assert row(other, index) == before == row(world(), index)
    for each in (other, world()):
        assert (each.shop.products.rows()[0], each.shop.variants.rows()[0]) == shown
        assert "_tags" not in each.shop.products.rows()[0]
