# SPDX-License-Identifier: MIT
from __future__ import annotations

import time

import pytest

from flotui.text.fold import fold
from flotui.text.fuzzy import FuzzyEntry, FuzzyIndex, Rank, fold_map, hits, match, same


def best(query: str, *labels: str) -> list[str]:
    return [labels[each.at] for each in FuzzyIndex(map(FuzzyEntry, labels)).search(query)]


def test_the_whole_label_then_whole_words_then_starts_then_within_then_scattered() -> None:
    best_first = [
        "cart",
        "cart two",
        "old cart",
        "cartoon",
        "an old carton",
        "discarted",
        "c-a-r-t spread out",
    ]
    assert best("cart", *reversed(best_first)) == best_first


def test_initials_come_before_letters_in_the_middle() -> None:
    assert best("sv", "resolve", "Send voucher")[0] == "Send voucher"


@pytest.mark.parametrize(
    ("typed", "label"),
    [("acao", "Ação"), ("AÇÃO", "acao"), ("sao paulo", "São Paulo"), ("lodz", "Łódź"), ("客户", "VIP 客户")],
)
def test_accents_and_case_make_no_difference(typed: str, label: str) -> None:
    assert best(typed, "nothing", label) == [label]


@pytest.mark.parametrize(
    "typed",
    ["5511900004410", "+55 11 90000-4410", "(11) 90000 4410", "900004410", "0000-4410", "+55 11 0000-4410"],
)
def test_a_phone_in_any_form(typed: str) -> None:
    index = FuzzyIndex(
        [
            FuzzyEntry("Ana", "+55 (11) 90000-4410 ana@example.com"),
            FuzzyEntry("Rui", "+55 21 90000-4411 rui@x.com"),
        ]
    )
    assert [each.at for each in index.search(typed)] == [0]


def test_words_in_any_order_and_none_missing() -> None:
    assert best("friday black", "Black Friday 2024", "Black Monday") == ["Black Friday 2024"]


def test_no_match() -> None:
    assert match("xyz", "abc") is None
    assert best("ba", "ab") == []


def test_equals_keep_their_order() -> None:
    assert best("tag", "tag 2", "tag 1", "tag 3") == ["tag 2", "tag 1", "tag 3"]


def test_of_what_fits_as_well_what_is_near_comes_first_however_long() -> None:
    entries = [FuzzyEntry("Opt in to SMS"), FuzzyEntry("Opt in or out, subscribe", near=True)]
    assert [each.at for each in FuzzyIndex(entries).search("opt")] == [1, 0]
    assert [each.at for each in FuzzyIndex(entries).search("sms")] == [0]
    better = [*entries, FuzzyEntry("opt")]
    assert FuzzyIndex(better).search("opt")[0].at == 2, "not before what is called so"


def test_typing_on_finds_what_a_fresh_search_finds() -> None:
    labels = [f"{a} {b}" for a in ("vip", "cart", "old vip", "voip") for b in ("one", "two", "three")]
    entries = [FuzzyEntry(label, id=f"f1t{number}") for number, label in enumerate(labels)]
    going = FuzzyIndex(entries)
    for query in ("f", "f1", "f1t", "", "v", "vi", "vip", "vip t", "vip tw", "vip", "v"):
        assert going.search(query) == FuzzyIndex(entries).search(query), query


@pytest.mark.parametrize(
    ("typed", "label", "rank"),
    [
        ("cart", "Cart", Rank.EXACT),
        ("cart", "Cart reminder", Rank.PREFIX),
        ("cart", "Old cart", Rank.WORD),
        ("cart", "Discarted", Rank.INSIDE),
        ("cart old", "Old cart", Rank.PREFIX),
        ("art old", "Old cart", Rank.WORDS),
        ("cart olx", "Old cart x", Rank.SCATTERED),
        ("oct", "Old cart", Rank.SCATTERED),
        ("brasa", "Bruno Rojas Aliaga", Rank.SCATTERED),
        ("  old   cart ", "Old  Cart", Rank.EXACT),
        ("jose\u0301", "José", Rank.EXACT),
        ("jose", "Jose\u0301", Rank.EXACT),
        ("שלום", "\u200fשָׁלוֹם\u200f", Rank.EXACT),
        ("محمد", "مُحَمَّد علي", Rank.PREFIX),
        ("한", "한국어", Rank.PREFIX),
        ("❤", "❤\ufe0f vip", Rank.PREFIX),
        ("strasse", "Straße", Rank.EXACT),
    ],
)
def test_ranks(typed: str, label: str, rank: Rank) -> None:
    assert FuzzyIndex([FuzzyEntry(label)]).search(typed) == [(0, rank)]


