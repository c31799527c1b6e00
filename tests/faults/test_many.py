# SPDX-License-Identifier: MIT
"""Every fault at the second of five people: who had it is told, and going on repeats nothing.

Judged by what the host carried out for each of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from flotui.api.errors import FlochatError
from flotui.api.models.flow import SubFlow, Tag
from flotui.jobs.outcomes import Unfinished
from flotui.repositories.edit import Edit, RowEdits
from flotui.repositories.sending import send_sub_flow, send_text
from flotui.repositories.subscribers import add_tags
from flotui.resources.acting import carry_out
from flotui.resources.base import Context
from flotui.sandbox.kinds import KINDS
from flotui.store.journal import Outcome
from flotui.workspace import Workspace
from tests.support import settle
from tests.support.ask import Answers
from tests.support.covering import covering
from tests.support.judging import LONG, fault_of, wrong_words
from tests.support.served import Served

FIVE = 5
FLOW = SubFlow.read({"sub_flow_ns": "f1284s2002", "name": "Welcome"})
TAG = Tag.read({"tag_ns": "f1284t3030", "name": "zz"})

ACTS: dict[str, Callable[[Any], Sequence[Edit]]] = {
    "sub-flow": lambda person: [send_sub_flow(person, FLOW)],
    "message": lambda person: [send_text(person, "Hello")],
    "tag": lambda person: add_tags(person, [TAG]),
}
"""What is done to each of them."""

SURE = {Outcome.DONE: True, Outcome.REFUSED: False, Outcome.WAITING: False, Outcome.UNCHANGED: False}
"""Whether the host carried it out, where the outcome says so."""


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with Served(quota=100_000) as host:
        yield host


TRIED = covering(ACTS, KINDS)
"""Which act is tried with which fault."""


@pytest.mark.parametrize("name", ACTS)
async def test_who_had_it_is_told_and_going_on_repeats_nothing(
    ws: Workspace, served: Served, name: str
) -> None:
    people: list[Any] = []
    async for snapshot in ws.subscribers.list():
        people = (await snapshot.value.all())[-FIVE:]
    ws.pacer.max_at_once = 2  # one after the other, so that what went wrong is one thing
    wrong: list[tuple[str, str]] = []
    for kind in (fault for act, fault in TRIED if act == name):
        for times in (1, 0) if LONG else (1,):
            served.fresh()
            ws.pacer.resume()
            few = Doing(ws, served, [RowEdits(each.title, ACTS[name](each)) for each in people])
            served.fault(**{**fault_of(kind, times=times, skip=1), "path": "/subscriber/*"})
            found = await tried(ws, served, few, people, once=name != "tag", lasts=not times)
            wrong += [(kind, each) for each in found]
    assert wrong == []


class Doing:
    """Something that is done to five people, and what came of it."""

    def __init__(self, ws: Workspace, served: Served, rows: Sequence[RowEdits]) -> None:
        self._ws, self._served, self._rows = ws, served, rows
        self.job = 0
        self.outcomes = [Outcome.WAITING] * len(rows)
        self._left: Unfinished | None = None

    @property
    def counts(self) -> Counter[Outcome]:
        return Counter(self.outcomes)

    def _rests(self) -> bool:
        """Whether all of it has come to an end; a limit that holds it as long as it lasts doesn't last."""
        if self._ws.pacer.paused_until is not None:
            self._served.host.faults.clear()
            self._ws.pacer.resume()
        return not self._ws.working.running

    async def turn(self) -> str:
        """Carry it out, or go on; what is said of it."""
        asked, said = Answers(), ""
        try:
            if self._left is not None:
                await self._left.go_on()
            else:
                context: Any = Context(self._ws, None, (), asked)
                await carry_out(context, self._rows, "Done.")
        except Unfinished as error:
            self._left, said = error, str(error)
        except FlochatError as error:
            self._left, said = None, str(error)
        self._ws.pacer.resume()
        await settle.until(self._rests, lambda: "what the quota held goes on by itself")
        jobs = [each for each in await self._ws.working.jobs.recent() if each.id >= self.job]
        self.job = max((each.id for each in jobs), default=self.job)
        steps = await self._ws.working.jobs.every(self.job) if jobs else ()
        self.outcomes = [each.outcome for each in steps] or [Outcome.WAITING] * FIVE
        return said


async def tried(
    ws: Workspace, served: Served, few: Doing, people: list[Any], *, once: bool, lasts: bool
) -> list[str]:
    """Carry it out, and go on as long as somebody waits; what is wrong with what came of it.

    What the host refuses as long as the fault lasts stops at the third in a row.
    """
    found: list[str] = []
    few.job = max((each.id for each in await ws.working.jobs.recent()), default=0) + 1
    for turn in range(FIVE + 1):
        before = of_each(served)
        settled = [each is not Outcome.WAITING for each in few.outcomes]
        said = await few.turn()
        reached = of_each(served) - before
        found += judged(few, people, served, said)
        for person, was in zip(people, settled, strict=True):
            if turn and was and reached[person.user_ns]:
                found.append(f"turn {turn}: {person.title} was settled, and asked again")
        served.host.faults.clear()
        ws.pacer.resume()
        if not few.counts[Outcome.WAITING]:
            break
    else:
        found.append(f"it never came to an end: {said}")
    accepted = served.accepted_for("user_ns")
    if once and max(accepted.values(), default=0) > 1:
        found.append(f"somebody got it twice: {accepted}")
    left = few.counts[Outcome.UNKNOWN] + few.counts[Outcome.REFUSED]
    if left > (3 if lasts else 1) or few.counts[Outcome.DONE] + left != FIVE:
        found.append(f"one thing went wrong, and it came to {few.counts}")
    return found


def of_each(served: Served) -> Counter[str]:
    """How often something left for each person."""
    return Counter(str(row["body"]["user_ns"]) for row in served.received())


def judged(few: Doing, people: list[Any], served: Served, said: str) -> list[str]:
    accepted = served.accepted_for("user_ns")
    found = wrong_words(said, sum(accepted.values()))
    for person, outcome in zip(people, few.outcomes, strict=True):
        sure = SURE.get(outcome)
        if sure is not None and sure != bool(accepted[person.user_ns]):
            found.append(f"{person.title} is {outcome}, carried out {accepted[person.user_ns]} times")
    if (
        said
        and few.counts[Outcome.WAITING] < FIVE
        and f"{few.counts[Outcome.DONE]} of {FIVE} done" not in said
    ):
        found.append(f"it doesn't say how many are done: {said}")
    for outcome in (Outcome.REFUSED, Outcome.UNKNOWN):
        if few.counts[outcome] and f"{few.counts[outcome]} {outcome}" not in said:
            found.append(f"it doesn't say how many are {outcome}: {said}")
    if 0 < few.counts[Outcome.WAITING] < FIVE and f"{few.counts[Outcome.WAITING]} left" not in said:
        found.append(f"it doesn't say how many are left: {said}")
    return found
