# SPDX-License-Identifier: MIT
"""What the commands of `flotui jobs` do."""

from __future__ import annotations

from msgspec.structs import replace

from flotui.audience.going_on import instead
from flotui.audience.query import parse
from flotui.audience.selecting import unfit_ids
from flotui.cli import output, sink
from flotui.cli.ends import Failure
from flotui.cli.jobs_plan import plan_of
from flotui.cli.jobs_reading import reading
from flotui.cli.jobs_running import offer
from flotui.cli.jobs_said import (
    STEP_COLUMNS,
    job_row,
    said_job,
    step_row,
    write_job,
    write_preview,
)
from flotui.cli.opened import command, job_of, opened
from flotui.cli.options import only_one
from flotui.config.exits import Exit
from flotui.jobs.recover import about, look_up, say, see_sendable
from flotui.jobs.report import state as in_words
from flotui.jobs.report import texts
from flotui.jobs.undo import none_left, refusal, undo
from flotui.jobs.verify import NOTHING_COMPARED, VERIFIED, each_difference, plan_differences, verify
from flotui.resources.job_names import named_differences, named_steps, preview_of
from flotui.store.entry import Outcome
from flotui.store.job import STEP_WORDS, JobState
from flotui.text.plural import counted
from flotui.workspace import Workspace

_SHOWN = 20
"""Steps that are shown where nobody says how many."""


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
    limit: int | None,
    profile: str | None,
    as_json: bool,
) -> int:
    """Show a job and its steps: a screenful of them by default, all where a program or a spreadsheet reads them."""
    only_one(json=as_json, csv=as_csv)
    if guard and not as_csv:
        raise Failure("--no-formulas is for --csv.", Exit.USAGE)
    if limit is None:
        limit = 0 if as_json or as_csv else _SHOWN
    words = {word.replace(" ", "-"): outcome for outcome, word in STEP_WORDS.items()}
    async with opened(profile) as workspace:
        found = await job_of(workspace, job)
        steps = await workspace.working.jobs.steps(
            job, [words[each] for each in outcomes], limit=min(limit, found.steps) or -1
        )
        if not (as_json or as_csv) and found.state is JobState.PLANNED and not outcomes:
            write_preview(await preview_of(workspace, found, limit or found.steps))
            return Exit.OK
        sent = await texts(workspace.working.jobs, job)
        undone = await workspace.working.jobs.undone_by(job)
        rows = [
            step_row(replace(each, over=not found.open, undone_by=undone.get(each.n)))
            for each in await named_steps(workspace, steps)
        ]
        goes_to, _ = await workspace.working.jobs.rows(job)
        whole, text = (
            {**job_row(found), "rows": goes_to, "texts": [each.text for each in sent], "steps": rows},
            said_job(found, sent),
        )
    if as_json:
        sink.write_json(output.as_json(whole))
    elif as_csv:
        output.write(rows, "csv", guard=guard, columns=STEP_COLUMNS)
    else:
        sink.write(text)
        if rows:
            apart = ("undone_by",) if any(each["undone_by"] for each in rows) else ()
            columns = ("n", "outcome", "title", "subject", "change", "message", *apart)
            output.write(rows, "table", columns=columns)
    asked = sum(found.counts[words[each]] for each in set(outcomes)) if outcomes else found.steps
    if asked > len(rows):
        other = "" if outcomes else ", or --outcome"
        sink.tell(f"{len(rows)} of {asked:,} steps. Add --limit 0 for all{other}.")
    return Exit.OK


async def plan_job(count: int | None, profile: str | None, as_json: bool, **given: object) -> int:
    """Plan a job, print its preview, and run it where the count is right."""
    async with opened(profile) as workspace:
        found = await plan_of(workspace, given)
        if found.job is None:
            sentence = _unchanged(str(given["query"]), found.skipped)
            if as_json:
                sink.write_json(output.as_json({"job": None, "rows": 0, "unchanged": found.skipped}))
            if count:
                raise Failure(
                    f"{sentence} Not sent: it goes to 0 subscribers, not {count:,}.", Exit.NEEDS_CONFIRMATION
                )
            sink.tell(sentence)
            return Exit.OK
        return await offer(workspace, found.job, count, as_json)


