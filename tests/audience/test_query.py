# SPDX-License-Identifier: MIT
"""The query language: what is read, what is refused, and that the printer's text reads back as the same."""

from __future__ import annotations

import sys
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flotui.audience import query as language
from flotui.audience.keys import KEYS
from flotui.audience.query import And, AudienceQuery, Not, Or, QueryRefused, Term, parse, print_query
from tests.support.each_of import each_of
from tests.support.judging import examples

NAMES = st.one_of(
    st.sampled_from(
        [
            *("or", "OR", "and", "not", "-", "-x", "--", 'a"b', '"', "'", "\\", "C:\\"),
            *("a,b", ",", "(", ")", "a(b", ":)"),
            *(" a", "a ", "a b", "tag:vip", "10:30", "<24h", "a..b", "field.x"),
            *("=", "!", "≥3", "a≠b", "≤", "عمر", "שלום עולם", "😀", "👩‍👩‍👧"),
            *("\u200bx", "a\u00a0b", "a\nb", "“x”", "„", "«x»"),
            *("+55 11 90000-4410", "ana@example.com", "\u202ex", "é", "e\u0301"),
        ]
    ),
    st.text(min_size=1, max_size=8),
)  # fmt: skip


def _term(key: str) -> st.SearchStrategy[Term]:
    values = st.lists(NAMES, min_size=1, max_size=3, unique=True).map(tuple)
    if key != "field":
        return values.map(lambda found: Term(key, found))
    signs = st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "~", ":"])
    return st.builds(
        lambda found, sign, name: Term(key, found[:1] if sign[0] in "<>" else found, sign, name),
        values,
        signs,
        NAMES,
    )


TERMS = st.sampled_from(["", *KEYS]).flatmap(_term)
NODES = st.recursive(
    TERMS,
    lambda inner: st.one_of(
        inner.map(language.negated),
        st.lists(inner, min_size=2, max_size=4).map(language.all_of),
        st.lists(inner, min_size=2, max_size=4).map(language.any_of),
    ),
    max_leaves=8,
)


def _stands(node: language.Node) -> bool:
    """Whether a person can have all that it asks at once."""
    if isinstance(node, Not):
        return _stands(node.of)
    if isinstance(node, (And, Or)):
        try:
            language.one_each(node)
        except QueryRefused:
            return False
        return all(_stands(each) for each in node.of)
    return True


@settings(max_examples=examples(400), deadline=None)
@given(NODES.filter(_stands))
@example(Term("field", ("=0",), "<", "or"))
@example(Term("field", ("<",), ":", "or"))
@example(Term("", ("&",)))
@example(Term("", ("||",)))
def test_what_is_printed_reads_back_as_the_same(node: language.Node) -> None:
    assert parse(print_query(AudienceQuery(node))) == AudienceQuery(node)


@settings(max_examples=examples(300), deadline=None)
@given(st.text(alphabet="tag:vip -()\"',or<>=~!.\\fieldx\u200b“”é", max_size=24))
def test_any_text_is_read_or_refused_with_a_place_in_it(text: str) -> None:
    try:
        found = parse(text)
    except QueryRefused as refused:
        assert 0 <= refused.at <= len(text)
        for offer in refused.offers:
            parse(offer)
    else:
        assert parse(print_query(found)) == found


def test_the_words_of_the_issue() -> None:
    text = (
        'tag:vip -tag:paid tag:gold,silver label:"big spender" channel:whatsapp status:open,pending agent:me '
        "field.city=Bogotá field.orders>=3 field.birthday<1990-01-01 field.note~gift has:phone -has:email "
        'seen:<24h last:>30d joined:2026-01..2026-03 segment:"Big spenders" event:purchase optin:email '
        "paused:yes gender:female lang:pt (tag:a or -tag:b) souza"
    )
    found = parse(text)
    assert print_query(found) == text
    terms = list(found.terms())
    assert terms[2] == Term("tag", ("gold", "silver"))
    assert terms[7] == Term("field", ("Bogotá",), "=", "city")
    assert terms[-1] == Term("", ("souza",))
    assert [text[each.at : each.end] for each in terms[:3]] == ["tag:vip", "tag:paid", "tag:gold,silver"]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("a b", "a and b"),
        ("a b", "a  AND b"),
        ("-tag:paid", "not tag:paid"),
        ("-tag:paid", "---tag:paid"),
        ("a or b", "a OR (b)"),
        ("seen:<24h", "seen<24h"),
        ("field.city=Lima", "field:city=Lima"),
        ('tag:"big spender"', "tag:“big spender”"),
        ('tag:"big spender"', "tag:'big spender'"),
        ("tag:vip", "TAG:vip\u200b"),
        ('"+55 11 90000-4410"', "+55 11 90000-4410"),
        ("ana@example.com", "Ana Souza <ana@example.com>"),
    ],
)
def test_other_forms_of_the_same(text: str, same: str) -> None:
    assert parse(same) == parse(text)


