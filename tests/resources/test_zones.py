# SPDX-License-Identifier: MIT
"""The workspace's time: chosen by the person, remembered, typed and shown in its zone, whatever the machine's is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flotui.api.errors import Malformed
from flotui.api.models.logs import ErrorEntry
from flotui.api.models.sending import Broadcast
from flotui.api.models.shop import DiscountCode
from flotui.api.models.subscriber import ChatMessage, Subscriber
from flotui.config.errors import ConfigError
from flotui.config.habits import Habits, Memory
from flotui.config.paths import Paths
from flotui.resources.ask import Cancelled, Confirm, Field, Form
from flotui.resources.base import Context, Query
from flotui.resources.flows.logs import ERRORS
from flotui.resources.shop.discounts import DISCOUNT_CODES
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.resources.subscribers.broadcasting import new
from flotui.resources.subscribers.broadcasts import BROADCASTS
from flotui.resources.subscribers.detail import CHAT_TAB
from flotui.resources.text import plain
from flotui.resources.whom.card import CARD
from flotui.resources.zones import choose_zone
from flotui.text import moments
from flotui.text.dates import beside_utc, clock_time, host_moment, local_text, utc_moment
from flotui.text.zones import Zone, machine, zone_called
from flotui.ui.modals import values
from flotui.ui.panels.words import zone as zone_shown
from flotui.workspace import Workspace
from tests.resources.shop_rig import action, row, table
from tests.support.ask import NO, Answers, rows_of
from tests.support.bot import Bot


def zone(name: str) -> Zone:
    found = zone_called(name)
    assert found is not None
    return Zone(found, name)


@pytest.fixture(autouse=True)
def in_tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine is in Tokyo, which no workspace here is."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.fixture
def christmas(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 3 in the morning of the 25th in UTC."""
    monkeypatch.setattr(time, "time", lambda: at("2026-12-25 03:00"))


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        (
            "2026-12-25 00:00:00",
            "America/Sao_Paulo",
            "2026-12-24 21:00 America/Sao_Paulo = 2026-12-25 00:00 UTC",
        ),
        ("2026-07-01 12:00", "Asia/Kolkata", "2026-07-01 17:30 Asia/Kolkata = 2026-07-01 12:00 UTC"),
        ("2026-12-25 00:00 -03:00", "Europe/Lisbon", "2026-12-25 03:00 Europe/Lisbon = 2026-12-25 03:00 UTC"),
    ],
)
def test_a_time_in_utc_is_shown_in_the_workspaces_zone_with_its_name(text: str, name: str, said: str) -> None:
    moment = utc_moment(text)
    assert moment is not None and beside_utc(moment, zone(name)) == said
    assert local_text(text, zone(name)) == said[:16]


def test_where_nobody_said_the_zone_it_is_this_machines_and_said_to_be() -> None:
    moment = utc_moment("2026-12-25 00:00")
    assert moment is not None
    here = "2026-12-25 09:00 Asia/Tokyo (this machine's zone) = 2026-12-25 00:00 UTC"
    assert beside_utc(moment, machine()) == here
    assert utc_moment("2026-13-45") is None and local_text("soon", machine()) == "soon"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-12-24 21:00:00", "2026-12-24 21:00 America/Sao_Paulo"),
        ("2026-12-25T00:00:00+00:00", "2026-12-24 21:00 America/Sao_Paulo"),
        (str(int(at("2026-12-25 00:00"))), "2026-12-24 21:00 America/Sao_Paulo"),
        ("soon", "soon"),
        ("", ""),
    ],
)
def test_a_time_of_the_hosts_whatever_form_it_has(text: str, said: str) -> None:
    found = host_moment(text, zone("America/Sao_Paulo"))
    assert (text if found is None else zone("America/Sao_Paulo").text_of(found)) == said


async def test_a_zone_is_chosen_and_remembered(workspace: Workspace, tmp_path: Path) -> None:
    paths = Paths.find({"FLOTUI_HOME": str(tmp_path)}).make()
    workspace.memory = Memory(Habits(paths), "bot")
    assert workspace.zone.assumed and workspace.zone.name == "Asia/Tokyo"
    ask = Answers("America/Bogota")
    await choose_zone(workspace, ask)
    assert workspace.zone == zone("America/Bogota") and "America/Bogota" in ask.said[0]
    assert Memory(Habits(paths), "bot").timezone == "America/Bogota"
    await choose_zone(workspace, ask := Answers("none"))
    assert ask.asked[0].choices[0].id == "America/Bogota", "the present one stands first"
    assert workspace.zone.assumed and Memory(Habits(paths), "bot").timezone == ""


