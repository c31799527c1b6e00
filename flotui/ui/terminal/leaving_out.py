# SPDX-License-Identifier: MIT
"""What every Textual app loads and flotui has no use for: Textual's own palette, and a dozen widgets for that alone."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

_PALETTE = "textual.command"


class _Unused(ModuleType):
    """A module whose names are classes of nothing: they are subclassed and named in signatures, never used."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


def load_textual() -> None:
    """Load Textual without its palette, which `FlotuiApp` has switched off. Whoever imports that later gets it."""
    if "textual.app" in sys.modules or _PALETTE in sys.modules:
        return
    sys.modules[_PALETTE] = _Unused(_PALETTE)
    try:
        importlib.import_module("textual.app")
    finally:
        del sys.modules[_PALETTE]
