# SPDX-License-Identifier: MIT
"""The sections of docs/behaviour.md, one by one."""

from __future__ import annotations

from typing import Any

import pytest

ANA = "f1284u903"


async def test_a_missing_or_wrong_token_is_not_authenticated(box: Any) -> None:
    for header in ({}, {"Authorization": "Bearer nope"}, {"Authorization": "demo"}):
        box.http.headers.pop("Authorization", None)
        response = await box.http.get("http://box/api/flow/tags", headers=header)
        assert (response.status_code, response.json()) == (401, {"message": "Unauthenticated."})
        assert response.headers["x-ratelimit-remaining"] == "1000"


@pytest.mark.parametrize(
    ("token", "open_path", "shut_path", "scope"),
    [
        ("demo-flow", "/flow/tags", "/team-info", "Manage Team"),
        ("demo-team", "/team-info", "/flow/tags", "Manage Flow"),
        ("demo-send", "/subscriber/broadcasts", "/flow/tags", "Manage Flow"),
    ],
)
async def test_a_token_opens_only_its_scope(
    opened: Any, token: str, open_path: str, shut_path: str, scope: str
) -> None:
    box = opened(token)
    await box.get(open_path)
    await box.get("/me")
    status, body = await box.refused("GET", shut_path)
    assert status == 403
    assert scope in body["message"]


async def test_another_token_opens_everything(opened: Any) -> None:
    box = opened("secret", token="secret")
    await box.get("/flow/tags")
    await box.get("/team-info")
    assert (await box.call("GET", "/flow/tags")).status_code == 200
    box.http.headers["Authorization"] = "Bearer demo"
    assert (await box.call("GET", "/flow/tags")).status_code == 401


async def test_every_answer_says_what_is_left(box: Any) -> None:
    first = await box.call("GET", "/flow/tags")
    second = await box.call("GET", "/flow/tags")
    assert first.headers["x-ratelimit-limit"] == "1000"
    assert [each.headers["x-ratelimit-remaining"] for each in (first, second)] == ["999", "998"]


async def test_the_quota_runs_out_and_nothing_is_written(opened: Any) -> None:
    box = opened(quota=1)
    await box.get("/me")
    status, body = await box.refused("POST", "/flow/create-tag", {"name": "late"})
    assert (status, body) == (429, {"message": "Too Many Attempts."})
    await box.control("POST", "/quota", {"remaining": 5})
    assert (await box.get("/flow/tags", name="late"))["data"] == []


async def test_the_quota_refuses_in_its_other_dress(opened: Any) -> None:
    box = opened(quota=0)
    await box.control("POST", "/quota", {"dress": 200, "retry_after": 30})
    response = await box.call("GET", "/me")
    assert response.status_code == 200
    assert response.json() == {"message": "Too Many Attempts."}
    assert response.headers["retry-after"] == "30"


async def test_an_unknown_route_is_a_page(box: Any) -> None:
    response = await box.call("GET", "/nowhere")
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")


async def test_a_wrong_verb_is_answered_with_200_and_does_nothing(box: Any) -> None:
    response = await box.call("POST", "/subscriber/set-user-field", {"user_ns": ANA, "value": "x"})
    assert response.status_code == 200
    assert response.json() == {
        "message": "The POST method is not supported for this route. Supported methods: PUT."
    }
    assert (await box.control("GET", "/state"))["changed"] == []


async def test_a_list_comes_in_the_list_envelope(box: Any) -> None:
    body = await box.get("/flow/tags", limit=15, page=2)
    assert body["status"] == "ok"
    assert body["meta"]["current_page"] == 2
    assert body["meta"]["total"] == 40
    assert body["meta"]["last_page"] == 3
    assert body["links"]["next"].endswith("page=3")
    assert len(body["data"]) == 15
    last = await box.get("/flow/tags", limit=15, page=3)
    assert len(last["data"]) == 10
    assert last["links"]["next"] is None


async def test_per_page_and_unknown_parameters_are_ignored(box: Any) -> None:
    body = await box.get("/subscribers", per_page=50, created_after="2026-01-01")
    assert len(body["data"]) == 10
    assert body["meta"]["total"] == 60


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/flow/tags", {"limit": 101}),
        ("/flow/tags", {"limit": 0}),
        ("/flow/tags", {"page": 101}),
        ("/subscribers", {"page": 1001}),
        ("/flow/tags", {"page": "two"}),
        ("/subscriber/broadcasts", {"status": "Nope"}),
        ("/subscriber/get-info", {}),
    ],
)
async def test_a_parameter_out_of_range_is_refused(box: Any, path: str, query: dict[str, Any]) -> None:
    status, body = await box.refused("GET", path, **query)
    assert status == 422
    assert list(body["errors"])


async def test_pages_beyond_the_end_are_empty(box: Any) -> None:
    assert (await box.get("/subscribers", page=1000))["data"] == []


async def test_names_match_in_part_whatever_the_case(box: Any) -> None:
    names = [row["name"] for row in (await box.get("/flow/tags", name="ORDER"))["data"]]
    assert names == ["first-order"]


