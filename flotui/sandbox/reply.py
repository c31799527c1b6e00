# SPDX-License-Identifier: MIT
"""What the host answers: envelopes, pages and refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from flotui.sandbox.received import Received

T = TypeVar("T")

Row = dict[str, Any]
"""One object of an answer."""

DEFAULT_LIMIT = 10
"""Rows a page where no `limit` is given."""

_ABSENT = {
    "flowSegment": ("links",),
    "flowShortcuts": ("last_page",),
    "flowClosingNotes": ("links", "meta"),
}
"""Lists whose envelope lacks a part, since each is sometimes absent on real hosts."""


class Refusal(Exception):
    """The host's no: raised anywhere in a handler, answered as JSON with its status."""

    def __init__(self, status: int, message: str, errors: Mapping[str, list[str]] | None = None) -> None:
        """Make a refusal.

        Args:
            status: the HTTP status.
            message: the sentence under `message`.
            errors: texts by field, as a 422 has them.
        """
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = errors

    def body(self) -> Row:
        """The JSON that says no."""
        body: Row = {"message": self.message}
        if self.errors:
            body["errors"] = dict(self.errors)
        return body


def not_found(what: str) -> Refusal:
    """The refusal for an id that this bot does not have."""
    return Refusal(404, f"{what} not found")


def invalid(field: str, text: str) -> Refusal:
    """The refusal of one field's value."""
    return Refusal(422, text, {field: [text]})


def ok(**more: object) -> Row:
    """The answer to a write: `{"status": "ok"}` and what comes with it."""
    return {**more, "status": "ok"}


def data(value: object) -> Row:
    """A value in the usual envelope."""
    return {"data": value, "status": "ok"}


def shown(row: Mapping[str, object]) -> Row:
    """A row without what only the sandbox knows of it: keys that begin with an underscore."""
    return {key: value for key, value in row.items() if not key.startswith("_")}


def page_of(received: Received, rows: Sequence[T], render: Callable[[T], object] = lambda row: row) -> Row:
    """One page of a list, in the list envelope.

    Args:
        received: the request; `limit` and `page` are taken from its query.
        rows: all that match, in the host's order.
        render: makes the answer's row from one of these; only called for the page's own.
    """
    limit = received.number("limit", DEFAULT_LIMIT)
    page = received.number("page", 1)
    total = len(rows)
    last = max(1, -(-total // limit))
    first = (received.habits.page(page) - 1) * limit
    rows_here = received.habits.ordered(rows)[first : first + limit]
    meta: Row = {
        "current_page": page,
        "from": first + 1 if rows_here else None,
        "last_page": last,
        "path": received.path,
        "per_page": limit,
        "to": first + len(rows_here) if rows_here else None,
        "total": total,
    }
    links = {
        "first": _link(received, 1),
        "last": _link(received, last),
        "prev": _link(received, page - 1) if page > 1 else None,
        "next": _link(received, page + 1) if page < last else None,
    }
    absent = _ABSENT.get(received.operation.id, ())
    answer: Row = {"data": [render(row) for row in rows_here], "links": links, "meta": meta, "status": "ok"}
    for part in (answer, meta):
        for key in absent:
            part.pop(key, None)
    return answer


def named(received: Received, rows: Sequence[Row], key: str = "name") -> list[Row]:
    """The rows whose name has the query's `name` in it, whatever the case; all without one."""
    needle = received.query.get(key, "").casefold()
    return [row for row in rows if needle in str(row.get(key) or "").casefold()]


def equal(received: Received, rows: Sequence[Row], *keys: str) -> list[Row]:
    """The rows that have the query's value under each of these keys, where the query has one."""
    wanted = {key: received.query[key] for key in keys if received.query.get(key)}
    return [row for row in rows if all(str(row.get(key)) == value for key, value in wanted.items())]


def _link(received: Received, page: int) -> str:
    return f"{received.url}?page={page}"
