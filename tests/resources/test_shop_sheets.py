# SPDX-License-Identifier: MIT
"""Prices and stock by CSV, as a person goes through it: what is asked, what it costs, what is sent and said."""

from __future__ import annotations

import asyncio
import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from flotui.api.errors import FlochatError, Malformed
from flotui.api.models.shop import Product, Variant
from flotui.jobs import sheet
from flotui.resources.ask import Cancelled, Confirm, Form
from flotui.resources.base import Context
from flotui.resources.shop.products import PRODUCTS
from flotui.resources.shop.sheet_import import preview
from flotui.resources.text import plain
from flotui.store.entry import Outcome
from flotui.store.job import Job
from flotui.workspace import Progressed, Workspace
from tests.resources.shop_rig import action, row, table, valid
from tests.support.ask import NO, Answers, act, rows_of
from tests.support.bot import Bot

IN, OUT = action(PRODUCTS, "products.import"), action(PRODUCTS, "products.export")
FILE = {"columns": "false"}
PLAIN = {"guard": "false"}


async def calls(bot: Bot) -> Counter[str]:
    """How often each operation reached the host."""
    return Counter(each["operation"] for each in await bot.requests())


async def sold(bot: Bot, number: int) -> dict[str, Any]:
    """A variant as the host has it, by its place."""
    return dict((await table(bot, "variants"))[number])


