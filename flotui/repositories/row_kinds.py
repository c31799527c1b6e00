# SPDX-License-Identifier: MIT
"""How rows of one kind are identified, searched, kept and typed. What can be done to them: `kinds`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

import msgspec

from flotui.api.call import Call
from flotui.api.errors import AnotherRow, BrokenReply
from flotui.api.models.base import Model, row_id
from flotui.repositories.paging import Numbered, Pager

M_co = TypeVar("M_co", bound=Model, covariant=True)


NAMES = ("name", "title", "heading", "code", "sku")
"""The keys under which rows, and the values of new ones, say what a thing is called."""


def _as_it_is(row: Mapping[str, object]) -> dict[str, object]:
    return dict(row)


def _nothing_more(row: Mapping[str, object]) -> Sequence[str]:
    return ()


class RowLink(msgspec.Struct, frozen=True):
    """A key of a row under which another row's id stands."""

    key: str
    """The key: `user_ns`."""
    kind: RowKind[Model]
    """The kind of the other row."""
    searched: bool = True
    """Whether the rows are found by the other's words as well; never where `of` tells the id."""
    of: Callable[[Mapping[str, object]], str] | None = None
    """Tells the id where it stands under no key; then the key is only what it is called by."""

    def id_in(self, row: Mapping[str, object]) -> str:
        """The other row's id; empty for none, which some hosts write as 0."""
        found = self.of(row) if self.of is not None else str(row.get(self.key) or "")
        return "" if found == "0" else found


class RowKind(msgspec.Struct, Generic[M_co], frozen=True):
    """How rows of one kind are handled. Rows of the same kind and id are the same thing in every list."""

    name: str
    """Its name in the cache: `subscriber`."""
    model: type[M_co]
    """What a row is read as."""
    searched: tuple[str, ...] = ()
    """The keys whose texts the filter line searches; that of its name where none are given."""
    by_id: bool = True
    """Whether the filter line searches its id too."""
    numbers: tuple[str, ...] = ()
    """Those of them that are phone numbers: found by their digits too, however they are written."""
    more: Callable[[Mapping[str, object]], Sequence[str]] = _nothing_more
    """Further texts by which a row is found."""
    ttl: float = 300.0
    """For how many seconds a copy counts as fresh."""
    keep: Callable[[Mapping[str, object]], dict[str, object]] = _as_it_is
    """What of a row is cached."""
    list: str = ""
    """The operation that lists them. One call of it names those that other rows are about."""
    pager: Pager = Numbered()
    """How the list is paged."""
    whole: bool = True
    """Whether a short list is read through to its end on a refresh."""
    fresh: float = 0.0
    """For how many seconds a row that is looked at alone isn't read again."""
    joined: Callable[[Mapping[str, object], dict[str, object]], dict[str, object]] | None = None
    """What a row that was asked for alone becomes, given the cached one: where lists say something better."""
    links: tuple[RowLink, ...] = ()
    """Whom its rows are about: they are shown, and found, by the names that the cache knows."""

    def __post_init__(self) -> None:
        if not self.searched:
            msgspec.structs.force_setattr(self, "searched", (self.named_by,))

    @property
    def named_by(self) -> str:
        """The key of a row under which its name stands."""
        return next((key for key in NAMES if key in self.model.__struct_fields__), NAMES[0])

    def id_of(self, row: object) -> str:
        """The id of a row."""
        return row_id(row, self.model.ID)

    def own(self, data: object, asked: str) -> dict[str, object]:
        """The row in an answer to a read by its id: what goes to somebody, or is written of them, is theirs alone.

        Args:
            data: the answer.
            asked: the id of the one that was asked for.

        Raises:
            BrokenReply: when it is no row.
            AnotherRow: when it is another one's, or doesn't say whose.
        """
        row = self.row_in(data)
        if self.id_of(row) != asked:
            raise AnotherRow.of(self.name, str(row.get(self.model.ID) or ""))
        return row

    def row_in(self, data: object) -> dict[str, object]:
        """The row in an answer about one.

        Args:
            data: the answer.

        Raises:
            BrokenReply: when it is no row.
        """
        if isinstance(data, list) and len(data) == 1:  # how some operations answer with one row
            data = data[0]
        if not isinstance(data, dict):
            raise BrokenReply.to_a_read(f"The host's answer isn't a {self.name}.")
        return data

    def is_other(self, row: Mapping[str, object], asked: str) -> bool:
        """Whether a row says that it is another than the one that was asked for: a host may have joined two subscribers.

        Args:
            row: the row, as the host sent it.
            asked: the id of the one that was asked for.
        """
        return bool(row.get(self.model.ID)) and self.id_of(row) != asked

    def told(self, call: Call, row: object) -> object:
        """A row of an answer, with what only the call says of it.

        Args:
            call: what was asked.
            row: the row, as JSON.
        """
        return row

    def text_of(self, row: object) -> str:
        """What the filter line searches of a row."""
        if not isinstance(row, Mapping):
            return ""
        found = (row.get(key) for key in (*((self.model.ID,) if self.by_id else ()), *self.searched))
        texts = [str(value) for value in found if isinstance(value, (str, int))]
        digits = (re.sub(r"[^0-9]", "", str(row.get(key) or "")) for key in self.numbers)
        texts += [each for each in digits if each and each not in texts]
        return " ".join([*texts, *self.more(row)])

    def title_of(self, row: object) -> str:
        """What a row is called."""
        if isinstance(
            row, Mapping
        ):  # its lists, such as a subscriber's fields, say nothing of it and take long to read
            row = {key: value for key, value in row.items() if not isinstance(value, list)}
        found: object = self.model.read(row)
        return str(getattr(found, "title", "") or getattr(found, "name", ""))

    def keeping(
        self, patch: Callable[[dict[str, object]], Mapping[str, object]]
    ) -> Callable[[dict[str, object]], dict[str, object]]:
        """What a patch makes of a cached row, of it what may be kept."""
        return lambda row: self.keep(patch(row))

    def packed(self, row: object) -> tuple[str, dict[str, object], str]:
        """Id, row and searchable text, as the cache takes them."""
        kept = self.keep(row) if isinstance(row, Mapping) else {"value": row}
        return self.id_of(row), kept, self.text_of(row)
