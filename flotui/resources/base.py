# SPDX-License-Identifier: MIT
"""What a resource, a column, a detail tab and an action are.

A resource is a declaration that one table panel draws. An action is a declaration too: from it come the
key binding, the footer hint, the command palette's entry, the line in the help and the keymap's name.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, TypeVar

import msgspec

from flotui.api.argument import Argument
from flotui.api.catalogue import Risk
from flotui.repositories.source import RowSource as RowSource
from flotui.resources.derived import any_row, derived, id_in, id_of, unread
from flotui.resources.keys import key_of
from flotui.resources.loading import load
from flotui.resources.picture import Picture
from flotui.resources.query import Query as Query
from flotui.resources.query import QueryForm as QueryForm
from flotui.resources.query import checked as checked
from flotui.resources.query_language import QueryLanguage as QueryLanguage
from flotui.resources.terms import Language
from flotui.resources.text import DetailLine as DetailLine
from flotui.resources.text import Text
from flotui.resources.walked import Walked
from flotui.store.finding import Sort as Sort
from flotui.text import numbers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from flotui.repositories import kinds
    from flotui.repositories.snapshot import Snapshot
    from flotui.resources.ask import Ask
    from flotui.workspace import Workspace

T = TypeVar("T")
RowT = TypeVar("RowT")
T_co = TypeVar("T_co", covariant=True)
T_contra = TypeVar("T_contra", contravariant=True)

Run = Callable[["Context[T]"], Awaitable[None]]
"""Carries an action out on the rows of its context."""


def later(where: str) -> Run[object]:
    """What an action does, in a module that is loaded when it is first run: start-up pays for none.

    Args:
        where: the function, as `module:name`.
    """

    async def run(context: Context[object]) -> None:
        await load(where)(context)

    run.__qualname__ = where
    return run


class InPlace(msgspec.Struct, Generic[T_contra], frozen=True):
    """How a column's cells are edited where they stand: `e`, the new value, tab to the next column, enter."""

    name: str
    """The key of the value in what `save` is given."""
    text: Callable[[T_contra], str]
    """The text that the editor begins with, from the row."""
    save: Callable[[Context[T_contra], T_contra, Mapping[str, str]], Awaitable[None]]
    """Carries the new values of a row out, by name: all that were typed in columns with the same `save`, in one
    go. Errors of the host are raised."""
    of: Argument | None = None
    """The operation's argument that it fills; the contract says what that accepts."""
    required: bool = True
    """Whether a cell can't be cleared."""
    check: Callable[[str], str | None] = lambda _: None
    """A further check: what is wrong with what was typed, as a sentence, or None."""
    refusal: Callable[[T_contra], str | None] = lambda _: None
    """Why a row's cell can't be edited, as a sentence, or None."""

    def wrong(self, text: str, shown: str | None = None) -> str:
        """What is wrong with what was typed, as a sentence; empty for nothing.

        Args:
            text: what was typed.
            shown: what the cell has now; None where that isn't known: then a number that may be two is let through.
        """
        if not text.strip():
            return "A value is needed." if self.required else ""
        if why := self._refused(text):
            return why
        if shown is None or self.of is None or not self.of.has_decimals:
            return ""
        doubt = numbers.doubt(text.strip(), shown.strip(), fits=lambda each: not self._refused(each))
        return f"{doubt}. {numbers.CHOOSE}" if doubt else ""

    def _refused(self, text: str) -> str:
        return (self.of.wrong(text) if self.of is not None else "") or self.check(text) or ""


