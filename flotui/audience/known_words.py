# SPDX-License-Identifier: MIT
"""Which channels, languages and genders there are: those that the contract names, and those of the people here."""

from __future__ import annotations

import re

from flotui.audience.names import CHANNELS, GENDERS, Names
from flotui.text.channels import called_so, channel, spellings
from flotui.text.fold import fold
from flotui.text.languages import CODES, code_of

_CODE = re.compile(r"[a-z]{2,3}", re.ASCII)


def channel_names(names: Names) -> list[str]:
    """What a query may call channels, those that somebody here writes on first: as lists show them, then as the API does.

    Args:
        names: what is known of the bot.
    """
    known = (*names.channels, *CHANNELS)
    by_folded: dict[str, str] = {}
    for name in (*map(channel, known), *known):
        by_folded.setdefault(fold(name), name)
    return list(by_folded.values())


def other_channel_names(names: Names) -> list[str]:
    """Further names of channels that a query takes and that aren't offered: `webchat`.

    Args:
        names: what is known of the bot.
    """
    return [each for each in spellings() if channels_called(each, names)]


def channels_called(word: str, names: Names) -> list[str]:
    """The channels that a word means: all that lists show by that name, else the one that the API calls so.

    Only where everyone is here are they those that somebody writes on: which rows are loaded changes nobody's query.

    Args:
        word: as it was typed.
        names: what is known of the bot.
    """
    name, seen = fold(word), list(map(fold, names.channels))
    known = list(dict.fromkeys((*CHANNELS, *seen)))
    return (
        (called_so(name, seen) if names.everyone else [])
        or called_so(name, known)
        or [each for each in known if each == name]
        # another name that the API has had for one, and lists show by the same: `webchat`
        or called_so(channel(word), known)
    )


def genders(names: Names) -> list[str]:
    """The genders that there are, in small letters.

    Args:
        names: what is known of the bot.
    """
    return list(dict.fromkeys((*GENDERS, *map(fold, names.genders))))


def languages(names: Names) -> list[str]:
    """The languages that people here have, each without its country before all of them with theirs.

    Args:
        names: what is known of the bot.
    """
    seen = dict.fromkeys(map(language, names.languages))
    return list(dict.fromkeys((*(each.partition("_")[0] for each in seen), *seen)))


def language(text: str) -> str:
    """A language as it is compared: `pt_br` of `pt-BR`."""
    return fold(text).replace("-", "_")


def is_known(key: str, value: str, names: Names) -> bool:
    """Whether a channel, language or gender is one.

    Args:
        key: the key of the query language: `channel`, `lang` or `gender`.
        value: as it was typed.
        names: what is known of the bot.
    """
    if key == "lang":
        return language(value) in languages(names) or code_of(language(value)) in CODES
    return bool(channels_called(value, names)) if key == "channel" else fold(value) in genders(names)


def may_be_language(value: str) -> bool:
    """Whether a text is written as the code of a language."""
    return _CODE.fullmatch(code_of(language(value))) is not None