async def test_a_zone_set_in_another_window_holds_here_before_a_time_is_shown(
    workspace: Workspace, tmp_path: Path
) -> None:
    paths = Paths.find({"FLOTUI_HOME": str(tmp_path)}).make()
    workspace.memory = Memory(Habits(paths), "bot")
    told: list[str] = []
    workspace.memory.on_zone = lambda: told.append(workspace.zone.name)
    assert workspace.zone.assumed
    Memory(Habits(paths), "bot").set_timezone("America/Bogota")
    assert workspace.zone == zone("America/Bogota") and told == ["America/Bogota"]
    Memory(Habits(paths), "another bot").set_timezone("Europe/Lisbon")
    assert workspace.zone == zone("America/Bogota") and len(told) == 1
    workspace.memory.set_timezone("Asia/Kolkata")
    assert workspace.zone == zone("Asia/Kolkata") and len(told) == 1, "set here: nobody needs to be told"
    Memory(Habits(paths), "bot").set_timezone("")
    assert workspace.zone.assumed and told[1:] == ["Asia/Tokyo"]


async def test_a_zone_that_could_not_be_written_down_lasts_until_the_end(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = Paths.find({"FLOTUI_HOME": str(tmp_path)}).make()
    workspace.memory = Memory(Habits(paths), "bot")
    with monkeypatch.context() as broken:

        def full(*_: object, **__: object) -> None:
            raise ConfigError("The disk is full.")

        broken.setattr("flotui.config.habits.write_toml", full)
        workspace.memory.set_timezone("America/Bogota")
    Habits(paths).set_theme("dark")  # by another window
    assert workspace.zone == zone("America/Bogota")


async def test_this_machines_zone_stands_first_until_one_is_set(workspace: Workspace, tmp_path: Path) -> None:
    workspace.memory = Memory(Habits(Paths.find({"FLOTUI_HOME": str(tmp_path)}).make()), "bot")
    with pytest.raises(Cancelled):
        await choose_zone(workspace, ask := Answers(NO))
    assert ask.asked[0].choices[0].id == "Asia/Tokyo" and ask.asked[0].preselect
    brasilia = next(each for each in ask.asked[0].choices if each.id == "America/Sao_Paulo")
    assert "Brasília" in brasilia.also and "Brazil" in brasilia.also


async def test_nothing_is_highlighted_where_this_machines_zone_has_no_name(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.memory = Memory(Habits(Paths.find({"FLOTUI_HOME": str(tmp_path)}).make()), "bot")
    monkeypatch.setattr("flotui.resources.zones.machine_name", lambda: "XYZ")
    with pytest.raises(Cancelled):
        await choose_zone(workspace, ask := Answers(NO))
    assert not ask.asked[0].preselect


@pytest.mark.usefixtures("christmas")
async def test_what_is_shown_counts_in_the_workspaces_zone(workspace: Workspace) -> None:
    workspace.memory = Memory(timezone="America/Bogota")
    assert str(workspace.zone.today()) == "2026-12-24"
    assert moments.detail(at("2026-12-25 02:30")).startswith("Thu 24 Dec 2026 21:30 · ")
    assert moments.moment(at("2026-12-25 02:30")) == "24 Dec 21:30"
    assert clock_time(at("2026-12-25 02:30")) == "21:30"
    assert moments.host_age("2026-12-24 21:00:00") == "1 h"
    assert moments.host_age("2026-12-23 20:00:00") == "1 d"
    assert values.ready("date", "today") == "2026-12-24"
    assert values.ready("datetime", "tomorrow 9:00") == "2026-12-25T09:00:00-05:00"
    workspace.memory = Memory(timezone="Asia/Kathmandu")
    assert str(workspace.zone.today()) == "2026-12-25"
    assert values.meant("datetime", "now") == "2026-12-25 08:45 +05:45, Asia/Kathmandu"


# -- Times as the host writes them -----------------------------------------------------------------


def lines_of(resource: Any, workspace: Workspace, row: Any) -> dict[str, str]:
    return {each.name: plain(each.value) for each in resource.tabs[0].lines(workspace, row)}


def on_card(workspace: Workspace, person: Subscriber) -> dict[str, str]:
    """The whole values on a subscriber's card, by name."""
    return dict(said for line in CARD.draw(workspace, person, {}, 100) for said in line.values)


CHRISTMAS = int(at("2026-12-25 00:00"))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (CHRISTMAS, "Thu 24 Dec 2026 21:00 · 1 h ago"),
        (str(CHRISTMAS), "Thu 24 Dec 2026 21:00 · 1 h ago"),
        (CHRISTMAS * 1000, "Thu 24 Dec 2026 21:00 · 1 h ago"),
        ("2026-12-24 21:00:00", "Thu 24 Dec 2026 21:00 · 1 h ago"),
        ("2026-12-25T00:00:00Z", "Thu 24 Dec 2026 21:00 · 1 h ago"),
    ],
)
async def test_no_time_is_shown_raw_whatever_its_key_and_form(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, value: Any, said: str
) -> None:
    monkeypatch.setattr(time, "time", lambda: at("2026-12-25 01:00"))
    workspace.memory = Memory(timezone="America/Sao_Paulo")
    row = {"broadcast_ns": "b1", "scheduled_time": value, "finished_at": value, "phone": CHRISTMAS}
    lines = lines_of(BROADCASTS, workspace, Broadcast.read(row))
    assert lines["scheduled for"] == said and lines["finished"].startswith(said)
    assert lines["phone"] == str(CHRISTMAS), "it is no time"
    shown = {column.id: plain(column.text(Broadcast.read(row))) for column in BROADCASTS.columns}
    assert shown["when"] == "24 Dec 21:00"
    error = lines_of(ERRORS, workspace, ErrorEntry.read({"id": "1", "created_at": value}))
    assert error["time"] == said
    log = {column.id: plain(column.text(ErrorEntry.read({"created_at": value}))) for column in ERRORS.columns}
    assert log["time"] == "24 Dec 21:00"
    person = on_card(workspace, Subscriber.read({"last_interaction": value, "subscribed": value}))
    assert all(person[each].startswith("Thu 24 Dec 2026 21:00 · ") for each in ("last wrote", "since"))


