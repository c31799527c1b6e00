# SPDX-License-Identifier: MIT
"""Subscribers: who they are, how they are found, what is done to them."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest

from flotui.sandbox.app import create_app

ANA = "f1284u903"


async def everyone(box: Any, **query: Any) -> list[Any]:
    rows: list[Any] = []
    page = 1
    while batch := (await box.get("/subscribers", limit=100, page=page, **query))["data"]:
        rows += batch
        page += 1
    return rows


async def test_the_same_seed_makes_the_same_people(opened: Any) -> None:
    one, two, other = opened(), opened(), opened(seed=2)
    first = await one.get("/subscribers", limit=50)
    assert first == await two.get("/subscribers", limit=50)
    assert first != await other.get("/subscribers", limit=50)


async def test_ana_is_near_the_top_with_her_phone(readers: Any) -> None:
    names = [row["name"] for row in (await readers.get("/subscribers"))["data"]]
    assert "Ana Souza" in names
    ana = await readers.get("/subscriber/get-info", user_ns=ANA)
    assert ana["user_id"] == ana["phone"] == "5511900004410"
    assert ana["channel"] == "whatsapp_cloud"
    assert {tag["name"] for tag in ana["tags"]} == {"vip", "cart", "newsletter"}
    assert await readers.get("/subscriber/get-info-by-user-id", user_id="5511900004410") == ana


async def test_a_row_lists_every_field_with_nulls_and_empties(readers: Any) -> None:
    rows = (await readers.get("/subscribers", limit=100))["data"]
    assert {len(row["user_fields"]) for row in rows} == {90}
    values = [field["value"] for row in rows for field in row["user_fields"]]
    assert None in values
    assert "" in values
    assert all(value is None or isinstance(value, str) for value in values)
    kinds = {field["var_type"] for field in rows[0]["user_fields"]}
    assert kinds == {"text", "number", "boolean", "date", "datetime", "array", "longtext"}
    booleans = {f["value"] for row in rows for f in row["user_fields"] if f["var_type"] == "boolean"}
    assert {"0", "1", "true", "false"} <= booleans


async def test_names_come_in_many_scripts(readers: Any) -> None:
    text = "".join(row["name"] for row in await everyone(readers))
    found = {unicodedata.name(each, "").split(" ")[0] for each in text}
    assert {"LATIN", "CJK", "ARABIC", "HEBREW", "CYRILLIC", "DEVANAGARI", "THAI", "COMBINING"} <= found
    assert "👩🏽‍🚀" in text


async def test_nobody_in_it_is_real(crowd: Any) -> None:
    rows = await everyone(crowd)
    assert len(rows) == 1300
    assert len({row["user_ns"] for row in rows}) == 1300
    assert all(row["email"].endswith("@example.com") for row in rows if row["email"])
    assert {row["phone"][:1] for row in rows if row["phone"]} >= {"+", "5", "2"}
    assert {None, ""} <= {row["phone"] for row in rows}


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ({"name": "SOUZA"}, lambda row: "souza" in row["name"].casefold()),
        ({"phone": "5511900004410"}, lambda row: row["phone"] == "5511900004410"),
        ({"email": "ana."}, lambda row: "ana." in (row["email"] or "")),
        ({"is_channel": "instagram"}, lambda row: row["channel"] == "instagram"),
        ({"is_opt_in_email": "yes"}, lambda row: bool(row["opted_in_email"])),
        ({"is_opt_in_email": "no"}, lambda row: not row["opted_in_email"]),
        ({"is_opt_in_sms": "yes"}, lambda row: bool(row["opted_in_sms"])),
        ({"is_interacted_in_last_24h": "yes"}, lambda row: row["last_interaction"] >= "2026-03-09 12:00:00"),
        ({"is_interacted_in_last_24h": "no"}, lambda row: row["last_interaction"] < "2026-03-09 12:00:00"),
        (
            {"is_last_message_in_last_24h": "yes"},
            lambda row: row["last_message_at"] >= "2026-03-09 12:00:00",
        ),
        ({"tag_ns": "f1284t3005"}, lambda row: "vip" in [tag["name"] for tag in row["tags"]]),
        ({"label_id": "63"}, lambda row: 63 in [label["id"] for label in row["labels"]]),
        (
            {"user_field_ns": "f1284v5001", "user_field_value": "Recife"},
            lambda row: {f["name"]: f["value"] for f in row["user_fields"]}["city"] == "Recife",
        ),
        ({"segment_ns": "f1284sg32"}, lambda row: "vip" in [tag["name"] for tag in row["tags"]]),
        (
            {"segment_ns": "f1284sg38"},
            lambda row: (
                row["channel"] == "whatsapp_cloud" and "newsletter" in [tag["name"] for tag in row["tags"]]
            ),
        ),
        (
            {"tag_ns": "f1284t3005", "is_channel": "whatsapp_cloud"},
            lambda row: "vip" in [t["name"] for t in row["tags"]] and row["channel"] == "whatsapp_cloud",
        ),
    ],
    ids=lambda value: json.dumps(value) if isinstance(value, dict) else "",
)
async def test_a_filter_finds_exactly_those_who_match(readers: Any, query: Any, holds: Any) -> None:
    every = await everyone(readers)
    found = await everyone(readers, **query)
    assert found == [row for row in every if holds(row)]
    assert 0 < len(found) < len(every)
    assert (await readers.get("/subscribers", limit=1, **query))["meta"]["total"] == len(found)


async def test_the_phone_filter_wants_the_stored_form(readers: Any) -> None:
    for other in ("+5511900004410", "11900004410", "5511900004"):
        assert (await readers.get("/subscribers", phone=other))["meta"]["total"] == 0


async def test_the_event_filter_finds_who_had_it(crowd: Any) -> None:
    body = {"user_ns": ANA, "event_name": "quiz_finished", "text_value": "boho", "number_value": 41}
    before = (await crowd.get("/subscribers", event_ns="f1284e408", limit=1))["meta"]["total"]
    await crowd.write("POST", "/subscriber/log-custom-event", body)
    found = await everyone(crowd, event_ns="f1284e408")
    assert ANA in [row["user_ns"] for row in found]
    assert 0 < before <= len(found) < 1300


async def test_filters_see_what_was_changed(box: Any) -> None:
    await box.write("PUT", "/subscriber/update", {"user_ns": ANA, "name": "Zebedee Quux"})
    await box.write("POST", "/subscriber/add-tag", {"user_ns": ANA, "tag_ns": "f1284t3040"})
    assert [row["user_ns"] for row in await everyone(box, name="zebedee")] == [ANA]
    assert ANA in [row["user_ns"] for row in await everyone(box, tag_ns="f1284t3040")]
    assert ANA not in [row["user_ns"] for row in await everyone(box, name="souza")]


async def test_tags_one_and_many_by_id_and_name(box: Any) -> None:
    async def tags() -> set[str]:
        return set((await box.subscriber())["tag_names"])

    await box.write("POST", "/subscriber/add-tag", {"user_ns": ANA, "tag_ns": "f1284t3003"})
    await box.write("POST", "/subscriber/add-tag", {"user_ns": ANA, "tag_ns": "f1284t3003"})
    await box.write("POST", "/subscriber/add-tag-by-name", {"user_ns": ANA, "tag_name": "gift-buyer"})
    many = {"user_ns": ANA, "data": [{"tag_ns": "f1284t3001"}, {"tag_ns": "f1284t3002"}]}
    await box.write("POST", "/subscriber/add-tags", many)
    assert await tags() == {"vip", "cart", "newsletter", "lead", "gift-buyer", "customer"}
    await box.write("DELETE", "/subscriber/remove-tags", many)
    await box.write("DELETE", "/subscriber/remove-tags", many)
    await box.write("DELETE", "/subscriber/remove-tag", {"user_ns": ANA, "tag_ns": "f1284t3003"})
    names = {"user_ns": ANA, "data": [{"tag_name": "vip"}, {"tag_name": "gift-buyer"}]}
    await box.write("DELETE", "/subscriber/remove-tags-by-name", names)
    assert await tags() == {"cart"}


async def test_one_unknown_tag_stops_them_all(box: Any) -> None:
    body = {"user_ns": ANA, "data": [{"tag_name": "lead"}, {"tag_name": "no such tag"}]}
    status, _ = await box.refused("POST", "/subscriber/add-tags-by-name", body)
    assert status == 404
    assert "lead" not in (await box.subscriber())["tag_names"]


async def test_a_deleted_tag_is_nobodys_and_comes_back_empty(box: Any) -> None:
    await box.write("DELETE", "/flow/delete-tag", {"tag_ns": "f1284t3005"})
    assert "vip" not in (await box.subscriber())["tag_names"]
    assert await everyone(box, tag_ns="f1284t3005") == []
    made = await box.write("POST", "/flow/create-tag", {"name": "vip"})
    assert made["tag_ns"] not in ("f1284t3005", None)
    assert await everyone(box, tag_ns=made["tag_ns"]) == []


async def test_making_a_tag_twice_answers_the_first(box: Any) -> None:
    one = await box.write("POST", "/flow/create-tag", {"name": "fresh"})
    two = await box.write("POST", "/flow/create-tag", {"name": "fresh"})
    assert one == two
    assert (await box.get("/flow/tags", limit=1))["meta"]["total"] == 41


async def test_fields_set_and_cleared_in_all_ways(box: Any) -> None:
    async def values() -> tuple[Any, Any]:
        held = (await box.subscriber())["values"]
        return held["city"], held["loyalty_points"]

    city, points = "f1284v5001", "f1284v5050"
    fields = (await box.get("/flow/user-fields", limit=100))["data"]
    assert [f["name"] for f in fields if f["var_ns"] in (city, points)] == ["city", "loyalty_points"]
    await box.write("PUT", "/subscriber/set-user-field", {"user_ns": ANA, "var_ns": points, "value": "1500"})
    named = {"user_ns": ANA, "field_name": "city", "value": "Recife"}
    await box.write("PUT", "/subscriber/set-user-field-by-name", named)
    assert await values() == ("Recife", "1500")
    many = {"user_ns": ANA, "data": [{"var_ns": city, "value": "Olinda"}, {"var_ns": points, "value": 7}]}
    await box.write("PUT", "/subscriber/set-user-fields", many)
    assert await values() == ("Olinda", "7")
    by_name = {"user_ns": ANA, "data": [{"name": "city", "value": "Natal"}]}
    await box.write("PUT", "/subscriber/set-user-fields-by-name", by_name)
    await box.write("DELETE", "/subscriber/clear-user-field", {"user_ns": ANA, "var_ns": points})
    assert await values() == ("Natal", None)
    cleared = {"user_ns": ANA, "data": [{"name": "city"}]}
    await box.write("DELETE", "/subscriber/clear-user-fields-by-name", cleared)
    assert await values() == (None, None)


async def test_a_deleted_field_leaves_the_rows(box: Any) -> None:
    await box.write("DELETE", "/flow/delete-user-field", {"var_ns": "f1284v5001"})
    ana = await box.get("/subscriber/get-info", user_ns=ANA)
    assert len(ana["user_fields"]) == 89
    body = {"user_ns": ANA, "var_ns": "f1284v5001", "value": "x"}
    status, _ = await box.refused("PUT", "/subscriber/set-user-field", body)
    assert status == 404


async def test_a_known_phone_makes_a_second_subscriber(box: Any) -> None:
    made = await box.write(
        "POST",
        "/subscriber/create",
        {"name": "Ana Two", "phone": "5511900004410", "email": "two@example.com"},
    )
    found = await everyone(box, phone="5511900004410")
    assert [row["user_ns"] for row in found] == [made["user_ns"], ANA]
    assert (await box.get("/subscribers"))["meta"]["total"] == 61


async def test_many_are_made_at_once_with_tags_and_fields(box: Any) -> None:
    users = [
        {
            "name": f"New {number}",
            "email": "",
            "phone": f"55110000{number}",
            "tags": [{"tag_name": "lead"}],
            "user_fields": [{"var_ns": "f1284v5001", "value": "Lisboa"}],
        }
        for number in range(3)
    ]
    await box.write("POST", "/subscriber/create-many", {"users": users})
    made = await everyone(box, name="new ")
    assert [row["name"] for row in made] == ["New 2", "New 1", "New 0"]
    assert made[0]["tags"] == [{"name": "lead", "tag_ns": "f1284t3003"}]
    assert made[0]["user_fields"][0]["value"] == "Lisboa"
    status, _ = await box.refused("POST", "/subscriber/create-many", {"users": users * 7})
    assert status == 422


async def test_deleting_is_for_good(box: Any) -> None:
    await box.write("DELETE", "/subscriber/delete", {"user_ns": ANA})
    assert (await box.get("/subscribers"))["meta"]["total"] == 59
    status, _ = await box.refused("GET", "/subscriber/get-info", user_ns=ANA)
    assert status == 404
    status, _ = await box.refused("DELETE", "/subscriber/delete", {"user_ns": ANA})
    assert status == 404


@pytest.mark.parametrize(
    ("method", "path", "more", "key", "value"),
    [
        ("POST", "opt-in-email", {}, "opted_in_email", "2026-03-10 12:00:00"),
        ("DELETE", "opt-out-email", {}, "opted_in_email", None),
        ("DELETE", "opt-out-sms", {}, "opted_in_sms", ""),
        ("DELETE", "unsubscribe-from-bot", {}, "subscribed", None),
        ("POST", "pause-bot", {"minutes": 30}, "paused_until", 1773154800 + 1800),
        ("POST", "move-chat-to", {"status": "spam"}, "status", "spam"),
        ("POST", "assign-agent", {"agent_id": 24}, "agent_id", 24),
        ("POST", "assign-agent-group", {"agent_group_id": 42}, "agent_group_id", 42),
        ("POST", "add-labels-by-name", {"data": [{"label_name": "Press"}]}, "label_names", ["Press"]),
    ],
)
async def test_decisions_about_a_subscriber(
    box: Any, method: str, path: str, more: Any, key: str, value: Any
) -> None:
    body = {"user_ns": "f1284u910", **more}
    await box.write("DELETE", "/subscriber/remove-labels-by-name", {**body, "data": [{"label_name": "Beta"}]})
    before = (await box.subscriber("f1284u910"))[key]
    await box.write(method, f"/subscriber/{path}", body)
    after = (await box.subscriber("f1284u910"))[key]
    assert after == value
    if key not in ("opted_in_email", "opted_in_sms"):
        assert before != after


async def test_decisions_can_be_taken_back(box: Any) -> None:
    person = {"user_ns": ANA}
    await box.write("DELETE", "/subscriber/unsubscribe-from-bot", person)
    await box.write("POST", "/subscriber/subscribe-to-bot", person)
    await box.write("POST", "/subscriber/pause-bot", {**person, "minutes": "5"})
    await box.write("POST", "/subscriber/resume-bot", person)
    await box.write("POST", "/subscriber/assign-agent", {**person, "agent_id": 24})
    await box.write("POST", "/subscriber/unassign-agent", person)
    labels = {**person, "data": [{"label_name": "Press"}]}
    await box.write("POST", "/subscriber/add-labels-by-name", labels)
    await box.write("DELETE", "/subscriber/remove-labels-by-name", labels)
    ana = await box.subscriber()
    assert ana["subscribed"]
    assert (ana["paused_until"], ana["agent_id"], ana["label_names"]) == (0, None, ["Beta"])


async def test_conversations_are_counted_by_status(crowd: Any) -> None:
    async def count() -> dict[str, int]:
        rows = (await crowd.get("/flow/bot-users-count"))["data"]
        return {row["status"]: row["num"] for row in rows}

    before = await count()
    assert sum(before.values()) == 1300
    await crowd.write("POST", "/subscriber/move-chat-to", {"user_ns": ANA, "status": "done"})
    after = await count()
    assert (after["open"], after["done"]) == (before["open"] - 1, before["done"] + 1)


async def test_nobody_at_all_is_no_trouble(opened: Any) -> None:
    box = opened(subscribers=0)
    assert (await box.get("/subscribers"))["data"] == []
    assert (await box.get("/flow/bot-users-count"))["data"] == []
    assert (await box.get("/shop/orders"))["data"] == []
    assert (await box.get("/flow/error-logs/data"))["status"] == "ok"


def test_a_large_crowd_costs_nothing_until_it_is_asked_for() -> None:
    app = create_app(subscribers=100_000)
    people = app.state.host.world.people
    assert people.indexes() == range(100_000)
    assert people.changed == {}
    assert people.column("folded_name")[2] == "ana souza"


async def test_a_list_says_of_each_what_their_own_row_says(box: Any) -> None:
    """Also of a field whose name is JSON's own to write: a list writes fields without a value in a way of its own."""
    await box.write(
        "POST", "/flow/create-user-field", {"name": 'ring "size" é', "var_type": "text", "value": ""}
    )
    made = (await box.get("/flow/user-fields", name="ring"))["data"][0]["var_ns"]
    await box.write("PUT", "/subscriber/set-user-field", {"user_ns": ANA, "var_ns": made, "value": "12"})
    listed = (await box.get("/subscribers", limit=20))["data"]
    assert [await box.get("/subscriber/get-info", user_ns=row["user_ns"]) for row in listed] == listed
    fields = {
        row["user_ns"]: {each["var_ns"]: each["value"] for each in row["user_fields"]} for row in listed
    }
    assert {each[made] for each in fields.values()} == {"12", None}
