# SPDX-License-Identifier: MIT
"""Ana Souza, and whether what was sent fits the contract."""

from __future__ import annotations

from typing import Any

from flotui.repositories.subscribers import SUBSCRIBER
from flotui.resources.subscribers import SUBSCRIBERS
from flotui.workspace import Workspace
from tests.support.ask import rows_of
from tests.support.bot import Bot, contract_errors

ANA = "f1284u903"
"""Her id."""


async def ana(workspace: Workspace) -> Any:
    """Ana as the cache has her, read first where it has not."""
    cached = await workspace.cache.row(SUBSCRIBER.name, ANA)
    if cached is None:
        await rows_of(workspace, SUBSCRIBERS)
        cached = await workspace.cache.row(SUBSCRIBER.name, ANA)
    assert cached is not None
    return SUBSCRIBER.model.read(cached.value)


async def valid(bot: Bot) -> None:
    """Every request that the sandbox received fits the contract."""
    for request in await bot.requests():
        if request["operation"]:
            assert list(contract_errors(request)) == []
