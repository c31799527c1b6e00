"""Prices and stock from a CSV file: read, compared with what the host has, sent line by line.

Reading and planning send nothing. Only lines that change something are sent, as an act, and each outcome is
written to a result file as soon as it is known. To resume after an interruption, the same file is planned again:
what has been done is no longer a change.
"""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from flotui.api.argument import Argument
from flotui.api.errors import Malformed
from flotui.api.models.shop import Product, Variant, decimal
from flotui.jobs.act import Row
from flotui.repositories.shop_edits import update_variant

COLUMNS = (
    "product_id",
    "variant_id",
    "product",
    "variant",
    "sku",
    "barcode",
    "price",
    "compare_price",
    "qty",
    "track_stock",
    "allow_no_stock_sell",
)
"""The columns of a file that is written."""
CHANGING = ("price", "compare_price", "qty", "track_stock", "allow_no_stock_sell")
"""The columns that change something when a file is read; the others only say which variant is meant."""
FLAGS = frozenset({"track_stock", "allow_no_stock_sell"})
"""Columns that are yes or no."""
STOCK = frozenset({"qty", *FLAGS})
"""Columns that the list of products does not tell: each product's variants have to be read for them."""
_OTHER_NAMES = {
    "id": "variant_id",
    "variant id": "variant_id",
    "stock": "qty",
    "quantity": "qty",
    "compare price": "compare_price",
    "track stock": "track_stock",
    "allow no stock sell": "allow_no_stock_sell",
}
_TRUE, _FALSE = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})
_LONGEST = 131_072
"""Characters that a cell may have: beyond them a quote was left open."""


class Wrong(NamedTuple):
    """A line that can't be carried out, or one of its cells."""

    line: int
    why: str


class Change(NamedTuple):
    """What one line changes."""

    line: int
    variant: Variant
    product: str
    """The product's name."""
    values: dict[str, str]
    """The new values, as they stand in the file."""

    @property
    def title(self) -> str:
        """What it is about."""
        return f"{self.product} ({self.variant.options})" if self.variant.options else self.product

    def old(self, name: str) -> str:
        """What the host has now."""
        value = getattr(self.variant, name)
        return "none" if value in ("", None) else str(int(value)) if isinstance(value, bool) else str(value)

    @property
    def says(self) -> str:
        """Old and new values in words."""
        return ", ".join(f"{name} {self.old(name)} → {text}" for name, text in self.values.items())


class Sheet(NamedTuple):
    """A file as it was read."""

    lines: list[tuple[int, dict[str, str]]]
    """Each line's number and its cells by column."""
    columns: tuple[str, ...]
    wrong: list[Wrong]
    note: str = ""
    """What was guessed: the encoding."""


class Plan(NamedTuple):
    """What a file would change."""

    changes: list[Change]
    wrong: list[Wrong]
    same: int
    """Lines that say what the host has already."""
    lines: int
    """How many lines the file has."""


def decoded(data: bytes) -> tuple[str, str]:
    """The text of a file, and what was guessed about its encoding.

    Raises:
        Malformed: when it is no text.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), ""
        except UnicodeDecodeError:
            raise Malformed("The file begins as UTF-16, but is not.", advice="Save it as UTF-8.") from None
    if b"\0" in data[:4096]:
        raise Malformed("The file is no text.", advice="Export it as CSV in UTF-8.")
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), "It is not UTF-8; it was read as Windows-1252."


def read(data: bytes) -> Sheet:
    """Read a file: BOM or none, commas, semicolons or tabs, quotes or none.

    Raises:
        Malformed: when it has no line of columns that say which variant is meant and what changes.
    """
    text, note = decoded(data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    mark = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    csv.field_size_limit(_LONGEST)
    lines: list[tuple[int, dict[str, str]]] = []
    wrong: list[Wrong] = []
    columns: tuple[str, ...] = ()
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            wrong.append(Wrong(begins, f"its quotes do not close ({error}); it and what follows is left out"))
            break
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            columns = _columns(cells)
        elif len(cells) > len(columns):
            wrong.append(Wrong(begins, f"it has {len(cells)} cells for {len(columns)} columns"))
        else:
            lines.append((begins, {n: c.strip() for n, c in zip(columns, cells, strict=False) if n}))
    if not columns:
        raise Malformed(
            "The file is empty.", advice=f"Its first line names the columns: {', '.join(COLUMNS)}."
        )
    return Sheet(lines, columns, wrong, note)


def _columns(cells: Sequence[str]) -> tuple[str, ...]:
    names = [cell.strip().lower().replace("\ufeff", "") for cell in cells]
    found = tuple(_OTHER_NAMES.get(name, name) for name in names)
    if not {"variant_id", "sku", "barcode"} & set(found):
        raise Malformed(
            "The first line names no column that says which variant is meant.",
            advice="Name one variant_id, sku or barcode.",
        )
    if not set(CHANGING) & set(found):
        raise Malformed(
            "The first line names no column that changes anything.",
            advice=f"It takes: {', '.join(CHANGING)}.",
        )
    twice = next((name for name in found if name and found.count(name) > 1), "")
    if twice:
        raise Malformed(f"Two columns are called {twice}.", advice="Name each column once.")
    return found


Known = Mapping[str, tuple[Product, Variant]]
"""The variants of the shop by id."""


def planned(sheet: Sheet, known: Known) -> Plan:
    """Compare a file with what the host has.

    Args:
        sheet: the file.
        known: the variants there are, by id; whole where the file speaks of stock.
    """
    by: dict[str, dict[str, list[str]]] = {"sku": {}, "barcode": {}}
    for variant_id, (_, variant) in known.items():
        for name, index in by.items():
            if value := getattr(variant, name):
                index.setdefault(value, []).append(variant_id)
    changes: list[Change] = []
    wrong = list(sheet.wrong)
    seen: dict[str, int] = {}
    same = 0
    for number, cells in sheet.lines:
        variant_id, why = _meant(cells, known, by)
        if not why and variant_id in seen:
            why = f"it is about the same variant as line {seen[variant_id]}"
        if why:
            wrong.append(Wrong(number, why))
            continue
        seen[variant_id] = number
        product, variant = known[variant_id]
        values, bad = _values(cells)
        wrong += [Wrong(number, said) for said in bad]
        different = {name: text for name, text in values.items() if not _equal(name, text, variant)}
        if different:
            changes.append(Change(number, variant, product.title, different))
        elif not bad:
            same += 1
    return Plan(changes, sorted(wrong), same, len(sheet.lines) + len(sheet.wrong))


def _meant(
    cells: Mapping[str, str], known: Known, by: Mapping[str, Mapping[str, list[str]]]
) -> tuple[str, str]:
    """The id of the variant that a line means, and what is wrong with that."""
    if variant_id := cells.get("variant_id"):
        return (variant_id, "") if variant_id in known else ("", f"there is no variant {variant_id}")
    for name in ("sku", "barcode"):
        if value := cells.get(name):
            found = by[name].get(value, [])
            if len(found) == 1:
                return found[0], ""
            if found:
                return "", f"{len(found)} variants have the {name} {value}; name its variant_id"
            return "", f"no variant has the {name} {value}"
    return "", "it does not say which variant is meant"


def _values(cells: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """What a line changes, and what is wrong with its other cells: the stock isn't lost with a price."""
    given = {name: cells[name] for name in CHANGING if cells.get(name)}
    bad = {name: said for name, text in given.items() if (said := _check(name, text))}
    return {name: text for name, text in given.items() if name not in bad}, list(bad.values())


