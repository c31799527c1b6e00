# SPDX-License-Identifier: MIT
"""Lines of text in tones, drawn by the line API: what header, footer and notices are made of."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from flotui.resources.text import Headline, Span, Text, Tone, Words, cells_of, plain, spans
from flotui.resources.wrapping import wrapped
from flotui.text import safe
from flotui.ui.widgets.links import Link
from flotui.ui.widgets.tones import Toned

_NAMES, _NAME = 4, 24
"""Names that a title has at most of what led to it, and the cells of each at most."""
_EDGES = 6
"""Cells that a title leaves to the rule around it."""


class Lines(Toned, Widget):
    """A few lines, each with a left and a right part. A line is repainted only when it changes."""

    class Clicked(Message):
        """A link was clicked."""

        def __init__(self, lines: Lines, does: str) -> None:
            """
            Args:
                lines: where.
                does: what the link does.
            """
            super().__init__()
            self.lines, self.does = lines, does

    fill = " "
    """What stands between the two parts."""
    fill_tone: Tone = "dim"

    def __init__(self, count: int = 1, *, id: str | None = None) -> None:
        """
        Args:
            count: how many lines there are.
            id: the widget's id.
        """
        super().__init__(id=id)
        self._parts: list[tuple[Text, Text]] = [("", "")] * count
        self._whole: tuple[Text, int] | None = None
        self.styles.height = count

    def put(self, line: int, left: Text, right: Text = "") -> None:
        """Set one line.

        Args:
            line: which, from 0.
            left: what is at its left; cut short when there is not enough room.
            right: what is at its right, and is never cut before the left part.
        """
        if self._parts[line] != (left, right):
            self._parts[line] = (left, right)
            self.refresh_line(line)

    def put_all(self, lines: Sequence[Text]) -> None:
        """Set all lines, however many: only those that differ are repainted where their number stays.

        Args:
            lines: the lines; each is cut short where it is too long.
        """
        parts: list[tuple[Text, Text]] = [(line, "") for line in lines]
        if len(parts) != len(self._parts):
            self._parts = parts
            self.styles.height = len(parts)
            self.refresh()
            return
        for at, part in enumerate(parts):
            self.put(at, part[0])

    def put_whole(self, text: Text, most: int = 3) -> None:
        """Set a text on as many lines as it takes, in place of all that is there.

        Args:
            text: what to show.
            most: how many lines it may take; what is more is cut short.
        """
        self._whole = (text, most)
        self._break()

    def on_resize(self) -> None:
        """Break what is there for another width."""
        self._break()

    def _break(self) -> None:
        if self._whole is None:
            return
        text, most = self._whole
        broken = wrapped(text, self.size.width - 2, most) if most > 1 else [spans(text)]
        lines: list[tuple[Text, Text]] = [((Span(" "), *line), "") for line in broken]
        if lines == self._parts:
            return
        if len(lines) != len(self._parts):
            self.styles.height = len(lines)
        self._parts = lines
        self.refresh()

    def refresh_line(self, line: int) -> None:
        """Repaint one line; all of them where they aren't laid out yet, since no region would be theirs."""
        width = self.size.width
        self.refresh(*([Region(0, line, width, 1)] if width and self.is_on_screen else []))

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width = self.size.width
        if y >= len(self._parts):
            return Strip.blank(width, self._style("plain"))
        left, right = (spans(part) for part in self._parts[y])
        right_cells = fit(right, width)
        used = cells_of(right_cells)
        room = width - used - (1 if used else 0)
        left_cells = fit(left, room)
        gap = width - used - cells_of(left_cells)
        pieces = [*left_cells, Span(self.fill * max(0, gap), self.fill_tone), *right_cells]
        segments = [Segment(span.text, self._style(span.tone)) for span in pieces if span.text]
        return Strip(segments).adjust_cell_length(width, self._style("plain"))

    def on_click(self, event: events.Click) -> None:
        """Say which link was clicked."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y >= len(self._parts):
            return
        left, right = (spans(part) for part in self._parts[offset.y])
        start = self.size.width - cells_of(fit(right, self.size.width))
        side, x = (right, offset.x - start) if offset.x >= start else (left, offset.x)
        for span in side:
            x -= safe.width(safe.sanitize(span.text))
            if x < 0:
                if isinstance(span, Link):
                    event.stop()
                    self.post_message(self.Clicked(self, span.does))
                return

    def _style(self, tone: Tone) -> Style:
        return self.palette.style(tone)

    def palette_changed(self) -> None:
        """The theme is another one: draw everything afresh."""
        self.refresh()


class Heading(Lines):
    """The line above a panel: its title in a rule, which says whether the keys are for this panel.

    It stands for a border with a title. Textual sends a whole panel again when a border's title changes;
    this is one line.
    """

    fill = "─"

    def __init__(self) -> None:
        """Make an empty one."""
        super().__init__(1)
        self._title: tuple[Text, Text, Sequence[str], bool] = ("", "", (), False)

    def show(self, title: Text, note: Text = "", *, led: Sequence[str] = (), focused: bool) -> None:
        """Set it.

        Args:
            title: the panel's title.
            note: what is at the right.
            led: the names of what led to it, the last one last; shortened before the title is.
            focused: whether the keys are for this panel.
        """
        if (title, note, led, focused) != self._title:
            self._title = (title, note, led, focused)
            self._draw()

    def on_resize(self) -> None:
        """Name as much of it, and of what led here, as there is room for now."""
        if self._title[2] or isinstance(self._title[0], Headline):
            self._draw()

    def _draw(self) -> None:
        title, note, led, focused = self._title
        room = self.size.width - safe.width(plain(note)) - _EDGES
        if isinstance(title, Headline) and self.size.width:
            least = safe.width(_path(led, len(led))) if led else 0
            title = title.fit(max(0, room - least))
        if led:
            title = _after(led, title, room)
        edge = Span("━ ", "accent") if focused else Span("─ ", "line")
        tail = Span(" ━", "accent") if focused else Span(" ─", "line")
        self.fill, self.fill_tone = ("━", "accent") if focused else ("─", "line")
        left = (edge, *spans(title), Span(" ")) if plain(title) else (edge,)
        self.put(0, left, (Span(" "), *spans(note), tail) if plain(note) else "")
        self.refresh_line(0)


def _after(led: Sequence[str], title: Text, width: int) -> Text:
    """A title after what led to it: `Tags › vip › Ana Souza`. The title is whole wherever it fits."""
    names = [safe.cut(each, _NAME) for each in led]
    room = width - safe.width(plain(title))
    at = max(0, len(names) - _NAMES)
    while at < len(names) and safe.width(_path(names, at)) > room:
        at += 1
    return (Span(_path(names, at), "dim"), *spans(title))


def _path(names: Sequence[str], at: int) -> str:
    """The names from one on, and that there are some before them."""
    return "".join(f"{each} › " for each in (*(["…"] if at else []), *names[at:]))


def fit(text: Sequence[Span], width: int) -> list[Span]:
    """As much of a text as fits into so many cells, with an ellipsis where something is cut; of names whole ones."""
    if isinstance(text, Words):
        text = text.fit(width)
    fitted: list[Span] = []
    room = max(0, width)
    for span in text:
        shown = safe.sanitize(span.text)
        cells = safe.width(shown)
        if cells <= room:
            fitted.append(Span(shown, span.tone))
            room -= cells
            continue
        if room:
            fitted.append(Span(safe.cut(shown, room), span.tone))
        break
    return fitted
