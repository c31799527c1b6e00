# SPDX-License-Identifier: MIT
"""Now by the host's clock, which all that the host has stamped is counted from; what this machine noted is counted from
`time.time`. Both are the same until an answer has told the host's.
"""

from __future__ import annotations

import time
from collections.abc import Callable

_ahead: list[Callable[[], float]] = [lambda: 0.0]


def follow_clock(ahead: Callable[[], float]) -> Callable[[], None]:
    """Count from another host's clock from now on.

    Args:
        ahead: says by how many seconds it is ahead of this machine's.

    Returns:
        What ends it.
    """
    _ahead.append(ahead)
    return lambda: _ahead.remove(ahead) if ahead in _ahead else None


def host_now() -> float:
    """Now, in unix seconds by the clock of the host whose bot was opened last."""
    return time.time() + _ahead[-1]()
