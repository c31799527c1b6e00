from __future__ import annotations

import string

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from flotui.api.call import Call
from flotui.api.catalogue import catalogue
from flotui.api.curl import parse_curl
from flotui.api.errors import Malformed

BASE = "https://app.flochat.ai/api"
BASES = [BASE, "http://127.0.0.1:8600/api"]

TEXT = st.text(max_size=12) | st.text(alphabet="'\"\\$^`! \n\t%&=#?/{}@-é漢😀", max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@st.composite
def calls(draw: st.DrawFn) -> Call:
    operation = draw(st.sampled_from(catalogue().operations))
    path = {name: draw(TEXT) for name in operation.names("path")}
    known = st.sampled_from(operation.names("query") or ("limit",))
    query = draw(st.dictionaries(known | TEXT, TEXT | st.integers() | st.booleans(), max_size=3))
    return Call.of(operation.id, path=path, query=query, body=draw(JSON))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(call=calls(), base=st.sampled_from(BASES))
def test_what_curl_says_reads_back(call: Call, base: str) -> None:
    found = catalogue().match(call.operation.method, call.target.partition("?")[0])
    assume(found is not None and found[0].id == call.operation_id)  # an argument may spell another route
    assert parse_curl(call.curl(base), BASES) == call


TAGS = Call.of("flowTags", query={"limit": 5, "name": "a b"})
ADD = Call.of(
    "flowBotUserAddTags", body={"user_ns": "f1u2", "data": [{"tag_ns": "f1t3"}, {"tag_ns": 'é"\n^'}]}
)


@pytest.mark.parametrize(
    "text",
    [
        f"curl {BASE}/flow/tags?limit=5&name=a+b",
        f"$ curl -sSL '{BASE}/flow/tags?limit=5&name=a%20b' | jq .data",
        f"curl --url {BASE}/flow/tags -G -d limit=5 --data-urlencode 'name=a b'",
        f'curl --get "{BASE}/flow/tags" --data "limit=5&name=a%20b" -o out.json',
        f"curl -X GET -H 'Authorization: Bearer secret' {BASE}/flow/tags?limit=5\\&name=a+b -k --compressed",
        "curl app.flochat.ai/api/flow/tags?limit=5&name=a+b",
        "curl HTTPS://APP.flochat.ai:443/api/flow/tags?limit=5&name=a+b",
        f"FLOCHAT_API_KEY=abc curl -u a:b -m 5 \\\n  '{BASE}/flow/tags?limit=5&name=a+b'\necho done",
        f'curl ^"{BASE}/flow/tags?limit=5^&name=a^%^20b^" ^\r\n  -H ^"Authorization: Bearer x^"'.replace(
            "^%^20", "+"
        ),
    ],
)
def test_reads(text: str) -> None:
    assert parse_curl(text, BASES) == TAGS


@pytest.mark.parametrize(
    "text",
    [
        f"curl {BASE}/subscriber/add-tags --json "
        """'{"user_ns":"f1u2","data":[{"tag_ns":"f1t3"},{"tag_ns":"é\\"\\n^"}]}'""",
        f"curl -XPOST {BASE}/subscriber/add-tags "
        r"""--data-raw $'{"user_ns":"f1u2","data":[{"tag_ns":"f1t3"},{"tag_ns":"\u00e9\\"\\n^"}]}'""",
        f'curl "{BASE}/subscriber/add-tags" -d '
        r'''"{\"user_ns\":\"f1u2\",\"data\":[{\"tag_ns\":\"f1t3\"},{\"tag_ns\":\"é\\\"\\n^\"}]}"''',
        f'curl ^"{BASE}/subscriber/add-tags^" ^\n  -X ^"POST^" ^\n  --data-raw '
        r"""^"^{^\^"user_ns^\^":^\^"f1u2^\^",^\^"data^\^":^[^{^\^"tag_ns^\^":^\^"f1t3^\^"^},"""
        r"""^{^\^"tag_ns^\^":^\^"é^\\^\^"^\n^^^\^"^}^]^}^" """,
        f'curl "{BASE}/subscriber/add-tags" ^\n --data-raw '
        r'''"{\"user_ns\":\"f1u2\",\"data\":[{\"tag_ns\":\"f1t3\"},{\"tag_ns\":\"é\\\"\n^\"}]}"''',
    ],
    ids=["json", "chrome-bash", "double-quotes", "chrome-cmd", "cmd-double-quotes"],
)
def test_reads_a_body(text: str) -> None:
    assert parse_curl(text, BASES) == ADD


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no curl command"),
        ("wget https://x", "no curl command"),
        ("curl", "no URL"),
        (f"curl {BASE}/me {BASE}/me", "2 URLs"),
        ("curl https://other.example/api/flow/tags", "is for other.example"),
        ("curl https://app.flochat.ai:8443/api/flow/tags", "is for app.flochat.ai:8443"),
        ("curl http://app.flochat.ai/api/flow/tags", "is for app.flochat.ai"),
        ("curl https://app.flochat.ai/apis/flow/tags", "is for"),
        ("curl https://app.flochat.ai@evil.example/api/flow/tags", "is for evil.example"),
        ("curl https://[bad/api", "no web address"),
        (f"curl {BASE}/flow/nonsense", "no GET /flow/nonsense"),
        (f"curl -X DELETE {BASE}/flow/tags", "takes GET, not DELETE"),
        (f"curl {BASE}/subscriber/add-tags -d 'a=b'", "no valid JSON"),
        (f"curl {BASE}/subscriber/add-tags -d @file.json", "from a file"),
        (f"curl {BASE}/subscriber/add-tags --data-raw @file.json", "no valid JSON"),
        (f"curl {BASE}/subscriber/add-tags --data-urlencode n@file", "from a file"),
        (f"curl {BASE}/subscriber/add-tags -F a=b", "form"),
        (f"curl {BASE}/me -T x", "form or a file"),
        (f"curl -K conf {BASE}/me", "options from a file"),
        (f"curl -I {BASE}/me", "headers only"),
        (f"curl --head {BASE}/me", "headers only"),
        (f"curl -sZ {BASE}/me", "option -Z"),
        (f"curl --frobnicate {BASE}/me", "option --frobnicate"),
        (f"curl {BASE}/me -H", "-H lacks"),
        (f"curl '{BASE}/me", "not closed"),
        (f'curl "{BASE}/me', "not closed"),
        (f"curl {BASE}/me -d $'x", "not closed"),
        (f'curl ^"{BASE}/me', "not closed"),
    ],
)
def test_refuses(text: str, says: str) -> None:
    with pytest.raises(Malformed, match=says.replace(".", r"\.").replace("-", r"\-")):
        parse_curl(text, BASES)


def test_keeps_no_secret() -> None:
    secret = "sk-verysecret"
    call = parse_curl(
        f"curl -u me:{secret} -H 'Authorization: Bearer {secret}' -b s={secret} {BASE}/me", [BASE]
    )
    assert secret not in repr(call)
    with pytest.raises(Malformed) as caught:
        parse_curl(
            f"curl -H 'Authorization: Bearer {secret}' https://u:{secret}@x.example/?t={secret}", [BASE]
        )
    assert secret not in str(caught.value)


@given(st.text(alphabet=string.printable, max_size=60))
def test_any_text_ends_in_a_sentence(text: str) -> None:
    for given_text in (text, f"curl {text}", f"curl {BASE}/me {text}"):
        try:
            assert isinstance(parse_curl(given_text, BASES), Call)
        except Malformed as error:
            assert "." in error.happened
