# SPDX-License-Identifier: MIT
"""The file that says what came of each line: written again after each run, with what is said of its own cells."""

from __future__ import annotations

import csv
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import pytest

from flotui.api.call import Call
from flotui.jobs.sheet import result_file, results
from flotui.jobs.sheet.file_plan import FilePlan
from flotui.jobs.sheet.people import PersonLine
from flotui.store.entry import Outcome
from flotui.store.job import Step

JOB = 7


def step(message: str) -> Step:
    return Step(
        *(JOB, 1, 1, "subscriber", "f1u1", "Ana", "Set phone", Call.of("flowBotInfo"), None, (), 0.0),
        *(Outcome.REFUSED, None, None, None, None, message),
    )


@pytest.mark.parametrize("beside", ["", "invalid: price: 12,3,4", "invalid: price; left alone: name"])
@pytest.mark.parametrize(
    ("says", "kept"),
    [
        ("phone is invalid: too short", "phone is invalid: too short"),
        ("what you left alone: nothing", "what you left alone: nothing"),
        ("invalid: phone", "the host says invalid: phone"),
        ("no; left alone: x", "no; the host says left alone: x"),
        ("", ""),
    ],
)
def test_what_the_host_says_is_written_once(tmp_path: Path, says: str, kept: str, beside: str) -> None:
    path = tmp_path / "crm.result.csv"
    head = ["line", result_file.NAMED_BY, *result_file.PEOPLE, "outcome", "change", "message", "job"]
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([head, ["2", "+5521", "f1u1", "Ana", "waiting", "", beside, str(JOB)]])
    for said in (says, says, ""):
        results.settle(path, JOB, [results.said(step(said))], {})
        with path.open(encoding="utf-8-sig", newline="") as file:
            (row,) = list(csv.DictReader(file))
        assert row["message"] == "; ".join(filter(None, (kept if said else "", beside)))


def about(n: int, name: str, outcome: Outcome, *, subject: str = "") -> Step:
    return Step(
        *(JOB, n, n, "subscriber", subject or f"f1u{n}", name, "Set phone"),
        *(Call.of("flowBotInfo"), None, (), 0.0, outcome, None, None, None, None, ""),
    )


NAMES = ("Cid", "Ana", "Bia")
CAME = (Outcome.DONE, Outcome.REFUSED, Outcome.UNKNOWN)
STEPS = [about(n, *each) for n, each in enumerate(zip(NAMES, CAME, strict=True), 1)]
SAID = {"Cid": "done", "Ana": "refused", "Bia": "unknown"}
HEAD = ["line", "named_by", "id", "who", "outcome", "change", "message", "job", "step"]


def _planned(ids: Sequence[str] = ("f1u1", "f1u2", "f1u3")) -> list[dict[str, str]]:
    """A file of three lines, with one between them that is invalid."""
    lines = [
        dict(zip(HEAD, [line, "'+55", row_id, who, "waiting", "", "", str(JOB), step], strict=True))
        for line, step, row_id, who in zip(("2", "3", "10"), "123", ids, NAMES, strict=True)
    ]
    wrong = dict(zip(HEAD, ["4", "?", "", "", "invalid", "", "phone", "", ""], strict=True))
    return [*lines[:2], wrong, lines[2]]


def _settled(path: Path, rows: list[dict[str, str]], steps: list[Step]) -> list[dict[str, str]]:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        written = csv.DictWriter(file, list(rows[0]))
        written.writeheader()
        written.writerows(rows)
    results.settle(path, JOB, [*map(results.said, steps)], {})
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("lacking", [(), ("step",), ("step", "named_by")], ids=["9", "8", "7 columns"])
@pytest.mark.parametrize("order", [(3, 1, 0, 2), (1, 3, 2, 0), (0, 1, 2, 3)])
@pytest.mark.parametrize("told", [True, False], ids=["known", "created"])
def test_a_file_that_was_sorted_has_the_outcome_of_each_in_its_own_line(
    tmp_path: Path, order: tuple[int, ...], lacking: tuple[str, ...], told: bool
) -> None:
    """Also one of an older plan, which has fewer columns, and one to which somebody has added a column."""
    rows = [_planned(ids=("f1u1", "f1u2", "f1u3") if told else ("", "", ""))[at] for at in order]
    rows = [
        {name: cell for name, cell in {"note": "-5", **row, "more": "'x"}.items() if name not in lacking}
        for row in rows
    ]
    found = _settled(tmp_path / "p.csv", rows, STEPS)
    assert [list(row) for row in found] == [list(row) for row in rows]
    assert [(row["line"], row["who"], row["note"], row["more"]) for row in found] == [
        (row["line"], row["who"], "-5", "'x") for row in rows
    ]
    assert {row["who"]: row["outcome"] for row in found} == {**SAID, "": "invalid"}
    assert {row["who"]: row["id"] for row in found if row["who"]} == {
        each.title: each.subject for each in STEPS
    }


def test_lines_that_cannot_be_told_stay_as_they_are(tmp_path: Path) -> None:
    """One that was taken out is no reason to pair the others anew; nor are cells that were sorted without the rest."""
    first, second, wrong, third = _planned()
    kept = _settled(tmp_path / "p.csv", [third, wrong, first], STEPS)
    assert [row["outcome"] for row in kept] == ["unknown", "invalid", "done"]
    old = [{name: cell for name, cell in row.items() if name != "step"} for row in (third, wrong, first)]
    assert _settled(tmp_path / "p.csv", old, STEPS) == old
    apart = [{**first, "id": "f1u2"}, {**second, "id": "f1u1"}, {**third, "step": "?"}]
    assert _settled(tmp_path / "p.csv", apart, STEPS) == apart
    others = [{**row, "job": "8"} for row in (first, second)]
    assert _settled(tmp_path / "p.csv", others, STEPS) == others


@pytest.mark.parametrize("name", ["", "note"])
def test_a_plan_to_which_somebody_has_added_something_is_not_written_over(tmp_path: Path, name: str) -> None:
    rows = [{**row, **({name: "mine"} if name else {})} for row in _planned()]
    path = tmp_path / "p.result.csv"
    _settled(path, rows, [])
    assert results.free(tmp_path / "p.csv").name == ("p.result-2.csv" if name else "p.result.csv")


def test_writing_a_file_holds_no_texts_of_all_its_lines(tmp_path: Path) -> None:
    path, number = tmp_path / "p.result.csv", 2_000
    lines = [PersonLine(n + 1, f"f1u{n}", f"Person {n}", []) for n in range(1, number + 1)]
    steps = [
        results.StepSaid(n, n, f"f1u{n}", Outcome.WAITING, f"city: Lima → {'Arica ' * 20}{n}", "")
        for n in range(1, number + 1)
    ]
    plan = FilePlan(lines, [], {}, [], number, named_by={each.line: each.subject for each in lines})
    tracemalloc.start()
    try:
        results.write(path, JOB, plan, steps, result_file.PEOPLE)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert [row["step"] for row in csv.DictReader(file)] == [str(n) for n in range(1, number + 1)]
    assert most < 2 * path.stat().st_size, "which is what it holds of the lines beside their texts"
