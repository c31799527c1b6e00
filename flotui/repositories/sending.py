"""Sending: messages, sub-flows and templates to one person, and broadcasts to many.

Nothing here has a way back: what reached a person has reached them.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from flotui.api.call import Call
from flotui.api.models.flow import SubFlow
from flotui.api.models.sending import Broadcast, Template
from flotui.api.models.subscriber import Subscriber
from flotui.repositories.base import Reader
from flotui.repositories.edit import Edit, Touch
from flotui.repositories.kinds import NOWHERE, Kind
from flotui.repositories.paging import Numbered
from flotui.repositories.rows import Rows
from flotui.repositories.snapshot import Snapshot
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.text.plural import counted

_SYNC = "has the host ask for them: it sets no value"
_SEARCHED = ("name", "language", "category", "status")


def _language(template: Mapping[str, Any]) -> str:
    said = (str(template.get("language") or ""), str(template.get("status") or "").lower())
    return " ".join(filter(None, said))


WHATSAPP_TEMPLATE = Kind(
    "WhatsApp template",
    Template,
    searched=_SEARCHED,
    list="listWhatsappTemplates",
    shown_in=NOWHERE,
    creates=("CreateWhatsappTemplate",),
    deletes=("DeleteWhatsappTemplate",),
    uncompared={"SyncWhatsappTemplates": _SYNC},
    called_by=("wa_template.name", "content.name"),
    note=_language,
)
FACEBOOK_TEMPLATE = Kind(
    "Facebook template",
    Template,
    searched=_SEARCHED,
    list="listFacebookUtilityMessageTemplates",
    shown_in=NOWHERE,
    creates=("CreateFacebookUtilityMessageTemplate",),
    deletes=("DeleteFacebookUtilityMessageTemplate",),
    uncompared={"SyncFacebookUtilityMessageTemplates": _SYNC},
    called_by=("facebook_utility_message_template.name", "content.name"),
    note=_language,
)
BROADCAST = Kind(
    "broadcast",
    Broadcast,
    searched=("name", "status", "type"),
    list="flowBotUserBroadcasts",
    pager=Numbered(pages=500),
    whole=False,
    delete="flowBotUserDeleteBroadcast",
    by="broadcast_ns",
    many=True,
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
    uncompared={"flowBotUserCancelBroadcast": "it ends one that has not gone out: nothing sets that back"},
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


class Sending:
    """Reads of what can be sent, and of what was sent to many."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def whatsapp_templates(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[Template]]]:
        """WhatsApp's message templates. A read, though it is a POST."""
        return self._reader.list_of(WHATSAPP_TEMPLATE, force=force)

    def facebook_templates(self, *, force: bool = False) -> AsyncIterator[Snapshot[Rows[Template]]]:
        """Facebook's utility message templates. A read, though it is a POST."""
        return self._reader.list_of(FACEBOOK_TEMPLATE, force=force)

    def broadcasts(
        self, filters: Mapping[str, str] | None = None, *, force: bool = False
    ) -> AsyncIterator[Snapshot[Rows[Broadcast]]]:
        """What was or will be sent to many.

        Args:
            filters: `status`, one of `STATUSES`.
            force: ask the host even when the copy is fresh.
        """
        return self._reader.list_of(BROADCAST, filters, force=force)


# -- To one person --------------------------------------------------------------------------------


def _send(person: Subscriber, operation: str, says: str, body: Mapping[str, Any]) -> Edit:
    return Edit(
        Call.of(operation, body={"user_ns": person.user_ns, **body}),
        f"Send {says} to {person.title}",
        person.row_id,
        touches=(Touch(SUBSCRIBER, person.row_id),),
    )


def send_sub_flow(person: Subscriber, sub_flow: SubFlow) -> Edit:
    """Start a sub-flow for a subscriber."""
    body = {"sub_flow_ns": sub_flow.sub_flow_ns}
    return _send(person, "flowBotUserSendSubFlow", f"sub-flow {sub_flow.name}", body)


def send_main_flow(person: Subscriber) -> Edit:
    """Start the bot's start flow for a subscriber."""
    return _send(person, "flowBotUserSendMainFlow", "the main flow", {})


def send_node(person: Subscriber, node_ns: str) -> Edit:
    """Go on from a node."""
    return _send(person, "flowBotUserSendNode", f"node {node_ns}", {"node_ns": node_ns})


def send_text(person: Subscriber, text: str) -> Edit:
    """Send a text message."""
    return _send(person, "flowBotUserSendText", "a message", {"content": text})


