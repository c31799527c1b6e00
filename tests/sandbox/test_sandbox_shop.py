# SPDX-License-Identifier: MIT
"""The shop."""

from __future__ import annotations

from typing import Any

import pytest

ANA = "f1284u903"


async def product(box: Any, identity: int = 101) -> Any:
    return (await box.get(f"/shop/products/{identity}/get-info"))["data"]


async def variant(box: Any, identity: int = 1001, of: int = 101) -> Any:
    return (await box.get(f"/shop/products/{of}/variants/{identity}/get-info"))["data"]


async def cart(box: Any) -> Any:
    return await box.get("/subscriber/cart", user_ns=ANA)


async def stock(box: Any, qty: int, **more: int) -> None:
    body = {"qty": qty, "track_stock": 1, "allow_no_stock_sell": 0, **more}
    await box.write("PUT", "/shop/products/101/variants/1001/update", body)


async def test_prices_come_in_all_their_odd_forms(box: Any) -> None:
    rows = (await box.get("/shop/products", limit=100))["data"]
    prices = [each["price"] for row in rows for each in row["variants"]]
    assert {"142.800", "74900.00", None, "0"} <= set(prices)
    assert {int, float, str, type(None)} <= {type(price) for price in prices}
    assert len(prices) > 400


@pytest.mark.parametrize("price", ["74900.00", "142.800", 12, 12.5, "0", ""])
async def test_a_price_is_kept_as_it_came(box: Any, price: Any) -> None:
    path = "/shop/products/101/variants/1001/update"
    before = await variant(box)
    answer = (await box.write("PUT", path, {"price": price}))["data"]
    assert answer == await variant(box) == {**before, "price": price}
    assert type((await variant(box))["price"]) is type(price)


@pytest.mark.parametrize("price", ["1,50", "abc", -1, "nan", [1]])
async def test_what_is_no_price_is_refused(box: Any, price: Any) -> None:
    path = "/shop/products/101/variants/1001/update"
    status, answer = await box.refused("PUT", path, {"price": price})
    assert (status, list(answer["errors"])) == (422, ["price"])


async def test_products_are_found_by_name_type_and_vendor(box: Any) -> None:
    types = {row["name"]: row["id"] for row in (await box.get("/shop/product-types"))["data"]}
    bags = (await box.get("/shop/products", product_type_id=types["Bags"], limit=100))["data"]
    assert {row["type"] for row in bags} == {"Bags"}
    assert all("tote" in row["name"].casefold() for row in bags)
    by_name = (await box.get("/shop/products", name="TOTE", limit=100))["data"]
    assert by_name == bags
    by_vendor = (await box.get("/shop/products", vendor_id=1, name="tote", limit=100))["data"]
    assert {row["vendor"] for row in by_vendor} == {"Acme"}


async def test_a_product_is_made_changed_and_deleted(box: Any) -> None:
    body = {
        "name": "Umbrella",
        "type": "Rain",
        "vendor": "Acme",
        "tags": ["new", "wet"],
        "use_variant": 1,
        "variant_1_name": "colour",
        "variants": [
            {"price": "10.00", "qty": 5, "variant_1_value": "red"},
            {"price": 11, "qty": 2, "variant_1_value": "blue"},
        ],
    }
    made = (await box.write("POST", "/shop/products/create", body))["data"]
    assert (made["type"], made["tags"], made["num_of_variants"], made["total_qty"]) == (
        "Rain",
        ["new", "wet"],
        2,
        7,
    )
    assert [each["price"] for each in made["variants"]] == ["10.00", 11]
    assert "Rain" in [row["name"] for row in (await box.get("/shop/product-types"))["data"]]
    path = f"/shop/products/{made['id']}"
    await box.write("PUT", f"{path}/update", {"name": "Parasol", "status": "inactive", "tags": []})
    after = await product(box, made["id"])
    assert (after["name"], after["status"], after["tags"], after["type"]) == (
        "Parasol",
        "inactive",
        [],
        "Rain",
    )
    extra = (await box.write("POST", f"{path}/variants/create", {"price": 3, "sku": "PAR-3"}))["data"]
    assert extra["display_order"] == 3
    await box.write("DELETE", f"{path}/variants/{extra['id']}/delete")
    assert len((await box.get(f"{path}/variants"))["data"]) == 2
    await box.write("DELETE", f"{path}/delete")
    status, _ = await box.refused("GET", f"{path}/get-info")
    assert status == 404


async def test_a_product_without_variants_gets_one(box: Any) -> None:
    made = (await box.write("POST", "/shop/products/create", {"name": "Card", "price": "5", "qty": 9}))[
        "data"
    ]
    assert made["num_of_variants"] == 1
    assert (made["variants"][0]["price"], made["total_qty"], made["use_variant"]) == ("5", 9, 0)


