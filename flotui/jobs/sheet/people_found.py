# SPDX-License-Identifier: MIT
"""Who is meant by the lines of a file: found among the rows that are read, by id, phone, e-mail or a user field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

from flotui.api.models.subscriber import Subscriber, value_text
from flotui.jobs.sheet.cells import formula, key, no_value, shortened, spellings, unspelled
from flotui.jobs.sheet.people_words import PeopleColumns
from flotui.text import mail, phones
from flotui.text.clean import compact
from flotui.text.mail import address_in
from flotui.text.phone_numbers import LEAST, digits_of, international, is_exact, number_in, same
from flotui.text.plural import listed
from flotui.text.quoting import in_brief

_NAMED = 3
"""How many people a sentence names."""
_FIELD = ("field", "by")
"""How what a column holds begins where it is a user field's."""


class PeopleFound:
    """The people whom a file may mean, out of all who are read."""

    def __init__(
        self, words: PeopleColumns, wanted: Iterable[tuple[str, str]], columns: Collection[str]
    ) -> None:
        """
        Args:
            words: what the file's columns can hold.
            wanted: what identifies people in it: each target and cell.
            columns: what its columns hold: nothing else of somebody's user fields is kept.
        """
        self._words = words
        self._fields = {
            row_id for kind, _, row_id in (each.partition(":") for each in columns) if kind in _FIELD
        }
        self.people: dict[str, Subscriber] = {}
        """Those who are meant by something, by id."""
        self.missing = 0
        """How many of those whom the host counts didn't come: whom nobody of the others is may be one of them."""
        self._wanted: dict[str, set[str]] = defaultdict(set)
        self._by: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
        self._had: dict[tuple[str, str], set[str]] = {}
        """Whom cells name, as far as that was asked: thousands of lines may have the placeholder of a thousand people."""
        for target, text in wanted:
            self._wanted[target].update(_keys(target, text))

    def take(self, row: Mapping[str, object]) -> None:
        """Look whether a subscriber is one of them, and keep them."""
        found = [
            (target, each)
            for target, wanted in self._wanted.items()
            for each in _keys_of(target, row)
            if each in wanted
        ]
        if found:
            person = Subscriber.read(self._kept(row))
            self.people[person.user_ns] = person
            for target, each in found:
                self._by[target][each][person.user_ns] = None
            self._had.clear()

    def _kept(self, row: Mapping[str, object]) -> dict[str, object]:
        """A row without the user fields that no column is about: there may be hundreds, of a hundred thousand people."""
        kept, fields = dict(row), row.get("user_fields")
        if isinstance(fields, list):
            kept["user_fields"] = [
                each for each in fields if isinstance(each, dict) and each.get("var_ns") in self._fields
            ]
        return kept

    def meant(self, cells: Mapping[str, str]) -> tuple[str, str]:
        """The id of the subscriber whom a line means, and what is wrong with that.

        Args:
            cells: the line's cells, by what they hold.
        """
        agreed: set[str] | None = None
        parts: list[str] = []
        given = [(target, text) for target in self._words.naming if (text := cells.get(target, ""))]
        for target, text in given:  # before anybody is looked for: what can't name anybody is the reason
            if why := shortened(text) or unfit(target, text):
                return "", why
        for target, text in given:
            found = self.having(target, text)
            what = f"{self._called(target)} {text}"
            if not found:
                others = agreed or next((ids for each in given if (ids := self.having(*each))), None)
                return "", self._nobody(target, text, others)
            both = found if agreed is None else agreed & found
            if not both:
                return (
                    "",
                    f"{' and '.join([*parts, what])} are different subscribers{self._who((agreed or set()) | found)}",
                )
            parts.append(what)
            agreed = both
        if agreed is None:
            return "", "it doesn't say which subscriber is meant"
        if len(agreed) > 1:
            return (
                "",
                f"{len(agreed)} subscribers have the {' and '.join(parts)}{self._who(agreed)}; name the id",
            )
        return next(iter(agreed)), ""

    def unknown(self, cells: Mapping[str, str]) -> bool:
        """Whether a line's phone, e-mail and field are well formed, and nobody's: someone who may be created."""
        given = {target: cells[target] for target in self._words.naming if target in cells}
        if self.missing or given.keys() & {"user_ns", "user_id"}:
            return False
        return all(self.lacks(target, text) for target, text in given.items())

    def lacks(self, target: str, text: str) -> bool:
        """Whether a cell could name somebody, and nobody who came has it."""
        return not (shortened(text) or unfit(target, text) or self.having(target, text))

    def having(self, target: str, text: str) -> set[str]:
        """The ids of those whom a cell names: by a number with its country's code whoever has exactly that, if any."""
        if (target, text) not in self._had:
            self._had[target, text] = self._look(target, text)
        return self._had[target, text]

    def _look(self, target: str, text: str) -> set[str]:
        found = {row_id for each in _keys(target, text) for row_id in self._by[target].get(each, ())}
        if target != "phone":
            return found
        typed = phone_in(text)
        exact = {row_id for row_id in found if _rings(self.people[row_id], typed, is_exact)}
        if exact and international(typed):
            return exact
        return {row_id for row_id in found if _rings(self.people[row_id], typed, same)}

    def _called(self, target: str) -> str:
        if target.startswith("by:"):
            return self._words.title(target).removeprefix("Found by ")
        return {"user_ns": "id", "user_id": "channel's id", "email": "e-mail"}.get(target, target)

    def _nobody(self, target: str, text: str, agreed: set[str] | None) -> str:
        what = f"no subscriber has the {self._called(target)} {text}"
        if self.missing:
            what = what.replace("no subscriber has", "it isn't known whether a subscriber has")
        if not agreed or target not in ("phone", "email"):
            return what
        return f"{what}{self._who(agreed)}; a column new_{target} changes it"

    def _who(self, ids: set[str]) -> str:
        """Who some people are, in brackets."""
        if not ids:
            return ""
        names = [f"{self.people[each].title}, {each}" for each in sorted(ids)[:_NAMED]]
        return f" ({listed(names, _NAMED, between='; ', of=len(ids))})"


