# SPDX-License-Identifier: MIT
"""What the command line writes: nothing steers a terminal, and everything goes unchanged into a pipe."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import time
import unicodedata
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flotui.api import exact
from flotui.cli import output as written_as
from flotui.cli import sink
from flotui.cli.ends import Failure
from flotui.cli.flat import flat, text_of
from flotui.config.exits import Exit
from flotui.text.delimited import guarded, line, unguarded
from tests.cli.conftest import PointAt, Run
from tests.support.hostile import make_hostile
from tests.support.judging import LONG
from tests.support.raw import OBEYED, on_a_terminal
from tests.support.served import Served

NASTY = "\x1b[2J\x1b]0;t\x07\x1b]52;c;eA==\x07\x9b31m\x90q\x9c\x7f\u202ex\u2066y\u2028z\r\n\ttab\ud83d"
ANA = "f1284u903"


@pytest.fixture(scope="module")
def hostile() -> Iterator[Served]:
    with Served(quota=100_000, subscribers=15) as served:
        make_hostile(SimpleNamespace(app=SimpleNamespace(state=SimpleNamespace(host=served.host))))  # type: ignore[arg-type]
        yield served


@pytest.fixture
def environ(hostile: Served, point_at: PointAt) -> dict[str, str]:
    point_at(hostile.url)
    hostile.host.faults.clear()
    return {
        "FLOTUI_HOME": os.environ["FLOTUI_HOME"],
        "FLOTUI_BASE_URL": hostile.url,
        "FLOTUI_API_KEY": "demo",
    }


COMMANDS: list[list[str]] = [
    ["/subscribers", "-f", "limit=15"],
    ["/subscribers", "-f", "limit=15", "--json"],
    ["/subscribers", "-f", "limit=15", "--jsonl"],
    ["/subscribers", "-f", "limit=15", "--csv"],
    ["/subscribers", "-f", "limit=15", "--csv", "--no-formulas"],
    ["/subscribers", "-f", "limit=15", "--csv", "--columns", "name,phone,email"],
    ["/subscribers", "-f", "limit=15", "--table"],
    *(["/subscribers", "--paginate", form] for form in ("--json", "--jsonl", "--csv", "--table")),
    ["flowTags", "--table"],
    ["/shop/products", "--csv"],
    ["flowBotUserSendText", "-f", f"user_ns={ANA}", "-f", f"content={NASTY[:-1]}", "--curl"],
    ["flowBotUserSendText", "-f", f"user_ns={ANA}", "-f", f"content={NASTY[:-1]}", "--dry-run"],
    ["flowBotUserSendText", "-f", f"user_ns={NASTY[:-1]}", "-f", "content=x", "--yes"],
    [NASTY[:-1]],
    ["flowTags", "-f", f"{NASTY[:-1]}=1"],
    ["--list", "--table"],
    ["--list", NASTY[:-1]],
]


def test_nothing_that_a_terminal_obeys_reaches_it(environ: dict[str, str], tmp_path: Path) -> None:
    """Every format of every output, with hostile rows, arguments and refusals."""
    commands = list(COMMANDS)
    try:
        import jq  # noqa: F401

        commands += [
            ["/subscribers", "--jq", ".data[].name"],
            ["/subscribers", "--jq", ".data[0]", "--jsonl"],
        ]
    except ImportError:
        pass
    file = tmp_path / "commands.json"
    file.write_text(json.dumps(commands))
    code = (
        "import json, sys\n"
        "from flotui.cli import sink\nfrom flotui.cli.group import flotui\n"
        "sink.prepare()\n"
        f"for words in json.load(open({str(file)!r})):\n"
        "    print('<<', flush=True)\n"
        "    try: flotui.main(['api', *words], prog_name='flotui')\n"
        "    except SystemExit as end: print('>>', end.code, flush=True)"
    )
    ended, sent = on_a_terminal([sys.executable, "-c", code], env=environ)
    assert ended == 0, sent[-2000:]
    outputs = sent.split("<<\n")[1:]
    assert len(outputs) == len(commands)
    for words, output in zip(commands, outputs, strict=True):
        assert not (found := OBEYED.search(output)), f"{words}: {found} {output[-300:]!r}"
        assert len(output) > 20, words
    written = [int(output.rsplit(">> ", 1)[1]) for output in outputs]
    assert written.count(0) >= 15, written


def test_json_of_hostile_rows_is_the_same_value_everywhere(
    run: Run, environ: dict[str, str], hostile: Served
) -> None:
    raw = run("api", "/subscribers", "-f", "limit=15", "--jsonl").stdout
    assert not OBEYED.search(raw)
    request = urllib.request.Request(
        f"{hostile.url}/subscribers?limit=15", headers={"Authorization": "Bearer demo"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        sent = json.load(answer)["data"]
    assert [json.loads(each) for each in raw.splitlines()] == sent
    assert all(sign in raw for sign in ("\\u001b", "\\u009b", "\\u202e", "\\u2066"))


@given(st.text(max_size=30))
@example("".join(map(chr, (*range(0x17B0, 0x1810), *range(0x2000, 0x2070), *range(0xFDF0, 0xFFFF)))))
@example("".join(map(chr, (*range(0x1342F, 0x13441), *range(0x1BC9F, 0x1BCA5), *range(0x1D170, 0x1D17C)))))
@example(
    "".join(map(chr, (0x34F, 0x115F, 0x1160, 0x3164, 0xDFFFF, *range(0xE0000, 0xE0200), 0xE0FFF, 0xE1000)))
)
@example("\x7f\x85\u202e\ufeff\ufffa \ud800 é 中 😀")
def test_lines_are_the_same_in_bytes_as_in_text(text: str) -> None:
    rows = [{"name": text, text: 1}, {"name": "plain"}]
    with pytest.MonkeyPatch.context() as patch:
        file = io.BytesIO()
        patch.setattr(sys, "stdout", io.TextIOWrapper(file, "utf-8"))
        sink.write_json_lines(exact.lines(rows))
        written = file.getvalue().decode()
    told = "\n".join(exact.dumps(row, compact=True) for row in rows)
    assert written == sink.escaped(told) + "\n"
    assert [json.loads(each) for each in written.splitlines()] == json.loads(json.dumps(rows))


@given(st.text(max_size=30))
def test_what_is_escaped_is_the_same_json(text: str) -> None:
    shown = sink.escaped(json.dumps(text, ensure_ascii=False))
    assert json.loads(shown) == text and not OBEYED.search(shown)


def test_nothing_that_is_not_seen_goes_out_in_json() -> None:
    """Signs of direction and format, tags and variants: a text can be hidden in them from whoever reads the line."""
    seen = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
    hidden = [
        chr(n)
        for n in range(0x7F, 0x110000)
        if unicodedata.category(chr(n)) in ("Cf", "Cc") and n not in seen
    ]
    hidden += [
        "\u034f",
        "\u115f",
        "\u17b4",
        "\u180b",
        "\u3164",
        "\ufe0f",
        "\uffa0",
        "\U000e0041",
        "\U000e0100",
    ]
    for sign in hidden:
        shown = sink.escaped(json.dumps(f"a{sign}b", ensure_ascii=False))
        assert shown.isascii() and json.loads(shown) == f"a{sign}b", hex(ord(sign))


@given(
    st.lists(
        st.text(alphabet=st.sampled_from("a,'=+-@\t\r\n \"|\x85\u2028\x0b"), max_size=6),
        min_size=1,
        max_size=4,
    )
)
def test_csv_comes_back_unchanged(cells: list[str]) -> None:
    for guard in (False, True):
        text = line(cells, guard=guard)
        (read,) = csv.reader(io.StringIO(text, newline=""), strict=True)
        assert [unguarded(cell) if guard else cell for cell in read] == cells
        if guard:
            assert not any(cell[:1] in ("=", "+", "-", "@", "\t", "\r") for cell in read if cell)


def test_a_lone_cr_is_quoted_and_formulas_are_kept_apart_on_demand() -> None:
    assert line(["a\rb", "c"]) == '"a\rb",c'
    assert line(["=1+1", "+55", "-5", "@x", "it's"], guard=True) == "'=1+1,'+55,'-5,'@x,it's"
    assert guarded("'=x") == "''=x" and unguarded("''=x") == "'=x"


ROW: dict[str, Any] = {
    "user_ns": "f1u1",
    "name": "Ana",
    "subscribed": True,
    "tags": [{"name": "vip", "tag_ns": "f1t1"}, {"name": "a|b", "tag_ns": "f1t2"}],
    "labels": ["new", "hot"],
    "user_fields": [
        {"name": "city", "var_ns": "f1v1", "var_type": "text", "value": "Lima"},
        {"name": "city", "var_ns": "f1v2", "var_type": "text", "value": None},
    ],
    "meta": {"seen": {"at": 3}},
    "lines": [{"sku": "x", "qty": 1}],
    "none": [],
    "empty": {},
}


def test_rows_become_flat() -> None:
    found = flat(ROW)
    assert found == {
        "user_ns": "f1u1",
        "name": "Ana",
        "subscribed": True,
        "tags": "vip|a\\|b",
        "labels": "new|hot",
        "user_fields.city": "Lima",
        "user_fields.city (2)": None,
        "meta.seen.at": 3,
        "lines": '[{"sku":"x","qty":1}]',
        "none": None,
        "empty": None,
    }
    assert [text_of(each) for each in (True, None, 3, "x")] == ["true", "", "3", "x"]
    assert flat(7) == {"value": 7}


@pytest.mark.parametrize("parts", [[], [[]], [[{"n": 1, "a": ["x\ny", {}]}], [], [{"n": 2}, {"n": 3.10}]]])
def test_rows_that_come_in_parts_are_the_same_object(
    capsys: pytest.CaptureFixture[str], parts: list[list[object]]
) -> None:
    rows = written_as.in_object({"compared": 3, "untold": 0}, "different", {"planned": None})
    for some in parts:
        rows.add(some)
    rows.end()
    found = {
        "compared": 3,
        "untold": 0,
        "different": [row for some in parts for row in some],
        "planned": None,
    }
    assert capsys.readouterr().out == f"{written_as.as_json(found)}\n"


def test_two_fields_of_one_name_are_both_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Failure, match=r"user_fields.city and user_fields.city \(2\) are both there"):
        written_as.write([ROW], "csv", columns=["city"])
    written_as.write([ROW], "csv", columns=["user_fields.city", "user_fields.city (2)"])
    assert capsys.readouterr().out == "user_fields.city,user_fields.city (2)\nLima,\n"


def test_columns_choose(run: Run, environ: dict[str, str]) -> None:
    first = run("api", "/subscribers", "-f", "limit=2", "--csv").stdout.splitlines()[0].split(",")
    fields = [name for name in first if name.startswith("user_fields.")]
    assert len(fields) > 3 and "tags" in first
    shown = run("api", "/subscribers", "-f", "limit=2", "--csv", "--columns", "phone, user_ns,tags").stdout
    assert shown.splitlines()[0] == "phone,user_ns,tags"
    wrong = run("api", "/subscribers", "-f", "limit=2", "--table", "--columns", "phnoe")
    assert (wrong.exit_code, wrong.stdout) == (Exit.USAGE, "") and "Did you mean phone?" in wrong.stderr
    for words in (("--json", "--columns", "phone"), ("--jsonl", "--no-formulas")):
        assert run("api", "/subscribers", *words).exit_code == Exit.USAGE


def test_what_jq_can_not_do_here_is_said(run: Run, environ: dict[str, str]) -> None:
    pytest.importorskip("jq")
    more = run("api", "flowTags", "--jq", "input")
    assert more.exit_code == Exit.FAILED and "there is no further input" in more.stderr, more.output
    for expression in (".data | debug | length", ".data | stderr | length", "(.data|length)|debug(.)"):
        heard = run("api", "flowTags", "-f", "limit=2", "--jq", expression)
        assert heard.stdout == "2\n" and heard.stderr.count("writes nothing here") == 1, heard.output
    for expression in ('"debug"', "{debug: 1}", ".debug", '"\\"stderr"'):
        assert run("api", "flowTags", "--jq", expression).stderr == "", expression


def test_jq(run: Run, environ: dict[str, str]) -> None:
    pytest.importorskip("jq")
    assert run("api", "flowTags", "-f", "limit=2", "--jq", ".data | length").stdout == "2\n"
    names = run("api", "flowTags", "--paginate", "--jsonl", "--jq", ".tag_ns").stdout.splitlines()
    assert names and all(name.startswith("f1284t") for name in names)
    table = run("api", "flowTags", "-f", "limit=2", "--csv", "--jq", "[.data[] | {n: .tag_ns}]").stdout
    assert table.splitlines()[0] == "n" and len(table.splitlines()) == 3
    for wrong in (".[", ".data | nonsense"):
        result = run("api", "flowTags", "--jq", wrong)
        assert result.exit_code == Exit.USAGE and "--jq" in result.stderr and result.stdout == ""
    failed = run("api", "flowTags", "--jq", ".data.x")
    assert failed.exit_code == Exit.FAILED and "Cannot index" in failed.stderr
    halted = run("api", "flowTags", "--jq", '"bad" | halt_error')
    assert (halted.exit_code, halted.stdout) == (Exit.FAILED, "") and "halt_error ended it" in halted.stderr
    assert run("api", "flowTags", "--jq", "halt").exit_code == Exit.OK
    commented = run("api", "flowTags", "-f", "limit=2", "--jq", "def n: length; .data | n # how many")
    assert (commented.exit_code, commented.stdout) == (Exit.OK, "2\n"), commented.stderr


def test_escape_sequences_go_unchanged_into_a_pipe(hostile: Served, environ: dict[str, str]) -> None:
    """In a real process: click would take them out of whatever isn't a terminal."""

    def piped(*form: str) -> str:
        command = [sys.executable, "-m", "flotui", "api", "/subscribers", "-f", "limit=15", *form]
        done = subprocess.run(
            command, env={**os.environ, **environ}, capture_output=True, check=True, timeout=60
        )
        return done.stdout.decode()

    first, second = (row["user_ns"] for row in json.loads(piped("--json"))["data"][:2])
    hostile.host.world.people.edit(first).name = "A\x1b[31mB\x1b[2JC"
    hostile.host.world.people.edit(second).name = "\x1b[?1000h\x1b[6n"
    has = [row["name"] for row in json.loads(piped("--json"))["data"]]
    assert has[:2] == ["A\x1b[31mB\x1b[2JC", "\x1b[?1000h\x1b[6n"]
    cells = list(csv.reader(io.StringIO(piped("--csv", "--columns", "name"), newline="")))[1:]
    assert [cell for (cell,) in cells] == has
    pytest.importorskip("jq")
    assert piped("--jq", ".data[0].name") == f"{has[0]}\n"
    table = [row for (row,) in csv.reader(io.StringIO(piped("--csv", "--jq", "[.data[].name]"), newline=""))]
    assert table[1:] == has


