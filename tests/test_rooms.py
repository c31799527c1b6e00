# SPDX-License-Identifier: MIT
"""What the linter holds of the rooms: it counts imports for annotations too, and skips nothing."""

from __future__ import annotations

import ast
import builtins
import re
import tomllib
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parent.parent


FILES = {file: file.read_text(encoding="utf-8") for file in sorted((ROOT / "flotui").rglob("*.py"))}
BESIDES = ("tests", "scripts", "benchmarks")
"""The folders whose files are no part of the program, and have to be read as well."""
RAISES = re.compile(r"^ +Raises:\n(.*?)\"\"\"", re.MULTILINE | re.DOTALL)


def test_the_linter_skips_nothing() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    assert "exclude_type_checking_imports" not in settings
    contracts = settings["contracts"]
    assert not [each["name"] for each in contracts if each.get("ignore_imports")]
    circles = [each for each in contracts if each["type"] == "acyclic_siblings"]
    assert [(each["ancestors"], each.get("skip_descendants", [])) for each in circles] == [(["flotui"], [])]


def test_widgets_reach_the_app_in_one_way() -> None:
    """By `app_of`: a name or a type of its own for the app is no second way."""
    guesses = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in (ROOT / "flotui" / "ui").rglob("*.py")
        if file.name != "around.py" and file.parent.name != "terminal"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("getattr", "hasattr", "cast", "isinstance")
        and any(isinstance(each, ast.Attribute) and each.attr == "app" for each in node.args)
    ]
    assert not guesses


def test_a_class_has_its_name_to_itself() -> None:
    """A private one too: whoever searches for a name finds one thing.

    The sandbox has the host's words, which no other room imports. A class within another, as a widget's messages, is
    called by both names.
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    for file, text in FILES.items():
        room = "sandbox " if "sandbox" in file.parts else ""
        for name in re.findall(r"^class (\w+)", text, re.MULTILINE):
            found[room + name.lstrip("_")].append(str(file.relative_to(ROOT)))
    shared = {name: places for name, places in found.items() if len(places) > 1}
    assert not shared, f"give one of them another name: {shared}"


def test_a_file_has_500_lines_at_most() -> None:
    """What is longer is about several things."""
    others = (file for folder in BESIDES for file in (ROOT / folder).rglob("*.py"))
    lines = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in (*FILES, *others)}
    assert not {str(file.relative_to(ROOT)): number for file, number in lines.items() if number > 500}


def test_an_error_that_a_docstring_names_is_there() -> None:
    """Whoever catches what it says catches what is raised."""
    known = {*dir(builtins)}
    for text in FILES.values():
        known.update(re.findall(r"^ *class (\w+)", text, re.MULTILINE))
    gone = [
        f"{file.relative_to(ROOT)}: {name}"
        for file, text in FILES.items()
        for part in RAISES.findall(text)
        for name in re.findall(r"^ +([A-Z]\w+):", part, re.MULTILINE)
        if name not in known
    ]
    assert not gone
