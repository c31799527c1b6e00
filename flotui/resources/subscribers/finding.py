"""The filter line of the subscribers: words into the host's filters.

Plain words are a name, digits a phone, something with an @ an e-mail address; the rest is said with a
key: `tag:vip`, `segment:"Big spenders"`, `channel:web`. Several go together.
"""

from __future__ import annotations

import shlex
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from flotui.api.errors import Malformed
from flotui.resources.base import Query
from flotui.resources.reading import everything, named

if TYPE_CHECKING:
    from flotui.workspace import Workspace

HINT = "name, phone or e-mail; also tag:vip  segment:name  channel:web  optin:email  active:24h"
"""What the filter line takes."""


async def find(workspace: Workspace, text: str) -> Query:
    """What the host is asked for the text of the filter line.

    Raises:
        Malformed: when a key is not known, a name is not or not clearly one of the bot's, or nobody has the
            phone number in any of its forms.
        FlochatError: when the host can't be had.
    """
    words: list[str] = []
    arguments: dict[str, str] = {}
    for part in _parts(text):
        key, colon, value = part.partition(":")
        if colon and value and key.isalpha():
            arguments |= await _keyed(workspace, key.lower(), value)
        else:
            words.append(part)
    plain = " ".join(words)
    if words and not arguments:
        from flotui.resources.subscribers import phones

        if phones.looks_like_phone(plain):
            return await phones.find(workspace, plain)
    if words:
        arguments |= {"email": plain} if "@" in plain else {"name": plain}
    return Query(arguments=arguments, says=text)


def _parts(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:  # a quote that is still open while one types
        return text.replace('"', " ").replace("'", " ").split()


async def _keyed(workspace: Workspace, key: str, value: str) -> dict[str, str]:
    handler = _KEYS.get(key)
    if handler is None:
        raise Malformed(f"The filter has no key {key}.", advice=f"It takes: {', '.join(_KEYS)}.")
    return await handler(workspace, value)


async def _tag(workspace: Workspace, value: str) -> dict[str, str]:
    tags = await everything(workspace.flows.tags())
    return {"tag_ns": named(tags, value, "tag").tag_ns}


async def _segment(workspace: Workspace, value: str) -> dict[str, str]:
    segments = await everything(workspace.flows.segments())
    return {"segment_ns": named(segments, value, "segment").segment_ns}


async def _label(workspace: Workspace, value: str) -> dict[str, str]:
    labels = await everything(workspace.team.labels())
    return {"label_id": named(labels, value, "label").id}


async def _event(workspace: Workspace, value: str) -> dict[str, str]:
    events = await everything(workspace.flows.events())
    return {"event_ns": named(events, value, "custom event").event_ns}


async def _field(workspace: Workspace, value: str) -> dict[str, str]:
    name, equals, wanted = value.partition("=")
    if not equals:
        raise Malformed("A field filter needs a value.", advice="Write it as field:city=Lima.")
    fields = await everything(workspace.flows.user_fields())
    return {"user_field_ns": named(fields, name, "user field").var_ns, "user_field_value": wanted}


async def _saved(workspace: Workspace, value: str) -> dict[str, str]:
    saved = workspace.memory.filters("subscribers")
    if value not in saved:
        names = ", ".join(saved) or "none yet; F saves one"
        raise Malformed(f"No filter is saved as {value}.", advice=f"Saved are: {names}.")
    if f"saved:{value}" in saved[value]:
        raise Malformed(f"The filter {value} names itself.")
    return dict((await find(workspace, saved[value])).arguments)


def _as(parameter: str) -> Callable[[Workspace, str], Awaitable[dict[str, str]]]:
    async def handler(workspace: Workspace, value: str) -> dict[str, str]:
        return {parameter: value}

    return handler


async def _opt_in(workspace: Workspace, value: str) -> dict[str, str]:
    channel = value.lower().removeprefix("no-")
    if channel not in ("email", "sms"):
        raise Malformed("optin takes email, sms, no-email or no-sms.", advice="Write it as optin:email.")
    return {f"is_opt_in_{channel}": "no" if value.lower().startswith("no-") else "yes"}


def _in_a_day(key: str, parameter: str) -> Callable[[Workspace, str], Awaitable[dict[str, str]]]:
    async def handler(workspace: Workspace, value: str) -> dict[str, str]:
        if value.lower() not in ("24h", "no", "yes"):
            raise Malformed(f"{key} takes 24h or no.", advice=f"Write it as {key}:24h.")
        return {parameter: "no" if value.lower() == "no" else "yes"}

    return handler


_KEYS: dict[str, Callable[[Workspace, str], Awaitable[dict[str, str]]]] = {
    "tag": _tag,
    "segment": _segment,
    "field": _field,
    "name": _as("name"),
    "phone": _as("phone"),
    "email": _as("email"),
    "channel": _as("is_channel"),
    "label": _label,
    "event": _event,
    "optin": _opt_in,
    "active": _in_a_day("active", "is_interacted_in_last_24h"),
    "bot": _in_a_day("bot", "is_bot_interacted_in_last_24h"),
    "message": _in_a_day("message", "is_last_message_in_last_24h"),
    "saved": _saved,
    "id": _as("user_ns"),
}
