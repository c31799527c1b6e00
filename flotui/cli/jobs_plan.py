# SPDX-License-Identifier: MIT
"""Planning a job from the command line's words."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flotui.api.argument import Argument
from flotui.api.errors import Malformed
from flotui.api.models.subscriber import Subscriber
from flotui.audience.answering import lacking
from flotui.audience.doubting import reservations
from flotui.audience.knowing import sense_of
from flotui.audience.query import parse
from flotui.audience.selecting import select
from flotui.cli import sink
from flotui.cli.ends import Failure
from flotui.cli.given import Given
from flotui.config.exits import Exit
from flotui.jobs.changes import Changes, Does, Planner, consenting
from flotui.jobs.outcomes import SMALL
from flotui.jobs.plan import SourceRow, plan
from flotui.jobs.sends import Send, mailing, starting, texting, texting_by_sms
from flotui.jobs.sheet.people_values import CellReading
from flotui.jobs.sheet.people_values import value as value_of
from flotui.jobs.times import SendingHours, ahead, never
from flotui.repositories import profile
from flotui.repositories.profile import assign_agent
from flotui.repositories.subscribers import FieldChange
from flotui.repositories.window import reach_of
from flotui.resources.reading import named, read_all
from flotui.resources.subscribers.finding import meant, phone_of
from flotui.resources.subscribers.phones import the_owners, with_phone
from flotui.resources.templating import send_named
from flotui.store.entry import Outcome
from flotui.store.job import JobOptions
from flotui.store.jobs import JobDraft
from flotui.text import moments
from flotui.text.clock import follow_clock, host_now
from flotui.text.hours import Hours, NoHours, hours_of
from flotui.text.truth import truth
from flotui.text.zones import NoTime

if TYPE_CHECKING:
    from flotui.jobs.plan import Plan
    from flotui.repositories.walking import Walk
    from flotui.repositories.window import Reach
    from flotui.workspace import Workspace


async def plan_of(workspace: Workspace, given: Given) -> Plan:
    """Write the job down that the command line asks for.

    Raises:
        Failure: when its words don't make one.
        FlochatError: when the host can't be had.
    """
    query = given["query"].strip()
    if not query and not given["everyone"]:
        raise Failure("Whom? Give a query, such as tag:vip, or --all.", Exit.USAGE)
    if query and given["everyone"]:
        raise Failure("Not planned. Give either a query or --all, not both.", Exit.USAGE)
    quiet = _quiet(given["quiet"]) if given["quiet"] else workspace.working.quiet
    starts = yet_to_come(workspace, "--start", given["start"])
    ends = yet_to_come(workspace, "--not-after", given["not_after"])
    if starts is not None and ends is not None and ends <= starts:
        raise Failure("--not-after is before --start: nothing would be sent.", Exit.USAGE)
    try:
        planner = Planner(await changes_of(workspace, given))
    except Malformed as error:
        raise Failure(f"Not planned. {error.at_command_line}", Exit.USAGE) from error
    window = SendingHours(starts, ends, quiet, workspace.zone.lasting_name)
    if planner.sends and (why := never(window, time.time())):
        raise Failure(f"Not planned. {why} Change --start, --not-after or --quiet.", Exit.USAGE)
    if not planner.title:
        raise Failure("What is to be done? Add --add-tag, --set, --send-sub-flow or another.", Exit.USAGE)

    reach: dict[str, Reach] = {}
    now = time.time()
    later = ahead(starts, quiet, window.zone, now)
    not_opted_in: dict[str, tuple[str, ...]] = {}
    """Of those alone of whom it is true: they may be few of a hundred thousand."""

    found_people, read_at = await people_of(workspace, query, planner, offline=given["offline"])

    async def rows() -> AsyncIterator[Sequence[SourceRow]]:
        async for people in found_people:
            if planner.sends:
                for each in map(Subscriber.read, people):
                    reach[each.user_ns] = reach_of(
                        each, late_matters=planner.late_matters, now=host_now() + later
                    )
                    not_opted_in.pop(each.user_ns, None)  # a row that comes twice says now what is so
                    if what := planner.not_opted_in(each):
                        not_opted_in[each.user_ns] = tuple(what)
            yield [planner.row(row) for row in people]

    options = JobOptions(
        trial=not given["no_trial"],
        quiet=quiet,
        zone=window.zone,
        read_at=read_at,
    )
    draft = JobDraft("", query, options, starts, ends)
    jobs = workspace.working.jobs
    found = await plan(jobs, planner.title, rows(), draft, skip_repeats=given["skip_repeats"])
    if found.job is None:
        return found
    if reach:
        for step in await jobs.every(found.job.id, [Outcome.DROPPED]):
            reach.pop(step.subject, None)
            not_opted_in.pop(step.subject, None)
        known = tuple(Counter[str](reach.values()).items())
        doubtful = tuple(Counter(chain.from_iterable(not_opted_in.values())).items())
        job = await jobs.configure(
            found.job.id, reach=known, reach_at=now + later if later else 0.0, not_opted_in=doubtful
        )
        found = replace(found, job=job)
    assert found.job is not None
    if found.rows <= SMALL and not found.job.options.sends:
        found = replace(found, job=await jobs.configure(found.job.id, trial=False))
    return found


async def changes_of(workspace: Workspace, given: Given) -> Changes:
    """What the command line's options do to each subscriber, with ids for names.

    Raises:
        Malformed: when a name isn't that of exactly one thing, or a value isn't one of its field.
    """
    flows, team = workspace.flows, workspace.team
    anew = not given["offline"]  # what was created since would be said not to be there
    tags = await read_all(flows.tags(force=anew)) if given["add_tags"] or given["remove_tags"] else []
    fields = await read_all(flows.user_fields(force=anew)) if given["sets"] or given["clears"] else []
    labels = await read_all(team.labels(force=anew)) if given["add_labels"] or given["remove_labels"] else []

    def field(name: str, value: str) -> FieldChange:
        found = named(fields, name, "user field")
        text, why = value_of(found, value, CellReading())
        if why:
            raise Malformed(f"{found.name}: {why}.", advice="")
        if truth(value) is not None and found.var_type == "boolean":
            text = value.strip()  # in the bot's own form, be it 1 or true
        return FieldChange(found.var_ns, found.name, found.var_type, text)

    edits = _edits(given)
    if given["agent"]:
        agent = named(await read_all(team.agents(force=anew)), given["agent"], "agent")
        edits.append(
            Does(
                "the agent",
                f"assign to {agent.name}",
                lambda person: assign_agent(person, agent.row_id, agent.name),
            )
        )
    return Changes(
        add_tags=tuple(named(tags, each, "tag") for each in given["add_tags"]),
        remove_tags=tuple(named(tags, each, "tag") for each in given["remove_tags"]),
        fields=(
            *(field(*_pair(each)) for each in given["sets"]),
            *(field(each, "") for each in given["clears"]),
        ),
        add_labels=tuple(named(labels, each, "label").name for each in given["add_labels"]),
        remove_labels=tuple(named(labels, each, "label").name for each in given["remove_labels"]),
        edits=tuple(edits),
        sends=tuple(await _sends(workspace, given)),
    )


def _edits(given: Given) -> list[Does]:
    edits = [consenting(what, True) for what in given["opt_ins"]]
    edits += [consenting(what, False) for what in given["opt_outs"]]
    if minutes := given["pause_bot"]:
        if wrong := Argument("flowBotUserPauseBot", "minutes").wrong(str(minutes)):
            raise Failure(f"Minutes of the pause: {minutes:,}. {wrong}", Exit.USAGE)
        summary = f"pause the bot for {minutes} min"
        edits.append(Does("the bot", summary, lambda person: [profile.pause(person, minutes)]))
    if given["resume_bot"]:
        edits.append(Does("the bot", "resume the bot", profile.resume_if_paused))
    if status := (given["status"] or "").lower():
        if status not in profile.STATUSES:
            raise Failure(f"A chat's status is {', '.join(profile.STATUSES)}, not {status}.", Exit.USAGE)
        move = partial(profile.move_chat, status=status)
        edits.append(Does("the status", f"move the chat to {status}", move))
    return edits


async def _sends(workspace: Workspace, given: Given) -> list[Send]:
    found, anew = [], not given["offline"]
    if given["sub_flows"]:
        flows = await read_all(workspace.flows.sub_flows(force=anew))
        for name in given["sub_flows"]:
            found.append(starting(named(flows, name, "sub-flow")))
    found += await _templates(workspace, given)
    found += map(texting, given["texts"])
    if given["sms"] is not None:
        found.append(texting_by_sms(given["sms"]))
    if (given["subject"] is None) is not (given["email_text"] is None):
        raise Failure("An e-mail takes both --send-email SUBJECT and --email-text TEXT.", Exit.USAGE)
    if given["subject"] is not None:
        found.append(mailing(given["subject"], given["email_text"]))
    return found


async def _templates(workspace: Workspace, given: Given) -> list[Send]:
    """The template that is sent, if any.

    Raises:
        Failure: when there are two, for different channels, which nobody would get both; or values for none.
    """
    whatsapp, facebook, values = given["template"], given["facebook_template"], given["template_values"]
    if whatsapp and facebook:
        raise Failure("No subscriber gets both a WhatsApp and a Facebook template. Choose one.", Exit.USAGE)
    if not (whatsapp or facebook):
        if values:
            raise Failure("--template-value is for --send-template and --send-facebook-template.", Exit.USAGE)
        return []
    anew = not given["offline"]
    return [await send_named(workspace, whatsapp or facebook, values, facebook=bool(facebook), force=anew)]


async def people_of(
    workspace: Workspace, query: str, planner: Planner, *, offline: bool
) -> tuple[AsyncIterator[Sequence[Mapping[str, object]]], float]:
    """The subscribers of a query, some at a time, as the host has them or as the local copy does.

    Args:
        workspace: the open bot.
        query: whom.
        planner: says what is wanted of those of the copy.
        offline: whether they come from the copy.

    Returns:
        Their rows, and when those of the copy were read, in unix seconds; 0 for the host's.

    Raises:
        FlochatError: when the query isn't one, or nobody is in the copy.
    """
    if not offline:
        if not (number := phone_of(parse(query))):
            return _checked(workspace, query), 0.0
        owners = await the_owners(workspace, number)
        for each in owners:
            sink.tell(f"{number}: {with_phone(each)}, {each.user_ns}.")
        return _at_once([each.raw for each in owners]), 0.0
    reads, keys = planner.reads, planner.keys
    selection, rows = await select(workspace, parse(query), offline=True, fields=reads, keys=keys)
    if selection.note:
        sink.tell(selection.note)
    return rows, selection.at


async def _checked(workspace: Workspace, query: str) -> AsyncIterator[Sequence[Mapping[str, object]]]:
    """Whom a query means as the host has them now; then what is to be known of that is said."""
    async for rows in meant(workspace, query, _tell_lacking):
        yield rows
    whole, sense = await sense_of(workspace, parse(query), ask=False)
    if doubt := reservations(whole, sense):
        sink.tell(doubt)


def _tell_lacking(walk: Walk) -> None:
    """Say how many didn't come, who can't be in the plan."""
    if why := lacking(walk):
        sink.tell(f"{why} The plan leaves them out.")


async def _at_once(
    rows: Sequence[Mapping[str, object]],
) -> AsyncIterator[Sequence[Mapping[str, object]]]:
    yield rows


def moment(workspace: Workspace, text: str) -> datetime:
    """The moment that was typed, in the workspace's zone.

    Raises:
        Failure: when it is none.
    """
    try:
        return workspace.zone.moment(text)
    except NoTime as error:
        raise Failure(str(error), Exit.USAGE) from error


def yet_to_come(workspace: Workspace, option: str, text: str | None) -> float | None:
    """The moment that was typed for an option, in unix seconds; None where none was.

    Raises:
        Failure: when it is none, or has passed.
    """
    if not text:
        return None
    # A runner counts by this machine's clock; the host's may be what is left of a time at which this one was wrong.
    leave = follow_clock(lambda: 0.0)
    try:
        at = moment(workspace, text).timestamp()
    except Failure as error:
        raise Failure(f"{option}: {error}", Exit.USAGE) from error
    finally:
        leave()
    if at <= time.time():
        raise Failure(f"{option} {text} has passed: {moments.moment(at)}.", Exit.USAGE)
    return at


def _quiet(text: str) -> Hours | None:
    """Hours such as `21-8`; None for `off`.

    Raises:
        Failure: when they are none.
    """
    try:
        return hours_of(text)
    except NoHours:
        raise Failure(f"Quiet hours are like 21-8, 21:30-08:00 or off; not {text}.", Exit.USAGE) from None


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise Failure(f"--set wants FIELD=VALUE, not {text}.", Exit.USAGE)
    return name.strip(), value
