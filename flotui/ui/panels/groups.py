# SPDX-License-Identifier: MIT
"""A screen of groups: tables with their own keys and pictures, as `flotui.resources.groups` declares them.

Tab goes from table to table. Where not all of it fits, the screen follows the table that has the keys.
"""

from __future__ import annotations

from functools import partial

from rich.segment import Segment
from textual import events
from textual.containers import Horizontal, Vertical
from textual.geometry import Region
from textual.strip import Strip

from flotui.resources.ask import Ask
from flotui.resources.base import Action, Bands, Context, Query, Resource
from flotui.resources.groups import groups_of, heights, stacked
from flotui.ui import latest
from flotui.ui.curtain import Curtain
from flotui.ui.panels import words
from flotui.ui.panels.base import Destination, Panel
from flotui.ui.panels.group import Drawn, Tabled
from flotui.ui.panels.listing import Listing
from flotui.ui.panels.outline import outline
from flotui.ui.panels.told import Titled
from flotui.ui.presses import Typed
from flotui.ui.typeahead import TypeAhead
from flotui.ui.widgets.tones import Toned
from flotui.ui.widths import SIDE_BY_SIDE
from flotui.workspace import Event, Workspace


class Groups(Toned, Panel):
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

    def go(self, workspace: Workspace, resource: Resource[object], to: Destination) -> None:
        """Show the groups of a resource, and take the focus.

        Args:
            workspace: the open bot.
            resource: whose groups.
            to: the row to put the cursor on, in whichever table has it; it is seen as a whole.
        """
        anew = resource is not self.resource or not self._views
        self.resource, self._workspace = resource, workspace
        if not anew:
            self._curtain.close(self.app)
            self._take_keys()
        latest.start(self, "build", partial(self._build, anew, to.row_id))

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
            self.refresh()
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

    def render_line(self, y: int) -> Strip:
        """A line of what is below the groups; while these are being made, which takes a moment, of their outline.

        Args:
            y: which, from the top.
        """
        if self._ready or self.resource is None:
            return super().render_line(y)
        width = self.size.width
        lines = outline(
            stacked(self.resource.groups) if width < SIDE_BY_SIDE else self.resource.groups, width
        )
        line = lines[y] if y < len(lines) else ()
        segments = [Segment(span.text, self.palette.style(span.tone)) for span in line]
        return Strip(segments).adjust_cell_length(width, self.palette.style("plain"))

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
        # Where the screen is tall, the lines that are left go to the tables that have more rows.
        whole = {name: view.whole + 1 for name, view in self._views.items()}
        given = heights(bands, whole, given, self.size.height)
        moved = False
        for name, view in self._views.items():
            if view.styles.height is None or view.styles.height.value != given[name]:
                view.styles.height = given[name]
                moved = True
        if moved:
            self.call_after_refresh(self._follow)

    def on_resize(self, event: events.Resize) -> None:
        """The columns of a band are beside each other, or below."""
        self.set_class(event.size.width < SIDE_BY_SIDE, "narrow")
        self._fit()

    def on_listing_titled(self, event: Titled) -> None:
        """There are more or fewer lines. Not stopped: the header shows the age."""
        self._echo()
        self._fit()
        self.put_headings()

    def _echo(self) -> None:
        """Have why several couldn't be read be said once, by the first of them."""
        troubles: set[str] = set()
        for group in groups_of(self._laid_out):
            if (view := self._views.get(group.id)) is not None:
                view.echo(bool(view.trouble) and view.trouble in troubles)
                troubles.add(view.trouble)

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
        """One level back in the table that has the keys; whether there was one."""
        return self.active is not None and self.active.step_back()

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

    def hint_of(self, action: Action[object]) -> str:
        """As the base class, for as many rows as the table has."""
        return action.hint if self.active is None else self.active.hint_of(action)

    async def open_filter(self) -> None:
        """Open the filter line of the table that has the keys."""
        if self.active is not None:
            await self.active.open_filter()

    async def entered(self) -> str:
        """Return when the tables are there."""
        for worker in list(self.workers):
            if worker.node is self and worker.group == "build":
                await worker.wait()
        return ""

    async def caught_up(self) -> None:
        """Return when the rows of the table with the keys are those that were asked for."""
        if self.active is not None:
            await self.active.caught_up()

    @property
    def age(self) -> str:
        """How old the oldest of it is, in words."""
        times = [at for view in self._views.values() if (at := view.fetched_at) is not None]
        return words.read_ago(min(times)) if times else ""
