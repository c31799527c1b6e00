# SPDX-License-Identifier: MIT
"""From a query to what it means here and now: names looked up, times counted, values read by their field's type."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NoReturn

import msgspec

from flotui.audience import known_words, times
from flotui.audience.binding_fields import field_of, field_term, has, refuse_time
from flotui.audience.going_on import see_whole
from flotui.audience.keys import KEYS
from flotui.audience.meaning import (
    EVERYONE,
    All,
    Contains,
    Flag,
    Holds,
    Is,
    Meaning,
    No,
    OnHost,
    When,
    either,
)
from flotui.audience.names import STATUSES, Named, Names, like, rights_of, the_one
from flotui.audience.query import (
    And,
    AudienceQuery,
    Node,
    Not,
    Or,
    QueryRefused,
    Term,
    print_term,
)
from flotui.audience.sense import Sense
from flotui.text.fold import fold
from flotui.text.mail import address_in, spellings
from flotui.text.nearest import meant, one_of
from flotui.text.phone_numbers import country_of, digits_of, forms, number_in, other_form, whole_number
from flotui.text.truth import truth

_LEAST_DIGITS = 2
"""Digits from which a bare word is looked for in phone numbers, whatever signs are between."""
_LONGEST_NATIONAL = 11
_SHORTENED = re.compile(r"\+?\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE | re.ASCII)
"""What a spreadsheet makes of a long number."""
_MOST_DOUBTS = 3
"""Doubts that are told at once."""


def bind(query: AudienceQuery, sense: Sense) -> Meaning:
    """What a query means.

    Args:
        query: the query.
        sense: the names that there are, the zone, and now.

    Raises:
        QueryRefused: where a name is none or means several, a value doesn't fit its field's type, or a time is none.
    """
    see_whole(query, sense.names)
    return EVERYONE if query.root is None else _bound(query.root, sense)


def _bound(node: Node, sense: Sense) -> Meaning:
    if isinstance(node, Term):
        return _term(node, sense)
    if isinstance(node, Not):
        return No(_bound(node.of, sense))
    if isinstance(node, Or):
        return either(_bound_all(node.of, sense))
    _one_value_each(node, sense)
    parts = tuple(dict.fromkeys(_bound_all(node.of, sense)))
    return parts[0] if len(parts) == 1 else All(parts)


def _bound_all(nodes: Iterable[Node], sense: Sense) -> list[Meaning]:
    """What each of some conditions means.

    Raises:
        QueryRefused: where some are in doubt: all of them are told, so that nobody mends one to be told of the next.
    """
    found: list[Meaning] = []
    doubts: list[QueryRefused] = []
    for each in nodes:
        try:
            found.append(_bound(each, sense))
        except QueryRefused as refused:
            doubts.append(refused)
    if not doubts:
        return found
    first, *others = doubts
    if not others:
        raise first
    told = doubts[:_MOST_DOUBTS]
    raise QueryRefused(
        " ".join((*map(str, told[:-1]), told[-1].happened)),
        advice=told[-1].advice,
        at=first.at,
        unfinished=first.unfinished,
        rights=first.rights,
        end=first.end,
    )


def _one_value_each(node: And, sense: Sense) -> None:
    """See that no field of one value is asked to be two."""
    seen: dict[str, Term] = {}
    for each in node.of:
        if not isinstance(each, Term) or each.key != "field" or each.op != "=":
            continue
        field = field_of(each, sense.names)
        if field.kind == "array":
            continue
        first = seen.setdefault(field.id, each)
        if first is not each:
            right = print_term(msgspec.structs.replace(first, values=(*first.values, *each.values)))
            raise QueryRefused(
                f"A subscriber has one {field.name}, so nobody matches both {print_term(first)} and "
                f"{print_term(each)} (column {each.at + 1}).",
                advice=f"Did you mean {right}?",
                at=each.at,
                rights=(right,),
            )


def _term(term: Term, sense: Sense) -> Meaning:
    return _MEANT[term.key](term, sense)


# -- Keys -----------------------------------------------------------------------------------------------


def _word(term: Term, sense: Sense) -> Meaning:
    values = [value for value in term.values if not whole_number(value)]
    found: list[Meaning] = []
    if values:
        found.append(Contains("any", tuple(part for value in values for part in _word_parts(value))))
    if wholes := _numbers(term.values):
        ids = filter(None, map(whole_number, term.values))
        found += [
            Contains("number", wholes),
            Is("id", tuple(ids)),
        ]  # on WhatsApp the channel's id is the number
    return either(found)


def _numbers(values: Iterable[str]) -> tuple[str, ...]:
    """The digits of the forms in which whole numbers may be stored of which one is meant."""
    wholes = filter(None, map(whole_number, values))
    return tuple(dict.fromkeys(digits_of(form) for whole in wholes for form in forms(f"+{whole}")))


def _word_parts(value: str) -> list[str]:
    parts = [fold(value)]
    if not any(char.isalpha() for char in value) and len(digits_of(value)) >= _LEAST_DIGITS:
        parts += phone_parts(value)
    return list(dict.fromkeys(parts))


def phone_parts(value: str) -> list[str]:
    """The digits of which one is in every phone number that a text may mean, in whatever form it is stored.

    Args:
        value: the number, or a part of it.
    """
    digits = digits_of(number_in(value) or value).removeprefix("00").lstrip("0")
    if not digits:
        return []
    whole = [digits, other_form(digits)] if len(digits) > 9 else [digits]
    found = [each for each in whole if each]
    if len(digits) > _LONGEST_NATIONAL or value.lstrip("( ").startswith("+"):
        found += [each[len(country_of(each)) :] for each in found if len(each) > 9]
    return found


def _holds(term: Term, sense: Sense) -> Meaning:
    rows = sense.names.tags if term.key == "tag" else sense.names.labels
    ids, names = [], []
    for value in term.values:
        found = the_one(rows, value, term.key, f"{term.key}:", term.at)
        ids.append(value if found is None else found.id)
        folded = fold(value if found is None else found.name)
        if rows is None or sum(fold(row.name) == folded for row in rows) == 1:
            names.append(folded)
    return Holds(term.key, tuple(ids), tuple(names), guessed=rows is None)


def _channel(term: Term, sense: Sense) -> Meaning:
    found: list[str] = []
    for value in term.values:
        if called := known_words.channels_called(value, sense.names):
            found += called
            continue
        longer = sorted(each for each in sense.names.channels if each.startswith(f"{fold(value)}_"))
        if longer:
            rights = tuple(f"channel:{each}" for each in longer)
            raise QueryRefused(
                f"No loaded subscriber uses the channel {value} (column {term.at + 1}).",
                advice=meant(rights),
                at=term.at,
                rights=rights,
            )
        _refuse_unknown(
            term,
            value,
            known_words.channel_names(sense.names),
            sense.names,
            also=known_words.other_channel_names(sense.names),
        )
        found.append(fold(value))
    return Is("channel", tuple(dict.fromkeys(found)))


def _status(term: Term, sense: Sense) -> Meaning:
    for value in term.values:
        if fold(value) not in STATUSES:
            _refuse_word(term, value, STATUSES)
    return _is(term, sense)


def _refuse_word(term: Term, value: str, words: Iterable[str], *, also: Iterable[str] = ()) -> NoReturn:
    """Refuse a value that is none of the words that there are, with the nearest of them and of their other forms."""
    words = list(words)
    rights = rights_of(f"{term.key}:", (*words, *also), value)
    raise QueryRefused(
        f"There is no {term.key} {value} (column {term.at + 1}).",
        advice=meant(rights) or f"There are {', '.join(words)}.",
        at=term.at,
        rights=rights,
    )


def _refuse_other(term: Term, value: str, words: tuple[str, ...]) -> NoReturn:
    """Refuse a value of a key that takes few."""
    rights = rights_of(f"{term.key}:", words, value)
    raise QueryRefused(
        f"{term.key} takes {one_of(words)}, not {value} (column {term.at + 1}).",
        advice=meant(rights),
        at=term.at,
        rights=rights,
    )


def _is(term: Term, sense: Sense) -> Meaning:
    return Is(term.key, tuple(dict.fromkeys(map(fold, term.values))))


def _refuse_unknown(
    term: Term, value: str, words: list[str], names: Names, *, also: Iterable[str] = ()
) -> None:
    """Refuse a word that people can't have: another may be somebody's who isn't here, unless it is nearly a known one."""
    if known_words.is_known(term.key, value, names):
        return
    also = list(also)
    if names.everyone or like((*words, *also), value):
        _refuse_word(term, value, words, also=also)


