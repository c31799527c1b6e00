# SPDX-License-Identifier: MIT
"""Whom `flotui jobs import --create` creates, and with what."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli.import_rig import asked, person_of, results_in, some_people, written_since
from tests.support.server import Server

PEOPLE = 620


def test_who_is_not_there_is_created_once(jobs: Any, server: Server, tmp_path: Path) -> None:
    known = some_people(server)[-1]
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
    sent = {name for name, _ in written_since(server, since) if "Create" in name}
    assert sent == {"flowCreateManyBotUsers", "flowCreateBotUser"}, "with a tag and a field, and without"
    assert server.accepted()["flowCreateManyBotUsers"] == before + 1
    (row,) = asked(server, "/subscribers?phone=%2B5511988880001")["data"]
    assert "vip" in person_of(server, row["user_ns"])["tag_names"]
    assert person_of(server, row["user_ns"])["fields"]["city"] == "Lima"
    again = json.loads(jobs("import", str(file), "--create", "--json").stdout)
    assert (again["rows"], again["created"]) == (0, 0), "nobody is created twice"


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


def test_who_is_created_gets_labels_opt_ins_and_more_than_ten_tags_with_the_id_that_the_host_tells(
    jobs: Any, server: Server, tmp_path: Path
) -> None:
    tags = [each["name"] for each in asked(server, "/flow/tags?limit=100")["data"]][:12]
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
    later = [body for _, body in written_since(server, since) if "user_ns" in body]
    assert {body["user_ns"] for body in later} == {new[3]["user_ns"], new[4]["user_ns"]}
    results = results_in(Path(planned["results"]))
    assert [results[line]["id"] for line in (2, 3, 4)] == [new[number]["user_ns"] for number in (3, 4, 5)]
    assert sorted(each["outcome"] for each in results.values()) == ["done", "done", "refused"]
    jobs("resolve", str(planned["id"]), "--refused", "again")
    jobs("run", str(planned["id"]))
    new = _new(server)
    assert all(len(new[number]["labels"]) == 1 for number in (3, 4))
    assert [new[number]["fields"]["city"] for number in (3, 4, 5)] == ["Lima", "Cali", "Cali"]
    assert set(tags) <= new[3]["tag_names"] and new[3]["opted_in_sms"] and not new[3]["subscribed"]
    assert json.loads(jobs("verify", str(planned["id"]), "--json").stdout)["different"] == []
    created = [name for name, _ in written_since(server, since) if "Create" in name]
    assert sorted(created) == ["flowCreateBotUser", "flowCreateBotUser", "flowCreateManyBotUsers"], (
        "each once"
    )


def _new(server: Server) -> dict[int, dict[str, Any]]:
    """Those who were created with a number that ends so."""
    found = {}
    for number in (3, 4, 5):
        (row,) = asked(server, f"/subscribers?phone=%2B551198888000{number}")["data"]
        found[number] = person_of(server, row["user_ns"])
    return found


def test_a_line_that_names_nobody_creates_nobody(jobs: Any, server: Server, tmp_path: Path) -> None:
    file, before = tmp_path / "people.csv", server.door("GET", "/state")["subscribers"]
    file.write_text("name,phone,city\nNobody,,Lima\nSomebody new,+5511977770009,Lima\n")
    for count in (("--yes", "1"), ()):
        seen = jobs("import", str(file), "--create", *count)
        assert "line 2: it doesn't say which subscriber is meant" in seen.stdout
        assert server.door("GET", "/state")["subscribers"] == before + 1, (
            "the same file can be given once more"
        )
