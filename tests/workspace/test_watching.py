# SPDX-License-Identifier: MIT
"""What looking again and again costs: rows are read for what nobody knows, a few in one look, and once each."""

from __future__ import annotations

from pathlib import Path

import pytest

from flotui.workspace import watching
from flotui.workspace.watching import Watching
from tests.support.bot import Bot


async def test_whom_old_errors_are_about_is_asked_in_one_look_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = Bot(subscribers=140)
    workspace = await bot.open(tmp_path)
    monkeypatch.setattr(watching, "_NAMED", 1)
    looking = Watching(workspace, "errors")
    asked = []
    for _ in range(2):
        before = len(await bot.requests())
        await looking.look()
        asked.append(len(await bot.requests()) - before)
    assert asked == [3, 1], "the errors, the newest page of subscribers, and one who is on no page"
    await workspace.close()
