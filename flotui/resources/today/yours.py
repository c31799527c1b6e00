# SPDX-License-Identifier: MIT
"""What was done from here: what needs a word first, then the newest edits, and jobs that run."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from flotui.repositories.rows import ListRows, NotRead
from flotui.repositories.snapshot import Snapshot
from flotui.resources.base import Column, Query
from flotui.resources.job_states import job_state
from flotui.resources.keys import key_of
from flotui.resources.standing import compared, outcome_text, says_of, standing
from flotui.resources.text import Span, Text, dim
from flotui.resources.today.common import Reading, TodayList, opening
from flotui.store.entry import Entry, Outcome
from flotui.store.job import OPEN as GOES_ON
from flotui.store.job import Job, JobState
from flotui.store.trouble import StoreFailed
from flotui.text.moments import age
from flotui.text.pictures import gauge
from flotui.text.plural import counted
from flotui.workspace.events import Journaled, Worked

if TYPE_CHECKING:
    from flotui.workspace import Workspace

_READ = 200
"""How many of the newest edits are looked at."""
_SHOWN = 60


class Done(msgspec.Struct, frozen=True):
    """A job or an edit, whichever it is."""

    entry: Entry | None
    job: Job | None

    @property
    def row_id(self) -> str:
        """The id of the row, told apart between jobs and edits."""
        return f"job {self.job.id}" if self.job is not None else self.entry.row_id if self.entry else ""


def _read(workspace: Workspace, query: Query) -> Reading[Done]:
    async def reading() -> Reading[Done]:
        try:
            entries = await compared(workspace, await workspace.journal.written(_READ))
            jobs = await workspace.journal.jobs.recent(_READ)
        except StoreFailed as error:
            yield Snapshot(NotRead(), None, "cache", False, error)
        else:
            rows = arranged(entries, jobs)
            yield Snapshot(ListRows(rows, lambda row: row.row_id, time.time()), time.time(), "cache")

    return reading()


def arranged(entries: Sequence[Entry], jobs: Sequence[Job]) -> list[Done]:
    """Jobs that go on, then edits that wait for a word, then the others; each the newest first."""
    open_entries = [each for each in entries if each.outcome in (Outcome.UNKNOWN, Outcome.WAITING)]
    others = [each for each in entries if each not in open_entries]
    rows = [Done(None, each) for each in jobs if each.state in GOES_ON]
    return [*rows, *(Done(each, None) for each in (*open_entries, *others))][:_SHOWN]


def _at(row: Done) -> Text:
    return dim(
        age(row.entry.at if row.entry is not None else row.job.created if row.job is not None else None)
    )


def _outcome(row: Done) -> Text:
    if row.job is not None:
        return job_state(row.job)
    assert row.entry is not None
    return outcome_text(row.entry)


def _says(row: Done) -> Text:
    if row.job is not None:
        return (Span(f"job {row.job.id} ", "dim"), Span(row.job.title))
    assert row.entry is not None
    return says_of(row.entry)


def _hint(row: Done) -> Text:
    """What can be done about it, or how far it is."""
    if row.job is not None:
        return (Span(gauge(row.job.finished, row.job.meant), "data"),)
    entry = row.entry
    assert entry is not None
    if entry.outcome in (Outcome.UNKNOWN, Outcome.WAITING):
        return (Span(key_of("journal.resolve"), "accent"), Span(" resolves", "dim"))
    if entry.outcome is Outcome.REFUSED:
        return (Span(f"{entry.status or ''} {entry.message}".strip(), "dim"),)
    return (Span(key_of("journal.undo"), "accent"), Span(" undoes", "dim")) if standing(entry).can else ""


def _sums(rows: Sequence[Done]) -> str:
    since = time.time() - 86_400
    entries = [row.entry for row in rows if row.entry is not None and row.entry.at >= since]
    unknown = sum(each.outcome is Outcome.UNKNOWN for each in entries)
    jobs = sum(row.job is not None for row in rows)
    more = "or more " if len(entries) == _SHOWN else ""
    parts = [f"{more}{counted(len(entries), 'edit')} in 24 h"] if entries else []
    parts += [counted(jobs, "job")] if jobs else []
    return " · ".join((*parts, *([f"{unknown} unknown"] if unknown else [])))


def _pressing(rows: Sequence[Done]) -> Text:
    """An unknown outcome, and jobs that go on: the first of them, and how many more there are."""
    entries = [each.entry for each in rows if each.entry is not None]
    told = [
        Span(f"unknown outcome: {entry.summary}", "danger")
        for entry in entries
        if entry.outcome is Outcome.UNKNOWN
    ]
    told += [
        Span(f"unfinished: {entry.summary}", "warn") for entry in entries if entry.outcome is Outcome.WAITING
    ]
    jobs = [each.job for each in rows if each.job is not None and each.job.state is not JobState.PLANNED]
    going = [
        Span(f"job {job.id} {job.state}", "accent" if job.state is JobState.RUNNING else "warn")
        for job in jobs
    ]
    named = [*going[:1], *told[:1]]
    more = len(told) + len(going) - len(named)
    after = [Span(f"{more:,} more", "dim")] if more else []
    return tuple(part for each in (*named, *after) for part in (Span(" · ", "dim"), each))[1:]


YOURS: TodayList[Done] = TodayList(
    id="today-yours",
    title="Yours",
    singular="edit",
    read=_read,
    columns=(
        Column("at", "", _at, width=6, align="right"),
        Column("outcome", "", _outcome, width=12),
        Column("says", "", _says, width=16, flex=2),
        Column("hint", "", _hint, width=11, flex=1, priority=1),
    ),
    row_id=lambda row: row.row_id,
    label=lambda row: (
        row.entry.summary if row.entry is not None else row.job.title if row.job is not None else ""
    ),
    opens="today-yours.open",
    actions=(opening("yours", "journal", lambda row: row.entry.row_id if row.entry is not None else ""),),
    sums=_sums,
    made_by=(Journaled, Worked),
    empty="No changes made from flotui yet.",
    acts_as="journal",
    row_there=lambda row: row.entry,
    pressing=_pressing,
)
