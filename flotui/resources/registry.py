# SPDX-License-Identifier: MIT
"""The registry: the areas, and every resource by its area, id and aliases.

A resource is imported when it, or something else of its area, is first shown: the first screen pays for
its own area only.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import msgspec

from flotui.resources import keys
from flotui.resources.groups import groups_of
from flotui.resources.loading import load

if TYPE_CHECKING:
    from flotui.resources.base import Action, Resource


class Listed(msgspec.Struct, frozen=True):
    """A resource in its area."""

    id: str
    """The resource's id."""
    where: str
    """Where it is declared, as `module:NAME`."""
    name: str
    """What it is called among the others: its title, shorter where its area or group says the rest."""


class ListGroup(msgspec.Struct, frozen=True):
    """Resources of an area that belong together."""

    title: str
    """Its name; empty where the area has no other."""
    lists: tuple[Listed, ...]
    """Its resources, in the order of `[` and `]`."""


class Area(msgspec.Struct, frozen=True):
    """One of the tabs at the top."""

    id: str
    title: str
    key: str
    """The digit that opens it."""
    groups: tuple[ListGroup, ...]
    """Its resources in groups, in the order of `{` and `}`."""

    @property
    def resources(self) -> tuple[Listed, ...]:
        """Its resources in the order of `[` and `]`, which go on from one group into the next."""
        return tuple(each for group in self.groups for each in group.lists)


_FLOWS = "flotui.resources.flows"
_SHOP = "flotui.resources.shop"
_ACTIVITY = "flotui.resources.activity"
_EXPLORER = "flotui.resources.explorer"
_SUBSCRIBERS = "flotui.resources.subscribers"

