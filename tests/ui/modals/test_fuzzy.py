from __future__ import annotations

import time

import pytest

from flotui.resources.fuzzy import Index, fold, fold_map, hits, match


def best(query: str, *labels: str) -> list[str]:
    return [labels[index] for index in Index(labels).search(query)]


def test_the_whole_label_then_its_start_then_a_word_then_within_then_scattered() -> None:
    labels = ("c-a-r-t spread out", "discarted", "old cart", "cartoon", "cart")
    assert best("cart", *labels) == ["cart", "cartoon", "old cart", "discarted", "c-a-r-t spread out"]


def test_initials_come_before_letters_in_the_middle() -> None:
    assert best("sv", "resolve", "Send voucher")[0] == "Send voucher"


@pytest.mark.parametrize(
    ("typed", "label"),
    [("acao", "Ação"), ("AÇÃO", "acao"), ("sao paulo", "São Paulo"), ("lodz", "Łódź"), ("客户", "VIP 客户")],
)
def test_accents_and_case_make_no_difference(typed: str, label: str) -> None:
    assert best(typed, "nothing", label) == [label]


def test_words_in_any_order_and_none_missing() -> None:
    assert best("friday black", "Black Friday 2024", "Black Monday") == ["Black Friday 2024"]


def test_no_match() -> None:
    assert match("xyz", "abc") is None
    assert best("ba", "ab") == []


def test_equals_keep_their_order() -> None:
    assert best("tag", "tag 2", "tag 1", "tag 3") == ["tag 2", "tag 1", "tag 3"]


def test_typing_on_finds_what_a_fresh_search_finds() -> None:
    labels = [f"{a} {b}" for a in ("vip", "cart", "old vip", "voip") for b in ("one", "two", "three")]
    going = Index(labels, [f"f1t{number}" for number in range(len(labels))])
    for query in ("f", "f1", "f1t", "", "v", "vi", "vip", "vip t", "vip tw", "vip", "v"):
        fresh = Index(labels, [f"f1t{number}" for number in range(len(labels))])
        assert going.search(query) == fresh.search(query), query


def test_an_id_is_found_too() -> None:
    assert Index(["vip", "cart"], ["f1284t5", "f1284t7"]).search("f1284t7") == [1]


def test_hits_point_into_the_label_as_it_is_shown() -> None:
    assert [("Straße ação")[place] for place in hits("acao", "Straße ação")] == list("ação")
    folded, origin = fold_map("Straße")
    assert folded == fold("Straße") == "strasse" and len(origin) == len(folded)


def test_five_thousand_labels_in_the_time_of_a_keystroke() -> None:
    index = Index([f"Sub-flow {number} für Ação número {number * 7}" for number in range(5000)])
    index.search("s")
    took = []
    for query in ("su", "sub", "zz", "acao 77", "s77", "oooo"):
        start = time.perf_counter()
        index.search(query)
        took.append(time.perf_counter() - start)
    # Textual's matcher takes seconds for some of these. Generous: the machine may be busy.
    assert sorted(took)[len(took) // 2] < 0.1, took


def test_repeated_letters_do_not_explode() -> None:
    start = time.perf_counter()
    assert match("a" * 12 + "b", "a" * 2000) is None
    assert match("aaaaaaaaaaaa", "a-" * 1000) is not None
    assert time.perf_counter() - start < 1
