# SPDX-License-Identifier: MIT
"""Which rows a walk has had already, in eight bytes a row and a little air."""

from __future__ import annotations

from array import array

from flotui.text.digests import blake2b

_FIRST = 4096
"""Places at the beginning; a power of two."""


class Seen:
    """A set of texts that can only grow. It keeps a number for each, so that 100,000 rows take 2 MB and not 20."""

    def __init__(self) -> None:
        self._count = 0
        # An open hash table: a number lies at its last bits, or in the next free place. 0 is a free one.
        self._places = _free(_FIRST)

    def __len__(self) -> int:
        return self._count

    def add(self, text: str) -> bool:
        """Take in a text.

        Args:
            text: any text, with half characters too.

        Returns:
            Whether it is new.
        """
        digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        number = int.from_bytes(digest) or 1
        at = self._place(number)
        if self._places[at]:
            return False
        self._places[at] = number
        self._count += 1
        if self._count * 3 > len(self._places) * 2:
            self._grow()
        return True

    def _place(self, number: int) -> int:
        """Where a number lies, or would."""
        places, mask = self._places, len(self._places) - 1
        at = number & mask
        while places[at] not in (0, number):
            at = (at + 1) & mask
        return at

    def _grow(self) -> None:
        before, self._places = self._places, _free(len(self._places) * 2)
        for number in before:
            if number:
                self._places[self._place(number)] = number


def _free(places: int) -> array[int]:
    return array("Q", bytes(8 * places))
