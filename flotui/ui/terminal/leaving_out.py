# SPDX-License-Identifier: MIT
"""What every Textual app loads and flotui's start has no use for.

That is Textual's own palette with a dozen widgets for it alone, its help with errors in style sheets, its pictures of
themes, TLS, which asyncio brings along, and what copies objects, downloads and corrects spelling.
"""

from __future__ import annotations

import contextlib
import importlib
import re
import sys
from collections.abc import Iterator
from typing import Any

from flotui.text.standing_in import Called, Later, TypingModule, Unused, standing_in

_LEFT_OUT = {
    "textual.command": Unused,
    "textual.css._help_text": Called,
    "rich.table": Called,
    "asyncio.sslproto": Later,
    "difflib": Called,
    "mimetypes": Called,
    "pickle": Called,
    "platformdirs": Called,
    "ssl": Later,
    "typing_extensions": TypingModule,
    "uuid": Called,
}
"""The placeholder of each module, by its name, while Textual is loaded."""
_FIRST = ("textual.app", "textual._xterm_parser", "textual.scroll_view", "textual.scrollbar")
"""What the first screen needs of Textual."""
_READER = "textual.css.tokenizer"
"""Textual's module that compiles the expressions by which style sheets and markup are read."""


class Uncompiled:
    """An expression of Textual's that is compiled when something is looked for: the first screen needs half of them."""

    def __init__(self, source: str) -> None:
        """
        Args:
            source: the expression.
        """
        self._source = source
        self._found: re.Pattern[str] | None = None

    @property
    def _compiled(self) -> re.Pattern[str]:
        if self._found is None:
            self._found = re.compile(self._source)
        return self._found

    def match(self, *where: Any) -> re.Match[str] | None:
        """As the method of an expression."""
        return self._compiled.match(*where)

    def search(self, *where: Any) -> re.Match[str] | None:
        """As the method of an expression."""
        return self._compiled.search(*where)


@contextlib.contextmanager
def _compiling_later() -> Iterator[None]:
    """Have the expressions that style sheets and markup are read by compiled when they are used."""
    usual = re.compile

    def compile(source: Any, flags: Any = 0) -> Any:
        return (
            Uncompiled(source) if sys._getframe(1).f_globals["__name__"] == _READER else usual(source, flags)
        )

    re.compile = compile  # type: ignore[assignment] # nobody else runs meanwhile
    try:
        yield
    finally:
        re.compile = usual


def load_textual() -> None:
    """Load Textual without what it needs later or never; `FlotuiApp` has its palette switched off."""
    with standing_in(_LEFT_OUT), _compiling_later():
        for name in _FIRST:
            importlib.import_module(name)
