# SPDX-License-Identifier: MIT
"""What `flotui people --csv` has written is no change when it is read back, whatever the host's values hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flotui.text.clean import looks_alike
from tests.cli.conftest import Run
from tests.support.served import Served

CITY = "f1284v5001"
VALUES = (
    " lead", "lead ", "lead\tnew", "\u202elead", "\ufefflead", "le\x07ad", "lead\r\nnew", "lead\u00a0new", "le\u200bad",
    "e\u0301clair", "=1+1 ", "'=1", "-", "\t-", "0012", "a,b;c", '"lead"', "lead\rnew", "\u2066lead\u2069", "\u3000lead",
)  # fmt: skip


@pytest.mark.parametrize("more", [(), ("--no-formulas",)], ids=["as it is", "guarded"])
def test_an_own_export_read_back_changes_nothing(
    run: Run, host: Served, tmp_path: Path, more: tuple[str, ...]
) -> None:
    people = [f"f1284u{903 + at}" for at in range(len(VALUES))]
    for person, value in zip(people, VALUES, strict=True):
        found = host.host.world.people.edit(person)
        found.values[CITY], found.name = value, f"N{value}" if value.strip() == "-" else value
    file = tmp_path / "own.csv"
    file.write_text(run("people", "--csv", "--columns", "id,name,city", *more).stdout, newline="")
    done = run("jobs", "import", str(file), "--json")
    planned = json.loads(done.stdout)
    assert (planned["invalid"], planned["rows"]) == ([], 0), [
        (each["title"], each["change"]) for each in planned["first"]
    ]
    assert len(planned["unchanged_lines"]) >= len(VALUES)


def test_what_looks_different_is_a_change() -> None:
    for one, other in (
        ("Lead", "lead"),
        ("a  b", "a b"),
        ("a-b", "ab"),
        ("a\nb", "a b"),
        ("x", ""),
        ("é", "e"),
    ):
        assert not looks_alike(one, other) and not looks_alike(other, one)
