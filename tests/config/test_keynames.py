# SPDX-License-Identifier: MIT
"""What a person may write for a key."""

from __future__ import annotations

import pytest

from flotui.config.keynames import is_key, key_called, key_name, near_key


@pytest.mark.parametrize(
    ("typed", "called"),
    [
        ("t", "t"),
        ("T", "T"),
        ("shift+t", "T"),
        ("Ctrl+T", "ctrl+t"),
        ("alt+T", "alt+shift+t"),
        ("+", "plus"),
        ("ctrl++", "ctrl+plus"),
        ("hyphen_minus", "minus"),
        ("Shift+F5", "shift+f5"),
        ("shift+ctrl+up", "ctrl+shift+up"),
        ("é", "é"),
        ("Return", "enter"),
        ("PgDn", "pagedown"),
        (" space ", "space"),
    ],
)
def test_a_key_may_be_written_in_several_ways(typed: str, called: str) -> None:
    assert is_key(typed)
    assert key_called(typed) == called
    assert key_called(called) == called and is_key(called)


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("Ctrl-T", "ctrl+t"),
        ("C-t", "ctrl+t"),
        ("^t", "ctrl+t"),
        ("strg+t", "ctrl+t"),
        ("shft+tab", "shift+tab"),
        ("escpe", "esc"),
        ("f25", "f2"),
        ("tt", ""),
        ("ctrl+banana", ""),
        ("cmd+t", ""),
        ("shift+1", ""),
        ("ctrl+", ""),
        ("", ""),
    ],
)
def test_what_is_no_key_is_told_from_one_with_what_was_probably_meant(typed: str, near: str) -> None:
    assert not is_key(typed)
    assert near_key(typed) == near


def test_what_the_help_shows_can_be_written() -> None:
    for called in ("escape", "slash", "ctrl+d", "pageup", "up", "question_mark", "G", "asterisk"):
        assert is_key(key_name(called)) and key_called(key_name(called)) == called
