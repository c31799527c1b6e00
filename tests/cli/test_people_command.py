# SPDX-License-Identifier: MIT
"""`flotui people` at the command line, against a sandbox over HTTP."""

from __future__ import annotations

import csv
import io
import json
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from flotui.api.models.subscriber import Subscriber
from flotui.cli.ends import Exit
from tests.cli.conftest import PointAt, Run
from tests.support.server import Server

PEOPLE = 320


@pytest.fixture
def flotui(run: Run, server: Server, point_at: PointAt) -> Any:
    """Runs `flotui …` against the sandbox."""
    point_at(server.url)

    def flotui(*words: str, code: int = 0) -> Result:
        ended = run(*words)
        assert ended.exit_code == code, ended.output
        return ended

    return flotui


def everybody(flotui: Any) -> list[Subscriber]:
    return [Subscriber.read(json.loads(line)) for line in flotui("people", "--jsonl").stdout.splitlines()]


def tagged(row: Subscriber, tag: str) -> bool:
    return tag in [each.name for each in row.tags]


def test_rows_go_to_standard_output_and_all_else_to_standard_error(flotui: Any, tmp_path: Path) -> None:
    people = everybody(flotui)
    assert len(people) == 320
    wanted = [row for row in people if tagged(row, "newsletter") and not tagged(row, "vip")]
    meta = tmp_path / "meta.json"
    done = flotui(
        "people", "tag:newsletter -tag:vip", "--csv", "--columns", "id,name,tags,city", "--meta", str(meta)
    )
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["id"] for row in rows] == [row.user_ns for row in wanted]
    assert list(rows[0]) == ["id", "name", "tags", "city"]
    for row, person in zip(rows, wanted, strict=True):
        assert row["name"] == person.name
        assert row["tags"] == "|".join(tag.name for tag in person.tags)
        assert row["city"] == next((each.text for each in person.user_fields if each.name == "city"), "")
    assert done.stderr.splitlines() == [f"{len(wanted)} subscribers, from the host just now."]
    said = json.loads(meta.read_text())
    assert (said["query"], said["count"], said["complete"]) == ("tag:newsletter -tag:vip", len(wanted), True)
    assert flotui("people", "tag:newsletter", "-tag:vip", "--count").stdout == f"{len(wanted)}\n"