def test_what_people_read_steers_no_terminal_behind_a_pipe_and_data_is_as_it_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    sink.write(f"one {NASTY[:-1]}\ntwo")
    said = capsys.readouterr().out
    assert said.startswith("one ") and said.endswith("\ntwo\n") and not OBEYED.search(said)
    sink.write_data(NASTY[:-1])
    assert capsys.readouterr().out == f"{NASTY[:-1]}\n"


LENGTHY = "tag " * 800 + "end"


@pytest.mark.parametrize(
    "words",
    [
        ["x" * 3000],
        ["api", "x" * 3000],
        ["api", f"/{'x' * 3000}"],
        ["api", "flowTags", "-f", LENGTHY],
        ["api", "flowTags", "-f", f"limit={'1' * 3000}"],
        ["api", "flowTags", "-f", f"name={LENGTHY}", "-f", f"name={LENGTHY}."],
        ["api", f"/flow/tags?name={LENGTHY}&name={LENGTHY}."],
        ["api", "flowTags", "--input", "x" * 3000],
        ["api", "/subscribers", "-f", f"tag_ns={LENGTHY}"],
        ["api", "/subscriber/get-info", "-f", f"user_ns={'9' * 3000}"],
        ["api", "/subscriber/get-info", "-f", f"user_ns={'a' * 3000}@x.com"],
        ["api", "flowTags", "--csv", "--columns", "x" * 3000],
        ["-p", "x" * 3000, "api", "flowTags"],
        ["people", f"tag:{'x' * 3000}"],
        ["jobs", "show", "x" * 3000],
        ["jobs", "import", "x" * 3000],
    ],
)
def test_a_long_word_of_the_command_line_is_not_repeated_whole(
    run: Run, environ: dict[str, str], words: list[str]
) -> None:
    told = run(*words)
    assert told.exit_code == Exit.USAGE and told.stdout == "", told.output[:300]
    assert "…" in told.stderr and len(told.stderr) < 1500 and "crashed" not in told.stderr, told.stderr[:600]


