# SPDX-License-Identifier: MIT
"""`flotui jobs import`: people changed by a file, judged by what the sandbox was sent."""

from __future__ import annotations

import csv
import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from flotui.text.delimited import unguarded
from tests.cli.conftest import PointAt, Run
from tests.support.server import Server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server("--subscribers", "620", "--quota", "1000000") as found:
        yield found


@pytest.fixture
def jobs(run: Run, server: Server, point_at: PointAt) -> Any:
    """Runs `flotui jobs …` against the sandbox, whose people are as they were at first."""
    server.door("POST", "/reset")
    point_at(server.url)

    def jobs(*words: str, code: int = 0) -> Result:
        ended = run("jobs", *words)
        assert ended.exit_code == code, ended.output
        return ended

    return jobs


def _asked(server: Server, path: str, body: Any = None) -> Any:
    """A request of the API, past flotui."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": "Bearer demo", "Content-Type": "application/json"}
    request = urllib.request.Request(server.url + path, data, headers)
    with urllib.request.urlopen(request, timeout=10) as reply:
        return json.loads(reply.read())


def _people(server: Server) -> list[dict[str, Any]]:
    """Some who have a whole number of their own, always in the same order."""
    found = [
        each
        for page in (1, 2)
        for each in _asked(server, f"/subscribers?limit=100&page={page}")["data"]
        if (each["phone"] or "").startswith("+5521")
    ]
    return sorted(found, key=lambda each: str(each["user_ns"]))


def _one(server: Server, user_ns: str) -> dict[str, Any]:
    row: dict[str, Any] = _asked(server, f"/subscriber/get-info?user_ns={user_ns}")
    fields = {each["name"]: each["value"] for each in row["user_fields"]}
    return {**row, "fields": fields, "tag_names": {each["name"] for each in row["tags"]}}


def _written(server: Server, since: int) -> list[tuple[str, Any]]:
    return server.writes()[since:]


def _results(path: Path) -> dict[int, dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [{name: unguarded(cell) for name, cell in row.items()} for row in csv.DictReader(file)]
    return {int(row["line"]): row for row in rows}


def test_what_may_not_be_meant_stands_in_the_json_too(jobs: Any, server: Server, tmp_path: Path) -> None:
    (person, *_) = _people(server)
    file = tmp_path / "notes.csv"
    file.write_text(f"id,city\n{person['user_ns']},N/A\n")
    planned = json.loads(jobs("import", str(file), "--json").stdout)
    assert planned["notes"] == ["Written as text, though it may mean no value: N/A in 1 cell."]


def test_people_are_found_by_any_column_and_get_only_what_is_new(
    jobs: Any, server: Server, tmp_path: Path
) -> None:
    people = _people(server)
    by_id, by_phone, by_mail = people[0], people[1], next(each for each in people[2:] if each["email"])
    file = tmp_path / "people.csv"
    file.write_text(
        "id,phone,email,city,loyalty_points,tags\n"
        f'{by_id["user_ns"]},,,Lima,12.50,"influencer, -vip"\n'
        f',"({by_phone["phone"][-11:-9]}) {by_phone["phone"][-9:-4]}-{by_phone["phone"][-4:]}",,Lima,,+influencer\n'
        f",,{by_mail['email'].upper()},Lima,7,\n"
    )
    since = len(server.writes())
    seen = jobs("import", str(file))
    assert _written(server, since) == []
    assert "3 lines: 3 to carry out, 0 unchanged, 0 invalid" in seen.stdout
    assert "→ Lima" in seen.stdout and "tag influencer: off → on" in seen.stdout
    jobs("import", str(file), "--yes", "3")
    sent = _written(server, since)
    assert {body["user_ns"] for _, body in sent} == {each["user_ns"] for each in (by_id, by_phone, by_mail)}
    for each in (by_id, by_phone, by_mail):
        now = _one(server, each["user_ns"])
        assert now["fields"]["city"] == "Lima"
        assert ("influencer" in now["tag_names"]) is (each is not by_mail)
    assert _one(server, by_id["user_ns"])["fields"]["loyalty_points"] == "12.50"
    file.write_text(f"{file.read_text()}{people[5]['user_ns']},,,Lima,,\n")
    assert "4 subscribers · 1 will change · 3 unchanged" in jobs("import", str(file)).stdout
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:4]))
    since = len(server.writes())
    again = jobs("import", str(file), "--json")
    assert json.loads(again.stdout)["unchanged_lines"] == [2, 3, 4]
    assert _written(server, since) == []


def test_the_count_is_the_key(jobs: Any, server: Server, tmp_path: Path) -> None:
    file = tmp_path / " people.csv"
    file.write_text(f"id,city\n{_people(server)[3]['user_ns']},Quito\n")
    since = len(server.writes())
    refused = jobs("import", str(file), "--yes", "2", code=3)
    assert "it goes to 1 subscriber, not 2" in refused.stderr
    assert [each.name for each in tmp_path.glob("*.csv")] == [file.name], "no results of what was discarded"
    assert "result.csv" not in refused.output
    assert _written(server, since) == []
    assert json.loads(jobs("list", "--json").stdout) == []


def test_a_plan_keeps_its_results_whatever_becomes_of_another_of_the_same_file(
    jobs: Any, server: Server, tmp_path: Path
) -> None:
    file, results = tmp_path / "p.csv", tmp_path / "p.result.csv"
    file.write_text(f"id,city\n{_people(server)[4]['user_ns']},Cusco\n")
    first = json.loads(jobs("import", str(file), "--json").stdout)
    before = results.read_text()
    jobs("import", str(file), "--yes", "2", code=3)
    assert results.read_text() == before
    jobs("import", str(file))
    assert (tmp_path / "p.result-2.csv").exists() and results.read_text() == before
    jobs("run", str(first["id"]))
    (line,) = csv.DictReader(results.read_text(encoding="utf-8-sig").splitlines())
    assert line["outcome"] == "done"


def test_a_file_that_reaches_nobody_is_told_from_one_that_reaches_all(
    jobs: Any, server: Server, tmp_path: Path
) -> None:
    file = tmp_path / "nobody.csv"
    file.write_text("email,city\nnobody1@example.org,Quito\nnobody2@example.org,Quito\n")
    refused = jobs("import", str(file), "--yes", "2", code=3)
    assert "Not sent: it goes to 0 subscribers, not 2." in refused.stderr
    assert "No change" in jobs("import", str(file), code=1).stderr


def test_a_column_in_doubt_is_settled_first(jobs: Any, server: Server, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(f"id,city,city\n{_people(server)[4]['user_ns']},Quito,Oslo\n")
    second = ("--column", "city (column C)=-")
    for given in ((), second):
        refused = jobs("import", str(file), *given, code=2)
        assert "city: 2 columns could be it (city (column B), city (column C)). Choose one." in refused.stderr
    assert "→ Quito" in jobs("import", str(file), *second, "--column", "city (column B)=city").stdout


def test_of_many_invalid_lines_the_first_are_said_and_the_file_of_results_has_all(
    jobs: Any, server: Server, tmp_path: Path
) -> None:
    file, person = tmp_path / "people.csv", _people(server)[4]["user_ns"]
    nobody = "".join(f"f1284u99{n},Lima\n" for n in range(100_000, 100_030))
    file.write_text(f"id,city\n{person},Lima 4\n{nobody}")
    seen = jobs("import", str(file)).stdout
    assert seen.count("no subscriber has the id") == 20 and "\n  and 10 more lines\n" in seen
    results = _results(tmp_path / "people.result.csv")
    assert sum(each["outcome"] == "invalid" for each in results.values()) == 30


def test_of_thousands_of_columns_the_first_are_named(jobs: Any, server: Server, tmp_path: Path) -> None:
    file, person = tmp_path / "people.csv", _people(server)[4]["user_ns"]
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
    person = _people(server)[4]
    city = f"São Paulo {encoding} {ord(mark)}"
    rows = [_LINES[0], [person["phone"], _LINES[1][1], city]]
    file = tmp_path / "ünd people.csv"
    file.write_bytes(_form(rows, mark, end).encode(encoding))
    jobs("import", str(file), "--yes", "1")
    now = _one(server, person["user_ns"])
    assert (now["name"], now["fields"]["city"]) == ('Ana "Ninha", de Souza', city)


def test_an_encoding_in_doubt_is_refused_until_it_is_told(jobs: Any, server: Server, tmp_path: Path) -> None:
    person = _people(server)[5]
    file = tmp_path / "people.csv"
    file.write_bytes(f"id,city\n{person['user_ns']},Molière\n".encode("cp1252"))
    said = jobs("import", str(file), "--yes", "1", code=2).output
    assert "Windows-1252 (Molière) or Windows-1250 (Moličre)" in said and "--encoding windows-1250" in said
    assert "no encoding cp9999" in jobs("import", str(file), "--encoding", "cp9999", code=2).output
    said = jobs("import", str(file), "--encoding", "Windows-1252", "--yes", "1").output
    assert "Read as Windows-1252, as you chose: Molière." in said
    assert _one(server, person["user_ns"])["fields"]["city"] == "Molière"


def test_twenty_wrong_lines_of_five_hundred(jobs: Any, server: Server, tmp_path: Path) -> None:
    rows = [
        each for page in range(1, 6) for each in _asked(server, f"/subscribers?limit=100&page={page}")["data"]
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
    fields = _asked(server, "/flow/user-fields?limit=100")["data"]
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
    sent = _written(server, since)
    spoiled = {cells[number - 2][0] for number in wrong}
    assert not {body["user_ns"] for _, body in sent} & (spoiled - {cells[2][0], cells[3][0], cells[5][0]})
    assert {body["user_ns"] for _, body in sent} >= {each[0] for each in cells} - spoiled
    results = _results(Path(planned["results"]))
    assert Path(planned["results"]).stat().st_mode & 0o777 == 0o600, "it holds people"
    assert set(results) == set(range(2, 502)), "each line once"
    assert {number for number, row in results.items() if row["outcome"] == "invalid"} <= set(wrong)
    assert {results[number]["outcome"] for number in set(results) - set(wrong)} <= {"done", "unchanged"}


def test_the_results_have_every_line_with_what_it_names_somebody_by(
    jobs: Any, server: Server, tmp_path: Path
) -> None:
    one, other = _people(server)[40:42]
    phone = f"({one['phone'][3:5]}) {one['phone'][5:]}"
    file = tmp_path / "lines.csv"
    file.write_text(
        "phone,city,email\n"
        f"{phone},Lima,\n"  # changes
        ",,\n"  # nothing between others
        "\n"
        "1.2E+11,Lima,who@example.org\n"  # invalid
        f"{other['phone']},Lima,,more\n"  # too many cells
        "+551199900000,Lima,\n"  # nobody's
        ",Lima,\n"  # names nobody
        ",,\n\n"  # nothing behind the last
    )
    jobs("import", str(file), "--yes", "1")
    results = _results(tmp_path / "lines.result.csv")
    assert {line: (row["named_by"], row["outcome"]) for line, row in results.items()} == {
        2: (phone, "done"),
        3: ("", "passed over"),
        4: ("", "passed over"),
        5: ("1.2E+11; who@example.org", "invalid"),
        6: (other["phone"], "invalid"),
        7: ("+551199900000", "invalid"),
        8: ("", "invalid"),
    }


def test_lines_about_one_person_and_a_number_of_two_people(jobs: Any, server: Server, tmp_path: Path) -> None:
    one, other, third = _people(server)[10:13]
    _asked(server, "/subscriber/create", {"phone": one["phone"].lstrip("+"), "email": "", "name": "Double"})
    file = tmp_path / "people.csv"
    file.write_text(
        "id,phone,city\n"
        f",{one['phone']},Cali\n"  # two people's
        f"{other['user_ns']},,Cali\n"
        f",{other['phone']},Bern\n"  # the same person, something else
        f"{third['user_ns']},,Cali\n"
        f"{third['user_ns']},{third['phone']},Cali\n"  # the same once more
        f"{third['user_ns']},{other['phone']},Cali\n"  # two different people
        f"{one['user_ns']},{one['phone']},Cali\n"  # the id tells the two apart
    )
    since = len(server.writes())
    ended = json.loads(jobs("import", str(file), "--json").stdout)
    why = {each["line"]: each["why"] for each in ended["invalid"]}
    assert set(why) == {2, 3, 4, 6, 7}
    assert f"2 subscribers have the phone {one['phone']}" in why[2] and "name the id" in why[2]
    assert "same subscriber as line 4" in why[3] and "same subscriber as line 3" in why[4]
    assert why[6] == "it repeats line 5"
    assert "are different subscribers" in why[7]
    assert third["user_ns"] in why[7] and other["user_ns"] in why[7], "both are named"
    jobs("run", str(ended["id"]))
    assert {body["user_ns"] for _, body in _written(server, since)} == {third["user_ns"], one["user_ns"]}


def test_an_id_of_another_bots_is_a_wrong_line(jobs: Any, tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text("id,city\nf9999u903,Lima\n")
    (wrong,) = json.loads(jobs("import", str(file), "--json", code=1).stdout)["invalid"]
    assert (wrong["line"], wrong["why"]) == (2, "no subscriber has the id f9999u903")


def test_a_field_finds_people_and_columns_are_told(jobs: Any, server: Server, tmp_path: Path) -> None:
    person = _people(server)[20]
    file = tmp_path / "ids.csv"
    file.write_text(f"id,crm_id\n{person['user_ns']},0042\n")
    jobs("import", str(file), "--yes", "1")
    file = tmp_path / "crm.csv"
    file.write_text('crm_id,Cidade,junk\n"=""0042""",Recife,x\n,,y\n')
    refused = jobs("import", str(file), code=2)
    assert "No column identifies the subscriber" in refused.stderr and "--by FIELD" in refused.stderr
    seen = jobs("import", str(file), "--by", "crm_id", "--column", "Cidade=city", "--yes", "1")
    assert "city from Cidade" in seen.stdout and "Columns not used: junk" in seen.stdout
    assert "Passed over: line 3, without anything to find a subscriber by" in seen.stdout
    assert _results(tmp_path / "crm.result.csv")[3]["outcome"] == "passed over"
    now = _one(server, person["user_ns"])
    assert (now["fields"]["city"], now["fields"]["crm_id"]) == ("Recife", "0042")
    for words, said in (
        (("--column", "Cidade=nothing"), "A column can't hold nothing"),
        (("--column", "Stadt=city"), "There is no column Stadt"),
        (("--by", "nothing"), "no user field called nothing"),
    ):
        assert said in jobs("import", str(file), *words, code=2).stderr


