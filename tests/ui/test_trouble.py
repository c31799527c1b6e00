# SPDX-License-Identifier: MIT
"""Everything that can come from a bad host or a bad terminal: a clear sentence or a sane picture, never an end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from flotui.store.journal import Outcome
from flotui.workspace import Workspace
from tests.support.app import app_on, see, text_of, until
from tests.support.bot import Bot
from tests.support.places import FLOWS

HTML = "<html><body>error 1010</body></html>"

FAULTS: list[tuple[str, dict[str, Any], str]] = [
    ("scope", {"status": 403, "body": {"message": "Missing scope: Manage Flow"}}, "Manage Flow"),
    ("firewall", {"status": 403, "text": HTML, "content_type": "text/html"}, "firewall"),
    ("no such section", {"status": 404, "text": HTML, "content_type": "text/html"}, "doesn't offer"),
    (
        "invalid",
        {"status": 422, "body": {"message": "The name field is required."}},
        "name field is required",
    ),
    ("429", {"status": 429, "body": {"message": "Too Many Attempts."}}, "until"),
    ("429 dressed as 200", {"status": 200, "body": {"message": "Too Many Attempts."}}, "until"),
    ("500", {"status": 500, "body": {"message": "Server Error"}}, "r tries again"),
    ("HTML", {"status": 200, "text": HTML, "content_type": "text/html"}, "r tries again"),
    ("cut off", {"truncate": True}, "cut short"),
    ("isn't a list", {"status": 200, "body": {"data": {"a": 1}, "status": "ok"}}, "isn't a list"),
    ("nothing", {"status": 200, "text": ""}, "r tries again"),
]


@pytest.mark.parametrize(("fault", "says"), [each[1:] for each in FAULTS], ids=[each[0] for each in FAULTS])
async def test_a_fault_stands_where_the_data_would(
    bot: Bot, tmp_path: Path, fault: dict[str, Any], says: str
) -> None:
    await bot.fault(path="/subscribers", times=0, **fault)
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, says)
        assert "before you send it again" not in text_of(pilot), "nothing was sent"
        await bot.no_faults()
        app.workspace.pacer.resume()  # type: ignore[union-attr]
        await pilot.press("r")
        await see(pilot, "Ana Souza")


async def test_a_refused_token_leads_to_authorize(bot: Bot, tmp_path: Path) -> None:
    await bot.fault(path="/subscribers", times=0, status=401, body={"message": "Unauthenticated."})
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "API keys", "Base URL")
        await pilot.press("escape")
        await until(pilot, lambda: "Base URL" not in text_of(pilot))


async def test_a_search_that_the_host_can_not_be_asked_for_leaves_what_is_here(
    bot: Bot, tmp_path: Path
) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        await bot.fault(path="/subscribers", times=0, drop=True)
        await pilot.press("slash", *"Marina", "enter")
        await see(pilot, "Subscribers /Marina", "1 of 100 loaded", "r tries again.")
        await pilot.press("enter")
        await see(pilot, "━ Marina Figueiredo")
        await pilot.press("escape", "escape", "slash", *"tag:vip", "enter")
        await until(
            pilot, lambda: "Subscribers /tag:vip" in text_of(pilot), "the search that can't be made here"
        )


async def test_who_declines_to_log_in_is_not_asked_at_every_step(bot: Bot, tmp_path: Path) -> None:
    await bot.fault(path="*", times=0, status=401, body={"message": "Unauthenticated."})
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "API keys", "Base URL")
        await pilot.press("escape")
        await see(pilot, "A logs in, r tries again.")
        await pilot.press(FLOWS)
        await see(pilot, "Sub-flows", "A logs in, r tries again.")
        assert "Base URL" not in text_of(pilot)
        await pilot.press("A")
        await see(pilot, "API keys", "Base URL")


async def test_a_401_on_a_save_keeps_the_draft(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Ana Souza")
        await pilot.press("j", "j", "enter")
        await see(pilot, "ana.souza@example.com")
        await pilot.press("m")
        await see(pilot, "Send message", "Text *")
        await pilot.press(*"hello there")
        await bot.fault(
            path="/subscriber/send-text", times=1, status=401, body={"message": "Unauthenticated."}
        )
        await pilot.press("ctrl+s")
        await see(pilot, "Cancel")
        await pilot.press("y")
        await see(pilot, "API keys", "Base URL")
        await pilot.press("escape")
        await until(pilot, lambda: "Base URL" not in text_of(pilot))
        await pilot.press("escape")
        await see(pilot, "hello there")
    assert [operation for operation, _ in await bot.writes()] == ["flowBotUserSendText"]


KEYS = (
    "name",
    "first_name",
    "last_name",
    "phone",
    "email",
    "gender",
    "locale",
    "language",
    "channel",
    "status",
    "subscribed",
    "last_interaction",
    "last_seen",
    "last_message_at",
    "opted_in_email",
    "agent_id",
    "lead_source",
    "labels",
    "tags",
    "user_fields",
    "user_id",
    "extra",
)
"""Keys of a subscriber's row, one of them unknown."""

