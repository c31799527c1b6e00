# SPDX-License-Identifier: MIT
"""A template for those who are marked: each gets it once, with their own values; who can't have it is left out."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flotui.api.errors import Malformed
from flotui.api.models.sending import Template
from flotui.api.models.subscriber import Subscriber
from flotui.jobs.changes import Changes
from flotui.jobs.report import before, preview, warnings
from flotui.repositories.filling import FilledTemplate
from flotui.repositories.subscribers import FieldChange
from flotui.resources.ask import Cancelled
from flotui.resources.base import Context
from flotui.resources.reading import read_all
from flotui.resources.subscribers import SUBSCRIBERS, actions
from flotui.resources.templating import filling_of, sending_of
from flotui.resources.text import plain
from flotui.store.entry import Outcome
from flotui.store.job import Job, JobState
from flotui.store.journal import Journal
from flotui.workspace import Workspace
from tests.support import settle
from tests.support.ask import NO, Answers, act, rows_of
from tests.support.bot import Bot
from tests.support.jobs import planned
from tests.support.people import ana, valid

SENDS = "flowBotUserSendWhatsappTemplate"
PATH = "/subscriber/send-whatsapp-template"
VALUES = {"BODY_{{1}}": "{{first_name}}", "BODY_{{2}}": "{{City}}"}
WHATSAPP = ("whatsapp_cloud", "whatsapp")


def city(person: Subscriber) -> str:
    """Where somebody lives; empty where nobody knows."""
    return next((each.text for each in person.user_fields if each.name == "city"), "")


async def marked(workspace: Workspace) -> tuple[list[Subscriber], list[Subscriber]]:
    """32 people, and those 25 of them who are on WhatsApp and live somewhere."""
    people = [
        each
        for each in await rows_of(workspace, SUBSCRIBERS)
        if each.is_on and (each.first_name or each.channel not in WHATSAPP)
    ]
    elsewhere = [each for each in people if each.channel not in WHATSAPP][:4]
    homeless = [each for each in people if each.channel in WHATSAPP and not city(each)][:3]
    fit = [each for each in people if each.channel in WHATSAPP and city(each)]
    mixed = [*elsewhere[:2], *fit[:10], *homeless, *fit[10:25], *elsewhere[2:]]
    assert len(mixed) == 32
    return mixed, fit[:25]


async def sent(bot: Bot) -> list[tuple[str, Any]]:
    """Whom the host got a template for, and with which values."""
    rows = await bot.writes()
    assert {operation for operation, _ in rows} <= {SENDS}
    return [(body["user_ns"], body["content"].get("params")) for _, body in rows]


async def job_of(workspace: Workspace, number: int, values: dict[str, str], **options: Any) -> Job:
    """A job that sends a template to the first so many subscribers."""
    template = (await read_all(workspace.sending.whatsapp_templates()))[0]
    send = sending_of(await filling_of(workspace, template, values))
    return await planned(workspace, number, Changes(sends=(send,)), **options)


async def test_each_gets_it_once_with_their_own_values(workspace: Workspace, bot: Bot) -> None:
    workspace.working.quiet = None
    people, fit = await marked(workspace)
    with pytest.raises(Cancelled):
        await act(workspace, actions.send_template, people, "order_followup", VALUES, NO)
    assert await sent(bot) == []
    ask = await act(workspace, actions.send_template, people, "order_followup", VALUES, "25", True)
    picker, form, confirm, trial = ask.asked
    assert picker.title == "Send which template to 32 subscribers?"
    assert form.fields[0].value == "{{first_name}}"
    said = "\n".join(map(plain, confirm.lines))
    assert f"Oi {fit[0].first_name}, seu pedido {city(fit[0])} chegou bem?" in said
    assert f"Shown as {fit[0].title} reads it; each gets their own values." in said
    assert "Left out: 4 (not on WhatsApp), 3 (no City)." in said
    assert "shut" not in said, "it arrives after 24 hours, too"
    assert trial.title.startswith("Trial with ")
    await settle.until(lambda: not workspace.working.running, lambda: f"{workspace.working.running}")
    own = {each.user_ns: {"BODY_{{1}}": each.first_name, "BODY_{{2}}": city(each)} for each in fit}
    found = await sent(bot)
    assert len(found) == 25 and dict(found) == own
    (job,) = await workspace.working.jobs.recent()
    assert job.title == "Send template order_followup to 25 subscribers" and job.done == 25
    await valid(bot)


async def test_few_get_it_at_once_and_the_same_again_is_pointed_out(workspace: Workspace, bot: Bot) -> None:
    _, (one, other, *_) = await marked(workspace)
    for again in (False, True):
        answer: Any = NO if again else "2"
        try:
            ask = await act(workspace, actions.send_template, [one, other], "order_followup", VALUES, answer)
        except Cancelled as error:
            assert again, error
    assert len(await sent(bot)) == 2 and "accepted order_followup for 2 subscribers" in ask.said[-1]
    job = await job_of(workspace, 40, VALUES)
    found = await preview(workspace.working.jobs, job, workspace.pacer)
    same = {one.user_ns, other.user_ns}
    assert (
        {step.subject for step, _ in found.repeats}
        == same
        & {each.subject for each in await workspace.working.jobs.steps(job.id, [Outcome.WAITING], limit=-1)}
        != set()
    )


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("{{nosuch}}", "There is no user field called nosuch."),
        ("{{1}}", "There is no user field called 1."),
        ("Hi {{first_name", "Hi {{first_name has a placeholder that isn't closed."),
    ],
)
@pytest.mark.parametrize("number", [1, 3])
async def test_what_nothing_fills_in_is_refused_at_its_field(
    workspace: Workspace, bot: Bot, typed: str, says: str, number: int
) -> None:
    people = [await ana(workspace), *(await marked(workspace))[1]][:number]
    with pytest.raises(Malformed) as error:
        await act(
            workspace, actions.send_template, people, "order_followup", {**VALUES, "BODY_{{2}}": typed}, "3"
        )
    assert error.value.happened == says and list(error.value.fields) == ["BODY_{{2}}"]
    assert await sent(bot) == []


async def test_one_who_lacks_a_value_gets_nothing_and_nobody_does_where_all_are_left_out(
    workspace: Workspace, bot: Bot
) -> None:
    people, fit = await marked(workspace)
    out = [each for each in people if each not in fit]
    homeless = next(each for each in out if each.channel in WHATSAPP)
    for some, says in (
        ([homeless], f"{homeless.title} has no City. Nothing was sent."),
        (out, "Left out: 4 (not on WhatsApp), 3 (no City). Nothing was sent."),
    ):
        with pytest.raises(Malformed) as error:
            await act(workspace, actions.send_template, some, "order_followup", VALUES, True)
        assert error.value.happened == says
    assert await sent(bot) == []
    for some, against in (([fit[0], *out], True), ([fit[1]], False)):
        ask = Answers("order_followup", VALUES, NO)
        with pytest.raises(Cancelled):
            await actions.send_template.run(Context(workspace, None, tuple(some), ask))
        assert ask.asked[-1].waived is not against, (
            "what is said against it is read, whatever the settings say"
        )
    await act(workspace, actions.send_template, [fit[0]], "order_followup", VALUES, True)
    assert await sent(bot) == [
        (fit[0].user_ns, {"BODY_{{1}}": fit[0].first_name, "BODY_{{2}}": city(fit[0])})
    ]


async def test_a_lost_answer_is_one_send_each_also_when_it_was_killed_and_goes_on(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    job = await job_of(workspace, 60, VALUES)
    goes, left_out = await workspace.working.jobs.rows(job.id)
    assert goes > 20 and left_out == job.dropped > 5
    dead = await Journal.open(tmp_path / "journal.db", workspace.profile.cache_id)
    dead.jobs.owner = "999999:1"  # of a process that isn't there any more
    assert await dead.jobs.take(job.id) is not None
    gone = {each.subject for each in (await dead.jobs.turn(job.id, [], 3)).steps}
    await dead.close()
    await bot.fault(kind="drop", path=PATH, skip=4, times=1)
    ended = await asyncio.wait_for(workspace.working.start(job.id), 20)
    assert (ended.done, ended.unknown, ended.waiting, ended.dropped) == (goes - 4, 4, 0, left_out)
    received = Counter(user for user, _ in await sent(bot))
    assert set(received.values()) == {1} and len(received) == goes - 3 and not gone & set(received)
    again = await asyncio.wait_for(workspace.working.start(job.id), 20)
    assert again.unknown == 4 and len(await sent(bot)) == goes - 3
    values = [params for _, params in await sent(bot)]
    assert all(each["BODY_{{2}}"] and "{" not in str(each.values()) for each in values)
    await workspace.close()


async def test_who_is_left_out_is_counted_and_named_and_nothing_of_theirs_is_done(tmp_path: Path) -> None:
    bot = Bot(subscribers=250)
    workspace = await bot.open(tmp_path)
    job = await job_of(workspace, 60, VALUES)
    found = await preview(workspace.working.jobs, job, workspace.pacer)
    assert f"60 subscribers · goes to {found.rows} ·" in before(found)
    elsewhere, homeless = found.why_left_out["Not on WhatsApp."], found.why_left_out["No City."]
    assert elsewhere + homeless == found.left_out == 60 - found.rows
    said = f"Left out: {homeless} (no City), {elsewhere} (not on WhatsApp)."
    assert said in warnings(found)
    steps = await workspace.working.jobs.steps(job.id, [Outcome.DROPPED], limit=-1)
    assert Counter(each.message for each in steps) == Counter(found.why_left_out)
    assert await workspace.working.jobs.forget(job.id), "nothing of it has left"
    await workspace.close()


async def test_a_value_that_the_job_itself_sets_is_the_one_that_is_read(workspace: Workspace) -> None:
    template = (await read_all(workspace.sending.whatsapp_templates()))[0]
    send = sending_of(await filling_of(workspace, template, VALUES))
    field = next(each for each in await read_all(workspace.flows.user_fields()) if each.name == "city")
    for value in ("Quito", ""):
        change = FieldChange(field.var_ns, field.name, field.var_type, value)
        job = await planned(workspace, 40, Changes(fields=(change,), sends=(send,)))
        bodies = [
            each.call.json
            for each in await workspace.working.jobs.steps(job.id, [Outcome.WAITING], limit=-1)
            if each.call.operation_id == SENDS
        ]
        assert {each["content"]["params"]["BODY_{{2}}"] for each in bodies} == ({value} if value else set())


def test_what_is_filled_in_is_one_line_and_has_no_placeholder_itself() -> None:
    fields = [
        {"var_ns": f"f1v{at}", "name": name, "value": value}
        for at, (name, value) in enumerate((("city", " São\n Paulo "), ("odd", "{{city}}"), ("points", 7)))
    ]
    person = Subscriber.read({"user_ns": "f1u1", "name": "Ana", "user_fields": fields})
    ids = {"Cidade": "f1v0", "odd": "f1v1", "points": "f1v2"}
    for typed, reads, lacks in (
        ("from {{Cidade}}, {{ name }}", "from São Paulo, Ana", ""),
        ("{{points}}", "7", ""),
        ("{{odd}}", "", "odd"),
        ("{{email}}", "", "email"),
    ):
        filled = FilledTemplate(Template(), {"BODY_{{1}}": typed, "URL_1": ""}, ids, "WhatsApp", WHATSAPP)
        assert filled.of(person) == ({"BODY_{{1}}": reads}, lacks)


async def test_no_message_has_a_credential(
    workspace: Workspace, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flotui.resources.templating.is_secret", lambda name: name == "city")
    with pytest.raises(Malformed, match=r"^city looks like a credential"):
        await job_of(workspace, 3, VALUES)


async def test_quiet_hours_hold_it(workspace: Workspace, bot: Bot) -> None:
    hour = datetime.now(UTC).hour  # what runs jobs took the clock as it was loaded
    job = await job_of(workspace, 30, VALUES, quiet=((hour - 1) % 24, (hour + 2) % 24), zone="UTC")
    running = workspace.working.start(job.id)
    await settle.until(lambda: bool(workspace.working.running), lambda: "it doesn't run")
    async with asyncio.timeout(10):
        while (held := await workspace.working.jobs.peek(job.id)) is None or held.held_until is None:
            await asyncio.sleep(0.01)
    assert held.state is JobState.RUNNING and await sent(bot) == []
    await workspace.working.ask(job.id, JobState.CANCELLED)
    await asyncio.wait_for(running, 10)
    assert await sent(bot) == []
