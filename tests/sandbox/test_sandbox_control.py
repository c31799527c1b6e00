# SPDX-License-Identifier: MIT
"""The ways in for tests: the log, faults, reset; and the sandbox over real HTTP."""

from __future__ import annotations

import ast
import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from flotui.sandbox.faults import ConnectionDropped

ANA = "f1284u903"
TAG = {"user_ns": ANA, "tag_ns": "f1284t3030"}


async def test_the_log_tells_what_came_in_order(box: Any) -> None:
    await box.get("/flow/tags", limit=5)
    await box.write("POST", "/subscriber/add-tag", TAG)
    await box.call("GET", "/nowhere")
    await box.call("POST", "/whatsapp-template/list")
    rows = await box.control("GET", "/requests")
    assert rows[0] == {
        "n": 1,
        "time": "2026-03-10T15:00:00.000+00:00",
        "method": "GET",
        "path": "/flow/tags",
        "query": {"limit": "5"},
        "body": None,
        "status": 200,
        "operation": "flowTags",
        "accepted": True,
    }
    assert [(row["operation"], row["status"]) for row in rows[1:]] == [
        ("flowBotUserAddTag", 200),
        (None, 404),
        ("listWhatsappTemplates", 200),
    ]
    assert "demo" not in json.dumps(rows)
    writes = await box.control("GET", "/requests", writes=1)
    assert [(row["operation"], row["body"]) for row in writes] == [("flowBotUserAddTag", TAG)]
    await box.control("DELETE", "/requests")
    assert await box.control("GET", "/requests") == []