async def test_a_variant_belongs_to_its_product(box: Any) -> None:
    status, _ = await box.refused("GET", "/shop/products/102/variants/1001/get-info")
    assert status == 404
    status, _ = await box.refused("DELETE", "/shop/products/999/variants/1001/delete")
    assert status == 404


@pytest.mark.parametrize("kind", ["product-types", "product-vendors", "product-tags"])
async def test_names_are_made_renamed_and_deleted(box: Any, kind: str) -> None:
    made = (await box.write("POST", f"/shop/{kind}/create", {"name": "Odd"}))["data"]
    status, _ = await box.refused("POST", f"/shop/{kind}/create", {"name": "Odd"})
    assert status == 422
    await box.write("PUT", f"/shop/{kind}/{made['id']}/update", {"name": "Even"})
    assert (await box.get(f"/shop/{kind}/{made['id']}/get-info"))["data"]["name"] == "Even"
    assert (await box.get(f"/shop/{kind}", name="even"))["meta"]["total"] == 1
    await box.write("DELETE", f"/shop/{kind}/{made['id']}/delete")
    assert (await box.get(f"/shop/{kind}", name="even"))["meta"]["total"] == 0


async def test_a_renamed_type_shows_in_its_products_and_a_deleted_one_does_not(box: Any) -> None:
    await box.write("PUT", "/shop/product-types/1/update", {"name": "Footwear"})
    assert (await product(box))["type"] == "Footwear"
    await box.write("DELETE", "/shop/product-types/1/delete")
    assert (await product(box))["type"] == ""


async def test_locations(box: Any) -> None:
    body = {"name": "Acme Sul", "address": "Rua X", "lat": -1.5, "lng": "2.25"}
    made = (await box.write("POST", "/shop/locations/create", body))["data"]
    await box.write("PUT", f"/shop/locations/{made['id']}/update", {"note": "new"})
    shown = (await box.get(f"/shop/locations/{made['id']}/get-info"))["data"]
    assert shown == {**made, "note": "new"}
    await box.write("DELETE", f"/shop/locations/{made['id']}/delete")
    assert "Acme Sul" not in [row["name"] for row in (await box.get("/shop/locations"))["data"]]


async def test_business_hours_are_a_week(box: Any) -> None:
    week = (await box.get("/shop/business-hours/info"))["data"]
    assert [row["id"] for row in week] == list("1234567")
    sunday = {"id": "7", "name": "Sunday", "option": "open_1", "start": "10:00", "end": "24:00"}
    await box.write("PUT", "/shop/business-hours/update", {"data": [sunday]})
    after = (await box.get("/shop/business-hours/info"))["data"]
    assert after[:6] == week[:6]
    assert after[6] == {**week[6], **sunday}
    for wrong in ({"start": "10:10"}, {"option": "maybe"}, {"id": "8"}):
        status, _ = await box.refused("PUT", "/shop/business-hours/update", {"data": [{**sunday, **wrong}]})
        assert status == 422
    assert (await box.get("/shop/business-hours/info"))["data"] == after


async def test_discount_codes(box: Any) -> None:
    seeded = (await box.get("/shop/discount-codes", limit=100))["data"]
    assert {row["type"] for row in seeded} == {"percentage", "amount", "free_shipping"}
    assert any(row["end_time"] < row["start_time"] for row in seeded)
    body = {
        "code": "TRY",
        "type": "amount",
        "discount_amount": 5.05,
        "start_time": "2026-03-10 00:00:00",
        "end_time": "2026-03-01 00:00:00",
    }
    made = (await box.write("POST", "/shop/discount-codes/create", body))["data"]
    status, _ = await box.refused("POST", "/shop/discount-codes/create", body)
    assert status == 422
    path = f"/shop/discount-codes/{made['id']}"
    await box.write("PUT", f"{path}/update", {"min_require": "qty", "min_qty": 3})
    by_id = (await box.get(f"{path}/get-info"))["data"]
    assert (by_id["min_qty"], by_id["discount_amount"]) == (3, 5.05)
    assert (await box.get("/shop/discount-codes/get-info-by-code", code="TRY"))["data"] == by_id
    for wrong in ({"type": "magic"}, {"start_time": "tomorrow"}, {"min_require": "luck"}):
        status, _ = await box.refused("PUT", f"{path}/update", wrong)
        assert status == 422
    await box.write("DELETE", "/shop/discount-codes/delete-by-code", code="TRY")
    status, _ = await box.refused("GET", f"{path}/get-info")
    assert status == 404
    await box.write("DELETE", "/shop/discount-codes/78/delete")
    assert "WELCOME10" not in [row["code"] for row in (await box.get("/shop/discount-codes"))["data"]]


