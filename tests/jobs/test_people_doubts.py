# SPDX-License-Identifier: MIT
"""Cells of a file of people that may not be meant as they are written: lost letters, and what stands for nothing."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from flotui.jobs import sheet
from flotui.jobs.sheet import people, people_found, result_file, results
from flotui.jobs.sheet.people_found import PeopleFound, alike
from tests.jobs.sheet_rig import plan as shop_plan
from tests.support.each_of import each_of
from tests.support.people_files import WORDS, compared, person, sent

HELD = [
    person(1, "Ana 李", city="Łódź", note="Why?"),
    person(2, "Bia", city="Lima"),
    person(3, "Cid"),
]


@each_of(
    "proof",
    ["id,city\nf1u1,??d?\n", "id,name\nf1u1,Ana ?\n", "id,Stra?e\nf1u1,x\n"],
    ids=["a value", "a name", "a column's name"],
)
@each_of("cell", ["Jos?", "?", "???", "Ana ?", "a? b", "Sure?"])
def test_in_a_file_that_lost_letters_no_question_mark_is_written(proof: str, cell: str) -> None:
    head, first = proof.split()[0], proof.split("\n")[1]
    text = f"{head},note,first_name,points\n{first},,,\nf1u2,,{cell},{cell},5\nf1u3,,fine,Cid,6\n"
    plan = compared(text, HELD)
    wrong = {each.line: each.why for each in plan.wrong}
    assert wrong[3].count("has a ?, and the file has lost letters as ? elsewhere") == 2
    bodies = sent(plan)
    assert cell not in str(bodies[3]) and "5" in str(bodies[3]), "the rest of the line goes"
    assert "fine" in str(bodies[4]) and 4 not in wrong


def test_what_the_host_has_with_a_question_mark_stays_and_others_are_text_in_a_file_without_proof() -> None:
    proven = compared("id,name,note\nf1u1,Ana ?,Why?\n", HELD)
    assert [each.why.split(":")[0] for each in proven.wrong] == ["name"]
    plain = compared("id,city,note\nf1u2,Sure?,Jos?\nf1u1,Łódź,Why?\n", HELD)
    assert not plain.wrong and "Jos?" in str(sent(plain)[2])


@pytest.mark.parametrize("cell", ["Medell?n", "S?o Paulo", "rue de l'?le ch?teau", "Gr??e"])
def test_a_sign_within_a_word_is_a_lost_letter_whatever_is_there_now(cell: str) -> None:
    plan = compared(f"id,city,note\nf1u2,{cell},fine\nf1u3,Bogot?,Sure?\n", HELD)
    wrong = {each.line: each.why for each in plan.wrong}
    assert " has ? within a word, for a lost letter" in wrong[2]
    assert wrong[3].count("has a ?, and the file has lost letters as ? elsewhere") == 2
    assert "fine" in str(sent(plan)[2])


@pytest.mark.parametrize("cell", ["https://x.test/a?b=c", "page.php?id", "Why? No", "Sure?", "?", "a? b"])
def test_a_question_and_an_address_are_texts(cell: str) -> None:
    plan = compared(f"id,note\nf1u2,{cell}\n", HELD)
    assert not plan.wrong and cell in str(sent(plan)[2])


def test_words_that_end_in_a_question_mark_are_counted_in_the_preview() -> None:
    plan = compared("id,city,note\nf1u2,Bogot?,Really? Yes\nf1u3,Bogot?,Why?\n", HELD)
    (warning,) = plan.warnings
    assert warning == "Written with ?, which may be a lost letter: Bogot? in 2 cells, Why? in 1 cell."


def test_nobody_is_created_with_letters_that_may_be_lost() -> None:
    new = "+5521911112222,Jos?,Lima\n+5521911113333,Eva,S?o Paulo\n+5521911114444,Edu,Lima\n"
    text = f"phone,name,city\n+5521900000001,Ana ?,\n{new}"
    plan = compared(text, HELD, creates=True)
    assert [each.line for each in plan.wrong] == [2, 3, 4]
    assert [*sent(plan)] == [5]


DASHES = ("-", "–", "—", "--", "−", "---")


@each_of("cell", [*DASHES, "null", "NULL", "NaN", "undefined", "\\N"])
@each_of("target", ["name", "last_name", "city", "note"])
def test_what_stands_for_nothing_overwrites_no_text(cell: str, target: str) -> None:
    plan = compared(f"id,{target},points\nf1u2,{cell},5\n", HELD)
    ((line, why),) = plan.wrong
    assert line == 2 and "leave the cell empty" in why and cell in why
    assert "5" in str(sent(plan)[2])


@pytest.mark.parametrize("cell", DASHES)
def test_a_dash_is_a_text_where_it_is_written_as_one_or_the_host_has_it(cell: str) -> None:
    for spelled in (f"'{cell}", f'"=""{cell}"""'):
        plan = compared(f"id,city,name\nf1u2,{spelled},{spelled}\n", HELD)
        assert not plan.wrong and str(sent(plan)).count(cell) == 2
    held = [person(1, cell, city=cell)]
    assert compared(f"id,city,name\nf1u1,{cell},{cell}\n", held).unchanged == {2: "f1u1"}
    assert compared("id,city,name\nf1u1,NULL,NULL\n", [person(1, "NULL", city="NULL")]).unchanged


