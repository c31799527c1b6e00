# SPDX-License-Identifier: MIT
"""Which operation a request is for."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from urllib.parse import unquote

from flotui.api.catalogue import Operation, catalogue


@dataclass(slots=True)
class Route:
    """A path of the contract and the operations under it."""

    template: tuple[str, ...]
    """The path's segments, `{name}` where a value stands."""
    operations: dict[str, Operation] = field(default_factory=dict)
    """The operation of each verb."""

    def arguments(self, segments: tuple[str, ...]) -> dict[str, str] | None:
        """The path arguments, decoded; None where the segments are not of this route."""
        arguments = {}
        for part, given in zip(self.template, segments, strict=True):
            if part.startswith("{"):
                arguments[part[1:-1]] = unquote(given)
            elif part != given:
                return None
        return arguments


class Router:
    """Finds the route of a path."""

    def __init__(self) -> None:
        self._literal: dict[str, Route] = {}
        self._open: dict[int, list[Route]] = {}
        for operation in catalogue().operations:
            self._route(operation.path).operations[operation.method] = operation

    def find(self, path: str) -> tuple[Route, dict[str, str]] | None:
        """The route of a path below the base URL, not decoded, and its arguments; None if there is none."""
        if literal := self._literal.get(path):
            return literal, {}
        segments = tuple(path.split("/"))
        for route in self._open.get(len(segments), ()):
            arguments = route.arguments(segments)
            if arguments is not None:
                return route, arguments
        return None

    def _route(self, path: str) -> Route:
        template = tuple(path.split("/"))
        if "{" not in path:
            return self._literal.setdefault(path, Route(template))
        routes = self._open.setdefault(len(template), [])
        known = next((route for route in routes if route.template == template), None)
        if known is None:
            known = Route(template)
            routes.append(known)
        return known


@functools.cache
def router() -> Router:
    """The contract's router, made once: it never changes."""
    return Router()
