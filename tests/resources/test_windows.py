# SPDX-License-Identifier: MIT
"""The 24 hours as they are drawn, and a send to many that leaves out whom it doesn't arrive at."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flotui.api.models.subscriber import Subscriber
from flotui.repositories.sending import send_sub_flow
from flotui.repositories.window import FREE, UNKNOWN, ReplyWindow, reach_of
from flotui.resources.acting import held_until
from flotui.resources.ask import Cancelled
from flotui.resources.base import Context
from flotui.resources.person import confirm_send
from flotui.resources.reading import read_all
from flotui.resources.subscribers import SUBSCRIBERS, actions
from flotui.resources.text import Text, plain
from flotui.resources.windows import (
    WIDTH,
    addressee,
    arrival,
    reach_lines,
    window_cell,
    window_says,
)
from flotui.text import safe
from flotui.text.clock import host_now
from flotui.text.dates import clock_time
from flotui.workspace import Workspace
from tests.support.ask import NO, Answers, act, rows_of
from tests.support.bot import Bot


@pytest.fixture
def bot(frozen: datetime) -> Bot:
    """A sandbox at noon."""
    return Bot(now=frozen)


SHUTS = datetime(2026, 1, 16, 8, 53, tzinfo=UTC)


def open_for(hours: float) -> ReplyWindow:
    return ReplyWindow("open", left=timedelta(hours=hours), shuts=SHUTS)


def tones(text: Text) -> set[str]:
    assert not isinstance(text, str)
    return {span.tone for span in text}


@pytest.mark.parametrize(
    ("window", "cell", "said"),
    [
        (open_for(21), "▕███████▉ ▏   21 h", "▕███████▉ ▏ 21 h left · until Fri 08:53"),
        (open_for(24), "▕█████████▏   24 h", "▕█████████▏ 24 h left · until Fri 08:53"),
        (open_for(3), "▕█▏       ▏  ! 3 h", "▕█▏       ▏ ! 3 h left · until Fri 08:53"),
        (open_for(59 / 60), "▕▍        ▏!59 min", "▕▍        ▏ ! 59 min left · until Fri 08:53"),
        (
            ReplyWindow("shut", shut_for=timedelta(days=6)),
            "shut",
            "▕         ▏ shut 6 d ago · w sends a template",
        ),
        (ReplyWindow("open"), "open", "open · set the time zone to see until when"),
        (FREE, "–", "any time · this channel has no 24-hour rule"),
        (UNKNOWN, "not known", "not known when they last wrote"),
    ],
)
def test_a_window_is_drawn_and_said(window: ReplyWindow, cell: str, said: str) -> None:
    drawn = plain(window_cell(window))
    assert drawn.replace("! ", "!").replace("!", "! ").split() == cell.replace("!", "! ").split()
    assert safe.width(drawn) <= WIDTH
    assert plain(window_says(window)) == said


def test_what_shuts_soon_says_so_without_its_colour() -> None:
    assert "!" in plain(window_cell(open_for(5.9))) and tones(window_cell(open_for(5.9))) == {"warn"}
    assert "!" not in plain(window_cell(open_for(6.1))) and tones(window_cell(open_for(6.1))) == {"good"}
    assert tones(window_cell(ReplyWindow("shut"))) == {"dim"}, "it is usual, and no failure"


def person(**row: Any) -> Subscriber:
    known = {"user_ns": "f1u1", "name": "Ana", "channel": "telegram", "subscribed": "2025-01-01"}
    return Subscriber.read({**known, **row})


def test_a_dialog_begins_with_who_and_whether_it_arrives() -> None:
    shut = {"channel": "whatsapp", "last_interaction": "2001-01-01 00:00:00"}
    named, late = map(plain, addressee(person(**shut)))  # too long for one line
    assert named == "Ana · WhatsApp" and late.startswith("free text ▕         ▏ shut ")
    near = addressee(person(channel="whatsapp"), open_for(21))
    assert plain(near[0]) == "Ana · WhatsApp · free text ▕███████▉ ▏ 21 h left · until Fri 08:53"
    assert plain(addressee(person(**shut), late_matters=False)[0]) == "Ana · WhatsApp"
    assert plain(addressee(person())[0]) == "Ana · Telegram"
    gone = plain(addressee(person(is_subscribed=False), late_matters=False)[0])
    assert gone == "Ana · Telegram · ! not subscribed: no message arrives"
    assert arrival(person()) == ()


def test_what_a_send_to_many_does_is_counted() -> None:
    some = [person(), person(), person(is_subscribed=False), person(channel="whatsapp")]
    assert [" ".join(plain(line).split()) for line in reach_lines(some, width=8)] == [
        "it arrives at",
        "other channels 2 ▕████ ▏",
        "it doesn't arrive at",
        "not subscribed 1 ▕██ ▏",
        "not known 1 ▕██ ▏",
    ]


async def test_a_send_to_many_can_leave_out_whom_it_does_not_reach(workspace: Workspace, bot: Bot) -> None:
    people = (await rows_of(workspace, SUBSCRIBERS))[:12]
    reached = [each for each in people if reach_of(each) in ("now", "free")]
    assert 1 < len(reached) < len(people)
    flow = (await read_all(workspace.flows.sub_flows()))[0]
    before = len(await bot.writes())

    asked = await act(workspace, actions.send_sub_flow, people, flow.sub_flow_ns, "o", str(len(reached)))

    first, second = asked.asked[1], asked.asked[2]
    assert first.typed == 12 and first.other.label == f"only the {len(reached)} it arrives at"
    assert second.typed == len(reached) and second.other is None
    said = [plain(line) for line in first.lines]
    names = [at for at, line in enumerate(said) if line.startswith("to ")]
    assert names == list(range(len(said) - 9, len(said) - 1)), "below all that keeps it from arriving"
    sent = [body["user_ns"] for _, body in (await bot.writes())[before:]]
    assert sorted(sent) == sorted(each.user_ns for each in reached)


async def test_turning_to_fewer_and_then_no_sends_nothing(workspace: Workspace, bot: Bot) -> None:
    people = (await rows_of(workspace, SUBSCRIBERS))[:12]
    flow = (await read_all(workspace.flows.sub_flows()))[0]
    with pytest.raises(Cancelled):
        await act(workspace, actions.send_sub_flow, people, flow.sub_flow_ns, "o", NO)
    assert await bot.writes() == []


async def test_a_send_that_quiet_hours_hold_is_counted_for_their_end(workspace: Workspace) -> None:
    people = (await rows_of(workspace, SUBSCRIBERS))[:30]
    now = datetime.fromtimestamp(time.time(), workspace.zone.tz).hour
    workspace.working.quiet = (now, (now + 23) % 24)
    until = held_until(workspace, len(people))
    assert until is not None and held_until(workspace, 20) is None, "a few aren't held"
    flow = (await read_all(workspace.flows.sub_flows()))[0]
    ask = Answers(flow.sub_flow_ns, NO)
    with pytest.raises(Cancelled):
        await actions.send_sub_flow.run(Context(workspace, None, tuple(people), ask))
    said = [" ".join(plain(line).split()) for line in ask.asked[1].lines]
    late = [each for each in people if reach_of(each, now=host_now() + until - time.time()) == "shut"]
    assert len(late) > sum(reach_of(each) == "shut" for each in people)
    assert f"at {clock_time(until)} it doesn't arrive at" in said
    assert any(each.startswith(f"! window shut {len(late)} ") for each in said)


@pytest.mark.parametrize("number", [12, 1])
@pytest.mark.parametrize(("hour", "held"), [(23, True), (12, False)])
async def test_those_of_many_whom_it_reaches_keep_the_quiet_hours_of_many(
    workspace: Workspace,
    bot: Bot,
    frozen: datetime,
    monkeypatch: pytest.MonkeyPatch,
    hour: int,
    held: bool,
    number: int,
) -> None:
    monkeypatch.setattr(time, "time", lambda: (frozen.replace(hour=hour, tzinfo=UTC)).timestamp())
    workspace.memory.set_timezone("UTC")
    found = [str(each.user_ns) for each in (await rows_of(workspace, SUBSCRIBERS))[:25]]
    whom = [person(user_ns=each, is_subscribed=at < number) for at, each in enumerate(found)]
    flow = (await read_all(workspace.flows.sub_flows()))[0]
    edits = [[send_sub_flow(each, flow)] for each in whom]
    ask = Answers("o", str(number) if number > 1 else True)

    await confirm_send(Context(workspace, None, (), ask), "Send sub-flow", [], whom, edits, "Sent.")

    said = (
        "Quiet hours: nothing is sent until 08:00"
        if held
        else "Nothing of it is sent between 21:00 and 08:00"
    )
    assert any(plain(line).startswith(said) for line in ask.asked[1].lines)
    (job,) = await workspace.working.jobs.recent()
    assert (job.steps, job.waiting, len(await bot.writes())) == (
        (number, number, 0) if held else (number, 0, number)
    )
