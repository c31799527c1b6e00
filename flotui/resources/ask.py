# SPDX-License-Identifier: MIT
"""How an action asks the person, and tells.

The UI answers with dialogs, a test with canned answers; an action knows neither. Every question can be
given a `submit`: it is awaited while the dialog stays open, so that what was typed survives a call that
fails. It raises `FlochatError` for what the host or the program refused (shown in the dialog), or
`Cancelled` when the person changed their mind half-way.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol

import msgspec
from msgspec.structs import replace

from flotui.api.argument import Argument
from flotui.resources.query import Query
from flotui.resources.text import Span, Text, Tone
from flotui.text import numbers
from flotui.text.zones import Zone

if TYPE_CHECKING:
    from flotui.jobs.outcomes import Unfinished
    from flotui.workspace.comparing import Conflict, Decision

Submit = Callable[[Any], Awaitable[None]]
"""Carries out what the person answered. Its argument is what the dialog would return."""


class Cancelled(Exception):
    """The person said no, or pressed escape: nothing was done, and nothing needs saying."""


class TypedOn(Cancelled):
    """The person typed on in the line that the question would stand over: nothing was done, and that was said."""


class Instead(msgspec.Struct, frozen=True):
    """Another question that a key of a confirm leads to: the same for fewer, say. Nothing is done by it."""

    key: str
    """The key: `o`. It may be no character of what has to be typed."""
    label: str
    """What it does, in a few words: `only the 49 it arrives at`."""
    ask: Callable[[], Awaitable[None]]
    """Asks the other question; its exceptions are passed on."""


class Confirm(msgspec.Struct, frozen=True):
    """A yes-or-no question before something is done. Cancel has the focus."""

    title: str
    """What is about to happen: `Send sub-flow`."""
    lines: tuple[Text, ...] = ()
    """What will happen, a line each. Where `whom` is empty, the first of them takes its place. Empty lines between what
    belongs together are left out where there is too little room for all.
    """
    verb: str = "Do it"
    """What is on the confirming button: `Send`. It is pressed with `y`."""
    danger: bool = False
    """Whether it cannot be undone."""
    typed: str | int = ""
    """What has to be typed to confirm: a name, or a count, with or without its commas; empty or 0 for nothing."""
    instead: str = ""
    """What may be typed in its place: an id, where not every keyboard has the letters of a name."""
    waived: bool = False
    """Whether the person's settings may say that it isn't asked: it reaches one person, and nothing speaks
    against it."""
    of: Literal["send", "reply"] = "send"
    """Which setting can waive it: `send` for a sub-flow, `reply` for a reply."""
    whom: tuple[Text, ...] = ()
    """Whom it reaches, by name and number: stands above the lines and is seen at any time, however long they are."""
    unable: str = ""
    """Why it can't be confirmed now, as a sentence; empty when it can."""
    back: str = "Cancel"
    """What is on the button that does nothing, where `Cancel` could be taken for the deed itself."""
    other: Instead | None = None
    """Another question that a key leads to; None for none."""
    unasked: str = ""
    """What is said in its place where the person types on in the line that it would stand over; empty for that alone."""

    @property
    def told(self) -> tuple[Text, ...]:
        """All that it says before it asks, from whom it reaches on."""
        return *self.whom, *self.lines


class Choice(msgspec.Struct, frozen=True):
    """One thing to choose in a picker."""

    id: str
    """The id that is returned when it is chosen."""
    label: str
    """The text that is shown, and searched by what is typed."""
    note: str = ""
    """Secondary text beside it."""
    group: str = ""
    """The heading that it is listed under: `Recent`."""
    disabled: str = ""
    """Why it can't be chosen; empty when it can."""
    key: str = ""
    """A key bound to it: a digit."""
    also: str = ""
    """Further words that the search finds it by; not shown."""
    names: tuple[str, ...] = ()
    """What it can be called by instead of its label, such as aliases: one typed in full is taken before all else."""
    careful: bool = False
    """Whether it is one of so many alike that what was typed may well mean one that isn't loaded: a subscriber.
    Enter takes it only where it is called so, where the person moved to it, or where the host was asked and it is
    the only one that fits."""
    near: bool = False
    """Whether it comes before others that fit as well: what can be done where one is, and lists."""
    sole: bool = False
    """Of a careful one: whether enter takes it without asking the host where it is the only one that begins so,
    because all there are are loaded, or because choosing it changes nothing."""


