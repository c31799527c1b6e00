# SPDX-License-Identifier: MIT
"""A job and its steps as the journal's database keeps them: what goes to many rows, call by call.

A job is planned as a whole: each step's call, and what it changes, are frozen before the first one leaves. A
step's outcome is one of a few words, the same as an entry's of the journal.
"""

from __future__ import annotations

import enum
import time
import zlib
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from flotui.api.call import Call
from flotui.api.exact import loads_own
from flotui.store.entry import Change, Outcome, packed
from flotui.store.kept import SqlRow
from flotui.store.trouble import Damaged
from flotui.text.hours import Hours

_JOB = """
        profile TEXT NOT NULL, title TEXT NOT NULL, state TEXT NOT NULL, message TEXT NOT NULL DEFAULT '',
        created REAL NOT NULL, begun REAL, ended REAL, starts_at REAL, not_after REAL, held_until REAL,
        query TEXT NOT NULL DEFAULT '', options TEXT NOT NULL DEFAULT '{}', undoes INTEGER,
        owner TEXT NOT NULL DEFAULT '', beat REAL, skipped INTEGER NOT NULL DEFAULT 0,
        waiting INTEGER NOT NULL DEFAULT 0, intended INTEGER NOT NULL DEFAULT 0,
        done INTEGER NOT NULL DEFAULT 0, unchanged INTEGER NOT NULL DEFAULT 0,
        refused INTEGER NOT NULL DEFAULT 0, unknown INTEGER NOT NULL DEFAULT 0,
        dropped INTEGER NOT NULL DEFAULT 0
"""
STEPS = f"""
    CREATE TABLE job (id INTEGER PRIMARY KEY, {_JOB});
    CREATE INDEX job_created ON job (profile, created);
    CREATE TABLE step (
        job INTEGER NOT NULL, n INTEGER NOT NULL, part INTEGER NOT NULL,
        kind TEXT NOT NULL, subject TEXT NOT NULL, title TEXT NOT NULL, says TEXT NOT NULL,
        call TEXT NOT NULL, inverse TEXT, changes TEXT NOT NULL, pause REAL NOT NULL DEFAULT 0,
        outcome TEXT NOT NULL, at REAL, answered_at REAL, status INTEGER, ms INTEGER,
        message TEXT NOT NULL DEFAULT '', undone INTEGER NOT NULL DEFAULT 0, undoes INTEGER, sum INTEGER NOT NULL,
        PRIMARY KEY (job, n)
    ) WITHOUT ROWID;
    CREATE INDEX step_outcome ON step (job, outcome, n);
    CREATE INDEX step_subject ON step (subject);
"""
"""What the journal's schema has for jobs."""
NEVER_AGAIN = f"""
    ALTER TABLE job RENAME TO job_before;
    CREATE TABLE job (id INTEGER PRIMARY KEY AUTOINCREMENT, {_JOB});
    INSERT INTO job SELECT * FROM job_before;
    DROP TABLE job_before;
    CREATE INDEX job_created ON job (profile, created);
"""
"""What has no number be given to a second job, even after the first one is gone."""
WHAT = """
    UPDATE job SET options = json_set(options, '$.what', substr(title, instr(title, ': ') + 2))
    WHERE undoes IS NOT NULL AND instr(title, ': ') > 0 AND json_valid(options);
"""
"""What has the undos of before know what they undo."""
UNSEEN_FROM = "ALTER TABLE job ADD COLUMN unseen_from REAL;"
"""What has a job know from when on a person hasn't seen what was sent, after the clock was set back."""

_TOOK_BACK = "outcome IN ('done', 'unchanged')"


def _whole(back: str) -> str:
    """The condition of a step that takes one back, once the other call has come too that does, where there is one."""
    return (
        f"{back}.{_TOOK_BACK} AND NOT EXISTS (SELECT 1 FROM step AS beside WHERE beside.job = {back}.job "
        f"AND beside.n BETWEEN {back}.n - 1 AND {back}.n + 1 AND beside.undoes = {back}.undoes "
        f"AND NOT beside.{_TOOK_BACK})"
    )


UNDONE = f"""
    UPDATE step SET undone = 1 WHERE (job, n) IN (SELECT job.undoes, back.undoes FROM job
        JOIN step AS back ON back.job = job.id WHERE job.undoes IS NOT NULL AND {_whole("back")});
    CREATE TRIGGER step_takes_back AFTER UPDATE OF outcome ON step WHEN NEW.undoes IS NOT NULL AND {_whole("NEW")}
    BEGIN
        UPDATE step SET undone = 1 WHERE n = NEW.undoes AND job = (SELECT undoes FROM job WHERE id = NEW.job);
    END;
"""
"""What has a step know that it is undone as soon as that is so, whichever statement it is that notes it: once both calls
have come that take it back, where these are two, one after the other.
"""

