# SPDX-License-Identifier: MIT
"""Templates with what they leave open, and the bodies of what goes to one person and to many."""

from __future__ import annotations

from typing import Any

import pytest

from flotui.api.catalogue import Risk
from flotui.api.models.flow import SubFlow
from flotui.api.models.sending import Broadcast, Template
from flotui.api.models.subscriber import Subscriber
from flotui.jobs.sends import edit_of, going_on, mailing, starting, texting, texting_by_sms, with_content
from flotui.repositories import broadcasts, sending
from flotui.repositories.broadcasts import Audience, Terms
from flotui.repositories.edit import Edit
from flotui.repositories.filling import FilledTemplate
from flotui.repositories.sending import Variable, filled, preview, variables
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.resources.templating import sending_of

ANA = Subscriber.read({"user_ns": "f1u1", "user_id": "551", "name": "Ana"})
BEA = Subscriber.read({"user_ns": "f1u2", "name": "Bea"})
FLOW = SubFlow.read({"sub_flow_ns": "f1s1", "name": "Menu"})


def template(*components: Any, **more: Any) -> Template:
    row = {"name": "sale", "namespace": "ns1", "language": "pt_BR", "components": list(components), **more}
    return Template.read(row)


WHOLE = template(
    {"type": "HEADER", "format": "IMAGE"},
    {"type": "body", "text": "Hi {{1}}, {{ 2 }} and {{1}} again\nsecond line"},
    {"type": "FOOTER", "text": "Bye {{1}}"},
    {
        "type": "BUTTONS",
        "buttons": [
            {"type": "URL", "text": "Shop", "url": "https://x.example/{{1}}"},
            {"type": "URL", "text": "Home", "url": "https://x.example/"},
            {"type": "quick_reply", "text": "Yes"},
            {"type": "QUICK_REPLY", "text": "No"},
            {"type": "POSTBACK", "text": "More"},
            {"type": "PHONE_NUMBER", "text": "Call"},
            "odd",
        ],
    },
    "odd",
    {"type": "HEADER", "format": "TEXT", "text": "For {{1}}"},
)

OPEN = [
    Variable("HEADER_IMAGE", "Header image", "link", True),
    Variable("BODY_{{1}}", "Body 1", "text", True),
    Variable("BODY_{{2}}", "Body 2", "text", True),
    Variable("URL_1", "Link of Shop", "link", True),
    Variable("QUICK_REPLY_1", "Yes leads to", "reply", False),
    Variable("QUICK_REPLY_2", "No leads to", "reply", False),
    Variable("POSTBACK_1", "More leads to", "node", False),
    Variable("HEADER_{{1}}", "Header 1", "text", True),
]


def test_what_a_template_leaves_open() -> None:
    assert variables(WHOLE) == OPEN
    replies = [each for each in variables(WHOLE, facebook=True) if each.kind == "node"]
    assert [each.name for each in replies] == ["POSTBACK_1", "POSTBACK_2", "POSTBACK_1"]
    assert variables(template()) == []
    assert variables(Template.read({"components": None})) == []
    assert variables(template({"type": "BUTTONS", "buttons": None}, {"type": "BODY", "text": None})) == []


@pytest.mark.parametrize("media", ["image", "Video", "DOCUMENT"])
def test_a_media_header_is_a_link_and_is_previewed(media: str) -> None:
    header = template({"type": "header", "format": media}, {"type": "BODY", "text": "Hi"})
    name = f"HEADER_{media.upper()}"
    assert variables(header) == [Variable(name, f"Header {media.lower()}", "link", True)]
    assert preview(header, {}) == [f"[{media.lower()}]", "Hi"]
    assert preview(header, {name: "https://x.example/a.png"}) == [
        f"[{media.lower()}] https://x.example/a.png",
        "Hi",
    ]


def test_a_location_header_is_no_media() -> None:
    assert variables(template({"type": "HEADER", "format": "LOCATION"})) == []