def _gender(term: Term, sense: Sense) -> Meaning:
    for value in term.values:
        _refuse_unknown(term, value, known_words.genders(sense.names), sense.names)
    return _is(term, sense)


def _lang(term: Term, sense: Sense) -> Meaning:
    names = sense.names
    for value in term.values:
        rights = rights_of("lang:", known_words.languages(names), value)
        possible = known_words.may_be_language(value) and not names.everyone and not rights
        if not known_words.is_known("lang", value, names) and not possible:
            raise QueryRefused(
                f"There is no language {value} (column {term.at + 1}).",
                advice=meant(rights) or f"Write its code, such as {KEYS['lang'].example}.",
                at=term.at,
                rights=rights,
            )
    return Is("lang", tuple(dict.fromkeys(map(known_words.language, term.values))))


def _agent(term: Term, sense: Sense) -> Meaning:
    ids = []
    for value in term.values:
        if fold(value) == "none":
            ids.append("")
        elif fold(value) == "me":
            if not sense.names.me:
                raise QueryRefused(
                    f"It isn't known which agent you are (column {term.at + 1}).",
                    advice="Write your name: agent:…",
                    at=term.at,
                )
            ids.append(fold(sense.names.me))
        else:
            found = the_one(sense.names.agents, value, "agent", "agent:", term.at)
            if found is None and not value.isdecimal():  # rows have ids alone: a name would fit nobody's
                raise QueryRefused(
                    f"The agents' names aren't loaded, so {value} can't be looked up (column {term.at + 1}).",
                    advice="Write the agent's id, as in agent:24.",
                    at=term.at,
                )
            ids.append(fold(value if found is None else found.id))
    return Is("agent", tuple(dict.fromkeys(ids)))


