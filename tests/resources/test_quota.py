# SPDX-License-Identifier: MIT
"""What is left of the hour's calls: the host's number while it is young, and a bound once others may have used some."""

from __future__ import annotations

import pytest

from flotui.api.pacer import Pacer
from flotui.resources.acting import cost
from flotui.resources.quota import left_said
from flotui.resources.text import plain
from flotui.workspace import Workspace


def test_a_number_of_a_while_ago_is_a_bound() -> None:
    now = 1_000_000.0
    pacer = Pacer(clock=lambda: now)
    assert left_said(pacer) == ""
    pacer.note({"x-ratelimit-limit": "1000", "x-ratelimit-remaining": "950"})
    assert left_said(pacer) == "950"
    now += 59
    assert left_said(pacer) == "950"
    now += 2
    assert left_said(pacer) == "at most 950"
    now += 3600
    assert left_said(pacer) == "at most 1,000", "the hour is over"
    pacer.note({"x-ratelimit-limit": "1000", "x-ratelimit-remaining": "12"})
    assert left_said(pacer) == "12"


async def test_dialogs_say_at_most_once_the_host_has_said_nothing_for_a_while(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async for _ in workspace.flows.tags():
        pass
    left = workspace.pacer.remaining
    assert left is not None
    assert plain(cost(workspace, 40) or "") == f"40 calls of {left} left this hour."
    now = workspace.pacer._clock
    monkeypatch.setattr(workspace.pacer, "_clock", lambda: now() + 120)
    assert plain(cost(workspace, 40) or "") == f"40 calls of at most {left} left this hour."
    assert plain(cost(workspace, 4000) or "").startswith(f"At most {left} calls left this hour, ")
