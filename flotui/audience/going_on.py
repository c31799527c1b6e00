# SPDX-License-Identifier: MIT
"""Values with blanks that stand in no quotes: only what is before the first blank is read as of the key.

`field.city=Rio de Janeiro` means those of Rio with two words in their name. Where there is a city, a tag or an agent of
the whole name, that is in doubt. So is a number whose thousands stand apart: `field.orders>1 500`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NoReturn

import msgspec

from flotui.audience.keys import HAD, KEYS, TIMES
from flotui.audience.known_words import channel_names
from flotui.audience.names import GENDERS, STATUSES, Named, Names
from flotui.audience.query import AudienceQuery, QueryRefused, Term, parse, print_query, print_term
from flotui.audience.quoting import in_quotes
from flotui.audience.spoken_words import NOTHING
from flotui.text.fold import fold
from flotui.text.nearest import and_all
from flotui.text.quoting import quoted

_MAY_NAME = re.compile(r"[^@:/\d]*[^\W\d_][^@:/\d]*")
"""A word that may be meant as the name of something; no address, number or id is one."""
_NUMBER = re.compile(r"-?(?:[1-9][0-9]{0,2}(?: [0-9]{3})+|[0-9]+)(?:\.[0-9]+)?", re.ASCII)
"""A number, in whose thousands there may be blanks."""


def whole_terms(term: Term) -> Iterator[Term]:
    """A condition with the words right behind it as more of its value, the longest first.

    Args:
        term: the condition, as it was read.
    """
    for end in range(len(term.more), 0, -1):
        last = " ".join((term.values[-1], *term.more[:end]))
        yield msgspec.structs.replace(term, values=(*term.values[:-1], last), more=())


def other_terms(term: Term) -> Iterator[Term]:
    """A condition with each word that `or` or `and` joins to it, and the one right behind it, in place of its value.

    Args:
        term: the condition, as it was read.
    """
    for word in (*term.joined, *term.along, *term.more[:1]):
        yield msgspec.structs.replace(term, values=(word,), joined=(), along=(), more=())


def see_whole(query: AudienceQuery, names: Names) -> None:
    """See that no condition goes on with words that there is something called by, together or as another of its kind.

    Args:
        query: the query.
        names: what there is.

    Raises:
        QueryRefused: where one does, with the right form.
    """
    for term in query.terms():
        for whole in whole_terms(term):
            if _is_known(whole, names):
                said = f"may go on after the blank: there is {whole.values[-1]}."
                _refuse(term, whole, whole, f"The value at column {_begins(term)} {said}")
        for other in other_terms(term):
            if _is_known(other, names) and (
                term.key == "field" or all(map(partial(_one, term, names), term.values))
            ):
                _refuse_other(term, other)


def see_number(term: Term) -> None:
    """See that a number doesn't go on with its thousands behind a blank.

    Args:
        term: the condition, whose field is compared as numbers are.

    Raises:
        QueryRefused: where it does, with the right form.
    """
    for whole in whole_terms(term):
        *others, last = whole.values
        parts = last.split("..", 1) if term.op == ":" else [last]
        if any(" " in part for part in parts) and all(map(_NUMBER.fullmatch, parts)):
            right = msgspec.structs.replace(whole, values=(*others, last.replace(" ", "")))
            _refuse(term, whole, right, f"The number at column {_begins(term)} may go on after the blank.")


def instead(query: AudienceQuery) -> str:
    """What may be meant where a query means nobody, as a question: words behind a value may be more of it.

    Args:
        query: the query.
    """
    wholes = [next(whole_terms(term), None) for term in query.terms() if term.key not in TIMES]
    found = " ".join(print_term(whole) for whole in wholes if whole is not None)
    found = found or " ".join(filter(None, [_without_value(term) for term in query.terms()]))
    found = found or next(filter(None, map(_in_quotes, query.terms())), "")
    if found:
        return f"Did you mean {found}?"
    words = [each for term in query.terms() if not term.key for each in term.values]
    if not words or not all(map(_MAY_NAME.fullmatch, words)):
        return ""
    where = (
        "are searched in names, e-mail addresses and ids"
        if len(words) > 1
        else "is searched in names, e-mail addresses and ids"
    )
    return f"{and_all([quoted(each, 40) for each in words[:3]])} {where}; a tag is asked for by tag:NAME."


def _in_quotes(term: Term) -> str:
    """The query that a quoted word is, as in `"tag:vip -tag:paid"`; empty where it isn't one."""
    if term.key or len(term.values) > 1:
        return ""
    try:
        inside = parse(term.values[0])
    except QueryRefused:
        return ""
    return print_query(inside) if any(each.key for each in inside.terms()) else ""


def _without_value(term: Term) -> str:
    """The condition of those without a value, where a field is compared with a word for that: `field.city=null`."""
    words = {fold(each) for each in term.values}
    if term.key != "field" or term.op not in ("=", ":") or not words <= NOTHING:
        return ""
    return "-" + print_term(Term("has", (f"field.{term.name}",)))


def _begins(term: Term) -> int:
    """The column at which a condition's last value begins."""
    return term.end - len(term.values[-1]) + 1


def _refuse(term: Term, whole: Term, meant: Term, said: str) -> NoReturn:
    key = f"field.{term.name}" if term.key == "field" else f"{term.key}:"
    right = print_term(meant)
    raise QueryRefused(
        said,
        advice=f"Did you mean {right}? Put other words before {key}.",
        at=term.at,
        rights=(right,),
        end=term.end + sum(len(word) + 1 for word in whole.values[-1].split(" ")[1:]),
    )


def _one(term: Term, names: Names, value: str) -> bool:
    """Whether there is what one value of a condition names."""
    return _is_known(msgspec.structs.replace(term, values=(value,)), names)


def _refuse_other(term: Term, other: Term) -> NoReturn:
    word = other.values[0]
    both = msgspec.structs.replace(term, values=(*term.values, word), joined=(), more=())
    one = KEYS[term.key].single or term.key == "field" or word in term.joined
    right = print_term(both) if one else f"{print_term(term)} {print_term(other)}"
    key = f"field.{term.name}{term.op}" if term.key == "field" else f"{term.key}:"
    raise QueryRefused(
        f"{word} behind column {term.at + 1} would be searched in names, and {key}{word} is one.",
        advice=f"Did you mean {right}? In quotes it is text: {in_quotes(word)}.",
        at=term.at,
        offers=(right,),
    )


def _is_known(whole: Term, names: Names) -> bool:
    called = fold(whole.values[-1])
    if whole.key == "field":
        return (fold(whole.name), called) in names.values
    return whole.key in _CALLED and called in {fold(each) for each in _CALLED[whole.key](names)}


def _of(rows: Iterable[Named] | None) -> list[str]:
    return [each.name for each in rows or ()]


_CALLED: dict[str, Callable[[Names], Iterable[str]]] = {
    "tag": lambda names: _of(names.tags),
    "label": lambda names: _of(names.labels),
    "agent": lambda names: _of(names.agents),
    "segment": lambda names: _of(names.segments),
    "event": lambda names: _of(names.events),
    "has": lambda names: (*HAD, *_of(names.fields)),
    "channel": channel_names,
    "saved": lambda names: names.saved,
    "status": lambda _: STATUSES,
    "gender": lambda names: (*GENDERS, *names.genders),
    "optin": lambda _: ("email", "sms"),
}
"""The names of the keys that take one of a list."""
