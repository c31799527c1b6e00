# SPDX-License-Identifier: MIT
"""Credentials are struck out by their names; everything else stays as it is."""

from __future__ import annotations

import pytest

from flotui.api.call import Call
from flotui.api.secrets import (
    MASK,
    credentials_in,
    is_redacted,
    is_secret,
    looks_secret,
    masked,
    redacted,
    without,
)


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
        "API key of OpenAI",
    ],
)
def test_names_of_credentials(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize(
    "value",
    [
        "sk-proj-a1b2c3d4e5",
        "sk_live_4eC39HqLyj",
        "xoxb-123456-abc",
        "ghp_16C7e42F292c6912",
        "EAAG1234567890abcdefgh",
    ],
)
def test_values_that_look_like_credentials(value: str) -> None:
    assert looks_secret(value)
    assert credentials_in({"note": [value, "Lima"]}) == {value}


@pytest.mark.parametrize("value", ["Skateboarding", "tokenisation", "pk", "rk-noodles-soup", "sk-"])
def test_words_that_begin_like_one(value: str) -> None:
    assert not looks_secret(value)


def test_what_is_known_to_be_a_credential_goes_wherever_it_stands() -> None:
    known = {"hunter2 long", "pw1", "7"}
    value = {"a": "to hunter2 long.", "b": ["pw1", "xpw1", "is pw1"], "n": 7, "f": True, "none": None}
    struck = {"a": f"to {MASK}.", "b": [MASK, "xpw1", f"is {MASK}"], "n": MASK, "f": True, "none": None}
    assert without(value, known) == struck
    assert without(value, ()) == value


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


def test_an_answer_without_credentials_is_not_built_anew() -> None:
    plain = {"data": [{"name": "Ana", "user_fields": [{"name": "city", "value": "Lima"}]}] * 3}
    assert masked(plain) is plain
    rows = [{"name": "Ana", "deep": {"list": [1, [{"token": "x"}]]}}, {"name": "Bea", "deep": {"list": []}}]
    struck = masked(rows)
    assert struck[0] == {"name": "Ana", "deep": {"list": [1, [{"token": MASK}]]}}
    assert struck[1] is rows[1] and rows[0]["deep"]["list"][1] == [{"token": "x"}], "the answer itself stays"
