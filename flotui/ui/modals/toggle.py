# SPDX-License-Identifier: MIT
"""Switching any of many on or off: the tag dialog."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from flotui.resources.ask import Choice, Submit, ToggleAnswer, Toggles
from flotui.resources.text import Span, Text, dim
from flotui.ui.drafting import Drafting
from flotui.ui.drafts import FormDraft
from flotui.ui.modals import tones
from flotui.ui.modals.choices import ChoiceList
from flotui.ui.modals.keyline import Keys
from flotui.ui.modals.lists import FEW, ListDialog, Search
from flotui.ui.modals.ranking import Offer, RankedRow
from flotui.ui.modals.states import DialogState

_NEW: Final = "\0"
"""What the ids of names begin with that are to be created."""
_ON, _OFF = "on", "off"


class ToggleDialog(ListDialog[ToggleAnswer]):
    """All of them with a mark each; space or enter switches, ctrl+s saves."""

    DEFAULT_CSS = """
    ToggleDialog #summary { height: 1; margin-top: 1; text-overflow: ellipsis; text-wrap: nowrap; }
    ToggleDialog.-low #summary { margin-top: 0; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", show=False),
    ]

    def __init__(
        self,
        question: Toggles,
        submit: Submit | None = None,
        *,
        draft: FormDraft | None = None,
        message: str = "",
    ) -> None:
        """
        Args:
            question: what is asked.
            submit: carries the changes out while the dialog stays open.
            draft: what was kept of it before, and where it is kept if the program ends.
            message: what became of it when it was sent, as a sentence; empty where it never was.
        """
        super().__init__(question.title, submit)
        self.question = question
        self.drafting = Drafting(self, self._switched)
        self.drafting.draft, self._tried = draft, message
        self._now: dict[str, bool] = {}
        """What was switched, by id, where it differs from before."""
        self._new: dict[str, bool] = {}
        """Names to be created, in the order they came, and whether they are on."""
        self.choices = ChoiceList(mark=self._mark, id="choices")
        self.find_further(question.further)
        self.few = not question.create and question.further is None and len(question.choices) <= FEW

    def body(self) -> ComposeResult:
        """The search line, the list, and what will change."""
        create = ", +name for a new one" if self.question.create else ""
        yield Search(placeholder=f"Type to filter{create}", space=self._space, id="search")
        yield self.choices
        yield Static(id="summary", markup=False)

    def on_mount(self) -> None:
        """Offer them all."""
        self.offer()
        self.search("")
        if self.drafting.draft is not None:
            self._bring_back(self.drafting.draft.written)
            if self.drafting.draft.elsewhere:
                self.say(self.drafting.draft.elsewhere, "warn")
        self._summarise()

    @property
    def around(self) -> int:
        """The summary is below the list."""
        return super().around + (1 if self.has_class("-low") else 2)

    def keys(self) -> Keys:
        """Switching and saving."""
        return (
            ("enter" if self._typing else "space/enter", "switch"),
            ("ctrl+s", self.question.verb.lower()),
            ("esc", "cancel"),
            ("↑↓", "move"),
        )

    changed = "your changes"

    def dirty(self) -> bool:
        """Whether anything is switched."""
        return self.changes() != ToggleAnswer()

    # When the program ends, or is killed.

    def _switched(self) -> dict[str, str] | None:
        """What was switched, by id, as a draft keeps it; None once it is closed."""
        if self.state is DialogState.CLOSED:
            return None
        new = {f"{_NEW}{name}": on for name, on in self._new.items()}
        return {id: _ON if on else _OFF for id, on in (self._now | new).items()}

    def keeps_typed(self) -> bool:
        """Whether there is a file for it."""
        return self.drafting.draft is not None

    def keep_draft(self) -> None:
        """Keep what was switched for the next start."""
        self.drafting.now()

    def _bring_back(self, kept: Mapping[str, str]) -> None:
        """Have what an earlier run has kept be switched again, where it isn't so already."""
        there = {choice.id for choice in self._choices}
        for id, state in kept.items():
            on = state == _ON
            if id in there and self._was(id) is not on:
                self._now[id] = on
            elif id.startswith(_NEW) and not self.choices.exact(id.removeprefix(_NEW)):
                self._new[id.removeprefix(_NEW)] = on
        if self.dirty():
            self.offer()
            self.search("")
            self.say(
                self._tried or "What you switched when flotui ended is here again. It was not sent.", "warn"
            )

    def changes(self) -> ToggleAnswer:
        """What differs from before."""
        ids = list(dict.fromkeys(choice.id for choice in self._choices))
        return ToggleAnswer(
            add=tuple(one for one in ids if self._now.get(one) is True),
            remove=tuple(one for one in ids if self._now.get(one) is False),
            create=tuple(name for name, on in self._new.items() if on),
        )

    # Searching.

    @property
    def _choices(self) -> list[Choice]:
        """What can be switched: what it began with, and what was found since."""
        return [*self.question.choices, *(self.finder.choices if self.finder is not None else ())]

    def offer(self) -> None:
        """Give the list all there is to choose from."""
        new = [Choice(f"{_NEW}{name}", name, note="new") for name in self._new]
        self.choices.offer([*self._choices, *new])

    def search(self, query: str) -> None:
        """Show what fits; offer to look up or to create what doesn't exist. After a `+`, everything is a name."""
        super().search(query)
        self.show_keys()
        if self.finder is not None:
            finder = self.finder
            self.choices.search(query, finder.offers(), answers=finder.answers, more=finder.unanswered)
            return
        create = self.question.create
        if create and query.startswith("+"):
            name = query[1:].strip()
            exists = self.choices.exact(name)
            offers = (Offer(create, name),) if name and not exists else ()
            self.choices.search(name if exists else "\0", offers)
            return
        name = query.strip()
        offers = (Offer(create, name),) if create and name and not self.choices.exact(name) else ()
        self.choices.search(query, offers)

    # Switching.

    def _was(self, id: str) -> bool | None:
        if id.startswith(_NEW):
            return False
        return True if id in self.question.on else None if id in self.question.partly else False

    def _is(self, id: str) -> bool | None:
        if id.startswith(_NEW):
            return self._new[id.removeprefix(_NEW)]
        return self._now.get(id, self._was(id))

    def _mark(self, row: RankedRow) -> tuple[str, bool]:
        if row.choice is None or row.new:
            return " + ", True
        now = self._is(row.choice.id)
        return {True: "[x]", False: "[ ]", None: "[-]"}[now], now != self._was(row.choice.id)

    @property
    def _typing(self) -> bool:
        """Whether a text is in the search line."""
        return bool(self.query_one(Search).value.strip())

    def _space(self) -> bool:
        """Switch the highlighted one while nothing is typed; what is typed keeps its spaces."""
        self.catch_up()
        row = self.choices.row
        if self._typing or row is None or row.new:
            return False
        self._choose()
        return True

    async def on_input_submitted(self) -> None:
        """Switch the highlighted one, note a new one, or look it up."""
        await self.settled()
        self._choose()

    def _choose(self) -> None:
        row = self.choices.row
        if row is None or row.choice is None:
            return
        if self.finder is not None and row.offer is not None and row.offer.look:
            self.finder.look()
            return
        search = self.query_one(Search)
        if row.new:
            self._new[row.choice.label] = True
            self.offer()
            search.value = ""
            self.search("")
            self.choices.end(True)
        elif row.choice.disabled:
            self.say(f"{row.choice.label}: {row.choice.disabled}", "warn")
            return
        else:
            self._switch(row.choice.id)
            # The next letter typed starts a new search.
            search.select_all()
        self.choices.refresh_cursor()
        self._summarise()
        if self.state is DialogState.ASKING:
            self.say("")  # it was about what was switched before
        self.edited()
        self.drafting.soon()

    def _switch(self, id: str) -> None:
        if id.startswith(_NEW):
            self._new[id.removeprefix(_NEW)] = not self._new[id.removeprefix(_NEW)]
            return
        was, now = self._was(id), self._is(id)
        # Where only some of the rows have it: on, off, and back to leaving them alone.
        following = {None: True, True: False, False: None}[now] if was is None else not now
        if following == was:
            self._now.pop(id, None)
        else:
            self._now[id] = bool(following)

    def on_choice_list_chosen(self) -> None:
        """Switch the clicked one."""
        self._choose()

    def _summarise(self) -> None:
        self.query_one("#summary", Static).update(tones.content(self._summary()))

    def _summary(self) -> Text:
        changes = self.changes()
        names = {choice.id: choice.label for choice in self._choices}
        parts: list[Span] = []
        for sign, tone, found in (
            ("+", "good", [*(names[one] for one in changes.add), *changes.create]),
            ("−", "danger", [names[one] for one in changes.remove]),
        ):
            for name in found:
                if parts:
                    parts.append(Span(", ", "dim"))
                parts += [Span(f"{sign} ", "good" if tone == "good" else "danger"), Span(name)]
        return parts or dim("Nothing chosen yet." if self.question.chooses else "No change yet.")

    def action_save(self) -> None:
        """Save what was switched: ctrl+s."""
        if self.state is DialogState.ASKING:
            self.commit()

    def commit(self) -> None:
        """Carry the changes out."""
        changes = self.changes()
        if changes == ToggleAnswer():
            self.say("Choose at least one first." if self.question.chooses else "Nothing to save: no change.")
        else:
            self.answer(changes)