def _check(name: str, text: str) -> str:
    if name in FLAGS:
        return "" if text.lower() in _TRUE | _FALSE else f"{name} must be 1 or 0, not {text[:40]}"
    wrong = Argument("UpdateProductVariant", name).wrong(text)
    return f"{name} can't be {text[:40]}. {wrong.removesuffix('.')}" if wrong else ""


def _equal(name: str, text: str, variant: Variant) -> bool:
    old = getattr(variant, name)
    if name in FLAGS:
        return old is not None and old is (text.lower() in _TRUE)
    return bool(text == old) or (bool(old) and decimal(text) == decimal(old))


def rows(changes: Sequence[Change]) -> list[Row]:
    """What a file changes, as the rows of an act: a call a line.

    Args:
        changes: what to send.
    """
    return [Row(each.title, [update_variant(each.variant, each.product, each.values)]) for each in changes]


class Results:
    """The file that says what came of each line, from when it is known."""

    def __init__(self, path: Path, changes: Sequence[Change], rows: Sequence[Row]) -> None:
        """Begin it.

        Args:
            path: the file; it is written anew.
            changes: the lines.
            rows: what is done about each.

        Raises:
            OSError: when it can't be written.
        """
        self.path = path
        self._changes = {id(row): change for row, change in zip(rows, changes, strict=True)}
        self._rows = rows
        self._write("w", [])

    def note(self, row: Row) -> None:
        """Add what came of a line."""
        with contextlib.suppress(OSError):  # what has left has left, whether it can be noted or not
            self._write("a", [row])

    def finish(self) -> None:
        """Write the whole file once more: each line once, those that were not sent too."""
        with contextlib.suppress(OSError):
            self._write("w", self._rows)

    def _write(self, mode: str, rows: Sequence[Row]) -> None:
        encoding = "utf-8-sig" if mode == "w" else "utf-8"
        with self.path.open(mode, encoding=encoding, newline="") as file:
            writer = csv.writer(file)
            if mode == "w":
                writer.writerow(("line", "variant_id", "what", "outcome", "change", "message"))
            writer.writerows(self._cells(row) for row in rows)

    def _cells(self, row: Row) -> tuple[Any, ...]:
        change = self._changes[id(row)]
        why = next((str(step.why) for step in row.steps if step.why is not None), "")
        return (change.line, change.variant.row_id, change.title, row.outcome, change.says, why)


def write(known: Iterable[tuple[Product, Variant]], *, stock: bool) -> str:
    """The shop as a file that `read` takes back.

    Args:
        known: the variants.
        stock: whether their stock is known.
    """
    columns = COLUMNS if stock else tuple(name for name in COLUMNS if name not in STOCK)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    for product, variant in known:
        cells: dict[str, Any] = {
            "product_id": product.row_id,
            "variant_id": variant.row_id,
            "product": product.name,
            "variant": variant.options,
        }
        for name in columns:
            if name not in cells:
                value = getattr(variant, name)
                cells[name] = "" if value is None else int(value) if isinstance(value, bool) else value
        writer.writerow([cells[name] for name in columns])
    return out.getvalue()