@pytest.mark.parametrize("target", ["points", "birthday", "vip", "cart", "new_phone"])
def test_a_dash_is_no_number_date_or_answer(target: str) -> None:
    assert len(compared(f"id,{target},city\nf1u2,-,Rio\n", HELD).wrong) == 1


def test_words_for_nothing_are_written_and_counted_in_the_preview() -> None:
    plan = compared("id,city,name,vip\nf1u1,N/A,none,no\nf1u2,N/A,Bia,yes\nf1u3,n/a,,\n", HELD)
    assert not plan.wrong and len(plan.changes) == 3
    assert (
        "Written as text, though it may mean no value: N/A in 2 cells, none in 1 cell, n/a in 1 cell."
        in plan.warnings
    )
    again = compared("id,city\nf1u1,N/A\n", [person(1, city="N/A")])
    assert not again.warnings, "what the host has is no doubt"


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("E-mail,Cidade", ["city from Cidade.", "By their names: E-mail."]),
        ("email,city", []),
        ("E-mail,city", []),
        ("Email address,city", ["E-mail from Email address.", "By their names: city."]),
        ("Phone,Full name", ["Name from Full name.", "By their names: Phone."]),
        ("Telefone,Nome", ["Phone from Telefone; Name from Nome."]),
    ],
)
def test_every_column_that_is_taken_is_told_once_one_is_called_otherwise(
    header: str, told: list[str]
) -> None:
    table = sheet.read(f"{header}\na@example.com,x\n".encode(), WORDS)
    columns = dict(sheet.guess(table, WORDS).columns)
    if "Cidade" in header:
        columns["field:f1v1"] = 1
    assert sheet.mapped(table, columns, WORDS) == told


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("+55 11 90000-4410", ["f1u1"]),
        ("0055 11 90000-4410", ["f1u1"]),
        ("+55 11 0000-4410", ["f1u2"]),
        ("11 90000-4410", []),
    ],
)
def test_a_number_with_its_countrys_code_means_who_has_exactly_that(cell: str, meant: list[str]) -> None:
    people = [person(1) | {"phone": "5511900004410"}, person(2) | {"phone": "551100004410"}]
    plan = compared(f"phone;city\n{cell};Lima\n", people)
    assert [line.subject for line in plan.changes] == meant
    people.append(person(3) | {"phone": "+55 11 90000-4410"})
    if meant == ["f1u1"]:
        (wrong,) = compared(f"phone;city\n{cell};Lima\n", people).wrong
        assert "f1u1" in wrong.why and "f1u3" in wrong.why and "f1u2" not in wrong.why


def test_a_line_of_which_nothing_can_be_sent_has_the_id_of_whom_it_is_about(tmp_path: Path) -> None:
    people = compared("id,points\nf1u1,many\nf9u9,5\n", HELD)
    prices = shop_plan("sku,price\nSKU-1,dear\nSKU-9,5\n")
    for plan, names in ((people, result_file.PEOPLE), (prices, result_file.VARIANTS)):
        path = tmp_path / f"{names[0]}.csv"
        results.write(path, 1, plan, [], names)
        with path.open(encoding="utf-8-sig", newline="") as file:
            ids = [row[2] for row in list(csv.reader(file))[1:]]
        assert ids == [{result_file.PEOPLE: "f1u1", result_file.VARIANTS: "1001"}[names], ""]


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\u2028", "\v", "\x1b"])
@pytest.mark.parametrize("target", ["name", "first_name", "last_name"])
def test_a_name_has_one_line(target: str, sign: str) -> None:
    plan = compared(f'id,{target},city\nf1u2,"Ana{sign}Rua das Flores 5",Rio\n', HELD)
    ((_, why),) = plan.wrong
    assert ("control character" if sign == "\x1b" else "line break") in why
    assert "Ana" not in str(sent(plan)[2])


