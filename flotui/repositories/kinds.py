# SPDX-License-Identifier: MIT
"""A Kind: one declaration of a thing, and the Calls and Edits that follow from it.

A tag, a product, an order: what its rows are read as, and which operations of the catalogue list, read, create,
change and delete it. Everything else is derived: what an edit is compared with (here), what a write makes stale, what
takes back what was created, what is read again (`consequences`), and what an argument offers to pick (`things`).

What an edit is compared with is imported when one is made.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from flotui.api.argument import body_of
from flotui.api.call import Call, Scalar
from flotui.api.catalogue import catalogue
from flotui.api.models.base import Model
from flotui.repositories.edit import Edit, Touch
from flotui.repositories.row_kinds import NAMES as NAMES
from flotui.repositories.row_kinds import RowKind
from flotui.repositories.row_kinds import RowLink as RowLink
from flotui.repositories.targets import Keys
from flotui.text.captions import caption

if TYPE_CHECKING:
    from flotui.repositories.targets import Arguments, Target

M = TypeVar("M", bound=Model)


def _no_note(row: Mapping[str, object]) -> str:
    return ""


class ShownIn(msgspec.Struct, frozen=True):
    """Which other kinds' rows show a thing, by their names: two kinds may show each other."""

    named: tuple[str, ...] = ()
    """Those that show what it is called, or costs: stale when it is changed or deleted."""
    held: tuple[str, ...] = ()
    """Those that only hold it: stale when it is deleted."""


BY_NAME = "only the API area calls it: the person types what it becomes without having seen what it is"
"""Why a write that names a thing by its name isn't compared."""
NOWHERE = ShownIn()
"""No other kind's rows show it."""


class Owner(msgspec.Struct, frozen=True):
    """The thing under which others stand: a variant can only be reached through its product."""

    kind: AnyKind
    """The owner's kind. Its row is read again when something under it is created or deleted."""
    argument: str
    """The argument of the operations that names it: `productId`."""
    key: str
    """The key of a row that holds its id: `product_id`."""
    inside: str = ""
    """The key of the owner's row that lists what is under it: `variants`; empty where none does."""