REPEATS_WITHIN = 20 * 3600.0
"""Seconds within which the same to the same person is a repetition, and pointed out: less than from an hour of one day to
the same of the next, so that what is sent daily is none.
"""

OUTCOMES = (
    Outcome.WAITING,
    Outcome.INTENDED,
    Outcome.DONE,
    Outcome.UNCHANGED,
    Outcome.REFUSED,
    Outcome.UNKNOWN,
    Outcome.DROPPED,
)
"""What a step can have come to; a job counts its steps by it, in columns of these names."""

STEP_WORDS = {
    Outcome.WAITING: "waiting",
    Outcome.INTENDED: "sent",
    Outcome.DONE: "done",
    Outcome.UNCHANGED: "unchanged",
    Outcome.REFUSED: "refused",
    Outcome.UNKNOWN: "unknown",
    Outcome.DROPPED: "left alone",
}
"""What a step's outcome is called."""
NOT_SENT = "not sent"
"""What it is called where a step still waits, and its job can't go on."""


def step_word(outcome: Outcome, *, over: bool = False) -> str:
    """What a step came to, in a word: `done`, `waiting`, `not sent`.

    Args:
        outcome: one that a step can have.
        over: whether its job can't go on.
    """
    return NOT_SENT if over and outcome is Outcome.WAITING else STEP_WORDS[outcome]


NEW = "new-by-this-job"
"""Stands for an id that nobody knows yet: of what the first step about a row creates. The later ones get it from the
host's answer."""


class JobState(enum.StrEnum):
    """Where a job is."""

    PLANNING = "planning"
    """Its steps are being written down; one whose process ends meanwhile is gone."""
    PLANNED = "planned"
    """Nothing of it has left."""
    RUNNING = "running"
    """It is being carried out by the process that owns it."""
    PAUSED = "paused"
    """A person paused it, or its trial is done and the rest waits for a word."""
    STOPPED = "stopped"
    """Something that concerns all of it stopped it, or its process ended; the message says what."""
    ENDED = "ended"
    """Nothing more of it leaves by itself."""
    CANCELLED = "cancelled"
    """A person cancelled it."""


OPEN = (JobState.PLANNED, JobState.RUNNING, JobState.PAUSED, JobState.STOPPED)
"""States from which a job can go on."""


BEGUN_IN = "json_extract(job.options, '$.dialog')"
"""A job's `dialog` in SQL: the process in whose dialog it was begun, null for one that isn't of a few rows."""
ASKED_BY = "coalesce(json_extract(job.options, '$.asked'), '')"
"""A job's `asked` in SQL."""


class Checked(msgspec.Struct, frozen=True, array_like=True):
    """When what a job had done was last compared with the host, and what that found."""

    at: float
    """In unix seconds."""
    compared: int
    """How many steps a read told of."""
    different: int
    """Of how many the host had something else."""
    untold: str = ""
    """Of what no read tells: `3 messages`; empty where there is none."""


