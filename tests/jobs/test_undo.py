# SPDX-License-Identifier: MIT
"""A job of any kind of change is undone where the host still has what it left, and nothing else is touched by that."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.models.subscriber import Subscriber
from flotui.api.pacer import Purpose
from flotui.jobs.changes import Changes, of_edits
from flotui.jobs.plan import SourceRow, at_once, plan
from flotui.jobs.undo import none_left, undo
from flotui.jobs.verify import verify
from flotui.repositories.edit import Edit
from flotui.repositories.flows import create_tag
from flotui.repositories.person_calls import labels_call
from flotui.repositories.profile import (
    add_labels,
    assign_agent,
    assign_group,
    consent,
    consents,
    move_chat,
    pause,
    unassign,
    update,
)
from flotui.repositories.subscribers import FieldChange, set_fields
from flotui.resources.ask import Cancelled
from flotui.resources.base import Context
from flotui.resources.job_actions import undo_this
from flotui.resources.jobs import JOBS
from flotui.resources.reading import read_all
from flotui.resources.text import plain
from flotui.store.entry import Outcome
from flotui.store.job import Job, JobState
from flotui.store.jobs import JobDraft
from flotui.workspace import Workspace
from tests.support.ask import NO, Answers
from tests.support.bot import Bot
from tests.support.jobs import TAG, people, planned

AGENT, OTHER, GROUP, LABEL = "20", "21", "41", "Beta"
MANY, THEIRS = 6, 2
"""How many rows a job is about, and how many of them somebody else changes since."""

Make = Callable[[Subscriber], Sequence[Edit]]

CHANGES: Mapping[str, tuple[Make, Make, Sequence[str]]] = {
    "label": (
        lambda row: add_labels(row, [LABEL]),
        lambda row: [Edit(labels_call(row.user_ns, [LABEL], on=False), "Remove")],
        ("labels",),
    ),
    "status": (lambda row: move_chat(row, "spam"), lambda row: move_chat(row, "pending"), ("status",)),
    "agent": (
        lambda row: assign_agent(row, AGENT, "Ana"),
        lambda row: assign_agent(row, OTHER, "Rui"),
        ("agent_id",),
    ),
    "pause": (
        lambda row: [] if row.is_bot_paused else [pause(row, 60)],
        lambda row: [Edit(Call.of("flowBotUserResumeBot", body={"user_ns": row.user_ns}), "Resume")],
        ("is_bot_paused",),
    ),
    "consent": (
        lambda row: consent(row, "email", given="email" not in consents(row)),
        lambda row: [
            Edit(
                Call.of(
                    f"flowBotUserOpt{'In' if 'email' in consents(row) else 'Out'}Email",
                    body={"user_ns": row.user_ns},
                ),
                "Consent",
            )
        ],
        ("opted_in_email",),
    ),
    "name": (
        lambda row: update(row, {"first_name": "X", "last_name": "Y"}),
        lambda row: update(row, {"first_name": "Theirs"}),
        ("first_name", "last_name"),
    ),
}
"""What a job does to each row, what somebody else does to some of them since, and where the row has it."""


async def _ran(workspace: Workspace, job: Job) -> Job:
    return await asyncio.wait_for(workspace.working.start(job.id), 30)


async def _done(workspace: Workspace, make: Make) -> tuple[list[Subscriber], Job]:
    """A job that has run, and the rows as they were before it."""
    rows = [Subscriber.read(each) for each in await people(workspace, 40)]
    chosen = [(row, edits) for row in rows if (edits := make(row))][:MANY]
    assert len(chosen) == MANY
    source = [SourceRow(row.user_ns, of_edits(row.title, edits)) for row, edits in chosen]
    written = await plan(workspace.working.jobs, "Change", at_once(source), JobDraft(""))
    assert written.job is not None
    ended = await _ran(workspace, written.job)
    assert (ended.done, ended.refused) == (MANY, 0)
    return [row for row, _ in chosen], ended


def _has(row: Mapping[str, Any], keys: Sequence[str]) -> list[object]:
    """What a row has there; of a time or a flag only whether there is one."""
    return [bool(row[key]) if key.startswith(("opted", "is_")) else row[key] for key in keys]


@pytest.mark.parametrize("what", CHANGES)
async def test_what_somebody_else_has_changed_since_stays_and_all_else_is_set_back(
    tmp_path: Path, what: str
) -> None:
    make, theirs, keys = CHANGES[what]
    bot = Bot(subscribers=80)
    workspace = await bot.open(tmp_path)
    rows, job = await _done(workspace, make)
    assert not (await verify(workspace.working.jobs, job.id, workspace.reader.send)).different
    changed = rows[:THEIRS]
    for row in changed:
        for edit in theirs(row):
            await workspace.reader.send(edit.call, Purpose.INTERACTIVE)
    since = {row.user_ns: _has(await bot.subscriber(row.user_ns), keys) for row in changed}
    written = await undo(workspace.working.jobs, job, workspace.reader.send)
    assert [each.subject for each in reversed(written.changed)] == [each.user_ns for each in changed]
    assert written.plan.job is not None and not written.lost
    ended = await _ran(workspace, written.plan.job)
    assert (ended.state, ended.refused) == (JobState.ENDED, 0)
    for row in rows:
        has, before = _has(await bot.subscriber(row.user_ns), keys), _has(row.raw, keys)
        if row.user_ns not in since:
            assert has == before
        elif what == "name":
            assert has == ["Theirs", row.last_name], "what they left alone is set back"
        else:
            assert has == since[row.user_ns]
    await workspace.close()


async def test_the_question_names_whose_stay_and_how_many_more(tmp_path: Path) -> None:
    bot = Bot(subscribers=80)
    workspace = await bot.open(tmp_path)
    make, theirs, _ = CHANGES["name"]
    rows, job = await _done(workspace, make)
    for row in rows[:-1]:
        for edit in theirs(row):
            await workspace.reader.send(edit.call, Purpose.INTERACTIVE)
    asked = Answers(NO)
    with pytest.raises(Cancelled):
        await undo_this(Context(workspace, JOBS, (job,), asked))
    names = ", ".join(each.title for each in rows[:3])
    assert f"Changed since, so left as is: first name of {names} and 2 more." in map(
        plain, asked.asked[0].lines
    ), "a person once, however many of their values"
    await workspace.close()


async def test_it_is_said_which_values_of_whom_stay_and_who_is_gone(tmp_path: Path) -> None:
    bot = Bot(subscribers=80)
    workspace = await bot.open(tmp_path)
    (first, *_) = rows = await people(workspace, MANY)
    field = next(each for each in first["user_fields"] if each["name"] == "city")
    city = FieldChange(field["var_ns"], "city", field["var_type"], "Lima")
    job = await _ran(workspace, await planned(workspace, MANY, Changes(add_tags=(TAG,), fields=(city,))))
    ids, names = [each["user_ns"] for each in rows], [each["name"] for each in rows]
    for user_ns in ids[:4]:
        await bot.ask("DELETE", "/subscriber/remove-tag", user_ns=user_ns, tag_ns=TAG.tag_ns)
    await bot.ask("PUT", "/subscriber/set-user-field", user_ns=ids[4], var_ns=city.var_ns, value="Cusco")
    await bot.ask("DELETE", "/subscriber/delete", user_ns=ids[5])
    written = await undo(workspace.working.jobs, job, workspace.reader.send)
    tags, values = f"{', '.join(names[:3])} and 1 more", names[4]
    assert written.stays == [
        f"Changed since, so left as is: tag {TAG.name} of {tags}; city of {values}.",
        f"Gone: {names[5]}.",
    ]
    assert written.plan.job is not None and not written.lost
    ended = await _ran(workspace, written.plan.job)
    assert (ended.done, ended.refused) == (5, 0), "the city of four, and the tag of one"
    await bot.ask("DELETE", "/subscriber/delete", user_ns=ids[4])
    again = await undo(workspace.working.jobs, job, workspace.reader.send)
    assert (
        none_left(job, again)
        == f"Nothing of job {job.id} can be undone: all of it was changed since or is gone."
    )
    now = await workspace.working.jobs.job(job.id)
    assert now is not None, "what the first undo has undone wasn't changed by somebody else"
    assert none_left(now, again) == (
        f"Nothing more of job {job.id} can be undone: the rest was changed since or is gone."
    )
    assert none_left(now, again._replace(changed=(), lost=1)).endswith(
        "the rest is gone or can't be reversed."
    )
    await workspace.close()


async def test_an_agent_who_has_the_chat_keeps_it_when_its_group_is_undone(tmp_path: Path) -> None:
    bot = Bot(subscribers=80)
    workspace = await bot.open(tmp_path)
    rows, job = await _done(workspace, lambda row: [] if row.agent_id else assign_group(row, GROUP, "Sales"))
    await workspace.reader.send(assign_agent(rows[0], OTHER, "Rui")[0].call, Purpose.INTERACTIVE)
    written = await undo(workspace.working.jobs, job, workspace.reader.send)
    assert written.plan.job is not None
    await _ran(workspace, written.plan.job)
    found = [(await bot.subscriber(row.user_ns))["agent_id"] for row in rows]
    assert found == [int(OTHER), *[None] * (MANY - 1)]
    assert not (await bot.subscriber(rows[1].user_ns))["agent_group_id"]
    await workspace.close()


async def test_of_a_chat_that_an_agent_and_a_group_had_the_agent_has_it_again(tmp_path: Path) -> None:
    bot = Bot(subscribers=80)
    workspace = await bot.open(tmp_path)
    (first, *_) = [Subscriber.read(each) for each in await people(workspace, 1)]
    for edit in (*assign_agent(first, AGENT, "Ana"), *assign_group(first, GROUP, "Sales")):
        await workspace.reader.send(edit.call, Purpose.INTERACTIVE)
    held = Subscriber.read(await bot.subscriber(first.user_ns))
    source = [SourceRow(held.user_ns, of_edits(held.title, unassign(held)))]
    plans = await plan(workspace.working.jobs, "Unassign", at_once(source), JobDraft(""))
    assert plans.job is not None
    written = await undo(workspace.working.jobs, await _ran(workspace, plans.job), workspace.reader.send)
    assert written.plan.job is not None and written.lost == 1, "one call gives it to the one or to the other"
    await _ran(workspace, written.plan.job)
    assert (await bot.subscriber(first.user_ns))["agent_id"] == int(AGENT)
    await workspace.close()


@pytest.mark.parametrize("title", ["Change", "Change: 3 times", "Undo job 9: 3 of them"])
@pytest.mark.parametrize("counted", [True, False])
async def test_what_is_undone_and_done_again_is_called_as_it_was_whatever_that_looks_like(
    workspace: Workspace, title: str, counted: bool
) -> None:
    (row,) = [Subscriber.read(each) for each in await people(workspace, 1)]
    (edit,) = update(row, {"first_name": "X"})
    source = [SourceRow(row.user_ns, of_edits(row.title, [replace(edit, summary="Undo: the name")]))]
    jobs = workspace.working.jobs
    planned = (await plan(jobs, title, at_once(source), JobDraft("", counted=counted))).job
    called = f"{title[0].lower()}{title[1:]}{': 1 subscriber' if counted else ''}"
    told: list[tuple[str, str]] = []
    for _ in range(4):
        assert planned is not None
        ended = await _ran(workspace, planned)
        (step,) = await jobs.every(ended.id)
        told.append((ended.title, step.summary))
        planned = (await undo(jobs, ended, workspace.reader.send)).plan.job
    first, again = ended.id - 3, "Undo: the name"
    assert told == [
        (f"{title}{': 1 subscriber' if counted else ''}", again),
        (f"Undo job {first}: {called}", "Undo: undo: the name"),
        (f"Redo job {first}: {called}", again),
        (f"Undo job {first + 2}: {called}", "Undo: undo: the name"),
    ]


async def test_what_another_window_set_after_the_rows_were_read_is_set_back(tmp_path: Path) -> None:
    bot = Bot(subscribers=80)
    workspace = await bot.open(tmp_path)
    rows = [Subscriber.read(each) for each in await people(workspace, 4)]
    field = next(each for each in rows[0].raw["user_fields"] if each["name"] == "city")

    def to(value: str) -> Changes:
        return Changes(fields=(FieldChange(field["var_ns"], "city", field["var_type"], value),))

    def city(row: Subscriber) -> object:
        value = row.field(field["var_ns"])
        return value and value.value

    theirs = await planned(workspace, 2, to("Lima"))
    mine = await planned(workspace, 4, to("Cusco"))
    await _ran(workspace, theirs)
    for edit in set_fields(rows[2], to("Quito").fields):
        await workspace.apply(edit)
    ended = await _ran(workspace, mine)
    assert (ended.done, ended.dropped) == (3, 1), "what is set by hand after it was planned counts"
    written = await undo(workspace.working.jobs, ended, workspace.reader.send)
    assert written.plan.job is not None and not written.stays
    await _ran(workspace, written.plan.job)
    found = [Subscriber.read(await bot.subscriber(row.user_ns)) for row in rows]
    assert [city(each) for each in found] == ["Lima", "Lima", "Quito", city(rows[3])]
    await workspace.close()


async def test_what_a_job_found_there_is_not_deleted_by_its_undo(workspace: Workspace, bot: Bot) -> None:
    there, *_ = await read_all(workspace.flows.tags())
    source = [SourceRow(name, of_edits(name, [create_tag(name)])) for name in (there.name, "brand-new")]
    plans = await plan(workspace.working.jobs, "Create tags", at_once(source), JobDraft(""))
    assert plans.job is not None
    ended = await _ran(workspace, plans.job)
    assert (ended.unchanged, ended.done) == (1, 1)
    (found,) = await workspace.working.jobs.every(ended.id, [Outcome.UNCHANGED])
    assert (found.title, found.message) == (there.name, "Nothing was created: it was there already.")
    written = await undo(workspace.working.jobs, ended, workspace.reader.send)
    assert written.plan.job is not None and not written.stays
    await _ran(workspace, written.plan.job)
    writes = [operation for operation, _ in await bot.writes()]
    assert writes == ["flowCreateTag", "flowCreateTag", "flowDeleteTag"]
    assert there.tag_ns in {each.tag_ns for each in await read_all(workspace.flows.tags())}