def test_what_is_searched_along_is_exact_or_inside_and_never_a_beginning() -> None:
    """An e-mail address that begins with a name does not make somebody be called so."""
    bruno = FuzzyEntry("Bruno Rojas", "5511900004410 brasa@example.com", "f1u2")
    ranks = {
        "brasa": Rank.INSIDE,
        "5511": Rank.INSIDE,
        "5511900004410": Rank.EXACT,
        "BRASA@example.com": Rank.EXACT,
        "bruno 5511": Rank.WORDS,
        "4410 bruno": Rank.WORDS,
    }
    assert {typed: FuzzyIndex([bruno]).search(typed)[0].rank for typed in ranks} == ranks
    assert not FuzzyIndex([bruno]).search("5190441"), "digits are not scattered over a phone"


def test_an_alias_wins_over_whatever_is_called_so() -> None:
    entries = [FuzzyEntry("me"), FuzzyEntry("Me too"), FuzzyEntry("This bot", names=("bot", "me", "about"))]
    for typed in ("me", ":me", " ME "):
        assert [each.at for each in FuzzyIndex(entries).search(typed)] == [2, 0, 1]
    assert FuzzyIndex(entries).search(":")[0].at == 0, "a colon alone says nothing"


@pytest.mark.parametrize("nothing", ["", "   ", "\u200f", "\u0301"])
def test_nothing_typed_leaves_all_as_they_came(nothing: str) -> None:
    assert [each.at for each in FuzzyIndex([FuzzyEntry("b"), FuzzyEntry("a")]).search(nothing)] == [0, 1]


def test_names_that_differ_in_how_accents_are_composed_are_the_same() -> None:
    assert same("José", "Jose\u0301 ") and not same("José", "Jose") and not same("vip", "VIP")


def test_an_id_is_found_too() -> None:
    index = FuzzyIndex(
        [FuzzyEntry("vip", id="f1284t5"), FuzzyEntry("cart", id="f1284t7"), FuzzyEntry("f1284t7 of old")]
    )
    assert index.search("F1284T7") == [(1, Rank.NAME), (2, Rank.PREFIX)]
    assert index.search("f1284t") == [(2, Rank.PREFIX), (0, Rank.ID), (1, Rank.ID)]


def test_hits_point_into_the_label_as_it_is_shown() -> None:
    assert [("Straße ação")[place] for place in hits("acao", "Straße ação")] == list("ação")
    folded, origin = fold_map("Straße")
    assert folded == fold("Straße") == "strasse" and len(origin) == len(folded)


def test_ten_thousand_labels_in_the_time_of_a_keystroke() -> None:
    index = FuzzyIndex(
        FuzzyEntry(f"Sub-flow {n} für Ação número {n * 7}", f"+5511{n:07}", f"f1s{n}") for n in range(10_000)
    )
    index.search("s")
    took = []
    for query in ("su", "sub", "zz", "acao 77", "s77", "oooo"):
        start = time.process_time()
        index.search(query)
        took.append(time.process_time() - start)
    # Textual's matcher takes seconds for some of these. In processor time, as the machine may be busy.
    assert sorted(took)[len(took) // 2] < 0.1, took


def test_repeated_letters_do_not_explode() -> None:
    start = time.perf_counter()
    assert match("a" * 12 + "b", "a" * 2000) is None
    assert match("aaaaaaaaaaaa", "a-" * 1000) is not None
    assert time.perf_counter() - start < 1
