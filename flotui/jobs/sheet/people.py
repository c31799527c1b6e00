# SPDX-License-Identifier: MIT
"""People by a file: what each of its lines changes of whom, compared with what the host has.

The same reader, preview and rules as the sheet of prices; what is sent is a job.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flotui.api.errors import Malformed
from flotui.api.models.subscriber import Subscriber
from flotui.jobs.changes import Changes, Planner, consenting, of_edits
from flotui.jobs.sheet import cells as written
from flotui.jobs.sheet.currencies import currencies_of
from flotui.jobs.sheet.days import DateOrder, order_of, year_first
from flotui.jobs.sheet.file_plan import FilePlan
from flotui.jobs.sheet.lines import SheetTable, WrongLine, meant, named_by
from flotui.jobs.sheet.people_doubts import lost_in, marked, named_nothing
from flotui.jobs.sheet.people_found import (
    PeopleFound,
    alike,
    email_in,
    identifiers,
    not_whole,
    phone_in,
    places,
)
from flotui.jobs.sheet.people_request import LineRequest, asked, plain_number
from flotui.jobs.sheet.people_values import (
    CellReading,
    cell_value,
    changes,
    not_text,
    profile_values,
)
from flotui.jobs.sheet.people_words import PeopleColumns
from flotui.repositories.profile import called, create
from flotui.repositories.subscribers import FieldChange
from flotui.store.job import NEW, Planned
from flotui.text.dates import as_written
from flotui.text.plural import counted
from flotui.text.zones import current

AT_BIRTH = 10
"""Tags, and user fields, that the host takes of somebody who is created (the contract)."""
_NEW = "new:"
"""How ids of those begin who are yet to be created."""


class PersonLine(NamedTuple):
    """What one line does."""

    line: int
    subject: str
    """The subscriber's id; empty for one who is created."""
    title: str
    steps: Sequence[Planned]


PeoplePlan = FilePlan[PersonLine]
"""What a file of people would do."""


def wanted(table: SheetTable, columns: Mapping[str, int], words: PeopleColumns) -> list[tuple[str, str]]:
    """What identifies people in a file: each target and what the host is asked for by a cell of it, each once.

    Args:
        table: the file.
        columns: what its columns hold.
        words: what they can hold.
    """
    found: dict[tuple[str, str], None] = {}
    for target in words.naming:
        if target in columns:
            for text in table.column(columns[target]):
                found.update(((target, each), None) for each in identifiers(target, text))
    return list(found)


def planned(
    table: SheetTable,
    columns: Mapping[str, int],
    words: PeopleColumns,
    found: PeopleFound,
    *,
    creates: bool = False,
    days: DateOrder = DateOrder.UNKNOWN,
    clears: bool = False,
) -> PeoplePlan:
    """Compare a file with what the host has.

    Args:
        table: the file.
        columns: what its columns hold.
        words: what they can hold.
        found: the people whom it means, as they are now.
        creates: whether those are created whom nobody is.
        days: whether day or month comes first in its dates, where somebody says so; else the dates themselves tell.
        clears: whether an empty cell clears its user field.
    """
    by_itself = order_of(dates_in(table, columns, words))
    reading = CellReading(_sign(table, columns, words), by_itself if days is DateOrder.UNKNOWN else days)
    fields = [each for each in columns if each.startswith("field:")] if clears else []
    wrong = list(table.wrong)
    made: list[PersonLine] = []
    unchanged: dict[int, str] = {}
    fresh = _PeopleAndNewcomers(words, found, creates)
    about, empty = meant(
        table, columns, fresh.meant, wrong, naming=words.naming, changing=words.changing, noun=words.noun
    )
    changing = columns.keys() & set(words.changing)
    if lost_in(table, about, words, found.people):
        reading = reading._replace(lost=True)
    for number, row_id, cells in about:
        request = asked(words, {target: text for target, text in cells.items() if target in changing})
        if row_id.startswith(_NEW):
            line, bad = _new(words, number, cells, request, reading)
        else:
            request.fields.extend((words.fields[each[6:]], "") for each in fields if each not in cells)
            line, bad = _known(number, found.people[row_id], request, reading)
        if bad:
            wrong.append(WrongLine(number, "; ".join(bad)))
        if line is not None and line.steps:
            made.append(line)
        elif not bad:
            unchanged[number] = row_id
    notes = [*table.notes]
    if found.missing:
        notes.append(
            f"{counted(found.missing, 'subscriber')} that the host counts didn't come, so nobody is created. "
            "Import the file again later."
            if creates
            else f"{counted(found.missing, 'subscriber')} that the host counts didn't come."
        )
    notes += reading.sign.notes("numbers")
    if signs := currencies_of(_numbers(table, columns, words)):
        notes.append(f"Currency signs left out of numbers: {', '.join(signs.values())}.")
    if reading.days in (DateOrder.DAY, DateOrder.MONTH):
        notes.append(f"Dates are read with the {reading.days.value.removesuffix('-first')} first.")
    if current().assumed and any(
        (at := as_written(year_first(text, reading.days)[0])) is not None and at.tzinfo is None
        for text in dates_in(table, columns, words, ("datetime",))
    ):
        notes.append(f"Time zone not set: times in the file that name none are read as of {current().label}.")
    made.sort()
    return PeoplePlan(
        made,
        sorted(wrong),
        unchanged,
        empty,
        len(table.lines) + len(table.wrong),
        tuple(notes),
        named_by=named_by(table, columns, words.naming),
        blank=table.blank,
        about={number: row_id for number, row_id, _ in about if not row_id.startswith(_NEW)},
        warnings=(
            *named_nothing(about, words, found.people),
            *(() if reading.lost else marked(about, words, found.people)),
        ),
        version=table.version,
    )


