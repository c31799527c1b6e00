# SPDX-License-Identifier: MIT
"""The pieces that what a terminal sends is cut into."""

from __future__ import annotations

from typing import Final

import msgspec

ESC: Final = "\x1b"
ANSWER: Final = "\x1b[0n"
"""What a terminal answers when it is asked whether all is well."""


class TypedKey(msgspec.Struct, frozen=True):
    """A key that is a character: a letter, or a control character such as enter or escape."""

    text: str
    alt: bool = False


class Sequence(msgspec.Struct, frozen=True):
    """A control sequence (CSI or SS3), in the form that begins with an escape."""

    text: str


class Pasted(msgspec.Struct, frozen=True):
    """A text that was pasted, without control sequences; None where it was too long (`pasting.LIMIT`)."""

    text: str | None


Piece = TypedKey | Sequence | Pasted