@each_of(
    ("text", "column", "says"),
    [
        ("x tagg:vip", 3, "Did you mean tag:vip?"),
        ("subjct:order", 1, "In quotes it is text: \"subjct:order\"."),
        ('x "order deliv', 3, 'Close it: "order deliv".'),
        ("x (order", 3, "isn't closed"),
        ("order)", 6, "closes nothing"),
        (")", 1, "closes nothing"),
        ("tag:", 1, "Write tag:vip."),
        ('tag:""', 1, "needs a value"),
        ("tag:a,,b", 7, "nothing beside it"),
        ("a or", 3, 'In quotes it is a word: "or".'),
        ("or a", 1, "both sides"),
        ("a - b", 3, "negates nothing"),
        ("-", 1, "negates nothing"),
        ("()", 1, "nothing in the parentheses"),
        ("a b or c", 8, "Write (a b) or c, or a (b or c)."),
        ("channel:web channel:line", 13, "Did you mean channel:web,line?"),
        ("tag=vip", 1, "Did you mean tag:vip?"),
        ("tag!=vip", 1, "Did you mean -tag:vip?"),
        ("feild.city=Lima", 1, "Did you mean field.city=Lima?"),
        ("field.city", 1, "has:field.city for any value"),
        ("field.orders:>3", 1, "Did you mean field.orders>3?"),
        ("field.orders=≥3", 1, "Did you mean field.orders>=3 or"),
        ("field.orders≥=3", 1, "Did you mean field.orders>=3 or"),
        ("field.orders:≠3", 1, "Did you mean field.orders!=3?"),
        ("field.orders!≠3", 1, ""),
        ("field.orders<≠3", 1, ""),
        ("lats:today", 1, "Did you mean last:today?"),
        ("sen:today", 1, "Did you mean seen:today?"),
        ("nage:x", 1, "Did you mean name:x?"),
        ("x field.city==Lima", 3, 'Did you mean field.city=Lima or field.city="=Lima"?'),
        ("field.city<>Lima", 1, "Did you mean field.city!=Lima or"),
        ("field.orders=>3", 1, "Did you mean field.orders>=3 or"),
        ("field.orders:<>3", 1, "Did you mean field.orders!=3?"),
        ("field.note~~gift", 1, 'Did you mean field.note~gift or field.note~"~gift"?'),
        ("x city=Lima", 3, 'Did you mean field.city=Lima? In quotes it is text: "city=Lima".'),
        ("-orders>=3", 2, "Did you mean field.orders>=3?"),
        ("tag :vip", 5, "Did you mean tag:vip?"),
        ("x :vip", 3, 'In quotes it is text: ":vip".'),
        ("active:<24h", 1, "Did you mean seen:<24h?"),
        ('tag:"a"b', 8, "a blank or a comma must follow"),
        ("phone:0055 21 90000 0000", 7, 'Did you mean phone:"0055 21 90000 0000"?'),
        ("x -phone:+55 21 90000-0000 tag:vip", 10, 'phone:"+55 21 90000-0000"?'),
        ("(tag:vip phone:+351 000000005)", 16, 'phone:"+351 000000005"?'),
        ("phone:12,34 56", 10, 'phone:12,"34 56"?'),
    ],
)  # fmt: skip
def test_what_is_in_doubt_is_refused_with_its_place_and_the_right_form(
    text: str, column: int, says: str
) -> None:
    with pytest.raises(QueryRefused) as caught:
        parse(text)
    assert f"column {column}" in str(caught.value)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ('phone:"55" 21', 'phone:55 "21"'),
        ("21 phone:55", "21 phone:55"),
        ("phone:55 or 21", "phone:55 or 21"),
        ("phone:55 (21 or 22)", "phone:55 (21 or 22)"),
        ("phone:55 vip", "phone:55 vip"),
        ("phone:55 -21", "phone:55 -21"),
    ],
)
def test_a_number_and_words_beside_it_are_kept_apart(text: str, printed: str) -> None:
    assert print_query(parse(text)) == printed
    assert parse(printed) == parse(text)


