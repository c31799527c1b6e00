# SPDX-License-Identifier: MIT
"""What is named by where it stands, and loaded when it is first needed: start-up pays for none of it."""

from __future__ import annotations

import importlib
from typing import Any


def load(where: str) -> Any:
    """What is in a module.

    Args:
        where: the module and the name in it: `flotui.ui.help:open_help`.
    """
    module, _, name = where.partition(":")
    return getattr(importlib.import_module(module), name)