def test_what_a_template_says_with_its_values() -> None:
    assert preview(WHOLE, {"BODY_{{1}}": "Ana", "HEADER_{{1}}": "", "BODY_{{2}}": "you"}) == [
        "[image]",
        "Hi Ana, you and Ana again",
        "second line",
        "Bye {{1}}",
        "[Shop] [Home] [Yes] [No] [More] [Call]",
        "For {{1}}",
    ]
    assert preview(template({"type": "BUTTONS"}, {"type": "CAROUSEL", "text": "x"}), {}) == [""]


def test_a_template_as_it_is_sent() -> None:
    assert filled(WHOLE, {"BODY_{{1}}": "Ana", "URL_1": ""}) == {
        "name": "sale",
        "lang": "pt_BR",
        "namespace": "ns1",
        "params": {"BODY_{{1}}": "Ana"},
    }
    assert filled(WHOLE, {}) == {"name": "sale", "lang": "pt_BR", "namespace": "ns1"}
    assert filled(WHOLE, {}, facebook=True) == {"name": "sale", "lang": "pt_BR", "use_default_values": "yes"}
    assert filled(WHOLE, {"BODY_{{1}}": "x"}, facebook=True) == {
        "name": "sale",
        "lang": "pt_BR",
        "params": {"BODY_{{1}}": "x"},
    }
    assert filled(template(), {}, facebook=True) == {"name": "sale", "lang": "pt_BR"}


@pytest.mark.parametrize(
    ("edit", "operation", "body", "says"),
    [
        (sending.send_sub_flow(ANA, FLOW), "SendSubFlow", {"sub_flow_ns": "f1s1"}, "sub-flow Menu"),
        (sending.send_main_flow(ANA), "SendMainFlow", {}, "the main flow"),
        (edit_of(starting(FLOW), ANA), "SendSubFlow", {"sub_flow_ns": "f1s1"}, "sub-flow Menu"),
        (edit_of(going_on("f1n7"), ANA), "SendNode", {"node_ns": "f1n7"}, "step f1n7"),
        (sending.send_text(ANA, "Hi"), "SendText", {"content": "Hi"}, "a message"),
        (edit_of(texting("Hi"), ANA), "SendText", {"content": "Hi"}, "a message"),
        (edit_of(texting_by_sms("Hi"), ANA), "SendSms", {"content": "Hi"}, "an SMS"),
        (edit_of(mailing("S", "Hi"), ANA), "SendEmail", {"subject": "S", "content": "Hi"}, "an e-mail"),
        (
            edit_of(with_content({"messages": []}), ANA),
            "SendContent",
            {"data": {"version": "v1", "content": {"messages": []}}},
            "content",
        ),
        (
            edit_of(sending_of(FilledTemplate(WHOLE, {"URL_1": "u"}, {}, "WhatsApp", ())), ANA),
            "SendWhatsappTemplate",
            {"content": filled(WHOLE, {"URL_1": "u"})},
            "template sale",
        ),
        (
            edit_of(sending_of(FilledTemplate(WHOLE, {}, {}, "Facebook", (), facebook=True)), ANA),
            "SendFacebookUtilityMessageTemplate",
            {"content": filled(WHOLE, {}, facebook=True)},
            "template sale",
        ),
    ],
)
def test_what_is_sent_to_one_person(edit: Edit, operation: str, body: Any, says: str) -> None:
    assert edit.call.operation_id == f"flowBotUser{operation}"
    assert edit.call.json == {"user_ns": "f1u1", **body}
    assert edit.summary == f"Send {says} to Ana"
    assert (edit.subject, edit.kind, edit.inverse) == ("f1u1", SUBSCRIBER.name, None)
    assert edit.call.operation.risk is Risk.SEND


