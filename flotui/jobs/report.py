# SPDX-License-Identifier: MIT
"""What a job says of itself: before it runs, while it does, and after. The same words at all times."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from flotui.api.catalogue import Risk, catalogue
from flotui.api.pacer import Pacer
from flotui.api.secrets import is_credential
from flotui.jobs.plan import repeats, repeats_from
from flotui.jobs.times import never, quiet_said, quiet_until, tz_of, window_of
from flotui.repositories.profile import MAY_START_FLOWS, STARTING
from flotui.repositories.sending import (
    SEND_EMAIL,
    SEND_FACEBOOK_TEMPLATE,
    SEND_SMS,
    SEND_WHATSAPP_TEMPLATE,
)
from flotui.repositories.shown import SEND_TEXT
from flotui.repositories.things import owner_of
from flotui.repositories.window import ARRIVES, REACHES
from flotui.store.entry import Change, Outcome
from flotui.store.job import STEP_WORDS, Job, JobState, Step
from flotui.store.jobs import Jobs
from flotui.text import moments
from flotui.text.captions import caption
from flotui.text.plural import count, counted, listed

_FIRST = 10
"""Rows that a preview shows."""
_OF_ONE = 40
"""Steps of the first row that are looked at."""
_SECONDS = 0.3
"""How long a call takes where nobody knows."""


_BY_MAIL, _BY_SMS = caption("email"), caption("sms")
_TEXTS = {SEND_TEXT: "Message", SEND_SMS: _BY_SMS, SEND_EMAIL: _BY_MAIL.capitalize()}
"""What sends a text, and what that is called."""
_AT_ANY_TIME = {
    SEND_EMAIL: _BY_MAIL,
    SEND_SMS: _BY_SMS,
    SEND_WHATSAPP_TEMPLATE: "template",
    SEND_FACEBOOK_TEMPLATE: "template",
}
"""What arrives whether WhatsApp's window is open or not, and what that is called."""


class JobText(NamedTuple):
    """A text that a job sends to each."""

    title: str
    """What it is: `Message`, `SMS`, `E-mail`."""
    text: str
    """The text; of an e-mail the subject, an empty line, and the text."""


class Preview(msgspec.Struct, frozen=True):
    """What a planned job would do."""

    job: Job
    first: Sequence[Step]
    """Its first steps."""
    calls: int
    sends: int
    """Calls that reach somebody, and can't be taken back."""
    lost: int
    """Other calls that have no way back."""
    lost_what: Sequence[str]
    """What these do, each in a few words."""
    seconds: float
    """How long it takes at the present quota."""
    reserved: str
    """That it never gets a call, as the reserve takes all of an hour, as sentences; empty where it does."""
    repeats: Sequence[tuple[Step, int]]
    """Steps that would send what the same row was sent within a day, and by which job; 0 by hand."""
    to_come: Sequence[tuple[Job, int]]
    """Other jobs that have begun and are still to send the same, and to how many of its rows."""
    held: float | None
    """Until when it would be held if it began now, in unix seconds."""
    rows: int
    """How many rows it goes to."""
    texts: Sequence[JobText]
    """The messages that each gets, as far as they are texts."""
    at_any_time: str
    """What arrives whether WhatsApp's window is open or not, in a sentence, where something else doesn't: `SMS`."""
    left_out: int
    """How many rows it leaves out."""
    why_left_out: Mapping[str, int]
    """Why, each as a sentence, and how many."""
    deletes: int
    """Calls that delete something for good."""
    may_start_flows: bool
    """Whether it does something on which the host may start flows."""

    @property
    def count_wanted(self) -> bool:
        """Whether the number of its rows has to be said before it runs: it reaches people, perhaps by flows that the host
        starts, or deletes something.
        """
        return bool(self.sends or self.deletes or self.may_start_flows)


