# SPDX-License-Identifier: MIT
"""What a panel is: what stands between header and footer for one resource.

The browser draws any resource; a hand-made panel exists only for what a declaration can't say. A resource
names its panel as `module:Class`; it is imported and mounted when the resource is first shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual.containers import Container
from textual.message import Message

from flotui.resources.ask import Ask
from flotui.resources.base import Action, Context, Query, Resource
from flotui.ui.presses import Typed
from flotui.ui.trail import Place
from flotui.ui.typeahead import TypeAhead
from flotui.workspace import Event, Workspace

if TYPE_CHECKING:  # not before there is a list
    from flotui.ui.panels.listing import Listing


class Destination(NamedTuple):
    """What of a resource is gone to."""

    query: Query | None = None
    """What was asked last where it is None."""
    row_id: str | None = None
    """The row to put the cursor on."""


class Panel(Container):
    """The base of all panels. Post `Titled` when title or age change."""

    finds = ""
    """The id of the list whose filter line is meant where it has none of its own."""
    resource: Resource[object] | None = None
    """The resource it shows."""
    leaving: Callable[[], None] = staticmethod(lambda: None)
    """Told when another place inside it is about to be shown: a detail, what a filter finds."""
    crumbs: tuple[str, ...] = ()
    """What led to what it shows, for its title."""

    @property
    def place(self) -> Place | None:
        """Where the person is; None before anything is shown."""
        return None if self.resource is None else Place(self.resource.id, crumbs=self.crumbs)

    def own_place(self, resource_id: str) -> Place | None:
        """Where one was last in a list of it; None for nowhere.

        Args:
            resource_id: the list's resource.
        """
        return None

    def keep_place(self, resource_id: str, place: Place | None) -> None:
        """Have a list of it show a place when it is gone to the next time.

        Args:
            resource_id: the list's resource.
            place: the place; None for the full list.
        """

    def restore(self, workspace: Workspace, resource: Resource[object], place: Place) -> None:
        """Show a place again, exactly as it was left.

        Args:
            workspace: the open bot.
            resource: the place's resource.
            place: the place.
        """
        self.go(workspace, resource, Destination(place.view.query))

    def put_headings(self) -> None:
        """Show in the headings what the panel shows and what led there."""

    def keep_up(self) -> None:
        """Have the ages in rows and headings move on with the time, once somebody looks."""
        aged = [listing.table.keep_up() for listing in self.listings]
        if any(aged):
            self.put_headings()

    def widen(self) -> bool:
        """Show all of a list of which a jump from elsewhere left a part; whether it did."""
        return False

    class Wanted(Message, namespace="panel"):
        """An action is to be run that the mouse asked for."""

        def __init__(self, action: Action[object]) -> None:
            """
            Args:
                action: which.
            """
            super().__init__()
            self.action = action

    @property
    def listings(self) -> tuple[Listing, ...]:
        """The tables that are on screen."""
        return ()

    def seen(self) -> None:
        """A key was pressed: somebody looks, and nothing is new any more."""
        for listing in self.listings:
            listing.table.seen()

    @property
    def opened(self) -> object:
        """The row whose detail is on screen; None for none."""
        return None

    @property
    def active(self) -> Listing | None:
        """The table that the keys are for; None where there is none."""
        return None

    def go(self, workspace: Workspace, resource: Resource[object], to: Destination) -> None:
        """Show a resource, and take the focus.

        Args:
            workspace: the open bot.
            resource: which.
            to: what of it.
        """
        raise NotImplementedError

    def requery(self, resource_id: str, query: Query) -> None:
        """Show another part of a table that is open in a detail.

        Args:
            resource_id: which table.
            query: what of it.
        """

    def show_row(self, resource_id: str, row_id: str) -> None:
        """Put the cursor on a row, now or once it is read.

        Args:
            resource_id: which table.
            row_id: which row.
        """

    def open_tab(self, row_id: str, tab: str) -> bool:
        """Open a tab of a row's detail, now or as soon as the row is there.

        Args:
            row_id: which row.
            tab: which tab.

        Returns:
            Whether the row is there, so that nothing needs to be read.
        """
        return False

    def forget(self) -> None:
        """Forget where one was: another bot is open."""

    def received(self, event: Event) -> None:
        """Follow what happens in the workspace."""

    def actions(self) -> tuple[Action[object], ...]:
        """The actions that the keys are for now, nearest first."""
        return self.resource.actions if self.resource is not None else ()

    def context(self, action: Action[object] | None, ask: Ask) -> Context[object] | None:
        """What an action is given now; None where there is nothing to act on.

        Args:
            action: which; None for what a filter or the help is about.
            ask: how it asks.
        """
        return None

    def back(self) -> bool:
        """Go one level back inside the panel. False where there is no level left."""
        return False

    def refusal(self, action: Action[object]) -> str:
        """Why an action can't be run on what is shown now, as a sentence; empty where it can."""
        return ""

    @property
    def at_root(self) -> bool:
        """Whether there is no level to step back from, so that q quits."""
        return True

    def step(self, by: int) -> bool:
        """Step through what is inside (tabs), if the person is in it; whether that was so."""
        return False

    def reread(self) -> None:
        """Read what is shown from the host again."""

    def meant_for_a_cell(self, typed: Typed) -> bool:
        """Whether a key is a digit that was typed on after the last cell, and belongs to none."""
        return False

    def edit_cells(self, context: Context[object], keys: TypeAhead) -> bool:
        """Have cells edited where they stand.

        Args:
            context: what the action was given.
            keys: has keys wait while a value is saved.

        Returns:
            Whether they can be.
        """
        return False

    def hint_of(self, action: Action[object]) -> str:
        """The word of an action in the footer; empty where the footer doesn't tell of it, because it can't be about as
        many rows as there are.
        """
        return action.hint

    def filter_by(self, text: str) -> None:
        """Filter the list by a text, as if it had been typed into the filter line and enter pressed."""

    def needed_first(self, actions: Sequence[Action[object]]) -> Sequence[Action[object]]:
        """The actions that the footer tells of while something is typed below a chat, the most needed first.

        Args:
            actions: those that there are.
        """
        return actions

    async def open_filter(self) -> None:
        """Open the filter line."""

    async def entered(self) -> str:
        """Return when what was opened last has the keys; where it can't be opened, why, as a sentence."""
        return ""

    def show_within(self, row_id: str) -> None:
        """Put the cursor on a row of the tab that is open, or about to be.

        Args:
            row_id: which.
        """

    def stop_opening(self) -> bool:
        """Have no key wait any longer for what is about to open.

        Returns:
            Whether one did.
        """
        return False

    def came_by_itself(self) -> None:
        """Take note that no key asked for what is about to open: what was typed before isn't meant for it."""

    async def caught_up(self) -> None:
        """Return when what is shown is what was asked for last: the next key is about that."""

    def switch(self, by: int = 1) -> None:
        """Go to the next pane of the panel, or the one before.

        Args:
            by: how many panes on.
        """

    @property
    def age(self) -> str:
        """How old what it shows is, in words."""
        return ""

    @property
    def where(self) -> str:
        """What the person looks at, for the help."""
        return self.resource.title if self.resource is not None else "flotui"
