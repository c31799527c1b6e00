# SPDX-License-Identifier: MIT
"""The list that pickers and the tag dialog choose from: drawn line by line, whatever its length."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from flotui.resources.ask import Choice
from flotui.text import fuzzy
from flotui.text.safe import cut, sanitize
from flotui.ui.modals.ranking import Offer, RankedRow, Ranking
from flotui.ui.widgets.tones import Ground, Toned


class ChoiceList(Toned, ScrollView, can_focus=False):
    """Choices under their headings, one of them highlighted. The input above it keeps the focus."""

    DEFAULT_CSS = """
    ChoiceList {
        height: 8;
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
    }
    """

    class Chosen(Message):
        """A row was clicked."""

    def __init__(
        self, *, mark: Callable[[RankedRow], tuple[str, bool]] | None = None, id: str | None = None
    ) -> None:
        """
        Args:
            mark: what is before a choice, such as `[x]`, and whether that is a change.
            id: its name in the dialog.
        """
        super().__init__(id=id)
        self._mark = mark
        self._ranking = Ranking()
        self._rows: list[RankedRow] = []
        self._cursor = 0
        self._moved = False
        self._painted = False
        self._label_width = self._note_width = 0
        self._has_notes = False
        self._has_keys = False

    # What it offers.

    def offer(self, choices: Sequence[Choice]) -> None:
        """Take the choices to search.

        Args:
            choices: in the order of the groups; one that comes twice is found once.
        """
        self._ranking = Ranking(choices)
        self._label_width = max((cell_len(choice.label) for choice in choices), default=0)
        self._note_width = max((cell_len(choice.disabled or choice.note) for choice in choices), default=0)
        self._has_notes = self._note_width > 0
        self._has_keys = any(choice.key for choice in choices)

    def search(
        self,
        query: str,
        offers: Sequence[Offer] = (),
        *,
        answers: Collection[str] = (),
        more: bool = False,
        preselect: bool = True,
        meant: Choice | None = None,
    ) -> None:
        """Show what fits, and highlight what was surely meant: nothing, where all that fits is a guess.

        Args:
            query: as it was typed.
            offers: what else can be done with it.
            answers: the ids of the choices that the host found for it. They are shown whatever their text.
            more: whether the host may have more that fit, and wasn't asked for them.
            preselect: whether the first one is highlighted while nothing is typed.
            meant: what was surely meant by it, beside the choices that there are.
        """
        self._rows, self._cursor = self._ranking.search(
            query, offers, answers=answers, more=more, preselect=preselect
        )
        if meant is not None:
            self._rows, self._cursor = [RankedRow(meant), *self._rows], 0
        self._moved = self._painted = False
        self.virtual_size = Size(self.size.width, len(self._rows))
        self.scroll_to(y=0, animate=False, force=True)
        self.refresh()

    def exact(self, name: str) -> bool:
        """Whether one of the choices has exactly this name."""
        return any(fuzzy.same(choice.label, name) for choice in self._ranking.choices)

    @property
    def offered(self) -> Sequence[Choice]:
        """All choices of the list, whatever the search line says."""
        return self._ranking.choices

    @property
    def longest(self) -> int:
        """How many lines it has when nothing is searched."""
        choices = self._ranking.choices
        groups = sum(
            one.group != (choices[index - 1].group if index else "") for index, one in enumerate(choices)
        )
        return len(choices) + groups

    @property
    def length(self) -> int:
        """How many lines it has now."""
        return len(self._rows)

    @property
    def rows(self) -> Sequence[RankedRow]:
        """The lines it has now."""
        return self._rows

    @property
    def moved(self) -> bool:
        """Whether the person moved the highlight to where it is."""
        return self._moved

    @property
    def painted(self) -> bool:
        """Whether the highlighted row has been on screen since the list last changed."""
        return self._painted

    @property
    def row(self) -> RankedRow | None:
        """The highlighted row, if there is one."""
        if 0 <= self._cursor < len(self._rows) and self._rows[self._cursor].choice is not None:
            return self._rows[self._cursor]
        return None

    # Moving.

    def move(self, by: int) -> None:
        """Move the highlight, past headings; it stops at the ends.

        Args:
            by: how many rows down; negative for up.
        """
        self._moved = True
        step = 1 if by > 0 else -1
        target = len(self._rows) if self._cursor < 0 and by < 0 else self._cursor
        for _ in range(abs(by)):
            further = target + step
            while 0 <= further < len(self._rows) and self._rows[further].choice is None:
                further += step
            if not 0 <= further < len(self._rows):
                break
            target = further
        if target < len(self._rows):
            self._go(target)

    def page(self, by: int) -> None:
        """Move the highlight by pages."""
        self.move(by * max(self.size.height - 1, 1))

    def end(self, last: bool) -> None:
        """Move the highlight to the first or the last row."""
        self.move(len(self._rows) if last else -len(self._rows))

    def to(self, choice_id: str) -> None:
        """Highlight a choice by its id, where it is shown."""
        for index, row in enumerate(self._rows):
            if row.choice is not None and row.choice.id == choice_id and not row.new:
                self._moved = True
                self._go(index)
                return

    def _go(self, target: int) -> None:
        before, self._cursor = self._cursor, target
        if before == target:
            return
        top, height = self.scroll_offset.y, max(self.size.height, 1)
        # A heading above the first row comes into view with it.
        first = target - 1 if target and self._rows[target - 1].choice is None else target
        if first < top or target >= top + height:
            # A third of a page at once: a line at a time would send the whole list for each key.
            ahead = height // 3
            wanted = first - ahead if first < top else target - height + 1 + ahead
            limit = max(len(self._rows) - height, 0)
            self.scroll_to(y=max(min(wanted, limit), 0), animate=False, force=True)
        self.refresh_row(before)
        self.refresh_row(target)

    def refresh_row(self, index: int) -> None:
        """Repaint one row."""
        self.refresh(Region(0, index - self.scroll_offset.y, self.size.width, 1))

    def refresh_cursor(self) -> None:
        """Repaint the highlighted row."""
        self.refresh_row(self._cursor)

    def on_click(self, event: events.Click) -> None:
        """Highlight and choose with the mouse."""
        index = event.y + self.scroll_offset.y
        if 0 <= index < len(self._rows) and self._rows[index].choice is not None:
            self._moved = True
            self._go(index)
            self.post_message(self.Chosen())

    def on_resize(self) -> None:
        """Keep the highlight in view."""
        self.virtual_size = Size(self.size.width, len(self._rows))
        top, height = self.scroll_offset.y, max(self.size.height, 1)
        if not top <= self._cursor < top + height:
            self.scroll_to(y=max(self._cursor - height + 1, 0), animate=False, force=True)

    # Drawing.

    def render_line(self, y: int) -> Strip:
        """One line on screen."""
        index = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        plain = self.palette.style()
        if index >= len(self._rows):
            return Strip.blank(width, plain)
        here = index == self._cursor
        self._painted = self._painted or here
        base = self.palette.style("plain", "cursor") if here else plain
        segments = list(self._segments(self._rows[index], here, width, base))
        return Strip(Segment.adjust_line_length(segments, width, base), width)

    def _segments(self, row: RankedRow, here: bool, width: int, base: Style) -> Iterable[Segment]:
        palette = self.palette
        ground: Ground = "cursor" if here else "plain"
        dim, accent = palette.style("dim", ground), palette.style("accent", ground)
        bold = accent + Style(bold=True)
        if row.choice is None:
            yield Segment(sanitize(row.heading), palette.style("header"))
            return
        choice = row.choice
        yield Segment("▌" if here else " ", palette.style("mark", ground))
        left = width - 1
        if self._mark is not None:
            mark, changed = self._mark(row)
            yield Segment(f"{mark} ", bold if changed else dim)
            left -= cell_len(mark) + 1
        if row.offer is not None:
            yield Segment("+ " if self._mark is None else "", bold)
            yield Segment(f"{row.offer.verb} “{sanitize(row.offer.text)}”", bold)
            return
        if self._has_keys and not self._ranking.query:  # as a later letter a digit is searched
            yield Segment(f"{choice.key:<2}", dim if choice.disabled else bold)
            left -= 2
        note = choice.disabled or choice.note
        room = left
        # Notes are in a column of their own: whole where labels are too, or that is half of the line, else as far as
        # labels let them.
        beside, most = room - self._note_width, max(room * 3 // 5, 1)
        if beside < room // 2 or self._label_width + 2 <= most:
            beside = max(beside, most)
        column = min(self._label_width + 2, beside) if self._has_notes else room
        # A label that would be cut goes beyond its column where that makes it whole.
        alone = room - cell_len(sanitize(note)) - 2
        whole = not note or cell_len(sanitize(choice.label)) <= alone
        label = cut(choice.label, room if whole else column - 2)
        plain = dim if choice.disabled else base
        query = self._ranking.query
        places = fuzzy.hits(query, label) if query else ()
        yield from _stressed(label, places, plain, bold)
        rest = room - cell_len(label)
        if note:
            gap = min(max(column - cell_len(label), 2), rest)
            if (
                2 <= (closer := rest - cell_len(sanitize(note))) < gap
            ):  # one that would be cut begins before the others
                gap = closer
            text = cut(note, rest - gap)
            yield Segment(" " * gap, base)
            yield Segment(text, dim)


def _stressed(text: str, places: Iterable[int], plain: Style, stressed: Style) -> Iterable[Segment]:
    """A text with some of its characters set off."""
    last = 0
    for place in places:
        if place > last:
            yield Segment(text[last:place], plain)
        yield Segment(text[place : place + 1], stressed)
        last = place + 1
    if last < len(text):
        yield Segment(text[last:], plain)
