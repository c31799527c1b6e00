# SPDX-License-Identifier: MIT
"""Every character is text when it is typed, but for controls, ends of lines, halves, and what will never be one."""

from __future__ import annotations

import sys
import unicodedata

from flotui.text.typable import is_typable


def test_every_character_is_text_or_has_a_reason() -> None:
    refused = {chr(code) for code in range(sys.maxunicode + 1) if not is_typable(chr(code))}
    reasons = {"Cc", "Cs", "Zl", "Zp"}
    assert {one for one in refused if unicodedata.category(one) not in reasons} == {
        chr(code)
        for code in (
            *range(0xFDD0, 0xFDF0),
            *(plane | last for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)),
        )
    }
    assert not any(
        unicodedata.category(one) in reasons for one in map(chr, range(0x110000)) if one not in refused
    )
    assert not is_typable("")
