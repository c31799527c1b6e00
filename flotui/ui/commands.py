# SPDX-License-Identifier: MIT
"""The actions that are there wherever one is: areas, filter, palette, help, undo, bots, quitting.

What one opens is loaded when it is first run: start-up pays for none of it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from flotui.api.catalogue import Risk
from flotui.resources import registry
from flotui.resources.base import Action, Context
from flotui.resources.keys import USUAL
from flotui.resources.loading import load
from flotui.text.plural import count
from flotui.ui.keymap import Keymap

if TYPE_CHECKING:  # the settings' keys are checked without Textual
    from flotui.ui.shell import Shell

Does = Callable[["Shell"], Awaitable[None]]
"""Carries a command out."""

SUSPEND = "app.suspend"
REPAINT = "app.repaint"
"""The commands that work in dialogs and text lines as well: the line may lose a part of any, and who reads one may want
the shell."""


class Elsewhere:
    """What a command does that is in another module of this folder, which is imported when it runs."""

    def __init__(self, where: str, *, asks: bool = True) -> None:
        """
        Args:
            where: the module and the function: `help:open_help`.
            asks: whether it may open something that takes keys.
        """
        self.where, self.asks = f"flotui.ui.{where}", asks

    async def __call__(self, shell: Shell) -> None:
        """Do it."""
        await load(self.where)(shell)


class Command(msgspec.Struct, frozen=True):
    """Something that can be done wherever one is: what an `Action` is to a row, this is to the app."""

    id: str
    """Its name in the keymap: `app.undo`."""
    title: str
    """What it does, in the imperative, for palette and help."""
    key: str
    """The key or keys that run it, as Textual names them, separated by commas; empty for the palette alone."""
    does: Does
    """Carries it out."""
    hint: str = ""
    """The word in the footer; no hint in the footer where it is empty."""
    risk: Risk = Risk.READ
    """The worst that it may do: decides what read-only mode stops."""

    @property
    def asks(self) -> bool:
        """Whether it may open something that takes keys."""
        return isinstance(self.does, Elsewhere) and self.does.asks

    def of(self, shell: Shell) -> Action[object]:
        """The command as an `Action`, so that palette, footer and help treat both alike."""

        async def run(_: Context[object]) -> None:
            await self.does(shell)

        return Action(
            self.id,
            self.title,
            self.key,
            run,
            hint=self.hint,
            risk=self.risk,
            needs="nothing",
            asks=self.asks,
        )


async def _filter(shell: Shell) -> None:
    if elsewhere := shell.main.panel.finds:
        shell.main.go(elsewhere)
    await shell.main.panel.open_filter()


async def _stop(shell: Shell) -> None:
    shell.stop()


async def _refresh(shell: Shell) -> None:
    shell.count_unknown()
    shell.main.panel.reread()


async def _step(by: int, shell: Shell) -> None:
    shell.main.step(by)


async def _step_group(by: int, shell: Shell) -> None:
    shell.main.step_group(by)


async def _show_marked(shell: Shell) -> None:
    listing = shell.main.panel.active
    if listing is not None and (listing.only_marked or listing.table.row_ids):
        listing.show_marked(not listing.only_marked)
    elif listing is not None and await listing.mark_again():
        shell.main.say(f"{count(len(listing.table.row_ids))} marked again.")
    else:
        shell.main.say("Nothing is marked.")


async def _switch(shell: Shell) -> None:
    shell.main.panel.switch()


async def _switch_back(shell: Shell) -> None:
    shell.main.panel.switch(-1)


async def _back(shell: Shell) -> None:
    shell.main.back()


async def _retrace(shell: Shell) -> None:
    if not shell.main.retrace():
        shell.main.say("This is where you began.")


async def _advance(shell: Shell) -> None:
    if not shell.main.advance():
        shell.main.say("There is nothing to go forward to.")


async def _go_to_area(area: str, shell: Shell) -> None:
    shell.main.go_to_area(area)


async def _repaint(shell: Shell) -> None:
    shell.repaint()


async def _suspend(shell: Shell) -> None:
    shell.suspend_to_shell()


async def _leave(shell: Shell) -> None:
    await shell.leave()


async def _leave_program(shell: Shell) -> None:
    await shell.leave_program()


COMMANDS: tuple[Command, ...] = (
    Command("app.filter", "Filter", "slash", _filter, hint="filter"),
    Command(
        "app.help", "Help for where you are", "question_mark,f1", Elsewhere("help:open_help"), hint="help"
    ),
    Command(
        "app.palette",
        "Commands",
        USUAL["app.palette"],
        Elsewhere("palette:open_palette"),
        hint="commands",
    ),
    Command("app.undo", "Undo the last edit", USUAL["app.undo"], Elsewhere("undoing:undo"), risk=Risk.WRITE),
    Command(
        "app.redo",
        "Redo what was undone last",
        USUAL["app.redo"],
        Elsewhere("undoing:redo"),
        risk=Risk.WRITE,
    ),
    Command("app.stop", "Stop what is being sent or read", USUAL["app.stop"], _stop),
    Command("app.refresh", "Refresh", USUAL["app.refresh"], _refresh),
    Command("app.previous", "Previous tab or resource", USUAL["app.previous"], partial(_step, -1)),
    Command("app.next", "Next tab or resource", USUAL["app.next"], partial(_step, 1)),
    Command(
        "app.previous-group",
        "Previous group of lists",
        USUAL["app.previous-group"],
        partial(_step_group, -1),
    ),
    Command("app.next-group", "Next group of lists", USUAL["app.next-group"], partial(_step_group, 1)),
    Command("app.switch", "Switch between list and detail, or to the next group", "tab", _switch),
    Command("app.switch-back", "The same, backwards", "shift+tab", _switch_back),
    Command("app.sort", "Sort the loaded rows", "S", Elsewhere("arrange:sort")),
    Command("app.read-all", "Read all rows of this list", "", Elsewhere("arrange:read_all")),
    Command("app.marked", "Show the marked rows only, or all again", "", _show_marked),
    Command("app.export", "Export the rows to a file", "W", Elsewhere("exporting:export")),
    Command("app.columns", "Choose columns", "C", Elsewhere("arrange:choose_columns")),
    Command("app.back", "One level back", USUAL["app.back"], _back),
    Command("app.return", "Back to where you were", USUAL["app.return"], _retrace),
    Command("app.forward", "Forward again, after going back", "underscore", _advance),
    Command("app.bots", "Switch to another bot", "B", Elsewhere("bots:switch_bot")),
    Command("app.compare-bots", "Compare with another bot", "", Elsewhere("bots:compare_bots")),
    Command("app.authorize", "Log in to a bot", USUAL["app.authorize"], Elsewhere("bots:authorize")),
    Command("app.forget-bot", "Forget a bot: its profile and API key", "", Elsewhere("bots:forget_bot")),
    Command(REPAINT, "Repaint the screen", "ctrl+l", _repaint),
    Command("app.theme", "Choose a theme", "", Elsewhere("palette:choose_theme")),
    Command("app.timezone", "Set the workspace's time zone", "", Elsewhere("bots:set_zone")),
    Command("app.chats", "Search the chats that were read", "", Elsewhere("chats:search")),
    Command(
        "app.transcripts",
        "Write the chats of a query's subscribers to files",
        "",
        Elsewhere("transcripts:transcribe"),
    ),
    Command(
        "app.page",
        "Open the row's page in the browser, or copy its address",
        "ctrl+o",
        Elsewhere("pages:open_page", asks=False),
    ),
    Command("app.everyone", "Read everyone here", "", Elsewhere("everyone:read_everyone")),
    Command("app.aside", "Set the damaged journal aside", "", Elsewhere("bots:set_journal_aside")),
    Command(SUSPEND, "Suspend: back to the shell; fg continues", "ctrl+z", _suspend),
    Command("app.quit", "Quit; in a detail: close it", USUAL["app.quit"], _leave),
    Command("app.exit", "Quit from anywhere", USUAL["app.exit"], _leave_program),
    *(
        Command(f"app.{each.id}", f"Go to {each.title}", each.key, partial(_go_to_area, each.id))
        for each in registry.AREAS
    ),
)


def wrong_keys(own: Mapping[str, str]) -> list[str]:
    """What is wrong with the person's own keys: those that two actions of one list have.

    Args:
        own: an action's id, and its keys separated by commas.

    Returns:
        A sentence for each, beginning with its name in the file.
    """
    keymap = Keymap(own)
    return keymap.refused(COMMANDS) if keymap.has_shared else []
