# SPDX-License-Identifier: MIT
"""Sending: messages, sub-flows and templates to one person. Broadcasts to many are `broadcasts`.

Nothing here has a way back: what reached a person has reached them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping

import msgspec

from flotui.api.call import Call
from flotui.api.models.flow import SubFlow
from flotui.api.models.sending import Template
from flotui.api.models.subscriber import Subscriber
from flotui.repositories.base import Reader
from flotui.repositories.edit import Edit, Touch
from flotui.repositories.kinds import NOWHERE, Kind
from flotui.repositories.rows import Rows
from flotui.repositories.shown import SEND_TEXT
from flotui.repositories.snapshot import Snapshot
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.text.patterns import later

SEND_EMAIL, SEND_SMS = "flowBotUserSendEmail", "flowBotUserSendSms"
"""What sends by another way than the channel."""
SEND_SUB_FLOW, SEND_NODE = "flowBotUserSendSubFlow", "flowBotUserSendNode"
"""What goes on in the bot."""
SEND_CONTENT = "flowBotUserSendContent"
SEND_WHATSAPP_TEMPLATE = "flowBotUserSendWhatsappTemplate"
SEND_FACEBOOK_TEMPLATE = "flowBotUserSendFacebookUtilityMessageTemplate"

_SYNC = "has the host ask for them: it sets no value"
_SEARCHED = ("name", "language", "category", "status")


def _language(template: Mapping[str, object]) -> str:
    parts = (str(template.get("language") or ""), str(template.get("status") or "").lower())
    return " ".join(filter(None, parts))


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


# -- To one person --------------------------------------------------------------------------------


def send_edit(person: Subscriber, operation: str, noun: str, body: Mapping[str, object]) -> Edit:
    """Send a subscriber something.

    Args:
        person: to whom.
        operation: the id of the operation that sends it.
        noun: what it is, in a sentence: `an e-mail`.
        body: the body without whom it goes to.
    """
    return Edit(
        Call.of(operation, body={"user_ns": person.user_ns, **body}),
        f"Send {noun} to {person.title}",
        person.row_id,
        touches=(Touch(SUBSCRIBER, person.row_id),),
    )


def send_sub_flow(person: Subscriber, sub_flow: SubFlow) -> Edit:
    """Start a sub-flow for a subscriber.

    Args:
        person: the subscriber.
        sub_flow: the sub-flow.
    """
    body = {"sub_flow_ns": sub_flow.sub_flow_ns}
    return send_edit(person, SEND_SUB_FLOW, f"sub-flow {sub_flow.name}", body)


def send_main_flow(person: Subscriber) -> Edit:
    """Start the bot's start flow for a subscriber."""
    return send_edit(person, "flowBotUserSendMainFlow", "the main flow", {})


def send_text(person: Subscriber, text: str) -> Edit:
    """Send a text message.

    Args:
        person: the subscriber.
        text: the text.
    """
    return send_edit(person, SEND_TEXT, "a message", {"content": text})


# -- Templates ------------------------------------------------------------------------------------

_HOLE = later(r"\{\{\s*([^{}]+?)\s*\}\}")


class Variable(msgspec.Struct, frozen=True):
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


def _button_variables(component: Mapping[str, object], facebook: bool) -> Iterator[Variable]:
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


def filled(template: Template, values: Mapping[str, str], *, facebook: bool = False) -> dict[str, object]:
    """A template with its variables, as it is sent.

    Args:
        template: the template.
        values: what was typed, by variable; empty ones are left out.
        facebook: whether it is Facebook's, which has no namespace and takes its own example values.
    """
    params = {name: value for name, value in values.items() if value}
    found: dict[str, object] = {"name": template.name, "lang": template.language}
    if not facebook:
        found["namespace"] = template.namespace
    if params:
        found["params"] = params
    elif facebook and variables(template, facebook=True):
        found["use_default_values"] = "yes"
    return found


def preview(template: Template, values: Mapping[str, str]) -> list[str]:
    """What a template says with these values, line by line; what is still open stays as it is.

    Args:
        template: the template.
        values: by placeholder, what stands in its place.
    """
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
            listed = buttons if isinstance(buttons, list) else []
            texts = [f"[{each.get('text', '')}]" for each in listed if isinstance(each, Mapping)]
            lines.append(" ".join(texts))
    return lines


def _with(text: str, kind: str, values: Mapping[str, str]) -> str:
    return _HOLE.sub(lambda hole: values.get(f"{kind}_{{{{{hole[1]}}}}}") or hole[0], text)
