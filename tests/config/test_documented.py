"""What the documents say of settings and exit codes is what the program does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import msgspec

from flotui.config.exits import Exit
from flotui.config.preferences import Preferences

ROOT = Path(__file__).parents[2]


def block() -> str:
    found = re.search(r"```toml\n(.*?)```", (ROOT / "docs" / "configuration.md").read_text(), re.DOTALL)
    assert found
    return found.group(1)


def test_the_documented_settings_are_all_there_are() -> None:
    named = set(re.findall(r"^(?:# )?\[?(\w+)(?:\.\w+)?(?:\]| =)", block(), re.MULTILINE))
    fields = {field.name for field in msgspec.structs.fields(Preferences)} - {"notes"}
    assert fields <= named
    assert Preferences.parse(tomllib.loads(block()), Path("config.toml")).notes == ()


def test_the_documented_defaults_are_the_defaults() -> None:
    said, default = Preferences.parse(tomllib.loads(block()), Path("config.toml")), Preferences()
    for name in ("theme", "mouse", "animation", "reserve", "page_size", "confirm"):
        assert getattr(said, name) == getattr(default, name), name


def test_the_readme_has_every_exit_code() -> None:
    readme = (ROOT / "README.md").read_text()
    assert {f"| {code.value} |" for code in Exit} <= set(re.findall(r"\| \d+ \|", readme))


def test_the_constraints_hold_no_address_and_cover_what_we_ask_for() -> None:
    pins = (ROOT / "constraints.txt").read_text()
    assert "://" not in pins
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in pins.splitlines() if "==" in line}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[<>=]", each)[0].lower().replace("_", "-") for each in asked}
    assert names <= pinned
