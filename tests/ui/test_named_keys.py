# SPDX-License-Identifier: MIT
"""The keys of dialogs, as docs/dialogs.md has them, are all there are."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

from textual.binding import Binding
from textual.widget import Widget

from flotui.config.keynames import key_name
from flotui.ui import modals

DOCUMENT = Path(__file__).parents[2] / "docs" / "dialogs.md"


def bound() -> Iterator[tuple[str, str]]:
    """Each key that a dialog or a part of one binds, as a person reads it, and who binds it."""
    for module in pkgutil.iter_modules(modals.__path__, modals.__name__ + "."):
        for each in vars(importlib.import_module(module.name)).values():
            if isinstance(each, type) and issubclass(each, Widget) and each.__module__ == module.name:
                for binding in vars(each).get("BINDINGS", ()):
                    keys = binding.key if isinstance(binding, Binding) else binding[0]
                    for key in keys.split(","):
                        yield key_name(key), each.__name__


def test_every_key_of_a_dialog_is_documented() -> None:
    told = set(re.findall(r"`([^`]+)`", DOCUMENT.read_text()))
    missing = {(key, where) for key, where in bound() if key not in told}
    assert not missing
