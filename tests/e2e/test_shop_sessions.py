# SPDX-License-Identifier: MIT
"""A person's sessions in the shop, by a real process on a real pseudo-terminal, over loopback HTTP."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.judging import LONG
from tests.support.server import Server
from tests.support.terminal import Terminal, flotui

ANA = "f1284u903"
CHANGES, LINES = (200, 500) if LONG else (60, 150)
"""Of a sheet: how many lines change a price, and how many there are."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def go(screen: Terminal, name: str, title: str) -> None:
    """Go to a resource of the shop by its name."""
    screen.press(":")
    screen.see("Commands")
    screen.press(name)
    screen.see(f"▌{title}")
    screen.press("enter")
    screen.gone("─ Commands")
    screen.see(f"━ {title}")


def open_variants(screen: Terminal) -> None:
    """Open the shop, and the variants of its first product."""
    screen.see("Subscribers", "1,300")
    screen.press("3")
    screen.see("━ Orders to look at", "sold out")
    go(screen, "products", "Products")
    screen.press("enter")
    screen.see("━ Canvas sneaker")
    screen.press("]")
    screen.see("[Variants]", "white / 36")


def table(server: Server, name: str) -> list[dict[str, Any]]:
    return list(server.door("GET", f"/table/{name}"))


def test_price_and_stock_are_raised_in_place(server: Server, tmp_path: Path) -> None:
    with Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        open_variants(screen)
        screen.press("e")
        screen.see("enter saves")
        screen.press("150.10", "enter")
        screen.see("Canvas sneaker: price 150.10 (was 142.800)")
        screen.press("151.90", "enter")  # the next row's, which the editor went to by itself
        screen.see("price 151.90 (was 142.800)")
        screen.press("up", "up", "tab", "33", "enter")
        screen.see("stock 33 (was 12)")
        screen.press("escape")
        screen.see("150.1", "151.9", "33")
        screen.press("escape")  # back to the list
        screen.see("━ Products")
        screen.press("u")
        screen.see("Undo: set stock 33")
        screen.press("ctrl+q")
        assert screen.ended() == 0
    assert [body for _, body in server.writes()] == [
        {"price": 150.1},
        {"price": 151.9},
        {"qty": 33},
        {"qty": 12},
    ]
    first, second = table(server, "variants")[:2]
    assert (first["price"], second["price"], first["qty"]) == (150.1, 151.9, 12)


def test_an_order_is_moved_to_shipped(server: Server, tmp_path: Path) -> None:
    with Terminal(flotui(), env=server.environ(tmp_path), size=(80, 24)) as screen:
        screen.see("Subscribers")
        screen.press("3")
        screen.see("━ Orders to look at", "paid")
        go(screen, "orders", "Orders")
        screen.filter("paid")
        screen.see("/paid")
        screen.press("s")
        screen.see("to which status?", "processing")
        screen.press("shipped")
        screen.see("▌shipped")
        screen.press("enter")
        screen.see(": shipped. u undoes it.")
        screen.press("ctrl+q")
        assert screen.ended() == 0
    ((operation, body),) = server.writes()
    assert (operation, body["status"]) == ("flowBotUserUpdateOrderStatus", "shipped")
    order = next(each for each in table(server, "orders") if each["id"] == body["order_id"])
    assert order["status"] == "shipped"