class Column(msgspec.Struct, Generic[T_contra], frozen=True):
    """One column of a table."""

    id: str
    """Its name in the preferences."""
    title: str
    """Its heading."""
    text: Callable[[T_contra], Text]
    """What a row says in it. It is called for rows on screen only, and must be quick."""
    width: int
    """The least width, in cells."""
    flex: int = 0
    """Its share of the width that is left; 0 keeps it at `width`."""
    align: Literal["left", "right"] = "left"
    """Where the text stands: numbers to the right."""
    priority: int = 0
    """When the table is too narrow, columns with the highest number go first; 0 always stays."""
    by: Sort | None = None
    """By what of a row the table is sorted when this column is chosen; None where it can't be."""
    edit: InPlace[T_contra] | None = None
    """How its cells are edited in place; None where they can't be."""
    zoned: bool = False
    """Whether it is a time without its zone, which the table's heading names."""
    at: Callable[[T_contra], float | str | None] | None = None
    """The moment that it shows, in unix seconds or as the host wrote it: a file says it with its year and zone; None or
    nothing where it shows none.
    """
    wrap: bool = False
    """Whether a text that is too long, or has several lines, goes on below instead of being cut."""
    most: int = 0
    """Over how many lines it goes on; 0 for as many as it takes."""
    yields: int = 0
    """It is left out, until it is scrolled to, where a text would be cut below so many cells for it; 0 for never."""
    once: Callable[[T_contra], object] | None = None
    """What rows below each other may have in common, which only the first of them in sight says; None where each does."""


class Inspect(Protocol[T]):
    """Reads one row again: the cached copy first, then the host's where that is old."""

    def __call__(
        self, workspace: Workspace, row: T, /, force: bool = False
    ) -> AsyncIterator[Snapshot[T | None]]:
        """Read it; `force` asks the host however young the copy is."""


Needs = Literal["nothing", "one", "some"]
"""How many rows an action is about."""


class Context(msgspec.Struct, Generic[T_co], frozen=True):
    """What an action is given when it is run or asked whether it may.

    `Context[object]` is for what doesn't care what its rows are.
    """

    workspace: Workspace
    """The open bot."""
    resource: AnyResource | None
    """The resource whose table has the focus, where there is one."""
    rows: tuple[T_co, ...]
    """The rows it is about: the marked ones, else the one under the cursor, else none."""
    ask: Ask
    """How to ask the person, and tell."""
    owner: object = None
    """In a detail's table, the row whose detail it is (the subscriber of a field, say)."""
    query: Query | None = None
    """The query that the table's rows were asked for with."""
    marked: int = 0
    """How many rows are marked; `rows` may have fewer of them until `fetch` brought the rest."""
    fetch: Callable[[], Awaitable[tuple[T_co, ...]]] | None = None
    """Brings all marked rows, as they are here now; None where `rows` is all there is."""
    beyond: str = ""
    """How what is marked is not what is shown, in sentences: marked rows that aren't shown, and what the marks don't
    reach, where all rows that are here are marked and the host has more.
    """
    listed: RowSource[T_co] | None = None
    """The rows that the table shows, as far as they are here; None until something was read."""
    narrowed: str = ""
    """What the filter line narrows them to without having asked the host; empty where it doesn't."""
    keep_marks: Callable[[Collection[str]], None] | None = None
    """Takes the marks away of all that were marked but the rows of these ids; None where nothing is marked."""
    marked_ids: tuple[str, ...] = ()
    """The ids of the marked rows, as long as `fetch` has not brought them."""

    @property
    def row(self) -> T_co:
        """The one row it is about.

        Raises:
            IndexError: when there is none; `Action.needs` keeps an action from coming here.
        """
        return self.rows[0]

    @property
    def row_ids(self) -> tuple[str, ...]:
        """The ids of its rows; empty for one that has none."""
        return tuple(map(id_in, self.rows))

    @property
    def owner_id(self) -> str:
        """The id of the row in whose detail its table is; empty elsewhere."""
        return id_in(self.owner)

    def owned_by(self, kind: type[RowT]) -> RowT:
        """The row whose detail its table is in.

        Args:
            kind: what that row is.

        Raises:
            TypeError: when the table stands elsewhere.
        """
        return checked(self.owner, kind)


