"""What takes away again what a write has made: declared per operation.

The id of something new stands in the host's answer. Where an answer doesn't tell it, the list does: the one row that
has all that was sent, and wasn't there before. Where that can't be told for certain, the write can't be undone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flotui.api.call import Call
from flotui.api.catalogue import catalogue
from flotui.repositories.flows import BOT_FIELD, TAG, USER_FIELD
from flotui.repositories.kinds import NAMES, Kind
from flotui.repositories.notes import CLOSING_NOTE, SHORTCUT
from flotui.repositories.shop import (
    DISCOUNT_CODE,
    LOCATION,
    PRODUCT,
    PRODUCT_TAGS,
    TYPES,
    VARIANT,
    VENDORS,
)
from flotui.repositories.targets import same
from flotui.repositories.team import AGENT_GROUP, LABEL

_PAGE = 100
"""Rows of a list that are looked through for what is new."""


class Creation(NamedTuple):
    """A write that makes something."""

    kind: Kind[Any]
    """The kind of what it makes."""
    removal: str
    """The id of the operation that takes it away again."""
    argument: str
    """The argument of that operation that takes the new id."""


CREATIONS: dict[str, Creation] = {
    "CreateProduct": Creation(PRODUCT, "DeleteProduct", "productId"),
    "CreateProductVariant": Creation(VARIANT, "DeleteProductVariant", "variantId"),
    "CreateLocation": Creation(LOCATION, "DeleteLocation", "locationId"),
    "CreateDiscountCode": Creation(DISCOUNT_CODE, "DeleteDiscountCode", "codeId"),
    "flowCreateTag": Creation(TAG, "flowDeleteTag", "tag_ns"),
    "flowCreateUserField": Creation(USER_FIELD, "flowDeleteUserField", "var_ns"),
    "flowCreateBotField": Creation(BOT_FIELD, "flowDeleteBotField", "var_ns"),
    "teamCreateLabel": Creation(LABEL, "teamDeleteLabel", "id"),
    "teamCreateAgentGroup": Creation(AGENT_GROUP, "teamDeleteAgentGroup", "id"),
    "flowCreateShortcut": Creation(SHORTCUT, "flowDeleteShortcut", "id"),
    "flowCreateClosingNote": Creation(CLOSING_NOTE, "flowDeleteClosingNote", "id"),
    **{names.create: Creation(names, names.delete, names.by) for names in (TYPES, VENDORS, PRODUCT_TAGS)},
}
"""By operation id: the writes that make something which can be taken away again."""

REMOVALS: dict[str, Kind[Any]] = {made.removal: made.kind for made in CREATIONS.values()}
"""By operation id: what takes something of a kind away."""


class Made(NamedTuple):
    """Something that a write has made."""

    kind: str
    """Its kind's name."""
    row_id: str
    """What the journal calls it: its id; a variant's stands behind its product's, `101/1001`."""
    removal: Call
    """What takes it away again."""


def made_by(call: Call, answer: Any) -> Made | None:
    """What a write has made, as far as its answer tells.

    Args:
        call: the write.
        answer: the answer's payload: the new thing, or a list of it alone.
    """
    creation = CREATIONS.get(call.operation_id)
    if isinstance(answer, list) and len(answer) == 1:
        answer = answer[0]
    if creation is None or not isinstance(answer, Mapping):
        return None
    new = answer.get(creation.kind.model.ID)
    if not isinstance(new, (str, int)) or isinstance(new, bool) or not str(new):
        return None
    operation = catalogue()[creation.removal]
    path = {name: value for name, value in call.path if f"{{{name}}}" in operation.path}
    owner = next((f"{value}/" for value in path.values()), "")
    if f"{{{creation.argument}}}" in operation.path:
        removal = Call.of(creation.removal, path={**path, creation.argument: str(new)})
    else:
        removal = Call.of(creation.removal, path=path, body={creation.argument: new})
    return Made(creation.kind.name, f"{owner}{new}", removal)


def listing_of(call: Call) -> Call | None:
    """What lists the things among which a new one is, by its name where the host can; None for no such list.

    Args:
        call: the write that made it.
    """
    creation = CREATIONS.get(call.operation_id)
    if creation is None or not creation.kind.list or creation.kind.under is not None:
        return None
    takes = catalogue()[creation.kind.list].names("query")
    query = {"limit": _PAGE} if "limit" in takes else {}
    by = next((key for key in NAMES if key in takes and _sent(call).get(key)), "")
    return Call.of(creation.kind.list, query={**query, **({by: str(_sent(call)[by])} if by else {})})


def alike(call: Call, rows: Any) -> dict[str, Mapping[str, Any]]:
    """The rows that have all that a write sent, by their id.

    Args:
        call: the write that made one of them.
        rows: the answer of its list.
    """
    kind, sent = CREATIONS[call.operation_id].kind, _sent(call)
    return {
        kind.id_of(row): row
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, Mapping)
        and any(key in row for key in NAMES if sent.get(key))
        and all(same(row[key], value) for key, value in sent.items() if key in row)
    }


def _sent(call: Call) -> Mapping[str, Any]:
    return call.json if isinstance(call.json, dict) else {}
