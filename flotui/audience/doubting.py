# SPDX-License-Identifier: MIT
"""What of a query is in doubt while it is typed, by the names that are known; and what could be asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta, timezone

import msgspec

from flotui.audience import known_words
from flotui.audience.binding import bind
from flotui.audience.complete import Completion, Option, term_begins
from flotui.audience.expanding import expanded
from flotui.audience.keys import TIMES
from flotui.audience.meaning import FieldWhen, When, leaves_of
from flotui.audience.names import Names
from flotui.audience.query import AudienceQuery, QueryRefused, Term, parse, print_term
from flotui.audience.quoting import value_text
from flotui.audience.sense import Sense
from flotui.audience.signs import SIGN
from flotui.audience.times import Moment
from flotui.text.fold import fold
from flotui.text.nearest import and_all
from flotui.text.zones import Zone

_JOINTS = re.compile(r"((?:^|\s+)(or|and|not)|[\s(-])+$", re.IGNORECASE)
_DEEPEST = 16
_ME = "me"
"""Stands for whose the key is, where nobody asked the host yet."""
_LISTS: dict[str, tuple[str, Callable[[Names], object]]] = {
    "tag": ("tags", lambda names: names.tags),
    "label": ("labels", lambda names: names.labels),
    "agent": ("agents", lambda names: names.agents),
    "field": ("user fields", lambda names: names.fields),
    "segment": ("segments", lambda names: names.segments),
    "event": ("custom events", lambda names: names.events),
}
"""The keys that take a name of a list, each with what is in it and the list as it is known here."""
_WORDS = {"channel": "channels", "lang": "languages", "gender": "genders"}
"""The keys that take a word that subscribers have, each with what such are."""
_TIMED = (*TIMES, "field")
"""The keys that take times."""
_FARTHEST = (14, -12)
"""Hours before UTC of the zones that are farthest apart: it is never the same day in both."""


def finished(text: str) -> str:
    """A query that is being typed, without a condition at its end that isn't finished."""
    try:
        parse(text)
    except QueryRefused as refused:
        if refused.unfinished:
            return without_last(text)
    return text


def without_last(text: str) -> str:
    """A query that is being typed, without the condition at its end."""
    text = text.rstrip()
    return text[: term_begins(text)].rstrip(" -(")


def doubted(found: Completion, text: str, cursor: int, names: Names, now: Moment) -> Completion:
    """The ways to go on, with what is in doubt; where that is what is being typed, its right form is a way.

    Args:
        found: the ways to go on at the cursor.
        text: the query so far.
        cursor: where the cursor is.
        names: what there is.
        now: when, and in which zone.
    """
    refused = _refused(_closed(text), names, now)
    if refused is None:
        return found
    typing = term_begins(text[:cursor]) <= refused.at < cursor or 0 < refused.end == cursor
    if typing and (found.options or refused.unfinished):
        return found
    if typing and (rights := _rights(refused, text[refused.at : cursor])):
        found = Completion(refused.at, tuple(Option(each, each) for each in rights))
    return found._replace(doubt=str(refused), meant=refused.advice if refused.rights else "")


def _rights(refused: QueryRefused, part: str) -> list[str]:
    """What may take the place of a term that is in doubt; nothing where something of it may be lost by that."""
    if "," in part:
        return []
    sign = SIGN.search(part)
    behind = part[sign.start() :] if sign else ""
    found = []
    for right in refused.rights:
        if not right.startswith("field.") or SIGN.search(right):
            found.append(right)
        elif '"' not in part:
            found.append(right + behind)
    return found


def _closed(text: str) -> str:
    """A query that is being typed, without what isn't finished at its end, and with its parentheses closed."""
    text = _JOINTS.sub("", finished(text))
    for _ in range(_DEEPEST):
        try:
            parse(text)
        except QueryRefused as refused:
            if refused.unfinished and text[refused.at : refused.at + 1] == "(":
                text += ")"
                continue
        break
    return text


