"""The actions that are there wherever one is: areas, filter, palette, help, undo, bots, quitting."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from flotui.api.catalogue import Risk
from flotui.resources import registry
from flotui.resources.base import Action, Context
from flotui.resources.keys import USUAL

if TYPE_CHECKING:
    from flotui.app import FlotuiApp
    from flotui.ui.screen import MainScreen

Run = Callable[[Context[object]], Awaitable[None]]

SUSPEND = "app.suspend"
"""The command that works in dialogs as well: whoever reads one may want the shell."""


def of(app: FlotuiApp, screen: MainScreen) -> tuple[Action[object], ...]:
    """The actions of the program itself.

    Args:
        app: the app.
        screen: its main screen.
    """

    def plainly(work: Callable[[], object]) -> Run:
        async def run(_: Context[object]) -> None:
            work()

        return run

    def area(name: str) -> Run:
        return plainly(lambda: screen.go(screen.last_in(name)))

    async def filter_(_: Context[object]) -> None:
        await screen.panel.open_filter()

    async def leave(_: Context[object]) -> None:
        await app.leave()

    async def undo(_: Context[object]) -> None:
        await app.undo()

    async def refresh(_: Context[object]) -> None:
        app.count_unknown()
        screen.panel.reread()

    async def redo(_: Context[object]) -> None:
        await app.redo()

    async def palette(_: Context[object]) -> None:
        from flotui.ui.palette import open_palette

        await open_palette(app, screen)

    async def help_(_: Context[object]) -> None:
        from flotui.ui.help import open_help

        await open_help(app, screen)

    async def bots(_: Context[object]) -> None:
        from flotui.ui.bots import switch_bot

        await switch_bot(app)

    async def login(_: Context[object]) -> None:
        from flotui.ui.bots import authorize

        await authorize(app)

    async def sort(_: Context[object]) -> None:
        from flotui.ui.arrange import sort as have_sorted

        await have_sorted(app, screen)

    async def columns(_: Context[object]) -> None:
        from flotui.ui.arrange import choose_columns

        await choose_columns(app, screen)

    async def theme(_: Context[object]) -> None:
        from flotui.ui.palette import choose_theme

        await choose_theme(app)

    async def repaint(_: Context[object]) -> None:
        from flotui.ui.terminal.driver import repaint as have_painted

        have_painted(app)

    async def aside(_: Context[object]) -> None:
        from flotui.resources.asides import set_journal_aside

        if app.workspace is not None:
            await set_journal_aside(app.workspace, app.ask)

    async def zone(_: Context[object]) -> None:
        from flotui.resources.zones import choose_zone

        if app.workspace is not None:
            await choose_zone(app.workspace, app.ask)

    found = [
        Action(
            "app.filter",
            "Filter",
            "slash",
            filter_,
            hint="filter",
            needs="nothing",
        ),
        Action("app.help", "Help for where you are", "question_mark,f1", help_, hint="help", needs="nothing"),
        Action("app.palette", "Commands", "colon,ctrl+p", palette, hint="commands", needs="nothing"),
        Action("app.undo", "Undo the last edit", USUAL["app.undo"], undo, risk=Risk.WRITE, needs="nothing"),
        Action(
            "app.redo", "Redo what was undone last", USUAL["app.redo"], redo, risk=Risk.WRITE, needs="nothing"
        ),
        Action(
            "app.stop",
            "Stop what is being sent or read",
            USUAL["app.stop"],
            plainly(lambda: app.stop()),
            needs="nothing",
        ),
        Action("app.refresh", "Refresh", USUAL["app.refresh"], refresh, needs="nothing"),
        Action(
            "app.previous",
            "Previous tab or resource",
            "left_square_bracket",
            plainly(lambda: screen.step(-1)),
            needs="nothing",
        ),
        Action(
            "app.next",
            "Next tab or resource",
            "right_square_bracket",
            plainly(lambda: screen.step(1)),
            needs="nothing",
        ),
        Action(
            "app.switch",
            "Go between list and detail",
            "tab",
            plainly(lambda: screen.panel.switch()),
            needs="nothing",
        ),
        Action("app.sort", "Sort the rows here", "S", sort, needs="nothing"),
        Action("app.columns", "Choose columns", "C", columns, needs="nothing"),
        Action(
            "app.back",
            "One level back",
            USUAL["app.back"],
            plainly(lambda: screen.panel.back()),
            needs="nothing",
        ),
        Action("app.bots", "Switch to another bot", "B", bots, needs="nothing"),
        Action("app.authorize", "Authorize: log in to a bot", USUAL["app.authorize"], login, needs="nothing"),
        Action(
            "app.repaint",
            "Repaint the screen",
            "ctrl+l",
            repaint,
            needs="nothing",
        ),
        Action("app.theme", "Choose a theme", "", theme, needs="nothing"),
        Action("app.timezone", "Set the workspace's time zone", "", zone, needs="nothing"),
        Action("app.aside", "Set the damaged journal aside", "", aside, needs="nothing"),
        Action(
            SUSPEND,
            "Suspend: back to the shell; fg continues",
            "ctrl+z",
            plainly(lambda: app.suspend_to_shell()),
            needs="nothing",
        ),
        Action("app.quit", "Quit", USUAL["app.quit"], leave, needs="nothing"),
    ]
    found += [
        Action(f"app.{each.id}", f"Go to {each.title}", each.key, area(each.id), needs="nothing")
        for each in registry.AREAS
    ]
    return tuple(found)
