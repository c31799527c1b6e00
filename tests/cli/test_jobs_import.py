# SPDX-License-Identifier: MIT
"""`flotui jobs import`: people changed by a file, judged by what the sandbox was sent."""

from __future__ import annotations

import csv
import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.cli.import_rig import asked, person_of, results_in, some_people, written_since
from tests.support.server import Server

PEOPLE = 620


def test_what_may_not_be_meant_stands_in_the_json_too(jobs: Any, server: Server, tmp_path: Path) -> None:
    (person, *_) = some_people(server)
    file = tmp_path / "notes.csv"
    file.write_text(f"id,city\n{person['user_ns']},N/A\n")
    planned = json.loads(jobs("import", str(file), "--json").stdout)
    assert planned["notes"] == ["Written as text, though it may mean no value: N/A in 1 cell."]


def test_people_are_found_by_any_column_and_get_only_what_is_new(
    jobs: Any, server: Server, tmp_path: Path
) -> None:
    people = some_people(server)
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
    assert written_since(server, since) == []
    assert "3 lines: 3 to carry out, 0 unchanged, 0 invalid" in seen.stdout
    assert "→ Lima" in seen.stdout and "tag influencer: off → on" in seen.stdout
    jobs("import", str(file), "--yes", "3")
    sent = written_since(server, since)
    assert {body["user_ns"] for _, body in sent} == {each["user_ns"] for each in (by_id, by_phone, by_mail)}
    for each in (by_id, by_phone, by_mail):
        now = person_of(server, each["user_ns"])
        assert now["fields"]["city"] == "Lima"
        assert ("influencer" in now["tag_names"]) is (each is not by_mail)
    assert person_of(server, by_id["user_ns"])["fields"]["loyalty_points"] == "12.50"
    file.write_text(f"{file.read_text()}{people[5]['user_ns']},,,Lima,,\n")
    assert "4 subscribers · 1 will change · 3 unchanged" in jobs("import", str(file)).stdout
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:4]))
    since = len(server.writes())
    again = jobs("import", str(file), "--json")
    assert json.loads(again.stdout)["unchanged_lines"] == [2, 3, 4]
    assert written_since(server, since) == []


def test_the_count_is_the_key(jobs: Any, server: Server, tmp_path: Path) -> None:
    file = tmp_path / " people.csv"
    file.write_text(f"id,city\n{some_people(server)[3]['user_ns']},Quito\n")
    since = len(server.writes())
    refused = jobs("import", str(file), "--yes", "2", code=3)
    assert "it goes to 1 subscriber, not 2" in refused.stderr
    assert [each.name for each in tmp_path.glob("*.csv")] == [file.name], "no results of what was discarded"
    assert "result.csv" not in refused.output
    assert written_since(server, since) == []
    assert json.loads(jobs("list", "--json").stdout) == []


def test_a_plan_keeps_its_results_whatever_becomes_of_another_of_the_same_file(
    jobs: Any, server: Server, tmp_path: Path
) -> None:
    file, results = tmp_path / "p.csv", tmp_path / "p.result.csv"
    file.write_text(f"id,city\n{some_people(server)[4]['user_ns']},Cusco\n")
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


def test_the_results_have_every_line_with_what_it_names_somebody_by(
    jobs: Any, server: Server, tmp_path: Path
) -> None:
    one, other = some_people(server)[40:42]
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
    results = results_in(tmp_path / "lines.result.csv")
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
    one, other, third = some_people(server)[10:13]
    asked(server, "/subscriber/create", {"phone": one["phone"].lstrip("+"), "email": "", "name": "Double"})
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
    assert {body["user_ns"] for _, body in written_since(server, since)} == {third["user_ns"], one["user_ns"]}


def test_a_field_finds_people_and_columns_are_told(jobs: Any, server: Server, tmp_path: Path) -> None:
    person = some_people(server)[20]
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
    assert results_in(tmp_path / "crm.result.csv")[3]["outcome"] == "passed over"
    now = person_of(server, person["user_ns"])
    assert (now["fields"]["city"], now["fields"]["crm_id"]) == ("Recife", "0042")
    for words, said in (
        (("--column", "Cidade=nothing"), "A column can't hold nothing"),
        (("--column", "Stadt=city"), "There is no column Stadt"),
        (("--by", "nothing"), "no user field called nothing"),
    ):
        assert said in jobs("import", str(file), *words, code=2).stderr


def test_its_first_line_runs_alone_and_it_starts_when_asked(
    jobs: Any, run: Run, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = some_people(server)[:25]
    for words, left in (((), 24), (("--no-trial",), 0)):
        gone = asked(server, "/subscriber/create", {"phone": "", "email": "", "name": "Soon gone"})["user_ns"]
        file = tmp_path / "people.csv"
        lines = [gone, *(each["user_ns"] for each in people[1:])]
        file.write_text("id,city\n" + "".join(f"{each},Trial {left}\n" for each in lines))
        planned = json.loads(jobs("import", str(file), *words, "--json").stdout)
        _delete(server, gone)
        ended = json.loads(jobs("run", str(planned["id"]), "--json", code=1).stdout)
        assert (ended["refused"], ended["waiting"]) == (1, left)
        results = results_in(Path(planned["results"]))
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
