# SPDX-License-Identifier: MIT
"""What a spreadsheet has done to a file's letters before it comes back."""

from __future__ import annotations

from unicodedata import normalize

import pytest

from flotui.api.models.flow import UserField
from flotui.api.models.subscriber import Subscriber
from flotui.jobs.sheet.days import DateOrder, in_doubt, order_of, year_first
from flotui.jobs.sheet.lost_letters import lost_letters
from flotui.jobs.sheet.people_request import LineRequest
from flotui.jobs.sheet.people_values import CellReading, changes
from flotui.text.zones import current

NAMES = ("سامي زيدان", "Dũng Võ", "Łukasz Ibáñez", "José 李", "Ana Şahin", "Γιάννης")


def saved(text: str, encoding: str = "cp1252") -> str:
    """A text as it comes back from a file of a system's own encoding."""
    return text.encode(encoding, "replace").decode(encoding)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("name", NAMES)
def test_letters_that_became_question_marks_are_seen(name: str, form: str) -> None:
    held = normalize(form, name)
    for encoding in ("cp1252", "ascii"):
        came = saved(held, encoding)
        assert came == held or lost_letters(came, held), (came, held)
    assert not lost_letters(held, held)
    assert not lost_letters("Ana?", name) and not lost_letters("", name)


@pytest.mark.parametrize(
    ("text", "old"),
    [
        ("Zoë?", "Zoë?"),
        ("¿Qué?", "¿Que\u0301?"),
        ("Why?", "Whyé?"),
        ("Sure?", "Sure!"),
        ("?", "x"),
        ("Ana ?", "Ana L"),
        ("???", "李"),
    ],
)
def test_a_question_mark_that_was_typed_is_text(text: str, old: str) -> None:
    assert not lost_letters(text, old)


def request(profile: dict[str, str], fields: list[tuple[UserField, str]]) -> LineRequest:
    return LineRequest([], [], [], [], profile, {}, {}, fields, [], {})


def test_they_change_nobody_and_what_looks_the_same_changes_nothing() -> None:
    city = {"name": "city", "var_ns": "v1", "var_type": "text"}
    held = {"user_ns": "u1", "name": "سامي زيدان", "first_name": "Hiền", "last_name": "Võ"}
    person = Subscriber.read({**held, "user_fields": [{**city, "value": "Bogotá 李"}]})
    field = UserField.read(city)
    wanted = {"name": saved("سامي زيدان"), "first_name": normalize("NFD", "Hiền"), "last_name": "Võ Thị"}

    found, bad = changes(request(wanted, [(field, "Bogotá ?")]), person, CellReading())
    assert [each.split(":")[0] for each in bad] == ["city", "name"] and "save the file as UTF-8" in bad[0]
    assert not found.fields
    (edit,) = [each for does in found.edits for each in does.make(person)]
    assert edit.call.json == {"user_ns": "u1", "last_name": "Võ Thị"}

    same, _ = changes(request({}, [(field, normalize("NFD", "Bogotá 李"))]), person, CellReading())
    assert not same.fields


@pytest.mark.parametrize("order", [DateOrder.DAY, DateOrder.MONTH])
def test_a_date_that_can_only_be_one_day_is_in_no_doubt(order: DateOrder) -> None:
    assert not in_doubt(["31/12/2025", "12/31/2025", "3/3/2025"], order)
    assert not in_doubt(["03/04/2025"], order) and in_doubt(["03/04/2025"], DateOrder.UNKNOWN)


@pytest.mark.parametrize(
    "text",
    [
        "4 March 2026",
        "4-Mar-2026",
        "March 4, 2026",
        "4. März 2026",
        "4 de março de 2026",
        "4 mars 2026",
        "4 marzo 2026",
        "2026-Mar-04",
        "20260304",
        "2026年3月4日",
        "2026년 3월 4일",
        "2026–03–04",
        "２０２６/3/4",
        "04‑03‑2026",
    ],
)
def test_a_date_in_another_form_is_the_day_that_it_alone_can_be(text: str) -> None:
    assert year_first(text, DateOrder.DAY) in (("2026-03-04", ""), ("2026/3/4", ""))


