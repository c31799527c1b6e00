# SPDX-License-Identifier: MIT
"""One list of words for yes and no."""

from __future__ import annotations

from typing import Any

import pytest

from flotui.api.argument import fitted
from flotui.api.arguments import typed
from flotui.api.models.base import Model
from flotui.resources.fields import typed_value, value_field
from flotui.text.truth import NO, YES, truth


class _Flagged(Model):
    on: bool | None = None


BOOLEAN: dict[str, Any] = {"type": "boolean"}


@pytest.mark.parametrize("word", [*YES, *NO, "TRUE", " Off "])
def test_every_reader_takes_the_same_words(word: str) -> None:
    yes = truth(word)
    assert yes is (word.strip().lower() in YES)
    assert _Flagged.read({"on": word}).on is yes
    assert fitted(BOOLEAN, word) is yes
    assert typed(BOOLEAN, word) is yes
    assert value_field("value", "Value", "boolean", word).value == ("true" if yes else "false")
    assert typed_value("boolean", "true", word).lower() in YES


@pytest.mark.parametrize("word", ["", "maybe", "2", "y"])
def test_other_words_are_neither(word: str) -> None:
    assert truth(word) is None
    assert _Flagged.read({"on": word}).on is None


def test_a_value_keeps_the_form_that_it_had() -> None:
    assert [typed_value("boolean", "false", yes) for yes in YES] == list(NO)
    assert [typed_value("boolean", "true", no) for no in NO] == list(YES)
    assert typed_value("boolean", "true", "") == "true"
