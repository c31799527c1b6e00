# SPDX-License-Identifier: MIT
"""What columns are called: in flotui's files, in those of other shops, and in the usual languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from flotui.jobs.sheet.currencies import WORDS
from flotui.jobs.sheet.lines import SheetTable
from flotui.text.fold import fold

IDENTITY = ("variant_id", "product_id", "sku", "barcode")
"""The columns that say which variant is meant. All of a line must agree."""
NAMING = ("variant_id", "sku", "barcode")
"""Those of them that name a variant by themselves."""
CHANGING = ("price", "compare_price", "qty", "track_stock", "allow_no_stock_sell")
"""The columns that change something."""
FLAGS = frozenset({"track_stock", "allow_no_stock_sell"})
"""Columns that are yes or no."""
MONEY = frozenset({"price", "compare_price"})
"""Columns that are amounts."""
STOCK = frozenset({"qty", *FLAGS})
"""Columns that the list of products doesn't tell: a product's variants have to be read for them."""

TITLES = {
    "variant_id": "Variant id",
    "product_id": "Product id",
    "sku": "SKU",
    "barcode": "Barcode",
    "price": "Price",
    "compare_price": "Compare-at price",
    "qty": "Stock",
    "track_stock": "Track stock",
    "allow_no_stock_sell": "Sell when out of stock",
}
"""What each is called on screen."""

_OWN = {
    "variant_id": ("variant id", "id"),
    "product_id": ("product id",),
    "sku": ("sku",),
    "barcode": ("barcode",),
    "price": ("price",),
    "compare_price": ("compare price", "compare at price"),
    "qty": ("qty", "stock", "quantity"),
    "track_stock": ("track stock",),
    "allow_no_stock_sell": ("allow no stock sell", "sell when out of stock"),
}
"""What flotui and the host call them, the surest first."""
_ELSEWHERE = {
    "sku": (
        "variant sku",
        "sku code",
        "product code sku",
        "seller sku",
        "codigo sku",
        "codigo de referencia",
        "referencia",
        "reference",
        "ugs",
        "artikelnummer",
        "артикул",
    ),
    "barcode": (
        "variant barcode",
        "bar code",
        "gtin",
        "ean",
        "ean13",
        "ean 13",
        "upc",
        "isbn",
        "gtin upc ean or isbn",
        "codigo de barras",
        "code barres",
        "code a barres",
        "codice a barre",
        "strichcode",
        "streepjescode",
        "kod kreskowy",
        "штрихкод",
        "штрих код",
    ),
    "price": (
        "variant price",
        "regular price",
        "unit price",
        "preco",
        "preco normal",
        "preco regular",
        "preco de venda",
        "preco de venta",
        "precio",
        "precio normal",
        "precio regular",
        "precio de venta",
        "prix",
        "prix regulier",
        "prix de vente",
        "tarif regulier",
        "preis",
        "regularer preis",
        "normalpreis",
        "verkaufspreis",
        "prezzo",
        "prezzo di listino",
        "prezzo di vendita",
        "prijs",
        "reguliere prijs",
        "verkoopprijs",
        "cena",
        "cena regularna",
        "fiyat",
        "pris",
        "цена",
        "ціна",
        "价格",
        "價格",
        "価格",
    ),
    "compare_price": (
        "variant compare at price",
        "compare at price",
        "list price",
        "msrp",
        "preco de comparacao",
        "preco comparativo",
        "precio de comparacion",
        "precio comparativo",
        "prix de comparaison",
        "vergleichspreis",
        "prezzo di confronto",
        "старая цена",
        "стара ціна",
    ),
    "qty": (
        "variant inventory qty",
        "variant inventory quantity",
        "inventory qty",
        "inventory quantity",
        "inventory",
        "stock quantity",
        "quantity in stock",
        "available",
        "on hand",
        "on hand new",
        "stock level",
        "current stock level",
        "estoque",
        "quantidade",
        "quantidade em estoque",
        "existencias",
        "inventario",
        "cantidad",
        "cantidad en stock",
        "quantite",
        "quantite en stock",
        "bestand",
        "lager",
        "lagerbestand",
        "menge",
        "giacenza",
        "quantita",
        "magazzino",
        "voorraad",
        "aantal",
        "ilosc",
        "stan magazynowy",
        "stok",
        "остаток",
        "остатки",
        "количество",
        "залишок",
        "кількість",
        "库存",
        "庫存",
        "在庫",
    ),
    "track_stock": (
        "variant inventory tracker",
        "inventory tracker",
        "variant manage inventory",
        "manage inventory",
        "manage stock",
        "track inventory",
        "track quantity",
    ),
    "allow_no_stock_sell": (
        "variant inventory policy",
        "inventory policy",
        "variant allow backorder",
        "allow backorder",
        "backorders allowed",
        "continue selling when out of stock",
    ),
}
"""What other shops' files and other languages call them."""
_FOREIGN = frozenset(
    {
        "type",
        "published",
        "parent",
        "categories",
        "images",
        "handle",
        "url handle",
        "product handle",
        "vendor",
        "is featured",
        "tax status",
        "in stock",
        "visibility in catalog",
        "option1 value",
        "body html",
        "price tax excl",
        "price tax incl",
        "price tax excluded",
        "price tax included",
        "final price",
    }
)
"""Columns of other shops' files: their `id` isn't the host's."""

