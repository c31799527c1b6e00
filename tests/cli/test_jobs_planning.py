# SPDX-License-Identifier: MIT
"""`flotui jobs plan`, against a sandbox over HTTP: what is planned, what is refused, and what the preview says."""

from __future__ import annotations

import json
import os
import re
import time
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Any

import pytest

from flotui.cli.jobs_plan import yet_to_come
from flotui.config.paths import Paths
from flotui.repositories.profile import MAY_START_FLOWS, STARTING
from flotui.text.clock import follow_clock, host_now
from flotui.text.zones import Zone, zone_called
from tests.cli.conftest import PointAt, Run
from tests.cli.jobs_rig import accepted, json_of
from tests.support.bot import Bot
from tests.support.forking import forking
from tests.support.server import Server


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
    assert json_of(ended)["waiting"] == 0
    shown = json_of(jobs("show", number[1], "--json", "--limit", "0"))
    assert {each["outcome"] for each in shown["steps"]} == {"done"}
    assert len(shown["steps"]) == shown["steps"][-1]["n"]
    again = jobs("plan", "tag:vip", "--add-tag", "newsletter", "--set", "city=Lima")
    assert again.stderr.startswith("No change:")
    for query, change in (("tag:vip", "newsletter"), ('name:"nobody at all"', "vip")):
        wrong = jobs("plan", query, "--add-tag", change, "--yes", "5", code=3)
        assert "Not sent: it goes to 0 subscribers, not 5." in wrong.stderr
    back = json_of(
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
    by_host = json_of(jobs("plan", *words, "--json"))
    before = len(server.requests())
    seen = json_of(jobs("plan", *words, "--json", "--offline"))
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
    sent = accepted(server, "flowBotUserSetUserField")
    refused = jobs("plan", *words, "--offline", "--yes", str(seen["rows"]), code=3)
    assert f"{seen['rows']} of {seen['rows']} changed since it was planned" in refused.stderr
    assert accepted(server, "flowBotUserSetUserField") == sent


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
    seen = json_of(jobs("plan", "tag:vip", *twice, *twice, "--json"))
    assert seen["title"].startswith("Add tag lead, set city, add label Press, opt in to sms: ")
    assert seen["calls"] == json_of(jobs("plan", "tag:vip", *twice, "--json"))["calls"]


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
    assert json_of(jobs("show", number[1], "--json"))["texts"] == [text]


def test_a_plan_says_at_whom_a_message_does_not_arrive(jobs: Any, server: Server) -> None:
    """As the app's dialog: whose window is shut, and who has unsubscribed."""
    words = ("--send-text", "Hello", "--quiet", "off")
    every = json_of(jobs("plan", "--all", *words, "--json"))["rows"]
    seen = jobs("plan", "--all", *words).stdout
    told = re.search(r"goes to (\d+) · arrives at (\d+)", seen)
    lost = re.search(r"It doesn't arrive at (\d+) \(window shut\), (\d+) \(not subscribed\)\.", seen)
    assert told is not None and lost is not None, seen
    assert int(told[1]) == every
    unknown = re.search(r"It isn't known whether it arrives at (\d+) more\.", seen)
    assert int(told[2]) + int(lost[1]) + int(lost[2]) + int(unknown[1] if unknown else 0) == every
    assert int(lost[2]) == json_of(jobs("plan", "subscribed:no", *words, "--json"))["rows"]


def test_a_message_that_can_leave_only_later_is_told_by_who_can_be_reached_then(
    jobs: Any, server: Server
) -> None:
    words = ("plan", "--all", "--send-text", "Hello", "--quiet", "off")
    start = (datetime.now() + timedelta(days=3)).strftime("%Y-%m-%d 12:00")
    now, then = (json_of(jobs(*words, *more, "--json"))["reach"] for more in ((), ("--start", start)))
    assert now["now"] > 0 and "now" not in then, "every window that is open shuts within a day"
    others = sum(now.get(each, 0) for each in ("off", "free"))
    assert then["shut"] == sum(now.values()) - others == sum(then.values()) - others
    seen = jobs(*words, "--start", start).stdout
    assert re.search(
        rf"^At \S+ \S+ (20\d\d )?12:00, it doesn't arrive at {then['shut']} \(window shut\)", seen, re.M
    )


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
        planned = json_of(jobs("plan", "tag:vip", *words, "--json"))
        before = accepted(server, operation)
        if operation in (*STARTING, "flowBotUserPauseBot"):
            shown = jobs("show", str(planned["id"])).stdout
            assert (MAY_START_FLOWS in shown) is (operation in STARTING), operation
            assert json_of(jobs("show", str(planned["id"]), "--json"))["rows"] == planned["rows"]
        if operation in STARTING:  # asked for as a send is
            asked = jobs("run", str(planned["id"]), code=3).stderr
            assert asked.endswith(f"Add --yes {planned['rows']}.\n") and accepted(server, operation) == before
        jobs("run", str(planned["id"]), "--yes", str(planned["rows"]))
        assert accepted(server, operation) == before + planned["calls"] > before, operation


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


def test_the_query_that_the_page_names_leaves_out_whom_no_message_reaches(jobs: Any) -> None:
    page = Path(__file__).parents[2].joinpath("docs", "jobs.md").read_text()
    named = re.search(r"These stay in the plan; `(\S+)` and `(\S+)` in the query leave them out", page)
    assert named is not None
    words = ("channel:whatsapp", "--send-text", "Hello", "--quiet", "off")
    # What is sent counts as the last message, and opens no window.
    rows = json_of(jobs("plan", *words, "--json"))["rows"]
    jobs("plan", *words, "--no-trial", "--yes", str(rows))
    everyone = json_of(jobs("plan", *words, "--json"))
    reached = json_of(jobs("plan", f"{words[0]} {named[1]} {named[2]}", *words[1:], "--json"))
    assert {"shut", "off"} <= everyone["reach"].keys()
    assert reached["rows"] > 0 and not {"shut", "off"} & reached["reach"].keys()


@pytest.mark.parametrize("off", [-40, 40])
async def test_tomorrow_is_that_of_the_clock_that_holds_a_job(off: int) -> None:
    """By how much the host's clock seemed to be ahead is kept, also where it was this machine's that was wrong."""
    workspace = await Bot(subscribers=10).open()
    leave = follow_clock(lambda: off * 3600.0)
    try:
        days = [datetime.now(UTC).date()]
        at = yet_to_come(workspace, "--start", "tomorrow 9:00")
        days.append(datetime.now(UTC).date())
        assert host_now() - time.time() == pytest.approx(off * 3600, abs=5), "else it goes as before"
    finally:
        leave()
    wanted = [datetime.combine(each + timedelta(days=1), clock(9), workspace.zone.tz) for each in days]
    assert at in [each.timestamp() for each in wanted]
    await workspace.close()


def test_quiet_hours_stay_in_the_zone_of_the_machine_that_planned_them(
    jobs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def under(zone: str, *words: str) -> str:
        with monkeypatch.context() as here:
            here.setenv("TZ", zone)
            time.tzset()
            seen: str = jobs(*words).stdout
        time.tzset()
        return seen

    words = ("plan", "tag:vip", "--send-text", "Hello", "--quiet")
    seen = under("Asia/Tokyo", *words, "21-8", "--start", "2999-01-01 22:00")
    assert "It is held until 2 Jan 2999 08:00." in seen
    number = seen.split()[1].rstrip(":")
    assert "It is held until 1 Jan 2999 23:00." in under(
        "UTC", "show", number
    )  # 08:00 in Tokyo: cron has no TZ

    now = datetime.now(zone_called("Asia/Tokyo"))
    quiet = f"{(now.hour + 6) % 24}-{(now.hour + 7) % 24}"
    seen = under("Asia/Tokyo", *words, quiet)
    assert "(Asia/Tokyo, this machine's zone)." in seen
    assert "(Asia/Tokyo)." in under("UTC", "show", seen.split()[1].rstrip(":"))


def test_a_plan_that_can_never_send_is_refused_and_one_that_may_tells_its_end(
    jobs: Any, server: Server
) -> None:
    words = ("plan", "tag:vip", "--send-text", "Hello", "--quiet", "21-8", "--start", "tomorrow 22:00")
    never = jobs(*words, "--not-after", "tomorrow 23:00", code=2).stderr
    assert "It can never be sent: quiet hours last until" in never and "its time ends before" in never
    assert json.loads(jobs("list", "--json").stdout) == []
    assert "It stops at the end of the day it starts on." in jobs(*words).stdout
    seen = jobs(*words, "--not-after", "2999-01-01 10:00").stdout
    assert "query: tag:vip" in seen and "Nothing is sent after 1 Jan 2999 10:00." in seen
    number = seen.split()[1].rstrip(":")
    assert "query: tag:vip" in jobs("show", number).stdout
    jobs("pause", number)
    assert "Nothing is sent after 1 Jan 2999 10:00." in jobs("show", number).stdout
    late = jobs("run", number, "--not-after", "tomorrow 23:00", code=2).stderr
    assert (
        "It can never be sent" in late
        and "Nothing is sent after 1 Jan 2999 10:00." in jobs("show", number).stdout
    )
    wrong = jobs("plan", "tag:vip", "--set", "city=Ica", "--not-after", "soon", code=2).stderr
    assert "--not-after: A date is needed" in wrong


def test_times_are_the_workspaces_wherever_they_are_told(jobs: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    zone = Zone(zone_called("America/Lima"), "America/Lima")  # type: ignore[arg-type]
    monkeypatch.setattr("flotui.workspace.Workspace.zone", property(lambda _: zone))
    job = str(json_of(jobs("plan", "tag:vip", "--set", "city=Pisco", "--json"))["id"])
    for words in (("list",), ("show", job), ("pause", job), ("resolve", job)):
        seen = json.loads(jobs(*words, "--json").stdout)
        for each in seen if words == ("list",) else [seen]:
            assert each["created"].endswith("-05:00"), words


def test_whoever_is_called_alike_is_told_apart_by_the_id(jobs: Any) -> None:
    planned = json_of(jobs("plan", "tag:vip", "--set", "city=Ica", "--json"))
    ids = [each["subject"] for each in planned["first"]]
    number = str(planned["id"])
    assert all(each in jobs("show", number).stdout for each in ids)
    jobs("run", number)
    assert all(each in jobs("show", number, "--limit", "0").stdout for each in ids)


def test_a_dry_run_sends_nothing_and_ends_well(run: Run, jobs: Any, server: Server) -> None:
    planned = json_of(jobs("plan", "id:f1284u903", "--set", "city=Tacna", "--json"))
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


def test_what_was_created_a_moment_ago_is_found_by_its_name(jobs: Any, server: Server) -> None:
    jobs("plan", "tag:vip", "--add-tag", "lead", "--json")
    server.make("/flow/create-tag", name="just-now")
    assert json_of(jobs("plan", "tag:vip", "--add-tag", "just-now", "--json"))["rows"] > 3


def test_no_plan_stays_of_a_dry_run_or_a_wrong_count_whose_preview_cannot_be_written(
    jobs: Any, tmp_path: Path
) -> None:
    people = tmp_path / "people.csv"
    people.write_text("id,city\nf1284u903,Nazca\n")
    before = [each["id"] for each in json_of(jobs("list", "--json"))]
    plan = ("plan", "tag:vip", "--set", "city=Nazca")
    for words, code in (
        (("--dry-run", "jobs", *plan), 1),
        (("--dry-run", "jobs", "import", str(people)), 1),
        (("jobs", *plan, "--yes", "1000000"), 3),
        (("jobs", "import", str(people), "--yes", "7"), 3),
    ):
        with Path("/dev/full").open("w") as full:
            ended = forking().run([*words], os.environ, full)
        assert ended.returncode == code and "It is planned" not in ended.stderr, (words, ended.stderr)
        assert [each["id"] for each in json_of(jobs("list", "--json"))] == before, words
    assert [each.name for each in tmp_path.glob("people*")] == ["people.csv"]
    with Path("/dev/full").open("w") as full:
        ended = forking().run(["jobs", "import", str(people)], os.environ, full)
    assert ended.returncode == 1 and "Nothing was sent. It is planned as job" in ended.stderr


def test_a_plan_that_is_agreed_to_is_carried_out_though_its_preview_cannot_be_written(
    jobs: Any, run: Run
) -> None:
    new = f"city=Torata {time.time_ns()}"  # nobody has it, whatever other tests have set
    job = json_of(jobs("plan", "tag:vip", "--set", new, "--json"))
    words = ["jobs", "plan", "tag:vip", "--set", new, "--no-trial", "--yes", str(job["rows"])]
    with Path("/dev/full").open("w") as full:
        ended = forking().run(words, os.environ, full)
    done = json_of(jobs("show", str(job["id"] + 1), "--json"))
    assert (done["state"], done["done"], ended.returncode) == ("done", job["calls"], 0), ended.stderr
    words[words.index(new) :] = [f"{new}."]  # nobody has said to how many
    with Path("/dev/full").open("w") as full:
        ended = forking().run(words, os.environ, full)
    assert f"Nothing was sent. It is planned as job {job['id'] + 2}." in ended.stderr
    assert json_of(jobs("show", str(job["id"] + 2), "--json"))["state"] == "planned" and ended.returncode == 1


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("id:NOBODY", "No change: 0 subscribers match (no subscriber has that id)."),
        (
            "big-spender",
            "No change: 0 subscribers match. big-spender is searched in names, e-mail addresses and ids; "
            "a tag is asked for by tag:NAME.",
        ),
        ("id:NOBODY,f1284u0", "No change: 0 subscribers match (no subscriber has any of the 2 ids)."),
    ],
)
def test_a_plan_for_ids_that_are_nobodys_says_so(jobs: Any, query: str, said: str) -> None:
    assert said in jobs("plan", query, "--set", "city=Lima").stderr


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
        job = json_of(jobs("plan", *words, "--json"))
        assert "has passed" in jobs("run", str(job["id"]), option, "2020-01-01", code=2).stderr


def test_a_preview_cuts_a_long_name(run: Run, jobs: Any) -> None:
    ana, name = "f1284u903", "é漢" * 100
    assert (
        run("api", "PUT", "/subscriber/update", "-f", f"user_ns={ana}", "-f", f"name={name}").exit_code == 0
    )
    seen = jobs("plan", f"id:{ana}", "--set", "city=Juliaca").stdout
    assert name[:15] in seen and name[:40] not in seen and "…  f1284u903  city: " in seen
