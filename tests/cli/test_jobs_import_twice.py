# SPDX-License-Identifier: MIT
"""`flotui jobs import --create` where the host hands out fewer subscribers than it counts, or drops an answer: nobody is
created twice, judged by what the sandbox has then.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import PointAt, Run
from tests.cli.import_rig import asked
from tests.support.server import Server


@pytest.mark.parametrize(
    "odd",
    [
        {"kind": "list", "skip": 1, "times": 1},
        {"kind": "list", "skip": 2, "times": 1},
        {"body": {"data": [], "meta": {"total": 250}}, "skip": 2, "times": 1},
        None,
    ],
    ids=["second", "third", "promised", "repeated"],
)
def test_nobody_is_created_twice_where_the_list_lacks_them(
    run: Run, point_at: PointAt, tmp_path: Path, odd: dict[str, Any] | None
) -> None:
    with Server("--subscribers", "250", "--quota", "1000000") as server:
        point_at(server.url)
        late = [each for each in asked(server, "/subscribers?limit=100&page=3")["data"] if each["email"]]
        known = {each["phone"]: each["email"] for each in late if (each["phone"] or "").startswith("+55")}
        file = tmp_path / "people.csv"
        lines = "".join(f"{phone},Somebody,{at}\n" for at, phone in enumerate(list(known)[:4]))
        file.write_text(f"phone,name,city\n{lines}+5511977770001,Somebody new,Lima\n")
        if odd is None:
            server.door("POST", "/habits", {"repeat_pages": True})
        else:
            server.door("POST", "/faults", {"path": "/subscribers", **odd})
        words = ("jobs", "import", str(file), "--create", "--json")
        if odd is not None and "kind" in odd:
            refused = run(*words)
            assert refused.exit_code and "doesn't match the API contract" in refused.output
            assert run("jobs", "list", "--json").stdout.strip() == "[]"
        planned = json.loads(run(*words).stdout)
        assert planned["created"] == 1
        ended = run("jobs", "run", str(planned["id"]))
        assert ended.exit_code == 0, ended.output
        assert server.door("GET", "/state")["subscribers"] == 251


def test_whom_nothing_tells_of_isnt_created(run: Run, point_at: PointAt, tmp_path: Path) -> None:
    with Server("--subscribers", "250", "--quota", "1000000") as server:
        point_at(server.url)
        file = tmp_path / "people.csv"
        file.write_text("phone,name\n+5511977770001,Somebody\n+5511977770002,Somebody else\n")
        short = {"path": "/subscribers", "body": {"data": [], "meta": {"total": 250}}, "times": 0, "skip": 1}
        server.door("POST", "/faults", short)
        ended = run("jobs", "import", str(file), "--create")
        assert "2 invalid (skipped)" in ended.output and "so nobody is created" in ended.output
        assert "it isn't known whether a subscriber has the phone +5511977770001" in ended.output
        assert server.writes() == []


@pytest.mark.parametrize("wide", [False, True], ids=["alone", "with labels"])
def test_unknown_creations_are_looked_up_and_nobody_is_created_twice(
    run: Run, point_at: PointAt, tmp_path: Path, wide: bool
) -> None:
    with Server("--subscribers", "40", "--quota", "1000000") as server:
        point_at(server.url)
        file = tmp_path / "people.csv"
        lines = "".join(
            f"New {at},{(at % 2 and f'+551197777100{at}') or ''},n{at}@example.com,yes\n" for at in range(4)
        )
        file.write_text(f"name,phone,email,{'optin_sms' if wide else '+vip'}\n{lines}")
        job = str(json.loads(run("jobs", "import", str(file), "--create", "--json").stdout)["id"])
        server.door("POST", "/faults", {"kind": "drop", "path": "*create*", "times": 1})
        server.door("POST", "/faults", {"kind": "drop-before", "path": "*create*", "times": 1, "skip": 1})
        run("jobs", "run", job)
        short = {"path": "/subscribers", "body": {"data": [], "meta": {"total": 1}}, "times": 0}
        server.door("POST", "/faults", short)
        said = run("jobs", "resolve", job).stderr
        assert "Still unknown whether 2 new subscribers were created" in said and "Look for them" in said
        server.door("DELETE", "/faults")
        assert "1 had arrived; 1 had not" in run("jobs", "resolve", job).stderr
        assert run("jobs", "run", job).exit_code == 0
        assert server.door("GET", "/state")["subscribers"] == 44
        new = [asked(server, f"/subscribers?email=n{at}@example.com")["data"] for at in range(4)]
        assert [len(each) for each in new] == [1, 1, 1, 1]
        assert not wide or all(each[0]["opted_in_sms"] for each in new)
