# SPDX-License-Identifier: MIT
"""Placeholders of documents and of Postman, where a value belongs: `:tagId`, `<USER_NS>`, `YOUR_TAG`, `{{tag}}`."""

from __future__ import annotations

import re

_VALUE = r"(?:(?<=[/=\"'])|(?<![\s\S]))(?:{})(?=[/?&\"']|(?![\s\S]))"
"""A whole value: in a URL, in JSON, or by itself."""
_FORMS = (
    r"\{\{\s*[\w.$-]+(?:[ .|][^{}\n]*)?\}\}",
    r"<<?[A-Za-z_]\w*(?:[ _-]\w+)*>>?(?=[/?&]|$)",
    r"(?<=/):[A-Za-z_]\w*(?=[/?#]|$)",
    r"(?<![^\W_])YOUR[_-][A-Z][A-Z0-9_-]*",
    _VALUE.format(
        r"<<?(?:[A-Z][A-Z0-9_-]{2,}|[A-Za-z]+(?:[ _-]\w+)+)>>?|[Yy]our[_-]\w+(?:[_-]\w+)*|[Xx]{3,}"
    ),
)
_ANYWHERE = re.compile("|".join(_FORMS))
_ALONE = re.compile(r":[A-Za-z_]\w*|<[^<>@]+>|\{+[^{}]+\}+")


def placeholder_in(text: str) -> str:
    """The first placeholder in a part of a command: its URL, a field, a body; empty for none.

    Args:
        text: as it was pasted.
    """
    found = _ANYWHERE.search(text)
    return found[0] if found else ""


def is_placeholder(value: str) -> bool:
    """Whether a value that names a thing is a placeholder for it.

    Args:
        value: the value alone.
    """
    return bool(_ALONE.fullmatch(value.strip()) or _ANYWHERE.fullmatch(value.strip()))
