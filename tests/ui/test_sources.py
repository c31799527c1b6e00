# SPDX-License-Identifier: MIT
"""The UI asks a source of rows and a resource what they can do; it doesn't look what they are."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

import flotui
import flotui.ui
from flotui.repositories import found, rows
from flotui.repositories.source import RowSource
from flotui.resources import registry
from flotui.resources.explorer import operations, response, tree
from flotui.ui.panels import folding
from tests.support.each_of import each_of

FILES = sorted(Path(flotui.ui.__file__).parent.rglob("*.py"))
LOADED = (found, rows, operations, response, tree, folding)
"""Where the sources are declared, so that all are known here."""

WORDS = {
    "areas.py": {"subscribers"},
    "bots.py": {"bot"},
    "toggle.py": {"summary"},
    "summary.py": {"bot", "response"},
    "working.py": {"jobs"},
}
"""Texts that are no resource's id, though they read like one."""


def names_of(node: ast.AST) -> set[str]:
    """The last parts of the names within a node."""
    found = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    return found | {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}


@functools.lru_cache(1)
def nodes(path: Path) -> list[ast.AST]:
    """All there is in a file."""
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def calls(path: Path, *functions: str) -> Iterator[ast.Call]:
    """The calls of built-in functions in a file."""
    for node in nodes(path):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions:
            yield node


def kinds(of: type) -> set[str]:
    """The names of a class and of all that derive from it."""
    return {of.__name__}.union(*(kinds(each) for each in of.__subclasses__()))


@each_of("path", FILES, ids=lambda path: path.name)
def test_no_source_or_resource_is_looked_into(path: Path) -> None:
    looked_at = kinds(RowSource) | {"Resource", "Snapshot"}
    for call in calls(path, "isinstance"):
        assert not names_of(call.args[1]) & looked_at, f"{path.name}:{call.lineno}"
    for call in calls(path, "hasattr", "getattr"):
        asked = names_of(call.args[0])
        assert not asked & {"rows", "source", "snapshot", "value", "resource", "panel", "_shown"}, (
            f"{path.name}:{call.lineno}"
        )
    assert not list(calls(path, "hasattr"))


def test_no_resource_is_named_by_a_string() -> None:
    ids = {table.id for each in registry.resources() for table in registry.tables(each)}
    for path in FILES:
        for node in nodes(path):
            if isinstance(node, ast.Constant) and node.value in ids:
                assert node.value in WORDS.get(path.name, ()), f"{path.name}:{node.lineno}: {node.value}"


def end_of(node: ast.expr) -> str:
    """What a text ends with in the source; empty where that is a name."""
    last = node.values[-1] if isinstance(node, ast.JoinedStr) and node.values else node
    return last.value if isinstance(last, ast.Constant) and isinstance(last.value, str) else ""


def test_what_is_asked_for_is_a_whole_question() -> None:
    """A title doesn't end in a word that something has to follow."""
    titles = 0
    for path in Path(flotui.__file__).parent.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for call in calls(path, "Picker", "Toggle", "Form") if "Picker(" in text or "Form(" in text else ():
            end = end_of(call.args[0]) if call.args else ""
            titles += bool(end)
            dangling = end.rpartition(" ")[2] in ("to", "by", "with", "of", "for")
            assert not dangling, f"{path.name}:{call.lineno}: {end}"
    assert titles > 40
