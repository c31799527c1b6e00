# SPDX-License-Identifier: MIT
"""The registry: the areas, and every resource by its area, id and aliases.

A resource is imported when it, or something else of its area, is first shown: the first screen pays for
its own area only.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

from flotui.resources import keys
from flotui.resources.groups import groups_of
from flotui.resources.loading import load

if TYPE_CHECKING:
    from flotui.resources.base import Action, Resource


class Area(NamedTuple):
    """One of the tabs at the top."""

    id: str
    title: str
    key: str
    """The digit that opens it."""
    resources: tuple[tuple[str, str], ...]
    """Its resources in the order of `[` and `]`: the id of each, and where it is declared."""


_FLOWS = "flotui.resources.flows"
_SHOP = "flotui.resources.shop"
_ACTIVITY = "flotui.resources.activity"
_EXPLORER = "flotui.resources.explorer"

AREAS = (
    Area(
        "flows",
        "Flows",
        "1",
        (
            ("sub-flows", f"{_FLOWS}.sub_flows:SUB_FLOWS"),
            ("tags", f"{_FLOWS}.tags:TAGS"),
            ("user-fields", f"{_FLOWS}.fields:USER_FIELDS"),
            ("bot-fields", f"{_FLOWS}.bot_fields:BOT_FIELDS"),
            ("segments", f"{_FLOWS}.tags:SEGMENTS"),
            ("events", f"{_FLOWS}.events:EVENTS"),
            ("summary", f"{_FLOWS}.summary:SUMMARY"),
            ("agent-summary", f"{_FLOWS}.summary:AGENT_SUMMARY"),
            ("errors", f"{_FLOWS}.logs:ERRORS"),
            ("conversations", f"{_FLOWS}.logs:CONVERSATIONS"),
            ("agent-activity", f"{_FLOWS}.logs:ACTIVITY"),
            ("shortcuts", f"{_FLOWS}.notes:SHORTCUTS"),
            ("closing-notes", f"{_FLOWS}.notes:CLOSING_NOTES"),
            ("ai-agents", f"{_FLOWS}.ai:AI_AGENTS"),
            ("ai-tasks", f"{_FLOWS}.ai:AI_TASKS"),
            ("webhooks", f"{_FLOWS}.ways_in:WEBHOOKS"),
            ("widgets", f"{_FLOWS}.ways_in:WIDGETS"),
            ("template-installs", f"{_FLOWS}.ways_in:TEMPLATES"),
            ("agents", f"{_FLOWS}.team:AGENTS"),
            ("agent-groups", f"{_FLOWS}.groups:GROUPS"),
            ("labels", f"{_FLOWS}.team:LABELS"),
            ("bot", f"{_FLOWS}.bot:BOT"),
            ("members", f"{_FLOWS}.team:MEMBERS"),
            ("bots", f"{_FLOWS}.team:BOTS"),
            ("team-people", f"{_FLOWS}.team:PEOPLE"),
        ),
    ),
    Area(
        "subscribers",
        "Subscribers",
        "2",
        (
            ("subscribers", "flotui.resources.subscribers:SUBSCRIBERS"),
            ("broadcasts", "flotui.resources.subscribers.broadcasts:BROADCASTS"),
        ),
    ),
    Area(
        "shop",
        "Shop",
        "3",
        (
            ("shop", f"{_SHOP}.overview:OVERVIEW"),
            ("products", f"{_SHOP}.products:PRODUCTS"),
            ("orders", f"{_SHOP}.orders:ORDERS"),
            ("carts", f"{_SHOP}.carts:CARTS"),
            ("discount-codes", f"{_SHOP}.discounts:DISCOUNT_CODES"),
            ("product-types", f"{_SHOP}.small:PRODUCT_TYPES"),
            ("vendors", f"{_SHOP}.small:PRODUCT_VENDORS"),
            ("product-tags", f"{_SHOP}.small:TAGS_OF_PRODUCTS"),
            ("locations", f"{_SHOP}.small:LOCATIONS"),
            ("business-hours", f"{_SHOP}.hours:BUSINESS_HOURS"),
        ),
    ),
    Area(
        "api",
        "API",
        "4",
        (
            ("operations", f"{_EXPLORER}.operations:OPERATIONS"),
            ("api-history", f"{_EXPLORER}.past:HISTORY"),
            ("saved-calls", f"{_EXPLORER}.past:SAVED"),
        ),
    ),
    Area(
        "activity",
        "Activity",
        "5",
        (
            ("journal", f"{_ACTIVITY}:JOURNAL"),
            ("calls", f"{_ACTIVITY}:CALLS"),
        ),
    ),
)


@functools.cache
def _declared(where: str) -> Resource[object]:
    found: Resource[object] = load(where)
    return found


@functools.cache
def in_area(area: str) -> tuple[Resource[object], ...]:
    """The resources of an area, in the order in which `[` and `]` step through them."""
    return tuple(_declared(where) for each in AREAS if each.id == area for _, where in each.resources)


def resources() -> tuple[Resource[object], ...]:
    """Every resource there is, area by area."""
    return tuple(resource for area in AREAS for resource in in_area(area.id))


def resource(name: str) -> Resource[object] | None:
    """The resource with this id or alias, or None."""
    for area in AREAS:
        for resource_id, where in area.resources:
            if resource_id == name:
                return _declared(where)
    return next((each for each in resources() if name in each.aliases), None)


def tables(within: Resource[object]) -> tuple[Resource[object], ...]:
    """A resource and those its detail tabs and its groups show as tables."""
    shown = [*(tab.shown for tab in within.tabs), *(group.shown for group in groups_of(within.groups))]
    return (within, *(table for table in shown if table is not None))


def actions() -> tuple[tuple[Resource[object], Action[object]], ...]:
    """Every action there is, with the resource whose table offers it."""
    return tuple(
        (table, action) for each in resources() for table in tables(each) for action in table.actions
    )


@functools.cache
def _keys() -> dict[str, str]:
    return {action.id: action.key for _, action in actions()} | {f"app.{area.id}": area.key for area in AREAS}


keys.know(_keys)