WRONG: list[Any] = [None, "", 0, 1, True, [], {}, "x", [None], {"data": None}, -1.5, "[/b]", "\x1b[31mred"]


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
async def test_wrong_types_anywhere_in_a_row_are_shown_somehow(bot: Bot, tmp_path: Path, wrong: Any) -> None:
    row: dict[str, Any] = dict.fromkeys(KEYS, wrong)
    rows = [{**row, "user_ns": "f1284u1"}, {**row}, wrong, {"user_ns": wrong}]
    body = {"data": rows, "links": wrong, "meta": {"total": wrong, "last_page": wrong}, "status": "ok"}
    await bot.fault(path="/subscribers", times=0, status=200, body=body)
    await bot.fault(path="/subscriber/get-info", times=0, status=200, body={"data": rows[0], "status": "ok"})
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "Subscribers  4")
        await pilot.press("enter")
        await see(pilot, "[Card]", "f1284u1")
        for _ in range(7):
            await pilot.press("right_square_bracket")
            await pilot.pause()
        assert "f1284u1" in text_of(pilot)
        assert "\x1b" not in text_of(pilot)


async def test_hostile_text_is_shown_as_it_is(bot: Bot, tmp_path: Path) -> None:
    hostile = "[/b][red]x\x1b]0;title\x07\x1b[2J\u202e\r\n\t\x00end"
    row = {
        "user_ns": "f1284u1",
        "name": hostile,
        "phone": hostile,
        "email": hostile,
        "tags": [{"name": hostile, "tag_ns": "f1284t1"}],
        "user_fields": [{"name": hostile, "var_ns": "f1284v1", "var_type": "text", "value": hostile * 2000}],
    }
    await bot.fault(path="/subscribers", times=0, status=200, body={"data": [row], "status": "ok"})
    await bot.fault(path="/subscriber/get-info", times=0, status=200, body={"data": row, "status": "ok"})
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await see(pilot, "[/b][red]x␛")
        await pilot.press("enter")
        await see(pilot, "[Card]")
        await pilot.press("right_square_bracket", "right_square_bracket")
        await see(pilot, "[Fields]")
        await pilot.press("v")
        await see(pilot, "[/b][red]x")
        shown = text_of(pilot)
        assert not any(char in shown for char in "\x1b\x07\x00\u202e")


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (30, 8), (200, 60)], ids=str)
async def test_any_size_of_terminal_works(bot: Bot, tmp_path: Path, size: tuple[int, int]) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=size) as pilot:
        await see(pilot, "Marina")
        await pilot.press("j", "enter")
        await until(pilot, lambda: app.main.browser.detail.row is not None)
        for width in (33, 120, 41, 80, 10, 100):
            await pilot.resize_terminal(width, size[1])
        for key in ("t", "escape", "question_mark", "escape", "colon", "escape", "slash", "x", "escape"):
            await pilot.press(key)
            await pilot.pause()
        await until(pilot, lambda: app.screen is app.main)
        await pilot.resize_terminal(120, 40)
        await see(pilot, "Marina Figueiredo")


async def test_a_send_outcome_that_is_lost_is_never_sent_again(workspace: Workspace, bot: Bot) -> None:
    from flotui.api.call import Call
    from flotui.api.errors import FlochatError
    from flotui.repositories.edit import Edit

    call = Call.of("flowBotUserSendText", body={"user_ns": "f1284u903", "content": "x"})
    for fault in ({"status": 500}, {"status": 502}, {"drop": True}, {"status": 429}, {"truncate": True}):
        await bot.door("DELETE", "/requests")
        workspace.pacer.resume()
        await bot.fault(path="/subscriber/send-text", times=1, **fault)
        with pytest.raises((FlochatError, httpx.HTTPError, ConnectionError)):
            await workspace.apply(Edit(call, "Send"))
        assert len(await bot.writes()) == 1, fault
    outcomes = [entry.outcome for entry in await workspace.journal.single_edits()][::-1]
    assert outcomes == [
        Outcome.UNKNOWN,
        Outcome.UNKNOWN,
        Outcome.UNKNOWN,
        Outcome.WAITING,
        Outcome.UNKNOWN,
    ]


async def test_an_id_of_another_bot_is_refused_before_it_leaves(workspace: Workspace, bot: Bot) -> None:
    from flotui.api.call import Call
    from flotui.api.errors import Malformed
    from flotui.repositories.edit import Edit

    call = Call.of("flowBotUserAddTags", body={"user_ns": "f1284u903", "data": [{"tag_ns": "f99t1"}]})
    with pytest.raises(Malformed, match="f99t1"):
        await workspace.apply(Edit(call, "Add tags"))
    assert await bot.writes() == []
    assert await workspace.journal.single_edits() == []


async def test_rows_that_can_not_be_read_from_the_cache_are_told(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 20)) as pilot:
        await see(pilot, "Ana Souza")

        async def fails(*_: object) -> None:
            raise RuntimeError("no rows")

        monkeypatch.setattr(app.main.browser.listing.table._source, "load", fails)
        await pilot.press("end")
        await see(pilot, "These rows couldn't be read. See the log. r tries again.")