def test_labels_opt_ins_names_and_ticked_tags(jobs: Any, server: Server, tmp_path: Path) -> None:
    one, other = _people(server)[30:32]
    file = tmp_path / "people.csv"
    file.write_text(
        "id,first_name,new_email,optin_sms,labels,+wholesale,-vip,tag:pickup,+nosuch\n"
        f"{one['user_ns']},Zoë,zoe@example.org,yes,Press,x,,yes,x\n"
        f"{other['user_ns']},,,perhaps,Nosuch,no,yes,no,\n"
    )
    seen = jobs("import", str(file)).stdout
    assert "There is no tag nosuch (column +nosuch)." in seen and "not used: +nosuch" in seen
    planned = json.loads(jobs("import", str(file), "--json").stdout)
    why = {each["line"]: each["why"] for each in planned["invalid"]}
    assert "SMS opt-in: perhaps is neither yes nor no" in why[3] and "Correct it" not in why[3]
    assert "no label called Nosuch" in why[3]
    jobs("run", str(planned["id"]))
    now = _one(server, one["user_ns"])
    assert (now["first_name"], now["email"]) == ("Zoë", "zoe@example.org")
    assert now["opted_in_sms"] and {"wholesale", "pickup"} <= now["tag_names"]
    assert "Press" in {each["name"] for each in now["labels"]}
    assert not _one(server, other["user_ns"])["tag_names"] & {"wholesale", "vip", "pickup"}


