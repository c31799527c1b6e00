# SPDX-License-Identifier: MIT
"""Two bots side by side: what only one of them has, what differs, and what makes the other have it too.

People are never compared, nor copied. Things are the same where they are called the same: ids are a bot's own. Values of
bot fields are compared only where that is asked for, and credentials never.
"""

from __future__ import annotations

import enum
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from flotui.api.models.base import Model
from flotui.api.models.subscriber import value_text
from flotui.api.secrets import is_credential
from flotui.jobs.changes import of_edits
from flotui.jobs.plan import SourceRow
from flotui.repositories.edit import Edit
from flotui.repositories.flows import BOT_FIELD, TAG, USER_FIELD, create_bot_field, create_user_field
from flotui.repositories.kinds import AnyKind
from flotui.repositories.notes import CLOSING_NOTE, SHORTCUT
from flotui.repositories.shop import PRODUCT_TAGS
from flotui.repositories.targets import same
from flotui.text.fold import fold
from flotui.text.plural import counted


class BetweenState(enum.StrEnum):
    """Where something is."""

    HERE = "here only"
    THERE = "there only"
    DIFFERENT = "different"


class ComparedPart(NamedTuple):
    """A kind of thing that is compared."""

    id: str
    """Its name at the command line: `user-fields`."""
    kind: AnyKind
    fixed: tuple[str, ...] = ()
    """The keys of a row that say what it is, and that nothing changes later."""
    changed: tuple[str, ...] = ()
    """The keys of a row that can be changed later."""
    demanded: tuple[str, ...] = ()
    """Those of them that are compared, shown and copied only where that is asked for."""
    called: Mapping[str, str] = MappingProxyType({})
    """What keys are called on screen that aren't called so themselves."""
    create: Callable[[Mapping[str, object]], Edit] | None = None
    """Makes one of its values, where that takes more than the kind's own edit."""


PARTS: tuple[ComparedPart, ...] = (
    ComparedPart("tags", TAG),
    ComparedPart(
        "user-fields",
        USER_FIELD,
        fixed=("var_type", "description"),
        called={"var_type": "type"},
        create=create_user_field,
    ),
    ComparedPart(
        "bot-fields",
        BOT_FIELD,
        fixed=("var_type", "description"),
        changed=("value",),
        demanded=("value",),
        called={"var_type": "type"},
        create=create_bot_field,
    ),
    ComparedPart("shortcuts", SHORTCUT, changed=("value",), called={"value": "text"}),
    ComparedPart(
        "closing-notes",
        CLOSING_NOTE,
        changed=("description", "require_summary", "require_attachment"),
        called={"require_summary": "summary", "require_attachment": "attachment"},
    ),
    ComparedPart("product-tags", PRODUCT_TAGS),
)
"""What is compared, in the order in which it is listed."""

_TWICE = "Two have this name and can't be told apart."


class Gap(NamedTuple):
    """One value that differs."""

    key: str
    name: str
    here: str
    there: str


class BotDifference(msgspec.Struct, frozen=True):
    """Something that only one of the bots has, or that differs."""

    part: str
    """What it is, by `ComparedPart.id`."""
    name: str
    """What it is called here; there, where it is only there."""
    state: BetweenState
    here: Model | None
    there: Model | None
    texts: tuple[str, str] = ("", "")
    """What it is here and there, in a line each; empty where it isn't."""
    gaps: tuple[Gap, ...] = ()
    """What differs."""
    refusal: str = ""
    """Why it can't be copied, as a sentence; empty where it can."""

    @property
    def row_id(self) -> str:
        """What tells it apart: `tags/here/f1284t3001`. Bots on two hosts may have the same ids."""
        where, row = ("there", self.there) if self.here is None else ("here", self.here)
        return f"{self.part}/{where}/{row.row_id if row is not None else self.name}"


class Comparison(NamedTuple):
    """What a comparison found."""

    differences: Sequence[BotDifference]
    same: Mapping[str, int]
    """How many are the same, by part."""
    values: bool
    """Whether values of bot fields were compared."""
    unread: tuple[str, ...] = ()
    """What couldn't be compared and why, as sentences."""
    at: float = 0.0
    """When they were read, in unix seconds."""


