# SPDX-License-Identifier: MIT
"""A run shared by several processes, each forked from the one that has collected the tests.

pytest-xdist starts each of its processes anew: each imports everything and collects every test, which takes it as long as
eighty tests. Here that is done once. How many they are is said as it is to pytest-xdist (`-n`), which does it by itself
where something is asked for that needs its own ways, and where a process can't be forked safely.
"""

from __future__ import annotations

import gc
import os
import sys
import traceback
import warnings
from collections import deque
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe, wait
from signal import SIGKILL
from typing import Any, NoReturn, cast

import msgspec
import pytest

AHEAD = 3
"""How many tests a process has been told of: the one that it runs, the next, and one so that it need not wait."""


class Process(msgspec.Struct):
    """One of the processes, as the first one has it."""

    number: int
    pid: int
    line: Connection
    share: deque[int]
    """The places of tests that it will be told of."""
    told: deque[int]
    """Those that it has been told of and has not done, in its order."""
    is_last: bool = False
    """Whether it has been told that there are no more."""


class Sharing:
    """Runs the tests in other processes, and tells of their reports as if they were run here."""

    def __init__(self, config: pytest.Config, count: int) -> None:
        """
        Args:
            config: the run's.
            count: how many processes.
        """
        self.count = count
        self._config = config
        self._processes: list[Process] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Run all, and wait until each is done."""
        if len(session.items) < 2 or session.testsfailed:
            return None  # as pytest does it: in this process, or not at all
        cast(Any, self._config)._tmp_path_factory.getbasetemp()  # one for all
        count = min(self.count, len(session.items))
        shares = [
            range(n * len(session.items) // count, (n + 1) * len(session.items) // count)
            for n in range(count)
        ]
        try:
            for number, share in enumerate(shares):
                self._begin(session, number, deque(share), deque())
            while self._processes:
                for line in wait([each.line for each in self._processes]):
                    self._hear(session, next(each for each in self._processes if each.line is line))
                if session.shouldfail:
                    raise session.Failed(session.shouldfail)
                if session.shouldstop:
                    raise session.Interrupted(session.shouldstop)
        finally:
            for each in tuple(self._processes):
                os.kill(each.pid, SIGKILL)
                self._ended(each)
        return True

    def _begin(self, session: pytest.Session, number: int, share: deque[int], told: deque[int]) -> None:
        """Fork one."""
        here, there = Pipe()
        sys.stdout.flush()
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", DeprecationWarning
            )  # the other thread is rerunfailures', and holds nothing
            pid = os.fork()
        if pid == 0:
            for each in self._processes:
                each.line.close()
            here.close()
            _work(session, there, number)
        there.close()
        process = Process(number, pid, here, share, told)
        self._processes.append(process)
        for place in told:
            _say(here, place)
        self._tell(process)

    def _tell(self, process: Process) -> None:
        """Tell one of its next tests; the other half of somebody else's where it has none left."""
        while len(process.told) < AHEAD and not process.is_last:
            if not process.share:
                most = max(self._processes, key=lambda each: len(each.share)).share
                process.share.extendleft(most.pop() for _ in range((len(most) + 1) // 2))
            place = process.share.popleft() if process.share else None
            if place is None:
                process.is_last = True
            else:
                process.told.append(place)
            _say(process.line, place)

    def _hear(self, session: pytest.Session, process: Process) -> None:
        """Take in what came of a test."""
        hook = self._config.hook
        try:
            reports, warned = process.line.recv()
        except (EOFError, ConnectionResetError):
            self._ended(process)
            if process.told:
                self._crashed(session, process)
            return
        for each in warned:
            hook.pytest_warning_recorded.call_historic(kwargs=each)
        for each in reports:
            report = hook.pytest_report_from_serializable(config=self._config, data=each)
            hook.pytest_runtest_logreport(report=report)
        item = session.items[process.told.popleft()]
        hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        self._tell(process)

    def _crashed(self, session: pytest.Session, process: Process) -> None:
        """Tell of the test in which a process ended, and have another one take the rest."""
        item = session.items[process.told.popleft()]
        self._config.hook.pytest_runtest_logreport(
            report=pytest.TestReport(
                item.nodeid, item.location, {}, "failed", "The process that ran it has ended.", "call"
            )
        )
        self._begin(session, process.number, process.share, process.told)

    def _ended(self, process: Process) -> None:
        os.waitpid(process.pid, 0)
        process.line.close()
        self._processes.remove(process)


def _say(line: Connection, place: int | None) -> None:
    """Tell one of its next test, or that there is none. That it has ended is heard when its turn comes."""
    with suppress(BrokenPipeError, ConnectionResetError):
        line.send(place)


class _Silent:
    """What stands in the place of what tells of tests: it says whether a failure has colours, and nothing else."""

    def __init__(self, writer: Any) -> None:
        self._tw = writer


class _Heard:
    """What the plugins of a process that runs tests are told, for the first one's to be told the same."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self.reports: list[dict[str, Any]] = []
        self.warned: list[dict[str, Any]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep it in a form that can be sent."""
        hook = self._config.hook
        self.reports.append(hook.pytest_report_to_serializable(config=self._config, report=report))

    def pytest_warning_recorded(
        self, warning_message: warnings.WarningMessage, when: str, nodeid: str, location: Any
    ) -> None:
        """Keep what it says: what it says it of may be anything."""
        said = warnings.WarningMessage(
            str(warning_message.message), Warning, warning_message.filename, warning_message.lineno
        )
        self.warned.append({"warning_message": said, "when": when, "nodeid": nodeid, "location": location})


def _work(session: pytest.Session, line: Connection, number: int) -> NoReturn:
    """Be one of the processes: run what one is told to."""
    code = 1
    try:
        config: Any = session.config
        config.workerinput = {"workerid": f"gw{number}"}  # by which plugins know that others run tests too
        plugins = config.pluginmanager
        writer = config.get_terminal_writer()
        plugins.unregister(name="terminalreporter")
        plugins.register(_Silent(writer), "terminalreporter")
        capture = plugins.getplugin("capturemanager")
        capture.stop_global_capturing()  # into a file that all would share
        capture.start_global_capturing()
        capture.suspend_global_capture(in_=False)
        heard = _Heard(config)
        plugins.register(heard)
        items = session.items
        place = line.recv()
        while place is not None:
            following = line.recv()
            if following is None:
                gc.collect()  # what is garbage says so in a test still
            after = None if following is None else items[following]
            config.hook.pytest_runtest_protocol(item=items[place], nextitem=after)
            line.send((heard.reports, heard.warned))
            heard.reports, heard.warned = [], []
            place = following
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def share_out(config: pytest.Config) -> None:
    """Have a run's tests shared by processes of ours, where it has several of pytest-xdist's usual ones.

    Args:
        config: the run's, before pytest-xdist looks at it.
    """
    option = config.option
    if (
        sys.platform == "linux"
        and option.dist == "worksteal"
        and isinstance(option.numprocesses, int)
        and option.numprocesses > 1
        and not (option.tx or option.collectonly or option.usepdb or getattr(option, "cov_source", None))
    ):
        config.pluginmanager.register(Sharing(config, option.numprocesses), Sharing.__name__)
        option.numprocesses = 0