Find = Callable[[str], Awaitable[Sequence[Choice]]]
"""Finds choices by what was typed. Raises `FlochatError` when it can't."""


class Further(msgspec.Struct, frozen=True):
    """Choices beyond those that a list begins with, where there may be more than anybody scrolls through."""

    here: Find
    """Those among what is here already: asked with every letter, and asks the host nothing."""
    look: Find | None = None
    """Those that the host finds: asked when the person chooses that line; None where it can't be asked."""
    verb: str = "Look up"
    """What that line says, before what was typed."""


class Picker(msgspec.Struct, frozen=True):
    """Choose one of many by typing. What is highlighted by itself is what was surely meant; a guess is moved to."""

    title: str
    choices: Sequence[Choice]
    placeholder: str = "Type to search"
    preselect: bool = True
    """Whether the first one is highlighted before anything is typed, so that enter alone takes it."""
    start: str = ""
    """The id of the one that is highlighted at first; the first one where it is empty."""
    create: str = ""
    """Offer to create what was typed, under this verb: `Create tag`; empty for no such offer.
    The answer then has the id "" and what was typed as its label."""
    bind: Callable[[Choice, str], None] | None = None
    """Called when the highlighted choice is bound to a digit (ctrl+g, then 1 to 9); None for no such offer."""
    further: Further | None = None
    """How more choices are found than are given here; None where these are all."""
    typed: Callable[[str], Choice | None] | None = None
    """Makes of what is typed a choice that is meant before all others, or None: a list and a filter."""
    keyed: bool = False
    """Whether a choice's key alone takes it at once, as it does where keys can be bound."""
    leave: str = "cancel"
    """What escape does, as its hint says it."""
    loses: str = ""
    """What was chosen before it and is lost when it is left, which escape then asks about: `the order`."""
    unbidden: bool = False
    """Whether it opens by itself: no key counts that was typed before it could be read."""
    looks: bool = False
    """Whether carrying the choice out only reads: that is what it says meanwhile, and escape ends it."""
    intro: tuple[Text, ...] = ()
    """What is said above the choices where there is room for it."""
    ends: bool = False
    """Whether it asks before the program ends: the key that quits asks nothing more then."""


class Toggles(msgspec.Struct, frozen=True):
    """Switch any of many on or off: the tag dialog."""

    title: str
    choices: Sequence[Choice]
    on: frozenset[str] = frozenset()
    """The ids that are switched on at first."""
    partly: frozenset[str] = frozenset()
    """The ids that some of the rows have (with marks); left alone until toggled."""
    create: str = ""
    """The verb of the offer to create what was typed, as in `Picker`; a new one is switched on."""
    further: Further | None = None
    """How more choices are found, as in `Picker`."""
    verb: str = "Save"
    chooses: bool = False
    """Whether it only chooses, for a next step, and changes nothing by itself."""


class ToggleAnswer(msgspec.Struct, frozen=True):
    """What was switched in a `Toggles` dialog."""

    add: tuple[str, ...] = ()
    """Ids switched on that were off, in the order shown."""
    remove: tuple[str, ...] = ()
    """Ids switched off that were on."""
    create: tuple[str, ...] = ()
    """Names to be created and switched on."""


FieldKind = Literal[
    "text",
    "longtext",
    "number",
    "integer",
    "boolean",
    "date",
    "datetime",
    "json",
    "choice",
    "picker",
    "secret",
    "path",
    "heading",
    "list",
]
"""How a form's field is typed in and checked. A `path` is one of this machine's files.
A `heading` is only the line above the fields of an object; a `list` grows and shrinks by its items."""


