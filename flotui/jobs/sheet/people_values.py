# SPDX-License-Identifier: MIT
"""What the cells of a file of people change of somebody: values checked by their field's type, tags, opt-ins, names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple, TypeVar
from unicodedata import normalize

from flotui.api import exact
from flotui.api.errors import Malformed
from flotui.api.models.flow import Tag, UserField
from flotui.api.models.shop import decimal
from flotui.api.models.subscriber import Subscriber
from flotui.jobs.changes import Changes, Does, consenting
from flotui.jobs.sheet import cells as written
from flotui.jobs.sheet.currencies import split
from flotui.jobs.sheet.days import DateOrder, year_first
from flotui.jobs.sheet.lost_letters import lost_letters
from flotui.jobs.sheet.people_words import CONSENTS, MARKS, PROFILE, TITLES, PeopleColumns
from flotui.repositories import profile
from flotui.repositories.flows import FIELD_LIMITS
from flotui.repositories.subscribers import FieldChange
from flotui.text import mail, numbers, phones
from flotui.text.clean import cleaned, control_in, json_text, seen
from flotui.text.phone_numbers import digits_of, international, number_in
from flotui.text.quoting import in_brief
from flotui.text.truth import NO, YES, truth
from flotui.text.zones import NoTime, current

T = TypeVar("T")

_PARTS = re.compile(r"(?<!\\)\|")
_QUOTED = re.compile(r'\s*"[^"]*"(?:\s*[,;]\s*"[^"]*")*\s*')
_COMMAS = re.compile(r"[,;\n]")
_MIDNIGHT = re.compile(r"[ T]0?0:00(:00(\.0+)?)?Z?$")
"""What spreadsheets and databases write behind a day."""
_TICKS = ("x", "✓", "✔")


class CellReading(NamedTuple):
    """How the cells of a file are read."""

    sign: written.Sign = written.Sign.NONE
    """The sign that its decimals stand after."""
    days: DateOrder = DateOrder.UNKNOWN
    """Whether day or month comes first in its dates."""


class LineRequest(NamedTuple):
    """What a line asks for, whoever it is about."""

    add_tags: list[Tag]
    remove_tags: list[Tag]
    add_labels: list[str]
    remove_labels: list[str]
    profile: dict[str, str]
    formulas: dict[str, str]
    """Cells of the profile that are a spreadsheet's formulas unless the host has just that, by what they change."""
    consents: dict[str, bool]
    fields: list[tuple[UserField, str]]
    """Each with the cell, as the file has it."""
    bad: list[str]
    """What is wrong with cells."""


def asked(words: PeopleColumns, cells: Mapping[str, str]) -> LineRequest:
    """What a line's cells ask for.

    Args:
        words: what the file's columns can hold.
        cells: the line's, by that.
    """
    found = LineRequest([], [], [], [], {}, {}, {}, [], [])
    for target, text in cells.items():
        try:
            if why := written.no_value(text):
                raise Malformed(why)
            if target.startswith(
                "field:"
            ):  # compared with what the host has before it is read in another way
                found.fields.append((words.fields[target.removeprefix("field:")], text))
                continue
            why = written.formula(text)
            if why and target in PROFILE:  # so is this
                found.formulas[target] = text
                continue
            if why and target not in MARKS:  # a name of the bot's may be any text
                raise Malformed(why)
            _take(words, found, target, written.unspelled(text))
        except Malformed as error:
            found.bad.append(f"{words.title(target)}: {written.formula(text) or error.happened}")
    found.bad.extend(_parted(found.add_tags, found.remove_tags))
    found.bad.extend(_parted(found.add_labels, found.remove_labels))
    return found


def _parted(added: list[T], removed: list[T]) -> list[str]:
    """Take out what is both added and removed; what is wrong with that, in words."""
    both = [each for each in added if each in removed]
    for each in both:
        added.remove(each)
        removed.remove(each)
    return [f"{getattr(each, 'name', each)} is both added and removed" for each in both]


def _take(words: PeopleColumns, found: LineRequest, target: str, text: str) -> None:
    """Take one cell in.

    Raises:
        Malformed: when it isn't what its column holds.
    """
    kind, _, row_id = target.partition(":")
    if target in PROFILE:
        found.profile[PROFILE[target]] = _profile(target, text)
    elif target in CONSENTS:
        if (given := written.yes(text)) is None and not _is_time(text):
            raise Malformed(f"{in_brief(text)} is neither yes nor no")
        if given is not None:
            found.consents[CONSENTS[target]] = given
    elif kind.endswith("tag"):
        given = True if text.lower() in _TICKS else written.yes(text)
        if given is None:
            raise Malformed(f"{in_brief(text)} is neither yes nor no")
        if given:
            (found.remove_tags if kind == "-tag" else found.add_tags).append(words.tags[row_id])
        elif kind == "tag":
            found.remove_tags.append(words.tags[row_id])
    elif kind.endswith(("tags", "labels")):
        _listed(words, found, kind, text)


def _listed(words: PeopleColumns, found: LineRequest, kind: str, text: str) -> None:
    """Take a cell in that names tags or labels; one that isn't there spoils the others of the cell."""
    tags = kind.endswith("tags")
    what = "tag" if tags else "label"
    added: list[Any] = []
    removed: list[Any] = []
    for name in _names(words, what, text):
        sign, bare = kind[:1] if kind[0] in "+-" else "+", name
        if kind[0] not in "+-" and name[0] in "+-" and not _is_there(words, what, name):
            sign, bare = name[0], name[1:].strip()
        (removed if sign == "-" else added).append(words.named(what, bare))
    if tags:
        found.add_tags.extend(each for each in added if each not in found.add_tags)
        found.remove_tags.extend(each for each in removed if each not in found.remove_tags)
    else:
        found.add_labels.extend(each.name for each in added if each.name not in found.add_labels)
        found.remove_labels.extend(each.name for each in removed if each.name not in found.remove_labels)


