# SPDX-License-Identifier: MIT
"""The window that every dialog is: its frame, what scrolls in it, the line of keys, the focus."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Offset
from textual.layout import WidgetPlacement
from textual.reactive import Reactive
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from flotui.resources.text import Text, Tone, plain
from flotui.text.glyphs import glyph
from flotui.text.safe import sanitize
from flotui.ui.modals import tones
from flotui.ui.modals.buttons import Buttons
from flotui.ui.modals.keyline import KeyLine, Keys
from flotui.ui.modals.push import Push
from flotui.ui.terminal.inner import OwnKeys
from flotui.ui.terminal.screens import PaintedOnce

FRAMED = 3
"""The lines of a dialog around what it says: the frame's and that of the keys."""
_SIDES, _BESIDE = 4, 2
"""The cells of a line that the frame takes, and the blank ones outside of it."""
_ABOVE = 3
"""A dialog has this part of the free lines above it: a third."""
_LEAST = 3
"""The lines that are left to what scrolls, however long a message is."""
_NARROWEST = 20
"""The cells of a line from which on a question can be read."""
LARGER = "Make the window larger."
"""What stands there where a question doesn't fit, and so can't be answered with yes."""


def _with_enter(keys: Keys, does: str) -> Keys:
    """The keys with enter among them, behind the two that matter most; without tab where that does the same."""
    if not does or any("enter" in key for key, _ in keys):
        return keys
    others = [each for each in keys if each != ("tab", does)]
    return [*others[:2], ("enter", does), *others[2:]]


class Body(VerticalScroll, can_focus=False, inherit_bindings=False):
    """What scrolls when the terminal is low. Its keys are the dialog's: arrows move between fields."""