def test_a_cart_is_built_for_a_subscriber_and_marked_paid(server: Server, tmp_path: Path) -> None:
    with Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        screen.see("Subscribers", "1,300")
        screen.press("/")
        screen.see("enter asks the host")
        screen.press("Ana Souza", "enter")
        screen.see("Subscribers · Ana Souza", "+55 11 90000 4410")
        screen.press("enter")
        screen.see("━ Ana Souza")
        screen.press("]", "]", "]", "]")
        screen.see("[Cart]", "Tote bag")
        screen.press("n")
        screen.see("Which item for the cart of Ana Souza?")
        screen.press("desk lamp brass")
        screen.see("▌Desk lamp · brass")
        screen.press("enter")
        screen.see("How many")
        screen.press("ctrl+a", "ctrl+k", "2", "ctrl+s")
        screen.see("2 × Desk lamp (brass) in the cart of Ana Souza")
        screen.press("p")
        screen.see("shipping and payment", "Payment")
        screen.press("ctrl+s")
        screen.see("This creates a paid order", "Cancel")
        assert not [name for name, _ in server.writes() if name == "flowBotUserCartPaid"]
        screen.press("y")
        screen.see("The cart of Ana Souza is paid", "The cart is empty")
        screen.press("]")
        screen.see("[Orders]", "paid")
        screen.press("ctrl+q")
        assert screen.ended() == 0
    assert [name for name, _ in server.writes()] == ["flowBotUserAddToCart", "flowBotUserCartPaid"]
    order = table(server, "orders")[-1]
    assert (order["user_ns"], order["status"], len(order["_items"])) == (ANA, "paid", 3)


def sheet(server: Server, path: Path, *, changes: int, of: int) -> None:
    """Write a sheet of so many lines, of which the first so many change a price and the last two are wrong."""
    lines = ["variant_id;price;name"]
    rows = table(server, "variants")[: of - 2]
    assert len(rows) == of - 2
    for number, row in enumerate(rows):
        price = "777.70" if number < changes else row["price"]
        lines.append(f'{row["id"]};{"" if price is None else price};"é ""x"""')
    lines += ["999999;5;", f"{rows[-1]['id']};1,5;"]
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())


def compare(screen: Terminal, path: Path) -> None:
    """Have a sheet compared with the shop."""
    screen.see("Subscribers")
    screen.press("3")
    screen.see("━ Orders to look at", "sold out")
    go(screen, "products", "Products")
    screen.press("i")
    screen.see("Prices and stock from a CSV file")
    screen.press(str(path), "ctrl+s")
    screen.see("what would change")


def _outcomes(folder: Path) -> list[str]:
    """What came of each line of the sheet, by its result file."""
    with (folder / "p.result.csv").open(encoding="utf-8-sig", newline="") as results:
        return [row["outcome"] for row in csv.DictReader(results)]


def test_a_sheet_that_changes_some_prices_of_its_lines_sends_as_many_updates(
    server: Server, tmp_path: Path
) -> None:
    path = tmp_path / "p.csv"
    sheet(server, path, changes=CHANGES, of=LINES)
    with Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        compare(screen, path)
        screen.see(f"{LINES} lines: {CHANGES} to change", "there is no variant")
        screen.press("enter")
        screen.see("Send the changes of p.csv", f"Type {CHANGES}")
        assert server.writes() == []
        screen.press(str(CHANGES), "enter")
        screen.see("[ Send ]")
        screen.press("enter")
        screen.see("Trial with ", "→ 777.70", f"{CHANGES - 1} more calls to the others.", patience=30)
        screen.press("y")
        screen.see("It runs in the background", "p.result.csv")
        end = time.monotonic() + 60
        while _outcomes(tmp_path).count("done") < CHANGES:
            assert time.monotonic() < end, screen.text
            time.sleep(0.2)
        screen.press("ctrl+q")
        assert screen.ended() == 0
    writes = server.writes()
    assert len(writes) == CHANGES
    assert {name for name, _ in writes} == {"UpdateProductVariant"}
    assert {body["price"] for _, body in writes} <= {777.7, "777.70"}
    assert len((tmp_path / "p.result.csv").read_text(encoding="utf-8-sig").splitlines()) == LINES + 1


