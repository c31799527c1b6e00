"""What takes away again what a write has made: declared per operation, for those that say what they made.

The id of something new stands in the host's answer. Where an answer doesn't tell it (an order, a shortcut),
the write can't be undone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flotui.api.call import Call
from flotui.api.catalogue import catalogue
from flotui.repositories.flows import BOT_FIELD, TAG, USER_FIELD
from flotui.repositories.kinds import Kind
from flotui.repositories.shop import (
    DISCOUNT_CODE,
    LOCATION,
    PRODUCT,
    PRODUCT_TAGS,
    TYPES,
    VARIANT,
    VENDORS,
)
from flotui.repositories.team import AGENT_GROUP, LABEL


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
    **{names.create: Creation(names, names.delete, names.by) for names in (TYPES, VENDORS, PRODUCT_TAGS)},
}
"""By operation id: the writes that make something, and say in their answers what its id is."""

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
        answer: the answer's payload.
    """
    creation = CREATIONS.get(call.operation_id)
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
