# SPDX-License-Identifier: MIT
"""A subscriber's card: everything that matters, nothing cut that could be wrapped, and what isn't known said so."""

from __future__ import annotations

import re
import time
from collections import Counter
from datetime import datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flotui.api.models.subscriber import ChatMessage, Subscriber
from flotui.config.habits import Memory
from flotui.repositories.snapshot import Snapshot
from flotui.resources.cards import (
    CardLine,
    Cell,
    Pair,
    fitted,
    grid,
    heading,
    line_of,
    on_point,
    pairs,
    table,
    unset,
)
from flotui.resources.shop.cards import ORDER_CARD, PRODUCT_CARD
from flotui.resources.shop.orders import ORDERS
from flotui.resources.shop.products import PRODUCTS
from flotui.resources.shop.words import stock
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.resources.text import Span, Text, plain
from flotui.resources.whom.card import CARD
from flotui.resources.whom.journey import DAYS, Journey, journey_lines, journey_of
from flotui.text import safe
from flotui.text.dates import day
from flotui.workspace import Workspace
from tests.support.ask import rows_of
from tests.support.bot import Bot
from tests.support.people import ana


@pytest.fixture
def bot(frozen: datetime) -> Bot:
    return Bot(now=frozen)


@pytest.fixture(autouse=True)
def zone(request: pytest.FixtureRequest) -> None:
    if "workspace" in request.fixturenames:
        workspace: Workspace = request.getfixturevalue("workspace")
        workspace.memory = Memory(timezone="America/Sao_Paulo")


async def read(workspace: Workspace, row: Subscriber, *names: str) -> dict[str, Snapshot[Any]]:
    found: dict[str, Snapshot[Any]] = {}
    for name in names or CARD.reads:
        async for each in CARD.reads[name](workspace, row, False):
            found[name] = each
    return found


def texts(lines: Any) -> list[str]:
    return [plain(line.text).rstrip() for line in lines]


async def test_state_first_then_what_happened_and_what_they_have(workspace: Workspace, bot: Bot) -> None:
    row = await ana(workspace)
    assert SUBSCRIBERS.inspect is not None
    async for seen in SUBSCRIBERS.inspect(workspace, row):
        row = seen.value
    lines = texts(CARD.draw(workspace, row, await read(workspace, row), 100))
    groups = [line for line in lines if line.startswith("─")]
    assert [group.split()[1] for group in groups] == ["Journey,", "Last", "Cart", "Orders", "Fields", "More"]
    state = " ".join(lines[:6])
    for said in ("+55 11 90000 4410", "free text", "h left", "● open · Noam Golan", "vip  cart  newsletter"):
        assert said in state, lines[:6]
    assert "3 pieces · 428.40 BRL" in groups[2]
    assert any("● paid" in line and "342.70 BRL" in line for line in lines)
    chats = await bot.subscriber("f1284u903")
    last = chats["messages"][-1]["content"]
    assert any(last.split()[0] in line for line in lines[lines.index(groups[1]) :])


async def test_last_words_of_one_second_stand_as_they_were_said(workspace: Workspace) -> None:
    row = await ana(workspace)
    said = [ChatMessage(content=f"{at} of them", ts=1_800_000_000) for at in range(1, 6)]
    found: dict[str, Snapshot[Any]] = {"chat": Snapshot((said[::-1], True), time.time(), "server")}
    shown = " ".join(texts(CARD.draw(workspace, row, found, 100)))
    assert re.findall(r"(\d) of them", shown) == ["2", "3", "4", "5"]


async def test_what_is_not_read_is_said_and_takes_no_room(workspace: Workspace) -> None:
    row = await ana(workspace)
    lines = texts(CARD.draw(workspace, row, {}, 80))
    assert any(line.startswith("─ Last words") and "not read yet" in line for line in lines)
    assert not any(line.startswith(("─ Cart", "─ Orders", "─ Journey")) for line in lines)


async def test_empty_values_are_gathered_in_the_end(workspace: Workspace) -> None:
    row = Subscriber.read(
        {"user_ns": "f1u1", "name": "Una", "channel": "telegram", "subscribed": "2025-01-01"}
    )
    lines = texts(CARD.draw(workspace, row, {}, 120))
    assert "not set: phone · e-mail · tags · labels" in " ".join(lines[-2:])
    assert not any(line.split()[-1:] == ["–"] for line in lines)


