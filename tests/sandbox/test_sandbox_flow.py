# SPDX-License-Identifier: MIT
"""The bot and its workspace: what it is made of, its logs, its figures."""

from __future__ import annotations

from typing import Any

import pytest

ANA = "f1284u903"


async def names(box: Any, path: str, **query: Any) -> list[str]:
    return [row["name"] for row in (await box.get(path, limit=100, **query))["data"]]


async def test_the_seed_has_what_a_bot_has(crowd: Any) -> None:
    counts = (await crowd.control("GET", "/state"))["tables"]
    assert (counts["tags"], counts["user_fields"], counts["sub_flows"]) == (40, 90, 60)
    for path, key in (("/flow/tags", "tag_ns"), ("/flow/subflows", "sub_flow_ns")):
        rows = (await crowd.get(path, limit=100))["data"]
        assert all(set(row) == {"name", key} and row[key].startswith("f1284") for row in rows)
    assert set((await crowd.get("/flow/segments"))["data"][0]) == {"name", "segment_ns"}
    fields = (await crowd.get("/flow/bot-fields", limit=100))["data"]
    assert any("api_key" in row["name"] and row["value"] for row in fields)


async def test_who_am_i(box: Any) -> None:
    assert (await box.get("/me"))["email"].endswith("@example.com")
    assert (await box.get("/team-info"))["data"]["name"] == "Acme"
    flows = (await box.get("/team-flows"))["data"]
    assert flows[0] == {
        "flow_ns": "f1284",
        "name": "Acme Retail",
        "type": "whatsapp_cloud",
        "linked_label": "",
    }
    assert await names(box, "/team-flows", type="instagram") == ["Acme Instagram"]
    assert await names(box, "/team-members", role="owner") == ["Rita Lockwood"]
    assert "Lívia Duarte" in await names(box, "/flow/agents", role="agent")


@pytest.mark.parametrize(
    ("create", "delete", "listing", "body", "answer"),
    [
        ("/flow/create-tag", "/flow/delete-tag-by-name", "/flow/tags", {}, None),
        (
            "/flow/create-user-field",
            "/flow/delete-user-field-by-name",
            "/flow/user-fields",
            {"var_type": "number", "value": ""},
            "data",
        ),
        (
            "/flow/create-bot-field",
            "/flow/delete-bot-field-by-name",
            "/flow/bot-fields",
            {"var_type": "text", "value": "v"},
            "data",
        ),
        ("/team/create-label", "/team/delete-label-by-name", "/team/labels", {}, None),
    ],
)
async def test_what_has_a_name_is_made_and_deleted_by_it(
    box: Any, create: str, delete: str, listing: str, body: Any, answer: str | None
) -> None:
    made = await box.write("POST", create, {"name": "Brand new", **body})
    assert (made[answer] if answer else made)["name"] == "Brand new"
    assert await names(box, listing, name="BRAND N") == ["Brand new"]
    await box.write("DELETE", delete, {"name": "Brand new"})
    assert await names(box, listing, name="BRAND N") == []
    status, _ = await box.refused("DELETE", delete, {"name": "Brand new"})
    assert status == 404


@pytest.mark.parametrize("path", ["/flow/create-user-field", "/flow/create-bot-field", "/team/create-label"])
async def test_a_name_is_given_once(box: Any, path: str) -> None:
    body = {"name": "twice", "var_type": "text", "value": ""}
    await box.write("POST", path, body)
    status, answer = await box.refused("POST", path, body)
    assert (status, list(answer["errors"])) == (422, ["name"])


async def test_a_field_of_no_known_type_is_refused(box: Any) -> None:
    body = {"name": "x", "var_type": "json", "value": ""}
    status, answer = await box.refused("POST", "/flow/create-user-field", body)
    assert (status, list(answer["errors"])) == (422, ["var_type"])