def phone_in(text: str) -> str:
    """The phone number that a cell is, however a spreadsheet spells it; empty where it is none."""
    return number_in(spellings(text)[-1])


def email_in(text: str) -> str:
    """The e-mail address that a cell is; empty where it is none."""
    return address_in(spellings(text)[-1])


def identifiers(target: str, text: str) -> list[str]:
    """What the host is asked for by a cell that names somebody, the likeliest first; nothing where it can't name any.

    Args:
        target: what the cell holds.
        text: the cell.
    """
    if shortened(text) or unfit(target, text):
        return []
    if target == "phone":
        return [phone_in(text)]
    if target == "email":
        return mail.spellings(email_in(text))
    if target == "user_ns":
        return [compact(each).lower() for each in spellings(text)]
    return list(
        dict.fromkeys([unspelled(text), *spellings(text)] if target.startswith("by:") else spellings(text))
    )


def alike(target: str, one: str, other: str) -> bool:
    """Whether two cells that name somebody name the same.

    Args:
        target: what they hold.
        one: a cell.
        other: another.
    """
    if target == "phone":
        return same(phone_in(one), phone_in(other))
    return not {each.casefold() for each in identifiers(target, one)}.isdisjoint(
        each.casefold() for each in identifiers(target, other)
    )


def places(naming: Mapping[str, str]) -> list[tuple[str, str]]:
    """Under what cells that name somebody stand in an index: two that are `alike` have one of them in common.

    Args:
        naming: the cells, by what they hold.
    """
    found: list[tuple[str, str]] = []
    for target, text in naming.items():
        if target == "phone":
            found.append((target, _ending(phone_in(text))))
        else:
            found += [(target, each.casefold()) for each in identifiers(target, text)]
    return found


def not_whole(cells: Mapping[str, str]) -> str:
    """Why nobody is created by a line's phone or e-mail, though it may find somebody; empty where somebody is.

    Args:
        cells: the line's cells, by what they hold.
    """
    if (text := cells.get("phone", "")) and (lacks := phones.lacks(phone_in(text))):
        return f"{in_brief(text)} {lacks}"
    if (text := cells.get("email", "")) and not mail.is_whole(email_in(text)):
        return f"{in_brief(text)} isn't a whole e-mail address"
    return ""


def unfit(target: str, text: str) -> str:
    """Why a cell can't name anybody, whoever there is; empty where it can."""
    if why := no_value(text) or formula(text):
        return why
    if target == "phone" and len(digits_of(phone_in(text))) < LEAST:
        return f"{in_brief(text)} isn't a phone number"
    if target == "email" and not email_in(text):
        return f"{in_brief(text)} isn't an e-mail address"
    return ""


def _keys(target: str, text: str) -> list[str]:
    """Under what a cell's person is looked for, the likeliest first."""
    if target == "phone":
        return [_ending(phone_in(text))]
    if target == "email":
        return [mail.key(email_in(text))]
    return [compact(each).lower() for each in spellings(text)] if target == "user_ns" else spellings(text)


def _keys_of(target: str, row: Mapping[str, object]) -> list[str]:
    """Under what somebody is found."""
    if target == "phone":
        return [_ending(each) for each in _numbers(row)]
    if target == "email":
        return [mail.key(str(row.get("email") or ""))]
    if target.startswith("by:"):
        fields = row.get("user_fields")
        values = [
            key(value_text(each.get("value")))
            for each in (fields if isinstance(fields, list) else ())
            if isinstance(each, Mapping) and each.get("var_ns") == target[3:]
        ]
        return [each for each in values if each]
    return [str(row.get(target) or "")]


def _numbers(row: Mapping[str, object]) -> list[str]:
    """The numbers that somebody may be rung at: on WhatsApp the channel's id is one."""
    found = [str(row.get("phone") or "")]
    if str(row.get("channel") or "").startswith("whatsapp"):
        found.append(f"+{row.get('user_id') or ''}")
    return [each for each in found if digits_of(each)]


def _ending(text: str) -> str:
    return digits_of(text)[-LEAST:]


def _rings(person: Subscriber, typed: str, alike: Callable[[str, str], bool]) -> bool:
    """Whether a number is somebody's, by what compares two of them."""
    return any(alike(each, typed) for each in _numbers(person.raw))