class Frame(OwnKeys[None], PaintedOnce[None], ModalScreen[None]):
    """A window over the screen. Subclasses compose its `body`."""

    AUTO_FOCUS: ClassVar[str | None] = ""

    DEFAULT_CSS = """
    Frame {
        /* Transparent, and not a tint: the screen below keeps every cell as it was. */
        background: transparent;
        &:ansi { background: transparent; }
        align: center top;
        overflow: hidden;

        #frame {
            width: 78;
            max-width: 100%;
            height: auto;
            max-height: 100%;
            background: $background;
            padding: 0 1;
        }
        &.-tight #frame { padding: 0; }
        #box {
            height: auto;
            max-height: 100%;
            border: solid $accent;
            border-title-color: $accent;
            border-title-style: bold;
            border-subtitle-color: $text-muted;
            padding: 0 1;
            &.-danger { border: solid $error; border-title-color: $error; }
        }
        #body { height: auto; scrollbar-size-vertical: 1; }
        #larger { height: auto; display: none; color: $warning; }
        &.-small #box > * { display: none; }
        &.-small #box > #larger { display: block; }
        &.-small.-bare #box { border: none; padding: 0; }
        #note { height: auto; color: $warning; }
        #status { height: auto; display: none; }
        #status.-error { color: $error; }
        #status.-warn { color: $warning; }
        #status.-plain { color: $text-muted; }
        #keys { height: 1; color: $text-muted; &:ansi { text-style: dim; } }
        .spaced { margin-bottom: 1; }
    }
    """

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """As in Textual, but without painting the whole screen whenever the focus moves: the widgets that get
    and lose it paint themselves."""

    def __init__(self, title: str, *, danger: bool = False) -> None:
        """
        Args:
            title: what is in the frame.
            danger: whether the frame warns.
        """
        super().__init__()
        self.heading = title
        self._danger = danger
        self._open = asyncio.Event()
        self._status_text: Content | None = None
        self.veil()
        self._small = False
        self._focus_outside: Widget | None = None
        """What gets the focus once there is room for it."""
        self.note = ""
        """A sentence that whoever answers should know, above the line of keys."""

    async def opened(self) -> None:
        """Return when the keys come here: it stands and has its focus, or is over already."""
        await self._open.wait()

    async def caught_up(self, key: str) -> None:
        """Return when a key can be about what is on screen."""

    # What subclasses say.

    def head(self) -> ComposeResult:
        """The widgets above what scrolls, which are seen at any time."""
        yield from ()

    def head_lines(self) -> int:
        """How many lines the head takes."""
        return 0

    def least_lines(self) -> int:
        """How many lines it takes to answer it knowing what it is; 0 where it may be answered at any size."""
        return 0

    def body(self) -> ComposeResult:
        """The widgets between title and error."""
        yield from ()

    def foot(self) -> ComposeResult:
        """The widgets below what scrolls, which are seen at any time."""
        yield from ()

    def foot_lines(self) -> int:
        """How many lines the foot takes."""
        return 0

    def keys(self) -> Keys:
        """The keys that work now, the important ones first."""
        return (("esc", "close"),)

    def keys_now(self) -> Keys:
        """The keys as they are shown."""
        return self.keys()

    def enter_does(self) -> str:
        """What enter does where the focus is; empty where it does nothing, or `keys_now` says it already."""
        return self.focused.label.lower() if isinstance(self.focused, Push) else ""

    def on_descendant_focus(self) -> None:
        """What enter does depends on where the focus is."""
        self.show_keys()

    # The frame.

    def compose(self) -> ComposeResult:
        """The frame around the body."""
        with Widget(id="frame"), Widget(id="box", classes="-danger" if self._danger else "") as box:
            box.border_title = tones.content(self._headed())
            yield Static(LARGER, id="larger", markup=False)
            yield from self.head()
            with Body(id="body"):
                yield from self.body()
            yield from self.foot()
            if self.note:
                yield Static(sanitize(self.note), id="note", markup=False)
            yield Static(id="status", markup=False)
            yield KeyLine()

    def on_mount(self) -> None:
        """Fit the terminal and show the keys."""
        self.fit()
        self.show_keys()

    def on_resize(self, event: events.Resize) -> None:
        """Fit the terminal again."""
        self.fit()
        self.show_keys()

    def _headed(self) -> str:
        """The title, with the sign of what can't be undone."""
        heading = self.heading or "…"
        return f"{glyph('failed')} {heading}" if self._danger else heading

    @property
    def inner_width(self) -> int:
        """How many cells a line in the frame has."""
        return max(min(self._wanted_width, self.app.size.width) - _SIDES - _BESIDE * (not self._tight), 1)

    @property
    def _wanted_width(self) -> int:
        """The cells that it takes where there are so many."""
        width = self.query_one("#frame").styles.width
        return int(width.value) if width is not None and width.is_cells else self.app.size.width

    @property
    def _tight(self) -> bool:
        """Whether there is no cell to spare beside the frame."""
        return self.app.size.width < self._wanted_width

    def process_layout(self, placements: list[WidgetPlacement]) -> list[WidgetPlacement]:
        """Stand above the middle, where people look first: a third of the free lines are above, the others below.

        Args:
            placements: Where the window would be at the top.
        """
        free = max(0, self.app.size.height - WidgetPlacement.get_bounds(placements).height)
        return WidgetPlacement.translate(placements, Offset(0, free // _ABOVE))

    @property
    def room(self) -> int:
        """How many lines the body may have."""
        fixed = self.head_lines() + self.foot_lines() + self.note_lines
        return max(self.app.size.height - FRAMED - self._status_lines() - fixed, 1)

    @property
    def note_lines(self) -> int:
        """How many lines the note takes."""
        return self.lines_of(Content(self.note)) if self.note else 0

    def fit(self) -> None:
        """Make the body as tall as the terminal allows."""
        self.set_class(self._tight, "-tight")
        self.query_one("#body").styles.max_height = self.room
        self.query_one("#status").styles.height = self._status_lines() or 1
        for buttons in self.query(Buttons):
            buttons.fit(self.inner_width)
        self._fit_small()

    @property
    def small(self) -> bool:
        """Whether the terminal is too small for what has to be read before it is answered."""
        least = self.least_lines()
        lines = least + FRAMED + bool(self.has_message)
        return bool(least) and (self.app.size.height < lines or self.inner_width < _NARROWEST)

    def _fit_small(self) -> None:
        """Say that there is too little room, or show what is asked again."""
        small = self.small
        text = Content(LARGER)
        if self._status_text is not None:
            text = text.append(" ").append(self._status_text)
        bare = small and self.app.size.height < text.get_height({}, self.inner_width) + 2
        if small:
            self.query_one("#larger", Static).update(text)
        self.query_one("#status").display = self.has_message and not small
        self.set_class(bare, "-bare")
        if small is self._small:
            return
        self._small = small
        if small and self.focused is not None:
            self._focus_outside = self.focused
            self.set_focus(None)
        self.set_class(small, "-small")
        if not small and self._focus_outside is not None:
            focus, self._focus_outside = self._focus_outside, None
            self.call_after_refresh(self.focus_again, focus)

    def _status_lines(self) -> int:
        """A message is shown whole, as long as what scrolls keeps some lines."""
        if self._status_text is None:
            return 0
        most = self.app.size.height - FRAMED - _LEAST - self.foot_lines()
        return min(self._status_text.get_height({}, self.inner_width), max(most, 1))

    def lines_of(self, text: Content) -> int:
        """How many lines to give to a text that wraps: a third of the terminal at most."""
        return min(text.get_height({}, self.inner_width), max(self.app.size.height // 3, 1))

    def show_keys(self) -> None:
        """Show the keys that work now, as many as fit."""
        keys = _with_enter(self.keys_now(), self.enter_does())
        self.query_one(KeyLine).put(keys, self.inner_width)

    @property
    def has_message(self) -> bool:
        """Whether a message is shown between body and keys."""
        return self._status_text is not None

    def say(self, text: Text, tone: Tone = "dim") -> None:
        """Show a line between body and keys: an error, a warning, a state.

        Args:
            text: the line; empty for none.
            tone: `danger`, `warn`, or `dim`.
        """
        content = tones.content(text) if plain(text) else None
        if content == self._status_text:
            return
        self._status_text = content
        found = self.query("#status").results(Static)
        status = next(iter(found), None)
        if status is None:  # it is being opened or has just been closed
            return
        status.set_class(tone == "danger", "-error")
        status.set_class(tone == "warn", "-warn")
        status.set_class(tone == "dim", "-plain")
        status.update(content or "")
        self.fit()

    # The focus.

    def set_focus(
        self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False
    ) -> None:
        """As in Textual, but what gets the focus comes into view at once and no further than it must."""
        if widget is not None and self._small:
            self._focus_outside = widget
            self._stand()
            return
        super().set_focus(widget, scroll_visible=False, from_app_focus=from_app_focus)
        if self.focused is not None:
            self._stand()
        if widget is not None and scroll_visible:
            self.scroll_target(widget).scroll_visible(animate=False)

    def _stand(self) -> None:
        """Have keys come here, and what is in it painted."""
        if not self._open.is_set():
            self._open.set()
            self.complete()

    def focus_again(self, widget: Widget) -> None:
        """Give the focus to what was typed in before, without selecting it all.

        Textual's inputs select everything when they get the focus: the next letter would replace the draft.
        """
        self.set_focus(widget, from_app_focus=True)

    def scroll_target(self, widget: Widget) -> Widget:
        """What has to be seen with a widget that gets the focus."""
        return widget
