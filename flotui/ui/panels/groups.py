# SPDX-License-Identifier: MIT
"""A screen of groups: tables with their own keys and pictures, as `flotui.resources.groups` declares them.

Tab goes from table to table. Where not all of it fits, the screen follows the table that has the keys.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Region

from flotui.api.errors import FlochatError
from flotui.api.pacer import Purpose, on_behalf
from flotui.repositories.snapshot import Snapshot
from flotui.resources.ask import Ask
from flotui.resources.base import Action, Bands, Context, Group, Query, Resource
from flotui.resources.cards import whole_parts
from flotui.resources.groups import groups_of, heights, stacked
from flotui.resources.text import Span, Text, plain
from flotui.text import safe
from flotui.text.plural import count
from flotui.ui import latest
from flotui.ui.curtain import Curtain
from flotui.ui.panels import words
from flotui.ui.panels.base import Panel
from flotui.ui.panels.listing import Listing
from flotui.ui.presses import Typed
from flotui.ui.typeahead import TypeAhead
from flotui.ui.widgets.lines import Heading, Lines
from flotui.workspace import Changed, Event, Renewed, Workspace

_log = logging.getLogger(__name__)

WIDE = 100
"""Columns from which the columns of a band are beside each other."""

PADDING = 3
"""Columns beside the lines of a picture, as its style sheet has them."""


class Drawn(Vertical):
    """A group that is a picture: its heading, and lines that are drawn of what was read."""

    DEFAULT_CSS = """
    Drawn > .lines { padding: 0 1 0 2; }
    """

    def __init__(self, group: Group) -> None:
        """
        Args:
            group: what it shows.
        """
        super().__init__()
        assert group.picture is not None
        self.group = group
        self._picture = group.picture
        self._heading = Heading()
        self._lines = Lines(0)
        self._lines.add_class("lines")
        self._workspace: Workspace | None = None
        self._snapshot: Snapshot[object] | None = None
        # Not laid out while another panel is shown: it is drawn for the width it had, so that it comes back whole.
        self._width = 0

    def compose(self) -> ComposeResult:
        """The heading and the lines."""
        yield self._heading
        yield self._lines

    @property
    def wanted(self) -> int:
        """How many lines it fills, its heading among them."""
        return 1 + min(self.group.most, max(1, len(self._drawn())))

    least = wanted

    @property
    def fetched_at(self) -> float | None:
        """When what it is drawn of was read."""
        return None if self._snapshot is None else self._snapshot.fetched_at

    def turn_to(self, workspace: Workspace) -> None:
        """Draw what a bot has.

        Args:
            workspace: the open bot.
        """
        if workspace is not self._workspace:
            self._workspace, self._snapshot = workspace, None
        self.put()
        self.read()

    def read(self, *, force: bool = False, automatic: bool = False) -> None:
        """Read it: the cached copy first, then the host's.

        Args:
            force: ask the host even when the copy is fresh.
            automatic: whether the program does so by itself: the quota's reserve stays.
        """
        latest.start(self, "read", partial(self._read, force, automatic))

    async def _read(self, force: bool, automatic: bool) -> None:
        assert self._workspace is not None
        try:
            with on_behalf(Purpose.BACKGROUND if automatic else Purpose.INTERACTIVE):
                async for snapshot in self._picture.read(self._workspace, force):
                    self._snapshot = snapshot
                    self.put()
        except Exception as error:
            _log.error("reading %s failed", self.group.id, exc_info=error)

    def received(self, event: Event) -> None:
        """Follow what happens in the workspace."""
        picture = self._picture
        if isinstance(event, Changed):
            touched = event.operations.intersection(picture.operations)
            if touched or any(name in picture.made_of for name, _ in event.rows):
                self.read(automatic=True)
        elif isinstance(event, picture.made_by) or (isinstance(event, Renewed) and not event.resources):
            self.read(automatic=True)

    def on_resize(self, event: events.Resize) -> None:
        """Draw it for another width."""
        if event.size.width:
            self._width = event.size.width
            self.put()

    def put(self) -> None:
        """Draw what was read."""
        snapshot = self._snapshot
        known = snapshot is not None and snapshot.value is not None
        note: Text = self._picture.note(snapshot.value) if snapshot is not None and known else ""
        trouble = snapshot.error if snapshot is not None else None
        if trouble is not None and known:
            note = ((Span("! not refreshed", "warn")),)
        note = _beside(self.group.title, note, self._width)
        self._heading.show((Span(self.group.title, "strong"),), note, focused=False)
        self._lines.put_all(self._drawn()[: self.group.most])
        self.post_message(Listing.Titled(self))

    def _drawn(self) -> Sequence[Text]:
        snapshot, width = self._snapshot, self._width - PADDING
        if snapshot is None or snapshot.value is None:
            return _waiting(snapshot.error if snapshot is not None else None)
        return self._picture.draw(snapshot.value, width) if width > 0 else ()


class Tabled(Vertical):
    """A group that is a table: its heading and the table."""

    def __init__(self, group: Group) -> None:
        """
        Args:
            group: what it shows.
        """
        super().__init__()
        assert group.shown is not None
        self.group = group
        self.resource: Resource[object] = group.shown
        self.listing = Listing()
        self._heading = Heading()
        self._width = 0  # as of a picture: kept while it is not laid out

    def on_resize(self, event: events.Resize) -> None:
        """Say as much as the new width has room for."""
        if event.size.width:
            self._width = event.size.width
            self.put()

    def compose(self) -> ComposeResult:
        """The heading and the table."""
        yield self._heading
        yield self.listing

    @property
    def wanted(self) -> int:
        """How many lines it would fill, its heading and the columns' titles among them."""
        snapshot = self.listing.snapshot
        rows = snapshot.value.count if snapshot is not None and snapshot.value.known else 0
        return 2 + min(self.group.most - 1, max(1, rows))

    @property
    def least(self) -> int:
        """The fewest lines it has."""
        return min(self.wanted, 2 + self.group.least)

    @property
    def fetched_at(self) -> float | None:
        """When its rows were read."""
        return self.listing.fetched_at

    def turn_to(self, workspace: Workspace) -> None:
        """Show a bot's rows; where they are shown already, read them again and keep the cursor.

        Args:
            workspace: the open bot.
        """
        if self.listing.workspace is workspace and self.listing.resource is self.resource:
            self.listing.read(keep=True)
        else:
            self.listing.point(workspace, self.resource)

    def read(self, *, force: bool = False) -> None:
        """Read it again."""
        self.listing.read(force=force, keep=True)

    def received(self, event: Event) -> None:
        """Follow what happens in the workspace."""
        self.listing.received(event)

    def put(self) -> None:
        """Say what it is, what its rows come to, and whether the keys are for it."""
        listing = self.listing
        title: list[Span] = [Span(self.group.title, "strong")]
        if listing.narrowed_to:
            title.append(Span(f" /{listing.narrowed_to}", "accent"))
        if listing.table.row_ids:
            title.append(Span(f"  ● {count(len(listing.table.row_ids))} marked", "accent"))
        snapshot, note = listing.snapshot, ""
        if snapshot is not None and snapshot.value.known and not listing.narrowing:
            note = words.counted(self.resource, snapshot.value, listing.sorting.get(self.resource.id))
        shown = _beside(plain(title), note, self._width)
        self._heading.show(tuple(title), shown, focused=listing.has_focus_within)


