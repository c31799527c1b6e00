# SPDX-License-Identifier: MIT
"""What a message says in words: voice messages that were transcribed, and the ad that somebody comes from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flotui.api.errors import FlochatError
from flotui.api.models.subscriber import ChatMessage
from flotui.repositories.inbox import words_of
from flotui.resources.subscribers import actions
from flotui.resources.subscribers.chat import links, text_of
from flotui.resources.text import plain
from flotui.workspace import Workspace
from tests.support.ask import act
from tests.support.people import ANA, ana


def test_a_voice_message_says_what_was_transcribed() -> None:
    payload = {"url": "https://x.example/1.ogg", "transcribed_text": "where is my order?"}
    message = ChatMessage(type="in", msg_type="audio", payload=payload, ts=1)
    assert plain(text_of(message)) == "audio https://x.example/1.ogg\n“where is my order?”"
    assert words_of(message) == "where is my order?"


def test_a_first_message_from_an_ad_says_which() -> None:
    referral = {"headline": "Summer sale", "source_url": "https://ads.example/7"}
    message = ChatMessage(type="in", content="hi", payload={"text": "hi", "referral": referral}, ts=1)
    assert plain(text_of(message)) == "from Summer sale  https://ads.example/7\nhi"
    assert links(message) == ["https://ads.example/7"]
    assert plain(text_of(ChatMessage(content="hi", payload={"text": "hi", "referral": "x"}))) == "hi"


async def test_a_chat_is_saved_as_text_and_as_json_lines(workspace: Workspace, tmp_path: Path) -> None:
    person = await ana(workspace)
    async for _ in workspace.subscribers.chat(ANA, force=True):
        pass
    for name in ("chat.txt", "chat.jsonl"):
        await act(workspace, actions.save_chat, [person], {"path": str(tmp_path / name)})
    text, lines = ((tmp_path / name).read_text() for name in ("chat.txt", "chat.jsonl"))
    assert text.startswith("Ana Souza (f1284u903)") and "Ana Souza: esse mesmo! chega até sexta?" in text
    assert [json.loads(line)["ts"] for line in lines.splitlines()] == sorted(
        json.loads(line)["ts"] for line in lines.splitlines()
    )
    assert (tmp_path / "chat.txt").stat().st_mode & 0o777 == 0o600
    with pytest.raises(FlochatError, match="left alone"):
        await act(workspace, actions.save_chat, [person], {"path": str(tmp_path / "chat.txt")})
