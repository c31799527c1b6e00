# SPDX-License-Identifier: MIT
"""`flotui jobs` at the command line, against a sandbox over HTTP."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from msgspec.structs import replace

from flotui.cli import jobs_running
from flotui.config.paths import Paths
from flotui.config.resolving import resolve
from flotui.repositories.profile import MAY_START_FLOWS, STARTING
from flotui.store.job import Job, JobOptions, JobState
from flotui.store.job_rows import pulse
from flotui.store.owners import owner_of
from flotui.text.zones import Zone, zone_called
from flotui.ui.working import run_on
from tests.cli.conftest import PointAt, Run
from tests.support.server import Server
from tests.support.terminal import flotui


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server("--subscribers", "120", "--quota", "1000000") as found:
        yield found


@pytest.fixture
def jobs(run: Run, server: Server, point_at: PointAt) -> Any:
    """Runs `flotui jobs …` against the sandbox."""
    point_at(server.url)

    def jobs(*words: str, code: int = 0, typed: str = "") -> Result:
        ended = run("jobs", *words, typed=typed)
        assert ended.exit_code == code, ended.output
        return ended

    return jobs


def _planned(ended: Result) -> dict[str, Any]:
    return dict(json.loads(ended.stdout))


def _sent(server: Server, operation: str) -> int:
    return server.accepted().get(operation, 0)


def test_a_plan_is_previewed_sends_nothing_and_runs_as_it_was(jobs: Any, server: Server) -> None:
    before = server.accepted()
    seen = jobs("plan", "tag:vip", "--add-tag", "newsletter", "--set", "city=Lima")
    assert server.accepted() == before
    number = re.search(r"Job (\d+): Add tag newsletter, set city: (\d+) subscribers", seen.stdout)
    assert number is not None
    assert "tag newsletter: off → on" in seen.stdout and "→ Lima" in seen.stdout
    assert f"flotui jobs run {number[1]}" in seen.stderr
    listed = json.loads(jobs("list", "--json").stdout)
    assert [(each["id"], each["state"]) for each in listed] == [(int(number[1]), "planned")]
    ended = jobs("run", number[1], "--json")
    assert _planned(ended)["waiting"] == 0
    shown = _planned(jobs("show", number[1], "--json", "--limit", "0"))
    assert {each["outcome"] for each in shown["steps"]} == {"done"}
    assert len(shown["steps"]) == shown["steps"][-1]["n"]
    again = jobs("plan", "tag:vip", "--add-tag", "newsletter", "--set", "city=Lima")
    assert again.stderr.startswith("No change:")
    for query, change in (("tag:vip", "newsletter"), ('name:"nobody at all"', "vip")):
        wrong = jobs("plan", query, "--add-tag", change, "--yes", "5", code=3)
        assert "Not sent: it goes to 0 subscribers, not 5." in wrong.stderr
    back = _planned(
        jobs("plan", "tag:vip", "--remove-tag", "newsletter", "--clear", "city", "--json", "--yes", number[2])
    )
    assert back["state"] == "done"


def test_yes_in_another_word_is_no_change(jobs: Any, server: Server) -> None:
    jobs("plan", "id:f1284u903", "--clear", "is_vip", "--yes", "1")
    jobs("plan", "id:f1284u903", "--set", "is_vip=1", "--yes", "1")
    for word in ("TRUE", "yes", "true"):
        assert jobs("plan", "id:f1284u903", "--set", f"is_vip={word}").stderr.startswith("No change:"), word


def test_a_plan_from_the_copy_costs_no_call_a_page_and_is_compared_before_it_runs(
    run: Run, jobs: Any, server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    words = ("tag:vip", "--set", "city=Quito", "--no-trial")
    assert "The local copy is empty." in jobs("plan", *words, "--offline", code=1).stderr
    assert run("sync", "--yes").exit_code == 0
    by_host = _planned(jobs("plan", *words, "--json"))
    before = len(server.requests())
    seen = _planned(jobs("plan", *words, "--json", "--offline"))
    assert [each for each in server.requests()[before:] if each["path"].endswith("/subscribers")] == []
    assert (seen["rows"], seen["unchanged"], seen["calls"]) == tuple(
        by_host[each] for each in ("rows", "unchanged", "calls")
    )
    assert [(each["title"], each["change"]) for each in seen["first"]] == [
        (each["title"], each["change"]) for each in by_host["first"]
    ]
    assert "come from the local copy" in jobs("show", str(seen["id"])).stdout
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("FLOTUI_HOME", str(tmp_path / "elsewhere"))
        jobs("plan", "tag:vip", "--set", "city=Cusco", "--no-trial", "--yes", str(seen["rows"]))
    later = time.time() + 100
    monkeypatch.setattr(time, "time", lambda: later)
    sent = _sent(server, "flowBotUserSetUserField")
    refused = jobs("plan", *words, "--offline", "--yes", str(seen["rows"]), code=3)
    assert f"{seen['rows']} of {seen['rows']} changed since it was planned" in refused.stderr
    assert _sent(server, "flowBotUserSetUserField") == sent


@pytest.mark.parametrize(
    ("words", "both"),
    [
        (("--opt-in", "email", "--opt-out", "email"), "opt in to email and opt out of email"),
        (("--add-tag", "lead", "--remove-tag", "lead"), "add tag lead and remove tag lead"),
        (("--add-label", "Press", "--remove-label", "press"), "add label Press and remove label Press"),
        (("--pause-bot", "30", "--resume-bot"), "pause the bot for 30 min and resume the bot"),
        (("--set", "city=A", "--clear", "city"), "set city to A and clear city"),
        (("--set", "city=A", "--set", "city=B"), "set city to A and set city to B"),
    ],
)
def test_a_plan_that_takes_back_what_it_does_is_none(jobs: Any, words: tuple[str, ...], both: str) -> None:
    ended = jobs("plan", "--all", *words, "--no-trial", code=2)
    assert ended.stderr.strip() == f"Not planned. It would both {both}. Choose one."
    assert json.loads(jobs("list", "--json").stdout) == []


def test_a_query_and_everyone_are_refused_together(jobs: Any) -> None:
    ended = jobs("plan", "--all", "tag:vip", "--add-tag", "lead", "--no-trial", code=2)
    assert ended.stderr.strip() == "Not planned. Give either a query or --all, not both."
    assert json.loads(jobs("list", "--json").stdout) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--set", "orders_count=abc"), "orders_count: it can't be abc. A number is needed, such as 142.80."),
        (("--set", "orders_count=1,5"), "orders_count: 1,5 has a comma for a decimal point."),
        (("--set", "orders_count=1.500"), "orders_count: 1.500 may mean 1500 or 1.5: write one of these."),
        (("--set", "is_vip=maybe"), "is_vip: maybe is neither yes nor no."),
        (("--set", "birthday=31/02/2020"), "birthday: 31/02/2020: There is no such day as 2020-02-31."),
        (("--pause-bot", "99999999999"), "Minutes of the pause: 99,999,999,999. It goes from 1 to 525,600."),
    ],
)
def test_a_value_that_its_field_cannot_hold_is_not_planned(
    jobs: Any, words: tuple[str, ...], said: str
) -> None:
    seen = jobs("plan", "--all", *words, code=2).stderr
    assert said in seen and seen.rstrip().endswith(".")
    assert json.loads(jobs("list", "--json").stdout) == []


@pytest.mark.parametrize(
    ("typed", "after"),
    [
        ("birthday=12.4.1990", "→ 1990-04-12"),
        ("is_vip=1", "→ 1"),
        ("is_vip=sim", "→ true"),
        ("orders_count=2.50", "→ 2.50"),
    ],
)
def test_a_value_is_planned_as_its_field_has_it(jobs: Any, typed: str, after: str) -> None:
    assert after in jobs("plan", "--all", "--set", typed).stdout


def test_what_is_asked_twice_is_done_once(jobs: Any) -> None:
    twice = ("--add-tag", "lead", "--set", "city=Lima", "--opt-in", "sms", "--add-label", "Press")
    seen = _planned(jobs("plan", "tag:vip", *twice, *twice, "--json"))
    assert seen["title"].startswith("Add tag lead, set city, add label Press, opt in to sms: ")
    assert seen["calls"] == _planned(jobs("plan", "tag:vip", *twice, "--json"))["calls"]


def test_what_sends_wants_the_count(jobs: Any, server: Server) -> None:
    before = _sent(server, "flowBotUserSendSubFlow")
    words = ("plan", "tag:vip", "--send-sub-flow", "Main menu", "--quiet", "off", "--no-trial")
    planned = _planned(jobs(*words, "--json"))
    assert planned["messages"] == planned["rows"] > 3
    refused = jobs("run", str(planned["id"]), code=3)
    assert f"Add --yes {planned['rows']}" in refused.stderr
    jobs(*words, "--yes", "1", code=3)
    assert _sent(server, "flowBotUserSendSubFlow") == before
    jobs("run", str(planned["id"]), "--yes", str(planned["rows"]))
    assert _sent(server, "flowBotUserSendSubFlow") == before + planned["rows"]
    again = jobs(*words)
    assert f"got the same within the last day by job {planned['id']}" in again.stdout
    spared = _planned(jobs(*words, "--skip-repeats", "--json"))
    assert (spared["waiting"], spared["left_alone"]) == (0, planned["rows"])
    known = jobs("list", "--json").stdout
    assert "The plan was discarded." in jobs(*words, "--skip-repeats", "--yes", "1", code=3).stderr
    assert jobs("list", "--json").stdout == known


def test_a_plan_whose_people_were_sent_the_same_since_says_so_and_sends_nothing(
    jobs: Any, server: Server
) -> None:
    words = ("plan", "tag:vip", "--send-text", "hello", "--quiet", "off", "--no-trial", "--json")
    first, second, third = (_planned(jobs(*words)) for _ in range(3))
    numbers, rows = [str(each["id"]) for each in (first, second, third)], str(first["rows"])
    jobs("run", numbers[0], "--yes", rows)
    refused = jobs("run", numbers[1], "--yes", rows, code=3)
    assert f"got the same within the last day by job {numbers[0]}. Add --changed leave-out" in refused.stderr
    assert _sent(server, "flowBotUserSendText") == first["rows"]
    jobs("run", numbers[1], "--yes", rows, "--changed", "leave-out")
    assert _sent(server, "flowBotUserSendText") == first["rows"]
    jobs("run", numbers[2], "--yes", rows, "--changed", "take")
    assert _sent(server, "flowBotUserSendText") == 2 * first["rows"]


def test_a_text_is_read_before_it_goes_and_is_sent_as_it_stands(jobs: Any, server: Server) -> None:
    for text, said in {
        "Hi {{nosuch}}": "Not planned. {{nosuch}} isn't filled in. Correct it and try again.",
        "": "--send-text is empty. Leave it out, or give it a value.",
        "x" * 4097: "Not planned. 4,097 characters; a message may have 4,096. Correct it and try again.",
    }.items():
        assert jobs("plan", "tag:vip", "--send-text", text, code=2).stderr.strip() == said
    text = "The workshop: it is open again on Monday\nfrom nine to five."
    seen = jobs("plan", "tag:vip", "--send-text", text, "--quiet", "off", "--no-trial").stdout
    number = re.search(r'Job (\d+): Send "The workshop: it is open again on Monda…": (\d+)', seen)
    assert number is not None, seen
    whole = "  > The workshop: it is open again on Monday\n  > from nine to five.\n"
    assert whole in seen
    jobs("run", number[1], "--yes", number[2])
    assert whole in jobs("show", number[1]).stdout
    assert _planned(jobs("show", number[1], "--json"))["texts"] == [text]


def test_a_plan_says_at_whom_a_message_does_not_arrive(jobs: Any, server: Server) -> None:
    """As the app's dialog: whose window is shut, and who has unsubscribed."""
    words = ("--send-text", "Hello", "--quiet", "off")
    every = _planned(jobs("plan", "--all", *words, "--json"))["rows"]
    seen = jobs("plan", "--all", *words).stdout
    told = re.search(r"goes to (\d+) · arrives at (\d+)", seen)
    lost = re.search(r"It doesn't arrive at (\d+) \(window shut\), (\d+) \(not subscribed\)\.", seen)
    assert told is not None and lost is not None, seen
    assert int(told[1]) == every
    unknown = re.search(r"It isn't known whether it arrives at (\d+) more\.", seen)
    assert int(told[2]) + int(lost[1]) + int(lost[2]) + int(unknown[1] if unknown else 0) == every
    assert int(lost[2]) == _planned(jobs("plan", "subscribed:no", *words, "--json"))["rows"]


