# SPDX-License-Identifier: MIT
"""The keys that a page names: each statement with the heading, or the list, that it stands under."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

DOCS = Path(__file__).parents[2] / "docs"
_NAMED = {
    **{"esc": "escape", "del": "delete", "PgUp": "pageup", "PgDn": "pagedown"},
    **{"page up": "pageup", "page down": "pagedown", "↑": "up", "↓": "down", "←": "left", "→": "right"},
    **{"/": "slash", ":": "colon", "+": "plus", "-": "minus", "_": "underscore", "*": "asterisk"},
    **{"[": "left_square_bracket", "]": "right_square_bracket"},
    **{name: name for name in ("tab", "enter", "space", "backspace", "home", "end")},
}
"""Keys that are no letters or digits, as the pages write them, by the name that presses them."""


class Statement(NamedTuple):
    """A key that a page names."""

    under: str
    """The heading above it; in a table of lists the list's name."""
    key: str
    """As it is pressed."""


def pressed(written: str) -> str:
    """The key that a page writes so, as it is pressed; empty where that is no key.

    Args:
        written: what stands between backticks.
    """
    held, plus, rest = written.rpartition("+") if len(written) > 1 else ("", "", written)
    key = _NAMED.get(rest, rest if re.fullmatch(r"[a-zA-Z0-9]", rest) else "")
    return f"{held}{plus}{key}" if key and re.fullmatch(r"(ctrl|alt|shift)?", held) else ""


def statements(page: str) -> Iterator[Statement]:
    """The keys that a page names, each once below its heading.

    Args:
        page: the page's name.
    """
    seen, under = set(), ""
    for line in (DOCS / f"{page}.md").read_text(encoding="utf-8").splitlines():
        under = line.lstrip("# ") if line.startswith("#") else under
        row = re.match(r"\| ([^|]+) \|", line)
        if line.startswith("    "):
            continue
        listed = row is not None and "`" not in row[1]
        for written in re.findall(r"`([^`]+)`", line):
            found = Statement(row[1] if row and listed else under, pressed(written))
            if found.key and found not in seen:
                seen.add(found)
                yield found


def unpressed(
    page: str, pressed_here: Mapping[str, str], held: Mapping[str, Mapping[str, str]]
) -> list[Statement]:
    """The keys that a page names and no test presses.

    Args:
        page: the page's name.
        pressed_here: the keys that the asking test presses, by heading, with blanks between them.
        held: those that others press, by heading and key: `ui/test_x.py::test_name`, or `ui/test_x.py::` for any
            test of that file.
    """
    done = {Statement(under, key) for under, keys in pressed_here.items() for key in keys.split()}
    done |= {
        Statement(under, key)
        for under, tests in held.items()
        for key, test in tests.items()
        if _presses(test, key)
    }
    return [each for each in statements(page) if each not in done]


def _presses(test: str, key: str) -> bool:
    """Whether a test, or one of a file's, has a key among its words."""
    file, _, name = test.partition("::")
    tree = ast.parse((DOCS.parent / "tests" / file).read_text(encoding="utf-8"))
    functions = [each for each in ast.walk(tree) if isinstance(each, ast.AsyncFunctionDef | ast.FunctionDef)]
    return any(
        isinstance(each, ast.Constant) and each.value == key
        for function in functions
        if (function.name == name if name else function.name.startswith("test_"))
        for each in ast.walk(function)
    )
