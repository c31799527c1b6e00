# SPDX-License-Identifier: MIT
"""What a resource says of a list that is gone through, row by row, until nothing is left to see to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

T_contra = TypeVar("T_contra", contravariant=True)


class Walked(msgspec.Struct, Generic[T_contra], frozen=True):
    """How the keys for the next and the previous row go through a list. The open row is then the one under the cursor."""

    passes_over: Callable[[T_contra], bool]
    """Which rows there is nothing left to see to."""
    nobody: str
    """The sentence where no row is left, and none was opened."""
    nobody_else: str
    """The sentence where no other row is left than the one that was opened."""
    again: Callable[[int], str]
    """The sentence where all were gone to and the way begins again, of so many that are left."""
