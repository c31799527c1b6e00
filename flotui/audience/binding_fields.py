# SPDX-License-Identifier: MIT
"""What a query says of user fields: values are read by the field's type."""

from __future__ import annotations

import itertools
import re
from typing import NoReturn

import msgspec

from flotui.audience import times
from flotui.audience.evaluate import number_of
from flotui.audience.going_on import see_number, whole_terms
from flotui.audience.keys import HAD
from flotui.audience.meaning import (
    FieldContains,
    FieldIs,
    FieldNumber,
    FieldPresent,
    FieldTrue,
    FieldWhen,
    Meaning,
    No,
    Present,
    either,
)
from flotui.audience.names import Named, Names, look_up, rights_of, the_one
from flotui.audience.query import QueryRefused, Term, print_term
from flotui.audience.quoting import value_text
from flotui.audience.sense import Sense
from flotui.audience.signs import ORDER
from flotui.audience.spoken_times import forms_of
from flotui.text.fold import fold
from flotui.text.nearest import meant
from flotui.text.numbers import readings, undoubted
from flotui.text.truth import truth

_THOUSANDS = re.compile(
    r"-?(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?"
    r"|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?"
    r"|[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]+)",
    re.ASCII,
)
"""One number with thousands, or alternatives: `1,500`, `1,500.00`, `1,00,000`, `1.500,00`."""
_DECIMAL = re.compile(r"-?([0-9]+),([0-9]{1,2})", re.ASCII)
"""One number with a decimal comma, or two alternatives."""
_BETWEEN = re.compile(r"(-?\d+(?:\.\d+)?)(?:-|–|\.\.|…)(-?\d+(?:\.\d+)?)", re.ASCII)
"""A range as other languages write one, or behind a sign that takes one value."""
_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}(?:[.,][0-9]{3})+(?:[.,][0-9]+)?", re.ASCII)
"""A number whose point or comma may keep thousands apart: `1.500`, `1.500,00`."""


def has(term: Term, sense: Sense) -> Meaning:
    """What `has:` means: user fields, or parts of the profile, that have a value.

    Args:
        term: the condition.
        sense: what there is, and when.
    """
    return either(_has_one(term, value, sense.names) for value in term.values)


def _has_one(term: Term, value: str, names: Names) -> Meaning:
    kind, _, rest = value.partition(".")
    if rest and fold(kind) == "profile" and fold(rest) in HAD:
        return Present(fold(rest))
    if rest and fold(kind) == "field":
        return FieldPresent(_field_called(rest, f"{term.key}:field.", term.at, names).id)
    is_field = bool(look_up(names.fields or (), value))
    if fold(value) in HAD:
        if is_field:
            both = (f"has:profile.{fold(value)}", f"has:{value_text(f'field.{value}')}")
            raise QueryRefused(
                f"has:{value} (column {term.at + 1}) can mean the profile's {fold(value)} or the user field.",
                advice=f"Write {both[0]} or {both[1]}.",
                at=term.at,
            )
        return Present(fold(value))
    known = (*HAD, *(each.name for each in names.fields or ()))
    if not is_field and (rights := rights_of("has:", known, value)):
        raise QueryRefused(
            f"Neither a user field nor a part of the profile is called {value} (column {term.at + 1}).",
            advice=meant(rights),
            at=term.at,
            rights=rights,
        )
    return FieldPresent(_field_called(value, "has:", term.at, names).id)


def field_of(term: Term, names: Names) -> Named:
    """The user field that a term names.

    Args:
        term: the condition.
        names: what there is.

    Raises:
        QueryRefused: where that is none, or several.
    """
    return _field_called(term.name, "field.", term.at, names)


def _field_called(name: str, write: str, at: int, names: Names) -> Named:
    found = the_one(names.fields, name, "user field", write, at)
    return Named(name, name) if found is None else found


def field_term(term: Term, sense: Sense) -> Meaning:
    """What a user field beside a value means.

    Args:
        term: the condition.
        sense: what there is, and when.

    Raises:
        QueryRefused: where the value doesn't fit the field's type.
    """
    field = field_of(term, sense.names)
    _see_plain(term, field)
    if term.op != "~" and _is_of_numbers(term, field):
        see_number(term)
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
    found = either(parts)
    return No(found) if term.op == "!=" else found


def _see_plain(term: Term, field: Named) -> None:
    """See that a number isn't written so that it may be another: with three digits behind a point, or in a comma's parts.

    Raises:
        QueryRefused: where one is.
    """
    name = f"field.{value_text(field.name, name=True)}"
    begins = f"{name}{term.op}"
    whole = ",".join(term.values)
    if (
        field.kind == "number"
        and term.op in (":", "=", "!=")
        and any(map(_one_or_several, whole.split("..")))
    ):
        parts = [
            f"{name}{':' if '..' in value else '='}{undoubted(value)}" for value in dict.fromkeys(term.values)
        ]
        each = f"({' or '.join(parts)})" if len(parts) > 1 or term.op == "!=" else parts[0]
        one = "..".join(readings(each)[0] if _one_or_several(each) else each for each in whole.split(".."))
        forms = [begins + one, f"{'-' if term.op == '!=' else ''}{each}"]
        doubt = "may be one number or several"
    elif term.op != "~" and (
        found := next((part for value in term.values if (part := _in_doubt(term, field, value))), "")
    ):
        forms = [begins + whole.replace(found, form) for form in readings(found)]
        doubt = f"may compare with {' or '.join(readings(found))}"
    else:
        return
    raise QueryRefused(
        f"{print_term(term)} (column {term.at + 1}) {doubt}.",
        advice=f"Write {' or '.join(forms)}.",
        at=term.at,
    )