def test_what_reading_many_takes_is_said_before(flotui: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flotui.cli.people_run.FEW", 3)
    done = flotui("people", "-tag:vip", "--count")
    first, last = done.stderr.splitlines()
    assert first == "Reading 320 subscribers of the host takes 4 calls."
    assert last == f"{int(done.stdout):,} subscribers, from the host just now."


def test_ids_that_fit_nobody_are_told(flotui: Any) -> None:
    done = flotui("people", "id:f1284u903,f1284u99999", "--count")
    assert done.stdout == "1\n"
    assert done.stderr == "1 subscriber (1 of the 2 ids belongs to nobody), from the host just now.\n"
    done = flotui("people", "id:f1284u99999", "--count")
    assert done.stderr == "0 subscribers (no subscriber has that id), from the host just now.\n"


def test_what_the_host_counts_is_counted_in_one_call(flotui: Any, server: Server) -> None:
    people = everybody(flotui)
    flotui("people", "tag:vip", "--count")
    before = len(server.requests())
    found = flotui("people", "tag:vip", "--count").stdout
    assert int(found) == sum(tagged(row, "vip") for row in people)
    asked = [each for each in server.requests()[before:] if each["operation"] == "flowBotUsers"]
    assert [dict(each["query"])["limit"] for each in asked] == ["1"]


def test_the_copy_answers_without_the_host(flotui: Any, server: Server) -> None:
    nobody = flotui("people", "tag:vip", "--offline", code=1)
    assert "The local copy is empty" in nobody.stderr
    unseen = flotui("people", "gender:other", "--count")
    assert "The list of genders isn't available, so gender:other wasn't checked." in unseen.stderr
    people = everybody(flotui)
    flotui("sync", "--yes")
    before = len(server.requests())
    done = flotui("people", "tag:vip -has:email", "--offline", "--jsonl")
    found = {json.loads(line)["user_ns"] for line in done.stdout.splitlines()}
    assert found == {row.user_ns for row in people if tagged(row, "vip") and not row.email}
    assert "from the copy read " in done.stderr
    assert len(server.requests()) == before
    unknown = flotui("people", '-agent:"Rita Lockwood"', "--offline", "--count", code=2)
    assert (
        "The agents' names aren't loaded, so Rita Lockwood can't be looked up (column 2)." in unknown.stderr
    )
    number = int(flotui("people", "agent:24", "--offline", "--count").stdout)
    assert number == sum(row.agent_id == "24" for row in people) > 0
    assert "There is no agent nobody" in flotui("people", "agent:nobody", "--count", code=2).stderr
    assert "There is no gender other" in flotui("people", "gender:other", "--count", code=2).stderr
    assert "wasn't checked" not in flotui("people", "agent:none", "--offline", "--count").stderr
    assert "from the host just now" in flotui("people", "tag:vip", "--fresh", "--count").stderr
    assert "from the copy" in flotui("people", "tag:vip", "--count").stderr


@pytest.mark.parametrize("asking", [("people", "--count"), ("transcripts", "--to", "chats")])
def test_where_only_the_reserve_is_left_it_says_so_and_has_the_code_of_used_up_calls(
    flotui: Any, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asking: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    server.door("POST", "/quota", {"limit": 1000, "remaining": 51})
    try:
        command, *rest = asking
        said = flotui(command, "last:>1d", *rest, code=Exit.RATE_LIMITED).stderr
    finally:
        server.door("POST", "/quota", {"limit": 1000000, "remaining": 1000000})
    assert "Only the 50 reserved calls of this hour are left; the others are back within an hour." in said
    assert "refresh" not in said


def test_a_table_is_the_default_and_formulas_can_be_guarded(flotui: Any) -> None:
    plain = flotui("people", "tag:vip").stdout
    assert plain == flotui("people", "tag:vip", "--table").stdout
    assert plain.splitlines()[0].split() == ["id", "name", "phone", "email", "channel", "tags", "seen"]
    phones = flotui("people", "has:phone", "--csv", "--columns", "phone").stdout.splitlines()
    assert any(each.startswith("+") for each in phones)
    guarded = flotui(
        "people", "has:phone", "--csv", "--columns", "phone", "--no-formulas"
    ).stdout.splitlines()
    assert guarded == [f"'{each}" if each.startswith("+") else each for each in phones]


def test_the_bot_of_the_profile_is_asked(flotui: Any) -> None:
    done = flotui("people", "--count", "--profile", "nobody", code=2)
    assert "There is no profile 'nobody'" in done.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("tagg:vip",), "Did you mean tag:vip?"),
        (("tag:vpi",), "There is no tag vpi (column 1). Did you mean tag:vip?"),
        (('"open',), "isn't closed"),
        (("tag:vip", "or", "a", "b"), "Write tag:vip or (a b), or (tag:vip or a) b."),
        (("tag:vip", "--columns", "nmae"), "There is no column nmae. Did you mean name?"),
        (("--offline", "--fresh"), "Choose only one of --offline and --fresh."),
        (("--csv", "--jsonl"), "Choose only one of --csv and --jsonl."),
        (("--jsonl", "--table"), "Choose only one of --jsonl and --table."),
        (("--count", "--csv"), "Choose only one of --count and --csv."),
        (("--count", "--columns", "name"), "Choose only one of --count and --columns."),
        (("phone:000",), "phone:000 (column 1) has no digits but zeros."),
        (("--cuont",), "No such option '--cuont'"),
        (("--no-formulas",), "--no-formulas is for --csv"),
        (("--columns", ","), "--columns needs names"),
        (("id:f1284u903", "--file", "x", "--csv"), "--file goes with a query"),
    ],
)
def test_what_is_in_doubt_is_refused_in_the_languages_own_words(
    flotui: Any, words: tuple[str, ...], says: str
) -> None:
    done = flotui("people", *words, code=2)
    assert says in done.stderr
    assert not done.stdout


def test_one_persons_file(flotui: Any, tmp_path: Path) -> None:
    folder = tmp_path / "ana"
    several = flotui("people", "tag:vip", "--file", str(folder), code=1)
    assert "a file is about one person. Nothing was written." in several.stderr and not folder.exists()
    assert "matches nobody" in flotui("people", "id:f1u1", "--file", str(folder), code=1).stderr
    done = flotui("people", "id:f1284u903", "--file", str(folder))
    assert not done.stdout
    cost, *_, said = done.stderr.splitlines()
    assert "It takes about " in cost and said.startswith(f"Ana Souza's file is in {folder}: ")
    assert json.loads((folder / "profile.json").read_text())["name"] == "Ana Souza"
    again = flotui("people", "id:f1284u903", "--file", str(folder), code=1)
    assert "has other files in it. Nothing was written." in again.stderr