_TARGETS = {name: target for names in (_ELSEWHERE, _OWN) for target, found in names.items() for name in found}
_TRACKERS = frozenset({"variant inventory tracker", "inventory tracker"})
"""Columns that name what counts the stock: where such a cell is empty, nothing does."""
_SALE = frozenset(
    {
        "sale price",
        "special price",
        "promo price",
        "promotional price",
        "discounted price",
        "preco promocional",
        "preco de oferta",
        "precio de oferta",
        "precio rebajado",
        "prix promo",
        "tarif promo",
        "angebotspreis",
        "aktionspreis",
        "prezzo in offerta",
        "cena promocyjna",
    }
)
"""The price while something is on sale: beside the usual one, which of the two is meant has to be said."""
_PRICES = frozenset(name for name, target in _TARGETS.items() if target in MONEY)
_SIGNS = "$\xa2-\xa5\u058f\u060b\u09f2\u09f3\u0e3f\u17db\u20a0-\u20cf"
"""What stands for a currency, as ranges."""


def plain(name: str) -> str:
    """A column's name as it is compared: without case, accents, signs and brackets."""
    return " ".join(re.sub(rf"[^\w{_SIGNS}]|_", " ", fold(name)).split())


_WORDS = "|".join(
    sorted((re.escape(word) for each in WORDS if len(word := plain(each)) > 1), key=len, reverse=True)
)
_CURRENCY = re.compile(rf"(?P<name>.+?) (?:{_WORDS}|[a-z]{{0,2}}[{_SIGNS}])")
"""An amount's name with its currency."""
_REGION = re.compile(r"\s*\[[^\]]*\]\s*$")
"""Where a price holds, as Medusa writes it."""


class _Prices:
    """The columns of a sheet of prices and stock."""

    noun = "variant"
    example = "variant_id, sku, price, qty"
    identity = IDENTITY
    naming = NAMING
    changing = CHANGING
    identifiers = "variant_id, sku or barcode"
    changes = ", ".join(CHANGING)

    def title(self, target: str) -> str:
        """What a target is called on screen."""
        return TITLES[target]

    def target_of(self, name: str) -> str:
        """What a column called so holds; empty for nothing that is read.

        Args:
            name: as it is written in the file. An amount's may end in its currency, and where that holds:
                `Price (EUR)`, `Price USD [US]`.
        """
        found = plain(name)
        if found in _TARGETS:
            return _TARGETS[found]
        for each in (found, plain(_REGION.sub("", name))):
            priced = _CURRENCY.fullmatch(each)
            if priced is not None and priced["name"] in _PRICES:
                return _TARGETS[priced["name"]]
        return ""

    def rank(self, name: str, target: str) -> int:
        """How sure a column's name is for what it holds: 0 for our own, more for others."""
        own = _OWN[target]
        found = plain(name)
        return own.index(found) if found in own else len(own)

    def is_own(self, name: str) -> bool:
        """Whether a column has one of flotui's own names, which nobody else's `id` could be."""
        found = plain(name)
        return found != "id" and found in _OWN.get(_TARGETS.get(found, ""), ())

    def correct(self, table: SheetTable, found: dict[str, list[int]]) -> None:
        """Leave out another shop's ids, and its `Product ID` unless the file tells our variants too; a sale's price is
        one that may be meant where there is another.
        """
        header = table.header
        if found.get("price"):
            on_sale = [at for at, name in enumerate(header) if plain(name) in _SALE and table.column(at)]
            found["price"] = sorted((*found["price"], *on_sale))
        if not any(map(_is_foreign, header)):
            return
        found["variant_id"] = [at for at in found.get("variant_id", ()) if plain(header[at]) != "id"]
        if not found["variant_id"]:
            found["product_id"] = [at for at in found.get("product_id", ()) if header[at] == "product_id"]

    def refuses(self, table: SheetTable, target: str, index: int, found: Mapping[str, object]) -> bool:
        """Whether a column's ids can't be the host's, where there is another way to tell the variants."""
        if target not in ("variant_id", "product_id") or not (found.get("sku") or found.get("barcode")):
            return False
        return not any(any(one.isdecimal() for one in value[:3]) for value in table.column(index))

    def own_names(self, target: str) -> Sequence[str]:
        """Names of a target's columns that need no word about what they are taken for."""
        return target, TITLES[target]


def trackers(table: SheetTable) -> list[int]:
    """The columns of a file that name what counts the stock of each variant: nothing where the cell is empty.

    Args:
        table: the file.
    """
    return [at for at, name in enumerate(table.header) if plain(name) in _TRACKERS]


def _is_foreign(name: str) -> bool:
    """Whether a column is one of another shop's file."""
    found = plain(name)
    target = _TARGETS.get(found, "")
    return found in _FOREIGN or (bool(target) and found not in _OWN[target])


PRICES = _Prices()
"""The columns of a sheet of prices and stock."""
