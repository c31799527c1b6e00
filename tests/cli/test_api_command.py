# SPDX-License-Identifier: MIT
"""`flotui api`: as a script uses it, over real HTTP."""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from flotui.api.catalogue import catalogue
from flotui.config.exits import Exit
from flotui.config.paths import Paths
from flotui.store.owners import owner_of
from tests.cli.conftest import PointAt, Run
from tests.support.bot import contract_errors
from tests.support.forking import forking
from tests.support.server import Server

ANA = "f1284u903"
PEOPLE = 1300


@pytest.fixture
def bot(server: Server, point_at: PointAt) -> Server:
    point_at(server.url)
    server.door("POST", "/reset")
    server.door("DELETE", "/requests")
    return server


def done(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_by_method_and_path_and_by_id(run: Run, bot: Server) -> None:
    one = done(run("api", "GET", "/flow/tags", "-f", "limit=5"))
    two = done(run("api", "flowTags", "-f", "limit=5"))
    three = done(run("api", "/flow/tags?limit=5"))
    assert one == two == three and len(one["data"]) == 5
    assert [each["query"] for each in bot.requests()] == [{"limit": "5"}] * 3


def test_every_form_of_output(run: Run, bot: Server) -> None:
    rows = done(run("api", "flowTags", "-f", "limit=3"))["data"]
    lines = run("api", "flowTags", "-f", "limit=3", "--jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == rows
    table = list(csv.DictReader(io.StringIO(run("api", "flowTags", "-f", "limit=3", "--csv").stdout)))
    assert table == rows
    shown = run("api", "flowTags", "-f", "limit=3", "--table").stdout.splitlines()
    assert shown[0].split() == list(rows[0]) and rows[0]["name"] in shown[1] and len(shown) == 4
    clash = run("api", "flowTags", "--csv", "--json")
    assert clash.exit_code == Exit.USAGE and "Choose only one of" in clash.stderr


PRICES = '[{"price":142.800,"id":12345678901234567890123},{"price":1e3,"id":0.10}]'
LISTED = f'{{"data":{PRICES},"meta":{{"total":2,"current_page":1,"last_page":1}}}}'


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("--json", ['"price": 142.800,', '"id": 12345678901234567890123', '"price": 1e3,', '"id": 0.10']),
        ("--jsonl", PRICES[1:-1].replace("},", "}\n").splitlines()),
        ("--csv", ["price,id", "142.800,12345678901234567890123", "1e3,0.10"]),
        ("--table", ["142.800  12345678901234567890123", "1e3                     0.10"]),
    ],
)
@pytest.mark.parametrize("paginate", [False, True])
def test_numbers_keep_their_digits(
    run: Run, bot: Server, form: str, shown: list[str], paginate: bool
) -> None:
    bot.door("POST", "/faults", {"path": "/shop/products", "times": 1, "text": LISTED})
    result = run("api", "Products", form, *["--paginate"] * paginate)
    assert result.exit_code == 0, result.output
    lines = [line.strip() for line in result.stdout.splitlines()]
    assert [line for line in lines if line in shown] == shown


def test_a_call_sends_the_digits_that_were_given(run: Run, bot: Server, tmp_path: Path) -> None:
    body = tmp_path / "body.json"
    body.write_text('{"price": 142.800}')
    for words, price in (
        (("-f", "price=142.800"), "142.800"),
        (("--input", str(body)), "142.800"),
        (("-f", "price=0.00"), "0.00"),
    ):
        shown = run(
            "api", "UpdateProductVariant", "-f", "productId=1", "-f", "variantId=2", *words, "--curl"
        ).stdout
        assert f'"price":{price}' in shown


