# SPDX-License-Identifier: MIT
from __future__ import annotations

import pytest

from flotui.jobs.sheet.people_request import plain_number
from flotui.text.phone_numbers import (
    country_of,
    digits_of,
    forms,
    international,
    is_exact,
    number_in,
    other_form,
    same,
)
from flotui.text.phones import lacks
from tests.support.each_of import each_of

# How numbers of places large and small are written at home, and abroad.
HOME = [
    ("089 1234567", "+49 89 1234567"),
    ("030 123456", "+49 30 123456"),
    ("07042 1234", "+49 7042 1234"),
    ("0151 23456789", "+49 151 23456789"),
    ("01 58858", "+43 1 58858"),
    ("0512 123456", "+43 512 123456"),
    ("0664 1234567", "+43 664 1234567"),
    ("02 123456", "+39 02 123456"),
    ("06 1234567", "+39 06 1234567"),
    ("347 1234567", "+39 347 1234567"),
    ("01204 12345", "+44 1204 12345"),
    ("020 7946 0958", "+44 20 7946 0958"),
    ("02 123 45 67", "+32 2 123 45 67"),
    ("0470 12 34 56", "+32 470 12 34 56"),
    ("044 123 45 67", "+41 44 123 45 67"),
    ("079 123 45 67", "+41 79 123 45 67"),
    ("(11) 3456-7890", "+55 11 3456-7890"),
    ("011 98765-4321", "+55 11 98765-4321"),
    ("011 4345-6789", "+54 11 4345-6789"),
    ("0341 512-3456", "+54 9 341 512-3456"),
    ("55 1234 5678", "+52 55 1234 5678"),
    ("55 1234 5678", "+52 1 55 1234 5678"),
    ("91 123 45 67", "+34 91 123 45 67"),
    ("01 23 45 67 89", "+33 1 23 45 67 89"),
    ("300 1234567", "+57 300 1234567"),
]


@pytest.mark.parametrize(
    ("whole", "other"),
    [
        ("5511987654321", "551187654321"),
        ("551187654321", "5511987654321"),
        ("551143456789", ""),
        ("5511943456789", ""),
        ("551123456789", ""),
        ("5215512345678", "525512345678"),
    ],
)
def test_a_landline_in_brazil_has_no_ninth_digit(whole: str, other: str) -> None:
    assert other_form(whole) == other
    if other:
        assert same(f"+{whole}", f"+{other}")
    assert not same("+551143456789", "+5511943456789") and not same("1143456789", "11943456789")
    assert same("1187654321", "11987654321")


@pytest.mark.parametrize(
    ("dialled", "whole"),
    [
        ("011 1 212 555 0100", "12125550100"),
        ("011 44 20 7946 0958", "442079460958"),
        ("011 93234-5678", ""),
        ("011 4345-6789", ""),
        ("011 15 1234-5678", ""),
    ],
)
def test_011_dials_abroad_where_a_whole_number_follows(dialled: str, whole: str) -> None:
    assert international(dialled) == whole


def test_which_numbers_are_whole() -> None:
    for text in (
        "+1 212 555 0100",
        "1 212 555 0100",
        "5511987654321",
        "551143456789",
        "0044 20 7946 0958",
        "+683 4000",
    ):
        assert not lacks(text), text
    for text in ("987654321", "+999999999999999999", "+21212", "011987654321", "+1 111 555 0100", "9" * 22):
        assert lacks(text), text
    assert "the country's code" in lacks("987654321") and "write" not in lacks("+34 1234")
    assert "+210" in lacks("+2101234567") and "7 to 15 digits" in lacks("+49 12")


@pytest.mark.parametrize(
    "typed",
    [
        "305 555 0108",
        "(305) 555-0109",
        "7911123456",
        "9876543210",
        "2079460000",
        "(11) 98765-4321",
        "34 91234-5678",
    ],
)
def test_nobody_is_created_by_a_number_that_may_be_one_inside_a_country(typed: str) -> None:
    """Some begin with the code of Greece, Russia, Iran, Egypt, Spain or Peru, and are of that length."""
    assert "the country's code" in lacks(typed)


@each_of("abroad", dict.fromkeys(abroad for _, abroad in HOME))
def test_numbers_of_places_large_and_small_are_whole(abroad: str) -> None:
    assert not lacks(abroad)


@each_of(("home", "abroad"), HOME)
def test_a_number_as_it_is_dialled_at_home_is_asked_for_and_is_the_same(home: str, abroad: str) -> None:
    """Whoever else is here: a country that isn't asked leaves the number to somebody elsewhere."""
    whole = digits_of(abroad)
    codes = ["34", "1", whole[:2]]
    assert f"+{whole}" in forms(home, codes, everywhere=True) and whole in forms(home, codes)
    assert same(home, f"+{whole}") and same(f"+{whole}", home)


@each_of(("home", "abroad"), [each for each in HOME if each[1][1:3] not in ("43", "32", "41")])
def test_the_larger_countries_are_asked_whoever_is_here(home: str, abroad: str) -> None:
    assert f"+{digits_of(abroad)}" in forms(home, ["34"], everywhere=True)


@pytest.mark.parametrize("home", ["8 495 123-45-67", "84951234567", "8 (495) 123 45 67", "7 495 123-45-67"])
def test_a_number_behind_the_8_that_russia_dials_is_one_of_7(home: str) -> None:
    assert "+74951234567" in forms(home, ["34", "7"]) and "+74951234567" in forms(home, everywhere=True)
    assert same(home, "+74951234567") and same("74951234567", home)


def test_nobody_is_created_by_a_number_that_may_be_dialled_with_8() -> None:
    """It may be of Vietnam, China or Japan as well."""
    assert "the country's code" in lacks("8 495 123-45-67") and not lacks("+84 95 123 4567")


