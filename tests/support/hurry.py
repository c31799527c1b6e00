# SPDX-License-Identifier: MIT
"""Have the client of every workspace give up early and try again at once."""

from __future__ import annotations

import pytest

from tests.support.judging import QUICK


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the waiting out of what fails.

    Args:
        monkeypatch: takes it back.
    """
    monkeypatch.setattr("flotui.api.client.Timeouts", lambda: QUICK)
    monkeypatch.setattr("flotui.api.retrying.BACKOFF", 0.0)
