"""What all dialogs share: the frame, the line of keys, the error, and carrying an answer out.

A dialog ends in its `outcome`: an answer, `Cancelled`, or a `FlochatError` that came when the person had
already closed it. The coroutine that carries an answer out belongs to the app, not to the dialog, so it
outlives it: what has been sent is never cut off by closing a window.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from enum import Enum
from math import ceil
from typing import ClassVar, Generic, Self, TypeVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingsMap, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.geometry import Region
from textual.message import Message
from textual.reactive import Reactive
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from flotui.api.errors import FlochatError
from flotui.config.errors import ConfigError
from flotui.resources.ask import Cancelled, Submit
from flotui.resources.text import Text, Tone, plain
from flotui.ui.modals import tones
from flotui.ui.safe import visible

Answer = TypeVar("Answer")

Keys = Sequence[tuple[str, str]]
"""Keys and what they do, the important ones first: `("enter", "choose")`."""


class _State(Enum):
    OPEN = "open"
    """Waiting for the person."""
    SENDING = "sending"
    """An answer is being carried out."""
    CLOSED = "closed"
    """Gone from the screen."""


class Push(Widget, can_focus=True):
    """A button of one line. Focus is told by brackets as well as by colour."""

    DEFAULT_CSS = """
    Push {
        width: auto;
        height: 1;
        margin-right: 2;
        &:focus { background: $accent; color: $background; text-style: bold; }
        &.-danger { color: $error; }
        &.-danger:focus { background: $error; color: $background; }
        &:disabled { color: $text-disabled; }
        &:ansi:focus { background: ansi_default; color: ansi_default; text-style: reverse bold; }
        &:ansi:disabled { text-style: dim; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "press", show=False),
        Binding("left,up", "app.focus_previous", show=False),
        Binding("right,down", "app.focus_next", show=False),
    ]

    class Pressed(Message):
        """The button was pressed."""

        def __init__(self, push: Push) -> None:
            """
            Args:
                push: the button.
            """
            super().__init__()
            self.push = push

        @property
        def control(self) -> Push:
            """The button."""
            return self.push

    def __init__(self, label: str, *, key: str = "", danger: bool = False, id: str | None = None) -> None:
        """
        Args:
            label: what stands on it.
            key: the key that presses it from elsewhere in the dialog.
            danger: whether it can't be undone.
            id: its name in the dialog.
        """
        super().__init__(id=id, classes="-danger" if danger else "")
        self._label, self._key = tones.content(label), key

    def render(self) -> Content:
        """The label, in brackets while it has the focus."""
        key = Content.assemble((self._key, "bold"), " ") if self._key else Content("")
        before, after = ("[ ", " ]") if self.has_focus else ("  ", "  ")
        return Content.assemble(before, key, self._label, after)

    def relabel(self, label: str) -> None:
        """Write something else on it."""
        self._label = tones.content(label)
        self.refresh(layout=True)

    def action_press(self) -> None:
        """Press it."""
        self.post_message(self.Pressed(self))

    def on_click(self) -> None:
        """Press it."""
        self.action_press()


class Body(VerticalScroll, can_focus=False, inherit_bindings=False):
    """What scrolls when the terminal is low. Its keys are the dialog's: arrows move between fields."""


