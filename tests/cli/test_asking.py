# SPDX-License-Identifier: MIT
"""What is asked on the terminal while an event loop runs: ctrl+c there ends the command, not only once it is answered."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path

import click
import pytest

import flotui.cli
from flotui.cli import asking

ASKED_IN_NO_LOOP = {"asking.py", "login_run.py"}
"""What may ask by click itself."""


@pytest.mark.parametrize(
    ("ask", "answer"),
    [(lambda: asking.agrees("Go on?"), "y"), (lambda: asking.typed("Type 3 to send", int), "3")],
    ids=["yes", "number"],
)
def test_ctrl_c_at_a_question_is_heard_at_once(
    monkeypatch: pytest.MonkeyPatch, ask: Callable[[], object], answer: str
) -> None:
    asked: list[object] = []

    def reads_a_line(*words: object) -> str:
        asked.append(words)
        signal.raise_signal(signal.SIGINT)
        return answer

    async def command() -> str:
        try:
            return f"answered {ask()}"
        except click.Abort:
            return "stopped"

    monkeypatch.setattr("click.termui.visible_prompt_func", reads_a_line)
    before = signal.getsignal(signal.SIGINT)
    assert asyncio.run(command()) == "stopped"
    assert len(asked) == 1 and signal.getsignal(signal.SIGINT) is before


def test_nothing_else_asks_while_a_loop_may_run() -> None:
    files = Path(flotui.cli.__file__).parent.glob("*.py")
    found = {
        each.name
        for each in files
        if "click.confirm(" in (text := each.read_text()) or "click.prompt(" in text
    }
    assert found == ASKED_IN_NO_LOOP