@pytest.mark.parametrize(
    ("typed", "abroad"),
    [
        ("+49 0 89 1234567", "+49 89 1234567"),
        ("+49 (0)89 1234567", "+49 89 1234567"),
        ("(+49) 089 1234567", "+49 89 1234567"),
        ("0049 0 89 1234567", "+49 89 1234567"),
        ("+55 (011) 98765-4321", "+55 11 98765-4321"),
        ("+54 11 15 2345-6789", "+54 9 11 2345-6789"),
        ("+54 (0)351 15 234-5678", "+54 9 351 234-5678"),
        ("+54 03541 15 234567", "+54 9 3541 234567"),
        ("+39 (0)2 123456", "+39 02 123456"),
        ("+39 02 123456", "+39 02 123456"),
        ("+39 0347 1234567", "+39 347 1234567"),
        ("+250 0788 123 456", "+250 788 123 456"),
        ("+36 (06) 30 123 4567", "+36 30 123 4567"),
        ("+48 022 123 45 67", "+48 22 123 45 67"),
        ("+226 (0)5 12 34 56", "+226 05 12 34 56"),
    ],
)
def test_what_is_dialled_inside_a_country_alone_is_no_part_of_a_number(typed: str, abroad: str) -> None:
    assert is_exact(number_in(typed), abroad) and not lacks(number_in(typed))
    assert plain_number(number_in(typed)) == f"+{digits_of(abroad)}", "nobody is created under another form"
    assert f"+{digits_of(abroad)}" in forms(typed)


@pytest.mark.parametrize(
    ("home", "abroad"),
    [
        ("011 15 2345-6789", "+54 9 11 2345-6789"),
        ("11 15 2345-6789", "+54 11 2345-6789"),
        ("0351 15 234-5678", "+54 9 351 234-5678"),
        ("2901 15 234567", "+54 9 2901 234567"),
    ],
)
def test_an_argentine_mobile_with_its_15_is_found_and_creates_nobody(home: str, abroad: str) -> None:
    assert same(home, abroad) and same(abroad, home) and f"+54{digits_of(abroad)[2:]}" in forms(home)
    assert "the country's code" in lacks(home)


@pytest.mark.parametrize("typed", ["15 2345-6789", "(0)15 2345-6789", "044 555 0199", "4402079460958"])
def test_nobody_is_created_by_a_number_that_may_be_dialled_inside_a_country_alone(typed: str) -> None:
    assert "the country's code" in lacks(number_in(typed))
    assert not same(number_in(typed), "+54 9 11 2345-6789"), "without its area it may be of any"


@pytest.mark.parametrize("typed", ["+54 15 2345-6789", "0054 15 234567", "54 15 2345-6789"])
def test_nobody_is_created_by_an_argentine_mobile_without_its_area(typed: str) -> None:
    assert lacks(typed) and not lacks("+54 11 2345-6789")


# Numbers that begin with a zero, of every country that has such: landlines, mobiles, free calls, conferences.
ZEROS = [
    "+39 02 12345678", "+39 06 69812345", "+378 0549 886377", "+225 07 23 45 67 89", "+226 05 12 34 56",
    "+227 08 12 34 56", "+229 01 20 21 12 34", "+241 06 03 12 34", "+242 06 123 4567", "+250 06 12 34 56",
    "+992 07 123 4567", "+267 080 012 3456", "+268 0800 1234", "+501 0800 123 4123", "+676 080 0222",
    "+679 0800 123 4567", "+687 05 00 00", "+853 0800 501", "+598 0004 054 123", "+81 0077 712 3456",
    "+359 00800 123 4567"
]  # fmt: skip


@each_of("abroad", ZEROS)
def test_a_zero_that_a_number_begins_with_is_a_part_of_it(abroad: str) -> None:
    assert (
        international(number_in(abroad)) == digits_of(abroad)
        and plain_number(abroad) == f"+{digits_of(abroad)}"
    )


@pytest.mark.parametrize("typed", ["22605123456", "2250723456789", "992071234567"])
def test_a_number_that_begins_with_a_zero_is_whole_without_its_plus(typed: str) -> None:
    assert not lacks(typed) and f"+{typed}" in forms(typed, [country_of(typed)])


@pytest.mark.parametrize("typed", ["5515 3456-7890", "351 915 123 456", "39 321 5123456", "254 115 123456"])
def test_a_15_in_a_number_of_elsewhere_is_no_doubt(typed: str) -> None:
    assert not lacks(typed) and same(typed, f"+{typed}")


SPELLINGS = (
    "+{code} {rest}", "+{code}{rest}", "00{code} {rest}", "+{code} (0){rest}", "+{code} 0 {rest}", "(+{code}) 0{rest}",
    "00{code} (0) {rest}", "{code}{rest}", "{code}0{rest}", "0{rest}", "(0){rest}", "{rest}", "tel:+{code}{rest}",
    "wa.me/{code}{rest}", "011 {code} {rest}",
)  # fmt: skip


@pytest.mark.parametrize("abroad", dict.fromkeys(each for _, each in HOME if "+39 0" not in each))
def test_two_spellings_of_a_number_never_make_two_people(abroad: str) -> None:
    """The second finds whom the first created, or creates nobody."""
    code = country_of(digits_of(abroad))
    rest = digits_of(abroad)[len(code) :]
    spelled = [number_in(each.format(code=code, rest=rest)) for each in SPELLINGS]
    for first in filter(None, spelled):
        there = plain_number(first)
        for second in filter(None, [] if lacks(first) else spelled):
            assert same(there, second) or lacks(second), (there, second)
            if same(there, second) and international(second):
                assert {there, plain_number(second)} & {*forms(second), *forms(there)}
