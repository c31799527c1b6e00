# SPDX-License-Identifier: MIT
"""People by a file: the file read, the people whom it means found, and what it would change."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from flotui.api.errors import AnotherRow, Invalid, Malformed, NotFound
from flotui.audience.answering import Ended, walked
from flotui.audience.query import AudienceQuery
from flotui.jobs import sheet
from flotui.jobs.sheet.cells import spellings
from flotui.jobs.sheet.days import DateOrder, in_doubt, order_of
from flotui.jobs.sheet.people import PeoplePlan, dates_in, planned, wanted
from flotui.jobs.sheet.people_found import PeopleFound
from flotui.jobs.sheet.people_words import NO, BotThings, PeopleColumns
from flotui.repositories.paging import PAGE
from flotui.resources.reading import fresh, named, read_now
from flotui.resources.sheet_files import NAMED, NAMED_IN_FULL, passed_over, read_file
from flotui.resources.subscribers import phones
from flotui.text.clean import compact
from flotui.text.plural import count, counted, listed

if TYPE_CHECKING:
    from flotui.repositories.walking import Walk
    from flotui.workspace import Workspace

_ID = re.compile(r"f\d+u\d+", re.ASCII | re.IGNORECASE)
"""What the host's ids look like."""
_ASKED = 80
"""Calls that may be spent on asking for each of those who weren't found in a list that lacked somebody."""


class Import(NamedTuple):
    """A file of people as it was read, and what its columns are taken for."""

    path: Path
    table: sheet.SheetTable
    words: PeopleColumns
    columns: sheet.Columns
    doubts: tuple[sheet.Doubt, ...]
    sure: bool
    """Whether all columns have our own names."""
    days: DateOrder = DateOrder.UNKNOWN
    """Whether day or month comes first in its dates, as somebody says."""
    clears: bool = False
    """Whether an empty cell clears its user field."""

    @property
    def problem(self) -> str:
        """What keeps it from being compared, as a sentence; empty for nothing."""
        why = sheet.problem(self.table, self.columns, self.words)
        if why.startswith("No column to change") and (names := self.hollow):
            return f"{why.removesuffix('.')}. {', '.join(names)}: empty in every line."
        return why

    @property
    def hollow(self) -> list[str]:
        """The columns that could change something, and hold nothing in any line."""
        return [sheet.called(self.table, index) for index, _ in self._hollow]

    @property
    def clearable(self) -> bool:
        """Whether one of those is a user field's, which an empty cell could clear."""
        return any(target.startswith("field:") for _, target in self._hollow)

    @property
    def _hollow(self) -> list[tuple[int, str]]:
        targets = enumerate(map(self.words.target_of, self.table.header))
        return [
            (index, target)
            for index, target in targets
            if target in self.words.changing and not self.table.column(index)
        ]

    @property
    def foreign_ids(self) -> str:
        """The column that is taken for ids and has none of this host's; empty where it has, or there is none."""
        at = self.columns.get("user_ns")
        ids = [] if at is None else self.table.column(at)
        if at is None or not ids or any(_ID.fullmatch(each) for cell in ids for each in spellings(cell)):
            return ""
        return sheet.called(self.table, at)

    @property
    def dates_in_doubt(self) -> bool:
        """Whether a date of it may be two days, as nothing tells which of day and month comes first."""
        found = dates_in(self.table, self.columns, self.words)
        return in_doubt(found, order_of(found) if self.days is DateOrder.UNKNOWN else self.days)

    @property
    def dates_to_tell(self) -> bool:
        """Whether one of its columns, whatever that is taken for, has a date that may be two days."""
        columns = map(self.table.column, range(len(self.table.header)))
        return any(in_doubt(each, order_of(each)) for each in columns)

    @property
    def mapped(self) -> list[str]:
        """Which column is taken for what, as sentences; nothing where all have the names of that."""
        return sheet.mapped(self.table, self.columns, self.words)

    @property
    def passed_over(self) -> list[str]:
        """The columns that nothing is read from."""
        return sheet.passed_over(self.table, self.columns)

    def column(self, name: str) -> int:
        """The column of a name, or of a letter as spreadsheets have it.

        Raises:
            Malformed: when there is none.
        """
        called = [sheet.called(self.table, index) for index in range(len(self.table.header))]
        for names in (called, self.table.header):
            if names.count(name) == 1:
                return names.index(name)
        if same := [each for each, own in zip(called, self.table.header, strict=True) if own == name]:
            raise Malformed(
                f"{count(len(same))} columns are called {name}.",
                advice=f"Write {listed(same, between=' or ')}.",
            )
        advice = f"There are: {listed(called, NAMED_IN_FULL)}."
        raise Malformed(f"There is no column {name}.", advice=advice)

    def taking(self, column: int, target: str) -> Import:
        """The same with a column taken for something else; empty for nothing.

        Raises:
            Malformed: when nothing tells for sure in which encoding that column is.
        """
        if target and self.table.doubt is not None and column in self.table.in_doubt:
            raise self.table.doubt
        columns = {each: at for each, at in self.columns.items() if at != column and each != target}
        return self._replace(columns={**columns, **({target: column} if target else {})})