def test_a_text_has_several_lines_and_so_has_a_name_that_the_host_has_so() -> None:
    assert not compared('id,note\nf1u2,"a\nb"\n', HELD).wrong
    assert compared('id,name\nf1u1,"a\nb"\n', [person(1, "a\nb")]).unchanged == {2: "f1u1"}


@pytest.mark.parametrize(
    "cell", ['["gold"]', "['gold']", '["gold", "gold"]', '[{"name": "gold", "tag_ns": "f1t1"}]', "[ “gold” ]"]
)
def test_tags_may_be_a_list_as_programs_write_it(cell: str) -> None:
    text = cell.replace('"', '""')
    plan = compared(f'id,tags,city\nf1u2,"{text}",Rio\n', HELD)
    assert not plan.wrong and "f1t1" in str(sent(plan)[2])


def test_a_list_with_a_tag_that_there_is_not_is_refused() -> None:
    plan = compared('id,tags\nf1u2,"[""gold"", ""silver""]"\n', HELD)
    ((_, why),) = plan.wrong
    assert "silver" in why


def test_each_newcomer_is_compared_with_those_alone_who_may_be_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Comparing each with all the others took 100 seconds for 4,000 of them."""
    compared_with = 0

    def counting(*given: str) -> bool:
        nonlocal compared_with
        compared_with += 1
        return alike(*given)

    monkeypatch.setattr(people, "alike", counting)
    lines = [f"+55119{number:08},a{number}@example.com,Ana" for number in range(100)]
    again = [
        "+55 11 9 0000-0007,A7@example.com,Ana",
        "1190000-0008,a8@example.com,Ana",
        "+5511900000009,a1@example.com,Ana",
    ]
    plan = compared("\n".join(["phone,email,name", *lines, *again]), creates=True)
    assert compared_with < 20
    assert len(plan.changes) == 100
    assert [line for line, _ in plan.wrong] == [102, 103, 104]
    assert "another new subscriber" in plan.wrong[-1][1]


def test_of_those_whom_a_file_means_only_what_its_columns_are_about_is_kept() -> None:
    found = PeopleFound(
        WORDS, [("phone", "+5521900000001"), ("by:f1v4", "7")], ["phone", "by:f1v4", "field:f1v1"]
    )
    for row in (
        person(1, "Ana", city="Lima", note="x" * 9),
        person(2, "Bia", points="7", birthday="2000-01-01"),
    ):
        found.take({**row, "tags": [{"tag_ns": "f1t1", "name": "gold"}], "gender": "female"})
    kept = {
        row_id: ([each.name for each in row.user_fields], [each["name"] for each in row.raw["user_fields"]])
        for row_id, row in found.people.items()
    }
    assert kept == {"f1u1": (["city"], ["city"]), "f1u2": (["points"], ["points"])}
    assert {(row.title, row.gender, row.tags[0].name) for row in found.people.values()} == {
        ("Ana", "female", "gold"),
        ("Bia", "female", "gold"),
    }


def test_whom_a_number_means_is_found_once_however_many_lines_have_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compares: list[str] = []
    rings = people_found._rings
    monkeypatch.setattr(
        people_found, "_rings", lambda who, *rest: compares.append(who.user_ns) or rings(who, *rest)
    )
    everyone = [{**person(at), "phone": "+5521900000001"} for at in range(3)]
    plan = compared("phone,city\n" + "+5521900000001,Lima\n" * 50, everyone)
    assert [each.line for each in plan.wrong] == list(range(2, 52)) and len(compares) <= 6
    assert "3 subscribers have the phone +5521900000001" in plan.wrong[-1].why
    found = PeopleFound(WORDS, [("email", "a@x.com")], ["email"])
    assert found.lacks("email", "a@x.com")
    found.take({**person(1), "email": "A@x.com"})
    assert not found.lacks("email", "a@x.com")


@pytest.mark.parametrize("creates", [False, True])
def test_of_a_line_that_creates_nobody_the_cell_is_named_for_which_it_does_not(creates: bool) -> None:
    held = [person(1, "Ana") | {"email": "ana@example.com"}]
    lines = ("+5521911112222,no-address", "+5521911113333,ana@example.com", "12,eva@example.com")
    plan = compared("phone,email,city\n" + "".join(f"{each},Lima\n" for each in lines), held, creates=creates)
    assert [each.why for each in plan.wrong] == [
        "no-address isn't an e-mail address",
        "no subscriber has the phone +5521911113333 (Ana, f1u1); a column new_phone changes it",
        "12 isn't a phone number",
    ]
