# SPDX-License-Identifier: MIT
"""Completion in real shells: what tab makes of a line can be typed on."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.shell_completion import BashComplete

from flotui.cli.completion import VARIABLE
from flotui.cli.group import flotui

SHELLS = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
BEGIN = {
    "bash": "source {script}; bind 'set enable-bracketed-paste off'",
    "zsh": "autoload -Uz compinit; compinit -u -d {home}/dump; source {script}",
    "fish": "source {script}",
}


def typed_in(command: list[str], environ: dict[str, str], *lines: tuple[bytes, str]) -> str:
    """Type into a shell on a terminal of its own, each part once what is waited for came; what it wrote."""
    pid, terminal = pty.fork()
    if pid == 0:  # pragma: no cover - the shell takes its place
        os.execvpe(command[0], command, environ)
    written = b""
    try:
        for text, awaited in lines:
            os.write(terminal, text)
            seen, until = len(written), time.monotonic() + 20
            while awaited.encode() not in written[seen:]:
                left = until - time.monotonic()
                assert left > 0, f"waited in vain for {awaited!r}: {written[-2000:]!r}"
                if select.select([terminal], [], [], left)[0]:
                    written += os.read(terminal, 65536)
    finally:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
        os.close(terminal)
    return written.decode("utf-8", "replace")


@pytest.mark.parametrize("shell", SHELLS)
def test_an_arguments_name_is_completed_and_its_value_typed_on(shell: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    folder = Path(sys.executable).parent
    environ = {
        "PATH": f"{folder}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "TERM": "xterm",
        "LANG": "C.UTF-8",
        "FLOTUI_HOME": str(tmp_path / "home"),
        "FLOTUI_BASE_URL": "http://127.0.0.1:9/api",
        "FLOTUI_API_KEY": "demo",
    }
    script = tmp_path / "script"
    source = {**environ, "_FLOTUI_COMPLETE": f"{shell}_source"}
    script.write_bytes(
        subprocess.run([folder / "flotui"], env=source, capture_output=True, check=False).stdout
    )
    begin = BEGIN[shell].format(script=script, home=tmp_path)
    typed_in(
        SHELLS[shell],
        environ,
        (f"{begin}; echo rea''dy\n".encode(), "ready"),
        (b"flotui api flowTags -f li\t", "mit="),
        (b"5 --curl\n", "/flow/tags?limit=5"),
    )


@pytest.mark.parametrize(
    ("before", "kind"),
    [
        (["api", "flowTags", "--input"], "file"),
        (["jobs", "import"], "file"),
        (["people", "--meta"], "file"),
        (["people", "--file"], "dir"),
        (["transcripts", "--to"], "dir"),
    ],
)
def test_files_and_folders_are_completed_where_one_is_named(before: list[str], kind: str) -> None:
    found = BashComplete(flotui, {}, "flotui", VARIABLE).get_completions(before, "b")
    assert [(each.type, each.value) for each in found] == [(kind, "b")]
