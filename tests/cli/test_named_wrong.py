# SPDX-License-Identifier: MIT
"""Commands and files by a name that is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from flotui.config.exits import Exit
from tests.cli.conftest import PointAt, Run


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


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (["flow/tags", "limit=5", "name=a b"], "Arguments go behind -f: -f limit=5 -f 'name=a b'."),
        (["POST", "/flow/create-tag", "name=x"], "Arguments go behind -f: -f name=x."),
        (
            ["curl", "https://app.flochat.ai/api/flow/tags"],
            "A curl command is pasted in the program, in the area API.",
        ),
        (["GET", "POST", "/flow/tags"], "isn't an operation, nor a method and a path."),
    ],
)
def test_what_names_no_operation_is_refused_with_what_may_be_meant(
    run: Run, point_at: PointAt, words: list[str], advice: str
) -> None:
    point_at("http://127.0.0.1:9/api")
    done = run("api", *words)
    assert done.exit_code == Exit.USAGE
    assert done.stderr.rstrip().endswith(advice)