def test_who_is_not_there_is_created_once(jobs: Any, server: Server, tmp_path: Path) -> None:
    known = _people(server)[-1]
    file = tmp_path / "people.csv"
    file.write_text(
        "name,phone,email,city,tags\n"
        "New One,+55 11 98888 0001,one@example.org,Lima,vip\n"
        "New One,(11) 98888-0001,One@example.org,Lima,vip\n"  # the same, in another form
        f"Known,{known['phone']},,Lima,\n"
        "No number,,new.two@example.org,,\n"
        "Odd,+55 11 98888 0001,three@example.org,,\n"  # whose?
    )
    without = json.loads(jobs("import", str(file), "--json").stdout)
    assert (without["rows"], without["created"]) == (1, 0)
    before = server.accepted().get("flowCreateManyBotUsers", 0)
    since = len(server.writes())
    planned = json.loads(jobs("import", str(file), "--create", "--json").stdout)
    assert (planned["rows"], planned["created"]) == (3, 2)
    why = {each["line"]: each["why"] for each in planned["invalid"]}
    assert why == {3: "it repeats line 2", 6: "its phone or e-mail is that of another new subscriber"}
    jobs("run", str(planned["id"]))
    sent = {name for name, _ in _written(server, since) if "Create" in name}
    assert sent == {"flowCreateManyBotUsers", "flowCreateBotUser"}, "with a tag and a field, and without"
    assert server.accepted()["flowCreateManyBotUsers"] == before + 1
    (row,) = _asked(server, "/subscribers?phone=%2B5511988880001")["data"]
    assert "vip" in _one(server, row["user_ns"])["tag_names"]
    assert _one(server, row["user_ns"])["fields"]["city"] == "Lima"
    again = json.loads(jobs("import", str(file), "--create", "--json").stdout)
    assert (again["rows"], again["created"]) == (0, 0), "nobody is created twice"


