# SPDX-License-Identifier: MIT
"""Checking the columns and filters that `config.toml` gives to lists. Only the lists that it names are loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flotui.api.errors import Malformed
from flotui.audience.expanding import expanded
from flotui.audience.names import Names
from flotui.audience.query import parse
from flotui.resources import registry
from flotui.resources.base import Resource
from flotui.text.nearest import nearest

_UNNAMED = '""'


def wrong_list(name: str) -> str:
    """What is wrong with the name of a list, as a sentence; empty for nothing.

    Args:
        name: its id or an alias.
    """
    if registry.resource(name) is not None:
        return ""
    return f"there is no list called {name}.{_near(name, [each.id for each in registry.resources()])}"


def wrong_columns(chosen: Mapping[str, Sequence[str]]) -> list[str]:
    """What is wrong with the columns that somebody chose.

    Args:
        chosen: columns in their order, by the resource's id.

    Returns:
        A sentence for each list or column that isn't there, beginning with its key: `columns.subscribers`.
    """
    wrong: list[str] = []
    for name, columns in chosen.items():
        key, table = f"columns.{name}", _table(name)
        if table is None:
            wrong.append(f"{key}: there is no list called {name}.{_near(name, _lists())}")
            continue
        there = [each.id for each in (*table.columns, *table.more_columns)]
        fields = " A user field is field:NAME." if table.column_of is not None else ""
        wrong += [
            f"{key} must be columns of {table.title}; {column} isn't one.{_near(column, there)}{fields}"
            for column in columns
            if table.column(column) is None
        ]
        if twice := [each for each in dict.fromkeys(columns) if list(columns).count(each) > 1]:
            wrong.append(f"{key} names {', '.join(twice)} twice.")
    return wrong


def wrong_filters(saved: Mapping[str, Mapping[str, str]]) -> list[str]:
    """What is wrong with the filters that somebody saved.

    Args:
        saved: names and what is in the filter line, by the resource's id.

    Returns:
        A sentence for each list and each filter that can't be, beginning with its key:
        `filters.subscribers.vip`.
    """
    wrong: list[str] = []
    for name, filters in saved.items():
        key, table = f"filters.{name}", _table(name)
        if table is None or table.query_language is None:
            lacks = (
                f"there is no list called {name}."
                if table is None
                else f"{table.title} has no saved filters."
            )
            wrong.append(f"{key}: {lacks}{_near(name, _with_saved())}")
            continue
        for called, text in filters.items():
            try:
                query = parse(text)
                if all(
                    value in filters for term in query.terms() if term.key == "saved" for value in term.values
                ):
                    expanded(query, Names(saved=filters))
            except Malformed as error:
                wrong.append(f"{key}.{called}: {error}")
                continue
            if not called.strip() or query.root is None:
                wrong.append(
                    f'{key}.{called or _UNNAMED} must be a name and a filter, such as vip = "tag:vip".'
                )
    return wrong


def _with_saved() -> list[str]:
    return [each.id for each in _all() if each.query_language is not None]


def _table(name: str) -> Resource[object] | None:
    """The resource of that id; one of an area is found without loading the others."""
    found = registry.resource(name) if name in _of_areas() else None
    return found or next((each for each in _all() if each.id == name), None)


def _of_areas() -> frozenset[str]:
    return frozenset(each.id for area in registry.AREAS for each in area.resources)


def _all() -> list[Resource[object]]:
    return [table for each in registry.resources() for table in registry.tables(each)]


def _lists() -> list[str]:
    return list(dict.fromkeys(each.id for each in _all() if each.columns))


def _near(name: str, known: Sequence[str]) -> str:
    """What was probably meant, and what there is."""
    aliases = {alias: each.id for each in registry.resources() for alias in each.aliases}
    hint = f" Did you mean {aliases[name]}?" if aliases.get(name) in known else nearest(name, known)
    return f"{hint} Allowed: {', '.join(known)}."
