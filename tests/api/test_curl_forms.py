# SPDX-License-Identifier: MIT
"""Forms of a pasted curl command: `-d a=b`, `-F`, `--data-urlencode`."""

from __future__ import annotations

import pytest

from flotui.api.call import Call
from flotui.api.curl import parse_curl
from flotui.api.errors import Malformed
from tests.api.curl_rig import BASE, BASES


def test_an_empty_field_of_a_form_is_sent_empty() -> None:
    found = parse_curl(f"curl {BASE}/subscriber/send-text -d user_ns=u1 -d content=", BASES)
    assert found.call.json == {"user_ns": "u1", "content": ""}


def test_a_form_is_read_as_the_json_that_is_meant() -> None:
    pasted = parse_curl(
        f"curl {BASE}/subscriber/add-tags -d user_ns=f1u2 --data-urlencode 'data[0][tag_ns]=f1t 3'", BASES
    )
    assert pasted.call == Call.of(
        "flowBotUserAddTags", body={"user_ns": "f1u2", "data": [{"tag_ns": "f1t 3"}]}
    )
    assert pasted.notes == ("The form's fields were read as JSON, which the host takes.",)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("1 + 1 = 100%25", "1   1 = 100%"),
        ("Hello, how are you?", "Hello, how are you?"),
        ("a=b=c", "a=b=c"),
        ("2%2B2=4", "2+2=4"),
        ("100%", "100%"),
        ("caf%C3%A9 é\nnext", "café é\nnext"),
        ('{"a": 1}', '{"a": 1}'),
    ],
)
def test_a_forms_value_is_all_up_to_the_next_ampersand(typed: str, sent: str) -> None:
    pasted = parse_curl(f"curl {BASE}/subscriber/send-text -d user_ns=f1u2 -d 'content={typed}'", BASES)
    assert pasted.call.json == {"user_ns": "f1u2", "content": sent}
    assert any("%2B" in note for note in pasted.notes) == (" + " in typed)
    turned = f"curl {BASE}/subscriber/send-text -d 'content={typed}&user_ns=f1u2'"
    assert parse_curl(turned, BASES).call == pasted.call


@pytest.mark.parametrize("typed", ["hello & bye", "Tom&Jerry", "a & b = c", "a&=b", "x&amp;user=1"])
def test_an_ampersand_inside_of_a_forms_value_is_refused_as_such(typed: str) -> None:
    for data in (f"-d user_ns=f1u2 -d 'content={typed}'", f"-d 'content={typed}' -d user_ns=f1u2"):
        with pytest.raises(Malformed, match="In a form's body & separates values") as caught:
            parse_curl(f"curl {BASE}/subscriber/send-text {data}", BASES)
        assert "--data-urlencode" in str(caught.value) and "JSON" not in str(caught.value)
    with pytest.raises(Malformed, match="In a form's body & separates values"):
        parse_curl(f"curl -G {BASE}/flow/tags -d 'name={'hello & bye'}'", BASES)
    encoded = f"curl {BASE}/subscriber/send-text -d user_ns=f1u2 --data-urlencode 'content={typed}'"
    assert parse_curl(encoded, BASES).call.json == {"user_ns": "f1u2", "content": typed}


def test_a_form_where_no_body_is_taken_is_said_so() -> None:
    notes = parse_curl(f"curl -X GET {BASE}/flow/tags -d limit=5", BASES).notes
    assert "flowTags takes no body" in notes[-1]


def test_fields_of_an_uploaded_form_are_read_as_those_of_another() -> None:
    where = f"{BASE}/subscriber/send-text"
    plain = parse_curl(f"curl {where} -d user_ns=u1 -d content=a%26b+c", BASES)
    assert parse_curl(f"curl {where} -F user_ns=u1 --form-string 'content=a&b c'", BASES).call == plain.call
    for file in ("a=@b", "a=<b", "a=(x", "a=b;filename=c", "a=b;encoder=base64"):
        with pytest.raises(Malformed, match="form or a file"):
            parse_curl(f"curl {where} -F '{file}'", BASES)