async def test_an_answer_that_failed_is_said_where_it_would_be(workspace: Workspace, bot: Bot) -> None:
    row = await ana(workspace)
    await bot.fault(path="/subscriber/chat-messages", status=503, times=0)
    lines = texts(CARD.draw(workspace, row, await read(workspace, row, "chat"), 90))
    assert any("Last words" in line and "! not refreshed" in line for line in lines)


@pytest.mark.parametrize("width", [30, 40, 54, 63, 76, 100, 130, 196])
async def test_no_line_is_wider_than_the_screen_and_no_id_is_there_twice(
    workspace: Workspace, width: int
) -> None:
    people = await rows_of(workspace, SUBSCRIBERS)
    for row in people[:40]:
        lines = CARD.draw(workspace, row, await read(workspace, row, "journal"), width)
        assert all(safe.width(safe.sanitize(plain(line.text))) <= width for line in lines)
        ids = [line.id for line in lines]
        assert len(ids) == len(set(ids))


async def test_the_journey_counts_days_of_the_workspaces_zone(workspace: Workspace, bot: Bot) -> None:
    row = await ana(workspace)
    found = await read(workspace, row)
    messages, complete = found["chat"].value
    journey = journey_of(workspace.zone, messages, found["orders"].value[0], (), complete=complete)
    assert len(journey.days) == DAYS and journey.days[-1] == workspace.zone.today()
    first = journey.days[0]
    came = [each for each in messages if each.type == "in" and workspace.zone.at(each.ts).date() >= first]
    assert journey.came.total() == len(came) > 0
    assert journey.since is None or not complete


@pytest.mark.parametrize("width", [30, 37, 54, 90])
async def test_the_journey_shows_today_however_few_of_the_days_there_is_room_for(
    workspace: Workspace, width: int
) -> None:
    today = workspace.zone.today()
    journey = Journey(today, Counter({today: 3}), Counter(), {}, 0, Counter(), None)
    came, days = (plain(journey_lines(journey, width, "")[at].text) for at in (1, -1))
    assert safe.width(came) <= width and came.rstrip()[-1] not in "·…", came
    assert days.endswith(day(today)) and safe.width(days) <= width
    assert safe.width(days) <= safe.width(came), "it stands below today's"


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=8), st.integers(20, 140))
def test_pairs_and_grids_fit_whatever_a_host_sends(some: list[tuple[str, str]], width: int) -> None:
    made = [Pair(f"{name}{at}", value) for at, (name, value) in enumerate(some)]
    lines: list[CardLine] = [*pairs(made[::2], made[1::2], width, id="a"), *grid(made, width, id="b")]
    lines += unset([each.name for each in made], width)
    lines.append(heading("Title", some[0][1] if some else "", width, id="c"))
    for line in lines:
        assert safe.width(safe.sanitize(plain(line.text))) <= max(width, 22)


@given(TEXTS, st.integers(0, 40))
def test_a_fitted_text_has_just_its_cells(text: str, cells: int) -> None:
    found: Text = fitted((Span(text, "dim"),), cells)
    assert safe.width(plain(found)) == cells


def test_a_long_value_is_wrapped_and_kept_whole() -> None:
    long = " ".join(["parcel"] * 80)
    lines = grid([Pair("note", long)], 60, id="fields")
    assert 1 < len(lines) <= 6 and "more lines" in plain(lines[-1].text)
    assert lines[0].values == (("note", long),)


@pytest.mark.parametrize(("before", "after"), [(60, 100), (100, 60), (140, 40)])
def test_the_cursor_stays_on_its_value_at_another_width(before: int, after: int) -> None:
    state = [Pair(name, "value") for name in ("phone", "e-mail", "chat", "opt-in", "language")]
    fields = [Pair(f"field {at}", str(at)) for at in range(9)]

    def drawn(width: int) -> list[CardLine]:
        return [*pairs(state[:3], state[3:], width, id="state"), *grid(fields, width, id="fields")]

    lines = drawn(after)
    for line in drawn(before):
        found = line_of(lines, line.id)
        assert found is not None and set(line.values) & set(lines[found].values), line.id
    assert line_of(lines, "orders 0") is None


