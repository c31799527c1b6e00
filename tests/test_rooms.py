# SPDX-License-Identifier: MIT
"""What the linter holds of the rooms: it counts imports for annotations too, and skips nothing."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_linter_skips_nothing() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    assert "exclude_type_checking_imports" not in settings
    contracts = settings["contracts"]
    assert not [each["name"] for each in contracts if each.get("ignore_imports")]
    circles = [each for each in contracts if each["type"] == "acyclic_siblings"]
    assert [(each["ancestors"], each.get("skip_descendants", [])) for each in circles] == [(["flotui"], [])]
