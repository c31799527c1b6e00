# SPDX-License-Identifier: MIT
"""What `flotui doctor` says of one thing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

from flotui.config.errors import ConfigError

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    status: Literal["ok", "warn", "fail"]
    """How bad it is."""
    what: str
    """What was looked at, in a word or two."""
    message: str
    """What was seen and, where it isn't well, what to do."""


def careful(what: str, look: Callable[[], _T]) -> _T | Finding:
    """What a look finds; a failure where a file or a variable can't be understood.

    Args:
        what: what is looked at.
        look: looks.
    """
    try:
        return look()
    except ConfigError as error:
        return Finding("fail", what, str(error))