class JobOptions(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a job is to run."""

    sends: bool = False
    """Whether it reaches people, so that quiet hours and a not-after hold for it."""
    trial: bool = False
    """Whether its first row runs alone, and the rest only after it."""
    tried: bool = False
    """Whether the trial is over."""
    ask_after_trial: bool = False
    """Whether it pauses after the trial for a person's word, and that wasn't given yet."""
    quiet: Hours | None = None
    """The hours in which nothing is sent, in the workspace's zone."""
    zone: str = ""
    """The zone that its hours are in; empty for this machine's."""
    results: str = ""
    """The file that says what came of each line of the sheet it was planned from; empty for none."""
    reach: tuple[tuple[str, int], ...] = ()
    """What becomes of its messages, as far as that was known when it was planned: how many of each `Reach`."""
    reach_at: float = 0.0
    """For when that was counted, in unix seconds, where it could only be sent later; 0 for when it was planned."""
    not_opted_in: tuple[tuple[str, int], ...] = ()
    """To how many it sends what they hadn't opted in to when it was planned: how many by `e-mail`, by `SMS`."""
    read_at: float = 0.0
    """When its rows were read, in unix seconds, where it was planned from the local copy, or for a few rows of a list."""
    compared_at: float = 0.0
    """When what waits of it was last compared with the host, in unix seconds."""
    compared_from: float = 0.0
    """When reading for that began, or for the plan of an undo: a row may have been set after it was read."""
    paced_at: float = 0.0
    """Since when it has gone on without a break, in unix seconds: how fast it is counts from then on."""
    paced_from: int = 0
    """How many of its steps were over by then."""
    left_out: int = 0
    """Rows that were left out, with nobody asked, because somebody else has changed them or sent them the same since."""
    skips_repeats: bool = False
    """Whether whoever was sent the same within a day is left out."""
    repeats_seen_at: float = 0.0
    """When a person last saw who was sent the same before, in unix seconds; 0 for when it was planned."""
    what: str = ""
    """What it does, where its title says to how many too; of one that undoes or redoes, what was done at first."""
    redoes: bool = False
    """Whether what it undoes is an undo: it does again what that has undone."""
    dialog: str = ""
    """The process in whose dialog it was begun, where it is of a few rows, as an edit of one row is: the journal lists
    its calls. Empty for all else."""
    asked: str = ""
    """The process that asks whether it is to run, where its plan is of no use to anybody once that has ended."""
    noun: str = "subscriber"
    """What one of its rows is."""
    several: bool = False
    """Whether a row of it takes several calls: then what came of it is said of calls."""
    tolerated: tuple[str, ...] = ()
    """Reasons of refusals after which a person had it go on."""
    verified: Checked | None = None
    """When it was last verified, and what that found."""

    def compared_as(self, other: JobOptions) -> JobOptions:
        """The same with what others say of when its rows were compared, and of how many were left out by then."""
        return msgspec.structs.replace(
            self, compared_from=other.compared_from, compared_at=other.compared_at, left_out=other.left_out
        )


class Job(msgspec.Struct, frozen=True):
    """One job."""

    id: int
    title: str
    """What it does, in the imperative: `Add tag winter to 300 subscribers`."""
    state: JobState
    message: str
    """Why it is stopped or held, as a sentence."""
    created: float
    """When it was planned, in unix seconds; so are the other times."""
    begun: float | None
    ended: float | None
    starts_at: float | None
    """When it may begin; None for at once."""
    not_after: float | None
    """After when nothing of it leaves; None for never."""
    held_until: float | None
    """Until when its runner holds it: a quiet hour, or its start."""
    query: str
    """The audience's words, as they were."""
    options: JobOptions
    undoes: int | None
    """The job that it undoes."""
    owner: str
    """The process that runs it, or empty."""
    beat: float | None
    """When that process last said so, by the clock of leases; see `pulse`."""
    skipped: int
    """Rows of the audience that had nothing to change, and have no step."""
    waiting: int
    intended: int
    done: int
    unchanged: int
    refused: int
    unknown: int
    dropped: int
    undone_by: int | None = None
    """The newest job that has undone something of it."""
    undone_wholly: bool = False
    """Whether nothing of what it did stands any more."""
    unseen_from: float | None = None
    """From when on the person hasn't seen what was sent, where the clock was set back after they looked; else None."""
    texts: tuple[str, ...] = ()
    """The texts that it sends to each, where they were looked up beside it."""

    @property
    def row_id(self) -> str:
        """Its id as text, for tables."""
        return str(self.id)

    @property
    def steps(self) -> int:
        """How many steps it has."""
        return sum(self.counts.values())

    @property
    def meant(self) -> int:
        """How many of its steps aren't left out: as many are `finished` in the end."""
        return self.steps - self.dropped

    @property
    def counts(self) -> dict[Outcome, int]:
        """How many steps have each outcome."""
        return {each: int(getattr(self, each.value)) for each in OUTCOMES}

    @property
    def finished(self) -> int:
        """How many of its steps have left and are over."""
        return self.done + self.unchanged + self.refused + self.unknown

    @property
    def from_now(self) -> JobOptions:
        """Its options where how fast it is counts from now on: after a break."""
        return msgspec.structs.replace(self.options, paced_at=time.time(), paced_from=self.finished)

    @property
    def read_at(self) -> float:
        """When its rows were as it takes them to be, in unix seconds."""
        return max(self.options.compared_at, self.options.read_at or self.created)

    def repeats_since(self, now: float) -> float:
        """From when on it matters who was sent the same, in unix seconds: what a person saw before is what they want.

        Args:
            now: when it would be sent, in unix seconds.
        """
        since = now - REPEATS_WITHIN
        if self.options.skips_repeats:
            return since
        seen = self.options.repeats_seen_at or self.created
        return max(since, seen if self.unseen_from is None else min(seen, self.unseen_from))

    @property
    def open(self) -> bool:
        """Whether it can go on."""
        return self.state in OPEN

    @property
    def is_undo(self) -> bool:
        """Whether it takes back what another job did."""
        return self.undoes is not None and not self.options.redoes

    @property
    def paused_before(self) -> bool:
        """Whether somebody paused it before its trial was over, and not the trial's end."""
        return self.state is JobState.PAUSED and not self.options.tried

    @property
    def awaits_word(self) -> bool:
        """Whether its trial is over, and nobody has said yet whether the rest follows."""
        asks = self.options.tried and self.options.ask_after_trial and self.waiting > 0
        return asks and self.state in (JobState.PAUSED, JobState.STOPPED)


class Step(msgspec.Struct, frozen=True):
    """One call of a job."""

    job: int
    n: int
    """Which step it is, from 1."""
    part: int
    """The number of the first step about the same row: those after it wait until it is done."""
    kind: str
    subject: str
    """The id of the row that it is about."""
    title: str
    """What that row is called."""
    summary: str
    """What it does: `Add tag winter`."""
    call: Call
    inverse: Call | None
    changes: tuple[Change, ...]
    """What it changes, before and after."""
    pause: float
    """Seconds that have to pass after the step before it."""
    outcome: Outcome
    at: float | None
    """When it left, in unix seconds."""
    answered_at: float | None
    status: int | None
    ms: int | None
    message: str
    """Why it was refused, or isn't known."""
    undone: bool = False
    """Whether another job has undone it."""
    undoes: int | None = None
    """The number of the step that it undoes, in the job that its job undoes."""
    over: bool = False
    """Whether its job can't go on, where that was looked up beside it: what waits is then never sent."""
    undone_by: int | None = None
    """The job that has undone it, where that was looked up beside it, and it wasn't done again."""

    @property
    def row_id(self) -> str:
        """Its number as text, for tables."""
        return str(self.n)


class Planned(NamedTuple):
    """A step before it has a number; texts as the database has them."""

    first: bool
    """Whether it is the first about its row."""
    kind: str
    subject: str
    title: str
    summary: str
    call: str
    """The call's key."""
    inverse: str | None
    """The key of the call that takes it back."""
    changes: str
    """What it changes; see `packed`."""
    pause: float = 0.0
    undoes: int | None = None
    """The number of the step that it undoes, in the job that its job undoes."""


JOB_COLUMNS = (
    "id, title, state, message, created, begun, ended, starts_at, not_after, held_until, query, options, "
    "undoes, owner, beat, skipped, waiting, intended, done, unchanged, refused, unknown, dropped, "
    "(SELECT max(other.id) FROM job other WHERE other.id > job.id AND other.undoes = job.id AND other.done > 0), "
    "NOT EXISTS (SELECT 1 FROM step INDEXED BY step_outcome "
    "WHERE step.job = job.id AND step.outcome = 'done' AND NOT step.undone), unseen_from"
)
STEP_COLUMNS = (
    "sum, job, n, part, kind, subject, title, says, call, inverse, changes, pause, outcome, at, answered_at, "
    "status, ms, message, undone, undoes"
)


def changes_text(changes: Sequence[Change]) -> str:
    """Changes as `Planned` has them."""
    return packed(changes)


def step_sum(subject: str, call: str, inverse: str | None, changes: str) -> int:
    """The checksum of what a step would send."""
    return zlib.crc32(f"{subject}\0{call}\0{inverse}\0{changes}".encode())


def job_of(row: SqlRow) -> Job:
    """The job of a row that holds `JOB_COLUMNS`.

    Raises:
        Damaged: when it isn't what was written.
    """
    try:
        options = msgspec.json.decode(row[11], type=JobOptions)
        *numbers, undone_by, none_stands, unseen = row[12:]
        wholly = undone_by is not None and bool(none_stands)
        return Job(*(*row[:2], JobState(row[2]), *row[3:11], options, *numbers, undone_by, wholly, unseen))
    except (ValueError, TypeError, msgspec.MsgspecError) as error:
        raise Damaged("it is damaged (a job isn't as it was written)") from error


def step_of(row: SqlRow) -> Step:
    """The step of a row that holds `STEP_COLUMNS`.

    Raises:
        Damaged: when it isn't what was written.
    """
    total, job, n, part, kind, subject, title, says, call, inverse, changes, *rest = row
    try:
        if total != step_sum(subject, call, inverse, changes):
            raise ValueError("another checksum")
        calls = Call.from_key(call), Call.from_key(inverse) if inverse else None
        about = job, n, part, kind, subject, title, says
        came = Outcome(rest[1]), *rest[2:7], bool(rest[7]), rest[8]
        return Step(*(*about, *calls, unpacked_changes(changes), rest[0], *came))
    except (ValueError, TypeError, AttributeError) as error:
        raise Damaged("it is damaged (a job's step isn't as it was written)") from error


def unpacked_changes(text: str) -> tuple[Change, ...]:
    """The changes in a text of `packed`."""
    return tuple(
        Change(each[0], each[1], secret=True) if len(each) == 2 else Change(*each) for each in loads_own(text)
    )