async def test_how_many_a_broadcast_reaches_is_left_open_where_the_host_leaves_it() -> None:
    shown = {column.id: plain(column.text(Broadcast.read({"name": "x"}))) for column in BROADCASTS.columns}
    assert shown["total"] == shown["sent"] == "–"


async def test_profile_and_chat_are_of_one_clock(workspace: Workspace) -> None:
    workspace.memory = Memory(timezone="America/Sao_Paulo")
    message = ChatMessage.read({"ts": CHRISTMAS})
    person = Subscriber.read({"last_message_at": "2026-12-24 21:00:00"})
    assert plain(CHAT_TAB.columns[0].text(message)) == "24 Dec 21:00"
    assert on_card(workspace, person)["last message"].startswith("Thu 24 Dec 2026 21:00 · ")
    assert zone_shown(CHAT_TAB) == zone_shown(ERRORS) == "America/Sao_Paulo" and zone_shown(SUBSCRIBERS) == ""
    assert zone_shown(BROADCASTS) == zone_shown(DISCOUNT_CODES) == "America/Sao_Paulo"


# -- Broadcasts -----------------------------------------------------------------------------------


async def broadcast(workspace: Workspace, terms: dict[str, str]) -> Answers:
    from flotui.resources.ask import ToggleAnswer
    from flotui.resources.reading import read_all

    tag = next(each for each in await read_all(workspace.flows.tags()) if each.name == "vip")
    flow = (await read_all(workspace.flows.sub_flows()))[0]
    count = await workspace.subscribers.count({"tag_ns": tag.tag_ns})
    ask = Answers("tag", ToggleAnswer(add=(tag.tag_ns,)), "flow", flow.sub_flow_ns, terms, str(count))
    await new(Context(workspace, None, (), ask))
    return ask


def told(ask: Answers) -> str:
    (question,) = [each for each in ask.asked if isinstance(each, Confirm)]
    return "\n".join(plain(line) for line in question.told)


@pytest.mark.usefixtures("christmas")
async def test_nine_is_nine_in_the_workspace(workspace: Workspace, bot: Bot) -> None:
    workspace.memory = Memory(timezone="America/Sao_Paulo")
    zoned = workspace.zone
    typed = values.ready("datetime", "2026-12-26 09:00", zoned)
    ask = await broadcast(workspace, {"at": typed, "per_minute": "30", "name": "Sale", "kind": "SMS"})
    ((_, body),) = await bot.writes()
    assert body["scheduled_time"] == int(at("2026-12-26 12:00"))
    said = told(ask)
    assert "when 2026-12-26 09:00 America/Sao_Paulo = 2026-12-26 12:00 UTC" in said
    assert "Per minute: 30" in said and "Name: Sale" in said and "By: sms" in said, "every value is shown"
    (listed, *_) = await rows_of(workspace, BROADCASTS, Query(force=True))
    assert isinstance(listed, Broadcast)
    column = BROADCASTS.column("when")
    assert column is not None and plain(column.text(listed)) == "26 Dec 09:00"
    lines = BROADCASTS.tabs[0].lines
    assert lines is not None
    shown = {line.name: plain(line.value) for line in lines(workspace, listed)}
    assert shown["scheduled for"] == "Sat 26 Dec 2026 09:00 · in 1 d"


