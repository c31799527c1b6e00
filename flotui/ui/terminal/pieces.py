# SPDX-License-Identifier: MIT
"""The pieces that what a terminal sends is cut into."""

from __future__ import annotations

from typing import Final, NamedTuple

ESC: Final = "\x1b"
ANSWER: Final = "\x1b[0n"
"""What a terminal answers when it is asked whether all is well."""


class TypedKey(NamedTuple):
    """A key that is a character: a letter, or a control character such as enter or escape."""

    text: str
    alt: bool = False


class Sequence(NamedTuple):
    """A control sequence (CSI or SS3), in the form that begins with an escape."""

    text: str


class Pasted(NamedTuple):
    """A text that was pasted, without control sequences; None where it was too long (`pasting.LIMIT`)."""

    text: str | None


Piece = TypedKey | Sequence | Pasted