async def test_a_list_of_strings_is_refused_as_the_host_does(box: Any) -> None:
    status, body = await box.refused("POST", "/subscriber/add-tags", {"user_ns": ANA, "data": ["f1284t3009"]})
    assert status == 422
    assert body["message"] == "The data.0.tag_ns field is required."
    assert body["errors"] == {"data.0.tag_ns": ["The data.0.tag_ns field is required."]}


@pytest.mark.parametrize(
    ("method", "path", "item"),
    [
        ("POST", "/subscriber/add-tags", {"tag_ns": "f1284t3001"}),
        ("PUT", "/subscriber/set-user-fields", {"var_ns": "f1284v5001", "value": "x"}),
        ("PUT", "/flow/set-bot-fields", {"var_ns": "f1284v7001", "value": "x"}),
    ],
)
async def test_a_bulk_body_holds_twenty(box: Any, method: str, path: str, item: dict[str, str]) -> None:
    await box.write(method, path, {"user_ns": ANA, "data": [item] * 20})
    status, body = await box.refused(method, path, {"user_ns": ANA, "data": [item] * 21})
    assert (status, list(body["errors"])) == (422, ["data"])


async def test_missing_keys_are_named(box: Any) -> None:
    status, body = await box.refused("PUT", "/subscriber/set-user-field", {"user_ns": ANA})
    assert status == 422
    assert set(body["errors"]) == {"var_ns", "value"}


async def test_a_misspelt_key_is_a_bad_request(box: Any) -> None:
    status, body = await box.refused("POST", "/flow/create-tag", {"tag_name": "x"})
    assert status == 400
    assert "tag_name" in body["message"]


async def test_a_value_of_the_wrong_type_is_refused(box: Any) -> None:
    status, body = await box.refused("POST", "/subscriber/pause-bot", {"user_ns": ANA, "minutes": "soon"})
    assert (status, list(body["errors"])) == (422, ["minutes"])
    status, _ = await box.refused("POST", "/flow/create-tag", ["x"])
    assert status == 400


@pytest.mark.parametrize("key", ["user_ns", "tag_ns"])
async def test_an_id_of_another_bot_is_refused(box: Any, key: str) -> None:
    body = {"user_ns": ANA, "tag_ns": "f1284t3001"}
    body[key] = body[key].replace("f1284", "f999")
    status, answer = await box.refused("POST", "/subscriber/add-tag", body)
    assert (status, list(answer["errors"])) == (422, [key])


async def test_an_unknown_id_is_not_found(box: Any) -> None:
    status, _ = await box.refused("GET", "/subscriber/get-info", user_ns="f1284u99999")
    assert status == 404
    status, _ = await box.refused("POST", "/subscriber/add-tag", {"user_ns": ANA, "tag_ns": "f1284t1"})
    assert status == 404


@pytest.mark.parametrize(("kind", "limit"), [("text", 20_000), ("array", 20_000), ("longtext", 500_000)])
async def test_long_values_are_cut_without_a_word(box: Any, kind: str, limit: int) -> None:
    made = await box.write(
        "POST", "/flow/create-user-field", {"name": f"long {kind}", "var_type": kind, "value": ""}
    )
    var_ns = made["data"]["var_ns"]
    body = {"user_ns": ANA, "var_ns": var_ns, "value": "é" * (limit + 1)}
    assert await box.write("PUT", "/subscriber/set-user-field", body) == {"status": "ok"}
    assert len((await box.subscriber())["values"][f"long {kind}"]) == limit


async def test_the_clock_can_be_held(box: Any) -> None:
    assert (await box.control("GET", "/state"))["now"] == "2026-03-10T15:00:00+00:00"
    await box.write("POST", "/subscriber/opt-in-sms", {"user_ns": ANA})
    assert (await box.subscriber())["opted_in_sms"] == "2026-03-10 12:00:00"


async def test_parts_of_the_envelope_are_sometimes_absent(box: Any) -> None:
    assert "links" not in await box.get("/flow/segments")
    assert "last_page" not in (await box.get("/flow/shortcuts"))["meta"]
    assert set(await box.get("/flow/closing-notes")) == {"data", "status"}


@pytest.mark.parametrize("text", [b"{", b'{"name": "\\ud83d"}', b"name=x", b"\xff"])
async def test_what_is_no_json_is_a_bad_request(box: Any, text: bytes) -> None:
    response = await box.http.post("http://box/api/flow/create-tag", content=text)
    assert response.status_code == 400
    assert "JSON" in response.json()["message"]
    assert (await box.http.get("http://box/__sandbox__/requests")).status_code == 200


async def test_reading_by_the_channels_id_changes_nothing(box: Any) -> None:
    await box.get("/subscriber/get-info-by-user-id", user_id="5511900004410")
    await box.get("/subscriber/chat-messages", user_id="5511900004410")
    assert (await box.control("GET", "/state"))["changed"] == []
