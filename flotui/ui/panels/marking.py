# SPDX-License-Identifier: MIT
"""The marks of a table, and the rows of its list that are not in it yet: only the marked ones, all of them, the rest."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from time import monotonic
from typing import Literal

from flotui.api.errors import FlochatError
from flotui.api.pacer import Purpose, on_behalf
from flotui.repositories.picked import PickedRows
from flotui.repositories.rows import ListRows
from flotui.repositories.snapshot import Snapshot
from flotui.resources.base import Action, Query, RowSource
from flotui.text.plural import count
from flotui.ui import latest
from flotui.ui.panels import words
from flotui.ui.panels.filtering import FilteredTable
from flotui.ui.panels.folding import whole
from flotui.ui.widgets import messages
from flotui.workspace import Changed, Event

HELD = 0.5
"""Seconds within which a key that comes again is held down, and no second press."""

_MANY = 2_000
"""Marked rows that are kept in memory where only they are shown; of more only a window is."""


class MarkedTable(FilteredTable):
    """A table whose rows are marked, the marks kept while another list is shown."""

    def __init__(self, *, id: str | None = None) -> None:
        """
        Args:
            id: the widget's id.
        """
        super().__init__(id=id)
        self._offered: tuple[str, object, float] | None = None
        """What was said to be on the host, and is read when the same key is pressed again; and when that was."""
        self._looked_at: tuple[str, ...] = ()
        """The ids of the rows that were marked when the rows were put on screen."""
        self._marked_in_sight: frozenset[str] = frozenset()
        """Those of them that are among the rows on screen."""
        self._doubted: set[str] = set()
        """The ids of marked rows that changed, and so may be gone."""
        self._kept: dict[str, Mapping[str, object]] = {}
        """The marks of each list, by its resource's id, while something else is shown."""
        self._unmarked: dict[str, Mapping[str, object]] = {}
        """The marks of each list that were taken away all at once, by its resource's id; "" where none are kept."""
        self._marks_of = ""
        """The id of the resource whose marks the table has, where they are kept."""
        self.only_marked = False
        """Whether only marked rows are shown."""
        self._everyone: RowSource[object] | None = None
        """All rows of the list, where they are shown instead of those that were read."""
        self._to_the_end = False
        """Whether the person went to the last row of all."""
        self._sorted_anew = False
        """Whether the rows are about to be sorted otherwise than before."""

    def _leave(self, *, bot: bool) -> None:
        """Another resource is shown; see `ReadingTable`. Another bot has no marks."""
        if bot:
            self._kept, self._unmarked, self._marks_of = {}, {}, ""
        super()._leave(bot=bot)

    def _aim(self, query: Query, select: str | None) -> None:
        """Let go of what is there; see `ReadingTable`. What is marked stays so, whatever list it is in."""
        if self._marks_of:
            self._kept[self._marks_of] = self.table.marks
        self._unmarked.pop("", None)
        self._marks_of, self.only_marked = "", False
        self._everyone, self._to_the_end = None, False
        super()._aim(query, select)

    async def fetch_marked(self) -> tuple[object, ...]:
        """All marked rows as they are here now; what is no longer here is no longer marked either."""
        shown, ids = self._shown, self.table.marked_ids
        if shown is None:
            return ()
        rows = {self.table.id_of(row): row for row in await shown.rows_of(ids)}
        self.table.unmark([row_id for row_id in ids if row_id not in rows])
        return tuple({self.row_id(row): whole(row) for row in rows.values()}.values())

    def hint_of(self, action: Action[object]) -> str:
        """The word of an action in the footer; empty for one of its own that can't be about as many rows as there are:
        several are marked, or there is none.
        """
        if action.needs == "nothing" or self.resource is None or action not in self.resource.actions:
            return action.hint
        if len(self.table.row_ids) > 1:
            return "" if action.needs == "one" else action.hint or action.hint_for_several
        shown, snapshot = self._shown, self.snapshot
        some = shown is None or snapshot is None or not snapshot.value.known or shown.count > 0
        return action.hint if some else ""

    def keep_marks(self, acted_on: Collection[str], row_ids: Collection[str]) -> None:
        """Take marks away of lines that an action was about, but not of the rows that are left of it.

        Args:
            acted_on: the lines that were marked when it began.
            row_ids: the rows whose marks stay.
        """
        left = {self.table.id_of(row) for row in self.table.marked if self.row_id(row) in row_ids}
        self.table.unmark([each for each in acted_on if each not in row_ids and each not in left])

    @property
    def marked_unseen(self) -> int:
        """How many marked rows aren't among those that are shown: they were marked in another query."""
        if self.table.marked_ids is self._looked_at:
            return len(self._looked_at) - len(self._marked_in_sight)
        return len(self._out_of_sight.intersection(self.table.row_ids))

    @property
    def _out_of_sight(self) -> frozenset[str]:
        """The ids of rows that were marked when the rows were put on screen, and aren't among them."""
        return frozenset(self._looked_at) - self._marked_in_sight

    @property
    def beyond(self) -> str:
        """How what is marked is not what is shown: marked rows that aren't shown, and what the marks don't reach, where
        all rows that are here are marked and the host has more; empty where it is.
        """
        return " ".join(filter(None, (self._unseen, self._unmarked_at_the_host)))

    @property
    def _unseen(self) -> str:
        marked, unseen = len(self.table.row_ids), self.marked_unseen
        if not unseen:
            return ""
        if unseen == marked:
            return (
                "The marked row isn't shown."
                if marked == 1
                else f"None of the {count(marked)} marked is shown."
            )
        return f"{count(unseen)} of the {count(marked)} marked {'isn' if unseen == 1 else 'aren'}'t shown."

    @property
    def _unmarked_at_the_host(self) -> str:
        shown, marked = self._shown, len(self.table.row_ids)
        seen = marked - self.marked_unseen
        if shown is None or self.snapshot is None or not seen or seen < shown.count:
            return ""
        rows = self._counts
        if not rows.more_to_come:
            return ""
        marks = f"{count(marked)} marked."
        if self.narrowing:
            return f"{marks} The host may have more matches, which aren't marked. Press enter in the filter to search it."
        if rows.total is None:
            return f"{marks} The host has more, which aren't marked."
        return f"{marks} {count(rows.total - rows.count)} more on the host aren't marked."

    async def _show(self, snapshot: Snapshot[RowSource[object]], first: bool) -> None:
        """Put the rows of a snapshot on screen; see `ReadingTable`. Of a whole list, what isn't in it isn't marked."""
        await super()._show(snapshot, first)
        shown, asked = self._shown, self.asked
        if shown is None or self.resource is None:
            return
        if not self._marks_of and snapshot.value.known and asked.owner is None:
            self._marks_of = self.resource.id
            self.table.mark_again(await self._still_listed(self._kept.pop(self.resource.id, {})))
        part = self.narrowing or self.only_marked or asked.arguments or asked.audience or asked.words
        marked = self.table.marked_ids
        listed = await shown.those_among(marked) if marked else frozenset[str]()
        self._looked_at, self._marked_in_sight = marked, listed
        if marked and snapshot.value.complete and not snapshot.stale and not part:
            self.table.unmark([row_id for row_id in marked if row_id not in listed])

    async def _still_listed(self, marks: Mapping[str, object]) -> Mapping[str, object]:
        """Those of some marks whose rows the list may still have."""
        if not marks or self._shown is None or self.snapshot is None or self.snapshot.value.reaches:
            return marks
        listed = await self._shown.those_among(marks.keys())
        return {row_id: row for row_id, row in marks.items() if row_id in listed}

    async def mark_again(self) -> bool:
        """Mark what was marked when all marks were taken away.

        Returns:
            Whether there was anything.
        """
        marks = await self._still_listed(self._unmarked.pop(self._marks_of, {}))
        shown = await self._shown.those_among(marks.keys()) if self._shown is not None else frozenset()
        hidden = self._out_of_sight | (marks.keys() - shown)
        self.table.mark_again(marks)
        self._looked_at = self.table.marked_ids
        self._marked_in_sight = frozenset(self._looked_at) - hidden
        return bool(marks)

    async def _read_all(self, force: bool, keep: bool) -> None:
        """Read it; see `ReadingTable`. Where all rows of the list are shown, the host is asked which of them changed."""
        await super()._read_all(force, keep)
        workspace, snapshot = self.workspace, self.snapshot
        if (
            not force
            or self._query_language is None
            or self._everyone is None
            or workspace is None
            or snapshot is None
        ):
            return
        try:
            await self._query_language.freshen(workspace)
        except FlochatError as error:
            self.tell_trouble(error)
            return
        await self._show(snapshot, False)
        self.tell()

    async def arranged_of(self, rows: RowSource[object]) -> tuple[RowSource[object], tuple[str, ...]]:
        """The rows that are shown of some; see `FilteredTable`. Only the marked ones, where that is asked for."""
        if not self.only_marked or self.resource is None:
            self._everyone = await self._all_rows() if self._wants_all else None
            return await super().arranged_of(rows if self._everyone is None else self._everyone)
        everyone = await self._all_rows()  # some were marked there, and were never read for the list
        ids = self.table.marked_ids
        if everyone is not None and len(ids) > _MANY:
            return await PickedRows.of(everyone, ids), self.narrowing
        marked = await (rows if everyone is None else everyone).rows_of(ids)
        return ListRows(list(marked), self.resource.row_id, rows.fetched_at), self.narrowing

    @property
    def _counts(self) -> RowSource[object]:
        """The rows that are spoken of now."""
        assert self.snapshot is not None
        return self._among(self.snapshot)

    def _among(self, snapshot: Snapshot[RowSource[object]]) -> RowSource[object]:
        """The rows that are spoken of; see `ShowingTable`. All of the list, where they are shown."""
        return snapshot.value if self._everyone is None else self._everyone

    @property
    def fetched_at(self) -> float | None:
        """When the host was asked for what it shows, in unix seconds."""
        return super().fetched_at if self._everyone is None else self._everyone.fetched_at

    @property
    def shows_everyone(self) -> bool:
        """Whether all rows of the list are shown, though only some of them were read for it."""
        return self._everyone is not None

    @property
    def _wants_all(self) -> bool:
        """Whether what the person wants to see is about all rows: sorted, narrowed, or the last of them."""
        sorted_by = self.resource is not None and self.resource.id in self.sorting
        return self._to_the_end or sorted_by or bool(self.narrowing)

    async def _all_rows(self) -> RowSource[object] | None:
        """All rows of a list that was asked for as a whole, where they are here without a call."""
        asked = self.asked
        part = asked.arguments or asked.audience or asked.words or asked.line or asked.owner is not None
        if self._query_language is None or self.workspace is None or part:
            return None
        return await self._query_language.everyone(self.workspace)

    def sort_by(self, name: str, *, down: bool = False) -> None:
        """Sort the rows that are here; see `ShowingTable`. What isn't here, and so isn't sorted, is said."""
        self._sorted_anew = bool(name)
        super().sort_by(name, down=down)

    async def _narrow(self) -> None:
        await super()._narrow()
        anew, self._sorted_anew = self._sorted_anew, False
        if anew and self.rest:
            self.post_message(self.Said(f"{self.rest} :read-all reads and sorts them."))

    def show_marked(self, on: bool) -> None:
        """Show only the marked rows, or all again.

        Args:
            on: which.
        """
        self.only_marked = on
        self.show_again(select=self.selected or "")
        self.tell()

    def step_back(self) -> bool:
        """Close what is open over the list: the line that is typed in, else the marks, else the filter.

        Returns:
            Whether anything was.
        """
        if self.filtering and self.leave_line():
            return True
        if self.only_marked:
            self.show_marked(False)
            return True
        if self.table.row_ids:
            self.table.action_unmark()
            return True
        return self.close_filter(clear=True)

    def received(self, event: Event) -> None:
        """Follow what happens in the workspace; see `ReadingTable`. A marked row that changed may be gone."""
        kind = self.snapshot.value.kind if self.snapshot is not None else None
        if isinstance(event, Changed) and kind is not None:
            changed = {row_id for name, row_id in event.rows if name == kind.name}
            if doubted := changed.intersection(self.table.row_ids):
                self._doubted |= doubted
                latest.alongside(self, "gone", self._drop_gone)
        super().received(event)

    async def _drop_gone(self) -> None:
        """Take the marks away of rows that changed and are no longer here."""
        while self._doubted and self._shown is not None:
            ids = tuple(self._doubted)
            self._doubted.clear()
            here = {self.table.id_of(row) for row in await self._shown.rows_of(ids)}
            self.table.unmark([row_id for row_id in ids if row_id not in here])

    def on_table_marked(self, event: messages.Marked) -> None:
        """Say how many are marked, and whether the host has more than could be."""
        event.stop()
        if self.only_marked and not self.table.row_ids:
            self.show_marked(False)
        self.tell()
        if event.taken:
            self._unmarked[self._marks_of] = event.taken
            them = "it" if len(event.taken) == 1 else "them"
            self.post_message(self.Said(f"{count(len(event.taken))} unmarked. :marked marks {them} again."))
        if event.every and self._unmarked_at_the_host:
            latest.start(self, "beyond", self._mark_beyond)

    async def _mark_beyond(self) -> None:
        """Mark all rows of the list where they are here; else say what the others cost."""
        if await self._show_all():
            self.table.action_mark_all()
        elif self.snapshot is not None and self._unmarked_at_the_host:
            self._offer_rest("mark", self._unmarked_at_the_host)

    # -- The rows that are not here ---------------------------------------------------------------

    def on_table_last(self, event: messages.Last) -> None:
        """Read the rest of the list, once it was said what that costs."""
        event.stop()
        snapshot = self.snapshot
        if (
            snapshot is not None
            and snapshot.value.more_to_come
            and not self.narrowing
            and not self.shows_everyone
        ):
            if self._query_language is None:
                self._offer_rest("read", "The host has more rows. How many isn't known.")
            else:
                latest.start(self, "rest", self._go_to_the_end)

    async def _go_to_the_end(self) -> None:
        """Go to the last of all rows where they are here; else say what the rest costs."""
        if await self._show_all():
            self.table.action_last()
        else:
            self._offer_rest("read", "The host has more rows. How many isn't known.")

    async def _show_all(self) -> bool:
        """Show all rows of the list, where they are here; whether they are."""
        if self.shows_everyone or await self._all_rows() is None or self.snapshot is None:
            return False
        self._to_the_end = True
        await self._show(self.snapshot, False)
        self.tell()
        return True

    def _offer_rest(self, what: Literal["mark", "read"], otherwise: str) -> None:
        """Say what the rows that are not here cost; the same key again reads them.

        Args:
            what: whether they are read, or marked as well.
            otherwise: what is said where nobody knows how many they are.
        """
        assert self.snapshot is not None
        rows = self.snapshot.value
        if self.narrowing or (rows.total is None and rows.calls_to_know is None):
            self.post_message(self.Said(otherwise))
            return
        now = monotonic()
        before, self._offered = self._offered, (what, rows, now)
        if before is not None and before[:2] == (what, rows) and now - before[2] > HELD:
            self._offered = None
            latest.start(self, "rest", partial(self._read_rest, rows, what))
            return
        self._say_rest(what, rows)

    def _say_rest(self, what: Literal["mark", "read"], rows: RowSource[object]) -> None:
        does = "read and mark" if what == "mark" else "read"
        self.post_message(self.Said(f"{self._cost_of(rows)} Press it again to {does} them."))

    async def _read_more(self) -> None:
        """Read the next page. At the last row what is left was told a moment ago: it is less then, or nothing."""
        begun = monotonic() - HELD
        await super()._read_more()
        what, rows, at = self._offered or ("", None, 0.0)
        if what != "read" or at < begun or self.snapshot is None or self.snapshot.value is not rows:
            return
        if self.snapshot.value.more_to_come:
            self._say_rest("read", self.snapshot.value)
        else:
            self._offered = None
            self.post_message(self.Said(f"All {count(self.snapshot.value.count)} are loaded."))

    def _cost_of(self, rows: RowSource[object]) -> str:
        """How many rows are not here, how many calls those cost, and whether the hour has so many."""
        number, workspace = words.on_the_host(rows, self._page), self.workspace
        calls = words.calls_of(rows, self._page)
        short = workspace and words.beyond_the_quota(calls, workspace.quota, workspace.pacer.reserve)
        return f"{number} {short}" if short else number

    @property
    def _page(self) -> int:
        return self.workspace.reader.page_size if self.workspace is not None else 1

    @property
    def rest(self) -> str:
        """How many rows of the list are not here, and how many calls those cost; empty where all are."""
        rows = self._counts if self.snapshot is not None else None
        if rows is None or not rows.more_to_come:
            return ""
        known = rows.total is not None or rows.calls_to_know is not None
        return self._cost_of(rows) if known else "The host has more rows. How many isn't known."

    def read_rest(self) -> None:
        """Read all rows of the list that are not here; the cursor stays."""
        if self.snapshot is not None:
            latest.start(self, "rest", partial(self._read_rest, self.snapshot.value, "stay"))

    async def _read_rest(self, rows: RowSource[object], what: Literal["mark", "read", "stay"]) -> None:
        """Read all rows of the list that are not here, page by page; going elsewhere ends it, and reading it anew."""
        asked = self.asked
        try:
            with on_behalf(Purpose.JOB):
                while self.snapshot is not None and self.snapshot.value is rows and await rows.more():
                    of = f" of {count(rows.total)}" if rows.total is not None else ", and more may follow"
                    self.post_message(self.Said(f"Reading: {count(rows.count)}{of}."))
                    await self._reopen()
        except FlochatError as error:
            of = f" of {count(rows.total)}" if rows.total is not None else ""
            self.post_message(self.Said(f"Stopped: {count(rows.count)}{of} are loaded. {error.happened}"))
            self.tell_trouble(error)
            return
        if self.snapshot is None or self.snapshot.value is not rows:
            if self.asked == asked:  # else what is said of it would be taken for the other list's
                unmarked = " Nothing more was marked." if what == "mark" else ""
                again = f"Stopped: {count(rows.count)} were loaded, then the list was refreshed.{unmarked}"
                self.post_message(self.Said(f"{again} Repeat it to go on."))
            return
        if rows.total is not None and rows.count < rows.total:
            left = f"The host counts {count(rows.total)} and sends no more."
            self.post_message(self.Said(f"{count(rows.count)} are loaded. {left}"))
        else:
            self.post_message(self.Said(f"All {count(rows.count)} are loaded."))
        if what == "mark":
            self.table.action_mark_all()
        elif what == "read":
            self.table.action_last()
