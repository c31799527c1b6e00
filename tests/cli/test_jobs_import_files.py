# SPDX-License-Identifier: MIT
"""The files that `flotui jobs import` reads: of all sorts and programs, and what is invalid in them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.import_rig import asked, person_of, results_in, some_people, written_since
from tests.support.server import Server

PEOPLE = 620


def test_a_column_in_doubt_is_settled_first(jobs: Any, server: Server, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(f"id,city,city\n{some_people(server)[4]['user_ns']},Quito,Oslo\n")
    second = ("--column", "city (column C)=-")
    for given in ((), second):
        refused = jobs("import", str(file), *given, code=2)
        assert "city: 2 columns could be it (city (column B), city (column C)). Choose one." in refused.stderr
    assert "→ Quito" in jobs("import", str(file), *second, "--column", "city (column B)=city").stdout


def test_of_many_invalid_lines_the_first_are_said_and_the_file_of_results_has_all(
    jobs: Any, server: Server, tmp_path: Path
) -> None:
    file, person = tmp_path / "people.csv", some_people(server)[4]["user_ns"]
    nobody = "".join(f"f1284u99{n},Lima\n" for n in range(100_000, 100_030))
    file.write_text(f"id,city\n{person},Lima 4\n{nobody}")
    seen = jobs("import", str(file)).stdout
    assert seen.count("no subscriber has the id") == 20 and "\n  and 10 more lines\n" in seen
    results = results_in(tmp_path / "people.result.csv")
    assert sum(each["outcome"] == "invalid" for each in results.values()) == 30


def test_of_thousands_of_columns_the_first_are_named(jobs: Any, server: Server, tmp_path: Path) -> None:
    file, person = tmp_path / "people.csv", some_people(server)[4]["user_ns"]
    names = [f"x{n}" for n in range(3_000)]

    def sheet(*names: str) -> str:
        return f"id,{','.join(names)}\n{person},{','.join(['1'] * len(names))}\n"

    file.write_text(sheet(*names))
    first = ", ".join(names[:99])
    assert f"Its columns are id, {first} and 2,901 more. Add --by" in jobs("import", str(file), code=2).stderr
    refused = jobs("import", str(file), "--column", "x=city", code=2)
    assert f"There are: id, {first} and 2,901 more." in refused.stderr
    file.write_text(sheet(*names, "city"))
    assert f"Columns not used: {first}, x99 and 2,900 more.\n" in jobs("import", str(file)).stdout
    file.write_text(sheet(*(f"+{name}" for name in names), "city"))
    seen = jobs("import", str(file)).stdout
    assert "There is no tag x5 (column +x5).\nNo such tag in 2,994 more columns.\nColumns not used" in seen
    file.write_text(sheet("city", "city"))
    twice = jobs("import", str(file), "--column", "city=-", code=2).stderr
    assert "2 columns are called city. Write city (column B) or city (column C)." in twice


_LINES = [["phone", "Nome", "city"], ["{phone}", 'Ana "Ninha", de Souza', "São Paulo"]]


def _form(rows: list[list[str]], mark: str, end: str) -> str:
    cells = [[f'"{cell}"' if mark in cell or '"' in cell else cell for cell in row] for row in rows]
    return (
        end.join(
            mark.join(cell.replace('a "N', 'a ""N').replace('a", d', 'a"", d') for cell in row)
            for row in cells
        )
        + end
    )


@pytest.mark.parametrize(
    ("mark", "end", "encoding"),
    [
        (",", "\n", "utf-8-sig"),
        (";", "\r\n", "utf-8"),
        ("\t", "\r\n", "utf-16"),
        (";", "\r\n", "cp1252"),
        ("|", "\n", "utf-16-le"),
    ],
)
def test_files_of_all_sorts(
    jobs: Any, server: Server, tmp_path: Path, mark: str, end: str, encoding: str
) -> None:
    person = some_people(server)[4]
    city = f"São Paulo {encoding} {ord(mark)}"
    rows = [_LINES[0], [person["phone"], _LINES[1][1], city]]
    file = tmp_path / "ünd people.csv"
    file.write_bytes(_form(rows, mark, end).encode(encoding))
    jobs("import", str(file), "--yes", "1")
    now = person_of(server, person["user_ns"])
    assert (now["name"], now["fields"]["city"]) == ('Ana "Ninha", de Souza', city)


def test_an_encoding_in_doubt_is_refused_until_it_is_told(jobs: Any, server: Server, tmp_path: Path) -> None:
    person = some_people(server)[5]
    file = tmp_path / "people.csv"
    file.write_bytes(f"id,city\n{person['user_ns']},Molière\n".encode("cp1252"))
    said = jobs("import", str(file), "--yes", "1", code=2).output
    assert "Windows-1252 (Molière) or Windows-1250 (Moličre)" in said and "--encoding windows-1250" in said
    assert "no encoding cp9999" in jobs("import", str(file), "--encoding", "cp9999", code=2).output
    said = jobs("import", str(file), "--encoding", "Windows-1252", "--yes", "1").output
    assert "Read as Windows-1252, as you chose: Molière." in said
    assert person_of(server, person["user_ns"])["fields"]["city"] == "Molière"


def test_twenty_wrong_lines_of_five_hundred(jobs: Any, server: Server, tmp_path: Path) -> None:
    rows = [
        each for page in range(1, 6) for each in asked(server, f"/subscribers?limit=100&page={page}")["data"]
    ]
    cells = [[each["user_ns"], "7", "2026-01-02T03:04:05-03:00"] for each in rows]
    wrong = {
        3: ["f1284u99999999", "7", ""],
        4: [cells[2][0], "seven", ""],
        5: [cells[3][0], "7", "soon"],
        6: ["", "7", ""],
        7: [cells[5][0], "1,000", ""],
        8: [cells[6][0], "7", "", "more"],
        9: ["1.2E+11", "7", ""],
    }
    wrong |= {number: [f"nobody{number}", "7", ""] for number in range(100, 113)}
    assert len(wrong) == 20 and len(cells) == 500
    fields = asked(server, "/flow/user-fields?limit=100")["data"]
    when = next(each["name"] for each in fields if each["var_type"] == "datetime")
    file = tmp_path / "people.csv"
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["id", "loyalty_points", when])
        writer.writerows(wrong.get(number, each) for number, each in enumerate(cells, 2))
    since = len(server.writes())
    planned = json.loads(jobs("import", str(file), "--json").stdout)
    assert {each["line"] for each in planned["invalid"]} == set(wrong)
    why = {each["line"]: each["why"] for each in planned["invalid"]}
    assert "no subscriber has the id f1284u99999999" in why[3]
    assert "loyalty_points: it can't be seven" in why[4]
    assert f"{when}: soon" in why[5]
    assert "doesn't say which subscriber" in why[6]
    assert "may mean 1000 or 1: write one of these" in why[7]
    assert "4 cells for 3 columns" in why[8]
    assert "a spreadsheet shortened" in why[9]
    jobs("run", str(planned["id"]), "--yes", str(planned["rows"]))
    sent = written_since(server, since)
    spoiled = {cells[number - 2][0] for number in wrong}
    assert not {body["user_ns"] for _, body in sent} & (spoiled - {cells[2][0], cells[3][0], cells[5][0]})
    assert {body["user_ns"] for _, body in sent} >= {each[0] for each in cells} - spoiled
    results = results_in(Path(planned["results"]))
    assert Path(planned["results"]).stat().st_mode & 0o777 == 0o600, "it holds people"
    assert set(results) == set(range(2, 502)), "each line once"
    assert {number for number, row in results.items() if row["outcome"] == "invalid"} <= set(wrong)
    assert {results[number]["outcome"] for number in set(results) - set(wrong)} <= {"done", "unchanged"}


def test_an_id_of_another_bots_is_a_wrong_line(jobs: Any, tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text("id,city\nf9999u903,Lima\n")
    (wrong,) = json.loads(jobs("import", str(file), "--json", code=1).stdout)["invalid"]
    assert (wrong["line"], wrong["why"]) == (2, "no subscriber has the id f9999u903")


def test_sheets_of_other_programs(jobs: Any, server: Server, tmp_path: Path) -> None:
    one, other, third = some_people(server)[21:24]
    file = tmp_path / "people.csv"
    file.write_text(
        "Id;phone;loyalty_points;tags\n"
        f'918273645;{one["phone"]};"1.234,56 €";"""vip"",""influencer"""\n'
        f"918273646;{other['phone']};R$ 5555,50;\n"
        f"918273647;{third['phone']};7777,-;\n"
    )
    seen = jobs("import", str(file), code=1)
    assert "Column Id has no ids like f123u456" in seen.stdout and "Add --column Id=-" in seen.stdout
    seen = jobs("import", str(file), "--column", "Id=-", "--yes", "3")
    assert "Currency signs left out of numbers: €, R$." in seen.stdout
    now = [person_of(server, each["user_ns"]) for each in (one, other, third)]
    assert [each["fields"]["loyalty_points"] for each in now] == ["1234.56", "5555.50", "7777"]
    assert {"vip", "influencer"} <= now[0]["tag_names"]
    file.write_text(f"id,city\n{one['user_ns']},\n")
    hollow = jobs("import", str(file), code=2).stderr
    assert "city: empty in every line. Add --clear-empty" in hollow
    file.write_text(f"id,new_email\n{one['user_ns']},\n")
    hollow = jobs("import", str(file), code=2).stderr
    assert "new_email: empty in every line. Its columns are id, new_email." in hollow, "that isn't cleared"


def test_a_file_is_named_as_people_paste_paths(jobs: Any, server: Server, tmp_path: Path) -> None:
    file = tmp_path / "my people.csv"
    file.write_text(f"id,city\n{some_people(server)[24]['user_ns']},Pasted\n")
    for named in (file.as_uri(), f"'{file}'", str(file).replace(" ", "\\ ")):
        assert "1 line: 1 to carry out" in jobs("import", named).stdout
    for stream in ("-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"):
        assert "Standard input can't be imported" in jobs("import", stream, code=2).stderr
