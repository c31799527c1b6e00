"""A listing: one resource as a table, with its filter line, its marks and what is done with its rows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from textual.message import Message

from flotui.api.errors import FlochatError, Malformed
from flotui.config.log import log_failure
from flotui.repositories.snapshot import Snapshot
from flotui.resources import periods, searching
from flotui.resources.base import Context, Query, Resource, RowSource
from flotui.resources.keys import key_of
from flotui.resources.terms import Language
from flotui.resources.text import Span, Text
from flotui.text import safe
from flotui.text.clean import cleaned
from flotui.text.plural import count
from flotui.text.zones import current
from flotui.ui import latest
from flotui.ui.panels import words
from flotui.ui.panels.folding import whole
from flotui.ui.panels.reading import ReadingTable
from flotui.ui.panels.waiting import in_a_sentence
from flotui.ui.panels.watching import Watch
from flotui.ui.presses import Typed
from flotui.ui.typeahead import TypeAhead
from flotui.ui.widgets import messages
from flotui.workspace import Changed, Event, Renewed, Workspace
from flotui.workspace.in_sight import name_in_sight

if TYPE_CHECKING:
    from textual.timer import Timer
    from textual.widgets import Input

    from flotui.resources.ask import Ask
    from flotui.ui.panels.cells import CellEditor
    from flotui.ui.widgets.inputs import Line

_OF_NUMBERS = frozenset({*"0123456789", "full_stop", "comma", "minus"})
"""The keys that numbers are typed with."""
_BETWEEN = frozenset({"enter", "tab", "backspace"})
"""The keys that follow a number in a cell."""
_REST = 0.5
"""Seconds the cursor has to rest on a row before its detail follows."""


class Listing(ReadingTable):
    """One resource as a table, and what a person does with it."""

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

    class Headed(Message):
        """The title of a column was clicked."""

        def __init__(self, listing: Listing, column: str) -> None:
            """
            Args:
                listing: where.
                column: the column's id.
            """
            super().__init__()
            self.listing, self.column = listing, column

    class Said(Message):
        """There is something to say in passing."""

        def __init__(self, text: str) -> None:
            """
            Args:
                text: a sentence.
            """
            super().__init__()
            self.text = text

    def __init__(self, *, id: str | None = None) -> None:
        """
        Args:
            id: the widget's id.
        """
        super().__init__(id=id)
        self._input: Input | None = None
        self._resting: Callable[[], None] | None = None
        self._following: Timer | None = None
        self._watch = Watch(self, lambda: self.read(keep=True, automatic=True))
        self._cells: CellEditor | None = None
        self._typed_on: bool | None = None
        """Whether digits were typed on after the last cell; None where no cell was left, or another key came."""
        self._sought = ""
        """What the host is being asked for through the filter line, or was in vain."""
        self._in_vain = ""
        """What the filter line says that the host has nothing of: only what is just that stays."""
        self._doubted: set[str] = set()
        """The ids of marked rows that changed, and so may be gone."""

    def point(
        self,
        workspace: Workspace,
        resource: Resource[Any],
        query: Query | None = None,
        *,
        select: str | None = None,
    ) -> None:
        """Show a resource; see `ReadingTable`. What was going on in the one before ends."""
        if self.resource is not resource or self.workspace is not workspace:
            self.follow(False)
            self._watch.begin(workspace, resource)
        self._close_line()
        self.close_cells()
        super().point(workspace, resource, query, select=select)

    def turn_to(self, query: Query, *, select: str | None = None) -> None:
        """Ask for something else; see `ReadingTable`."""
        self._sought = ""
        super().turn_to(query, select=select)

    def read(self, *, force: bool = False, keep: bool = False, automatic: bool = False) -> None:
        """Read it; see `ReadingTable`. What the host was asked for in vain is asked again."""
        if force and self._sought:
            self._seek(self._sought, force=True)
        else:
            super().read(force=force, keep=keep, automatic=automatic)

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
        if self.is_on_screen and self.screen.is_current and not self.narrowing and not self._polling:
            self.read(force=True, keep=True, automatic=True)

    @property
    def title(self) -> Text:
        """The resource's name, what of it is shown, and how many rows."""
        resource, snapshot = self.resource, self.snapshot
        if resource is None:
            return ""
        says = self.asked.says
        parts = [Span(resource.title, "strong")]
        if says:
            parts.append(Span(f" · {safe.visible(says)}", "accent"))
        if period := periods.words(self.asked.period or resource.period, current()):
            parts.append(Span(f" · {period}", "accent"))
        if (zone := words.zone(resource)) and current().name not in period:
            parts.append(Span(f" · {zone}", "dim"))
        if self.narrowing:
            said = self.text.strip() if self.text == self._in_vain else " ".join(self.narrowing)
            parts.append(Span(f" /{safe.visible(said)}", "accent"))
        if snapshot is not None and snapshot.value.known:
            parts.append(Span(f"  {self._counted(snapshot.value)}", "dim"))
        if marked := len(self.table.row_ids):
            parts.append(Span(f"  {count(marked)} marked", "accent"))
        if self.following:
            parts.append(Span(f"  following, every {resource.follow:.0f} s", "warn"))
        return tuple(parts)

    def _counted(self, rows: RowSource[Any]) -> str:
        assert self.resource is not None
        if self.narrowing:
            shown = self._shown.count if self._shown is not None else rows.count
            return f"{count(shown)} of {count(rows.count)} here"
        return words.counted(self.resource, rows, self.sorting.get(self.resource.id))

    # -- What one can do with it ------------------------------------------------------------------

    def context(self, ask: Ask) -> Context[Any] | None:
        """What an action on it is given."""
        if self.workspace is None:
            return None
        owner = self.asked.owner
        # Until what was asked for is there, the table still holds rows of something else.
        rows = () if self._shown is None else self.table.chosen
        if self.folded:  # several lines may be of one row
            rows = tuple({self.row_id(row): whole(row) for row in rows}.values())
        marked = len(self.table.row_ids) if self._shown is not None else 0
        return Context(
            self.workspace,
            self.resource,
            rows,
            ask,
            owner,
            self.asked,
            marked,
            self._fetch_marked if marked else None,
            self.beyond,
        )

    async def _fetch_marked(self) -> tuple[Any, ...]:
        """All marked rows as they are here now; what is no longer here is no longer marked either."""
        shown, ids = self._shown, tuple(self.table.row_ids)
        if shown is None:
            return ()
        rows = {self.table.id_of(row): row for row in await shown.rows_of(ids)}
        self.table.unmark([row_id for row_id in ids if row_id not in rows])
        return tuple({self.row_id(row): whole(row) for row in rows.values()}.values())

    async def _show(self, snapshot: Snapshot[Any], first: bool) -> None:
        """Put the rows of a snapshot on screen; see `ReadingTable`. Of a whole list, what isn't in it isn't marked."""
        await super()._show(snapshot, first)
        shown = self._shown
        whole_list = snapshot.value.complete and not snapshot.stale
        if self.table.row_ids and whole_list and shown is not None and not self.narrowing:
            here = set(await shown.ids())
            self.table.unmark([row_id for row_id in self.table.row_ids if row_id not in here])

    async def _drop_gone(self) -> None:
        """Take the marks away of rows that changed and are no longer here."""
        while self._doubted and self._shown is not None:
            ids = tuple(self._doubted)
            self._doubted.clear()
            here = {self.table.id_of(row) for row in await self._shown.rows_of(ids)}
            self.table.unmark([row_id for row_id in ids if row_id not in here])

    @property
    def beyond(self) -> str:
        """What the marks don't reach, where all rows that are here are marked and the host has more; else empty."""
        shown, marked = self._shown, len(self.table.row_ids)
        if shown is None or self.snapshot is None or not marked or marked < shown.count:
            return ""
        rows = self.snapshot.value
        if not rows.more_to_come:
            return ""
        said = f"{count(marked)} marked."
        if self.narrowing:
            return f"{said} The host may have more that match, which are not marked; enter in the filter asks it."
        if rows.total is None:
            return f"{said} The host has more, which are not marked."
        return f"{said} {count(rows.total - rows.count)} more on the host are not marked."

    def edit_cells(self, context: Context[Any], keys: TypeAhead) -> bool:
        """Edit the cells of the row under the cursor where they stand, then those of the next rows.

        Args:
            context: what the action was given.
            keys: has keys wait while a value is saved.

        Returns:
            Whether the cell under the cursor can be.
        """
        from flotui.ui.panels.cells import CellEditor

        self.close_cells()
        editor = CellEditor(self, context, keys)
        if not editor.may_begin():
            return False
        self._cells = editor
        self.mount(editor)
        self.screen.set_focus(editor)
        context.ask.say("enter saves the row and goes to the next · tab the next column · esc ends")
        return True

    def close_cells(self, *, typed: bool = False) -> None:
        """End the editing of cells, if it goes on.

        Args:
            typed: whether it ends by itself, so that digits may follow that were meant for a cell.
        """
        if self._remove_editor():
            self._typed_on = False if typed else None
            latest.focus(self.table)

    def meant_for_a_cell(self, typed: Typed) -> bool:
        """Whether a key was typed on after the last cell, and belongs to none: until a key that no number is typed with.

        Args:
            typed: the key.
        """
        if self._typed_on is None:
            return False
        meant = typed.key in _OF_NUMBERS or (self._typed_on and typed.key in _BETWEEN)
        self._typed_on = True if meant else None
        return meant

    def _remove_editor(self) -> bool:
        """Take away what stands over a cell; whether anything did."""
        editor, self._cells = self._cells, None
        if editor is None:
            return False
        editor.let_go()
        editor.remove()
        return True

    def leave_cells(self, editor: CellEditor) -> None:
        """The person went elsewhere, to the table by the mouse say: what stood over a cell goes."""
        if editor is self._cells:
            self._remove_editor()

    def on_resize(self) -> None:
        """What stands over a cell goes along."""
        if self._cells is not None:
            self.call_after_refresh(self._cells.place)
        if self.folded:
            self.call_after_refresh(self._fold_again)

    def _fold_again(self) -> None:
        """Fold what is shown for another width."""
        if self.folded and self.table.size.width != self._arranged_for:
            self.show_again()

    def on_table_headed(self, event: messages.Headed) -> None:
        """Hand on which title was clicked."""
        event.stop()
        self.post_message(self.Headed(self, event.column))

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
        latest.start(self, "names", self._name_in_sight)

    async def _name_in_sight(self) -> None:
        """Have those called by their names whom the rows on screen are about, and no list told."""
        shown = self._shown
        if self.workspace is None or self.snapshot is None or shown is None:
            return
        rows = [whole(row) for row in self.table.in_sight]
        if await name_in_sight(self.workspace, self.snapshot.value, rows) and shown is self._shown:
            await shown.reopen()
            await self._take_in(shown)

    def on_table_near_end(self, event: messages.NearEnd) -> None:
        """Read the next page."""
        event.stop()
        if self.resource is not None and not self.resource.newest_last:
            self._more()

    def _more(self) -> None:
        if self.snapshot is not None and self.snapshot.value.more_to_come and not self.narrowing:
            latest.beside(self, "more", self._read_more)

    async def _read_more(self) -> None:
        assert self.snapshot is not None
        rows, shown = self.snapshot.value, self._shown
        try:
            await rows.more()
        except FlochatError as error:
            self.tell_trouble(error)
            return
        if shown is None or self.narrowing:
            return
        if shown is not rows:  # a view of them: sorted, or folded into lines
            await shown.reopen()
        await self._take_in(shown)

    async def _take_in(self, shown: RowSource[Any]) -> None:
        """Show that the rows on screen are others now, or more."""
        start = max(0, self.table.cursor - 60)
        await shown.load(start, start + 120)
        if shown is self._shown:
            self._swap(shown)
            self.post_message(self.Titled(self))

    def on_table_failed(self, event: messages.Failed) -> None:
        """Say that rows could not be read from the cache, as far as that is known."""
        event.stop()
        told = event.error if isinstance(event.error, FlochatError) else None
        if told is None:
            log_failure("reading rows", event.error)
        said = str(told) if told is not None else "These rows could not be read. See the log."
        self.note((Span(f"{said} {key_of('app.refresh')} tries again.", "warn"),))

    def on_table_vanished(self, event: messages.Vanished) -> None:
        """Say that the row under the cursor is gone."""
        event.stop()
        assert self.resource is not None
        label = safe.visible(self.resource.label(whole(event.row)))
        self.note((Span(f"{label} is no longer in this list.", "warn"),))

    def on_table_marked(self, event: messages.Marked) -> None:
        """Say how many are marked, and whether the host has more than could be."""
        event.stop()
        self.post_message(self.Titled(self))
        if event.every and self.beyond:
            self.post_message(self.Said(self.beyond))

    # -- The filter line --------------------------------------------------------------------------

    @property
    def narrowing(self) -> tuple[str, ...]:
        """The words of the filter line, while they narrow what is here rather than having been asked of the host."""
        if self.text and self.text == self._in_vain:
            return ("".join(self.text.split()),)
        return () if self.asked.line else self._words(self.text)

    def _words(self, text: str) -> tuple[str, ...]:
        language = self.resource.language if self.resource is not None else None
        return tuple(text.split() if language is None else language.words(text))

    @property
    def typed(self) -> str:
        """What the filter line says."""
        return self.text or self.asked.line

    async def open_filter(self) -> None:
        """Open the filter line; it has the focus when this returns."""
        if self._input is not None:
            self.screen.set_focus(self._input)
            return
        from flotui.ui.widgets.filter import FilterLine

        assert self.resource is not None
        hint = ("enter asks the host · " if self.resource.search else "") + self.resource.hint
        self._input = FilterLine(self.typed, placeholder=hint)
        await self.mount(self._input, before=self.table)
        self.screen.set_focus(self._input)

    @property
    def filtering(self) -> bool:
        """Whether the filter line is being typed in."""
        return self._input is not None and self._input.has_focus

    def close_filter(self, *, clear: bool) -> bool:
        """Close the filter line.

        Args:
            clear: whether to show everything again, with the cursor on the same row.

        Returns:
            Whether there was anything to close or clear.
        """
        had = self._close_line()
        if clear and (self.typed or (self.asked.says and not had)):
            self._sought = ""
            self.note("")
            latest.drop(self, "read")
            row_id = self.row_id(self.table.row) or None
            if self.asked.says and (self.asked.line or not self.text):
                self.turn_to(self.asked.scope or self.asked_of(self.asked.owner), select=row_id)
            else:
                self.text = ""
                self.show_again(select=row_id or "")
            return True
        return had

    def _close_line(self) -> bool:
        if self._input is None:
            return False
        self._input.remove()
        self._input = None
        latest.focus(self.table)
        return True

    def _type(self, text: str) -> None:
        """Narrow what is here to the words of a text. What its keys say is asked with enter."""
        words = self._words(text)
        if self.asked.line and words != self._words(self.asked.line):
            # What the host was asked for is something else now.
            row_id = self.row_id(self.table.row) or None
            self.turn_to(self.asked.scope or self.asked_of(self.asked.owner), select=row_id)
        self._sought = ""
        before, self.text = self.narrowing, text
        self._in_vain = ""
        if self.narrowing != before:
            self.show_again()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow what is here while one types."""
        event.stop()
        if event.value != self.typed:
            self._type(event.value)

    def on_line_told(self, event: Line.Told) -> None:
        """What was pasted is not there as it was."""
        event.stop()
        self.post_message(self.Said(event.said))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Ask the host, where it can be asked; else keep what is narrowed."""
        event.stop()
        text = event.value.strip()
        self.close_filter(clear=not text)
        if text and self.resource is not None and self.resource.search is not None:
            self._seek(text)

    def _seek(self, text: str, *, force: bool = False) -> None:
        """Ask the host for what the filter line says."""
        assert self.resource is not None
        self._sought = text
        self._expect()
        self._begin_waiting(f"{in_a_sentence(self.resource.title)} with “{safe.visible(text)}”")
        latest.start(self, "read", partial(self._ask_host, text, force))

    async def _ask_host(self, text: str, force: bool) -> None:
        assert self.workspace is not None and self.resource is not None and self.resource.search is not None
        try:
            found = await self.resource.search(self.workspace, cleaned(text))
            asked = within(self.asked, replace(found, line=text, force=force), self.resource.language)
            # What was found here stays on screen until the host has answered, and if it doesn't.
            stays = self.snapshot is not None and bool(self.narrowing)
            trouble = await self._trouble_with(asked) if stays else None
        except FlochatError as error:
            self._sought = ""
            if isinstance(error, searching.NothingFound) and self.text:
                self._in_vain = self.text
                self.show_again()
            self.note((Span(str(error), "warn"),))
            self._answered()
            return
        asked = replace(asked, force=False)
        if trouble is not None:
            self.tell_trouble(trouble)
            self._answered()
        elif stays and asked.words:
            self.asked, self.text, self._sought = asked, "", ""
            self.read(keep=True)
        else:
            self.turn_to(asked)

    def _answered(self) -> None:
        """What stands there is what there is."""
        self._current.set()
        if self._waiting is not None:
            self._waiting.end()

    async def _trouble_with(self, asked: Query) -> FlochatError | None:
        """Have the cache filled with what is asked; why the host doesn't answer that."""
        assert self.workspace is not None and self.resource is not None
        async for snapshot in searching.reading(self.workspace, self.resource, asked):
            if snapshot.error is not None:
                return snapshot.error
            if not snapshot.stale:
                return None
        return None

    # -- What happens elsewhere -------------------------------------------------------------------

    def heard(self, event: Event) -> None:
        """Follow what happens in the workspace."""
        if self.resource is None or self.snapshot is None:
            return
        if isinstance(event, Changed):
            self._follow(event)
        elif isinstance(event, Renewed):
            if not event.resources or self.resource.id in event.resources:
                self.read(keep=True, automatic=True)
        elif isinstance(event, self.resource.made_by):
            self.read(keep=True, automatic=True)

    def _follow(self, event: Changed) -> None:
        rows = self.snapshot.value if self.snapshot is not None else None
        kind = rows.kind if rows is not None else None
        if kind is None or rows is None:
            # Rows that were made of an answer (a cart's items), or of other rows (an overview's notes).
            resource = self.resource
            if resource is not None and (
                event.operations.intersection(resource.operations)
                or any(name in resource.made_of for name, _ in event.rows)
            ):
                self.read(keep=True, automatic=True)
            return
        changed = {row_id for name, row_id in event.rows if name == kind.name}
        if doubted := changed.intersection(self.table.row_ids):
            self._doubted |= doubted
            latest.beside(self, "gone", self._drop_gone)
        if rows.operation in event.operations:
            self.read(keep=True, automatic=True)
        elif changed:
            # What was saved in a cell is shown before its row says so; now the row says something newer.
            self.table.settle_over(changed)
            self.reopen()

    def reopen(self) -> None:
        """Take in what the cache has of the rows by now."""
        if self.snapshot is not None and self.snapshot.value.kind is not None:
            latest.beside(self, "reopen", self._reopen)

    async def _reopen(self) -> None:
        """Take in rows that the cache now has other copies of."""
        shown, snapshot = self._shown, self.snapshot
        if snapshot is None or shown is None:
            return
        await snapshot.value.reopen()
        if shown is not snapshot.value:
            await shown.reopen()
        await self._take_in(shown)


def within(now: Query, asked: Query, language: Language | None = None) -> Query:
    """What is asked through the filter line, of the list that a jump from elsewhere left, where there was one.

    Args:
        now: what the list shows.
        asked: what the line says.
        language: what the line takes.

    Raises:
        Malformed: when both would be the same filter of the host.
    """
    asked = replace(asked, owner=now.owner, period=now.period)
    scope = now.scope if now.line else now if now.arguments else None
    if scope is None or (language is not None and scope.arguments.keys() & set(language.alone)):
        return asked
    arguments = scope.arguments
    if any(arguments.get(name, value) != value for name, value in asked.arguments.items()):
        raise Malformed(
            f"This list is of {scope.says}, and the host takes one value of that at a time.",
            advice="Press escape for everything, then ask for that.",
        )
    return replace(
        asked,
        arguments={**arguments, **asked.arguments},
        forms=tuple(replace(form, arguments={**arguments, **form.arguments}) for form in asked.forms),
        says=f"{scope.says} · {asked.says}",
        scope=scope,
    )
