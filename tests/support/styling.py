# SPDX-License-Identifier: MIT
"""Style sheets that are read once, however many apps a process makes.

Textual reads all of them anew for each app. They are the same, and of what was read nothing is changed: an app looks
rules up in it. A test process makes apps by the hundred, and a twelfth of its time went into that.
"""

from __future__ import annotations

import functools
from typing import Any

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

_read: dict[frozenset[tuple[str, str]], dict[Any, Any]] = {}
"""What was read, by the colours of a theme and by the text and its place."""


def install() -> None:
    """Have every app of this process look there first."""
    begin, take_variables = Stylesheet.__init__, Stylesheet.set_variables

    @functools.wraps(begin)
    def beginning(sheet: Stylesheet, *, variables: dict[str, str] | None = None) -> None:
        begin(sheet, variables=variables)
        _share(sheet)

    @functools.wraps(take_variables)
    def taking_variables(sheet: Stylesheet, variables: dict[str, str]) -> None:
        sheet._parse_cache = {}  # type: ignore[assignment]  # Textual empties it, and others need theirs
        take_variables(sheet, variables)
        _share(sheet)

    RuleSet.__hash__ = object.__hash__  # type: ignore[method-assign]  # as in Textual, but not in Python: by the million
    Stylesheet.__init__ = beginning  # type: ignore[method-assign,assignment]
    Stylesheet.set_variables = taking_variables  # type: ignore[method-assign]


def _share(sheet: Stylesheet) -> None:
    sheet._parse_cache = _read.setdefault(frozenset(sheet._variables.items()), {})  # type: ignore[assignment]
