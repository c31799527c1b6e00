# SPDX-License-Identifier: MIT
"""The copy of everyone of an open bot: opened once, and tried again where that came to nothing."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from flotui.audience.keeping import is_open, people_of
from flotui.store.people import Copy
from flotui.store.trouble import StoreFailed
from flotui.workspace import Workspace
from tests.support.bot import Bot


async def test_an_opening_that_failed_is_tried_again(
    workspace: Workspace, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, tried = Copy.open, []

    async def opened(*given: Any) -> Copy:
        tried.append(given)
        if len(tried) == 1:
            raise StoreFailed("The disk is full.")
        return await whole(*given)

    monkeypatch.setattr(Copy, "open", opened)
    found = await asyncio.gather(people_of(workspace), people_of(workspace), return_exceptions=True)
    assert [type(each) for each in found] == [StoreFailed, StoreFailed] and len(tried) == 1
    assert not is_open(workspace)
    assert await people_of(workspace) is await people_of(workspace)
    assert is_open(workspace) and len(tried) == 2