def test_one_reading_of_a_cell_finds_tells_doubles_and_is_sent(
    jobs: Any, server: Server, tmp_path: Path
) -> None:
    _asked(
        server,
        "/subscriber/create",
        {"name": "Zed", "email": "zed@example.com", "phone": "+12125550177"},
    )
    (person,) = _asked(server, "/subscribers?email=zed@example.com")["data"]
    _asked(
        server, "/subscriber/create", {"name": "Yan", "email": "ida@bücher.example", "phone": "+551143456789"}
    )
    file = tmp_path / "people.csv"
    for noun, cells in (
        (
            "email",
            ["Zed <zed@example.com>", "mailto:zed@example.com", "<ZED@example.com>", "zed@example.com;"],
        ),
        (
            "email",
            ["'zed@example.com'", '"""zed@example.com"""', "zed@example.com.", "zed@example.com (work)"],
        ),
        ("phone", ["01112125550177", "tel:+12125550177", "1-212-555-0177"]),
        ("email", ["ida@xn--bcher-kva.example", "IDA@Bücher.example"]),
        ("id", [person["user_ns"].upper(), f" {person['user_ns']} "]),
    ):
        for cell in cells:
            file.write_text(f"{noun},name,city\n{cell},Zed,Lima\n")
            for words in ((), ("--create",)):
                planned = json.loads(jobs("import", str(file), *words, "--json").stdout)
                assert (planned["rows"], planned["created"]) == (1, 0), (cell, planned)
    file.write_text(
        "email,phone,name\nNew <new6@example.com>,,A\nmailto:NEW6@example.com,,A\n,+5511943456789,Mobile\n"
    )
    planned = json.loads(jobs("import", str(file), "--create", "--json").stdout)
    assert planned["created"] == 2, "a landline and a mobile number are two"
    assert [each["line"] for each in planned["invalid"]] == [3]
    jobs("run", str(planned["id"]))
    assert [each["email"] for each in _asked(server, "/subscribers?email=new6@example.com")["data"]] == [
        "new6@example.com"
    ]


