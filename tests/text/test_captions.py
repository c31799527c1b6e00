# SPDX-License-Identifier: MIT
"""What a key of the API is called on screen."""

from __future__ import annotations

from flotui.text.captions import asks, caption
from tests.support.each_of import each_of


@each_of(
    "key, words",
    [
        ("is_new_bot_user", "new subscriber"),
        ("number_of_agent_replies", "agent replies"),
        ("number_of_", "number of"),
        ("flow_ns", "bot id"),
        ("sub_flow_ns", "sub-flow id"),
        ("sub_flows_ns", "sub flows id"),
        ("user_ns", "subscriber id"),
        ("node_ns", "step id"),
        ("email", "e-mail"),
        ("js_url", "JS URL"),
        ("parent_sku", "parent SKU"),
        ("createdAt", "created at"),
        ("isActive", "active"),
        ("data.tag_ns", "tag id"),
        ("max-per-minute", "max per minute"),
        ("ai_agent_ns", "AI agent id"),
        ("id", "id"),
        ("is_", "is"),
        ("ns", "id"),
        ("at", "at"),
        ("_", "_"),
        ("", ""),
        ("prénom", "prénom"),
        ("支払い", "支払い"),
    ],
)
def test_a_key_is_said_in_words(key: str, words: str) -> None:
    assert caption(key) == words


def test_a_key_of_an_id_whose_name_is_shown_and_one_of_a_moment_are_shorter() -> None:
    assert caption("agent_id", named=True) == "agent"
    assert caption("finished_at", moment=True) == "finished"
    assert caption("id", named=True) == "id"


def test_only_what_begins_so_is_answered_by_yes_or_no() -> None:
    assert [
        each
        for each in ("is_on", "hasLimit", "can_edit", "allow_no_stock_sell", "canal", "island", "history")
        if asks(each)
    ] == [
        "is_on",
        "hasLimit",
        "can_edit",
        "allow_no_stock_sell",
    ]
