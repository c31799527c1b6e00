# SPDX-License-Identifier: MIT
"""Running a job from the command line: it is offered, agreed to, and run to its end."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

import click
from msgspec.structs import replace

from flotui.cli import output, sink
from flotui.cli.asking import agrees, typed
from flotui.cli.ends import Failure
from flotui.cli.jobs_plan import yet_to_come
from flotui.cli.jobs_reading import reading
from flotui.cli.jobs_said import (
    preview_row,
    write_job,
    write_preview,
)
from flotui.cli.opened import command, job_of, opened
from flotui.config.exits import Exit
from flotui.config.paths import Paths
from flotui.jobs.plan import leave_out_repeated, unseen_from, unseen_repeats
from flotui.jobs.report import after, repeated, state
from flotui.jobs.since import is_old, leave_out, stale, take_as_now
from flotui.jobs.times import never, window_of
from flotui.resources.job_names import named_differences, preview_of
from flotui.store.entry import Outcome
from flotui.store.job import Job, JobState
from flotui.text.plural import counted
from flotui.workspace import Worked, Workspace

_TELL = 5.0
"""Seconds between two lines about how far a job is."""


async def offer(
    workspace: Workspace,
    job: Job,
    count: int | None,
    as_json: bool,
    more: Mapping[str, object] | None = None,
    kept: str = "",
    first: Sequence[str] = (),
) -> int:
    """Write what a job that was just planned would do, and run it where the count is right.

    Args:
        workspace: the open bot.
        job: the job.
        count: to how many subscribers it goes, as the person says; None where it isn't to run.
        as_json: whether JSON is written.
        more: what else is known of the plan, for JSON.
        kept: what is said of a plan that isn't discarded, as a sentence.
        first: what is written above it, as lines, unless JSON is.

    Returns:
        The exit code.

    Raises:
        Failure: when the count isn't right, somebody was sent the same within a day, or nothing may be sent; the plan is
            discarded then.
    """
    jobs = workspace.working.jobs
    seen = await preview_of(workspace, job)
    try:
        # Who has said to how many it goes has not asked to read it first.
        with sink.if_taken() if count is not None else _named(workspace, job):
            if first and not as_json:
                sink.write("\n".join((*first, "")))
            if not as_json:
                write_preview(seen)
            elif count is None:
                sink.write_json(output.as_json({**preview_row(seen), **(more or {})}))
    except OSError:
        if workspace.switches.dry_run:
            await jobs.forget(job.id)
        raise
    if workspace.switches.dry_run and count in (None, seen.rows):
        if as_json and count is not None:
            write_job(job, as_json)
        await jobs.forget(job.id)
        sink.tell("Dry run: not sent. The plan was discarded.")
        return Exit.OK
    if kept and (count is None or (count == seen.rows and not workspace.working.refusal())):
        sink.tell(kept)
    if count is None:
        yes = f" --yes {seen.rows}" if seen.count_wanted else ""
        sink.tell(f"Nothing was sent. Run it with: {command(f'jobs run {job.id}{yes}', workspace)}")
        return Exit.OK
    if count != seen.rows:
        await jobs.forget(job.id)
        raise Failure(
            f"Not sent: it goes to {counted(seen.rows, job.options.noun)}, not {count:,}. The plan was discarded.",
            Exit.NEEDS_CONFIRMATION,
        )
    if why := workspace.working.refusal():
        await jobs.forget(job.id)
        raise Failure(f"{why} The plan was discarded.")
    # The same command line again, after a line that dropped, is no wish to send it twice. Where repeats are skipped,
    # those who are left are just being sent it: what becomes of that is waited for.
    if seen.repeats and not job.options.skips_repeats:
        await jobs.forget(job.id)
        said = repeated([(step.title, other) for step, other in seen.repeats])
        raise Failure(
            f"Not sent. {said} The plan was discarded. Add --skip-repeats to leave them out, or plan it without --yes "
            "and run the plan to send it again.",
            Exit.NEEDS_CONFIRMATION,
        )
    if job.options.read_at:
        await _compared(workspace, job, None)
    return await carry_out(workspace, job.id, as_json, unbegun=True)


@contextmanager
def _named(workspace: Workspace, job: Job) -> Iterator[None]:
    """Say of a plan that stays which job it is, where its preview can't be written."""
    try:
        yield
    except OSError as error:
        if sink.is_unwritable(error) and not workspace.switches.dry_run:
            sink.tell(f"Nothing was sent. It is planned as job {job.id}.")
        raise