async def test_a_user_field_is_renamed_for_everybody(box: Any) -> None:
    await box.write("POST", "/flow/update-user-field", {"var_ns": "f1284v5001", "name": "town"})
    assert (await box.subscriber())["values"]["town"] == "São Paulo"


async def test_bot_fields_set_one_and_many(box: Any) -> None:
    async def value(name: str) -> str:
        rows = (await box.get("/flow/bot-fields", name=name))["data"]
        return str(rows[0]["value"])

    one = {"var_ns": "f1284v7003", "value": "19.90"}
    assert (await box.write("PUT", "/flow/set-bot-field", one))["value"] == "19.90"
    await box.write("PUT", "/flow/set-bot-field-by-name", {"name": "store_name", "value": "Acme 2"})
    many = [{"name": "coupon_vip", "value": "VIP30"}, {"name": "coupon_welcome", "value": "HI"}]
    await box.write("PUT", "/flow/set-bot-fields-by-name", {"data": many})
    assert [await value(n) for n in ("delivery_price", "store_name", "coupon_vip", "coupon_welcome")] == [
        "19.90",
        "Acme 2",
        "VIP30",
        "HI",
    ]
    wrong = [{"name": "coupon_vip", "value": "no"}, {"name": "nope", "value": "no"}]
    status, _ = await box.refused("PUT", "/flow/set-bot-fields-by-name", {"data": wrong})
    assert status == 404
    assert await value("coupon_vip") == "VIP30"
    await box.write("DELETE", "/flow/delete-bot-field", {"var_ns": "f1284v7003"})
    assert (await box.get("/flow/bot-fields", name="delivery_price"))["data"] == []


async def test_sub_flows_are_made_default_and_deleted(box: Any) -> None:
    await box.write("POST", "/flow/set-default-start-flow", {"sub_flow_ns": "f1284s2024"})
    await box.write("POST", "/flow/set-web-chat-widget-default-start-flow", {"sub_flow_ns": "f1284s2030"})
    settings = (await box.control("GET", "/state"))["settings"]
    assert (settings["default_start_flow"], settings["web_chat_start_flow"]) == ("f1284s2024", "f1284s2030")
    await box.write("DELETE", "/flow/delete-sub-flow", {"sub_flow_ns": "f1284s2024"})
    assert await names(box, "/flow/subflows", name="track order") == []
    status, _ = await box.refused("POST", "/subscriber/send-main-flow", {"user_ns": ANA})
    assert status == 404


async def test_providers_of_ai_are_changed(box: Any) -> None:
    await box.write(
        "POST", "/flow/settings/set-default-ai-provider", {"ai_provider": "claude", "ai_model": "m"}
    )
    assert (await box.get("/flow/settings/get-default-ai-provider"))["data"]["ai_provider"] == "claude"
    agent = {"ai_agent_ns": "f1284ag82"}
    await box.write(
        "POST", "/flow/update-ai-agent-provider", {**agent, "ai_provider": "xai", "max_tokens": 9}
    )
    assert (await box.write("POST", "/flow/ai-agent-info", agent))["data"][0]["max_tokens"] == 9
    assert await names(box, "/flow/ai-agents", ai_provider="xai") == ["Returns helper"]
    task = {"ai_task_ns": "f1284at92"}
    await box.write("POST", "/flow/update-ai-task-provider", {**task, "ai_provider": "gemini"})
    assert (await box.write("POST", "/flow/ai-task-info", task))["data"][0]["ai_provider"] == "gemini"
    status, _ = await box.refused("POST", "/flow/update-ai-task-provider", {**task, "ai_provider": "abacus"})
    assert status == 422


