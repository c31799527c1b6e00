# SPDX-License-Identifier: MIT
"""A dry run changes no job and leaves no plan or file behind, whichever command of `flotui jobs` it is."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from flotui.config.paths import Paths
from tests.cli.conftest import PointAt, Run
from tests.support.server import Server

PEOPLE = 40


def _jobs(paths: Paths) -> list[tuple[object, ...]]:
    """All that the journal has of jobs."""
    with closing(sqlite3.connect(paths.journal_file)) as db:
        return [row for name in ("job", "step") for row in db.execute(f"SELECT * FROM {name}")]


def test_no_command_changes_a_job(
    run: Run, paths: Paths, server: Server, point_at: PointAt, tmp_path: Path
) -> None:
    point_at(server.url)
    sheet = tmp_path / "people.csv"
    sheet.write_text("id,city\nf1284u903,Nazca\n")
    planned, done = (
        str(json.loads(run("jobs", "plan", f"id:{one}", "--set", "city=Nazca", "--json").stdout)["id"])
        for one in ("f1284u903", "f1284u904")
    )
    assert run("jobs", "run", done).exit_code == 0
    before = _jobs(paths)
    for words in (
        ("plan", "id:f1284u903", "--set", "city=Ilo"),
        ("plan", "id:f1284u903", "--set", "city=Ilo", "--yes", "1", "--json"),
        ("import", str(sheet)),
        ("import", str(sheet), "--yes", "1"),
        ("run", planned, "--not-after", "2999-01-01", "--changed", "leave-out"),
        ("pause", planned),
        ("cancel", planned),
        ("resolve", done, "--unknown", "leave", "--refused", "again"),
        ("undo", done),
        ("undo", done, "--yes", "1"),
    ):
        ended = run("--dry-run", "jobs", *words)
        assert ended.exit_code == 0 and "Dry run: " in ended.stderr, (words, ended.output)
        assert _jobs(paths) == before, words
    assert run("--dry-run", "jobs", "verify", done).exit_code == 0
    assert _jobs(paths) == before
    assert [each.name for each in tmp_path.glob("*.csv")] == ["people.csv"]
