# SPDX-License-Identifier: MIT
"""The clock of the tests: what is left of a short wait passes at once, but not while another thread is waited for."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

import flotui
from tests.support import clock
from tests.support.settle import settled


@pytest.mark.parametrize("outside", [set(), {"a host"}], ids=["nothing outside", "a host in another thread"])
async def test_a_short_wait_passes_at_once_where_nothing_outside_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, outside: set[object]
) -> None:
    monkeypatch.setattr(clock, "outside", outside)
    happened = asyncio.Event()
    passed = clock._passed
    asyncio.get_running_loop().call_later(0.03, happened.set)
    await settled()
    assert happened.is_set()
    assert (clock._passed > passed) is not bool(outside)


async def test_a_long_wait_is_left_alone() -> None:
    handle = asyncio.get_running_loop().call_later(60, lambda: None)
    passed = clock._passed
    await settled()
    handle.cancel()
    assert clock._passed - passed < 1


def test_what_takes_the_clock_as_it_loads_is_loaded_before_a_test_moves_it() -> None:
    root = Path(flotui.__file__).parent
    takes = re.compile(r"^from time import .*\btime\b|= time\.time\b(?!\()", re.MULTILINE)
    found = {
        ".".join(path.relative_to(root.parent).with_suffix("").parts)
        for path in root.rglob("*.py")
        if takes.search(path.read_text(encoding="utf-8"))
    }
    assert found == set(clock.TAKEN_AS_THEY_LOAD)
