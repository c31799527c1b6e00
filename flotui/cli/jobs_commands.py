# SPDX-License-Identifier: MIT
"""What the commands of `flotui jobs` do."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress

import click

from flotui.cli import output, sink
from flotui.cli.ends import Failure
from flotui.cli.jobs_plan import plan_of, yet_to_come
from flotui.cli.jobs_said import STEP_COLUMNS, job_row, preview_row, said_job, step_row, write_preview
from flotui.cli.opened import command, job_of, opened
from flotui.cli.options import only_one
from flotui.config.exits import Exit
from flotui.config.paths import Paths
from flotui.jobs.act import FEW
from flotui.jobs.recover import about, look_up, say
from flotui.jobs.report import after, preview, texts
from flotui.jobs.since import is_old, leave_out, stale, take_as_now
from flotui.jobs.times import never, window_of
from flotui.jobs.undo import none_left, refusal, undo
from flotui.jobs.verify import VERIFIED, plan_differences, verify
from flotui.resources.job_reading import calls_to_read
from flotui.store.entry import Outcome
from flotui.store.job import STEP_WORDS, Job, JobState
from flotui.text.plural import counted
from flotui.workspace import Worked, Workspace

_TELL = 5.0
"""Seconds between two lines about how far a job is."""


async def list_jobs(profile: str | None, as_json: bool) -> int:
    """List the jobs."""
    async with opened(profile) as workspace:
        # While the bot is open, so that its times are in the workspace's zone.
        rows = [job_row(each) for each in await workspace.working.jobs.recent()]
    if as_json:
        output.write(rows, "json")
    elif rows:
        output.write(rows, "table", columns=("id", "state", "title", "summary", "created"))
    else:
        sink.tell("No jobs yet. Plan one with flotui jobs plan.")
    return Exit.OK


async def show(
    job: int,
    outcomes: tuple[str, ...],
    as_csv: bool,
    guard: bool,
    limit: int,
    profile: str | None,
    as_json: bool,
) -> int:
    """Show a job and its steps."""
    only_one(json=as_json, csv=as_csv)
    if guard and not as_csv:
        raise Failure("--no-formulas is for --csv.", Exit.USAGE)
    words = {word.replace(" ", "-"): outcome for outcome, word in STEP_WORDS.items()}
    async with opened(profile) as workspace:
        found = await job_of(workspace, job)
        steps = await workspace.working.jobs.steps(job, [words[each] for each in outcomes], limit=limit or -1)
        if not (as_json or as_csv) and found.state is JobState.PLANNED and not outcomes:
            write_preview(await preview(workspace.working.jobs, found, workspace.pacer, limit or found.steps))
            return Exit.OK
        sent = await texts(workspace.working.jobs, job)
        rows = [step_row(each) for each in steps]
        whole, said = {**job_row(found), "texts": sent, "steps": rows}, said_job(found, sent)
    if as_json:
        sink.write_json(output.as_json(whole))
    elif as_csv:
        output.write(rows, "csv", guard=guard, columns=STEP_COLUMNS)
    else:
        sink.write(said)
        if rows:
            output.write(rows, "table", columns=("n", "outcome", "title", "subject", "change", "message"))
        if found.steps > len(rows) and not outcomes:
            sink.tell(f"{len(rows)} of {found.steps:,} steps. Add --limit 0 for all, or --outcome.")
    return Exit.OK


async def plan_job(count: int | None, profile: str | None, as_json: bool, **given: object) -> int:
    """Plan a job, print its preview, and run it where the count is right."""
    async with opened(profile) as workspace:
        found = await plan_of(workspace, given)
        if found.job is None:
            match = "matches" if found.skipped == 1 else "match"
            said = (
                f"No change: {counted(found.skipped, 'subscriber')} {match}, and none has anything to change."
            )
            if as_json:
                sink.write_json(output.as_json({"job": None, "rows": 0, "unchanged": found.skipped}))
            if count:
                raise Failure(
                    f"{said} Not sent: it goes to 0 subscribers, not {count:,}.", Exit.NEEDS_CONFIRMATION
                )
            sink.tell(said)
            return Exit.OK
        return await offer(workspace, found.job, count, as_json)


async def offer(
    workspace: Workspace, job: Job, count: int | None, as_json: bool, more: Mapping[str, object] | None = None
) -> int:
    """Write what a job that was just planned would do, and run it where the count is right.

    Args:
        workspace: the open bot.
        job: the job.
        count: to how many subscribers it goes, as the person says; None where it isn't to run.
        as_json: whether JSON is written.
        more: what else is known of the plan, for JSON.

    Returns:
        The exit code.

    Raises:
        Failure: when the count isn't right; the plan is discarded then.
    """
    jobs = workspace.working.jobs
    seen = await preview(jobs, job, workspace.pacer)
    if not as_json:
        write_preview(seen)
    elif count is None:
        sink.write_json(output.as_json({**preview_row(seen), **(more or {})}))
    if workspace.switches.dry_run and count in (None, seen.rows):
        if as_json and count is not None:
            _write(job, as_json)
        await jobs.forget(job.id)
        sink.tell("Dry run: not sent. The plan was discarded.")
        return Exit.OK
    if count is None:
        yes = f" --yes {seen.rows}" if seen.count_wanted else ""
        sink.tell(f"Nothing was sent. Run it with: {command(f'jobs run {job.id}{yes}')}")
        return Exit.OK
    if count != seen.rows:
        await jobs.forget(job.id)
        raise Failure(
            f"Not sent: it goes to {counted(seen.rows, job.options.noun)}, not {count:,}. The plan was discarded.",
            Exit.NEEDS_CONFIRMATION,
        )
    if job.options.read_at:
        await _compared(workspace, job, None)
    return await carry_out(workspace, job.id, as_json)


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
        if not_after:
            ends = yet_to_come(workspace, "--not-after", not_after)
            if why := never(window_of(found)._replace(not_after=ends), time.time()):
                raise Failure(f"Not sent. {why} Give a later --not-after.", Exit.USAGE)
            if not workspace.switches.dry_run:
                found = await workspace.working.jobs.schedule(job, found.starts_at, ends)
        if not found.open:
            raise Failure(f"Job {job} is {found.state}: {after(found)}.", Exit.USAGE)
        asks = count is None and _at_terminal()
        if found.awaits_word and not asks:
            found = await _told_to_go_on(workspace, found, count)
        if found.state is JobState.PLANNED and found.options.trial and not workspace.switches.dry_run:
            found = await workspace.working.jobs.configure(job, ask_after_trial=asks)
        if found.state is JobState.PLANNED:
            await _counted(workspace, found, count)
        if found.state is not JobState.RUNNING and not found.awaits_word:
            await _compared(workspace, found, changed)
        return await carry_out(workspace, job, as_json, asks=asks, changed=changed)


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
        raise Failure(f"Job {now.id} is {now.state} already: {after(now)}.", Exit.USAGE)
    return agreed


async def _counted(workspace: Workspace, job: Job, count: int | None) -> None:
    """See that somebody has said how many rows a planned job goes to, where it reaches people or deletes something.

    Raises:
        Failure: when it is another number, or nobody can be asked.
    """
    seen = await preview(workspace.working.jobs, job, workspace.pacer)
    if count is None and not seen.count_wanted:
        return
    if count is None and _at_terminal():
        write_preview(seen)
        verb = "send" if seen.sends else "delete for good"
        count = click.prompt(f"Type {seen.rows} to {verb}", type=int, err=True)
    if count != seen.rows:
        raise Failure(
            f"Not sent: it goes to {counted(seen.rows, job.options.noun)}. Add --yes {seen.rows}.",
            Exit.NEEDS_CONFIRMATION,
        )


def _at_terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty()


async def _compared(workspace: Workspace, job: Job, changed: str | None) -> None:
    """See that the rows of a job that were read a while ago are as they were. One that has begun leaves out by itself
    what was changed, where there is nobody to ask.

    Raises:
        Failure: when some were changed, and nobody said what becomes of them.
    """
    begun = job.state is not JobState.PLANNED
    if not is_old(job) or (begun and changed is None and not _at_terminal()):
        return
    jobs = workspace.working.jobs
    await _tell_reads(workspace, job.id, job.waiting)
    found = await stale(jobs, job.id, workspace.reader.send)
    if found.different and changed is None:
        said = "\n".join(f"  {each.step.title}: {each.since}" for each in found.different[:10])
        raise Failure(
            f"Not sent: {len(found.different):,} of {job.waiting:,} changed since it was planned.\n{said}\n"
            f"{command(f'jobs run {job.id}')} --changed leave-out runs it without them, --changed take overwrites them.",
            Exit.NEEDS_CONFIRMATION,
        )
    if not workspace.switches.dry_run:
        await (take_as_now if changed == "take" else leave_out)(jobs, job.id, found)


async def _tell_reads(
    workspace: Workspace, job: int, steps: int, *, newcomers: Sequence[Outcome] = ()
) -> None:
    """Say what reading the rows of a job costs, where that is more than a few calls."""
    if (calls := await calls_to_read(workspace, job, steps, newcomers=newcomers)) > FEW:
        sink.tell(f"Its rows are read first: up to {counted(calls, 'call')}.")


async def pause_job(job: int, profile: str | None, as_json: bool) -> int:
    """Pause a job."""
    return await _ask(job, JobState.PAUSED, profile, as_json)


async def cancel_job(job: int, profile: str | None, as_json: bool) -> int:
    """Cancel a job."""
    return await _ask(job, JobState.CANCELLED, profile, as_json)


async def _ask(job: int, state: JobState, profile: str | None, as_json: bool) -> int:
    async with opened(profile) as workspace:
        found = await job_of(workspace, job)
        if not found.open:
            raise Failure(f"Job {job} is {found.state} already.", Exit.USAGE)
        if not workspace.switches.dry_run:
            found = await workspace.working.ask(job, state)
        _write(found, as_json)
        if workspace.switches.dry_run:
            sink.tell(f"Dry run: not {state}.")
    return Exit.OK


async def verify_job(job: int, again: bool, profile: str | None, as_json: bool) -> int:
    """Compare what a job has done with what the host has."""
    async with opened(profile) as workspace:
        found = await job_of(workspace, job)
        jobs = workspace.working.jobs
        await _tell_reads(workspace, job, found.done + found.unchanged, newcomers=VERIFIED)
        dry = workspace.switches.dry_run
        seen = await verify(jobs, job, workspace.reader.send, notes=not dry)
        if not dry:
            await workspace.working.write_results(found)
        written = await plan_differences(jobs, found, seen) if again and seen.different and not dry else None
    rows = [
        {"n": each.step.n, "subject": each.step.subject, "title": each.step.title, "difference": each.summary}
        for each in seen.different
    ]
    planned = written.job.id if written is not None and written.job is not None else None
    if as_json:
        sink.write_json(
            output.as_json(
                {"compared": seen.compared, "untold": seen.untold, "different": rows, "planned": planned}
            )
        )
    else:
        sink.write(f"{seen.compared:,} compared · {len(rows):,} different")
        if seen.untold:
            sink.write(f"{seen.untold_said} can't be compared.")
        if rows:
            output.write(rows, "table", columns=("n", "title", "difference"))
        if planned is not None:
            sink.tell(f"Planned as job {planned}. Run it with: {command(f'jobs run {planned}')}")
    return Exit.FAILED if rows else Exit.OK


async def undo_job(job: int, count: int | None, profile: str | None, as_json: bool) -> int:
    """Plan the undo of a job, and run it where the count is right."""
    async with opened(profile) as workspace:
        found = await job_of(workspace, job)
        if why := refusal(found):
            raise Failure(why, Exit.USAGE)
        await _tell_reads(workspace, found.id, found.done)
        written = await undo(workspace.working.jobs, found, workspace.reader.send)
        if written.changed:
            sink.tell(f"Left as they are, because they were changed since: {written.stays}.")
        if written.lost:
            sink.tell(f"{counted(written.lost, 'call')} can't be undone.")
        planned = written.plan.job
        if planned is None:
            raise Failure(none_left(found, written))
        return await offer(workspace, planned, count, as_json)


_SAID = {"arrived": Outcome.DONE, "again": Outcome.WAITING, "leave": Outcome.DROPPED}
"""What becomes of a step, by the words of `--unknown`."""


async def resolve_job(
    job: int,
    unknown: str | None,
    refused: str | None,
    steps: tuple[int, ...],
    profile: str | None,
    as_json: bool,
) -> int:
    """Look up unknown outcomes, and take what a person says of the rest."""
    async with opened(profile) as workspace:
        found = await job_of(workspace, job)
        jobs = workspace.working.jobs
        await _see_steps(workspace, job, steps)
        if workspace.switches.dry_run:
            _write(found, as_json)
            sink.tell("Dry run: nothing was looked up, and no outcome was changed.")
            return Exit.OK
        await _tell_reads(workspace, job, found.unknown, newcomers=[Outcome.UNKNOWN])
        looked = await look_up(jobs, job, workspace.reader.send)
        asked = [each for each in looked.asked if not steps or each.n in steps]
        if unknown is not None:
            found = await say(jobs, job, [each.n for each in asked], _SAID[unknown])
            asked = []
        if refused is not None:
            again = await jobs.every(job, [Outcome.REFUSED])
            await say(jobs, job, [each.n for each in again if not steps or each.n in steps], Outcome.WAITING)
        found = await job_of(workspace, job)
        await workspace.working.write_results(found)
        if looked.arrived or looked.lost:
            sink.tell(
                f"Looked up: {looked.arrived:,} had arrived; {looked.lost:,} had not, and wait to be sent again."
            )
        if asked:
            names, kept = ", ".join(each.title for each in asked[:5]), about(asked)
            were = "" if kept.arrived == "arrived" else "was " if len(asked) == 1 else "were "
            sink.tell(
                f"Still unknown whether {counted(len(asked), kept.noun)} {were}{kept.arrived} ({names}). "
                f"{kept.look}, then add --unknown arrived, again or leave."
            )
        _write(found, as_json)
    return Exit.OK


async def _see_steps(workspace: Workspace, job: int, steps: tuple[int, ...]) -> None:
    """See that steps that were named are there, and that it is open what becomes of them.

    Raises:
        Failure: when one isn't.
    """
    if not steps:
        return
    found = await workspace.working.jobs.every(job, [Outcome.UNKNOWN, Outcome.REFUSED])
    for number in sorted(set(steps) - {each.n for each in found}):
        raise Failure(f"--step {number}: job {job} has no such step that is unknown or refused.", Exit.USAGE)


async def carry_out(
    workspace: Workspace, job: int, as_json: bool, *, asks: bool = False, changed: str | None = None
) -> int:
    """Run a job, and say how far it is now and then; in a dry run it stays as it is.

    Args:
        workspace: the bot.
        job: the job's id.
        as_json: whether JSON is written.
        asks: whether somebody is asked after the trial whether the rest follows.
        changed: what becomes of rows then that somebody has changed, as `--changed` says it; None for not said.

    Returns:
        The exit code.
    """
    if workspace.switches.dry_run:
        _write(await job_of(workspace, job), as_json)
        sink.tell("Dry run: not sent.")
        return Exit.OK
    found = await job_of(workspace, job)
    decides = asks and found.awaits_word
    if not decides:
        found = await _through(workspace, job)
        decides = asks and found.awaits_word and found.state is JobState.PAUSED
    if decides:
        sink.tell(found.message)
        if click.confirm(f"Go on with the rest, {counted(found.waiting, 'more call')}?", err=True):
            await _compared(workspace, found, changed)
            await _agreed(workspace, found)
            found = await _through(workspace, job)
    try:
        _write(found, as_json)
    except BrokenPipeError:  # nobody reads it any more; how the job has ended is still told by the exit code
        sink.silence()
    counts = found.counts
    left = found.waiting or counts[Outcome.REFUSED] or counts[Outcome.UNKNOWN] or found.options.left_out
    well = found.state is JobState.ENDED and not left
    if well:
        _drop_log(job)
    # The job has ended: whoever runs it unwatched, with a full pipe, isn't kept by what comes after.
    if found.open:
        sink.tell_in_passing(f"{found.message} Go on with: {command(f'jobs run {job}')}".strip())
    if counts[Outcome.UNKNOWN]:
        sink.tell_in_passing(
            f"{counted(counts[Outcome.UNKNOWN], 'outcome')} unknown. Look up with: {command(f'jobs resolve {job}')}"
        )
    return Exit.OK if well else Exit.FAILED


def _drop_log(job: int) -> None:
    """Take the file away that this process writes into, where that is the log of a job in the background."""
    log = Paths.find().job_log(job)
    with suppress(OSError):  # it writes to a terminal, or into no file
        if os.path.samestat(log.stat(), os.fstat(sys.stdout.fileno())):
            log.unlink()


async def _through(workspace: Workspace, job: int) -> Job:
    """Run a job until nothing more of it may leave."""
    told, said = 0.0, ""

    loop = asyncio.get_running_loop()

    def heard(event: object) -> None:
        nonlocal told, said
        if not isinstance(event, Worked) or event.job.state is not JobState.RUNNING:
            return
        new = event.job.message not in ("", said)
        if new or loop.time() - told >= _TELL:
            told, said = loop.time(), event.job.message
            sink.tell_in_passing(f"{after(event.job)}{f' · {said}' if said else ''}")

    leave = workspace.listen(heard)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, workspace.working.stop, job)
    try:
        found = await workspace.working.waited_for(job)
        assert found is not None, "it is waited for without end"
        return found
    finally:
        leave()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.remove_signal_handler(number)


def _write(job: Job, as_json: bool) -> None:
    if as_json:
        sink.write_json(output.as_json(job_row(job)))
    else:
        sink.write(said_job(job))