def _time(term: Term, sense: Sense) -> Meaning:
    found = []
    for value in term.values:
        try:
            since, until = times.span(value, sense.now)
        except times.Unclear as unclear:
            refuse_time(term, unclear, sense.now)
        found.append(When(term.key, since, until))
    return either(found)


def _contains(term: Term, sense: Sense) -> Meaning:
    values = [each for value in term.values for each in _parts_of(term.key, value)]
    return Contains(term.key, tuple(dict.fromkeys(map(fold, values))))


def _parts_of(key: str, value: str) -> list[str]:
    """The texts of which one is to be in somebody's name or e-mail address."""
    address = address_in(value) if key == "email" else ""
    return spellings(address) if address else [value]


def _phone(term: Term, sense: Sense) -> Meaning:
    if short := next(filter(_SHORTENED.fullmatch, term.values), None):
        raise QueryRefused(
            f"A spreadsheet shortened the number to {short} (column {term.at + 1}).",
            advice="Write all of its digits.",
            at=term.at,
        )
    wholes = _numbers(term.values)
    parts = [part for value in term.values if not whole_number(value) for part in phone_parts(value)]
    if not parts and not wholes:
        zeros = any(map(digits_of, term.values))
        raise QueryRefused(
            f"{print_term(term)} (column {term.at + 1}) has no digits{' but zeros' if zeros else ''}.",
            advice=f"Write {KEYS['phone'].example}.",
            at=term.at,
        )
    found: list[Meaning] = [Contains("number", wholes)] if wholes else []
    return either([*found, Contains("phone", tuple(dict.fromkeys(parts)))] if parts else found)


def _on_host(parameter: str, rows: Callable[[Names], tuple[Named, ...] | None], noun: str) -> Binder:
    def bound(term: Term, sense: Sense) -> Meaning:
        found = []
        for value in term.values:
            one = the_one(rows(sense.names), value, noun, f"{term.key}:", term.at)
            found.append(OnHost(parameter, value if one is None else one.id))
        return either(found)

    return bound


def _bot(term: Term, sense: Sense) -> Meaning:
    for value in term.values:
        if fold(value) not in ("24h", "<24h"):
            _refuse_other(term, value, ("24h",))
    return OnHost("is_bot_interacted_in_last_24h", "yes")


def _optin(term: Term, sense: Sense) -> Meaning:
    for value in term.values:
        if fold(value) not in ("email", "sms"):
            _refuse_other(term, value, ("email", "sms"))
    return either(Flag(f"optin_{fold(value)}") for value in term.values)


def _yes_no(term: Term, sense: Sense) -> Meaning:
    found: list[Meaning] = []
    for value in term.values:
        flag = truth(value)
        if flag is None:
            _refuse_other(term, value, ("yes", "no"))
        found.append(Flag(term.key) if flag else No(Flag(term.key)))
    return either(found)


Binder = Callable[[Term, Sense], Meaning]
_MEANT: dict[str, Binder] = {
    "": _word,
    "tag": _holds,
    "label": _holds,
    "channel": _channel,
    "status": _status,
    "agent": _agent,
    "field": field_term,
    "has": has,
    "seen": _time,
    "last": _time,
    "joined": _time,
    "phone": _phone,
    "email": _contains,
    "name": _contains,
    "id": _is,
    "segment": _on_host("segment_ns", lambda names: names.segments, "segment"),
    "event": _on_host("event_ns", lambda names: names.events, "custom event"),
    "bot": _bot,
    "optin": _optin,
    "paused": _yes_no,
    "subscribed": _yes_no,
    "gender": _gender,
    "lang": _lang,
}