def part_called(name: str) -> ComparedPart:
    """The part of that id.

    Raises:
        KeyError: when there is none.
    """
    return {each.id: each for each in PARTS}[name]


def compare(
    here: Mapping[str, Sequence[Model]], there: Mapping[str, Sequence[Model]], *, values: bool = False
) -> Comparison:
    """Put the things of two bots side by side.

    Args:
        here: the rows of the one, by part; a part that isn't in both is left out.
        there: those of the other.
        values: whether values of bot fields are compared.
    """
    found: list[BotDifference] = []
    alike: dict[str, int] = {}
    for part in PARTS:
        if part.id in here and part.id in there:
            differences = list(_of_part(part, here[part.id], there[part.id], values))
            both = sum(each.here is not None and each.there is not None for each in differences)
            alone = sum(each.state is BetweenState.HERE for each in differences)
            alike[part.id] = len(here[part.id]) - alone - both
            found += [replace(each, texts=_sides(part, each, values)) for each in differences]
    order = list(BetweenState)
    ids = [each.id for each in PARTS]
    found.sort(key=lambda each: (ids.index(each.part), order.index(each.state), fold(each.name)))
    return Comparison(found, alike, values)


def _of_part(
    part: ComparedPart, here: Sequence[Model], there: Sequence[Model], values: bool
) -> Iterable[BotDifference]:
    """What differs of one kind: names are matched exactly first, then without case and accents. Of several that have one
    name those are matched that are the same.
    """
    exactly, loosely = _named(there, _name), _named(there, _folded)
    twice = {name for rows in (here, there) for name, count in Counter(map(_name, rows)).items() if count > 1}
    used: set[int] = set()
    rest: list[Model] = []
    for row in here:
        several = exactly[_name(row)] if _name(row) in twice else ()
        if _unused([each for each in several if not _gaps(part, row, each, values)], used) is None:
            rest.append(row)
    alone: list[Model] = []
    for row in rest:
        if (other := _unused(exactly[_name(row)], used)) is None:
            alone.append(row)
        elif difference := _pair(part, row, other, values, twice=_name(row) in twice):
            yield difference
    for row in alone:
        if (near := _unused(loosely[_folded(row)], used)) is not None:
            yield _called_otherwise(part, row, near)
        else:
            why = _TWICE if _name(row) in twice else _taken(loosely[_folded(row)]) or _unfit(part, row)
            yield BotDifference(part.id, _name(row), BetweenState.HERE, row, None, refusal=why)
    for row in there:
        if id(row) not in used:
            yield BotDifference(
                part.id, _name(row), BetweenState.THERE, None, row, refusal="Only the other bot has it."
            )


def _named(rows: Iterable[Model], name: Callable[[Model], str]) -> Mapping[str, Sequence[Model]]:
    found: dict[str, list[Model]] = defaultdict(list)
    for row in rows:
        found[name(row)].append(row)
    return found


def _unused(rows: Sequence[Model], used: set[int]) -> Model | None:
    """The first of some rows that has no counterpart yet; it has one then."""
    found = next((each for each in rows if id(each) not in used), None)
    if found is not None:
        used.add(id(found))
    return found


def _taken(rows: Sequence[Model]) -> str:
    return f"{_name(rows[0])} is there already: only case or accents differ." if rows else ""


def _pair(part: ComparedPart, row: Model, other: Model, values: bool, *, twice: bool) -> BotDifference | None:
    """What differs of two that are called the same; None for nothing."""
    if not (gaps := _gaps(part, row, other, values)):
        return None
    why = _TWICE if twice else ""
    fixed = [each.name for each in gaps if each.key in part.fixed]
    if fixed and not why and len(fixed) == len(gaps):
        why = f"A {part.kind.name}'s {' and '.join(fixed)} can't be changed by the API."
    if "type" in fixed and not why:
        why = f"A {part.kind.name}'s type can't be changed, and its value may not fit there."
    return BotDifference(part.id, _name(row), BetweenState.DIFFERENT, row, other, gaps=gaps, refusal=why)