async def run_job(
    job: int,
    count: int | None,
    not_after: str | None,
    changed: str | None,
    profile: str | None,
    as_json: bool,
) -> int:
    """Run a job until its end."""
    async with opened(profile) as workspace:
        found = await job_of(workspace, job)
        unbegun = found.state is JobState.PLANNED
        if not_after:
            ends = yet_to_come(workspace, "--not-after", not_after)
            if why := never(replace(window_of(found), not_after=ends), time.time()):
                raise Failure(f"Not sent. {why} Give a later --not-after.", Exit.USAGE)
            if not workspace.switches.dry_run:
                found = await workspace.working.jobs.schedule(job, found.starts_at, ends)
        if found.state is JobState.ENDED:  # said again, a run is as it was: a script may repeat it
            with sink.if_taken():
                write_job(found, as_json)
            sink.tell(f"Nothing was sent: job {job} is {state(found)} already.")
            return Exit.OK if _is_well(found) else Exit.FAILED
        if not found.open:
            raise Failure(f"Job {job} is {found.state}: {after(found)}.", Exit.USAGE)
        asks = count is None and _at_terminal()
        if found.awaits_word and not asks:
            found = await _told_to_go_on(workspace, found, count)
        if found.state is JobState.PLANNED and found.options.trial and not workspace.switches.dry_run:
            found = await workspace.working.jobs.configure(job, ask_after_trial=asks)
        if found.state is JobState.PLANNED:
            found = await _counted(workspace, found, count)
        elif found.state is not JobState.RUNNING and count is not None:
            await _recounted(workspace, found, count)
        if found.state is not JobState.RUNNING and not found.awaits_word:
            await _not_again(workspace, found, changed)
            await _compared(workspace, found, changed)
        return await carry_out(workspace, job, as_json, asks=asks, changed=changed, unbegun=unbegun)


async def _told_to_go_on(workspace: Workspace, job: Job, count: int | None) -> Job:
    """See that the command line says that the rest of a job follows its trial.

    Raises:
        Failure: when it doesn't, or somebody else has decided.
    """
    rows = await workspace.working.jobs.rows_waiting(job.id)
    if count != rows:
        rest = f"The rest goes to {counted(rows, job.options.noun)}. Add --yes {rows}."
        raise Failure(f"Not sent. {job.message} {rest}", Exit.NEEDS_CONFIRMATION)
    return job if workspace.switches.dry_run else await _agreed(workspace, job)


async def _agreed(workspace: Workspace, job: Job) -> Job:
    """Have the rest of a job follow its trial.

    Raises:
        Failure: when somebody else has decided.
    """
    agreed = await workspace.working.jobs.agree(job.id)
    if agreed is None:
        now = await job_of(workspace, job.id)
        raise Failure(f"Job {now.id} is {state(now)} already: {after(now)}.", Exit.USAGE)
    return agreed


async def _counted(workspace: Workspace, job: Job, count: int | None) -> Job:
    """See that somebody has said how many rows a planned job goes to, where its count is wanted.

    Returns:
        The job as it is then.

    Raises:
        Failure: when it is another number, or nobody can be asked.
    """
    at, seen = time.time(), await preview_of(workspace, job)
    if count is None and not seen.count_wanted:
        return job
    looked = count is None and _at_terminal()
    if looked:
        write_preview(seen)
        verb = "send" if seen.sends else "delete for good" if seen.deletes else "run it"
        count = typed(f"Type {seen.rows:,} to {verb}", _number)
    if count != seen.rows:
        raise Failure(
            f"Not sent: it goes to {counted(seen.rows, job.options.noun)}. Add --yes {seen.rows}.",
            Exit.NEEDS_CONFIRMATION,
        )
    if not looked or workspace.switches.dry_run:
        return job
    return await workspace.working.jobs.configure(job.id, repeats_seen_at=at)


def _number(typed: str) -> int:
    """A number as somebody types it: its thousands separated, as it is shown, or not.

    Raises:
        click.BadParameter: when it is none; it is asked for again then.
    """
    separated = re.fullmatch(r"\d{1,3}(,\d{3})+", typed.strip())
    return int(click.INT(typed.replace(",", "") if separated else typed))


async def _not_again(workspace: Workspace, job: Job, changed: str | None) -> None:
    """See whether rows of a job were sent the same since it was planned, or somebody last saw who was. Without a terminal
    to ask at, a job that has begun leaves them out by itself, and nothing is looked up here.

    Raises:
        Failure: when some were, and nobody said what becomes of them.
    """
    if job.state is not JobState.PLANNED and changed is None and not _at_terminal():
        return
    jobs, now = workspace.working.jobs, time.time()
    found = await unseen_repeats(jobs, job)
    if found and changed is None:
        said = repeated([(step.title, other) for step, other in found])
        raise Failure(
            f"Not sent. {said} Add --changed leave-out, or --changed take to send it again.",
            Exit.NEEDS_CONFIRMATION,
        )
    if not found or workspace.switches.dry_run:
        return
    if changed == "take":
        await jobs.configure(job.id, repeats_seen_at=now)
    else:
        await leave_out_repeated(jobs, job.id, unseen_from(job))


async def _recounted(workspace: Workspace, job: Job, count: int) -> None:
    """See that a count that is given with a job that has begun is its own: of all its rows, as a script repeats it, or
    of those that are left.

    Raises:
        Failure: when it is another number.
    """
    goes, left_out = await workspace.working.jobs.rows(job.id)
    left = await workspace.working.jobs.rows_waiting(job.id)
    if count not in (goes, goes + left_out, left):
        noun = counted(left, job.options.noun)
        raise Failure(
            f"Not sent: it goes to {noun} now, of {goes + left_out:,} planned. Add --yes {left}.",
            Exit.NEEDS_CONFIRMATION,
        )


