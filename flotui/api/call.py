# SPDX-License-Identifier: MIT
"""A Call: one operation of the catalogue with its arguments.

Everything that the program does to a host is a Call. It is a plain value, so it serves as the cache
key and the journal entry, and everything that can be said of a request (URL, curl) comes from it.

What quotes for a shell is imported when a curl command is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode

import msgspec

from flotui.api import exact
from flotui.api.catalogue import Operation, catalogue
from flotui.api.exact import Json

Scalar = str | int | float | bool
"""What a path or query argument may be."""

TOKEN_NAME = "$FLOCHAT_API_KEY"
"""What is in a curl command in the token's place."""


class Call(msgspec.Struct, frozen=True):
    """An operation plus its arguments. Make one with `Call.of`; equal arguments make equal Calls."""

    operation_id: str
    """The operation's id in the catalogue."""
    path: tuple[tuple[str, str], ...] = ()
    """Path arguments, sorted by name."""
    query: tuple[tuple[str, str], ...] = ()
    """Query arguments, sorted by name, each as it will be in the URL (before quoting)."""
    body: str | None = None
    """The JSON body as canonical text (keys sorted, no spaces), or None."""

    @classmethod
    def of(
        cls,
        operation_id: str,
        *,
        path: Mapping[str, Scalar | None] | None = None,
        query: Mapping[str, Scalar | None] | None = None,
        body: object = None,
    ) -> Call:
        """Make a Call.

        Args:
            operation_id: the operation's id in the catalogue; looked up only when the request is made.
            path: path arguments by name.
            query: query arguments by name; those that are None are left out.
            body: the JSON body: anything `json.dumps` takes; None for no body.
        """
        return cls(
            operation_id,
            _arguments(path),
            _arguments(query),
            None if body is None else canonical(body),
        )

    @property
    def operation(self) -> Operation:
        """Its row of the catalogue.

        Raises:
            KeyError: when the contract has no such operation.
        """
        return catalogue()[self.operation_id]

    @property
    def json(self) -> Json:
        """The body as Python values, or None."""
        return None if self.body is None else exact.loads_own(self.body)

    @property
    def key(self) -> str:
        """The cache key: equal for equal Calls, and the same in every run of the program."""
        return canonical([self.operation_id, self.path, self.query, self.body])

    @property
    def is_unicode(self) -> bool:
        """Whether all of it can be sent and kept: half of a surrogate pair, which JSON can say, can't."""
        try:
            self.key.encode()
        except UnicodeEncodeError:
            return False
        return True

    @classmethod
    def from_key(cls, key: str) -> Call:
        """The Call that has this key.

        Raises:
            ValueError: when the text is not a Call's key.
        """
        try:
            operation_id, path, query, body = exact.loads_own(key)
            return cls(operation_id, _pairs(path), _pairs(query), body)
        except (TypeError, ValueError) as error:
            raise ValueError("not the key of a Call") from error

    @property
    def target(self) -> str:
        """Path and query below the base URL, quoted: `/flow/tags?limit=5`."""
        operation = self.operation
        filled = operation.path
        for name, value in self.path:
            filled = filled.replace("{" + name + "}", quote(value, safe=""))
        if not self.query:
            return filled
        order = {name: index for index, name in enumerate(operation.names("query"))}
        ordered = sorted(self.query, key=lambda pair: (order.get(pair[0], len(order)), pair[0]))
        return f"{filled}?{urlencode(ordered)}"

    def url(self, base_url: str) -> str:
        """The request URL under a profile's base URL."""
        return base_url.rstrip("/") + self.target

    def curl(self, base_url: str) -> str:
        """The curl command that does the same, the token as `$FLOCHAT_API_KEY`."""
        from shlex import quote as quoted

        operation = self.operation
        post = operation.method != "GET" or self.body is not None  # with a body, curl's own choice is POST
        method = f" -X {operation.method}" if post else ""
        parts = [f"curl{method} {quoted(self.url(base_url))}"]
        parts.append(f'-H "Authorization: Bearer {TOKEN_NAME}"')
        parts.append("-H 'Accept: application/json'")
        if self.body is not None:
            parts.append("-H 'Content-Type: application/json'")
            parts.append(f"--data-raw {quoted(self.body)}")
        return " \\\n  ".join(parts)


def canonical(value: object) -> str:
    """JSON text that is the same for equal values: keys sorted, no spaces, nothing escaped needlessly."""
    return exact.dumps(value, compact=True, sort=True)


def _arguments(given: Mapping[str, Scalar | None] | None) -> tuple[tuple[str, str], ...]:
    if not given:
        return ()
    return tuple(sorted((name, _text(value)) for name, value in given.items() if value is not None))


def _text(value: Scalar) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)


def _pairs(given: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in given)