async def test_an_order_has_its_items_and_its_way_on_one_screen(workspace: Workspace) -> None:
    order = next(each for each in await rows_of(workspace, ORDERS) if each.status == "paid")
    before = texts(ORDER_CARD.draw(workspace, order, {}, 100))
    assert any(line.startswith("─ Items") and "not read yet" in line for line in before)
    assert not any("not set" in line for line in before), "nobody knows yet"
    async for seen in workspace.shop.order(order.row_id, force=True):
        order = seen.value or order
    lines = texts(ORDER_CARD.draw(workspace, order, {}, 100))
    assert lines[0].startswith("● ordered ── ● paid ┄┄ ○ processing")
    assert len(order.items) > 0
    for item in order.items:
        line = next(line for line in lines if item.title[:12] in line)
        assert f"{item.count} ×" in line
    narrow = texts(ORDER_CARD.draw(workspace, order, {}, 50))
    assert narrow[0] == "●──●┄┄○┄┄○┄┄○ paid"


async def test_a_product_has_its_variants_on_one_screen(workspace: Workspace) -> None:
    product = next(each for each in await rows_of(workspace, PRODUCTS) if len(each.variants) > 3)
    found: dict[str, Snapshot[Any]] = {}
    async for each in PRODUCT_CARD.reads["variants"](workspace, product, False):
        found["variants"] = each
    lines = texts(PRODUCT_CARD.draw(workspace, product, found, 100))
    rows = lines[next(at for at, line in enumerate(lines) if line.startswith("─ Variants")) + 1 :]
    for variant in found["variants"].value:
        line = next(line for line in rows if variant.sku in line)
        assert variant.price.rstrip("0") in line and plain(stock(variant)) in line


def test_amounts_stand_on_the_point() -> None:
    assert [plain(each) for each in on_point(["142.800", "8.50", "49", ""])] == [
        "142.800",
        "8.50 ",
        "49    ",
        "    ",
    ]


def test_names_in_a_grid_are_whole_where_there_is_room() -> None:
    some = [Pair("delivery_preference_days", "pickup"), Pair("city", "Lisboa")]
    assert texts(grid(some, 60, id="fields")) == [
        "delivery_preference_days  pickup",
        "city                      Lisboa",
    ]
    close = [Pair("payment_preference", "pix"), Pair("crm_id", "CRM000101")]
    assert texts(grid(close, 70, id="fields"))[0].startswith("payment_preference  pix")
    assert texts(grid(some, 24, id="fields"))[0].startswith("delivery_pr…")
    tight = [Pair("payment_preference", "in instalments"), Pair("crm_id", "CRM000101")]
    assert texts(grid(tight, 68, id="fields"))[0].startswith("payment_preference in instalments  crm_id")


def test_two_blanks_are_behind_a_label_where_no_value_is_broken_by_that() -> None:
    some = [Pair("description", "None"), Pair("id", "101")]
    assert texts(pairs(some, [], 40, id="about")) == ["description  None", "id           101"]
    some = [Pair("description", "Canvas sneaker in white"), Pair("id", "101")]
    assert texts(pairs(some, [], 35, id="about"))[0] == "description Canvas sneaker in white"


def test_what_has_no_value_is_broken_between_names_and_no_line_begins_with_a_dot() -> None:
    assert texts(unset(["gender", "time zone", "agent group"], 30)) == [
        "not set: gender · time zone",
        "agent group",
    ]


def test_a_word_is_broken_in_no_column_where_the_other_has_room() -> None:
    mail, bot = Pair("e-mail", "marina.figueiredo@example.com"), Pair("bot", "answers")
    for left, right in (([mail], [bot]), ([bot], [mail])):
        (line,) = texts(pairs(left, right, 76, id="state"))
        assert mail.whole in line and bot.whole in line


