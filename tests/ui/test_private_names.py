# SPDX-License-Identifier: MIT
"""Our widgets keep their state beside Textual's, never in its place."""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import pkgutil
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import textual
from textual.dom import DOMNode

import flotui.ui
from tests.support.each_of import each_of


def ours() -> Iterator[type[DOMNode]]:
    """Every class of ours that is a node of Textual's."""
    modules = [each.name for each in pkgutil.walk_packages(flotui.ui.__path__, "flotui.ui.")]
    for name in ("flotui.app", *modules):
        for each in vars(importlib.import_module(name)).values():
            if inspect.isclass(each) and issubclass(each, DOMNode) and each.__module__ == name:
                yield each


@functools.cache
def assigned(kind: type) -> set[str]:
    """The attributes that a class gives its instances."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(kind)))
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
        and node.attr.startswith("_")
    }


@functools.cache
def kept(kind: type[DOMNode]) -> set[str]:
    """The attributes that Textual gives the instances of a class."""
    bases = [base for base in kind.__mro__ if base.__module__.startswith("textual.")]
    return {name for base in bases for name in {*vars(base), *assigned(base)}}


@each_of("kind", ours(), ids=lambda kind: kind.__qualname__)
def test_no_private_attribute_of_textual_is_overwritten(kind: type[DOMNode]) -> None:
    assert not assigned(kind) & kept(kind)


MADE: frozenset[str] = (
    frozenset(
        (
            "_decorated_handlers",
            "_reactives",
            "_computes",
            "_css_type_name",
            "_css_type_names",
            "_merged_bindings",
        )
    )
    | {f"_inherit_{each}" for each in ("css", "bindings", "component_classes")}
    | {"_has_default_css"}
)
"""What Textual gives to every class by itself."""


@each_of("kind", ours(), ids=lambda kind: kind.__qualname__)
def test_no_private_method_of_textual_is_replaced_but_beside_the_terminal(kind: type[DOMNode]) -> None:
    if kind.__module__.startswith("flotui.ui.terminal."):
        return
    replaced = {
        name for name in vars(kind) if re.fullmatch("_(?!default_)[a-z].*", name) and name not in MADE
    } & kept(kind)
    assert not replaced, "what replaces it belongs into flotui/ui/terminal, with a test of what it assumes"


def private_names(folder: Path) -> set[str]:
    """The private attributes and methods that the code of a folder has."""
    found = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found.add(node.name)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                found.add(node.attr)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found.add(node.target.id)
    return {name for name in found if re.fullmatch("_[a-z].*", name)}


def test_nothing_private_of_textual_is_named_but_beside_the_terminal() -> None:
    folder = Path(flotui.ui.__file__).parent
    theirs = private_names(Path(textual.__file__).parent) - private_names(folder.parent)
    found = []
    for file in (folder.parent / "app.py", *folder.rglob("*.py")):
        if file.is_relative_to(folder / "terminal"):
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in theirs:
                found.append(f"{file.name}:{node.lineno} {node.attr}")
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual"):
                private = (node.module or "").startswith("textual._")
                if private or any(each.name.startswith("_") for each in node.names):
                    found.append(f"{file.name}:{node.lineno} {node.module}")
    assert not found
