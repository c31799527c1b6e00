# SPDX-License-Identifier: MIT
"""What a message says in words: voice messages that were transcribed, and the ad that somebody comes from."""

from __future__ import annotations

from flotui.api.models.subscriber import ChatMessage
from flotui.repositories.inbox import said
from flotui.resources.subscribers.chat import links, text_of
from flotui.resources.text import plain


def test_a_voice_message_says_what_was_transcribed() -> None:
    payload = {"url": "https://x.example/1.ogg", "transcribed_text": "where is my order?"}
    message = ChatMessage(type="in", msg_type="audio", payload=payload, ts=1)
    assert plain(text_of(message)) == "audio https://x.example/1.ogg\n“where is my order?”"
    assert said(message) == "where is my order?"


def test_a_first_message_from_an_ad_says_which() -> None:
    referral = {"headline": "Summer sale", "source_url": "https://ads.example/7"}
    message = ChatMessage(type="in", content="hi", payload={"text": "hi", "referral": referral}, ts=1)
    assert plain(text_of(message)) == "from Summer sale  https://ads.example/7\nhi"
    assert links(message) == ["https://ads.example/7"]
    assert plain(text_of(ChatMessage(content="hi", payload={"text": "hi", "referral": "x"}))) == "hi"
