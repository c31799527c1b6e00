# SPDX-License-Identifier: MIT
"""The routes under `/__sandbox__`, by which tests look in and interfere. They need no token."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from flotui.sandbox.arrivals import Arrival
from flotui.sandbox.faults import Fault
from flotui.sandbox.handlers.rows import subscriber_row
from flotui.sandbox.host import ExactResponse, Host
from flotui.sandbox.kinds import KINDS
from flotui.sandbox.reply import Refusal

Endpoint = Callable[[Request], Awaitable[Response]]


def routes(host: Host) -> list[Route]:
    """The control routes of a host."""
    return [
        Route("/__sandbox__/arrivals", _arrivals(host), methods=["POST"]),
        Route("/__sandbox__/requests", _requests(host), methods=["GET", "DELETE"]),
        Route("/__sandbox__/accepted", _accepted(host), methods=["GET"]),
        Route("/__sandbox__/faults", _faults(host), methods=["GET", "POST", "DELETE"]),
        Route("/__sandbox__/habits", _habits(host), methods=["GET", "POST"]),
        Route("/__sandbox__/quota", _quota(host), methods=["POST"]),
        Route("/__sandbox__/reset", _reset(host), methods=["POST"]),
        Route("/__sandbox__/state", _state(host), methods=["GET"]),
        Route("/__sandbox__/subscriber/{user_ns}", _subscriber(host), methods=["GET"]),
        Route("/__sandbox__/table/{name}", _table(host), methods=["GET"]),
    ]


def _arrivals(host: Host) -> Endpoint:
    async def arrivals(request: Request) -> Response:
        given = await request.json()
        try:
            for line in [Arrival.of(each) for each in (given if isinstance(given, list) else [given])]:
                host.arrivals.add(line)
        except ValueError as error:
            return JSONResponse({"message": str(error)}, 422)
        except Refusal as refusal:
            return JSONResponse(refusal.body(), refusal.status)
        return JSONResponse({"status": "ok"})

    return arrivals


def _requests(host: Host) -> Endpoint:
    async def requests(request: Request) -> Response:
        if request.method == "DELETE":
            host.log.clear()
            return JSONResponse({"status": "ok"})
        return ExactResponse(host.log.rows(writes_only=request.query_params.get("writes") == "1"))

    return requests


def _accepted(host: Host) -> Endpoint:
    async def accepted(request: Request) -> Response:
        return JSONResponse(host.log.accepted())

    return accepted


def _habits(host: Host) -> Endpoint:
    async def habits(request: Request) -> Response:
        if request.method == "POST":
            try:
                host.habits.set(await request.json())
            except ValueError as error:
                return JSONResponse({"message": str(error)}, 422)
        return JSONResponse(asdict(host.habits))

    return habits


def _faults(host: Host) -> Endpoint:
    async def faults(request: Request) -> Response:
        if request.method == "GET":
            return JSONResponse(dict(KINDS))
        if request.method == "DELETE":
            host.faults.clear()
            host.faults.release()
            return JSONResponse({"status": "ok"})
        given = await request.json()
        try:
            wanted = [Fault.of(each) for each in (given if isinstance(given, list) else [given])]
        except (TypeError, ValueError) as error:
            return JSONResponse({"message": str(error)}, 422)
        for fault in wanted:
            host.faults.add(fault)
        return JSONResponse({"status": "ok"})

    return faults


def _quota(host: Host) -> Endpoint:
    async def quota(request: Request) -> Response:
        given = await request.json()
        host.quota.limit = int(given.get("limit", host.quota.limit))
        host.quota.dress = int(given.get("dress", host.quota.dress))
        host.quota.retry_after = given.get("retry_after", host.quota.retry_after)
        if "remaining" in given:
            host.quota.leave(int(given["remaining"]))
        return JSONResponse({"limit": host.quota.limit, "remaining": host.quota.remaining})

    return quota


def _reset(host: Host) -> Endpoint:
    async def reset(request: Request) -> Response:
        host.reset()
        return JSONResponse({"status": "ok"})

    return reset


def _state(host: Host) -> Endpoint:
    async def state(request: Request) -> Response:
        world = host.world
        return JSONResponse(
            {
                "subscribers": len(world.people.indexes()),
                "changed": [person.user_ns for person in world.people.changed.values()],
                "tables": {name: len(table) for name, table in world.tables().items()},
                "settings": world.settings,
                "quota": {"limit": host.quota.limit, "remaining": host.quota.remaining},
                "requests": len(host.log.rows()),
                "now": world.clock.now().isoformat(),
            }
        )

    return state


def _subscriber(host: Host) -> Endpoint:
    async def subscriber(request: Request) -> Response:
        world = host.world
        try:
            person = world.people.get(request.path_params["user_ns"])
        except Refusal as refusal:
            return JSONResponse(refusal.body(), refusal.status)
        values: dict[str, object] = {
            field["name"]: world.people.value(person.index, field["var_ns"])
            for field in world.user_fields.rows()
        }
        return JSONResponse(
            {
                **subscriber_row(world, person),
                "tag_names": [world.tags.get(ns)["name"] for ns in person.tags if ns in world.tags],
                "label_names": [
                    world.labels.get(each)["name"] for each in person.labels if each in world.labels
                ],
                "values": values,
                "paused_until": person.paused_until,
                "messages": world.chats.messages(person.index),
            }
        )

    return subscriber


def _table(host: Host) -> Endpoint:
    async def table(request: Request) -> Response:
        found = host.world.tables().get(request.path_params["name"])
        if found is None:
            return JSONResponse({"message": f"one of {', '.join(host.world.tables())}"}, 404)
        return ExactResponse(found.rows())

    return table
