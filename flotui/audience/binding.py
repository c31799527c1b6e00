# SPDX-License-Identifier: MIT
"""From a query to what it means here and now: names looked up, times counted, values read by their field's type."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from flotui.audience import times
from flotui.audience.evaluate import number_of
from flotui.audience.keys import KEYS
from flotui.audience.meaning import (
    EVERYONE,
    All,
    AnyOf,
    Contains,
    FieldContains,
    FieldIs,
    FieldNumber,
    FieldPresent,
    FieldTrue,
    FieldWhen,
    Flag,
    Holds,
    Is,
    Meaning,
    No,
    OnHost,
    Present,
    When,
)
from flotui.audience.names import CHANNELS, STATUSES, Named, Names, look_up, nearest, the_one
from flotui.audience.query import (
    And,
    AudienceQuery,
    Node,
    Not,
    Or,
    QueryRefused,
    Term,
    all_of,
    any_of,
    negated,
    parse,
    print_term,
)
from flotui.audience.quoting import value_text
from flotui.text.fold import fold
from flotui.text.mail import address_in
from flotui.text.phone_numbers import country_of, digits_of, number_in, other_form
from flotui.text.truth import truth

_PROPERTIES = ("phone", "email", "name", "tag", "label", "agent", "gender", "lang", "seen", "last", "joined")
"""What `has:` takes besides user fields."""
_LEAST_DIGITS = 2
"""Digits from which a bare word is looked for in phone numbers, whatever signs are between."""
_LONGEST_NATIONAL = 11
_DEEPEST = 8
"""Saved filters within each other."""


class Sense(msgspec.Struct, frozen=True):
    """What a query is read with."""

    names: Names
    now: times.Moment


def bind(query: AudienceQuery, sense: Sense) -> Meaning:
    """What a query means.

    Args:
        query: the query.
        sense: the names that there are, the zone, and now.

    Raises:
        Refused: where a name is none or means several, a value doesn't fit its field's type, or a time is none.
    """
    return EVERYONE if query.root is None else _bound(query.root, sense)


def expanded(query: AudienceQuery, names: Names) -> AudienceQuery:
    """A query with the saved filters that it names written out.

    Raises:
        Refused: when one isn't saved, names itself, or can't be read any more.
    """
    return query if query.root is None else AudienceQuery(_expanded(query.root, names, ()))


def _expanded(node: Node, names: Names, within: tuple[str, ...]) -> Node | None:
    if isinstance(node, Term):
        return node if node.key != "saved" else _saved(node, names, within)
    if isinstance(node, Not):
        found = _expanded(node.of, names, within)
        return None if found is None else negated(found)
    parts = [each for part in node.of if (each := _expanded(part, names, within)) is not None]
    return all_of(parts) if isinstance(node, And) else any_of(parts)


def _saved(term: Term, names: Names, within: tuple[str, ...]) -> Node | None:
    found = []
    for value in term.values:
        rows = tuple(Named(name, name) for name in names.saved)
        chosen = the_one(rows, value, "saved filter", "saved:", term.at)
        assert chosen is not None
        if len(within) > _DEEPEST:
            raise QueryRefused(
                f"Saved filters name each other more than {_DEEPEST} deep (column {term.at + 1}).", at=term.at
            )
        if chosen.name in within:
            raise QueryRefused(
                f"The saved filter {chosen.name} names itself (column {term.at + 1}).", at=term.at
            )
        try:
            root = parse(names.saved[chosen.name]).root
        except QueryRefused as refused:
            raise QueryRefused(
                f"The saved filter {chosen.name} can't be read: {refused}", at=term.at, right=refused.right
            ) from None
        if root is not None and (whole := _expanded(root, names, (*within, chosen.name))) is not None:
            found.append(whole)
    return any_of(found)


def _bound(node: Node, sense: Sense) -> Meaning:
    if isinstance(node, Term):
        return _term(node, sense)
    if isinstance(node, Not):
        return No(_bound(node.of, sense))
    if isinstance(node, Or):
        return _either(_bound(each, sense) for each in node.of)
    _one_value_each(node, sense)
    parts = tuple(dict.fromkeys(_bound(each, sense) for each in node.of))
    return parts[0] if len(parts) == 1 else All(parts)


def _one_value_each(node: And, sense: Sense) -> None:
    """See that no field of one value is asked to be two."""
    seen: dict[str, Term] = {}
    for each in node.of:
        if not isinstance(each, Term) or each.key != "field" or each.op != "=":
            continue
        field = _field(each, sense.names)
        if field.kind == "array":
            continue
        first = seen.setdefault(field.id, each)
        if first is not each:
            right = print_term(msgspec.structs.replace(first, values=(*first.values, *each.values)))
            raise QueryRefused(
                f"A person has one {field.name}, so {print_term(first)} and {print_term(each)} (column "
                f"{each.at + 1}) find nobody together.",
                advice=f"Did you mean {right}?",
                at=each.at,
                right=right,
            )


def _either(found: Iterable[Meaning]) -> Meaning:
    parts = tuple(dict.fromkeys(found))
    return parts[0] if len(parts) == 1 else AnyOf(parts)


def _term(term: Term, sense: Sense) -> Meaning:
    return _MEANT[term.key](term, sense)


# -- Keys -----------------------------------------------------------------------------------------------


def _word(term: Term, sense: Sense) -> Meaning:
    return Contains("any", tuple(part for value in term.values for part in _word_parts(value)))


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
    seen = sense.names.channels
    for value in term.values:
        longer = sorted(each for each in seen if each.startswith(f"{fold(value)}_"))
        if fold(value) in map(fold, seen):
            continue
        if seen and longer:
            right = f"channel:{longer[0]}"
            raise QueryRefused(
                f"Nobody loaded writes on {value} (column {term.at + 1}).",
                advice=f"Did you mean {' or '.join(f'channel:{each}' for each in longer)}?",
                at=term.at,
                right=right,
            )
        if fold(value) not in CHANNELS:
            _refuse_word(term, value, dict.fromkeys((*CHANNELS, *seen)))
    return _is(term, sense)


def _status(term: Term, sense: Sense) -> Meaning:
    for value in term.values:
        if fold(value) not in STATUSES:
            _refuse_word(term, value, STATUSES)
    return _is(term, sense)


def _refuse_word(term: Term, value: str, words: Iterable[str]) -> None:
    words = list(words)
    near = nearest(words, value)
    right = f"{term.key}:{near}" if near else ""
    raise QueryRefused(
        f"There is no {term.key} {value} (column {term.at + 1}).",
        advice=f"Did you mean {right}?" if right else f"There are {', '.join(words)}.",
        at=term.at,
        right=right,
    )


def _is(term: Term, sense: Sense) -> Meaning:
    return Is(term.key, tuple(dict.fromkeys(map(fold, term.values))))


def _lang(term: Term, sense: Sense) -> Meaning:
    return Is("lang", tuple(dict.fromkeys(fold(value).replace("-", "_") for value in term.values)))


def _agent(term: Term, sense: Sense) -> Meaning:
    ids = []
    for value in term.values:
        if fold(value) == "none":
            ids.append("")
        elif fold(value) == "me":
            if not sense.names.me:
                raise QueryRefused(
                    f"Which agent you are isn't known (column {term.at + 1}).",
                    advice="Write your name: agent:…",
                    at=term.at,
                )
            ids.append(fold(sense.names.me))
        else:
            found = the_one(sense.names.agents, value, "agent", "agent:", term.at)
            ids.append(fold(value if found is None else found.id))
    return Is("agent", tuple(dict.fromkeys(ids)))


def _time(term: Term, sense: Sense) -> Meaning:
    found = []
    for value in term.values:
        try:
            since, until = times.span(value, sense.now)
        except times.Unclear as unclear:
            _refuse_time(term, unclear)
        found.append(When(term.key, since, until))
    return _either(found)


def _refuse_time(term: Term, unclear: times.Unclear) -> None:
    raise QueryRefused(f"{print_term(term)} (column {term.at + 1}): {unclear}", at=term.at, unfinished=True)


def _contains(term: Term, sense: Sense) -> Meaning:
    values = [address_in(value) or value for value in term.values] if term.key == "email" else term.values
    return Contains(term.key, tuple(map(fold, values)))


def _phone(term: Term, sense: Sense) -> Meaning:
    parts = [part for value in term.values for part in phone_parts(value)]
    if not parts:
        raise QueryRefused(
            f"{print_term(term)} (column {term.at + 1}) has no digits.",
            advice=f"Write {KEYS['phone'].example}.",
            at=term.at,
        )
    return Contains("phone", tuple(dict.fromkeys(parts)))


def _on_host(parameter: str, rows: Callable[[Names], tuple[Named, ...] | None], noun: str) -> Binder:
    def bound(term: Term, sense: Sense) -> Meaning:
        found = []
        for value in term.values:
            one = the_one(rows(sense.names), value, noun, f"{term.key}:", term.at)
            found.append(OnHost(parameter, value if one is None else one.id))
        return _either(found)

    return bound


def _bot(term: Term, sense: Sense) -> Meaning:
    for value in term.values:
        if fold(value) not in ("24h", "<24h"):
            _refuse_word(term, value, ("24h",))
    return OnHost("is_bot_interacted_in_last_24h", "yes")


def _optin(term: Term, sense: Sense) -> Meaning:
    for value in term.values:
        if fold(value) not in ("email", "sms"):
            _refuse_word(term, value, ("email", "sms"))
    return _either(Flag(f"optin_{fold(value)}") for value in term.values)


def _yes_no(term: Term, sense: Sense) -> Meaning:
    found: list[Meaning] = []
    for value in term.values:
        said = truth(value)
        if said is None:
            _refuse_word(term, value, ("yes", "no"))
        found.append(Flag(term.key) if said else No(Flag(term.key)))
    return _either(found)


def _has(term: Term, sense: Sense) -> Meaning:
    return _either(_has_one(term, value, sense.names) for value in term.values)


def _has_one(term: Term, value: str, names: Names) -> Meaning:
    kind, _, rest = value.partition(".")
    if rest and fold(kind) == "profile" and fold(rest) in _PROPERTIES:
        return Present(fold(rest))
    if rest and fold(kind) == "field":
        return FieldPresent(_field_called(rest, f"{term.key}:field.", term.at, names).id)
    is_field = bool(look_up(names.fields or (), value))
    if fold(value) in _PROPERTIES:
        if is_field:
            both = (f"has:profile.{fold(value)}", f"has:{value_text(f'field.{value}')}")
            raise QueryRefused(
                f"has:{value} (column {term.at + 1}) may be the profile's {fold(value)}, or the user field.",
                advice=f"Write {both[0]} or {both[1]}.",
                at=term.at,
            )
        return Present(fold(value))
    if not is_field and (near := nearest((*_PROPERTIES, *(each.name for each in names.fields or ())), value)):
        right = f"has:{value_text(near)}"
        raise QueryRefused(
            f"There is neither a user field {value} nor such a part of the profile (column {term.at + 1}).",
            advice=f"Did you mean {right}?",
            at=term.at,
            right=right,
        )
    return FieldPresent(_field_called(value, "has:", term.at, names).id)


# -- User fields --------------------------------------------------------------------------------------------


def _field(term: Term, names: Names) -> Named:
    return _field_called(term.name, "field.", term.at, names)


def _field_called(name: str, write: str, at: int, names: Names) -> Named:
    found = the_one(names.fields, name, "user field", write, at)
    return Named(name, name) if found is None else found


def _field_term(term: Term, sense: Sense) -> Meaning:
    field = _field(term, sense.names)
    sign = "=" if term.op in (":", "!=") else term.op
    parts: list[Meaning] = []
    for value in term.values:
        if sign == "~":
            parts.append(_part_of(term, field, value))
        elif not value:
            if sign != "=":
                _refuse_value(term, field, value, "nothing")
            parts.append(No(FieldPresent(field.id)))
        else:
            parts.append(_compared(term, field, sign, value, sense))
    found = _either(parts)
    return No(found) if term.op == "!=" else found


def _part_of(term: Term, field: Named, value: str) -> Meaning:
    if not fold(value):
        _refuse_value(term, field, value, "nothing")
    return FieldContains(field.id, (fold(value),))


def _compared(term: Term, field: Named, sign: str, value: str, sense: Sense) -> Meaning:
    """A field beside a value: by the field's type, and where that is of texts, by what the value is."""
    number = number_of(value)
    ranged = term.op == ":" and ".." in value
    if field.kind == "boolean":
        said = truth(value)
        if said is None or sign != "=":
            _refuse_value(term, field, value, "yes or no", f"field.{value_text(field.name, name=True)}=yes")
        return FieldTrue(field.id, said is True)
    dated = field.kind in ("date", "datetime")
    if dated or (field.kind != "number" and (sign != "=" or ranged) and times.is_dated(value.lstrip("."))):
        try:
            found = times.span(value, sense.now) if ranged else times.compared(sign, value, sense.now)
        except times.Unclear as unclear:
            _refuse_time(term, unclear)
        return FieldWhen(field.id, *found)
    if ranged:
        return _numbers(term, field, value)
    if sign == "=" and (field.kind != "number" or number is None):
        if field.kind == "number":
            _refuse_value(term, field, value, "a number")
        return FieldIs(field.id, (fold(value).strip(),))
    if number is None:
        _refuse_value(term, field, value, "a number" if field.kind == "number" else "a number or a date")
        raise AssertionError
    if sign == "=":
        return FieldNumber(field.id, number, number)
    if sign[0] == "<":
        return FieldNumber(field.id, high=number, below=sign == "<")
    return FieldNumber(field.id, low=number, above=sign == ">")