async def opened(workspace: Workspace, path: Path, *, clears: bool = False, encoding: str = "") -> Import:
    """Read a file, and guess what its columns hold.

    Args:
        workspace: the open bot.
        path: the file.
        clears: whether an empty cell clears its user field.
        encoding: what somebody says that the file is in; empty where it is to tell.

    Raises:
        Malformed: when it can't be read.
        FlochatError: when the host can't be had.
    """
    things = BotThings(  # read anew: what was created since would be said not to be there
        await read_now(workspace.flows.user_fields(force=True)),
        await read_now(workspace.flows.tags(force=True)),
        await read_now(workspace.team.labels(force=True)),
        partial(named, nearest=False),  # of each column and cell
    )
    words = PeopleColumns(things)
    table = await asyncio.to_thread(read_file, path, words, encoding)
    return Import(path, table, words, *sheet.guess(table, words, empty=clears), clears=clears)


class Cost(NamedTuple):
    """What finding the people of a file takes."""

    calls: int
    whole: bool
    """Whether the list of everyone is read; else each of them is asked for."""


async def subscribers(workspace: Workspace) -> int:
    """How many subscribers there are; more than anybody could ask for one by one where the host doesn't say."""
    return await workspace.subscribers.count({}) or sys.maxsize


def cost_of(found: Import, total: int) -> Cost:
    """What finding the people of a file takes: asking for each, or reading everyone, whichever is less.

    Args:
        found: the file.
        total: how many subscribers there are.
    """
    whom = wanted(found.table, found.columns, found.words)
    alone = _calls_for(whom)
    pages = -(-total // PAGE)
    return Cost(pages, True) if pages < alone else Cost(alone, False)


def _calls_for(whom: Sequence[tuple[str, str]]) -> int:
    """The calls that asking for each of some people takes at the most."""
    return sum(phones.at_most(text) if target == "phone" else 1 for target, text in whom)


async def compare(
    workspace: Workspace,
    found: Import,
    total: int,
    *,
    creates: bool = False,
    told: Callable[[int], None] = lambda number: None,
) -> PeoplePlan:
    """Compare a file with who the subscribers are now.

    Args:
        workspace: the open bot.
        found: the file.
        total: how many subscribers there are.
        creates: whether those are created whom nobody is.
        told: told how many calls were answered.

    Raises:
        Malformed: when its columns say too little.
        FlochatError: when the host can't be had.
    """
    if why := found.problem:
        raise Malformed(why, advice="Choose one.")
    whom = wanted(found.table, found.columns, found.words)
    people = PeopleFound(found.words, whom, found.columns)

    calls = 0

    def ended(walk: Walk) -> None:
        people.missing += max(walk.missing, not walk.complete)

    async def take(asked: AsyncIterator[Sequence[Mapping[str, object]]]) -> None:
        nonlocal calls
        async for rows in asked:
            calls += 1
            for row in rows:
                people.take(row)
            told(calls)

    cost = cost_of(found, total)
    await take(_everyone(workspace, ended) if cost.whole else _each(workspace, whom, ended))
    if cost.whole and people.missing:
        left = [(target, text) for target, text in whom if people.lacks(target, text)]
        if _calls_for(left) <= max(cost.calls, _ASKED):
            people.missing = 0  # each of them is asked for, whoever didn't come
            await take(_each(workspace, left, ended))
    return await asyncio.to_thread(
        planned,
        found.table,
        found.columns,
        found.words,
        people,
        creates=creates,
        days=found.days,
        clears=found.clears,
    )


async def _everyone(workspace: Workspace, ended: Ended) -> AsyncIterator[Sequence[Mapping[str, object]]]:
    async for rows in walked(workspace, AudienceQuery(), {}, ended=ended):
        yield rows


async def _each(
    workspace: Workspace, whom: Sequence[tuple[str, str]], ended: Ended
) -> AsyncIterator[Sequence[Mapping[str, object]]]:
    """The subscribers among whom those of a file are, asked for one by one."""
    for target, text in whom:
        if target == "phone":
            yield await phones.everyone(workspace, text, ended)
        elif target in ("user_ns", "user_id"):
            yield await _one(workspace, target, text)
        else:
            filters = (
                {"email": text}
                if target == "email"
                else {"user_field_ns": target.removeprefix("by:"), "user_field_value": text}
            )
            async for rows in walked(workspace, AudienceQuery(), filters, ended=ended):
                yield rows


async def _one(workspace: Workspace, target: str, text: str) -> Sequence[Mapping[str, object]]:
    if target == "user_id":
        person = await workspace.subscribers.by_user_id(text)
    else:
        try:
            person = await fresh(workspace.subscribers.one(compact(text).lower(), force=True))
        except (NotFound, Invalid, AnotherRow):  # an id of another bot's is refused by some hosts
            person = None
    return [] if person is None else [person.raw]


def target_named(found: Import, name: str) -> str:
    """What a column shall be taken for, from what somebody calls that; empty for nothing.

    Raises:
        Malformed: when nothing is called so.
    """
    if name.strip() == NO:
        return ""
    target = found.words.target_of(name)
    if not target:
        raise Malformed(
            f"A column can't hold {name}.",
            advice="It holds id, phone, email, name, tags, +tags, labels, optin_email, a user field, by:FIELD; "
            f"{NO} skips it.",
        )
    return target


def summary(made: PeoplePlan) -> str:
    """What a file would do, in one line."""
    new = f" ({count(made.created)} to create)" if made.created else ""
    partly = f" ({count(made.partly)} only in part: a cell is invalid)" if made.partly else ""
    return (
        f"{counted(made.lines, 'line')}: {count(len(made.changes))} to carry out{new}{partly}, "
        f"{count(len(made.unchanged))} unchanged, {count(len(made.wrong) - made.partly)} invalid (skipped)."
    )


def remarks(found: Import, made: PeoplePlan) -> list[str]:
    """What a person should know of how a file was read, as sentences."""
    sentences = [*found.mapped]
    unknown = [
        name for name in found.table.header if name[:1] in ("+", "-") and not found.words.target_of(name)
    ]
    sentences += [f"There is no tag {name[1:].strip()} (column {name})." for name in unknown[:NAMED]]
    if len(unknown) > NAMED:
        sentences.append(f"No such tag in {counted(len(unknown) - NAMED, 'more column')}.")
    if over := passed_over(found.table, found.columns, NAMED_IN_FULL):
        sentences.append(over)
    if name := found.foreign_ids:
        sentences.append(f"Column {name} has no ids like f123u456: they may be another program's.")
    sentences += [*made.warnings, *made.notes]
    if found.clears:
        sentences.append("An empty cell clears its user field.")
    if made.empty:
        sentences.append(
            f"Passed over: {sheet.numbered(made.empty)}, without anything to find a subscriber by, or to change."
        )
    return sentences
