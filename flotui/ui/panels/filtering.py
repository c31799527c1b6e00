# SPDX-License-Identifier: MIT
"""The filter line of a table: narrowing what is here while one types, and asking the host with enter.

The line is imported when it is opened.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual.message import Message

from flotui.api.errors import FlochatError, Malformed
from flotui.resources import searching
from flotui.resources.base import Query, QueryLanguage, Resource, RowSource
from flotui.resources.query import within
from flotui.resources.text import Span
from flotui.text import safe
from flotui.text.clean import cleaned
from flotui.ui import latest
from flotui.ui.panels.reading import ReadingTable
from flotui.ui.panels.waiting import in_a_sentence
from flotui.ui.trail import View
from flotui.ui.widgets.lines import Lines
from flotui.workspace import Workspace

if TYPE_CHECKING:  # not before somebody filters
    from textual.widgets import Input

    from flotui.ui.widgets.inputs import Line


class FilteredTable(ReadingTable):
    """A table with a filter line."""

    class Said(Message, namespace="listing"):
        """A sentence for the line at the bottom, until the next key."""

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
        self.text = ""
        """What the filter line says."""
        self._input: Input | None = None
        self._options: Lines | None = None
        """The line below the filter line: completions that tab takes."""
        self._before: tuple[View, str] | None = None
        """What the list showed when the line was opened, and what it was narrowed to; None where no filter was on."""
        self._sought = ""
        """What the host is being asked for through the filter line, or was in vain."""
        self._in_vain = ""
        """What the filter line says that the host has nothing of: only what is just that stays."""
        self._meant = ""
        """The query that the rows here are narrowed to, where the filter line speaks the query language."""

    def _leave(self, *, bot: bool) -> None:
        """Another resource is shown; see `ReadingTable`. The filter line of the one before goes."""
        self._close_line()
        super()._leave(bot=bot)

    def turn_to(self, query: Query, *, select: str | None = None) -> None:
        """Ask for something else; see `ReadingTable`."""
        self.text = self._sought = self._meant = ""
        super().turn_to(query, select=select)

    @property
    def view(self) -> View:
        """What it shows, and where the cursor is."""
        text = "" if self.asked.line else self.text
        sort = None if self.resource is None else self.sorting.get(self.resource.id)
        line = self.table.line if self._line is None else self._line
        return View(replace(self.asked, force=False), text, self.selected or "", line, sort)

    def show(self, workspace: Workspace, resource: Resource[object], view: View) -> None:
        """Show a resource as it was shown before.

        Args:
            workspace: the open bot.
            resource: which.
            view: what it showed, and where the cursor was.
        """
        self.point(workspace, resource, view.query, select=view.row_id or None)
        self._take(view)

    def resume(self, view: View) -> None:
        """Show again what it showed, with the cursor where it was."""
        self.turn_to(view.query, select=view.row_id or None)
        self._take(view)

    def _take(self, view: View) -> None:
        """Have what is being read shown in a way."""
        assert self.resource is not None
        if view.sort is not None:
            self.sorting[self.resource.id] = view.sort
        self.text, self._line = view.text, view.line
        if view.as_before:
            self.keep_order()

    def read(self, *, force: bool = False, keep: bool = False, automatic: bool = False) -> None:
        """Read it; see `ReadingTable`. What the host was asked for in vain is asked again."""
        if force and self._sought:
            self._seek(self._sought, force=True)
        else:
            super().read(force=force, keep=keep, automatic=automatic)

    # -- What it says -----------------------------------------------------------------------------

    @property
    def narrowing(self) -> tuple[str, ...]:
        """The words of the filter line, while they narrow what is here rather than having been asked of the host."""
        if self.text and self.text == self._in_vain:
            return (
                "".join(self.text.split())
                if self._query_language is None
                else self._query_language.whole(self.text),
            )
        if self._query_language is not None:
            return (self._meant,) if self._meant and not self.asked.line else ()
        return () if self.asked.line else self._words(self.text)

    @property
    def _query_language(self) -> QueryLanguage | None:
        """How the filter line is read, where it speaks the query language."""
        return self.resource.query_language if self.resource is not None else None

    def _words(self, text: str) -> tuple[str, ...]:
        language = self.resource.language if self.resource is not None else None
        return tuple(text.split() if language is None else language.words(text))

    async def arranged_of(self, rows: RowSource[object]) -> tuple[RowSource[object], tuple[str, ...]]:
        """The rows that are shown of some, and the words that they are still to be narrowed to."""
        asked, meant = self._query_language, self._meant
        if (
            asked is None
            or not meant
            or self.asked.line
            or self.text == self._in_vain
            or self.workspace is None
        ):
            return rows, self.narrowing
        words = asked.words(meant)
        if words is not None:
            return rows, words
        found = await asked.narrowed(self.workspace, rows, meant)
        return (rows if found is None else found), ()

    @property
    def _alone(self) -> tuple[str, ...]:
        """The host's filters that say all there is to say."""
        language = self.resource.language if self.resource is not None else None
        if language is not None:
            return language.alone
        return ("user_ns",) if self._query_language is not None else ()

    @property
    def typed(self) -> str:
        """What the filter line says."""
        return self.text or self.asked.line

    @property
    def narrowed_to(self) -> str:
        """What the rows here are narrowed to, as a title says it: nothing while the filter line says so itself."""
        if self._input is not None:
            return ""
        return self.text.strip() if self.text == self._in_vain else " ".join(self.narrowing)

    @property
    def _hint(self) -> str:
        """What enter does, and what the filter line takes."""
        assert self.resource is not None
        enter = "keeps the filter" if self.shows_everyone else "asks the host"
        return f"enter {enter} · {self.resource.hint}" if self.resource.search else self.resource.hint

    # -- Opening and closing it -------------------------------------------------------------------

    async def open_filter(self) -> None:
        """Open the filter line; it has the focus when this returns."""
        if self._input is not None:
            self.screen.set_focus(self._input)
            return
        from flotui.ui.widgets.filter import FilterLine, Prompted, QueryLine  # as above

        assert self.resource is not None and self.workspace is not None
        self._before = self._in_force
        hint = self._hint
        if self._query_language is None:
            self._input = FilterLine(self.typed, placeholder=hint)
            await self.mount(Prompted(self._input), before=self.table)
        else:
            self._input = QueryLine(
                self.typed, hint, self.workspace.memory.asked, self._query_language.complete_now
            )
            self._options = Lines(1, id="options")
            await self.mount(Prompted(self._input), self._options, before=self.table)
            self._complete()
        self.screen.set_focus(self._input)

    @property
    def _in_force(self) -> tuple[View, str] | None:
        """What the list shows, and what it is narrowed to; None where no filter is on."""
        return (self.view, self._meant) if self.asked.line or self.narrowing else None

    @property
    def filtering(self) -> bool:
        """Whether the filter line is being typed in."""
        return self._input is not None and self._input.has_focus

    def leave_line(self) -> bool:
        """Close the filter line, and have the list be as it was before the line was opened; whether it was open."""
        if self._input is None:
            return False
        if self._before is None:
            return self.close_filter(clear=True)
        before, meant = self._before
        if (self.asked.line, self.text) == (before.query.line, before.text):
            return self._close_line()
        self._curtain.close(self.app)  # the line goes and the rows come in one painting
        self._close_line()
        self.resume(before)
        self._meant = meant
        return True

    def close_filter(self, *, clear: bool) -> bool:
        """Close the filter line.

        Args:
            clear: whether to show everything again, with the cursor on the same row.

        Returns:
            Whether there was anything to close or clear.
        """
        clears = clear and bool(self.typed)
        if clears:
            self._curtain.close(self.app)  # the line goes and the rows come in one painting
        had = self._close_line()
        if clears:
            sought, self._sought = self._sought, ""
            self.note("")
            row_id = self.row_id(self.table.row) or None
            if self.asked.line:
                self.turn_to(self.asked.scope or self.asked_of(self.asked.owner), select=row_id)
            else:
                self.text = self._meant = ""
                self.show_again(select=row_id or "")
                if sought:  # in the place of what the host is being asked for; other reading goes on
                    self.read(keep=True)
            return True
        return had

    def widen(self) -> bool:
        """Show the full list where a jump from elsewhere left a part of it; whether it did."""
        if not self.asked.summary:
            return False
        self.turn_to(self.asked_of(self.asked.owner), select=self.row_id(self.table.row) or None)
        return True

    def _close_line(self) -> bool:
        if self._input is None:
            return False
        for line in filter(None, (*self.query("Prompted"), self._options)):
            line.display = False  # what removes them takes its time; the room is there at once
            line.remove()
        self.refresh(layout=True)
        self._input = self._options = None
        latest.focus(self.table)
        return True

    # -- Typing -----------------------------------------------------------------------------------

    def _type(self, text: str) -> None:
        """Narrow what is here to the words of a text. What its keys say is asked with enter."""
        if self._query_language is not None:
            self._type_query(text)
            return
        words = self._words(text)
        if self.asked.line and words != self._words(self.asked.line):
            # What the host was asked for is something else now.
            row_id = self.row_id(self.table.row) or None
            self.turn_to(self.asked.scope or self.asked_of(self.asked.owner), select=row_id)
        self._sought = ""
        before, self.text = self.narrowing, text
        self._nothing_in_vain()
        if self.narrowing != before:
            self.show_again()

    def _type_query(self, text: str) -> None:
        """Narrow what is here to a query, once it can be read: until then the list stays as it is."""
        assert self._query_language is not None
        self._sought, self.text = "", text
        self._nothing_in_vain()
        text = self._query_language.finished(text)
        if not text.strip():
            self._mean("")
        elif self._query_language.words(text) is not None:
            self._mean(text)
        else:
            latest.start(self, "mean", partial(self._mean_query, text))

    def _nothing_in_vain(self) -> None:
        """What the host had nothing of is another text than what is typed now, and so is what was said of it."""
        if self._in_vain:
            self._in_vain = ""
            self.note("")

    async def _mean_query(self, text: str) -> None:
        """Narrow what is here to what can be read of a query, however fast it was typed."""
        assert self._query_language is not None and self.workspace is not None
        if self.snapshot is None or text == self.asked.line:
            return
        typed = self.text
        clear = await self._query_language.clear_part(self.workspace, text)
        if clear is None or (clear != text and self.asked.line):
            return
        if self.text == typed and not self._sought:  # else the host is asked for it already
            self._mean(clear)

    def _mean(self, text: str) -> None:
        assert self._query_language is not None
        latest.drop(self, "mean")
        if self.asked.line and text != self.asked.line:
            # What the host was asked for is something else now.
            row_id = self.row_id(self.table.row) or None
            typed = self.text
            self.turn_to(self.asked.scope or self.asked_of(self.asked.owner), select=row_id)
            self.text = typed
        before, self._meant = self.narrowing, text
        if self.narrowing != before:
            self.show_again()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the loaded rows with every letter; enter asks the host."""
        event.stop()
        if event.value != self.typed:
            self._type(event.value)
        self._complete()

    def _complete(self) -> None:
        if self._query_language is not None:
            latest.start(self, "complete", self._look_up_options)

    async def _look_up_options(self) -> None:
        """See how the filter line may go on, and say it below the line."""
        from flotui.ui.widgets.filter import QueryLine, options

        line, asked = self._input, self._query_language
        if (
            not isinstance(line, QueryLine)
            or asked is None
            or self.workspace is None
            or self.resource is None
        ):
            return
        text = line.value
        found = await asked.complete(self.workspace, text, line.cursor_position)
        if line is self._input and line.value == text and self._options is not None:
            found = line.go_on(found) or found
            told = options(found, self._hint if text else self.resource.hint, self._options.size.width)
            self._options.put(0, told, "tab" if found.options else "")

    def on_line_told(self, event: Line.Told) -> None:
        """What was pasted is not there as it was."""
        event.stop()
        self.post_message(self.Said(event.message))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Ask the host, where it can be asked; else keep what is narrowed."""
        event.stop()
        text = event.value.strip()
        self.close_filter(clear=not text)
        if text and self.resource is not None and self.resource.search is not None:
            self._seek(text)

    def filter_by(self, text: str) -> None:
        """Filter by a text, as if it had been typed and enter pressed."""
        self._before = self._in_force
        self._type(text)
        if self.resource is not None and self.resource.search is not None:
            self._seek(text)

    # -- Asking the host --------------------------------------------------------------------------

    def _seek(self, text: str, *, force: bool = False) -> None:
        """Ask the host for what the filter line says."""
        assert self.resource is not None
        self._sought = text
        self._expect()
        self._begin_waiting(f"{in_a_sentence(self.resource.title)} with “{safe.sanitize(text)}”")
        latest.start(self, "read", partial(self._ask_host, text, force))

    async def _ask_host(self, text: str, force: bool) -> None:
        assert self.workspace is not None and self.resource is not None and self.resource.search is not None
        try:
            found = await self.resource.search(self.workspace, cleaned(text))
            line = self._query_language.printed(text) if self._query_language is not None else text
            if self._query_language is not None:
                self.workspace.memory.remember_asked(line)
            asked = within(self.asked, replace(found, line=line, force=force), self._alone)
            # What was found here stays on screen until the host has answered, and if it doesn't.
            stays = self.snapshot is not None and bool(self.narrowing)
            trouble = await self._trouble_with(asked) if stays else None
        except FlochatError as error:
            self._sought = ""
            nothing = isinstance(error, searching.NothingFound) and bool(self.text)
            at = error.typed_at if isinstance(error, Malformed) else None
            await self._stay(refused=at is not None)
            if nothing:
                self._in_vain = self.text
                self.show_again()
            elif self._meant and (at is None or self._before is None):
                self._meant = ""  # what was narrowed by names that weren't known is whole again
                self.show_again()
            self.note((Span(str(error), "warn"),))
            self._answered()
            if at is not None:
                await self._mend(at)
            return
        asked = replace(asked, force=False)
        if trouble is not None:
            self.tell_trouble(trouble)
            self._answered()
        elif stays and asked.words:
            self.asked, self.text, self._sought, self._meant = asked, "", "", ""
            self.read(keep=True)
        else:
            self.turn_to(asked)

    async def _stay(self, *, refused: bool) -> None:
        """Have the list be there again whose reading was given up for the line.

        Args:
            refused: whether the line is in doubt: then the filter stays that was in force before it.
        """
        before = self._before if refused else None
        if before is not None and (self.asked.line, self._meant) != (before[0].query.line, before[1]):
            view, typed = before[0], self.text
            latest.drop(self, "mean")
            self._aim(view.query, view.row_id or None)
            self._take(view)
            self._meant, self.text = before[1], typed
        if self.snapshot is None or self.snapshot.stale:
            self._begin_waiting()
            await self._read(False, self.snapshot is not None)

    async def _mend(self, at: int) -> None:
        """Open the line again that was refused, with the cursor on the fault, where nobody has gone elsewhere since."""
        if not self.table.has_focus or not self.screen.is_current:
            return
        from flotui.ui.widgets.filter import FilterLine  # as above

        before = self._before
        await self.open_filter()
        self._before = before
        if self._input is not None:
            self._input.cursor_position = min(at, len(self._input.value))
            if isinstance(self._input, FilterLine):
                self._input.refused = self._input.value

    async def _trouble_with(self, asked: Query) -> FlochatError | None:
        """Have the cache filled with what is asked; why the host doesn't answer that."""
        assert self.workspace is not None and self.resource is not None
        async for snapshot in searching.reading(self.workspace, self.resource, asked):
            if snapshot.error is not None:
                return snapshot.error
            if not snapshot.stale:
                return None
        return None
