"""Our widgets keep their state beside Textual's, never in its place."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import textwrap
from collections.abc import Iterator

import pytest
from textual.dom import DOMNode

import flotui.ui


def ours() -> Iterator[type[DOMNode]]:
    """Every class of ours that is a node of Textual's."""
    modules = [each.name for each in pkgutil.walk_packages(flotui.ui.__path__, "flotui.ui.")]
    for name in ("flotui.app", *modules):
        for each in vars(importlib.import_module(name)).values():
            if inspect.isclass(each) and issubclass(each, DOMNode) and each.__module__ == name:
                yield each


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


def kept(kind: type[DOMNode]) -> set[str]:
    """The attributes that Textual gives the instances of a class."""
    bases = [base for base in kind.__mro__ if base.__module__.startswith("textual.")]
    return {name for base in bases for name in {*vars(base), *assigned(base)}}


@pytest.mark.parametrize("kind", ours(), ids=lambda kind: kind.__qualname__)
def test_no_private_attribute_of_textual_is_overwritten(kind: type[DOMNode]) -> None:
    assert not assigned(kind) & kept(kind)
