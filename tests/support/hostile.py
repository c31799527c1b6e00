# SPDX-License-Identifier: MIT
"""A bot whose every name is hostile: escapes, markup, text from right to left, emoji, and none at all."""

from __future__ import annotations

import itertools
from typing import Any

from tests.support.bot import Bot

NAMES = (
    "\x1b[31mred\x1b[0m \x1b]0;title\x07",
    "[/b][red]x[/] [link=file:///]y",
    "\u202eאבג‮ abc\u2066 مرحبا",
    "👩‍👩‍👧‍👦 🇧🇷 e\u0301\u0323 ＦＵＬＬ",
    "x" * 3000,
    "a\tb\r\nc\x00d\x7f\x9b31m",
    "",
    "   ",
    "null",
    "{{1}} %s {0} ${x}",
    "; DROP TABLE row; --",
    "´`'\"\\/*?[]",
    "-1e309",
    "​",
)
"""What things are called on it."""

_TEXTS = (
    "name",
    "description",
    "value",
    "code",
    "note",
    "address",
    "content",
    "status",
    "sku",
    "url",
    "email",
)


def make_hostile(bot: Bot, people: int = 60) -> None:
    """Give everything a hostile name.

    Args:
        bot: the sandbox.
        people: how many of its people, the first ones.
    """
    world = bot.app.state.host.world
    names = itertools.cycle(NAMES)
    for table in world.tables().values():
        for row in table.rows():
            _spoil(row, names)
    for row in world.shop.hours:
        row["name"] = next(names)
    for index in list(world.people.indexes())[:people]:
        person = world.people.edit(world.people.person(index).user_ns)
        person.name, person.first_name, person.email = next(names), next(names), next(names)
        person.phone = next(names)
        for field in world.user_fields.rows():
            person.values[field["var_ns"]] = next(names)


def _spoil(row: dict[str, Any], names: Any) -> None:
    for key in row:
        if key in _TEXTS and isinstance(row[key], str):
            row[key] = next(names)
