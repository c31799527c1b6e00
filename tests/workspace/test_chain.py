# SPDX-License-Identifier: MIT
"""What is one change and takes several calls: where it stops, what is said of it, and what going on sends."""

from __future__ import annotations

import pytest

from flotui.api.call import Call
from flotui.api.errors import Refused, Unknown
from flotui.repositories.edit import Edit
from flotui.store.journal import Entry, Outcome
from flotui.workspace.chain import Chain

NAMES = ("Add tag vip", "Add tag eco", "Add tag gift")


class Host:
    """Takes the calls of a chain, and fails where it is told to, once."""

    def __init__(self, **fails: Exception) -> None:
        self.fails = fails
        self.sent: list[str] = []
        self.told: list[tuple[int, int]] = []

    async def send(self, edit: Edit) -> Entry:
        self.sent.append(edit.summary)
        if (error := self.fails.pop(edit.summary.split()[-1], None)) is not None:
            raise error
        number = len(self.sent)
        return Entry(number, 0.0, edit.call, edit.summary, "subscriber", "f1u2", "act", None, Outcome.DONE)

    async def run(self, chain: Chain) -> list[str]:
        """Have a chain run; what was sent of it this time."""
        self.sent = []
        await chain.run(self.send, lambda done, of: self.told.append((done, of)))
        return self.sent


@pytest.fixture
def chain() -> Chain:
    calls = [
        Call.of("flowBotUserAddTag", body={"user_ns": "f1u2", "tag_ns": f"f1t{n}"}) for n in range(len(NAMES))
    ]
    return Chain([Edit(call, name, "f1u2") for call, name in zip(calls, NAMES, strict=True)])


async def test_a_call_of_unknown_outcome_stops_it_for_good(chain: Chain) -> None:
    host = Host(eco=Unknown("The answer was lost."))
    assert await host.run(chain) == ["Add tag vip", "Add tag eco"]
    assert chain.begun and not chain.complete
    assert (
        chain.summary() == "Done: Add tag vip. Unknown: Add tag eco. The answer was lost. Left: Add tag gift."
    )
    assert not chain.left.waiting and not chain.left.refused
    # Neither what is done nor what is unknown leaves again, nor what is behind it.
    assert await host.run(chain) == []
    chain.reopen()
    assert await host.run(chain) == []


async def test_a_refused_call_and_what_is_behind_it_leave_again_on_demand_alone(chain: Chain) -> None:
    host = Host(eco=Refused("There is no such tag."))
    assert await host.run(chain) == ["Add tag vip", "Add tag eco"]
    assert (
        chain.summary()
        == "Done: Add tag vip. Refused: Add tag eco. There is no such tag. Left: Add tag gift."
    )
    assert chain.left.refused and not chain.left.waiting
    assert await host.run(chain) == []
    chain.reopen()
    assert [edit.summary for edit in chain.edits()] == ["Add tag eco", "Add tag gift"]
    assert await host.run(chain) == ["Add tag eco", "Add tag gift"]
    assert chain.complete and not chain.begun
