# SPDX-License-Identifier: MIT
"""Jobs and the app: what is asked when it quits while one runs, and what is offered when one was cut short."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from flotui.config.paths import Paths, add_private
from flotui.config.profile import Profile
from flotui.jobs.report import after, state
from flotui.resources.ask import Cancelled, Choice, Picker
from flotui.resources.job_starting import start
from flotui.resources.jobs import JOBS
from flotui.store.job import Job, JobState
from flotui.text.moments import moment
from flotui.ui.shell import Shell
from flotui.workspace import Workspace

Running = Sequence[tuple[Profile, int]]
"""Jobs by their ids, each with its bot."""


_QUIT: Final = "Quit?"


async def left_by(
    shell: Shell, question: str = _QUIT, stops: str = "Stop it; the next start offers to go on"
) -> Running:
    """Ask what becomes of what is under way, when the person quits or opens another bot.

    Args:
        shell: the app.
        question: what they are about to do.
        stops: what it means to stop the jobs that run.

    Returns:
        The jobs that run on in the background.

    Raises:
        Cancelled: when they would rather stay.
    """
    await _finish(shell, question)
    running = shell.workspace.jobs_running if shell.workspace is not None else ()
    if not running:
        return ()
    demo = any(bot.profile.demo for bot, _ in running)
    choices = [
        Choice("leave", stops, "; ".join(each.title for each in await _jobs(running)), key="l"),
        Choice(
            "background",
            "Let it run on in the background",
            disabled="the demo ends with the program" if demo else "",
            key="b",
        ),
    ]
    title = f"A job is running. {question}"
    chosen = await shell.ask.pick(Picker(title, choices, keyed=True, leave="stay", ends=question == _QUIT))
    return [(bot.profile, job) for bot, job in running] if chosen.id == "background" else ()


async def _finish(shell: Shell, question: str) -> None:
    """Ask what becomes of a change to several rows that is under way; it may be brought to its end first."""
    workspace = shell.workspace
    if workspace is None or not workspace.goes_on:
        return
    choices = [
        Choice("finish", "Finish it first", key="f"),
        Choice("leave", "Stop it", "what is left is in Activity, and can go on", key="l"),
    ]
    chosen = await shell.ask.pick(
        Picker(
            f"A change is under way. {question}", choices, keyed=True, leave="stay", ends=question == _QUIT
        )
    )
    if chosen.id == "finish":
        shell.main.say_for_now("Waiting for the host to answer…")
        await workspace.finished()
        shell.main.end_for_now()


async def _said(running: Sequence[tuple[Workspace, int]]) -> str:
    """How far jobs are that are held: of one that sends on, this is wrong a second later."""
    return "; ".join(f"{after(each)} · {each.title}" for each in await _jobs(running))


async def _jobs(running: Sequence[tuple[Workspace, int]]) -> list[Job]:
    return [job for bot, number in running if (job := await bot.working.jobs.peek(number)) is not None]


async def stops(shell: Shell) -> None:
    """Ask whether the jobs that run are paused, or cancelled for good. Nothing more of them leaves while that is asked.

    Args:
        shell: the app.
    """
    running = shell.workspace.jobs_running if shell.workspace is not None else ()
    if not running:  # what was typed on was meant for the question
        shell.main.say_too_late()
        return
    for bot, number in running:
        bot.working.hold(number, True)
    try:
        await _ask_what_becomes(shell, running)
    finally:
        for bot, number in running:
            bot.working.hold(number, False)


async def _ask_what_becomes(shell: Shell, running: Sequence[tuple[Workspace, int]]) -> None:
    title, what = (
        ("A job is running. Stop it?", "it")
        if len(running) == 1
        else ("Jobs are running. Stop them?", "them")
    )
    choices = [
        Choice("paused", f"Pause {what}", await _said(running), key="p"),
        Choice("cancelled", f"Cancel {what} for good", "what is left is never sent", key="c"),
    ]
    with suppress(Cancelled):
        question = Picker(title, choices, "", preselect=False, keyed=True, leave=f"let {what} run")
        held = f"Nothing more of {what} is sent while you answer."
        chosen = await shell.ask.noting(held).pick(question)
        for bot, number in running:
            found = await bot.working.ask(number, JobState(chosen.id))
            shell.main.say(f"{found.title}: {state(found)}, {after(found)}.", "warn")


def run_on(paths: Paths, jobs: Running) -> None:
    """Have jobs run on in processes of their own, which need no terminal.

    Args:
        paths: where their output goes; see `Paths.job_log`.
        jobs: which.
    """
    for profile, job in jobs:
        log = add_private(paths.job_log(job))
        try:
            subprocess.Popen(
                [sys.executable, "-m", "flotui", *profile.option.split(), "jobs", "run", str(job)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        finally:
            os.close(log)


def runs_on(jobs: Running) -> str:
    """What is said in the shell of jobs that run on once the program has ended; empty for none.

    Args:
        jobs: which.
    """
    return "\n".join(
        f"Job {job} keeps running in the background. See it with: flotui jobs show {job}{profile.option}"
        for profile, job in jobs
    )


def _how_far(job: Job, left: Sequence[Job]) -> str:
    """How far a job is, among several also which; what matters least comes last, where it may be cut."""
    which = [f"job {job.id}"] if len(left) > 1 else []
    return " · ".join((*which, after(job), state(job), moment(job.created)))


async def offer(shell: Shell, workspace: Workspace, left: Sequence[Job]) -> None:
    """Offer to go on with jobs that were paused, or ended with the program that ran them.

    Args:
        shell: the app.
        workspace: the open bot.
        left: the jobs.
    """
    choices = [Choice(str(each.id), f"Go on: {each.title}", _how_far(each, left)) for each in left[:9]]
    look = Choice("look", "Look at the jobs first")
    with suppress(Cancelled):
        question = Picker(
            "A job isn't finished" if len(left) == 1 else f"{len(left)} jobs aren't finished",
            [*choices, look],
            leave="later",
            preselect=False,
            unbidden=True,
        )
        chosen = await shell.ask.pick(question)
        if chosen.id == "look":
            shell.main.go(JOBS.id)
        else:
            (job,) = [each for each in left if str(each.id) == chosen.id]
            await start(workspace, shell.ask, job)
