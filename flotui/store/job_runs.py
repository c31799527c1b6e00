# SPDX-License-Identifier: MIT
"""The jobs of one profile as they are carried out: their leases, what leaves next, and what came of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from sqlite3 import Connection

import msgspec

from flotui.api.catalogue import Risk
from flotui.store.crossing import Crossed, SeenSends, see_crossed
from flotui.store.database import Precious
from flotui.store.entry import Outcome
from flotui.store.job import Job, JobOptions, JobState, Step, step_sum
from flotui.store.job_looks import Looks
from flotui.store.job_rows import (
    LEASE,
    LeaseLost,
    NoJob,
    count,
    find,
    is_lost,
    pulse,
    read,
    settle_sent,
    stopped_as,
    text_of,
)
from flotui.store.job_steps import (
    Answered,
    Left,
    mark_sent,
    next_steps,
    note_answers,
    note_id,
    note_inverse,
    row_follows,
)
from flotui.store.job_undoing import undo_once
from flotui.store.repeating import Unrepeated, leave_out_repeats, see_set_back
from flotui.store.superseded import SetBy, as_noted, leave_out_superseded
from flotui.store.trouble import StoreFailed

_LOOKS, _AHEAD = 5, 100
"""How often, and at how many steps each time, those are looked at that come after rows that were left out."""


class Turn(msgspec.Struct, frozen=True):
    """What a runner may do next."""

    job: Job | None
    """The job as it is now; None where somebody else holds it, or it is gone."""
    steps: list[Step]
    """The steps that may leave now: they are noted as sent."""
    resting: bool
    """Whether a step only waits until the one before it has had its time."""
    crossed: Crossed | None = None
    """Why nothing leaves: another window has sent the next row something that the person hasn't seen."""
    left_out: bool = False
    """Whether rows were left out just now, because they were sent the same, or set since."""
    waits: bool = False
    """Whether a step only waits until it is known what became of the same, which somebody else is just sending to its
    row.
    """


