# SPDX-License-Identifier: MIT
from __future__ import annotations

from pathlib import Path

import pytest

from flotui.config.paths import Paths


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """Folders under a `FLOTUI_HOME` of the test's own."""
    return Paths.find({"FLOTUI_HOME": str(tmp_path / "home")}).make()


@pytest.fixture(autouse=True)
def no_real_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keyring of whoever runs the tests is none of ours."""
    monkeypatch.setattr("flotui.config.credentials._keyring", lambda: None)
