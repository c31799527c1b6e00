# SPDX-License-Identifier: MIT
"""What the command line writes: nothing steers a terminal, and everything goes unchanged into a pipe."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import unicodedata
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flotui.api import exact
from flotui.cli import sink
from flotui.config.exits import Exit
from tests.cli.conftest import PointAt, Run
from tests.support.raw import OBEYED, on_a_terminal
from tests.support.served import Served

NASTY = "\x1b[2J\x1b]0;t\x07\x1b]52;c;eA==\x07\x9b31m\x90q\x9c\x7f\u202ex\u2066y\u2028z\r\n\ttab\ud83d"
ANA = "f1284u903"
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
