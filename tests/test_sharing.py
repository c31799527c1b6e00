# SPDX-License-Identifier: MIT
"""A run shared by forked processes (`tests/support/sharing.py`): every test once, and told as if it was run here."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CONFTEST = """
from tests.support.sharing import share_out
import pytest

@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config):
    share_out(config)
"""
TESTS = """
import os, signal, time, warnings
from pathlib import Path
import pytest

@pytest.mark.parametrize("number", range(40))
def test_passes(number):
    print(f"said by {number}")
    with Path("ran").open("a") as file:
        file.write(f"{os.getppid()} {os.getpid()} {os.fstat(1).st_ino} {number}\\n")

def test_captures(capfd):
    os.write(1, b"to its own file")
    assert capfd.readouterr().out == "to its own file"

def test_fails():
    print("said before it failed")
    assert [1, 2] == [1, 3]

def test_ends_its_process():
    os.kill(os.getpid(), signal.SIGKILL)

def test_warns():
    warnings.warn("odd")

def test_is_skipped():
    pytest.skip("for a reason")

@pytest.mark.parametrize("number", range(4))
def test_never_ends(number):
    Path(f"begun {os.getpid()}").touch()
    time.sleep(60 if number else 0)
    while number == 0 and len(list(Path().glob("begun*"))) < 4:
        time.sleep(0.01)
    assert number
"""


def run(folder: Path, *words: str) -> str:
    """What pytest says of these tests, with pytest-xdist alone beside it."""
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_it.py").write_text(TESTS)
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "-p", "xdist.plugin", "-q", "--dist", "worksteal", *words]
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def ran(folder: Path) -> list[list[int]]:
    """Of each test that passes: the process before its own, its own, the file that its output goes to, and its number."""
    return [[int(each) for each in line.split()] for line in (folder / "ran").read_text().splitlines()]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere pytest-xdist does it")
def test_each_is_run_once_by_one_of_them_whatever_becomes_of_the_others(tmp_path: Path) -> None:
    said = run(tmp_path, "-n", "3", "-rfs", "-k", "not never")
    assert "2 failed, 42 passed, 1 skipped, 4 deselected, 1 warning" in said, said
    assert sorted(number for *_, number in ran(tmp_path)) == list(range(40))
    assert len({first for first, *_ in ran(tmp_path)}) == 1
    files = {(process, file) for _, process, file, _ in ran(tmp_path)}
    assert 2 <= len(files) <= 4 and len({file for _, file in files}) == len(files)
    assert "said before it failed" in said and not re.search(r"said by|to its own file", said)
    assert "assert [1, 2] == [1, 3]" in said and "At index 1 diff" in said
    assert "FAILED test_it.py::test_ends_its_process" in said and "The process that ran it has ended" in said
    assert "odd" in said and "for a reason" in said


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere pytest-xdist does it")
def test_none_goes_on_after_the_failure_at_which_the_run_stops(tmp_path: Path) -> None:
    said = run(tmp_path, "-n", "4", "-x", "-k", "never")
    assert "stopping after 1 failures" in said, said
    begun = [int(file.name.removeprefix("begun ")) for file in tmp_path.glob("begun*")]
    assert len(begun) == 4
    for process in begun:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
