# SPDX-License-Identifier: MIT
"""What a command line asks for besides the call, and how an answer is written.

What filters is imported when there is an expression.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from flotui.api.exact import Json
from flotui.api.secrets import holds_secrets, masked
from flotui.cli import sink
from flotui.cli.output import Format, RowOutput, as_json, output, rows_of

if TYPE_CHECKING:
    from flotui.api.call import Call

GARBLED = "Some of the host's answer isn't valid text: � marks what can't be read."
"""What is said of an answer of which some is no text."""


class Written(NamedTuple):
    """How an answer is written."""

    form: Format
    columns: Sequence[str] = ()
    """Of CSV and tables: which columns; none for all."""
    guard: bool = False
    """Of CSV: whether cells that begin like a formula are kept from being one."""
    jq: str | None = None
    """An expression that it goes through first."""

    def output(self) -> RowOutput:
        """Where rows are written.

        Raises:
            Failure: when the expression is none.
        """
        if self.jq is None:
            return output(self.form, columns=self.columns, guard=self.guard)
        from flotui.cli.filtering import Filtered, compiled

        return Filtered(compiled(self.jq), self.form, self.columns, guard=self.guard)

    def whole(self, value: object) -> None:
        """Write one answer."""
        from flotui.cli.filtering import Filtered

        out = self.output()
        if isinstance(out, Filtered) and self.form != "jsonl":
            out.whole(value)
        elif self.form == "json" and self.jq is None:
            sink.write_json(as_json(value))
        else:
            out.add(rows_of(value))
            out.end()


class CallOptions(NamedTuple):
    """What a command line asks for besides the call."""

    written: Written
    paginate: bool
    reserve: int | None
    """How many of the hour's calls `paginate` leaves; None for what the preferences say."""
    rows_before: int | None
    """Rows that an earlier run of `paginate` has read."""
    reveal: bool
    """Whether credentials in the answer are written as they are."""
    yes: bool
    """Whether what needs confirming is done without asking."""
    curl: bool
    """Whether the curl command is written instead of sending anything."""
    read_only: bool
    dry_run: bool
    unchecked: bool
    """Whether the call is sent as given: no names looked up, nothing held against the contract."""
    profile: str | None
    """The profile that was named."""


def shown(call: Call, value: object, reveal: bool) -> Json:
    """An answer with its credentials struck out, unless they are to be seen; where some are, that is said."""
    if reveal:
        return value
    found = masked(value, wholly=holds_secrets(call.operation.path))
    if found is not value and found != value:
        sink.tell("Credentials in the answer are masked; --reveal shows them.")
    return found
