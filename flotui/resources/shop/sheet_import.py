# SPDX-License-Identifier: MIT
"""Prices and stock from a CSV file: its columns are read, what it changes is shown, then it runs as a job."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from flotui.api.errors import Malformed
from flotui.api.models.shop import Product
from flotui.jobs import sheet
from flotui.jobs.outcomes import FEW, SMALL
from flotui.jobs.sheet.result_file import VARIANTS
from flotui.repositories.edit import RowEdits
from flotui.repositories.rows import Rows
from flotui.resources.acting import carry_out, cost
from flotui.resources.ask import Choice, Confirm, Field, Form
from flotui.resources.base import Context
from flotui.resources.job_starting import start
from flotui.resources.reading import last
from flotui.resources.sheet_files import (
    CHOOSES,
    NAMED,
    NAMED_IN_FULL,
    READ_AS,
    chosen_path,
    columns_form,
    columns_of,
    file_field,
    passed_over,
    read_file,
    write,
)
from flotui.resources.shop.sheets import pages_of, products_listed, variants_of, with_stock
from flotui.resources.text import Span, Text
from flotui.store.job import JobOptions
from flotui.text.plural import and_more, count, counted

_FEWEST = 2
"""How many columns a file has at least: one says which variant is meant, one what changes."""
_SHOWN = 10
"""How many lines of the plan are in the question; the reader has all."""
_SKIPPED = 3
"""How many of those that are skipped are."""


_NONE = "0"
_NOTHING = Choice(_NONE, "None of them", "no column is used for it")
"""Settles a doubt about columns by taking none."""


class _PriceSheet:
    """A file on its way in: what it is taken for, and what it would change."""

    def __init__(self, context: Context[Product], rows: Rows[Product], known: sheet.Known) -> None:
        """
        Args:
            context: the open bot.
            rows: the products that are here.
            known: their variants.
        """
        self._context, self._rows, self._known = context, rows, known
        self.path = Path()
        self.table = sheet.SheetTable((), [], [])
        self.columns: sheet.Columns = {}
        self.doubts: tuple[sheet.Doubt, ...] = ()
        self.nameless = ""
        """That no name says what a column holds, as a sentence; empty where one does."""
        self.sure = False
        self.plan: sheet.SheetPlan | None = None

    async def open(self, path: Path, encoding: str = "") -> None:
        """Read a file and guess its columns; the host is asked nothing.

        Args:
            path: the file.
            encoding: what the person says that it is in; empty where the file is to tell.

        Raises:
            Malformed: when it can't be read, or has nothing to do with prices and stock.
        """
        self.path = path
        self.table = await asyncio.to_thread(read_file, path, sheet.PRICES, encoding)
        self.columns, self.doubts, self.sure = sheet.guess(self.table)
        self.nameless = ""
        if self.columns or self.doubts:
            return
        first = f"The first line is: {', '.join(self.table.header)[:200]}."
        if len(self.table.header) < _FEWEST or not self.table.lines:
            raise Malformed(sheet.problem(self.table, self.columns), advice=first)
        self.sure = False
        self.nameless = f"None of the columns' names is known. {first} Choose what they hold."

    def calls(self, columns: sheet.Columns) -> tuple[int, int]:
        """How many calls comparing takes at most: for the list, and for the stock.

        Args:
            columns: what the file's columns are taken for.
        """
        total = self._rows.total or self._rows.count
        pages = pages_of(total)
        if not columns.keys() & sheet.STOCK:
            return pages, 0
        if self._rows.more_to_come:
            lines = sum(
                bool(sheet.cells_of(columns, cells).keys() & sheet.STOCK) for _, cells in self.table.lines
            )
            return pages, min(lines, total)
        return pages, len(sheet.stock_of(self.table, columns, self._known))

    async def compare(self, columns: sheet.Columns) -> None:
        """Compare the file with what the host has now.

        Args:
            columns: what its columns are taken for.

        Raises:
            Malformed: when these say too little.
            FlochatError: when the host can't be had.
        """
        if why := sheet.problem(self.table, columns):
            raise Malformed(why, advice="Choose one.")
        products = await products_listed(self._context)
        known = variants_of(products)
        needed = sheet.stock_of(self.table, columns, known)
        bare = {each.row_id for each in products if not each.variants and each.num_of_variants}
        known.update(
            await with_stock(self._context, [each for each in products if each.row_id in needed | bare])
        )
        self.columns = columns
        self.plan = await asyncio.to_thread(sheet.planned, self.table, known, columns)


async def import_csv(context: Context[Product]) -> None:
    """Read prices and stock from a file, show what would change, and send it once the person agrees."""
    rows = await last(context.workspace.shop.products())
    taken = _PriceSheet(context, rows, variants_of(await rows.all()))

    async def submit(answer: dict[str, str]) -> None:
        await taken.open(chosen_path(answer["path"]), answer.get(READ_AS.name, ""))
        plain = (
            taken.sure and not sheet.problem(taken.table, taken.columns) and answer.get("columns") != "true"
        )
        if plain and sum(taken.calls(taken.columns)) <= FEW:
            await taken.compare(taken.columns)

    await context.ask.form(_asking_for_it(rows), submit)
    if taken.plan is None:
        await _choose_columns(context, taken)
    plan, path = taken.plan, taken.path
    assert plan is not None
    if not plan.changes:
        await context.ask.read(f"{path.name}: nothing to send", preview(taken.table, taken.columns, plan))
        return
    shortened = len(plan.changes) + len(plan.wrong) > _SHOWN or bool(plan.empty or plan.left)
    if shortened or len(sheet.passed_over(taken.table, taken.columns)) > NAMED:
        await context.ask.read(
            f"{path.name}: what would change", preview(taken.table, taken.columns, plan), follows=True
        )

    async def send(_: object) -> None:
        await _send(context, path, plan)

    await context.ask.confirm(_question(context, path, plan, taken), send)


def _asking_for_it(rows: Rows[Product]) -> Form:
    pages = counted(pages_of(rows.total or rows.count), "call")
    return Form(
        "Prices and stock from a CSV file",
        (
            file_field(f"Columns: variant_id, sku or barcode; {', '.join(sheet.CHANGING)}."),
            CHOOSES,
            READ_AS,
        ),
        verb="Compare",
        looks=True,
        intro=(
            "The file is compared with what the host has; nothing is sent yet.",
            f"Comparing takes {pages} for the list of products, and one for each product whose stock the file names.",
        ),
    )


async def _choose_columns(context: Context[Product], taken: _PriceSheet) -> None:
    """Have the person see, and change, what each column is taken for, and what comparing costs."""
    table = taken.table
    choices = columns_of(table)

    doubtful = {each.target: each for each in taken.doubts}

    def chosen(answer: Mapping[str, str]) -> sheet.Columns:
        given = {target: answer.get(target, "") for target in sheet.TITLES}
        return {target: int(text) - 1 for target, text in given.items() if text not in ("", _NONE)}

    def doubts(answer: Mapping[str, str]) -> dict[str, str]:
        return {
            target: f"Choose a column, or {_NOTHING.label}." for target in doubtful if not answer.get(target)
        }

    def follow(answer: Mapping[str, str]) -> list[Text]:
        columns = chosen(answer)
        pages, products = taken.calls(columns)
        parts = f"{count(pages)} for the list of products"
        if products:
            parts += f", {count(products)} for stock"
        lines: list[Text] = [f"Comparing takes {counted(pages + products, 'call')}: {parts}."]
        if left := cost(context.workspace, pages + products):
            lines.append(left)
        if over := passed_over(table, columns):
            lines.append((Span(over, "dim"),))
        if why := sheet.problem(table, columns):
            lines.append((Span(why, "warn"),))
        return lines

    async def submit(answer: dict[str, str]) -> None:
        if found := doubts(answer):
            raise Malformed(
                " ".join(doubtful[target].message for target in found),
                advice=f"{_NOTHING.label} leaves it out.",
                fields={target: (message,) for target, message in found.items()},
            )
        await taken.compare(chosen(answer))

    fields = [
        Field(
            target,
            title,
            "picker",
            str(taken.columns[target] + 1) if target in taken.columns else "",
            choices=(*choices, _NOTHING) if target in doubtful else choices,
        )
        for target, title in sheet.TITLES.items()
    ]
    told = filter(None, (*(each.message for each in taken.doubts), taken.nameless))
    await context.ask.form(columns_form(taken.path, table, fields, told, follow, doubts), submit)


def preview(table: sheet.SheetTable, columns: sheet.Columns, plan: sheet.SheetPlan) -> str:
    """The whole plan in words: what was read as what, wrong lines, then every change with old and new values."""
    lines = [_summary(plan)]
    lines += sheet.mapped(table, columns)
    if over := passed_over(table, columns, NAMED_IN_FULL):
        lines.append(over)
    lines += [*plan.warnings, *plan.notes]
    if plan.empty:
        lines.append(f"Passed over: {sheet.numbered(plan.empty)}, without a variant, a price or a stock.")
    if plan.left:
        lines.append(f"Stock left alone where it isn't tracked: {sheet.numbered(sorted(plan.left))}.")
    lines += ["", *(f"line {each.line}: {each.why}" for each in plan.wrong)] if plan.wrong else []
    lines += ["", *(f"line {each.line}: {each.title}: {each.summary}" for each in plan.changes)]
    return "\n".join(lines)


def _summary(plan: sheet.SheetPlan) -> str:
    partly = f" ({count(plan.partly)} only in part: a cell is invalid)" if plan.partly else ""
    return (
        f"{counted(plan.lines, 'line')}: {count(len(plan.changes))} to change{partly}, "
        f"{count(plan.same)} unchanged, {count(len(plan.wrong) - plan.partly)} invalid (skipped)."
    )


def _question(context: Context[Product], path: Path, plan: sheet.SheetPlan, taken: _PriceSheet) -> Confirm:
    number = len(plan.changes)
    lines: list[Text] = [_summary(plan)]
    lines += [(Span(each, "dim"),) for each in sheet.mapped(taken.table, taken.columns)]
    if over := passed_over(taken.table, taken.columns):
        lines.append((Span(over, "dim"),))
    lines += [(Span(warning, "warn"),) for warning in plan.warnings]
    lines += [(Span(note, "dim"),) for note in plan.notes]
    if plan.empty:
        lines.append(
            (Span(f"{counted(len(plan.empty), 'line')} without a variant, a price or a stock.", "dim"),)
        )
    if plan.left:
        lines.append(
            (Span(f"Stock left alone where it isn't tracked: {counted(len(plan.left), 'line')}.", "dim"),)
        )
    lines += [(Span(f"{each.title}  ", "strong"), Span(each.summary)) for each in plan.changes[:_SHOWN]]
    if number > _SHOWN:
        lines.append((Span(and_more(number - _SHOWN), "dim"),))
    if plan.wrong:
        lines.append((Span("Skipped:", "warn"),))
        lines += [(Span(f"line {each.line}: {each.why}", "warn"),) for each in plan.wrong[:_SKIPPED]]
        if more := and_more(len(plan.wrong) - _SKIPPED):
            lines.append((Span(more, "dim"),))
    if needed := cost(context.workspace, number, waits=True):
        lines.append(needed)
    if number > SMALL:
        lines.append((Span("The first line runs alone. You see its outcome before the rest.", "dim"),))
    typed = number if number > 1 else 0
    return Confirm(f"Send the changes of {path.name}", tuple(lines), verb="Send", typed=typed)


async def _send(context: Context[Product], path: Path, plan: sheet.SheetPlan) -> None:
    """Have the changes of a sheet run as a job."""
    workspace = context.workspace
    if workspace.working.refusal():
        rows = [RowEdits(each.title, [each.edit]) for each in plan.changes]
        await carry_out(context, rows, "")  # which shows what would leave, or says why nothing does
        return
    options = JobOptions(trial=True, zone=workspace.zone.lasting_name, noun=sheet.PRICES.noun)
    written, results = await write(workspace, path, plan, options, names=VARIANTS)
    assert written.job is not None and results is not None
    await start(workspace, context.ask, written.job, f"see Jobs in Activity, and {results.name}")
