# SPDX-License-Identifier: MIT
"""httpx, without what only its own command line needs: that part is half of what loading it costs."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

_COMMAND_LINE = "httpx._main"


def httpx() -> ModuleType:
    """The module httpx, loaded at the first call.

    httpx loads its command line together with click, rich and pygments, and goes on where that can't be loaded, as in
    an installation without it. It is told so for as long as it is loading.
    """
    if "httpx" in sys.modules or _COMMAND_LINE in sys.modules:
        return importlib.import_module("httpx")
    sys.modules[_COMMAND_LINE] = None  # type: ignore[assignment] # Python's own sign for what can't be imported
    try:
        return importlib.import_module("httpx")
    finally:
        del sys.modules[_COMMAND_LINE]
