# SPDX-License-Identifier: MIT
"""A query with the saved filters that it names written out."""

from __future__ import annotations

from collections.abc import Iterator

from flotui.audience.going_on import see_whole
from flotui.audience.names import Named, Names, the_one
from flotui.audience.query import (
    And,
    AudienceQuery,
    Node,
    Not,
    Or,
    QueryRefused,
    Term,
    all_of,
    any_of,
    negated,
    parse,
    print_query,
)

_DEEPEST = 8
"""Saved filters within each other."""


def expanded(query: AudienceQuery, names: Names) -> AudienceQuery:
    """A query with the saved filters that it names written out.

    Args:
        query: the query.
        names: what there is, the saved filters among it.

    Raises:
        QueryRefused: when one isn't saved, names itself, or can't be read any more.
    """
    see_whole(query, Names(saved=names.saved))
    return query if query.root is None else AudienceQuery(_expanded(query.root, names, ()))


def _expanded(node: Node, names: Names, within: tuple[str, ...]) -> Node | None:
    if isinstance(node, Term):
        return node if node.key != "saved" else _saved(node, names, within)
    if isinstance(node, Not):
        found = _expanded(node.of, names, within)
        return None if found is None else negated(found)
    parts = [each for part in node.of if (each := _expanded(part, names, within)) is not None]
    return all_of(parts) if isinstance(node, And) else any_of(parts)


def _saved(term: Term, names: Names, within: tuple[str, ...]) -> Node | None:
    found = []
    for value in term.values:
        rows = tuple(Named(name, name) for name in names.saved)
        chosen = the_one(rows, value, "saved filter", "saved:", term.at)
        assert chosen is not None
        if len(within) > _DEEPEST:
            raise QueryRefused(
                f"Saved filters are nested more than {_DEEPEST} deep (column {term.at + 1}).", at=term.at
            )
        if chosen.name in within:
            raise QueryRefused(
                f"The saved filter {chosen.name} refers to itself (column {term.at + 1}).", at=term.at
            )
        try:
            root = parse(names.saved[chosen.name]).root
        except QueryRefused as refused:
            raise QueryRefused(
                f"The saved filter {chosen.name} can't be read: {refused}",
                at=term.at,
                rights=tuple(_righted(names.saved[chosen.name], refused)),
            ) from None
        if root is not None and (whole := _expanded(root, names, (*within, chosen.name))) is not None:
            found.append(whole)
    return any_of(found)


def _righted(text: str, refused: QueryRefused) -> Iterator[str]:
    """All of a saved filter with what was meant by the piece of it that is in doubt, as it may stand in another query.

    Args:
        text: the saved filter.
        refused: what is in doubt in it.
    """
    end = refused.end or (len(text) if len(text.split()) == 1 else 0)
    for right in refused.rights if end else ():
        try:
            whole = parse(f"{text[: refused.at]}{right}{text[end:]}")
        except QueryRefused:
            continue
        printed = print_query(whole)
        yield f"({printed})" if isinstance(whole.root, And | Or) else printed
