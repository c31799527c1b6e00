# SPDX-License-Identifier: MIT
"""Discount codes: what they take off, for whom, and from when to when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flotui.api.catalogue import Risk
from flotui.api.errors import Malformed
from flotui.api.models.shop import DiscountCode
from flotui.repositories.shop import DISCOUNT_CODE
from flotui.repositories.shop_edits import delete_code
from flotui.resources.ask import Field, Form
from flotui.resources.base import Action, Column, Context, DetailLine, Query, Resource, Sort, Tab
from flotui.resources.copying import copy_action
from flotui.resources.crud import create, delete, edit
from flotui.resources.format import line, unknown_lines
from flotui.resources.reading import last
from flotui.resources.shop.discount_form import fields_of, preview_of, refuse, sent_of, wrong_of
from flotui.resources.shop.words import flag, flag_text
from flotui.resources.text import Span, Text, dim
from flotui.resources.zones import ZONE, both_lines
from flotui.text import moments
from flotui.text.clock import host_now
from flotui.text.dates import utc_moment, utc_text
from flotui.text.glyphs import glyph
from flotui.text.zones import current

if TYPE_CHECKING:
    from flotui.workspace import Workspace


def state(row: DiscountCode, now: datetime | None = None) -> Text:
    """Whether a code holds now."""
    start, end = utc_moment(row.start_time), utc_moment(row.end_time)
    now = now or datetime.fromtimestamp(host_now(), UTC)
    if _is_reversed(row):
        return (Span(f"{glyph('failed')} never valid", "danger"),)
    if start is not None and now < start:
        return (Span(f"{glyph('new')} to come", "accent"),)
    if end is not None and now >= end:
        return dim(f"{glyph('done')} over")
    if start is None and end is None:
        return dim("–")
    return (Span(f"{glyph('open')} running", "good"),)


def _is_reversed(row: DiscountCode) -> bool:
    """Whether a code ends before it starts."""
    start, end = utc_moment(row.start_time), utc_moment(row.end_time)
    return start is not None and end is not None and end <= start


def state_and_why(row: DiscountCode) -> Text:
    """Whether a code holds now, and why it never does."""
    return (
        (*_spans(state(row)), Span(": ends before it starts", "danger")) if _is_reversed(row) else state(row)
    )


def takes_off(row: DiscountCode) -> str:
    """What a code takes off, its figures as they came."""
    kind = row.type.lower().replace(" ", "_")
    if kind == "percentage":
        return f"{row.discount_percentage or '?'} %"
    if kind == "free_shipping":
        return "free shipping"
    return row.discount_amount or row.summary or row.type


def _least(row: DiscountCode) -> str:
    if row.min_require == "price":
        return f"an amount of {row.min_price or '?'}"
    if row.min_require == "qty":
        return f"{row.min_qty or '?'} items"
    return "" if row.min_require in ("", "none") else row.min_require


async def find(workspace: Workspace, text: str) -> Query:
    """What the host is asked for the text of the filter line: a part of the code."""
    return Query(arguments={"code": text}, summary=text, words=tuple(text.split()))


def _new_fields(context: Context[DiscountCode]) -> list[Field]:
    start = context.workspace.zone.now().replace(minute=0, second=0, microsecond=0)
    return fields_of(context.workspace, DiscountCode(start_time=utc_text(start)))


async def _settle_new(context: Context[DiscountCode], answer: dict[str, str]) -> dict[str, str]:
    refuse(answer, answer)
    return sent_of(context, answer)


async def _settle(context: Context[DiscountCode], answer: dict[str, str]) -> dict[str, str]:
    changes = {name: text for name, text in answer.items() if name != ZONE}
    shown = {each.name: each.value for each in fields_of(context.workspace, context.row)}
    refuse({**shown, **changes}, changes)
    return sent_of(context, answer) if changes else changes


def _previewed(context: Context[DiscountCode], form: Form) -> Form:
    shown = {each.name: each.value for each in form.fields} if form.edits else {}
    return replace(form, preview=preview_of(context.workspace), wrong=wrong_of(shown))


async def _warn_delete(context: Context[DiscountCode]) -> list[Text]:
    row = context.row
    return [
        (Span(f"{takes_off(row)} · "), *_spans(state_and_why(row))),
        "Customers can no longer use it.",
    ]


def _spans(text: Text) -> Sequence[Span]:
    return (Span(text),) if isinstance(text, str) else text


async def _called(context: Context[DiscountCode], title: str) -> DiscountCode:
    """Ask for a code's text, and read it by that.

    Raises:
        NotFound: when there is none.
        Cancelled: when it was left.
    """
    found: list[DiscountCode] = []

    async def submit(answer: dict[str, str]) -> None:
        row = await last(context.workspace.shop.code_called(answer["code"].strip()))
        if row is None:
            says = f"There is no discount code {answer['code']}."
            raise Malformed(says, fields={"code": (says,)})
        found.append(row)

    await context.ask.form(
        Form(title, (Field("code", "Code", required=True),), verb="Look up", looks=True), submit
    )
    return found[-1]


async def _look_up(context: Context[DiscountCode]) -> None:
    row = await _called(context, "Look up a discount code")
    context.ask.go("discount-codes", Query(arguments={"code": row.code}, summary=row.code), row.row_id)


_BY_CODE: Action[DiscountCode] = delete(
    "discount-codes",
    DISCOUNT_CODE,
    remove=lambda _, row: delete_code(row, by_code=True),
    warn=_warn_delete,
)


async def _delete_called(context: Context[DiscountCode]) -> None:
    row = await _called(context, "Delete which code?")
    await _BY_CODE.run(replace(context, rows=(row,)))


def _listed(text: str) -> str:
    at = utc_moment(text)
    return text if at is None else moments.moment(at.astimezone(current().tz))


def _at(text: str) -> float | str:
    at = utc_moment(text)
    return text if at is None else at.timestamp()


def _lines(workspace: Workspace, row: DiscountCode) -> list[DetailLine]:
    return [
        line("code", row.code),
        line("id", row.row_id),
        DetailLine("state", state_and_why(row), ""),
        line("discount", takes_off(row)),
        *both_lines("starts", row.start_time, workspace.zone),
        *both_lines("ends", row.end_time, workspace.zone),
        line("minimum", _least(row)),
        line("usage limit", row.max_usage_count if row.has_usage_limit else "no limit"),
        DetailLine("once per order", flag(row.once_per_order), flag_text(row.once_per_order)),
        DetailLine("once per customer", flag(row.one_per_customer), flag_text(row.one_per_customer)),
        line("summary", row.summary),
        *unknown_lines(row, ()),
    ]


DISCOUNT_CODES: Resource[DiscountCode] = Resource(
    id="discount-codes",
    title="Codes",
    kind=DISCOUNT_CODE,
    aliases=("codes", "discounts"),
    columns=(
        Column("code", "Code", lambda row: row.code, width=12, flex=2, by=Sort("code")),
        Column("off", "Discount", takes_off, width=13, flex=1),
        Column("state", "State", state, width=10, flex=1),
        Column(
            "end",
            "Ends",
            lambda row: _listed(row.end_time),
            width=12,
            align="right",
            zoned=True,
            priority=1,
            by=Sort("end_time"),
            at=lambda row: _at(row.end_time),
        ),
        Column(
            "start",
            "Starts",
            lambda row: dim(_listed(row.start_time)),
            width=12,
            align="right",
            zoned=True,
            priority=2,
            by=Sort("start_time"),
            at=lambda row: _at(row.start_time),
        ),
    ),
    tabs=(Tab("code", "Discount code", lines=_lines),),
    actions=(
        edit(
            "discount-codes",
            DISCOUNT_CODE,
            lambda context, row: fields_of(context.workspace, row),
            title="Edit the code",
            settle=_settle,
            form=_previewed,
        ),
        create(
            "discount-codes",
            DISCOUNT_CODE,
            _new_fields,
            settle=_settle_new,
            form=_previewed,
            message=lambda _, values: f"Discount code {values['code']} created.",
        ),
        replace(delete("discount-codes", DISCOUNT_CODE, warn=_warn_delete), title="Delete the code"),
        Action(
            "discount-codes.look",
            "Look up a code",
            "o",
            _look_up,
            hint="look up",
            needs="nothing",
            operations=("DiscountCodeGetInfoByCode",),
        ),
        Action(
            "discount-codes.delete-by-code",
            "Delete a code by its name",
            "D",
            _delete_called,
            risk=Risk.DESTRUCTIVE,
            needs="nothing",
            operations=("DeleteDiscountCodeByCode", "DiscountCodeGetInfoByCode"),
        ),
        copy_action(
            "discount-codes", lambda context: [("code", context.row.code), ("id", context.row.row_id)]
        ),
    ),
    search=find,
    searched=lambda row: f"{row.code} {row.summary}",
    hint="a part of the code",
)
