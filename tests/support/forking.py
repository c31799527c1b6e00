# SPDX-License-Identifier: MIT
"""Sandboxes by the dozen: each is a process of its own, forked from one that has loaded what they all need.

To load it takes twenty times as long as to serve what a test asks. Run as a program, this is the process they are
forked from; it ends, and they with it, when whoever started it is gone.
"""

from __future__ import annotations

import atexit
import functools
import gc
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

LOADED = (
    "flotui.cli.sandbox_run",
    "flotui.cli.demo",
    "flotui.cli.group",
    "uvicorn.lifespan.off",
    "uvicorn.loops.auto",
    "uvicorn.protocols.http.auto",
    "uvicorn.protocols.websockets.auto",
)
"""What `flotui sandbox` imports until it listens."""


class Forking:
    """The process that the sandboxes are forked from, as tests have it."""

    def __init__(self) -> None:
        self._socket, other = socket.socketpair()
        with other:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(other.fileno())],
                pass_fds=[other.fileno()],
                cwd=Path(__file__).parents[2],  # wherever the test stands that is the first to ask
            )
        self._answers = self._socket.makefile()

    def fork(self, words: list[str], output: int) -> int:
        """Begin to serve; the process's id.

        Args:
            words: what follows `flotui`.
            output: the file that it writes to.
        """
        line = json.dumps({"words": words, "environ": dict(os.environ)}) + "\n"
        socket.send_fds(self._socket, [line.encode()], [output])
        return int(self._answers.readline())

    def end(self, pid: int) -> None:
        """Kill one, and wait until it is gone."""
        self._socket.sendall((json.dumps({"end": pid}) + "\n").encode())
        self._answers.readline()

    def close(self) -> None:
        """End all."""
        self._answers.close()
        self._socket.close()
        self._process.wait(10)


@functools.cache
def forking() -> Forking:
    """The one of this process."""
    begun = Forking()
    atexit.register(begun.close)
    return begun


def _asked(line: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """The next that is asked, with the files that came with it; None when nobody asks any more."""
    text, files = b"", list[int]()
    while not text.endswith(b"\n"):
        part, came, _, _ = socket.recv_fds(line, 65536, 1)
        if not part:
            return None
        text, files = text + part, files + list(came)
    return json.loads(text), files


def _serve(words: list[str], environ: dict[str, str], output: int) -> None:
    """Be `flotui` with these words."""
    from flotui.cli import main

    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    for each in (sys.stdout, sys.stderr):
        each.detach()
    sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
    os.environ.clear()
    os.environ.update(environ)
    time.tzset()
    sys.argv = ["flotui", *words]
    main()


def _run(line: socket.socket) -> None:
    """Fork and end what is asked for."""
    running = set[int]()
    while (found := _asked(line)) is not None:
        asked, files = found
        if "end" in asked:
            if asked["end"] in running:
                _end(asked["end"])
                running.remove(asked["end"])
            line.sendall(b"\n")
            continue
        if (pid := os.fork()) == 0:
            line.close()
            try:
                _serve(asked["words"], asked["environ"], *files)
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(1)
        running.add(pid)
        os.close(*files)
        line.sendall(f"{pid}\n".encode())
    for each in running:
        _end(each)


def _end(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


if __name__ == "__main__":
    for name in LOADED:
        importlib.import_module(name)
    from flotui.sandbox.app import create_app

    create_app(subscribers=1)
    gc.freeze()
    with socket.socket(fileno=int(sys.argv[1])) as asking:
        _run(asking)
