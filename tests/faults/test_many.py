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
from flotui.jobs.act import Act, ActRow, Unfinished
from flotui.repositories.edit import Edit
from flotui.repositories.sending import send_sub_flow, send_text
from flotui.repositories.subscribers import add_tags
from flotui.sandbox.kinds import KINDS
from flotui.store.journal import Outcome
from flotui.workspace import Workspace
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


def kinds_for(name: str) -> list[str]:
    """In the short setting every fault is tried with one of the sends, and every third one with the rest."""
    place = list(ACTS).index(name)
    return list(KINDS) if LONG else list(KINDS)[place % 2 :: 2 if place < 2 else 3]


@pytest.mark.parametrize("name", ACTS)
async def test_who_had_it_is_told_and_going_on_repeats_nothing(
    ws: Workspace, served: Served, name: str
) -> None:
    people: list[Any] = []
    async for snapshot in ws.subscribers.list():
        people = (await snapshot.value.all())[-FIVE:]
    wrong: list[tuple[str, str]] = []
    for kind in kinds_for(name):
        for times in (1, 0) if LONG else (1,):
            served.fresh()
            ws.pacer.resume()
            act = Act([ActRow(person.title, ACTS[name](person)) for person in people], many=True)
            assert act.calls == FIVE
            served.fault(**{**fault_of(kind, times=times, skip=1), "path": "/subscriber/*"})
            found = await tried(ws, served, act, people, once=name != "tag", lasts=not times)
            wrong += [(kind, each) for each in found]
    assert wrong == []


async def tried(
    ws: Workspace, served: Served, act: Act, people: list[Any], *, once: bool, lasts: bool
) -> list[str]:
    """Carry it out, and go on as long as somebody waits; what is wrong with what came of it.

    What the host refuses as long as the fault lasts stops at the third in a row.
    """
    found: list[str] = []
    for turn in range(FIVE + 1):
        before = of_each(served)
        settled = {row.title for row in act.rows if row.outcome is not Outcome.WAITING}
        said = await carried_out(ws, act)
        reached = of_each(served) - before
        found += judged(act, people, served, said)
        for person in people:
            if turn and person.title in settled and reached[person.user_ns]:
                found.append(f"turn {turn}: {person.title} was settled, and asked again")
        served.host.faults.clear()
        ws.pacer.resume()
        if not act.having(Outcome.WAITING):
            break
    else:
        found.append(f"it never came to an end: {said}")
    accepted = served.accepted_for("user_ns")
    if once and max(accepted.values(), default=0) > 1:
        found.append(f"somebody got it twice: {accepted}")
    left = act.counts[Outcome.UNKNOWN] + act.counts[Outcome.REFUSED]
    if (
        left > (3 if lasts and not act.counts[Outcome.UNKNOWN] else 1)
        or act.counts[Outcome.DONE] + left != FIVE
    ):
        found.append(f"one thing went wrong, and it came to {act.counts}")
    return found


def of_each(served: Served) -> Counter[str]:
    """How often something left for each person."""
    return Counter(str(row["body"]["user_ns"]) for row in served.received())


async def carried_out(ws: Workspace, act: Act) -> str:
    """Send what waits; what is said of it."""
    try:
        await ws.carry_out(act)
    except Unfinished as error:
        return str(error)
    except FlochatError as error:
        return str(error)
    return ""


def judged(act: Act, people: list[Any], served: Served, said: str) -> list[str]:
    accepted = served.accepted_for("user_ns")
    found = wrong_words(said, sum(accepted.values()))
    for person, row in zip(people, act.rows, strict=True):
        sure = SURE.get(row.outcome)
        if sure is not None and sure != bool(accepted[person.user_ns]):
            found.append(f"{person.title} is {row.outcome}, carried out {accepted[person.user_ns]} times")
    if said and f"{act.counts[Outcome.DONE]} of {FIVE} done" not in said:
        found.append(f"it doesn't say how many are done: {said}")
    for outcome in (Outcome.REFUSED, Outcome.UNKNOWN):
        if act.having(outcome) and f"{act.counts[outcome]} {outcome}" not in said:
            found.append(f"it doesn't say how many are {outcome}: {said}")
    if act.having(Outcome.WAITING) and f"{act.counts[Outcome.WAITING]} left" not in said:
        found.append(f"it doesn't say how many are left: {said}")
    return found
