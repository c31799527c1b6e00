# SPDX-License-Identifier: MIT
"""What the editor made of a reply stands where that stands by now, whatever has come of the reply before it."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from flotui.ui import editor
from flotui.ui.panels.replybox import ReplyBox
from flotui.ui.panels.slip import Slip
from tests.support.app import see, until
from tests.support.inbox import replying, running, served, texts, typed
from tests.support.served import Served

__all__ = ["running", "served"]


class Editor:
    """An editor that is open until it is told what it saves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Take the place of the person's own."""
        self.given: str | None = None
        self.saves = asyncio.Queue[str]()
        monkeypatch.setattr(editor, "edit", self._edit)

    async def _edit(self, app: object, text: str, *_: object, **__: object) -> str:
        self.given = text
        return await self.saves.get()


@pytest.fixture
def answers(served: Served, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Once it is set, the host answers what goes wrong."""
    answers = threading.Event()

    async def wait(fault: object) -> None:
        while fault is not None and not answers.is_set():
            await asyncio.sleep(0.01)

    monkeypatch.setattr(served.host, "_wait", wait)
    return answers


@pytest.mark.parametrize(
    ("fault", "told", "line", "after"),
    [
        ("", "The host accepted it", "two and three", ""),
        ("422", "✗ not sent", "one", "two and three"),
        ("500", "? may have arrived", "one", "two and three"),
    ],
    ids=["accepted", "refused", "unknown"],
)
async def test_what_came_of_the_reply_before_it_takes_nothing_of_it(
    served: Served,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answers: threading.Event,
    fault: str,
    told: str,
    line: str,
    after: str,
) -> None:
    edits = Editor(monkeypatch)
    async with replying(served, tmp_path) as pilot:
        app: Any = pilot.app
        box = app.main.query_one(ReplyBox)
        await typed(pilot, "one")
        served.fault(fault, "/subscriber/send-text", times=1)
        await pilot.press("enter")
        await see(pilot, "sending… one")
        await typed(pilot, "two")
        await pilot.press("ctrl+e")
        await until(pilot, lambda: edits.given == "two", "the editor")
        answers.set()
        await see(pilot, told)
        edits.saves.put_nowait("two and three\n")
        if after:
            await until(pilot, lambda: "two and three" in _kept(app), "a draft of both")
            assert box.value == line
            await pilot.press("ctrl+c")
        await until(pilot, lambda: box.value == "two and three", "what was edited")
    assert [content for _, content in texts(served)] == ([] if fault == "422" else ["one"])


def _kept(app: Any) -> str:
    return "".join(each.read_text() for each in app.drafts.glob("form-*"))


def test_a_text_that_stands_nowhere_any_more_comes_behind() -> None:
    slip = Slip(None)
    slip.type("other")
    slip.replace("before", "after")
    assert slip.text == "other\nafter"


def test_what_stands_behind_a_text_that_came_back_is_not_there_twice() -> None:
    slip = Slip(None)
    slip.type("one\ntwo")
    slip.replace("two", "two and three")
    assert slip.text == "one\ntwo and three"
