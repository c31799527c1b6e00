# SPDX-License-Identifier: MIT
"""Values with blanks that stand in no quotes: only what is before the first blank is read as of the key.

`field.city=Rio de Janeiro` means those of Rio with two words in their name. Where there is a city, a tag or an agent of
the whole name, that is in doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from flotui.audience.known_words import channel_names
from flotui.audience.names import Named, Names
from flotui.audience.query import AudienceQuery, QueryRefused, Term, print_term
from flotui.text.fold import fold


def whole_terms(term: Term) -> Iterator[Term]:
    """A condition with the words right behind it as more of its value, the longest first.

    Args:
        term: the condition, as it was read.
    """
    for end in range(len(term.more), 0, -1):
        last = " ".join((term.values[-1], *term.more[:end]))
        yield msgspec.structs.replace(term, values=(*term.values[:-1], last), more=())


def see_whole(query: AudienceQuery, names: Names) -> None:
    """See that no condition goes on with words that there is something called by together.

    Args:
        query: the query.
        names: what there is.

    Raises:
        QueryRefused: where one does, with the right form.
    """
    for term in query.terms():
        for whole in whole_terms(term):
            if _is_known(whole, names):
                _refuse(term, whole)


def instead(query: AudienceQuery) -> str:
    """What may be meant where a query means nobody, as a question: words behind a value may be more of it.

    Args:
        query: the query.
    """
    wholes = [next(whole_terms(term), None) for term in query.terms()]
    found = " ".join(print_term(whole) for whole in wholes if whole is not None)
    return f"Did you mean {found}?" if found else ""


def _refuse(term: Term, whole: Term) -> None:
    key = f"field.{term.name}" if term.key == "field" else f"{term.key}:"
    right = print_term(whole)
    raise QueryRefused(
        f"The value at column {term.end - len(term.values[-1]) + 1} goes on after a blank: there is {whole.values[-1]}.",
        advice=f"Did you mean {right}? Other words stand before {key}.",
        at=term.at,
        rights=(right,),
        end=term.end + sum(len(word) + 1 for word in whole.values[-1].split(" ")[1:]),
    )


def _is_known(whole: Term, names: Names) -> bool:
    called = fold(whole.values[-1])
    if whole.key == "field":
        return (fold(whole.name), called) in names.values
    return called in {fold(each) for each in _CALLED[whole.key](names)}


def _of(rows: Iterable[Named] | None) -> list[str]:
    return [each.name for each in rows or ()]


_CALLED: dict[str, Callable[[Names], Iterable[str]]] = {
    "tag": lambda names: _of(names.tags),
    "label": lambda names: _of(names.labels),
    "agent": lambda names: _of(names.agents),
    "segment": lambda names: _of(names.segments),
    "event": lambda names: _of(names.events),
    "has": lambda names: _of(names.fields),
    "channel": channel_names,
    "saved": lambda names: names.saved,
}
"""The names of the keys that take one of a list."""