def test_the_list_has_all_operations(run: Run, paths: Paths) -> None:
    rows = done(run("api", "--list", "--json"))
    assert len(rows) == 249
    assert set(rows[0]) >= {"operation", "method", "path", "group", "scope", "risk"}
    by_id = {row["operation"]: row for row in rows}
    assert by_id["flowTags"]["path"] == "/flow/tags" and by_id["flowDeleteTag"]["risk"] == "destructive"
    assert 0 < len(done(run("api", "--list", "--json", "tag"))) < 249
    assert "flowTags" in run("api", "--list").stdout
    assert done(run("api", "--list", "--jq", "length")) == 249
    assert run("api", "--list", "--csv", "--columns", "path").stdout.startswith("path\n/")


def test_a_list_that_finds_nothing_says_so(run: Run, paths: Paths) -> None:
    nothing = run("api", "--list", "no-such-thing")
    assert (nothing.exit_code, nothing.stdout) == (Exit.FAILED, "")
    assert "No operation has no-such-thing in" in nothing.stderr


def test_curl_sends_nothing_and_shows_no_token(run: Run, bot: Server) -> None:
    said = run(
        "api", "flowBotUserAddTags", "-f", f"user_ns={ANA}", "-f", "data.0.tag_ns=f1284t3001", "--curl"
    )
    assert said.exit_code == 0 and "$FLOCHAT_API_KEY" in said.stdout and "demo" not in said.stdout
    assert bot.requests() == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("flowBotUserSendText", "-f", f"user_ns={ANA}", "-f", "content=hello"), "reaches a person"),
        (("flowDeleteTagByName", "-f", "name=vip"), "can't be undone"),
        (
            ("POST", "/subscriber/broadcast-by-tag", "-f", "tags=f1284t3005", "-f", "sub_flow_ns=f1284s2003"),
            "reaches many people at once",
        ),
    ],
    ids=["send", "destructive", "broadcast"],
)
def test_what_needs_confirming_is_not_sent_without_yes(
    run: Run, bot: Server, words: tuple[str, ...], says: str
) -> None:
    refused = run("api", *words)
    assert refused.exit_code == Exit.NEEDS_CONFIRMATION and refused.stdout == ""
    assert refused.stderr.endswith(f". This {says}. Not sent: it needs confirmation. Add --yes.\n")
    assert bot.requests() == []
    assert done(run("api", *words, "--yes"))["status"] == "ok"
    (sent,) = bot.requests(writes=True)
    assert list(contract_errors(sent)) == []


@pytest.mark.parametrize("agreed", [True, False])
def test_what_a_window_has_just_sent_is_asked_about_where_somebody_can_be(
    run: Run, bot: Server, paths: Paths, monkeypatch: pytest.MonkeyPatch, agreed: bool
) -> None:
    words = ("api", "flowBotUserSendText", "-f", f"user_ns={ANA}", "-f", "content=hello")
    done(run(*words, "--yes"))
    with closing(sqlite3.connect(paths.journal_file)) as journal, journal:
        journal.execute("UPDATE entry SET owner = ?", (owner_of(os.getppid()),))
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)
    asked = run(*words, typed=f"y\n{'y' if agreed else 'n'}\n")
    assert "Another window wrote at" in asked.stderr and "hello" in asked.stderr
    assert ("Nothing was sent." in asked.stderr) is not agreed
    assert len(bot.requests(writes=True)) == 1 + agreed
    done(run(*words, "--yes"))


def test_a_sub_flow_that_the_host_does_not_have_is_told_before(
    run: Run, bot: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("api", "flowBotUserSendSubFlow", "-f", f"user_ns={ANA}", "-f", "sub_flow_ns=f1284s9")
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)
    asked = run(*words, typed="y\nn\n")
    assert "There is no sub-flow f1284s9 on the host." in asked.stderr and "Nothing was sent." in asked.stderr
    assert bot.requests(writes=True) == []


