# SPDX-License-Identifier: MIT
"""What is left of the hour's calls: the host's number while it is young, and a bound once others may have used some."""

from __future__ import annotations

import pytest

from flotui.api.models.subscriber import Subscriber
from flotui.api.pacer import Pacer
from flotui.jobs.report import seconds
from flotui.repositories.edit import RowEdits
from flotui.repositories.subscribers import add_tags
from flotui.resources.acting import cost, trial_said
from flotui.resources.quota import left_said
from flotui.resources.text import plain
from flotui.workspace import Workspace
from tests.support.jobs import TAG


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
    job = plain(cost(workspace, 40, waits=True) or "")
    assert job == f"40 calls of {left} left this hour. It takes about 3 s."
    assert "takes" not in plain(cost(workspace, 40, waits=True, lasts=False) or "")
    people = [Subscriber(user_ns=f"f1284u{n}") for n in range(21)]
    acts = [RowEdits(each.user_ns, add_tags(each, [TAG])) for each in people]
    for rows, tried in ((acts, True), (acts[1:], False)):
        assert (trial_said(workspace, rows) is not None) is tried
    now = workspace.pacer._clock
    monkeypatch.setattr(workspace.pacer, "_clock", lambda: now() + 120)
    assert plain(cost(workspace, 40) or "") == f"40 calls of at most {left} left this hour."
    assert plain(cost(workspace, 4000) or "").startswith(f"At most {left} calls left this hour, ")


@pytest.mark.parametrize(
    ("left", "later", "calls", "said"),
    [
        (120, 4000, 500, "500 calls of at most 1,000 left this hour."),
        (
            120,
            4000,
            2000,
            "At most 1,000 calls left this hour, 50 of them reserved; 2,000 needed. It stops after 950,",
        ),
        (1, 4000, 50, "50 calls of at most 1,000 left this hour."),
        (120, 10, 500, "120 calls left this hour, 50 of them reserved; 500 needed. It stops after 70,"),
        (
            120,
            70,
            500,
            "At most 120 calls left this hour, 50 of them reserved; 500 needed. It stops after 70,",
        ),
        (1, 10, 50, "1 call left this hour; 50 needed. None of them can be sent"),
        (
            30,
            70,
            50,
            "At most 30 calls left this hour, all of them reserved; 50 needed. None of them can be sent",
        ),
    ],
)
async def test_what_is_needed_is_held_against_the_number_that_is_said(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, left: int, later: float, calls: int, said: str
) -> None:
    now = workspace.pacer._clock()
    monkeypatch.setattr(workspace.pacer, "_clock", lambda: now)
    workspace.pacer.note({"x-ratelimit-limit": "1000", "x-ratelimit-remaining": str(left)})
    now += later
    assert plain(cost(workspace, calls) or "").startswith(said)


async def test_a_job_takes_no_hour_longer_where_the_hour_is_over() -> None:
    now = 1_000_000.0
    pacer = Pacer(clock=lambda: now)
    pacer.note({"x-ratelimit-limit": "1000", "x-ratelimit-remaining": "60"})
    assert seconds(500, pacer) == 3600
    now += 4000
    assert seconds(500, pacer) < 3600
