# SPDX-License-Identifier: MIT
"""What a detail says of keys that no model knows."""

from __future__ import annotations

from flotui.api.models.flow import Tag
from flotui.resources.format import unknown_lines
from flotui.resources.text import plain

ROW = {
    "name": "vip",
    "flow_ns": "f1284",
    "agent_id": 24,
    "is_new_bot_user": 1,
    "has_left": "false",
    "archived": True,
    "level": 1,
    "finished_at": "2026-01-15 08:53:00",
    "email": None,
    "kinds": ["a", 2],
    "none_of": [],
    "rest": {"is_on": True},
    "user": "Ana",
    "user_ns": "f1284u1",
    "bot_user": "Bia",
}


def said(row: dict[str, object], **called: str) -> dict[str, str]:
    tag = Tag.read(row)
    tag.called = called
    return {line.name: plain(line.value) for line in unknown_lines(tag, ())}


def test_keys_and_values_are_said_in_words() -> None:
    found = said(ROW, agent_id="Noam Golan")
    assert found.pop("finished").startswith("Thu 15 Jan 2026 08:53")
    assert found == {
        "bot id": "f1284",
        "agent": "Noam Golan  24",
        "new subscriber": "yes",
        "left": "no",
        "archived": "yes",
        "level": "1",
        "e-mail": "–",
        "kinds": "a, 2",
        "none of": "–",
        "rest": '{"is_on": true}',
        "user": "Ana",
        "subscriber id": "f1284u1",
        "bot_user": "Bia",
    }


def test_what_the_view_shows_otherwise_is_not_said_again() -> None:
    lines = unknown_lines(Tag.read({"name": "vip", "level": 1, "colour": "red"}), ("colour",))
    assert [line.name for line in lines] == ["level"]


def test_what_was_odd_is_called_as_its_line_is() -> None:
    assert said({"tag_ns": {}, "name": "vip"})["note"] == "not of the usual shape: tag id"
