"""Credentials are struck out by their names; everything else stays as it is."""

from __future__ import annotations

import pytest

from flotui.api.call import Call
from flotui.api.secrets import MASK, is_redacted, is_secret, masked, redacted


@pytest.mark.parametrize(
    "name",
    [
        "api_key",
        "apiKey",
        "token",
        "one_time_token",
        "accessToken",
        "secret",
        "current_password",
        "client_secret",
    ],
)
def test_names_of_credentials(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize(
    "name", ["max_tokens", "tokens", "key", "keyword", "name", "tag_ns", "monkey", "secretary"]
)
def test_names_that_are_none(name: str) -> None:
    assert not is_secret(name)


def test_values_are_struck_out_and_the_rest_is_untouched() -> None:
    value = {"data": [{"name": "a", "api_key": "x", "n": 1}], "token": None, "status": "ok"}
    assert masked(value) == {"data": [{"name": "a", "api_key": MASK, "n": 1}], "token": None, "status": "ok"}
    assert masked({"name": "openai_api_key", "value": "sk-1"})["value"] == MASK
    assert masked({"name": "city", "value": "Lima"})["value"] == "Lima"
    whole = masked({"data": {"url": "u", "deep": [{"k": 1}]}, "status": "ok"}, wholly=True)
    assert whole == {"data": {"url": MASK, "deep": [{"k": MASK}]}, "status": "ok"}


def test_a_call_is_kept_without_its_credentials() -> None:
    call = Call.of("userChangePassword", body={"password": "a", "name": "Ana"})
    kept = redacted(call)
    assert kept.json == {"password": MASK, "name": "Ana"} and is_redacted(kept) and not is_redacted(call)
    plain = Call.of("flowTags", query={"limit": 5})
    assert redacted(plain) == plain
