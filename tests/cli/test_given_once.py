# SPDX-License-Identifier: MIT
"""Of two values of which only one can be meant, none is dropped; what is read has an end."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flotui.api.errors import Malformed
from flotui.config.exits import Exit
from flotui.jobs.sheet import PRICES
from flotui.resources.sheet_files import LARGEST, read_file
from tests.cli.conftest import PointAt, Run
from tests.cli.test_empty_values import options


def test_of_two_values_none_is_dropped(run: Run) -> None:
    for words, each in options():
        if each.multiple:
            continue
        name = each.opts[-1]
        done = run(*words, name, "1", name, "2")
        assert done.exit_code == Exit.USAGE, (words, name, done.output)
        said = f"{name} is given more than once, each time with another value. Give it once.\n"
        assert done.stderr == said, (words, name)


@pytest.mark.parametrize("words", [("api", "--list"), ("jobs", "list"), ("doctor", "--offline")])
def test_a_bot_before_the_command_and_another_behind_it_are_two(run: Run, words: tuple[str, ...]) -> None:
    done = run("-p", "live", *words, "-p", "test")
    assert done.exit_code == Exit.USAGE
    assert done.stderr == "--profile is given more than once, each time with another value. Give it once.\n"
    assert "given more than once" not in run("-p", "live", *words, "-p", "live").stderr


def test_the_same_value_twice_is_one(run: Run, point_at: PointAt, tmp_path: Path) -> None:
    point_at("http://127.0.0.1:9/api")
    body = tmp_path / "body.json"
    body.write_text('{"name": "brand new"}')
    done = run("api", "flowCreateTag", "--input", str(body), "--input", str(body), "--dry-run", "--yes")
    assert done.exit_code == Exit.OK and "brand new" in done.stdout


def test_a_body_without_an_end_is_refused(run: Run) -> None:
    done = run("api", "flowCreateTag", "--input", "/dev/zero", "--yes")
    assert done.exit_code == Exit.USAGE
    assert done.stderr == "Not sent. /dev/zero is larger than 64 MB.\n"


def test_no_device_is_imported() -> None:
    with pytest.raises(Malformed, match=r"^/dev/zero can't be read: it is a device or a pipe, not a file\."):
        read_file(Path("/dev/zero"), PRICES)


def test_a_file_too_large_for_the_memory_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "log.csv"
    path.touch()
    os.truncate(path, LARGEST + 1)  # takes no room
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("it was read"))
    with pytest.raises(Malformed, match=r"log\.csv is larger than 256 MB\. Split it\."):
        read_file(path, PRICES)
