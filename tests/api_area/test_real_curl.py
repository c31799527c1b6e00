# SPDX-License-Identifier: MIT
"""The curl shown, run by a real curl, gets what the program gets; pasted back it is the same Call."""

from __future__ import annotations

import json
import shlex
import shutil
import socket
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.catalogue import Risk, catalogue
from flotui.api.client import Client
from flotui.api.curl import parse_curl
from tests.api_area.conftest import real_call
from tests.support.server import Server

OPERATIONS = (
    "flowTags",  # a query
    "flowBotUsers",
    "flowBotUserInfo",
    "flowBotUserChatMessages",
    "flowSummary" if "flowSummary" in catalogue() else "AnalyticsFlowSummary",
    "UserInfo",  # nothing at all
    "workspaceInfo",
    "flowClosingNote",  # a path
    "ProductVariants",
    "DiscountCodeGetInfo",
    "teamViewAgentGroup",
    "flowViewAiAgentInfo",  # a read by POST
    "listWhatsappTemplates",
    "flowBotUserAddTags",  # JSON bodies
    "flowBotUserSetUserFields",
    "flowBotUserSendText",
    "flowBotUserBroadcastByTag",
    "CreateProduct",
    "UpdateProduct",  # a path and a body
    "teamUpdateAgentGroup",
    "flowBotUserRemoveTags",  # DELETE with a body
    "flowDeleteTagByName",
    "DeleteDiscountCode" if "DeleteDiscountCode" in catalogue() else "flowDeleteShortcut",
)

ODD = {
    "flowTags": {"query": {"name": "50% off & 'more' \"quotes\" $HOME `x` é 客"}},
    "flowBotUserSendText": {"body": {"user_ns": "f1284u903", "content": 'It\'s $5 "now"!\n\\ é 客 `id`'}},
}
"""Arguments that a shell could misread."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    if shutil.which("curl") is None:
        pytest.skip("there is no curl on this machine; .ci/run installs it")
    with Server("--subscribers", "1300", "--quota", "100000") as found:
        yield found


def call_of(operation_id: str) -> Call:
    return (
        Call.of(operation_id, **ODD[operation_id])
        if operation_id in ODD
        else real_call(catalogue()[operation_id])
    )


def by_curl(command: str) -> Any:
    done = subprocess.run(
        ["bash", "-c", command.replace("curl ", "curl -sS ", 1)],
        env={"FLOCHAT_API_KEY": "demo", "PATH": "/usr/local/bin:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


async def by_client(server: Server, call: Call) -> Any:
    client = Client(server.url, "demo")
    try:
        return (await client.send(call)).value
    finally:
        await client.aclose()


def steady(value: Any) -> Any:
    """An answer without what differs from one moment to the next."""
    if isinstance(value, dict):
        moving = ("mid", "broadcast_ns", "last_seen", "last_interaction", "last_message_at", "updated_at")
        return {key: steady(each) for key, each in value.items() if key not in moving}
    return [steady(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("operation_id", OPERATIONS)
async def test_curl_gets_what_the_program_gets(server: Server, operation_id: str) -> None:
    call = call_of(operation_id)
    command = call.curl(server.url)
    assert "demo" not in command and "$FLOCHAT_API_KEY" in command
    assert parse_curl(command, [server.url]).call == call

    server.door("POST", "/reset")
    own = await by_client(server, call)
    first = server.requests()[-1]
    if call.operation.risk is not Risk.READ:  # made anew, its people would be some seconds older
        server.door("POST", "/reset")
    other = by_curl(command)
    second = server.requests()[-1]

    assert steady(own) == steady(other)
    same = ("operation", "method", "path", "query", "body", "status")
    assert {key: first[key] for key in same} == {key: second[key] for key in same}
    assert first["operation"] == operation_id


@pytest.mark.parametrize(
    "field",
    [
        'name="vip"',
        "name= vip",
        'name=  "vip" ',
        "name=vip;type=text/plain",
        'name="vip" ; type="text/plain; charset=utf-8"',
        'name="a;b"',
        r'name="a\"b\\c"',
        'name=a"b"',
        'name="vip',
        "name=a;b",
        "name=x=y&z%41 +",
    ],
)
def test_a_field_of_a_form_is_what_curl_sends(field: str) -> None:
    """What a real curl puts into the form is what the call has."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/api/flow/create-tag"
        command = ["curl", "-s", "-F", field, address]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as curl:
            connection, _ = listening.accept()
            with connection, connection.makefile("rb") as received:
                for line in iter(received.readline, b"\r\n"):
                    if line.lower().startswith(b"content-length:"):
                        size = int(line.split(b":")[1])
                body = received.read(size)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            curl.wait(10)
    sent = body.split(b"\r\n\r\n", 1)[1].rsplit(b"\r\n--", 1)[0].decode()
    read = parse_curl(shlex.join(command), [address.removesuffix("/flow/create-tag")])
    assert read.call.json == {"name": sent}
    assert any("is left out" in note for note in read.notes) is (field == "name=a;b")


def test_there_are_enough_of_every_kind() -> None:
    calls = [call_of(each) for each in OPERATIONS]
    assert len(calls) >= 20
    assert sum(call.operation.method == "DELETE" and call.body is not None for call in calls) >= 2
    assert sum(bool(call.path) for call in calls) >= 4 and sum(bool(call.query) for call in calls) >= 3