def test_nobody_is_created_with_a_phone_or_an_address_that_is_none(
    jobs: Any, server: Server, tmp_path: Path
) -> None:
    wrong = {
        "phone": [
            "932345678",
            "+999999999999999999",
            "1234567890123456789012",
            "07700900123",
            "15 2345-6789",
            "(0)15 2345-6789",
            "044 555 0199",
            "4402079460958",
            "+1 111 555 0100",
        ],
        "email": [
            "ana@",
            "a b@example.com",
            "ana@example",
            "a;b@example.com",
            "ana@example.com,bob@example.com",
        ],
    }
    file = tmp_path / "people.csv"
    for noun, cells in wrong.items():
        file.write_text("".join([f"{noun}\tname\n", *(f"{cell}\tSomebody\n" for cell in cells)]))
        planned = json.loads(jobs("import", str(file), "--create", "--json", code=1).stdout)
        assert [each["line"] for each in planned["invalid"]] == list(range(2, 2 + len(cells)))
        for cell, each in zip(cells, planned["invalid"], strict=True):
            assert cell in each["why"]


def test_no_value_is_made_of_a_failed_formula_or_of_signs_that_cant_be_seen(
    jobs: Any, server: Server, tmp_path: Path
) -> None:
    person = _people(server)[20]["user_ns"]
    file = tmp_path / "people.csv"
    for cell, why in (
        ("#N/A", "is what a spreadsheet shows for a formula that failed"),
        ("#WERT!", "a formula that failed"),
        ("#¡REF!", "a formula that failed"),
        ("#DIV/0!", "a formula that failed"),
        ("Err:502", "a formula that failed"),
        ("########", "or for want of room"),
        ("=Ana", "is a formula to a spreadsheet"),
        ("NULL", "leave the cell empty"),
        ("\\N", "leave the cell empty"),
        ("Li\x1b[2Jma", "it has the control character U+001B"),
        ("Li\x9b31mma", "it has the control character U+009B"),
    ):
        for column in ("city", "name"):
            file.write_text(f"id,{column}\n{person},{cell}\n")
            if column == "name" and "control" in why:
                continue
            (wrong,) = json.loads(jobs("import", str(file), "--json", code=1).stdout)["invalid"]
            assert why in wrong["why"], cell
    file.write_text(f"id,city\n{person},Li\u200bma \u202eX\u202c\n")
    jobs("import", str(file), "--yes", "1")
    assert _one(server, person)["fields"]["city"] == "Lima X"
    for value, said in (("\u200b", "it has no visible characters"), ("a\x1bb", "control character U+001B")):
        assert said in jobs("plan", f"id:{person}", "--set", f"city={value}", code=2).stderr
    file.write_text("email,name,phone\n#N/A,Nobody,\n,Nobody,#REF!\n,Nobody,=A1\nx@example.com,=Ana,\n")
    assert len(json.loads(jobs("import", str(file), "--create", "--json", code=1).stdout)["invalid"]) == 4