def _refused(text: str, names: Names, now: Moment) -> QueryRefused | None:
    try:
        names = msgspec.structs.replace(names, me=names.me or _ME)
        bind(expanded(parse(text), names), Sense(names, now))
    except QueryRefused as refused:
        return refused
    return None


def reservations(query: AudienceQuery, sense: Sense) -> str:
    """What is to be known of an answer to a query: what wasn't checked, and what may be hours off; empty for nothing.

    Args:
        query: the query, with its saved filters written out.
        sense: what it is read with.
    """
    return " ".join(filter(None, (unchecked(query, sense.names), hours_off(query, sense))))


def hours_off(query: AudienceQuery, sense: Sense) -> str:
    """Which conditions hang on the workspace's zone where that isn't set, as a sentence; empty for none.

    The host's times name no zone, and are read in the one in which days begin: what a date says (`joined:2026-03`) is
    right in every zone. What is counted from now is not: an age, or `today`.

    Args:
        query: the query, with its saved filters written out.
        sense: what it is read with.
    """
    if not sense.now.zone.assumed:
        return ""
    terms = [term for term in query.terms() if term.key in _TIMED]
    found = [each for each in terms if len({_wall_times(each, sense, hours) for hours in _FARTHEST}) > 1]
    printed = list(dict.fromkeys(map(print_term, found)))
    return f"Time zone not set: {and_all(printed)} may be hours off." if printed else ""


def _wall_times(term: Term, sense: Sense, hours: int) -> frozenset[float]:
    """What a clock shows at the bounds of a condition's times, in a zone so many hours before UTC."""
    zone = Zone(timezone(timedelta(hours=hours)), "", assumed=True)
    there = Sense(sense.names, sense.now._replace(zone=zone))
    return frozenset(
        at + hours * 3600
        for leaf in leaves_of(bind(AudienceQuery(term), there))
        if isinstance(leaf, (When, FieldWhen))
        for at in (leaf.since, leaf.until)
        if at is not None
    )


def unchecked(query: AudienceQuery, names: Names) -> str:
    """What of a query wasn't checked since what there is isn't known here, as a sentence; empty for nothing.

    Args:
        query: the query, with its saved filters written out.
        names: what there is.
    """
    found: dict[str, list[str]] = {}
    for term in query.terms():
        if noun := _unchecked_list(term, names):
            found.setdefault(noun, []).append(print_term(term))
    return " ".join(_not_checked(noun, list(dict.fromkeys(terms))) for noun, terms in found.items())


def _unchecked_list(term: Term, names: Names) -> str:
    """Of which list a condition names something though the list isn't known here; empty for none."""
    if noun := _WORDS.get(term.key):
        known = names.everyone or all(known_words.is_known(term.key, each, names) for each in term.values)
        return "" if known else noun
    noun, rows = _LISTS.get(term.key, ("", None))
    plain = term.key == "agent" and {fold(value) for value in term.values} <= {_ME, "none"}
    return noun if rows is not None and rows(names) is None and not plain else ""


def _not_checked(noun: str, terms: list[str]) -> str:
    """That conditions weren't checked, as a sentence."""
    were = "weren't" if len(terms) > 1 else "wasn't"
    return f"The list of {noun} isn't available, so {and_all(terms)} {were} checked."


def example(names: Names) -> str:
    """Some conditions with names that a bot has: `tag:vip -tag:cart  field.city=…  has:phone`."""
    tags = ["…"] if names.tags is None else [value_text(each.name) for each in names.tags[:2]]
    conditions = [" ".join(f"{sign}tag:{tag}" for sign, tag in zip(("", "-"), tags, strict=False))]
    for field in (names.fields or ())[:1]:
        sign = {"number": ">=3", "boolean": "=yes", "date": "<2026", "datetime": "<2026"}.get(
            field.kind, "=…"
        )
        conditions.append(f"field.{value_text(field.name, name=True)}{sign}")
    return "  ".join(filter(None, (*conditions, "has:phone", "seen:<24h")))
