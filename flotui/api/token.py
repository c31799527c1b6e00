# SPDX-License-Identifier: MIT
"""A token that is sent and never shown."""

from __future__ import annotations

import json

SHORTEST = 8
"""A text shorter than this is no token, and is in too many words to be struck out."""


class Token:
    """A token that no traceback, log or repr shows."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text.strip()

    def __repr__(self) -> str:
        return "<token>"

    def __bool__(self) -> bool:
        return bool(self._text)

    @property
    def usable(self) -> bool:
        """Whether it may be in a header."""
        return self._text.isascii() and self._text.isprintable() and " " not in self._text

    @property
    def header(self) -> str:
        """What the `Authorization` header says."""
        return f"Bearer {self._text}"

    def hidden(self, text: str) -> str:
        """The text with the token struck out."""
        return text.replace(self._text, "[token]") if len(self._text) >= SHORTEST else text

    def hidden_in(self, body: bytes) -> bytes:
        """The body with the token struck out, as it stands and as JSON writes it; no shorter than it was."""
        if len(self._text) >= SHORTEST:
            for form in {self._text, json.dumps(self._text)[1:-1], self._text.replace("/", "\\/")}:
                body = body.replace(form.encode(), b"[token]".ljust(len(form), b"*"))
        return body
