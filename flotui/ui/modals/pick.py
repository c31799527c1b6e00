"""Choosing one of many: type a few letters, press enter."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import ClassVar, TypeVar

from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from flotui.api.errors import FlochatError
from flotui.resources.ask import Choice, Further, Picker, Submit
from flotui.resources.text import Tone
from flotui.ui import latest
from flotui.ui.modals.base import Dialog, Keys, State
from flotui.ui.modals.choices import ChoiceList
from flotui.ui.modals.finder import Finder
from flotui.ui.modals.ranking import Offer
from flotui.ui.widgets.inputs import SEARCHED, Line

Answer = TypeVar("Answer")

Load = Callable[[], Awaitable[Sequence[Choice]]]
"""Fetches the choices."""


_NOTHING = {True: "Nothing fits.", False: "There is nothing to choose from."}
"""Where the list is empty: whether something is typed."""
_SEVERAL: tuple[str, Tone] = ("The host found several. Choose one with ↑ and ↓, or type more.", "dim")
_GUESSES: tuple[str, Tone] = ("Only similar names. Choose one with ↑ and ↓, or type more.", "dim")
_UNSURE: tuple[str, Tone] = ("Nothing is highlighted. Choose one with ↑ and ↓, or type more.", "warn")
_EMPTY: tuple[str, Tone] = ("Nothing fits. Change what you typed, or press esc.", "warn")


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
            value: what stands in it at first.
            placeholder: what stands in it, dim, while it is empty.
            space: asked first when space is pressed; True when that used it up.
            id: its name in the dialog.
        """
        super().__init__(value, placeholder=placeholder, most=SEARCHED, select_on_focus=False, id=id)
        self._space = space

    def on_key(self, event: events.Key) -> None:
        """Space belongs to the list first."""
        if event.key == "space" and self._space is not None and self._space():
            event.stop()
            event.prevent_default()


class ListDialog(Dialog[Answer]):
    """A dialog with a search line over a list."""

    DEFAULT_CSS = """
    ListDialog {
        #frame { width: 72; }
        #search { margin-bottom: 1; }
        #body { overflow: hidden; }
        &.-low #search { margin-bottom: 0; }
    }
    """

    choices: ChoiceList
    searched: str | None = None
    """What the list shows the answer to."""
    finder: Finder | None = None
    """What finds more choices than it began with, where there may be more."""

    def on_mount(self) -> None:
        """The search line keeps the focus."""
        self.query_one(Search).focus()

    def fit(self) -> None:
        """Give the list its lines: as many as it has at its longest, as long as there is room."""
        self.set_class(self.app.size.height < 16, "-low")
        super().fit()
        wanted = max(self._longest, 3)
        self.choices.styles.height = max(min(wanted, self.room - self.around), 1)

    @property
    def around(self) -> int:
        """How many lines of the body are not the list."""
        return 1 if self.has_class("-low") else 2

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
        """Show what fits what was typed."""
        self.searched = query
        if self.finder is not None:
            self.finder.typed(query.strip())

    def find_further(self, further: Further | None) -> None:
        """Have more choices found than it begins with."""
        self.finder = None if further is None else Finder(further, self, self._show_found)

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
        self.say(event.said, "warn")

    def catch_up(self) -> None:
        """Have the list answer to all that was typed.

        Keys come faster than the word that the line has changed: whoever types a name and enter in one go
        means what they typed, and not what was highlighted before it.
        """
        typed = self.query_one(Search).value
        if typed != self.searched:
            if self.state is not State.UNKNOWN:
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
        if self.state in (State.ASKING, State.NOT_DONE):
            move()
            self.moved()

    def moved(self) -> None:
        """The highlight is elsewhere."""
        self.say("")
        self.edited()
        self.show_keys()


