# SPDX-License-Identifier: MIT
"""`flotui jobs run`, `pause` and `cancel` against a sandbox: what is asked first, what is sent, and how it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from flotui.cli import jobs_running
from flotui.config.paths import Paths
from flotui.config.resolving import resolve
from flotui.store.job import Job, JobOptions, JobState
from flotui.store.job_rows import pulse
from flotui.store.owners import owner_of
from flotui.ui.working import run_on
from tests.cli.conftest import Run
from tests.cli.jobs_rig import accepted, json_of
from tests.support.server import Server
from tests.support.terminal import flotui


def test_what_sends_wants_the_count(jobs: Any, server: Server) -> None:
    before = accepted(server, "flowBotUserSendSubFlow")
    words = ("plan", "tag:vip", "--send-sub-flow", "Main menu", "--quiet", "off", "--no-trial")
    planned = json_of(jobs(*words, "--json"))
    assert planned["messages"] == planned["rows"] > 3
    refused = jobs("run", str(planned["id"]), code=3)
    assert f"Add --yes {planned['rows']}" in refused.stderr
    jobs(*words, "--yes", "1", code=3)
    assert accepted(server, "flowBotUserSendSubFlow") == before
    jobs("run", str(planned["id"]), "--yes", str(planned["rows"]))
    assert accepted(server, "flowBotUserSendSubFlow") == before + planned["rows"]
    again = jobs(*words)
    assert f"got the same within the last day by job {planned['id']}" in again.stdout
    spared = json_of(jobs(*words, "--skip-repeats", "--json"))
    assert (spared["waiting"], spared["left_alone"]) == (0, planned["rows"])
    known = jobs("list", "--json").stdout
    assert "The plan was discarded." in jobs(*words, "--skip-repeats", "--yes", "1", code=3).stderr
    assert jobs("list", "--json").stdout == known


def test_a_plan_whose_people_were_sent_the_same_since_says_so_and_sends_nothing(
    jobs: Any, server: Server
) -> None:
    words = ("plan", "tag:vip", "--send-text", "hello", "--quiet", "off", "--no-trial", "--json")
    first, second, third = (json_of(jobs(*words)) for _ in range(3))
    numbers, rows = [str(each["id"]) for each in (first, second, third)], str(first["rows"])
    before = accepted(server, "flowBotUserSendText")
    jobs("run", numbers[0], "--yes", rows)
    refused = jobs("run", numbers[1], "--yes", rows, code=3)
    assert f"got the same within the last day by job {numbers[0]}. Add --changed leave-out" in refused.stderr
    assert accepted(server, "flowBotUserSendText") == before + first["rows"]
    jobs("run", numbers[1], "--yes", rows, "--changed", "leave-out")
    assert accepted(server, "flowBotUserSendText") == before + first["rows"]
    jobs("run", numbers[2], "--yes", rows, "--changed", "take")
    assert accepted(server, "flowBotUserSendText") == before + 2 * first["rows"]


def test_a_command_line_that_is_typed_again_sends_nobody_the_same_again(jobs: Any, server: Server) -> None:
    """As after a line that dropped: nobody has seen the preview that names them."""
    words = ("plan", "tag:vip", "--send-text", "typed again", "--quiet", "off")
    rows = json_of(jobs(*words, "--json"))["rows"]
    before = accepted(server, "flowBotUserSendText")
    jobs(*words, "--yes", str(rows))
    known = jobs("list", "--json").stdout
    again = jobs(*words, "--yes", str(rows), code=3).stderr
    assert "got the same within the last day by job" in again and "Add --skip-repeats" in again
    assert jobs("list", "--json").stdout == known
    assert accepted(server, "flowBotUserSendText") == before + rows
    assert "is done already." in jobs("cancel", str(json.loads(known)[0]["id"]), code=2).stderr
    meant = jobs(*words, "--json")
    jobs("run", str(json_of(meant)["id"]), "--yes", str(rows))
    assert accepted(server, "flowBotUserSendText") == before + 2 * rows


def test_a_plan_that_skips_repeats_runs_while_another_is_just_sending_the_same(
    jobs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("plan", "tag:vip", "--send-text", "just now", "--quiet", "off")
    other = json_of(jobs(*words, "--json"))
    with sqlite3.connect(Paths.find().journal_file) as db:
        sending = "UPDATE step SET outcome = 'intended', at = ? WHERE job = ? AND n = 1"
        assert db.execute(sending, (time.time(), other["id"])).rowcount == 1
    ran: list[int] = []

    async def carry_out(workspace: Any, job: int, *_: Any, **__: Any) -> int:
        ran.append(job)
        return 0

    monkeypatch.setattr(jobs_running, "carry_out", carry_out)
    jobs(*words, "--yes", str(other["rows"]), code=3)
    jobs(*words, "--skip-repeats", "--yes", str(other["rows"]))
    assert len(ran) == 1


def test_who_was_sent_the_same_counts_nowhere_and_is_not_tried(jobs: Any, server: Server) -> None:
    words = ("--send-text", "Once a day", "--quiet", "off")
    everyone = json_of(jobs("plan", "tag:vip", *words, "--json"))
    first, second = everyone["first"][0], everyone["first"][1]
    jobs("plan", f"id:{first['subject']}", *words, "--yes", "1")
    seen = jobs("plan", "tag:vip", "--add-tag", "newsletter", *words, "--skip-repeats")
    left = everyone["rows"] - 1
    number = re.search(rf"Job (\d+): .*: {left} subscribers\n", seen.stdout)
    assert number is not None, seen.stdout
    counts = rf"{left + 1} subscribers · goes to {left} ·( arrives at \d+ ·)? 1 left out"
    assert re.search(counts, seen.stdout), seen.stdout
    assert f"Can't be undone: {left} messages." in seen.stdout
    assert first["title"] not in seen.stdout and f"--yes {left}" in seen.stderr
    before = accepted(server, "flowBotUserSendText")
    ended = jobs("run", number[1], "--yes", str(left))
    assert f"Trial with {second['title']}: done." in ended.stderr
    assert accepted(server, "flowBotUserSendText") == before + left
    alone = json_of(jobs("show", number[1], "--outcome", "left-alone", "--json"))["steps"]
    assert {each["subject"] for each in alone} == {first["subject"]}


@pytest.mark.parametrize(("typed", "done"), [("n", 1), ("y", 30)])
def test_at_a_terminal_the_rest_follows_when_one_says_so(
    jobs: Any, server: Server, monkeypatch: pytest.MonkeyPatch, typed: str, done: int
) -> None:
    words = ("plan", "--all", "--set", f"city=Trial {typed}", "--json")
    planned = json_of(jobs(*words))
    before = accepted(server, "flowBotUserSetUserField")
    monkeypatch.setattr("flotui.cli.jobs_running._at_terminal", lambda: True)
    ended = jobs("run", str(planned["id"]), typed=typed, code=0 if typed == "y" else 1)
    assert "Trial with " in ended.stderr and f"the rest, {planned['calls'] - 1} more calls?" in ended.stderr
    sent = accepted(server, "flowBotUserSetUserField") - before
    assert sent == (planned["calls"] if typed == "y" else 1) >= done
    if typed == "y":
        return
    # Whoever goes on with it is asked as well, and a command line has to say so.
    number, rest = str(planned["id"]), planned["calls"] - 1
    again = jobs("run", number, typed="n", code=1)
    assert "Trial with " in again.stderr and f"the rest, {rest} more calls?" in again.stderr
    monkeypatch.setattr("flotui.cli.jobs_running._at_terminal", lambda: False)
    for words in ((), ("--yes", str(planned["rows"]))):
        refused = jobs("run", number, *words, code=3)
        assert "Not sent. Trial with " in refused.stderr and f"Add --yes {rest}." in refused.stderr
    assert accepted(server, "flowBotUserSetUserField") - before == 1
    ended = jobs("run", number, "--yes", str(rest), "--json")
    assert json_of(ended)["done"] == planned["calls"] and "Trial with" not in ended.stderr


@pytest.mark.parametrize("typed", ["2,600", "2600", "26,00\n2600"])
def test_at_a_terminal_a_count_is_typed_with_its_commas_or_without(
    jobs: Any, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    seen = jobs_running.preview_of

    async def crowded(workspace: Any, job: Any) -> Any:
        return replace(await seen(workspace, job), rows=2600, deletes=1)

    planned = json_of(jobs("plan", "tag:vip", "--set", f"city=Typed {len(typed)}", "--json"))
    monkeypatch.setattr(jobs_running, "_at_terminal", lambda: True)
    monkeypatch.setattr(jobs_running, "preview_of", crowded)
    ended = jobs("run", str(planned["id"]), typed=typed)
    assert "Type 2,600 to " in ended.stderr
    assert ended.stderr.count("is not a valid integer") == typed.count("\n")


def test_the_command_that_is_told_is_one_for_the_profile_that_was_named(run: Run, server: Server) -> None:
    for name in ("first", "second"):
        run("login", "--base-url", server.url, "--token-stdin", "--name", name, typed="demo\n")
    named, plan = ("--profile", "second"), ("jobs", "plan", "tag:vip", "--set", "city=Puno")
    for words in ((*named, *plan), (*plan, *named)):
        told = re.search(r"Run it with: flotui (jobs run \d+ --profile second)\n", run(*words).stderr)
        assert told is not None
    assert run(*told[1].split()).exit_code == 0


def test_elsewhere_the_trial_is_told_and_the_rest_follows(jobs: Any, server: Server) -> None:
    planned = json_of(jobs("plan", "--all", "--set", "city=No terminal", "--json"))
    ended = jobs("run", str(planned["id"]), "--json")
    assert "Trial with " in ended.stderr and json_of(ended)["done"] == planned["calls"] > 20


def test_times_hold_and_end_it(jobs: Any, server: Server) -> None:
    words = ("plan", "tag:vip", "--send-text", "Hello", "--quiet", "off", "--json")
    late = json_of(jobs(*words, "--start", "tomorrow 9:00"))
    assert late["held_until"] == late["starts_at"] and "T" in late["starts_at"], "each time in one form"
    over = json_of(jobs(*words, "--not-after", "2999-01-01 10:00"))
    with sqlite3.connect(Paths.find().journal_file) as db:
        db.execute("UPDATE job SET not_after = 1577872800 WHERE id = ?", (over["id"],))
    ended = jobs("run", str(over["id"]), "--yes", str(over["rows"]), code=1)
    assert "Its time ended" in ended.stdout
    again = jobs("run", str(over["id"]), "--not-after", "2099-01-01 10:00", "--json")
    assert json_of(again)["done"] == over["rows"]


def test_it_is_paused_cancelled_and_ends_in_order_on_a_signal(
    jobs: Any, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = json_of(jobs("plan", "--all", "--add-tag", "vip", "--json"))
    server.door("POST", "/faults", {"path": "/subscriber/add-tag", "delay_ms": 150, "times": 0})
    command = flotui("jobs", "run", str(planned["id"]))
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        _until(lambda: json_of(jobs("show", str(planned["id"]), "--json"))["done"] > 3)
        assert "Another flotui runs this job" in jobs("run", str(planned["id"]), code=1).stderr
        process.send_signal(signal.SIGTERM)
        out, said = process.communicate(timeout=20)
    assert process.returncode == 1
    assert f"Go on with: flotui jobs run {planned['id']}" in said, out
    server.door("DELETE", "/faults")
    stopped = json_of(jobs("show", str(planned["id"]), "--json"))
    assert (stopped["state"], stopped["unknown"], stopped["sent"]) == ("stopped", 0, 0)
    assert json_of(jobs("pause", str(planned["id"]), "--json"))["state"] == "paused"
    cancelled = json_of(jobs("cancel", str(planned["id"]), "--json"))
    assert cancelled["state"] == "cancelled"
    assert cancelled["done"] + cancelled["waiting"] == planned["calls"]
    jobs("run", str(planned["id"]), code=2)


def test_what_a_job_in_the_background_says_is_private_and_gone_when_it_went_well(
    jobs: Any, server: Server
) -> None:
    planned = json_of(jobs("plan", "--all", "--add-tag", "wholesale", "--json"))
    paths, found = Paths.find(), resolve(Paths.find(), os.environ, None)
    assert found is not None
    log = paths.job_log(planned["id"])
    server.door("POST", "/faults", {"path": "/subscriber/add-tag", "delay_ms": 100, "times": 0})
    before = os.umask(0)
    try:
        run_on(paths, [(found.profile, planned["id"])])
        assert log.stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)
    server.door("DELETE", "/faults")
    _until(lambda: not log.exists())
    assert json_of(jobs("show", str(planned["id"]), "--json"))["done"] == planned["calls"]


def test_the_profile_and_what_isnt_there(jobs: Any, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in ("999", "0", "99999999999999999999"):
        assert f"There is no job {number} for" in jobs("show", number, code=2).stderr
    assert "Give a query" in jobs("plan", "--add-tag", "vip", code=2).stderr
    assert "What is to be done?" in jobs("plan", "--all", code=2).stderr
    assert "nosuchtag" in jobs("plan", "--all", "--add-tag", "nosuchtag", code=2).stderr
    monkeypatch.delenv("FLOTUI_API_KEY")
    monkeypatch.delenv("FLOTUI_BASE_URL")
    for words in (("list",), ("show", "1"), ("plan", "--all", "--resume-bot"), ("run", "1"), ("pause", "1")):
        ended = run("jobs", *words, "--profile", "nosuch")
        assert ended.exit_code == 2 and "nosuch" in ended.output
    for name in ("cancel", "verify", "undo", "resolve"):
        assert run("jobs", name, "1", "--profile", "nosuch").exit_code == 2


def _until(happened: Any, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.parametrize("ends", ["a closed pipe", "full, what is told", "full, all"])
def test_a_run_that_nobody_can_be_told_of_goes_on_to_its_end(jobs: Any, server: Server, ends: str) -> None:
    job = json_of(jobs("plan", "tag:vip", "--set", f"city=Tacna {ends}", "--no-trial", "--json"))
    words = flotui("jobs", "run", str(job["id"]))
    if ends == "a closed pipe":
        reads, writes = os.pipe()
        os.close(reads)
        ended = subprocess.run(words, stdout=writes, stderr=writes, check=False)
        os.close(writes)
    else:
        with Path("/dev/full").open("w") as full:
            into = full if ends == "full, all" else subprocess.PIPE
            ended = subprocess.run(words, stdout=into, stderr=full, check=False)
    shown = json_of(jobs("show", str(job["id"]), "--json"))
    assert (shown["done"], shown["waiting"], shown["message"]) == (job["calls"], 0, "")
    assert ended.returncode == 0


def test_a_job_that_has_ended_can_be_run_again_and_sends_nothing(jobs: Any, server: Server) -> None:
    job = json_of(jobs("plan", "tag:vip", "--set", "city=Tarma", "--no-trial", "--json"))
    for told in ("", "Nothing was sent"):
        ended = jobs("run", str(job["id"]), "--json")
        assert (json_of(ended)["state"], told in ended.stderr) == ("done", True)
    server.door("POST", "/faults", {"kind": "422", "path": "/subscriber/set-user-field", "times": 1})
    job = json_of(jobs("plan", "tag:vip", "--set", "city=Jauja", "--no-trial", "--json"))
    for _ in range(2):
        assert "1 refused" in jobs("run", str(job["id"]), code=1).stdout
    assert jobs("cancel", str(json_of(jobs("plan", "tag:vip", "--set", "city=Ica", "--json"))["id"]))
    assert "cancelled" in jobs("run", str(job["id"] + 1), code=2).stderr


def test_a_run_of_which_nobody_reads_that_it_failed_ends_as_failed(jobs: Any, server: Server) -> None:
    server.door("POST", "/faults", {"kind": "422", "path": "/subscriber/set-user-field", "times": 1})
    job = json_of(jobs("plan", "tag:vip", "--set", "city=Ilo", "--no-trial", "--json"))
    reads, writes = os.pipe()
    os.close(reads)
    ended = subprocess.run(flotui("jobs", "run", str(job["id"])), stdout=writes, stderr=writes, check=False)
    os.close(writes)
    shown = json_of(jobs("show", str(job["id"]), "--json"))
    assert (shown["refused"], shown["waiting"], ended.returncode) == (1, 0, 1)


def test_why_a_job_does_not_run_is_said_once(jobs: Any) -> None:
    job = json_of(jobs("plan", "tag:vip", "--set", "city=Moquegua", "--no-trial", "--json"))
    with sqlite3.connect(Paths.find().journal_file) as db:
        holder = owner_of(os.getppid())
        db.execute(
            "UPDATE job SET state = 'running', owner = ?, beat = ? WHERE id = ?",
            (holder, pulse(), job["id"]),
        )
    seen = jobs("run", str(job["id"]), code=1).stderr
    assert seen.count("Another flotui runs this job") == 1, seen


def test_a_job_that_another_window_pauses_while_it_is_begun_stays_so(
    jobs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = json_of(jobs("plan", "tag:vip", "--set", "city=Tarma", "--no-trial", "--json"))

    async def paused_meanwhile(workspace: Any, job: Job, changed: str | None) -> None:
        await workspace.working.jobs.ask(job.id, JobState.PAUSED)

    with monkeypatch.context() as patched:
        patched.setattr(jobs_running, "_compared", paused_meanwhile)
        left = jobs("run", str(job["id"]), "--json", code=1)
    assert (json_of(left)["state"], json_of(left)["done"]) == ("paused", 0)
    assert f"Go on with: flotui jobs run {job['id']}" in left.stderr
    assert json_of(jobs("run", str(job["id"]), "--json"))["state"] == "done"


@pytest.mark.parametrize(
    ("is_now", "compared"),
    [
        ({"state": JobState.PLANNED}, True),
        ({"state": JobState.PAUSED}, True),
        ({"state": JobState.RUNNING}, False),
        ({"state": JobState.PAUSED, "options": JobOptions(tried=True, ask_after_trial=True)}, False),
    ],
    ids=["planned", "paused", "run by another process", "asked about its trial first"],
)
def test_the_rows_of_a_job_are_compared_before_it_goes_on_but_not_under_another_that_runs_it(
    jobs: Any, monkeypatch: pytest.MonkeyPatch, is_now: dict[str, Any], compared: bool
) -> None:
    number = str(json_of(jobs("plan", "tag:vip", "--set", "city=Quito", "--no-trial", "--json"))["id"])
    job_of = jobs_running.job_of
    seen: list[Job] = []

    async def as_it_is(workspace: Any, job: int) -> Job:
        return replace(await job_of(workspace, job), **is_now)

    async def compare(workspace: Any, job: Job, changed: str | None) -> None:
        seen.append(job)

    async def carry_out(*_: Any, **__: Any) -> int:
        return 0

    monkeypatch.setattr(jobs_running, "job_of", as_it_is)
    monkeypatch.setattr(jobs_running, "_compared", compare)
    monkeypatch.setattr(jobs_running, "carry_out", carry_out)
    monkeypatch.setattr(jobs_running, "_at_terminal", lambda: True)
    jobs("run", number)
    assert bool(seen) is compared
