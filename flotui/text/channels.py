# SPDX-License-Identifier: MIT
"""The channels by the names that people use, instead of the API's."""

from __future__ import annotations

from typing import Final

_WORDS: Final = {
    "whatsapp_cloud": "WhatsApp",
    "whatsapp": "WhatsApp",
    "facebook": "Messenger",
    "messenger": "Messenger",
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
