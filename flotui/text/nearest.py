# SPDX-License-Identifier: MIT
"""The right names nearest to a wrong one: offered, never taken. difflib is imported when a name is wrong."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(wrong: str, names: Iterable[str]) -> str:
    """A question whether another name was meant, with a blank before it; empty where none is near.

    Args:
        wrong: the name that there is not.
        names: those that there are.
    """
    import difflib

    by_lower = {name.lower(): name for name in names}
    close = difflib.get_close_matches(wrong.lower(), by_lower, 3)
    return f" Did you mean {' or '.join(by_lower[each] for each in close)}?" if close else ""