class Action(msgspec.Struct, Generic[T_contra], frozen=True):
    """Something the person can do with rows. An `Action[object]` fits any resource."""

    id: str
    """Its name in the keymap, `resource.verb`: `subscribers.tags`."""
    title: str
    """What it does, in the imperative, for palette and help: `Change tags`."""
    key: str
    """The key or keys that run it, as Textual names them, separated by commas."""
    run: Callable[[Context[T_contra]], Awaitable[None]]
    """What it does. Errors of the host are raised; the UI says them."""
    hint: str = ""
    """The word in the footer; no hint in the footer where it is empty."""
    hint_for_several: str = ""
    """The word in the footer while several rows are marked, where it has none else."""
    risk: Risk = Risk.READ
    """The worst it may do: decides what read-only mode stops."""
    needs: Needs = "one"
    """How many rows it is about: none, exactly one, or one or more (marks)."""
    unless: Callable[[Context[T_contra]], str | None] = lambda _: None
    """Why it can't be run now, as a sentence; None when it can."""
    operations: tuple[str, ...] = ()
    """The ids of the catalogue's operations that it reaches."""
    leads: bool = False
    """Whether it leads to another list, so that esc comes back."""
    opens_chat: bool = False
    """Whether it leads to a chat: what is typed on after its key is meant for the line below that, and where there is
    none it is no command.
    """
    asks: bool = True
    """Whether it may open something that takes keys: what is typed on after its key waits for that, however long the host
    takes. Not where it only goes elsewhere, or does something at once.
    """
    instead_of: str = ""
    """The id of the program's own action whose key means this one where it is offered."""
    worded: str = ""
    """What it does with words behind its name, as `:count tag`: `module:name` of a function of the context and them."""
    for_crowds: bool = False
    """Whether it works on more rows than are kept in memory: by `marked_ids`, without `fetch`. Else all are fetched."""

    def refusal(self, context: Context[T_contra]) -> str | None:
        """Why it can't be run now, as a sentence for the person; None when it can."""
        number = max(len(context.rows), context.marked)
        if self.needs != "nothing" and not number:
            return f"{self.title}: there is no row under the cursor."
        if self.needs == "one" and number > 1:
            unmark = f"Press {key_of('app.back')} to unmark them."
            return f"{self.title} works on one row; {number:,} are marked. {unmark}"
        if self.risk is not Risk.READ and context.workspace.read_only:
            return f"{self.title} is off: flotui runs with --read-only."
        return None if context.fetch is not None else self.unless(context)


class Tab(msgspec.Struct, Generic[T_contra], frozen=True):
    """One tab of a detail view: lines about the row, or a table of its own."""

    id: str
    """Its name, unique in the resource."""
    title: str
    """The tab's title."""
    lines: Callable[[Workspace, T_contra], Sequence[DetailLine]] | None = None
    """The lines it shows, from what the row holds; called again whenever the row changes."""
    table: AnyResource | None = None
    """The resource it shows as a table instead; its `read` is given the row as `Query.owner`."""
    later: str = ""
    """The same, in a module that is loaded when the tab is first chosen: `module:NAME`."""
    card: str = ""
    """The `Card` that it is, as `module:NAME`, loaded when the tab is first shown."""
    whole: bool = False
    """Whether a value of its lines goes on below for as long as it is, rather than for some lines."""

    @property
    def shown(self) -> AnyResource | None:
        """The resource it shows as a table; None for lines."""
        found: AnyResource | None = load(self.later) if self.later else self.table
        return found

    @property
    def asks(self) -> bool:
        """Whether choosing it may ask the host."""
        return bool(self.later) or (self.table is not None and bool(self.table.operations))


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """One group of a screen: a table, or a picture."""

    id: str
    """Its name, unique on its screen."""
    title: str
    """Its heading."""
    table: AnyResource | None = None
    """The table that it is. Its `sums` are at the right of the heading; enter runs what it `opens`."""
    later: str = ""
    """The same, in a module that is loaded when the screen is first shown: `module:NAME`."""
    picture: Picture[Any] | None = None
    """Draws it where it isn't a table: a chart, a few lines."""
    least: int = 3
    """The fewest lines that a table has below its heading, where it has so many."""
    most: int = 100
    """The most lines that it takes below its heading."""

    @property
    def shown(self) -> AnyResource | None:
        """The resource that it shows as a table; None for a picture."""
        found: AnyResource | None = load(self.later) if self.later else self.table
        return found


