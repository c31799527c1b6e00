# SPDX-License-Identifier: MIT
"""An API key as people paste it."""

from __future__ import annotations

import re

from flotui.text.clean import QUOTES, compact
from flotui.text.patterns import later

_VARIABLE = later(
    r"^(?:(?:export|set|setx) |\$env:)?(?:FLOCHAT|FLOTUI)_(?:API_KEY|TOKEN)\s*=\s*", re.IGNORECASE
)
"""How a file of settings or a shell gives it a name."""


def bare(token: str) -> str:
    """A key as it was pasted, without what came along: blanks, quotes, unseen signs, `Authorization: Bearer`, the name
    of a variable (`export FLOCHAT_API_KEY=`).
    """
    token = re.sub(r"\s+", " ", compact(token).translate(QUOTES)).strip()
    token = _VARIABLE.sub("", token).strip().rstrip(";").strip("\"'`").strip()
    token = re.sub(r"^(authorization\s*:\s*)?(bearer\s+)?", "", token, flags=re.IGNORECASE)
    return token.strip().strip("\"'`")


def wrong_key(token: str) -> str:
    """Why a text can't be a key, as a sentence; empty when it may be one."""
    if not token:
        return "The API key is missing."
    if not token.isascii() or not token.isprintable() or " " in token:
        return "That isn't an API key: it contains spaces or unusual characters. Copy it again."
    return ""
