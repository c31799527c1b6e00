# SPDX-License-Identifier: MIT
"""What fills an argument: its bounds and its JSON type come from the contract."""

from __future__ import annotations

from typing import Any

import pytest

from flotui.api import exact
from flotui.api.argument import Argument
from flotui.api.call import Call
from flotui.api.checking import problems
from tests.support.each_of import each_of

VARIANT = "UpdateProductVariant"


@each_of(
    ("operation", "path", "given", "sent"),
    [
        (VARIANT, "price", "150.500", "150.500"),
        (VARIANT, "price", "74900.00", "74900.00"),
        (VARIANT, "price", exact.number("142.80"), "142.80"),
        (VARIANT, "price", 49, "49"),
        (VARIANT, "price", None, "0"),
        (VARIANT, "compare_price", "", "0"),
        (VARIANT, "qty", "-3", "-3"),
        (VARIANT, "qty", 7.0, "7"),
        (VARIANT, "qty", True, "1"),
        (VARIANT, "sku", None, '""'),
        (VARIANT, "sku", 123, '"123"'),
        (VARIANT, "track_stock", "true", "1"),
        (VARIANT, "track_stock", False, "0"),
        (VARIANT, "track_stock", "0", "0"),
        ("UpdateProduct", "tags", ["a", "b"], '["a", "b"]'),
        ("UpdateDiscountCode", "once_per_order", "true", "1"),
        ("flowCreateBotField", "is_template_field", "1", "true"),
        ("UpdateOrder", "items.qty", "2", "2"),
        ("flowBotUserLogCustomEvent", "price_value", "12", "12"),
    ],
)
def test_a_value_has_the_contracts_type_and_its_digits(
    operation: str, path: str, given: Any, sent: str
) -> None:
    assert exact.dumps(Argument(operation, path).value(given)) == sent


@pytest.mark.parametrize(
    ("operation", "path", "typed", "says"),
    [
        (VARIANT, "price", "-1", "It can't be negative."),
        (VARIANT, "price", "007.50", "Write it without leading zeros: 7.50."),
        (VARIANT, "qty", "-1", ""),
        (VARIANT, "qty", "1.5", "A whole number is needed, such as 12."),
        (VARIANT, "sku", "007", ""),
        (VARIANT, "price", "", ""),
        ("flowBotUserBroadcastByTag", "max_per_minute", "-5", "It must be at least 1."),
        ("flowUpdateAiAgentProvider", "max_tokens", "-4", "It must be at least 1."),
        ("UpdateDiscountCode", "discount_percentage", "101", "It goes from 0 to 100."),
        ("CreateLocation", "lat", "91", "It goes from -90 to 90."),
        ("flowBotUserPauseBot", "minutes", "0", "It goes from 1 to 525,600."),
        ("flowBotUserPauseBot", "minutes", "525600", ""),
        ("flowBotUserPauseBot", "minutes", "99999999999", "It goes from 1 to 525,600."),
        ("flowBotUserAddToCart", "qty", "0", "It must be at least 1."),
        (
            "teamCreateTicketListItemComment",
            "content",
            "x" * 2001,
            "It has 2,001 characters; 2,000 are allowed.",
        ),
    ],
)
def test_what_may_be_typed_is_in_the_catalogue(operation: str, path: str, typed: str, says: str) -> None:
    assert Argument(operation, path).wrong(typed) == says


def test_an_argument_that_no_request_has() -> None:
    with pytest.raises(KeyError):
        _ = Argument(VARIANT, "colour").schema


@pytest.mark.parametrize("typed", ["007.50", "1e3", "+3", ".5", "1,5"])
def test_the_api_area_and_the_command_line_say_it_too(typed: str) -> None:
    from flotui.api.arguments import call_of
    from flotui.api.catalogue import catalogue

    call = call_of(catalogue()[VARIANT], {"productId": "1", "variantId": "2", "price": typed})
    assert call.json == {"price": typed}, "nothing is made of what isn't a number"
    assert "price must be a number" in problems(call)["price"]
    assert problems(call)["price"].endswith(".")


def test_digits_live_through_keys_and_curl() -> None:
    call = Call.of(VARIANT, path={"productId": 1, "variantId": 2}, body={"price": exact.as_number("150.500")})
    again = Call.from_key(call.key)
    assert again == call
    assert exact.dumps(again.json) == '{"price": 150.500}'
    assert Call.of(VARIANT, path={"productId": 1, "variantId": 2}, body=again.json) == call
    curl = call.curl("http://host/api")
    assert "'{\"price\":150.500}'" in curl
    assert curl.startswith("curl -X PUT http://host/api/shop/") and curl.splitlines()[0] != "curl \\"


def test_a_row_that_is_null_is_no_row() -> None:
    body = {"user_ns": "f1u1", "data": [{"tag_ns": "f1t1"}, None]}
    assert problems(Call.of("flowBotUserAddTags", body=body)) == {
        "data.1": "data must be an object, and is null."
    }


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ('{"version":"v1","x":NaN}', "JSON has no number NaN."),
        ('{"version":"v1","version":"v2"}', 'The key "version" is given twice in an object.'),
        ('{"version":', "It isn't valid JSON."),
    ],
)
def test_a_text_in_the_place_of_an_object_is_refused_with_the_reason(typed: str, why: str) -> None:
    from flotui.api.arguments import call_of
    from flotui.api.catalogue import catalogue

    call = call_of(catalogue()["flowBotUserSendContent"], {"user_ns": "f1u1", "data": typed})
    assert problems(call)["data"] == f"data must be an object, and is “{typed}”. {why}"


def test_a_whole_number_of_any_length_is_checked() -> None:
    huge = int("9" * 400)
    body = {"price": huge, "qty": huge}
    assert problems(Call.of(VARIANT, path={"productId": 1, "variantId": 2}, body=body)) == {}


@pytest.mark.parametrize(
    ("operation", "body", "name"),
    [
        ("flowBotUserBroadcastByTag", {"max_per_minute": -5}, "max_per_minute"),
        ("flowUpdateAiAgentProvider", {"max_tokens": -4}, "max_tokens"),
        ("flowBotUserAddToCart", {"user_ns": "f1u2", "variant_id": 1, "qty": 0}, "qty"),
    ],
)
def test_a_call_with_a_number_below_its_bound_is_told(
    operation: str, body: dict[str, object], name: str
) -> None:
    told = problems(Call.of(operation, body=body))[name]
    assert told == f"{name} must be at least 1, and is “{body[name]}”."
    assert name not in problems(Call.of(operation, body={**body, name: 1}))
