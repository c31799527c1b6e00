# SPDX-License-Identifier: MIT
"""Every fault against every kind of write, judged by what the host carried out.

What the journal says for certain is what happened; a send leaves once; no sentence denies what was done.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from flotui.api.catalogue import Risk, catalogue
from flotui.api.errors import FlochatError
from flotui.repositories.broadcasts import Audience, Terms, broadcast_sub_flow
from flotui.repositories.edit import Edit
from flotui.sandbox.kinds import KINDS
from flotui.workspace import Workspace
from tests.support.edit_rows import ana, listed
from tests.support.edits import EDITS
from tests.support.judging import LONG, fault_of, wrong_outcomes, wrong_words
from tests.support.served import Served

Make = Callable[[Workspace], Awaitable["Edit | list[Edit]"]]


async def broadcast(ws: Workspace) -> Edit:
    flow = (await listed(ws.flows.sub_flows()))[0]
    return broadcast_sub_flow(Audience("Ana", 1, people=(await ana(ws),)), flow, Terms(name="x"))


SAMPLE: dict[str, Make] = {
    name: EDITS[name]
    for name in (
        "add_tag",
        "set_fields",
        "change_variant",
        "send_sub_flow",
        "send_text",
        "set_status",
        "change_what_is_in_the_cart",
        "delete_code",
    )
} | {"broadcast": broadcast}
WRITES: dict[str, Make] = {**EDITS, **SAMPLE} if LONG else SAMPLE
ONLY_ONCE = ("send_sub_flow", "broadcast")
"""What is tried with every fault even in the short setting."""


def kinds_for(name: str) -> list[str]:
    """The faults that a write is tried with: in the short setting, every third one, another third for each."""
    place = list(WRITES).index(name)
    return list(KINDS) if LONG or name in ONLY_ONCE else list(KINDS)[place % 3 :: 3]


THEN = ["422", "429", "401", "500-before", "close-before", "403-page"]
"""What a repeated request may run into after the first one's answer was lost."""


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with Served() as host:
        yield host


async def tried(ws: Workspace, served: Served, edits: list[Edit], *faults: dict[str, Any]) -> list[str]:
    """Apply edits while these things go wrong with the first write; what is wrong with what came of it."""
    served.host.log.clear()
    before = {entry.id for entry in await ws.journal.single_edits()}
    for fault in faults:
        served.fault(**{**fault, "path": "*", "method": edits[0].call.operation.method})
    said = ""
    try:
        await ws.apply(*edits)
    except FlochatError as error:
        said = str(error)
    while ws.writing:  # what is read back
        await asyncio.sleep(0.001)
    served.host.faults.clear()
    ws.pacer.resume()
    entries = [entry for entry in await ws.journal.single_edits() if entry.id not in before]
    accepted = sum(served.accepted().values())
    found = wrong_outcomes(entries, accepted) + wrong_words(said, accepted)
    for entry in entries:
        found += wrong_words(entry.message, accepted)
    once = edits[0].call.operation
    received = Counter(str(row["body"]) for row in served.received() if row["operation"] == once.id)
    if (once.risk is not Risk.WRITE or not once.repeatable) and max(received.values(), default=0) > 1:
        found.append(f"{once.id} left more than once: {received}")
    return found


@pytest.mark.parametrize("name", WRITES)
async def test_what_is_said_of_a_write_is_what_happened(ws: Workspace, served: Served, name: str) -> None:
    wrong: list[tuple[str, int, str]] = []
    for place, kind in enumerate(kinds_for(name)):
        for times in (0, 1) if LONG else (place % 2,):
            made = await WRITES[name](ws)
            edits = made if isinstance(made, list) else [made]
            found = await tried(ws, served, edits, fault_of(kind, times=times))
            wrong += [(kind, times, each) for each in found]
            served.fresh()
            await ws.cache.make_stale(READS)
    assert wrong == []


READS = tuple(each.id for each in catalogue().operations if each.risk is Risk.READ)
"""What is read again before each write: the host is another one each time."""


@pytest.mark.parametrize("name", ["add_tag", "set_fields", "send_text", "change_variant"])
async def test_what_a_repeated_request_runs_into_does_not_undo_the_first(
    ws: Workspace, served: Served, name: str
) -> None:
    wrong: list[tuple[str, str, str]] = []
    for lost in ("drop", "cut-length", "not-gzip", "hang") if LONG else ("drop",):
        for then in THEN:
            made = await WRITES[name](ws)
            edits = made if isinstance(made, list) else [made]
            faults = fault_of(lost, times=1), fault_of(then, times=0)
            wrong += [(lost, then, each) for each in await tried(ws, served, edits, *faults)]
            served.fresh()
    assert wrong == []