@pytest.mark.parametrize(
    ("one", "many", "body", "change"),
    [
        ("shortcut", "shortcuts", {"name": "ok", "value": "Okay!"}, {"value": "Oh."}),
        ("closing-note", "closing-notes", {"name": "Done"}, {"require_summary": 1}),
    ],
)
async def test_shortcuts_and_closing_notes(box: Any, one: str, many: str, body: Any, change: Any) -> None:
    made = (await box.write("POST", f"/flow/create-{one}", body))["data"][0]
    await box.write("PUT", f"/flow/update-{one}", {"id": made["id"], **change})
    shown = (await box.get(f"/flow/{many}/{made['id']}"))["data"][0]
    assert shown == {**made, **change}
    assert body["name"] in await names(box, f"/flow/{many}")
    await box.write("DELETE", f"/flow/delete-{one}", {"id": made["id"]})
    status, _ = await box.refused("GET", f"/flow/{many}/{made['id']}")
    assert status == 404


async def test_agent_groups(box: Any) -> None:
    made = await box.write("POST", "/team/create-agent-group", {"name": "Weekend"})
    path = f"/team/update-agent-group/{made['id']}"
    await box.write("PUT", path, {"name": "Weekends", "online_first": 2})
    shown = await box.get(f"/team/agent-group/{made['id']}")
    assert (shown["name"], shown["online_first"]) == ("Weekends", 2)
    members = f"/team/update-agent-group-users/{made['id']}"
    await box.write("POST", members, {"members": [{"user_id": 21, "weighting": 2}]})
    status, _ = await box.refused("POST", members, {"members": [{"user_id": 999, "weighting": 1}]})
    assert status == 404
    assert "_members" not in await box.get(f"/team/agent-group/{made['id']}")
    await box.write("DELETE", f"/team/delete-agent-group/{made['id']}")
    assert "Weekends" not in await names(box, "/team/agent-groups")
    status, _ = await box.refused("GET", "/team/agent-group/none")
    assert status == 404


async def test_a_deleted_label_is_nobodys(box: Any) -> None:
    await box.write(
        "POST", "/subscriber/add-labels-by-name", {"user_ns": ANA, "data": [{"label_name": "Press"}]}
    )
    assert "Press" in (await box.subscriber())["label_names"]
    await box.write("DELETE", "/team/delete-label", {"id": 63})
    assert "Press" not in (await box.subscriber())["label_names"]


async def test_yesterday_had_errors(crowd: Any) -> None:
    midnight = 1773111600
    rows = (
        await crowd.get(
            "/flow/error-logs/data", start_time=midnight - 86400, end_time=midnight - 1, limit=1000
        )
    )["data"]
    assert len(rows) > 10
    assert {row["created_at"][:10] for row in rows} == {"2026-03-09"}
    assert [row["created_at"] for row in rows] == sorted((row["created_at"] for row in rows), reverse=True)
    assert ANA in {row["user_ns"] for row in (await crowd.get("/flow/error-logs/data", user_ns=ANA))["data"]}
    found = await crowd.get("/flow/error-logs/data", search="rate LIMIT", limit=1000)
    assert 0 < len(found["data"]) < len(rows)
    assert all("rate limit" in row["description"] for row in found["data"])


async def test_event_data_pages_by_id(crowd: Any) -> None:
    seen: list[int] = []
    start = 0
    while True:
        rows = (await crowd.get("/flow/custom-events/data", event_ns="f1284e401", start_id=start, limit=100))[
            "data"
        ]
        if not rows:
            break
        seen += [row["id"] for row in rows]
        start = rows[-1]["id"] + 1
    assert len(seen) == len(set(seen)) > 300
    assert seen == sorted(seen)


async def test_event_summaries_count_what_was_logged(box: Any) -> None:
    for month in ("last_30_days", "last_week"):
        body = await box.get("/flow/custom-events/summary", event_ns="f1284e401", range=month)
        assert body["total"]["num"] == sum(row["num"] for row in body["stats"])
        assert body["total"]["num"] == sum(row["num"] for row in body["text_values"]) > 0
        assert len(body["stats"]) == {"last_30_days": 30, "last_week": 7}[month]
        assert body["stats"][0]["start_date"] == body["start_date"][:10]
    assert body["start_date"] == "2026-03-02 00:00:00"
    assert body["end_date"] == "2026-03-08 23:59:59"


