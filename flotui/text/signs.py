# SPDX-License-Identifier: MIT
"""The signs that a text is not made of: what a terminal obeys, what is drawn as nothing, what stands for a blank.

Those that end in `_RANGES` are written as they stand in a class of a regular expression.
"""

from __future__ import annotations

from typing import Final

from flotui.text.patterns import later

CONTROL_RANGES: Final = "\x00-\x1f\x7f-\x9f"
"""C0, DEL and C1."""
BLANKS: Final = (
    "\t\x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u2800\u3000"
)
"""What stands for a blank: no-break, thin and wide ones, and the one of braille."""
DIRECTION: Final = "".join(map(chr, (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))))
"""Marks, embeddings and isolates of direction."""
_FORMATS: Final = (*range(0x13430, 0x13440), *range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B))
"""Of Egyptian, shorthand and music."""
NOTHING: Final = (
    "\xad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u3164\ufeff\uffa0\U00016fe4\U0001d159"
    + "".join(map(chr, (*range(0x2060, 0x2066), *range(0x206A, 0x2070), *range(0xFFF0, 0xFFFC), *_FORMATS)))
)
"""What is drawn as nothing: byte order mark, zero-width blank, soft hyphen, word joiner, fillers, formats."""
SHAPING_RANGES: Final = "\u180b-\u180d\u180f\u200c\u200d\ufe00-\ufe0f\U000e0000-\U000e0fff"
"""What is drawn as nothing and shapes its neighbours: joiners of letters and of emoji, variants, flags."""
_LINE_ENDS: Final = "\u2028\u2029"
_HALF_RANGES: Final = "\ud800-\udfff"
"""Halves of a character, which have no form in UTF-8."""

OBEYED: Final = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), *map(ord, DIRECTION)])
"""What a terminal obeys instead of showing it, for `str.translate`: control characters and signs of direction."""
UNQUOTED: Final = later(f"[{CONTROL_RANGES}{DIRECTION}{NOTHING}{_LINE_ENDS}{_HALF_RANGES}]+")
"""What no sentence has that quotes a text."""
ESCAPED: Final = later(f"[\x7f-\x9f{DIRECTION}{NOTHING}{SHAPING_RANGES}{_LINE_ENDS}{_HALF_RANGES}]")
"""What JSON may hold as it is, though a terminal obeys or hides it: DEL, C1, signs of direction, what has no width, and
the tags and variants in which a text can hide another."""
ESCAPED_UTF8: Final = later(
    rb"\x7f|\xc2[\x80-\x9f\xad]|\xcd\x8f|\xd8\x9c|\xe1(?:\x85[\x9f\xa0]|\x9e[\xb4\xb5]|\xa0[\x8b-\x8f])"
    rb"|\xe2(?:\x80[\x8b-\x8f\xa8-\xae]|\x81[\xa0-\xaf])|\xe3\x85\xa4"
    rb"|\xef(?:\xb8[\x80-\x8f]|\xbb\xbf|\xbe\xa0|\xbf[\xb0-\xbb])"
    rb"|\xf0(?:\x93\x90[\xb0-\xbf]|\x96\xbf\xa4|\x9b\xb2[\xa0-\xa3]|\x9d\x85[\x99\xb3-\xba])|\xf3\xa0[\x80-\xbf]{2}"
)
"""The same in UTF-8, which has no halves; a page of rows is looked through in a third of the time."""
