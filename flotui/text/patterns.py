# SPDX-License-Identifier: MIT
"""Regular expressions that are compiled when they are first used.

Start-up loads sixty of them and uses ten; compiling one takes as long as loading the module that it is in.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _LazyPattern:
    """A regular expression that isn't compiled yet."""

    def __init__(self, source: str | bytes, flags: int) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self._source, self._flags), name)  # `re` keeps what it has compiled
        setattr(self, name, found)
        return found


def later(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A regular expression that is compiled by the first use of its methods.

    Args:
        source: the expression, as for `re.compile`.
        flags: the same.
    """
    return cast("re.Pattern[AnyStr]", _LazyPattern(source, flags))
