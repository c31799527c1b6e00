# SPDX-License-Identifier: MIT
"""How the command line writes rows and values: JSON, lines of JSON, CSV, a table.

What only tables, CSV or a wrong column need is imported when they are written: JSON in a pipe is the rule.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, Protocol, assert_never, get_args

from flotui.api import exact
from flotui.api.reply import payload
from flotui.cli import sink
from flotui.cli.ends import Failure
from flotui.config.exits import Exit

Format = Literal["json", "jsonl", "csv", "table"]
FORMATS: tuple[Format, ...] = get_args(Format)
"""What a command may write."""
IN_COLUMNS: tuple[Format, ...] = ("csv", "table")
"""Those whose columns can be chosen."""


def rows_of(value: object) -> list[object]:
    """The rows of an answer: those under `data`, or the one thing that it is."""
    data = payload(value)
    if data is None:
        return []
    return list(data) if isinstance(data, list) else [data]


def as_json(value: object) -> str:
    """A value as JSON over several lines."""
    return exact.dumps(value, indent=2)


def as_line(row: object) -> str:
    """A row as JSON in one line."""
    return exact.dumps(row, compact=True)


class RowOutput(Protocol):
    """Where rows are written, as they come."""

    def add(self, rows: Sequence[object]) -> None:
        """Take in rows.

        Raises:
            Failure: when a column was asked for that they don't have.
        """

    def end(self) -> None:
        """There are no more."""


def output(form: Format, *, columns: Sequence[str] = (), guard: bool = False) -> RowOutput:
    """Where rows are written to standard output.

    Args:
        form: as what.
        columns: of CSV and tables, the columns to write, in this order; none for all.
        guard: of CSV, whether cells that begin like a formula are kept from being one.
    """
    match form:
        case "json":
            return _Array()
        case "jsonl":
            return _JsonLines()
        case "csv":
            return _Csv(columns, guard=guard)
        case "table":
            return _AlignedTable(columns)
        case _:
            assert_never(form)


def write(rows: Sequence[object], form: Format, *, columns: Sequence[str] = (), guard: bool = False) -> None:
    """Write rows to standard output; the arguments as for `output`."""
    out = output(form, columns=columns, guard=guard)
    out.add(rows)
    out.end()


def in_object(before: Mapping[str, object], name: str, after: Mapping[str, object]) -> RowOutput:
    """Where rows are written to standard output that are a member of one JSON object.

    Args:
        before: what the object has before them: something; it is written at once.
        name: what the member of the rows is called.
        after: what the object has behind them: something.
    """
    sink.write_json(f"{as_json(before)[:-2]},\n  {as_line(name)}: ", end="")
    return _Array(indent="  ", after=f",{as_json(after)[1:]}")


class _Array:
    """One JSON array over several lines."""

    def __init__(self, *, indent: str = "", after: str = "") -> None:
        """
        Args:
            indent: what its lines begin with where it is in something.
            after: what is written behind it.
        """
        self._begun, self._indent, self._after = False, indent, after

    def add(self, rows: Sequence[object]) -> None:
        if not rows:
            return
        inner = as_json(list(rows))[1:-2].replace("\n", f"\n{self._indent}")  # without the brackets
        sink.write_json(f"{',' if self._begun else '['}{inner}", end="")
        self._begun = True

    def end(self) -> None:
        sink.write_json((f"\n{self._indent}]" if self._begun else "[]") + self._after)


class _JsonLines:
    """A line of JSON for each row."""

    def add(self, rows: Sequence[object]) -> None:
        if rows:
            sink.write_json_lines(exact.lines(rows))

    def end(self) -> None:
        """Nothing is left to write."""


class _Columns:
    """What CSV and tables share: flat rows, and the columns that were asked for."""

    def __init__(self, columns: Sequence[str]) -> None:
        from flotui.cli.spool import Spool

        self._asked = columns
        self._spool = Spool()

    def add(self, rows: Sequence[object]) -> None:
        from flotui.cli.flat import flat

        for row in rows:
            self._spool.add(flat(row))
        if rows:
            self._columns()

    def _columns(self) -> list[tuple[str, str]]:
        """The columns, each with its heading and the name it has in rows.

        Raises:
            Failure: when one was asked for that no row has.
        """
        has = self._spool.columns
        if not self._asked:
            return [(name, name) for name in has]
        if not self._spool.count:
            return [(name, name) for name in self._asked]
        return [(name, self._found(name, has)) for name in self._asked]

    def _found(self, name: str, has: Iterable[str]) -> str:
        names = list(has)
        # The second user field of a name is counted: `user_fields.city (2)`.
        called = re.compile(rf".*\.{re.escape(name)}(?: \(\d+\))?", re.DOTALL)
        inside = [each for each in names if called.fullmatch(each)]
        if name in names or len(inside) == 1:
            return name if name in names else inside[0]
        from flotui.text.nearest import nearest

        many = f"{' and '.join(inside)} are both there" if inside else "the rows have no such column"
        near = "" if inside else nearest(name, names)
        raise Failure(f"--columns {name}: {many}.{near} They have: {', '.join(names)}.", Exit.USAGE)


class _Csv(_Columns):
    def __init__(self, columns: Sequence[str], *, guard: bool) -> None:
        super().__init__(columns)
        self._guard = guard

    def end(self) -> None:
        from flotui.cli.flat import text_of
        from flotui.text.delimited import line

        columns = self._columns()
        if columns:
            sink.write_data(line([heading for heading, _ in columns], guard=self._guard))
        keys = [key for _, key in columns]
        batch: list[str] = []
        for row in self._spool:
            batch.append(line([text_of(row.get(key)) for key in keys], guard=self._guard))
            if len(batch) == _BATCH:
                sink.write_data("\n".join(batch))
                batch = []
        if batch:
            sink.write_data("\n".join(batch))
        self._spool.close()


_BATCH = 500
"""Lines that are written at once."""
_WIDEST = 60
"""The most cells that a column of a table takes where nothing says how wide the terminal is."""


class _AlignedTable(_Columns):
    """A table of aligned columns; numbers to the right."""

    def end(self) -> None:
        from flotui.cli.flat import text_of
        from flotui.text import safe

        columns = self._columns()
        keys = [key for _, key in columns]
        heads = [safe.sanitize(heading) for heading, _ in columns]
        widths = [min(_WIDEST, safe.width(head)) for head in heads]
        right = [bool(self._spool.count)] * len(columns)
        for row in self._spool:
            for at, key in enumerate(keys):
                value = row.get(key)
                widths[at] = min(_WIDEST, max(widths[at], safe.width(text_of(value))))
                right[at] = right[at] and isinstance(value, int | float | None)
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        while width is not None and sum(widths) + 2 * len(widths) - 2 > width and max(widths) > 8:
            widths[widths.index(max(widths))] -= 1

        def line(texts: Sequence[str]) -> str:
            parts = []
            for text, wide, to_right in zip(texts, widths, right, strict=True):
                shown = safe.cut(text, wide) if safe.width(text) > wide else text
                gap = " " * (wide - safe.width(shown))
                parts.append(gap + shown if to_right else shown + gap)
            return "  ".join(parts).rstrip()

        sink.write(line(heads))
        for row in self._spool:
            sink.write(line([safe.sanitize(text_of(row.get(key))) for key in keys]))
        self._spool.close()