class Field(msgspec.Struct, frozen=True):
    """One field of a form."""

    name: str
    """Its key in the form's answer."""
    title: str
    """Its label."""
    kind: FieldKind = "text"
    value: str = ""
    """What it holds at first, as text: `true`/`false` for a boolean, ISO 8601 for times, JSON text for json."""
    required: bool = False
    help: str = ""
    """One line below it."""
    choices: Sequence[Choice] = ()
    """The choices of a choice or picker field."""
    load: Callable[[], Awaitable[Sequence[Choice]]] | None = None
    """Fetches a picker's choices when it is opened."""
    further: Further | None = None
    """How a picker finds more choices than those."""
    limit: int = 0
    """The most characters the host keeps; a longer text is warned of. 0 for none known."""
    of: Argument | None = None
    """The argument of an operation that it fills; the contract says what that accepts."""
    check: Callable[[str], str | None] | None = None
    """A further check: what is wrong with the text, as a sentence, or None."""
    zone: Zone | None = None
    """In which zone a date or a time is typed; the open workspace's where it is None."""
    ends: bool = False
    """Whether a time is when something ends: a day without a time then means its last minute."""
    free: bool = False
    """Whether a choice or picker also takes what was typed, as it is."""
    depth: int = 0
    """How far it is indented: the values of an object are below its heading."""
    when: tuple[str, str] | None = None
    """Another field and its value, with which alone it is asked; None for always. It isn't sent without it."""
    items: Callable[[int], Sequence[Field]] | None = None
    """The fields of a list's item at an index. Their names begin with the list's name, a point and the index;
    the list's `value` is how many there are at first."""

    def wrong(self, text: str) -> str:
        """What is wrong with a text that fits its kind, as a sentence; empty for nothing."""
        return self._refused(text) or (self._doubt(text) if self.kind == "number" else "")

    def _refused(self, text: str) -> str:
        why = self.of.wrong(text) if self.of is not None else ""
        return why or (self.check(text) if self.check is not None else "") or ""

    def _doubt(self, text: str) -> str:
        """Which two numbers a number may be, as a sentence; empty for what it held at first."""
        doubt = numbers.doubt(text, self.value, fits=lambda each: not self._refused(each))
        return f"{doubt}. {numbers.CHOOSE}" if doubt and text != self.value else ""


def bound(operation: str, fields: Iterable[Field]) -> list[Field]:
    """The fields, each bound to the operation's argument of its name.

    Args:
        operation: the id of the operation.
        fields: which.
    """
    return [replace(each, of=Argument(operation, each.name)) for each in fields]


def expanded(fields: Sequence[Field]) -> list[Field]:
    """The fields with those of each list's items after it.

    Args:
        fields: the fields as a form has them.
    """
    found: list[Field] = []
    for each in fields:
        found.append(each)
        if each.items is not None:
            for index in range(int(each.value or "0")):
                found += expanded(each.items(index))
    return found


class Form(msgspec.Struct, frozen=True):
    """Several fields, asked for at once. The answer maps names to texts; empty ones are left out."""

    title: str
    fields: Sequence[Field]
    verb: str = "Save"
    edits: bool = False
    """Whether it changes something that exists. Then only what was touched is checked, and is in the answer:
    also as an empty text, where it was cleared."""
    intro: tuple[Text, ...] = ()
    """Lines above the fields."""
    preview: Callable[[Mapping[str, str]], Sequence[Text]] | None = None
    """Lines below the fields that follow what is typed: what will be sent."""
    wrong: Callable[[Mapping[str, str]], Mapping[str, str]] | None = None
    """What is wrong with values taken together, as a sentence by the field that has to be corrected; it is said there
    once that field was left."""
    copies: Callable[[Mapping[str, str]], Sequence[tuple[str, str]]] | None = None
    """What of the form as it stands can be copied: what it is, and its text."""
    looks: bool = False
    """Whether what it asks for changes nothing: then a key typed ahead sends it too."""
    loses: str = ""
    """As in `Picker`: asked about also where no field was touched."""


