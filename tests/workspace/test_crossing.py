# SPDX-License-Identifier: MIT
"""What another window has just sent is asked about before its subscriber is sent more, whatever sends that."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from flotui.api.errors import FlochatError, Stopped
from flotui.jobs.outcomes import SMALL
from flotui.store.crossing import Crossed
from flotui.store.journal import Entry, Journal, Outcome
from flotui.store.owners import owner_of
from flotui.workspace import Workspace, calling
from flotui.workspace.chain import Chain
from flotui.workspace.history import again
from tests.support.people import ANA
from tests.workspace.test_resending import text, texts

ENDED = ("4194304:1", "")
"""Windows that have ended: one of which the number is no process's, and one that nobody noted."""


@pytest.fixture
async def other(workspace: Workspace) -> AsyncIterator[Journal]:
    """The journal as a window of another process has it."""
    theirs = await Journal.open(workspace.journal.db.path, workspace.journal._profile)
    theirs._owner = owner_of(os.getppid())
    yield theirs
    await theirs.close()


class Asked:
    """Notes what was asked about, and agrees or not."""

    def __init__(self, workspace: Workspace, *, agrees: bool = True) -> None:
        self.about: list[list[str]] = []
        self._agrees = agrees
        workspace.decides(None, crossing=self)

    async def __call__(self, entries: Sequence[Entry]) -> None:
        self.about.append([each.summary for each in entries])
        if not self._agrees:
            raise Stopped("no")


async def sent(
    window: Journal, to: str, outcome: Outcome | None = Outcome.DONE, says: str = "theirs"
) -> Entry:
    entry = await window.intend(text(to, says), says, kind="subscriber", subject=to)
    return await window.settle(entry, outcome) if outcome is not None else entry


@pytest.mark.parametrize("agrees", [True, False])
async def test_what_the_api_area_and_the_command_line_send(
    workspace: Workspace, other: Journal, agrees: bool
) -> None:
    await sent(other, ANA)
    asked = Asked(workspace, agrees=agrees)
    if agrees:
        assert await calling.execute(workspace, text(ANA, "mine")) is not None
    else:
        with pytest.raises(Stopped):
            await calling.execute(workspace, text(ANA, "mine"))
    assert asked.about == [["theirs"]]
    assert len(await workspace.journal.single_edits(subject=ANA)) == 1 + agrees


async def test_what_goes_to_a_few_and_not_what_goes_to_many(workspace: Workspace, other: Journal) -> None:
    asked = Asked(workspace)
    many = await texts(workspace, SMALL + 1)
    await sent(other, many[1].subject)
    async with workspace.cleared(many[:SMALL]) as may_leave:
        assert may_leave
    assert asked.about == [["theirs"]]
    async with workspace.cleared(many) as may_leave:
        assert may_leave
    assert asked.about == [["theirs"]]


async def test_what_crosses_while_it_is_asked(workspace: Workspace, other: Journal) -> None:
    asked = Asked(workspace)
    recent = workspace.journal.single_edits

    async def reading(*given: Any) -> Any:
        before = await recent(*given)
        await sent(other, ANA)
        return before

    workspace.journal.single_edits = reading  # type: ignore[method-assign]
    with pytest.raises(Crossed):
        await calling.execute(workspace, text(ANA, "mine"))
    assert not asked.about


async def test_what_is_left_of_a_chain(workspace: Workspace, other: Journal) -> None:
    """Going on from Activity, which knows nothing of the question that it began with."""
    edits = await texts(workspace, 2)
    workspace.pacer.pause()
    with pytest.raises(FlochatError):
        await workspace.carry_out(Chain(edits))
    workspace.pacer.resume()
    await sent(other, edits[0].subject)
    asked = Asked(workspace)
    (left,) = [each for each in await workspace.journal.single_edits() if each.outcome is Outcome.WAITING]
    await workspace.carry_out(Chain(map(again, await workspace.journal.left_of(left))))
    assert asked.about == [["theirs"]]


@pytest.mark.parametrize("ended", ENDED)
async def test_a_window_that_has_ended_was_ones_own_unless_nobody_knows_what_arrived(
    workspace: Workspace, other: Journal, ended: str
) -> None:
    other._owner = ended
    await sent(other, ANA)
    asked = Asked(workspace)
    await calling.execute(workspace, text(ANA, "mine"))
    assert not asked.about
    await sent(other, ANA, Outcome.UNKNOWN, "unknown")
    await calling.execute(workspace, text(ANA, "mine"))
    assert asked.about == [["unknown"]]


async def test_what_is_sent_again_is_not_asked_about_itself(workspace: Workspace, other: Journal) -> None:
    unknown = await sent(other, ANA, Outcome.UNKNOWN)
    asked = Asked(workspace)
    await workspace.resend(unknown)
    assert not asked.about
