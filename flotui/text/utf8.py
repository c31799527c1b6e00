# SPDX-License-Identifier: MIT
"""Whether a text is UTF-8 that was spoiled in places, rather than one in another encoding."""

from __future__ import annotations

import codecs
import re
import unicodedata

_LETTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]"
    rb"|\xe0[\xa0-\xbf][\x80-\xbf]|\xed[\x80-\x9f][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}"
)
"""One letter beyond ASCII (RFC 3629)."""
_WORD = re.compile(rb"[A-Za-z'\x80-\xff]*[\x80-\xff][A-Za-z'\x80-\xff]*")


def _shown(byte: int) -> str:
    """What Windows makes of a byte; of the few that mean nothing to it, a control sign."""
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


_BYTES = {_shown(byte): bytes([byte]) for byte in range(0x80, 0x100)}
_FOLLOWS = re.escape("".join(map(_shown, range(0x80, 0xC0))))
_CAPITALS = "[A-ZÀ-Ý]"
_TWICE = re.compile(
    f"(?<!{_CAPITALS}{_CAPITALS})[ÂÃÄÅ][{_FOLLOWS}]|[ÎÏÐÑ][{_FOLLOWS}]"
    f"|â[€‚„†][{_FOLLOWS}]|(?:[ã-ï][{_FOLLOWS}]{{2}}){{2,}}|ðŸ[{_FOLLOWS}]{{2}}"
)
"""Letters of UTF-8 as Windows-1252 shows them, where nobody writes that: `É»` ends a word in quotes, as `«CAFÉ»`."""
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
"""Scripts whose words would be taken for others in an older encoding."""


def spoiled_lines(data: bytes) -> list[int]:
    """The lines of a text that are not UTF-8, where the text is: it says so in front, or most of its letters are.

    Args:
        data: the text, which is not UTF-8 as a whole.

    Returns:
        Their numbers, from 1; none where the text is in another encoding.
    """
    beyond = len(_LETTER.sub(b"", data).translate(None, bytes(range(0x80))))
    if not data.startswith(codecs.BOM_UTF8) and len(_LETTER.findall(data)) < beyond:
        return []
    return [number for number, line in enumerate(data.splitlines(), 1) if not is_utf8(line)]


def lines_with_words(data: bytes, *, but_for: str = "") -> list[int]:
    """The lines with words that are UTF-8, of a text that isn't.

    Args:
        data: the text.
        but_for: an encoding; a word of another script than Latin in that is none of UTF-8's.
    """
    return [
        number
        for number, line in enumerate(data.splitlines(), 1)
        if not line.isascii() and any(_is_word(each, but_for) for each in _WORD.findall(line))
    ]


def read_once(text: str) -> str:
    """What a text was before its UTF-8 was taken for Windows-1252 and saved so: `São` of `SÃ£o`.

    Args:
        text: the text.

    Returns:
        The text itself where that isn't so.
    """
    return _TWICE.sub(_once, text)


def _once(found: re.Match[str]) -> str:
    data = b"".join(_BYTES[each] for each in found[0])
    try:
        return data.decode()
    except UnicodeDecodeError:
        return found[0]


def _is_word(data: bytes, but_for: str) -> bool:
    """Whether bytes are a word in UTF-8, of one script, and not one that is foreign to Latin in another encoding."""
    if not is_utf8(data) or not _of_one_script(data.decode(), _SCRIPTS):
        return False
    return not but_for or not _of_one_script(data.decode(but_for, "replace"), _SCRIPTS[1:])


def _of_one_script(text: str, scripts: tuple[str, ...]) -> bool:
    beyond = [unicodedata.name(each, "") for each in text if each != "'"]
    return any(all(name.startswith(f"{script} ") for name in beyond) for script in scripts)


def is_utf8(data: bytes) -> bool:
    """Whether data is a text in UTF-8."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
