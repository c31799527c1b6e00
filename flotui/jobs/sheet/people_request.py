# SPDX-License-Identifier: MIT
"""What a line of a file of people asks for, whoever it is about: tags, labels, opt-ins, the profile, user fields."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

from flotui.api.errors import Malformed
from flotui.api.models.flow import Tag, UserField
from flotui.jobs.sheet import cells as written
from flotui.jobs.sheet.people_words import CONSENTS, MARKS, PROFILE, ByName, N, PeopleColumns
from flotui.text import mail, phones
from flotui.text.clean import cleaned, control_in, json_text
from flotui.text.phone_numbers import digits_of, international, number_in
from flotui.text.quoting import in_brief

T = TypeVar("T")

_PARTS = re.compile(r"(?<!\\)\|")
_QUOTED = re.compile(r'\s*"[^"]*"(?:\s*[,;]\s*"[^"]*")*\s*')
_COMMAS = re.compile(r"[,;\n]")
_BREAK = re.compile("[\n\r\v\f\x85\u2028\u2029]")
_TICKS = ("x", "✓", "✔")


class LineRequest(NamedTuple):
    """What a line asks for, whoever it is about."""

    add_tags: list[Tag]
    remove_tags: list[Tag]
    add_labels: list[str]
    remove_labels: list[str]
    profile: dict[str, str]
    doubtful: dict[str, str]
    """Cells of the profile that are no text unless the host has just that, by what they change."""
    consents: dict[str, bool]
    fields: list[tuple[UserField, str]]
    """Each with the cell, as the file has it."""
    bad: list[str]
    """What is wrong with cells."""
    spelled: dict[str, str]
    """Cells of the profile as the file has them, by the host's names, where they may be another text spelled so."""


def asked(words: PeopleColumns, cells: Mapping[str, str]) -> LineRequest:
    """What a line's cells ask for.

    Args:
        words: what the file's columns can hold.
        cells: the line's, by that.
    """
    found = LineRequest([], [], [], [], {}, {}, {}, [], [], {})
    for target, text in cells.items():
        try:
            # What may be no text at all is compared with what the host has before it is refused.
            if target.startswith("field:"):
                found.fields.append((words.fields[target.removeprefix("field:")], text))
                continue
            if no_profile(target, text):
                found.doubtful[target] = text
                continue
            why = written.no_value(text) or ("" if target in MARKS else written.formula(text))
            if why:  # a formula may be the name of a tag
                raise Malformed(why)
            plain = written.unspelled(text)
            if target in PROFILE and plain != text:
                found.spelled[PROFILE[target]] = text
            _take(words, found, target, plain)
        except Malformed as error:
            found.bad.append(f"{words.title(target)}: {written.formula(text) or error.happened}")
    found.bad.extend(_parted(found.add_tags, found.remove_tags, lambda tag: tag.name))
    found.bad.extend(_parted(found.add_labels, found.remove_labels, str))
    return found


def no_profile(target: str, text: str) -> str:
    """Why a cell may be no text of the profile: it holds none, or more lines than a name or an address has.

    Args:
        target: what it changes.
        text: the cell.
    """
    if target not in PROFILE:
        return ""
    if why := written.no_text(text):
        return why
    if _BREAK.search(text):
        return f"{in_brief(text)} has a line break"
    control = control_in(text)
    return f"it has the control character {control}" if control else ""


def _parted(added: list[T], removed: list[T], name: Callable[[T], str]) -> list[str]:
    """Take out what is both added and removed; what is wrong with that, in words."""
    both = [each for each in added if each in removed]
    for each in both:
        added.remove(each)
        removed.remove(each)
    return [f"{name(each)} is both added and removed" for each in both]


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
    if kind.endswith("tags"):
        added, removed = _signed(words.tags_by_name, kind, text)
        found.add_tags.extend(each for each in added if each not in found.add_tags)
        found.remove_tags.extend(each for each in removed if each not in found.remove_tags)
    else:
        on, off = _signed(words.labels_by_name, kind, text)
        found.add_labels.extend(each.name for each in on if each.name not in found.add_labels)
        found.remove_labels.extend(each.name for each in off if each.name not in found.remove_labels)


def _signed(marks: ByName[N], kind: str, text: str) -> tuple[list[N], list[N]]:
    """The tags, or labels, that a cell has added and removed: by its column's sign, else by each name's own."""
    added: list[N] = []
    removed: list[N] = []
    for name in _names(marks, text):
        sign, bare = kind[:1] if kind[0] in "+-" else "+", name
        if kind[0] not in "+-" and name[0] in "+-" and name not in marks:
            sign, bare = name[0], name[1:].strip()
        (removed if sign == "-" else added).append(marks[bare])
    return added, removed


def _names(marks: ByName[N], text: str) -> list[str]:
    """The names in a cell: one between `|`, as our own files have them, or between commas; or the cell itself."""
    if text in marks:
        return [text]
    if (listed := _json_list(text)) is not None:
        return listed
    if _QUOTED.fullmatch(text):  # as Mailchimp writes them
        return [each for each in map(str.strip, re.findall(r'"([^"]*)"', text)) if each.strip("+- ")]
    parts = _PARTS.split(text)
    if len(parts) == 1:
        parts = [
            piece
            for part in _COMMAS.split(text)
            for piece in ([part] if part.strip() in marks else re.split(r"\s+(?=[+-]\S)", part))
        ]
    found = [re.sub(r"\\([\\|])", r"\1", each).strip() for each in parts]
    return [each for each in found if each.strip("+- ")]


def _json_list(text: str) -> list[str] | None:
    """The names in a list as programs write it, JSON's or Python's: `["vip", "gold"]`; None for any other cell."""
    if not (text.startswith("[") and text.endswith("]")):
        return None
    try:
        found = json.loads(text.replace("'", '"') if text[1:].lstrip().startswith("'") else json_text(text))
    except ValueError:
        return None
    given = [each.get("name") if isinstance(each, dict) else each for each in found]
    names = [each.strip() for each in given if isinstance(each, str)]
    return [each for each in names if each.strip("+- ")] if len(names) == len(given) else None


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
