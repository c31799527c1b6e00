# SPDX-License-Identifier: MIT
"""Chats, sending, broadcasts."""

from __future__ import annotations

from typing import Any

import pytest

ANA = "f1284u903"
PHONE = "5511900004410"
EVERYTHING = {"include_bot": 1, "include_note": 1, "include_system": 1}
ASLEEP = "WhatsApp Error 131047"


async def chat(box: Any, user_ns: str = ANA, **query: Any) -> list[Any]:
    return (await box.get("/subscriber/chat-messages", user_ns=user_ns, **query))["data"]


async def test_only_inbound_messages_come_unless_others_are_asked_for(box: Any) -> None:
    async def kinds(**query: Any) -> set[str]:
        return {row["type"] for row in await chat(box, limit=100, **query)}

    assert await kinds() == {"in"}
    assert await kinds(include_bot=1) == {"in", "out", "agent"}
    assert await kinds(include_note=1) == {"in", "note"}
    assert await kinds(include_system=1) == {"in", "system"}


async def test_every_kind_of_message_is_there(box: Any) -> None:
    rows = await chat(box, limit=100, **EVERYTHING)
    kinds = {row["msg_type"] for row in rows}
    assert {"text", "image", "audio", "video", "file", "payload", "cards", "template"} <= kinds
    assert any(row["content"].startswith("WhatsApp Error") for row in rows)
    assert any(row["payload"].get("buttons") for row in rows)


async def test_messages_are_newest_first_and_older_ones_follow(box: Any) -> None:
    first = await chat(box, limit=20, **EVERYTHING)
    assert [row["ts"] for row in first] == sorted((row["ts"] for row in first), reverse=True)
    older = await chat(box, limit=20, end_time=first[-1]["ts"] - 1, **EVERYTHING)
    assert older[0]["ts"] < first[-1]["ts"]
    images = await chat(box, msg_type="image", limit=100)
    assert {row["msg_type"] for row in images} == {"image"}
    by_phone = (await box.get("/subscriber/chat-messages", user_id=PHONE, limit=5))["data"]
    assert by_phone == await chat(box, limit=5)
    status, _ = await box.refused("GET", "/subscriber/chat-messages")
    assert status == 422


async def test_messages_by_their_mids(box: Any) -> None:
    rows = await chat(box, limit=3)
    mids = [row["mid"] for row in rows]
    found = await box.write("POST", "/subscriber/chat-messages-by-mids", {"mids": [*mids, "nope", "mid.x.y"]})
    assert found["data"] == rows


async def test_a_text_is_in_the_chat_with_the_mid_of_the_answer(box: Any) -> None:
    answer = await box.write("POST", "/subscriber/send-text", {"user_ns": ANA, "content": "Olá 👋"})
    newest = (await chat(box, limit=1, include_bot=1))[0]
    assert answer == {"status": "ok", "mid": newest["mid"]}
    assert (newest["content"], newest["type"], newest["ts"]) == ("Olá 👋", "out", 1773154800)
    assert (await box.subscriber())["last_message_at"] == "2026-03-10 12:00:00"


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("send-sub-flow", {"sub_flow_ns": "f1284s2024"}, "Track order"),
        ("send-sub-flow-by-flow-name", {"flow_name": "Track order"}, "Track order"),
        ("send-sub-flow-by-user-id", {"sub_flow_ns": "f1284s2024", "user_id": PHONE}, "Track order"),
        ("send-main-flow", {}, "Main menu"),
        ("send-node", {"node_ns": "f1284n44"}, "f1284n44"),
        ("send-sms", {"content": "by sms"}, "by sms"),
        ("send-email", {"content": "by mail", "subject": "Hi"}, "by mail"),
        (
            "send-whatsapp-template",
            {"content": {"name": "winter_sale", "lang": "en", "namespace": "acme_sandbox"}},
            "winter_sale",
        ),
        (
            "send-content",
            {"data": {"version": "v1", "content": {"messages": [{"type": "text", "text": "in parts"}]}}},
            "in parts",
        ),
    ],
)
async def test_what_is_sent_shows_in_the_chat(box: Any, path: str, body: Any, told: str) -> None:
    whom = {} if "user_id" in body else {"user_ns": ANA}
    assert (await box.write("POST", f"/subscriber/{path}", {**whom, **body}))["status"] == "ok"
    assert told in (await chat(box, limit=1, include_bot=1))[0]["content"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("send-sub-flow", {"sub_flow_ns": "f1284s1"}),
        ("send-sub-flow-by-flow-name", {"flow_name": "No such flow"}),
        ("send-whatsapp-template", {"content": {"name": "nope", "lang": "en", "namespace": "x"}}),
        ("send-text", {"user_ns": "f1284u5", "content": "x"}),
    ],
)
async def test_what_there_is_not_is_not_sent(box: Any, path: str, body: Any) -> None:
    before = await chat(box, limit=1, **EVERYTHING)
    status, _ = await box.refused("POST", f"/subscriber/{path}", {"user_ns": ANA, **body})
    assert status == 404
    assert await chat(box, limit=1, **EVERYTHING) == before