class PickDialog(ListDialog[Choice]):
    """Choose one of many: what is highlighted by itself is what was typed, a guess is moved to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r", "reload", show=False),
        Binding("ctrl+b,ctrl+g", "bind", show=False),
    ]

    def __init__(
        self,
        question: Picker,
        submit: Submit | None = None,
        *,
        load: Load | None = None,
        query: str = "",
        chosen: str = "",
    ) -> None:
        """
        Args:
            question: what is asked.
            submit: carries the choice out while the dialog stays open.
            load: fetches the choices, where the question doesn't hold them.
            query: what stands in the search line at first.
            chosen: the id that is highlighted at first.
        """
        super().__init__(question.title, submit)
        self.question = question
        self._load, self._first_query, self._first = load, query, chosen
        self._fetched: Sequence[Choice] = ()
        self._binding_digit = False
        self._loaded = asyncio.Event()
        self._entered = False
        self.choices = ChoiceList(id="choices")
        self.find_further(question.further)

    def body(self) -> ComposeResult:
        """The search line and the list."""
        yield Search(self._first_query, placeholder=self.question.placeholder, id="search")
        yield self.choices

    def on_mount(self) -> None:
        """Offer the choices, or fetch them first."""
        self.offer()
        self.search(self._first_query)
        self._to_first()
        if self._load is None:
            self._loaded.set()
        else:
            self.action_reload()

    def keys(self) -> Keys:
        """Choosing, leaving, and binding a digit where that is offered."""
        if self._binding_digit:
            return (("1–9", "bind it to this digit"), ("esc", "don't"))
        row = self.choices.row
        move = (("↑↓", "move"),)
        if row is None:
            first: Keys = (("↑↓", "choose"),) if self.choices.length else ()
        elif row.offer is None:
            first = (("enter", "choose"),)
        else:
            first = (("enter", "ask the host" if row.offer.look else row.offer.verb.lower()),)
        more = (("ctrl+g", "bind a digit"),) if self.question.bind else ()
        again = (("ctrl+r", "load again"),) if self._load else ()
        return (*first, ("esc", self.question.leave), *(move if row is not None else ()), *more, *again)

    def offer(self) -> None:
        """Give the list all there is to choose from."""
        found = self.finder.choices if self.finder is not None else ()
        self.choices.offer([*self.question.choices, *self._fetched, *found])

    def search(self, query: str) -> None:
        """Show what fits; offer to look up or to take what isn't among the choices."""
        super().search(query)
        name = query.strip()
        beyond = self.finder if self._may_be_more else None
        asks = beyond.offers() if beyond is not None else ()
        create = self.question.create
        makes = (Offer(create, name),) if create and name and not self.choices.exact(name) else ()
        # What the host could not be asked for can still be taken as it is.
        offers = (*makes, *asks) if self.finder is not None and self.finder.failed else (*asks, *makes)
        answers = self.finder.answers if self.finder is not None else ()
        more = beyond is not None and beyond.unanswered
        self.choices.search(query, offers, answers=answers, more=more, preselect=self.question.preselect)
        if (said := self._remark(name)) is not None:
            self.say(*said)
        self.show_keys()

    @property
    def _may_be_more(self) -> bool:
        """Whether the host may have more than is here: a list that was fetched whole needs no asking."""
        return self._load is None or any(choice.careful for choice in self._fetched)

    def _remark(self, name: str) -> tuple[str, Tone] | None:
        """What there is to say of what is shown; None for nothing."""
        said = self.finder.said if self.finder is not None else None
        if said is not None and said[0]:
            return said
        if not self.choices.length:
            return None if self._load and not name else (_NOTHING[bool(name)], "dim")
        if name and self.choices.row is None:
            return _SEVERAL if self.finder is not None and self.finder.answers else _GUESSES
        return None

    def _to_first(self) -> None:
        """Highlight what is chosen already, where nothing is typed."""
        if not self.searched:
            self.choices.to(self._first)
            self.show_keys()

    def action_reload(self) -> None:
        """Fetch the choices."""
        if self._load is not None:
            self.say("Loading…")
            self._loaded.clear()
            latest.start(self, "choices", partial(self._fetch, self._load))

    async def _fetch(self, load: Load) -> None:
        try:
            choices = await load()
        except FlochatError as error:
            self._entered = False
            self._loaded.set()
            self.say(f"{error} Press ctrl+r to try again.", "danger")
            return
        self._loaded.set()
        self._fetched = choices
        self.offer()
        self.say("" if choices else _NOTHING[False])
        self.search(self.query_one(Search).value)
        self._to_first()
        self.fit()
        if self._entered:
            self._entered = False
            await self.on_input_submitted()

    async def caught_up(self, key: str) -> None:
        """Return when what enter was pressed for is chosen, where that has to be loaded first."""
        if self._entered:
            await self._loaded.wait()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search with every letter; a bound key as the first chooses at once."""
        self._entered = False
        fresh = self.searched == ""
        super().on_input_changed(event)
        row = self.choices.row
        at_once = self.question.keyed or self.question.bind is not None
        if not at_once or not fresh or row is None or row.choice is None:
            return
        if event.value and row.choice.key == event.value and not row.choice.disabled:
            self.answer(row.choice)

    async def on_input_submitted(self) -> None:
        """Choose the highlighted one."""
        await self.settled()
        if not self._loaded.is_set():
            # Whoever knows the name need not wait for the list.
            self._entered = True
            return
        row, finder = self.choices.row, self.finder
        if finder is not None and finder.asked and not self.choices.moved and not self.choices.painted:
            return  # pressed before what the host found was on screen
        if finder is not None and finder.asking and not self.choices.moved:
            return  # the answer is on its way, and may be what was meant
        if row is None or row.choice is None:
            self.say(*(_UNSURE if self.choices.length else _EMPTY))
        elif finder is not None and row.offer is not None and row.offer.look:
            finder.look()
        elif row.choice.disabled:
            self.say(f"{row.choice.label}: {row.choice.disabled}", "warn")
        else:
            self.answer(row.choice)

    async def on_choice_list_chosen(self) -> None:
        """Choose the clicked one."""
        await self.on_input_submitted()

    # Binding a digit.

    def action_bind(self) -> None:
        """Wait for the digit that the highlighted choice is to be bound to."""
        self.catch_up()
        row = self.choices.row
        if self.question.bind is None or row is None or row.choice is None or row.new or row.choice.disabled:
            return
        self._binding_digit = True
        self.say(f"Which digit, 1 to 9, shall stand for {row.choice.label}?")
        self.show_keys()
        # Without a focus, the digit comes here and not into the search line.
        self.set_focus(None)

    def on_key(self, event: events.Key) -> None:
        """Take the digit."""
        if not self._binding_digit:
            return
        event.stop()
        event.prevent_default()
        self._binding_digit = False
        self.say("")
        self.query_one(Search).focus()
        row = self.choices.row
        digit = event.character or ""
        if digit in set("123456789") and row is not None and row.choice is not None and self.question.bind:
            chosen = row.choice
            self.question.bind(chosen, digit)
            self.choices.offer(
                [
                    replace(one, key=digit if one.id == chosen.id else "" if one.key == digit else one.key)
                    for one in self.choices.offered
                ]
            )
            self.search(self.query_one(Search).value)
            self.choices.to(chosen.id)
            self.say(f"{digit} stands for {chosen.label} from now on.")
        self.show_keys()
