# SPDX-License-Identifier: MIT
"""Free memory goes back to the system, where its library can give it back."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from flotui.config import memory

STATUS = Path("/proc/self/status")
MIB = 2**20


def resident() -> float:
    """Memory of this process, in MiB."""
    found = re.search(r"VmRSS:\s+(\d+) kB", STATUS.read_text())
    assert found is not None
    return int(found[1]) / 1024


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    memory._library.cache_clear()
    yield
    memory._library.cache_clear()


@pytest.mark.skipif(
    not STATUS.exists() or not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="another system"
)
def test_what_was_let_go_of_is_given_back() -> None:
    parts = [b"x" * (MIB // 64) for _ in range(64 * 24)]
    last = (
        parts.pop()
    )  # above all the others: without being asked, the library gives back only what is above it
    parts.clear()
    before = resident()
    memory.give_back()
    assert before - resident() > 16, last[:1]


def test_a_library_that_gives_nothing_back_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace())
    memory.give_back()
    memory.give_large_back()


@pytest.mark.skipif(not STATUS.exists() or not hasattr(ctypes.CDLL(None), "mallopt"), reason="another system")
def test_large_blocks_are_given_back_though_others_stand_above_them() -> None:
    del [bytes(8 * MIB)][0]  # after which the library would keep room for blocks as large
    memory.give_large_back()
    parts = [b"x" * (MIB // 2) for _ in range(48)]
    last = b"x" * (MIB // 64)
    before = resident()
    parts.clear()
    assert before - resident() > 16, last[:1]
