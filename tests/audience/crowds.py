# SPDX-License-Identifier: MIT
"""Random people and random meanings, as unlike the good case as a host can make them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from flotui.audience.meaning import (
    All,
    AnyOf,
    Contains,
    FieldContains,
    FieldIs,
    FieldNumber,
    FieldPresent,
    FieldTrue,
    FieldWhen,
    Flag,
    Holds,
    Is,
    Meaning,
    No,
    Present,
    When,
)
from flotui.text.fold import fold

NAMES = [
    "",
    "Ana Souza",
    "ana  souza",
    "O'Brien",
    'a"b',
    "or",
    "-",
    "50%_off",
    "Łódź",
    "محمد",
    "😀 x",
    "A\nB",
    "a\0b",
    "%",
    "Zoë",
]
IDS = ["f1v1", "f1v2", "f1v3", "F1V1", "city", "número"]
TYPES = ["text", "number", "boolean", "date", "datetime", "array", "longtext", "", None]
STAMPS = [
    None,
    "",
    "2026-03-01 10:00:00",
    "2026-03-29 02:30:00",
    "2026-10-25 02:30:00",
    "2026-10-25 03:00:00",
    "2026-03-01T10:00:00+02:00",
    "2026-03-01",
    "1772359200",
    "never",
    "1990-01-01",
    1772359200,
]
TEXTS = [
    "",
    "0",
    "1",
    "007",
    "7",
    "7.0",
    "-7",
    "3.50",
    "1e3",
    " 12 ",
    "１２",
    "yes",
    "No",
    "ｙｅｓ",
    "Bogotá",
    "bogota",
    "é",
    "[]",
    '["a","B",7]',
    "[1",
    "x" * 130,
    "x" * 119 + "é",
    "null",
    "true",
    "'",
    '"',
    "\0",
    "a\0b",
    "9999999999999999",
    "+3",
    ".5",
]
VALUES = st.one_of(
    st.sampled_from(
        [
            None,
            *TEXTS,
            *STAMPS,
            0,
            1,
            7,
            -7,
            3.5,
            True,
            False,
            [],
            ["a", "b"],
            [7, None, "x"],
            {"a": 1},
            [[1]],
        ]
    ),
    st.text(max_size=6),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.lists(st.sampled_from(["a", "B", 7, "7", None, True, 2.5]), max_size=3),
)
_text = st.one_of(st.sampled_from([None, *NAMES]), st.text(max_size=5))
_phone = st.sampled_from(
    [None, "", "+55 11 90000-4410", "5511900004410", "11900004410", "abc", 5511900004410]
)
_names = st.sampled_from(NAMES)


def _field(ns: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"var_ns": st.just(ns), "name": st.sampled_from([f"name of {ns}", "City", "f1v2"]), "value": VALUES},
        optional={"var_type": st.sampled_from(TYPES), "description": st.sampled_from(["", "what it is"])},
    )


_fields = st.one_of(
    st.lists(st.sampled_from(IDS), max_size=4).flatmap(lambda ids: st.tuples(*map(_field, ids)).map(list)),
    st.sampled_from([None, "", "x", ["odd"], [{"var_ns": "f1v1"}]]),
)
_tag = st.one_of(
    st.fixed_dictionaries({}, optional={"tag_ns": st.sampled_from(["t1", "t2", "", 7]), "name": _names}),
    st.sampled_from(["bare", None, 3]),
)
_label = st.one_of(
    st.fixed_dictionaries({}, optional={"id": st.sampled_from([1, "2", None]), "name": _names}), _names
)


def people() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rows as hosts give them, each with an id of its own."""
    row = st.fixed_dictionaries(
        {},
        optional={
            "user_id": _text,
            "name": _text,
            "first_name": _text,
            "last_name": _text,
            "phone": _phone,
            "email": st.sampled_from([None, "", "Ana@Example.com", "b_%@x", "é@x"]),
            "gender": st.sampled_from([None, "", "male", "Female", 1]),
            "locale": st.sampled_from([None, "pt_BR", "es-CO", "_x"]),
            "language": st.sampled_from([None, "", "pt", "PT-br", "_"]),
            "channel": st.sampled_from([None, "", "web", "whatsapp_cloud", "Web", ["x"]]),
            "status": st.sampled_from([None, "", "open", "done", "unsubscribed"]),
            "subscribed": st.sampled_from(STAMPS),
            "is_subscribed": st.sampled_from([None, "", 0, 1, True, False, "no", "perhaps"]),
            "is_bot_paused": st.sampled_from([None, "", 0, 1, True, False, "yes", "perhaps"]),
            "last_interaction": st.sampled_from(STAMPS),
            "last_seen": st.sampled_from(STAMPS),
            "last_message_at": st.sampled_from(STAMPS),
            "opted_in_email": st.sampled_from([None, "", "2026-01-01 00:00:00", "no", "0", 1, 0]),
            "opted_in_sms": st.sampled_from([None, "", "yes", False]),
            "agent_id": st.sampled_from([None, "", 0, "0", 21, "21"]),
            "lead_source": _text,
            "tags": st.one_of(st.lists(_tag, max_size=3), st.sampled_from([None, "", "vip", {}])),
            "labels": st.one_of(st.lists(_label, max_size=3), st.sampled_from([None, "", 7])),
            "user_fields": _fields,
            "unforeseen": VALUES,
        },
    )
    return st.lists(row, max_size=6).map(
        lambda rows: [{"user_ns": f"f1u{number}", **row} for number, row in enumerate(rows)]
    )


