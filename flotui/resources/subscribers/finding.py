# SPDX-License-Identifier: MIT
"""The filter line of the subscribers: words into the host's filters.

Plain words are a name, digits a phone, something with an @ an e-mail address; the rest is said with a
key: `tag:vip`, `segment:"Big spenders"`, `channel:web`. Several go together.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from flotui.api.errors import Malformed
from flotui.repositories.subscribers import SUBSCRIBER
from flotui.resources.base import Query
from flotui.resources.keys import key_of
from flotui.resources.reading import named, read_all
from flotui.resources.terms import Language, Term, alone, asked_of
from flotui.text.clean import cleaned, compact
from flotui.text.mail import address_in
from flotui.text.phone_numbers import looks_like_phone, narrowing

if TYPE_CHECKING:
    from flotui.workspace import Workspace

CHANNELS = (
    "whatsapp_cloud",
    "facebook",
    "instagram",
    "telegram",
    "web",
    "tiktok",
    "whatsapp",
    "google",
    "line",
    "viber",
    "vk",
    "wechat",
    "apichat",
)
"""The channels that the contract names."""

HINT = "name, phone or e-mail; also tag:vip  segment:name  channel:web  optin:email  active:24h"
"""What the filter line takes."""


async def find(workspace: Workspace, text: str) -> Query:
    """What the host is asked for the text of the filter line.

    Raises:
        Malformed: when a key is not known, or has no value, or the host can't be asked for two things together;
            when a name is not or not clearly one of the bot's; when nobody has the phone number in any of its
            forms.
        FlochatError: when the host can't be had.
    """
    from flotui.resources.searching import by_name
    from flotui.resources.subscribers import phones

    text = cleaned(text)
    if looks_like_phone(text):  # also a link, which would be read as a key
        return await phones.find(workspace, text)
    terms = LANGUAGE.read(address_in(text) or text)
    alone(terms, "id")
    words = [term.value for term in terms if not term.key and "@" not in term.value]
    plain = " ".join(words)
    keyed = [term for term in terms if term.key or "@" in term.value]
    if looks_like_phone(plain):
        if keyed:
            raise Malformed(
                f"A phone number finds one person, so the host isn't asked for {keyed[0].text} as well.",
                advice="Leave one of them out. The list stays as it is.",
            )
        return await phones.find(workspace, plain)
    if words and not keyed:
        return await by_name(workspace, SUBSCRIBER.name, plain.split(), "name", text)
    named_ = [Term("", plain, plain)] if plain else []
    return Query(arguments=await asked_of([*keyed, *named_], lambda term: _asked(workspace, term)), says=text)


def _number(text: str) -> str:
    return narrowing(text)


async def _asked(workspace: Workspace, term: Term) -> Mapping[str, str]:
    if term.key:
        return await _KEYS[term.key](workspace, term.value)
    return {"email": compact(term.value)} if "@" in term.value else {"name": term.value}


async def _tag(workspace: Workspace, value: str) -> dict[str, str]:
    tags = await read_all(workspace.flows.tags())
    return {"tag_ns": named(tags, value, "tag").tag_ns}


async def _segment(workspace: Workspace, value: str) -> dict[str, str]:
    segments = await read_all(workspace.flows.segments())
    return {"segment_ns": named(segments, value, "segment").segment_ns}


async def _label(workspace: Workspace, value: str) -> dict[str, str]:
    labels = await read_all(workspace.team.labels())
    return {"label_id": named(labels, value, "label").id}


async def _event(workspace: Workspace, value: str) -> dict[str, str]:
    events = await read_all(workspace.flows.events())
    return {"event_ns": named(events, value, "custom event").event_ns}


async def _field(workspace: Workspace, value: str) -> dict[str, str]:
    name, _, wanted = value.partition("=")
    if not wanted:
        raise Malformed("A field filter needs a value.", advice="Write it as field:city=Lima.")
    fields = await read_all(workspace.flows.user_fields())
    return {"user_field_ns": named(fields, name, "user field").var_ns, "user_field_value": wanted}


async def _saved(workspace: Workspace, value: str) -> dict[str, str]:
    saved = workspace.memory.filters("subscribers")
    if value not in saved:
        names = ", ".join(saved) or f"none yet; {key_of('subscribers.filter')} saves one"
        raise Malformed(
            f"No filter is saved as {value}.",
            advice=f"Saved are: {names}. Without quotes, saved: takes the rest of the line.",
        )
    if any(term.key == "saved" for term in LANGUAGE.read(saved[value])):
        raise Malformed(
            f"The filter {value} names another saved one.",
            advice=f"{key_of('subscribers.filter')} saves it anew.",
        )
    return dict((await find(workspace, saved[value])).arguments)


def _as(parameter: str) -> Callable[[Workspace, str], Awaitable[dict[str, str]]]:
    async def handler(workspace: Workspace, value: str) -> dict[str, str]:
        bare = address_in(value) if parameter == "email" else ""
        return {parameter: value if parameter == "name" else bare or compact(value)}

    return handler


async def _channel(workspace: Workspace, value: str) -> dict[str, str]:
    """A channel; also one that the contract doesn't name, unless it is likely to be mistyped."""
    near = get_close_matches(value.lower(), CHANNELS, 1)
    if near and value.lower() != near[0]:
        raise Malformed(f"There is no channel {value}.", advice=f"Did you mean channel:{near[0]}?")
    return {"is_channel": near[0] if near else value}


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
    "channel": _channel,
    "label": _label,
    "event": _event,
    "optin": _opt_in,
    "active": _in_a_day("active", "is_interacted_in_last_24h"),
    "bot": _in_a_day("bot", "is_bot_interacted_in_last_24h"),
    "message": _in_a_day("message", "is_last_message_in_last_24h"),
    "saved": _saved,
    "id": _as("user_ns"),
}
LANGUAGE = Language(
    tuple(_KEYS),
    rest=("saved",),
    alone=("user_ns",),
    number=_number,
    example={
        "tag": "vip",
        "segment": '"Big spenders"',
        "field": "city=Lima",
        "name": "Ana",
        "phone": "+5511900004410",
        "email": "ana@example.com",
        "channel": "web",
        "label": "urgent",
        "event": "purchase",
        "optin": "email",
        "active": "24h",
        "bot": "24h",
        "message": "24h",
        "saved": "old ones",
        "id": "f123u456",
    },
)
"""The keys of the filter line."""
