# SPDX-License-Identifier: MIT
"""The file that says what came of each line: written again after each run, with what is said of its own cells."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from flotui.api.call import Call
from flotui.jobs.sheet import results
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
    head = ["line", results.NAMED_BY, *results.PEOPLE, "outcome", "change", "message", "job"]
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([head, ["2", "+5521", "f1u1", "Ana", "waiting", "", beside, str(JOB)]])
    for said in (says, says, ""):
        results.settle(path, JOB, [step(said)])
        with path.open(encoding="utf-8-sig", newline="") as file:
            (row,) = list(csv.DictReader(file))
        assert row["message"] == "; ".join(filter(None, (kept if said else "", beside)))
