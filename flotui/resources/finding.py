"""The filter line of the subscribers: words into the host's filters.

Plain words are a name, digits a phone, something with an @ an e-mail address; the rest is said with a
key: `tag:vip`, `segment:"Big spenders"`, `channel:web`. Several go together.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from flotui.api.errors import Malformed
from flotui.resources.base import Query
from flotui.resources.reading import everything, named

if TYPE_CHECKING:
    from flotui.workspace import Workspace

_PHONE = re.compile(r"\+?[\d\s().\-]{5,}")

HINT = "name, phone or e-mail; also tag:vip  segment:name  channel:web  optin:email  active:24h"
"""What the filter line takes."""


async def find(workspace: Workspace, text: str) -> Query:
    """What the host is asked for the text of the filter line.

    Raises:
        Malformed: when a key is not known, or a name is not or not clearly one of the bot's.
    """
    words: list[str] = []
    arguments: dict[str, str] = {}
    for part in _parts(text):
        key, colon, value = part.partition(":")
        if colon and value and key.isalpha():
            arguments |= await _keyed(workspace, key.lower(), value)
        else:
            words.append(part)
    if words:
        arguments |= plain_filter(" ".join(words))
    return Query(arguments=arguments, says=text)


def plain_filter(text: str) -> dict[str, str]:
    """The filter that words without a key mean: a phone, an e-mail address or a name."""
    if _PHONE.fullmatch(text):
        return {"phone": text if text.startswith("+") else re.sub(r"\D", "", text)}
    return {"email": text} if "@" in text else {"name": text}


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


async def _field(workspace: Workspace, value: str) -> dict[str, str]:
    name, equals, wanted = value.partition("=")
    if not equals:
        raise Malformed("A field filter needs a value.", advice="Write it as field:city=Lima.")
    fields = await everything(workspace.flows.user_fields())
    return {"user_field_ns": named(fields, name, "user field").var_ns, "user_field_value": wanted}


def _as(parameter: str) -> Callable[[Workspace, str], Awaitable[dict[str, str]]]:
    async def handler(workspace: Workspace, value: str) -> dict[str, str]:
        return {parameter: value}

    return handler


async def _opt_in(workspace: Workspace, value: str) -> dict[str, str]:
    channel = value.lower().removeprefix("no-")
    if channel not in ("email", "sms"):
        raise Malformed("optin takes email, sms, no-email or no-sms.", advice="Write it as optin:email.")
    return {f"is_opt_in_{channel}": "no" if value.lower().startswith("no-") else "yes"}


async def _active(workspace: Workspace, value: str) -> dict[str, str]:
    if value.lower() not in ("24h", "no", "yes"):
        raise Malformed("active takes 24h or no.", advice="Write it as active:24h.")
    return {"is_interacted_in_last_24h": "no" if value.lower() == "no" else "yes"}


_KEYS: dict[str, Callable[[Workspace, str], Awaitable[dict[str, str]]]] = {
    "tag": _tag,
    "segment": _segment,
    "field": _field,
    "name": _as("name"),
    "phone": _as("phone"),
    "email": _as("email"),
    "channel": _as("is_channel"),
    "label": _as("label_id"),
    "event": _as("event_ns"),
    "optin": _opt_in,
    "active": _active,
}
