# SPDX-License-Identifier: MIT
"""`flotui compare-bots` between two sandboxes, judged by what the other host was sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from click.testing import Result

from flotui.config.exits import Exit
from tests.cli.conftest import Run
from tests.support.server import Server

Compare = Callable[..., Result]


@pytest.fixture
def two(run: Run) -> Iterator[tuple[Server, Server]]:
    """Two bots, logged in as `one` and `two`; the first is the default."""
    with Server("--subscribers", "20") as one, Server("--subscribers", "20") as other:
        for name, server in (("one", one), ("two", other)):
            words = ("login", "--base-url", server.url, "--token-stdin", "--name", name)
            assert run(*words, typed="demo\n").exit_code == 0
        run("profiles", "use", "one")
        for server, kind in ((one, "number"), (other, "text")):
            server.make("/flow/create-user-field", name="shoe size", var_type=kind, value="", description="")
        for name in ("season-0", "season-1", "season-2"):
            one.make("/flow/create-tag", name=name)
        for name in ("Season-0", "theirs"):
            other.make("/flow/create-tag", name=name)
        one.make("/flow/create-user-field", name="joined", var_type="date", value="", description="when")
        for name, value in (("opening", "9 to 5"), ("crm_token", "sk-1234567890abc")):
            one.make("/flow/create-bot-field", name=name, var_type="text", value=value, description="")
        for server, text in ((one, "Good day"), (other, "Hi")):
            server.make("/flow/create-shortcut", name="hello", value=text)
        one.make("/flow/create-closing-note", name="gone", description="why", require_summary=1)
        one.make("/shop/product-tags/create", name="linen")
        yield one, other


@pytest.fixture
def compare(run: Run) -> Compare:
    """Runs `flotui compare-bots two …`."""

    def compare(*words: str, code: int = 0) -> Result:
        ended = run("compare-bots", "two", *words)
        assert ended.exit_code == code, ended.output
        return ended

    return compare


def _found(ended: Result) -> dict[tuple[str, str], tuple[str, bool]]:
    rows = json.loads(ended.stdout)["differences"]
    return {(each["kind"], each["name"]): (each["where"], not each["not_copied"]) for each in rows}


DIFFERENT = {
    ("tags", "season-1"): ("here only", True),
    ("tags", "season-2"): ("here only", True),
    ("tags", "theirs"): ("there only", False),
    ("tags", "season-0"): ("different", False),
    ("user-fields", "joined"): ("here only", True),
    ("user-fields", "shoe size"): ("different", False),
    ("bot-fields", "crm_token"): ("here only", True),
    ("bot-fields", "opening"): ("here only", True),
    ("shortcuts", "hello"): ("different", True),
    ("closing-notes", "gone"): ("here only", True),
    ("product-tags", "linen"): ("here only", True),
}


def test_they_stand_side_by_side_and_values_only_on_demand(
    two: tuple[Server, Server], compare: Compare
) -> None:
    before = [each.accepted() for each in two]
    seen = compare("--json")
    assert _found(seen) == DIFFERENT
    assert json.loads(seen.stdout)["same"]["product-tags"] > 0
    assert "9 to 5" not in seen.output
    table = compare()
    assert "It is called Season-0 there" in table.stdout and "type: number" in table.stdout
    values = compare("--values", "--only", "bot-fields")
    assert "9 to 5" in values.stdout and "sk-1234" not in values.output
    assert _found(compare("--only", "tags", "--json")).keys() == {
        each for each in DIFFERENT if each[0] == "tags"
    }
    assert [each.accepted() for each in two] == before


def test_what_is_named_is_planned_there_run_verified_and_undone(
    two: tuple[Server, Server], compare: Compare, run: Run
) -> None:
    one, other = two
    mine, before = one.accepted(), len(other.writes())
    planned = compare("--copy", "season-1", "--copy", "user-fields/joined", "--copy", "hello", "--json")
    job = json.loads(planned.stdout)
    assert job["title"] == "Copy 1 tag, 1 user field and 1 shortcut from Acme Retail"
    assert f"flotui --profile two jobs run {job['id']}" in planned.stderr
    assert len(other.writes()) == before
    there = ("--profile", "two", "jobs")  # the global option: the job is in the other bot's journal
    assert run("jobs", "show", str(job["id"])).exit_code == Exit.USAGE
    wrong = run(*there, "run", str(job["id"]), "--yes", "7")
    assert "Not sent: it goes to 3 things." in wrong.stderr, "a saved job knows what its rows are"
    assert json.loads(run(*there, "run", str(job["id"]), "--json").stdout)["done"] == 3
    assert sorted(operation for operation, _ in other.writes()[before:]) == [
        "flowCreateTag",
        "flowCreateUserField",
        "flowUpdateShortcut",
    ]
    assert json.loads(run(*there, "verify", str(job["id"]), "--json").stdout) == {
        "compared": 3,
        "untold": 0,
        "unknown": 0,
        "undone": 0,
        "different": [],
        "planned": None,
    }
    assert not {("tags", "season-1"), ("user-fields", "joined")} & _found(compare("--json")).keys()
    assert "3 things · 3 will change" in run(*there, "undo", str(job["id"])).output
    undone = run(*there, "undo", str(job["id"]), "--yes", "3", "--json")
    assert json.loads(undone.stdout)["done"] == 3, undone.output
    assert _found(compare("--json")) == DIFFERENT
    assert one.accepted() == mine, "nothing was sent to the bot that is copied from"


def test_all_that_can_be_copied_goes_there_without_credentials(
    two: tuple[Server, Server], compare: Compare, run: Run
) -> None:
    _, other = two
    before = len(other.writes())
    tried = run("--dry-run", "compare-bots", "two", "--copy-all", "--values", "--yes", "8", "--json")
    assert (tried.exit_code, json.loads(tried.stdout)["rows"]) == (0, 8), tried.output
    assert "Dry run: not sent. The plan was discarded." in tried.stderr
    assert "not 1" in compare("--copy-all", "--yes", "1", code=Exit.NEEDS_CONFIRMATION).stderr
    assert len(other.writes()) == before
    compare("--copy-all", "--values", "--yes", "8")
    sent = {body.get("name"): body for _, body in other.writes()[before:]}
    assert len(other.writes()) - before == 8
    assert sent["opening"]["value"] == "9 to 5" and sent["crm_token"]["value"] == ""
    left = _found(compare("--values", "--json"))
    assert left.keys() == {key for key, (_, copied) in DIFFERENT.items() if not copied}
    assert "Nothing is to be copied" in compare("--copy-all").stderr


def test_what_cant_be_is_refused_in_words(two: tuple[Server, Server], compare: Compare, run: Run) -> None:
    one, other = two
    before = other.accepted()
    for name, said in (
        ("season-0", "called Season-0 there"),
        ("shoe size", "type can't be changed"),
        ("theirs", "Only the other bot has it"),
        ("nothing", "nothing that differs is called nothing"),
    ):
        assert said in compare("--copy", name, code=Exit.USAGE).stderr
    one.make("/flow/create-tag", name="linen")
    assert "tags/linen, product-tags/linen" in compare("--copy", "linen", code=Exit.USAGE).stderr
    assert "--copy" in compare("--yes", "3", code=Exit.USAGE).stderr
    assert "There is no profile" in run("compare-bots", "three").stderr
    run("login", "--base-url", one.url, "--token-stdin", "--name", "again", typed="demo\n")
    same = run("compare-bots", "again")
    assert same.exit_code == 1 and "opens the bot that is open here" in same.stderr, same.output
    assert other.accepted() == before
    back = run("compare-bots", "one", "--profile", "two", "--only", "tags", "--copy", "theirs", "--json")
    assert json.loads(back.stdout)["title"] == "Copy 1 tag from Acme Retail", "the other way round"


def test_the_other_bot_cant_be_had(two: tuple[Server, Server], compare: Compare) -> None:
    _, other = two
    other.door("POST", "/faults", {"kind": "403", "path": "/flow/shortcuts", "times": 0})
    seen = compare()
    assert "Shortcuts of Acme Retail can't be compared" in seen.stderr and "season-1" in seen.stdout
    other.door("DELETE", "/faults")
    other.stop()
    gone = compare(code=Exit.UNREACHABLE)
    where = other.url.split("/")[2]
    assert f"Acme Retail ({where}): {where} refused the connection" in gone.stderr
    assert gone.stdout == ""


SHORT = {"body": {"data": [], "meta": {"total": 45}}, "path": "/flow/tags", "times": 1}


def test_what_a_list_lacks_isnt_compared_nor_copied(two: tuple[Server, Server], compare: Compare) -> None:
    _, other = two
    same = json.loads(compare("--only", "tags", "--json").stdout)["same"]
    assert same["tags"] > 0
    other.door("POST", "/faults", SHORT)
    seen = compare("--only", "tags", "--copy-all")
    assert "Nothing is to be copied" in seen.stderr and "of 45 didn't come." in seen.stderr
    other.door("POST", "/faults", SHORT)
    seen = compare("--only", "tags", "--json")
    assert json.loads(seen.stdout)["differences"] == []
    assert "Tags of Acme Retail can't be compared: " in seen.stdout and "of 45 didn't come." in seen.stdout
    other.door("POST", "/faults", {"kind": "list", "path": "/flow/tags", "times": 1})
    assert "doesn't match the API contract" in compare("--only", "tags", code=1).stderr


def test_what_was_created_isnt_taken_for_lost_where_the_list_lacks_it(
    two: tuple[Server, Server], compare: Compare, run: Run
) -> None:
    _, other = two
    other.door("POST", "/faults", {"kind": "drop", "path": "*create-tag*", "times": 2})
    there = ("--profile", "two", "jobs")
    ended = compare("--only", "tags", "--copy-all", "--yes", "2", code=1)
    assert "Look up with: flotui jobs resolve 1 --profile two\n" in ended.stderr
    assert other.accepted()["flowCreateTag"] == 4  # two of them before
    for odd in (SHORT, {"kind": "list", "path": "/flow/tags", "times": 1}):
        other.door("POST", "/faults", odd)
        said = run(*there, "resolve", "1").output
        assert "had not" not in said
        run(*there, "run", "1")
        assert other.accepted()["flowCreateTag"] == 4
    assert "Looked up: 2 had arrived.\n" in run(*there, "resolve", "1").output
