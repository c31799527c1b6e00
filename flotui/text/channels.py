# SPDX-License-Identifier: MIT
"""The channels by the names that people use, instead of the API's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from flotui.text.fold import fold

_WORDS: Final = {
    "whatsapp_cloud": "WhatsApp",
    "whatsapp": "WhatsApp",
    "facebook": "Facebook",
    "messenger": "Facebook",
    "instagram": "Instagram",
    "telegram": "Telegram",
    "web": "Web",
    "webchat": "Web",
    "tiktok": "TikTok",
    "google": "Google",
    "line": "LINE",
    "viber": "Viber",
    "vk": "VK",
    "wechat": "WeChat",
    "apichat": "API",
    "api": "API",
    "sms": "SMS",
    "email": "E-mail",
    "voice": "Voice",
    "slack": "Slack",
    "intercom": "Intercom",
}


def channel(name: object) -> str:
    """What a channel is called; as it came where nobody calls it otherwise, a dash for none.

    Args:
        name: the API's name of it: `whatsapp_cloud`.
    """
    if not isinstance(name, str) or not name.strip():
        return "–"
    return _WORDS.get(name.strip().lower(), name)


def spellings() -> tuple[str, ...]:
    """Every name by which the API has, or has had, a channel: `web` and `webchat` are one."""
    return tuple(_WORDS)


def called_so(word: str, channels: Iterable[str]) -> list[str]:
    """Those of some channels that are called by a word, in upper or lower case: `WhatsApp` is more than one.

    Args:
        word: what people call them.
        channels: the API's names.
    """
    return [each for each in channels if fold(channel(each)) == fold(word)]