class Runs(Looks):
    """Jobs and their steps, carried out."""

    def __init__(self, db: Precious, profile: str, owner: str, set_by: SetBy = as_noted) -> None:
        """
        Args:
            db: the journal's database.
            profile: the profile's id.
            owner: this process; see `owner_of`.
            set_by: tells what a write of the journal has set.
        """
        super().__init__(db, profile, owner)
        self._set_by = set_by

    async def take(self, job: int, *, unbegun: bool = False) -> Job | None:
        """Take a job's lease, and have it run. A reason for which it stopped does not stop it again.

        Args:
            job: its id.
            unbegun: whether who has it run saw it as planned: one that was paused since stays so.

        Returns:
            The job; None where another process holds it.

        Raises:
            Undoing: when it undoes what another job has begun to undo.
        """
        owed = self._owed.get(job)

        def work(db: Connection) -> Job | None:
            now = time.time()
            if owed is not None:
                note_answers(db, job, owed.answers)
            found = read(db, job)
            if found.owner not in ("", self.owner) and not is_lost(found):
                return None
            if not found.open or (unbegun and found.paused_before):
                return found
            settle_sent(db, found)
            if found.undoes is not None:
                undo_once(db, found, found.undoes)
            options = found.from_now
            if found.state is JobState.STOPPED and found.message not in options.tolerated:
                options = msgspec.structs.replace(options, tolerated=(*options.tolerated, found.message))
            db.execute(
                "UPDATE job SET state = ?, owner = ?, beat = ?, begun = coalesce(begun, ?), message = '', "
                "options = ? WHERE id = ?",
                (JobState.RUNNING, self.owner, pulse(), now, text_of(options), job),
            )
            return read(db, job)

        taken = await self._db.change(work, before_write=True)
        if (
            taken is None or taken.open
        ):  # of one that has ended meanwhile it is still to be noted how it was left
            self._owed.pop(job, None)
        self._keep_beat(taken)
        return taken

    async def turn(
        self,
        job: int,
        answers: Sequence[Answered],
        most: int,
        *,
        after: int = 0,
        until: int | None = None,
        leaves: bool = True,
        look: SeenSends | None = None,
    ) -> Turn:
        """Note what came of steps, and which leave next, in one commit.

        Args:
            job: its id.
            answers: what came of steps that left.
            most: how many may leave.
            after: only steps with a greater number leave.
            until: only steps about this row leave: the number of its first step.
            leaves: whether some wait, as far as is known: it is told of them where the journal keeps them waiting.
            look: what the person has seen of other windows' sends to the rows; None where that doesn't matter.
        """

        def work(db: Connection) -> Turn:
            now = time.time()
            note_answers(db, job, answers)
            found = find(db, job)
            if found is None or found.owner != self.owner:
                return Turn(None, [], False)
            steps: list[Step] = []
            resting, crossed, left_out, waits = False, None, False, False
            if most and found.state is JobState.RUNNING:
                steps, resting = next_steps(db, job, most, after, until, now)
                if look is not None:
                    steps, crossed = self._until_crossed(db, steps, look)
                if found.options.sends:
                    ahead = look is None  # else each row is seen to be crossed before it is left out
                    steps, left_out, waits = self._unrepeated(db, found, steps, ahead=ahead)
                left = leave_out_superseded(db, read(db, job), self._profile, steps, self._set_by)
                steps, left_out = left, left_out or len(left) < len(steps)
                if steps and found.options.sends:
                    see_set_back(db, self._profile, now)
                mark_sent(db, job, steps, now)
            db.execute("UPDATE job SET beat = ? WHERE id = ?", (pulse(), job))
            steps = [msgspec.structs.replace(each, at=now) for each in steps]
            return Turn(read(db, job), steps, resting, crossed, left_out, waits)

        turn = await self._db.change(work, before_write=leaves and most > 0)
        self._keep_beat(turn.job)
        if turn.waits and not turn.steps:
            await self.settle_ended()  # whoever sends the same may have ended without an answer
        return turn

    def _keep_beat(self, job: Job | None) -> None:
        """Keep when a job's lease was noted, for `see_held`."""
        if job is not None and job.owner == self.owner and job.beat is not None:
            self._beats[job.id] = job.beat

    def see_held(self, job: int) -> None:
        """See, without the disk, that a job's lease can't have been lost: its process may have been suspended between
        noting a step as sent and sending it, and the step be somebody else's by now.

        Args:
            job: its id.

        Raises:
            LeaseLost: when it may have been lost.
        """
        beat = self._beats.get(job)
        if beat is None or pulse() - beat > LEASE / 2:  # half: it takes a while to arrive
            raise LeaseLost("Not sent: flotui was suspended.")

    def _unrepeated(self, db: Connection, job: Job, steps: Sequence[Step], *, ahead: bool) -> Unrepeated:
        """What leaves of steps. Where all were sent before, those after them are looked at too where `ahead` says so, and
        left out as far as they were: not each row of a job of which little leaves takes a commit.
        """
        found = latest = leave_out_repeats(db, job, self._profile, steps)
        for _ in range(_LOOKS if ahead else 0):
            if not latest.left_out or latest.leaves or latest.waits:
                break
            steps, _ = next_steps(db, job.id, _AHEAD, 0, None, time.time())
            latest = leave_out_repeats(db, read(db, job.id), self._profile, steps)
        return found

    def _until_crossed(
        self, db: Connection, steps: Sequence[Step], look: SeenSends
    ) -> tuple[list[Step], Crossed | None]:
        """The steps before the first that another window's send crosses; where that is the very first, why it is held."""
        for index, step in enumerate(steps):
            if step.call.operation.risk is not Risk.SEND:
                continue
            try:
                see_crossed(db, self._profile, self.owner, step.subject, look, step.title)
            except Crossed as crossed:
                return list(steps[:index]), None if index else crossed
        return list(steps), None

    async def note(self, job: int, answers: Sequence[Answered]) -> Job:
        """Note what came of steps when none leaves any more, as far as there is any space for it.

        Args:
            job: its id.
            answers: what came of steps that left.

        Raises:
            NoJob: when it is gone.
        """

        def work(db: Connection) -> Job:
            note_answers(db, job, answers)
            return read(db, job)

        return await self._db.change_at_last(work)

    async def hold(
        self, job: int, until: float | None, message: str, options: JobOptions | None = None
    ) -> None:
        """Have a running job say until when it is held, and why.

        Args:
            job: its id.
            until: in unix seconds; None where nothing holds it any more.
            message: why, as a sentence.
            options: how it is to go on; as before by default.
        """
        await self._db.change(
            lambda db: db.execute(
                "UPDATE job SET held_until = ?, message = ?, beat = ?, options = coalesce(?, options) "
                "WHERE id = ? AND owner = ?",
                (until, message, pulse(), options and text_of(options), job, self.owner),
            )
        )

    async def end(
        self,
        job: int,
        state: JobState,
        message: str = "",
        options: JobOptions | None = None,
        answers: Sequence[Answered] = (),
    ) -> Job:
        """Give a job's lease back.

        Args:
            job: its id.
            state: where it is then; one that was paused or cancelled meanwhile stays so, and one that stopped or was
                paused when nothing more of it could leave has ended.
            message: why.
            options: how it is to go on; as before by default.
            answers: what came of steps, as far as it isn't noted yet.

        Raises:
            StoreFailed: when that can't be noted; it is the next time that jobs are looked at.
        """

        def work(db: Connection) -> Job:
            note_answers(db, job, answers)
            found = read(db, job)
            if found.owner == self.owner:
                settle_sent(db, found)
                after = state if found.state is JobState.RUNNING else found.state
                latest = message if found.state is JobState.RUNNING else found.message
                if after in (JobState.STOPPED, JobState.PAUSED):
                    after, latest = stopped_as(db, job, after, latest)
                ended = time.time() if after in (JobState.ENDED, JobState.CANCELLED) else None
                db.execute(
                    "UPDATE job SET state = ?, message = ?, owner = '', beat = NULL, held_until = NULL, "
                    "ended = ?, options = ? WHERE id = ?",
                    (after, latest, ended, text_of(options or found.options), job),
                )
            return read(db, job)

        try:
            ended = await self._db.change_at_last(work)
        except StoreFailed:
            self._owed[job] = Left(state, message, options, answers)
            raise
        self._owed.pop(job, None)
        return ended

    async def settle_ended(self) -> int:
        """As of `Looks`; before it, what could not be noted of jobs that this process left."""
        await self.note_left()
        return await super().settle_ended()

    async def note_left(self) -> None:
        """Try once more to note how this process left jobs, where that could not be."""
        for job in tuple(self._owed):
            left = self._owed.pop(job)
            with suppress(StoreFailed, NoJob):
                await self.end(job, *left)

    async def ask(self, job: int, state: JobState) -> Job:
        """Have a job paused or cancelled, whoever runs it: its runner sees it before the next step leaves."""

        def work(db: Connection) -> Job:
            found = read(db, job)
            if found.open:
                ended = time.time() if state is JobState.CANCELLED else None
                db.execute(
                    "UPDATE job SET state = ?, message = '', held_until = NULL, ended = ? WHERE id = ?",
                    (state, ended, job),
                )
            return read(db, job)

        return await self._db.change(work)

    async def schedule(self, job: int, starts_at: float | None, not_after: float | None) -> Job:
        """Say when a job may begin, and after when it doesn't go on; one whose time was over can go on then.

        Args:
            job: its id.
            starts_at: in unix seconds; None for at once.
            not_after: likewise; None for never.
        """

        def work(db: Connection) -> Job:
            found = read(db, job)
            again = found.state is JobState.ENDED and found.waiting > 0
            db.execute(
                "UPDATE job SET starts_at = ?, not_after = ?, state = ?, ended = ? WHERE id = ?",
                (
                    starts_at,
                    not_after,
                    JobState.PAUSED if again else found.state,
                    None if again else found.ended,
                    job,
                ),
            )
            return read(db, job)

        return await self._db.change(work)

    async def resolve(self, job: int, found: Sequence[tuple[int, Outcome, str]]) -> Job:
        """Note what was found out about steps that were unknown, or what a person says of them.

        Args:
            job: its id.
            found: their numbers, what they came to, and why. One that waits again can leave once more, and what waited
                for one that is done can leave too.
        """

        def work(db: Connection) -> Job:
            moved: Counter[Outcome] = Counter()
            for n, outcome, message in found:
                moved[outcome] += db.execute(
                    "UPDATE step SET outcome = ?, message = ?, answered_at = coalesce(answered_at, ?) "
                    "WHERE job = ? AND n = ? AND outcome IN ('unknown', 'refused')",
                    (outcome, message, time.time(), job, n),
                ).rowcount
            count(db, job)
            done = [n for n, outcome, _ in found if outcome in (Outcome.DONE, Outcome.UNCHANGED)]
            if moved[Outcome.WAITING] or any(row_follows(db, job, n) for n in done):
                db.execute(
                    "UPDATE job SET state = ?, ended = NULL, message = '' WHERE id = ? AND state IN (?, ?)",
                    (JobState.PAUSED, job, JobState.ENDED, JobState.STOPPED),
                )
            return read(db, job)

        return await self._db.change(work)

    async def retell(self, job: int, changes: Sequence[tuple[int, str]]) -> None:
        """Have steps that wait say anew what they change: their rows were changed since they were planned.

        Args:
            job: its id.
            changes: their numbers, and what they change; see `changes_text`.
        """

        def work(db: Connection) -> None:
            for n, text in changes:
                row = db.execute(
                    "SELECT subject, call, inverse FROM step WHERE job = ? AND n = ? AND outcome = 'waiting'",
                    (job, n),
                ).fetchone()
                if row is not None:
                    db.execute(
                        "UPDATE step SET changes = ?, sum = ? WHERE job = ? AND n = ?",
                        (text, step_sum(row[0], row[1], row[2], text), job, n),
                    )

        await self._db.change(work)

    async def note_inverses(self, job: int, inverses: Mapping[int, str]) -> None:
        """Have steps know what takes them back, which only the host could tell.

        Args:
            job: its id.
            inverses: the keys of those calls, by the step's number.
        """

        def work(db: Connection) -> None:
            for n, inverse in inverses.items():
                note_inverse(db, job, n, inverse)

        if inverses:
            await self._db.change(work)

    async def note_created(self, job: int, created: Mapping[int, str]) -> None:
        """Have the steps after those that created somebody be about that id.

        Args:
            job: its id.
            created: the ids, by the number of the step that created each.
        """

        def work(db: Connection) -> None:
            for n, row_id in created.items():
                note_id(db, job, n, row_id)

        if created:
            await self._db.change(work)