@pytest.mark.parametrize(
    "typed", ["90000-4410", "900004410", "90000 4410", "0000-4410", "phone:90000-4410", "004410"]
)
def test_a_part_of_a_number_that_may_be_a_whole_one_finds_whose_number_has_it(
    flotui: Any, typed: str
) -> None:
    done = flotui("people", typed, "--csv", "--columns", "phone")
    assert done.stdout.split() == ["phone", "5511900004410"]
    assert "1 subscriber, from the host just now." in done.stderr


def test_a_whole_number_that_nobody_has_reads_nobody_else(flotui: Any) -> None:
    done = flotui("people", "+55 11 90000-4499", "--count")
    assert done.stdout == "0\n" and "Reading" not in done.stderr


def test_a_copy_of_rows_that_came_by_the_way_is_as_old_as_they_are(
    flotui: Any, server: Server, tmp_path: Path
) -> None:
    ids = [row.user_ns for row in everybody(flotui)[:2]]
    flotui("people", "--offline", "--count", code=1)
    sheet, meta = tmp_path / "two.csv", tmp_path / "meta.json"
    sheet.write_text("id,city\n" + "".join(f"{each},Lima\n" for each in ids))
    began = time.time()
    flotui("jobs", "import", str(sheet))
    told = flotui("people", "--offline", "--count").stderr + flotui("people", "--offline", "--count").stdout
    assert "56 y" not in told and "from the copy read" in told
    flotui("people", "--offline", "--jsonl", "--meta", str(meta))
    read_at = datetime.fromisoformat(json.loads(meta.read_text())["read_at"]).timestamp()
    assert began - 1 <= read_at <= time.time()
    # A plan made of such rows is compared once they are old, as any plan of the copy.
    assert (
        "Its rows come from the local copy of"
        in flotui("jobs", "plan", "--all", "--offline", "--set", "city=Cusco").stdout
    )


def test_no_folder_is_made_for_what_is_written_beside_the_rows(
    flotui: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = flotui("people", "--meta", str(tmp_path / "none" / "x"), code=2)
    assert "there is no such folder" in refused.stderr and not (tmp_path / "none").exists()
    with monkeypatch.context() as here:
        (tmp_path / "gone").mkdir()
        here.chdir(tmp_path / "gone")
        Path.cwd().rmdir()
        refused = flotui("people", "--csv", "--meta", "x", code=2)
    assert (
        refused.stderr == "--meta x: the current folder is gone. Nothing was written.\n"
        and not refused.stdout
    )


def test_what_is_written_beside_the_rows_replaces_only_what_was_so(flotui: Any, tmp_path: Path) -> None:
    beside = tmp_path / "beside"
    beside.touch()
    for query in ("tag:vip", "tag:newsletter"):
        flotui("people", query, "--count", "--meta", str(beside))
        assert json.loads(beside.read_text())["query"] == query
    for text in ("a list of mine\n", "[1]", "7", '{"query": "tag:vip"}', "\x00"):
        beside.write_text(text)
        refused = flotui("people", "tag:vip", "--csv", "--meta", str(beside), code=2)
        assert (
            "that file is there already, and --meta didn't write it. Nothing was written." in refused.stderr
            and not refused.stdout
        )
        assert beside.read_text() == text
    assert "there already" in flotui("people", "tag:vip", "--meta", "/dev/null", code=2).stderr


def test_that_ages_hang_on_a_zone_that_is_not_set_is_said(flotui: Any, tmp_path: Path) -> None:
    told = "Time zone not set: last:>1d may be hours off."
    assert told in flotui("people", "last:>1d", "--count").stderr
    assert told in flotui("jobs", "plan", "last:>1d tag:vip", "--add-tag", "vip").stderr
    assert told in flotui("transcripts", "last:>1d id:nobody", "--to", str(tmp_path / "chats")).stderr
    assert "zone" not in flotui("people", "joined:2026 tag:vip", "--count").stderr