def answered(fields: Iterable[Field], answer: Mapping[str, str]) -> list[Text]:
    """What was filled in, a line for each value: what a confirmation shows of what will be sent.

    Args:
        fields: the fields of the form.
        answer: its answer.
    """
    lines: list[Text] = []
    for field in fields:
        if text := answer.get(field.name):
            label = next((each.label for each in field.choices if each.id == text), text)
            aside = f"  {text}" if field.kind == "picker" and label != text else ""
            lines.append((Span(f"{field.title}: ", "dim"), Span(label), Span(aside, "dim")))
    return lines


def touched(form: Form, values: Mapping[str, str]) -> dict[str, str]:
    """The answer of a form that edits: what differs from what it showed.

    Args:
        form: the form.
        values: what is in it, by field; empty ones may be left out.
    """
    shown = {each.name: each.value for each in expanded(form.fields) if each.kind not in ("heading", "list")}
    return {name: values.get(name, "") for name, text in shown.items() if values.get(name, "") != text}


class Ask(Protocol):
    """How actions ask the person and show messages; `ui/ask.py` does it with dialogs."""

    async def confirm(self, question: Confirm, submit: Submit | None = None) -> None:
        """Ask for a yes; `submit` is given True.

        Raises:
            Cancelled: when the answer is no.
        """

    async def pick(self, question: Picker, submit: Submit | None = None) -> Choice:
        """Have one chosen.

        Raises:
            Cancelled: when none was.
        """

    async def toggle(self, question: Toggles, submit: Submit | None = None) -> ToggleAnswer:
        """Have some switched on or off.

        Raises:
            Cancelled: when the dialog was left.
        """

    async def form(self, question: Form, submit: Submit | None = None) -> dict[str, str]:
        """Have a form filled in.

        Raises:
            Cancelled: when it was left.
        """

    async def decide(self, conflict: Conflict) -> Decision:
        """Have decided what becomes of something that somebody else has changed and an edit would overwrite.

        Raises:
            Cancelled: when the person wants to edit again.
        """

    async def read(self, title: str, text: str, *, secret: bool = False, follows: bool = False) -> None:
        """Show a long text in a reader, until it is closed.

        Args:
            title: what it is.
            text: the text.
            secret: whether it holds a credential, so that no file may keep what is copied of it.
            follows: whether a question follows.

        Raises:
            Cancelled: when it was left where a question follows.
        """

    async def go_on(self, title: str, error: Unfinished) -> None:
        """Have the person decide how something goes on that stopped half-way.

        Args:
            title: what was begun, in the imperative.
            error: how far it came.

        Raises:
            Unfinished: when they left it so, or had been asked already.
        """

    def edit_cells(self) -> None:
        """Have the cells of the row under the cursor edited where they stand, as `Column.edit` says."""

    def say(self, text: str, tone: Tone = "plain") -> None:
        """Tell something in passing: a line that goes by itself."""

    def copy(self, text: str, what: str, *, secret: bool = False) -> None:
        """Put a text on the person's clipboard, and say what was copied.

        Args:
            text: the text.
            what: what it is: `phone`.
            secret: whether it holds a credential, so that no file may keep it.
        """

    def show_row(self, resource_id: str, row_id: str) -> None:
        """Put the cursor on a row of the table in front, now or once it is read: on what was just made.

        Args:
            resource_id: which table; nothing happens where another is in front.
            row_id: the row's id.
        """

    def go(
        self, resource_id: str, query: Query | None = None, row_id: str | None = None, tab: str = ""
    ) -> None:
        """Go to a resource: filtered, or to one of its rows, or to a tab of that row's detail."""
