# SPDX-License-Identifier: MIT
"""Broadcasts: what goes to many at once, and to whom. What reached a person has reached them: there is no way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from flotui.api.call import Call
from flotui.api.models.flow import SubFlow
from flotui.api.models.sending import Broadcast, Template
from flotui.api.models.subscriber import Subscriber
from flotui.repositories.edit import Edit, Touch
from flotui.repositories.flows import SUB_FLOW
from flotui.repositories.kinds import NOWHERE, Kind, RowLink, placed
from flotui.repositories.paging import Numbered
from flotui.repositories.sending import filled
from flotui.text.plural import counted

BROADCAST = Kind(
    "broadcast",
    Broadcast,
    searched=("name", "status", "type"),
    links=(RowLink("sub_flow_ns", SUB_FLOW),),
    list="flowBotUserBroadcasts",
    pager=Numbered(pages=500),
    whole=False,
    delete="flowBotUserDeleteBroadcast",
    by="broadcast_ns",
    shown_in=NOWHERE,
    creates=(
        "flowBotUserBroadcast",
        "flowBotUserBroadcastBySegment",
        "flowBotUserBroadcastByTag",
        "flowBotUserBroadcastByUserId",
        "flowBotUserBroadcastFacebookUtilityMessageTemplateByTag",
        "flowBotUserBroadcastFacebookUtilityMessageTemplateByUserId",
        "flowBotUserBroadcastWhatsappTemplateByTag",
        "flowBotUserBroadcastWhatsappTemplateByUserId",
    ),
    uncompared={"flowBotUserCancelBroadcast": "it ends a scheduled one, which nothing restores"},
)

STATUSES = ("New", "Scheduled", "Completed", "Cancelled")
"""What a broadcast can be."""
TYPES = ("WHATSAPP_TEMPLATE", "EMAIL", "SMS", "FACEBOOK_NOTIFICATION")
"""By what a sub-flow of a broadcast reaches people."""
MESSAGE_TAGS = (
    "CONFIRMED_EVENT_UPDATE",
    "POST_PURCHASE_UPDATE",
    "ACCOUNT_UPDATE",
    "NON_PROMOTIONAL_SUBSCRIPTION",
)
"""Why Facebook may be sent a notification outside of its window."""
SET_ALONG = 10
"""The most fields that a broadcast can set."""
LISTED = 200
"""The most people whom a broadcast can name one by one."""
TAGGED = 10
"""The most tags or segments that a broadcast can name."""


class Audience(msgspec.Struct, frozen=True):
    """Whom a broadcast reaches. One of the three is not empty."""

    summary: str
    """In words: `subscribers tagged vip`."""
    size: int
    """How many that are; at most, where `exact` is not so."""
    exact: bool = True
    tags: tuple[str, ...] = ()
    """Ids of tags."""
    segments: tuple[str, ...] = ()
    """Ids of segments."""
    people: tuple[Subscriber, ...] = ()


class Terms(msgspec.Struct, frozen=True):
    """How a broadcast goes out."""

    name: str = ""
    kind: str = ""
    """One of `TYPES`; empty for the host's choice."""
    at: int = 0
    """When, in unix seconds; 0 for now."""
    per_minute: int = 0
    """How many people a minute; 0 for the host's 60."""
    exclude: tuple[str, ...] = ()
    """Ids of tags whose people are left out."""
    message_tag: str = ""
    """One of `MESSAGE_TAGS`, for Facebook notifications; empty for none."""
    fields: tuple[tuple[str, str], ...] = ()
    """Fields that are set along, each by its id with its value: user fields by tag, bot fields by segment."""


def broadcast_sub_flow(audience: Audience, sub_flow: SubFlow, terms: Terms) -> Edit:
    """Send a sub-flow to many.

    Args:
        audience: to whom.
        sub_flow: what.
        terms: how.
    """
    body: dict[str, object] = {"sub_flow_ns": sub_flow.sub_flow_ns, **_terms(terms)}
    if terms.kind:
        body["type"] = terms.kind
    if audience.tags:
        operation = "flowBotUserBroadcastByTag"
        body |= _tagged(audience, terms)
        body |= {"name": terms.name} if terms.name else {}
        body |= _along("user_fields", terms)
    elif audience.segments:
        operation = "flowBotUserBroadcastBySegment"
        body["segment_ns"] = ",".join(audience.segments)
        body |= _along("bot_fields", terms)
    else:
        operation = "flowBotUserBroadcast"
        body["user_ns_list"] = ",".join(person.user_ns for person in audience.people)
    return _broadcast(operation, body, f"sub-flow {sub_flow.name}", audience)


def broadcast_template(
    audience: Audience, template: Template, values: Mapping[str, str], terms: Terms, *, facebook: bool = False
) -> Edit:
    """Send a template to many. Segments can't be asked for here: the API has no such operation.

    Args:
        audience: to whom: tags, or people.
        template: what.
        values: its variables.
        terms: how.
        facebook: whether it is Facebook's.
    """
    key = "facebook_utility_message_template" if facebook else "wa_template"
    stem = "flowBotUserBroadcast" + ("FacebookUtilityMessageTemplate" if facebook else "WhatsappTemplate")
    body: dict[str, object] = {key: filled(template, values, facebook=facebook), **_terms(terms)}
    if audience.tags:
        operation = f"{stem}ByTag"
        body |= _tagged(audience, terms)
    else:
        operation = f"{stem}ByUserId"
        body["user_id_list"] = ",".join(person.user_id for person in audience.people)
    return _broadcast(operation, body, f"template {template.name}", audience)


def _terms(terms: Terms) -> dict[str, object]:
    found = {"scheduled_time": terms.at, "max_per_minute": terms.per_minute}
    return {name: value for name, value in found.items() if value}


def _along(key: str, terms: Terms) -> dict[str, object]:
    """What is told beside the sub-flow where the audience is a tag's or a segment's."""
    tag: dict[str, object] = {"message_tag": terms.message_tag} if terms.message_tag else {}
    fields = [{"var_ns": var_ns, "value": value} for var_ns, value in terms.fields]
    return tag | ({key: fields} if fields else {})


def _tagged(audience: Audience, terms: Terms) -> dict[str, object]:
    excluded = {"exclude_tags": list(terms.exclude)} if terms.exclude else {}
    return {"tags": list(audience.tags), **excluded}


def _broadcast(operation: str, body: Mapping[str, object], what: str, audience: Audience) -> Edit:
    about = "" if audience.exact else "at most "
    return Edit(
        Call.of(operation, body=dict(body)),
        f"Broadcast {what} to {audience.summary}, {about}{counted(audience.size, 'subscriber')}",
    )


def cancel_broadcast(broadcast: Broadcast) -> Edit:
    """Stop a broadcast that has not gone out."""
    return Edit(
        placed("flowBotUserCancelBroadcast", {BROADCAST.by: broadcast.row_id}),
        f"Cancel broadcast {broadcast.title}",
        broadcast.row_id,
        touches=(Touch(BROADCAST, broadcast.row_id, lambda row: {**row, "status": "Cancelled"}),),
    )


def ids_of(people: Sequence[Subscriber]) -> tuple[str, ...]:
    """Who of these has no id on a channel, by name: a template broadcast can't reach them."""
    return tuple(person.title for person in people if not person.user_id)