@pytest.mark.parametrize(
    ("words", "before"),
    [
        (("flowBotUserAddTag", f"user_ns={ANA}", "tag_ns=f1284t3002"), []),
        (("flowBotUserSetUserFieldByName", f"user_ns={ANA}", "field_name=city", "value=Recife"), []),
        (("flowUpdateBotUser", f"user_ns={ANA}", "first_name=Aninha"), []),
        # A number may be another variant's SKU.
        (("UpdateProductVariant", "productId=101", "variantId=1001", "price=149.90"), ["ProductVariants"]),
    ],
    ids=lambda words: words[0] if words else "",
)
def test_a_write_is_one_call(run: Run, bot: Server, words: tuple[str, ...], before: list[str]) -> None:
    operation, *fields = words
    done(run("api", operation, *(part for field in fields for part in ("-f", field))))
    asked = [each["operation"] for each in bot.requests()]
    assert asked == [*before, operation], "nothing is read to compare, or read back"


def test_writes_are_journaled_and_dry_runs_are_not_sent(run: Run, bot: Server, paths: Paths) -> None:
    words = ("api", "flowBotUserAddTag", "-f", f"user_ns={ANA}", "-f", "tag_ns=f1284t3001")
    dry = run(*words, "--dry-run")
    assert dry.exit_code == 0 and dry.stdout.startswith("curl") and "not sent" in dry.stderr
    stopped = run(*words, "--read-only")
    assert stopped.exit_code == Exit.FAILED
    assert stopped.stderr.startswith("Put one tag on a subscriber: "), "nothing waits after a command"
    assert stopped.stderr.count("ot sent") == 1 and "--read-only" in stopped.stderr
    assert bot.requests() == []
    done(run(*words))
    assert outcomes(paths) == [("flowBotUserAddTag", "done")]


def outcomes(paths: Paths) -> list[tuple[str, str]]:
    with sqlite3.connect(paths.journal_file) as journal:
        rows = journal.execute("SELECT call, outcome FROM entry ORDER BY id").fetchall()
    return [(json.loads(call)[0], outcome) for call, outcome in rows]


def test_another_scheme_is_said_as_such(run: Run, bot: Server) -> None:
    refused = run("api", bot.url.replace("http:", "https:") + "/flow/tags")
    assert refused.exit_code == Exit.USAGE and bot.requests() == []
    assert "begins with https, and the base URL with http." in refused.stderr


def test_a_body_from_a_file_and_from_a_pipe(run: Run, bot: Server, tmp_path: Path) -> None:
    body = {"user_ns": ANA, "data": [{"tag_ns": "f1284t3001"}, {"tag_ns": "f1284t3002"}]}
    file = tmp_path / "body.json"
    file.write_text(json.dumps(body))
    done(run("api", "/subscriber/add-tags", "--input", str(file)))
    done(run("api", "POST", "/subscriber/add-tags", "--input", "-", typed=json.dumps(body)))
    for encoding in ("utf-8-sig", "utf-16"):  # as Notepad and PowerShell write files
        file.write_bytes(json.dumps(body).encode(encoding))
        done(run("api", "/subscriber/add-tags", "--input", str(file)))
    done(run("api", "flowBotUserAddTags", "--input", str(file), "-f", "data[1].tag_ns=f1284t3003"))
    bodies = [each["body"] for each in bot.requests(writes=True)]
    assert bodies[:4] == [body] * 4 and bodies[4]["data"][1] == {"tag_ns": "f1284t3003"}
    deep = run("api", "/subscriber/add-tags", "--input", "-", typed="[" * 5000 + "]" * 5000)
    assert deep.stderr == "Not sent. Standard input: It is nested deeper than 100 levels.\n"
    bad = run("api", "/subscriber/add-tags", "--input", "-", typed="{nonsense")
    assert bad.exit_code == Exit.USAGE and "isn't valid JSON" in bad.stderr
    file.write_bytes('{"name": "café"}'.encode("latin-1"))
    latin = run("api", "flowCreateTag", "--input", str(file))
    assert latin.exit_code == Exit.USAGE and latin.stderr.endswith("isn't UTF-8 text (byte 13).\n")


