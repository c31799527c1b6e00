# SPDX-License-Identifier: MIT
"""Choosing one of many: type a few letters, press enter."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import ClassVar

from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from flotui.api.errors import FlochatError
from flotui.resources.ask import Choice, Picker, Submit
from flotui.resources.text import Text, Tone
from flotui.ui import latest
from flotui.ui.modals import tones
from flotui.ui.modals.choices import ChoiceList
from flotui.ui.modals.keyline import Keys
from flotui.ui.modals.lists import FEW, ListDialog, Search
from flotui.ui.modals.ranking import Offer
from flotui.ui.presses import Typed, Verdict

Load = Callable[[], Awaitable[Sequence[Choice]]]
"""Fetches the choices."""


_ROOMY = 14
"""From so many lines on, what a question says first is above its choices."""
_NOTHING = {True: "No match.", False: "Nothing to choose from."}
"""Where the list is empty: whether something is typed."""
_SEVERAL: tuple[str, Tone] = ("The host found several. Choose one with ↑ and ↓, or type more.", "dim")
_GUESSES: tuple[str, Tone] = ("No sure match. Choose one with ↑ and ↓, or type more.", "dim")
_UNSURE: tuple[str, Tone] = ("Nothing is highlighted. Choose one with ↑ and ↓, or type more.", "warn")
_EMPTY: tuple[str, Tone] = ("No match. Change what you typed, or press esc.", "warn")


_DIGITS = "123456789"[:FEW]


def numbered(question: Picker) -> Picker:
    """A question with few answers, whose search line isn't seen before something is typed; a digit each takes them.

    Answers that have keys of their own keep those. Of those with a number in them none gets a digit: it is typed.

    Args:
        question: what is asked.
    """
    choices = question.choices
    more = question.bind or question.create or question.further or question.typed
    if more or not 0 < len(choices) <= len(_DIGITS) or any(one.careful for one in choices):
        return question
    if any(one.key for one in choices):
        own = question.unbidden or (question.keyed and all(one.key for one in choices))
        return replace(question, keyed=True, placeholder="") if own else question
    if any(any(map(str.isdigit, one.label)) for one in choices):
        return replace(question, keyed=question.keyed or question.unbidden, placeholder="")
    keyed = [replace(one, key=digit) for one, digit in zip(choices, _DIGITS, strict=False)]
    return replace(question, choices=keyed, keyed=True, placeholder="")


class PickDialog(ListDialog[Choice]):
    """Choose one of many: what is highlighted by itself is what was typed, a guess is moved to.

    Where there are few, each has a digit, and the line to search them is there once something is typed.
    """

    DEFAULT_CSS = """
    PickDialog #intro { height: auto; margin-bottom: 1; }
    """

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
            query: what is in the search line at first.
            chosen: the id that is highlighted at first.
        """
        super().__init__(question.title, submit)
        self._by_key = question.keyed
        """Whether it is answered by keys that the question itself names, rather than by typing."""
        question = question if load is not None or query else numbered(question)
        self.question = question
        self.few = not question.placeholder
        self._load, self._first_query, self._first = load, query, chosen
        self._fetched: Sequence[Choice] = ()
        self._binding_digit = False
        self._loaded = asyncio.Event()
        self._entered = False
        self.choices = ChoiceList(id="choices")
        self.find_further(question.further)

    @property
    def _intro(self) -> tuple[Text, ...]:
        return self.question.intro if self.app.size.height >= _ROOMY else ()

    def head(self) -> ComposeResult:
        """What is said first."""
        if self.question.intro:
            yield Static(tones.lines(self.question.intro), id="intro")

    def head_lines(self) -> int:
        """Its lines, and a blank one."""
        return tones.lines(self._intro).get_height({}, self.inner_width) + 1 if self._intro else 0

    def fit(self) -> None:
        """Say it first where there is room for it."""
        self.query("#intro").set(display=bool(self._intro))
        super().fit()

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

    def doing(self) -> str:
        """What happens once one was chosen, for the line below."""
        return "Reading…" if self.question.looks else super().doing()

    def harmless(self) -> bool:
        """Whether nothing is changed by what was chosen."""
        return self.question.looks

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
        own = [each.key for each in self.question.choices if each.key and not each.disabled]
        if self.few and own and not self.searched and self.choices.length > 1:
            digits = own == [str(number) for number in range(1, len(own) + 1)]
            first = (*first, (f"1–{len(own)}" if digits else " ".join(own), "choose at once"))
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
        meant = self.question.typed(name) if self.question.typed is not None and name else None
        preselect = self.question.preselect
        self.choices.search(query, offers, answers=answers, more=more, preselect=preselect, meant=meant)
        if (message := self._remark(name)) is not None:
            self.say(*message)
        self.show_keys()

    @property
    def _may_be_more(self) -> bool:
        """Whether the host may have more than is here: a list that was fetched whole needs no asking."""
        return self._load is None or any(choice.careful for choice in self._fetched)

    def _remark(self, name: str) -> tuple[str, Tone] | None:
        """What there is to say of what is shown; None for nothing."""
        message = self.finder.message if self.finder is not None else None
        if message is not None and message[0]:
            return message
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

    def judge(self, typed: Typed) -> Verdict:
        """Keep what chooses nothing out of a line that is searched only on purpose: after it no key would choose."""
        verdict = super().judge(typed)
        if verdict is not Verdict.TAKE or not self.question.keyed or self.query_one(Search).value:
            return verdict
        if not typed.prints:
            return verdict
        held = typed.repeated and typed.since <= self._counts_from
        astray = self.unbidden and all(one.key != typed.character for one in self.question.choices)
        return Verdict.DROP if held or astray else verdict

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
        if self._by_key and fresh and event.value and not self.choices.length:
            self.query_one(Search).value = ""  # with it there no key would choose
            self.search("")
            self.say(f"No match for {event.value}.", "warn")
            return
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
        self.say(f"Bind {row.choice.label} to which digit (1 to 9)?")
        self.show_keys()
        # Without a focus, the digit comes here and not into the search line.
        self.set_focus(None)

    def on_key(self, event: events.Key) -> None:
        """Take the digit to which ctrl+g binds the highlighted choice."""
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
            self.say(f"{digit} now sends {chosen.label}.")
        self.show_keys()
