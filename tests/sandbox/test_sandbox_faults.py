# SPDX-License-Identifier: MIT
"""The faults by name over real sockets: what the host carried out, and what is left of the answer."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from flotui.sandbox.kinds import AFTER, BEFORE, KINDS
from tests.support.served import Served
from tests.support.server import Server
from tests.support.terminal import flotui

ANA = "f1284u903"
TAG = {"user_ns": ANA, "tag_ns": "f1284t3030"}


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with Served() as host:
        yield host


@pytest.fixture
def host(served: Served) -> Served:
    served.fresh()
    return served


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(headers={"Authorization": "Bearer demo"}, trust_env=False, timeout=30) as client:
        yield client


SHORT = httpx.Timeout(30, read=0.3)
"""The patience of one who waits for what never comes."""


def patience(kind: str) -> httpx.Timeout | float:
    """How long an answer is waited for: where one comes, as long as a busy machine takes."""
    return SHORT if kind.startswith("hang") else 30


def add_tag(http: httpx.Client, host: Served, timeout: httpx.Timeout | float = 30) -> httpx.Response:
    return http.post(f"{host.url}/subscriber/add-tag", json=TAG, timeout=timeout)


def has_come(host: Served, *, accepted: bool) -> None:
    """Wait until the request has come: whoever gives up early may do so before that."""
    until = time.monotonic() + 30
    while not (host.accepted() if accepted else host.received()):
        assert time.monotonic() < until, "nothing came"
        time.sleep(0.005)


def test_there_are_enough() -> None:
    assert len(KINDS) == len(AFTER) + len(BEFORE) >= 37


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_carries_the_request_out_or_not_as_its_name_says(
    host: Served, http: httpx.Client, kind: str
) -> None:
    host.fault(kind, "/subscriber/*", **({"delay_ms": 1} if kind == "late" else {}))
    said_yes = False
    try:
        response = add_tag(http, host, patience(kind))
        said_yes = response.status_code == 200 and response.json() == {"status": "ok"}
    except (httpx.TransportError, httpx.DecodingError, ValueError):
        pass
    has_come(host, accepted=kind in AFTER)
    assert host.accepted() == ({"flowBotUserAddTag": 1} if kind in AFTER else {})
    assert said_yes == (kind in ("drip", "late")), "only these two spoil nothing but the time"
    assert add_tag(http, host).json() == {"status": "ok"}, "a fault is used up"


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("drop", httpx.ReadError),
        ("close", httpx.RemoteProtocolError),
        ("hang", httpx.ReadTimeout),
        ("hang-before", httpx.ReadTimeout),
        ("cut-length", httpx.RemoteProtocolError),
        ("cut-chunks", httpx.RemoteProtocolError),
        ("not-gzip", httpx.DecodingError),
    ],
)
def test_what_happens_on_the_wire(
    host: Served, http: httpx.Client, kind: str, error: type[Exception]
) -> None:
    host.fault(kind)
    with pytest.raises(error):
        add_tag(http, host, patience(kind))


def test_half_an_answer_comes_before_it_breaks_off(host: Served, http: httpx.Client) -> None:
    for kind in ("cut-length", "cut-chunks"):
        host.fault(kind)
        came = b""
        with (
            pytest.raises(httpx.RemoteProtocolError),
            http.stream("POST", f"{host.url}/subscriber/add-tag", json=TAG) as response,
        ):
            for chunk in response.iter_raw():
                came += chunk
        assert (response.status_code, came) == (200, b'{"statu')


def test_a_dripping_answer_takes_its_time_and_is_whole(host: Served, http: httpx.Client) -> None:
    host.fault("drip", drip_ms=10)
    began = time.monotonic()
    assert add_tag(http, host).json() == {"status": "ok"}
    assert time.monotonic() - began >= 0.13


def test_an_answer_may_be_late(host: Served, http: httpx.Client) -> None:
    host.fault("late", delay_ms=60_000)
    with pytest.raises(httpx.ReadTimeout):
        add_tag(http, host, SHORT)


def test_the_wire_of_a_redirect_and_of_a_limit(host: Served, http: httpx.Client) -> None:
    host.fault("redirect")
    host.fault("429-wait")
    host.fault("429-as-200")
    moved, limited, dressed = (add_tag(http, host) for _ in range(3))
    assert (moved.status_code, moved.headers["location"]) == (302, "/login")
    assert (limited.status_code, limited.headers["retry-after"]) == (429, "17")
    assert (dressed.status_code, dressed.json()) == (200, {"message": "Too Many Attempts."})


def test_what_the_host_refuses_stays_refused(host: Served, http: httpx.Client) -> None:
    host.fault("500")
    response = http.post(f"{host.url}/subscriber/add-tag", json={"user_ns": ANA})
    assert (response.status_code, host.accepted()) == (422, {})


def test_what_is_given_beside_a_kind_wins(host: Served, http: httpx.Client) -> None:
    host.fault("500", status=501, accepted=False)
    assert add_tag(http, host).status_code == 501
    assert host.accepted() == {}


async def test_kinds_are_told_and_unknown_ways_refused(box: Any) -> None:
    assert (await box.control("GET", "/faults"))["hang"] == {"hang": True, "accepted": True}
    for wrong in ({"kind": "explode"}, {"drop": "gently"}, {"truncate": "here"}):
        response = await box.http.post("http://box/__sandbox__/faults", json=wrong)
        assert response.status_code == 422
        assert next(iter(wrong)).replace("kind", "fault") in response.json()["message"]


async def test_accepted_writes_are_counted_by_operation_and_marked_in_the_log(box: Any) -> None:
    await box.control("POST", "/faults", {"kind": "500", "path": "/subscriber/add-tag"})
    for _ in range(2):
        await box.call("POST", "/subscriber/add-tag", TAG)
    await box.call("POST", "/subscriber/add-tag", {"user_ns": ANA})
    await box.get("/flow/tags")
    assert await box.control("GET", "/accepted") == {"flowBotUserAddTag": 2}
    rows = await box.control("GET", "/requests", writes=1)
    assert [(row["status"], row["accepted"]) for row in rows] == [(500, True), (200, True), (422, False)]
    await box.control("DELETE", "/requests")
    assert await box.control("GET", "/accepted") == {}


async def test_a_host_that_lists_the_newest_first(opened: Any) -> None:
    usual, other = opened(), opened(habits={"newest_first": True})
    rows = (await usual.get("/flow/tags", limit=100))["data"]
    body = await other.get("/flow/tags", limit=100)
    assert body["data"] == rows[::-1]
    assert body["meta"]["total"] == len(rows)


async def test_a_host_that_repeats_its_first_page(opened: Any) -> None:
    box = opened(habits={"repeat_pages": True})
    first, second = [await box.get("/flow/tags", limit=10, page=page) for page in (1, 2)]
    assert first["data"] == second["data"]
    assert second["meta"]["current_page"] == 2
    assert second["links"]["next"]


async def test_on_a_restless_host_people_move_to_the_front_while_they_are_read(opened: Any) -> None:
    box = opened(subscribers=300, habits={"restless": True})
    pages = [(await box.get("/subscribers", limit=100, page=page))["data"] for page in (1, 2, 3, 1)]
    ids = [[row["user_ns"] for row in page] for page in pages]
    seen = {each for page in ids[:3] for each in page}
    assert 297 <= len(seen) < 300
    assert len({*seen, *ids[3][:3]}) == 300, "who was missed is at the front"
    assert (await box.get("/subscribers", limit=1))["meta"]["total"] == 300


async def test_a_host_that_gives_prices_as_text(box: Any) -> None:
    before = await priced(box)
    assert await box.control("POST", "/habits", {"prices_as_text": True}) == {
        "newest_first": False,
        "repeat_pages": False,
        "restless": False,
        "prices_as_text": True,
        "strict_types": False,
    }
    after = await priced(box)
    assert {int, float, str} <= {type(price) for price in before.values()}
    assert {type(price) for price in after.values()} == {str}
    assert {float(price) for price in after.values()} == {float(price) for price in before.values()}
    assert isinstance((await box.get("/shop/orders"))["meta"]["total"], int)


async def priced(box: Any) -> dict[int, Any]:
    rows = (await box.get("/shop/products", limit=100))["data"]
    return {
        each["id"]: each["price"] for row in rows for each in row["variants"] if each["price"] is not None
    }


VARIANT = "/shop/products/101/variants/1001/update"


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("PUT", VARIANT, {"price": "150.500"}, "price"),
        ("PUT", VARIANT, {"compare_price": None}, "compare_price"),
        ("PUT", VARIANT, {"qty": True}, "qty"),
        ("PUT", VARIANT, {"qty": 1.5}, "qty"),
        ("PUT", VARIANT, {"sku": 7}, "sku"),
        ("PUT", VARIANT, {"colour": "red"}, "colour"),
        ("POST", "/subscriber/pause-bot", {"user_ns": ANA, "minutes": "5"}, "minutes"),
        ("POST", "/subscriber/add-tags", {"user_ns": ANA, "data": [{"tag_ns": 7}]}, "data.0.tag_ns"),
    ],
)
async def test_a_strict_host_takes_only_the_contracts_types(
    opened: Any, method: str, path: str, body: Any, field: str
) -> None:
    box = opened(habits={"strict_types": True})
    status, answer = await box.refused(method, path, body)
    assert (status, list(answer["errors"])) == (422, [field])
    assert await box.control("GET", "/accepted") == {}


async def test_a_strict_host_takes_what_the_contract_says(opened: Any) -> None:
    box = opened(habits={"strict_types": True})
    await box.write("PUT", VARIANT, {"price": 150.5, "qty": 3, "sku": "X"})
    await box.write("PUT", VARIANT, {"price": 150})
    await box.write("POST", "/subscriber/add-tags", {"user_ns": ANA, "data": [{"tag_ns": "f1284t3001"}]})
    with pytest.raises(ValueError, match="habits are"):
        opened(habits={"lists_backwards": True})


def test_the_command_takes_habits_and_faults() -> None:
    options = ("--habit", "newest-first", "--habit", "strict-types", "--fault", "500=/me", "--fault", "422")
    with Server(*options, afresh=True) as server:
        assert server.door("GET", "/habits") == {
            "newest_first": True,
            "repeat_pages": False,
            "restless": False,
            "prices_as_text": False,
            "strict_types": True,
        }
        with httpx.Client(headers={"Authorization": "Bearer demo"}, trust_env=False) as http:
            asked = [http.get(server.url + path).status_code for path in ("/me", "/me", "/flow/tags")]
    assert asked == [500, 500, 422]


def test_the_command_knows_the_faults_by_name() -> None:
    done = subprocess.run(
        flotui("sandbox", "--fault", "explode"), capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "there is no fault explode; there are drop, close, hang," in " ".join(done.stderr.split())