def test_what_begins_like_a_formula_is_a_text_behind_an_apostrophe_or_where_the_host_has_it(
    jobs: Any, server: Server, tmp_path: Path
) -> None:
    person = _people(server)[20]["user_ns"]
    _asked(server, "/flow/create-tag", {"name": "=vip"})
    file = tmp_path / "people.csv"
    file.write_text(f"id,city,name,tags\n{person},'=),'=Ana,'=vip\n")
    jobs("import", str(file), "--yes", "1")
    assert (_one(server, person)["fields"]["city"], _one(server, person)["name"]) == ("=)", "=Ana")
    file.write_text(f"id,city,name,tags\n{person},=),=Ana,=vip\n")
    again = json.loads(jobs("import", str(file), "--json").stdout)
    assert again["invalid"] == [] and again["unchanged_lines"] == [2], again
    file.write_text(f"id,tags\n{person},=B2\n")
    (wrong,) = json.loads(jobs("import", str(file), "--json", code=1).stdout)["invalid"]
    assert "=B2 is a formula to a spreadsheet" in wrong["why"]


def test_sheets_of_other_programs(jobs: Any, server: Server, tmp_path: Path) -> None:
    one, other, third = _people(server)[21:24]
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
    now = [_one(server, each["user_ns"]) for each in (one, other, third)]
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
    file.write_text(f"id,city\n{_people(server)[24]['user_ns']},Pasted\n")
    for named in (file.as_uri(), f"'{file}'", str(file).replace(" ", "\\ ")):
        assert "1 line: 1 to carry out" in jobs("import", named).stdout
    for stream in ("-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"):
        assert "Standard input can't be imported" in jobs("import", stream, code=2).stderr


