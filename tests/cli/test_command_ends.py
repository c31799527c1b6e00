# SPDX-License-Identifier: MIT
"""The end of a command: what it says on stderr, and its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from flotui.config.exits import Exit
from tests.support.judging import LONG
from tests.support.raw import on_a_terminal
from tests.support.served import Served


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
