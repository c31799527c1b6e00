# SPDX-License-Identifier: MIT
"""Every operation of the contract answers an example request with its documented shape."""

from __future__ import annotations

from typing import Any

import pytest

from flotui.api.catalogue import JsonSchema, Operation, catalogue
from flotui.sandbox.shapes import documented

ANA = "f1284u903"
PHONE = "5511900004410"

ARGUMENTS = {
    "productId": "101",
    "variantId": "1001",
    "orderId": "20056",
    "codeId": "78",
    "templateNs": "tpl-1",
}
ARGUMENTS_OF = {
    "teamViewAgentGroup": {"id": "41"},
    "teamUpdateAgentGroup": {"id": "41"},
    "teamDeleteAgentGroup": {"id": "41"},
    "teamUpdateAgentGroupUsers": {"id": "41"},
}
QUERY = {
    "user_ns": ANA,
    "user_id": PHONE,
    "event_ns": "f1284e401",
    "broadcast_ns": "f1284b505",
    "code": "WELCOME10",
}
KEYS = {
    "display_type": "pin",
    "gender": "female",
    "user_ns": ANA,
    "user_id": PHONE,
    "tag_ns": "f1284t3001",
    "tag_name": "vip",
    "label_name": "Press",
    "var_ns": "f1284v5001",
    "field_name": "city",
    "sub_flow_ns": "f1284s2003",
    "segment_ns": "f1284sg32",
    "node_ns": "f1284n11",
    "ai_agent_ns": "f1284ag81",
    "ai_task_ns": "f1284at91",
    "agent_id": 21,
    "agent_group_id": 41,
    "event_name": "order_placed",
    "flow_name": "Main menu",
    "user_ns_list": f"{ANA},f1284u904",
    "user_id_list": PHONE,
    "tags": ["f1284t3005"],
    "exclude_tags": ["f1284t3001"],
    "scheduled_time": 1900000000,
    "status": "paid",
    "variant_id": 1002,
    "qty": 1,
    "order_id": 20056,
    "start_time": "2026-03-01 00:00:00",
    "end_time": "2026-04-01 00:00:00",
    "phone": "5511900009999",
    "email": "new@example.com",
    "version": "v1",
    "email_list": "",
}
TEMPLATE = {"name": "winter_sale", "namespace": "x", "lang": "en"}
BODIES_OF: dict[str, dict[str, Any]] = {
    "flowBotUserMoveChatTo": {"status": "pending"},
    "flowBotUserAppTrigger": {"trigger_name": "restock"},
    "flowBotUserSetUserFieldsByName": {"data": [{"name": "city", "value": "Recife"}]},
    "flowBotUserClearUserFieldsByName": {"data": [{"name": "city"}]},
    "flowUpdateBotField": {"var_ns": "f1284v7001"},
    "flowUpdateBotFields": {"data": [{"var_ns": "f1284v7001", "value": "x"}]},
    "flowUpdateBotFieldByName": {"name": "store_name"},
    "flowUpdateBotFieldsByName": {"data": [{"name": "store_name", "value": "x"}]},
    "flowDeleteBotField": {"var_ns": "f1284v7001"},
    "flowDeleteBotFieldByName": {"name": "store_name"},
    "flowDeleteUserFieldByName": {"name": "city"},
    "flowDeleteTagByName": {"name": "vip"},
    "teamDeleteLabel": {"id": 61},
    "teamDeleteLabelByName": {"name": "Press"},
    "teamUpdateAgentGroupUsers": {"members": [{"user_id": 21, "weighting": 1}]},
    "DeleteWhatsappTemplate": {"name": "login_code"},
    "CreateProduct": {"status": "active", "tags": ["new"]},
    "UpdateProduct": {"status": "inactive", "tags": ["sale"]},
    "CreateDiscountCode": {"code": "FRESH", "type": "percentage", "min_require": "none"},
    "UpdateDiscountCode": {"type": "amount", "min_require": "qty"},
    "flowBotUserSendWhatsappTemplate": {"content": TEMPLATE},
    "flowBotUserSendWhatsappTemplateByUserId": {"content": TEMPLATE},
    "flowBotUserBroadcastWhatsappTemplateByTag": {"wa_template": TEMPLATE},
    "flowBotUserBroadcastWhatsappTemplateByUserId": {"wa_template": TEMPLATE},
    "flowCreateManyBotUsers": {"users": [{"email": "", "phone": "551100001", "tags": [{"tag_name": "vip"}]}]},
    "flowBotUserBroadcastBySegment": {"bot_fields": [{"var_ns": "f1284v7001", "value": "x"}]},
    "userChangePassword": {"password": "a", "password_confirmation": "a", "current_password": "b"},
}
LISTS_IN_TRUTH = {
    "flowConversationsData",
    "flowAgentActivityLogData",
    "flowEventsData",
    "ShopGetBusinessHours",
    "ShopUpdateBusinessHours",
}
"""Where the contract has one object under `data` and the host a list of them."""
LEFT_OUT = {
    # A subscriber's row has no descriptions.
    ("UserField", "description"),
}
PARTIAL = ("payload", "components[]")
"""Objects that hold only the keys that their kind has."""