def test_a_command_to_copy_is_told_whole(capsys: pytest.CaptureFixture[str]) -> None:
    command = f"  flotui api flowTags -f 'name={'x' * 3000}' --paginate"
    sink.tell(f"Stopped after {'9' * 400} rows.\n{command}")
    first, second = capsys.readouterr().err.splitlines()
    assert second == command and len(first) < 350


@pytest.mark.parametrize("words", [(), ("--paginate",)])
def test_bytes_that_are_no_letters_are_told(run: Run, point_at: PointAt, words: tuple[str, ...]) -> None:
    class Latin(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = '{"data": [{"tag_ns": "f1t1", "name": "Zoë"}]}'.encode("latin-1")
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Latin) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        point_at(f"http://127.0.0.1:{server.server_port}/api")
        found = run("api", "flowTags", "--jsonl", *words)
        server.shutdown()
    assert json.loads(found.stdout.splitlines()[0])["name"] == "Zo�", found.output
    assert found.stderr.count("isn't valid text: � marks what can't be read.") == 1


class TestEnds:
    """The ends of a command that the shell decides on."""

    def shell(self, script: str, env: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
        flotui = f"{sys.executable} -m flotui"
        return subprocess.run(
            ["bash", "-c", script.replace("flotui", flotui, 1)],
            env={**os.environ, "LANG": "C.UTF-8", **env},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=60,
        )

    def test_head_ends_it_quietly(self, environ: dict[str, str]) -> None:
        done = self.shell(
            "flotui api /subscribers --paginate --jsonl -f limit=1 | head -1; exit ${PIPESTATUS[0]}", environ
        )
        assert (done.returncode, done.stderr) == (0, b"") and done.stdout.count(b"\n") == 1

    @pytest.mark.parametrize("words", ["api flowTags --csv", "api --list", "--help"])
    def test_a_full_disk_is_a_sentence(self, environ: dict[str, str], words: str) -> None:
        done = self.shell(f"flotui {words} > /dev/full", environ)
        assert done.returncode == Exit.FAILED
        assert done.stderr.startswith(b"The output can't be written: No space left on device.")
        assert done.stderr.count(b"\n") == 1

    @pytest.mark.parametrize(
        ("name", "words", "why"),
        [
            ("on a full disk", "> /dev/full", "The answer can't be written: No space left on device."),
            ("filtered", "--jq .name.x", "--jq .name.x: "),
        ],
    )
    def test_of_a_write_whose_answer_cannot_be_written_it_is_said_that_it_is_done(
        self, hostile: Served, environ: dict[str, str], name: str, words: str, why: str
    ) -> None:
        done = self.shell(f"flotui api flowCreateTag -f 'name={name}' {words}", environ)
        assert done.returncode == Exit.FAILED and done.stdout == b""
        assert done.stderr.decode().startswith(f"It was sent, and is done. {why}")
        sent = [each for each in hostile.received() if each["operation"] == "flowCreateTag"]
        assert [each["accepted"] for each in sent if each["body"] == {"name": name}] == [True]

    @pytest.mark.parametrize("words", ["api --list --csv", "api --list --jsonl"])
    @pytest.mark.parametrize("unbuffered", ["", "1"])
    def test_what_is_cut_short_is_said_also_without_pythons_buffer(
        self, environ: dict[str, str], words: str, unbuffered: str, tmp_path: Path
    ) -> None:
        file = tmp_path / "cut"
        script = f"ulimit -f 4; flotui {words} > {file}"
        done = self.shell(script, {**environ, "PYTHONUNBUFFERED": unbuffered, "PYTHONDONTWRITEBYTECODE": "1"})
        assert done.returncode == Exit.FAILED and file.stat().st_size == 4096
        assert done.stderr.endswith(
            b"The output can't be written: File too large. What was written is incomplete.\n"
        )

    def test_without_pythons_buffer_the_streams_stay_what_the_app_draws_on(self) -> None:
        script = (
            "from flotui.cli import sink; sink.prepare(); import sys; print('there', file=sys.__stderr__)"
        )
        done = subprocess.run([sys.executable, "-u", "-c", script], capture_output=True, check=True)
        assert done.stderr == b"there\n"

    @pytest.mark.parametrize("unbuffered", ["", "1"])
    def test_an_output_that_was_left_non_blocking_takes_all(
        self, environ: dict[str, str], unbuffered: str
    ) -> None:
        reads, writes = os.pipe()
        os.set_blocking(writes, False)
        full = 0
        with suppress(BlockingIOError):
            while True:
                full += os.write(writes, b" " * 512)
        environ = {**os.environ, **environ, "PYTHONUNBUFFERED": unbuffered}
        words = [sys.executable, "-m", "flotui", "api", "--list", "--jsonl"]
        with subprocess.Popen(words, stdout=writes, env=environ) as process, os.fdopen(reads, "rb") as taken:
            while process.poll() is None and not os.get_blocking(writes):
                time.sleep(0.01)
            os.close(writes)
            said = taken.read()[full:]
        assert process.returncode == 0 and said.endswith(b"}\n") and said.count(b"\n") == 249

    def test_a_closed_output_is_said_before_anything_is_sent(
        self, hostile: Served, environ: dict[str, str]
    ) -> None:
        before = len(list(hostile.host.log.rows()))
        done = self.shell("flotui api /subscribers >&-", environ)
        assert done.returncode == Exit.USAGE and b"Standard output is closed" in done.stderr
        assert len(list(hostile.host.log.rows())) == before
        for words in ("locate", "api --list", "jobs list --json", "people --csv", "--version", "profiles"):
            done = self.shell(f"flotui {words} >&-", environ)
            assert done.returncode == Exit.FAILED, (words, done)
            assert (
                done.stderr.endswith(b"What was written is incomplete.\n") and b"crashed" not in done.stderr
            )
        quiet = self.shell("flotui api flowTags -f limit=1 <&- 2>&-", environ)
        assert quiet.returncode == 0 and json.loads(quiet.stdout)["data"]

    def test_a_locale_without_letters_takes_utf_8(self, environ: dict[str, str]) -> None:
        plain = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
        done = self.shell("flotui api /subscribers -f name=Zoë --curl", {**environ, **plain})
        assert done.returncode == 0 and b"name=Zo%C3%AB" in done.stdout, done.stderr

    @pytest.mark.parametrize(
        "words", [r"api flowTags -f name=$'\xff'", r"api $'\xff'", r"-p $'\xff' api flowTags"]
    )
    def test_an_argument_that_is_not_text_is_a_sentence(self, environ: dict[str, str], words: str) -> None:
        done = self.shell(f"flotui {words}", environ)
        assert done.returncode == Exit.USAGE and b"isn't UTF-8 text" in done.stderr
        assert done.stdout == b"" and done.stderr.count(b"\n") == 1

    def test_a_file_may_have_any_name(self, environ: dict[str, str], tmp_path: Path) -> None:
        file = os.fsencode(tmp_path) + b"/\xff.json"
        Path(os.fsdecode(file)).write_text('{"name": "x"}')
        script = rf"flotui api flowCreateTag --input {tmp_path}/$'\xff'.json --curl"
        assert self.shell(script, environ).returncode == 0

    @pytest.mark.parametrize(
        "form", ["--json", "--jsonl", "--csv", "--table"] if LONG else ["--jsonl", "--table"]
    )
    def test_an_8_bit_locale_loses_nothing(self, environ: dict[str, str], form: str) -> None:
        latin = {**environ, "PYTHONIOENCODING": "latin-1"}
        words = "api /subscribers -f limit=15"
        done = self.shell(f"flotui {words} {form}", latin)
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout == self.shell(f"flotui {words} {form}", environ).stdout
        code, sent = on_a_terminal([sys.executable, "-m", "flotui", *words.split(), form], env=latin)
        assert code == 0 and "Traceback" not in sent

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({"SSL_CERT_FILE": "/nonexistent.pem"}, Exit.UNREACHABLE),
            ({"HTTPS_PROXY": "nonsense://x:y"}, Exit.UNREACHABLE),
            ({"HTTPS_PROXY": "http://127.0.0.1:9"}, Exit.UNREACHABLE),
        ],
    )
    def test_a_bad_setting_of_this_machine_is_a_sentence(
        self, environ: dict[str, str], more: dict[str, str], code: Exit
    ) -> None:
        away = {**environ, "FLOTUI_BASE_URL": "https://127.0.0.1:9/api", **more}
        done = self.shell("flotui api flowTags", away)
        assert done.returncode == code and done.stderr.count(b"\n") == 1, done.stderr
        assert b"Traceback" not in done.stderr and b"crashed" not in done.stderr
