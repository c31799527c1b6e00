"""What an undo of a write to the shop changes in the cache.

The body of such a write holds the row's new values under the row's own keys, so the cached row can take
them over without another request.
"""

from __future__ import annotations

from typing import Any

from flotui.api.call import Call
from flotui.repositories.edit import Touch
from flotui.repositories.kinds import Kind
from flotui.repositories.shop import (
    DISCOUNT_CODE,
    LOCATION,
    ORDER,
    PRODUCT,
    PRODUCT_TAGS,
    TYPES,
    VARIANT,
    VENDORS,
    order_call,
    product_call,
)
from flotui.repositories.shop_edits import in_product, merging

_PLAIN: dict[str, Kind[Any]] = {
    kind.name: kind
    for kind in (PRODUCT, LOCATION, DISCOUNT_CODE, TYPES.kind, VENDORS.kind, PRODUCT_TAGS.kind)
}

SHOP_KINDS = frozenset({*_PLAIN, VARIANT.name, ORDER.name})
"""The names of the shop's kinds."""


def shop_touches(kind: str, row_id: str, call: Call | None) -> tuple[Touch, ...]:
    """The rows that a write to the shop changes.

    Args:
        kind: the row's kind.
        row_id: its id; a variant's stands behind its product's: `101/1001`.
        call: the write.
    """
    body = call.json if call is not None and isinstance(call.json, dict) else {}
    if not row_id:
        return ()
    if kind == ORDER.name:
        return (Touch(ORDER, row_id, reread=order_call(row_id)),)
    if kind == VARIANT.name:
        product_id, _, variant_id = row_id.partition("/")
        again = product_call(product_id) if "qty" in body else None
        return (
            Touch(VARIANT, variant_id, merging(body), replied=True),
            Touch(PRODUCT, product_id, in_product(variant_id, body), reread=again),
        )
    return (Touch(_PLAIN[kind], row_id, merging(body), replied=True),)