def send_sms(person: Subscriber, text: str) -> Edit:
    """Send an SMS to a subscriber's phone."""
    return _send(person, "flowBotUserSendSms", "an SMS", {"content": text})


def send_email(person: Subscriber, subject: str, text: str) -> Edit:
    """Send an e-mail to a subscriber's address."""
    return _send(person, "flowBotUserSendEmail", "an e-mail", {"subject": subject, "content": text})


def send_content(person: Subscriber, content: Mapping[str, Any]) -> Edit:
    """Send content: messages of several kinds, and what the bot shall do with them.

    Args:
        person: to whom.
        content: as the contract describes it: `messages`, `actions`, `quick_replies`, `goto`.
    """
    data = {"data": {"version": "v1", "content": dict(content)}}
    return _send(person, "flowBotUserSendContent", "content", data)


def send_whatsapp_template(person: Subscriber, template: Template, values: Mapping[str, str]) -> Edit:
    """Send a WhatsApp template: what WhatsApp takes outside of its 24 hours, too."""
    content = filled(template, values)
    return _send(person, "flowBotUserSendWhatsappTemplate", f"template {template.name}", {"content": content})


def send_facebook_template(person: Subscriber, template: Template, values: Mapping[str, str]) -> Edit:
    """Send a Facebook utility message template."""
    content = filled(template, values, facebook=True)
    return _send(
        person,
        "flowBotUserSendFacebookUtilityMessageTemplate",
        f"template {template.name}",
        {"content": content},
    )


# -- Templates ------------------------------------------------------------------------------------

_HOLE = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")


class Variable(NamedTuple):
    """Something that a template leaves open."""

    name: str
    """The key under which its value is sent: `BODY_{{1}}`."""
    title: str
    """What it is, for the form: `Body 1`."""
    kind: str
    """`text`, `link`, `reply` (a sub-flow) or `node`."""
    required: bool
    """Whether the template makes no sense without it."""


def variables(template: Template, *, facebook: bool = False) -> list[Variable]:
    """What a template leaves open, in the order in which it is read.

    Args:
        template: the template.
        facebook: whether it is Facebook's, whose buttons are answered by nodes.
    """
    found: list[Variable] = []
    for component in template.parts:
        kind = str(component.get("type", "")).upper()
        media = str(component.get("format", "")).upper()
        if kind == "HEADER" and media in ("IMAGE", "VIDEO", "DOCUMENT"):
            found.append(Variable(f"HEADER_{media}", f"Header {media.lower()}", "link", True))
        elif kind in ("HEADER", "BODY"):
            for hole in dict.fromkeys(_HOLE.findall(str(component.get("text") or ""))):
                found.append(Variable(f"{kind}_{{{{{hole}}}}}", f"{kind.title()} {hole}", "text", True))
        elif kind == "BUTTONS":
            found += _button_variables(component, facebook)
    return found


def _button_variables(component: Mapping[str, Any], facebook: bool) -> Iterator[Variable]:
    """Buttons are counted by their own kind, from 1: `URL_1`, `QUICK_REPLY_2`."""
    counted: dict[str, int] = {}
    buttons = component.get("buttons")
    for button in buttons if isinstance(buttons, list) else ():
        if not isinstance(button, Mapping):
            continue
        kind, text = str(button.get("type", "")).upper(), str(button.get("text", ""))
        counted[kind] = number = counted.get(kind, 0) + 1
        if kind == "URL" and _HOLE.search(str(button.get("url") or "")):
            yield Variable(f"URL_{number}", f"Link of {text}", "link", True)
        elif kind == "QUICK_REPLY":
            name, reply = ("POSTBACK", "node") if facebook else ("QUICK_REPLY", "reply")
            yield Variable(f"{name}_{number}", f"{text} leads to", reply, False)
        elif kind == "POSTBACK":
            yield Variable(f"POSTBACK_{number}", f"{text} leads to", "node", False)


def filled(template: Template, values: Mapping[str, str], *, facebook: bool = False) -> dict[str, Any]:
    """A template with its variables, as it is sent.

    Args:
        template: the template.
        values: what was typed, by variable; empty ones are left out.
        facebook: whether it is Facebook's, which has no namespace and takes its own example values.
    """
    params = {name: value for name, value in values.items() if value}
    found: dict[str, Any] = {"name": template.name, "lang": template.language}
    if not facebook:
        found["namespace"] = template.namespace
    if params:
        found["params"] = params
    elif facebook and variables(template, facebook=True):
        found["use_default_values"] = "yes"
    return found


