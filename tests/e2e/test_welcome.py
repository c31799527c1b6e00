# SPDX-License-Identifier: MIT
"""The first start, without a bot: its keys do what stands beside them, and nothing else is promised."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.terminal import Terminal, flotui


def empty(home: Path) -> dict[str, str]:
    return {"FLOTUI_HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}


@pytest.mark.parametrize("key", ["q", "escape"])
def test_it_is_left_by_the_keys_it_names(tmp_path: Path, key: str) -> None:
    with Terminal(flotui(), env=empty(tmp_path)) as screen:
        screen.see("No bots yet", "esc quit")
        assert "? help" not in screen.text
        screen.press(key)
        assert screen.ended() == 0


def test_the_demo_is_one_key_away_and_leaving_the_login_leads_back(tmp_path: Path) -> None:
    with Terminal(flotui(), env=empty(tmp_path)) as screen:
        screen.see("No bots yet")
        screen.press("1")
        screen.see("API key")
        screen.press("escape")
        screen.see("No bots yet")
        screen.press("2")
        screen.see("Ana Souza", "? help")
        screen.press("q")
        assert screen.ended() == 0
