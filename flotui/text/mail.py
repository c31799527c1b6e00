# SPDX-License-Identifier: MIT
"""E-mail addresses as people write them."""

from __future__ import annotations

import re
from urllib.parse import unquote

from flotui.text.clean import QUOTES, compact

_ADDRESS = re.compile(
    r"(?:[^<>@]*<)?(?:mailto:)?(?P<address>[^\s<>?@]+@[^\s<>?@]+)(?:\?\S*)?>?", re.IGNORECASE
)
"""An e-mail address, alone, as a link or as mail programs write it: `Ana Souza <ana@example.com>`."""
_NOTE = re.compile(r"\s+\([^()@]*\)$")
"""What address books write behind an address: `(work)`."""
_AROUND = "".join(map(chr, QUOTES)) + "'\";, "
"""Quotes, and what lists have between addresses."""
_WHOLE = re.compile(
    r"[^\s\"(),:;<>@\[\]\\.]+(?:\.[^\s\"(),:;<>@\[\]\\.]+)*@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]"
)
"""An address that a mail could go to."""


def address_in(text: str) -> str:
    """The e-mail address that a text is, without what is written around it; empty where it is none.

    Args:
        text: what was typed or pasted.
    """
    found = _ADDRESS.fullmatch(_bare(compact(text)))
    return _bare(unquote(found["address"])) if found is not None else ""


def is_whole(address: str) -> bool:
    """Whether a mail could go to an address, as `address_in` gives it: `ana@`, `ana@example` and `a;b@x.org` are none.

    Args:
        address: the address.
    """
    return bool(_WHOLE.fullmatch(address))


def _bare(text: str) -> str:
    """A text without the quotes around it, and without what is behind an address in lists and sentences."""
    return _NOTE.sub("", text.strip(_AROUND)).strip(_AROUND).rstrip(f".{_AROUND}")
