# SPDX-License-Identifier: MIT
"""What `flotui jobs import` makes of a cell: a value, a tag, a day, nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli.import_rig import asked, person_of, some_people
from tests.support.server import Server

PEOPLE = 620


def test_labels_opt_ins_names_and_ticked_tags(jobs: Any, server: Server, tmp_path: Path) -> None:
    one, other = some_people(server)[30:32]
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
    now = person_of(server, one["user_ns"])
    assert (now["first_name"], now["email"]) == ("Zoë", "zoe@example.org")
    assert now["opted_in_sms"] and {"wholesale", "pickup"} <= now["tag_names"]
    assert "Press" in {each["name"] for each in now["labels"]}
    assert not person_of(server, other["user_ns"])["tag_names"] & {"wholesale", "vip", "pickup"}


def test_one_reading_of_a_cell_finds_tells_doubles_and_is_sent(
    jobs: Any, server: Server, tmp_path: Path
) -> None:
    asked(
        server,
        "/subscriber/create",
        {"name": "Zed", "email": "zed@example.com", "phone": "+12125550177"},
    )
    (person,) = asked(server, "/subscribers?email=zed@example.com")["data"]
    asked(
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
    assert [each["email"] for each in asked(server, "/subscribers?email=new6@example.com")["data"]] == [
        "new6@example.com"
    ]


def test_no_value_is_made_of_a_failed_formula_or_of_signs_that_cant_be_seen(
    jobs: Any, server: Server, tmp_path: Path
) -> None:
    person = some_people(server)[20]["user_ns"]
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
    assert person_of(server, person)["fields"]["city"] == "Lima X"
    for value, said in (("\u200b", "it has no visible characters"), ("a\x1bb", "control character U+001B")):
        assert said in jobs("plan", f"id:{person}", "--set", f"city={value}", code=2).stderr
    file.write_text("email,name,phone\n#N/A,Nobody,\n,Nobody,#REF!\n,Nobody,=A1\nx@example.com,=Ana,\n")
    assert len(json.loads(jobs("import", str(file), "--create", "--json", code=1).stdout)["invalid"]) == 4


def test_what_begins_like_a_formula_is_a_text_behind_an_apostrophe_or_where_the_host_has_it(
    jobs: Any, server: Server, tmp_path: Path
) -> None:
    person = some_people(server)[20]["user_ns"]
    asked(server, "/flow/create-tag", {"name": "=vip"})
    file = tmp_path / "people.csv"
    file.write_text(f"id,city,name,tags\n{person},'=),'=Ana,'=vip\n")
    jobs("import", str(file), "--yes", "1")
    assert (person_of(server, person)["fields"]["city"], person_of(server, person)["name"]) == ("=)", "=Ana")
    file.write_text(f"id,city,name,tags\n{person},=),=Ana,=vip\n")
    again = json.loads(jobs("import", str(file), "--json").stdout)
    assert again["invalid"] == [] and again["unchanged_lines"] == [2], again
    file.write_text(f"id,tags\n{person},=B2\n")
    (wrong,) = json.loads(jobs("import", str(file), "--json", code=1).stdout)["invalid"]
    assert "=B2 is a formula to a spreadsheet" in wrong["why"]


def test_empty_cells_and_dates_of_another_order_mean_what_somebody_says(
    jobs: Any, server: Server, tmp_path: Path
) -> None:
    one, other, third = some_people(server)[40:43]
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
    now = person_of(server, one["user_ns"])["fields"]
    assert not now.get("city") and now[when].startswith("2026-03-04T14:30:00")
    assert person_of(server, other["user_ns"])["fields"]["city"] == "Cali"
    file.write_text(f"id,{when}\n{one['user_ns']},03/04/2026 08:00\n{other['user_ns']},25/04/2026 08:00\n")
    seen = jobs("import", str(file), "--yes", "2")
    assert "Dates are read with the day first." in seen.stdout, "the second line tells"
    assert person_of(server, one["user_ns"])["fields"][when].startswith("2026-04-03T08:00:00")


def _when(server: Server) -> str:
    fields = asked(server, "/flow/user-fields?limit=100")["data"]
    return str(next(each["name"] for each in fields if each["var_type"] == "datetime"))
