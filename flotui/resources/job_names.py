# SPDX-License-Identifier: MIT
"""Steps of jobs as they are shown: with the names of rows in the place of the ids that they change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flotui.jobs.report import Preview, preview
from flotui.repositories.linked import LinkedId, linked_names
from flotui.resources.changed_ids import ids_in
from flotui.store.entry import Change

if TYPE_CHECKING:
    from flotui.jobs.present import CurrentValue
    from flotui.jobs.verify import StepDifference
    from flotui.store.job import Job, Step
    from flotui.workspace import Workspace


async def named_steps(workspace: Workspace, steps: Sequence[Step]) -> list[Step]:
    """Steps of a job whose changes say what rows are called, in the place of their ids: they are for showing only.

    Args:
        workspace: the bot.
        steps: which.
    """
    ids = [ids_in(step.call.operation_id, step.changes) for step in steps]
    names = await linked_names(workspace.cache, chain.from_iterable(ids))
    return [
        replace(step, changes=tuple(_named(change, some, names) for change in step.changes)) if some else step
        for step, some in zip(steps, ids, strict=True)
    ]


async def named_differences(
    workspace: Workspace, found: Sequence[StepDifference]
) -> Sequence[StepDifference]:
    """The same of what steps find changed since.

    Args:
        workspace: the bot.
        found: what is different.
    """
    ids = [
        ids_in(each.step.call.operation_id, [change for value in each.current for change in _both(value)])
        for each in found
    ]
    names = await linked_names(workspace.cache, chain.from_iterable(ids))
    return [
        each._replace(
            current=tuple(
                value._replace(
                    change=_named(value.change, some, names),
                    value=_name(value.change.path, value.value, some, names),
                )
                for value in each.current
            )
        )
        for each, some in zip(found, ids, strict=True)
    ]


async def preview_of(workspace: Workspace, job: Job, first: int | None = None) -> Preview:
    """What a planned job would do, with the names of rows whose ids it changes.

    Args:
        workspace: the bot.
        job: the job.
        first: how many of its steps are looked at; a few by default.
    """
    jobs, more = workspace.working.jobs, () if first is None else (first,)
    found = await preview(jobs, job, workspace.pacer, *more)
    return replace(found, first=await named_steps(workspace, found.first))


def _both(value: CurrentValue) -> tuple[Change, Change]:
    return value.change, value.again


def _named(change: Change, ids: Sequence[LinkedId], names: Mapping[tuple[str, str], str]) -> Change:
    before, after = (_name(change.path, each, ids, names) for each in (change.before, change.after))
    return replace(change, before=before, after=after)


def _name(path: str, value: object, ids: Sequence[LinkedId], names: Mapping[tuple[str, str], str]) -> object:
    kind = next((each.kind.name for each in ids if each.path == path), "")
    return names.get((kind, str(value)), value)
