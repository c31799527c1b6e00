# SPDX-License-Identifier: MIT
"""What `flotui jobs` says and does of a job that has run: `show`, `verify`, `undo`, `resolve`. The host is a sandbox."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.cli.jobs_rig import json_of
from tests.support.server import Server


def test_steps_by_outcome_and_as_csv(run: Run, jobs: Any, server: Server) -> None:
    server.door("POST", "/faults", {"kind": "422", "path": "/subscriber/move-chat-to", "times": 2, "skip": 3})
    planned = json_of(jobs("plan", "--all", "--status", "done", "--json"))
    jobs("run", str(planned["id"]), "--yes", str(planned["rows"]), code=1)
    refused = jobs("show", str(planned["id"]), "--outcome", "refused", "--csv")
    rows = list(csv.DictReader(io.StringIO(refused.stdout)))
    assert [each["outcome"] for each in rows] == ["refused"] * 2
    none = jobs("show", str(planned["id"]), "--outcome", "unknown", "--csv")
    assert none.stdout == refused.stdout.splitlines(keepends=True)[0], "the names of the columns alone"
    assert "2 refused" in jobs("show", str(planned["id"]), "--limit", "1").stdout
    whole = jobs("show", str(planned["id"]), "--csv")
    assert len(list(csv.DictReader(io.StringIO(whole.stdout)))) == planned["calls"] > 20 and not whole.stderr
    assert len(json_of(jobs("show", str(planned["id"]), "--json"))["steps"]) == planned["calls"]
    for form in ("--csv", "--json"):
        part = jobs("show", str(planned["id"]), "--outcome", "refused", "--limit", "1", form)
        assert part.stderr.strip() == "1 of 2 steps. Add --limit 0 for all."
    assert f"20 of {planned['calls']} steps." in jobs("show", str(planned["id"])).stderr
    ana = "f1284u903"
    assert run("api", "PUT", "/subscriber/update", "-f", f"user_ns={ana}", "-f", "name==Ana").exit_code == 0
    named = json_of(jobs("plan", f"id:{ana}", "--set", "city=Quito", "--json"))
    for guard, title in ((), "=Ana"), (("--no-formulas",), "'=Ana"):
        steps = jobs("show", str(named["id"]), "--csv", *guard).stdout
        assert [each["title"] for each in csv.DictReader(io.StringIO(steps))] == [title]
    jobs("show", str(named["id"]), "--no-formulas", code=2)
    assert "--json and --csv" in jobs("show", str(named["id"]), "--json", "--csv", code=2).stderr


def test_a_job_is_compared_undone_and_what_is_unknown_resolved(
    jobs: Any, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = json_of(jobs("plan", "--all", "--set", "city=Cusco", "--json"))
    jobs("run", str(job["id"]))
    assert json_of(jobs("show", str(job["id"]), "--json"))["verified"] is None
    seen = json_of(jobs("verify", str(job["id"]), "--json"))
    assert seen["different"] == []
    told = json_of(jobs("show", str(job["id"]), "--json"))["verified"]
    assert (told["compared"], told["different"]) == (seen["compared"], 0)
    assert (
        f"verified: {seen['compared']:,} compared · none different · " in jobs("show", str(job["id"])).stdout
    )
    steps = json_of(jobs("show", str(job["id"]), "--json", "--limit", "0"))["steps"]
    other = f"city={'Quito'}"
    jobs(
        "plan",
        "--all",
        "--set",
        other,
        "--yes",
        str(json_of(jobs("plan", "--all", "--set", other, "--json"))["rows"]),
    )
    seen = jobs("verify", str(job["id"]), "--plan", "--json", code=1)
    assert len(json_of(seen)["different"]) == len(steps)
    assert "city is Quito, not Cusco" in seen.stdout
    planned = str(json_of(seen)["planned"])
    monkeypatch.setattr("flotui.jobs.since.FRESH", 0.0)
    jobs("run", planned)
    undone = json_of(jobs("undo", str(job["id"]), "--json"))
    assert undone["undoes"] == job["id"] and undone["rows"] == job["rows"]
    waits = jobs("undo", str(undone["id"]), code=2).stderr
    assert waits.strip() == f"Job {undone['id']} hasn't run: there is nothing to undo."
    jobs("undo", str(job["id"]), "--yes", "1", code=3)
    assert json_of(jobs("undo", str(job["id"]), "--yes", str(job["rows"]), "--json"))["done"] >= job["rows"]
    assert (
        jobs("undo", str(job["id"]), code=1).stderr.strip() == f"Job {job['id']} is undone by job 7 already."
    )
    stood = json_of(jobs("verify", str(job["id"]), "--json", code=1))
    assert (stood["compared"], stood["different"], stood["undone"]) == (0, [], len(steps))
    assert f"{len(steps)} steps were undone by job 7." in jobs("verify", str(job["id"]), code=1).stdout
    late = json_of(jobs("plan", "--all", "--set", "city=Lima", "--json"))
    jobs("plan", "tag:vip", "--set", "city=Puno", "--yes", str(_rows(jobs, "tag:vip", "city=Puno")))
    refused = jobs("run", str(late["id"]), code=3)
    assert f"of {late['calls']} changed since it was planned" in refused.stderr
    ended = json_of(jobs("run", str(late["id"]), "--changed", "leave-out", "--json"))
    assert ended["left_alone"] == _rows(jobs, "tag:vip", "city=Lima") > 0


def _rows(jobs: Any, query: str, value: str) -> int:
    return int(json_of(jobs("plan", query, "--set", value, "--json"))["rows"])


def test_calls_that_no_read_tells_of_are_messages_only_where_they_are(jobs: Any, server: Server) -> None:
    for again in (False, True):  # of a pause that is on already nothing tells how long it is
        job = json_of(jobs("plan", "tag:vip", "--pause-bot", "10", "--no-trial", "--json"))
        if again:
            server.door("POST", "/faults", {"kind": "500", "path": "/subscriber/pause-bot", "times": 2})
        jobs("run", str(job["id"]), code=int(again))
    none = jobs("verify", str(job["id"]), code=1)
    assert "2 steps of unknown outcome aren't compared." in none.stdout
    assert none.stderr.endswith("Nothing could be compared.\n"), "which isn't that all is well"
    assert json_of(jobs("verify", str(job["id"]), "--json", code=1))["unknown"] == 2
    assert "Still unknown whether 2 changes arrived" in jobs("resolve", str(job["id"])).stderr
    jobs("resolve", str(job["id"]), "--unknown", "arrived")
    assert f"{job['rows']} changes can't be compared." in jobs("verify", str(job["id"]), code=1).stdout


def test_what_became_of_unknown_and_refused_steps(jobs: Any, server: Server) -> None:
    words = ("plan", "tag:vip", "--send-text", "Hello", "--quiet", "off", "--no-trial", "--json")
    for skip in (1, 3):
        server.door("POST", "/faults", {"kind": "drop", "path": "/subscriber/send-text", "skip": skip})
    server.door("POST", "/faults", {"kind": "422", "path": "/subscriber/send-text"})
    job = json_of(jobs(*words))
    ended = jobs("run", str(job["id"]), "--yes", str(job["rows"]), code=1)
    assert f"2 outcomes unknown. Look up with: flotui jobs resolve {job['id']}" in ended.stderr
    asked = jobs("resolve", str(job["id"]))
    assert "Still unknown whether 2 messages arrived" in asked.stderr
    steps = json_of(jobs("show", str(job["id"]), "--outcome", "unknown", "--json"))["steps"]
    assert len(steps) == 2
    one = json_of(
        jobs("resolve", str(job["id"]), "--unknown", "arrived", "--step", str(steps[0]["n"]), "--json")
    )
    assert one["unknown"] == 1
    left = json_of(jobs("resolve", str(job["id"]), "--unknown", "leave", "--refused", "again", "--json"))
    assert (left["unknown"], left["left_alone"], left["refused"], left["waiting"]) == (0, 1, 0, 1)
    assert json_of(jobs("run", str(job["id"]), "--json"))["waiting"] == 0


def test_a_step_that_is_not_there_is_refused(jobs: Any, server: Server) -> None:
    server.door("POST", "/faults", {"kind": "422", "path": "/subscriber/set-user-field", "times": 1})
    job = json_of(jobs("plan", "tag:vip", "--set", "city=Ancón", "--no-trial", "--json"))
    ended = jobs("run", str(job["id"]), code=1).stdout
    assert "ended: " in ended and "1 refused" in ended, "not all of it is done"
    for step in (999, next(n for n in (1, 2) if n != _refused(jobs, job["id"]))):
        seen = jobs("resolve", str(job["id"]), "--refused", "again", "--step", str(step), code=2)
        assert f"--step {step}: job {job['id']} has no unknown or refused step" in seen.stderr
    number = str(_refused(jobs, job["id"]))
    left = json_of(jobs("resolve", str(job["id"]), "--refused", "again", "--step", number, "--json"))
    assert (left["refused"], left["waiting"]) == (0, 1)


def _refused(jobs: Any, job: int) -> int:
    (step,) = json_of(jobs("show", str(job), "--outcome", "refused", "--json"))["steps"]
    return int(step["n"])


def test_the_results_and_the_steps_say_by_which_job_a_line_was_undone(jobs: Any, tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text("id,city\nf1284u903,Arica\nf1284u904,Arica\n")
    job = str(json_of(jobs("import", str(file), "--yes", "2", "--json"))["id"])

    def undone_by() -> tuple[list[str], list[int | None]]:
        text = (tmp_path / "p.result.csv").read_text(encoding="utf-8-sig")
        results = [each["undone_by_job"] for each in csv.DictReader(text.splitlines())]
        return results, [each["undone_by"] for each in json_of(jobs("show", job, "--json"))["steps"]]

    assert undone_by() == (["", ""], [None, None]) and "undone" not in jobs("show", job).stdout
    undo = json_of(jobs("undo", job, "--yes", "2", "--json"))["id"]
    assert undone_by() == ([str(undo)] * 2, [undo] * 2) and "undone_by" in jobs("show", job).stdout
    redo = json_of(jobs("undo", str(undo), "--yes", "2", "--json"))["id"]
    assert undone_by() == (["", ""], [None, None]), "it was done again"
    jobs("undo", str(redo), "--yes", "2")
    assert undone_by() == ([str(undo)] * 2, [undo] * 2)


def test_what_a_job_that_is_over_has_not_sent_is_called_so(jobs: Any, tmp_path: Path) -> None:
    """By `show`, and in the file of results, also where nobody ran it when it was cancelled."""
    file, kept = tmp_path / "p.csv", tmp_path / "p.result.csv"
    file.write_text("id,city\nf1284u903,Ica\nf1284u904,Ica\nf1284u90x,Ica\n")

    def outcomes(job: str) -> list[list[str]]:
        written = csv.DictReader(kept.read_text(encoding="utf-8-sig").splitlines())
        shown = csv.DictReader(io.StringIO(jobs("show", job, "--csv").stdout))
        told = json_of(jobs("show", job, "--json"))["steps"]
        return [[each["outcome"] for each in rows] for rows in (written, shown, told)]

    job = str(json_of(jobs("import", str(file), "--json"))["id"])
    assert outcomes(job) == [["waiting", "waiting", "invalid"], ["waiting"] * 2, ["waiting"] * 2]
    jobs("pause", job)
    assert outcomes(job)[0] == ["waiting", "waiting", "invalid"], "it may go on"
    jobs("cancel", job)
    assert outcomes(job) == [["not sent", "not sent", "invalid"], ["not sent"] * 2, ["not sent"] * 2]
    assert "not sent  " in jobs("show", job, "--outcome", "waiting").stdout
    assert json_of(jobs("import", str(file), "--json"))["results"] == str(kept), (
        "nothing was sent: it is free"
    )
