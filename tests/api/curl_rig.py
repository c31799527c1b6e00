# SPDX-License-Identifier: MIT
"""What the tests of pasted curl commands share."""

from __future__ import annotations

from hypothesis import strategies as st

from flotui.api.call import Call
from flotui.api.catalogue import catalogue

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


ADD = Call.of(
    "flowBotUserAddTags", body={"user_ns": "f1u2", "data": [{"tag_ns": "f1t3"}, {"tag_ns": 'é"\n^'}]}
)
GET = f"curl '{BASE}/flow/tags?limit=5'"
