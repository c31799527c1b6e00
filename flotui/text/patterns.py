# SPDX-License-Identifier: MIT
"""Regular expressions that are compiled when they are first used.

Start-up loads a hundred of them and uses thirty; compiling one takes as long as loading the module that it is in.
"""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Iterator
from typing import Any, AnyStr, cast

_compile = re.compile


class _LazyPattern:
    """A regular expression that isn't compiled yet, nor by keeping its `match` or `search` for later."""

    def __init__(self, source: str | bytes, flags: int) -> None:
        self._source, self._flags = source, flags

    @functools.cached_property
    def _compiled(self) -> Any:
        return _compile(self._source, self._flags)

    def match(self, *where: Any, **named: Any) -> Any:
        """As the method of an expression."""
        return self._learn("match")(*where, **named)

    def search(self, *where: Any, **named: Any) -> Any:
        """As the method of an expression."""
        return self._learn("search")(*where, **named)

    def _learn(self, name: str) -> Any:
        found = getattr(self._compiled, name)
        setattr(self, name, found)
        return found

    def __getattr__(self, name: str) -> Any:
        return self._learn(name)


def later(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A regular expression that is compiled by the first use of its methods.

    Args:
        source: the expression, as for `re.compile`.
        flags: the same.
    """
    return cast("re.Pattern[AnyStr]", _LazyPattern(source, flags))


@contextlib.contextmanager
def compiling_later() -> Iterator[None]:
    """Have the regular expressions of modules of others that are loaded meanwhile compiled when they are first used."""
    re.compile = later  # type: ignore[assignment] # nobody else runs meanwhile
    try:
        yield
    finally:
        re.compile = _compile
