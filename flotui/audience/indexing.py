# SPDX-License-Identifier: MIT
"""What queries ask of a subscriber's row, as the copy of everyone keeps it: lines for `sql.py` to look up.

It says of a row what `evaluate.py` finds in it, without a model in between, because reading 100,000 people must not take
minutes of processor time. Whatever isn't plain (a value of a thousand words, a field that comes twice) gets no lines,
but a mark `check`, and is then judged by `evaluate.py` itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, NamedTuple

from flotui.api.models.base import as_flag, as_text
from flotui.api.models.subscriber import value_text
from flotui.audience.evaluate import number_of, values_of
from flotui.audience.times import is_dated
from flotui.store.people import Indexed, Key, SharedThing
from flotui.store.people_locales import LOCALE
from flotui.text.fold import fold
from flotui.text.languages import forms_with_locale
from flotui.text.phone_numbers import digits_of
from flotui.text.truth import truth

DATES: Final = ("date", "datetime")
"""Types of fields whose values are times, unix seconds too."""
CHECK: Final = "check"
"""The kind of a thing whose people are judged by their rows: its id is a field's, or `row`."""
LONGEST: Final = 120
"""Characters of a value that are compared in the copy; what is longer is judged by its row."""

_EPOCH = datetime(1970, 1, 1)
_WHOLE = re.compile(r"-?[1-9]\d{0,14}|0", re.ASCII)
_ODD = re.compile("[\0\ud800-\udfff]")
"""What SQLite can't keep, or stops at."""


def kinds_of(what: str) -> tuple[str, ...]:
    """The kinds of the things that say a property with a word for its value.

    Args:
        what: `channel`, `status`, `agent`, `gender`, `lang`, `source`.
    """
    return (what, LOCALE) if what == "lang" else (what,)


def storable(text: str) -> str:
    """A text as SQLite can keep and compare it: the same for what is kept and for what is looked for."""
    return _ODD.sub("�", text) if _odd(text) else text


def _odd(text: str) -> bool:
    """Whether a text has what SQLite can't keep. Nearly all are plain, and looked at without an expression."""
    return "\0" in text if text.isascii() else _ODD.search(text) is not None


def key_of(folded: str) -> Key:
    """What stands for a folded text: a whole number as one, so that texts and numbers are found by one key."""
    return float(folded) if _WHOLE.fullmatch(folded) else storable(folded)


def clock(text: str) -> tuple[str, float] | None:
    """A stamp as the copy keeps it: in seconds since 1970 UTC, or by the workspace's clocks where it names no zone.

    Args:
        text: as it came.

    Returns:
        `utc` or `wall`, and the seconds; None where it is no time. See `times.instant`.
    """
    text = text.strip()
    if text.isdecimal() and len(text) in (10, 13):
        return "utc", float(int(text[:10]))
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.tzinfo is None:
        return "wall", (found - _EPOCH).total_seconds()
    try:
        return "utc", found.astimezone(UTC).timestamp()
    except (ValueError, OverflowError):
        return None


def index(row: Mapping[str, object]) -> Indexed:
    """What queries ask of a row. Nulls and empty values in it make no difference.

    Args:
        row: as the host gave it, or as the copy keeps it.
    """
    lines = _RowLines()
    text = {name: value if isinstance(value := row.get(name), str) else _as_text(value) for name in _TEXTS}
    _one_each(lines, row, text)
    for what, stamp in (
        ("seen", text["last_interaction"] or text["last_seen"]),
        ("last", text["last_message_at"]),
        ("joined", text["subscribed"]),
    ):
        if stamp:
            lines.mark("has", what)
            lines.time(what, stamp)
    whole = f"{text['first_name']} {text['last_name']}"
    lines.value("text", "name", storable(fold(f"{text['name']}\n{whole}".strip())))
    for what in ("email", "phone"):
        if text[what]:
            lines.mark("has", what)
            lines.value(
                "text", what, storable(digits_of(text[what]) if what == "phone" else fold(text[what]))
            )
    if text["name"] or text["first_name"] or text["last_name"]:
        lines.mark("has", "name")
    _carried(lines, row)
    _fields(lines, row)
    parts = (
        text["name"],
        whole.strip(),
        text["email"],
        text["phone"],
        digits_of(text["phone"]),
        text["user_ns"],
        text["user_id"],
    )
    words = "\n".join(dict.fromkeys(fold(each) for each in parts if each))
    return Indexed(frozenset(lines.marks), frozenset(lines.values), storable(words))


_TEXTS = (
    "user_ns",
    "user_id",
    "name",
    "first_name",
    "last_name",
    "phone",
    "email",
    "gender",
    "locale",
    "language",
    "channel",
    "status",
    "subscribed",
    "last_interaction",
    "last_seen",
    "last_message_at",
    "opted_in_email",
    "opted_in_sms",
    "agent_id",
    "lead_source",
)


class _RowLines:
    """Lines of one row."""

    def __init__(self) -> None:
        self.marks: set[SharedThing] = set()
        self.values: set[tuple[SharedThing, Key]] = set()

    def mark(self, kind: str, id: str, name: str = "") -> None:
        self.marks.add(_marked(kind, id, name))

    def value(self, kind: str, id: str, key: Key, name: str = "") -> None:
        self.values.add((_thing(kind, id, name), key))

    def time(self, id: str, text: str) -> None:
        """A line for a stamp, where it is one."""
        if (found := clock(text)) is not None:
            self.value(found[0], id, found[1])


@lru_cache(maxsize=4096)
def _thing(kind: str, id: str, name: str) -> SharedThing:
    return SharedThing(kind, id, name)


@lru_cache(maxsize=4096)
def _marked(kind: str, id: str, name: str) -> SharedThing:
    return SharedThing(kind, storable(id), storable(name))


