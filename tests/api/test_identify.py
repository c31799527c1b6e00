# SPDX-License-Identifier: MIT
"""An address that was typed: what isn't the API's is said to be none, and what it should look like."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from flotui.api.errors import (
    FlochatError,
    InsecureHost,
    NotAuthorised,
    NotTheApi,
    RateLimited,
    ServerFailed,
)
from flotui.api.identify import identify

HOST = "https://app.flochat.ai"
PAGE = "<!doctype html><html><title>Log in</title></html>"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waiting between attempts."""
    sleep = asyncio.sleep
    monkeypatch.setattr("flotui.api.client.asyncio.sleep", lambda _: sleep(0))


async def refused(answer: Callable[[httpx.Request], httpx.Response], base_url: str) -> FlochatError:
    with pytest.raises(FlochatError) as caught:
        await identify(base_url, "some-token", httpx.MockTransport(answer))
    return caught.value


def page(status: int) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _: httpx.Response(status, text=PAGE, headers={"content-type": "text/html"})


def data(status: int, body: Any) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _: httpx.Response(status, json=body)


def moved(status: int, to: str) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _: httpx.Response(status, headers={"location": to})


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (page(200), "a web page is there"),
        (page(404), "a web page is there"),
        (data(404, {"message": "The route could not be found."}), "doesn't have what the API has"),
        (data(404, {"error": "Not Found"}), "doesn't have what the API has"),
        (data(405, {"message": "Method not allowed"}), "doesn't have what the API has"),
        (lambda _: httpx.Response(200, text="hello"), "doesn't have what the API has"),
        (page(401), "a login of its own"),
        (moved(302, "https://app.flochat.ai/login?next=secret"), "redirects to https://app.flochat.ai/login"),
        (moved(301, "https://www.example/"), "redirects to https://www.example/"),
    ],
)
async def test_what_is_no_api_is_said_to_be_none(
    answer: Callable[[httpx.Request], httpx.Response], says: str
) -> None:
    for path, hint in (
        ("/dashboard", "The API of this host may be at https://app.flochat.ai/api."),
        ("/api", "An API's address looks like https://app.flochat.ai/api."),
    ):
        error = await refused(answer, HOST + path)
        assert isinstance(error, NotTheApi), error
        assert f"{HOST}{path} isn't the API's address: it " in str(error) or "a web page is there" in str(
            error
        )
        assert says in str(error) and hint in str(error)
        assert "secret" not in str(error) and "press r" not in str(error)


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ConnectError("[Errno -2] Name or service not known"),
        httpx.ConnectTimeout("slow"),
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("Server disconnected"),
    ],
)
async def test_where_nothing_answers_the_address_is_to_be_checked(failure: Exception) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        raise failure

    error = await refused(answer, "https://app.flochta.ai/api")
    assert "Check the address. An API's address looks like https://app.flochat.ai/api." in str(error)
    assert "press r" not in str(error)


async def test_plain_http_to_another_machine_is_not_asked() -> None:
    error = await refused(data(200, {}), "http://app.flochat.ai/api")
    assert isinstance(error, InsecureHost) and "Use https:// in the base URL." in str(error)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (data(401, {"message": "Unauthenticated."}), NotAuthorised),
        (data(429, {"message": "Too Many Attempts."}), RateLimited),
        (page(503), ServerFailed),
        (data(404, {"message": "Flow not found"}), NotAuthorised),
    ],
)
async def test_what_the_api_says_stays_as_it_is(
    answer: Callable[[httpx.Request], httpx.Response], kind: type[FlochatError]
) -> None:
    error = await refused(answer, f"{HOST}/api")
    assert type(error) is kind and "isn't the address" not in str(error)


async def test_one_section_that_a_host_lacks_does_not_make_it_another() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/api/flow/tags":
            return httpx.Response(200, json={"data": [{"name": "vip", "tag_ns": "f7t1"}], "status": "ok"})
        return page(404)(request)

    assert (await identify(f"{HOST}/api", "some-token", httpx.MockTransport(answer))).prefix == "f7"
