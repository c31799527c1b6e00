# SPDX-License-Identifier: MIT
"""What a query may go on with at the cursor: keys, and names after them, also inside quotes and across blanks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from flotui.audience.keys import HAD, KEYS, TIMES
from flotui.audience.known_words import channel_names, genders
from flotui.audience.names import STATUSES, Named, Names
from flotui.audience.quoting import QUOTES, unquoted, value_text
from flotui.audience.signs import SIGN, sign_of
from flotui.text.fold import fold

MOST = 12
"""How many options are offered."""
_FIELD = re.compile(r"(?:user_)?fields?[.:]", re.IGNORECASE)
_KEY = re.compile(r"([^\W\d]+):")
_SPANS = ("<24h", "today", "yesterday", "7d", "<30d", ">30d", "this-month", "last-month", "this-year")
_ONE_VALUE = ("=", "!=", "~")
"""The signs behind which a field's value stands, and no bound or range."""
_BEFORE_A_QUOTE = ":,=<>~."


class Option(NamedTuple):
    """One way to go on."""

    text: str
    """What takes the place of what was typed."""
    shown: str
    """What it is called."""


class Completion(NamedTuple):
    """The ways to go on."""

    start: int
    """Where what they replace begins; it ends at the cursor."""
    options: tuple[Option, ...] = ()
    doubt: str = ""
    """What is in doubt of what is typed, as sentences; empty where nothing is."""
    meant: str = ""
    """What of that, at its end, says what may be meant; empty where nothing is known."""
    example: str = ""
    """What could be asked of this bot."""


def complete(text: str, cursor: int, names: Names) -> Completion:
    """The ways in which a query may go on.

    Args:
        text: the query so far.
        cursor: where the cursor is.
        names: what there is.
    """
    typed = text[:cursor]
    start = term_begins(typed)
    part = typed[start:]
    if (field := _FIELD.match(part)) is not None:
        return _after_field(part, start, field.end(), names)
    if (key := _KEY.match(part)) is not None:
        if key[1].lower() not in KEYS:
            return Completion(start)
        return _values(part, start, key.end(), _named(key[1].lower(), names))
    keys = [Option(f"{name}{'.' if name == 'field' else ':'}", KEYS[name].example) for name in KEYS]
    found = [each for each in keys if part and each.text.startswith(part.lower())]
    if not found and len(part) > 1 and not _starts_a_quote(part):
        tags = _matching(part, [each.name for each in names.tags or ()])
        found = [Option(f"tag:{value_text(tag)}", f"tag:{value_text(tag)}") for tag in tags]
    return Completion(start, tuple(found[:MOST]))


def key_at(text: str, cursor: int) -> str:
    """The key of the term at the cursor; empty where it has none yet.

    Args:
        text: the query so far.
        cursor: where the cursor is.
    """
    part = text[term_begins(text[:cursor]) : cursor]
    if _FIELD.match(part):
        return "field"
    found = _KEY.match(part)
    return found[1].lower() if found else ""


def field_value_at(text: str, cursor: int) -> tuple[str, str] | None:
    """The user field whose value is typed at the cursor, and that value so far; None where none is, or only a bound.

    Args:
        text: the query so far.
        cursor: where the cursor is.
    """
    part = text[term_begins(text[:cursor]) : cursor]
    if (field := _FIELD.match(part)) is None or (sign := _sign_of_field(part, field.end())) is None:
        return None
    if sign_of(sign[0]) not in _ONE_VALUE:
        return None
    return _plain(part[field.end() : sign.start()]), _plain(part[_last_value(part, sign.end()) :])


def _sign_of_field(part: str, at: int) -> re.Match[str] | None:
    """The comparison after a field's name (`=`, `>`); None while there is none."""
    opened = part[at : at + 1] in QUOTES
    end = _closed(part, at) if opened else -1
    return SIGN.search(part, at if not opened else end) if not opened or end > 0 else None


