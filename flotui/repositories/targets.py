# SPDX-License-Identifier: MIT
"""The row that a write changes, and how the write says what it becomes.

From an operation's target come: what reads its row before it is overwritten, what of the row it sets, the same
write with other values (fewer of them, or those that were there before), and what becomes of the cached row.
A `Kind` has the targets of its operations; those of things that are read or set in lists have their own modules.

The contract's shapes are imported when an edit is compared.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from flotui.api.argument import fitted
from flotui.api.call import Call
from flotui.api.catalogue import catalogue
from flotui.api.errors import AnotherRow
from flotui.api.exact import Json
from flotui.api.models.base import Model
from flotui.api.secrets import is_credential, is_secret
from flotui.repositories.edit import Edit, Patch, Touch
from flotui.repositories.row_kinds import RowKind
from flotui.store.journal import Change
from flotui.text.captions import caption

if TYPE_CHECKING:
    from flotui.api.reply import Reply

Values = Mapping[str, Json]
"""By path, the values that the row has, or will have."""
Arguments = Mapping[str, object]
"""A call's arguments from path, query and body together, by name."""
AskHost = Callable[[Call], Awaitable["Reply"]]
"""Asks the host."""


class NoWay(Exception):
    """The API has no form for a value: nothing sets it."""

    def __init__(self, path: str, why: str = "nothing would be left of what the host has now") -> None:
        """
        Args:
            path: where the value stands.
            why: why it can't be set, as a clause.
        """
        super().__init__(path)
        self.why = why


def arguments(call: Call) -> dict[str, object]:
    """A call's arguments from path, query and body together, by name."""
    body = call.json
    return {**dict(call.path), **dict(call.query), **(body if isinstance(body, dict) else {})}


def items_of(call: Call) -> list[dict[str, object]]:
    """The rows of a bulk body, or the body of the operation for one."""
    data = call.json.get("data")
    return [each for each in data if isinstance(each, dict)] if isinstance(data, list) else [call.json]