async def test_outside_the_24_hours_it_is_accepted_and_fails_later(box: Any) -> None:
    rows = (await box.get("/subscribers", limit=100, is_interacted_in_last_24h="no"))["data"]
    asleep = next(row for row in rows if row["channel"] == "whatsapp_cloud" and row["subscribed"])
    body = {"user_ns": asleep["user_ns"], "content": "psst"}
    assert (await box.write("POST", "/subscriber/send-text", body))["status"] == "ok"
    newest = await chat(box, asleep["user_ns"], limit=2, include_bot=1)
    assert [row["content"][:21] for row in newest] == [ASLEEP, "psst"]
    logged = (await box.get("/flow/error-logs/data", user_ns=asleep["user_ns"], limit=1))["data"]
    assert logged[0]["description"].startswith(ASLEEP)


async def test_the_unsubscribed_get_no_message(box: Any) -> None:
    await box.write("DELETE", "/subscriber/unsubscribe-from-bot", {"user_ns": ANA})
    before = await chat(box, limit=1, include_bot=1)
    await box.write("POST", "/subscriber/send-text", {"user_ns": ANA, "content": "anybody?"})
    assert await chat(box, limit=1, include_bot=1) == before


async def test_content_brings_its_actions(box: Any) -> None:
    content = {
        "messages": [{"type": "image", "text": "pic"}],
        "actions": [
            {"action": "add_tag", "tag_name": "lead"},
            {"action": "remove_tag", "tag_name": "vip"},
        ],
    }
    body = {"user_ns": ANA, "data": {"version": "v1", "content": content}}
    await box.write("POST", "/subscriber/send-content", body)
    names = (await box.subscriber())["tag_names"]
    assert "lead" in names
    assert "vip" not in names


async def test_a_template_may_make_its_subscriber(box: Any) -> None:
    body = {
        "user_id": "5521900099999",
        "content": {"name": "winter_sale", "lang": "en", "namespace": "acme_sandbox"},
        "contact": {"first_name": "Novo", "last_name": "Cliente"},
    }
    path = "/subscriber/send-whatsapp-template-by-user-id"
    status, _ = await box.refused("POST", path, body)
    assert status == 404
    await box.write("POST", path, {**body, "create_if_not_found": "yes"})
    found = await box.get("/subscriber/get-info-by-user-id", user_id="5521900099999")
    assert found["name"] == "Novo Cliente"


async def test_broadcasts_by_tag_reach_the_tagged_and_spare_the_excluded(box: Any) -> None:
    body = {"tags": ["f1284t3005"], "exclude_tags": ["f1284t3002"], "sub_flow_ns": "f1284s2002"}
    every = (await box.get("/subscribers", limit=100))["data"]
    names = {row["user_ns"]: {tag["name"] for tag in row["tags"]} for row in every}
    reached = {ns for ns, held in names.items() if "vip" in held and "customer" not in held}
    await box.write("POST", "/subscriber/broadcast-by-tag", body)
    newest = (await box.get("/subscriber/broadcasts", limit=1))["data"][0]
    assert (newest["status"], newest["total"]) == ("Completed", len(reached))
    told = set()
    for user_ns in names:
        rows = await chat(box, user_ns, limit=1, include_bot=1)
        if rows and rows[0]["content"] == "Broadcast: Welcome":
            told.add(user_ns)
    subscribed = {row["user_ns"] for row in every if row["subscribed"]}
    assert told == reached & subscribed != set()