class Kind(RowKind[M], Generic[M], frozen=True, dict=True):
    """One declaration of a thing. Operations are ids of the catalogue; one that the API doesn't have stays empty.

        TAG = Kind("tag", Tag, list="flowTags", create="flowCreateTag", delete="flowDeleteTag", by="tag_ns")

    Read with `Reader.list_of(TAG)` and `Reader.one_of(TAG, row_id)`; write by applying `TAG.create_edit(values)`,
    `TAG.change_edit(row, values)` or `TAG.delete_edit(row)`.
    """

    one: str = ""
    """Reads one of them."""
    create: str = ""
    """Creates one."""
    change: str = ""
    """Changes values of one."""
    delete: str = ""
    """Deletes one for good."""
    by: str = ""
    """The argument of `one`, `change` and `delete` that names which: `tag_ns`. It is in path, query or body."""
    under: Owner | None = None
    """The thing under which they stand, where they can't be reached alone."""
    shown_in: ShownIn | None = None
    """Which other kinds' rows show it. What can be changed or deleted must say so, be it `NOWHERE`."""
    arguments: tuple[str, ...] = ()
    """Further arguments, of whatever operation, that take its id: `vendor_id`, `members.user_id`."""
    called_by: tuple[str, ...] = ()
    """Arguments that take its name instead: `tag_name`."""
    labels: tuple[str, ...] = ()
    """The keys of a row that say what it is where one is picked; that of its name where none are given."""
    note: Callable[[Mapping[str, object]], str] = _no_note
    """What else is said of one there, given its row."""
    also: tuple[str, ...] = ()
    """Further keys of a row by which a command may name it."""
    many: bool = False
    """Whether there may be so many that the host is asked for a part of the name, rather than for all of them.
    So it is where the list isn't read as a whole."""
    creates: tuple[str, ...] = ()
    """Further operations that create some: an undo doesn't take those away."""
    deletes: tuple[str, ...] = ()
    """Further operations that delete some: by their name, say."""
    compared: Callable[[AnyKind], Mapping[str, Target]] | None = None
    """The targets of changing operations whose bodies say more than a row's keys and their values, by operation."""
    uncompared: Mapping[str, str] = {}
    """Further operations that change some and aren't compared with what the host has; by operation, why not."""
    stale_after: tuple[str, ...] = ()
    """Writes, whosever they are, after which its reads are out of date without one of them having come or gone."""
    counted_by: tuple[str, ...] = ()
    """Further reads that are out of date when one of them has come or gone."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.labels:
            msgspec.structs.force_setattr(self, "labels", (self.named_by,))

    @property
    def reads(self) -> tuple[str, ...]:
        """The ids of the operations that read them, for a resource's `operations`."""
        return tuple(filter(None, (self.list, self.one)))

    @property
    def writes(self) -> tuple[str, ...]:
        """The ids of the operations that change something of them. Each write of the catalogue is of one kind."""
        own = filter(None, (self.create, self.change, self.delete))
        return tuple(dict.fromkeys((*own, *self.creates, *self.deletes, *self.targets, *self.uncompared)))

    @functools.cached_property
    def targets(self) -> Mapping[str, Target]:
        """What its changing operations are compared with before they overwrite it, by operation."""
        derived = {self.change: self._own_target()} if self.change else {}
        return {**derived, **(self.compared(self) if self.compared is not None else {})}

    @functools.cached_property
    def deleted(self) -> Target | None:
        """What reads one before it is deleted, which must be called as the person saw it; None where nothing does."""
        if self.change in self.targets:
            return self.targets[self.change]
        readable = self.one or (self.list and self.named_by in catalogue()[self.list].names("query"))
        return self._own_target() if self.delete and readable else None

    def _own_target(self) -> Target:
        from flotui.repositories.targets_listed import (
            ListedTarget,  # nothing is compared before the first screen
        )

        return keys_of(self) if self.one else ListedTarget(self, self.by, self._listed_beside)

    # -- Calls ------------------------------------------------------------------------------------

    def list_call(self, query: Mapping[str, Scalar | None] | None = None, *, owner: str = "") -> Call:
        """The Call that lists them, without the page.

        Args:
            query: the host's filters, by query parameter.
            owner: the id of the thing under which they stand.
        """
        return Call.of(self.list, path=self._owned(owner), query=query)

    def one_call(self, row_id: str = "", *, owner: str = "") -> Call:
        """The Call that reads one.

        Args:
            row_id: its id; none where the bot has only one.
            owner: the id of the thing under which it stands.
        """
        return placed(self.one, {**self._owned(owner), **({self.by: row_id} if self.by else {})})

    def reads_given(self, given: Arguments) -> Call:
        """The Call that reads the row which a write is about.

        Args:
            given: the write's arguments.
        """
        return self.one_call(str(given[self.by]), owner=self.owner_given(given))

    def owner_given(self, given: Arguments) -> str:
        """The id of the thing under which the row of a write stands; empty where it stands under none.

        Args:
            given: the write's arguments.
        """
        return str(given[self.under.argument]) if self.under is not None else ""

    def row_given(self, given: Arguments) -> str:
        """The id of the row which a write is about.

        Args:
            given: the write's arguments.
        """
        return str(given[self.by])

    # -- Edits ------------------------------------------------------------------------------------

    def create_edit(self, values: Mapping[str, object], *, summary: str = "", owner: str = "") -> Edit:
        """The Edit that creates one. Its inverse is known once the host has given it an id.

        Args:
            values: its values by argument, as text or JSON; each is sent in the type that the contract wants.
            summary: what the journal says of it, without a full stop; `Create tag vip` by default.
            owner: the id of the thing under which it stands.
        """
        return Edit(
            placed(self.create, {**self._owned(owner), **values}),
            summary or f"Create {self.name} {called_in(values)}".rstrip(),
            owner,
            touches=self.owner_again(owner),
        )

    def change_edit(
        self,
        row: M,
        values: Mapping[str, object],
        *,
        summary: str = "",
        names: Mapping[str, str] | None = None,
    ) -> Edit:
        """The Edit that changes values of one. Its inverse sets back what the row had.

        It is compared with the host's row before it is sent.

        Args:
            row: the row as the person sees it.
            values: the new values by argument, as text or JSON.
            summary: what the journal says of it; `Change name, price of product Kite` by default.
            names: what the person calls the values, by argument, where that isn't the argument's own name.
        """
        called = dict(names or {})
        changed = ", ".join(called.get(each, caption(each)) for each in values)
        return self.edit(
            placed(self.change, {**self._which(row), **values}),
            summary or f"Change {changed} of {self.name} {self.called(row)}",
            self.subject(row),
            row.raw,
            called,
        )

    def edit(
        self, call: Call, summary: str, subject: str, seen: object, names: Mapping[str, str] | None = None
    ) -> Edit:
        """The Edit that one of its changing operations is; see `Target.edit`."""
        return self.targets[call.operation_id].edit(call, summary, subject, seen, names)

    def delete_edit(self, row: M, *, summary: str = "") -> Edit:
        """The Edit that deletes one for good.

        Args:
            row: the row as the person sees it.
            summary: what the journal says of it; `Delete tag vip` by default.
        """
        return Edit(
            placed(self.delete, self._which(row)),
            summary or f"Delete {self.name} {self.called(row)}",
            self.subject(row),
            touches=(Touch(self, row.row_id, gone=True, seen=row.raw), *self.owner_again(self.owner_of(row))),
        )

    # -- What a row is ----------------------------------------------------------------------------

    def called(self, row: M) -> str:
        """What a row is called: its title or name, else its id."""
        found = (str(getattr(row, key, "") or row.raw.get(key) or "") for key in ("title", *NAMES))
        return next(filter(None, found), row.row_id)

    def told(self, call: Call, row: object) -> object:
        """A row of an answer, with the id of its owner where only the call says it.

        Args:
            call: the call that was answered.
            row: the row, as the host sent it.
        """
        owner = dict(call.path).get(self.under.argument) if self.under is not None else None
        if self.under is None or not owner or not isinstance(row, dict) or row.get(self.under.key):
            return row
        return {**row, self.under.key: owner}

    def owner_of(self, row: M) -> str:
        """The id of the thing that a row belongs to; empty where it belongs to none."""
        return "" if self.under is None else str(getattr(row, self.under.key, "") or row.raw[self.under.key])

    def subject(self, row: M) -> str:
        """What the journal calls a row: its id, behind its owner's where it has one: `101/1001`."""
        return self._subject(self.owner_of(row), row.row_id)

    def subject_given(self, given: Arguments, row_id: str) -> str:
        """What the journal calls the row that a write is about; see `subject`.

        Args:
            given: the write's arguments.
            row_id: the row's id.
        """
        return self._subject(self.owner_given(given), row_id)

    @staticmethod
    def _subject(owner: str, row_id: str) -> str:
        return f"{owner}/{row_id}" if owner else row_id

    def is_about(self, subject: str, row: object) -> bool:
        """Whether a row is the one that the journal calls so, or the one under which that stands.

        Args:
            subject: what the journal calls the row of an edit; see `subject`.
            row: a row of any kind.
        """
        owner, _, row_id = subject.rpartition("/")
        if isinstance(row, self.model):
            return row.row_id == row_id
        return self.under is not None and isinstance(row, self.under.kind.model) and row.row_id == owner

    def owner_again(self, owner: str) -> tuple[Touch, ...]:
        """The owner's row, which something has come under or gone from: read again where an operation reads it alone.

        Args:
            owner: the owner's id.
        """
        if self.under is None:
            return ()
        kind = self.under.kind
        return (Touch(kind, owner, reread=kind.one_call(owner) if kind.one else None),)

    def _listed_beside(self, given: Arguments, query: Mapping[str, Scalar | None]) -> Call:
        return self.list_call(query, owner=self.owner_given(given))

    def _owned(self, owner: str) -> dict[str, str]:
        if self.under is None:
            return {}
        if not owner:
            raise ValueError(f"A {self.name} stands under a {self.under.kind.name}, and it isn't said which.")
        return {self.under.argument: owner}

    def _which(self, row: M) -> dict[str, str]:
        return {**self._owned(self.owner_of(row)), self.by: row.row_id}


