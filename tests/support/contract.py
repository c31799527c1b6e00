# SPDX-License-Identifier: MIT
"""What the contract says, as tests go through it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flotui.api.catalogue import Operation, catalogue


def flat_paths(operation: Operation) -> Iterator[str]:
    """The flat paths of an operation's arguments, without indexes: `items.variant_id`."""
    yield from (*operation.names("path"), *operation.names("query"))
    yield from _within(operation.body or {}, "")


def _within(schema: Mapping[str, object], above: str) -> Iterator[str]:
    for name, each in catalogue().resolve(schema).get("properties", {}).items():
        found = catalogue().resolve(each)
        found = catalogue().resolve(found.get("items", found))
        yield f"{above}{name}"
        yield from _within(found, f"{above}{name}.")