def test_what_may_become_right_by_typing_on() -> None:
    for text in ("tag:", 'tag:"big s', "(tag:vip", "a or", "-", "tag:a,", "field.ci", "field."):
        with pytest.raises(QueryRefused) as caught:
            parse(text)
        assert caught.value.unfinished, text
    with pytest.raises(QueryRefused) as caught:
        parse("tag: vip")
    assert not caught.value.unfinished


def test_terms_of_flotuis_own_are_around_the_persons() -> None:
    both = parse("status:open") & parse("a or b")
    assert print_query(both) == "status:open (a or b)"


def test_parentheses_are_read_to_a_depth_and_then_refused_with_their_place() -> None:
    deep = "a"
    for level in range(1, 17):
        deep = f"({deep} {'or ' if level % 2 else ''}b{level})"
    assert parse(print_query(parse(deep))) == parse(deep)
    for text in ("(" * 17 + "a" + ")" * 17, "(" * 100_00, "-(" * 6_000):
        with pytest.raises(QueryRefused, match=r"column (17|34) is nested more than 16 deep") as caught:
            parse(text)
        assert text[caught.value.at] == "("
    assert parse("-" * 5_001 + "a") == parse("-a")
    assert parse("not " * 4_000 + "a") == parse("a")


def test_a_query_has_a_greatest_length() -> None:
    ids = ",".join(f"f1u{number}" for number in range(2_000))
    assert len(parse(f"id:{ids}").root.values) == 2_000  # type: ignore[union-attr]
    with pytest.raises(QueryRefused, match="at most 200 conditions; the next one is at column 401"):
        parse("a " * 201)
    with pytest.raises(QueryRefused, match="at most 20,000 characters, and this one has 20,001"):
        parse("a" * 20_001)


@pytest.mark.parametrize(
    "piece", ["souza ", "„a ", '"a" ', "tag:„b,", "a,", "-", "not ", "(", "a or ", "field.„c"]
)
def test_reading_takes_no_longer_for_each_piece_of_a_long_text(piece: str) -> None:
    def calls(text: str) -> int:
        """Lines that reading it takes: the same on any machine."""
        seen = 0

        def trace(frame: object, event: str, _: object) -> object:
            nonlocal seen
            seen += 1
            return trace

        before = sys.gettrace()
        sys.settrace(trace)  # type: ignore[arg-type]
        try:
            with suppress(QueryRefused):
                parse(text)
        finally:
            sys.settrace(before)
        return seen

    short, long = (calls(piece * times) for times in (250, 1_000))
    assert long < 5 * short


@pytest.mark.parametrize("text", ['""', "vip ''", "“”"])
def test_empty_quotes_are_called_that(text: str) -> None:
    with pytest.raises(QueryRefused, match="There is nothing in the quotes at column"):
        parse(text)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("field.orders≥3", "field.orders>=3"),
        ("field.orders≤3", "field.orders<=3"),
        ("-field.city≠Lima", "-field.city!=Lima"),
        ("seen≥2026-01", "seen:>=2026-01"),
    ],
)
def test_signs_that_some_keyboards_have_are_read(typed: str, read: str) -> None:
    assert parse(typed) == parse(read)


@pytest.mark.parametrize("name", ["a≠b", "≥3", "≤"])
def test_such_a_sign_in_a_name_or_value_stays_in_it(name: str) -> None:
    for node in (Term("field", ("1",), "=", name), Term("field", (name,), "=", "city"), Term("", (name,))):
        assert parse(print_query(AudienceQuery(node))) == AudienceQuery(node)
