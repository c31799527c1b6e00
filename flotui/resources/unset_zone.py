# SPDX-License-Identifier: MIT
"""That the workspace's time zone isn't set: said wherever the host's times are compared with now."""

from __future__ import annotations

from flotui.resources.keys import typed_command
from flotui.text.zones import current


def unset_zone() -> str:
    """That the workspace's time zone isn't set, and what sets it; empty where it is.

    Until then ages counted from the host's times, which name no zone, may be hours off, and no list says which are.
    """
    if not current().assumed:
        return ""
    return f"Time zone not set: the host's times may be hours off. {typed_command('time zone')} sets it."
