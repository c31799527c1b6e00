# SPDX-License-Identifier: MIT
"""Free memory goes back to the system, where its library can give it back."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from flotui.config import memory

STATUS = Path("/proc/self/status")
BEGINS = """
import re
from pathlib import Path
from flotui.config import memory
MIB = 2**20

def resident():
    return int(re.search(r"VmRSS:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) / 1024
"""
"""What a process of its own begins with: in one that has done much, blocks come out of what is free there."""


def given_back(code: str) -> float:
    """What a process gives back, in MiB.

    Args:
        code: what it does after `BEGINS`; it prints that.
    """
    done = subprocess.run(
        [sys.executable, "-c", BEGINS + code], capture_output=True, text=True, timeout=60, check=True
    )
    return float(done.stdout)


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    memory._library.cache_clear()
    yield
    memory._library.cache_clear()


@pytest.mark.skipif(
    not STATUS.exists() or not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="another system"
)
def test_what_was_let_go_of_is_given_back() -> None:
    code = """
parts = [b"x" * (MIB // 64) for _ in range(64 * 24)]
last = parts.pop()  # above all the others: without being asked, the library gives back only what is above it
parts.clear()
before = resident()
memory.give_back()
print(before - resident())
"""
    assert given_back(code) > 16


def test_a_library_that_gives_nothing_back_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace())
    memory.give_back()
    memory.give_large_back()


@pytest.mark.skipif(not STATUS.exists() or not hasattr(ctypes.CDLL(None), "mallopt"), reason="another system")
def test_large_blocks_are_given_back_though_others_stand_above_them() -> None:
    code = """
del [bytes(8 * MIB)][0]  # after which the library would keep room for blocks as large
memory.give_large_back()
parts = [b"x" * (MIB // 2) for _ in range(48)]
last = b"x" * (MIB // 64)
before = resident()
parts.clear()
print(before - resident())
"""
    assert given_back(code) > 16
