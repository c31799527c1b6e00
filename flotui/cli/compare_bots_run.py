# SPDX-License-Identifier: MIT
"""What `flotui compare-bots` does."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from flotui.cli import output, sink
from flotui.cli.ends import Failure
from flotui.cli.jobs_running import carry_out
from flotui.cli.jobs_said import job_row, step_row, write_preview
from flotui.cli.opened import opened
from flotui.config.exits import Exit
from flotui.resources.between import plan_copy, side_by_side
from flotui.resources.job_names import preview_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flotui.jobs.between import BotDifference, Comparison
    from flotui.workspace import Workspace


async def run(
    other: str,
    only: tuple[str, ...],
    values: bool,
    names: tuple[str, ...],
    copy_all: bool,
    count: int | None,
    as_json: bool,
    profile: str | None,
) -> int:
    """Compare two bots, or plan and run what copies from one to the other.

    Args:
        other: the profile of the other bot.
        only: the parts that are compared; none for all.
        values: whether values of bot fields are, too.
        names: what is copied, by name.
        copy_all: whether all that can be is copied.
        count: how many things are confirmed; None to plan only.
        as_json: whether JSON is written.
        profile: the profile of the bot; None for the default.

    Returns:
        The exit code.

    Raises:
        Failure: when a name fits nothing or several things, or the count is another.
    """
    if count is not None and not (names or copy_all):
        raise Failure("--yes goes with --copy or --copy-all.", Exit.USAGE)
    async with AsyncExitStack() as bots:
        here = await bots.enter_async_context(opened(profile))
        there = await bots.enter_async_context(opened(other))
        found = await side_by_side(here, there, only=only, values=values)
        if names or copy_all:
            for each in found.unread:
                sink.tell(each)
            chosen = (
                _chosen(found, names) if names else [each for each in found.differences if not each.refusal]
            )
            return await _copy(here, there, found, chosen, count, as_json)
        _write(here, there, found, as_json)
        return Exit.OK


def _write(here: Workspace, there: Workspace, found: Comparison, as_json: bool) -> None:
    rows = [_row(each) for each in found.differences]
    if as_json:
        whole = {
            "here": here.profile.name,
            "there": there.profile.name,
            "same": dict(found.same),
            "unread": list(found.unread),
            "differences": rows,
        }
        sink.write_json(output.as_json(whole))
        return
    if rows:
        output.write(rows, "table", columns=("kind", "name", "where", "here", "there", "not_copied"))
    for each in found.unread:
        sink.tell(each)
    sink.tell(
        f"{here.profile.name} and {there.profile.name}: {len(rows):,} different, "
        f"{sum(found.same.values()):,} the same."
    )


def _row(found: BotDifference) -> dict[str, object]:
    return {
        "kind": found.part,
        "name": found.name,
        "where": str(found.state),
        "here": found.texts[0],
        "there": found.texts[1],
        "differs": [each.name for each in found.gaps],
        "not_copied": found.refusal,
    }


def _chosen(found: Comparison, names: Sequence[str]) -> list[BotDifference]:
    """What is meant by names, each of one thing.

    Raises:
        Failure: when one of them is none of them, is more than one, or can't be copied.
    """
    chosen = []
    for name in names:
        part, slash, rest = name.partition("/")
        fitting = [
            each
            for each in found.differences
            if each.name == name or (slash and (each.part, each.name) == (part, rest))
        ]
        if not fitting:
            raise Failure(f"Not planned: nothing that differs is called {name}.", Exit.USAGE)
        if len(fitting) > 1:
            several = ", ".join(f"{each.part}/{each.name}" for each in fitting)
            raise Failure(f"Not planned: {name} could be {several}.", Exit.USAGE)
        if fitting[0].refusal:
            raise Failure(f"Not planned: {name} can't be copied. {fitting[0].refusal}", Exit.USAGE)
        chosen += fitting
    return chosen


async def _copy(
    here: Workspace,
    there: Workspace,
    found: Comparison,
    chosen: Sequence[BotDifference],
    count: int | None,
    as_json: bool,
) -> int:
    """Plan the job in the other bot's journal, and run it where the count is right."""
    jobs = there.working.jobs
    written = await plan_copy(here, there, chosen, values=found.values)
    if written.job is None:
        sink.tell("Nothing is to be copied.")
        if as_json:
            sink.write_json(output.as_json({"job": None, "rows": 0}))
        return Exit.OK
    seen = await preview_of(there, written.job)
    if count is not None and count != seen.rows:
        await jobs.forget(written.job.id)
        raise Failure(
            f"Not sent: it copies {seen.rows:,} things, not {count:,}. The plan was discarded.",
            Exit.NEEDS_CONFIRMATION,
        )
    if not as_json:
        write_preview(seen)
    elif count is None or there.switches.dry_run:
        first = [step_row(each) for each in seen.first]
        sink.write_json(output.as_json({**job_row(written.job), "rows": seen.rows, "first": first}))
    if not found.values and any(each.part == "bot-fields" for each in chosen):
        sink.tell("Values of bot fields aren't copied without --values.")
    if there.switches.dry_run:
        await jobs.forget(written.job.id)
        sink.tell("Dry run: not sent. The plan was discarded.")
        return Exit.OK
    if count is None:
        run = f"flotui{there.profile.option} jobs run {written.job.id}"
        sink.tell(f"Nothing was sent. Run it with: {run}")
        return Exit.OK
    return await carry_out(there, written.job.id, as_json)
