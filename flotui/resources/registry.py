"""The registry: the areas, and every resource by its area, id and aliases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flotui.resources.activity import CALLS, JOURNAL
from flotui.resources.base import Action, Resource
from flotui.resources.flows import BOT_FIELDS, SEGMENTS, SUB_FLOWS, TAGS, USER_FIELDS
from flotui.resources.subscribers import SUBSCRIBERS


@dataclass(frozen=True)
class Area:
    """One of the tabs at the top."""

    id: str
    title: str
    key: str
    """The digit that opens it."""


AREAS = (
    Area("flows", "Flows", "1"),
    Area("subscribers", "Subscribers", "2"),
    Area("activity", "Activity", "5"),
)

RESOURCES: tuple[Resource[Any], ...] = (
    SUB_FLOWS,
    TAGS,
    USER_FIELDS,
    BOT_FIELDS,
    SEGMENTS,
    SUBSCRIBERS,
    JOURNAL,
    CALLS,
)


def in_area(area: str) -> tuple[Resource[Any], ...]:
    """The resources of an area, in the order in which `[` and `]` step through them."""
    return tuple(resource for resource in RESOURCES if resource.area == area)


def resource(name: str) -> Resource[Any] | None:
    """The resource with this id or alias, or None."""
    return next((each for each in RESOURCES if name == each.id or name in each.aliases), None)


def tables(within: Resource[Any]) -> tuple[Resource[Any], ...]:
    """A resource and those its detail tabs show as tables."""
    return (within, *(tab.table for tab in within.tabs if tab.table is not None))


def actions() -> tuple[tuple[Resource[Any], Action], ...]:
    """Every action there is, with the resource whose table offers it."""
    return tuple((table, action) for each in RESOURCES for table in tables(each) for action in table.actions)
