# SPDX-License-Identifier: MIT
"""What went wrong is said in sentences."""

from __future__ import annotations

import pytest

from flotui.api.errors import Malformed


@pytest.mark.parametrize("happened", ["maybe is neither yes nor no", "maybe is neither yes nor no."])
def test_what_happened_and_what_to_try_are_sentences(happened: str) -> None:
    error = Malformed(happened)
    assert str(error) == error.at_command_line == "maybe is neither yes nor no. Correct it and try again."