class _PeopleAndNewcomers:
    """Whom lines mean, those included who are yet to be created: each once, whatever the form of their number."""

    def __init__(self, words: PeopleColumns, found: PeopleFound, creates: bool) -> None:
        self._found, self._creates = found, creates
        self._words = words
        self._born: list[tuple[str, Mapping[str, str]]] = []
        self._at: dict[tuple[str, str], list[int]] = {}
        """Where those who are yet to be created stand in the list of them, by what names them."""

    def meant(self, cells: Mapping[str, str]) -> tuple[str, str]:
        """The id of whom a line means, and what is wrong with that."""
        row_id, why = self._found.meant(cells)
        if not why or not self._creates or not self._found.unknown(cells):
            return row_id, why
        naming = {target: cells[target] for target in self._words.naming if target in cells}
        if not naming:  # the same file once more would create somebody else
            return "", why
        if not {"phone", "email", "name", "first_name", "last_name"} & cells.keys():
            return "", f"{why}, and there is no name, phone or e-mail to create one by"
        here = places(naming)
        for other, given in (
            self._born[at] for at in sorted({at for key in here for at in self._at.get(key, ())})
        ):
            same = [alike(target, given[target], naming[target]) for target in given.keys() & naming.keys()]
            if any(same):
                return (
                    (other, "")
                    if all(same)
                    else ("", "its phone or e-mail is that of another new subscriber")
                )
        if doubt := not_whole(cells):
            return "", f"{why}, and {doubt}"
        for key in here:
            self._at.setdefault(key, []).append(len(self._born))
        self._born.append((f"{_NEW}{len(self._born)}", naming))
        return self._born[-1][0], ""


def _known(
    number: int, person: Subscriber, request: LineRequest, reading: CellReading
) -> tuple[PersonLine | None, list[str]]:
    """What a line does to somebody, and what is wrong with its other cells."""
    wanted, bad = changes(request, person, reading)
    try:
        steps = Planner(wanted).row(person.raw).steps
    except Malformed as error:
        return None, [*bad, error.happened.removeprefix("Not planned: ")]
    return PersonLine(number, person.user_ns, person.title, steps), bad


def _new(
    words: PeopleColumns, number: int, cells: Mapping[str, str], request: LineRequest, reading: CellReading
) -> tuple[PersonLine | None, list[str]]:
    """The calls that create somebody with all that they get, unless a cell is wrong."""
    about, lost = profile_values(request.profile, {}, reading)
    bad = [*request.bad, *not_text(request, {}), *lost]
    fields = []
    naming = [(words.fields[target[3:]], text) for target, text in cells.items() if target.startswith("by:")]
    for field, text in (*naming, *request.fields):
        new, why = cell_value(field, text, reading)
        bad += [f"{field.name}: {why}"] if why else []
        fields.append(FieldChange(field.var_ns, field.name, field.var_type, new))
    if bad:
        return None, bad
    if phone := cells.get("phone"):
        about.setdefault("phone", plain_number(phone_in(phone)))
    if email := cells.get("email"):
        about.setdefault("email", email_in(email))
    title = called(about)
    if not (request.add_labels or request.consents or max(len(request.add_tags), len(fields)) > AT_BIRTH):
        return PersonLine(number, "", title, of_edits(title, [create(about, request.add_tags, fields)])), []
    # What the host takes of nobody before they are there: it tells the id of whom it creates alone.
    later = Changes(
        add_tags=tuple(request.add_tags),
        fields=tuple(fields),
        add_labels=tuple(request.add_labels),
        edits=tuple(consenting(what, given) for what, given in request.consents.items()),
    )
    born = {"user_ns": NEW, "name": title, "is_subscribed": not request.consents.get("bot", False)}
    try:
        steps = [*of_edits(title, [create(about)]), *Planner(later).row(born).steps]
    except Malformed as error:
        return None, [error.happened.removeprefix("Not planned: ")]
    return PersonLine(number, "", title, [each._replace(first=not at) for at, each in enumerate(steps)]), []


def dates_in(
    table: SheetTable,
    columns: Mapping[str, int],
    words: PeopleColumns,
    types: tuple[str, ...] = ("date", "datetime"),
) -> list[str]:
    """The cells of a file that are dates.

    Args:
        table: the file.
        columns: what its columns hold.
        words: what they can hold.
        types: the types of user fields that are looked at.
    """
    return [
        text
        for field in words.fields.values()
        if field.var_type in types and (target := f"field:{field.var_ns}") in columns
        for text in table.column(columns[target])
    ]


def _sign(table: SheetTable, columns: Mapping[str, int], words: PeopleColumns) -> written.Sign:
    """The sign that the decimals of a file's number fields stand after."""
    return written.sign_of(_numbers(table, columns, words))


def _numbers(table: SheetTable, columns: Mapping[str, int], words: PeopleColumns) -> list[str]:
    """The cells of a file's number fields."""
    return [
        text
        for field in words.fields.values()
        if field.var_type == "number" and (target := f"field:{field.var_ns}") in columns
        for text in table.column(columns[target])
    ]