def _names(words: PeopleColumns, what: str, text: str) -> list[str]:
    """The names in a cell: one between `|`, as our own files have them, or between commas; or the cell itself."""
    if _is_there(words, what, text):
        return [text]
    if _QUOTED.fullmatch(text):  # as Mailchimp writes them
        return [each for each in map(str.strip, re.findall(r'"([^"]*)"', text)) if each.strip("+- ")]
    parts = _PARTS.split(text)
    if len(parts) == 1:
        parts = [
            piece
            for part in _COMMAS.split(text)
            for piece in (
                [part] if _is_there(words, what, part.strip()) else re.split(r"\s+(?=[+-]\S)", part)
            )
        ]
    found = [re.sub(r"\\([\\|])", r"\1", each).strip() for each in parts]
    return [each for each in found if each.strip("+- ")]


def _is_there(words: PeopleColumns, what: str, name: str) -> bool:
    try:
        words.named(what, name)
    except Malformed:
        return False
    return True


def _profile(target: str, text: str) -> str:
    if target == "new_phone":
        number = number_in(text)
        if lacks := phones.lacks(number):
            raise Malformed(f"{in_brief(text)} {lacks}")
        return plain_number(number)
    if target == "new_email":
        if mail.is_whole(address := mail.address_in(text)):
            return address
        raise Malformed(f"{in_brief(text)} isn't a whole e-mail address")
    return cleaned(text)


def plain_number(text: str) -> str:
    """A phone number as hosts keep it, who find it by exactly these signs: its digits, and the plus before them."""
    whole = international(text)
    return f"+{whole}" if whole else digits_of(text)


def _is_time(text: str) -> bool:
    """Whether a cell says since when there is an opt-in, as our own files do: nothing is asked for."""
    return re.match(r"\d{4}-\d\d-\d\d", text) is not None


def changes(found: LineRequest, person: Subscriber, reading: CellReading) -> tuple[Changes, list[str]]:
    """What a line changes of somebody, and what is wrong with its other cells.

    Args:
        found: what it asks for.
        person: who they are now.
        reading: how the file's cells are read.
    """
    bad = [*found.bad, *wrong_formulas(found, profile.profile_of(person))]
    fields = []
    for field, text in found.fields:
        old = next((each.text for each in person.user_fields if each.var_ns == field.var_ns), "")
        new, why = cell_value(field, text, reading, old)
        if why:
            bad.append(f"{field.name}: {why}")
        elif new != old:
            fields.append(FieldChange(field.var_ns, field.name, field.var_type, new))
    edits = []
    wanted, lost = _profile_changes(found.profile, person)
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


def _profile_changes(wanted: Mapping[str, str], person: Subscriber) -> tuple[dict[str, str], list[str]]:
    """What of a profile is to be written, and what is wrong with the other cells.

    A text that looks the same as what is there, its marks apart from its letters or not, changes nothing.
    """
    old = profile.profile_of(person)
    bad = {name: why for name, text in wanted.items() if (why := lost_letters(text, old[name]))}
    changed = {
        name: text
        for name, text in wanted.items()
        if name not in bad and normalize("NFC", text) != normalize("NFC", old[name])
    }
    return changed, [f"{name.replace('_', ' ')}: {why}" for name, why in bad.items()]


def wrong_formulas(found: LineRequest, about: Mapping[str, str]) -> list[str]:
    """What is wrong with cells of the profile that hold formulas.

    Args:
        found: what the line asks for.
        about: the profile as the host has it, by its names.
    """
    return [
        f"{TITLES[target]}: {written.formula(text)}"
        for target, text in found.formulas.items()
        if text != about.get(PROFILE[target])
    ]


def cell_value(field: UserField, text: str, reading: CellReading, old: str = "") -> tuple[str, str]:
    """What a file's cell sets a user field to, as `value` does of a text that nobody spelled in another way.

    Args:
        field: the field.
        text: the cell as the file has it.
        reading: how the file's cells are read.
        old: what somebody has now: a cell with just that changes nothing.
    """
    if text != old and (why := written.formula(text)):
        return text, why
    return value(field, text if text == old else written.unspelled(text), reading, old)


def value(field: UserField, text: str, reading: CellReading, old: str = "") -> tuple[str, str]:
    """What a cell sets a user field to, in the form that is sent, and what is wrong with it.

    Args:
        field: the field.
        text: the cell; empty to clear the field.
        reading: how the file's cells are read.
        old: what somebody has now. Where a cell means that, it is given back as it is.
    """
    if text == old or not text:
        return text, ""
    if control := control_in(text):
        return text, f"it has the control character {control}"
    if not (text := seen(text)).strip():
        return text, "it has no visible characters"
    if normalize("NFC", text) == normalize("NFC", old):
        return old, ""
    if why := lost_letters(text, old) or (written.shortened(text) if field.var_type != "number" else ""):
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
        return found, f"{why}. Write it with a decimal point and without thousands"
    if said := numbers.problem(found, most=numbers.LONGEST):
        return found, f"it can't be {in_brief(text)}. {said.removesuffix('.')}"
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
    except (ValueError, TypeError):
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
