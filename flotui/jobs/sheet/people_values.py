# SPDX-License-Identifier: MIT
"""What a line of a file of people changes of somebody: values checked by their field's type, and the profile."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import NamedTuple, TypeVar

from flotui.api import exact
from flotui.api.models.flow import UserField
from flotui.api.models.shop import decimal
from flotui.api.models.subscriber import Subscriber
from flotui.jobs.changes import Changes, Does, consenting
from flotui.jobs.sheet import cells as written
from flotui.jobs.sheet.currencies import split
from flotui.jobs.sheet.days import DateOrder, year_first
from flotui.jobs.sheet.lost_letters import in_doubt, lost_letters, read_twice
from flotui.jobs.sheet.people_request import LineRequest, no_profile
from flotui.jobs.sheet.people_words import PROFILE, READ_TYPES, TITLES
from flotui.repositories import profile
from flotui.repositories.flows import FIELD_LIMITS
from flotui.repositories.subscribers import FieldChange
from flotui.text import numbers
from flotui.text.clean import control_in, json_text, looks_alike, seen
from flotui.text.delimited import GUARD
from flotui.text.quoting import in_brief
from flotui.text.truth import NO, YES, truth
from flotui.text.zones import NoTime, current

T = TypeVar("T")

_MIDNIGHT = re.compile(r"[ T]0?0:00(:00(\.0+)?)?Z?$")
"""What spreadsheets and databases write behind a day."""


class CellReading(NamedTuple):
    """How the cells of a file are read."""

    sign: written.Sign = written.Sign.NONE
    """The sign that its decimals stand after."""
    days: DateOrder = DateOrder.UNKNOWN
    """Whether day or month comes first in its dates."""
    lost: bool = False
    """Whether a cell of it is known to have lost its letters, so that any `?` may be one."""

    def lost_letters(self, text: str, old: str) -> str:
        """Why a cell isn't taken whose letters are lost, for certain or perhaps; empty for any other.

        Args:
            text: the cell.
            old: what is there now.
        """
        why = lost_letters(text, old) or read_twice(text, old)
        return why or (in_doubt(text, old) if self.lost else "")


def changes(found: LineRequest, person: Subscriber, reading: CellReading) -> tuple[Changes, list[str]]:
    """What a line changes of somebody, and what is wrong with its other cells.

    Args:
        found: what it asks for.
        person: who they are now.
        reading: how the file's cells are read.
    """
    bad = [*found.bad, *not_text(found, profile.profile_of(person))]
    fields = []
    for field, text in found.fields:
        old = held(person, f"field:{field.var_ns}")
        new, why = cell_value(field, text, reading, old)
        if why:
            bad.append(f"{field.name}: {why}")
        elif new != old:
            fields.append(FieldChange(field.var_ns, field.name, field.var_type, new))
    edits = []
    about = profile.profile_of(person)
    same = {name for name, text in found.spelled.items() if looks_alike(text, about.get(name, ""))}
    asked = {name: text for name, text in found.profile.items() if name not in same}
    wanted, lost = profile_values(asked, about, reading)
    bad.extend(lost)
    if wanted:
        update = partial(profile.update, profile=wanted)
        edits.append(Does("the profile", "change the profile", update))
    edits += [consenting(what, given) for what, given in found.consents.items()]
    return (
        Changes(
            add_tags=tuple(found.add_tags),
            remove_tags=tuple(found.remove_tags),
            fields=tuple(fields),
            add_labels=tuple(found.add_labels),
            remove_labels=tuple(found.remove_labels),
            edits=tuple(edits),
        ),
        bad,
    )


def held(person: Subscriber, target: str) -> str:
    """What somebody has now of what a column changes: a text of the profile or of a user field; else nothing."""
    kind, _, row_id = target.partition(":")
    if kind == "field":
        return next((each.text for each in person.user_fields if each.var_ns == row_id), "")
    return profile.profile_of(person)[PROFILE[target]] if target in PROFILE else ""


def profile_values(
    wanted: Mapping[str, str], old: Mapping[str, str], reading: CellReading
) -> tuple[dict[str, str], list[str]]:
    """What of a profile is to be written, and what is wrong with the other cells.

    A text that looks the same as what is there changes nothing, so that our own export read back is no change.

    Args:
        wanted: the cells, by the host's names.
        old: the profile now; empty for one who is created.
        reading: how the file's cells are read.
    """
    bad = {
        name: why for name, text in wanted.items() if (why := reading.lost_letters(text, old.get(name, "")))
    }
    changed = {
        name: text
        for name, text in wanted.items()
        if name not in bad and not looks_alike(text, old.get(name, ""))
    }
    if text := changed.pop("gender", ""):
        if not (found := written.gender(text)):
            bad["gender"] = f"{in_brief(text)} is neither male nor female"
        elif found != old.get("gender", ""):
            changed["gender"] = found
    return changed, [f"{name.replace('_', ' ')}: {why}" for name, why in bad.items()]


def not_text(found: LineRequest, about: Mapping[str, str]) -> list[str]:
    """What is wrong with cells of the profile that may be no text: formulas, no value, a lone dash.

    Args:
        found: what the line asks for.
        about: the profile as the host has it, by its names.
    """
    return [
        f"{TITLES[target]}: {no_profile(target, text)}"
        for target, text in found.doubtful.items()
        if not looks_alike(text, about.get(PROFILE[target], ""))
    ]


def cell_value(field: UserField, text: str, reading: CellReading, old: str = "") -> tuple[str, str]:
    """What a file's cell sets a user field to, as `value` does of a text that nobody spelled in another way.

    Args:
        field: the field.
        text: the cell as the file has it.
        reading: how the file's cells are read.
        old: what somebody has now: a cell with just that changes nothing.
    """
    if old and looks_alike(text, old):
        return old, ""
    checked = field.var_type in READ_TYPES  # which says of a lone dash what it wants instead
    if why := (written.no_value(text) or written.formula(text)) if checked else written.no_text(text):
        return text, why
    plain = written.unspelled(text)
    # A spreadsheet keeps a number as text so; a text may begin with the sign.
    return value(field, plain.removeprefix(GUARD) if checked else plain, reading, old)


def value(field: UserField, text: str, reading: CellReading, old: str = "") -> tuple[str, str]:
    """What a cell sets a user field to, in the form that is sent, and what is wrong with it.

    Args:
        field: the field.
        text: the cell; empty to clear the field.
        reading: how the file's cells are read.
        old: what somebody has now. Where a cell means that, it is given back as it is.
    """
    if not text:
        return text, ""
    if text == old or (old and looks_alike(text, old)):
        return old, ""
    if control := control_in(text):
        return text, f"it has the control character {control}"
    if not (text := seen(text)).strip():
        return text, "it has no visible characters"
    if why := reading.lost_letters(text, old) or (
        written.shortened(text) if field.var_type != "number" else ""
    ):
        return text, why
    check = _CHECKS.get(field.var_type)
    if check is not None:
        return check(text, reading, old)
    limit = FIELD_LIMITS.get(field.var_type, 0)
    why = f"it has {len(text):,} characters; the host keeps {limit:,}" if limit and len(text) > limit else ""
    return text, why


def _number(text: str, reading: CellReading, old: str) -> tuple[str, str]:
    if why := written.shortened(text):
        return text, why
    found, why = written.number(split(text).text, reading.sign, old)
    if why:
        return found, why
    if problem := numbers.problem(found, most=numbers.LONGEST):
        return found, f"it can't be {in_brief(text)}. {problem.removesuffix('.')}"
    same = bool(old) and decimal(found) is not None and decimal(found) == decimal(old)
    return old if same else found, ""


def _boolean(text: str, reading: CellReading, old: str) -> tuple[str, str]:
    given = written.yes(text)
    if given is None:
        return text, f"{in_brief(text)} is neither yes nor no"
    if truth(old) is given:
        return old, ""
    pair = next(
        (pair for pair in zip(YES, NO, strict=True) if old.strip().lower() in pair), ("true", "false")
    )
    return pair[0] if given else pair[1], ""


def _date(text: str, reading: CellReading, old: str) -> tuple[str, str]:
    plain, why = year_first(text, reading.days)
    if why:
        return text, why
    try:
        return current().day(_MIDNIGHT.sub("", plain)).isoformat(), ""
    except NoTime as error:
        return text, f"{in_brief(text)}: {str(error).removesuffix('.')}"


def _datetime(text: str, reading: CellReading, old: str) -> tuple[str, str]:
    plain, why = year_first(text, reading.days)
    if why:
        return text, why
    try:
        found = current().moment(plain)
    except NoTime as error:
        return text, f"{in_brief(text)}: {str(error).removesuffix('.')}"
    try:
        same = bool(old) and datetime.fromisoformat(old) == found
    except ValueError:
        same = False
    return old if same else found.isoformat(), ""


def _json(text: str, reading: CellReading, old: str) -> tuple[str, str]:
    found = json_text(text)
    try:
        exact.loads_sent(found)
    except exact.Doubtful as error:
        return text, str(error).removesuffix(".")
    except ValueError:
        return text, f"{in_brief(text)} isn't valid JSON"
    limit = FIELD_LIMITS["array"]
    return found, f"it has {len(found):,} characters; the host keeps {limit:,}" if len(found) > limit else ""


_CHECKS: Mapping[str, Callable[[str, CellReading, str], tuple[str, str]]] = {
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "array": _json,
}
"""How a cell of each type of field is read; any other is text."""
