# SPDX-License-Identifier: MIT
"""What the documents say of settings and exit codes is what the program does."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from flotui.api.catalogue import catalogue
from flotui.cli.group import flotui
from flotui.config.exits import Exit
from flotui.config.preferences import Preferences
from tests.support.each_of import each_of

ROOT = Path(__file__).parents[2]
PAGES = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")))


def block() -> str:
    found = re.search(r"```toml\n(.*?)```", (ROOT / "docs" / "configuration.md").read_text(), re.DOTALL)
    assert found
    return found.group(1)


def test_the_documented_settings_are_some() -> None:
    assert Preferences.parse(tomllib.loads(block()), Path("config.toml")).notes == ()


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


SIGNS = {
    **{"escape": "esc", "up": "↑", "down": "↓", "left": "←", "right": "→", "plus": "+", "minus": "-"},
    **{"pageup": "PgUp", "pagedown": "PgDn", "delete": "del", "slash": "/"},
}
"""Keys as the documents write them, by Textual's names."""


def test_every_key_of_a_dialog_is_documented() -> None:
    told = set(re.findall(r"`([^`\n]+)`", (ROOT / "docs" / "dialogs.md").read_text()))
    bound: set[str] = set()
    for path in (ROOT / "flotui" / "ui" / "modals").glob("*.py"):
        for keys in re.findall(r"Binding\(\"([^\"]+)\"", path.read_text()):
            bound |= {SIGNS.get(key, key) for key in keys.split(",")}
    assert len(bound) > 30
    assert bound <= told


@each_of("page", PAGES, ids=lambda page: page.name)
def test_every_file_a_page_names_is_there(page: Path) -> None:
    """Links, and paths of this repository written as code."""
    text, folder = page.read_text(), page.parent
    links = {each.split("#")[0] for each in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in each}
    assert not [each for each in links if each and not (folder / each).exists()]
    named = re.findall(r"`((?:[\w.-]+/)+[\w-]+\.(?:py|md|toml|svg|sh))`", text)
    rooms = (ROOT, folder, ROOT / "flotui")
    assert not [each for each in named if not any((room / each).exists() for room in rooms)]


def test_every_anchor_a_page_links_to_is_there() -> None:
    for page in PAGES:
        for target, anchor in re.findall(r"\]\(([^)\s#]*)#([^)\s]+)\)", page.read_text()):
            if "://" in target:
                continue
            other = (page.parent / target) if target else page
            titles = re.findall(r"^#+ (.*)", other.read_text(), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", each).lower().replace(" ", "-") for each in titles}, page


@pytest.mark.parametrize("name", ["run", "wire", "line"])
def test_a_benchmark_asks_plainly_for_what_is_not_in_the_repository(name: str) -> None:
    environ = {key: value for key, value in os.environ.items() if key != "TUIBENCH"}
    command = [sys.executable, str(ROOT / "benchmarks" / f"{name}.py")]
    ended = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2
    assert "--tools FOLDER" in ended.stderr and "isn't in this repository" in ended.stderr


def test_the_documented_commands_and_options_are_there() -> None:
    """Every `flotui …` in a code block of a page names a command, and options that it has."""
    context, seen = click.Context(flotui), set()
    for page in PAGES:
        for line in re.findall(
            r"(?:^    |`|&& |\| )(?:\w+=\S+ )*flotui((?: [^`#|<>&\n]+)?)", page.read_text(), re.M
        ):
            command: click.Command = flotui
            words = line.split()
            while words and isinstance(command, click.Group):
                found = command.get_command(context, words.pop(0))
                if found is None:
                    break
                command = found
            words = line.split()
            asked = {word for word in words if re.fullmatch(r"--[a-z-]+", word)}
            assert asked <= {"--help", *(each for option in command.params for each in option.opts)}, line
            seen |= asked
    assert {"--token-stdin", "--paginate", "--latency-ms", "--read-only", "--base-url"} <= seen


def test_the_documented_configuration_is_one_that_doctor_takes(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text(block())
    ended = CliRunner().invoke(flotui, ["doctor", "--offline"], env={"FLOTUI_HOME": str(tmp_path)})
    said = [line for line in ended.output.splitlines() if "preferences" in line]
    assert said and all(line.startswith("ok") for line in said), said


def test_the_api_page_counts_the_operations() -> None:
    assert f"the API's {len(catalogue().operations)} operations" in (ROOT / "docs" / "api.md").read_text()


def test_every_variable_of_ours_is_documented() -> None:
    """Each `FLOTUI_…` that the program reads stands in a page."""
    pages = "\n".join(page.read_text() for page in PAGES)
    read = {
        name
        for path in (ROOT / "flotui").rglob("*.py")
        for name in re.findall(r"\"(FLOTUI_[A-Z_]+)\"", path.read_text())
    }
    assert read and not [name for name in read if name not in pages]


def test_every_test_that_takes_a_sample_is_named() -> None:
    said = (ROOT / "docs" / "development.md").read_text()
    sampling = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("test_*.py")
        if re.search(
            r"^from tests.support.judging import .*\bLONG\b|^LONG = bool|^@pytest.mark.covering|= covering\(",
            path.read_text(),
            re.MULTILINE,
        )
    ]
    assert len(sampling) > 5
    assert not [path for path in sampling if f"`{path}`" not in said]


def test_every_room_and_folder_of_tests_is_named() -> None:
    said = (ROOT / "docs" / "development.md").read_text()
    rooms = [f"{path.parent.name}/" for path in (ROOT / "flotui").glob("*/__init__.py")]
    tests = [f"tests/{path.name}" for path in (ROOT / "tests").iterdir() if any(path.glob("*.py"))]
    assert not [each for each in (*rooms, *tests) if f"`{each}`" not in said]


def test_the_walk_of_a_key_passes_functions_that_there_are() -> None:
    """Each `file.py` and `Class.method` of that page's table is in the code."""
    said = (ROOT / "docs" / "development.md").read_text().split("## The walk of a key")[1].split("\n## ")[0]
    code = [(path.name, path.read_text()) for path in (ROOT / "flotui").rglob("*.py")]
    files = re.findall(r"`(?:[\w/]+/)?(\w+\.py)`", said)
    steps = re.findall(r"`([A-Z]\w+)\.(\w+)`", said)
    assert len(files) > 15 and len(steps) > 10
    assert not set(files) - {name for name, _ in code}
    for owner, name in steps:
        holders = [text for _, text in code if re.search(rf"^class {owner}\b", text, re.M)]
        assert any(re.search(rf"def {name}\b", text) for text in holders), f"{owner}.{name}"
