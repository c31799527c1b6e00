# SPDX-License-Identifier: MIT
"""Sandboxes and sessions by the dozen: each is a process of its own, forked from one that has loaded what they need.

To load it takes a sandbox twenty times as long as to serve what a test asks, and a session as long as its first
screen. Run as a program, this is the process they are forked from; it ends, and they with it, when whoever started
it is gone.
"""

from __future__ import annotations

import atexit
import fcntl
import functools
import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import termios
import threading
import time
import traceback
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, NoReturn

LOADED = (
    "flotui.app",
    "flotui.api.client",
    "flotui.api.http",
    "flotui.resources.inbox",
    "flotui.resources.subscribers",
    "flotui.resources.subscribers.broadcasts",
    "flotui.ui.editor",
    "flotui.ui.greeting",
    "flotui.ui.panels.browser",
    "flotui.ui.panels.browser_actions",
    "textual.layouts.factory",
    "zoneinfo",
    "anyio._backends._asyncio",
    "concurrent.futures.thread",
    "flotui.cli.sandbox_run",
    "flotui.cli.demo",
    "flotui.cli.group",
    "uvicorn.lifespan.off",
    "uvicorn.loops.auto",
    "uvicorn.protocols.http.auto",
    "uvicorn.protocols.websockets.auto",
)
"""What `flotui` imports until its first screen stands, and `flotui sandbox` until it listens; see `_load` too."""

LATER = ("httpcore", "textual.drivers.headless_driver", "textual.pilot", "encodings.utf_8_sig")
"""What a session imports after that, besides the rooms of `ROOMS`."""
ROOMS = (
    "flotui.api",
    "flotui.audience",
    "flotui.config",
    "flotui.jobs",
    "flotui.repositories",
    "flotui.resources",
    "flotui.store",
    "flotui.text",
    "flotui.ui",
    "flotui.workspace",
)
"""Of which every session imports most while its first list stands there. It took each a quarter of its time."""

_NO_CODE = 255
"""What a process ends with that Python itself failed in."""


