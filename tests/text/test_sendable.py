# SPDX-License-Identifier: MIT
"""Whether a text can be sent as it is: what begins a placeholder and isn't filled in keeps it."""

from __future__ import annotations

import pytest

from flotui.text.sendable import problem, unfilled


@pytest.mark.parametrize(
    ("text", "hole"),
    [
        ("Hi {{city}}!", "{{city}}"),
        ("Hi {{ first\n name }}!", "{{ first\n name }}"),
        ("Hi {{first_name, how are you?", "{{first_name"),
        ("Hi {{first_name}, how are you?", "{{first_name"),
        ("Hi {{{name}}}!", "{{name}}"),
        ("{{}}", "{{}}"),
    ],
)
def test_a_placeholder_is_found_however_it_is_written(text: str, hole: str) -> None:
    found = unfilled(text)
    assert found is not None and text[slice(*found)] == hole
    assert problem(text) == f"{' '.join(hole.split())} isn't filled in."


@pytest.mark.parametrize("text", ["{first}", ":-}}", "{{", "{{ ;-)", "1 } 2 {"])
def test_braces_alone_are_text(text: str) -> None:
    assert problem(text) == ""
