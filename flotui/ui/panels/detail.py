# SPDX-License-Identifier: MIT
"""A detail: one row of a resource, tab by tab."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable
from functools import partial

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import AwaitMount

from flotui.api.errors import FlochatError
from flotui.api.models.base import Model
from flotui.repositories.rows import ListRows
from flotui.repositories.snapshot import Snapshot
from flotui.resources.base import (
    Action,
    AnyResource,
    Column,
    Context,
    DetailLine,
    Query,
    Resource,
    RowSource,
    Tab,
)
from flotui.resources.copying import copy_action, line_offers
from flotui.resources.loading import load
from flotui.resources.text import Span, Text, dim
from flotui.ui import latest
from flotui.ui.panels import words
from flotui.ui.panels.carding import Carded
from flotui.ui.panels.foot import Foot
from flotui.ui.panels.listing import Listing
from flotui.ui.panels.tab_line import tab_line
from flotui.ui.panels.watching import Watch
from flotui.ui.trail import View
from flotui.ui.widgets.layout import GUTTER
from flotui.ui.widgets.lines import Lines
from flotui.workspace import Changed, Event, Workspace

_MOST = 8
"""The most lines that one value takes, unless its tab shows values whole."""


async def _read_line(context: Context[DetailLine]) -> None:
    row: DetailLine = context.row
    await context.ask.read(row.name, row.full or "–")


def _lines_resource(resource: Resource[object], tab: Tab[object]) -> Resource[DetailLine]:
    """A tab of lines as a resource, so that one table draws it like all others."""
    ids: dict[int, str] = {}
    most = 0 if tab.whole else _MOST

    def read(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[DetailLine]]]:
        async def reading() -> AsyncIterator[Snapshot[RowSource[DetailLine]]]:
            assert tab.lines is not None
            rows = list(tab.lines(workspace, query.owner))
            ids.clear()
            ids.update(_line_ids(rows))
            yield Snapshot(ListRows(rows, row_id), None, "cache")

        return reading()

    def row_id(line: DetailLine) -> str:
        return ids.get(id(line), line.name)

    return Resource(
        id=f"{resource.id}-{tab.id}",
        title=tab.title,
        singular="line",
        read=read,
        columns=(
            Column("name", "", lambda line: dim(f"{line.name} "), width=17),
            Column("value", "", lambda line: line.value, width=20, flex=1, wrap=True, most=most),
        ),
        row_id=row_id,
        label=lambda line: line.name,
        searched=lambda line: f"{line.name} {line.full}",
        opens=f"{resource.id}-{tab.id}.read",
        actions=(
            Action(f"{resource.id}-{tab.id}.read", "Read the full value", "v", _read_line, hint="full value"),
            copy_action(f"{resource.id}-{tab.id}", line_offers),
        ),
        empty="Nothing to show.",
    )


def _line_ids(lines: list[DetailLine]) -> dict[int, str]:
    """An id for each line that stays when the row is read again: its name, and how many had it before."""
    seen: Counter[str] = Counter()
    found = {}
    for line in lines:
        seen[line.name] += 1
        found[id(line)] = f"{line.name} {seen[line.name]}"
    return found


class Detail(Vertical):
    """One row, its tabs above and the chosen tab's table below."""

    DEFAULT_CSS = """
    Detail { height: 1fr; }
    Detail.blank > * { visibility: hidden; }
    """

    def __init__(self, *, width: Callable[[], int] = lambda: 0, id: str | None = None) -> None:
        """
        Args:
            width: says how many cells it will have, before it is laid out; 0 where nobody knows.
            id: the widget's id.
        """
        super().__init__(id=id)
        self._width = width
        self.tabs = Lines(1)
        self.listing = Listing()
        self.listing.expected = width
        self.workspace: Workspace | None = None
        self.resource: Resource[object] | None = None
        self.row: object = None
        """The row it is about."""
        self.foot: Foot | None = None
        self._foot_comes: AwaitMount | None = None
        """What is below the table: a line to write a reply in; None before there was one."""
        self.types_on = False
        """Whether the keys are for what is typed below the table once they come here, whichever tab it is."""
        self._tab = 0
        self._turned = False
        """Whether the tab was asked for, of the row that is shown next."""
        self._resources: dict[tuple[str, str], Resource[object]] = {}
        self._cards: dict[tuple[str, str], Carded] = {}
        self._looked_at = ""
        """The id of the row on which the cursor rested long enough for its card to be read."""
        self._entered = ""
        """The id of the row that was opened last."""
        self._watch = Watch(self, self._inspect_again, reopened=self._reopen)

    def compose(self) -> ComposeResult:
        """The tabs and the table."""
        yield self.tabs
        yield self.listing
        if self.foot is not None:
            yield self.foot

    @property
    def tab(self) -> Tab[object] | None:
        """The chosen tab."""
        if self.resource is None or not self.resource.tabs:
            return None
        return self.resource.tabs[min(self._tab, len(self.resource.tabs) - 1)]

    def preview(self, workspace: Workspace, resource: Resource[object], row: object) -> None:
        """Show a row from what is here, without asking the host.

        Args:
            workspace: the open bot.
            resource: the row's resource.
            row: the row; None empties the detail.
        """
        if resource is not self.resource:
            self._tab = 0
            if resource.inspect is not None:
                self._watch.begin(workspace, resource)
        same = (
            resource is self.resource
            and row is not None
            and self.row is not None
            and resource.row_id(row) == resource.row_id(self.row)
        )
        self.workspace, self.resource, self.row = workspace, resource, row
        tab = self.tab
        self.set_class(row is None, "blank")
        if row is None or tab is None:
            self.tabs.put(0, "")
            return
        self._put_tabs()
        if same:
            self.listing.repoint(self.listing.asked_of(row))
        elif tab.asks and not self.has_focus_within and not self._turned:
            # The tab would ask the host; while one only passes by, the first tab says enough, or what is here of it.
            self._tab = 0
            self._put_tabs()
            self._point(here=self.tab is not None and self.tab.asks)
        else:
            self._point()
        self._turned = False

    def inspect(self, workspace: Workspace, resource: Resource[object], row: object) -> None:
        """Show a row and read it again from the host.

        Args:
            workspace: the open bot.
            resource: the row's resource.
            row: the row as it is here.
        """
        self._entered = resource.row_id(row)
        self.preview(workspace, resource, row)
        if resource.inspect is not None:
            latest.start(self, "inspect", partial(self._inspect, False))

    def _inspect_again(self) -> None:
        """Read the row again that is shown, as another copy of it was written down."""
        if self.resource is not None and self.resource.inspect is not None and self.row is not None:
            latest.start(self, "inspect", partial(self._inspect, False))

    async def _inspect(self, force: bool) -> None:
        workspace, resource, row = self.workspace, self.resource, self.row
        assert workspace is not None and resource is not None and resource.inspect is not None
        row_id = resource.row_id(row)
        error: FlochatError | None = None
        async for snapshot in resource.inspect(workspace, row, force):
            error = snapshot.error
            if self.row is None or resource is not self.resource or resource.row_id(self.row) != row_id:
                return
            if snapshot.value is not None and snapshot.error is None:
                self.renew(snapshot.value)
        self.listing.tell_trouble(error)

    def renew_from(self, resource: Resource[object] | None, row: object) -> None:
        """Say what a list now says of the row, where nothing else reads that row again.

        Args:
            resource: the list's.
            row: the row there; None for none.
        """
        if resource is None or resource is not self.resource or resource.inspect is not None:
            return
        if row is None or self.row is None or row == self.row:
            return
        if resource.row_id(row) == resource.row_id(self.row):
            self.renew(row)

    def renew(self, row: object) -> None:
        """Show a newer copy of the same row, with what was found out about it beside what the host sends."""
        before = self.row
        if isinstance(row, Model) and isinstance(before, Model):
            same = (name for name in before.called if getattr(row, name, None) == getattr(before, name, None))
            row.called = {**{name: before.called[name] for name in same}, **row.called}
        self.row = row
        self._put_tabs()
        self.listing.repoint(self.listing.asked_of(row))
        if self.shown_foot is not None and self.workspace is not None:
            self.shown_foot.show(self.workspace, row, self.listing)

    def turn_to(self, resource: Resource[object], index: int) -> None:
        """Have the row that is shown next begin at a tab.

        Args:
            resource: the row's resource.
            index: the tab's index.
        """
        self.resource, self.row, self._tab, self._turned = resource, None, index, True

    def resume(self, view: View) -> None:
        """Show in the tab's table what it showed, with the cursor where it was."""
        if self.listing.resource is not None and self.row is not None:
            self.listing.resume(replace(view, query=replace(view.query, owner=self.row)))

    def choose(self, index: int) -> None:
        """Choose a tab by its index; round at the ends."""
        if self.resource is None or not self.resource.tabs or self.row is None:
            return
        self._tab = index % len(self.resource.tabs)
        self._put_tabs()
        self._point()

    def on_lines_clicked(self, event: Lines.Clicked) -> None:
        """Choose the tab that was clicked; the keys are for it then."""
        event.stop()
        tabs = self.resource.tabs if self.resource is not None else ()
        self.choose(next((at for at, tab in enumerate(tabs) if tab.id == event.does), self._tab))
        latest.focus(self.listing.table)

    def step(self, by: int) -> None:
        """Go to the next tab or the one before."""
        self.choose(self._tab + by)

    def reread(self) -> bool:
        """Read the tab's table, or the row itself, from the host again.

        Returns:
            Whether it can be read by itself; else it is as its list says.
        """
        tab = self.tab
        if tab is not None and tab.asks:
            self.listing.read(force=True, keep=True)
            return True
        if self._card is not None:
            self.listing.read(force=True, keep=True)
        if self.resource is None or self.row is None or self.resource.inspect is None:
            return False
        latest.start(self, "inspect", partial(self._inspect, True))
        return True

    def _point(self, *, here: bool = False) -> None:
        """Show the chosen tab of the row.

        Args:
            here: whether what is here already is enough.
        """
        tab = self.tab
        if self.workspace is None or self.resource is None or tab is None or self.row is None:
            return
        key = (self.resource.id, tab.id)
        if key not in self._resources:
            self._resources[key] = self._table_of(key, tab)
        resource = self._resources[key]
        self.listing.point(self.workspace, resource, Query(self.row, here=here))
        self._put_foot(resource)

    def _put_foot(self, resource: Resource[object]) -> None:
        """Have below the table what the tab has there."""
        foot = self.foot
        if foot is not None:
            foot.display = bool(resource.foot)
        if not resource.foot or self.workspace is None:
            return
        if foot is None:
            foot = self.foot = load(resource.foot)()
            if self.size.height:
                foot.fit(self.size.height)
            if self.is_attached:
                self._foot_comes = self.mount(foot)
        foot.show(self.workspace, self.row, self.listing)

    @property
    def shown_foot(self) -> Foot | None:
        """What is below the table that is shown; None for nothing."""
        return self.foot if self.foot is not None and self.foot.display else None

    @property
    def foot_comes(self) -> bool:
        """Whether what is below the table isn't there yet, so that it can't take keys."""
        return self.shown_foot is not None and not self.shown_foot.is_mounted

    async def foot_came(self) -> None:
        """Return when what is below the table can take keys."""
        if self._foot_comes is not None:
            await self._foot_comes

    def take_keys(self) -> None:
        """Have the keys be for the table, or for what is typed below it where the detail begins with that."""
        foot = self.shown_foot if self._tab == 0 or self.types_on else None
        self.types_on = False
        if foot is None or not foot.begin():
            latest.focus(self.listing.table)

    def _table_of(self, key: tuple[str, str], tab: Tab[object]) -> AnyResource:
        """What shows a tab: its own table, or one of its lines."""
        assert self.resource is not None
        if not tab.card:
            return tab.shown or _lines_resource(self.resource, tab)
        self._cards[key] = card = Carded(
            self.resource, tab, width=self._card_width, asks=self._may_ask, open_tab=self._open_tab
        )
        return card.table

    # -- Cards ------------------------------------------------------------------------------------

    @property
    def _card(self) -> Carded | None:
        tab = self.tab
        return self._cards.get((self.resource.id, tab.id)) if self.resource and tab is not None else None

    def _card_width(self) -> int:
        """The cells of a line: without the cursor's and the one before the edge. Laid out it may still be for what was
        shown before.
        """
        return (self._width() or self.listing.table.size.width or self.size.width) - GUTTER - 1

    def _may_ask(self, row_id: str) -> bool:
        """Whether a card may ask the host: the person is in it, or rests on its row and calls can be spared."""
        if self.has_focus_within or self._entered == row_id:
            return True
        return self._looked_at == row_id and self.workspace is not None and self.workspace.pacer.spare

    def look_closer(self) -> None:
        """The cursor stays on the row: have its card read from the host."""
        if self._card is not None and self.row is not None and self.resource is not None:
            self._looked_at = self.resource.row_id(self.row)
            self.listing.read(keep=True, automatic=True)

    def _open_tab(self, tab: str) -> None:
        """Lead from a line of the card to the tab that it is about."""
        tabs = self.resource.tabs if self.resource is not None else ()
        self.choose(next((at for at, each in enumerate(tabs) if each.id == tab), self._tab))

    def on_resize(self) -> None:
        """A card is drawn for another width, and the chosen tab and what is typed are in sight."""
        self._draw_tabs()
        if self.foot is not None:
            self.foot.fit(self.size.height)
        self.call_after_refresh(self._draw_again)

    def _draw_again(self) -> None:
        card = self._card
        if card is not None and self.row is not None and card.drawn_for != self._card_width():
            card.only_drawn = True
            self.listing.read(keep=True)

    def _put_tabs(self) -> None:
        assert self.resource is not None
        self.tabs.display = len(self.resource.tabs) > 1
        self._draw_tabs()
        self.listing.tell()

    def _draw_tabs(self) -> None:
        if self.resource is not None and self.row is not None and self.tab is not None:
            chosen = min(self._tab, len(self.resource.tabs) - 1)
            self.tabs.put(0, tab_line(self.resource.tabs, chosen, self.size.width))

    @property
    def title(self) -> Text:
        """The row's name and id, and whether the rows of the open tab are followed."""
        if self.resource is None or self.row is None:
            return ""
        label, row_id = words.headed(self.resource, self.row), self.resource.row_id(self.row)
        following = self.listing.following_words
        followed = (Span(f"  {following}", "warn"),) if following else ()
        if row_id in label or self.resource.numbered:
            return (Span(label, "strong"), *followed)
        zone = words.zone(self.tab.shown if self.tab is not None else None)
        named = f"id {row_id}" if row_id.isdigit() else row_id  # in titles a bare number is how many
        further = Span(f"  {named}{f' · {zone}' if zone else ''}", "dim")
        return (Span(label, "strong"), *followed, further)

    def received(self, event: Event) -> None:
        """Follow what happens to the row it shows."""
        if self.resource is None or self.row is None:
            return
        if self.resource.version is not None and isinstance(event, self.resource.made_by):
            self._inspect_again()
        if not isinstance(event, Changed):
            return
        row_id = self.resource.row_id(self.row)
        kind = next((name for name, each in event.rows if each == row_id), None)
        if kind is not None:
            latest.start(self, "again", partial(self._again, kind, row_id))

    def _reopen(self) -> None:
        """Show what the cache has of the row by now."""
        if self.resource is not None and self.resource.kind is not None and self.row is not None:
            latest.start(
                self, "again", partial(self._again, self.resource.kind.name, self.resource.row_id(self.row))
            )

    async def _again(self, kind: str, row_id: str) -> None:
        assert self.workspace is not None
        cached = await self.workspace.cache.row(kind, row_id)
        row, resource = self.row, self.resource
        if (
            cached is not None
            and isinstance(row, Model)
            and resource is not None
            and resource.row_id(row) == row_id
        ):
            self.renew(type(row).read(cached.value))
