# SPDX-License-Identifier: MIT
"""Showing a long text: scrolled, searched, copied; drawn a screenful at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from flotui.text import fuzzy, wrap
from flotui.text.fold import fold
from flotui.text.safe import sanitize
from flotui.ui.modals import values
from flotui.ui.modals.base import Dialog
from flotui.ui.modals.keyline import Keys
from flotui.ui.widgets.inputs import Line
from flotui.ui.widgets.tones import Toned

Page = str | Callable[[int], str]
"""A text, or what makes one for so many cells."""


class Other(NamedTuple):
    """Another form of the text that a key shows in its place, such as JSON instead of a table."""

    name: str
    """What its key shows, for the line of keys."""
    back: str
    """What the text is that it stands for, behind the key then."""
    text: Page


class Pages(Toned, ScrollView, can_focus=True):
    """A text, wrapped to the width, of which the lines on screen are drawn."""

    DEFAULT_CSS = """
    Pages { height: 10; overflow-x: hidden; scrollbar-size-vertical: 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "by(-1)", show=False),
        Binding("down,j", "by(1)", show=False),
        Binding("enter", "screen.enter", show=False),
        Binding("pageup,b,ctrl+b", "pages(-2)", show=False),
        Binding("pagedown,space,f,ctrl+f", "pages(2)", show=False),
        Binding("ctrl+u", "pages(-1)", show=False),
        Binding("ctrl+d", "pages(1)", show=False),
        Binding("home,g", "edge(False)", show=False),
        Binding("end,G", "edge(True)", show=False),
    ]

    def __init__(self, text: Page, *, id: str | None = None) -> None:
        """
        Args:
            text: any text, or what makes one for a width; shown with its control characters made visible.
            id: its name.
        """
        super().__init__(id=id)
        self._text = text
        self._lines: list[str] = []
        self._width = 0
        self._query = ""
        self._hits: list[int] = []

    @property
    def lines(self) -> int:
        """How many lines it takes at its width."""
        return len(self._lines)

    def put(self, text: Page) -> None:
        """Show another text, from its beginning.

        Args:
            text: the text.
        """
        width, self._width, self._text, self._lines = self._width, 0, text, []
        self.wrap(width)

    def wrap(self, width: int) -> None:
        """Wrap to a width; what is at the top stays there."""
        if width == self._width:
            return
        share = self.scroll_offset.y / len(self._lines) if self._lines else 0.0
        self._width = width
        text = self._text if isinstance(self._text, str) else self._text(width)
        # Not `splitlines`: a form feed or a lone \x85 in a value is data, and shown.
        shown = map(sanitize, text.replace("\r\n", "\n").expandtabs(4).split("\n"))
        self._lines = [text[start:end] for text in shown for start, end in wrap.lines(text, width)]
        self.virtual_size = Size(width, len(self._lines))
        self.scroll_to(y=round(share * len(self._lines)), animate=False, force=True)
        if self._query:
            self.find(self._query)
        self.refresh()

    def on_resize(self) -> None:
        """Wrap to the new width."""
        self.wrap(max(self.scrollable_content_region.width, 1))

    def palette_changed(self) -> None:
        """Draw in the new colours."""
        self.refresh()

    # Moving.

    def action_by(self, lines: int) -> None:
        """Scroll by lines."""
        self.scroll_to(y=self.scroll_offset.y + lines, animate=False, force=True)

    def action_pages(self, halves: int) -> None:
        """Scroll by half pages; a whole page leaves one line in sight."""
        height = max(self.size.height, 2)
        step = height - 1 if abs(halves) == 2 else height // 2
        self.action_by(step if halves > 0 else -step)

    def action_edge(self, last: bool) -> None:
        """Scroll to the start or the end."""
        self.scroll_to(y=len(self._lines) if last else 0, animate=False, force=True)

    # Searching.

    def find(self, query: str) -> int:
        """Mark the lines that hold a text; how many there are."""
        self._query = fold(query)
        self._hits = [
            index for index, line in enumerate(self._lines) if self._query and self._query in fold(line)
        ]
        self.refresh()
        return len(self._hits)

    @property
    def hits(self) -> int:
        """How many lines hold what was searched."""
        return len(self._hits)

    def to_hit(self, forward: bool, here: bool = False) -> int | None:
        """Go to the next hit, around the end; its number, counted from 1.

        Args:
            forward: down, else up.
            here: whether a hit at the very place counts.
        """
        if not self._hits:
            return None
        at = self._at
        if forward:
            found = next((one for one in self._hits if one > at or (here and one == at)), self._hits[0])
        else:
            found = next((one for one in reversed(self._hits) if one < at), self._hits[-1])
        self._at = found
        top, height = self.scroll_offset.y, max(self.size.height, 1)
        if not top <= found < top + height:
            self.scroll_to(y=max(found - height // 3, 0), animate=False, force=True)
        self.refresh()
        return self._hits.index(found) + 1

    _at = -1
    """The line of the hit that was gone to."""

    # Drawing.

    def render_line(self, y: int) -> Strip:
        """One line on screen."""
        index = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        plain = self.palette.style()
        if index >= len(self._lines):
            return Strip.blank(width, plain)
        line = self._lines[index]
        segments: list[Segment] = []
        if self._query and (folded := fuzzy.fold_map(line))[0]:
            marked = self.palette.style("accent", "cursor") + Style(bold=True, reverse=index == self._at)
            text, origin = folded
            last, at = 0, text.find(self._query)
            while at >= 0:
                start, end = origin[at], origin[at + len(self._query) - 1] + 1
                segments += [Segment(line[last:start], plain), Segment(line[start:end], marked)]
                last, at = end, text.find(self._query, at + len(self._query))
            segments.append(Segment(line[last:], plain))
        else:
            segments.append(Segment(line, plain))
        return Strip(Segment.adjust_line_length(segments, width, plain), width)


class Find(Line):
    """The search line of the reader."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "screen.found(False)", show=False)]


class ReaderDialog(Dialog[None]):
    """Shows a text; nothing can be changed."""

    DEFAULT_CSS = """
    ReaderDialog {
        #frame { width: 98; }
        #find { display: none; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", show=False),
        Binding("n", "again(True)", show=False),
        Binding("N", "again(False)", show=False),
        Binding("y", "copy", show=False),
        Binding("v", "other", show=False),
        Binding("q", "leave", show=False),
    ]

    def __init__(
        self,
        title: str,
        text: Page,
        *,
        copy: Callable[[str, str], None],
        other: Other | None = None,
    ) -> None:
        """
        Args:
            title: what it is.
            text: the text; JSON is laid out.
            copy: puts a text on the clipboard, and says so.
            other: what `v` shows instead, and again the text.
        """
        super().__init__(title)
        self._text = text
        self._copy = copy
        self._other = other
        self.follows = False
        """Whether enter goes on to a question."""
        shown = text
        if isinstance(text, str) and text.lstrip()[:1] in ("{", "["):
            try:
                shown = values.pretty(text)
            except values.WrongValue:
                shown = text
        self.pages = Pages(shown, id="pages")

    def body(self) -> ComposeResult:
        """The text and a search line."""
        yield self.pages
        yield Find(placeholder="Search", id="find")

    def on_mount(self) -> None:
        """The text takes the keys."""
        self.pages.focus()

    def fit(self) -> None:
        """As tall as the text, as long as the terminal has the lines."""
        super().fit()
        find = 1 if self.query_one("#find").display else 0
        self.pages.wrap(self.inner_width)
        if self.pages.lines > self.room - find:
            # The scrollbar takes a column.
            self.pages.wrap(max(self.inner_width - 1, 1))
        self.pages.styles.height = max(min(self.pages.lines, self.room - find), 1)
        text = self._text if isinstance(self._text, str) else ""
        length = len(text) if "\n" not in text else 0  # of a value; several lines are a page
        self.query_one("#box").border_subtitle = f"{length:,} characters" if length > 200 else None

    def keys(self) -> Keys:
        """The keys of the reader."""
        if isinstance(self.focused, Find):
            return (("enter", "search"), ("esc", "don't"))
        return (
            *((("enter", "go on"), ("esc", "cancel")) if self.follows else (("esc", "close"),)),
            *([("v", self._other.name)] if self._other is not None else []),
            ("space", "next page") if self.follows else ("enter", "next line"),
            ("y", "copy"),
            ("/", "search"),
            ("n/N", "next, previous"),
            ("g/G", "ends"),
        )

    def cancel(self) -> None:
        """Close it: a reader has no answer, unless a question follows, which is then not asked."""
        if self.follows:
            super().cancel()
        else:
            self._finish(None)

    def action_enter(self) -> None:
        """Go on to the question that follows, or a line down."""
        if self.follows:
            self._finish(None)
        else:
            self.pages.action_by(1)

    def action_copy(self) -> None:
        """Copy the whole text, as it came."""
        text = self._text
        self._copy(text if isinstance(text, str) else text(self.inner_width), self.heading)

    def action_other(self) -> None:
        """Show the other text, or the first one again."""
        if self._other is None or isinstance(self.focused, Find):
            return
        name, back, text = self._other
        self._other, self._text = Other(back, name, self._text), text
        self.pages.put(self._text)
        self.fit()
        self.show_keys()

    def action_search(self) -> None:
        """Open the search line."""
        find = self.query_one(Find)
        find.display = True
        self.say("")
        self.fit()
        find.focus()

    def action_found(self, search: bool) -> None:
        """Close the search line."""
        self.query_one(Find).display = False
        self.pages.focus()
        self.fit()

    def on_input_submitted(self, event: events.Event) -> None:
        """Search, from where one is."""
        query = self.query_one(Find).value
        self.action_found(True)
        found = self.pages.find(query)
        if not query:
            self.say("")
        elif not found:
            self.say("Not found.", "warn")
        else:
            self.action_again(True, here=True)

    def action_again(self, forward: bool, here: bool = False) -> None:
        """Go to the next line that holds what was searched."""
        number = self.pages.to_hit(forward, here)
        if number is not None:
            self.say(f"{number} of {self.pages.hits} lines that have it.")