_folded = st.one_of(
    st.sampled_from(sorted({fold(each).strip() for each in (*TEXTS, *NAMES)})), st.text(max_size=4).map(fold)
)
_parts = st.lists(_folded, min_size=1, max_size=2).map(tuple)
_at = st.one_of(
    st.none(),
    st.sampled_from([1772359200.0, 1792886400.0, 1792890000.0, 1792893600.0, 0.0, 1774744200.0]),
    st.integers(1_700_000_000, 1_800_000_000).map(float),
)
_number = st.one_of(st.none(), st.sampled_from([0.0, 7.0, -7.0, 3.5, 1e3, 1e400]), st.floats(allow_nan=False))
_id = st.sampled_from([*IDS, "City", "NAME OF F1V1", "nobody's"])
WHATS: dict[type, tuple[str, ...]] = {
    Is: ("channel", "status", "agent", "gender", "lang", "id"),
    Flag: ("optin_email", "optin_sms", "paused", "subscribed"),
    Present: (
        "tag",
        "label",
        "phone",
        "email",
        "name",
        "agent",
        "gender",
        "lang",
        "channel",
        "status",
        "seen",
        "last",
        "joined",
    ),
    When: ("seen", "last", "joined"),
    Contains: ("any", "name", "email", "phone", "number"),
}
"""Of what of a row the tests may be, by their kind."""
_leaves = st.one_of(
    st.builds(
        Holds,
        st.sampled_from(["tag", "label"]),
        st.lists(st.sampled_from(["t1", "t2", "7", "1", "2"]), max_size=2).map(tuple),
        st.lists(st.sampled_from(sorted(map(fold, NAMES))), max_size=2).map(tuple),
    ),
    st.builds(
        Is,
        st.sampled_from(WHATS[Is]).filter(lambda what: what != "id"),
        st.lists(
            st.sampled_from(["", "web", "open", "21", "male", "female", "pt", "pt_br", "_x", "unsubscribed"]),
            max_size=2,
        ).map(tuple),
    ),
    st.builds(
        Is,
        st.just("id"),
        st.lists(st.sampled_from(["f1u1", "f1u11", "u1", "ana souza", "or", "-", ""]), max_size=2).map(tuple),
    ),
    st.builds(Flag, st.sampled_from(WHATS[Flag])),
    st.builds(Present, st.sampled_from(WHATS[Present])),
    st.builds(When, st.sampled_from(WHATS[When]), _at, _at),
    # a number is compared as a whole, and a query has one only where it has digits
    st.builds(Contains, st.sampled_from(WHATS[Contains]).filter(lambda where: where != "number"), _parts),
    st.builds(
        Contains,
        st.sampled_from(["any", "phone", "number"]),
        st.sampled_from([("9000",), ("44", "5511900004410"), ("ana@",)]),
    ),
    st.builds(FieldPresent, _id),
    st.builds(FieldIs, _id, _parts),
    st.builds(FieldTrue, _id, st.booleans()),
    st.builds(FieldContains, _id, _parts),
    st.builds(FieldNumber, _id, _number, _number, st.booleans(), st.booleans()),
    st.builds(FieldWhen, _id, _at, _at),
)


def meanings() -> st.SearchStrategy[Meaning]:
    """Trees of every kind of test."""
    return st.recursive(
        _leaves,
        lambda below: st.one_of(
            st.builds(No, below),
            st.builds(All, st.lists(below, max_size=3).map(tuple)),
            st.builds(AnyOf, st.lists(below, max_size=3).map(tuple)),
        ),
        max_leaves=5,
    )