def _unchanged(query: str, number: int) -> str:
    """That a plan changes nothing, and why."""
    match, asked = "matches" if number == 1 else "match", parse(query)
    sentence = f"No change: {counted(number, 'subscriber')} {match}{unfit_ids(asked, number)}"
    return (
        f"{sentence}, and none has anything to change."
        if number
        else f"{sentence}. {instead(asked)}".rstrip()
    )


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
            raise Failure(f"Job {job} is {in_words(found)} already.", Exit.USAGE)
        if not workspace.switches.dry_run:
            found = await workspace.working.ask(job, state)
        write_job(found, as_json)
        if workspace.switches.dry_run:
            sink.tell(f"Dry run: not {state}.")
    return Exit.OK


async def verify_job(job: int, again: bool, profile: str | None, as_json: bool) -> int:
    """Compare what a job has done with what the host has."""
    async with opened(profile) as workspace:
        found = await job_of(workspace, job)
        jobs = workspace.working.jobs
        dry = workspace.switches.dry_run
        async with reading(workspace, job, found.done + found.unchanged, newcomers=VERIFIED):
            seen = await verify(jobs, job, workspace.reader.send, notes=not dry)
        if not dry:
            await workspace.working.write_results(found)
        written = await plan_differences(jobs, found, seen) if again and seen.different and not dry else None
        planned = written.job.id if written is not None and written.job is not None else None
        counts = {
            "compared": seen.compared,
            "untold": seen.untold,
            "unknown": found.unknown,
            "undone": seen.undone,
        }
        rows = (
            output.in_object(counts, "different", {"planned": planned})
            if as_json
            else output.output("table", columns=("n", "title", "difference"))
        )
        async for some in each_difference(jobs, job, seen.different):
            told = [
                {
                    "n": each.step.n,
                    "subject": each.step.subject,
                    "title": each.step.title,
                    "difference": each.summary,
                }
                for each in await named_differences(workspace, some)
            ]
            rows.add(told)
    if as_json:
        rows.end()
    else:
        sink.write(f"{seen.compared:,} compared · {len(seen.different):,} different")
        if apart := seen.not_compared(found):
            sink.write(apart)
        if not seen.compared:
            sink.tell(NOTHING_COMPARED)
        if seen.different:
            rows.end()
        if planned is not None:
            sink.tell(f"Planned as job {planned}. Run it with: {command(f'jobs run {planned}', workspace)}")
    return Exit.FAILED if seen.different or not seen.compared else Exit.OK


async def undo_job(job: int, count: int | None, profile: str | None, as_json: bool) -> int:
    """Plan the undo of a job, and run it where the count is right."""
    async with opened(profile) as workspace:
        found = await job_of(workspace, job)
        if why := refusal(found):
            raise Failure(why, Exit.USAGE)
        async with reading(workspace, found.id, found.done):
            written = await undo(workspace.working.jobs, found, workspace.reader.send)
        for stays in written.stays:
            sink.tell(stays)
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
            write_job(found, as_json)
            sink.tell("Dry run: nothing was looked up, and no outcome was changed.")
            return Exit.OK
        if "again" in (unknown, refused):
            see_sendable(found)
        async with reading(workspace, job, found.unknown, newcomers=[Outcome.UNKNOWN]):
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
            sink.tell(looked.said)
        if asked:
            names, kept = ", ".join(each.title for each in asked[:5]), about(asked)
            were = "" if kept.arrived == "arrived" else "was " if len(asked) == 1 else "were "
            words = "arrived or leave" if found.state is JobState.CANCELLED else "arrived, again or leave"
            sink.tell(
                f"Still unknown whether {counted(len(asked), kept.noun)} {were}{kept.arrived} ({names}). "
                f"{kept.look}, then add --unknown {words}."
            )
        write_job(found, as_json)
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
        raise Failure(
            f"--step {number}: job {job} has no unknown or refused step of that number.", Exit.USAGE
        )