def test_who_was_sent_the_same_counts_nowhere_and_is_not_tried(jobs: Any, server: Server) -> None:
    words = ("--send-text", "Once a day", "--quiet", "off")
    everyone = _planned(jobs("plan", "tag:vip", *words, "--json"))
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
    before = _sent(server, "flowBotUserSendText")
    ended = jobs("run", number[1], "--yes", str(left))
    assert f"Trial with {second['title']}: done." in ended.stderr
    assert _sent(server, "flowBotUserSendText") == before + left
    alone = _planned(jobs("show", number[1], "--outcome", "left-alone", "--json"))["steps"]
    assert {each["subject"] for each in alone} == {first["subject"]}


@pytest.mark.parametrize(("typed", "done"), [("n", 1), ("y", 30)])
def test_at_a_terminal_the_rest_follows_when_one_says_so(
    jobs: Any, server: Server, monkeypatch: pytest.MonkeyPatch, typed: str, done: int
) -> None:
    words = ("plan", "--all", "--set", f"city=Trial {typed}", "--json")
    planned = _planned(jobs(*words))
    before = _sent(server, "flowBotUserSetUserField")
    monkeypatch.setattr("flotui.cli.jobs_running._at_terminal", lambda: True)
    ended = jobs("run", str(planned["id"]), typed=typed, code=0 if typed == "y" else 1)
    assert "Trial with " in ended.stderr and f"the rest, {planned['calls'] - 1} more calls?" in ended.stderr
    sent = _sent(server, "flowBotUserSetUserField") - before
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
    assert _sent(server, "flowBotUserSetUserField") - before == 1
    ended = jobs("run", number, "--yes", str(rest), "--json")
    assert _planned(ended)["done"] == planned["calls"] and "Trial with" not in ended.stderr


