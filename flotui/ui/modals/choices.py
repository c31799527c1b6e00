"""The list that pickers and the tag dialog choose from: drawn line by line, whatever its length."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from flotui.resources import fuzzy
from flotui.resources.ask import Choice
from flotui.ui.safe import cut, visible
from flotui.ui.widgets.tones import Ground, Toned


class Row(msgspec.Struct, frozen=True):
    """One line of the list."""

    choice: Choice | None = None
    """What it offers; None for a heading."""
    heading: str = ""
    """What the heading says."""
    new: str = ""
    """The line offers to create this."""


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
        self, *, mark: Callable[[Row], tuple[str, bool]] | None = None, id: str | None = None
    ) -> None:
        """
        Args:
            mark: what stands before a choice, such as `[x]`, and whether that is a change.
            id: its name in the dialog.
        """
        super().__init__(id=id)
        self._mark = mark
        self._choices: Sequence[Choice] = ()
        self._index = fuzzy.Index(())
        self._rows: list[Row] = []
        self._query = ""
        self._cursor = 0
        self._label_width = 0
        self._has_notes = False

    # What it offers.

    def offer(self, choices: Sequence[Choice]) -> None:
        """Take the choices to search.

        Args:
            choices: in the order of the groups; one that comes twice is found once.
        """
        self._choices = choices
        self._index = fuzzy.Index(
            [f"{choice.label} {choice.also}".rstrip() for choice in choices],
            [choice.id for choice in choices],
        )
        self._label_width = max((cell_len(choice.label) for choice in choices), default=0)
        self._has_notes = any(choice.note or choice.disabled for choice in choices)

    def search(self, query: str, new: str = "", *, verb: str = "Create") -> None:
        """Show what fits.

        Args:
            query: as it was typed.
            new: a name to offer for creation; empty for none.
            verb: what creating is called.
        """
        self._query = fuzzy.fold(query).strip()
        rows: list[Row] = []
        if not self._query:
            group = ""
            for choice in self._choices:
                if choice.group != group:
                    group = choice.group
                    rows.append(Row(heading=group))
                rows.append(Row(choice))
        else:
            seen: set[str] = set()
            bound: list[Row] = []
            for index in self._index.search(query):
                choice = self._choices[index]
                if choice.id in seen:
                    continue
                seen.add(choice.id)
                rows.append(Row(choice))
            for choice in self._choices:
                # A digit alone is the key of what it is bound to; typing on makes it a search again.
                if choice.key and choice.key == self._query and not bound:
                    bound.append(Row(choice))
            if bound:
                rows = bound + [row for row in rows if row.choice != bound[0].choice]
        if new:
            rows.append(Row(Choice("", new, note=""), new=f"{verb} “{visible(new)}”"))
        self._rows = rows
        self._cursor = next((index for index, row in enumerate(rows) if row.choice is not None), 0)
        self.virtual_size = Size(self.size.width, len(rows))
        self.scroll_to(y=0, animate=False, force=True)
        self.refresh()

    def exact(self, name: str) -> bool:
        """Whether one of the choices has exactly this name."""
        return any(choice.label == name for choice in self._choices)

    @property
    def offered(self) -> Sequence[Choice]:
        """All choices, whatever is searched."""
        return self._choices

    @property
    def longest(self) -> int:
        """How many lines it has when nothing is searched."""
        groups = sum(
            one.group != (self._choices[index - 1].group if index else "")
            for index, one in enumerate(self._choices)
        )
        return len(self._choices) + groups

    @property
    def length(self) -> int:
        """How many lines it has now."""
        return len(self._rows)

    @property
    def found(self) -> int:
        """How many choices it shows now."""
        return sum(row.choice is not None and not row.new for row in self._rows)

    @property
    def row(self) -> Row | None:
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
        step = 1 if by > 0 else -1
        target = self._cursor
        for _ in range(abs(by)):
            further = target + step
            while 0 <= further < len(self._rows) and self._rows[further].choice is None:
                further += step
            if not 0 <= further < len(self._rows):
                break
            target = further
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
        """Draw one row again."""
        self.refresh(Region(0, index - self.scroll_offset.y, self.size.width, 1))

    def refresh_cursor(self) -> None:
        """Draw the highlighted row again."""
        self.refresh_row(self._cursor)

    def on_click(self, event: events.Click) -> None:
        """Highlight and choose with the mouse."""
        index = event.y + self.scroll_offset.y
        if 0 <= index < len(self._rows) and self._rows[index].choice is not None:
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
        base = self.palette.style("plain", "cursor") if here else plain
        segments = list(self._segments(self._rows[index], here, width, base))
        return Strip(Segment.adjust_line_length(segments, width, base), width)

    def _segments(self, row: Row, here: bool, width: int, base: Style) -> Iterable[Segment]:
        palette = self.palette
        ground: Ground = "cursor" if here else "plain"
        dim, accent = palette.style("dim", ground), palette.style("accent", ground)
        bold = accent + Style(bold=True)
        if row.choice is None:
            yield Segment(visible(row.heading), palette.style("header"))
            return
        choice = row.choice
        yield Segment("▌" if here else " ", palette.style("mark", ground))
        left = width - 1
        if self._mark is not None:
            mark, changed = self._mark(row)
            yield Segment(f"{mark} ", bold if changed else dim)
            left -= cell_len(mark) + 1
        if row.new:
            yield Segment("+ " if self._mark is None else "", bold)
            yield Segment(row.new, bold)
            return
        note = choice.disabled or choice.note
        room = left - (2 if choice.key else 0)
        # Notes stand in a column of their own, as far as the labels leave them room.
        column = min(self._label_width + 2, max(room * 3 // 5, 1)) if self._has_notes else room
        label = cut(choice.label, column - 2 if note else room)
        plain = dim if choice.disabled else base
        places = fuzzy.hits(self._query, label) if self._query else ()
        yield from _stressed(label, places, plain, bold)
        rest = room - cell_len(label)
        if note:
            gap = min(max(column - cell_len(label), 1), rest)
            text = cut(note, rest - gap)
            yield Segment(" " * gap, base)
            yield Segment(text, dim)
            rest -= gap + cell_len(text)
        if choice.key:
            yield Segment(" " * (max(rest, 0) + 1), base)
            yield Segment(choice.key, bold)


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