def _gaps(part: ComparedPart, row: Model, other: Model, values: bool) -> tuple[Gap, ...]:
    """The values that differ of two, but those of credentials."""
    keys = (*part.fixed, *(each for each in part.changed if values or each not in part.demanded))
    return tuple(
        Gap(key, part.called.get(key, key), _text(row, key), _text(other, key))
        for key in keys
        if not _secret(row, key)
        and not _secret(other, key)
        and not same(getattr(row, key), getattr(other, key))
    )


def _called_otherwise(part: ComparedPart, row: Model, near: Model) -> BotDifference:
    gap = Gap("name", "name", _name(row), _name(near))
    why = f"It is called {_name(near)} there; a second one would be mistaken for it."
    return BotDifference(part.id, _name(row), BetweenState.DIFFERENT, row, near, gaps=(gap,), refusal=why)


def _unfit(part: ComparedPart, row: Model) -> str:
    """Why something new can't be made there, as a sentence; empty where it can."""
    secret = [key for key in part.changed if key not in part.demanded and _secret(row, key)]
    return "It looks like a credential, which is never copied." if secret else ""


def _name(row: Model) -> str:
    return str(getattr(row, "name", "")).strip()


def _folded(row: Model) -> str:
    return " ".join(fold(_name(row)).split())


def _value(row: Model, key: str) -> object:
    """What a row has, as an edit takes it: a field's value as its text."""
    value = getattr(row, key)
    return value_text(value) if key == "value" else value


def _text(row: Model, key: str) -> str:
    value = _value(row, key)
    return "" if value is None else str(value)


def _secret(row: Model, key: str) -> bool:
    return key == "value" and is_credential(_name(row), getattr(row, key))


def _sides(part: ComparedPart, found: BotDifference, values: bool) -> tuple[str, str]:
    """What it is on either side: where both have it, what differs; else all that matters of it."""
    if found.gaps:
        here = "; ".join(f"{each.name}: {each.here or 'empty'}" for each in found.gaps)
        return here, "; ".join(f"{each.name}: {each.there or 'empty'}" for each in found.gaps)
    return _says(part, found.here, values), _says(part, found.there, values)


def _says(part: ComparedPart, row: Model | None, values: bool) -> str:
    if row is None:
        return ""
    keys = (*part.fixed, *(each for each in part.changed if values or each not in part.demanded))
    texts = ["•••" if _secret(row, key) else " ".join(_text(row, key).split()) for key in keys]
    return " · ".join(filter(None, texts)) or _name(row)


# -- Copying --------------------------------------------------------------------------------------


def rows_for(differences: Iterable[BotDifference], *, values: bool) -> list[SourceRow]:
    """The steps that make the other bot have them too, for a job there.

    Args:
        differences: which; those that can't be copied are left out.
        values: whether values of bot fields are copied.

    Raises:
        Malformed: when a credential would be kept.
    """
    return [
        SourceRow(each.row_id, of_edits(each.name, [_edit(each, values)]))
        for each in differences
        if not each.refusal and each.here is not None
    ]


def _edit(found: BotDifference, values: bool) -> Edit:
    """What makes the other bot have one too."""
    part, row = part_called(found.part), found.here
    assert row is not None
    if found.there is not None:
        sets = {each.key: _value(row, each.key) for each in found.gaps if each.key in part.changed}
        names = {key: part.called.get(key, key) for key in sets}
        return part.kind.change_edit(found.there, sets, names=names)
    return _created(part, row, values)


def _created(part: ComparedPart, row: Model, values: bool) -> Edit:
    copied = (key for key in part.changed if key not in part.demanded or (values and not _secret(row, key)))
    sets = {key: _value(row, key) for key in ("name", *part.fixed, *copied)}
    return part.create(sets) if part.create is not None else part.kind.create_edit(sets)


def title_of(differences: Iterable[BotDifference], bot: str) -> str:
    """What copying them does, in the imperative: `Copy 12 tags and 3 user fields from Acme`.

    Args:
        differences: which.
        bot: what the bot that they are copied from is called.
    """
    numbers = Counter(each.part for each in differences if not each.refusal)
    parts = [counted(numbers[each.id], each.kind.name) for each in PARTS if numbers[each.id]]
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""
    return f"Copy {listed} from {bot}"
