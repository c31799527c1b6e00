# SPDX-License-Identifier: MIT
"""`--jq`: what an expression makes of an answer, by the jq library (the extra `flotui[jq]`).

jq is imported when there is an expression, and may not be installed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence

from flotui.api import exact
from flotui.cli import sink
from flotui.cli.ends import Failure
from flotui.cli.output import IN_COLUMNS, Format, RowOutput, as_json, as_line, output, rows_of
from flotui.config.exits import Exit

Filter = Callable[[object], Iterator[object]]
"""From a JSON value to the results of an expression."""

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SILENT = re.compile(r"(?<![.$\w])(debug|stderr)\b(?!\s*:)")


def unheard(expression: str) -> str:
    """What of an expression would write to standard error, where the library keeps that to itself; empty for nothing.

    Args:
        expression: in jq's language.
    """
    found = _SILENT.search(_STRING.sub("", expression))
    return found[0] if found is not None else ""


_END = f"\ue0f2{os.urandom(8).hex()}"
"""Comes after the last result: the library says nothing of an expression that ended itself with `halt_error`."""


def compiled(expression: str) -> Filter:
    """What an expression does.

    Args:
        expression: in jq's language.

    Raises:
        Failure: when jq isn't installed, or doesn't understand it.
    """
    try:
        import jq
    except ImportError:
        raise Failure("--jq needs the jq library: pip install 'flotui[jq]'.", Exit.USAGE) from None
    try:
        program = jq.compile(expression)
    except ValueError as error:
        raise Failure(f"--jq {expression}: {_first_line(error)}", Exit.USAGE) from None

    try:
        program, marked = jq.compile(f"({expression}\n), {exact.dumps(_END)}"), True
    except ValueError:  # an expression that can't be in brackets: it imports
        marked = False

    def results(value: object) -> Iterator[object]:
        ended = not marked
        try:
            for line in program.input_text(exact.dumps(value)).text().splitlines():
                each = exact.loads(line)
                ended = ended or each == _END
                if each != _END:
                    yield each
        except ValueError as error:
            message = _first_line(error)
            if message == "break":  # jq's word for the end of its input
                message = "there is no further input: the answer is the only one (with --jsonl each row is)"
            raise Failure(f"--jq {expression}: {message}.") from None
        if not ended and "halt_error" in expression:
            raise Failure(f"--jq {expression}: halt_error ended it.")

    return results


def _first_line(error: ValueError) -> str:
    return str(error).partition("\n")[0]


class Filtered:
    """Writes what `| jq` would make of the output: of each row for `jsonl`, else of the whole answer."""

    def __init__(
        self, filter: Filter, form: Format, columns: Sequence[str] = (), *, guard: bool = False
    ) -> None:
        """
        Args:
            filter: the expression.
            form: as what its results are written; of JSON, a text stands without quotes.
            columns: as for `output`.
            guard: as for `output`.
        """
        self._filter = filter
        self._form = form
        self._rows: RowOutput | None = (
            output(form, columns=columns, guard=guard) if form in IN_COLUMNS else None
        )
        self._all: list[object] = []

    def add(self, rows: Sequence[object]) -> None:
        """Take in rows of a list."""
        if self._form != "jsonl":
            self._all += rows
            return
        for row in rows:
            self.whole(row)

    def end(self) -> None:
        """There are no more."""
        if self._form != "jsonl":
            self.whole(self._all)

    def whole(self, value: object) -> None:
        """Write what the expression makes of one value."""
        found = list(self._filter(value))
        if self._rows is not None:
            for each in found:
                self._rows.add(rows_of(each))
            self._rows.end()
            return
        for each in found:
            if isinstance(each, str):
                sink.write_data(each)
            else:
                sink.write_json(as_line(each) if self._form == "jsonl" else as_json(each))
