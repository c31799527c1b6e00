# SPDX-License-Identifier: MIT
"""Fixtures that every room's tests share."""

from __future__ import annotations

import functools
import gc
import importlib
import os
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers
from pytest_rerunfailures import StatusDB

from flotui.resources.keys import follow
from flotui.workspace import Workspace
from tests.support import clock, covering, declared, looking, ready, settle, sparing, styling, unseen
from tests.support.bot import PEOPLE, Bot
from tests.support.judging import LONG, examples
from tests.support.spreading import spread

TESTS = Path(__file__).parent

clock.install()
settle.install()
declared.install()
looking.install()
styling.install()
sparing.install()
ready.install()
unseen.install()
# Hundreds of processes are started: with compiled modules each needs a third of the time. A machine that keeps no
# bytecode by default (images for containers do) would compile all of them every time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# What a script starts in the background ignores ctrl+c, and under nohup a hang-up; tests send both, to this process too.
for _number, _usual in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, _usual)
# Apps by the thousand are made and left: looking for their circles as often as Python does takes a tenth of the time.
gc.set_threshold(100_000, 50, 100)
# How long an example takes says what else the machine does: several processes share its cores.
settings.register_profile(
    "shared", max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("shared")
if not LONG:
    # It reads every module of ours and of the tests for numbers and words to try, in each process of a run.
    providers.is_local_module_file = lambda _: False  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def usual_keys() -> Iterator[None]:
    """Have no test's own keys named in the sentences of the next."""
    yield
    follow({})


@pytest.fixture(autouse=True)
def usual_zone() -> Iterator[None]:
    """Have no test's own time zone be the next one's: what puts back the variable doesn't tell the C library."""
    yield
    time.tzset()


@pytest.fixture(autouse=True)
def declared_writes() -> Iterator[None]:
    """Have an action that sends what it doesn't declare fail the test that runs it."""
    declared.strange.clear()
    yield
    assert not declared.strange, " ".join(declared.strange)


_folders: Counter[str] = Counter()
"""How many tests of each name have a folder."""


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of its own, where and as pytest makes one, which looks through all others for the next free number."""
    name = re.sub(r"\W", "_", request.node.name)[:30]
    path = tmp_path_factory.getbasetemp() / f"{name}{_folders[name]}"
    _folders[name] += 1
    path.mkdir(mode=0o700)
    return path


@pytest.fixture
def bot(request: pytest.FixtureRequest) -> Bot:
    """A sandbox of its own."""
    every_field = request.node.get_closest_marker("every_field") is not None
    return Bot(subscribers=getattr(request, "param", PEOPLE), every_field=every_field)


@pytest.fixture
async def workspace(bot: Bot, tmp_path: Path) -> AsyncIterator[Workspace]:
    """The sandbox's bot, opened with cache and journal on disk."""
    opened = await bot.open(tmp_path)
    yield opened
    await opened.close()


NOON = 1_768_478_400.0
"""A Thursday noon in January 2026, in unix seconds: the moment at which the clock of snapshots stands."""


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Hold the clock at noon, in UTC: ages and times on screen are then the same in every run."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    monkeypatch.setattr(time, "time", lambda: NOON)
    return datetime.fromtimestamp(NOON, UTC).replace(tzinfo=None)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Have the processes of a run keep to themselves which tests may be run again.

    Over the socket by which they would tell each other, should one of them be killed, each test takes twice as long.
    """
    if hasattr(config, "workerinput"):
        config.failures_db = StatusDB()  # type: ignore[attr-defined]
        if not any(config.getoption(each, None) is not None for each in ("durations", "xmlpath")):
            _say_less(config)


def _say_less(config: pytest.Config) -> None:
    """Have a process of a run tell nothing of what went well before and after a test.

    It is counted nowhere and takes as long as to run an empty test: to write it down, to read it, to hand it around.
    """
    for each in config.pluginmanager.get_plugins():
        if (send := getattr(each, "sendevent", None)) is not None:
            each.sendevent = functools.partial(_worth_saying, send)  # type: ignore[attr-defined]


def _worth_saying(send: Callable[..., None], name: str, **told: Any) -> None:
    report = told.get("data") if name == "testreport" else None
    if report is None or report["when"] == "call" or report["outcome"] != "passed":
        send(name, **told)


def _is_of_whole_run(config: pytest.Config) -> bool:
    """Whether this is one of the processes in which all tests are run."""
    return hasattr(config, "workerinput") and config.args_source is pytest.Config.ArgsSource.TESTPATHS


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Import the tests of a whole run in another order in each process.

    Where no bytecode of them is kept yet, as after a checkout, each compiles some of them for all. In the same order all
    would compile the same ones at the same time.
    """
    if not _is_of_whole_run(session.config):
        return
    config: Any = session.config
    given, root = config.workerinput, config.rootpath
    names = sorted(
        ".".join(each.relative_to(root).with_suffix("").parts) for each in root.glob("tests/**/test_*.py")
    )
    first = len(names) * int(given["workerid"].removeprefix("gw")) // given["workercount"]
    for name in (*names[first:], *names[:first]):
        with suppress(Exception):  # is told when it is collected
            importlib.import_module(name)


def pytest_collection_finish() -> None:
    """Have no collector look through thousands of tests and modules that stay until the end."""
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Have what is garbage say so now; the four looks that pytest takes after its first would find the same again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the longer setting is for, put a whole run in order, and give some a second run.

    Sessions of real processes have one, and in CI whatever failed. `-rR` names what needed it: that is a test to mend,
    not one to forget. What a session of real processes does in this one is to read a terminal; to measure that takes as
    long again before Python 3.12.
    """
    covering.leave_out(items, config)
    if _is_of_whole_run(config):
        shares = cast(Any, config).workerinput["workercount"]
        items[:] = spread(items, shares, lambda item: item.path.relative_to(TESTS).as_posix())
    in_ci = bool(os.environ.get("CI"))
    for item in items:
        in_processes = "e2e" in item.path.parts
        if in_ci or in_processes:
            item.add_marker(pytest.mark.flaky(reruns=1))
        if in_processes:
            item.add_marker(pytest.mark.no_cover)