AnyKind = Kind[Any]
"""A Kind, whatever the model of its rows. `Kind[Model]` would say another thing: one that accepts rows of every model."""


def called_in(values: Mapping[str, object]) -> str:
    """What a new thing is called, given its values by argument; empty where none of them says so."""
    return next((str(values[key]) for key in NAMES if values.get(key)), "")


def keys_of(
    kind: AnyKind,
    *,
    fixed: Sequence[str] | None = None,
    renamed: Mapping[str, str] | None = None,
    whole: bool = False,
) -> Keys:
    """The target of a write whose body has values under a row's own keys, and that `one` reads.

    Args:
        kind: the row's kind.
        fixed: the keys of the body that say which row; by default the argument that names one.
        renamed: where a row calls something otherwise than the body.
        whole: whether keys that are left out would be reset.
    """
    keys = (kind.by,) if fixed is None else fixed
    return Keys(kind, kind.reads_given, kind.row_given, fixed=keys, renamed=renamed, whole=whole)


def placed(operation_id: str, values: Mapping[str, Any]) -> Call:
    """A Call with its arguments where the operation takes them: in the path, the query or the body.

    Args:
        operation_id: the id of the operation.
        values: the arguments by name, as text or JSON.

    Raises:
        KeyError: when the operation has no argument of a name.
    """
    operation = catalogue()[operation_id]
    path = {name: str(values[name]) for name in operation.names("path") if name in values}
    query = {name: values[name] for name in operation.names("query") if name in values}
    rest = {name: value for name, value in values.items() if name not in path and name not in query}
    return Call.of(operation_id, path=path, query=query, body=body_of(operation_id, rest) if rest else None)