@pytest.mark.usefixtures("christmas")
async def test_a_time_that_is_past_is_told_with_its_zone(workspace: Workspace, bot: Bot) -> None:
    workspace.memory = Memory(timezone="America/Sao_Paulo")
    with pytest.raises(Malformed, match=r"2026-12-24 23:59 America/Sao_Paulo is past\. Nothing was sent"):
        await broadcast(workspace, {"at": "2026-12-24 23:59"})
    await broadcast(workspace, {"at": "2026-12-25 00:01"})
    assert len(await bot.writes()) == 1


@pytest.mark.usefixtures("christmas")
async def test_a_zone_that_isnt_set_is_named_and_can_be_set_in_the_form(
    workspace: Workspace, bot: Bot, tmp_path: Path
) -> None:
    workspace.memory = Memory(Habits(Paths.find({"FLOTUI_HOME": str(tmp_path)}).make()), "bot")
    typed = values.ready("datetime", "2026-12-26 09:00", workspace.zone)
    ask = await broadcast(workspace, {"at": typed})
    assert "2026-12-26 09:00 Asia/Tokyo (this machine's zone) = 2026-12-26 00:00 UTC" in told(ask)
    (form,) = [each for each in ask.asked if isinstance(each, Form)]
    fields: dict[str, Field] = {each.name: each for each in form.fields}
    assert "in Asia/Tokyo (this machine's zone)" in fields["at"].help and "Asia/Tokyo" in fields["zone"].help
    await broadcast(workspace, {"at": typed, "zone": "America/Sao_Paulo"})
    assert [body["scheduled_time"] for _, body in await bot.writes()] == [
        int(at("2026-12-26 00:00")),
        int(at("2026-12-26 12:00")),
    ]
    assert workspace.memory.timezone == "America/Sao_Paulo", "it is remembered"
    ask = await broadcast(workspace, {})
    (form,) = [each for each in ask.asked if isinstance(each, Form)]
    assert "zone" not in [each.name for each in form.fields], "and isn't asked for again"


# -- Codes ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("christmas")
async def test_a_code_is_typed_and_shown_in_the_workspaces_zone_and_sent_in_utc(
    workspace: Workspace, bot: Bot
) -> None:
    workspace.memory = Memory(timezone="America/Sao_Paulo")
    held = DiscountCode(code="X", start_time="2026-12-25 00:00:00", end_time="2026-12-26 00:00:00")
    lines = DISCOUNT_CODES.tabs[0].lines
    assert lines is not None
    shown = [(line.name, plain(line.value)) for line in lines(workspace, held)]
    start = shown.index(("starts", "Thu 24 Dec 2026 21:00 · 3 h ago"))
    assert shown[start + 1 : start + 4] == [
        ("", "America/Sao_Paulo · Fri 00:00 UTC"),
        ("ends", "Fri 25 Dec 2026 21:00 · in 21 h"),
        ("", "America/Sao_Paulo · Sat 00:00 UTC"),
    ]
    column = DISCOUNT_CODES.column("end")
    assert column is not None and plain(column.text(held)) == "25 Dec 21:00"
    code = (await rows_of(workspace, DISCOUNT_CODES))[0]
    before = await row(bot, "codes", code.row_id)
    ask = Answers(NO)
    edit = action(DISCOUNT_CODES, "discount-codes.edit")
    with pytest.raises(Cancelled):
        await edit.run(Context(workspace, None, (code,), ask))
    form: Form = ask.asked[0]
    values_shown = {each.name: each.value for each in form.fields}
    assert values_shown["end_time"] == local_text(before["end_time"], workspace.zone)
    answer: dict[str, Any] = values_shown | {"end_time": "2031-01-01T00:00:00-03:00"}
    assert form.preview is not None
    assert "ends 2031-01-01 03:00 UTC" in map(plain, form.preview(answer))
    await edit.run(Context(workspace, None, (code,), Answers(answer)))
    assert [body for _, body in await bot.writes()] == [{"end_time": "2031-01-01 03:00:00"}]
    after = await table(bot, "codes")
    assert next(each for each in after if each["id"] == before["id"])["start_time"] == before["start_time"]
