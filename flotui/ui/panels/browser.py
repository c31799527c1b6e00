# SPDX-License-Identifier: MIT
"""The browser: a resource's listing at the left, the detail of one row at the right.

It draws every resource. On a narrow screen it shows one of the two, enter and esc between them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.containers import Vertical

from flotui.repositories.snapshot import Snapshot
from flotui.resources.ask import Ask
from flotui.resources.base import Action, Context, Query, Resource
from flotui.resources.text import Span
from flotui.ui import latest
from flotui.ui.panels.base import Destination, Panel
from flotui.ui.panels.beside import Beside
from flotui.ui.panels.browser_actions import BrowserActions
from flotui.ui.panels.detail import Detail
from flotui.ui.panels.foot import Foot
from flotui.ui.panels.listing import Listing
from flotui.ui.panels.shares import STYLES, Shares
from flotui.ui.panels.told import Titled
from flotui.ui.panels.wanted import Wanted, Wanting
from flotui.ui.presses import Typed
from flotui.ui.trail import Place, View
from flotui.ui.typeahead import TypeAhead
from flotui.ui.widgets.lines import Heading
from flotui.workspace import Event, Journaled, Workspace


class Browser(Panel):
    """Any resource, with the detail of its rows."""

    DEFAULT_CSS = STYLES

    def __init__(self) -> None:
        """Make it empty; `go` fills it."""
        super().__init__()
        self.listing = Listing(id="listing")
        self.detail = Detail(width=lambda: self._shares.detail, id="detail")
        self._answer: Snapshot[object] | None = None
        """What the detail's tab was read as last."""
        self.beside = Beside(width=lambda: self._shares.beside)
        self._headings = Heading(), Heading()
        self._third = Heading()
        self._places: dict[str, Place] = {}
        self._wanting = Wanting(self)
        self._entered = asyncio.Event()
        """Whether a detail that was opened has the keys."""
        self._entered.set()
        self.own = BrowserActions(self)
        """What can be done in it besides what its tables offer."""

    def compose(self) -> ComposeResult:
        """The listing. The detail is mounted when the first row is opened."""
        with Vertical(id="left"):
            yield self._headings[0]
            yield self.listing

    def on_mount(self) -> None:
        """Take the keys of a list that was gone to before there was a screen to take them of: by a click, say."""
        if self.resource is not None and self.display:
            latest.focus(self.listing.table)

    def on_resize(self) -> None:
        """Show the list, the detail and the card, as many of them as the width allows."""
        self._put_beside()

    @property
    def is_open(self) -> bool:
        """Whether a detail is open."""
        return self.has_class("open") and self.detail.is_attached

    @property
    def listings(self) -> tuple[Listing, ...]:
        """The list, and the tab of a detail that is open."""
        return (self.listing, self.detail.listing) if self.is_open else (self.listing,)

    @property
    def opened(self) -> object:
        """The row whose detail is open."""
        return self.detail.row if self.is_open else None

    @property
    def active(self) -> Listing:
        """The listing that the keys are for: the detail's when the person is in it."""
        return self.detail.listing if self.detail.has_focus_within else self.listing

    def go(self, workspace: Workspace, resource: Resource[object], to: Destination) -> None:
        """Show a resource: where one was last, or what is asked for.

        Args:
            workspace: the open bot.
            resource: which.
            to: what of it.
        """
        query, row_id = to
        same = query is None and self.listing.workspace is workspace
        place = self._places.get(resource.id) if same else None
        view = place.view if place is not None else View(query or Query())
        self._show(workspace, resource, replace(view, row_id=row_id, line=None) if row_id else view)

    def _show(self, workspace: Workspace, resource: Resource[object], view: View) -> None:
        """Show a list, and no detail."""
        self.resource = resource
        self.remove_class("open")
        self._share_out()
        self._wanting.want(None)
        self.listing.show(workspace, resource, view)
        self.detail.preview(workspace, resource, None)
        self.put_headings()
        latest.focus(self.listing.table)

    @property
    def place(self) -> Place | None:
        """Where the person is: the list, and the detail that is open or about to be."""
        resource, listing, detail = self.resource, self.listing, self.detail
        if resource is None or listing.resource is None:
            return None
        place = Place(resource.id, listing.view, crumbs=self.crumbs)
        if (to := self._wanting.detail) is not None:
            return replace(
                place, opened=to.row_id, tab=to.tab, inside=to.inside, typing=to.typing, within=to.within
            )
        comes = self.has_class("open") and not self._entered.is_set()  # it is being mounted
        if not (self.is_open or comes) or detail.row is None or detail.resource is not resource:
            return place
        if self._shares.roomy and not detail.has_focus_within and self._entered.is_set():
            return place  # it is there by itself
        return replace(
            place,
            opened=resource.row_id(detail.row),
            tab=detail.tab.id if detail.tab is not None else "",
            inside=detail.has_focus_within or not self._entered.is_set(),
            typing=detail.shown_foot is not None and detail.shown_foot.typing,
            within=replace(detail.listing.view, query=replace(detail.listing.view.query, owner=None)),
        )

    @property
    def _shares(self) -> Shares:
        return Shares.of(self.size.width, self.resource)

    def _share_out(self) -> Shares:
        """Give each panel its part of the width."""
        shares = self._shares
        self.set_class(shares.narrow, "narrow")
        self.set_class(shares.even, "even")
        self.set_class(shares.slim, "slim")
        self.set_class(shares.roomy, "roomy")
        self.set_class(shares.broad, "broad")
        self.set_class(shares.three, "three")
        return shares

    def own_place(self, resource_id: str) -> Place | None:
        """Where one was last in a list; None for nowhere."""
        return self._places.get(resource_id)

    def keep_place(self, resource_id: str, place: Place | None) -> None:
        """Have a list show a place when it is gone to the next time; None for the full list."""
        if place is None:
            self._places.pop(resource_id, None)
        else:
            self._places[resource_id] = place

    def restore(self, workspace: Workspace, resource: Resource[object], place: Place) -> None:
        """Show a place again: its list, and its detail as soon as the row is there.

        Args:
            workspace: the open bot.
            resource: the list.
            place: what of it.
        """
        self._show(workspace, resource, place.view)
        if place.opened:
            self._wanting.want(Wanted.now(place.opened, place.tab, place.inside, place.within, place.typing))

    def widen(self) -> bool:
        """Show all of a list of which a jump from elsewhere left a part."""
        return self.active.widen()

    def requery(self, resource_id: str, query: Query) -> None:
        """Show another part of the tab that is open.

        Args:
            resource_id: which table.
            query: what of it.
        """
        listing = self.detail.listing
        resource = listing.resource
        if listing.workspace is not None and resource is not None and resource.id == resource_id:
            listing.point(listing.workspace, resource, query)

    def show_row(self, resource_id: str, row_id: str) -> None:
        """Put the cursor on a row of the list, or of the tab that is open."""
        for listing in (self.listing, self.detail.listing):
            if listing.resource is not None and listing.resource.id == resource_id:
                listing.await_row(row_id)

    def show_within(self, row_id: str) -> None:
        """As the base class."""
        if (wanted := self._wanting.detail) is not None:
            self._wanting.want(wanted._replace(within=View(row_id=row_id)))
        else:
            self.detail.listing.await_row(row_id)

    def forget(self) -> None:
        """Forget where one was: another bot is open."""
        self._places.clear()

    def open(self, row: object) -> None:
        """Open the detail of a row beside the list, and read it from the host."""
        listing = self.listing
        if listing.workspace is None or listing.resource is None or not listing.resource.tabs:
            return
        listing.note_opened(row)
        self.attach_detail(inside=True)
        self.detail.inspect(listing.workspace, listing.resource, row)
        if self._entered.is_set():
            self._enter()

    def _enter(self) -> None:
        """Have the keys be for the detail, as soon as what takes them there is mounted."""
        if self.detail.foot_comes:
            self._entered.clear()
            latest.start(self, "mount", self._enter_later)
        else:
            self.detail.take_keys()

    async def _enter_later(self) -> None:
        await self.detail.foot_came()
        self.detail.take_keys()
        self._entered.set()

    def attach_detail(self, *, inside: bool) -> None:
        """Show the detail.

        Args:
            inside: whether the keys are for it.
        """
        if not self.detail.is_attached:
            self._entered.clear()
            latest.start(self, "mount", partial(self._mount_detail, inside))
        self.add_class("open")

    async def _mount_detail(self, inside: bool) -> None:
        """Mount it with the room beside it, empty for now: the detail has its width from the first."""
        await self.mount(Vertical(self._headings[1], self.detail, id="right"), Vertical(id="beside"))
        if inside:
            self.detail.take_keys()
        self._entered.set()

    async def entered(self) -> str:
        """Return when the keys are for what was opened; why not, where its row isn't in the list."""
        why = await self._wanting.opened()
        if not why:
            await self._entered.wait()
        return why

    def stop_opening(self) -> bool:
        """As the base class."""
        return self._wanting.give_up()

    def came_by_itself(self) -> None:
        """As the base class."""
        if (wanted := self._wanting.detail) is not None:
            self._wanting.want(wanted._replace(by_itself=True))

    async def caught_up(self) -> None:
        """Return when the rows are those that were asked for."""
        await self.active.caught_up()

    def open_tab(self, row_id: str, tab: str) -> bool:
        """Open a tab of a row's detail, now or when the row comes under the cursor.

        Args:
            row_id: which row.
            tab: which tab.

        Returns:
            Whether the row is under the cursor.
        """
        return self._wanting.open(Wanted.now(row_id, tab))

    def _close(self) -> None:
        self.remove_class("open")
        self.put_headings()

    def back(self) -> bool:
        """One level back: from the detail to the list, from both to the list alone, from a filter to
        everything, from marks to none.

        Returns:
            Whether there was a level to step back from.
        """
        active = self.active
        if active.step_back():
            return True
        if active is self.detail.listing:
            if self.has_class("narrow"):
                self._close()
            latest.focus(self.listing.table)
            return True
        if self.has_class("open") and not self._shares.roomy:
            self._close()
            return True
        return False

    def on_listing_rested(self, event: Listing.Rested) -> None:
        """Let an open detail follow the cursor, from what is here."""
        event.stop()
        if event.listing is not self.listing or event.late:
            return
        if self._preview(event.row) and not self._shares.roomy:
            self.detail.look_closer()  # on a roomy terminal nobody has asked for it
        self._renew_detail()

    def _preview(self, row: object) -> bool:
        """Show a row in the detail; whether there is one. On a roomy terminal it opens by itself."""
        workspace, resource = self.listing.workspace, self.listing.resource
        if workspace is None or resource is None:
            return False
        if self._shares.roomy and not self.is_open and row is not None and resource.tabs:
            self.attach_detail(inside=False)
        if not self.has_class("open") or self.detail.has_focus_within:
            return False
        self.detail.preview(workspace, resource, row)
        self.put_headings()
        return True

    def _renew_detail(self) -> None:
        """Have an open detail say what the list now says of its row."""
        if self.has_class("open"):
            self.detail.renew_from(self.listing.resource, self.listing.table.row)

    def on_listing_titled(self, event: Titled) -> None:
        """Put the titles up. Not stopped: the header shows the age."""
        wanted = self._wanting.detail
        if wanted is not None and event.listing is self.listing and not self._wanting.open(wanted):
            latest.start(self, "wanted", self._wanting.open_there)
        if event.listing is self.listing:
            if event.reveal is not None and not self.is_open:
                self._preview(self.listing.table.row)  # it is painted with the rows
            self._renew_detail()
        if event.listing is self.detail.listing and self.detail.shown_foot is not None:
            self.detail.shown_foot.rows_changed()
        answer = self.detail.listing.snapshot
        if event.listing is self.detail.listing and answer is not self._answer:
            self._answer = answer
            if answer is not None and answer.source == "server":
                self.listing.reopen()  # it may tell more of the row there too
        self.put_headings()

    def on_descendant_focus(self) -> None:
        """Show which of the two the keys are for."""
        self.put_headings()

    def put_headings(self) -> None:
        """Say what both panels show, and where the cursor is."""
        inside = self.detail.has_focus_within
        self._headings[0].show(self.listing.title, led=self.crumbs, focused=not inside)
        if self.has_class("open"):
            # Where the list is out of sight, what came into it is told here.
            news = (
                (Span(self.listing.news, "accent"),) if self.has_class("narrow") and self.listing.news else ""
            )
            self._headings[1].show(self.detail.title, news, led=self.crumbs, focused=inside)
            self._put_beside()

    def _put_beside(self) -> None:
        """On a roomy terminal have a third panel say of a person what the detail doesn't."""
        if not (self._share_out().three and self.is_open):
            return
        if not self.beside.is_attached:
            latest.start(self, "beside", self._mount_beside)
        else:
            self.beside.look(self.detail)
            self._third.show(self.beside.title, focused=False)

    async def _mount_beside(self) -> None:
        if not self.beside.is_attached:
            await self.query_one("#beside").mount(self._third, self.beside)
        self._put_beside()

    def received(self, event: Event) -> None:
        """Follow what happens in the workspace."""
        self.listing.received(event)
        self.detail.listing.received(event)
        self.detail.received(event)
        self.beside.received(event)
        if isinstance(event, Journaled) and self.detail.shown_foot is not None:
            self.detail.shown_foot.rows_changed()  # it may be known now what became of what was sent from there

    def actions(self) -> tuple[Action[object], ...]:
        """The actions of the table with the keys, then those of the resource whose detail it is."""
        return self.own.offered()

    def needed_first(self, actions: Sequence[Action[object]]) -> Sequence[Action[object]]:
        """As the base class: what is typed below the open chat says so."""
        foot = self.detail.shown_foot
        return actions if foot is None else foot.needed_first(actions)

    def context(self, action: Action[object] | None, ask: Ask) -> Context[object] | None:
        """What an action is given: its own table's rows, or in a detail the row whose detail it is."""
        return self.own.context(action, ask)

    def refusal(self, action: Action[object]) -> str:
        """Why an action on the open row can't be run now, as a sentence: another row is under the cursor."""
        return self.own.refusal(action)

    def hint_of(self, action: Action[object]) -> str:
        """As the base class, for as many rows as the list, or the tab, has."""
        return self.active.hint_of(action)

    @property
    def at_root(self) -> bool:
        """Whether the list has the focus rather than the detail."""
        return not self.detail.has_focus_within

    def step(self, by: int) -> bool:
        """Step through the tabs, when the person is in the detail."""
        if self.detail.has_focus_within:
            self.detail.step(by)
            return True
        return False

    def on_foot_performs(self, event: Foot.Performs) -> None:
        """Not where another row is under the cursor than the one that is open: nobody is meant by mistake."""
        if refusal := self.refusal(event.action):
            event.stop()
            self.post_message(Listing.Said(refusal))

    def reread(self) -> None:
        """Read the list, or the row whose detail it is, from the host again."""
        if self.active is self.listing or not self.detail.reread():
            self.listing.read(force=True, keep=True)

    def meant_for_a_cell(self, typed: Typed) -> bool:
        """Whether a key is a digit that was typed on after the last cell, and belongs to none."""
        return self.active.meant_for_a_cell(typed)

    def edit_cells(self, context: Context[object], keys: TypeAhead) -> bool:
        """Have cells of the list or the tab edited where they stand; whether they can be."""
        return self.active.edit_cells(context, keys)

    def filter_by(self, text: str) -> None:
        """Filter the list by a text, as if it had been typed into the filter line and enter pressed."""
        self.listing.filter_by(text)

    async def open_filter(self) -> None:
        """Open the filter line of the list or the tab."""
        if not self.active.filtering:
            self.leaving()
        await self.active.open_filter()

    def switch(self, by: int = 1) -> None:
        """Go between the list and the detail."""
        if self.detail.has_focus_within:
            self.back()
        elif self.listing.table.row is not None:
            self.leaving()
            self.open(self.listing.table.row)

    @property
    def age(self) -> str:
        """How old the list or the tab is."""
        return self.active.age or self.listing.age

    @property
    def where(self) -> str:
        """The resource or the tab."""
        resource = self.active.resource
        return resource.title if resource is not None else "flotui"