def preview(template: Template, values: Mapping[str, str]) -> list[str]:
    """What a template says with these values, line by line; what is still open stays as it is."""
    lines: list[str] = []
    for component in template.parts:
        kind = str(component.get("type", "")).upper()
        media = str(component.get("format", "")).upper()
        if kind == "HEADER" and media in ("IMAGE", "VIDEO", "DOCUMENT"):
            lines.append(f"[{media.lower()}] {values.get(f'HEADER_{media}', '')}".rstrip())
        elif kind in ("HEADER", "BODY", "FOOTER"):
            lines += _with(str(component.get("text") or ""), kind, values).splitlines()
        elif kind == "BUTTONS":
            buttons = component.get("buttons")
            texts = [f"[{each.get('text', '')}]" for each in buttons or () if isinstance(each, Mapping)]
            lines.append(" ".join(texts))
    return lines


def _with(text: str, kind: str, values: Mapping[str, str]) -> str:
    return _HOLE.sub(lambda hole: values.get(f"{kind}_{{{{{hole[1]}}}}}") or hole[0], text)


# -- To many --------------------------------------------------------------------------------------


class Audience(NamedTuple):
    """Whom a broadcast reaches. One of the three is not empty."""

    says: str
    """In words: `everybody tagged vip`."""
    size: int
    """How many that are; at most, where `exact` is not so."""
    exact: bool = True
    tags: tuple[str, ...] = ()
    """Ids of tags."""
    segments: tuple[str, ...] = ()
    """Ids of segments."""
    people: tuple[Subscriber, ...] = ()


class Terms(NamedTuple):
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
    body: dict[str, Any] = {"sub_flow_ns": sub_flow.sub_flow_ns, **_terms(terms)}
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
    body: dict[str, Any] = {key: filled(template, values, facebook=facebook), **_terms(terms)}
    if audience.tags:
        operation = f"{stem}ByTag"
        body |= _tagged(audience, terms)
    else:
        operation = f"{stem}ByUserId"
        body["user_id_list"] = ",".join(person.user_id for person in audience.people)
    return _broadcast(operation, body, f"template {template.name}", audience)


def _terms(terms: Terms) -> dict[str, Any]:
    found = {"scheduled_time": terms.at, "max_per_minute": terms.per_minute}
    return {name: value for name, value in found.items() if value}


def _along(key: str, terms: Terms) -> dict[str, Any]:
    """What is told beside the sub-flow where the audience is a tag's or a segment's."""
    tag: dict[str, Any] = {"message_tag": terms.message_tag} if terms.message_tag else {}
    fields = [{"var_ns": var_ns, "value": value} for var_ns, value in terms.fields]
    return tag | ({key: fields} if fields else {})


def _tagged(audience: Audience, terms: Terms) -> dict[str, Any]:
    excluded = {"exclude_tags": list(terms.exclude)} if terms.exclude else {}
    return {"tags": list(audience.tags), **excluded}


def _broadcast(operation: str, body: Mapping[str, Any], what: str, audience: Audience) -> Edit:
    about = "" if audience.exact else "at most "
    return Edit(
        Call.of(operation, body=dict(body)),
        f"Broadcast {what} to {audience.says}, {about}{counted(audience.size, 'person', 'people')}",
    )


def cancel_broadcast(broadcast: Broadcast) -> Edit:
    """Stop a broadcast that has not gone out."""
    return _ending("flowBotUserCancelBroadcast", "Cancel", broadcast, gone=False)


def delete_broadcast(broadcast: Broadcast) -> Edit:
    """Delete a broadcast from the list."""
    return _ending("flowBotUserDeleteBroadcast", "Delete", broadcast, gone=True)


def _ending(operation: str, verb: str, broadcast: Broadcast, *, gone: bool) -> Edit:
    patch = None if gone else (lambda row: {**row, "status": "Cancelled"})
    return Edit(
        Call.of(operation, query={"broadcast_ns": broadcast.broadcast_ns}),
        f"{verb} broadcast {broadcast.title}",
        broadcast.row_id,
        touches=(Touch(BROADCAST, broadcast.row_id, patch, gone=gone),),
    )


def ids_of(people: Sequence[Subscriber]) -> tuple[str, ...]:
    """Who of these has no id on a channel, by name: a template broadcast can't reach them."""
    return tuple(person.title for person in people if not person.user_id)