@pytest.mark.parametrize("typed", ["2,600", "2600", "26,00\n2600"])
def test_at_a_terminal_a_count_is_typed_with_its_commas_or_without(
    jobs: Any, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    seen = jobs_running.preview_of

    async def crowded(workspace: Any, job: Any) -> Any:
        return replace(await seen(workspace, job), rows=2600, deletes=1)

    planned = _planned(jobs("plan", "tag:vip", "--set", f"city=Typed {len(typed)}", "--json"))
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
    planned = _planned(jobs("plan", "--all", "--set", "city=No terminal", "--json"))
    ended = jobs("run", str(planned["id"]), "--json")
    assert "Trial with " in ended.stderr and _planned(ended)["done"] == planned["calls"] > 20


def test_every_kind_of_change(jobs: Any, server: Server) -> None:
    sent = {
        "flowBotUserAddLabelsByName": ("--add-label", "Press"),
        "flowBotUserRemoveLabelsByName": ("--remove-label", "Press"),
        "flowBotUserOptInSms": ("--opt-in", "sms"),
        "flowBotUserOptOutSms": ("--opt-out", "sms"),
        "flowBotUserPauseBot": ("--pause-bot", "30"),
        "flowBotUserResumeBot": ("--resume-bot",),
        "flowBotUserMoveChatTo": ("--status", "pending"),
        "flowBotUserAssignAgent": ("--agent", "Priya Sharma"),
        "flowBotUserSendText": ("--send-text", "Hello", "--quiet", "off"),
    }
    for operation, words in sent.items():
        planned = _planned(jobs("plan", "--all", *words, "--json"))
        before = _sent(server, operation)
        if operation in (*STARTING, "flowBotUserPauseBot"):
            shown = jobs("show", str(planned["id"])).stdout
            assert (MAY_START_FLOWS in shown) is (operation in STARTING), operation
            assert _planned(jobs("show", str(planned["id"]), "--json"))["rows"] == planned["rows"]
        if operation in STARTING:  # asked for as a send is
            asked = jobs("run", str(planned["id"]), code=3).stderr
            assert asked.endswith(f"Add --yes {planned['rows']}.\n") and _sent(server, operation) == before
        jobs("run", str(planned["id"]), "--yes", str(planned["rows"]))
        assert _sent(server, operation) == before + planned["calls"] > before, operation


@pytest.mark.parametrize(
    ("setting", "words", "said"),
    [
        ('"13:30-14:15"', (), "14:15"),
        ('"off"', (), ""),
        ('"13:30-14:15"', ("--quiet", "off"), ""),
        ('"off"', ("--quiet", "13:30-14:15"), "14:15"),
    ],
)
def test_quiet_hours_are_those_of_the_settings(
    jobs: Any, paths: Paths, setting: str, words: tuple[str, ...], said: str
) -> None:
    paths.make().preferences_file.write_text(f"[jobs]\nquiet_hours = {setting}\n")
    seen = jobs("plan", "tag:vip", "--send-text", "Hello", *words).stdout
    told = "Nothing is sent between" in seen or "It is held until" in seen
    assert told is bool(said) and said in seen
    assert (
        "Quiet hours are like"
        in jobs("plan", "tag:vip", "--send-text", "x", "--quiet", "21-21", code=2).stderr
    )


def test_times_hold_and_end_it(jobs: Any, server: Server) -> None:
    words = ("plan", "tag:vip", "--send-text", "Hello", "--quiet", "off", "--json")
    late = _planned(jobs(*words, "--start", "tomorrow 9:00"))
    assert late["held_until"] == late["starts_at"] and "T" in late["starts_at"], "each time in one form"
    over = _planned(jobs(*words, "--not-after", "2999-01-01 10:00"))
    with sqlite3.connect(Paths.find().journal_file) as db:
        db.execute("UPDATE job SET not_after = 1577872800 WHERE id = ?", (over["id"],))
    ended = jobs("run", str(over["id"]), "--yes", str(over["rows"]), code=1)
    assert "Its time ended" in ended.stdout
    again = jobs("run", str(over["id"]), "--not-after", "2099-01-01 10:00", "--json")
    assert _planned(again)["done"] == over["rows"]


def test_a_plan_that_can_never_send_is_refused_and_one_that_may_tells_its_end(
    jobs: Any, server: Server
) -> None:
    words = ("plan", "tag:vip", "--send-text", "Hello", "--quiet", "21-8", "--start", "tomorrow 22:00")
    never = jobs(*words, "--not-after", "tomorrow 23:00", code=2).stderr
    assert "It can never be sent: quiet hours last until" in never and "its time ends before" in never
    assert json.loads(jobs("list", "--json").stdout) == []
    assert "It stops at the end of the day it starts on." in jobs(*words).stdout
    seen = jobs(*words, "--not-after", "2999-01-01 10:00").stdout
    assert "query: tag:vip" in seen and "Nothing is sent after 1 Jan 2999." in seen
    number = seen.split()[1].rstrip(":")
    assert "query: tag:vip" in jobs("show", number).stdout
    jobs("pause", number)
    assert "Nothing is sent after 1 Jan 2999." in jobs("show", number).stdout
    late = jobs("run", number, "--not-after", "tomorrow 23:00", code=2).stderr
    assert (
        "It can never be sent" in late and "Nothing is sent after 1 Jan 2999." in jobs("show", number).stdout
    )
    wrong = jobs("plan", "tag:vip", "--set", "city=Ica", "--not-after", "soon", code=2).stderr
    assert "--not-after: A date is needed" in wrong


def test_times_are_the_workspaces_wherever_they_are_told(jobs: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    zone = Zone(zone_called("America/Lima"), "America/Lima")  # type: ignore[arg-type]
    monkeypatch.setattr("flotui.workspace.Workspace.zone", property(lambda _: zone))
    job = str(_planned(jobs("plan", "tag:vip", "--set", "city=Ica", "--json"))["id"])
    for words in (("list",), ("show", job), ("pause", job), ("resolve", job)):
        seen = json.loads(jobs(*words, "--json").stdout)
        for each in seen if words == ("list",) else [seen]:
            assert each["created"].endswith("-05:00"), words


def test_whoever_is_called_alike_is_told_apart_by_the_id(jobs: Any) -> None:
    planned = _planned(jobs("plan", "tag:vip", "--set", "city=Ica", "--json"))
    ids = [each["subject"] for each in planned["first"]]
    number = str(planned["id"])
    assert all(each in jobs("show", number).stdout for each in ids)
    jobs("run", number)
    assert all(each in jobs("show", number, "--limit", "0").stdout for each in ids)


def test_a_dry_run_sends_nothing_and_ends_well(run: Run, jobs: Any, server: Server) -> None:
    planned = _planned(jobs("plan", "id:f1284u903", "--set", "city=Tacna", "--json"))
    before = len(server.requests(writes=True))
    words = ("plan", "id:f1284u904", "--set", "city=Tacna", "--yes", "1")
    for each in (("run", str(planned["id"])), ("run", str(planned["id"]), "--json"), words):
        dry = run("--dry-run", "jobs", *each)
        assert dry.exit_code == 0 and "Dry run: not sent." in dry.stderr, dry.output
    assert len(server.requests(writes=True)) == before
    assert json.loads(jobs("show", str(planned["id"]), "--json").stdout)["state"] == "planned"
    held = run("--read-only", "jobs", "run", str(planned["id"]))
    assert held.exit_code == 1 and "--read-only" in held.stderr


def test_a_plan_that_may_not_run_is_not_left_behind(run: Run, jobs: Any, server: Server) -> None:
    before, writes = jobs("list", "--json").stdout, len(server.requests(writes=True))
    held = run("--read-only", "jobs", "plan", "id:f1284u904", "--set", "city=Tacna", "--yes", "1")
    assert held.exit_code == 1
    assert held.stderr == "Not sent: flotui runs with --read-only. The plan was discarded.\n"
    assert jobs("list", "--json").stdout == before and len(server.requests(writes=True)) == writes


def test_a_plan_says_what_of_its_query_could_not_be_checked(jobs: Any, server: Server) -> None:
    server.door("POST", "/faults", {"path": "/team/labels", "status": 403, "times": 0})
    planned = jobs("plan", "id:f1284u903 -label:nosuch", "--set", "city=Tacna")
    server.door("DELETE", "/faults")
    assert "The list of labels isn't available, so label:nosuch wasn't checked." in planned.stderr


def test_steps_by_outcome_and_as_csv(run: Run, jobs: Any, server: Server) -> None:
    server.door("POST", "/faults", {"kind": "422", "path": "/subscriber/move-chat-to", "times": 2, "skip": 3})
    planned = _planned(jobs("plan", "--all", "--status", "done", "--json"))
    jobs("run", str(planned["id"]), "--yes", str(planned["rows"]), code=1)
    refused = jobs("show", str(planned["id"]), "--outcome", "refused", "--csv")
    rows = list(csv.DictReader(io.StringIO(refused.stdout)))
    assert [each["outcome"] for each in rows] == ["refused"] * 2
    none = jobs("show", str(planned["id"]), "--outcome", "unknown", "--csv")
    assert none.stdout == refused.stdout.splitlines(keepends=True)[0], "the names of the columns alone"
    assert "2 refused" in jobs("show", str(planned["id"]), "--limit", "1").stdout
    whole = jobs("show", str(planned["id"]), "--csv")
    assert len(list(csv.DictReader(io.StringIO(whole.stdout)))) == planned["calls"] > 20 and not whole.stderr
    assert len(_planned(jobs("show", str(planned["id"]), "--json"))["steps"]) == planned["calls"]
    for form in ("--csv", "--json"):
        part = jobs("show", str(planned["id"]), "--outcome", "refused", "--limit", "1", form)
        assert part.stderr.strip() == "1 of 2 steps. Add --limit 0 for all."
    assert f"20 of {planned['calls']} steps." in jobs("show", str(planned["id"])).stderr
    ana = "f1284u903"
    assert run("api", "PUT", "/subscriber/update", "-f", f"user_ns={ana}", "-f", "name==Ana").exit_code == 0
    named = _planned(jobs("plan", f"id:{ana}", "--set", "city=Quito", "--json"))
    for guard, title in ((), "=Ana"), (("--no-formulas",), "'=Ana"):
        steps = jobs("show", str(named["id"]), "--csv", *guard).stdout
        assert [each["title"] for each in csv.DictReader(io.StringIO(steps))] == [title]
    jobs("show", str(named["id"]), "--no-formulas", code=2)
    assert "--json and --csv" in jobs("show", str(named["id"]), "--json", "--csv", code=2).stderr


def test_it_is_paused_cancelled_and_ends_in_order_on_a_signal(
    jobs: Any, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = _planned(jobs("plan", "--all", "--add-tag", "vip", "--json"))
    server.door("POST", "/faults", {"path": "/subscriber/add-tag", "delay_ms": 150, "times": 0})
    command = flotui("jobs", "run", str(planned["id"]))
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        _until(lambda: _planned(jobs("show", str(planned["id"]), "--json"))["done"] > 3)
        assert "Another flotui runs this job" in jobs("run", str(planned["id"]), code=1).stderr
        process.send_signal(signal.SIGTERM)
        out, said = process.communicate(timeout=20)
    assert process.returncode == 1
    assert f"Go on with: flotui jobs run {planned['id']}" in said, out
    server.door("DELETE", "/faults")
    stopped = _planned(jobs("show", str(planned["id"]), "--json"))
    assert (stopped["state"], stopped["unknown"], stopped["sent"]) == ("stopped", 0, 0)
    assert _planned(jobs("pause", str(planned["id"]), "--json"))["state"] == "paused"
    cancelled = _planned(jobs("cancel", str(planned["id"]), "--json"))
    assert cancelled["state"] == "cancelled"
    assert cancelled["done"] + cancelled["waiting"] == planned["calls"]
    jobs("run", str(planned["id"]), code=2)


def test_what_a_job_in_the_background_says_is_private_and_gone_when_it_went_well(
    jobs: Any, server: Server
) -> None:
    planned = _planned(jobs("plan", "--all", "--add-tag", "wholesale", "--json"))
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
    assert _planned(jobs("show", str(planned["id"]), "--json"))["done"] == planned["calls"]


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


def test_a_job_is_compared_undone_and_what_is_unknown_resolved(
    jobs: Any, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = _planned(jobs("plan", "--all", "--set", "city=Cusco", "--json"))
    jobs("run", str(job["id"]))
    assert _planned(jobs("show", str(job["id"]), "--json"))["verified"] is None
    seen = _planned(jobs("verify", str(job["id"]), "--json"))
    assert seen["different"] == []
    told = _planned(jobs("show", str(job["id"]), "--json"))["verified"]
    assert (told["compared"], told["different"]) == (seen["compared"], 0)
    assert (
        f"verified: {seen['compared']:,} compared · none different · " in jobs("show", str(job["id"])).stdout
    )
    steps = _planned(jobs("show", str(job["id"]), "--json", "--limit", "0"))["steps"]
    other = f"city={'Quito'}"
    jobs(
        "plan",
        "--all",
        "--set",
        other,
        "--yes",
        str(_planned(jobs("plan", "--all", "--set", other, "--json"))["rows"]),
    )
    seen = jobs("verify", str(job["id"]), "--plan", "--json", code=1)
    assert len(_planned(seen)["different"]) == len(steps)
    assert "city is Quito, not Cusco" in seen.stdout
    planned = str(_planned(seen)["planned"])
    monkeypatch.setattr("flotui.jobs.since.FRESH", 0.0)
    jobs("run", planned)
    undone = _planned(jobs("undo", str(job["id"]), "--json"))
    assert undone["undoes"] == job["id"] and undone["rows"] == job["rows"]
    waits = jobs("undo", str(undone["id"]), code=2).stderr
    assert waits.strip() == f"Job {undone['id']} hasn't run: there is nothing to undo."
    jobs("undo", str(job["id"]), "--yes", "1", code=3)
    assert _planned(jobs("undo", str(job["id"]), "--yes", str(job["rows"]), "--json"))["done"] >= job["rows"]
    assert (
        jobs("undo", str(job["id"]), code=1).stderr.strip() == f"Job {job['id']} is undone by job 7 already."
    )
    stood = _planned(jobs("verify", str(job["id"]), "--json"))
    assert (stood["compared"], stood["different"], stood["undone"]) == (0, [], len(steps))
    assert f"{len(steps)} steps were undone by job 7." in jobs("verify", str(job["id"])).stdout
    late = _planned(jobs("plan", "--all", "--set", "city=Lima", "--json"))
    jobs("plan", "tag:vip", "--set", "city=Puno", "--yes", str(_rows(jobs, "tag:vip", "city=Puno")))
    refused = jobs("run", str(late["id"]), code=3)
    assert f"of {late['calls']} changed since it was planned" in refused.stderr
    ended = _planned(jobs("run", str(late["id"]), "--changed", "leave-out", "--json"))
    assert ended["left_alone"] == _rows(jobs, "tag:vip", "city=Lima") > 0


def _rows(jobs: Any, query: str, value: str) -> int:
    return int(_planned(jobs("plan", query, "--set", value, "--json"))["rows"])


def test_what_was_created_a_moment_ago_is_found_by_its_name(jobs: Any, server: Server) -> None:
    jobs("plan", "tag:vip", "--add-tag", "lead", "--json")
    server.make("/flow/create-tag", name="just-now")
    assert _planned(jobs("plan", "tag:vip", "--add-tag", "just-now", "--json"))["rows"] > 3


def test_calls_that_no_read_tells_of_are_messages_only_where_they_are(jobs: Any, server: Server) -> None:
    for again in (False, True):  # of a pause that is on already nothing tells how long it is
        job = _planned(jobs("plan", "tag:vip", "--pause-bot", "10", "--no-trial", "--json"))
        if again:
            server.door("POST", "/faults", {"kind": "500", "path": "/subscriber/pause-bot", "times": 2})
        jobs("run", str(job["id"]), code=int(again))
    assert "Still unknown whether 2 changes arrived" in jobs("resolve", str(job["id"])).stderr
    jobs("resolve", str(job["id"]), "--unknown", "arrived")
    assert f"{job['rows']} changes can't be compared." in jobs("verify", str(job["id"])).stdout


def test_what_became_of_unknown_and_refused_steps(jobs: Any, server: Server) -> None:
    words = ("plan", "tag:vip", "--send-text", "Hello", "--quiet", "off", "--no-trial", "--json")
    for skip in (1, 3):
        server.door("POST", "/faults", {"kind": "drop", "path": "/subscriber/send-text", "skip": skip})
    server.door("POST", "/faults", {"kind": "422", "path": "/subscriber/send-text"})
    job = _planned(jobs(*words))
    ended = jobs("run", str(job["id"]), "--yes", str(job["rows"]), code=1)
    assert f"2 outcomes unknown. Look up with: flotui jobs resolve {job['id']}" in ended.stderr
    asked = jobs("resolve", str(job["id"]))
    assert "Still unknown whether 2 messages arrived" in asked.stderr
    steps = _planned(jobs("show", str(job["id"]), "--outcome", "unknown", "--json"))["steps"]
    assert len(steps) == 2
    one = _planned(
        jobs("resolve", str(job["id"]), "--unknown", "arrived", "--step", str(steps[0]["n"]), "--json")
    )
    assert one["unknown"] == 1
    left = _planned(jobs("resolve", str(job["id"]), "--unknown", "leave", "--refused", "again", "--json"))
    assert (left["unknown"], left["left_alone"], left["refused"], left["waiting"]) == (0, 1, 0, 1)
    assert _planned(jobs("run", str(job["id"]), "--json"))["waiting"] == 0


@pytest.mark.parametrize("ends", ["a closed pipe", "full, what is told", "full, all"])
def test_a_run_that_nobody_can_be_told_of_goes_on_to_its_end(jobs: Any, server: Server, ends: str) -> None:
    job = _planned(jobs("plan", "tag:vip", "--set", f"city=Tacna {ends}", "--no-trial", "--json"))
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
    shown = _planned(jobs("show", str(job["id"]), "--json"))
    assert (shown["done"], shown["waiting"], shown["message"]) == (job["calls"], 0, "")
    assert ended.returncode == 0


def test_no_plan_stays_of_a_dry_run_or_a_wrong_count_whose_preview_cannot_be_written(
    jobs: Any, tmp_path: Path
) -> None:
    people = tmp_path / "people.csv"
    people.write_text("id,city\nf1284u903,Ica\n")
    before = [each["id"] for each in _planned(jobs("list", "--json"))]
    program, plan = flotui("jobs")[:-1], ("plan", "tag:vip", "--set", "city=Ica")
    for words, code in (
        (("--dry-run", "jobs", *plan), 1),
        (("--dry-run", "jobs", "import", str(people)), 1),
        (("jobs", *plan, "--yes", "1000000"), 3),
        (("jobs", "import", str(people), "--yes", "7"), 3),
    ):
        with Path("/dev/full").open("w") as full:
            ended = subprocess.run(
                [*program, *words], stdout=full, stderr=subprocess.PIPE, text=True, check=False
            )
        assert ended.returncode == code and "It is planned" not in ended.stderr, (words, ended.stderr)
        assert [each["id"] for each in _planned(jobs("list", "--json"))] == before, words
    assert [each.name for each in tmp_path.glob("people*")] == ["people.csv"]
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            flotui("jobs", "import", str(people)), stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert ended.returncode == 1 and "Nothing was sent. It is planned as job" in ended.stderr


def test_a_plan_that_is_agreed_to_is_carried_out_though_its_preview_cannot_be_written(
    jobs: Any, run: Run
) -> None:
    new = f"city=Torata {time.time_ns()}"  # nobody has it, whatever other tests have set
    job = _planned(jobs("plan", "tag:vip", "--set", new, "--json"))
    words = flotui("jobs", "plan", "tag:vip", "--set", new, "--no-trial", "--yes", str(job["rows"]))
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, check=False)
    done = _planned(jobs("show", str(job["id"] + 1), "--json"))
    assert (done["state"], done["done"], ended.returncode) == ("done", job["calls"], 0), ended.stderr
    words[words.index(new) :] = [f"{new}."]  # nobody has said to how many
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert f"Nothing was sent. It is planned as job {job['id'] + 2}." in ended.stderr
    assert (
        _planned(jobs("show", str(job["id"] + 2), "--json"))["state"] == "planned" and ended.returncode == 1
    )


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("id:NOBODY", "No change: 0 subscribers match (no subscriber has that id)."),
        ("id:NOBODY,f1284u0", "No change: 0 subscribers match (no subscriber has any of the 2 ids)."),
    ],
)
def test_a_plan_for_ids_that_are_nobodys_says_so(jobs: Any, query: str, said: str) -> None:
    assert said in jobs("plan", query, "--set", "city=Lima").stderr


def test_a_job_that_has_ended_can_be_run_again_and_sends_nothing(jobs: Any, server: Server) -> None:
    job = _planned(jobs("plan", "tag:vip", "--set", "city=Tarma", "--no-trial", "--json"))
    for told in ("", "Nothing was sent"):
        ended = jobs("run", str(job["id"]), "--json")
        assert (_planned(ended)["state"], told in ended.stderr) == ("done", True)
    server.door("POST", "/faults", {"kind": "422", "path": "/subscriber/set-user-field", "times": 1})
    job = _planned(jobs("plan", "tag:vip", "--set", "city=Jauja", "--no-trial", "--json"))
    for _ in range(2):
        assert "1 refused" in jobs("run", str(job["id"]), code=1).stdout
    assert jobs("cancel", str(_planned(jobs("plan", "tag:vip", "--set", "city=Ica", "--json"))["id"]))
    assert "cancelled" in jobs("run", str(job["id"] + 1), code=2).stderr


def test_a_run_of_which_nobody_reads_that_it_failed_ends_as_failed(jobs: Any, server: Server) -> None:
    server.door("POST", "/faults", {"kind": "422", "path": "/subscriber/set-user-field", "times": 1})
    job = _planned(jobs("plan", "tag:vip", "--set", "city=Ilo", "--no-trial", "--json"))
    reads, writes = os.pipe()
    os.close(reads)
    ended = subprocess.run(flotui("jobs", "run", str(job["id"])), stdout=writes, stderr=writes, check=False)
    os.close(writes)
    shown = _planned(jobs("show", str(job["id"]), "--json"))
    assert (shown["refused"], shown["waiting"], ended.returncode) == (1, 0, 1)


@pytest.mark.parametrize("odd", ["repeated", "promised"])
def test_a_plan_says_how_many_of_those_whom_the_host_counts_did_not_come(
    run: Run, point_at: PointAt, odd: str
) -> None:
    short = {"path": "/subscribers", "body": {"data": [], "meta": {"total": 250}}, "skip": 1, "times": 1}
    with Server("--subscribers", "250", "--quota", "1000000") as server:
        point_at(server.url)
        for words in (
            ("jobs", "plan", "--all", "--set", "city=Lima"),
            ("people", "lang:pt,en,es", "--jsonl"),
        ):
            if odd == "repeated":
                server.door("POST", "/habits", {"repeat_pages": True})
            else:
                server.door("POST", "/faults", short)
            said = run(*words)
            assert "150 of the 250 subscribers that the host counts didn't come." in said.stderr, said.output


@pytest.mark.parametrize("option", ["--start", "--not-after"])
def test_a_time_that_has_passed_is_refused(jobs: Any, option: str) -> None:
    words = ("tag:vip", "--set", "city=Sullana", "--no-trial")
    assert f"{option} 2020-01-01 has passed" in jobs("plan", *words, option, "2020-01-01", code=2).stderr
    assert json.loads(jobs("list", "--json").stdout) == []
    if option == "--not-after":
        both = ("--start", "2999-01-02", option, "2999-01-01")
        assert "is before --start" in jobs("plan", *words, *both, code=2).stderr
        job = _planned(jobs("plan", *words, "--json"))
        assert "has passed" in jobs("run", str(job["id"]), option, "2020-01-01", code=2).stderr


def test_a_step_that_is_not_there_is_refused(jobs: Any, server: Server) -> None:
    server.door("POST", "/faults", {"kind": "422", "path": "/subscriber/set-user-field", "times": 1})
    job = _planned(jobs("plan", "tag:vip", "--set", "city=Ancón", "--no-trial", "--json"))
    ended = jobs("run", str(job["id"]), code=1).stdout
    assert "ended: " in ended and "1 refused" in ended, "not all of it is done"
    for step in (999, next(n for n in (1, 2) if n != _refused(jobs, job["id"]))):
        seen = jobs("resolve", str(job["id"]), "--refused", "again", "--step", str(step), code=2)
        assert f"--step {step}: job {job['id']} has no unknown or refused step" in seen.stderr
    number = str(_refused(jobs, job["id"]))
    left = _planned(jobs("resolve", str(job["id"]), "--refused", "again", "--step", number, "--json"))
    assert (left["refused"], left["waiting"]) == (0, 1)


def _refused(jobs: Any, job: int) -> int:
    (step,) = _planned(jobs("show", str(job), "--outcome", "refused", "--json"))["steps"]
    return int(step["n"])


def test_why_a_job_does_not_run_is_said_once(jobs: Any) -> None:
    job = _planned(jobs("plan", "tag:vip", "--set", "city=Moquegua", "--no-trial", "--json"))
    with sqlite3.connect(Paths.find().journal_file) as db:
        holder = owner_of(os.getppid())
        db.execute(
            "UPDATE job SET state = 'running', owner = ?, beat = ? WHERE id = ?",
            (holder, pulse(), job["id"]),
        )
    seen = jobs("run", str(job["id"]), code=1).stderr
    assert seen.count("Another flotui runs this job") == 1, seen


def test_a_preview_cuts_a_long_name(run: Run, jobs: Any) -> None:
    ana, name = "f1284u903", "é漢" * 100
    assert (
        run("api", "PUT", "/subscriber/update", "-f", f"user_ns={ana}", "-f", f"name={name}").exit_code == 0
    )
    seen = jobs("plan", f"id:{ana}", "--set", "city=Juliaca").stdout
    assert name[:15] in seen and name[:40] not in seen and "…  f1284u903  city: " in seen


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
    number = str(_planned(jobs("plan", "tag:vip", "--set", "city=Quito", "--no-trial", "--json"))["id"])
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
