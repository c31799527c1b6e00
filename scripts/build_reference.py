# SPDX-License-Identifier: MIT
"""Write docs/operations.md and docs/keys.md from the registry.

    python scripts/build_reference.py

A test fails when they are stale. Which operations must be reached, and which make no sense in a panel,
stands in flotui/resources/reference.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flotui.api.catalogue import catalogue
from flotui.config.keynames import key_name
from flotui.resources import reference, registry
from flotui.resources.base import Action, Resource
from flotui.resources.keys import key_of
from flotui.ui.commands import COMMANDS, Command
from flotui.ui.moving import MOVES
from flotui.ui.panels.browser import Browser

DOCS = Path(__file__).parent.parent / "docs"
_MADE = "<!-- Made by scripts/build_reference.py from the registry: change that, not this. -->\n"


def operations() -> str:
    """docs/operations.md: every operation of the contract, and the panel and key that reach it."""
    ways = reference.ways()
    reached = sum(each.id in ways for each in catalogue().operations)
    parts = [
        "# Operations and where they are reached\n",
        _MADE,
        f"Of the contract's {len(catalogue().operations)} operations, {reached} are reached from a panel "
        f"of their own. The API area (`{key_of('app.api')}`) calls each of them, those without a panel too.\n",
    ]
    for group in catalogue().groups:
        rows = [each for each in catalogue().operations if each.group == group]
        parts.append(f"## {group}\n")
        parts.append("| Operation | Request | Risk | Reached from |\n| --- | --- | --- | --- |")
        for each in rows:
            told = [_way(way) for way in ways.get(each.id, ())]
            where = "<br>".join(dict.fromkeys(told)) or reference.UNREACHED.get(each.id, "")
            parts.append(f"| {each.id} | `{each.method} {each.path}` | {each.risk} | {where or 'API area'} |")
        parts.append("")
    return "\n".join(parts)


def _way(way: reference.Way) -> str:
    key = f" `{key_name(way.key)}` {_cell(way.title)}" if way.title else ""
    return f"{way.area} › {way.place}{key}"


def keys() -> str:
    """docs/keys.md: every key, place by place, with the name under which it can be changed."""
    parts = [
        "# Keys\n",
        _MADE,
        "Each has a name, under which `[keys]` in config.toml gives it other keys "
        "(see [configuration](configuration.md)).\n",
        "## Everywhere\n",
        _table(COMMANDS),
        "\n## In every table\n",
        "| Key | What it does | Name |\n| --- | --- | --- |",
    ]
    parts += [f"| {_keys(move.keys)} | {move.title} | `{move.id}` |" for move in MOVES]
    own = Browser().own.all
    parts += [f"| {_keys(each.key)} | {each.title} | `{each.id}` |" for each in own]
    told: set[str] = set()
    for area in registry.AREAS:
        if area.resources:
            parts.append(f"\n## {area.title} (`{area.key}`)\n")
        for resource in registry.in_area(area.id):
            for table in registry.tables(resource):
                if not table.actions or table.id in told:  # a subscriber's tabs are those of two lists
                    continue
                told.add(table.id)
                inside = "" if table is resource else f", {table.title}"
                names = " ".join(f"`:{name}`" for name in (resource.id, *resource.aliases))
                parts.append(f"### {resource.title}{inside}\n")
                if table is resource:
                    parts.append(f"{names}\n")
                parts.append(f"Columns: {_columns(table)}\n")
                parts.append(_table(table.actions) + "\n")
    return "\n".join(parts)


def _columns(table: Resource[Any]) -> str:
    """The names of its columns, as `[columns]` in config.toml takes them; those behind "also" are not shown unasked."""
    shown, further = (
        " ".join(f"`{each.id}`" for each in found) for found in (table.columns, table.more_columns)
    )
    return f"{shown}; also {further}" if further else shown


def _table(actions: Iterable[Action | Command]) -> str:
    rows = ["| Key | What it does | Name | Risk |", "| --- | --- | --- | --- |"]
    rows += [f"| {_keys(each.key)} | {_cell(each.title)} | `{each.id}` | {each.risk} |" for each in actions]
    return "\n".join(rows)


def _keys(keys: str) -> str:
    found = [key_name(each.strip()) for each in keys.split(",") if each.strip()]
    return " ".join(f"`{_cell(each)}`" for each in found)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> None:
    """Write the documents."""
    for name, text in (("operations.md", operations()), ("keys.md", keys())):
        (DOCS / name).write_text(text.rstrip("\n") + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
