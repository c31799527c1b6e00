# SPDX-License-Identifier: MIT
"""How often jobs have called what lists say beside their rows, counted when a step comes to something.

So nobody has to look at all steps that there ever were. The database counts by itself, whichever statement it is that
has a step come to something else.
"""

from __future__ import annotations

from collections.abc import Iterable
from sqlite3 import Connection

from flotui.api.call import Call
from flotui.store.database import Precious
from flotui.store.entry import Outcome

ADDS_TAGS = ("flowBotUserAddTag", "flowBotUserAddTags")
REMOVES_TAGS = ("flowBotUserRemoveTag", "flowBotUserRemoveTags")
ADDS_LABELS = ("flowBotUserAddLabelsByName",)
REMOVES_LABELS = ("flowBotUserRemoveLabelsByName",)
SENDS_SUB_FLOW = "flowBotUserSendSubFlow"
BROADCASTS_TO_SEGMENTS = "flowBotUserBroadcastBySegment"
SETS_START = "flowSetDefaultStartFlow"
COUNTED = (
    *ADDS_TAGS,
    *REMOVES_TAGS,
    *ADDS_LABELS,
    *REMOVES_LABELS,
    SENDS_SUB_FLOW,
    BROADCASTS_TO_SEGMENTS,
    SETS_START,
)
"""The operations that are counted: those that go to many rows with the same arguments."""
_QUARTER = 900
"""Steps are counted by quarters of an hour, in seconds: in every zone midnight is where one begins."""


def _operation(step: str) -> str:
    return f"""substr({step}call, 3, instr(substr({step}call, 3), '"') - 1)"""


def _shared(step: str) -> str:
    """A call without the row that it is about, as an argument or within the text of a body."""
    inner = rf"""replace({step}call, '\"' || {step}subject || '\"', '\"\"')"""
    return f"""replace({inner}, '"' || {step}subject || '"', '""')"""


def _counts(step: str) -> str:
    """The condition of a step that is counted."""
    names = ", ".join(f"'{each}'" for each in COUNTED)
    return (
        f"{step}at IS NOT NULL AND {step}outcome IN ('done', 'unknown') AND {_operation(step)} IN ({names})"
    )


def _quarter(at: str) -> str:
    return f"CAST({at} / {_QUARTER} AS INTEGER)"


TALLIES = f"""
    CREATE TABLE called (
        job INTEGER NOT NULL, quarter INTEGER NOT NULL, outcome TEXT NOT NULL, call TEXT NOT NULL,
        number INTEGER NOT NULL, last REAL NOT NULL, PRIMARY KEY (job, quarter, outcome, call)
    ) WITHOUT ROWID;
    INSERT INTO called SELECT job, {_quarter("at")}, outcome, {_shared("")}, count(*), max(at)
        FROM step WHERE {_counts("")} GROUP BY 1, 2, 3, 4;
    CREATE TRIGGER step_counted AFTER UPDATE OF outcome ON step WHEN {_counts("NEW.")}
    BEGIN
        INSERT INTO called VALUES (NEW.job, {_quarter("NEW.at")}, NEW.outcome, {_shared("NEW.")}, 1, NEW.at)
            ON CONFLICT DO UPDATE SET number = number + 1, last = max(last, excluded.last);
    END;
    CREATE TRIGGER step_no_longer_counted AFTER UPDATE OF outcome ON step WHEN {_counts("OLD.")}
    BEGIN
        UPDATE called SET number = number - 1 WHERE job = OLD.job AND quarter = {_quarter("OLD.at")}
            AND outcome = OLD.outcome AND call = {_shared("OLD.")};
    END;
    CREATE TRIGGER step_gone AFTER DELETE ON step WHEN {_counts("OLD.")}
    BEGIN
        UPDATE called SET number = number - 1 WHERE job = OLD.job AND quarter = {_quarter("OLD.at")}
            AND outcome = OLD.outcome AND call = {_shared("OLD.")};
    END;
"""
"""What the journal's schema has for it."""


async def tally(
    db: Precious,
    profile: str,
    operations: Iterable[str],
    since: float,
    outcomes: Iterable[Outcome] = (Outcome.DONE,),
) -> list[tuple[Call, int, float]]:
    """What jobs have called since a time, whomever for.

    Args:
        db: the journal's database.
        profile: the profile's id.
        operations: the operations that count, of `COUNTED`.
        since: the beginning of a day, in unix seconds; 0 for all there ever was.
        outcomes: what the calls came to: done, or unknown.

    Returns:
        Each call without the row that it is about, how many there were of it, and when the last one left.
    """
    names, came = tuple(operations), tuple(outcomes)
    assert set(names) <= set(COUNTED) and set(came) <= {Outcome.DONE, Outcome.UNKNOWN}
    query = (
        "SELECT called.call, sum(number), max(last) FROM job JOIN called ON called.job = job.id "
        "WHERE job.profile = ? AND coalesce(job.ended, ?) >= ? AND quarter >= ? AND number > 0 "
        f"AND outcome IN ({', '.join('?' * len(came))}) "
        f"AND {_operation('called.')} IN ({', '.join('?' * len(names))}) GROUP BY 1"
    )
    given = (profile, since, since, int(since // _QUARTER), *came, *names)

    def work(found: Connection) -> list[tuple[Call, int, float]]:
        return [(Call.from_key(row[0]), int(row[1]), float(row[2])) for row in found.execute(query, given)]

    return await db.read(work)