class Groups(Panel):
    """All groups of one screen."""

    DEFAULT_CSS = """
    Groups { height: 1fr; layout: vertical; overflow-x: hidden; overflow-y: auto; scrollbar-size: 0 0; }
    Groups .band { height: auto; }
    Groups .column { width: 1fr; height: auto; }
    Groups .column.beside { border-left: vkey $border-blurred; }
    Groups.narrow .band { layout: vertical; }
    Groups.narrow .column { width: 100%; border-left: none; }
    """

    def __init__(self) -> None:
        """Make it empty; `go` fills it."""
        super().__init__()
        self._workspace: Workspace | None = None
        self._views: dict[str, Drawn | Tabled] = {}
        self._last: str = ""
        self._ready = False
        self._curtain = Curtain()

    # -- What it shows ----------------------------------------------------------------------------

    def go(
        self,
        workspace: Workspace,
        resource: Resource[object],
        query: Query | None = None,
        row_id: str | None = None,
    ) -> None:
        """Show the groups of a resource, and take the focus.

        Args:
            workspace: the open bot.
            resource: whose groups.
            query: not used: it is seen as a whole.
            row_id: the row to put the cursor on, in whichever table has it.
        """
        anew = resource is not self.resource or not self._views
        self.resource, self._workspace = resource, workspace
        if not anew:
            self._curtain.close(self.app)
            self._take_keys()
        latest.start(self, "build", partial(self._build, anew, row_id))

    async def _build(self, anew: bool, row_id: str | None) -> None:
        assert self.resource is not None and self._workspace is not None
        if anew:
            self._ready = False
            await self.remove_children()
            self._views = {
                each.id: Drawn(each) if each.picture is not None else Tabled(each)
                for each in groups_of(self.resource.groups)
            }
            self._last = next((name for name, view in self._views.items() if isinstance(view, Tabled)), "")
            await self.mount(*self._bands())
            self._ready = True
            self._take_keys()
        for view in self._views.values():
            view.turn_to(self._workspace)
        self._fit()
        if row_id:
            for tabled in self._tables:
                tabled.listing.await_row(row_id)
        self.put_headings()
        latest.start(self, "reveal", self._reveal)

    async def _reveal(self) -> None:
        """Paint it, now that the rows of the table with the keys are there."""
        await self.caught_up()
        self.call_later(self._curtain.open)

    def _take_keys(self) -> None:
        """Give the keys to the table that had them last: before it is read, so that its cursor is painted once."""
        if (active := self.active) is not None and self.display:
            latest.focus(active.table)

    def _bands(self) -> list[Horizontal]:
        assert self.resource is not None
        found = []
        for band in self.resource.groups:
            columns = [
                Vertical(
                    *(self._views[group.id] for group in column), classes="column beside" if at else "column"
                )
                for at, column in enumerate(band)
            ]
            found.append(Horizontal(*columns, classes="band"))
        return found

    @property
    def _tables(self) -> list[Tabled]:
        return [view for view in self._views.values() if isinstance(view, Tabled)]

    def forget(self) -> None:
        """Another bot is open: each group begins anew when it is shown."""

    # -- Where things stand -----------------------------------------------------------------------

    @property
    def _laid_out(self) -> Bands:
        assert self.resource is not None
        return stacked(self.resource.groups) if self.has_class("narrow") else self.resource.groups

    def _fit(self) -> None:
        """Give each group its lines."""
        if self.resource is None or not self._ready or not self.size.height:
            return
        # A blank line is below each group but the lowest of its column, where there is room for it.
        bands = self._laid_out
        wanted = {name: view.wanted + 1 for name, view in self._views.items()}
        least = {name: view.least for name, view in self._views.items()}
        given = heights(bands, wanted, least, self.size.height)
        moved = False
        for name, view in self._views.items():
            if view.styles.height is None or view.styles.height.value != given[name]:
                view.styles.height = given[name]
                moved = True
        if moved:
            self.call_after_refresh(self._follow)

    def on_resize(self, event: events.Resize) -> None:
        """The columns of a band are beside each other, or below."""
        self.set_class(event.size.width < WIDE, "narrow")
        self._fit()

    def on_listing_titled(self, event: Listing.Titled) -> None:
        """There are more or fewer lines. Not stopped: the header shows the age."""
        self._fit()
        self.put_headings()

    def put_headings(self) -> None:
        """Say which table the keys are for."""
        for tabled in self._tables:
            tabled.put()

    def on_descendant_focus(self) -> None:
        """The keys are for another table."""
        self.put_headings()
        self._follow()

    def _follow(self) -> None:
        """Have all of the table with the keys in sight, and the pictures before it."""
        before = 0
        for name, view in self._views.items():
            if isinstance(view, Tabled) and view.listing.has_focus_within:
                self._last = name
                last = view is self._tables[-1]
                bottom = self.virtual_size.height if last else view.virtual_region.bottom
                top = min(before, max(0, bottom - self.size.height)) if last else before
                self.scroll_to_region(Region(0, top, 1, max(1, bottom - top)), animate=False, force=True)
                return
            if isinstance(view, Tabled):
                before = view.virtual_region.bottom

    # -- What the keys are for --------------------------------------------------------------------

    @property
    def listings(self) -> tuple[Listing, ...]:
        """The tables."""
        return tuple(each.listing for each in self._tables)

    @property
    def active(self) -> Listing | None:
        """The table that has the keys, or had them last."""
        for each in self._tables:
            if each.listing.has_focus_within:
                return each.listing
        view = self._views.get(self._last)
        return view.listing if isinstance(view, Tabled) else None

    def actions(self) -> tuple[Action[object], ...]:
        """Those of the table that has the keys, then those of the whole."""
        active = self.active
        own = active.resource.actions if active is not None and active.resource is not None else ()
        taken = {action.key for action in own}
        whole = self.resource.actions if self.resource is not None else ()
        return (*own, *(each for each in whole if each.key not in taken))

    def context(self, action: Action[object] | None, ask: Ask) -> Context[object] | None:
        """What an action is given: the rows of its table; for one of the whole, none."""
        active = self.active
        if self._workspace is None:
            return None
        own = active.resource.actions if active is not None and active.resource is not None else ()
        if active is not None and (action is None or action in own):
            return active.context(ask)
        return Context(self._workspace, self.resource, (), ask, None, Query())

    def switch(self, by: int = 1) -> None:
        """Give the keys to the next table, or the one before."""
        tables = self._tables
        if tables:
            here = next((at for at, each in enumerate(tables) if each.listing is self.active), -1)
            latest.focus(tables[(here + by) % len(tables)].listing.table)

    def back(self) -> bool:
        """Close the filter, or take the marks away; whether there was any."""
        active = self.active
        if active is None:
            return False
        if active.close_filter(clear=True):
            return True
        if active.only_marked:
            active.show_marked(False)
            return True
        if active.table.row_ids:
            active.table.action_unmark()
            return True
        return False

    def show_row(self, resource_id: str, row_id: str) -> None:
        """Put the cursor on a row of the table that is named."""
        for each in self._tables:
            if each.resource.id == resource_id:
                each.listing.await_row(row_id)

    def reread(self) -> None:
        """Read all of it from the host again."""
        for view in self._views.values():
            view.read(force=True)

    def received(self, event: Event) -> None:
        """Follow what happens in the workspace."""
        for view in self._views.values():
            view.received(event)

    def meant_for_a_cell(self, typed: Typed) -> bool:
        """Whether a key is a digit that was typed on after the last cell, and belongs to none."""
        return self.active is not None and self.active.meant_for_a_cell(typed)

    def edit_cells(self, context: Context[object], keys: TypeAhead) -> bool:
        """Have cells of the table edited where they stand; whether they can be."""
        return self.active is not None and self.active.edit_cells(context, keys)

    def too_many_for(self, action: Action[object]) -> bool:
        """Whether more rows are marked than an action of the table can be about."""
        active = self.active
        own = active.resource.actions if active is not None and active.resource is not None else ()
        return (
            action.needs == "one" and active is not None and len(active.table.row_ids) > 1 and action in own
        )

    async def open_filter(self) -> None:
        """Open the filter line of the table that has the keys."""
        if self.active is not None:
            await self.active.open_filter()

    async def entered(self) -> None:
        """Return when the tables are there."""
        for worker in list(self.workers):
            if worker.node is self and worker.group == "build":
                await worker.wait()

    async def caught_up(self) -> None:
        """Return when the rows of the table with the keys are those that were asked for."""
        if self.active is not None:
            await self.active.caught_up()

    @property
    def age(self) -> str:
        """How old the oldest of it is, in words."""
        times = [at for view in self._views.values() if (at := view.fetched_at) is not None]
        return words.read_ago(min(times)) if times else ""


def _beside(title: str, note: Text, width: int) -> Text:
    """A figure at the right of a heading, as much of it as there is room for beside the title."""
    if not width or not plain(note):
        return note
    return tuple(
        Span(span.text, "dim" if span.tone == "plain" else span.tone)
        for span in whole_parts(note, max(0, width - safe.width(title) - 8))
    )


def _waiting(error: FlochatError | None) -> Sequence[Text]:
    """What stands where a picture would be."""
    if error is None:
        return ((Span("reading…", "dim"),),)
    return ((Span(error.happened, "danger"),), (Span(plain(error.advice), "dim"),))
