# SPDX-License-Identifier: MIT
"""A dialog with a list and a line to search it: what choosing one and switching several share."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import Input

from flotui.resources.ask import Further
from flotui.ui.modals.base import Dialog
from flotui.ui.modals.choices import ChoiceList
from flotui.ui.modals.finder import DialogFinder
from flotui.ui.modals.states import DialogState
from flotui.ui.widgets.inputs import SEARCHED, Line

Answer = TypeVar("Answer")

FEW = 9
"""As many choices are seen at a glance: the line to search them is there once something is typed."""


class Search(Line):
    """The input of a picker: it keeps the focus while keys move the highlight below it."""

    DEFAULT_CSS = """
    Search { width: 1fr; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,ctrl+p", "screen.move(-1)", show=False),
        Binding("down,ctrl+n", "screen.move(1)", show=False),
        Binding("pageup", "screen.page(-1)", show=False),
        Binding("pagedown", "screen.page(1)", show=False),
        Binding("ctrl+home", "screen.end(False)", show=False),
        Binding("ctrl+end", "screen.end(True)", show=False),
    ]

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        space: Callable[[], bool] | None = None,
        id: str | None = None,
    ) -> None:
        """
        Args:
            value: what is in it at first.
            placeholder: what is in it, dim, while it is empty.
            space: asked first when space is pressed; True when that used it up.
            id: its name in the dialog.
        """
        super().__init__(value, placeholder=placeholder, most=SEARCHED, select_on_focus=False, id=id)
        self._space = space

    def on_key(self, event: events.Key) -> None:
        """Give space to the list where it means something there; else it is typed."""
        if event.key == "space" and self._space is not None and self._space():
            event.stop()
            event.prevent_default()


class ListDialog(Dialog[Answer]):
    """A dialog with a search line over a list."""

    DEFAULT_CSS = """
    ListDialog {
        #search { margin-bottom: 1; }
        #body { overflow: hidden; }
        &.-low #search { margin-bottom: 0; }
        &.-unseen #search { height: 0; margin-bottom: 0; }
    }
    """

    choices: ChoiceList
    searched: str | None = None
    """The text whose matches the list shows; None before the first."""
    finder: DialogFinder | None = None
    """What finds more choices than it began with, where there may be more."""
    few = False
    """Whether the search line is hidden until something is typed."""

    def on_mount(self) -> None:
        """The search line keeps the focus."""
        self.query_one(Search).focus()

    def fit(self) -> None:
        """Give the list its lines: as many as it has at its longest, as long as there is room."""
        self.set_class(self.app.size.height < 16, "-low")
        super().fit()
        wanted = max(self._longest, 1 if self.few else 3)
        self.choices.styles.height = max(min(wanted, self.room - self.around), 1)

    @property
    def around(self) -> int:
        """How many lines of the body are not the list."""
        return 0 if self.has_class("-unseen") else 1 if self.has_class("-low") else 2

    @property
    def room(self) -> int:
        """As much as the terminal has, but a list that is searched by typing needs no more than two fifths of it: what
        it covers is painted again when it closes.
        """
        height = self.app.size.height
        return min(super().room, max(height * 2 // 5, 16))

    @property
    def _longest(self) -> int:
        return self.choices.longest

    def search(self, query: str) -> None:
        """Note what is searched, and look for further choices."""
        self.searched = query
        unseen = self.few and not query
        if unseen != self.has_class("-unseen"):
            self.set_class(unseen, "-unseen")
            self.fit()
        if self.finder is not None:
            self.finder.typed(query.strip())

    def find_further(self, further: Further | None) -> None:
        """Have more choices found than it begins with."""
        self.finder = None if further is None else DialogFinder(further, self, self._show_found)

    def _show_found(self, more: bool) -> None:
        """Show what was found further; a highlight that the person moved stays where it is."""
        row, moved = self.choices.row, self.choices.moved
        if more:
            self.offer()
        self.say("")
        self.search(self.query_one(Search).value)
        if moved and row is not None and row.choice is not None and not row.new:
            self.choices.to(row.choice.id)
            self.show_keys()

    def offer(self) -> None:
        """Give the list all there is to choose from."""

    async def settled(self) -> None:
        """Return when the list answers to all that was typed."""
        self.catch_up()
        if self.finder is not None:
            await self.finder.settled()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search with every letter."""
        self.catch_up()

    def on_line_told(self, event: Line.Told) -> None:
        """What was pasted is not there as it was."""
        self.say(event.message, "warn")

    def catch_up(self) -> None:
        """Have the list answer to all that was typed.

        Keys come faster than the word that the line has changed: whoever types a name and enter in one go
        means what they typed, and not what was highlighted before it.
        """
        typed = self.query_one(Search).value
        if typed != self.searched:
            if self.state is not DialogState.UNKNOWN:
                self.say("")
            self.search(typed)
            self.edited()

    def action_move(self, by: int) -> None:
        """Move the highlight."""
        self.catch_up()
        self._move(lambda: self.choices.move(by))

    def action_page(self, by: int) -> None:
        """Move the highlight by a page."""
        self.catch_up()
        self._move(lambda: self.choices.page(by))

    def action_end(self, last: bool) -> None:
        """Move the highlight to an end."""
        self.catch_up()
        self._move(lambda: self.choices.end(last))

    def _move(self, move: Callable[[], None]) -> None:
        if self.state in (DialogState.ASKING, DialogState.NOT_DONE):
            move()
            self.moved()

    def moved(self) -> None:
        """Follow the highlight to another row."""
        self.say("")
        self.edited()
        self.show_keys()