def test_its_first_line_runs_alone_and_it_starts_when_asked(
    jobs: Any, run: Run, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = _people(server)[:25]
    for words, left in (((), 24), (("--no-trial",), 0)):
        gone = _asked(server, "/subscriber/create", {"phone": "", "email": "", "name": "Soon gone"})[
            "user_ns"
        ]
        file = tmp_path / "people.csv"
        lines = [gone, *(each["user_ns"] for each in people[1:])]
        file.write_text("id,city\n" + "".join(f"{each},Trial {left}\n" for each in lines))
        planned = json.loads(jobs("import", str(file), *words, "--json").stdout)
        _delete(server, gone)
        ended = json.loads(jobs("run", str(planned["id"]), "--json", code=1).stdout)
        assert (ended["refused"], ended["waiting"]) == (1, left)
        results = _results(Path(planned["results"]))
        assert results[2]["outcome"] == "refused" and results[2]["message"]
        assert {row["outcome"] for line, row in results.items() if line > 2} == {
            "waiting" if left else "done"
        }
    later = json.loads(
        jobs("import", str(file), "--start", "tomorrow 9:00", "--column", "city=state", "--json").stdout
    )
    assert later["starts_at"] is not None and later["held_until"] == later["starts_at"]
    for name in ("FLOTUI_API_KEY", "FLOTUI_BASE_URL"):
        monkeypatch.delenv(name)
    assert run("jobs", "import", str(file), "--profile", "nosuch").exit_code == 2


def _delete(server: Server, user_ns: str) -> None:
    request = urllib.request.Request(
        server.url + "/subscriber/delete",
        json.dumps({"user_ns": user_ns}).encode(),
        {"Authorization": "Bearer demo", "Content-Type": "application/json"},
        method="DELETE",
    )
    urllib.request.urlopen(request, timeout=10).close()


def test_who_is_created_gets_labels_opt_ins_and_more_than_ten_tags_with_the_id_that_the_host_tells(
    jobs: Any, server: Server, tmp_path: Path
) -> None:
    tags = [each["name"] for each in _asked(server, "/flow/tags?limit=100")["data"]][:12]
    file = tmp_path / "people.csv"
    file.write_text(
        "name,phone,city,labels,optin_sms,subscribed,tags\n"
        f"New Three,+55 11 98888 0003,Lima,Press,yes,no,{'|'.join(tags)}\n"
        "New Four,+55 11 98888 0004,Cali,Press,,,\n"
        "New Five,+55 11 98888 0005,Cali,,,,\n"
    )
    since = len(server.writes())
    planned = json.loads(jobs("import", str(file), "--create", "--json").stdout)
    assert (planned["rows"], planned["created"], planned["invalid"]) == (3, 3, [])
    server.door("POST", "/faults", {"kind": "422", "path": "/subscriber/add-labels-by-name", "skip": 1})
    jobs("run", str(planned["id"]), code=1)
    new = _new(server)
    assert sorted(len(each["labels"]) for each in new.values()) == [0, 0, 1], "one was refused"
    later = [body for _, body in _written(server, since) if "user_ns" in body]
    assert {body["user_ns"] for body in later} == {new[3]["user_ns"], new[4]["user_ns"]}
    results = _results(Path(planned["results"]))
    assert [results[line]["id"] for line in (2, 3, 4)] == [new[number]["user_ns"] for number in (3, 4, 5)]
    assert sorted(each["outcome"] for each in results.values()) == ["done", "done", "refused"]
    jobs("resolve", str(planned["id"]), "--refused", "again")
    jobs("run", str(planned["id"]))
    new = _new(server)
    assert all(len(new[number]["labels"]) == 1 for number in (3, 4))
    assert [new[number]["fields"]["city"] for number in (3, 4, 5)] == ["Lima", "Cali", "Cali"]
    assert set(tags) <= new[3]["tag_names"] and new[3]["opted_in_sms"] and not new[3]["subscribed"]
    assert json.loads(jobs("verify", str(planned["id"]), "--json").stdout)["different"] == []
    created = [name for name, _ in _written(server, since) if "Create" in name]
    assert sorted(created) == ["flowCreateBotUser", "flowCreateBotUser", "flowCreateManyBotUsers"], (
        "each once"
    )


def _new(server: Server) -> dict[int, dict[str, Any]]:
    """Those who were created with a number that ends so."""
    found = {}
    for number in (3, 4, 5):
        (row,) = _asked(server, f"/subscribers?phone=%2B551198888000{number}")["data"]
        found[number] = _one(server, row["user_ns"])
    return found


def test_empty_cells_and_dates_of_another_order_mean_what_somebody_says(
    jobs: Any, server: Server, tmp_path: Path
) -> None:
    one, other, third = _people(server)[40:43]
    when = _when(server)
    file = tmp_path / "people.csv"
    file.write_text(f"id,city\n{one['user_ns']},Lima\n{other['user_ns']},Quito\n")
    jobs("import", str(file), "--yes", "2")
    file.write_text(
        f"id,city,{when}\n"
        f"{one['user_ns']},,03/04/2026 2:30 PM\n"
        f"{other['user_ns']},Cali,\n"
        f"{third['user_ns']},,3.4.26\n"
    )
    planned = json.loads(jobs("import", str(file), "--json").stdout)
    why = {each["line"]: each["why"] for each in planned["invalid"]}
    assert why[2] == f"{when}: 03/04/2026 may be 3 April or 4 March: say whether day or month comes first"
    assert "with four digits" in why[4]
    seen = jobs("import", str(file))
    assert "Add --dates day-first or --dates month-first" in seen.stdout and "Lima → empty" not in seen.stdout
    assert seen.stdout.index("may be 3 April") < seen.stdout.index("Add --dates"), (
        "what to do is said behind what is wrong"
    )
    seen = jobs("import", str(file), "--dates", "month-first", "--clear-empty")
    assert "city: Lima → empty" in seen.stdout and "An empty cell clears its user field." in seen.stdout
    assert "Dates are read with the month first." in seen.stdout and "Add --dates" not in seen.stdout
    rows = json.loads(jobs("import", str(file), "--dates", "month-first", "--clear-empty", "--json").stdout)[
        "rows"
    ]
    jobs("import", str(file), "--dates", "month-first", "--clear-empty", "--yes", str(rows))
    now = _one(server, one["user_ns"])["fields"]
    assert not now.get("city") and now[when].startswith("2026-03-04T14:30:00")
    assert _one(server, other["user_ns"])["fields"]["city"] == "Cali"
    file.write_text(f"id,{when}\n{one['user_ns']},03/04/2026 08:00\n{other['user_ns']},25/04/2026 08:00\n")
    seen = jobs("import", str(file), "--yes", "2")
    assert "Dates are read with the day first." in seen.stdout, "the second line tells"
    assert _one(server, one["user_ns"])["fields"][when].startswith("2026-04-03T08:00:00")


def _when(server: Server) -> str:
    fields = _asked(server, "/flow/user-fields?limit=100")["data"]
    return str(next(each["name"] for each in fields if each["var_type"] == "datetime"))


def test_a_line_that_names_nobody_creates_nobody(jobs: Any, server: Server, tmp_path: Path) -> None:
    file, before = tmp_path / "people.csv", server.door("GET", "/state")["subscribers"]
    file.write_text("name,phone,city\nNobody,,Lima\nSomebody new,+5511977770009,Lima\n")
    for count in (("--yes", "1"), ()):
        seen = jobs("import", str(file), "--create", *count)
        assert "line 2: it doesn't say which subscriber is meant" in seen.stdout
        assert server.door("GET", "/state")["subscribers"] == before + 1, (
            "the same file can be given once more"
        )
