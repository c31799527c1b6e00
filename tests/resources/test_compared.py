# SPDX-License-Identifier: MIT
"""Two bots side by side: what is listed, what is copied to the other one, and what became of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from flotui.api.call import Call
from flotui.api.errors import Stopped, Unreachable
from flotui.api.pacer import Purpose
from flotui.config.profile import Profile
from flotui.jobs.between import PARTS, compare
from flotui.jobs.recover import look_up
from flotui.jobs.since import leave_out, stale
from flotui.jobs.undo import undo
from flotui.jobs.verify import differences, verify
from flotui.repositories.flows import create_bot_field, create_tag, create_user_field
from flotui.resources.ask import Cancelled
from flotui.resources.base import Context, Query
from flotui.resources.between import plan_copy, side_by_side
from flotui.resources.flows.compared import COMPARED, tell
from flotui.resources.reading import last, newest, read_all
from flotui.resources.text import plain
from flotui.resources.undoing import undo as undo_last
from flotui.store.entry import Outcome
from flotui.store.job import JobState
from flotui.workspace import Switches, Workspace
from tests.support.ask import NO, Answers
from tests.support.served import Served

NEW = ("autumn", "spring", "winter")


@pytest.fixture
async def hosts() -> AsyncIterator[tuple[Served, Served]]:
    with Served() as one, Served() as other:
        yield one, other


async def opened(host: Served, home: Path, name: str, **more: Any) -> Workspace:
    profile = replace(host.profile, name=name, bot=name.capitalize())
    files = {"cache": home / "cache.db", "journal": home / "journal.db"}
    return await Workspace.open(profile, token=host.token, **files, **more)


@pytest.fixture
async def here(hosts: tuple[Served, Served], tmp_path: Path) -> AsyncIterator[Workspace]:
    """A bot with three tags and a field of its own, and another one beside it."""
    found = await opened(hosts[0], tmp_path, "staging")
    await found.apply(*[create_tag(name) for name in NEW])
    await found.apply(create_user_field({"name": "joined", "var_type": "date"}))
    other = await opened(hosts[1], tmp_path, "live", beside=True)
    await found.put_beside(other)
    found.compared = await side_by_side(found, other)
    yield found
    await found.close()


def action(name: str) -> Any:
    return next(each for each in COMPARED.actions if each.id == f"compared.{name}")


async def rows(workspace: Workspace, **query: Any) -> list[Any]:
    found: Any = await last(COMPARED.read(workspace, replace(Query(), **query)))
    return list(found.in_memory)


async def done(workspace: Workspace) -> None:
    """Wait until no job of a bot runs."""
    async with asyncio.timeout(20):
        while workspace.working.running:
            await asyncio.sleep(0.01)


async def test_what_is_chosen_is_copied_after_a_question_that_names_the_other_bot(here: Workspace) -> None:
    found = await rows(here)
    assert [each.name for each in found] == [*NEW, "joined"]
    assert "4 different" in tell(here) and "Live (f1284" in tell(here)
    no = Answers(NO)
    there = here.other
    assert there is not None
    with pytest.raises(Cancelled):
        await action("copy-there").run(Context(here, COMPARED, tuple(found), no))
    assert await there.working.jobs.recent() == [], "a plan that isn't wanted is gone"
    yes = Answers(True)
    await action("copy-there").run(Context(here, COMPARED, tuple(found[1:]), yes))
    await done(there)
    question = yes.asked[0]
    assert question.title.startswith("Copy 2 tags and 1 user field from Staging")
    assert "live: Live (f1284" in plain(question.lines[0])
    assert [each.name for each in await rows(here)] == ["autumn"], "what was copied is read again by itself"
    assert await here.working.jobs.recent() == [] and here.jobs_running == ()
    (job,) = await there.working.jobs.recent()
    assert (job.state, job.done) == (JobState.ENDED, 3)
    kept = [each.name for each in await read_all(there.flows.tags(force=True))]
    assert {"spring", "winter"} <= set(kept) and "autumn" not in kept


async def test_the_undo_key_takes_a_copy_away_again_by_its_number_and_then_comes_to_earlier_edits(
    hosts: tuple[Served, Served], here: Workspace
) -> None:
    there = here.other
    assert there is not None
    chosen = [each for each in await rows(here) if each.name in NEW]
    asked = Answers(True)
    await action("copy-there").run(Context(here, COMPARED, chosen, asked))
    await done(there)
    asked = Answers("3")
    await undo_last(here, asked)
    (question,) = asked.asked
    assert question.danger and question.typed == 3 and question.title.startswith("Undo job 1")
    lines = "\n".join(map(plain, question.lines))
    assert (
        f"in live: {there.profile.about}" in lines
        and "Deletes for good: 3 things" in lines
        and "3 things · " in lines
    )
    await done(there)
    assert "t is job 2 of live: Live" in asked.said[-1]
    assert not {each.name for each in await read_all(there.flows.tags(force=True))} & {*NEW}
    asked = Answers(NO)
    with pytest.raises(Cancelled):
        await undo_last(here, asked)
    assert "joined" in plain(asked.asked[0].lines[0]), "the field that was made here before it"


async def test_nothing_is_listed_or_copied_before_a_bot_is_chosen(here: Workspace) -> None:
    found = tuple(await rows(here))
    await here.put_beside(None)
    assert await rows(here) == [] and tell(here) == ""
    context = Context(here, COMPARED, found, Answers())
    assert action("copy-there").unless(context) == "No other bot is compared."
    with pytest.raises(Stopped, match="compare-bots"):
        await action("values").run(context)


async def test_values_are_compared_on_demand_and_what_cant_be_copied_says_so(here: Workspace) -> None:
    there = here.other
    assert there is not None
    for bot, value in ((here, "9 to 5"), (there, "closed")):
        await bot.apply(create_bot_field({"name": "opening", "var_type": "text", "value": value}))
    await there.apply(create_tag("Autumn"))
    await there.apply(create_tag("theirs"))
    found = {each.name: each for each in await rows(here, force=True)}
    assert "opening" not in found
    assert "Autumn" in found["autumn"].refusal and "other bot" in found["theirs"].refusal
    say = Answers(True)
    await action("values").run(Context(here, COMPARED, (), say))
    assert "credentials never" in say.said[0]
    opening = next(each for each in await rows(here) if each.name == "opening")
    assert opening.texts == ("value: 9 to 5", "value: closed")
    chosen = (opening, found["autumn"], found["theirs"])
    context = Context(here, COMPARED, chosen, say)
    assert action("copy-there").unless(context) is None
    assert "Autumn" in (action("copy-there").unless(Context(here, COMPARED, chosen[1:2], say)) or "")
    assert (
        action("copy-there").unless(Context(here, COMPARED, chosen[1:], say))
        == "None of these can be copied."
    )
    kept: list[set[str]] = []
    marks = Context(here, COMPARED, chosen, say, keep_marks=lambda ids: kept.append(set(ids)))
    await action("copy-there").run(marks)
    assert kept == [{each.row_id for each in chosen[1:]}], "what wasn't copied stays marked"
    await done(there)
    lines = [plain(each) for each in say.asked[0].lines]
    assert any("value: closed → 9 to 5" in each for each in lines)
    assert sum(each.startswith("Not copied: ") for each in lines) == 2
    assert "opening" not in [each.name for each in await rows(here)]
    shown = {line.name: plain(line.value) for line in COMPARED.tabs[0].lines(here, found["autumn"])}  # type: ignore[misc]
    assert shown["here · Staging"] == "name: autumn" and shown["there · Live"] == "name: Autumn"
    assert shown["not copied"]


async def test_one_that_cant_be_had_is_named_and_the_list_stays(
    here: Workspace, hosts: tuple[Served, Served], tmp_path: Path
) -> None:
    hosts[1].fault("403", "/shop/product-tags", times=0)
    await rows(here, force=True)
    assert "Product tags of Live can't be compared" in tell(here)
    listed = [each.name for each in await rows(here)]
    hosts[1].fault("401", "/flow/tags", times=1)
    failed: Any = await newest(COMPARED.read(here, Query(force=True)))
    assert failed[1] is not None and [each.name for each in failed[0].in_memory] == listed
    nowhere = Profile("nowhere", "http://127.0.0.1:9/api", prefix="f7", bot="Nowhere")
    lost = await Workspace.open(nowhere, token=lambda: "demo", cache=None, journal=None, beside=True)
    await here.put_beside(lost)
    with pytest.raises(Unreachable, match=r"Nowhere \(127\.0\.0\.1:9\): "):
        await side_by_side(here, lost)
    hosts[0].fault("401", "/flow/tags", times=0)
    other = await opened(hosts[1], tmp_path, "other", beside=True)
    with pytest.raises(Stopped, match="doesn't accept its API key"):
        await side_by_side(other, here)
    await other.close()


async def test_the_same_bot_twice_is_refused(
    here: Workspace, hosts: tuple[Served, Served], tmp_path: Path
) -> None:
    twice = await opened(hosts[0], tmp_path, "twice", beside=True)
    with pytest.raises(Stopped, match="twice opens the bot that is open here"):
        await side_by_side(here, twice)
    await twice.close()
    unknown = Profile("unknown", hosts[0].url)  # only the ids in its answers tell which bot it is
    late = await Workspace.open(unknown, token=hosts[0].token, cache=None, journal=None, beside=True)
    with pytest.raises(Stopped, match="unknown opens the bot"):
        await side_by_side(here, late)
    await late.close()


async def test_what_was_made_is_looked_up_compared_and_taken_away(
    here: Workspace, hosts: tuple[Served, Served]
) -> None:
    there = here.other
    assert there is not None and here.compared is not None
    jobs, send = there.working.jobs, there.reader.send
    hosts[1].fault("500", "/flow/create-tag", times=1)  # carried out, and no clear answer
    hosts[1].fault("500-before", "/flow/create-tag", times=1, skip=1)
    written = await plan_copy(here, there, here.compared.differences, values=False)
    assert written.job is not None
    ended = await asyncio.wait_for(there.working.start(written.job.id), 20)
    assert (ended.unknown, ended.done) == (2, 2)
    looked = await look_up(jobs, ended.id, send)
    assert (looked.arrived, looked.lost, looked.asked) == (1, 1, [])
    done = await jobs.every(ended.id, [Outcome.DONE])
    assert len(done) == 3 and all(each.inverse for each in done), "what arrived can be taken back by its id"
    ended = await asyncio.wait_for(there.working.start(ended.id), 20)
    assert (ended.state, ended.done) == (JobState.ENDED, 4)
    assert not (await verify(jobs, ended.id, send)).different
    made = [each for each in await read_all(there.flows.tags(force=True)) if each.name in NEW]
    assert len(made) == 3, "each once"
    gone = next(each for each in made if each.name == "spring")
    await send(Call.of("flowDeleteTag", body={"tag_ns": gone.tag_ns}), Purpose.INTERACTIVE)
    seen = await verify(jobs, ended.id, send)
    told = await differences(jobs, ended.id, seen.different)
    assert [(each.step.title, each.summary) for each in told] == [("spring", "the row is gone")]
    back = await undo(jobs, ended, send)
    assert back.plan.job is not None and back.lost == 0
    await asyncio.wait_for(there.working.start(back.plan.job.id), 20)
    left = await read_all(there.flows.tags(force=True))
    assert not {each.name for each in left} & set(NEW)


async def test_what_somebody_has_made_since_the_plan_is_not_made_twice(here: Workspace) -> None:
    there = here.other
    assert there is not None and here.compared is not None
    jobs = there.working.jobs
    written = await plan_copy(here, there, here.compared.differences, values=False)
    assert written.job is not None
    await there.apply(create_tag("spring"))
    found = await stale(jobs, written.job.id, there.reader.send)
    job = await leave_out(jobs, written.job.id, found)
    assert (job.unchanged, job.waiting) == (1, 3)


async def test_a_dry_run_copies_nothing(hosts: tuple[Served, Served], tmp_path: Path) -> None:
    here = await opened(hosts[0], tmp_path, "staging")
    await here.apply(create_tag("winter"))
    await here.put_beside(
        await opened(hosts[1], tmp_path, "live", beside=True, switches=Switches(dry_run=True))
    )
    assert here.other is not None
    here.compared = await side_by_side(here, here.other)
    context = Context(here, COMPARED, tuple(here.compared.differences), Answers())
    assert action("copy-there").unless(context) == "Dry run: nothing is sent."
    await here.close()


def test_two_of_one_name_are_never_guessed_at() -> None:
    tags = PARTS[0].kind.model
    one = [
        tags.read({"tag_ns": f"f1t{n}", "name": name}) for n, name in enumerate(("vip", "vip", "VIP", "é"))
    ]
    other = [tags.read({"tag_ns": "f2t1", "name": "vip"}), tags.read({"tag_ns": "f2t2", "name": "e"})]
    found = compare({"tags": one, "shortcuts": []}, {"tags": other}).differences
    assert [(each.name, str(each.state), bool(each.refusal)) for each in found] == [
        ("vip", "here only", True),
        ("VIP", "here only", True),
        ("é", "different", True),
    ]


async def test_bots_that_are_called_alike_are_told_apart_and_a_name_is_said_once(here: Workspace) -> None:
    there = here.other
    assert there is not None
    for each in (here, there):
        each.profile = replace(each.profile, bot="Acme")
    row = next(each for each in await rows(here) if each.name == "autumn")
    shown = {line.name: plain(line.value) for line in COMPARED.tabs[0].lines(here, row)}  # type: ignore[misc]
    assert (shown["here · staging"], shown["there · live"]) == ("yes", "–")
    columns = {each.id: plain(each.text(row)) for each in COMPARED.columns}
    assert (columns["name"], columns["here"], columns["there"]) == ("autumn", "yes", "–")