Bands = tuple[tuple[tuple[Group, ...], ...], ...]
"""How a screen's groups are laid out: in columns, band by band."""


class Resource(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """Something a bot has many of, and how to show it. What follows from its `kind` may be left out."""

    id: str
    """Its name in commands, lower case with hyphens: `user-fields`."""
    title: str
    """Its name on screen: `User fields`."""
    kind: kinds.AnyKind | None = None
    """What its rows are: from it follow `singular`, `read`, `label`, `inspect` and `operations`."""
    singular: str = ""
    """One of them, lower case: `user field`."""
    read: Callable[[Workspace, Query], AsyncIterator[Snapshot[RowSource[T]]]] = unread
    """Reads it: first from the cache, then from the host."""
    columns: tuple[Column[T], ...]
    """Its columns, left to right."""
    row_id: Callable[[T], str] = id_of
    """The id by which selection and marks are kept."""
    numbered: bool = False
    """Whether that is an id of our own, which says nothing beside the row's name."""
    label: Callable[[T], str] = id_of
    """What to call a row in a sentence: its name."""
    told_by: Callable[[T], str] | None = None
    """What tells a row from others of its name where they are listed by name; None where its kind says enough."""
    aliases: tuple[str, ...] = ()
    """Other names the palette takes: `:uf`."""
    tabs: tuple[Tab[T], ...] = ()
    """The detail of a row; none for a resource without."""
    actions: tuple[Action[T], ...] = ()
    """What can be done with it."""
    opens: str = ""
    """The id of the action that enter runs; where empty, enter opens the detail."""
    inspect: Inspect[T] | None = None
    """Reads one row again for its detail; None when the list row is all there is."""
    empty: str = ""
    """What is in an empty table: what would be here, and which key makes it so; `No tags yet. Press n to create one.`
    by default. What is on a further line of it is secondary."""
    unread: str = ""
    """What is in it until the person has asked for what it shows; empty where it is read by itself."""
    empty_of: str = ""
    """The same where it shows what belongs to something else, which stands for the `{}`: `{} has no orders.`"""
    search: Callable[[Workspace, str], Awaitable[Query]] | None = None
    """Makes of the filter line's text a question for the host; None where the rows here are all there is."""
    searched: Callable[[T], str] = str
    """What the filter line searches of a row in memory."""
    links: Callable[[T], Sequence[str]] | None = None
    """The addresses in what a row says; None where its keys tell which of their values are addresses."""
    hint: str = "Type to filter"
    """What the filter line takes, in words."""
    language: Language | None = None
    """The keys that the filter line takes besides words; None where it takes words alone."""
    query_language: QueryLanguage | None = None
    """How the filter line is read where it speaks the query language of subscribers."""
    panel: str = ""
    """The hand-made panel that shows it instead of the browser, as `module:Class`."""
    groups: Bands = ()
    """The tables and pictures that it is shown as, by the panel `GROUPS`."""
    newest_last: bool = False
    """Whether the table begins at its end, as a chat does."""
    foot: str = ""
    """The widget below its table where that is a detail's tab, as `module:Class`; empty for none."""
    counted: Callable[[Workspace], int | None] | None = None
    """How many of them somebody should look at, or perhaps should; None before it is known. While there are any, the list
    is its area's first."""
    look_closer: Callable[[Workspace, Sequence[T]], Awaitable[bool]] | None = None
    """Asks the host for more of the rows in sight, by itself and with the hour's spare calls; whether there is news."""
    put_in_order: Callable[[RowSource[T]], Awaitable[None]] | None = None
    """Puts rows in order again after `look_closer` had news: as long as no key was pressed since they were asked for."""
    even: bool = False
    """Whether its rows say as much as their details: beside one it has half of the terminal."""
    slim: bool = False
    """Whether its details say more than its rows: beside one it has little more than a third of a usual terminal."""
    broad: bool = False
    """Whether its rows say more than their details: beside one it has the larger part of a roomy terminal."""
    walked: Walked[T] | None = None
    """How the keys for the next and the previous row go through it; None where they go down and up."""
    sums: Callable[[Sequence[T]], str] | None = None
    """What its rows come to, in words, for the heading; where they are all in memory."""
    news: Callable[[Sequence[T]], str] | None = None
    """What came in since the rows were put in order, in words; no lack of room takes it from the heading."""
    made_of: frozenset[str] = frozenset()
    """The kinds of cached rows that its own rows are made of: it is read again when one of them changes."""
    made_by: tuple[type[object], ...] = ()
    """The workspace's events that its rows are made by: it is read again after one of them."""
    period: str = ""
    """The time range that is read where none was chosen; empty for what has no time ranges."""
    version: Callable[[Workspace], Awaitable[object]] | None = None
    """Another value whenever something outside this window has changed what it shows: then it is read again. It is
    asked again and again while the list is in sight, so it may ask no host."""
    noted: Callable[[Workspace], Awaitable[object]] | None = None
    """Another value whenever something outside this window has changed what its rows say beside what the host has of
    them: then what is here is taken in again, and no host asked."""
    follow: float = 0.0
    """Every how many seconds it is read again once the person turns that on; 0 for once a minute."""
    notable: Callable[[T], bool] = any_row
    """Which rows that come in while it is followed somebody is told of."""
    operations: tuple[str, ...] = ()
    """The ids of the catalogue's operations that its reads use."""
    more_columns: tuple[Column[T], ...] = ()
    """Further columns that the person may choose."""
    column_of: Callable[[str], Column[T] | None] | None = None
    """Makes a column of a name that is none of these: a user field's."""
    choosable: Callable[[Workspace], Awaitable[Sequence[Column[T]]]] | None = None
    """Reads the columns that `column_of` can make, to choose from."""

    def __post_init__(self) -> None:
        follows = derived(self.kind) if self.kind is not None else {}
        for name, value in {**follows, "empty": self._nothing_yet()}.items():
            if getattr(self, name) in ("", (), None, unread, id_of):
                msgspec.structs.force_setattr(self, name, value)

    def _nothing_yet(self) -> str:
        """What an empty table says by default: which key makes the first row, where one does."""
        new = f"{self.id}.new"
        if self.kind is None or not any(action.id == new for action in self.actions):
            return "Nothing here yet."
        return f"No {self.kind.name}s yet. Press {{{new}}} to create one."

    @property
    def every(self) -> float:
        """Every how many seconds it is read again while it is followed; 0 where the host isn't asked for it."""
        return self.follow or (60.0 if self.operations else 0.0)

    @property
    def has_chat(self) -> bool:
        """Whether a reply can be written in the detail of a row: its rows are people."""
        return any(tab.table is not None and tab.table.foot for tab in self.tabs)

    def column(self, name: str) -> Column[T] | None:
        """The column of that name, or None."""
        known = next((each for each in (*self.columns, *self.more_columns) if each.id == name), None)
        return known if known is not None or self.column_of is None else self.column_of(name)

    def shown(self, chosen: Sequence[str]) -> tuple[Column[T], ...]:
        """The columns to show.

        Args:
            chosen: the names the person chose; those that mean nothing are passed over, and where none is
                left the declared columns are shown.
        """
        found = tuple(column for name in chosen if (column := self.column(name)) is not None)
        return found or self.columns


AnyResource = Resource[Any]
"""A Resource, whatever its rows are."""
