# SPDX-License-Identifier: MIT
"""The form of a discount code: its fields, what is refused of them together, and what is sent.

The host has their times in UTC; they are typed and shown in the workspace's zone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from flotui.api.errors import Malformed
from flotui.api.models.shop import DiscountCode, decimal
from flotui.resources.ask import Choice, Field
from flotui.resources.base import Context
from flotui.resources.shop.words import flag_text
from flotui.resources.text import Span, Text
from flotui.resources.zones import ZONE, settled_zone, zone_fields
from flotui.text.dates import local_text, utc_label, utc_text
from flotui.text.zones import NoTime, Zone, current, zone_called

if TYPE_CHECKING:
    from flotui.workspace import Workspace

_KINDS = [
    Choice("percentage", "percentage"),
    Choice("amount", "amount"),
    Choice("free_shipping", "free shipping"),
]
_LEAST = [Choice("none", "nothing"), Choice("price", "an amount"), Choice("qty", "a number of items")]


_TIMES = ("start_time", "end_time")


def fields_of(workspace: Workspace, row: DiscountCode) -> list[Field]:
    """The fields of a code's form.

    Args:
        workspace: the open bot, whose zone times are typed in.
        row: the code, or a new one.
    """
    zone = workspace.zone
    fields = [
        Field("code", "Code", value=row.code, required=True),
        Field("type", "Kind", "choice", row.type or "percentage", required=True, choices=_KINDS),
        Field(
            "discount_percentage",
            "Percentage",
            "integer",
            row.discount_percentage,
            when=("type", "percentage"),
        ),
        Field("discount_amount", "Amount", "number", row.discount_amount, when=("type", "amount")),
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
        Field("min_price", "Minimum amount", "number", row.min_price, when=("min_require", "price")),
        Field("min_qty", "Minimum items", "integer", row.min_qty, when=("min_require", "qty")),
        Field(
            "has_usage_limit",
            "Limited uses",
            "boolean",
            flag_text(row.has_usage_limit) or "false",
            required=True,
        ),
        Field(
            "max_usage_count", "Usage limit", "integer", row.max_usage_count, when=("has_usage_limit", "true")
        ),
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
    return [*fields, *zone_fields(workspace)]


def preview_of(workspace: Workspace) -> Callable[[Mapping[str, str]], Sequence[Text]]:
    """What is below the form while it is filled in: when it holds in UTC, beside the times above in the zone.

    Args:
        workspace: the open bot.
    """

    def preview(answer: Mapping[str, str]) -> Sequence[Text]:
        lines: list[Text] = []
        zone = _zone_of(workspace, answer)
        for name, word in zip(_TIMES, ("starts", "ends"), strict=True):
            with suppress(NoTime):
                lines.append((Span(f"{word} ", "dim"), Span(utc_label(zone.moment(answer.get(name, ""))))))
        return lines

    return preview


def wrong_of(shown: Mapping[str, str]) -> Callable[[Mapping[str, str]], Mapping[str, str]]:
    """What is wrong with the values of the form taken together, by the field that has to be corrected.

    Args:
        shown: what the fields of a code that exists held at first; empty for a new one.
    """
    return lambda answer: _wrong(answer, [name for name, text in answer.items() if shown.get(name) != text])


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
        "Enter a percentage above 0.",
    ),
    (
        frozenset({"type", "discount_amount"}),
        "discount_amount",
        _needs("type", "amount", "discount_amount"),
        "Enter an amount above 0.",
    ),
    (
        frozenset({"min_require", "min_price"}),
        "min_price",
        _needs("min_require", "price", "min_price"),
        "Enter the minimum amount.",
    ),
    (
        frozenset({"min_require", "min_qty"}),
        "min_qty",
        _needs("min_require", "qty", "min_qty"),
        "Enter the minimum number of items.",
    ),
    (
        frozenset({"has_usage_limit", "max_usage_count"}),
        "max_usage_count",
        _needs("has_usage_limit", "true", "max_usage_count"),
        "Enter the usage limit.",
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


def refuse(answer: Mapping[str, str], touched: Collection[str]) -> None:
    """See that a code is valid at some time and means something.

    Args:
        answer: all values.
        touched: the names of those that are sent.

    Raises:
        Malformed: when it isn't.
    """
    if wrong := _wrong(answer, touched):
        fields = {name: (says,) for name, says in wrong.items()}
        raise Malformed(f"Nothing was sent. {' '.join(wrong.values())}", fields=fields, advice="")


def sent_of(context: Context[object], answer: Mapping[str, str]) -> dict[str, str]:
    """What was typed as it is sent: times in UTC.

    Args:
        context: the open bot, whose zone is asked for where it isn't known.
        answer: what was typed, by field.

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
