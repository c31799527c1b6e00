# SPDX-License-Identifier: MIT
"""The two lines at the top: the bot and the area can be read at every width."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from flotui.config.login import remember
from flotui.config.paths import Paths
from flotui.config.profile import DEFAULT_BASE_URL, make_profile
from flotui.resources import registry
from flotui.resources.quota import QuotaLeft
from flotui.resources.text import Span
from flotui.text import safe
from flotui.ui import areas, header
from flotui.ui.header import HeaderPart
from flotui.workspace import Workspace
from flotui.workspace.events import Progressed
from tests.support.app import app_on, see, seen_text, text_of, until
from tests.support.bot import Bot

ABOUT = [HeaderPart("f1284", "strong", 40), HeaderPart("app.flochat.ai", "strong", 30)]
CALM = [
    HeaderPart("read just now", "dim", 10),
    HeaderPart("995 ▕████████▉▏ 42 min", "dim", 35, "995"),
]
BUSY = [
    HeaderPart("12/128 sent, ctrl+c stops", "accent", 80, "12/128 sent"),
    HeaderPart("3 unknown", "danger", 70),
    HeaderPart("read just now", "dim", 10),
    HeaderPart("paused until 14:05", "danger", 60, "paused 14:05"),
    HeaderPart("READ ONLY", "warn", 90),
]


def drawn(width: int, bot: str, profile: str = "", state: Sequence[HeaderPart] = CALM) -> str:
    left, right = header.bot_line(width, bot, profile, ABOUT, state)
    text = ["".join(span.text for span in part) for part in (left, right)]
    assert sum(map(safe.width, text)) <= width
    return f"{text[0]}{' ' * (width - sum(map(safe.width, text)))}{text[1]}"


@pytest.mark.parametrize("state", [CALM, BUSY], ids=["calm", "busy"])
@pytest.mark.parametrize(
    "bot", ["Acme Retail", "订单确认机器人", "A" * 80, "x", "Café 👩🏽‍🚀 Azevedo & Söhne GmbH"]
)
def test_the_bot_is_there_at_every_width(state: Sequence[HeaderPart], bot: str) -> None:
    shown = safe.sanitize(bot)
    for width in range(40, 200, 7):
        line = drawn(width, bot, state=state)
        assert safe.cut(shown, min(safe.width(shown), width // 2 - 1))[:-1] in line, width
        assert line.startswith(" "), width
        if state is BUSY:
            assert "READ ONLY" in line, f"what keeps writes from being sent is said, also at {width}"


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (80, " Acme Retail · f1284  read just now · 995 ▕████████▉▏ 42 min "),
        (60, " Acme Retail · f1284  995 ▕████████▉▏ 42 min "),
        (40, " Acme Retail · f1284  995 "),
    ],
)
def test_what_matters_least_goes_first(width: int, line: str) -> None:
    for part in line.split("  "):
        assert part.strip() in drawn(width, "Acme Retail"), drawn(width, "Acme Retail")


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_the_profile_is_named_where_the_bot_s_name_does_not_tell(width: int) -> None:
    line = drawn(width, "Acme Retail International Store", "acme-retail-2", BUSY)
    assert " · acme-retail-2" in line and line.startswith(" Acme Re")


@pytest.mark.parametrize(
    ("bot", "profile", "others", "named"),
    [
        ("Acme", "acme-2", ["Acme"], ("Acme", "acme-2")),
        ("Acme", "acme-2", ["ACME ", "Zoo"], ("Acme", "acme-2")),
        ("Acme", "acme-2", ["A\u200bcme"], ("Acme", "acme-2")),
        ("Acme", "acme-2", ["Zoo"], ("Acme", "")),
        ("Acme", "acme-2", [], ("Acme", "")),
        ("", "acme-2", ["Acme"], ("acme-2", "")),
    ],
)
def test_when_a_name_tells_a_bot_apart(
    bot: str, profile: str, others: list[str], named: tuple[str, str]
) -> None:
    assert header.names(bot, profile, others) == named


@pytest.mark.parametrize("width", [40, 50, 56, 60, 80, 120])
def test_the_area_that_is_open_is_named_at_every_width(width: int) -> None:
    for area in registry.AREAS:
        spans = areas.areas(width, area.id)
        text = "".join(span.text for span in spans)
        assert f"[{area.key} {area.title}]" in text and safe.width(text) <= width
        assert all(each.key in text for each in registry.AREAS)
        (marked,) = [span for span in spans if span.tone == "accent"]
        assert isinstance(marked, Span) and area.title in marked.text


@pytest.mark.parametrize("width", [40, 60, 80, 120])
async def test_on_screen(bot: Bot, tmp_path: Path, width: int) -> None:
    paths = Paths.find({"FLOTUI_HOME": str(tmp_path)}).make()
    remember(paths, make_profile("mine", DEFAULT_BASE_URL, prefix="f9", bot="Acme Retail"), "token")
    app = app_on(bot, tmp_path, read_only=True)
    async with app.run_test(size=(width, 24)) as pilot:
        await see(pilot, "Marina")
        await until(pilot, lambda: app.workspace is not None and app.workspace.bot == "Acme Retail")
        app.main.put_header()
        first, second, *_ = (await seen_text(pilot, "READ ONLY")).splitlines()
        assert "Acme Retail · demo" in first and "READ ONLY" in first
        assert "[2 Subscribers]" in second
        for key, named in (("3", "[3 Shop]"), ("6", "[6 Activity]"), ("4", "[4 Flows]"), ("5", "[5 API]")):
            await pilot.press(key)
            await until(pilot, lambda named=named: named in text_of(pilot).splitlines()[1])
            assert "Acme Retail" in text_of(pilot).splitlines()[0]


@pytest.mark.parametrize(
    ("remaining", "said", "tone"),
    [
        (996, "  996 ▕████████▉▏ 42 min", "dim"),
        (200, "  200 ▕█▊       ▏ 42 min", "dim"),
        (199, "! few calls left   199 ▕█▊       ▏ 42 min", "warn"),
        (50, "! few calls left    50 ▕▌        ▏ 42 min", "warn"),
        (49, "! hardly any calls left    49 ▕▌        ▏ 42 min", "danger"),
    ],
)
def test_the_hour_s_calls_are_drawn_and_said_where_they_are_few(
    monkeypatch: pytest.MonkeyPatch, remaining: int, said: str, tone: str
) -> None:
    monkeypatch.setattr(time, "time", lambda: 1000.0)
    left = QuotaLeft(remaining, 1000, 1000.0 + 42 * 60 + 5)
    assert (left.drawn, left.tone) == (said, tone)


async def test_what_changes_of_the_state_leaves_the_gauge_where_it_is(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async for _ in workspace.subscribers.list({}):
        pass
    places = set()
    for remaining, seconds, unknown, age in (
        (1000, 3500, 0, "read just now"),
        (7, 40, 12, ""),
        (199, 3600, 0, "! not refreshed · 2 h"),
    ):
        left = QuotaLeft(remaining, 1000, time.time() + seconds)
        monkeypatch.setattr(header, "left_of", lambda _, left=left: left)
        state = header.state(workspace, progress=None, unknown=unknown, age=age)
        text = "".join(span.text for span in header.bot_line(160, "Acme", "", (), state)[1])
        places.add(len(text) - text.index("▕"))
    assert len(places) == 1


def test_what_nobody_knows_of_the_calls_is_not_drawn() -> None:
    assert QuotaLeft(None, None, None).text == "not known yet"
    assert (
        QuotaLeft(7, None, None).drawn == "7 calls" and QuotaLeft(1000, 1000, None).text == "1,000 of 1,000"
    )


async def test_a_failed_refresh_is_said_instead_of_the_age(bot: Bot, tmp_path: Path) -> None:
    app = app_on(bot, tmp_path)
    async with app.run_test(size=(120, 24)) as pilot:
        first = (await seen_text(pilot, "Marina", "read just now")).splitlines()[0]
        assert "read-write" not in first and "not refreshed" not in first
        await bot.fault(path="/subscribers", times=0, status=503, text="down")
        await pilot.press("r")
        first = (await seen_text(pilot, "! not refreshed")).splitlines()[0]
        assert "! not refreshed · " in first
        await bot.no_faults()
        await pilot.press("r")
        await until(pilot, lambda: "! not refreshed" not in text_of(pilot))


async def test_why_a_read_stands_still_is_said_before_what_waits_for_somebody(tmp_path: Path) -> None:
    workspace = await Bot(subscribers=20).open(tmp_path)
    workspace.pacer.pause(3000)
    progress = Progressed(3, 15, "read")
    state = header.state(workspace, progress=progress, unknown=0, unfinished=1, age="")
    line = drawn(80, "Acme Retail", "alpha", state)
    assert "3/15 read, ctrl+c stops" in line and "paused " in line and "1 job" in line
    line = drawn(
        60, "Acme Retail", "", header.state(workspace, progress=progress, unknown=2, unfinished=1, age="")
    )
    assert "3/15 read" in line and "paused " in line
    await workspace.close()
