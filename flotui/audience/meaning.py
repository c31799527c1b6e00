# SPDX-License-Identifier: MIT
"""What a query means here and now: names as ids, times as instants, values with their types.

`binding.bind` makes of a query's tree another one whose leaves are plain tests of a subscriber's row. `evaluate.py`
carries them out on a row, `sql.py` in the copy of everyone; both have to agree, and a property test holds that.

All texts in a leaf are folded (`text.fold`), all times are unix seconds, and every tuple means any one of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec


class Holds(msgspec.Struct, frozen=True):
    """Carries one of several tags, or labels: by the id, or by the folded name."""

    kind: str
    """`tag` or `label`."""
    ids: tuple[str, ...]
    names: tuple[str, ...]
    guessed: bool = False
    """Whether what there is isn't known, so that an id may be a name."""


class Is(msgspec.Struct, frozen=True):
    """A property is one of several texts; `""` is "not set"."""

    what: str
    """`channel`, `status`, `agent`, `gender`, `lang`, `id`. See `evaluate.texts_of` for what a row has."""
    values: tuple[str, ...]


class Flag(msgspec.Struct, frozen=True):
    """Something is so: `optin_email`, `optin_sms`, `paused`, `subscribed`."""

    what: str


class Present(msgspec.Struct, frozen=True):
    """Has a value at all."""

    what: str
    """`tag`, `label`, `phone`, `email`, `name`, `agent`, `gender`, `lang`, `channel`, `status`, or a time."""


class When(msgspec.Struct, frozen=True):
    """A stamp is in a range: `since <= stamp < until`."""

    what: str
    """`seen`, `last`, `joined`."""
    since: float | None = None
    until: float | None = None


class Contains(msgspec.Struct, frozen=True):
    """One of several parts is in a text of the row."""

    where: str
    """`any` (`evaluate.row_text`), `name`, `email`, `phone`; `number` where the phone's digits are wholly one of them."""
    parts: tuple[str, ...]


class FieldPresent(msgspec.Struct, frozen=True):
    """A user field has a value: not null, not `""`, not an empty list."""

    field: str
    """Its var_ns; its name where that is all that is known."""


class FieldIs(msgspec.Struct, frozen=True):
    """A user field, or an element of it, is one of several texts."""

    field: str
    values: tuple[str, ...]


class FieldTrue(msgspec.Struct, frozen=True):
    """A user field says yes, or no."""

    field: str
    value: bool


class FieldContains(msgspec.Struct, frozen=True):
    """One of several parts is in a user field, or in an element of it."""

    field: str
    parts: tuple[str, ...]


class FieldNumber(msgspec.Struct, frozen=True):
    """A user field, or an element of it, is a number in a range."""

    field: str
    low: float | None = None
    high: float | None = None
    above: bool = False
    """Whether `low` itself is outside."""
    below: bool = False
    """Whether `high` itself is outside."""


class FieldWhen(msgspec.Struct, frozen=True):
    """A user field, or an element of it, is a time in a range: `since <= time < until`."""

    field: str
    since: float | None = None
    until: float | None = None


class OnHost(msgspec.Struct, frozen=True):
    """What only the host can say: its filter, and the value of it."""

    parameter: str
    value: str


class No(msgspec.Struct, frozen=True):
    """The other doesn't hold."""

    of: Meaning


class All(msgspec.Struct, frozen=True):
    """All of them hold; of none, everyone."""

    of: tuple[Meaning, ...] = ()


class AnyOf(msgspec.Struct, frozen=True):
    """One of them holds; of none, nobody."""

    of: tuple[Meaning, ...] = ()


Leaf = (
    Holds
    | Is
    | Flag
    | Present
    | When
    | Contains
    | FieldPresent
    | FieldIs
    | FieldTrue
    | FieldContains
    | FieldNumber
    | FieldWhen
    | OnHost
)
"""A test of a row."""
Meaning = Leaf | No | All | AnyOf
"""A tree of tests."""
EVERYONE = All()
"""What a query without a condition means."""


def either(found: Iterable[Meaning]) -> Meaning:
    """That one of several holds; the one itself where it is alone."""
    parts = tuple(dict.fromkeys(found))
    return parts[0] if len(parts) == 1 else AnyOf(parts)


def leaves_of(meaning: Meaning) -> Iterator[Leaf]:
    """Every test of a tree, from left to right."""
    if isinstance(meaning, No):
        yield from leaves_of(meaning.of)
    elif isinstance(meaning, (All, AnyOf)):
        for each in meaning.of:
            yield from leaves_of(each)
    else:
        yield meaning
