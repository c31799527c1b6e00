# SPDX-License-Identifier: MIT
"""Files of other shops and in other languages: their columns are known, or named as passed over."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from flotui.jobs import sheet
from flotui.jobs.sheet import result_file, results
from tests.jobs.sheet_rig import changes, plan, shop

SHOPIFY = (
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,"
    "Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Fulfillment Service,"
    "Variant Price,Variant Compare At Price,Variant Requires Shipping,Variant Taxable,Variant Barcode,Image Src,"
    "Image Position,Status"
)


WOO = (
    'ID,Type,SKU,Name,Published,"Is featured?","Visibility in catalog","Date sale price starts","Tax status",'
    '"In stock?",Stock,"Backorders allowed?","Weight (lbs)","Sale price","Regular price",Categories,Images,Parent'
)


MEDUSA = (
    "Product Id,Product Handle,Product Title,Variant Id,Variant Title,Variant SKU,Variant Barcode,"
    "Variant Inventory Quantity,Variant Allow Backorder,Variant Manage Inventory,Price EUR,Option 1 Name"
)


def test_a_shopify_file(tmp_path: Path) -> None:
    text = (
        f"{SHOPIFY}\n"
        "shoe,Shoe,<p>New</p>,Acme,Shoes,,TRUE,Size,36,SKU-1,500,shopify,12,continue,manual,150.25,199.90,TRUE,"
        "TRUE,'200000000001,https://x.example/1.jpg,1,active\n"
        "shoe,,,,,,,,,,,,,,,,,,,,https://x.example/2.jpg,2,\n"
        "bag,Bag,,Acme,Bags,,TRUE,Title,Default Title,SKU-3,0,,5,deny,manual,,,TRUE,TRUE,,,,active\n"
    )
    found = plan(text)
    assert {each.variant.row_id: each.values for each in found.changes} == {
        "1001": {"price": "150.25", "compare_price": "199.90", "qty": "12", "allow_no_stock_sell": "1"}
    }
    assert (found.wrong, found.same, found.empty) == ([], 1, [3])
    nothing_left = found._replace(changes=[])
    results.write(tmp_path / "r.csv", 1, nothing_left, [], result_file.VARIANTS)
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [(row["line"], row["outcome"]) for row in csv.DictReader(file)] == [
            ("3", "passed over"),
            ("4", "unchanged"),
        ]


@pytest.mark.parametrize(
    ("header", "line", "changed"),
    [
        ("ID,SKU,Price", "1002,,9.50", "1002"),
        ("ID,Type,SKU,Price", "1002,simple,SKU-1,9.50", "1001"),
        ("ID,SKU,Regular price", "1002,SKU-1,9.50", "1001"),
    ],
)
def test_an_id_beside_a_column_of_another_shop_s_is_not_the_hosts(
    header: str, line: str, changed: str
) -> None:
    found = plan(f"{header}\n{line}\n")
    assert ([each.variant.row_id for each in found.changes], found.wrong) == ([changed], [])


@pytest.mark.parametrize(
    ("header", "line", "tracked", "values"),
    [
        ("Variant SKU,Variant Inventory Tracker,Variant Inventory Qty", "SKU-1,,0", 1, {}),
        ("SKU,Inventory tracker,Inventory quantity,Price", "SKU-1,,0,9.50", 1, {"price": "9.50"}),
        ("SKU,Inventory tracker,Inventory quantity", "SKU-1,shopify,0", 1, {"qty": "0"}),
        ("SKU,Inventory tracker,Inventory quantity", "SKU-1,shopify,0", 0, {"qty": "0", "track_stock": "1"}),
        ("sku,track_stock,qty", "SKU-1,0,3", 1, {"track_stock": "0"}),
        ("sku,track_stock,qty", "SKU-1,,3", 1, {"qty": "3"}),
        ("sku,track_stock,qty", "SKU-1,,3", 0, {}),
        ("sku,qty", "SKU-1,3", 0, {}),
        ("sku,qty", "SKU-1,3", 1, {"qty": "3"}),
        ("Variant SKU,Variant Manage Inventory,Variant Inventory Quantity", "SKU-1,FALSE,0", 0, {}),
    ],
)
def test_the_stock_of_what_is_not_tracked_is_left_alone(
    tmp_path: Path, header: str, line: str, tracked: int, values: dict[str, str]
) -> None:
    """Nothing counts it, as the file or the host says: a zero there is no number of pieces."""
    found = plan(f"{header}\n{line}\n", shop(track_stock=tracked))
    assert ({each.variant.row_id: each.values for each in found.changes}, found.wrong) == (
        {"1001": values} if values else {},
        [],
    )
    assert dict(found.left) == ({} if "qty" in values else {2: "its stock isn't tracked"})
    if not values:
        results.write(tmp_path / "r.csv", 1, found, [], result_file.VARIANTS)
        assert "unchanged,,left alone: its stock isn't tracked," in (tmp_path / "r.csv").read_text(
            "utf-8-sig"
        )


def test_a_woocommerce_file_whose_ids_are_not_ours() -> None:
    text = (
        f"{WOO}\n"
        '1002,variable,SKU-1,Shoe,1,0,visible,,taxable,1,,0,.5,,,"Shoes, Sale",https://x.example/a.jpg,\n'
        "1001,variation,SKU-2,Shoe - Red,1,0,visible,,taxable,1,3,0,.5,,20.50,,,SKU-1\n"
    )
    found = plan(text)
    assert {each.variant.row_id: each.values for each in found.changes} == {
        "1002": {"price": "20.50", "qty": "3"}
    }
    assert found.wrong == []
    table = sheet.read(text.encode())
    assert "ID" in sheet.passed_over(table, sheet.guess(table).columns)


def test_the_columns_of_woocommerces_sample_products() -> None:
    read = ["SKU", "Stock", "Backorders allowed?", "Sale price", "Regular price"]
    over = [
        *("ID", "Type", "Name", "Published", "Is featured?", "Visibility in catalog", "Short description"),
        *("Description", "Tax status", "Tax class", "In stock?", "Low stock amount", "Sold individually?"),
        *("Weight (lbs)", "Length (in)", "Allow customer reviews?", "Categories", "Images", "Download limit"),
        *("Parent", "Grouped products", "External URL", "Button text", "Position", "Attribute 1 name"),
        *("Attribute 1 value(s)", "Attribute 1 visible", "Attribute 1 global", "Meta: _wpcom_is_markdown"),
        *("Download 1 name", "Download 1 URL"),
    ]
    parent = dict.fromkeys((*read, *over), "") | dict.fromkeys(over, "x")
    parent |= {"ID": "1001", "Type": "variable", "SKU": "SKU-2", "Backorders allowed?": "0"}
    own = parent | {"ID": "1003", "Type": "variation", "SKU": "SKU-1", "Stock": "9", "Regular price": "20"}
    lines = [",".join(f'"{cell}"' for cell in each) for each in (own, own.values(), parent.values())]
    table = sheet.read("\n".join(lines).encode())
    columns = sheet.guess(table).columns
    assert {name: table.header[at] for name, at in columns.items()} == {
        "sku": "SKU",
        "price": "Regular price",
        "qty": "Stock",
        "allow_no_stock_sell": "Backorders allowed?",
    }
    assert sheet.passed_over(table, columns) == over
    found = sheet.planned(table, shop())
    assert {each.variant.row_id: each.values for each in found.changes} == {
        "1001": {"price": "20", "qty": "9"}
    }
    assert (found.wrong, found.same) == ([], 1)


@pytest.mark.parametrize(
    "name", ["special_price", "Promotional price", "Preço de oferta", "Discounted Price"]
)
def test_the_price_while_something_is_on_sale_is_one_by_any_name(name: str) -> None:
    found = sheet.guess(sheet.read(f"sku,price,{name},qty\nSKU-1,20,18,3\n".encode()))
    assert "price" not in found.columns and [each.target for each in found.doubts] == ["price"]


def test_a_bigcommerce_file_is_known_by_its_skus() -> None:
    found = plan(
        "Product ID,Product Code/SKU,Price,Sale Price,Current Stock Level\n102,SKU-1,9.5,,3\n7,SKU-2,8,,4\n"
    )
    assert [(each.variant.row_id, each.values) for each in found.changes] == [
        ("1001", {"price": "9.5", "qty": "3"}),
        ("1002", {"price": "8", "qty": "4"}),
    ]
    assert found.wrong == [], "its product ids are not ours"


def test_of_a_price_and_a_sale_price_neither_is_taken() -> None:
    table = sheet.read(b"SKU,Sale price,Regular price\nSKU-1,18,20\n")
    assert "price" not in sheet.guess(table).columns
    assert [each.message for each in sheet.guess(table).doubts] == [
        "Price: 2 columns could be it (Sale price, Regular price). Choose one."
    ]
    nothing_on_sale = sheet.read(b"SKU,Sale price,Regular price\nSKU-1,,20\n")
    assert sheet.guess(nothing_on_sale).columns == {"sku": 0, "price": 2}


@pytest.mark.parametrize(
    "header", ["Price EUR,Price USD [US]", "Price BRL,Price USD [US]", "Price EUR [EU],Price USD"]
)
def test_of_prices_in_two_currencies_neither_is_taken(header: str) -> None:
    found = sheet.guess(sheet.read(f"Variant SKU,{header}\nSKU-1,9.50,8\n".encode()))
    assert "price" not in found.columns and "2 columns could be it" in found.doubts[0].message


def test_a_prestashop_file_whose_product_ids_are_not_ours() -> None:
    header = "Product ID;Image;Name;Reference;Category;Price (tax excl.);Price (tax incl.);Quantity;Status;Position"
    assert changes(f"{header}\n102;a.jpg;Shoe;SKU-1;Shoes;9,50;11,40;12;1;0\n") == {"1001": {"qty": "12"}}
    ours = sheet.guess(sheet.read("product_id,sku,Preço\n101,SKU-1,5\n".encode()))
    assert ours.columns["product_id"] == 0, "in a file of ours only the price was renamed"


def test_a_medusa_file() -> None:
    text = (
        f"{MEDUSA}\n"
        "prod_01H,shoe,Shoe,variant_01H,36,SKU-1,,12,false,true,15.50,Size\n"
        "prod_01J,bag,Bag,variant_01J,,SKU-3,,5,FALSE,TRUE,,Size\n"
    )
    assert changes(text) == {"1001": {"price": "15.50", "qty": "12"}}


@pytest.mark.parametrize(
    ("header", "price", "stock"),
    [
        ("SKU;Preço;Estoque", "139,90", "12"),
        ("sku;Preço de venda (R$);Quantidade em estoque", "R$ 139,90", "12"),
        ("SKU;Precio;Existencias", "139,90", "12"),
        ("SKU;PRECIO NORMAL;Inventario", "139,90", "12"),
        ("UGS;Tarif régulier;Stock", "139,90", "12"),
        ("Referencia;Prix;Quantité", "139,90", "12"),
        ("Artikelnummer;Regulärer Preis;Lagerbestand", "139,90", "12"),
        ("SKU;Prezzo di listino;Giacenza", "139,90", "12"),
        ("SKU;Reguliere prijs;Voorraad", "139,90", "12"),
        ("SKU;Cena;Stan magazynowy", "139,90", "12"),
        ("Variant SKU;Variant Price;Variant Inventory Qty", "139.90", "12"),
        ("Артикул;Цена;Остаток", "139,90", "12"),
        ("Артикул;Ціна, грн.;Кількість", "139,90 грн", "12"),
        ("sku;Price / unit;Available", "139.90", "12"),
    ],
)
def test_columns_in_the_usual_languages(header: str, price: str, stock: str) -> None:
    found = changes(f"{header}\nSKU-1;{price};{stock}\n")
    wanted = {"qty": stock} if "unit" in header else {"price": "139.90", "qty": stock}
    assert found == {"1001": wanted}


def test_what_is_mapped_and_what_is_passed_over_is_said() -> None:
    table = sheet.read(f"{WOO}\n1,simple,SKU-1,Shoe,1,,,,,,3,,,,9.5,,,\n".encode())
    columns = sheet.guess(table).columns
    assert sheet.mapped(table, columns) == ["Price from Regular price.", "By their names: SKU, Stock."]
    ours = sheet.read(b"sku,price\nSKU-1,5\n")
    assert sheet.mapped(ours, sheet.guess(ours).columns) == [], (
        "where nothing is called otherwise, nothing is to tell"
    )
    assert sheet.passed_over(table, columns) == ["ID", "Type", "Name", "Published"]
    assert not sheet.guess(table).sure
    assert sheet.guess(sheet.read(b"variant_id,price,whatever\n1,2,3\n")).sure
