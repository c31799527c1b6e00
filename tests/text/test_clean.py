# SPDX-License-Identifier: MIT
"""Text from elsewhere: what can't be seen goes, what is meant stays."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flotui.api.exact import loads
from flotui.text.clean import cleaned, compact, json_text, look
from flotui.text.fold import fold

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
PERSIAN = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
HEBREW = "\u05e9\u05dc\u05d5\u05dd\u200f! (VIP)\u200e \u05e2\u05d5\u05dc\u05dd"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\ufeffAna Souza", "Ana Souza"),
        ("\u202aAna\u202c", "Ana"),
        ("\u2068Ana\u2069 Souza\u200e", "Ana Souza"),
        ("Ana\xa0Souza\u202f", "Ana Souza"),
        ("v\u200bi\u2060p", "vip"),
        ("v\u200dip\u200c", "vip"),
        ("vip\ufe0f", "vip"),
        ("so\xadft", "soft"),
        ("pre\u2011order", "pre-order"),
        ("2020\u20132024 \u2014 old", "2020\u20132024 \u2014 old"),
        ("\tvip\t1\u3000", "vip 1"),
        (f" {FAMILY} \u2764\ufe0f {ENGLAND}", f"{FAMILY} \u2764\ufe0f {ENGLAND}"),
        (PERSIAN, PERSIAN),
        (f"\u202b{HEBREW}\u202c", HEBREW),
        ("João", "João"),
        ("a\nb", "a\nb"),
    ],
)
def test_a_line(text: str, expected: str) -> None:
    assert cleaned(text) == expected
    assert cleaned(cleaned(text)) == cleaned(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\u202a+55 11 90000\u20114410\u202c", "+55 11 90000-4410"),
        ("\uff0b\uff15\uff15\u300011", "+55 11"),
        ("\u0661\u0662\u0663", "123"),
        ("\u0661\u066c\u0662\u0663\u0664\u066b\u0665\u0660", "1,234.50"),
        ("\u06f3\u066b\u06f5", "3.5"),
        ("ana\u200b@ex\u00adample.com\xa0", "ana@example.com"),
        ("ana\uff20example.com", "ana@example.com"),
        ("\ufefftoken\u2013part\u2060", "token-part"),
        ("plain-one", "plain-one"),
        ("\uff15\u00b2", "5\u00b2"),
        ("f12u9\u2460e\u0301", "f12u9\u2460\u00e9"),
        ("5\u00bd \u2083 \u33e0", "5\u00bd \u2083 \u33e0"),
        ("\U0001d7d3", "5"),
    ],
)
def test_plain_signs(text: str, expected: str) -> None:
    assert compact(text) == expected


@pytest.mark.parametrize(
    "other", ["VIP 1", "vip  1", "vip1", " vip\xa01", "v\u200bip\u202c 1", "ｖｉｐ 1", "vip\u200d 1"]
)
def test_names_that_look_alike(other: str) -> None:
    assert look(other) == look("vip 1")


@pytest.mark.parametrize(
    "text",
    [
        '\ufeff{"a": "b\xa0c"}',
        '{\xa0"a":\u200b "b\xa0c"\u202c }',
        '\u2068{"a": "b\xa0c"}\u2069',
        "{\u201ca\u201d: \u201cb\xa0c\u201d}",
    ],
)
def test_json_of_documents(text: str) -> None:
    assert json.loads(json_text(text)) == loads(text) == {"a": "b\xa0c"}


@given(st.recursive(st.none() | st.text(), lambda each: st.lists(each) | st.dictionaries(st.text(), each)))
def test_json_stays_as_it_is(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False)
    assert json.loads(json_text(text)) == value


@pytest.mark.parametrize(
    "sign",
    [
        chr(each)
        for each in (0x2800, 0x3164, 0x115F, 0xFFA0, 0xFE0F, 0x200D, 0x16FE4, 0x1D159, 0x1D173, 0xE0101)
    ],
)
def test_a_name_of_signs_that_cant_be_seen_is_none(sign: str) -> None:
    for text in (sign, sign * 3, f" {sign} {sign}"):
        assert cleaned(text) == look(text) == ""
    assert look(f"vi{sign}p") == look("vip") and cleaned(f"{sign}vip") == "vip"


def test_names_that_do_not() -> None:
    assert len({look(each) for each in ("José", "Jose", "vip-1", "vip 1", "vip_1", "vip2")}) == 6
    assert look(unicodedata.normalize("NFD", "José")) == look("JOSÉ")
    assert look("pre\u2010order") == look("Pre-Order")


@given(st.text())
def test_letters_and_digits_all_stay(text: str) -> None:
    def kept(text: str) -> list[str]:
        fillers = "\u115f\u1160\u3164\uffa0"
        return [one for one in text if one.isalnum() and one not in fillers]

    assert kept(cleaned(text)) == kept(text)
    assert fold(cleaned(text)).split() == fold(text).split() or not text.isascii()


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("soren", "Søren"),
        ("lukasz", "ŁUKASZ"),
        ("dang", "Đặng"),
        ("aegir", "Ægir"),
        ("pre-order", "Pre\u2011Order"),
        ("o'brien", "O\u2019Brien"),
        ("ana souza", "\u2068Ana\u2069\xa0Souza"),
        ("ahmad", "a\u0640hmad"),
    ],
)
def test_it_is_found_as_it_is_typed(typed: str, name: str) -> None:
    assert fold(name) == typed