async def preview(jobs: Jobs, job: Job, pacer: Pacer, first: int = _FIRST) -> Preview:
    """Look at what a planned job would do.

    Args:
        jobs: where it is.
        job: the job.
        pacer: what is left of the quota.
        first: how many of its steps are looked at.
    """
    operations = await jobs.operations(job.id)
    risks = {each: catalogue()[each].risk for each in operations}
    sending = {each for each, risk in risks.items() if risk in (Risk.SEND, Risk.BROADCAST)}
    now = time.time()
    quiet = job.options.quiet if job.options.sends else None
    starts = max(now, job.starts_at or now)
    held = (quiet_until(starts, quiet, tz_of(job.options.zone)) if quiet is not None else None) or (
        job.starts_at if starts > now else None
    )
    calls = job.waiting
    no_way_back = {
        each: lost
        for each, (_, lost) in operations.items()
        if lost and each not in sending and risks[each] is not Risk.DESTRUCTIVE and not takes_back(each)
    }
    rows, left_out = await jobs.rows(job.id)
    return Preview(
        job,
        await jobs.steps(job.id, [Outcome.WAITING], limit=first),
        calls,
        sum(operations[each][0] for each in sending),
        sum(no_way_back.values()),
        [_in_words(each) for each in no_way_back],
        seconds(calls, pacer),
        pacer.all_reserved,
        await repeats(jobs, job.id, repeats_from(job.starts_at, job.options)),
        await jobs.to_come(job.id, sending),
        held,
        rows,
        await texts(jobs, job.id),
        listed([*dict.fromkeys(_AT_ANY_TIME[each] for each in sending & _AT_ANY_TIME.keys())])
        if sending - _AT_ANY_TIME.keys()
        else "",
        left_out,
        await jobs.why_left_out(job.id) if left_out else {},
        sum(number for each, (number, _) in operations.items() if risks[each] is Risk.DESTRUCTIVE),
        not STARTING.isdisjoint(operations),
    )


async def texts(jobs: Jobs, job: int) -> list[JobText]:
    """The texts that a job sends to each."""
    steps = await jobs.steps(job, limit=_OF_ONE)
    sent = [
        (_TEXTS[each.call.operation_id], each.call.json)
        for each in steps
        if each.part == steps[0].part and each.call.operation_id in _TEXTS
    ]
    return [
        JobText(title, "\n\n".join(str(body[key]) for key in ("subject", "content") if body.get(key)))
        for title, body in sent
    ]


def texts_said(sent: Sequence[JobText]) -> list[str]:
    """Texts as they are shown: behind what each of them is, where they aren't all the same."""
    several = len({each.title for each in sent}) > 1
    return [f"{each.title}: {each.text}" if several else each.text for each in sent]


