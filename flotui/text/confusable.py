# SPDX-License-Identifier: MIT
"""Letters of other alphabets that are drawn as Latin ones, after Unicode's confusables (UTS #39).

It has what looks the same in the usual typefaces: of Cyrillic, Greek, Armenian, and Latin letters without their dot or
in small capitals. Signs of one alphabet that look alike among themselves (`l`, `1` and `I`, `rn` and `m`) aren't in it.
"""

from __future__ import annotations

from typing import Final

_ALIKE: Final = (
    # Cyrillic, small and capital
    ("\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0457\u0458\u0455\u0501\u051b\u051d\u04bb\u04cf\u0475\u04af\u043a\u0433",
     "aeopcyxiijsdqwhlvykr"),
    ("\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0407\u0408\u0405\u0500\u051a\u051c\u04ba\u04c0\u0474\u04ae",
     "ABEKMHOPCTYXIIJSDQWHIVY"),
    # Greek, small and capital
    ("\u03b1\u03b3\u03b9\u03ba\u03bd\u03bf\u03c1\u03c3\u03c4\u03c5\u03c7\u03c9", "ayikvopotuxw"),
    ("\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7", "ABEZHIKMNOPTYX"),
    # Armenian
    ("\u0585\u057d\u0578\u0570\u0581\u0566\u0561\u0575", "ounhgqwj"),
    # Latin without the dot, of phonetics, and small capitals
    ("\u0131\u0237\u0251\u0261\u026a\u1d0f\u1d1c\u1d20\u1d21\u1d22\u1d04\ua731\u1d0b\u1d00\u0299\u1d05\u1d07\u029c\u1d0a\u029f\u1d0d\u0274\u1d18\u0280\u1d1b\u028f",
     "ijagiouvwzcskabdehjlmnprty"),
)  # fmt: skip
_LATIN: Final = str.maketrans(
    "".join(foreign for foreign, _ in _ALIKE), "".join(latin for _, latin in _ALIKE)
)


def as_latin(text: str) -> str:
    """A text with each letter that is drawn as a Latin one in place of which stands that one; to compare, not to send.

    Args:
        text: any text; capitals are looked at as such, so it isn't folded before.
    """
    return text if text.isascii() else text.translate(_LATIN)
