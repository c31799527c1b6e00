# SPDX-License-Identifier: MIT
"""Broadcasts as a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flotui.api.catalogue import Risk
from flotui.api.errors import Malformed
from flotui.api.models.sending import Broadcast
from flotui.repositories.broadcasts import BROADCAST, STATUSES
from flotui.resources.base import Action, Column, DetailLine, Query, Resource, Sort, Tab, later
from flotui.resources.copying import copy_action
from flotui.resources.crud import delete
from flotui.resources.format import about_whom, line, unknown_lines
from flotui.resources.terms import FilterTerm, Language, asked_of
from flotui.resources.text import Span, Text, dim, spans, state_text
from flotui.text import moments
from flotui.text.pictures import gauge
from flotui.text.plural import count, count_if_known, counted

if TYPE_CHECKING:
    from flotui.resources.base import Context
    from flotui.workspace import Workspace

_WHERE = "flotui.resources.subscribers.broadcasting"

SENDS = (
    "flowBotUserBroadcast",
    "flowBotUserBroadcastBySegment",
    "flowBotUserBroadcastByTag",
    "flowBotUserBroadcastWhatsappTemplateByTag",
    "flowBotUserBroadcastWhatsappTemplateByUserId",
    "flowBotUserBroadcastFacebookUtilityMessageTemplateByTag",
    "flowBotUserBroadcastFacebookUtilityMessageTemplateByUserId",
)
"""What sends to many."""


LANGUAGE = Language(("status",), example={"status": "New"})
"""The keys of the filter line."""


async def _search(workspace: Workspace, text: str) -> Query:
    """`status:New` asks the host; there is nothing else that it can be asked."""
    terms = LANGUAGE.read(text) or [FilterTerm("status", text, text)]

    async def asked(term: FilterTerm) -> dict[str, str]:
        found = next((each for each in STATUSES if each.casefold() == term.value.strip().casefold()), None)
        if found is None:
            raise Malformed(
                "The host finds broadcasts by status only.", advice=f"status: {', '.join(STATUSES)}."
            )
        return {"status": found}

    arguments = await asked_of(terms, asked)
    return Query(arguments=arguments, summary=f"status:{arguments['status']}")


_NAME = 24
"""The cells of a name that says more than a gauge beside its figures."""


def _sent(row: Broadcast) -> Text:
    """How many of how many have it, of what went out: `139/144`."""
    if row.sent is None or not row.total:
        return count_if_known(row.sent) or dim("–")
    return f"{count(row.sent)}/{count(row.total)}" if row.sent else dim("–")


def _bar(row: Broadcast) -> Text:
    """The same as a gauge."""
    return (Span(gauge(row.sent, row.total), "data"),) if row.sent and row.total else ""


def _sent_drawn(row: Broadcast) -> Text:
    """Both: `139/144 ▕████████▋▏`."""
    return (*spans(_sent(row)), *(Span(f" {each.text}", each.tone) for each in spans(_bar(row))))


def _kind(row: Broadcast) -> str:
    """What it is, in words: `WhatsApp template`."""
    words = row.type.replace("_", " ").lower()
    return words.replace("whatsapp", "WhatsApp").replace("facebook", "Facebook").replace("sms", "SMS")


def _lines(workspace: Workspace, row: Broadcast) -> list[DetailLine]:
    return [
        line("name", row.name),
        line("id", row.broadcast_ns),
        DetailLine("status", state_text(row.status), row.status),
        line("sent as", _kind(row)),
        DetailLine("sub-flow", about_whom(row, "sub_flow_ns") or dim("–"), row.sub_flow_ns),
        line("subscribers", count_if_known(row.total)),
        DetailLine("sent", _sent_drawn(row), str(row.sent or "")),
        line("per minute", count_if_known(row.max_per_minute)),
        line("scheduled for", moments.host_detail(row.scheduled_time, zone=workspace.zone)),
        line("created", moments.host_detail(row.created_at, zone=workspace.zone)),
        *unknown_lines(row, ()),
    ]


def told_by(workspace: Workspace, row: Broadcast) -> list[Text]:
    """By what a broadcast is recognised, in a question about it.

    Args:
        workspace: the open bot.
        row: the broadcast.
    """
    when = moments.host_detail(row.scheduled_time, zone=workspace.zone)
    number = counted(row.total, "subscriber") if row.total else ""
    return [
        (Span(row.title, "strong"), Span(f"  {row.broadcast_ns}", "dim")),
        " · ".join(filter(None, (row.status.lower(), when, number))),
    ]


async def _warn(context: Context[Broadcast]) -> list[Text]:
    return told_by(context.workspace, context.row)


def _not_gone(context: Context[Broadcast]) -> str | None:
    row: Broadcast = context.row
    if row.status in ("Completed", "Cancelled"):
        return f"{row.title} is {row.status.lower()}: only a scheduled broadcast can be cancelled."
    return None


BROADCASTS: Resource[Broadcast] = Resource(
    id="broadcasts",
    title="Broadcasts",
    even=True,
    kind=BROADCAST,
    aliases=("bc",),
    columns=(
        Column("name", "Name", lambda row: row.title, width=14, flex=3, by=Sort("name")),
        Column("status", "Status", lambda row: state_text(row.status), width=11, by=Sort("status")),
        Column(
            "total",
            "Subscribers",
            lambda row: count_if_known(row.total) or dim("–"),
            width=11,
            align="right",
            priority=1,
            by=Sort("total"),
        ),
        Column(
            "sent",
            "Sent",
            _sent,
            width=11,
            align="right",
            priority=2,
            by=Sort("sent"),
        ),
        Column("bar", "", _bar, width=11, priority=4, yields=_NAME),
        Column(
            "when",
            "Scheduled",
            lambda row: dim(moments.host_time(row.scheduled_time)),
            width=12,
            align="right",
            zoned=True,
            priority=3,
            by=Sort("scheduled_time"),
            at=lambda row: row.scheduled_time,
        ),
    ),
    tabs=(Tab("about", "Broadcast", lines=_lines),),
    actions=(
        Action(
            "broadcasts.new",
            "Broadcast to a tag or a segment",
            "n",
            later(f"{_WHERE}:new"),
            hint="new",
            risk=Risk.BROADCAST,
            needs="nothing",
            operations=SENDS,
        ),
        Action(
            "broadcasts.cancel",
            "Cancel the broadcast",
            "x",
            later(f"{_WHERE}:cancel"),
            hint="cancel",
            risk=Risk.DESTRUCTIVE,
            unless=_not_gone,
            operations=("flowBotUserCancelBroadcast",),
        ),
        delete("broadcasts", BROADCAST, warn=_warn),
        Action(
            "broadcasts.status",
            "Show those of one status",
            "F",
            later(f"{_WHERE}:by_status"),
            hint="by status",
            needs="nothing",
            operations=("flowBotUserBroadcasts",),
        ),
        copy_action(
            "broadcasts", lambda context: [("id", context.row.broadcast_ns), ("name", context.row.name)]
        ),
    ),
    search=_search,
    searched=lambda row: f"{row.title} {row.status}",
    hint="status:New, Scheduled, Completed or Cancelled",
    language=LANGUAGE,
    empty="No broadcasts. Press {broadcasts.new} to create one.",
)