@pytest.mark.parametrize(
    ("place", "body"),
    [
        ("value", r'{"user_ns":"f1284u903","var_ns":"city","value":"\ud800"}'),
        ("user_ns", r'{"user_ns":"f1284u903\udfff","var_ns":"city","value":"Lima"}'),
        ("extra", r'{"user_ns":"f1284u903","var_ns":"city","value":"Lima","extra":{"\ud83d":1}}'),
    ],
)
@pytest.mark.parametrize("how", [(), ("--unchecked", "--yes")], ids=["checked", "unchecked"])
def test_half_a_character_is_no_argument(
    run: Run, bot: Server, place: str, body: str, how: tuple[str, ...]
) -> None:
    result = run("api", "PUT", "/subscriber/set-user-field", "--input", "-", *how, typed=body)
    assert result.exit_code == Exit.USAGE and bot.requests(writes=True) == [], result.output
    assert "contains invalid Unicode" in result.stderr and place in result.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "Name an operation"),
        (("flowTag",), "Did you mean flowTags"),
        (("flowtags",), "it has flowTags"),
        (("POST", "/flow/tags"), "it takes GET"),
        (("flowTags", "-f", "nonsense=1"), "It takes: limit, page, name"),
        (("flowTags", "-f", "limit"), "NAME=VALUE"),
        (("flowTags", "-f", "limit=many"), "must be a whole number"),
        (("flowTags", "-f", "limit.x=1"), "limit.x: limit is a single value. Write -f limit=VALUE."),
        (("flowTags", "-f", "limit[0]=1"), "limit.0: limit is a single value"),
        (("/shop/products/101/variants", "-f", "productId.id=102"), "productId is a single value"),
        (("flowBotUserAddTag", "-f", f"user_ns={ANA}"), "tag_ns is required"),
        (("flowBotUserAddTags", "-f", f"user_ns={ANA}", "-f", "data.0.tag_ns="), ""),
        (("UserInfo", "--paginate"), "has no pages"),
        (("POST", "flowTags"), "flowTags is an operation's id: leave POST out"),
        (("get", "/flow/tags", "extra"), "isn't an operation"),
        (("https://127.0.0.1:1/api/flow/tags",), "isn't below the base URL"),
    ],
)
def test_what_makes_no_call_is_said_and_not_sent(
    run: Run, bot: Server, words: tuple[str, ...], says: str
) -> None:
    result = run("api", *words)
    if not says:
        return
    assert result.exit_code == Exit.USAGE and says in result.stderr, result.output
    assert result.stdout == "" and bot.requests() == []