def _after_field(part: str, start: int, at: int, names: Names) -> Completion:
    """The field's name, or a value after its sign."""
    fields, sign = names.fields or (), _sign_of_field(part, at)
    if sign is None:
        typed = _plain(part[at:])
        found = _matching(typed, [each.name for each in fields])
        options = [Option(f"{value_text(name, name=True)}=", name) for name in found]
        return Completion(start + at, tuple(options[:MOST]))
    name = _plain(part[at : sign.start()])
    kind = next((each.kind for each in fields if fold(each.name) == fold(name)), "")
    offered = {"boolean": ("yes", "no"), "date": _SPANS, "datetime": _SPANS}.get(kind, ())
    if not offered and sign_of(sign[0]) in _ONE_VALUE:
        offered = names.common.get(fold(name), ())
    return _values(part, start, sign.end(), offered)


def _values(part: str, start: int, at: int, offered: Sequence[str]) -> Completion:
    """The last of the values behind a key."""
    first, at = at, _last_value(part, at)
    before = _before(part, first, at)
    found = _matching(_plain(part[at:]), [each for each in offered if fold(each) not in before])
    return Completion(start + at, tuple(Option(value_text(each), each) for each in found[:MOST]))


def _named(key: str, names: Names) -> Sequence[str]:
    def of(rows: Iterable[Named] | None) -> list[str]:
        return [each.name for each in rows or ()]

    offered: dict[str, Callable[[], Sequence[str]]] = {
        "tag": lambda: of(names.tags),
        "label": lambda: of(names.labels),
        "agent": lambda: ["me", "none", *of(names.agents)],
        "segment": lambda: of(names.segments),
        "event": lambda: of(names.events),
        "channel": lambda: channel_names(names),
        "status": lambda: STATUSES,
        "lang": lambda: names.languages,
        "gender": lambda: genders(names),
        "has": lambda: [*HAD, *of(names.fields)],
        "saved": lambda: list(names.saved),
        "optin": lambda: ("email", "sms"),
        "paused": lambda: ("yes", "no"),
        "subscribed": lambda: ("yes", "no"),
        "bot": lambda: ("24h",),
        **dict.fromkeys(TIMES, lambda: _SPANS),
    }
    return offered[key]() if key in offered else ()


def _matching(typed: str, offered: Sequence[str]) -> list[str]:
    """What goes on as it was typed; those that begin so first."""
    folded = fold(typed)
    starts = [each for each in offered if fold(each).startswith(folded)]
    words = [each for each in offered if each not in starts and f" {folded}" in f" {fold(each)}"]
    within = [each for each in offered if folded in fold(each)] if len(folded) > 1 else []
    found = list(dict.fromkeys((*starts, *words, *within)))
    return [] if found == [typed] else found


def term_begins(typed: str) -> int:
    """Where the term begins that ends at the cursor: blanks inside quotes are part of it."""
    start = at = 0
    while at < len(typed):
        char = typed[at]
        fresh = at == start or typed[at - 1] in _BEFORE_A_QUOTE
        if char in QUOTES and fresh and (end := _closed(typed, at)) != 0:
            if end < 0:
                return start
            at = end
            continue
        at += 1
        if char.isspace() or (at - 1 == start and char in "-("):
            start = at
    return start


def _closed(text: str, at: int) -> int:
    """Where the quote at a place is behind; -1 where it is open."""
    index = at + 1
    while index < len(text):
        if text[index] == "\\" and text[at] == '"':
            index += 2
            continue
        if text[index] in QUOTES[text[at]]:
            return index + 1
        index += 1
    return -1


def _last_value(part: str, at: int) -> int:
    """Where the last alternative begins."""
    start = at
    while at < len(part):
        if part[at] in QUOTES and at == start:
            end = _closed(part, at)
            if end < 0:
                return start
            at = end
            continue
        if part[at] == ",":
            start = at + 1
        at += 1
    return start


def _before(part: str, start: int, end: int) -> frozenset[str]:
    """The alternatives before the last one, folded."""
    found = set[str]()
    while (at := _last_value(part[: end - 1], start)) < end:
        found.add(fold(_plain(part[at : end - 1])))
        end = at
    return frozenset(found)


def _starts_a_quote(part: str) -> bool:
    return part[:1] in QUOTES


def _plain(text: str) -> str:
    """A value as far as it is typed, without its quotes."""
    if text[:1] not in QUOTES:
        return text
    end = _closed(text, 0)
    inside = text[1 : end - 1] if end > 0 else text[1:]
    return unquoted(inside) if text[0] == '"' else inside
