# SPDX-License-Identifier: MIT
"""What commands and the screen may do with the app, and commands with the screen.

The app is a `Shell`, its main screen a `Front`. Whoever is handed one knows neither class, so that imports go down:
the app knows its screen, the screen its panels, and a command only what it may do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from flotui.config.options import RunOptions
from flotui.config.profile import Profile
from flotui.resources.base import Action, Context, Query
from flotui.ui.around import Says, WidgetShell
from flotui.ui.ask import Dialogs
from flotui.ui.authorizing import Authorizing
from flotui.ui.keymap import Keymap
from flotui.ui.panels.base import Panel
from flotui.workspace import Workspace


class Front(Says, Protocol):
    """The screen under all dialogs: header, the panels, footer."""

    @property
    def panel(self) -> Panel:
        """The panel in front."""

    def say_too_late(self) -> None:
        """Say that a job has ended that somebody wanted to stop: what is typed on was meant for the question."""

    def go(
        self, resource_id: str, query: Query | None = None, row_id: str | None = None, tab: str = ""
    ) -> None:
        """Go to a resource.

        Args:
            resource_id: its id or an alias.
            query: what of it; what was last asked by default.
            row_id: the row to put the cursor on.
            tab: the tab to open of that row's detail.
        """

    def go_to_area(self, area: str) -> None:
        """Go to the resource of an area that was shown last, or its first."""

    def go_filtered(self, resource_id: str, text: str) -> None:
        """Go to a resource, filtered by a text as its filter line takes it."""

    def back(self) -> None:
        """Close what is open over the list; where nothing is, go back to where one was."""

    def retrace(self) -> bool:
        """Go back to exactly where one was; whether there was such a place."""

    def advance(self) -> bool:
        """Go forward again to what was left by going back; whether there was anything."""

    def say_for_now(self, text: str) -> None:
        """Tell something that holds until `end_for_now`, or until something else is told."""

    def end_for_now(self) -> None:
        """What was told for the time being holds no longer."""

    def step(self, by: int) -> None:
        """Step through the tabs of what is open, or the resources of the area."""

    def step_group(self, by: int) -> None:
        """Go to the list of the area's next group that was shown last there, or its first."""

    def offered(self) -> tuple[Action[object], ...]:
        """The actions that can be run here, nearest first."""

    def choosable(self) -> Iterable[tuple[Action[object], str]]:
        """Every action that can be run here, and why not where it can't."""

    def perform(self, action: Action[object]) -> None:
        """Run an action, or say why it can't be run."""


class Shell(WidgetShell, Protocol):
    """The app: the open bot, the person's keys and settings, how to ask, and the end of it all."""

    @property
    def workspace(self) -> Workspace | None:
        """The open bot; None on a first run."""

    @property
    def options(self) -> RunOptions:
        """What the command line asked for."""

    def tell_arrived(self, text: str) -> None:
        """Tell somebody who looks elsewhere that something came in, as their settings say.

        Args:
            text: what came, without what anybody wrote.
        """

    def watch_focus(self, on: bool) -> None:
        """Have the terminal say whether it is looked at, or no longer."""

    @property
    def main(self) -> Front:
        """The screen under all dialogs."""

    @property
    def ask(self) -> Dialogs:
        """How actions ask the person."""

    @property
    def keymap(self) -> Keymap:
        """Which key runs what."""

    # -- The bot ----------------------------------------------------------------------------------

    @property
    def other_bots(self) -> tuple[str, ...]:
        """What the bots of the other profiles are called."""

    @property
    def unknown(self) -> int:
        """How many writes are of unknown outcome."""

    @property
    def unfinished(self) -> int:
        """How many jobs were paused, or ended with the program that ran them, and may go on."""

    async def open(self, profile: Profile, token: Callable[[], str | None], transport: object = None) -> None:
        """Open a bot in place of the one that is open.

        Args:
            profile: which.
            token: fetches its token.
            transport: an httpx transport, or what returns one.
        """

    async def learn_unknown(self) -> None:
        """Count the writes of unknown outcome again, and show their number."""

    def count_unknown(self) -> None:
        """The same, without anybody waiting for it."""

    @property
    def authorizing(self) -> Authorizing:
        """Asks for another API key when the host refuses the one there is."""

    # -- What is done -----------------------------------------------------------------------------

    def start(self, action: Action[object], context: Context[object] | None) -> None:
        """Run an action.

        Args:
            action: which.
            context: what it is given; None for the program's own actions.
        """

    def stop(self) -> None:
        """Let nothing more leave of what was begun: the rest of a batch, the rest of a long reading."""

    # -- The terminal, and the end ----------------------------------------------------------------

    @property
    def available_themes(self) -> Mapping[str, object]:
        """The themes there are, by name."""

    @property
    def theme(self) -> str:
        """The theme's name."""

    def use_theme(self, name: str) -> None:
        """Show everything in another theme."""

    def repaint(self) -> None:
        """Paint the whole screen anew, whatever the terminal shows."""

    def suspend_to_shell(self) -> None:
        """Give the terminal back to the shell until it continues the program."""

    async def leave(self) -> None:
        """Step back from where one is; quit at the root."""

    async def leave_program(self) -> None:
        """Quit from anywhere; what runs is asked about."""

    def leave_now(self) -> None:
        """Quit from anywhere, in order."""
