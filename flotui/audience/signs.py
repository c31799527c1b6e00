# SPDX-License-Identifier: MIT
"""The signs that compare in a query, and those that some keyboards type in their place."""

from __future__ import annotations

import re
from typing import Final

TYPED_AS: Final = {"≠": "!=", "≤": "<=", "≥": ">="}
"""Signs that some keyboards have, each with what it is here."""
ONE_OF: Final = "".join(TYPED_AS)
"""Those signs, as they stand in a pattern's brackets."""
COMPARES: Final = f"(?:!=|<=|>=|=|<|>|~|[{ONE_OF}])"
"""The pattern of a comparison, as only fields take one."""
IN_ONE: Final = f"<>=~{ONE_OF}"
"""What a comparison may begin with: behind another it is a second one."""
SIGN: Final = re.compile(f"{COMPARES}|:")
"""A comparison, or the colon of a key."""
ORDER: Final = re.compile(r"<=|>=|<|>|[≤≥]")
"""What says before or after which time, or how long ago."""
_TOGETHER: Final = {frozenset(sign): sign for sign in ("=", "<", ">", "~", "!=", ">=", "<=")} | {
    frozenset("<>"): "!=",
    frozenset("=~"): "~",
}
"""Which sign is meant where others stand beside each other, in whatever order."""


def sign_of(sign: str) -> str:
    """What a sign is in the language.

    Args:
        sign: the sign, as it was typed.
    """
    return TYPED_AS.get(sign, sign)


def meant_by(signs: str) -> str:
    """Which sign is meant by several beside each other, as other languages have them: `==`, `<>`, `=≥`; empty for none.

    Args:
        signs: the signs, as they were typed.
    """
    return _TOGETHER.get(frozenset("".join(map(sign_of, signs.lstrip(":")))), "")
