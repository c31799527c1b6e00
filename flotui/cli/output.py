"""How the command line writes rows and values: JSON, lines of JSON, CSV, a table."""

from __future__ import annotations

import csv
import io
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import click

from flotui.api import exact

Format = Literal["json", "jsonl", "csv", "table"]
FORMATS: tuple[Format, ...] = ("json", "jsonl", "csv", "table")
"""What a command may write; the first where it isn't told."""

_WIDEST = 60
"""The most cells that a column of a table takes where nothing says how wide the terminal is."""


def rows_of(value: Any) -> list[Any]:
    """The rows of an answer: those under `data`, or the one thing that it is."""
    data = value["data"] if isinstance(value, dict) and "data" in value else value
    if data is None:
        return []
    return list(data) if isinstance(data, list) else [data]


def as_json(value: Any) -> str:
    """A value as JSON over several lines."""
    return exact.dumps(value, indent=2)


def as_line(row: Any) -> str:
    """A row as JSON in one line."""
    return exact.dumps(row, separators=(",", ":"))


def write(rows: Sequence[Any], form: Format) -> None:
    """Write rows to standard output.

    Args:
        rows: the rows.
        form: as what.
    """
    if form == "jsonl":
        for row in rows:
            click.echo(as_line(row))
    elif form == "csv":
        click.echo(as_csv(rows))
    elif form == "table":
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        click.echo(as_table(rows, width))
    else:
        click.echo(as_json(list(rows)))


def columns_of(rows: Iterable[Any]) -> list[str]:
    """The keys of rows, in the order they first come in."""
    found: dict[str, None] = {}
    for row in rows:
        found.update(dict.fromkeys(row if isinstance(row, Mapping) else ("value",)))
    return list(found)


def as_csv(rows: Sequence[Any]) -> str:
    """Rows as CSV with a line of headings; what is nested as JSON."""
    columns = columns_of(rows)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_plain(_cell(row, column)) for column in columns] for row in rows)
    return text.getvalue().rstrip("\n")


def as_table(rows: Sequence[Any], width: int | None) -> str:
    """Rows as a table of aligned columns; numbers to the right.

    Args:
        rows: the rows.
        width: how many cells a line has; None for as many as it needs.
    """
    from flotui.ui import safe

    columns = columns_of(rows)
    cells = [[safe.visible(_plain(_cell(row, column))) for column in columns] for row in rows]
    if not columns:
        return ""
    widths = [
        min(_WIDEST, max(safe.width(name), *(safe.width(line[at]) for line in cells)))
        for at, name in enumerate(columns)
    ]
    while width is not None and sum(widths) + 2 * len(widths) - 2 > width and max(widths) > 8:
        widths[widths.index(max(widths))] -= 1
    right = [
        all(isinstance(_cell(row, column), int | float | None) for row in rows) and bool(rows)
        for column in columns
    ]

    def line(texts: Sequence[str]) -> str:
        parts = []
        for text, wide, to_right in zip(texts, widths, right, strict=True):
            shown = safe.cut(text, wide) if safe.width(text) > wide else text
            gap = " " * (wide - safe.width(shown))
            parts.append(gap + shown if to_right else shown + gap)
        return "  ".join(parts).rstrip()

    return "\n".join([line(columns), *map(line, cells)])


def _cell(row: Any, column: str) -> Any:
    return row.get(column) if isinstance(row, Mapping) else row


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return as_line(value) if isinstance(value, dict | list) else str(value)