AREAS = (
    Area(
        "today", "Today", "1", (ListGroup("", (Listed("today", "flotui.resources.today:TODAY", "Today"),)),)
    ),
    Area(
        "subscribers",
        "Subscribers",
        "2",
        (
            ListGroup(
                "",
                (
                    Listed("waiting", "flotui.resources.inbox:WAITING", "Waiting"),
                    Listed("subscribers", f"{_SUBSCRIBERS}:SUBSCRIBERS", "Subscribers"),
                    Listed("broadcasts", f"{_SUBSCRIBERS}.broadcasts:BROADCASTS", "Broadcasts"),
                ),
            ),
        ),
    ),
    Area(
        "shop",
        "Shop",
        "3",
        (
            ListGroup(
                "",
                (
                    Listed("shop", f"{_SHOP}.overview:OVERVIEW", "Overview"),
                    Listed("products", f"{_SHOP}.products:PRODUCTS", "Products"),
                    Listed("orders", f"{_SHOP}.orders:ORDERS", "Orders"),
                    Listed("carts", f"{_SHOP}.carts:CARTS", "Carts"),
                    Listed("discount-codes", f"{_SHOP}.discounts:DISCOUNT_CODES", "Codes"),
                    Listed("product-types", f"{_SHOP}.small:PRODUCT_TYPES", "Types"),
                    Listed("vendors", f"{_SHOP}.small:PRODUCT_VENDORS", "Vendors"),
                    Listed("product-tags", f"{_SHOP}.small:TAGS_OF_PRODUCTS", "Tags"),
                    Listed("locations", f"{_SHOP}.small:LOCATIONS", "Locations"),
                    Listed("business-hours", f"{_SHOP}.hours:BUSINESS_HOURS", "Hours"),
                ),
            ),
        ),
    ),
    Area(
        "flows",
        "Flows",
        "4",
        (
            ListGroup(
                "Setup",
                (
                    Listed("sub-flows", f"{_FLOWS}.sub_flows:SUB_FLOWS", "Sub-flows"),
                    Listed("tags", f"{_FLOWS}.tags:TAGS", "Tags"),
                    Listed("user-fields", f"{_FLOWS}.fields:USER_FIELDS", "Fields"),
                    Listed("bot-fields", f"{_FLOWS}.bot_fields:BOT_FIELDS", "Bot fields"),
                    Listed("segments", f"{_FLOWS}.tags:SEGMENTS", "Segments"),
                    Listed("events", f"{_FLOWS}.events:EVENTS", "Events"),
                    Listed("compared", f"{_FLOWS}.compared:COMPARED", "Compared"),
                ),
            ),
            ListGroup(
                "Bot",
                (
                    Listed("bot", f"{_FLOWS}.bot:BOT", "This bot"),
                    Listed("ai-agents", f"{_FLOWS}.ai:AI_AGENTS", "AI agents"),
                    Listed("ai-tasks", f"{_FLOWS}.ai:AI_TASKS", "AI tasks"),
                    Listed("webhooks", f"{_FLOWS}.ways_in:WEBHOOKS", "Webhooks"),
                    Listed("widgets", f"{_FLOWS}.ways_in:WIDGETS", "Widgets"),
                    Listed("template-installs", f"{_FLOWS}.ways_in:TEMPLATES", "Templates"),
                ),
            ),
            ListGroup(
                "Team",
                (
                    Listed("agents", f"{_FLOWS}.team:AGENTS", "Agents"),
                    Listed("agent-groups", f"{_FLOWS}.groups:GROUPS", "Groups"),
                    Listed("members", f"{_FLOWS}.team:MEMBERS", "Members"),
                    Listed("shortcuts", f"{_FLOWS}.notes:SHORTCUTS", "Shortcuts"),
                    Listed("closing-notes", f"{_FLOWS}.notes:CLOSING_NOTES", "Notes"),
                    Listed("labels", f"{_FLOWS}.team:LABELS", "Labels"),
                    Listed("bots", f"{_FLOWS}.team:BOTS", "Bots"),
                    Listed("team-people", f"{_FLOWS}.team:PEOPLE", "Subscribers"),
                ),
            ),
            ListGroup(
                "Numbers",
                (
                    Listed("summary", f"{_FLOWS}.summary:SUMMARY", "Summary"),
                    Listed("agent-summary", f"{_FLOWS}.summary:AGENT_SUMMARY", "By agent"),
                    Listed("conversations", f"{_FLOWS}.logs:CONVERSATIONS", "Conversations"),
                    Listed("agent-activity", f"{_FLOWS}.logs:ACTIVITY", "Agents' log"),
                    Listed("errors", f"{_FLOWS}.logs:ERRORS", "Errors"),
                ),
            ),
        ),
    ),
    Area(
        "api",
        "API",
        "5",
        (
            ListGroup(
                "",
                (
                    Listed("operations", f"{_EXPLORER}.operations:OPERATIONS", "Operations"),
                    Listed("api-history", f"{_EXPLORER}.past:HISTORY", "History"),
                    Listed("saved-calls", f"{_EXPLORER}.past:SAVED", "Saved"),
                ),
            ),
        ),
    ),
    Area(
        "activity",
        "Activity",
        "6",
        (
            ListGroup(
                "",
                (
                    Listed("journal", f"{_ACTIVITY}:JOURNAL", "Journal"),
                    Listed("jobs", "flotui.resources.jobs:JOBS", "Jobs"),
                    Listed("calls", f"{_ACTIVITY}:CALLS", "Calls"),
                ),
            ),
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
    return tuple(_declared(listed.where) for listed in _area(area).resources)


def area_of(resource: Resource[object]) -> Area:
    """The area that a resource is in.

    Args:
        resource: one that has a place among `AREAS`.
    """
    return next(area for area in AREAS if any(resource.id == listed.id for listed in area.resources))


def place_of(resource: Resource[object]) -> tuple[tuple[ListGroup, ...], int]:
    """The groups of a resource's area, and which of them holds it.

    Args:
        resource: one of an area.
    """
    groups = area_of(resource).groups
    return groups, next(at for at, group in enumerate(groups) if resource.id in _ids(group))


def _ids(group: ListGroup) -> frozenset[str]:
    return frozenset(each.id for each in group.lists)


def _area(name: str) -> Area:
    return next(each for each in AREAS if each.id == name)


def resources() -> tuple[Resource[object], ...]:
    """Every resource there is, area by area."""
    return tuple(resource for area in AREAS for resource in in_area(area.id))


def resource(name: str) -> Resource[object] | None:
    """The resource with this id or alias, or None."""
    for area in AREAS:
        for listed in area.resources:
            if listed.id == name:
                return _declared(listed.where)
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
