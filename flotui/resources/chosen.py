"""Checking the columns that `config.toml` gives to lists. Only the lists that it names are loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flotui.config.errors import ConfigError
from flotui.config.paths import Paths
from flotui.config.preferences import Preferences
from flotui.resources import registry
from flotui.resources.base import Resource


def check_columns(paths: Paths, preferences: Preferences) -> None:
    """Refuse lists and columns that don't exist.

    Args:
        paths: where the preferences are.
        preferences: what they say.

    Raises:
        ConfigError: with a line for each, which names the file and the key, and what is allowed.
    """
    if wrong := wrong_columns(preferences.columns):
        raise ConfigError("\n".join(f"{paths.preferences_file}: {each}" for each in wrong))


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


def _table(name: str) -> Resource[Any] | None:
    """The resource of that id; one of an area is found without loading the others."""
    found = registry.resource(name) if name in _of_areas() else None
    return found or next((each for each in _all() if each.id == name), None)


def _of_areas() -> frozenset[str]:
    return frozenset(name for area in registry.AREAS for name, _ in area.resources)


def _all() -> list[Resource[Any]]:
    return [table for each in registry.resources() for table in registry.tables(each)]


def _lists() -> list[str]:
    return list(dict.fromkeys(each.id for each in _all() if each.columns))


def _near(name: str, known: Sequence[str]) -> str:
    """What was probably meant, and what there is."""
    import difflib  # only for this, and slow to load

    aliases = {alias: each.id for each in registry.resources() for alias in each.aliases}
    near = [aliases[name]] if aliases.get(name) in known else difflib.get_close_matches(name, known, 1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"{hint} Allowed: {', '.join(known)}."
