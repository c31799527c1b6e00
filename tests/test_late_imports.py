# SPDX-License-Identifier: MIT
"""Imports inside functions: each puts something off, and its module says what for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import flotui

ROOT = Path(flotui.__file__).parent
REASON = re.compile(r"\b[Ii]mported\s+(?:#\s+)?(?:when|once|after|only)\b")


def named(path: Path) -> str:
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {named(path): path for path in sorted(ROOT.rglob("*.py"))}


TOP = re.compile(r"^(?:import .*|from [\w.]+ import (?:\([^)]*\)|.*))$", re.MULTILINE)
LATE = re.compile(r"^ {4,}(?:import|from [\w.]+ import) ", re.MULTILINE)


@cache
def text_of(name: str) -> str:
    return MODULES[name].read_text()


def imported(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Import):
        return [each.name for each in node.names]
    assert isinstance(node, ast.ImportFrom)
    whole = [f"{node.module}.{each.name}" for each in node.names]
    return [each for each in whole if each in MODULES] or [node.module or ""]


def inside(node: ast.AST) -> Iterator[ast.stmt]:
    """The imports inside of functions; those for annotations aren't carried out."""
    for each in ast.iter_child_nodes(node):
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (one for one in ast.walk(each) if isinstance(one, ast.Import | ast.ImportFrom))
        elif isinstance(each, ast.stmt):
            yield from inside(each)


@cache
def direct(name: str) -> frozenset[str]:
    """What a module's own top, and the packages that it is in, import."""
    found = {".".join(name.split(".")[:end]) for end in range(1, name.count(".") + 1)}
    for match in TOP.finditer(text_of(name)) if name in MODULES else ():
        found.update(each for node in ast.parse(match[0]).body for each in imported(node))
    return frozenset(found)


def loaded_by(name: str) -> set[str]:
    """All that is loaded where a module is."""
    seen: set[str] = set()
    ahead = [name]
    while ahead:
        if (each := ahead.pop()) not in seen:
            seen.add(each)
            ahead.extend(direct(each))
    return seen


@cache
def late() -> dict[str, list[ast.stmt]]:
    """The imports inside of functions, by module."""
    found = {name: list(inside(ast.parse(text_of(name)))) for name in MODULES if LATE.search(text_of(name))}
    return {name: nodes for name, nodes in found.items() if nodes}


def test_a_module_says_why_it_imports_something_late() -> None:
    silent = [name for name in late() if not REASON.search(text_of(name))]
    assert not silent, "say why, once a module: “… is imported when …”"


def test_a_late_import_puts_something_off() -> None:
    early = [
        f"{name}: {ast.unparse(node)}"
        for name, nodes in late().items()
        for node in nodes
        if loaded_by(name).issuperset(imported(node))
    ]
    assert not early, "it is loaded with the module anyway: move it to the top"