async def test_the_log_forgets_the_oldest(box: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import flotui.sandbox.log as log

    monkeypatch.setattr(log, "KEPT", 3)
    kept = log.RequestLog()
    for number in range(5):
        kept.add(time="", method="GET", path=f"/{number}", query={}, body=None)
    assert [row["path"] for row in kept.rows()] == ["/2", "/3", "/4"]


async def test_a_fault_answers_in_the_hosts_place_as_often_as_asked(box: Any) -> None:
    fault = {"path": "/flow/*", "status": 503, "text": "<h1>Down</h1>", "times": 2, "headers": {"x-a": "1"}}
    await box.control("POST", "/faults", fault)
    for _ in range(2):
        response = await box.call("POST", "/flow/create-tag", {"name": "no"})
        assert (response.status_code, response.text, response.headers["x-a"]) == (503, "<h1>Down</h1>", "1")
        assert response.headers["content-type"].startswith("text/html")
    assert (await box.get("/flow/tags", name="no"))["meta"]["total"] == 1
    assert [row["name"] for row in (await box.get("/flow/tags", name="no"))["data"]] == ["no-bot"]


async def test_faults_are_narrowed_by_verb_and_cleared(box: Any) -> None:
    await box.control("POST", "/faults", {"path": "/flow/tags", "method": "POST", "status": 500})
    await box.get("/flow/tags")
    await box.control("POST", "/faults", {"path": "/flow/tags", "body": {"message": "Too Many Attempts."}})
    await box.control("DELETE", "/faults")
    assert (await box.get("/flow/tags"))["data"]


async def test_a_fault_may_let_some_pass_first(box: Any) -> None:
    await box.control("POST", "/faults", [{"path": "/me", "status": 500, "skip": 1}])
    assert [(await box.call("GET", "/me")).status_code for _ in range(3)] == [200, 500, 200]


async def test_a_truncated_answer_is_no_json(box: Any) -> None:
    await box.control("POST", "/faults", {"path": "/subscribers", "truncate": True})
    response = await box.call("GET", "/subscribers")
    assert response.status_code == 200
    with pytest.raises(ValueError):
        response.json()
    assert (await box.get("/subscribers"))["meta"]["total"] == 60


async def test_another_content_type(box: Any) -> None:
    await box.control("POST", "/faults", {"path": "/me", "content_type": "text/plain"})
    assert (await box.call("GET", "/me")).headers["content-type"] == "text/plain"


async def test_a_dropped_write_was_applied(box: Any) -> None:
    await box.control("POST", "/faults", {"path": "/subscriber/add-tag", "drop": True})
    with pytest.raises(ConnectionDropped):
        await box.call("POST", "/subscriber/add-tag", TAG)

    assert len((await box.subscriber())["tag_names"]) == 4
    assert (await box.control("GET", "/requests"))[0]["status"] is None


async def test_a_write_may_be_dropped_before_it_is_applied(box: Any) -> None:
    await box.control("POST", "/faults", {"path": "/subscriber/add-tag", "drop": True, "status": 500})
    with pytest.raises(ConnectionDropped):
        await box.call("POST", "/subscriber/add-tag", TAG)
    assert len((await box.subscriber())["tag_names"]) == 3


async def test_a_fault_of_an_unknown_kind_is_refused(box: Any) -> None:
    response = await box.http.post("http://box/__sandbox__/faults", json={"path": "/me", "explode": True})
    assert response.status_code == 422
    assert "explode" in response.json()["message"]


async def test_latency_and_delay_take_their_time(opened: Any) -> None:
    box = opened(latency_ms=30)
    await box.control("POST", "/faults", {"path": "/me", "delay_ms": 40})
    begun = time.perf_counter()
    await box.get("/me")
    assert time.perf_counter() - begun >= 0.069


async def test_what_waits_is_answered_once_the_faults_are_taken_away(box: Any) -> None:
    await box.control("POST", "/faults", {"path": "/me", "delay_ms": 60_000, "times": 0})
    waiting = asyncio.ensure_future(box.get("/me"))
    while not await box.control("GET", "/requests"):
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not waiting.done()
    await box.control("DELETE", "/faults")
    assert (await asyncio.wait_for(waiting, 10))["name"]


async def test_reset_makes_the_world_again(box: Any) -> None:
    before = await box.subscriber()
    await box.write("POST", "/subscriber/add-tag", TAG)
    await box.write("DELETE", "/flow/delete-tag", {"tag_ns": "f1284t3001"})
    await box.control("POST", "/reset")
    assert await box.subscriber() == before
    state = await box.control("GET", "/state")
    assert (state["changed"], state["tables"]["tags"], state["quota"]["remaining"]) == ([], 40, 1000)


async def test_tables_can_be_looked_into(box: Any) -> None:
    rows = await box.control("GET", "/table/tags")
    assert rows[4] == {"name": "vip", "tag_ns": "f1284t3005"}
    assert len(await box.control("GET", "/table/variants")) > 400
    assert (await box.http.get("http://box/__sandbox__/table/nope")).status_code == 404
    assert (await box.http.get("http://box/__sandbox__/subscriber/f1284u1")).status_code == 404


def test_the_package_is_light_to_import() -> None:
    script = "import sys, flotui.sandbox as s; print(s.DEMO_TOKEN, s.DEMO_PREFIX, 'starlette' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["demo", "f1284", "False"]


def test_the_app_needs_neither_textual_nor_httpx_nor_the_rest_of_ours() -> None:
    script = (
        "import sys, flotui.sandbox.app\n"
        "print([m for m in sys.modules if m.split('.')[0] in ('textual', 'httpx', 'uvicorn')])\n"
        "print([m for m in sys.modules if m.startswith('flotui.') and not m.startswith('flotui.sandbox')])"
    )
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert out.stdout.splitlines()[0] == "[]"
    assert sorted(ast.literal_eval(out.stdout.splitlines()[1])) == [
        "flotui.api",
        "flotui.api.catalogue",
        "flotui.api.exact",
        "flotui.text",
        "flotui.text.clean",
        "flotui.text.confusable",
        "flotui.text.patterns",
        "flotui.text.signs",
    ]


def test_no_file_is_long() -> None:
    folder = Path(__file__).parents[2] / "flotui" / "sandbox"
    lengths = {path.name: len(path.read_text().splitlines()) for path in folder.rglob("*.py")}
    assert max(lengths.values()) < 400, lengths


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    script = (
        "from flotui.sandbox.serve import serve\n"
        "serve(port=0, subscribers=2000, latency_ms=0, quota=50, seed=1, token='demo')"
    )
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("Sandbox on http://127.0.0.1:")
    assert line.endswith("/api, token demo\n")
    yield line.split()[2].rstrip(",")
    process.terminate()
    process.wait(timeout=10)


def test_it_is_served_over_http(served: str) -> None:
    with httpx.Client(headers={"Authorization": "Bearer demo"}, trust_env=False) as http:
        body = http.get(f"{served}/subscribers", params={"limit": 1}).json()
        assert body["meta"]["total"] == 2000
        assert body["links"]["next"] == f"{served}/subscribers?page=2"
        removed = http.request("DELETE", f"{served}/subscriber/remove-tag", json=TAG)
        assert removed.json() == {"status": "ok"}


def test_over_http_a_dropped_connection_is_one(served: str) -> None:
    root = served.removesuffix("/api")
    with httpx.Client(headers={"Authorization": "Bearer demo"}, trust_env=False) as http:
        http.post(f"{root}/__sandbox__/faults", json={"path": "/subscriber/add-tag", "drop": True})
        with pytest.raises(httpx.TransportError):
            http.post(f"{served}/subscriber/add-tag", json=TAG)
        row = http.get(f"{root}/__sandbox__/subscriber/{ANA}").json()
        assert TAG["tag_ns"] in [tag["tag_ns"] for tag in row["tags"]]


def test_a_taken_port_is_said(served: str) -> None:
    port = served.rsplit(":", 1)[1].removesuffix("/api")
    script = (
        "from flotui.sandbox.serve import serve\n"
        f"serve(port={port}, subscribers=1, latency_ms=0, quota=1, seed=1, token='t')"
    )
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert out.returncode != 0
    assert "OSError" in out.stderr