def _one_or_several(text: str) -> bool:
    """Whether what stands for alternatives may be one number with commas: `1,500`, `1198,73`, `0,5`.

    Alternatives that grow, such as `9,10`, are alternatives.
    """
    if _THOUSANDS.fullmatch(text):
        return True
    found = _DECIMAL.fullmatch(text)
    return found is not None and (
        int(found[1]) == 0 or int(found[1]) > int(found[2]) or found[2].startswith("0")
    )


def _is_of_numbers(term: Term, field: Named) -> bool:
    """Whether what looks like a number is compared as one."""
    if field.kind in ("boolean", "date", "datetime"):
        return False
    return field.kind == "number" or term.op not in (":", "=", "!=")


def _in_doubt(term: Term, field: Named, value: str) -> str:
    """The part of a value that may be two numbers; empty where there is none."""
    if not _is_of_numbers(term, field):
        return ""
    ranged = term.op == ":" and ".." in value
    return next((each for each in (value.split("..") if ranged else [value]) if _GROUPED.fullmatch(each)), "")


def _part_of(term: Term, field: Named, value: str) -> Meaning:
    if not fold(value):
        _refuse_value(term, field, value, "nothing")
    return FieldContains(field.id, (fold(value),))


def _compared(term: Term, field: Named, sign: str, value: str, sense: Sense) -> Meaning:
    """A field beside a value: by the field's type, and where that is of texts, by what the value is."""
    number = number_of(value)
    ranged = term.op == ":" and ".." in value
    if field.kind == "boolean":
        flag = truth(value)
        if flag is None or sign != "=":
            _refuse_value(term, field, value, "yes or no", f"field.{value_text(field.name, name=True)}=yes")
        return FieldTrue(field.id, flag is True)
    dated = field.kind in ("date", "datetime")
    if dated or (field.kind != "number" and (sign != "=" or ranged) and times.is_dated(value.lstrip("."))):
        try:
            found = times.span(value, sense.now) if ranged else times.compared(sign, value, sense.now)
        except times.Unclear as unclear:
            refuse_time(term, unclear, sense.now)
        return FieldWhen(field.id, *found)
    if ranged:
        return _numbers(term, field, value)
    if sign == "=" and (field.kind != "number" or number is None):
        if field.kind == "number":
            _refuse_value(term, field, value, "a number")
        return FieldIs(field.id, (fold(value).strip(),))
    if number is None:
        _refuse_value(term, field, value, "a number" if field.kind == "number" else "a number or a date")
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


def _refuse_value(term: Term, field: Named, value: str, wanted: str, right: str = "") -> NoReturn:
    shown = f"“{value}” isn't {wanted}" if value else f"it needs a value, or has:{value_text(field.name)}"
    kind = f", a {field.kind} field" if field.kind else ""
    equal = f"field.{value_text(field.name, name=True)}={value_text(value)}"
    if not right and field.kind == "number" and (ends := _BETWEEN.fullmatch(value)):
        right = f"field.{value_text(field.name, name=True)}:{ends[1]}..{ends[2]}"
    if not right and term.op in ("<", "<=", ">", ">=") and field.kind not in ("number", "date", "datetime"):
        right = equal
    raise QueryRefused(
        f"{print_term(term)} (column {term.at + 1}) compares {field.name}{kind}, and {shown}.",
        advice=f"Did you mean {right}?" if right else "",
        at=term.at,
        rights=(right,) if right else (),
    )


def refuse_time(term: Term, unclear: times.Unclear, now: times.Moment) -> NoReturn:
    """Refuse a time that is none, with the form of the language that may be meant: also where it goes on after a blank.

    Args:
        term: the condition.
        unclear: what is wrong with its time.
        now: when, and in which zone.

    Raises:
        QueryRefused: always.
    """
    wholes = (*whole_terms(term), term) if unclear.advice else ()
    tried = ((each, _with_forms(each, now)) for each in wholes)
    whole, rights = next((found for found in tried if found[1]), (term, ()))
    rights = rights or (rights_of(f"{term.key}:", (), term.values[-1]) if term.key in HAD else ())
    shown = print_term(term)
    words = whole.values[-1].count(" ") - term.values[-1].count(" ")
    raise QueryRefused(
        f"{shown} (column {term.at + 1}): {unclear.happened}",
        advice=meant(rights) or unclear.advice,
        at=term.at,
        unfinished=True,
        rights=rights,
        end=term.end + sum(len(each) + 1 for each in term.more[:words]) if words else 0,
    )


def _with_forms(term: Term, now: times.Moment) -> tuple[str, ...]:
    """A condition with its times in the forms of the language, each that may be meant; empty where there is none."""
    found = []
    for value in term.values:
        sign = ORDER.match(value)
        text = value[sign.end() :] if sign else value
        first, dots, last = text.partition("..")
        parts = [forms_of(each, now.today) or (each,) for each in ((first, last) if dots else (text,))]
        found.append([f"{sign[0] if sign else ''}{dots.join(each)}" for each in itertools.product(*parts)])
    changed = [each for each in itertools.product(*found) if each != term.values]
    return tuple(print_term(msgspec.structs.replace(term, values=each)) for each in changed[:2])
