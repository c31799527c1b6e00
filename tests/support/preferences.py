# SPDX-License-Identifier: MIT
"""The settings there are, taken from their types: who adds one has it here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from flotui.config.preferences import Preferences


def settings(of: Any = None, above: str = "") -> Iterator[tuple[str, Any]]:
    """Each setting with its value, by its name in the file."""
    of = Preferences() if of is None else of
    for field in msgspec.structs.fields(of):
        value = getattr(of, field.name)
        if isinstance(value, msgspec.Struct) and type(value).__module__ == Preferences.__module__:
            yield from settings(value, f"{above}{field.name}.")
        elif field.name != "notes":
            yield f"{above}{field.name}", value


DEFAULTS = dict(settings())
"""What holds of each where nothing is said."""