BOTH = Audience("two people", 2, people=(ANA, BEA))
TAGGED = Audience("everybody tagged vip", 30, tags=("f1t1", "f1t2"))
SEGMENT = Audience("All WhatsApp", 400, exact=False, segments=("f1sg1", "f1sg2"))
TERMS = Terms("Sale", "SMS", 1_800_000_000, 30, ("f1t9",))
SENT = {"scheduled_time": 1_800_000_000, "max_per_minute": 30}


@pytest.mark.parametrize(
    ("edit", "operation", "body", "says"),
    [
        (
            broadcasts.broadcast_sub_flow(BOTH, FLOW, Terms()),
            "Broadcast",
            {"sub_flow_ns": "f1s1", "user_ns_list": "f1u1,f1u2"},
            "sub-flow Menu to two people, 2 subscribers",
        ),
        (
            broadcasts.broadcast_sub_flow(TAGGED, FLOW, TERMS),
            "BroadcastByTag",
            {
                "sub_flow_ns": "f1s1",
                "tags": ["f1t1", "f1t2"],
                "exclude_tags": ["f1t9"],
                "name": "Sale",
                "type": "SMS",
                **SENT,
            },
            "sub-flow Menu to everybody tagged vip, 30 subscribers",
        ),
        (
            broadcasts.broadcast_sub_flow(TAGGED, FLOW, Terms()),
            "BroadcastByTag",
            {"sub_flow_ns": "f1s1", "tags": ["f1t1", "f1t2"]},
            "sub-flow Menu to everybody tagged vip, 30 subscribers",
        ),
        (
            broadcasts.broadcast_sub_flow(SEGMENT, FLOW, Terms(at=5)),
            "BroadcastBySegment",
            {"sub_flow_ns": "f1s1", "segment_ns": "f1sg1,f1sg2", "scheduled_time": 5},
            "sub-flow Menu to All WhatsApp, at most 400 subscribers",
        ),
        (
            broadcasts.broadcast_template(BOTH, WHOLE, {}, TERMS),
            "BroadcastWhatsappTemplateByUserId",
            {"wa_template": filled(WHOLE, {}), "user_id_list": "551,", **SENT},
            "template sale to two people, 2 subscribers",
        ),
        (
            broadcasts.broadcast_template(TAGGED, WHOLE, {"URL_1": "u"}, TERMS, facebook=True),
            "BroadcastFacebookUtilityMessageTemplateByTag",
            {
                "facebook_utility_message_template": filled(WHOLE, {"URL_1": "u"}, facebook=True),
                "tags": ["f1t1", "f1t2"],
                "exclude_tags": ["f1t9"],
                **SENT,
            },
            "template sale to everybody tagged vip, 30 subscribers",
        ),
    ],
)
def test_what_is_sent_to_many(edit: Edit, operation: str, body: Any, says: str) -> None:
    assert edit.call.operation_id == f"flowBotUser{operation}"
    assert edit.call.json == body
    assert edit.summary == f"Broadcast {says}"
    assert edit.inverse is None and edit.call.operation.risk is Risk.BROADCAST


def test_a_broadcast_is_cancelled_or_deleted() -> None:
    row = Broadcast.read({"broadcast_ns": "f1b1", "name": "Sale", "status": "New"})
    cancelled, deleted = broadcasts.cancel_broadcast(row), broadcasts.BROADCAST.delete_edit(row)
    assert dict(cancelled.call.query) == dict(deleted.call.query) == {"broadcast_ns": "f1b1"}
    assert (cancelled.summary, deleted.summary) == ("Cancel broadcast Sale", "Delete broadcast Sale")
    (touch,) = cancelled.touches
    assert touch.patch is not None and touch.patch({"name": "Sale", "status": "New"})["status"] == "Cancelled"
    assert not touch.gone and deleted.touches[0].gone and deleted.touches[0].patch is None


def test_who_has_no_id_on_a_channel() -> None:
    assert broadcasts.ids_of([ANA, BEA]) == ("Bea",)
    assert broadcasts.ids_of([ANA]) == ()
