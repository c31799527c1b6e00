# SPDX-License-Identifier: MIT
"""E-mail addresses as people write them."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

from flotui.text.clean import QUOTES, compact
from flotui.text.patterns import later

_ADDRESS = later(r"(?:[^<>@]*<)?(?:mailto:)?(?P<address>[^\s<>?@]+@[^\s<>?@]+)(?:\?\S*)?>?", re.IGNORECASE)
"""An e-mail address, alone, as a link or as mail programs write it: `Ana Souza <ana@example.com>`."""
_NOTE = later(r"\s+\([^()@]*\)$")
"""What address books write behind an address: `(work)`."""
_ACE = "xn--"
"""Before a part of a domain that stands for other letters."""
_AROUND = "".join(map(chr, QUOTES)) + "'\";, "
"""Quotes, and what lists have between addresses."""
_WHOLE = later(
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


def spellings(address: str) -> list[str]:
    """The forms in which an address may be stored: as it is, and with its domain in letters or in ASCII (`xn--…`).

    Args:
        address: the address, as `address_in` gives it.
    """
    local, at, domain = address.rpartition("@")
    labels = domain.split(".")
    return list(
        dict.fromkeys(
            [address, *(f"{local}{at}{'.'.join(map(form, labels))}" for form in (_in_letters, _in_ascii))]
        )
    )


def key(address: str) -> str:
    """An address as it is compared: upper case and the form of its domain don't count.

    Args:
        address: the address; empty for none.
    """
    local, at, domain = address.strip().rpartition("@")
    return f"{local.casefold()}{at}{'.'.join(map(_in_letters, domain.split('.')))}"


def _in_letters(label: str) -> str:
    """A part of a domain in the letters that it stands for; as it is, in small letters, where it stands for none."""
    label = label.lower()
    if label.startswith(_ACE):
        try:
            label = label.removeprefix(_ACE).encode("ascii").decode("punycode") or label
        except UnicodeError:
            return label
    return unicodedata.normalize("NFC", label.lower())


def _in_ascii(label: str) -> str:
    label = _in_letters(label)
    return label if label.isascii() else f"{_ACE}{label.encode('punycode').decode('ascii')}"


def is_whole(address: str) -> bool:
    """Whether a mail could go to an address, as `address_in` gives it: `ana@`, `ana@example` and `a;b@x.org` are none.

    Args:
        address: the address.
    """
    return bool(_WHOLE.fullmatch(address))


def _bare(text: str) -> str:
    """A text without the quotes around it, and without what is behind an address in lists and sentences."""
    return _NOTE.sub("", text.strip(_AROUND)).strip(_AROUND).rstrip(f".{_AROUND}")
