"""A listing: one resource as a table, with its filter line, its age and its errors."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

from flotui.api.errors import FlochatError
from flotui.repositories.snapshot import Snapshot
from flotui.resources import periods
from flotui.resources.base import Column, Context, Query, Resource, RowSource
from flotui.resources.format import count
from flotui.resources.text import Span, Text
from flotui.ui import latest, safe
from flotui.ui.panels import words
from flotui.ui.panels.arranging import arranged
from flotui.ui.panels.folding import FoldedRows, whole
from flotui.ui.typeahead import TypeAhead
from flotui.ui.widgets import messages
from flotui.ui.widgets.lines import Lines
from flotui.ui.widgets.table import Table
from flotui.workspace import Changed, Event, Exchanged, Journaled, Renewed, Workspace

if TYPE_CHECKING:
    from textual.timer import Timer
    from textual.widgets import Input

    from flotui.resources.ask import Ask
    from flotui.ui.panels.cells import CellEditor

_REST = 0.5
"""Seconds the cursor has to rest on a row before its detail follows."""


class Listing(Vertical):
    """One resource as a table. `point` turns it to another."""

    DEFAULT_CSS = """
    Listing { height: 1fr; }
    Listing > Lines { display: none; }
    Listing.troubled > #trouble { display: block; }
    """

    class Rested(Message):
        """The cursor has rested on a row for a moment; row is None in an empty table."""

        def __init__(self, listing: Listing, row: Any) -> None:
            """
            Args:
                listing: where.
                row: the row.
            """
            super().__init__()
            self.listing = listing
            self.row = row

    class Opened(Message):
        """A row was opened with enter."""

        def __init__(self, listing: Listing, row: Any) -> None:
            """
            Args:
                listing: where.
                row: the row.
            """
            super().__init__()
            self.listing = listing
            self.row = row

    class Titled(Message):
        """The title, age or number of rows is different."""

        def __init__(self, listing: Widget) -> None:
            """
            Args:
                listing: whose; what a panel shows in a listing's place says so too.
            """
            super().__init__()
            self.listing = listing

        def can_replace(self, message: Message) -> bool:
            """A newer one makes an older one needless."""
            return isinstance(message, Listing.Titled) and message.listing is self.listing

    def __init__(self, *, id: str | None = None) -> None:
        """
        Args:
            id: the widget's id.
        """
        super().__init__(id=id)
        self.table: Table[Any] = Table()
        self._trouble = Lines(1, id="trouble")
        self._input: Input | None = None
        self.workspace: Workspace | None = None
        self.resource: Resource[Any] | None = None
        self.asked: Query = Query()
        self.text = ""
        """What the filter line says."""
        self.snapshot: Snapshot[Any] | None = None
        """What it shows."""
        self._shown: RowSource[Any] | None = None
        self._select: str | None = None
        self._resting: Callable[[], None] | None = None
        self._following: Timer | None = None
        self._polling = False
        self._cells: CellEditor | None = None
        self._current = asyncio.Event()
        self.sorting: dict[str, tuple[str, bool]] = {}
        """By resource: the column that its rows are sorted by, and whether downwards."""

    def compose(self) -> ComposeResult:
        """The table, and a line for what went wrong."""
        yield self.table
        yield self._trouble

    # -- What it shows ----------------------------------------------------------------------------

    def point(
        self,
        workspace: Workspace,
        resource: Resource[Any],
        query: Query | None = None,
        *,
        select: str | None = None,
    ) -> None:
        """Show a resource.

        Args:
            workspace: the open bot.
            resource: which.
            query: what of it.
            select: the id of the row to put the cursor on.
        """
        same = self.resource is resource and self.workspace is workspace
        if not same:
            self.follow(False)
        # Closed without clearing: that would put what was asked before in place of what is asked now.
        self.close_filter(clear=False)
        self.close_cells()
        self.workspace, self.resource, self.asked = workspace, resource, query or Query()
        self._select = select
        self.text = ""
        self.snapshot = self._shown = None
        self.table.say("")
        self.read()

    async def caught_up(self) -> None:
        """Return when the rows on screen are those that were asked for last."""
        await self._current.wait()

    def asked_of(self, owner: Any) -> Query:
        """What is asked without a filter: of an owner, in the time range that was chosen."""
        return Query(owner, period=self.asked.period)

    @property
    def following(self) -> bool:
        """Whether it is read again and again."""
        return self._following is not None

    def follow(self, on: bool) -> None:
        """Read it again and again while it is looked at, or stop that."""
        if self._following is None and not on:
            return
        if self._following is not None:
            self._following.stop()
            self._following = None
        if on and self.resource is not None and self.resource.follow:
            self._following = self.set_interval(self.resource.follow, self._poll)
        self.post_message(self.Titled(self))

    def _poll(self) -> None:
        if self.is_on_screen and self.screen.is_current and not self._narrowing and not self._polling:
            self.read(keep=True, polled=True)

    def repoint(self, query: Query) -> None:
        """Show the same resource for another owner, or read again, keeping the cursor."""
        self.asked = query
        self.read(keep=True)

    def read(self, *, force: bool = False, keep: bool = False, polled: bool = False) -> None:
        """Read it: the cached copy first, then the host's.

        Args:
            force: ask the host even when the copy is fresh.
            keep: keep the cursor where it is, for rows of the same list.
            polled: whether the program does so by itself.
        """
        self._polling = polled
        if not keep:
            self._current.clear()
        latest.start(self, "read", partial(self._read, force, keep, polled))

    async def _read(self, force: bool, keep: bool, polled: bool = False) -> None:
        workspace, resource = self.workspace, self.resource
        if workspace is None or resource is None:
            return
        query = self.asked
        asked = replace(query, force=force or polled, polled=polled)
        first = not keep
        async for snapshot in resource.read(workspace, asked):
            self.snapshot = snapshot
            await self._show(snapshot, first)
            first = first and not snapshot.value.known
            self.tell_trouble(snapshot.error)
            self.post_message(self.Titled(self))
        self._polling = False

    async def _show(self, snapshot: Snapshot[Any], first: bool) -> None:
        """Put the rows of a snapshot on screen, narrowed as the filter line says."""
        resource = self.resource
        assert resource is not None
        sort = self.sorting.get(resource.id)
        source, columns, row_id, group = await arranged(
            snapshot.value,
            resource,
            self.columns,
            words=self.text.split() if self._narrowing else (),
            sort=sort,
            width=self.table.size.width or self.size.width,
        )
        self._shown = source
        if first or self.table_empty:
            await source.load(0, 60)
            if resource.newest_last:
                await source.load(max(0, source.count - 60), source.count)
            self.table.group = group
            self.table.show(source, columns, row_id, locate=self._locate, sort=sort)
            if self._select is not None:
                self.table.select(self._select)
                self._select = None
            elif resource.newest_last and source.count:
                self.table.move_to(source.count - 1)
        else:
            await self._swap(source)
        self._current.set()
        self._say_empty(snapshot)

    @property
    def table_empty(self) -> bool:
        """Whether the table has no rows on screen."""
        return self.table.row is None

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        """The columns that it shows: those the person chose, else the resource's own."""
        assert self.resource is not None and self.workspace is not None
        return self.resource.shown(self.workspace.memory.columns(self.resource.id))

    def sort_by(self, name: str, *, down: bool = False) -> None:
        """Sort the rows that are here.

        Args:
            name: the column's name; empty for the host's order.
            down: whether the greatest comes first.
        """
        if self.resource is None or self.snapshot is None:
            return
        self.sorting.pop(self.resource.id, None)
        if name:
            self.sorting[self.resource.id] = (name, down)
        self._show_again()

    def choose_columns(self, names: tuple[str, ...] | None) -> None:
        """Show these columns from now on.

        Args:
            names: which, left to right; None for those that the preferences or the resource name.
        """
        if self.resource is None or self.workspace is None:
            return
        self.workspace.memory.set_columns(self.resource.id, names)
        self._select = self.row_id(self.table.row) or None
        self._show_again()

    async def _swap(self, source: RowSource[Any]) -> None:
        """Take in rows of the same list, read again; at the end of a chat, follow what is said there."""
        at_end = self.resource is not None and self.resource.newest_last and self.table.at_end
        start = max(0, self.table.cursor - 60)
        await source.load(start, start + 120)
        self.table.replace(source)
        if at_end and source.count:
            self.table.move_to(source.count - 1)

    async def _locate(self, row_id: str) -> int | None:
        return None if self._shown is None else await self._shown.index_of(row_id)

    def _say_empty(self, snapshot: Snapshot[Any]) -> None:
        assert self.resource is not None
        self.table.say(*words.emptiness(self.resource, snapshot, self.text or self.asked.says))

    def tell_trouble(self, error: FlochatError | None) -> None:
        """Say below the table why what it shows is not fresh; None takes it away."""
        snapshot = self.snapshot
        shown = error is not None and snapshot is not None and snapshot.value.known
        if shown and error is not None and snapshot is not None:
            self._trouble.put_whole(words.trouble(error, snapshot.fetched_at), most=2)
        self.set_class(shown, "troubled")

    @property
    def title(self) -> Text:
        """The resource's name, what of it is shown, and how many rows."""
        resource, snapshot = self.resource, self.snapshot
        if resource is None:
            return ""
        says = self.asked.says or (self.text if not self._narrowing else "")
        parts = [Span(resource.title, "strong")]
        if says:
            parts.append(Span(f" · {safe.visible(says)}", "accent"))
        if period := periods.words(self.asked.period or resource.period):
            parts.append(Span(f" · {period}", "accent"))
        if self._narrowing and self.text:
            parts.append(Span(f" /{safe.visible(self.text)}", "accent"))
        if snapshot is not None and snapshot.value.known:
            parts.append(Span(f"  {self._counted(snapshot.value)}", "dim"))
        if self.following:
            parts.append(Span(f"  following, every {resource.follow:.0f} s", "warn"))
        return tuple(parts)

    def _counted(self, rows: RowSource[Any]) -> str:
        assert self.resource is not None
        if self._narrowing and self.text:
            shown = self._shown.count if self._shown is not None else rows.count
            return f"{count(shown)} of {count(rows.count)} here"
        return words.counted(self.resource, rows, self.sorting.get(self.resource.id))

    @property
    def fetched_at(self) -> float | None:
        """When what it shows was read from the host."""
        return None if self.snapshot is None else self.snapshot.fetched_at

    @property
    def age(self) -> str:
        """How old what it shows is, in words."""
        return words.read_ago(self.fetched_at)

    # -- What one can do with it ------------------------------------------------------------------

    def context(self, ask: Ask) -> Context | None:
        """What an action on it is given."""
        if self.workspace is None:
            return None
        owner = self.asked.owner
        # Until what was asked for is there, the table still holds rows of something else.
        rows = () if self._shown is None else self.table.chosen
        if self._folded:  # several lines may be of one row
            rows = tuple({self.row_id(row): whole(row) for row in rows}.values())
        return Context(self.workspace, self.resource, rows, ask, owner, self.asked)

    def row_id(self, row: Any) -> str:
        """The id of a row."""
        return "" if row is None or self.resource is None else self.resource.row_id(whole(row))

    @property
    def _folded(self) -> bool:
        return isinstance(self._shown, FoldedRows)

    def edit_cells(self, context: Context, keys: TypeAhead) -> None:
        """Edit the cells of the row under the cursor where they stand, then those of the next rows.

        Args:
            context: what the action was given.
            keys: has keys wait while a value is saved.
        """
        from flotui.ui.panels.cells import CellEditor

        self.close_cells()
        editor = CellEditor(self, context, keys)
        if editor.may_begin():
            self._cells = editor
            self.mount(editor)
            self.screen.set_focus(editor)
            context.ask.say("enter saves and goes to the next row · tab the next column · esc ends")

    def close_cells(self) -> None:
        """End the editing of cells, if it goes on."""
        if self._cells is not None:
            editor, self._cells = self._cells, None
            editor.remove()
            self.table.focus()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The person went back to the table, by the mouse say: what stood over a cell goes."""
        if event.widget is self.table and self._cells is not None:
            editor, self._cells = self._cells, None
            editor.remove()

    def on_resize(self) -> None:
        """What stands over a cell goes along."""
        if self._cells is not None:
            self.call_after_refresh(self._cells.place)
        if self._folded:
            self.call_after_refresh(self._fold_again)

    def _fold_again(self) -> None:
        """Fold what is shown for another width."""
        if isinstance(self._shown, FoldedRows) and self.table.size.width != self._shown.width:
            self._show_again()

    def on_table_opened(self, event: messages.Opened) -> None:
        """Pass on that a row was opened."""
        event.stop()
        if self._shown is not None:
            self.post_message(self.Opened(self, whole(event.row)))

    def on_table_highlighted(self, event: messages.Highlighted) -> None:
        """Wait until the cursor rests; read on where a chat's older messages begin."""
        event.stop()
        if self._cells is not None:
            self._cells.place()
        if self._resting is not None:
            self._resting()
        timer = self.set_timer(_REST, self._rested)
        self._resting = timer.stop
        if self.resource is not None and self.resource.newest_last and event.index < 10:
            self._more()

    def _rested(self) -> None:
        self._resting = None
        self.post_message(self.Rested(self, whole(self.table.row)))

    def on_table_near_end(self, event: messages.NearEnd) -> None:
        """Read the next page."""
        event.stop()
        if self.resource is not None and not self.resource.newest_last:
            self._more()

    def _more(self) -> None:
        if self.snapshot is not None and self.snapshot.value.more_to_come and not self._narrowing:
            self.run_worker(self._read_more(), group="more", exit_on_error=False)

    async def _read_more(self) -> None:
        assert self.snapshot is not None
        rows = self.snapshot.value
        try:
            await rows.more()
        except FlochatError as error:
            self.tell_trouble(error)
            return
        shown = self._shown
        if shown is None or self._narrowing:
            return
        if shown is not rows:  # a view of them: sorted, or folded into lines
            await shown.reopen()
        await self._swap(shown)
        self.post_message(self.Titled(self))

    def on_table_vanished(self, event: messages.Vanished) -> None:
        """Say that the row under the cursor is gone."""
        event.stop()
        assert self.resource is not None
        label = safe.visible(self.resource.label(whole(event.row)))
        self._trouble.put_whole((Span(f"{label} is no longer in this list.", "warn"),), most=2)
        self.add_class("troubled")

    # -- The filter line --------------------------------------------------------------------------

    @property
    def _narrowing(self) -> bool:
        """Whether the filter line's text narrows what is here, rather than having been asked of the host."""
        return bool(self.text) and not self.asked.says

    async def open_filter(self) -> None:
        """Open the filter line; it has the focus when this returns."""
        if self._input is not None:
            self.screen.set_focus(self._input)
            return
        from flotui.ui.widgets.filter import FilterLine

        assert self.resource is not None
        hint = ("enter asks the host · " if self.resource.search else "") + self.resource.hint
        self._input = FilterLine(self.text or self.asked.says, placeholder=hint)
        await self.mount(self._input, before=self.table)
        self.screen.set_focus(self._input)

    def close_filter(self, *, clear: bool) -> bool:
        """Close the filter line.

        Args:
            clear: whether to show everything again.

        Returns:
            Whether there was anything to close or clear.
        """
        had = self._input is not None
        if self._input is not None:
            self._input.remove()
            self._input = None
            self.table.focus()
        if clear and (self.text or self.asked.says):
            self.text = ""
            self.asked = self.asked_of(self.asked.owner)
            self.read()
            return True
        return had

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow what is here while one types."""
        event.stop()
        if event.value == (self.text or self.asked.says):
            return
        if self.asked.says:
            self.asked = self.asked_of(self.asked.owner)
            self.text = event.value
            self.read()
        else:
            self.text = event.value
            self._show_again()

    def _show_again(self) -> None:
        """Show what was read in another way: narrowed, sorted, in other columns."""
        self._current.clear()
        latest.start(self, "narrow", self._narrow)

    async def _narrow(self) -> None:
        if self.snapshot is not None:
            await self._show(self.snapshot, True)
            self.post_message(self.Titled(self))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Ask the host, where it can be asked; else keep what is narrowed."""
        event.stop()
        text = event.value.strip()
        self.close_filter(clear=not text)
        if text and self.resource is not None and self.resource.search is not None:
            self._current.clear()
            latest.start(self, "read", partial(self._ask_host, text))

    async def _ask_host(self, text: str) -> None:
        assert self.workspace is not None and self.resource is not None and self.resource.search is not None
        try:
            asked = await self.resource.search(self.workspace, text)
        except FlochatError as error:
            self._trouble.put_whole((Span(str(error), "warn"),), most=2)
            self.add_class("troubled")
            self._current.set()
            return
        # Words have been looked for among the rows here already: what was found stays until the host answers.
        if self._narrowing and ":" not in text and (trouble := await self._trouble_with(asked)) is not None:
            self.tell_trouble(trouble)
            self._current.set()
            return
        self.asked, self.text = asked, ""
        await self._read(False, False)

    async def _trouble_with(self, asked: Query) -> FlochatError | None:
        """Have the cache filled with what is asked; why it can't be, where there is nothing to show."""
        assert self.workspace is not None and self.resource is not None
        error: FlochatError | None = None
        async for snapshot in self.resource.read(self.workspace, asked):
            if snapshot.value.known:
                return None
            error = snapshot.error
        return error

    # -- What happens elsewhere -------------------------------------------------------------------

    def heard(self, event: Event) -> None:
        """Follow what happens in the workspace."""
        if self.resource is None or self.snapshot is None:
            return
        if isinstance(event, Changed):
            self._follow(event)
        elif isinstance(event, Renewed):
            if not event.resources or self.resource.id in event.resources:
                self.read(keep=True)
        elif (isinstance(event, Journaled) and self.resource.id.endswith("journal")) or (
            isinstance(event, Exchanged) and self.resource.id == "calls"
        ):
            self.read(keep=True)

    def _follow(self, event: Changed) -> None:
        rows = self.snapshot.value if self.snapshot is not None else None
        kind = getattr(rows, "kind", None)
        if kind is None or rows is None:
            # Rows that were made of an answer (a cart's items), or of other rows (an overview's notes).
            resource = self.resource
            if resource is not None and (
                event.operations.intersection(resource.operations)
                or any(name in resource.made_of for name, _ in event.rows)
            ):
                self.read(keep=True)
            return
        if rows.call.operation_id in event.operations:
            self.read(keep=True)
        elif any(name == kind.name for name, _ in event.rows):
            self.run_worker(self._reopen(), group="reopen", exit_on_error=False)

    async def _reopen(self) -> None:
        """Take in rows that the cache now has other copies of."""
        shown = self._shown
        if self.snapshot is None or shown is None:
            return
        await self.snapshot.value.reopen()
        if shown is not self.snapshot.value:
            await shown.reopen()
        await self._swap(shown)
        self.post_message(self.Titled(self))
