# SPDX-License-Identifier: MIT
"""A small app that asks with dialogs, and a person who only has a keyboard."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, ClassVar
from zlib import crc32

import pytest
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.pilot import Pilot
from textual.widgets import Static

from flotui.resources.text import Tone
from flotui.ui import themes
from flotui.ui.ask import Dialogs
from flotui.ui.keymap import Keymap
from flotui.ui.keypath import KeyPath
from flotui.ui.modals.base import Dialog
from tests.support import settle
from tests.support.judging import LONG
from tests.support.looking import lines_of

SIZES = [(120, 40), (80, 24)]
"""Columns and lines of a wide and of a usual terminal."""

KEYS = [*"abcdefghijklmnopqrstuvwxyz0123456789:/?", "ctrl+q", "ctrl+c", "ctrl+p", "ctrl+s", "f1", "enter"]


class Host(KeyPath[None]):
    """An app whose every key does something, so that one that gets through a dialog is seen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(key, f"pressed('{key}')")
            for key in KEYS
            if key not in ("ctrl+q", "ctrl+p", ":", "/", "?")
        ),
        Binding("ctrl+q", "pressed('ctrl+q')", priority=True),
        Binding("ctrl+p", "pressed('ctrl+p')", priority=True),
        Binding("colon", "pressed(':')"),
        Binding("slash", "pressed('/')"),
        Binding("escape", "pressed('escape')"),
        Binding("up,down", "pressed('arrow')"),
    ]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self) -> None:
        super().__init__()
        themes.register(self)
        self.theme = themes.DARK
        self.keymap = Keymap()
        self.fired: list[str] = []
        self.left = False
        self.said: list[tuple[str, Tone]] = []
        self.drafts = Path(os.devnull) / "drafts"  # nothing can be kept there
        self.ask = Dialogs(
            self,
            say=lambda text, tone: self.said.append((text, tone)),
            go=lambda *_, **__: None,
            keys=self.keys,
        )

    def compose(self) -> ComposeResult:
        yield Static("\n".join(f"row {number}" for number in range(60)), markup=False)

    async def leave_program(self) -> None:
        self.left = True

    def action_pressed(self, key: str) -> None:
        self.fired.append(key)


class Person:
    """Someone at the keyboard, and what became of what they were asked."""

    def __init__(self, app: Host, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot
        self.answer: asyncio.Future[Any] | None = None

    def asked(self, question: Awaitable[Any]) -> asyncio.Future[Any]:
        """Have a question asked the way an action asks: in a worker of the app."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        future.add_done_callback(lambda done: done.cancelled() or done.exception())

        async def ask() -> None:
            try:
                result = await question
            except BaseException as error:
                if not future.done():
                    future.set_exception(error)
            else:
                future.set_result(result)

        self.app.run_worker(ask(), group="action", exit_on_error=False)
        self.answer = future
        return future

    async def sees(self, question: Awaitable[Any]) -> asyncio.Future[Any]:
        """Have a question asked, and wait for its dialog."""
        future = self.asked(question)
        await self.until(lambda: isinstance(self.app.screen, Dialog) and self.app.screen.is_mounted)
        await self.pilot.pause()
        return future

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def types(self, text: str) -> None:
        await self.pilot.press(*("space" if one == " " else one for one in text))

    async def pastes(self, text: str) -> None:
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()

    async def until(self, condition: Callable[[], bool], what: str = "") -> None:
        """Wait for a condition, not for a time."""
        await settle.until(
            condition, lambda: f"never came: {what or condition}; the screen is:\n{self.screen}"
        )

    @property
    def dialog(self) -> Dialog[Any]:
        assert isinstance(self.app.screen, Dialog), f"no dialog, but {self.app.screen}"
        return self.app.screen

    @property
    def closed(self) -> bool:
        return not isinstance(self.app.screen, Dialog)

    @property
    def screen(self) -> str:
        """What stands on the screen, line by line."""
        return "\n".join(line.rstrip() for line in lines_of(self.app.screen))

    @property
    def text(self) -> str:
        """What stands in the dialog, without line ends and frame."""
        inner = (line[line.find("│") + 1 : line.rfind("│")] for line in self.lines if line.count("│") > 1)
        return " ".join(" ".join(inner).split())

    @property
    def lines(self) -> list[str]:
        return self.screen.splitlines()


def _name_of(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


@asynccontextmanager
async def sitting(size: tuple[int, int] = (120, 40)) -> AsyncIterator[Person]:
    app = Host()
    async with app.run_test(size=size) as pilot:
        yield Person(app, pilot)


at_both_sizes = pytest.mark.parametrize("person", SIZES, indirect=True, ids=_name_of)
"""For a test of where things stand: it is run at each size within the suite too."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Have half of the tests run at one size and half at the other, or all at both in a long run.

    What a key does is the same code at every size, and a test keeps its size for as long as it keeps its name.
    """
    has_sizes = any(each.args[0] == "person" for each in metafunc.definition.iter_markers("parametrize"))
    if "person" not in metafunc.fixturenames or has_sizes:
        return
    one = SIZES[crc32(metafunc.definition.originalname.encode()) % len(SIZES)]
    metafunc.parametrize("person", SIZES if LONG else [one], indirect=True, ids=_name_of)


@pytest.fixture
async def person(request: pytest.FixtureRequest) -> AsyncIterator[Person]:
    """Someone at a wide or at a usual terminal."""
    async with sitting(request.param) as found:
        yield found


@pytest.fixture
def at() -> Callable[[tuple[int, int]], Any]:
    """Someone at a terminal of any size."""
    return sitting


@pytest.fixture
def app_keys() -> list[str]:
    """The keys that do something in the app."""
    return KEYS
