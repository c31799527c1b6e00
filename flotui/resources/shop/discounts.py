"""Discount codes: what they take off, for whom, and from when to when.

The host has their times in UTC; they are typed and shown in the workspace's zone.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flotui.api.catalogue import Risk
from flotui.api.errors import Malformed
from flotui.api.models.shop import DiscountCode, decimal
from flotui.repositories.shop import DISCOUNT_CODE
from flotui.repositories.shop_edits import create_code, delete_code, update_code
from flotui.repositories.snapshot import Snapshot
from flotui.resources.ask import Choice, Confirm, Field, Form, bound
from flotui.resources.base import Action, Column, Context, Line, Query, Resource, RowSource, Sort, Tab
from flotui.resources.copying import copy_action
from flotui.resources.format import line, unknown_lines
from flotui.resources.keys import undo_key
from flotui.resources.reading import last
from flotui.resources.shop.words import flag, flag_text
from flotui.resources.telling import done, made, unchanged
from flotui.resources.text import Span, Text, dim
from flotui.resources.zones import ZONE, both_lines, settled_zone, zone_fields
from flotui.text.dates import beside_utc, listed, local_text, utc_moment, utc_text
from flotui.text.zones import NoTime, Zone, current, zone_called

if TYPE_CHECKING:
    from flotui.workspace import Workspace

_KINDS = [
    Choice("percentage", "percentage"),
    Choice("amount", "amount"),
    Choice("free_shipping", "free shipping"),
]
_LEAST = [Choice("none", "nothing"), Choice("price", "an amount"), Choice("qty", "a number of items")]


def state(row: DiscountCode, now: datetime | None = None) -> Text:
    """Whether a code holds now."""
    start, end = utc_moment(row.start_time), utc_moment(row.end_time)
    now = now or datetime.fromtimestamp(time.time(), UTC)
    if start is not None and end is not None and end <= start:
        return (Span("never: ends before it starts", "danger"),)
    if start is not None and now < start:
        return (Span("to come", "accent"),)
    if end is not None and now >= end:
        return dim("over")
    if start is None and end is None:
        return dim("–")
    return (Span("running", "good"),)


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


def _read(workspace: Workspace, query: Query) -> AsyncIterator[Snapshot[RowSource[DiscountCode]]]:
    return workspace.shop.codes(query.arguments, force=query.force)


async def find(workspace: Workspace, text: str) -> Query:
    """What the host is asked for the text of the filter line: a part of the code."""
    return Query(arguments={"code": text}, says=text, words=tuple(text.split()))


_TIMES = ("start_time", "end_time")


def _fields(workspace: Workspace, row: DiscountCode, operation: str) -> list[Field]:
    zone = workspace.zone
    fields = [
        Field("code", "Code", value=row.code, required=True),
        Field("type", "Kind", "choice", row.type or "percentage", required=True, choices=_KINDS),
        Field("discount_percentage", "Percentage", "integer", row.discount_percentage),
        Field("discount_amount", "Amount", "number", row.discount_amount),
        Field("start_time", "Starts", "datetime", local_text(row.start_time, zone), required=True, zone=zone),
        Field(
            "end_time",
            "Ends",
            "datetime",
            local_text(row.end_time, zone),
            required=True,
            zone=zone,
            ends=True,
            help=f"In {zone.label}; sent in UTC. A day alone ends at 23:59.",
        ),
        Field("min_require", "Requires", "choice", row.min_require or "none", choices=_LEAST, required=True),
        Field("min_price", "Minimum amount", "number", row.min_price),
        Field("min_qty", "Minimum items", "integer", row.min_qty),
        Field(
            "has_usage_limit",
            "Limited uses",
            "boolean",
            flag_text(row.has_usage_limit) or "false",
            required=True,
        ),
        Field("max_usage_count", "Usage limit", "integer", row.max_usage_count),
        Field(
            "once_per_order",
            "Once per order",
            "boolean",
            flag_text(row.once_per_order) or "false",
            required=True,
        ),
        Field(
            "one_per_customer",
            "Once per customer",
            "boolean",
            flag_text(row.one_per_customer) or "false",
            required=True,
        ),
    ]
    return [*bound(operation, fields), *zone_fields(workspace)]


def _preview(workspace: Workspace, shown: Mapping[str, str]) -> Callable[[Mapping[str, str]], Sequence[Text]]:
    """What stands below the form while it is filled in.

    Args:
        workspace: the open bot.
        shown: what the fields held at first.
    """

    def preview(answer: Mapping[str, str]) -> Sequence[Text]:
        lines: list[Text] = []
        zone = _zone_of(workspace, answer)
        for name, word in zip(_TIMES, ("starts", "ends"), strict=True):
            with suppress(NoTime):
                lines.append(
                    (Span(f"{word} ", "dim"), Span(beside_utc(zone.moment(answer.get(name, "")), zone)))
                )
        touched = [name for name, text in answer.items() if shown.get(name) != text]
        lines += [(Span(says, "danger"),) for says in _wrong(answer, touched).values()]
        return lines

    return preview


def _zone_of(workspace: Workspace, answer: Mapping[str, str]) -> Zone:
    """The zone that the times of the form are meant in, while it is filled in."""
    name = answer.get(ZONE, "")
    found = zone_called(name)
    return workspace.zone if found is None else Zone(found, name)


def _ends_first(answer: Mapping[str, str]) -> bool:
    with suppress(NoTime):
        start, end = (current().moment(answer.get(name, "")) for name in _TIMES)
        return end <= start
    return False


def _needs(name: str, value: str, amount: str) -> Callable[[Mapping[str, str]], bool]:
    """Whether a choice needs an amount that is not there."""
    return lambda answer: answer.get(name, "") == value and not decimal(answer.get(amount, ""))


_RULES: tuple[tuple[frozenset[str], str, Callable[[Mapping[str, str]], bool], str], ...] = (
    (
        frozenset({"start_time", "end_time"}),
        "end_time",
        _ends_first,
        "The code ends before it starts, so it would never be valid.",
    ),
    (
        frozenset({"type", "discount_percentage"}),
        "discount_percentage",
        _needs("type", "percentage", "discount_percentage"),
        "A percentage above 0 is needed.",
    ),
    (
        frozenset({"type", "discount_amount"}),
        "discount_amount",
        _needs("type", "amount", "discount_amount"),
        "An amount above 0 is needed.",
    ),
    (
        frozenset({"min_require", "min_price"}),
        "min_price",
        _needs("min_require", "price", "min_price"),
        "The minimum amount is needed.",
    ),
    (
        frozenset({"min_require", "min_qty"}),
        "min_qty",
        _needs("min_require", "qty", "min_qty"),
        "The minimum number of items is needed.",
    ),
    (
        frozenset({"has_usage_limit", "max_usage_count"}),
        "max_usage_count",
        _needs("has_usage_limit", "true", "max_usage_count"),
        "The usage limit is needed.",
    ),
)
"""What keeps a code from ever being valid or meaning anything: the fields it is about, the one that it is said at, when,
and what to say."""


def _wrong(answer: Mapping[str, str], touched: Collection[str]) -> dict[str, str]:
    """What is wrong with values taken together, as a sentence by the field that has to be corrected.

    Args:
        answer: all values.
        touched: the names of those that are sent: what stays as it is, is the host's business.
    """
    return {at: says for names, at, when, says in _RULES if names.intersection(touched) and when(answer)}


def _refuse(answer: Mapping[str, str], touched: Collection[str]) -> None:
    if wrong := _wrong(answer, touched):
        fields = {name: (says,) for name, says in wrong.items()}
        raise Malformed(f"Nothing was sent. {' '.join(wrong.values())}", fields=fields, advice="")


def _sent(context: Context[DiscountCode], answer: Mapping[str, str]) -> dict[str, str]:
    """What was typed as it is sent: times in UTC.

    Raises:
        Malformed: when the zone that was chosen has no such time.
    """
    zone = settled_zone(context.workspace, answer)
    sent = {name: text for name, text in answer.items() if name != ZONE}
    for name in _TIMES:
        if sent.get(name):
            try:
                sent[name] = utc_text(zone.moment(sent[name]))
            except NoTime as error:
                raise Malformed(f"{error} Nothing was sent.", fields={name: (str(error),)}) from None
    return sent


async def _create(context: Context[DiscountCode]) -> None:
    async def submit(answer: dict[str, str]) -> None:
        _refuse(answer, answer)
        entries = await context.workspace.apply(create_code(_sent(context, answer)))
        made(context, f"Discount code {answer['code']} made.", entries)

    start = context.workspace.zone.now().replace(minute=0, second=0, microsecond=0)
    fields = _fields(context.workspace, DiscountCode(start_time=utc_text(start)), "CreateDiscountCode")
    form = Form("New discount code", fields, verb="Create", preview=_preview(context.workspace, {}))
    await context.ask.form(form, submit)


async def _edit(context: Context[DiscountCode]) -> None:
    cached = await context.workspace.cache.row(DISCOUNT_CODE.name, context.row.row_id)
    row = context.row if cached is None else DiscountCode.read(cached.value)
    fields = _fields(context.workspace, row, "UpdateDiscountCode")
    shown = {each.name: each.value for each in fields}

    async def submit(answer: dict[str, str]) -> None:
        changes = {name: text for name, text in answer.items() if name != ZONE}
        _refuse({**shown, **changes}, changes)
        if unchanged(context, changes, row.code):
            return
        await context.workspace.apply(update_code(row, _sent(context, answer)))
        done(context, f"Discount code {row.code} changed. {undo_key()} sets it back.")

    preview = _preview(context.workspace, shown)
    await context.ask.form(Form(f"Discount code {row.code}", fields, edits=True, preview=preview), submit)


async def _confirm_delete(context: Context[DiscountCode], row: DiscountCode, *, by_code: bool) -> None:
    async def submit(_: object) -> None:
        await context.workspace.apply(delete_code(row, by_code=by_code))
        done(context, f"Discount code {row.code} deleted.")

    lines: tuple[Text, ...] = (
        (Span(f"{takes_off(row)}, "), *_spans(state(row))),
        "Whoever was given it can't use it any more. It cannot be undone.",
    )
    await context.ask.confirm(
        Confirm(
            f"Delete discount code {row.code}",
            lines,
            verb="Delete",
            danger=True,
            typed=row.code,
            instead=row.row_id,
        ),
        submit,
    )


def _spans(text: Text) -> Sequence[Span]:
    return (Span(text),) if isinstance(text, str) else text


async def _delete(context: Context[DiscountCode]) -> None:
    await _confirm_delete(context, context.row, by_code=False)


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
        Form(title, (Field("code", "Code", required=True),), verb="Look", looks=True), submit
    )
    return found[-1]


async def _look_up(context: Context[DiscountCode]) -> None:
    row = await _called(context, "Look a discount code up")
    context.ask.go("discount-codes", Query(arguments={"code": row.code}, says=row.code), row.row_id)


async def _delete_called(context: Context[DiscountCode]) -> None:
    await _confirm_delete(context, await _called(context, "Delete which code?"), by_code=True)


def _listed(text: str) -> str:
    at = utc_moment(text)
    return listed(None if at is None else at.astimezone(current().tz), text)


def _lines(workspace: Workspace, row: DiscountCode) -> list[Line]:
    return [
        line("code", row.code),
        line("id", row.row_id),
        Line("state", state(row), ""),
        line("takes off", takes_off(row)),
        *both_lines("starts", row.start_time, workspace.zone),
        *both_lines("ends", row.end_time, workspace.zone),
        line("at least", _least(row)),
        line("most uses", row.max_usage_count if row.has_usage_limit else "no limit"),
        Line("once an order", flag(row.once_per_order), flag_text(row.once_per_order)),
        Line("once a customer", flag(row.one_per_customer), flag_text(row.one_per_customer)),
        line("summary", row.summary),
        *unknown_lines(row, ()),
    ]


DISCOUNT_CODES: Resource[DiscountCode] = Resource(
    id="discount-codes",
    title="Codes",
    singular="discount code",
    area="shop",
    aliases=("codes", "discounts"),
    read=_read,
    columns=(
        Column("code", "Code", lambda row: row.code, width=12, flex=2, by=Sort("code")),
        Column("off", "Takes off", takes_off, width=13, flex=1),
        Column("state", "State", state, width=10, flex=1),
        Column("end", "Ends", lambda row: _listed(row.end_time), width=23, priority=1, by=Sort("end_time")),
        Column(
            "start",
            "Starts",
            lambda row: dim(_listed(row.start_time)),
            width=23,
            priority=2,
            by=Sort("start_time"),
        ),
    ),
    row_id=lambda row: row.row_id,
    label=lambda row: row.code,
    tabs=(Tab("code", "Discount code", lines=_lines),),
    inspect=lambda workspace, row, force=False: workspace.shop.code(row.row_id, force=force),
    actions=(
        Action(
            "discount-codes.edit",
            "Edit the code",
            "e",
            _edit,
            hint="edit",
            risk=Risk.WRITE,
            operations=("UpdateDiscountCode",),
        ),
        Action(
            "discount-codes.new",
            "New discount code",
            "n",
            _create,
            hint="new",
            risk=Risk.WRITE,
            needs="nothing",
            operations=("CreateDiscountCode",),
        ),
        Action(
            "discount-codes.delete",
            "Delete the code",
            "d,delete",
            _delete,
            hint="delete",
            risk=Risk.DESTRUCTIVE,
            operations=("DeleteDiscountCode",),
        ),
        Action(
            "discount-codes.look",
            "Look a code up by its text",
            "o",
            _look_up,
            hint="look up",
            needs="nothing",
            operations=("DiscountCodeGetInfoByCode",),
        ),
        Action(
            "discount-codes.delete-by-code",
            "Delete a code by its text",
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
    empty="No discount codes yet. Press {discount-codes.new} to make one.",
    scope="Manage Flow",
    operations=("DiscountCodes", "DiscountCodeGetInfo"),
)