def _text(row: Mapping[str, object], key: str) -> str:
    """A text of a row as its model reads it."""
    value = row.get(key)
    return value if isinstance(value, str) else _as_text(value)


def _as_text(value: object) -> str:
    if value is None:
        return ""
    found = as_text(value)
    return found if isinstance(found, str) else ""


def _one_each(lines: _RowLines, row: Mapping[str, object], text: Mapping[str, str]) -> None:
    """What somebody has one of."""
    agent = "" if text["agent_id"] == "0" else text["agent_id"]
    for what, value in (
        ("channel", text["channel"]),
        ("status", text["status"]),
        ("gender", text["gender"]),
        ("agent", agent),
        ("source", text["lead_source"]),
    ):
        if folded := fold(value):
            lines.mark(what, folded)
    language, locale = forms_with_locale(text["language"], text["locale"])
    for kind, found in (("lang", language), (LOCALE, locale)):
        for each in found:
            lines.mark(kind, each)
    for what, value in (("optin_email", text["opted_in_email"]), ("optin_sms", text["opted_in_sms"])):
        if value and truth(value) is not False:
            lines.mark("flag", what)
    if _flag(row, "is_bot_paused"):
        lines.mark("flag", "paused")
    subscribed = _flag(row, "is_subscribed")
    if text["status"] != "unsubscribed" and (bool(text["subscribed"]) if subscribed is None else subscribed):
        lines.mark("flag", "subscribed")


def _flag(row: Mapping[str, object], key: str) -> bool | None:
    value = row.get(key)
    found = as_flag(value) if value not in (None, "") else None
    return found if isinstance(found, bool) else None


def _carried(lines: _RowLines, row: Mapping[str, object]) -> None:
    """Tags and labels."""
    for key, kind, id_key in (("tags", "tag", "tag_ns"), ("labels", "label", "id")):
        carried = row.get(key)
        if not isinstance(carried, list) or not carried:
            continue
        lines.mark("has", kind)
        for each in carried:
            if kind == "label" and isinstance(each, str):
                each = {"name": each}
            thing = each if isinstance(each, dict) else {}
            lines.mark(f"{kind} had", _text(thing, id_key), _text(thing, "name"))


class _RowField(NamedTuple):
    """A field of which somebody may have a value."""

    id: str
    name: str
    called: str
    """Its name folded."""
    declared: bool
    """Whether the field holds times, so that a number is read as unix seconds."""
    things: Mapping[str, SharedThing]
    """What stands for its values, by the kinds of lines that they have."""


def _field_of(var_ns: object, name: object, var_type: object) -> _RowField:
    id, called, kind = _as_text(var_ns), _as_text(name), _as_text(var_type)
    things = {
        each: _thing(each, storable(id), storable(called)) for each in ("value", "number", "utc", "wall")
    }
    return _RowField(id, called, fold(called), kind in DATES, things)


_known_field = lru_cache(maxsize=1024, typed=True)(_field_of)
"""Every row names the same fields."""


def _fields(lines: _RowLines, row: Mapping[str, object]) -> None:
    rows = row.get("user_fields")
    if not isinstance(rows, list):
        return
    filled: list[tuple[_RowField, object]] = []
    for each in rows:
        if not isinstance(each, dict) or (value := each.get("value")) is None or value == "":
            continue
        defined = each.get("var_ns"), each.get("name"), each.get("var_type")
        try:
            filled.append((_known_field(*defined), value))
        except TypeError:  # a list where a text belongs
            filled.append((_field_of(*defined), value))
    ids = {field.id for field, _ in filled}
    names = {field.called for field, _ in filled}
    if len(ids) == len(names) == len(filled):
        for field, value in filled:
            _field(lines, field, value)
    else:
        _repeated(lines, filled)


def _repeated(lines: _RowLines, filled: list[tuple[_RowField, object]]) -> None:
    """Fields of which one comes twice: that is judged by the row."""
    ids: set[str] = set()
    names: set[str] = set()
    for field, value in filled:
        if field.id in ids or field.called in names:
            lines.mark(CHECK, field.id, field.name)
        else:
            _field(lines, field, value)
        ids.add(field.id)
        names.add(field.called)


def _field(lines: _RowLines, field: _RowField, value: object) -> None:
    """One field: its value's lines, or a mark where it isn't plain."""
    if isinstance(value, str) and len(value) <= _SHORT:
        found = _short(value, field.declared)
    else:
        found = _value_lines(value, field.declared)
    if found is None:
        lines.mark(CHECK, field.id, field.name)
        return
    things, values = field.things, lines.values
    for kind, key in found:
        values.add((things[kind], key))


def _value_lines(value: object, declared: bool) -> tuple[tuple[str, Key], ...] | None:
    """The lines of a value, each with its kind: every element as text, as a number and as a time, as far as it is one.

    Args:
        value: the value.
        declared: whether its field is of times, so that unix seconds are one too.

    Returns:
        None where it isn't plain.
    """
    found: list[tuple[str, Key]] = []
    for element in values_of(value):
        text = element if isinstance(element, str) else value_text(element)
        folded = fold(text).strip()
        if len(folded) > LONGEST or _odd(text):
            return None
        key = key_of(folded)
        number = number_of(element)
        differs = folded != text and truth(text) is not truth(folded)
        if differs or (isinstance(key, float) and key != number):
            return None
        found.append(("value", key))
        if number is not None and not isinstance(key, float):
            found.append(("number", number))
        if (declared or is_dated(text)) and (at := clock(text)) is not None:
            found.append(at)
    return tuple(found)


_SHORT = 24
"""Characters of values that many people share: cities, yes and no, small numbers. What they come to is kept."""
_short = lru_cache(maxsize=2048)(_value_lines)
