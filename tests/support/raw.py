# SPDX-License-Identifier: MIT
"""A command on a real terminal, and the very bytes that it sends there."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import time
from collections.abc import Mapping, Sequence

OBEYED = re.compile("[^\n -~\xa0-\U0010ffff]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What a terminal obeys, or turns round: everything but printable text and the ends of lines."""


def on_a_terminal(
    command: Sequence[str], env: Mapping[str, str] | None = None, patience: float = 120.0
) -> tuple[int, str]:
    """Run a command on a terminal.

    Args:
        command: the program and its arguments.
        env: what its environment has besides that of the tests.
        patience: seconds after which the test fails.

    Returns:
        Its exit code, and what it sent, the terminal's own CR before each LF taken off.
    """
    master, slave = pty.openpty()
    environ = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", **(env or {})}
    until = time.monotonic() + patience
    sent = b""
    with subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=environ) as process:
        os.close(slave)
        while time.monotonic() < until:
            if not select.select([master], [], [], 0.1)[0]:
                continue
            try:
                part = os.read(master, 65536)
            except OSError:  # the last of its processes has closed it
                break
            if not part:
                break
            sent += part
        else:
            process.kill()
            raise AssertionError(f"{command} did not end; it sent {sent[-2000:]!r}")
        code = process.wait(10)
    os.close(master)
    return code, sent.replace(b"\r\n", b"\n").decode("utf-8", "surrogateescape")
