# SPDX-License-Identifier: MIT
"""Commands and files by a name that is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from flotui.config.exits import Exit
from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["peopel", "tag:vip"], "people"),
        (["subs"], "people"),
        (["help", "people"], "--help"),
        (["jobs", "pln"], "plan"),
        (["profiles", "us", "x"], "use"),
    ],
)
def test_the_nearest_command_is_named_where_there_is_none(run: Run, words: list[str], meant: str) -> None:
    done = run(*words)
    assert done.exit_code == Exit.USAGE
    assert f"Did you mean {meant}?" in done.stderr


@pytest.mark.parametrize(
    "words", [["people", "--meta", "-"], ["people", "--file", "-"], ["transcripts", "--to", "-"]]
)
def test_a_dash_names_no_file_that_is_written(
    run: Run, words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*words)
    assert done.exit_code == Exit.USAGE
    assert "- is no name of a f" in done.stderr
    assert not list(tmp_path.glob("-*"))
