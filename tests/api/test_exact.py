# SPDX-License-Identifier: MIT
"""JSON whose numbers keep their digits."""

from __future__ import annotations

import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flotui.api import exact
from flotui.api.call import Call
from flotui.api.models.base import Model


class _Priced(Model):
    price: str = ""


@pytest.mark.parametrize(
    "text", ["1.10", "142.800", "74900.00", "12.99", "0.1", "1e3", "-8.50", "49", "12345678901234567.8"]
)
def test_a_number_is_written_as_it_came(text: str) -> None:
    row = exact.loads(f'{{"price":{text}}}')
    assert exact.dumps(row, compact=True) == f'{{"price":{text}}}'
    assert _Priced.read(row).price == text
    assert float(row["price"]) == float(text)


def test_a_call_sends_the_digits_that_were_typed() -> None:
    call = Call.of("UpdateProductVariant", body={"price": exact.as_number("1.10"), "note": "1.10"})
    assert call.body == '{"note":"1.10","price":1.10}'
    assert exact.dumps(Call.from_key(call.key).json["price"]) == "1.10"


@pytest.mark.parametrize("text", ["1,5", ".5", "+3", "1.", "", "abc", "٣", "01", "NaN"])
def test_what_is_no_json_number_is_none(text: str) -> None:
    assert exact.as_number(text) is None


def test_exact_numbers_pass_where_floats_do() -> None:
    found = exact.number("1.10")
    assert isinstance(found, float)
    assert found == 1.1
    assert json.dumps([found]) == "[1.1]"


@pytest.mark.parametrize(
    "text", ["NaN", "[-Infinity, 1.10]", "1E+3", "1e22", "1e+22", "1e400", "-0.0", "0.00001"]
)
def test_what_only_some_hosts_write_is_written_so_again(text: str) -> None:
    assert exact.dumps(exact.loads(text)) == text


_KEYS = st.text(st.characters(), max_size=6)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats().filter(lambda one: "e" not in repr(one)) | _KEYS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(_VALUES, st.booleans())
def test_what_is_read_and_written_is_what_python_reads_and_writes(value: object, escaped: bool) -> None:
    text = json.dumps(value, ensure_ascii=escaped)  # with lone surrogates, NaN and numbers of any length
    read = exact.loads(text)
    assert repr(read) == repr(json.loads(text))
    assert exact.dumps(read) == json.dumps(value, ensure_ascii=False)
    assert exact.dumps(read, indent=2) == json.dumps(value, ensure_ascii=False, indent=2)
    assert exact.dumps(read, compact=True, sort=True) == json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


@pytest.mark.parametrize("mixed", ["\ud800", {None: True, True: 1}])
def test_digits_stay_beside_what_has_to_be_written_slowly(mixed: object) -> None:
    value = {"price": exact.number("1.10"), "mixed": mixed, "none": [], "list": [exact.number("1e3"), {}]}
    for layout in ({}, {"indent": 2}, {"compact": True}):
        found = exact.dumps(value, **layout)
        plain = {"separators": (",", ":")} if layout == {"compact": True} else layout
        wanted = json.dumps(value, ensure_ascii=False, **plain)
        assert found == wanted.replace("1.1", "1.10").replace("1000.0", "1e3")


@pytest.mark.parametrize("text", ["[" * 10_000, "[" * 10_000 + "]" * 10_000, '{"a":' * 101 + "1" + "}" * 101])
def test_what_nests_too_deep_is_no_json(text: str) -> None:
    with pytest.raises(ValueError):
        exact.loads(text)


def test_what_may_be_nested_can_be_written() -> None:
    deep = exact.loads("[" * exact.DEEPEST + "1.10" + "]" * exact.DEEPEST)
    assert exact.dumps(deep) == "[" * exact.DEEPEST + "1.10" + "]" * exact.DEEPEST
    assert exact.loads("[{}," * (exact.DEEPEST - 1) + "1" + "]" * (exact.DEEPEST - 1))


def test_an_exact_number_is_shown_as_it_was_written() -> None:
    price = exact.loads("142.800")
    assert str(price) == f"{price}" == "142.800"
    assert f"{price:.2f}" == "142.80"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"user_ns":"f1u1","user_ns":"f1u2"}', '"user_ns" is given twice'),
        ('{"data":[{"a":1,"\\u0061":1}]}', '"a" is given twice'),
        ("{“a”:1,“a”:2}", '"a" is given twice'),
        ('{"a":NaN}', "no number NaN"),
        ("[-Infinity]", "no number -Infinity"),
        ('{"a":1e400}', "1e400 is beyond the largest number"),
        ('[-1e999, {"a":' + "9" * 400 + "}]", "-1e999 is beyond the largest number"),
        ('{"a":' + "9" * 5000 + "}", "9999… is beyond the largest number"),
        ("[" * 120 + "]" * 120, "nested deeper than 100 levels"),
        ("[" * 5000 + "]" * 5000, "nested deeper than 100 levels"),
    ],
)
def test_what_is_sent_has_one_meaning(text: str, says: str) -> None:
    with pytest.raises(exact.Doubtful, match=says):
        exact.loads_sent(text)
    assert exact.loads_sent('{"a":{"b":1.10},"b":[{"b":null}]}')["b"] == [{"b": None}]


@pytest.mark.parametrize("digits", ["9" * 5000, "-1" + "0" * 4300])
def test_a_number_longer_than_an_int_may_be_keeps_its_digits(digits: str) -> None:
    for text in (digits, f'{{"a":[{digits}]}}'):
        for read in (exact.loads, exact.loads_own):
            assert exact.dumps(read(text), compact=True) == text
    call = Call.of("flowBotUserSetUserField", body={"value": exact.loads(digits)})
    assert call.body is not None and digits in call.body and exact.dumps(call.json, compact=True) == call.body


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a":[{"b":1.10}]}', {"a": [{"b": 1.1}]}),
        ('{"é":"[[[[{ ]"}'.encode(), {"é": "[[[[{ ]"}),
        (b"[" * exact.DEEPEST + b"]" * exact.DEEPEST, None),
        (b"[" * (exact.DEEPEST + 1) + b"]" * (exact.DEEPEST + 1), ValueError),
        (b'["' + b"{" * 300 + b'"]', ["{" * 300]),
        (b'{"a":"\xe9"}', ValueError),
        (b'{"a":"\\ud83d"}', ValueError),
        (b'{"a":NaN}', ValueError),
        (b'\xef\xbb\xbf{"a":1}', ValueError),
    ],
)
def test_the_quick_way_reads_what_is_plain_and_leaves_the_rest(body: bytes, value: object) -> None:
    if value is ValueError:
        with pytest.raises(ValueError):
            exact.loads_utf8(body)
        return
    read = exact.loads_utf8(body)
    assert read == exact.loads(body.decode())
    assert value is None or read == value


def test_reading_a_large_answer_takes_little_more_memory_than_what_is_in_it() -> None:
    body = exact.lines([[{"name": f"Person {number}", "tags": ["vip"]} for number in range(2_000)]])
    tracemalloc.start()
    try:
        value = exact.loads_utf8(body)
        stays, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert value
    assert most - stays < len(body) // 2