class Target:
    """What an operation changes. Subclasses say how its body tells values."""

    overwrites = True
    """Whether what somebody else has set there since is lost by it: not so of marks that are put on or taken off."""
    whole = False
    """Whether the operation sets all of something at once, so that what others changed must be sent along."""

    def replaces(self, changes: Sequence[Change]) -> bool:
        """Whether these changes are sent with what they leave alone, which then must be as the host has it."""
        return self.whole

    def __init__(
        self,
        kind: RowKind[Model] | None,
        reads: Callable[[Arguments], Call],
        row_id: Callable[[Arguments], str],
    ) -> None:
        """
        Args:
            kind: the kind of the row; None where its answer is cached as a whole.
            reads: what reads the row, given the write's arguments.
            row_id: the row's id in the cache, given the same.
        """
        self.kind = kind
        self._reads = reads
        self._row_id = row_id

    def reads(self, call: Call) -> Call:
        """What reads the row that a call changes."""
        return self._reads(arguments(call))

    async def read(self, ask: AskHost, call: Call, changes: Sequence[Change]) -> object:
        """Read the row that a call changes.

        Args:
            ask: asks the host.
            call: the write.
            changes: what it changes.

        Returns:
            The row as JSON; None where the host's answer doesn't have it.

        Raises:
            AnotherRow: when the host answers with another row.
            FlochatError: when the host can't be had, or says no.
        """
        row = self.found(call, (await ask(self.reads(call))).data)
        if self.kind is not None and isinstance(row, dict) and self.kind.is_other(row, self.row_id(call)):
            raise AnotherRow.of(self.kind.name, self.kind.id_of(row))
        return row

    def kept(self, row: object) -> Sequence[tuple[RowKind[Model], object]]:
        """The rows for the cache in what was read, each with its kind."""
        return [(self.kind, row)] if self.kind is not None else []

    def row_id(self, call: Call) -> str:
        """Its id in the cache."""
        return self._row_id(arguments(call))

    def found(self, call: Call, data: object) -> object:
        """The row in an answer to that read; None where it isn't in it."""
        if isinstance(data, list) and len(data) == 1:  # how some operations answer with one row
            return data[0]
        return data

    def sets(self, call: Call, row: object = None) -> Values:
        """What a call sets.

        Args:
            call: the call.
            row: the row before it, where that is known: what is left out of a whole list goes from it.
        """
        raise NotImplementedError

    def restores(self, inverse: Call, path: str) -> bool:
        """Whether the call that sets a write back sets a value back that it changed."""
        return path in self.sets(inverse)

    def has(self, row: object, path: str) -> object:
        """What a row has there."""
        raise NotImplementedError

    def same(self, path: str, one: object, other: object) -> bool:
        """Whether two values there are the same."""
        return bool(_plain(one) == _plain(other))

    def is_there(self, path: str, has: object, wanted: object) -> bool:
        """Whether what a row has is what is wanted, so that nothing has to be sent."""
        return self.same(path, has, wanted)

    def before(self, path: str, has: object, seen: object) -> object:
        """What a value was before it is changed: what the row has, unless what the person saw tells more."""
        return has

    def setting(self, call: Call, values: Values, row: object) -> Call:
        """The call like this one that sets these values and no others.

        Args:
            call: a call that sets the same paths, or more.
            values: what it shall set.
            row: the row as the host has it; None where nobody knows.

        Raises:
            NoWay: when the API has no form for one of the values.
        """
        raise NotImplementedError

    def along(self, call: Call, row: object) -> object:
        """What `setting` looks at of a row beside the values that it is given, as a row; None for nothing.

        Args:
            call: the write.
            row: the row as the host has it.
        """
        return None

    def patch(self, changes: Sequence[Change]) -> Patch:
        """What makes of a row what it is after these changes."""
        raise NotImplementedError

    def name(self, path: str) -> str:
        """What a value is called where nobody said it better."""
        links = self.kind.links if self.kind is not None else ()
        return caption(path, named=any(link.key == path for link in links))

    def touches(self, call: Call, changes: Sequence[Change]) -> tuple[Touch, ...]:
        """The cached rows that a call changes."""
        if self.kind is None:
            return ()
        return (Touch(self.kind, self.row_id(call), self.patch(changes), replied=True),)

    def answers(self, call: Call, changes: Sequence[Change]) -> tuple[tuple[Call, Patch], ...]:
        """The cached answers that a call changes: what reads them, and what becomes of them."""
        return ()

    def edit(
        self, call: Call, summary: str, subject: str, seen: object, names: Mapping[str, str] | None = None
    ) -> Edit:
        """The edit that sets values of something which the person has seen.

        What it changes, the write that undoes it, and what becomes of the cached row follow from the operation.

        Args:
            call: the write.
            summary: what it does, as a sentence without a full stop.
            subject: the id of the row that it is about.
            seen: the row as the person saw it, as JSON.
            names: what values are called, by path, where the path doesn't say it.
        """
        called = names or {}
        changes = tuple(
            changed(path, called.get(path) or self.name(path), self.has(seen, path), value)
            for path, value in self.sets(call, seen).items()
            if not self.same(path, self.has(seen, path), value)
        )
        inverse, lost = self.way_back(call, changes, seen)
        return Edit(
            call,
            summary,
            subject,
            changes=changes,
            inverse=inverse,
            lost=lost,
            touches=self.touches(call, changes),
            answers=self.answers(call, changes),
        )

    def way_back(
        self, call: Call, changes: Sequence[Change], row: object
    ) -> tuple[Call | None, tuple[str, ...]]:
        """The call that sets changes back, and what of them it doesn't, by name.

        Args:
            call: the write.
            changes: what it changes.
            row: the row before it.
        """
        kept: dict[str, object] = {}
        back: Call | None = None
        lost: list[str] = []
        for each in changes:
            try:
                back = self.setting(call, {**kept, each.path: each.before}, row)
            except NoWay:
                lost.append(each.name)
            else:
                kept[each.path] = each.before
        return back, tuple(lost)


def changed(path: str, name: str, before: object, after: object) -> Change:
    """A change of a value; one of a credential is known as such.

    Args:
        path: where the value is in the row.
        name: what it is called.
        before: what it was.
        after: what it becomes.
    """
    secret = is_secret(name) or is_credential(name, before) or is_credential(name, after)
    return Change(path, name, before, after, secret)


def same(one: object, other: object) -> bool:
    """Whether two values amount to the same, numbers by what they amount to."""
    if any(isinstance(each, (int, float)) for each in (one, other)):
        return bool(_number(one) == _number(other))
    return bool(_plain(one) == _plain(other))


def _plain(value: object) -> object:
    """A value as it is compared: hosts trim texts, and mix null with ""."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value


def _number(value: object) -> object:
    """A value as numbers are compared: by what they amount to; one that is none as it is."""
    if isinstance(value, bool):
        return Decimal(int(value))
    try:
        return Decimal(str(value).strip().lower().replace("true", "1").replace("false", "0"))
    except InvalidOperation:
        return _plain(value)


_NONE_IS_ZERO = frozenset(
    {
        "compare_price",
        "price",
        "discount_amount",
        "discount_percentage",
        "min_price",
        "min_qty",
        "has_usage_limit",
        "max_usage_count",
        "once_per_order",
        "one_per_customer",
        "track_stock",
        "allow_no_stock_sell",
        "taxable",
        "use_variant",
        "require_summary",
        "require_attachment",
        "online_first",
        "only_view_assigned_to_me",
    }
)
"""Numbers that are 0 where there is none. Any other can't be emptied: the contract knows no null."""