def test_a_moment_is_whole_beside_values_that_are_shorter() -> None:
    """The left column has more than its half where fewer lines come of it, and not where more do."""
    moment = "Thu 15 Jan 2026 08:35 · 25 min ago"
    left = [Pair("subscriber", "Íris Vieira"), Pair("created", moment), Pair("changed", moment)]
    right = [Pair("payment", "cash"), Pair("address", "Rua das Amostras, 12, Centro, SP, 01000-000")]
    lines = pairs(left, right, 85, id="o")
    assert len(lines) == 3 and [plain(line.text).count(moment) for line in lines] == [0, 1, 1]
    swapped = pairs(right, left, 85, id="o")
    assert len(swapped) == 3 and [plain(line.text).count(moment) for line in swapped] == [0, 1, 1]
    long = Pair("address", "Rua das Amostras, 12, Centro, SP, 01000-000 " * 3)
    assert len(pairs(left, [long, long], 85, id="o")) < 12


def test_a_value_is_broken_in_no_column_whose_labels_have_room() -> None:
    name, image = (
        Pair("name", "Canvas sneaker"),
        Pair("description", "https://files.example.com/products/0.jpg"),
    )
    (line,) = texts(pairs([name], [image], 77, id="product"))
    assert name.whole in line and image.whole in line


def test_a_value_of_several_parts_is_broken_between_them() -> None:
    since = Pair("created", "Thu 15 Jan 2026 08:35 · 25 min ago")
    wide, narrow = (texts(pairs([since], [], width, id="state")) for width in (60, 38))
    assert [each.rstrip() for each in wide] == ["created    Thu 15 Jan 2026 08:35 · 25 min ago"]
    assert [each.rstrip() for each in narrow] == ["created    Thu 15 Jan 2026 08:35", "           25 min ago"]


def test_further_lines_of_a_value_begin_where_the_first_does() -> None:
    left = [Pair("preferred channel", "one two three four five six seven")]
    first, second, *_ = texts(pairs(left, [], 36, id="state"))
    assert first.index("one") == len(second) - len(second.lstrip())


@pytest.mark.parametrize(
    ("language", "locale", "shown"),
    [
        ("en", "en_US", "English (en-US)"),
        ("zh", "zh_CN", "Chinese (zh-CN)"),
        ("", "pt_BR", "Portuguese (pt-BR)"),
        ("es", "", "Spanish"),
        ("en", "fr_CA", "English · French (fr-CA)"),
        ("xx", "", "xx"),
    ],
)
async def test_a_language_is_told_once(
    workspace: Workspace, bot: Bot, language: str, locale: str, shown: str
) -> None:
    row = msgspec.structs.replace(await ana(workspace), language=language, locale=locale)
    lines = CARD.draw(workspace, row, {}, 100)
    assert any(("language", shown) in line.values for line in lines)


@given(
    st.lists(st.tuples(*[st.text("añ漢 ", max_size=20)] * 4), min_size=1, max_size=6),
    st.integers(-12, 4),
)
def test_no_cell_of_rows_is_cut_beside_room(rows: list[tuple[str, ...]], spare: int) -> None:
    cells = (Cell(0), Cell(8), Cell(6, "right"), Cell(10, whole=True))
    wants = [max(safe.width(safe.sanitize(row[at])) for row in rows) for at in range(4)]
    width = max(20, sum(wants) + 6 + spare)
    lines = [plain(line.text) for line in table(rows, cells, width, id="rows")]
    left = wants[:3] if sum(wants) + 6 > width else wants
    if sum(left) + 2 * (len(left) - 1) <= width:
        assert not any("…" in line for line in lines)
        for row, line in zip(rows, lines, strict=True):
            assert all(safe.sanitize(said) in line for said in row[: len(left)])
    assert all(safe.width(line) == width for line in lines) or width < 40


def test_no_value_is_broken_so_that_one_beside_it_isn_t() -> None:
    left = [Pair("WhatsApp", "+55 21 90000 0000"), Pair("labels", "Beta")]
    window = "▕         ▏ shut 5 d ago · w sends a template"
    right = [Pair("free text", window), *(Pair(each, "a") for each in ("chat", "bot", "language", "since"))]
    shown = "\n".join(texts(pairs(left, right, 72, id="state")))
    assert "WhatsApp " in shown and "+55 21 90000 0000" in shown, shown
