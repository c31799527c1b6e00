# SPDX-License-Identifier: MIT
"""JSON as a tree of lines that fold: what an answer is shown as."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flotui.api.exact import Json, dumps
from flotui.repositories.rows import ListRows
from flotui.resources.text import Span, Text
from flotui.text.fold import fold
from flotui.text.plural import counted

_OPEN_DEPTH = 2
"""How deep a tree is unfolded at first."""
_SHORT = 6
"""An array or object of so many values or fewer is unfolded at first, deeper down too."""


class Node(NamedTuple):
    """One line of a tree."""

    path: str
    """The keys that lead to it, as jq writes them: `.data[0].name`."""
    depth: int
    key: str
    """Its own key or index; empty for the root."""
    value: object
    folded: bool
    """Whether its children are hidden."""

    @property
    def holds(self) -> bool:
        """Whether it is an object or array that isn't empty."""
        return isinstance(self.value, dict | list) and bool(self.value)

    @property
    def text(self) -> str:
        """Its value as JSON over several lines, or the text itself."""
        return self.value if isinstance(self.value, str) else dumps(self.value, indent=2)


class Tree:
    """A JSON value, and what of it is folded."""

    def __init__(self, value: object) -> None:
        """
        Args:
            value: the value.
        """
        self.value = value
        self._turned: set[str] = set()
        """The nodes that are not as they were at first."""

    def rows(self) -> TreeRows:
        """The lines as they are folded now."""
        return TreeRows(self, list(self._walk("", "", self.value, 0)))

    def turn(self, path: str) -> None:
        """Fold or unfold a node."""
        self._turned ^= {path}

    def _walk(self, path: str, key: str, value: object, depth: int) -> Iterator[Node]:
        holds = isinstance(value, dict | list) and bool(value)
        folded = holds and (_folded_at_first(value, depth) != ((path or ".") in self._turned))
        yield Node(path or ".", depth, key, value, folded)
        if holds and not folded:
            for name, each in _inside(value):
                yield from self._walk(_path(path, name), str(name), each, depth + 1)

    def matching(self, words: Sequence[str]) -> list[Node]:
        """The lines that have every word, folded or not, with the lines that lead to them."""
        found: list[Node] = []
        self._match("", "", self.value, 0, words, found)
        return found

    def _match(
        self, path: str, key: str, value: object, depth: int, words: Sequence[str], found: list[Node]
    ) -> None:
        at = len(found)
        holds = isinstance(value, dict | list) and bool(value)
        found.append(Node(path or ".", depth, key, value, False))
        if holds:
            for name, each in _inside(value):
                self._match(_path(path, name), str(name), each, depth + 1, words, found)
        own = fold(f"{key} {'' if holds else value if isinstance(value, str) else dumps(value)}")
        if len(found) == at + 1:
            if not all(word in own for word in words):
                found.pop()
            elif holds:
                found[at] = found[at]._replace(folded=True)


class TreeRows(ListRows[Node]):
    """The lines of a tree as a table's rows."""

    def __init__(self, tree: Tree, nodes: Sequence[Node]) -> None:
        """
        Args:
            tree: the tree.
            nodes: the lines.
        """
        super().__init__(nodes, lambda node: node.path)
        self._tree = tree

    async def narrow(self, words: Sequence[str], text: object = str) -> ListRows[Node]:
        """The lines that have every word, wherever they are folded away."""
        return TreeRows(self._tree, self._tree.matching([fold(word) for word in words]))


def _inside(value: Json) -> Iterator[tuple[str | int, Json]]:
    return iter(value.items()) if isinstance(value, dict) else iter(enumerate(value))


def _path(path: str, name: str | int) -> str:
    if isinstance(name, int):
        return f"{path or '.'}[{name}]"
    return f"{path}.{name}" if name.isidentifier() else f"{path or '.'}[{dumps(name)}]"


def _folded_at_first(value: Json, depth: int) -> bool:
    return depth >= _OPEN_DEPTH and len(value) > _SHORT


def node_text(node: Node) -> Text:
    """A node as one line: its key, and its value or how much is in it."""
    mark = ("▸ " if node.folded else "▾ ") if node.holds else "  "
    parts = [Span("  " * node.depth), Span(mark, "dim")]
    if node.key:
        parts += [Span(node.key, "accent"), Span(": ", "dim")]
    return (*parts, *_value_text(node))


def _value_text(node: Node) -> tuple[Span, ...]:
    value = node.value
    if isinstance(value, dict):
        name = next(
            (value[key] for key in ("name", "title", "message") if isinstance(value.get(key), str)), ""
        )
        many = f"{{{counted(len(value), 'key')}}}" if value else "{}"
        return (Span(many, "dim"), Span(f"  {name}" if node.folded and name else ""))
    if isinstance(value, list):
        return (Span(f"[{counted(len(value), 'item')}]" if value else "[]", "dim"),)
    return (Span(dumps(value), "dim" if value is None else "plain"),)