def test_refusals_have_the_documented_codes(run: Run, bot: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    foreign = run("api", "flowBotUserAddTag", "-f", "user_ns=f9u1", "-f", "tag_ns=f9t1")
    assert foreign.exit_code == Exit.FAILED and foreign.stdout == ""
    bot.door("POST", "/quota", {"remaining": 0})
    assert run("api", "flowTags").exit_code == Exit.RATE_LIMITED
    bot.door("POST", "/reset")
    monkeypatch.setenv("FLOTUI_API_KEY", "demo-flow")
    shut = run("api", "workspaceInfo")
    assert shut.exit_code == Exit.NOT_AUTHORISED and "Manage Team" in shut.stderr
    monkeypatch.setenv("FLOTUI_API_KEY", "wrong")
    assert run("api", "flowTags").exit_code == Exit.NOT_AUTHORISED
    monkeypatch.setenv("FLOTUI_BASE_URL", "http://127.0.0.1:9/api")
    assert run("api", "flowTags").exit_code == Exit.UNREACHABLE


def test_credentials_are_struck_out_until_revealed(run: Run, bot: Server) -> None:
    hidden, seen = run("api", "getOpenAiData"), run("api", "getOpenAiData", "--reveal")
    assert "api key 1" not in hidden.stdout and "--reveal" in hidden.stderr
    assert "api key 1" in seen.stdout


def test_a_200_that_is_no_success_fails(run: Run, bot: Server) -> None:
    bot.door(
        "POST", "/faults", {"method": "GET", "path": "/flow/tags", "body": {"message": "Something odd."}}
    )
    result = run("api", "flowTags")
    bot.door("DELETE", "/faults")
    assert result.exit_code == Exit.FAILED and result.stdout == "" and "Something odd" in result.stderr


def test_the_shell_completes(paths: Paths) -> None:
    def completes(line: str) -> list[str]:
        environ = {**os.environ, "_FLOTUI_COMPLETE": "bash_complete", "COMP_WORDS": line}
        environ["COMP_CWORD"] = str(len(line.split(" ")) - 1)
        code = "from flotui.cli import main; main()"
        told = subprocess.run(
            [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True
        )
        return [each.partition(",")[2] for each in told.stdout.split()]

    assert "flowTags" in completes("flotui api flowTa")
    assert "/flow/tags" in completes("flotui api GET /flow/t")
    assert completes("flotui api flowTags -f li") == ["limit="]


def test_textual_is_never_loaded(bot: Server) -> None:
    code = (
        "import sys\n"
        "from flotui.cli.group import flotui\n"
        "try: flotui(['api', 'flowTags', '--table'], prog_name='flotui')\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "assert not any(name.split('.')[0] == 'textual' for name in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


class TestLargeLists:
    @pytest.fixture(scope="class")
    def large(self) -> Iterator[Server]:
        with Server("--subscribers", "1500", "--latency-ms", "10", "--quota", "1000") as found:
            yield found

    def flotui(self, large: Server, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
        return forking().run(["api", *words], {**os.environ, **large.environ(home)})

    def test_all_pages_each_row_once(self, large: Server, tmp_path: Path) -> None:
        large.door("POST", "/reset")
        result = self.flotui(large, tmp_path, "/subscribers", "--paginate", "--jsonl")
        assert result.returncode == 0, result.stderr
        ids = [json.loads(line)["user_ns"] for line in result.stdout.splitlines()]
        assert len(ids) == len(set(ids)) == 1500
        assert result.stderr == "1,500 rows, as many as the host says there are.\n"

    def test_the_reserve_stays_and_the_way_on_is_told(self, large: Server, tmp_path: Path) -> None:
        large.door("POST", "/reset")
        large.door("POST", "/quota", {"limit": 60, "remaining": 60})
        result = self.flotui(large, tmp_path, "/subscribers", "--paginate", "--jsonl")
        left = large.door("POST", "/quota", {})["remaining"]
        large.door("POST", "/quota", {"limit": 1000, "remaining": 1000})
        assert result.returncode == Exit.RATE_LIMITED
        rows = [json.loads(line)["user_ns"] for line in result.stdout.splitlines()]
        assert len(rows) == len(set(rows)) == 1000 and left == 50
        assert "Stopped after 1,000 of 1,500 rows" in result.stderr
        assert "flotui api flowBotUsers -f page=11 --paginate --jsonl" in result.stderr

        on = self.flotui(large, tmp_path, "flowBotUsers", "-f", "page=11", "--paginate", "--jsonl")
        more = {json.loads(line)["user_ns"] for line in on.stdout.splitlines()}
        assert on.returncode == 0 and len(more | set(rows)) == 1500


def test_every_paged_operation_can_be_walked() -> None:
    from flotui.repositories.walking import pager_of

    for operation in catalogue().operations:
        if {"page", "start_id"} & set(operation.names("query")):
            assert pager_of(operation) is not None


def test_a_number_needs_no_bot_to_be_written_as_curl(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FLOTUI_BASE_URL", "FLOTUI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    words = ("api", "UpdateProductVariant", "-f", "productId=1", "-f", "variantId=2", "-f", "qty=3", "--curl")
    shown = run(*words)
    assert shown.exit_code == 0 and "/variants/2" in shown.stdout, shown.output