async def test_conversations_and_activity(crowd: Any) -> None:
    rows = (await crowd.get("/flow/conversations/data", limit=1000))["data"]
    assert len(rows) == 300
    later = (await crowd.get("/flow/conversations/data", start_id=rows[-2]["id"], limit=1000))["data"]
    assert later == rows[-2:]
    done = (await crowd.get("/flow/agent-activity-log/data", user_ns=ANA, limit=1000))["data"]
    assert done
    assert {row["user_ns"] for row in done} == {ANA}
    closed = (await crowd.get("/flow/agent-activity-log/data", action="close", limit=1000))["data"]
    assert {row["action"] for row in closed} == {"close"}
    recent = (await crowd.get("/flow/agent-activity-log/data", start_time=1773154800 - 7200, limit=1000))[
        "data"
    ]
    assert len(recent) == 1


@pytest.mark.parametrize(
    ("wanted", "days", "first", "last"),
    [
        ("yesterday", 1, "2026-03-09", "2026-03-09"),
        ("last_7_days", 7, "2026-03-03", "2026-03-09"),
        ("last_week", 7, "2026-03-02", "2026-03-08"),
        ("last_30_days", 30, "2026-02-08", "2026-03-09"),
        ("last_month", 28, "2026-02-01", "2026-02-28"),
        ("last_3_months", 90, "2025-12-10", "2026-03-09"),
    ],
)
async def test_the_summary_has_a_row_for_each_bot_and_day(
    crowd: Any, wanted: str, days: int, first: str, last: str
) -> None:
    rows = (await crowd.get("/flow-summary", range=wanted, flow_ns="f1284"))["data"]
    dates = [row["summary_date"] for row in rows]
    assert len(dates) == len(set(dates)) == days
    assert (min(dates), max(dates)) == (first, last)
    assert len((await crowd.get("/flow-summary", range=wanted))["data"]) == 4 * days
    if days > 20:
        assert dates != sorted(dates)
        assert any(row["avg_agent_response_time"] == 0 for row in rows)


async def test_the_summary_is_of_yesterday_unless_another_range_is_asked_for(box: Any) -> None:
    assert {row["summary_date"] for row in (await box.get("/flow-summary"))["data"]} == {"2026-03-09"}
    status, _ = await box.refused("GET", "/flow-summary", range="forever")
    assert status == 422
    rows = (await box.get("/flow-agent-summary", range="last_7_days"))["data"]
    assert len({(row["agent_id"], row["summary_date"]) for row in rows}) == len(rows) == 56


async def test_whatsapp_templates(box: Any) -> None:
    async def states() -> dict[str, str]:
        rows = (await box.write("POST", "/whatsapp-template/list"))["data"]
        return {row["name"]: row["status"] for row in rows}

    body = {"name": "hello", "language": "en", "category": "UTILITY", "components": [{"type": "BUTTONS"}]}
    await box.write("POST", "/whatsapp-template/create", body)
    assert (await states())["hello"] == "PENDING"
    await box.write("POST", "/whatsapp-template/sync")
    assert (await states())["hello"] == "APPROVED"
    assert (await states())["store_opening"] == "REJECTED"
    await box.write("DELETE", "/whatsapp-template/delete", {"name": "hello"})
    assert "hello" not in await states()


async def test_workspace_settings(box: Any) -> None:
    await box.write("POST", "/workspace-settings/update-channels", {"viber": 0})
    shown = (await box.get("/workspace-settings/channels"))["data"]
    assert (shown["viber"], shown["whatsapp_cloud"]) == (0, 1)
    await box.write("POST", "/workspace-settings/update-live-chat-sidebar", {"data": ["hide_x"]})
    assert (await box.get("/workspace-settings/live-chat-sidebar"))["data"] == ["hide_x"]
