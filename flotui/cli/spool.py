# SPDX-License-Identifier: MIT
"""Flat rows that wait for the last of them: their columns are known only then. Long ones wait on disk."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping

from flotui.api import exact

_IN_MEMORY = 4_000_000
"""Characters up to which they wait in memory."""


class Spool:
    """Rows, in the order they came in, and the names of all their columns."""

    def __init__(self) -> None:
        self.columns: dict[str, None] = {}
        """The columns, in the order they first came in."""
        self.count = 0
        """How many rows there are."""
        # A file without a name that only this person can read.
        self._file = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - `close` closes it
            _IN_MEMORY, "w+", encoding="utf-8", errors="surrogatepass", newline="\n"
        )

    def add(self, row: Mapping[str, object]) -> None:
        """Take in a row.

        Args:
            row: its values by column; none of them has anything inside.
        """
        self.columns.update(dict.fromkeys(row))
        self.count += 1
        self._file.write(exact.dumps(dict(row)) + "\n")

    def __iter__(self) -> Iterator[dict[str, object]]:
        self._file.seek(0)
        for line in self._file:
            yield exact.loads_own(line)

    def close(self) -> None:
        """Forget them."""
        self._file.close()