def test_a_sheet_is_stopped_half_way_and_taken_up_again(server: Server, tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    sheet(server, path, changes=20, of=40)
    server.door("POST", "/faults", {"path": "/shop/products/*/update", "delay_ms": 800, "times": 0})
    with Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        compare(screen, path)
        screen.press("enter")
        screen.see("Type 20")
        screen.press("20", "enter")
        screen.see("[ Send ]")
        screen.press("enter")
        end = time.monotonic() + 30
        while not server.writes():
            assert time.monotonic() < end, screen.text
            time.sleep(0.05)
        screen.press("ctrl+c")
        screen.see("Import p.csv: 20 variants:", "left", "You stopped it.", "p.result.csv")
        sent = len(server.writes())
        assert 0 < sent < 20
        assert _outcomes(tmp_path).count("done") == sent
        server.door("DELETE", "/faults")
        screen.press("i")
        screen.see("Prices and stock from a CSV file")
        screen.press(str(path), "ctrl+s")
        screen.see(f"40 lines: {20 - sent} to change")
        screen.press("enter")
        screen.see("Send the changes")
        screen.press("escape")
        screen.gone("Send the changes")
        screen.press("ctrl+c")
        screen.wait(
            lambda text: "othing to stop" in text, "that nothing runs any more, ended just now or before"
        )
        screen.press("ctrl+q")
        assert screen.ended() == 0


def test_another_shops_file_shows_its_columns_and_what_comparing_costs(
    server: Server, tmp_path: Path
) -> None:
    rows = {row["product_id"]: row for row in table(server, "variants")}
    lines = [f'{44 + at},simple,{row["sku"]},"{at},90",3' for at, row in enumerate(list(rows.values())[:20])]
    path = tmp_path / "prices of may.csv"
    path.write_text("\n".join(["ID,Type,SKU,Regular price,Stock", *lines]))
    with Terminal(flotui(), env=server.environ(tmp_path), size=(80, 24)) as screen:
        screen.see("Subscribers")
        screen.press("3")
        screen.see("━ Orders to look at", "sold out")
        go(screen, "products", "Products")
        screen.press("i")
        screen.see("Prices and stock from a CSV file", "tab complete")
        screen.press(f"{tmp_path}/pri", "tab")
        screen.see("prices of may.csv")
        screen.press("ctrl+s")
        screen.see("what its columns hold", "Regular price", "Columns not used: ID, Type.")
        screen.see("Comparing takes 22 calls: 2 for the list of products, 20 for stock.")
        slow = {"path": "/shop/products/*/variants", "delay_ms": 60_000, "skip": 2, "times": 0}
        server.door("POST", "/faults", slow)
        screen.press("ctrl+s")
        screen.see("/20 read, ctrl+c stops", "Reading…")
        screen.press("ctrl+c")
        screen.gone("what its columns hold")
        screen.gone("ctrl+c stops")
        server.door("DELETE", "/faults")
        assert sum(each["operation"] == "ProductVariants" for each in server.door("GET", "/requests")) < 10
        screen.press("i")
        screen.see("Prices and stock from a CSV file")
        screen.press(str(path), "ctrl+s")
        screen.see("what its columns hold")
        screen.press("ctrl+s")
        screen.see("what would change", "The comma is the decimal sign")
        screen.press("enter")
        screen.see("Send the changes of prices of may.csv", "Price from Regular price.")
        screen.press("escape")
        screen.gone("Send the changes")
        assert server.writes() == []
        screen.press("ctrl+q")
        assert screen.ended() == 0


def test_marked_variants_get_one_price(server: Server, tmp_path: Path) -> None:
    with Terminal(flotui(), env=server.environ(tmp_path)) as screen:
        open_variants(screen)
        screen.press("space", "space", "space", "s")
        screen.see("Canvas sneaker: 3 variants", "Now 142.800.")
        screen.press("99.90", "ctrl+s")
        screen.see("3 variants of Canvas sneaker changed")
        screen.press("ctrl+q")
        assert screen.ended() == 0
    assert [body for _, body in server.writes()] == [{"price": 99.9}] * 3
