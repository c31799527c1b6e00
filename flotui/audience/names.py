# SPDX-License-Identifier: MIT
"""The names that a query may use: what the bot has, as far as it is known here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

import msgspec

from flotui.audience.keys import HAD
from flotui.audience.quoting import value_text
from flotui.audience.scanning import QueryRefused
from flotui.audience.spoken_words import NOTHING
from flotui.text.clean import cleaned, look
from flotui.text.fold import fold
from flotui.text.nearest import MOST, letters_apart, meant, near
from flotui.text.plural import listed
from flotui.text.quoting import quoted

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
STATUSES = ("open", "pending", "done", "spam", "unsubscribed")
"""The statuses of a conversation."""
GENDERS = ("female", "male")
"""The genders that the contract names."""


class Named(msgspec.Struct, frozen=True):
    """A thing of the bot."""

    id: str
    name: str
    kind: str = ""
    """Of a user field, its type: `text`, `number`, `boolean`, `date`, `datetime`, `array`, `longtext`."""
    also: str = ""
    """By what else it is known: an agent's e-mail address."""


_BETWEEN = re.compile(r"[|;/+&]")
"""Signs that people write between alternatives, and between what is to hold at once."""

NamedT = TypeVar("NamedT", bound=Named)


class Names(msgspec.Struct, frozen=True, kw_only=True):
    """What there is. A list that is None isn't known: then a name is taken as it was typed, as id and as name."""

    tags: tuple[Named, ...] | None = None
    labels: tuple[Named, ...] | None = None
    agents: tuple[Named, ...] | None = None
    fields: tuple[Named, ...] | None = None
    segments: tuple[Named, ...] | None = None
    events: tuple[Named, ...] | None = None
    channels: tuple[str, ...] = ()
    """Those that people here write on."""
    languages: tuple[str, ...] = ()
    """Those that people here have."""
    genders: tuple[str, ...] = ()
    """Those that people here have."""
    everyone: bool = False
    """Whether everyone is here, so that no subscriber has another channel, language or gender."""
    saved: Mapping[str, str] = msgspec.field(default_factory=dict)
    """The saved filters' texts, by their names."""
    values: frozenset[tuple[str, str]] = frozenset()
    """Of what a query may ask of user fields, what somebody has: the field as it is named there and the value, folded."""
    common: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    """Values that people here have of a user field, those of most people first, by the field's folded name: what may
    stand behind it at the cursor.
    """
    me: str = ""
    """The agent's id of whom the key belongs to; empty where it isn't known."""


def look_up(rows: Iterable[NamedT], name: str) -> list[NamedT]:
    """The things that a name may mean: by id, exactly, by what one sees, then folded.

    Args:
        rows: the things.
        name: the name, or an id.
    """
    rows = list(rows)
    name = cleaned(name) or name
    found = [row for row in rows if row.id == name] or [row for row in rows if row.name == name]
    found = found or [row for row in rows if row.also and row.also.casefold() == name.casefold()]
    for same in (look, lambda text: " ".join(fold(text).split())):
        found = found or [row for row in rows if same(row.name) == same(name)]
    return found


def the_one(rows: Iterable[NamedT] | None, name: str, noun: str, write: str, at: int) -> NamedT | None:
    """The thing that a name means; None where what there is isn't known.

    Args:
        rows: what there is.
        name: the name or id.
        noun: what it is: `tag`.
        write: the term up to the name, to offer another: `tag:`.
        at: where it is in the query.

    Raises:
        QueryRefused: when there is none, with the nearest; when there are several, with the candidates.
    """
    if rows is None:
        return None
    rows = list(rows)
    found = look_up(rows, name)
    if len(found) == 1:
        return found[0]
    if found:
        candidates = ", ".join(f"{write}{row.id} ({row.name})" for row in found[:5])
        raise QueryRefused(
            f"{name} means more than one {noun} (column {at + 1}).",
            advice=f"Write one of {candidates}.",
            at=at,
        )
    rights = _several(rows, name, write) or rights_of(write, (row.name for row in rows), name)
    advice = meant(rights) or _there_are(rows, noun)
    raise QueryRefused(f"There is no {noun} {name} (column {at + 1}).", advice=advice, at=at, rights=rights)


def _several(rows: list[NamedT], name: str, write: str) -> tuple[str, ...]:
    """The right form of names that other signs than commas stand between: `vip|paid`, `vip+paid`."""
    parts = _BETWEEN.split(name)
    if len(parts) < 2 or not all(part and len(look_up(rows, part)) == 1 for part in parts):
        return ()
    if set(_BETWEEN.findall(name)) & {"+", "&"}:
        return (" ".join(f"{write}{value_text(part)}" for part in parts),)
    return (f"{write}{','.join(map(value_text, parts))}",)


def rights_of(write: str, names: Iterable[str], wrong: str) -> tuple[str, ...]:
    """The right forms of a term with a wrong name in it, or with a word for any or for none.

    Args:
        write: the term up to the name: `tag:`.
        names: what there is.
        wrong: the name.
    """
    if (key := write.rstrip(":")) in HAD and (fold(wrong) in (*NOTHING, "never", "any", "*")):
        return (f"{'' if fold(wrong) in ('any', '*') else '-'}has:{key}",)
    return tuple(f"{write}{value_text(each)}" for each in like(names, wrong))


def like(names: Iterable[str], wrong: str) -> list[str]:
    """The names that differ from a wrong one by a letter; else up to three that it is the beginning of, with those most
    like it; else one that it is a part of.

    Args:
        names: what there is.
        wrong: the name.
    """
    names, part = list(names), fold(wrong)
    alike = near(wrong, names)
    if alike and letters_apart(part, fold(alike[0])) == 1:
        return alike
    by_folded = {fold(each): each for each in reversed(names)}
    begun = [each for each in dict.fromkeys(map(fold, names)) if part and each.startswith(part)]
    found = [by_folded[each] for each in dict.fromkeys((*begun[:MOST], *map(fold, alike)))]
    return found[:MOST] or [each for each in names if len(wrong) > 2 and part in fold(each)][:1]


def _there_are(rows: list[NamedT], noun: str) -> str:
    if not rows:
        return f"This bot has no {noun}s."
    some = listed([quoted(row.name, 40) for row in rows[:5]], 5, of=len(rows))
    return f"There {'is' if len(rows) == 1 else 'are'} {some}."
