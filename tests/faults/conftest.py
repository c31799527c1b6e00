# SPDX-License-Identifier: MIT
"""A workspace on a host with bad days; each file says which host."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from flotui.workspace import Workspace
from tests.support.hurry import hurry
from tests.support.served import Served


@pytest.fixture
async def ws(served: Served, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Workspace]:
    hurry(monkeypatch)
    served.fresh()
    opened = await Workspace.open(served.profile, token=served.token, cache=None, journal=None)
    yield opened
    await opened.close()