async def test_orders_are_listed_newest_first_and_by_subscriber(crowd: Any) -> None:
    rows = (await crowd.get("/shop/orders", limit=100))["data"]
    assert [row["created_at"] for row in rows] == sorted((row["created_at"] for row in rows), reverse=True)
    assert sum(row["created_at"] >= "2026-03-10" for row in rows) > 5
    every = rows + (await crowd.get("/shop/orders", limit=100, page=3))["data"]
    assert {"paid", "completed", "on_hold_legacy"} <= {row["status"] for row in every}
    anas = (await crowd.get("/shop/orders", user_ns=ANA))["data"]
    assert anas
    assert {row["user_ns"] for row in anas} == {ANA}


async def test_an_order_is_made_and_moved_on(box: Any) -> None:
    await stock(box, 5)
    body = {"user_ns": ANA, "items": [{"variant_id": 1001, "qty": 2}], "note": "soon", "status": "paid"}
    made = (await box.write("POST", "/shop/orders/create", body))["data"]
    path = f"/shop/orders/{made['id']}"
    order = (await box.get(f"{path}/get-info"))["data"]
    assert (order["num_of_items"], order["status"], order["note"]) == (2, "paid", "soon")
    assert order["total_price"] == 285.6
    assert (await variant(box))["qty"] == 3
    status = {"user_ns": ANA, "order_id": made["id"], "status": "shipped"}
    await box.write("POST", "/subscriber/update-order-status", status)
    await box.write(
        "PUT", f"{path}/update", {"tracking_no": "BR1", "items": [{"variant_id": 1002, "qty": 1}]}
    )
    order = (await box.get(f"{path}/get-info"))["data"]
    assert (order["status"], order["tracking_no"], order["num_of_items"]) == ("shipped", "BR1", 1)
    refused = {**status, "status": "teleported"}
    assert (await box.refused("POST", "/subscriber/update-order-status", refused))[0] == 422
    refused = {**status, "user_ns": "f1284u910"}
    assert (await box.refused("POST", "/subscriber/update-order-status", refused))[0] == 404


async def test_stock_says_no_where_it_is_tracked(box: Any) -> None:
    body = {"user_ns": ANA, "variant_id": 1001, "qty": 3}
    await stock(box, 2)
    status, _ = await box.refused("POST", "/subscriber/add-to-cart", body)
    assert status == 400
    order = {"user_ns": ANA, "items": [{"variant_id": 1001, "qty": 3}]}
    assert (await box.refused("POST", "/shop/orders/create", order))[0] == 400
    await stock(box, 0, allow_no_stock_sell=1)
    await box.write("POST", "/subscriber/add-to-cart", body)
    await stock(box, 0, track_stock=0)
    await box.write("POST", "/shop/orders/create", order)
    assert (await variant(box))["qty"] == 0


async def test_a_cart_is_filled_and_emptied(box: Any) -> None:
    seeded = await cart(box)
    assert (seeded["num_of_items"], seeded["items"][0]["name"]) == (3, "Canvas sneaker")
    await stock(box, 10)
    for _ in range(2):
        await box.write("POST", "/subscriber/add-to-cart", {"user_ns": ANA, "variant_id": 1001, "qty": 2})
    filled = await cart(box)
    assert {row["id"]: row["num"] for row in filled["items"]}[1001] == 4
    assert filled["total_price"] == pytest.approx(sum(row["subtotal"] for row in filled["items"]))
    await box.write("DELETE", "/subscriber/remove-from-cart", {"user_ns": ANA, "variant_id": 1001})
    assert (await cart(box))["items"] == seeded["items"]
    await box.write("DELETE", "/subscriber/empty-cart", {"user_ns": ANA})
    assert (await cart(box))["num_of_items"] == 0


async def test_a_paid_cart_becomes_an_order(box: Any) -> None:
    await box.write("DELETE", "/subscriber/empty-cart", {"user_ns": ANA})
    paid = {"user_ns": ANA, "shipping_method": "pickup", "payment_method": "pix"}
    assert (await box.refused("POST", "/subscriber/cart-paid", paid))[0] == 400
    await stock(box, 10)
    await box.write("POST", "/subscriber/add-to-cart", {"user_ns": ANA, "variant_id": "1001", "qty": "2"})
    made = (await box.write("POST", "/subscriber/cart-paid", paid))["data"]
    order = (await box.get(f"/shop/orders/{made['id']}/get-info"))["data"]
    assert (order["status"], order["payment_method"], order["user_ns"]) == ("paid", "pix", ANA)
    assert (await cart(box))["items"] == []
    assert (await variant(box))["qty"] == 8


async def test_what_is_deleted_leaves_a_gap_and_no_crash(box: Any) -> None:
    await box.write("DELETE", "/shop/products/101/delete")
    left = await cart(box)
    assert left["items"][0]["name"] is None
    orders = (await box.get("/shop/orders", limit=100))["data"]
    assert orders
    status, _ = await box.refused("POST", "/subscriber/add-to-cart", {"user_ns": ANA, "variant_id": 1001})
    assert status == 404