class Forking:
    """The process that the sandboxes are forked from, as tests have it."""

    def __init__(self) -> None:
        self._socket, other = socket.socketpair()
        with other:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(other.fileno())],
                pass_fds=[other.fileno()],
                cwd=Path(__file__).parents[2],  # wherever the test stands that is the first to ask
                env={**os.environ, "LANG": "C.UTF-8"},
            )
        self._answers = self._socket.makefile()

    def fork(self, words: list[str], output: int) -> int:
        """Begin to serve; the process's id.

        Args:
            words: what follows `flotui`.
            output: the file that it writes to.
        """
        return self._begin({"words": words, "environ": dict(os.environ)}, output)

    def open(self, words: list[str], environ: Mapping[str, str], terminal: int) -> Session:
        """Begin a session on a terminal, which then is its own as sshd makes one.

        Args:
            words: what follows `flotui`.
            environ: its environment.
            terminal: the end of a pseudo-terminal that a program has.
        """
        asked = {"words": words, "environ": dict(environ), "folder": str(Path.cwd()), "terminal": True}
        return Session(self, self._begin(asked, terminal))

    def begin(self, words: list[str], environ: Mapping[str, str], *files: int) -> Session:
        """Begin a command without a terminal.

        Args:
            words: what follows `flotui`.
            environ: its environment.
            *files: what it reads, what it writes to, and where it says what went wrong.
        """
        asked = {"words": words, "environ": dict(environ), "folder": str(Path.cwd())}
        return Session(self, self._begin(asked, *files))

    def run(
        self, words: list[str], environ: Mapping[str, str], out: IO[str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command that nothing is given to, to its end.

        Args:
            words: what follows `flotui`.
            environ: its environment.
            out: what it writes to, where that is to be something else than a file.
        """
        with Path(os.devnull).open() as nothing, TemporaryFile("w+") as output, TemporaryFile("w+") as errors:
            files = (nothing, out or output, errors)
            code = self.begin(words, environ, *(each.fileno() for each in files)).wait()
            for each in (output, errors):
                each.seek(0)
            return subprocess.CompletedProcess(words, code, output.read(), errors.read())

    def end(self, pid: int) -> None:
        """Kill one, and wait until it is gone."""
        self.ask({"end": pid})

    def ask(self, asked: Mapping[str, int]) -> str:
        """The answer to a question about one of them."""
        self._socket.sendall((json.dumps(asked) + "\n").encode())
        return self._answers.readline().strip()

    def _begin(self, asked: Mapping[str, Any], *files: int) -> int:
        socket.send_fds(self._socket, [(json.dumps(asked) + "\n").encode()], files)
        return int(self._answers.readline())

    def close(self) -> None:
        """End all."""
        self._answers.close()
        self._socket.close()
        self._process.wait(10)


class Session:
    """A session that was forked, with what a test asks of a `subprocess.Popen`."""

    def __init__(self, forking: Forking, pid: int) -> None:
        """
        Args:
            forking: what has forked it.
            pid: its process.
        """
        self.pid = pid
        self.returncode: int | None = None
        self._forking = forking

    def poll(self) -> int | None:
        """The exit code, or the signal's number below 0; None while it runs."""
        if self.returncode is None and (answer := self._forking.ask({"poll": self.pid})):
            self.returncode = int(answer)
        return self.returncode

    def wait(self, patience: float = 100.0) -> int:
        """Wait for its end; the exit code.

        Args:
            patience: seconds after which the test fails.
        """
        until = time.monotonic() + patience
        while (code := self.poll()) is None:
            assert time.monotonic() < until, "It hasn't ended."
            time.sleep(0.005)
        return code

    def kill(self) -> None:
        """End it as nothing else can."""
        self.send_signal(signal.SIGKILL)

    def send_signal(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)


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
        part, came, _, _ = socket.recv_fds(line, 65536, 3)
        if not part:
            return None
        text, files = text + part, files + list(came)
    return json.loads(text), files


def _serve(words: list[str], environ: dict[str, str], output: int) -> None:
    """Be `flotui sandbox` with these words."""
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    _main(words, environ)


def _sit(words: list[str], environ: dict[str, str], folder: str, terminal: int) -> None:
    """Be `flotui` with these words on a terminal."""
    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    _run_on(words, environ, folder, [terminal] * 3)


def _run_on(words: list[str], environ: dict[str, str], folder: str, files: list[int]) -> None:
    """Be `flotui` with these words on three files."""
    for each, file in enumerate(files):
        os.dup2(file, each)
    for file in set(files):
        os.close(file)
    os.chdir(folder)
    _main(words, environ)


def _main(words: list[str], environ: dict[str, str]) -> None:
    """Run the command, on the files that stand at 0, 1 and 2 now."""
    from flotui.cli import main

    for each in (sys.stdin, sys.stdout, sys.stderr):
        each.detach()
    sys.stdin = sys.__stdin__ = os.fdopen(0)
    sys.stdout = sys.__stdout__ = os.fdopen(1, "w")
    sys.stderr = sys.__stderr__ = os.fdopen(2, "w", errors="backslashreplace")
    os.environ.clear()
    os.environ.update(environ)
    time.tzset()
    sys.argv = ["flotui", *words]
    main()


def _be(asked: dict[str, Any], *files: int) -> NoReturn:
    """End as the command ends."""
    code = _NO_CODE
    try:
        if "terminal" in asked:
            _sit(asked["words"], asked["environ"], asked["folder"], *files)
        elif "folder" in asked:
            _run_on(asked["words"], asked["environ"], asked["folder"], list(files))
        else:
            _serve(asked["words"], asked["environ"], *files)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        threading._shutdown()  # type: ignore[attr-defined]  # as Python ends: other threads, then what asked for it
        atexit._run_exitfuncs()
        for each in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                each.flush()
        os._exit(code)


def _run(line: socket.socket) -> None:
    """Fork and end what is asked for."""
    running = set[int]()
    while (found := _asked(line)) is not None:
        asked, files = found
        if "words" not in asked:
            line.sendall(f"{_told(asked, running)}\n".encode())
            continue
        if (pid := os.fork()) == 0:
            line.close()
            _be(asked, *files)
        running.add(pid)
        for each in files:
            os.close(each)
        line.sendall(f"{pid}\n".encode())
    for each in running:
        _end(each)


def _told(asked: dict[str, int], running: set[int]) -> str:
    """What is told of a process, or becomes of it."""
    if "end" in asked:
        if asked["end"] in running:
            _end(asked["end"])
            running.remove(asked["end"])
        return ""
    pid, status = os.waitpid(asked["poll"], os.WNOHANG)
    if not pid:
        return ""
    running.remove(pid)
    return str(os.waitstatus_to_exitcode(status))


def _end(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def _load() -> None:
    """Load it all in the order of a start, so that what the start leaves out is left out here too."""
    from flotui.cli import straight
    from flotui.text.standing_in import standing_in

    with standing_in(straight._LEFT_OUT):
        importlib.import_module("flotui.cli.opening")
    from flotui.ui.terminal.leaving_out import load_textual

    load_textual()
    for name in (*LOADED, *LATER):
        importlib.import_module(name)
    for room in ROOMS:
        for module in pkgutil.walk_packages(importlib.import_module(room).__path__, f"{room}."):
            importlib.import_module(module.name)
    from flotui.api.http import httpx
    from flotui.sandbox.app import create_app

    httpx()
    create_app(subscribers=1)
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)  # as the tests' own process has it


if __name__ == "__main__":
    _load()
    with socket.socket(fileno=int(sys.argv[1])) as asking:
        _run(asking)