def written(folder: Path, text: str, name: str = "p.csv") -> dict[str, str]:
    """A file, and the answer of the form that asks for it."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return {"path": str(path), **FILE}


async def ended(workspace: Workspace) -> Job:
    """The newest job, once its runner is through with it."""
    async with asyncio.timeout(60):
        while workspace.working.running:
            await asyncio.sleep(0.02)
    return (await workspace.working.jobs.recent())[0]


def asked_for(asked: Answers, kind: type) -> list[Any]:
    return [each for each in asked.asked if isinstance(each, kind)]


async def test_a_sheet_goes_out_and_its_changes_come_in(
    workspace: Workspace, bot: Bot, tmp_path: Path
) -> None:
    path = tmp_path / "p.csv"
    await act(workspace, OUT, (), {"path": str(path), "stock": "false", **PLAIN})
    with pytest.raises(Malformed, match="exists"):
        await act(workspace, OUT, (), {"path": str(path), "stock": "false", **PLAIN})
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) > 400
    at = lines[0].split(",").index("price")
    edited = [lines[0]]
    for number, line in enumerate(lines[1:501], start=2):
        cells = line.split(",")
        if number % 2 == 0 and number <= 400:
            cells[at] = "777.70"
        edited.append(",".join(cells))
    path.write_text("\n".join(edited), encoding="utf-8")
    asked = await act(workspace, IN, (), {"path": str(path), **FILE}, "200", True)
    *_, question, trial = asked_for(asked, Confirm)
    assert trial.title.startswith("Trial with ") and "→ 777.70" in plain(trial.lines[0])
    assert question.typed == 200
    assert "142.800 → 777.70" in " ".join(plain(line) for line in question.lines)
    assert asked.said[-1].endswith("It runs in the background: see Jobs in Activity, and p.result.csv.")
    job = await ended(workspace)
    assert (job.title, job.done, job.skipped) == ("Import p.csv: 200 variants", 200, len(edited) - 201)
    writes = await bot.writes()
    assert (len(writes), {operation for operation, _ in writes}) == (200, {"UpdateProductVariant"})
    result = list(csv.DictReader((tmp_path / "p.result.csv").open(encoding="utf-8-sig")))
    assert Counter(each["outcome"] for each in result) == {"done": 200, "unchanged": len(edited) - 201}
    asked = await act(workspace, IN, (), {"path": str(path), **FILE})
    assert "nothing to send" in asked.read_texts[0][0]
    assert len(await bot.writes()) == 200
    await valid(bot)


async def test_a_sheet_that_was_changed_while_it_was_looked_at_sends_nothing(
    workspace: Workspace, bot: Bot, tmp_path: Path
) -> None:
    variant = await sold(bot, 0)
    file = written(tmp_path, f"variant_id,price\n{variant['id']},999\n")

    class Edited(Answers):
        def _next(self, question: Any) -> Any:
            if isinstance(question, Confirm):
                written(tmp_path, f"variant_id,price\n{variant['id']},99.90\n")
            return super()._next(question)

    asked = Edited(file, True)
    with pytest.raises(Malformed, match=r"p\.csv was changed or removed after it was read"):
        await IN.run(Context(workspace, PRODUCTS, (), asked))
    assert await bot.writes() == [] and await workspace.working.jobs.recent() == []


async def test_our_own_file_comes_back_without_an_error(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    await act(workspace, OUT, (), {"path": str(path), "stock": "false", **PLAIN})
    asked = await act(workspace, IN, (), {"path": str(path), **FILE})
    ((_, text),) = asked.read_texts
    assert "0 to change" in text and "0 invalid" in text
    assert "Columns not used: product, variant." in text


@pytest.mark.parametrize("name", ["sku", "barcode", "variant_id"])
async def test_one_line_of_stock_reads_one_product(
    workspace: Workspace, bot: Bot, tmp_path: Path, name: str
) -> None:
    meant = next(each for each in await table(bot, "variants") if each["barcode"] and each["qty"] != 41)
    value = meant["id"] if name == "variant_id" else meant[name]
    await rows_of(workspace, PRODUCTS)  # as on screen
    before = await calls(bot)
    await act(workspace, IN, (), written(tmp_path, f"{name},qty\n{value},41\n"), True)
    spent = await calls(bot) - before
    assert spent == {"Products": 2, "ProductVariants": 1, "UpdateProductVariant": 1}
    assert (await row(bot, "variants", meant["id"]))["qty"] == 41


async def test_comparing_that_costs_more_than_a_few_calls_says_so_first(
    workspace: Workspace, bot: Bot, tmp_path: Path
) -> None:
    rows = await table(bot, "variants")
    first = {each["product_id"]: each for each in reversed(rows)}
    lines = "".join(f"{each['sku']},41\n" for each in list(first.values())[:20])
    file = written(tmp_path, f"sku,qty\n{lines}")
    before = await calls(bot)
    asked = Answers(file)
    with pytest.raises(AssertionError, match="no answer left"):
        await IN.run(context(workspace, asked))
    assert (await calls(bot) - before)["ProductVariants"] == 0, "nothing is read before it is agreed to"
    form: Form = asked.asked[-1]
    assert form.preview is not None
    said = [plain(line) for line in form.preview({each.name: each.value for each in form.fields})]
    assert said[0].startswith("Comparing takes 22 calls: 2 for the list of products, 20 for stock.")
    without = [plain(line) for line in form.preview({"sku": "1"})]
    assert without[0].startswith("Comparing takes 2 calls")
    assert "No column to change" in without[-1]
    with pytest.raises(Malformed, match="No column to change"):
        await act(workspace, IN, (), file, {"sku": "1"})


def context(workspace: Workspace, ask: Answers) -> Any:
    from flotui.resources.base import Context

    return Context(workspace, PRODUCTS, (), ask)


async def test_names_of_other_shops_are_shown_and_can_be_changed(
    workspace: Workspace, bot: Bot, tmp_path: Path
) -> None:
    one, two = await sold(bot, 0), await sold(bot, 1)
    file = written(
        tmp_path,
        "ID,Type,SKU,Name,Sale price,Regular price,Stock\n"
        f'{two["id"]},simple,{one["sku"]},Canvas,12.5,"139,90",41\n',
    )
    asked = await act(workspace, IN, (), file, {"sku": "3", "price": "6"}, True)
    form = asked_for(asked, Form)[-1]
    assert {each.name: each.value for each in form.fields if each.value} == {
        "sku": "3",
        "qty": "7",
    }, "another shop's id isn't taken for ours, and neither of two prices"
    doubt = "Price: 2 columns could be it (Sale price, Regular price). Choose one."
    assert doubt in [plain(line) for line in form.intro]
    assert [plain(each) for each in form.preview({"sku": "3", "price": "6"})][1] == (
        "Columns not used: ID, Type, Name, Sale price, Stock."
    )
    said = [plain(line) for line in asked_for(asked, Confirm)[-1].lines]
    assert "Price from Regular price." in said
    assert "Columns not used: ID, Type, Name, Sale price, Stock." in said
    assert "The comma is the decimal sign of all amounts in the file." in said
    assert str((await row(bot, "variants", one["id"]))["price"]) == "139.9"
    assert (await row(bot, "variants", two["id"])) == two
    assert (await row(bot, "variants", one["id"]))["qty"] == one["qty"], "the column was taken out"


async def test_nothing_is_compared_while_two_columns_could_be_the_price(
    workspace: Workspace, bot: Bot, tmp_path: Path
) -> None:
    one = await sold(bot, 0)
    text = f"SKU,Sale price,Regular price,Stock\n{one['sku']},12.5,13.5,{one['qty'] + 1}\n"
    file, seen = written(tmp_path, text), {"sku": "1", "qty": "4"}
    before = await calls(bot)
    with pytest.raises(Malformed, match=r"Price: 2 columns could be it.*Choose one") as refused:
        await act(workspace, IN, (), file, seen)
    assert list(refused.value.fields) == ["price"] and "None of them" in refused.value.advice
    assert (await calls(bot) - before)["ProductVariants"] == 0
    asked = await act(workspace, IN, (), file, {**seen, "price": "0"}, True)
    said = [plain(line) for line in asked_for(asked, Confirm)[-1].lines]
    assert "Columns not used: Sale price, Regular price." in said
    now = await row(bot, "variants", one["id"])
    assert (now["price"], now["qty"]) == (one["price"], one["qty"] + 1)


async def test_stock_that_is_not_tracked_is_named_and_left_alone(
    workspace: Workspace, bot: Bot, tmp_path: Path
) -> None:
    one, two = [
        each
        for each in await table(bot, "variants")
        if str(each["track_stock"]) in ("1", "True") and int(each["qty"])
    ][:2]
    head = "SKU,Inventory tracker,Inventory quantity,Price"
    file = written(tmp_path, f"{head}\n{one['sku']},,0,5.25\n{two['sku']},shopify,0,{two['price']}\n")
    columns = {"sku": "1", "track_stock": "2", "qty": "3", "price": "4"}
    asked = await act(workspace, IN, (), file, columns, "2")
    said = [plain(line) for line in asked_for(asked, Confirm)[-1].lines]
    assert "Stock left alone where it isn't tracked: 1 line." in said
    assert "Stock left alone where it isn't tracked: line 2." in asked.read_texts[0][1].split("\n")
    await ended(workspace)
    found = [await row(bot, "variants", each["id"]) for each in (one, two)]
    assert [str(each["qty"]) for each in found] == [str(one["qty"]), "0"] and str(found[0]["price"]) == "5.25"
    result = list(csv.DictReader((tmp_path / "p.result.csv").open(encoding="utf-8-sig")))
    assert [each["message"] for each in result] == ["left alone: its stock isn't tracked", ""]


async def test_columns_whose_names_say_nothing_are_asked_for(
    workspace: Workspace, bot: Bot, tmp_path: Path
) -> None:
    one = await sold(bot, 0)
    file = written(tmp_path, f"Κωδικός,Τιμή\n{one['sku']},6.50\n")
    asked = await act(workspace, IN, (), file, {"sku": "1", "price": "2"}, True)
    form = asked_for(asked, Form)[-1]
    said = " ".join(plain(line) for line in form.intro)
    assert "None of the columns' names is known. The first line is: Κωδικός, Τιμή." in said
    assert not any(each.value for each in form.fields)
    assert str((await row(bot, "variants", one["id"]))["price"]) == "6.5"
    for nothing in ("Κωδικός\nSKU-1\n", "Κωδικός,Τιμή\n"):
        with pytest.raises(Malformed, match="No column identifies"):
            await act(workspace, IN, (), written(tmp_path, nothing))


async def test_the_preview_counts_each_line_once(workspace: Workspace, bot: Bot, tmp_path: Path) -> None:
    one, two, three = [await sold(bot, number) for number in range(3)]
    lines = f"{one['id']},x,y\n{two['id']},5,y\n{three['id']},{three['price']},\n999999,1,1\n"
    file = written(tmp_path, f"variant_id,price,qty\n{lines}")
    asked = await act(workspace, IN, (), file, True)
    said = [plain(line) for line in asked.asked[-1].lines]
    assert (
        said[0]
        == "4 lines: 1 to change (1 only in part: a cell is invalid), 1 unchanged, 2 invalid (skipped)."
    )
    result = list(csv.DictReader((tmp_path / "p.result.csv").open(encoding="utf-8-sig")))
    assert [each["outcome"] for each in result] == ["invalid", "done", "unchanged", "invalid"]
    assert "price can't be x" in result[0]["message"] and "qty can't be y" in result[0]["message"]


async def test_columns_can_be_chosen_where_no_name_leaves_a_doubt(
    workspace: Workspace, bot: Bot, tmp_path: Path
) -> None:
    one = await sold(bot, 0)
    file = written(tmp_path, f"sku,price,new\n{one['sku']},5,6\n") | {"columns": "true"}
    await act(workspace, IN, (), file, {"sku": "1", "price": "3"}, True)
    assert str((await row(bot, "variants", one["id"]))["price"]) == "6"


async def test_a_refused_name_of_an_export_costs_nothing(
    workspace: Workspace, bot: Bot, tmp_path: Path
) -> None:
    taken = tmp_path / "taken.csv"
    taken.write_text("mine")
    await rows_of(workspace, PRODUCTS)  # as on screen
    for wrong in (taken, tmp_path, tmp_path / "none" / "p.csv", "file://elsewhere/p.csv", "~nobody42/p.csv"):
        before = await calls(bot)
        with pytest.raises(Malformed):
            await act(workspace, OUT, (), {"path": str(wrong), "stock": "true", **PLAIN})
        assert (await calls(bot) - before).total() == 0
    assert taken.read_text() == "mine"
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".csv"] == ["taken.csv"]


@pytest.mark.parametrize("form", ["'{}'", '"{}"', "file://{}", " {} ", "\u201c{}\u201d"])
async def test_a_path_as_people_paste_it(workspace: Workspace, tmp_path: Path, form: str) -> None:
    path = tmp_path / "prices of may.csv"
    given = str(path).replace(" ", "%20") if form.startswith("file") else str(path)
    await act(workspace, OUT, (), {"path": form.format(given), "stock": "false", **PLAIN})
    assert path.stat().st_size > 1000


@pytest.mark.parametrize("path", ["/shop/products", "/shop/products/*/variants"])
async def test_offline_nothing_is_compared_with_a_copy(
    workspace: Workspace, bot: Bot, tmp_path: Path, path: str
) -> None:
    one = await sold(bot, 0)
    await act(workspace, OUT, (), {"path": str(tmp_path / "x.csv"), "stock": "true", **PLAIN})
    await bot.fault(path=path, status=503, times=0)
    with pytest.raises(FlochatError):
        await act(workspace, IN, (), written(tmp_path, f"variant_id,qty\n{one['id']},5\n"), True)
    assert await bot.writes() == []


async def test_reading_tells_the_header_how_far_it_is(workspace: Workspace, bot: Bot, tmp_path: Path) -> None:
    told: list[Progressed] = []
    workspace.listen(lambda event: told.append(event) if isinstance(event, Progressed) else None)
    await act(workspace, OUT, (), {"path": str(tmp_path / "x.csv"), "stock": "true", **PLAIN})
    number = len(await table(bot, "products"))
    assert {each.verb for each in told} == {"read"}
    assert [each.done for each in told] == [*range(number + 1), number]
    assert {each.of for each in told} == {number}


async def test_each_line_that_is_skipped_is_said_by_itself(
    workspace: Workspace, bot: Bot, tmp_path: Path
) -> None:
    one = await sold(bot, 0)
    wrong = "".join(f"99999{number},7\n" for number in range(5))
    file = written(tmp_path, f"variant_id,price\n{one['id']},5\n{wrong}")
    asked = await act(workspace, IN, (), file, True)
    said = [plain(line) for line in asked.asked[-1].lines]
    at = said.index("Skipped:")
    assert [line.partition(":")[0] for line in said[at + 1 : at + 4]] == ["line 3", "line 4", "line 5"]
    assert said[at + 4] == "and 2 more"


async def test_one_update_is_said_in_the_singular(workspace: Workspace, bot: Bot, tmp_path: Path) -> None:
    one = await sold(bot, 0)
    file = written(tmp_path, f"variant_id,price\n{one['id']},5\n999999,7\n")
    asked = await act(workspace, IN, (), file, True)
    assert asked.said[-1] == (
        "Import p.csv: 1 variant: 1 done. See Jobs in Activity, and p.result.csv. Press u to undo."
    )
    assert plain(asked.asked[-1].lines[0]) == "2 lines: 1 to change, 0 unchanged, 1 invalid (skipped)."
    result = list(csv.DictReader((tmp_path / "p.result.csv").open(encoding="utf-8-sig")))
    assert [(each["line"], each["outcome"]) for each in result] == [("2", "done"), ("3", "invalid")]


async def test_the_result_file_says_what_came_of_each_line_of_the_job(
    workspace: Workspace, bot: Bot, tmp_path: Path
) -> None:
    ids = [each["id"] for each in (await table(bot, "variants"))[:6]]
    price = (await row(bot, "variants", ids[5]))["price"]
    lines = "".join(f"{each},{at},{'x' if at == 6 else ''}\n" for at, each in enumerate(ids[:5], start=5))
    file = written(tmp_path, f"variant_id,price,qty\n{lines}{ids[5]},{price},\n999999,1,\n")
    await bot.fault(kind="422", path="/shop/products/*/update", times=1)
    await bot.fault(kind="500", path="/shop/products/*/update", skip=1, times=1)
    asked = await act(workspace, IN, (), file, True)
    assert "3 done · 1 refused · 1 unknown · 1 more unchanged" in asked.said[-1]

    def came() -> list[dict[str, str]]:
        return list(csv.DictReader((tmp_path / "p.result.csv").open(encoding="utf-8-sig")))

    assert [each["variant_id"] for each in came()] == [*map(str, ids), ""], "in the file's order"
    assert Counter(each["outcome"] for each in came()[:5]) == {"done": 3, "refused": 1, "unknown": 1}
    assert [each["outcome"] for each in came()[5:]] == ["unchanged", "invalid"]
    assert "invalid: qty can't be x" in came()[1]["message"], (
        "a cell that was left out of a line that was sent"
    )
    assert "there is no variant 999999" in came()[6]["message"]
    assert all(each["message"] for each in came() if each["outcome"] in ("refused", "unknown"))
    (job, *_) = await workspace.working.jobs.recent()
    unknown = await workspace.working.jobs.steps(job.id, [Outcome.UNKNOWN])
    await workspace.working.jobs.resolve(job.id, [(each.n, Outcome.WAITING, "") for each in unknown])
    await asyncio.wait_for(workspace.working.start(job.id), 20)
    assert Counter(each["outcome"] for each in came()[:5]) == {"done": 4, "refused": 1}, "and after each run"


async def test_what_would_be_free_or_below_nothing_stands_in_the_question_and_the_preview(
    workspace: Workspace, bot: Bot, tmp_path: Path
) -> None:
    tracked = [each for each in await table(bot, "variants") if each["track_stock"]]
    ids = [each["id"] for each in tracked[:2]]
    file = written(tmp_path, f"variant_id,price,qty\n{ids[0]},0,\n{ids[1]},,-3\n")
    asked = Answers(file, NO)
    with pytest.raises(Cancelled):
        await IN.run(context(workspace, asked))
    lines = asked_for(asked, Confirm)[-1].lines
    warned = [plain(line) for line in lines if not isinstance(line, str) and line[0].tone == "warn"]
    assert warned == ["Line 2: the price becomes 0.", "Line 3: the stock becomes negative."]
    found = sheet.read(Path(file["path"]).read_bytes())
    columns = sheet.guess(found).columns
    known = {str(each): (Product(name="x"), Variant.read({"id": each, "price": "5"})) for each in ids}
    text = preview(found, columns, sheet.planned(found, known, columns))
    assert all(each in text for each in warned)
    assert await bot.writes() == []
