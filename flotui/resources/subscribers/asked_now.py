# SPDX-License-Identifier: MIT
"""Whom the host has now under a name, a phone, an e-mail address or an id: what a write to one person goes by.

No answer of before counts, and all pages are read until it is known whether a second person fits exactly.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from flotui.api.errors import NotFound
from flotui.api.models.subscriber import Subscriber
from flotui.api.pacer import Purpose
from flotui.repositories.subscribers import SUBSCRIBER, info_call
from flotui.resources.base import QueryForm
from flotui.resources.searching import by_name
from flotui.resources.subscribers.phones import hits, owners
from flotui.text.clean import cleaned, compact
from flotui.text.fold import fold
from flotui.text.mail import address_in, spellings
from flotui.text.phone_numbers import looks_like_phone

if TYPE_CHECKING:
    from flotui.workspace import Workspace

_OWN = re.compile(r"f\d+u\d+")


async def people_now(workspace: Workspace, text: str) -> list[Subscriber]:
    """Whom the host has now under what was typed.

    Args:
        workspace: the open bot.
        text: a name, a phone in any form, an e-mail address or an id; what comes near is among them too, for names.

    Raises:
        FlochatError: when the host can't be had.
    """
    text = cleaned(text)
    if _OWN.fullmatch(own := compact(text).lower()):
        return await _one(workspace, own)
    if looks_like_phone(text):
        return await owners(workspace, text)
    if "@" in text:
        address = address_in(text) or text
        found = {
            each.user_ns: each
            for form in spellings(address)
            async for people in hits(workspace, {"email": form})
            for each in people
        }
        return list(found.values())
    return await _called(workspace, text)


async def _one(workspace: Workspace, user_ns: str) -> list[Subscriber]:
    try:
        row = (await workspace.reader.send(info_call(user_ns), Purpose.INTERACTIVE)).data
        return [Subscriber.read(SUBSCRIBER.own(row, user_ns))]
    except NotFound:
        return []


async def _called(workspace: Workspace, name: str) -> list[Subscriber]:
    """Whom the host finds by a name, in the spellings it may hold it in.

    Where nobody is called exactly so, all with the name's longest word are read: of several other spellings none may
    be taken because the host was asked for it first.
    """
    query = await by_name(workspace, SUBSCRIBER.name, name.split(), "name", name)
    found: dict[str, Subscriber] = {}
    for form in (QueryForm(query.arguments), *query.forms):
        exact = any(each.title == name for each in found.values())
        if form.in_vain and (exact or (found and not form.loose)):
            continue
        async for people in hits(workspace, form.arguments):
            found |= {each.user_ns: each for each in people if not form.loose or _has(each, query.words)}
            if sum(each.title == name for each in found.values()) > 1:
                return list(found.values())
    return list(found.values())


def _has(person: Subscriber, words: Sequence[str]) -> bool:
    title = fold(person.title)
    return all(fold(word) in title for word in words)
