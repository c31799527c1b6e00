"""What is derived from the kinds against the tables that said it before, for every write of the catalogue."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from flotui.repositories.consequences import kinds_after, stale_after
from flotui.repositories.targets import Target
from flotui.repositories.things import deleted_by, owner_of, target_of

TABLES: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("golden.json").read_text())

OWN_LIST = {
    **dict.fromkeys(("DeleteDiscountCode", "DeleteDiscountCodeByCode"), "DiscountCodes"),
    "DeleteLocation": "Locations",
    "DeleteTag": "Tags",
    "DeleteType": "Types",
    "DeleteVendor": "Vendors",
    "DeleteProduct": "Products",
    "DeleteProductVariant": "ProductVariants",
    "flowBotUserBroadcastByUserId": "flowBotUserBroadcasts",
    "flowBotUserLogCustomEvent": "flowEventsData",
    **dict.fromkeys(
        (
            "flowBotUserAppTrigger",
            "flowBotUserSendFacebookUtilityMessageTemplateByUserId",
            "flowBotUserSendSubFlowByFlowName",
            "flowBotUserSendSubFlowByUserId",
            "flowBotUserSendWhatsappTemplateByUserId",
            "flowBotUserUnassignAgent",
        ),
        "flowBotUserChatMessages",
    ),
    **dict.fromkeys(
        ("CreateWhatsappTemplate", "DeleteWhatsappTemplate", "SyncWhatsappTemplates"), "listWhatsappTemplates"
    ),
    **dict.fromkeys(
        (
            "CreateFacebookUtilityMessageTemplate",
            "DeleteFacebookUtilityMessageTemplate",
            "SyncFacebookUtilityMessageTemplates",
        ),
        "listFacebookUtilityMessageTemplates",
    ),
}
"""Writes of which some row comes or goes, whose list the tables had forgotten, or had left to the cached rows."""


def told(target: Target | None) -> str | None:
    if target is None:
        return None
    return f"{type(target).__name__} {target.kind.name if target.kind is not None else '-'}"


@pytest.mark.parametrize("operation", TABLES)
def test_it_is_as_the_tables_said(operation: str) -> None:
    table, owned = TABLES[operation], owner_of(operation)
    expected = set(table.get("stale", ()))
    if operation in OWN_LIST:
        expected |= {OWN_LIST[operation]}
    if table.get("kinds") and operation != "flowDeleteBotUser":
        expected -= {"flowBotUsersCount"}  # nobody comes or goes: the count stays
    assert set(stale_after(operation)) == expected
    assert set(kinds_after(operation)) == set(table.get("kinds", ()))
    assert told(target_of(operation)) == table.get("target")
    by_name = {"flowDeleteSubFlow": "Listed sub-flow", "teamDeleteLabel": "Listed label"}
    assert told(deleted_by(operation)) == by_name.get(operation, table.get("deleted")), (
        "a sub-flow and a label are looked for by their names before they are deleted, as tags are"
    )
    if table.get("creates"):
        assert owned is not None and owned.kind.create == operation
        assert [owned.kind.name, owned.kind.delete, owned.kind.by] == table["creates"]
    if table.get("removes"):
        assert owned is not None and owned.kind.delete == operation and owned.kind.name == table["removes"]