def operation_id(operation: Operation) -> str:
    return operation.id


def example_path(operation: Operation) -> str:
    path = operation.path
    for name in operation.names("path"):
        path = path.replace(
            f"{{{name}}}", ARGUMENTS_OF.get(operation.id, {}).get(name) or ARGUMENTS.get(name, "1")
        )
    return path


def example_query(operation: Operation) -> dict[str, str]:
    wanted = {each.name for each in operation.parameters if each.place == "query" and each.required}
    if operation.id == "flowBotUserChatMessages":
        wanted.add("user_ns")
    return {name: QUERY[name] for name in wanted}


def example_body(operation: Operation) -> Any:
    if operation.body is None:
        return None
    return example(operation.body) | BODIES_OF.get(operation.id, {})


def example(schema: JsonSchema, key: str = "") -> Any:
    schema = catalogue().resolve(schema)
    if key in KEYS:
        return KEYS[key]
    if "oneOf" in schema:
        return example(schema["oneOf"][0], key)
    if schema.get("type") == "object" or "properties" in schema:
        return {name: example(each, name) for name, each in schema.get("properties", {}).items()}
    if schema.get("type") == "array":
        return [example(schema.get("items", {}), key)]
    if schema.get("enum"):
        return schema["enum"][0]
    if schema.get("type") in ("integer", "number"):
        return schema["example"] if isinstance(schema.get("example"), int | float) else 1
    if schema.get("type") == "boolean":
        return False
    text = str(schema.get("example") or f"example {key}")
    if key == "type" and "," in text:
        return text.split(",")[0]
    return text


def holds(schema: JsonSchema, value: Any, where: str = "$", loose: bool = False) -> None:
    """Asserts that the value has the schema's shape, as leniently as a client has to read it."""
    name = schema.get("$ref", "").rsplit("/", 1)[-1]
    schema = catalogue().resolve(schema)
    if schema.get("type") == "object" or "properties" in schema:
        if loose and isinstance(value, list):
            assert value, f"{where} is empty"
            value = value[0]
        assert isinstance(value, dict), f"{where} is {value!r}"
        for key, each in schema.get("properties", {}).items():
            if (name, key) in LEFT_OUT or (key not in value and where.endswith(PARTIAL)):
                continue
            assert key in value, f"{where} has no {key}: {value}"
            holds(each, value[key], f"{where}.{key}", loose)
    elif schema.get("type") == "array":
        assert isinstance(value, list), f"{where} is {value!r}"
        for item in value:
            holds(schema.get("items", {}), item, f"{where}[]")
    elif schema.get("type") in ("integer", "number"):
        assert value is None or value == "" or float(value) is not None, where
    elif schema.get("type") == "boolean":
        assert value in (None, "", True, False, "0", "1", "true", "false"), f"{where} is {value!r}"
    elif schema.get("type") == "string":
        assert value is None or isinstance(value, str), f"{where} is {value!r}"


@pytest.mark.parametrize("operation", catalogue().operations, ids=operation_id)
async def test_example_request_gets_the_documented_shape(box: Any, operation: Operation) -> None:
    response = await box.call(
        operation.method, example_path(operation), example_body(operation), **example_query(operation)
    )
    assert response.status_code == documented(operation)[0], response.text
    holds(documented(operation)[1], response.json(), loose=operation.id in LISTS_IN_TRUTH)


LISTS = [
    operation
    for operation in catalogue().operations
    if "limit" in operation.names("query") and documented(operation)[1]
]


@pytest.mark.parametrize("operation", LISTS, ids=operation_id)
async def test_list_answers_hold_rows(box: Any, operation: Operation) -> None:
    """A list that is always empty would hold any shape."""
    response = await box.call(
        operation.method, example_path(operation), None, **example_query(operation), limit=1
    )
    assert len(response.json()["data"]) == 1, response.text


def test_the_catalogue_is_whole() -> None:
    assert len(catalogue().operations) == 249