def _numbers(term: Term, field: Named, value: str) -> Meaning:
    """A range of numbers, both ends in it."""
    first, _, last = value.partition("..")
    low, high = number_of(first), number_of(last)
    wrong = (first and low is None) or (last and high is None) or not (first or last)
    if wrong or (low is not None and high is not None and low > high):
        _refuse_value(term, field, value, "a range such as 3..10")
    return FieldNumber(field.id, low, high)


def _refuse_value(term: Term, field: Named, value: str, wanted: str, right: str = "") -> None:
    shown = f"“{value}” isn't {wanted}" if value else f"it needs a value, or has:{value_text(field.name)}"
    kind = f", a {field.kind} field" if field.kind else ""
    equal = f"field.{value_text(field.name, name=True)}={value_text(value)}"
    if not right and term.op in ("<", "<=", ">", ">=") and field.kind not in ("number", "date", "datetime"):
        right = equal
    raise QueryRefused(
        f"{print_term(term)} (column {term.at + 1}) compares {field.name}{kind}, and {shown}.",
        advice=f"Did you mean {right}?" if right else "",
        at=term.at,
        right=right,
    )


Binder = Callable[[Term, Sense], Meaning]
_MEANT: dict[str, Binder] = {
    "": _word,
    "tag": _holds,
    "label": _holds,
    "channel": _channel,
    "status": _status,
    "agent": _agent,
    "field": _field_term,
    "has": _has,
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
    "gender": _is,
    "lang": _lang,
}