_NEVER_EMPTY = frozenset({"status", "assign_method", "display_type", "ai_provider", "ai_model", "code"})
"""Texts of which one of a few is always chosen, or without which a thing can't be."""


class AnswerTarget(Target):
    """What is cached as the whole answer of what reads it, and not as rows."""

    def answers(self, call: Call, changes: Sequence[Change]) -> tuple[tuple[Call, Patch], ...]:
        """That answer, with the changes."""
        return ((self.reads(call), self.patch(changes)),)


class Keys(Target):
    """Values are in the body under their own keys."""

    def __init__(
        self,
        kind: RowKind[Model] | None,
        reads: Callable[[Arguments], Call],
        row_id: Callable[[Arguments], str],
        *,
        fixed: Sequence[str] = (),
        renamed: Mapping[str, str] | None = None,
        whole: bool = False,
    ) -> None:
        """
        Args:
            kind: the kind of the row; None where its answer is cached as a whole.
            reads: what reads the row, given the write's arguments.
            row_id: the row's id in the cache, given the same.
            fixed: the keys of the body that say which row.
            renamed: where a row calls something otherwise than the body.
            whole: whether keys that are left out would be reset.
        """
        super().__init__(kind, reads, row_id)
        self._fixed = frozenset(fixed)
        self._renamed = dict(renamed or {})
        self._keys = {row: body for body, row in self._renamed.items()}
        self.whole = whole

    def sets(self, call: Call, row: object = None) -> Values:
        """What the body holds beside the keys that say which row."""
        return {
            self._renamed.get(key, key): value for key, value in call.json.items() if key not in self._fixed
        }

    def has(self, row: object, path: str) -> object:
        """What the row has under the key."""
        value = row.get(path) if isinstance(row, Mapping) else None
        if isinstance(value, list):  # names, or objects with names
            return [each.get("name") if isinstance(each, Mapping) else each for each in value]
        return value

    def same(self, path: str, one: object, other: object) -> bool:
        """Lists in any order; numbers by what they amount to, where one of the two is a number."""
        if isinstance(one, list) and isinstance(other, list):
            return sorted(map(str, one)) == sorted(map(str, other))
        return same(self._of(path, one), self._of(path, other))

    @staticmethod
    def _of(path: str, value: object) -> object:
        return 0 if value in (None, "") and path in _NONE_IS_ZERO else value

    def setting(self, call: Call, values: Values, row: object) -> Call:
        """The body with these values in the contract's types."""
        schema = catalogue().resolve(call.operation.body or {})
        schemas = {key: catalogue().resolve(each) for key, each in schema.get("properties", {}).items()}
        body = {key: value for key, value in call.json.items() if key in self._fixed}
        for path, value in self.sets(call).items():
            if path not in values and self._goes_along(call, path):
                # What must be sent along stays as the host has it.
                kept = self.has(row, path) if isinstance(row, Mapping) and path in row else value
                values = {**values, path: kept}
        for path, value in values.items():
            key = self._keys.get(path, path)
            body[key] = _fitted(key, schemas.get(key, {}), value)
        return Call.of(call.operation_id, path=dict(call.path), query=dict(call.query), body=body)

    def _goes_along(self, call: Call, path: str) -> bool:
        """Whether a value must be sent even where it isn't what is set."""
        return self.whole or path in catalogue().resolve(call.operation.body or {}).get("required", ())

    def along(self, call: Call, row: object) -> object:
        """What must be sent along."""
        along = row if isinstance(row, Mapping) else {}
        return {
            path: along[path] for path in self.sets(call) if path in along and self._goes_along(call, path)
        }

    def patch(self, changes: Sequence[Change]) -> Patch:
        """The row with the new values under their keys."""
        new = {each.path: each.after for each in changes}
        return lambda row: {**row, **new}

    def answers(self, call: Call, changes: Sequence[Change]) -> tuple[tuple[Call, Patch], ...]:
        """What reads a thing that there is only one of."""
        return () if self.kind is not None else ((self.reads(call), self.patch(changes)),)


def _fitted(key: str, schema: Json, value: Json) -> object:
    """A value that a row had, in the JSON type that the contract has for it.

    Raises:
        NoWay: when it is empty, and the contract has no empty one.
    """
    from flotui.api.schema import shape_of  # the first screen needs none

    shape = shape_of(schema)
    empty = value is None or value == ""
    if empty and shape in ("integer", "number") and key not in _NONE_IS_ZERO:
        raise NoWay(key)
    if empty and shape == "string" and (key in _NEVER_EMPTY or schema.get("enum")):
        raise NoWay(key)
    if shape == "array" and empty:
        return []
    return fitted(schema, value)