def _at_terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty()


async def _compared(workspace: Workspace, job: Job, changed: str | None) -> None:
    """Compare the rows of a job with the host's, where they were read a while ago. Without a terminal to ask at, a job
    that has begun leaves out the changed ones by itself, and nothing is compared here.

    Raises:
        Failure: when some were changed, and nobody said what becomes of them.
    """
    begun = job.state is not JobState.PLANNED
    # What was set from here since it was planned is overwritten only once it is known.
    if not (is_old(job) or changed == "take") or (begun and changed is None and not _at_terminal()):
        return
    jobs = workspace.working.jobs
    async with reading(workspace, job.id, job.waiting):
        found = await stale(jobs, job.id, workspace.reader.send)
    if found.different and changed is None:
        named = await named_differences(workspace, found.different[:10])
        changes = "\n".join(f"  {each.step.title}: {each.since}" for each in named)
        run = command(f"jobs run {job.id}", workspace)
        raise Failure(
            f"Not sent: {len(found.different):,} of {job.waiting:,} changed since it was planned.\n{changes}\n"
            f"{run} --changed leave-out runs it without them, --changed take overwrites them.",
            Exit.NEEDS_CONFIRMATION,
        )
    if not workspace.switches.dry_run:
        await (take_as_now if changed == "take" else leave_out)(jobs, job.id, found)


async def carry_out(
    workspace: Workspace,
    job: int,
    as_json: bool,
    *,
    asks: bool = False,
    changed: str | None = None,
    unbegun: bool = False,
) -> int:
    """Run a job, and say how far it is now and then; in a dry run it stays as it is.

    Args:
        workspace: the bot.
        job: the job's id.
        as_json: whether JSON is written.
        asks: whether somebody is asked after the trial whether the rest follows.
        changed: what becomes of rows then that somebody has changed, as `--changed` says it; None for not said.
        unbegun: whether it was planned when it was asked for: one that was paused since stays so.

    Returns:
        The exit code.
    """
    if workspace.switches.dry_run:
        write_job(await job_of(workspace, job), as_json)
        sink.tell("Dry run: not sent.")
        return Exit.OK
    found = await job_of(workspace, job)
    decides, stopped = asks and found.awaits_word, False
    if not decides:
        found, stopped = await _through(workspace, job, unbegun=unbegun)
        decides = asks and found.awaits_word and found.state is JobState.PAUSED
    if decides:
        sink.tell(found.message)
        if agrees(f"Go on with the rest, {counted(found.waiting, 'more call')}?"):
            await _compared(workspace, found, changed)
            await _agreed(workspace, found)
            found, stopped = await _through(workspace, job)
    with sink.if_taken():  # how the job has ended is told by the exit code too
        write_job(found, as_json)
    counts = found.counts
    well = _is_well(found)
    if well:
        _drop_log(job)
    # The job has ended: whoever runs it unwatched, with a full pipe, isn't kept by what comes after.
    if found.open:
        sink.tell_in_passing(f"{found.message} Go on with: {command(f'jobs run {job}', workspace)}".strip())
    if counts[Outcome.UNKNOWN]:
        look_up = command(f"jobs resolve {job}", workspace)
        sink.tell_in_passing(
            f"{counted(counts[Outcome.UNKNOWN], 'outcome')} unknown. Look up with: {look_up}"
        )
    if stopped and found.open:
        return Exit.INTERRUPTED
    return Exit.OK if well else Exit.FAILED


def _is_well(job: Job) -> bool:
    """Whether a job has ended with every step done."""
    counts = job.counts
    left = job.waiting or counts[Outcome.REFUSED] or counts[Outcome.UNKNOWN] or job.options.left_out
    return job.state is JobState.ENDED and not left


def _drop_log(job: int) -> None:
    """Take the file away that this process writes into, where that is the log of a job in the background."""
    log = Paths.find().job_log(job)
    with suppress(OSError):  # it writes to a terminal, or into no file
        if os.path.samestat(log.stat(), os.fstat(sys.stdout.fileno())):
            log.unlink()


async def _through(workspace: Workspace, job: int, *, unbegun: bool = False) -> tuple[Job, bool]:
    """Run a job until nothing more of it may leave; the job then, and whether somebody at the keyboard stopped it."""
    told, message, stopped = 0.0, "", False

    loop = asyncio.get_running_loop()

    def heard(event: object) -> None:
        nonlocal told, message
        if not isinstance(event, Worked) or event.job.state is not JobState.RUNNING:
            return
        new = event.job.message not in ("", message)
        if new or loop.time() - told >= _TELL:
            told, message = loop.time(), event.job.message
            sink.tell_in_passing(f"{after(event.job)}{f' · {message}' if message else ''}")

    def stop(number: int) -> None:
        nonlocal stopped
        stopped = number == signal.SIGINT
        workspace.working.stop(job)

    leave = workspace.listen(heard)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop, number)
    try:
        found = await workspace.working.waited_for(job, unbegun=unbegun)
        assert found is not None, "it is waited for without end"
        return found, stopped
    finally:
        leave()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.remove_signal_handler(number)
