# SPDX-License-Identifier: MIT
"""The body of an answer as text."""

from __future__ import annotations

import re
from contextlib import suppress

from flotui.text.patterns import later

_CHARSET = later(r"charset\s*=\s*\"?([\w.:-]+)", re.IGNORECASE)


def decoded(body: bytes, content_type: str) -> tuple[str, bool]:
    """A body as text, and whether some of its bytes are no letters: UTF-8, else as the host says that it is.

    Args:
        body: the body, after decompression.
        content_type: the header of this name; empty where there is none.
    """
    try:
        return body.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        declared = _CHARSET.search(content_type)
    if declared is not None:
        with suppress(LookupError, UnicodeError):
            return body.decode(declared[1]), False
    return body.decode("utf-8-sig", errors="replace"), True
