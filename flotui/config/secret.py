# SPDX-License-Identifier: MIT
"""A token that does not show itself by accident."""

from __future__ import annotations


class Secret(str):
    """A string whose `repr` hides it: in a debugger, a traceback with locals, a dataclass's repr.

    It stays a string, so whoever sends it needs nothing special. Printing it on purpose still works.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return "Secret('…')"
