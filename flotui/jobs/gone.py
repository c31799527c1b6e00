# SPDX-License-Identifier: MIT
"""Whether a job stops because something that its steps name was deleted elsewhere: going on would be refused again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from flotui.api.call import Call
from flotui.api.errors import FlochatError
from flotui.api.pacer import Purpose
from flotui.jobs.halts import End
from flotui.repositories.flows import SUB_FLOW, TAG, USER_FIELD
from flotui.repositories.paging import PAGE
from flotui.repositories.targets import items_of
from flotui.repositories.team import AGENT, LABEL
from flotui.repositories.walking import Walk
from flotui.store.entry import Outcome
from flotui.store.job import JobState, Step
from flotui.text.plural import listed

if TYPE_CHECKING:
    from flotui.jobs.host import Host
    from flotui.store.jobs import Jobs

_LISTS = {
    "tag_ns": ("tag", TAG.list, "tag_ns"),
    "var_ns": ("user field", USER_FIELD.list, "var_ns"),
    "sub_flow_ns": ("sub-flow", SUB_FLOW.list, "sub_flow_ns"),
    "label_name": ("label", LABEL.list, "name"),
    "agent_id": ("agent", AGENT.list, "id"),
}
"""By what a call names a thing: what that is, the list that has all of them, and what it is called there."""
_STAYS = (Outcome.REFUSED, Outcome.UNKNOWN, Outcome.DROPPED)
"""What a step has come to after which the others about its row don't leave."""


async def explained(end: End, jobs: Jobs, host: Host) -> End:
    """Why nothing more of a job leaves, with what is gone where it stops because that is. It has ended where every row
    that is left needs it.

    Args:
        end: why it stops.
        jobs: where the job is.
        host: how the lists are read.
    """
    step = end.refused
    if step is None or host.limited_until is not None:
        return end
    try:
        gone = await _gone(step, host)
    except FlochatError:
        return end
    if not gone:
        return end
    exist = "exist" if len(gone) > 1 else "exists"
    message = f"{end.message} The {listed([*gone.values()])} no longer {exist}: deleted elsewhere."
    if await _goes_without(jobs, step.job, gone):
        return End(end.state, message)
    return End(JobState.ENDED, message if step.undoes else f"{message} Plan a new job.")


def _named(step: Step) -> set[tuple[str, str]]:
    """What a step's call names of the things that lists have."""
    return {(key, str(each[key])) for each in items_of(step.call) for key in _LISTS if each.get(key)}


async def _gone(step: Step, host: Host) -> Mapping[tuple[str, str], str]:
    """What a step names that isn't at the host any more, and what each is called.

    Raises:
        FlochatError: when the host can't be had.
    """
    named: Collection[tuple[str, str]] = _named(step)
    found: dict[tuple[str, str], str] = {}
    for key in sorted({key for key, _ in named}):
        noun, listing, own = _LISTS[key]
        walk = Walk(Call.of(listing, query={"limit": PAGE}), Purpose.JOB)
        there: set[str] = set()
        async for page in walk.steps(host.read):
            there.update(str(row.get(own)) for row in page.rows if isinstance(row, Mapping))
        if walk.complete:
            lost = sorted(each for each in named if each[0] == key and each[1] not in there)
            found |= {each: _called(step, noun, each[1]) for each in lost}
    return found


def _called(step: Step, noun: str, known: str) -> str:
    """What a thing that a step names is called: `tag winter`."""
    name = next((each.name for each in step.changes if each.path.partition(".")[2] == known), "")
    if not name and noun in step.summary:
        name = step.summary[step.summary.index(noun) :]
    name = name or known
    return name if name.startswith(f"{noun} ") else f"{noun} {name}"


async def _goes_without(jobs: Jobs, job: int, gone: Collection[tuple[str, str]]) -> bool:
    """Whether some row is left whose next call names nothing that is gone."""
    stays = {each.part async for some in jobs.in_blocks(job, _STAYS) for each in some}
    seen = 0
    async for some in jobs.in_blocks(job, [Outcome.WAITING]):
        for each in some:
            if each.part != seen and each.part not in stays and not _named(each).intersection(gone):
                return True
            seen = each.part
    return False
