# SPDX-License-Identifier: MIT
"""Discount codes and business hours: what is typed, sent, shown and undone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flotui.api.errors import Malformed
from flotui.api.models.shop import DiscountCode, OpeningDay
from flotui.config.habits import Memory
from flotui.resources.ask import Cancelled
from flotui.resources.base import Context, Query
from flotui.resources.shop.discounts import DISCOUNT_CODES, state, state_and_why
from flotui.resources.shop.hours import BUSINESS_HOURS, bar, hours, minutes, written, wrong
from flotui.resources.shop.words import money, money_text
from flotui.resources.text import Span, plain
from flotui.workspace import Workspace
from flotui.workspace.comparing import Decision, NothingToDo
from tests.resources.shop_rig import action, first, row, table, valid
from tests.support.ask import NO, Answers, act, rows_of
from tests.support.bot import Bot

KEEP, OVERWRITE = Decision.KEEP, Decision.OVERWRITE


async def test_a_day_that_somebody_else_set_is_asked_about(workspace: Workspace, bot: Bot) -> None:
    week = await rows_of(workspace, BUSINESS_HOURS)
    edit = action(BUSINESS_HOURS, "business-hours.edit")
    other = await bot.open()
    await act(other, edit, week[:1], {"option": "open_1", "start": "07:15", "end": "07:45"})
    await other.close()
    before, written = len(await bot.requests()), len(await bot.writes())
    with pytest.raises(NothingToDo, match="Kept"):
        await act(workspace, edit, week[:1], {"option": "close"}, KEEP)
    assert len(await bot.writes()) == written
    assert len(await bot.requests()) == before + 1
    await act(workspace, edit, week[1:2], {"option": "close"})
    now = await rows_of(workspace, BUSINESS_HOURS, Query(force=True))
    assert [plain(hours(day)) for day in now[:2]] == ["07:15 – 07:45", "closed"]


CODE = {
    "code": "XMAS",
    "type": "percentage",
    "discount_percentage": "15",
    "start_time": "2026-12-24 00:00",
    "end_time": "2026-12-26T03:00:00+02:00",
    "min_require": "price",
    "min_price": "49.90",
    "has_usage_limit": "true",
    "max_usage_count": "100",
    "once_per_order": "false",
    "one_per_customer": "true",
}


async def test_a_code_is_made_changed_looked_up_and_deleted(workspace: Workspace, bot: Bot) -> None:
    workspace.memory = Memory(timezone="America/Bogota")
    await act(workspace, action(DISCOUNT_CODES, "discount-codes.new"), (), CODE)
    ((_, body),) = await bot.writes()
    assert (body["start_time"], body["end_time"]) == ("2026-12-24 05:00:00", "2026-12-26 01:00:00")
    assert (body["one_per_customer"], body["min_price"]) == (1, 49.9)
    made = await first(workspace, DISCOUNT_CODES, "XMAS")
    shown = {"end_time": "2026-12-25 20:00", "discount_amount": made.discount_amount}
    form = {**CODE, **shown, "discount_percentage": "20"}
    await act(workspace, action(DISCOUNT_CODES, "discount-codes.edit"), [made], form)
    assert (await bot.writes())[-1] == ("UpdateDiscountCode", {"discount_percentage": 20})
    await workspace.undo()
    assert (await row(bot, "codes", made.row_id))["discount_percentage"] == 15
    asked = await act(workspace, action(DISCOUNT_CODES, "discount-codes.look"), (), {"code": "XMAS"})
    assert asked.went[0][2] == made.row_id
    delete = action(DISCOUNT_CODES, "discount-codes.delete-by-code")
    await act(workspace, delete, (), {"code": "XMAS"}, "XMAS")
    assert (await bot.writes())[-1][0] == "DeleteDiscountCodeByCode"
    vip = await first(workspace, DISCOUNT_CODES, "VIP25")
    await act(workspace, action(DISCOUNT_CODES, "discount-codes.delete"), [vip], "VIP25")
    assert {"XMAS", "VIP25"} & {each["code"] for each in await table(bot, "codes")} == set()
    await valid(bot)


@pytest.mark.parametrize(
    ("change", "why", "at"),
    [
        ({"end_time": "2026-12-23 00:00"}, "ends before it starts", ["end_time"]),
        ({"end_time": "2026-12-24 00:00"}, "ends before it starts", ["end_time"]),
        ({"type": "amount"}, "amount above 0", ["discount_amount"]),
        ({"discount_percentage": "0"}, "percentage above 0", ["discount_percentage"]),
        ({"min_require": "qty"}, "minimum number of items", ["min_qty"]),
        ({"min_require": "price", "min_price": ""}, "minimum amount", ["min_price"]),
        ({"max_usage_count": ""}, "usage limit", ["max_usage_count"]),
        ({"type": "amount", "min_require": "qty"}, "above 0.*minimum number", ["discount_amount", "min_qty"]),
    ],
)
async def test_a_code_that_can_never_hold_is_refused_at_the_fields_that_are_wrong(
    workspace: Workspace, bot: Bot, change: dict[str, str], why: str, at: list[str]
) -> None:
    answer = {name: text for name, text in (CODE | change).items() if text}
    with pytest.raises(Malformed, match=why) as error:
        await act(workspace, action(DISCOUNT_CODES, "discount-codes.new"), (), answer)
    assert list(error.value.fields) == at
    assert await bot.writes() == []


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        ("51.0", "brl", "51.00 BRL"),
        ("51", "brl", "51.00 BRL"),
        ("142.800", "BRL", "142.800 BRL"),
        ("51.5", "jpy", "51.5 JPY"),
        ("51", "jpy", "51 JPY"),
        ("1.5", "KWD", "1.500 KWD"),
        ("-8.5", "R$", "-8.50 R$"),
        ("199.9", "", "199.90"),
        ("49", "", "49"),
        ("1e3", "brl", "1e3 BRL"),
        ("free", "", "free"),
    ],
)
def test_an_amount_is_shown_as_money_with_every_digit(amount: str, currency: str, said: str) -> None:
    assert plain(money(amount, currency)) == said == money_text(amount, currency)


def test_digits_beyond_those_of_the_currency_are_dim() -> None:
    assert money("142.800", "brl") == (Span("142.80"), Span("0 BRL", "dim"))
    assert money("51.00", "brl") == (Span("51.00"), Span(" BRL", "dim"))


def test_a_codes_state_is_told_in_words() -> None:
    now = datetime(2026, 12, 25, tzinfo=UTC)

    def said(start: str, end: str) -> str:
        return plain(state(DiscountCode.read({"start_time": start, "end_time": end}), now))

    assert said("2026-12-01 00:00:00", "2026-12-31 00:00:00") == "● running"
    assert said("2026-12-26 00:00:00", "2026-12-31 00:00:00") == "○ to come"
    assert said("2026-12-01 00:00:00", "2026-12-24 00:00:00") == "✓ over"
    assert said("2026-12-26 00:00:00", "2026-12-24 00:00:00") == "✗ never valid"
    turned = DiscountCode.read({"start_time": "2026-12-26 00:00:00", "end_time": "2026-12-24 00:00:00"})
    assert plain(state_and_why(turned)) == "✗ never valid: ends before it starts"
    assert said("soon", "") == "–"


async def test_the_hours_of_some_days_are_set_and_set_back(workspace: Workspace, bot: Bot) -> None:
    week = await rows_of(workspace, BUSINESS_HOURS)
    days = [week[5], week[6]]
    form = {"option": "open_2", "start": "9:00", "end": "12:15", "start_2": "13:30", "end_2": "24:00"}
    edit = action(BUSINESS_HOURS, "business-hours.edit")
    await act(workspace, edit, days, form)
    now = await rows_of(workspace, BUSINESS_HOURS)
    assert [plain(hours(day)) for day in now[5:]] == ["09:00 – 12:15, 13:30 – 24:00"] * 2
    assert plain(hours(now[0])) == "09:00 – 18:00"
    asked = await act(workspace, edit, now[5:], form)
    assert "Nothing was sent" in asked.said[-1]
    await workspace.undo()
    again = await rows_of(workspace, BUSINESS_HOURS)
    assert [plain(hours(day)) for day in again] == [plain(hours(day)) for day in week]
    with pytest.raises(Malformed, match="ends before it begins"):
        await act(workspace, edit, days, {"option": "open_1", "start": "18:00", "end": "09:00"})
    await valid(bot)


@pytest.mark.parametrize(
    ("answer", "at", "why"),
    [
        ({"option": "open_1", "start": "09:00"}, "end", "needs a start and an end"),
        ({"option": "open_1", "start": "9 am", "end": "10:00"}, "start", "needs a start"),
        ({"option": "open_1", "start": "11:00", "end": "10:00"}, "end", "ends before it begins"),
        (
            {"option": "open_2", "start": "09:00", "end": "12:00", "start_2": "11:00", "end_2": "13:00"},
            "start_2",
            "before the first one ends",
        ),
        ({"option": "close"}, "", ""),
        ({"option": "open"}, "", ""),
    ],
)
def test_hours_that_make_no_sense_are_named_at_the_time_that_is_wrong(
    answer: dict[str, str], at: str, why: str
) -> None:
    where, said = wrong(answer)
    assert where == at and why in said and bool(said) is bool(why)


def test_a_day_is_drawn() -> None:
    day = OpeningDay.read({"id": "1", "option": "open_1", "start": "06:00", "end": "12:00"})
    assert plain(bar(day)) == "·" * 12 + "━" * 12 + "·" * 24
    assert day.title == "Monday"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("8h30", "08:30"),
        ("08h00", "08:00"),
        ("8H", "08:00"),
        ("8.15", "08:15"),
        ("9:45", "09:45"),
        ("24h", "24:00"),
    ],
)
def test_a_time_of_day_is_read_as_people_write_it(typed: str, said: str) -> None:
    assert written(typed) == said
    assert wrong({"option": "open_1", "start": "00:00", "end": typed}) == ("", "")


@pytest.mark.parametrize("typed", ["8", "8h5", "24:15", "25h", "8h60", "noon", ""])
def test_what_is_no_time_of_day_is_none(typed: str) -> None:
    assert minutes(typed) is None


async def test_hours_are_sent_as_the_host_has_them_however_they_are_typed(
    workspace: Workspace, bot: Bot
) -> None:
    day = next(each for each in await rows_of(workspace, BUSINESS_HOURS) if each.option == "open_1")
    form = {"option": "open_1", "start": "8h30", "end": "17h"}
    await act(workspace, action(BUSINESS_HOURS, "business-hours.edit"), [day], form)
    sent = next(each for each in (await bot.writes())[-1][1]["data"] if str(each["id"]) == day.id)
    assert (sent["start"], sent["end"]) == ("08:30", "17:00")


async def test_the_end_of_a_code_that_is_a_day_lasts_through_it(workspace: Workspace) -> None:
    with pytest.raises(Cancelled):
        await action(DISCOUNT_CODES, "discount-codes.new").run(
            Context(workspace, DISCOUNT_CODES, (), ask := Answers(NO))
        )
    assert [each.name for each in ask.asked[0].fields if each.ends] == ["end_time"]
