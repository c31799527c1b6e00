# SPDX-License-Identifier: MIT
"""What a file would change, compared with what the host has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from flotui.api.models.shop import Product, Variant, decimal
from flotui.jobs.changes import of_edits
from flotui.jobs.sheet import cells as written
from flotui.jobs.sheet.columns import Columns, guess
from flotui.jobs.sheet.currencies import currencies_of
from flotui.jobs.sheet.file_plan import FilePlan
from flotui.jobs.sheet.lines import SheetTable, WrongLine, cells_of, meant, named_by, numbered
from flotui.jobs.sheet.names import CHANGING, FLAGS, MONEY, NAMING, PRICES, STOCK, trackers
from flotui.repositories.edit import Edit
from flotui.repositories.shop_edits import update_variant
from flotui.store.job import Planned

_UNTRACKED = "its stock isn't tracked"
"""Why a line's stock is left alone."""

Known = Mapping[str, tuple[Product, Variant]]
"""The variants of the shop by id."""


class LineChange(NamedTuple):
    """What one line changes."""

    line: int
    variant: Variant
    product: str
    """The product's name."""
    values: dict[str, str]
    """The new values, as they are sent."""

    @property
    def subject(self) -> str:
        """The variant's id."""
        return self.variant.row_id

    @property
    def edit(self) -> Edit:
        """The call that it takes."""
        return update_variant(self.variant, self.product, self.values)

    @property
    def steps(self) -> Sequence[Planned]:
        """The same as the steps of a job."""
        return of_edits(self.title, [self.edit])

    @property
    def title(self) -> str:
        """What it is about."""
        return f"{self.product} ({self.variant.options})" if self.variant.options else self.product

    def old(self, name: str) -> str:
        """What the host has now."""
        value = getattr(self.variant, name)
        return "none" if value in ("", None) else str(int(value)) if isinstance(value, bool) else str(value)

    @property
    def summary(self) -> str:
        """Old and new values in words."""
        return ", ".join(f"{name} {self.old(name)} → {text}" for name, text in self.values.items())


SheetPlan = FilePlan[LineChange]
"""What a sheet of prices would change."""


class VariantIndex:
    """Finds the variant that a line means. All cells that identify one must agree."""

    def __init__(self, known: Known) -> None:
        """
        Args:
            known: the variants there are, by id.
        """
        self._known = known
        self._exact: dict[str, dict[str, set[str]]] = {"sku": {}, "barcode": {}}
        self._keys: dict[str, dict[str, set[str]]] = {"sku": {}, "barcode": {}}
        for variant_id, (_, variant) in known.items():
            for name in ("sku", "barcode"):
                if text := getattr(variant, name):
                    self._exact[name].setdefault(text, set()).add(variant_id)
                    self._keys[name].setdefault(written.key(text), set()).add(variant_id)

    def meant(self, cells: Mapping[str, str]) -> tuple[str, str]:
        """The id of the variant that a line means, and what is wrong with that.

        Args:
            cells: the line's cells, by what they hold.
        """
        agreed: set[str] | None = None
        parts: list[str] = []
        for name in NAMING:
            text = cells.get(name, "")
            if not text:
                continue
            found = self._named(name, text)
            if not found:
                return "", self._nothing(name, text) + self._otherwise(name, cells)
            parts.append(f"{name} {text}")
            both = found if agreed is None else agreed & found
            if not both:
                return "", f"{' and '.join(parts)} are different variants{self._of(agreed or set())}"
            agreed = both
        if agreed is None:
            return "", "it doesn't say which variant is meant"
        if len(agreed) > 1:
            return "", f"{len(agreed)} variants have the {' and '.join(parts)}; name its variant_id"
        (variant_id,) = agreed
        product = self._known[variant_id][0]
        if (given := cells.get("product_id", "")) and product.row_id not in written.spellings(given):
            return (
                "",
                f"{parts[0]} is a variant of product {product.row_id} ({product.title}), not of {given}",
            )
        return variant_id, ""

    def _named(self, name: str, text: str) -> set[str]:
        """The variants that a cell names: spelled exactly so, else as spreadsheets spell it."""
        if name == "variant_id":
            return {one for one in written.spellings(text)[-1:] if one in self._known}
        if found := self._exact[name].get(text):
            return found
        return next((found for one in written.spellings(text) if (found := self._keys[name].get(one))), set())

    def _nothing(self, name: str, text: str) -> str:
        """Why a cell names no variant."""
        if why := written.shortened(text):
            return why
        if name == "variant_id":
            return f"there is no variant {text}"
        near = self._near[name].get(_roughly(text), ())
        hint = f"; there is {near[0]}" if len(near) == 1 else ""
        return f"no variant has the {name} {text}{hint}"

    @cached_property
    def _near(self) -> Mapping[str, Mapping[str, Sequence[str]]]:
        """The keys there are, by what those have in common that differ in case or in zeros in front alone."""
        found: dict[str, dict[str, list[str]]] = {}
        for name, keys in self._keys.items():
            for one in keys:
                found.setdefault(name, {}).setdefault(_roughly(one), []).append(one)
        return {name: found.get(name, {}) for name in self._keys}

    def _otherwise(self, name: str, cells: Mapping[str, str]) -> str:
        """What else a line can be known by: without a number that a spreadsheet shortened, or by its SKU or barcode
        where its id is perhaps another shop's.
        """
        if written.shortened(cells[name]) and any(cells.get(each) for each in NAMING if each != name):
            return f", or choose the columns without {name}"
        other = next((one for one in ("sku", "barcode") if cells.get(one)), "")
        if name != "variant_id" or not other or len(found := self._named(other, cells[other])) != 1:
            return ""
        return f", but {other} {cells[other]} is variant {next(iter(found))}: is the id another shop's?"

    def _of(self, ids: set[str]) -> str:
        """Which variant the first of two identifiers is, in brackets."""
        if len(ids) != 1:
            return ""
        product, variant = self._known[next(iter(ids))]
        return f" (the first is {product.title}{f', {variant.options}' if variant.options else ''})"