async def test_a_scheduled_broadcast_can_be_cancelled_and_deleted(box: Any) -> None:
    body = {"user_ns_list": f"{ANA},f1284u904", "sub_flow_ns": "f1284s2002", "scheduled_time": 1800000000}
    await box.write("POST", "/subscriber/broadcast", body)
    made = (await box.get("/subscriber/broadcasts", status="Scheduled", limit=1))["data"][0]
    assert (made["total"], made["sent"]) == (2, 0)
    await box.write("DELETE", "/subscriber/broadcast/cancel", broadcast_ns=made["broadcast_ns"])
    status, _ = await box.refused("DELETE", "/subscriber/broadcast/cancel", broadcast_ns=made["broadcast_ns"])
    assert status == 400
    await box.write("DELETE", "/subscriber/broadcast/delete", broadcast_ns=made["broadcast_ns"])
    left = (await box.get("/subscriber/broadcasts", limit=100))["data"]
    assert made["broadcast_ns"] not in [row["broadcast_ns"] for row in left]
    assert {row["status"] for row in left} == {"New", "Scheduled", "Completed", "Cancelled"}


async def test_broadcasts_by_segment_and_by_list_have_their_limits(box: Any) -> None:
    segments = ",".join(["f1284sg32"] * 11)
    body = {"segment_ns": segments, "sub_flow_ns": "f1284s2002"}
    status, _ = await box.refused("POST", "/subscriber/broadcast-by-segment", body)
    assert status == 422
    await box.write("POST", "/subscriber/broadcast-by-segment", {**body, "segment_ns": "f1284sg32"})
    vip = (await box.get("/subscribers", segment_ns="f1284sg32", limit=1))["meta"]["total"]
    assert (await box.get("/subscriber/broadcasts", limit=1))["data"][0]["total"] == vip
    body = {"user_id_list": ",".join([PHONE] * 201), "sub_flow_ns": "f1284s2002"}
    status, _ = await box.refused("POST", "/subscriber/broadcast-by-user-id", body)
    assert status == 422
    status, _ = await box.refused(
        "POST", "/subscriber/broadcast", {"user_ns_list": "f77u1", "sub_flow_ns": "f1284s2002"}
    )
    assert status == 422


async def test_people_write_as_a_script_says(box: Any) -> None:
    await box.control("POST", "/arrivals", {"status": "done"})
    script = [
        {"who": ANA, "text": "hello?", "ago": 60, "status": "pending"},
        {"who": ANA, "text": "Lívia here", "kind": "agent", "username": "Lívia", "ago": 30, "agent_id": 21},
    ]
    await box.control("POST", "/arrivals", script)
    found = (await box.get("/subscriber/chat-messages", user_ns=ANA, include_bot=1, limit=9))["data"]
    lines = [row for row in found if row["content"] in ("Lívia here", "hello?")]
    assert [(row["type"], row["username"]) for row in lines] == [("agent", "Lívia"), ("in", "")]
    assert lines[0]["ts"] - lines[1]["ts"] == 30
    row = await box.get("/subscriber/get-info", user_ns=ANA)
    assert (row["status"], row["agent_id"]) == ("pending", 21)
    others = (await box.get("/subscribers", limit=100))["data"]
    assert {each["status"] for each in others} == {"done", "pending"}


async def test_what_is_due_later_is_said_when_somebody_asks(
    box: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from flotui.sandbox.clock import Clock
    from tests.sandbox.conftest import NOW

    await box.control("POST", "/arrivals", {"who": ANA, "text": "later", "after": 60})
    chat = {"user_ns": ANA, "limit": 1}
    assert (await box.get("/subscriber/chat-messages", **chat))["data"][0]["content"] != "later"
    monkeypatch.setattr(Clock, "now", lambda self: NOW + timedelta(seconds=61))
    assert (await box.get("/subscriber/chat-messages", **chat))["data"][0]["content"] == "later"
