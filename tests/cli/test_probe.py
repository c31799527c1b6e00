# SPDX-License-Identifier: MIT
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from flotui.api.client import Client
from flotui.api.errors import FlochatError, NotAuthorised, RateLimited, Unreachable
from flotui.api.probe import TokenIdentity, probe

BASE_URL = "http://127.0.0.1/api"
OK = {"status": "ok"}


class Answers:
    """A host that answers by path: a body, or a status with a body."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/api")
        self.asked.append(path)
        found = self.answers.get(path, (404, {"message": "The route could not be found."}))
        if isinstance(found, Exception):
            raise found
        status, body = found if isinstance(found, tuple) else (200, found)
        return httpx.Response(
            status, json=body, headers={"x-ratelimit-limit": "1000", "x-ratelimit-remaining": "874"}
        )


EVERYTHING: dict[str, Any] = {
    "/me": {"id": 1, "name": "Ana", "email": "ana@shop.example"},
    "/team-info": {"data": {"id": 9, "name": "Agency"}, **OK},
    "/team-flows": {
        "data": [{"flow_ns": "f12", "name": "Other"}, {"flow_ns": "f1284", "name": "Acme"}],
        **OK,
    },
    "/flow/tags": {"data": [{"name": "vip", "tag_ns": "f1284t7"}], **OK},
    "/flow/subflows": {"data": [{"name": "main", "sub_flow_ns": "f1284s1"}], **OK},
    "/subscriber/broadcasts": {"data": [], **OK},
}
CLOSED = (403, {"message": "This token does not have the scope."})


async def ask(changes: Mapping[str, Any] | None = None) -> tuple[TokenIdentity, list[str]]:
    host = Answers({**EVERYTHING, **(changes or {})})

    async def at_once(_: float) -> None:
        """No waiting between attempts."""

    client = Client(BASE_URL, "some-token", transport=httpx.MockTransport(host), sleep=at_once)
    try:
        return await probe(client), host.asked
    finally:
        await client.aclose()


async def test_everything_in_five_requests() -> None:
    identity, asked = await ask()
    assert (identity.user, identity.workspace, identity.bot, identity.prefix) == (
        "Ana",
        "Agency",
        "Acme",
        "f1284",
    )
    assert identity.scopes == {"Manage Flow": True, "Manage Team": True, "Send Message": True}
    assert identity.quota is not None
    assert (identity.quota.remaining, identity.quota.limit) == (874, 1000)
    assert len(asked) == 5


async def test_a_bot_without_tags_tells_its_prefix_by_a_sub_flow() -> None:
    identity, asked = await ask({"/flow/tags": {"data": [], **OK}})
    assert (identity.prefix, identity.bot) == ("f1284", "Acme")
    assert len(asked) == 6


async def test_only_the_flow_scope() -> None:
    identity, asked = await ask(
        {"/team-info": CLOSED, "/team-flows": CLOSED, "/subscriber/broadcasts": CLOSED}
    )
    assert identity.scopes == {"Manage Flow": True, "Manage Team": False, "Send Message": False}
    assert (identity.prefix, identity.bot, identity.workspace) == ("f1284", "", "")
    assert "/team-flows" not in asked


async def test_only_the_team_scope_does_not_guess_the_bot() -> None:
    identity, asked = await ask({"/flow/tags": CLOSED})
    assert identity.scopes["Manage Flow"] is False
    assert (identity.prefix, identity.bot, identity.workspace) == ("", "", "Agency")
    assert "/flow/subflows" not in asked


async def test_the_only_bot_of_a_workspace_is_the_one() -> None:
    one = {"data": [{"flow_ns": "f7", "name": "Lone"}], **OK}
    identity, _ = await ask({"/flow/tags": CLOSED, "/team-flows": one})
    assert (identity.prefix, identity.bot) == ("f7", "Lone")


@pytest.mark.parametrize("path", ["/me", "/team-info", "/team-flows", "/subscriber/broadcasts"])
async def test_an_older_host_lacks_a_route(path: str) -> None:
    identity, _ = await ask({path: (404, {"message": "The route could not be found."})})
    assert identity.prefix == "f1284"
    assert identity.scopes["Manage Flow"] is True
    assert False not in identity.scopes.values()


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"data": None, **OK},
        {"data": 7, **OK},
        {"data": ["f1t2"], **OK},
        {"data": [{"tag_ns": 12}, {"tag_ns": "f12 34"}], **OK},
        {"data": {}},
    ],
)
async def test_shapes_nobody_foresaw_do_no_harm(body: Any) -> None:
    identity, _ = await ask(dict.fromkeys(EVERYTHING, body))
    assert (identity.user, identity.bot, identity.prefix) == ("", "", "")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((401, {"message": "Unauthenticated."}), NotAuthorised),
        ((429, {"message": "Too Many Attempts."}), RateLimited),
        ({"message": "Too Many Attempts."}, RateLimited),
        (httpx.ConnectError("refused"), Unreachable),
    ],
)
@pytest.mark.parametrize("path", ["/me", "/subscriber/broadcasts"])
async def test_what_makes_asking_on_useless_is_raised(
    path: str, answer: Any, error: type[FlochatError]
) -> None:
    with pytest.raises(error):
        await ask({path: answer})


async def test_a_host_that_knows_nothing_is_an_error() -> None:
    with pytest.raises(FlochatError):
        await ask(dict.fromkeys(EVERYTHING, (404, {"message": "Not found"})))