def seconds(calls: int, pacer: Pacer) -> float:
    """How long so many calls take at the present quota.

    Args:
        calls: how many.
        pacer: what is left of it.
    """
    quick = calls * _SECONDS / pacer.places
    left, limit = pacer.at_most, pacer.limit
    if left is None or limit is None:
        return quick
    now = max(left - pacer.reserve, 0)
    if calls <= now:
        return quick
    an_hour = max(limit - pacer.reserve, 1)
    return 3600.0 * -(-(calls - now) // an_hour)


def _in_words(operation: str) -> str:
    """What an operation does, in a few words: `add subscribers`. How many it takes at once tells a person nothing."""
    summary = catalogue()[operation].summary.partition(";")[0].replace("several ", "").strip()
    return f"{summary[:1].lower()}{summary[1:]}"


def duration(seconds: float) -> str:
    """A time that something takes: `22 min`."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{round(seconds / 3600)} h"


def before(found: Preview) -> str:
    """What a job would do, in one line."""
    job = found.job
    parts = [
        counted(found.rows + found.left_out + job.skipped, job.options.noun),
        *([f"{count(found.rows)} will change"] if not found.sends else _goes_to(found)),
    ]
    if job.skipped:
        parts.append(f"{count(job.skipped)} unchanged")
    if found.left_out:
        parts.append(f"{count(found.left_out)} left out")
    parts += [counted(found.calls, "call"), *([] if found.reserved else [f"about {duration(found.seconds)}"])]
    return " · ".join(parts)


async def has_way_back(jobs: Jobs, job: int) -> bool:
    """Whether an undo takes back something of what a job did: not so of messages."""
    found = await jobs.operations(job, [Outcome.DONE])
    return any(number > lost or takes_back(each) for each, (number, lost) in found.items())


def _goes_to(found: Preview) -> list[str]:
    """To how many it is sent, and at how many of them it arrives where these are fewer."""
    arrives = sum(
        number
        for reach, number in found.job.options.reach
        if reach in ARRIVES or (found.at_any_time and reach != "off")
    )
    few = found.job.options.reach and arrives < found.rows
    return [f"goes to {count(found.rows)}", *([f"arrives at {count(arrives)}"] if few else [])]


def _lost_on(found: Preview) -> str:
    """At how many its messages don't arrive and why, and of how many that isn't known; empty where all arrive."""
    known: dict[str, int] = dict(found.job.options.reach)
    unknown = known.pop("unknown", 0)
    late = found.at_any_time and known.pop("shut", 0)
    lost = [
        f"{count(known[each])} ({words})"
        for each, words in REACHES
        if known.get(each) and each not in ARRIVES
    ]
    sentences = [f"It doesn't arrive at {', '.join(lost)}."] if lost else []
    it = f"Apart from the {found.at_any_time}, it" if found.at_any_time else "It"
    if late:
        sentences.append(f"{it} doesn't arrive at {count(late)} (window shut).")
        it = "It"
    if unknown:
        more = " more" if late or (lost and not found.at_any_time) else ""
        sentences.append(f"{it} isn't known whether it arrives at {count(unknown)}{more}.")
    said = " ".join(sentences)
    if said and (at := found.job.options.reach_at):
        return f"At {moments.due(at)}, {said[0].lower()}{said[1:]}"
    return said


def after(job: Job) -> str:
    """What came of a job, in one line: `279 done · 19 unchanged · 1 refused · 1 unknown · 3 left`; `279 calls done · …`
    where a row takes several.

    What waits is left as long as the job can go on, and then it is not sent.
    What had nothing to change when it was planned isn't among those that its title counts, and comes last.
    """
    counts = job.counts
    several = job.options.several
    parts = [f"{counted(job.done, 'call') if several else count(job.done)} done"]
    for outcome in (Outcome.UNCHANGED, Outcome.REFUSED, Outcome.UNKNOWN, Outcome.INTENDED):
        if counts[outcome]:
            parts.append(f"{count(counts[outcome])} {STEP_WORDS[outcome]}")
    if counts[Outcome.DROPPED]:
        parts.append(f"{count(counts[Outcome.DROPPED])} left alone")
    if counts[Outcome.WAITING]:
        parts.append(f"{count(counts[Outcome.WAITING])} {'left' if job.open else 'not sent'}")
    if job.skipped:
        more = counted(job.skipped, f"more {job.options.noun}") if several else f"{count(job.skipped)} more"
        parts.append(f"{more} unchanged")
    return " · ".join((*parts, *filter(None, (undone(job),))))


def undone(job: Job) -> str:
    """That a job was undone, and by which: `undone by job 9`; empty where it wasn't."""
    if job.undone_by is None:
        return ""
    return f"undone{'' if job.undone_wholly else ' in part'} by job {job.undone_by}"


def verified(job: Job) -> str:
    """When a job was last verified, and what that found: `300 compared · none different · 27 Nov 14:02`; or empty."""
    if (found := job.options.verified) is None:
        return ""
    different = f"{count(found.different)} different" if found.different else "none different"
    untold = f"{found.untold} can't be compared" if found.untold else ""
    parts = f"{count(found.compared)} compared", different, untold, moments.moment(found.at)
    return " · ".join(filter(None, parts))


def apart(job: Job) -> str:
    """What tells a job from others of its name: `job 12 · paused · 27 Nov 14:02 · 40 done · 60 left`."""
    return f"job {job.id} · {state(job)} · {moments.moment(job.created)} · {after(job)}"


def warnings(found: Preview) -> list[str]:
    """What a person should know before it runs, as sentences."""
    sentences = [found.reserved] if found.reserved else []
    sentences += [left_out_said(found.why_left_out)] if found.why_left_out else []
    sentences += [why] if found.sends and (why := _lost_on(found)) else []
    sentences += not_opted_in_said(dict(found.job.options.not_opted_in))
    if read_at := found.job.options.read_at:
        at = moments.moment(read_at)
        sentences.append(
            f"Its rows come from the local copy of {at}. If that is over a minute old, they are compared with the "
            "host first."
        )
    if found.may_start_flows:
        sentences.append(MAY_START_FLOWS)
    if found.sends:
        sentences.append(f"Can't be undone: {counted(found.sends, 'message')}.")
    if found.deletes:
        sentences.append(
            f"Deletes for good: {counted(found.deletes, 'thing')}, also where something uses them now."
        )
    if found.lost:
        sentences.append(f"Can't be undone: {counted(found.lost, 'call')} ({', '.join(found.lost_what)}).")
    if found.repeats:
        sentences.append(repeated([(step.title, job) for step, job in found.repeats]))
    sentences += [still_to_send(*each) for each in found.to_come]
    if why := never(window_of(found.job), time.time()):
        return [*sentences, why]
    if found.held is not None:
        sentences.append(f"It is held until {moments.due(found.held)}.")
    elif found.job.options.quiet is not None and found.job.options.sends:
        sentences.append(
            f"Nothing is sent between {quiet_said(found.job.options.quiet, found.job.options.zone)}."
        )
    if found.job.not_after is not None:
        sentences.append(f"Nothing is sent after {moments.due(found.job.not_after)}.")
    elif found.sends:
        sentences.append("It stops at the end of the day it starts on.")
    return sentences


def left_out_said(why: Mapping[str, int]) -> str:
    """How many rows are left out and why, as a sentence: `Left out: 4 (not on WhatsApp)`, with its full stop.

    Args:
        why: how many, by why as a sentence.
    """
    said = [
        f"{count(number)} ({each[:1].lower()}{each[1:].removesuffix('.')})" for each, number in why.items()
    ]
    return f"Left out: {', '.join(said)}."


def not_opted_in_said(to: Mapping[str, int]) -> list[str]:
    """To how many something goes that they haven't opted in to, as sentences.

    Args:
        to: how many, by what they would opt in to, in words: `e-mail`.
    """
    return [
        f"{count(number)} {'has' if number == 1 else 'have'}n't opted in to {what}."
        for what, number in sorted(to.items())
    ]


def still_to_send(job: Job, rows: int) -> str:
    """That a job that has begun is still to send the same, as a sentence.

    Args:
        job: the job.
        rows: to how many of those who are meant.
    """
    return f"Job {job.id} ({state(job)}) is still to send the same to {count(rows)} of them."


def repeated(found: Sequence[tuple[str, int]]) -> str:
    """Who would be sent what they were sent within a day, as a sentence.

    Args:
        found: their names, each with the job that sent it; 0 where it was sent by hand.
    """
    names = listed([name for name, _ in found])
    jobs = sorted({job for _, job in found if job})
    by = f" by job {', '.join(map(str, jobs))}" if jobs else " by hand"
    return f"{names} got the same within the last day{by}."


def state(job: Job) -> str:
    """Where a job is, in words."""
    if job.state is JobState.RUNNING and job.held_until is not None:
        return "held"
    if job.state is JobState.ENDED:
        counts = job.counts
        open_ones = (
            job.waiting or counts[Outcome.REFUSED] or counts[Outcome.UNKNOWN] or counts[Outcome.INTENDED]
        )
        return "ended" if open_ones else "done"
    return str(job.state)


def change_said(change: Change) -> str:
    """One value that changes: `city: Quito → Lima`."""
    if change.secret:
        return f"{change.name}: •••"
    before, after = (value_said(change.name, each) for each in (change.before, change.after))
    return f"{change.name}: {before} → {after}"


def value_said(name: str, value: object) -> str:
    """A value in words; nothing of a credential.

    Args:
        name: what it is called.
        value: the value, as JSON.
    """
    if is_credential(name, value):
        return "•••"
    if value is None or value == "":
        return "empty"
    if isinstance(value, bool):
        return "on" if value else "off"
    text = " ".join(str(value).split())
    return text if len(text) <= 40 else f"{text[:39]}…"


def step_said(step: Step) -> str:
    """What a step does: its changes where it has some."""
    return "; ".join(map(change_said, step.changes)) or step.summary


def rate(job: Job, now: float) -> tuple[float, float | None]:
    """How fast a running job is: calls a second, and the seconds that are left at that; None where it isn't known.

    Breaks don't count: while it was paused, stopped or held.
    """
    since, finished = job.options.paced_at or job.begun, job.finished - job.options.paced_from
    if since is None or finished < 3 or now <= since:
        return 0.0, None
    speed = finished / (now - since)
    return speed, job.waiting / speed


def takes_back(operation: str) -> bool:
    """Whether an operation makes something that can be taken away again, once the host has told its id."""
    owned = owner_of(operation)
    return owned is not None and owned.kind.create == operation and bool(owned.kind.delete)
