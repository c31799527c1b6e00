"""Prices and stock out to a CSV file, and in again: the plan is shown, then sent line by line."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from flotui.api.errors import Malformed
from flotui.api.models.shop import Product, Variant
from flotui.jobs import sheet
from flotui.resources.acting import carry_out, cost
from flotui.resources.ask import Confirm, Field, Form
from flotui.resources.base import Context
from flotui.resources.format import count
from flotui.resources.reading import last
from flotui.resources.shop.choosing import whole
from flotui.resources.telling import progress
from flotui.resources.text import Span, Text

_SHOWN = 10
"""How many lines of the plan stand in the question; the reader has all."""


async def _variants(
    context: Context, *, stock: bool, of: set[str] | None = None
) -> dict[str, tuple[Product, Variant]]:
    """The variants of the shop by id, as the host has them now.

    Args:
        context: the open bot.
        stock: whether their stock is needed: a call a product.
        of: the ids of the variants that matter; all where it is None.
    """
    shop = context.workspace.shop
    products = await whole(await last(shop.products(force=True)))
    told = progress(context, "Read the stock of {} of {} products.", len(products))
    found: dict[str, tuple[Product, Variant]] = {}
    for number, product in enumerate(products):
        rows: list[Variant] = list(product.variants)
        if stock and (of is None or any(each.row_id in of for each in rows)):
            rows = await whole(await last(shop.variants(product.row_id, force=True)))
            told(number + 1)
        for variant in rows:
            variant.product_id = variant.product_id or product.row_id
            found[variant.row_id] = (product, variant)
    return found


def _path(text: str) -> Path:
    return Path(text.strip()).expanduser()


async def put_out(context: Context) -> None:
    """Write prices and stock to a file."""
    rows = await last(context.workspace.shop.products())

    async def submit(answer: dict[str, str]) -> None:
        path = _path(answer["path"])
        stock = answer.get("stock") == "true"
        found = await _variants(context, stock=stock)
        text = sheet.write(found.values(), stock=stock)
        await asyncio.to_thread(_write_new, path, text)
        context.ask.say(f"{count(len(found))} variants written to {path}.", "good")

    fields = (
        Field("path", "File", value=f"products-{context.workspace.zone.today()}.csv", required=True),
        Field(
            "stock",
            "With the stock",
            "boolean",
            "true",
            required=True,
            help=f"It takes a call for each of the {count(rows.total or rows.count)} products.",
        ),
    )
    await context.ask.form(Form("Write prices and stock to a CSV file", fields, verb="Write"), submit)


def _write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet; the BOM tells spreadsheets that it is UTF-8.

    Raises:
        Malformed: when it is there, or can't be written.
    """
    try:
        with path.open("x", encoding="utf-8-sig", newline="") as file:
            file.write(text)
    except FileExistsError:
        raise Malformed(
            f"{path} is there already; it was left alone.", advice="Choose another name."
        ) from None
    except OSError as error:
        raise Malformed(
            f"{path} can't be written: {error.strerror}.", advice="Choose another place."
        ) from None


def _read_file(path: Path) -> sheet.Sheet:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Malformed(f"{path} can't be read: {error.strerror}.", advice="Look at its name.") from None
    return sheet.read(data)


async def take_in(context: Context) -> None:
    """Read prices and stock from a file, show what would change, and send it once the person agrees."""
    held: list[tuple[Path, sheet.Sheet, sheet.Plan]] = []

    async def submit(answer: dict[str, str]) -> None:
        path = _path(answer["path"])
        found = await asyncio.to_thread(_read_file, path)
        stock = bool(sheet.STOCK & set(found.columns))
        ids = {cells.get("variant_id", "") for _, cells in found.lines}
        known = await _variants(context, stock=stock, of=ids if all(ids) else None)
        held[:] = [(path, found, await asyncio.to_thread(sheet.planned, found, known))]

    form = Form(
        "Prices and stock from a CSV file",
        (
            Field(
                "path",
                "File",
                required=True,
                help=f"Columns: variant_id, sku or barcode; {', '.join(sheet.CHANGING)}.",
            ),
        ),
        verb="Compare",
        looks=True,
        intro=("The file is compared with what the host has; nothing is sent yet.",),
    )
    await context.ask.form(form, submit)
    path, found, plan = held[-1]
    if not plan.changes:
        await context.ask.read(f"{path.name}: nothing to send", preview(found, plan))
        return
    if len(plan.changes) + len(plan.wrong) > _SHOWN:
        await context.ask.read(f"{path.name}: what would change", preview(found, plan))

    async def send(_: object) -> None:
        await _send(context, path, plan)

    await context.ask.confirm(_question(context, path, plan), send)


def preview(found: sheet.Sheet, plan: sheet.Plan) -> str:
    """The whole plan in words: wrong lines first, then every change with old and new values."""
    lines = [
        f"{count(plan.lines)} lines: {count(len(plan.changes))} change something, {count(plan.same)} are "
        f"unchanged. {count(len(plan.wrong))} lines or cells are wrong and are left out."
    ]
    if found.note:
        lines.append(found.note)
    lines += ["", *(f"line {each.line}: {each.why}" for each in plan.wrong)] if plan.wrong else []
    lines += ["", *(f"line {each.line}: {each.title}: {each.says}" for each in plan.changes)]
    return "\n".join(lines)


def _question(context: Context, path: Path, plan: sheet.Plan) -> Confirm:
    number = len(plan.changes)
    lines: list[Text] = [
        f"{count(number)} of {count(plan.lines)} lines change something; only these are sent."
    ]
    lines += [(Span(f"{each.title}  ", "strong"), Span(each.says)) for each in plan.changes[:_SHOWN]]
    if number > _SHOWN:
        lines.append((Span(f"and {count(number - _SHOWN)} more", "dim"),))
    if plan.wrong:
        some = "; ".join(f"line {each.line}: {each.why}" for each in plan.wrong[:3])
        more = f" and {count(len(plan.wrong) - 3)} more" if len(plan.wrong) > 3 else ""
        lines.append((Span(f"Left out: {some}{more}.", "warn"),))
    if needed := cost(context.workspace, number):
        lines.append(needed)
    typed = str(number) if number > 1 else ""
    return Confirm(f"Send the changes of {path.name}", tuple(lines), verb="Send", typed=typed)


async def _send(context: Context, path: Path, plan: sheet.Plan) -> None:
    rows = sheet.rows(plan.changes)
    if context.workspace.switches.dry_run:
        await carry_out(context, rows, "")
        return
    result = _free(path.with_name(f"{path.stem}.result.csv"))
    try:
        results = sheet.Results(result, plan.changes, rows)
    except OSError as error:
        raise Malformed(f"{result} can't be written: {error.strerror}. Nothing was sent.") from None
    said = f"{count(len(rows))} updates sent; {result.name} lists them. u undoes them."
    await carry_out(context, rows, said, witness=results)


def _free(path: Path) -> Path:
    """A name beside this one that is not taken."""
    found, number = path, 2
    while os.path.lexists(found):
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    return found