class Dialog(ModalScreen[None], Generic[Answer]):
    """A window over the screen that asks one thing. Subclasses compose its `body`."""

    AUTO_FOCUS: ClassVar[str | None] = ""

    DEFAULT_CSS = """
    Dialog {
        /* Transparent, and not a tint: the screen below keeps every cell as it was. */
        background: transparent;
        align: center middle;
        overflow: hidden;

        #frame {
            width: 76;
            max-width: 100%;
            height: auto;
            max-height: 100%;
            background: $background;
            border: solid $accent;
            border-title-color: $accent;
            border-title-style: bold;
            border-subtitle-color: $text-muted;
            padding: 0 1;
            &.-danger { border: solid $error; border-title-color: $error; }
        }
        #body { height: auto; scrollbar-size-vertical: 1; }
        #status { height: auto; display: none; }
        #status.-error { color: $error; }
        #status.-warn { color: $warning; }
        #status.-plain { color: $text-muted; }
        #keys { height: 1; color: $text-muted; &:ansi { text-style: dim; } }
        .spaced { margin-bottom: 1; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("y", "drop", show=False),
    ]

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """As in Textual, but without painting the whole screen whenever the focus moves: the widgets that get
    and lose it paint themselves."""

    def __init__(self, title: str, submit: Submit | None = None, *, danger: bool = False) -> None:
        """
        Args:
            title: what stands in the frame.
            submit: carries the answer out while the dialog stays open.
            danger: whether the frame warns.
        """
        super().__init__()
        self.heading = title
        self._submit = submit
        self._danger = danger
        self._state = _State.OPEN
        self._told = False
        self._open = asyncio.Event()
        self._resumed = False
        self._dropping: Widget | None = None
        self._focus_before: Widget | None = None
        self._status_text: Content | None = None
        self.outcome: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        """The answer; or `Cancelled`; or a FlochatError that came after the person had left."""

    async def opened(self) -> None:
        """Return when the keys come here: it stands and has its focus, or is over already."""
        await self._open.wait()

    async def caught_up(self, key: str) -> None:
        """Return when a key can be about what is on screen."""

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        """As in Textual, but the first time without painting all of it once more.

        A screen is told to resume when it is pushed, and hears of it after it was laid out and painted.
        """
        if self._resumed:
            return
        self._resumed = True
        event.prevent_default()
        self.stack_updates += 1
        self.app._refresh_notifications()
        if self.is_attached and self._size != self.app.size:
            self._refresh_layout(self.app.size)

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """As in Textual, but a new layout alone paints only what it moved.

        Whatever is mounted asks its screen for a layout, and would have all that lies below painted too.
        """
        return super().refresh(*regions, repaint=repaint and not layout, layout=layout, recompose=recompose)

    # What subclasses say.

    def body(self) -> ComposeResult:
        """The widgets between title and error."""
        yield from ()

    def foot(self) -> ComposeResult:
        """The widgets below what scrolls, which are seen at any time."""
        yield from ()

    def foot_lines(self) -> int:
        """How many lines they take."""
        return 0

    def keys(self) -> Keys:
        """The keys that work now, the important ones first."""
        return (("esc", "close"),)

    def dirty(self) -> bool:
        """Whether closing would lose something that was typed."""
        return False

    def refused(self, error: FlochatError) -> None:
        """Show an error that came back; what was typed stays."""
        self.say(str(error), "danger")

    def doing(self) -> str:
        """What stands there while an answer is carried out."""
        return "Sending…"

    def harmless(self) -> bool:
        """Whether what is being carried out may be left alone: escape then simply cancels."""
        return False

    # The frame.

    def compose(self) -> ComposeResult:
        """The frame around the body."""
        with Widget(id="frame", classes="-danger" if self._danger else "") as frame:
            frame.border_title = tones.content(self.heading or "…")
            with Body(id="body"):
                yield from self.body()
            yield from self.foot()
            yield Static(id="status", markup=False)
            yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        """Fit the terminal and show the keys."""
        self.fit()
        self.show_keys()

    def on_resize(self, event: events.Resize) -> None:
        """Fit the terminal again."""
        self.fit()
        self.show_keys()

    @property
    def inner_width(self) -> int:
        """How many cells a line in the frame has."""
        frame = self.query_one("#frame")
        width = frame.styles.width
        wanted = int(width.value) if width is not None and width.is_cells else self.app.size.width
        return max(min(wanted, self.app.size.width) - 4, 1)

    @property
    def room(self) -> int:
        """How many lines the body may have."""
        return max(self.app.size.height - 3 - self._status_lines() - self.foot_lines(), 1)

    def fit(self) -> None:
        """Make the body as tall as the terminal allows."""
        self.query_one("#body").styles.max_height = self.room
        self.query_one("#status").styles.height = self._status_lines() or 1

    def _status_lines(self) -> int:
        return 0 if self._status_text is None else self.lines_of(self._status_text)

    def lines_of(self, text: Content) -> int:
        """How many lines to give to a text that may wrap: a third of the terminal at most."""
        # Words wrap before the edge, so allow for a ragged margin.
        width = max(self.inner_width - 4, 1)
        wanted = sum(max(ceil(cell_len(line) / width), 1) for line in text.plain.split("\n"))
        return min(wanted, max(self.app.size.height // 3, 1))

    def show_keys(self) -> None:
        """Show the keys that work now, as many as fit."""
        width = self.inner_width
        parts: list[Content] = []
        used = 0
        for key, word in self._keys_now():
            wide = cell_len(key) + 1 + cell_len(word) + (2 if parts else 0)
            if used + wide > width:
                break
            used += wide
            parts.append(Content.assemble((key, "bold $foreground"), " ", visible(word)))
        keys = self.query_one("#keys", Static)
        line = Content("  ").join(parts)
        if line != keys.content:
            keys.update(line)

    def _keys_now(self) -> Keys:
        if self.sending:
            return (("esc", "close" if self._told else "leave"),)
        if self._dropping is not None:
            return (("y", "drop it"), ("esc", "drop it"), ("any other key", "go on"))
        return self.keys()

    def say(self, text: Text, tone: Tone = "dim") -> None:
        """Show a line between body and keys: an error, a warning, a state.

        Args:
            text: the line; empty for none.
            tone: `danger`, `warn`, or `dim`.
        """
        said = tones.content(text) if plain(text) else None
        if said == self._status_text:
            return
        self._status_text = said
        found = self.query("#status").results(Static)
        status = next(iter(found), None)
        if status is None:  # it is being opened or has just been closed
            return
        status.set_class(tone == "danger", "-error")
        status.set_class(tone == "warn", "-warn")
        status.set_class(tone == "dim", "-plain")
        status.update(said or "")
        status.display = said is not None
        self.fit()

    # Answering.

    @property
    def sending(self) -> bool:
        """Whether an answer is being carried out."""
        return self._state is _State.SENDING

    def answer(self, answer: Answer) -> None:
        """Carry an answer out, once, and close when it worked.

        Args:
            answer: what the person decided.
        """
        if self._state is not _State.OPEN:
            return
        if self._submit is None:
            self._finish(answer)
            return
        self._state, self._told = _State.SENDING, False
        # Without a focus, keys reach the dialog alone: what is being sent can't be changed any more.
        self._focus_before = self.focused
        self.set_focus(None)
        self.say(self.doing())
        self.show_keys()
        self.app.run_worker(
            self._carry_out(self._submit, answer),
            name=f"ask: {self.heading}",
            group="ask",
            exit_on_error=False,
        )

    async def _carry_out(self, submit: Submit, answer: Answer) -> None:
        """Await the submit; runs as a worker of the app, and may outlive the dialog."""
        try:
            await submit(answer)
        except Cancelled:
            self._end_sending(None)
        except FlochatError as error:
            self._end_sending(error)
        except ConfigError as error:
            self._end_sending(FlochatError(str(error), advice=""))
        except Exception as error:
            self.log.error(f"carrying out an answer to {self.heading!r} failed: {error!r}")
            self._end_sending(
                FlochatError(
                    f"flotui itself failed ({type(error).__name__}: {error}).",
                    advice="Look at the thing itself before you try again.",
                )
            )
        except asyncio.CancelledError:
            self.outcome.cancel()
            raise
        else:
            self._finish(answer)

    def _end_sending(self, error: FlochatError | None) -> None:
        if self._state is _State.CLOSED:
            if not self.outcome.done():
                self.outcome.set_exception(error or Cancelled())
            return
        self._state = _State.OPEN
        self.say("")
        if self._focus_before is not None:
            self.focus_again(self._focus_before)
        if error is not None:
            self.refused(error)
        self.show_keys()

    def _finish(self, answer: Answer) -> None:
        self._close()
        if not self.outcome.done():
            self.outcome.set_result(answer)

    def cancel(self) -> None:
        """Close without an answer."""
        self._close()
        if not self.outcome.done():
            self.outcome.set_exception(Cancelled())

    def _close(self) -> None:
        """Leave the screen, wherever in its stack the dialog stands."""
        if self._state is _State.CLOSED:
            return
        self._state = _State.CLOSED
        self._open.set()
        app = self.app
        if app.screen is self:
            self.dismiss()
            return
        # `dismiss` pops the topmost screen, whichever that is.
        for stack in app._screen_stacks.values():
            if self in stack:
                stack.remove(self)
                self._pop_result_callback()
                app.call_next(app._replace_screen, self)

    # Leaving.

    def action_leave(self) -> None:
        """One step back: escape."""
        if self.sending:
            if self.harmless():
                self.cancel()
                return
            if self._told:
                self._close()
                return
            self._told = True
            self.say("It has been sent; waiting for the answer. You will be told, also when this is closed.")
            self.show_keys()
        elif self._dropping is not None or not self.dirty():
            self.cancel()
        else:
            self._dropping = self.focused or self
            self.say("What you typed is not saved. Drop it?", "warn")
            self.set_focus(None)
            self.show_keys()

    def action_drop(self) -> None:
        """Drop what was typed: y, once escape has asked."""
        if self._dropping is not None:
            self.cancel()

    def on_key(self, event: events.Key) -> None:
        """While something is sent only escape counts; asked whether to drop, any key but y keeps."""
        if self.sending and event.key != "escape":
            event.stop()
            event.prevent_default()
        elif self._dropping is not None and event.key not in ("escape", "y"):
            self._keep()
            event.stop()
            event.prevent_default()

    def on_descendant_focus(self) -> None:
        """Going back into a field with the mouse keeps what was typed."""
        if self.sending:
            self.set_focus(None)
        elif self._dropping is not None:
            self._keep()

    def _keep(self) -> None:
        focus, self._dropping = self._dropping, None
        self.say("")
        if self.focused is None and focus is not None and focus is not self:
            self.focus_again(focus)
        self.show_keys()

    def set_focus(
        self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False
    ) -> None:
        """As in Textual, but what gets the focus comes into view at once and no further than it must."""
        super().set_focus(widget, scroll_visible=False, from_app_focus=from_app_focus)
        if self.focused is not None:
            self._open.set()
        if widget is not None and scroll_visible:
            self.scroll_target(widget).scroll_visible(animate=False)

    def focus_again(self, widget: Widget) -> None:
        """Give the focus to what was typed in before, without selecting it all.

        Textual's inputs select everything when they get the focus: the next letter would replace the draft.
        """
        self.set_focus(widget, from_app_focus=True)

    def scroll_target(self, widget: Widget) -> Widget:
        """What has to be seen with a widget that gets the focus."""
        return widget

    # The app's keys stay the app's.

    @property
    def _binding_chain(self) -> list[tuple[DOMNode, BindingsMap]]:
        """Bindings from the focus up to the dialog, and no further.

        Textual ends the chain at a modal for ordinary bindings, yet still looks through the whole of it
        for those with `priority`: ctrl+q would quit over an unsaved form.
        """
        chain = super()._binding_chain
        for index, (node, _) in enumerate(chain, 1):
            if node is self:
                return chain[:index]
        return chain
