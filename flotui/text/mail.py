# SPDX-License-Identifier: MIT
"""E-mail addresses as people write them."""

from __future__ import annotations

import re
from urllib.parse import unquote

from flotui.text.clean import compact

_ADDRESS = re.compile(
    r"(?:[^<>@]*<)?(?:mailto:)?(?P<address>[^\s<>?@]+@[^\s<>?@]+)(?:\?\S*)?>?", re.IGNORECASE
)
"""An e-mail address, alone, as a link or as mail programs write it: `Ana Souza <ana@example.com>`."""


def address_in(text: str) -> str:
    """The e-mail address that a text is, without what is written around it; empty where it is none.

    Args:
        text: what was typed or pasted.
    """
    found = _ADDRESS.fullmatch(compact(text))
    return unquote(found["address"]) if found is not None else ""
