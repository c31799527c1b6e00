# SPDX-License-Identifier: MIT
"""People by a file: what each of its lines changes of whom, compared with what the host has.

The same reader, preview and rules as the sheet of prices; what is sent is a job.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flotui.api.errors import Malformed
from flotui.api.models.subscriber import Subscriber
from flotui.jobs.changes import Planner, of_edits
from flotui.jobs.plan import Row
from flotui.jobs.sheet import cells as written
from flotui.jobs.sheet.lines import Table, Wrong, meant
from flotui.jobs.sheet.people_found import Found, email_in, phone_in
from flotui.jobs.sheet.people_values import Asked, asked, changes, plain_number, value
from flotui.jobs.sheet.people_words import People
from flotui.repositories.profile import called, create
from flotui.repositories.subscribers import FieldChange
from flotui.store.job import Planned
from flotui.text.phone_numbers import same

AT_BIRTH = 10
"""Tags, and user fields, that the host takes of somebody who is created (the contract)."""
_NEW = "new:"
"""How ids of those begin who are yet to be created."""


class Line(NamedTuple):
    """What one line does."""

    line: int
    subject: str
    """The subscriber's id; empty for one who is created."""
    title: str
    steps: Sequence[Planned]


class Plan(NamedTuple):
    """What a file would do."""

    changes: list[Line]
    wrong: list[Wrong]
    """The lines that can't be carried out, and those with such cells: each once."""
    unchanged: dict[int, str]
    """The lines that say what the host has already: the subscriber of each."""
    empty: int
    """Lines that name nobody and change nothing."""
    lines: int
    """How many lines the file has."""
    notes: tuple[str, ...] = ()
    """What was found out about the file's form, as sentences."""

    @property
    def created(self) -> int:
        """How many would be created."""
        return sum(not each.subject for each in self.changes)

    @property
    def partly(self) -> int:
        """How many lines are carried out without a cell of theirs that is invalid."""
        return len({each.line for each in self.changes} & {line for line, _ in self.wrong})

    def rows(self) -> list[Row]:
        """What it does, as the rows of a job."""
        return [Row(each.subject, each.steps) for each in self.changes]


def wanted(table: Table, columns: Mapping[str, int], words: People) -> list[tuple[str, str]]:
    """What identifies people in a file: each target and cell, each once.

    Args:
        table: the file.
        columns: what its columns hold.
        words: what they can hold.
    """
    found: dict[tuple[str, str], None] = {}
    for target in words.naming:
        if target in columns:
            for text in table.column(columns[target]):
                found[target, written.unspelled(text) if target != "user_ns" else text] = None
    return list(found)


def planned(
    table: Table, columns: Mapping[str, int], words: People, found: Found, *, creates: bool = False
) -> Plan:
    """Compare a file with what the host has.

    Args:
        table: the file.
        columns: what its columns hold.
        words: what they can hold.
        found: the people whom it means, as they are now.
        creates: whether those are created whom nobody is.
    """
    sign = _sign(table, columns, words)
    wrong = list(table.wrong)
    made: list[Line] = []
    unchanged: dict[int, str] = {}
    fresh = _Fresh(words, found, creates)
    about, empty = meant(
        table, columns, fresh.meant, wrong, naming=words.naming, changing=words.changing, noun=words.noun
    )
    for number, row_id, cells in about:
        said = asked(words, {target: text for target, text in cells.items() if target in words.changing})
        if row_id.startswith(_NEW):
            line, bad = _new(words, number, cells, said, sign)
        else:
            line, bad = _known(number, found.people[row_id], said, sign)
        if bad:
            wrong.append(Wrong(number, "; ".join(bad)))
        if line is not None and line.steps:
            made.append(line)
        elif not bad:
            unchanged[number] = row_id
    notes = [*table.notes]
    if sign is written.Sign.COMMA:
        notes.append("The comma is the decimal sign of all numbers in the file.")
    made.sort()
    return Plan(made, sorted(wrong), unchanged, empty, len(table.lines) + len(table.wrong), tuple(notes))


class _Fresh:
    """Whom lines mean, those included who are yet to be created: each once, whatever the form of their number."""

    def __init__(self, words: People, found: Found, creates: bool) -> None:
        self._found, self._creates = found, creates
        self._words = words
        self._born: list[tuple[str, Mapping[str, str]]] = []

    def meant(self, cells: Mapping[str, str]) -> tuple[str, str]:
        """The id of whom a line means, and what is wrong with that."""
        row_id, why = self._found.meant(cells)
        if not why or not self._creates or not self._found.unknown(cells):
            return row_id, why
        naming = {target: cells[target] for target in self._words.naming if target in cells}
        if not {"phone", "email", "name", "first_name", "last_name"} & cells.keys():
            return "", f"{why}, and there is no name, phone or e-mail to create one by"
        for other, given in self._born:
            same = [_alike(target, given[target], naming[target]) for target in given.keys() & naming.keys()]
            if any(same):
                return (
                    (other, "")
                    if all(same)
                    else ("", "its phone or e-mail is that of another new subscriber")
                )
        self._born.append((f"{_NEW}{len(self._born)}", naming))
        return self._born[-1][0], ""


def _alike(target: str, one: str, other: str) -> bool:
    if target == "phone":
        return same(phone_in(one), phone_in(other))
    return written.key(one).casefold() == written.key(other).casefold()


def _known(number: int, person: Subscriber, said: Asked, sign: written.Sign) -> tuple[Line | None, list[str]]:
    """What a line does to somebody, and what is wrong with its other cells."""
    wanted, bad = changes(said, person, sign)
    try:
        steps = Planner(wanted).steps(person.raw)
    except Malformed as error:
        return None, [*bad, error.happened.removeprefix("Not planned: ")]
    return Line(number, person.user_ns, person.title, steps), bad


def _new(
    words: People, number: int, cells: Mapping[str, str], said: Asked, sign: written.Sign
) -> tuple[Line | None, list[str]]:
    """The call that creates somebody with their tags and fields, unless a cell is wrong."""
    bad = list(said.bad)
    fields = []
    naming = [(words.fields[target[3:]], text) for target, text in cells.items() if target.startswith("by:")]
    for field, text in (*naming, *said.fields):
        new, why = value(field, text, sign)
        bad += [f"{field.name}: {why}"] if why else []
        fields.append(FieldChange(field.var_ns, field.name, field.var_type, new))
    for what, given in (("tags", said.add_tags), ("user fields", fields)):
        if len(given) > AT_BIRTH:
            bad.append(f"someone new can be given {AT_BIRTH} {what}, not {len(given)}")
    if said.add_labels or said.consents:
        bad.append("someone new can't be given labels or opt-ins: import them once they are there")
    if bad:
        return None, bad
    about = {**said.profile}
    if phone := cells.get("phone"):
        about.setdefault("phone", plain_number(phone_in(phone)))
    if email := cells.get("email"):
        about.setdefault("email", email_in(email))
    edit = create(about, said.add_tags, fields)
    return Line(number, "", called(about), of_edits(called(about), [edit])), []


def _sign(table: Table, columns: Mapping[str, int], words: People) -> written.Sign:
    """The sign that the decimals of a file's number fields stand after."""
    return written.sign_of(
        text
        for field in words.fields.values()
        if field.var_type == "number" and (target := f"field:{field.var_ns}") in columns
        for text in table.column(columns[target])
    )