def _roughly(key: str) -> str:
    return key.lstrip("0").lower()


def stock_of(table: SheetTable, columns: Columns, known: Known) -> set[str]:
    """The ids of the products whose variants have to be read, because a line speaks of their stock.

    Args:
        table: the file.
        columns: what its columns hold.
        known: the variants there are, by id, as the list of products has them.
    """
    index = VariantIndex(known)
    found = set()
    for _, line in table.lines:
        cells = cells_of(columns, line)
        if cells.keys() & STOCK and (variant_id := index.meant(cells)[0]):
            found.add(known[variant_id][0].row_id)
    return found


def planned(table: SheetTable, known: Known, columns: Columns | None = None) -> SheetPlan:
    """Compare a file with what the host has.

    Args:
        table: the file.
        known: the variants there are, by id; whole where the file speaks of their stock.
        columns: what its columns hold; guessed from their names by default.
    """
    columns = guess(table).columns if columns is None else columns
    index = VariantIndex(known)
    amounts = [text for name in sorted(MONEY & columns.keys()) for text in table.column(columns[name])]
    sign, currencies = written.sign_of(amounts), list(currencies_of(amounts).values())
    changes: list[LineChange] = []
    wrong = list(table.wrong)
    unchanged: dict[int, str] = {}
    about, empty = meant(
        table, columns, index.meant, wrong, naming=NAMING, changing=CHANGING, noun=PRICES.noun
    )
    left: dict[int, str] = {}
    uncounted = _uncounted(table)
    for number, variant_id, cells in about:
        product, variant = known[variant_id]
        values, bad = _values(cells, variant, sign)
        if "qty" in values and not _tracked(cells, variant, uncounted=number in uncounted):
            del values["qty"]
            left[number] = _UNTRACKED
        if len(currencies) > 1 and currencies_of(cells.get(name, "") for name in MONEY):
            values, bad = {}, [f"the file's amounts are in several currencies: {', '.join(currencies)}"]
        if bad:
            wrong.append(WrongLine(number, "; ".join(bad)))
        if values:
            changes.append(LineChange(number, variant, product.title, values))
        elif not bad:
            unchanged[number] = variant_id
    notes = (*table.notes, *_notes(sign, currencies))
    lines = len(table.lines) + len(table.wrong)
    named = named_by(table, columns, NAMING)
    return SheetPlan(
        changes,
        sorted(wrong),
        unchanged,
        empty,
        lines,
        notes,
        left,
        named,
        table.blank,
        about={number: variant_id for number, variant_id, _ in about},
        warnings=_warnings(changes),
        version=table.version,
    )


def _uncounted(table: SheetTable) -> set[int]:
    """The lines of which the file says, by an empty cell, that nothing counts their stock: a zero there is no number."""
    columns = trackers(table)
    return {number for number, cells in table.lines if columns and not any(cells[at] for at in columns)}


def _tracked(cells: Mapping[str, str], variant: Variant, *, uncounted: bool) -> bool:
    """Whether a variant's stock is counted once its line is carried out."""
    given = written.yes(cells["track_stock"]) if "track_stock" in cells else None
    if given is not None:
        return given
    return not uncounted and variant.track_stock is not False


def _values(
    cells: Mapping[str, str], variant: Variant, sign: written.Sign
) -> tuple[dict[str, str], list[str]]:
    """What a line changes, and what is wrong with its other cells: the stock isn't lost with a price."""
    values: dict[str, str] = {}
    bad: list[str] = []
    for name in CHANGING:
        text = cells.get(name, "")
        old = getattr(variant, name)
        if not text or text == old:
            continue  # as the host has it, whatever it looks like
        new, why = written.value(name, text, sign, str(old or ""))
        if why:
            bad.append(why)
        elif not _equal(name, new, variant):
            values[name] = new
    return values, bad


def _equal(name: str, text: str, variant: Variant) -> bool:
    old = getattr(variant, name)
    if name in FLAGS:
        return old is not None and text == str(int(old))
    return bool(text == old) or (bool(old) and decimal(text) is not None and decimal(text) == decimal(old))


def _warnings(changes: Sequence[LineChange]) -> tuple[str, ...]:
    """Changes that the host takes and few mean: something for nothing, less than nothing in stock."""
    free = [each.line for each in changes if "price" in each.values and not decimal(each.values["price"])]
    below = [each.line for each in changes if each.values.get("qty", "").startswith("-")]
    return tuple(
        f"{numbered(lines).capitalize()}: {what}."
        for lines, what in ((free, "the price becomes 0"), (below, "the stock becomes negative"))
        if lines
    )


def _notes(sign: written.Sign, currencies: list[str]) -> list[str]:
    notes = sign.notes("amounts")
    if len(currencies) == 1:
        notes.append(f"{currencies[0]} next to the amounts is ignored.")
    return notes
