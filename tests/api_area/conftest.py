# SPDX-License-Identifier: MIT
"""One app with dialogs for all operations, and the values that the sandbox's bot has."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Static

from flotui.api.call import Call
from flotui.api.catalogue import Operation, catalogue
from flotui.resources.ask import Confirm, Submit
from flotui.resources.base import Context
from flotui.resources.explorer.operations import OPERATIONS
from flotui.resources.explorer.session import OperationRow
from flotui.ui import themes
from flotui.ui.ask import Dialogs
from flotui.ui.modals.controls import Options, Picked
from flotui.ui.modals.fields import FieldRow
from flotui.ui.modals.form import FormDialog
from flotui.ui.typeahead import TypeAhead
from flotui.ui.widgets.box import Box
from flotui.ui.widgets.inputs import Line
from flotui.workspace import Workspace
from tests.sandbox import test_sandbox_contract as known
from tests.support import settle
from tests.support.bot import Bot


class _Dialogs(Dialogs):
    """Real dialogs, but every confirmation is given, and noted."""

    confirmed: list[Confirm]

    async def confirm(self, question: Confirm, submit: Submit | None = None) -> None:
        self.confirmed.append(question)
        if submit is not None:
            await submit(True)


class Stage(App[None]):
    """An empty screen under the dialogs."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self) -> None:
        super().__init__()
        themes.register(self)
        self.theme = themes.DARK
        self.keys = TypeAhead()
        self.went: list[Any] = []
        self.copied: list[tuple[str, str]] = []
        self.ask = _Dialogs(self, say=lambda *_: None, go=lambda *where, **_: self.went.append(where))
        self.ask.confirmed = []

    def compose(self) -> ComposeResult:
        yield Static("", markup=False)


class Explorer:
    """The API area of the sandbox's bot, with its forms on a real screen."""

    def __init__(self, app: Stage, pilot: Pilot[None], bot: Bot, workspace: Workspace) -> None:
        self.app, self.pilot, self.bot, self.workspace = app, pilot, bot, workspace

    def reset(self) -> None:
        """The bot as it was at first."""
        self.bot.app.state.host.reset()
        self.app.went.clear()
        self.app.ask.confirmed.clear()

    @asynccontextmanager
    async def form(self, work: Callable[[Context], Awaitable[None]], row: Any) -> AsyncIterator[FormDialog]:
        """Run an action that opens a form; at the end of the block the form must be closed."""
        context = Context(self.workspace, OPERATIONS, (row,), self.app.ask)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        async def run() -> None:
            try:
                await work(context)
            except BaseException as error:
                done.set_exception(error)
            else:
                done.set_result(None)

        self.app.run_worker(run(), group="action", exit_on_error=False)
        await self.until(lambda: isinstance(self.app.screen, FormDialog) and self.app.screen.is_mounted)
        dialog = self.app.screen
        assert isinstance(dialog, FormDialog)
        yield dialog
        await self.until(lambda: done.done() or bool(dialog.query("#status.-error")))
        if not done.done():
            text = str(dialog._status_text)
            dialog.cancel()
            raise AssertionError(text)
        await done

    async def until(self, condition: Callable[[], bool]) -> None:
        await settle.until(condition, lambda: f"waited in vain; the screen is:\n{self.screen}")

    @property
    def screen(self) -> str:
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


def give(row: FieldRow, text: str) -> None:
    """Type a value into a field."""
    control = row.control
    if isinstance(control, Line):
        control.value = text
    elif isinstance(control, Box):
        control.give(text)
    elif isinstance(control, Options):
        control.take(text)
    elif isinstance(control, Picked):
        from flotui.resources.ask import Choice

        control.take(Choice(text, text))


def row_of(operation_id: str) -> OperationRow:
    return OperationRow(catalogue()[operation_id], "authorised")


def real_call(operation: Operation) -> Call:
    """A call of an operation with ids that the sandbox's bot has."""
    path = {
        name: known.ARGUMENTS_OF.get(operation.id, {}).get(name) or known.ARGUMENTS.get(name, "1")
        for name in operation.names("path")
    }
    return Call.of(
        operation.id, path=path, query=known.example_query(operation), body=known.example_body(operation)
    )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def explorer() -> AsyncIterator[Explorer]:
    bot = Bot(subscribers=1300, quota=1_000_000)
    workspace = await bot.open()
    app = Stage()
    async with app.run_test(size=(120, 40)) as pilot:
        yield Explorer(app, pilot, bot, workspace)
    await workspace.close()


@pytest.fixture(scope="session")
def operations() -> tuple[Operation, ...]:
    return catalogue().operations