@pytest.mark.parametrize(
    "text", ["4 Foo 2026", "20261304", "04032026", "4 March", "March 2026", "4 lis 2026", "12345678"]
)
def test_what_is_no_date_stays(text: str) -> None:
    assert year_first(text, DateOrder.DAY) == (text, "")


def test_a_time_behind_a_spelled_date_stays_and_a_year_has_four_digits() -> None:
    assert year_first("Mar 4, 2026, 2:30 PM", DateOrder.UNKNOWN) == ("2026-03-04 14:30", "")
    assert year_first("4-Mar-26", DateOrder.UNKNOWN)[1] == "write the year of 4-Mar-26 with four digits"


def test_a_text_that_was_read_in_a_wrong_encoding_changes_nobody_unless_it_is_there_already() -> None:
    city = {"name": "city", "var_ns": "v1", "var_type": "text"}
    person = Subscriber.read(
        {"user_ns": "u1", "name": "Ana", "user_fields": [{**city, "value": "FlorianÃ³polis"}]}
    )
    field = UserField.read(city)
    found, bad = changes(request({"name": "JoÃ£o"}, [(field, "SÃ£o Paulo")]), person, CellReading())
    assert [each.split(":")[0] for each in bad] == ["city", "name"] and "how São Paulo looks" in bad[0]
    assert not found.fields and not found.edits
    found, bad = changes(request({}, [(field, "FlorianÃ³polis")]), person, CellReading())
    assert not bad and not found.fields


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Mon, 12 Jan 2026", "2026-01-12"),
        ("Monday, January 12, 2026", "2026-01-12"),
        ("Mon 12/01/2026", "2026-01-12"),
        ("lunes, 12 de enero de 2026", "2026-01-12"),
        ("seg., 12 de jan. de 2026", "2026-01-12"),
        ("segunda-feira, 12 de janeiro de 2026", "2026-01-12"),
        ("mar. 13 janv. 2026", "2026-01-13"),
        ("Mar 13, 2026", "2026-03-13"),
        ("Mo, 12.01.2026", "2026-01-12"),
        ("2026年1月12日(月)", "2026-01-12"),
        ("2026-01-12 (Mon)", "2026-01-12"),
        ("Mon, 12 Jan 2026 14:03:00 GMT", "2026-01-12 14:03:00+00:00"),
        ("Mon, 12 Jan 2026 14:03:00 +0200", "2026-01-12 14:03:00 +0200"),
        ("Mon Jan 12 2026 14:03:00 GMT-0500 (Colombia Standard Time)", "2026-01-12 14:03:00-0500"),
        ("Mon Jan 12 14:03:00 2026", "2026-01-12 14:03:00"),
        ("Mon Jan 12 14:03:00 UTC 2026", "2026-01-12 14:03:00+00:00"),
    ],
)
def test_a_day_of_the_week_beside_a_date_is_left_out(text: str, date: str) -> None:
    assert year_first(text, DateOrder.DAY) == (date, "")
    current().moment(date)


@pytest.mark.parametrize("text", ["Mon, 13 Jan 2026", "Tue 12/01/2026", "2026-01-13 (Mon)"])
def test_a_date_that_is_another_day_of_the_week_is_refused(text: str) -> None:
    assert " day of the week" in year_first(text, DateOrder.DAY)[1]


def test_a_day_of_the_week_hides_no_doubt() -> None:
    assert order_of(["Mon 12/01/2026", "Tue 13/01/2026"]) is DateOrder.DAY
    assert in_doubt(["Mon 12/01/2026"], DateOrder.UNKNOWN)


@pytest.mark.parametrize("order", [DateOrder.UNKNOWN, DateOrder.MONTH])
def test_a_date_with_points_tells_nothing_of_others(order: DateOrder) -> None:
    others = {DateOrder.UNKNOWN: [], DateOrder.MONTH: ["12/25/2026"]}
    assert order_of(["25.12.2026", "03/04/2026", *others[order]]) is order
    assert year_first("03.04.2026", order) == ("2026-04-03", "")


@pytest.mark.parametrize("text", ["45123", "45123.5", "45123,75"])
def test_a_day_that_a_spreadsheet_counts_is_refused_as_that(text: str) -> None:
    assert "is how a spreadsheet counts days" in year_first(text, DateOrder.DAY)[1]
