# SPDX-License-Identifier: MIT
"""Who a token is: asked once, when a person logs in. At most six requests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from flotui.api.call import Call
from flotui.api.errors import FlochatError, NotAuthorised, NotSent, RateLimited, ScopeMissing, TimedOut

if TYPE_CHECKING:
    from flotui.api.client import Client
    from flotui.api.headers import Quota

MANAGE_FLOW, MANAGE_TEAM, SEND_MESSAGE = "Manage Flow", "Manage Team", "Send Message"

_PREFIX = re.compile(r"(f[0-9]+)(?:[a-z]+[0-9]+)?")


class TokenIdentity(msgspec.Struct, frozen=True):
    """What a host says of a token."""

    user: str = ""
    """The name of the person who made it."""
    workspace: str = ""
    """The workspace's name."""
    bot: str = ""
    """The name of the bot it is bound to."""
    prefix: str = ""
    """That bot's namespace prefix, `f123`."""
    scopes: Mapping[str, bool | None] = msgspec.field(default_factory=dict)
    """Which scopes are open: True, False, or None where this host doesn't tell."""
    quota: Quota | None = None
    """How many of the hour's requests are left, where the host says so."""


async def probe(client: Client) -> TokenIdentity:
    """Ask a host who the client's token is.

    What one of the questions can't tell stays empty: hosts differ in age, and a token may open only
    some of them.

    Raises:
        NotAuthorised: the host doesn't take the token.
        RateLimited: the hour's requests are used up.
        NotSent: the host can't be reached.
        TimedOut: it doesn't answer.
        FlochatError: it refused every question, so it says nothing of the token (the first refusal).
    """
    asker = _Asker(client)
    user = await asker.ask(Call.of("UserInfo"))
    team = await asker.ask(Call.of("workspaceInfo"))
    tags = await asker.ask(Call.of("flowTags", query={"limit": 1}))
    prefix = _prefix(tags.payload, "tag_ns")
    more = _Probed()
    if tags.open and not prefix:  # a bot without tags still has sub-flows
        more = await asker.ask(Call.of("flowSubFlows", query={"limit": 1}))
    flows = _Probed()
    if team.open is not False:
        flows = await asker.ask(Call.of("workspaceBots", query={"limit": 100}))
    broadcasts = await asker.ask(Call.of("flowBotUserBroadcasts", query={"limit": 1}))
    if asker.answered == 0 and asker.first_refusal is not None:
        raise asker.first_refusal
    prefix = prefix or _prefix(more.payload, "sub_flow_ns", "ns")
    return TokenIdentity(
        user=_text(user.payload, "name", "email"),
        workspace=_text(team.payload, "name"),
        bot=_bot(flows.payload, prefix),
        prefix=prefix or _only_prefix(flows.payload),
        scopes={
            MANAGE_FLOW: _either(tags.open, more.open),
            MANAGE_TEAM: _either(team.open, flows.open),
            SEND_MESSAGE: broadcasts.open,
        },
        quota=client.pacer.quota,
    )


class _Probed(msgspec.Struct, frozen=True):
    payload: object = None
    open: bool | None = None


class _Asker:
    """Asks one question at a time, and takes for an answer whatever tells something of the token."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.answered = 0
        self.first_refusal: FlochatError | None = None

    async def ask(self, call: Call) -> _Probed:
        try:
            reply = await self._client.send(call)
        except ScopeMissing:
            self.answered += 1
            return _Probed(open=False)
        except (NotAuthorised, RateLimited, NotSent, TimedOut):
            raise
        except FlochatError as error:
            self.first_refusal = self.first_refusal or error
            return _Probed()
        self.answered += 1
        return _Probed(reply.data, open=True)


def _either(*answers: bool | None) -> bool | None:
    known = [each for each in answers if each is not None]
    return any(known) if known else None


def _rows(payload: object) -> list[Mapping[str, object]]:
    return [row for row in payload if isinstance(row, dict)] if isinstance(payload, list) else []


def _text(payload: object, *keys: str) -> str:
    """The first of these keys that holds words."""
    if isinstance(payload, dict):
        for key in keys:
            if isinstance(payload.get(key), str) and payload[key].strip():
                return str(payload[key]).strip()
    return ""


def _prefix(payload: object, *keys: str) -> str:
    for row in _rows(payload):
        if found := _PREFIX.fullmatch(_text(row, *keys)):
            return found.group(1)
    return ""


def _bot(flows: object, prefix: str) -> str:
    """The bot's name among the workspace's. Where the prefix isn't known, only a lone bot can be it."""
    rows = _rows(flows)
    if prefix:
        return next((_text(row, "name") for row in rows if _text(row, "flow_ns") == prefix), "")
    return _text(rows[0], "name") if len(rows) == 1 else ""


def _only_prefix(flows: object) -> str:
    return _prefix(flows, "flow_ns") if len(_rows(flows)) == 1 else ""
