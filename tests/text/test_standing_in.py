# SPDX-License-Identifier: MIT
"""Modules standing in: they give way to the real ones, and what was taken from them works all the same."""

from __future__ import annotations

import importlib
import sys
import typing
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from flotui.text.standing_in import Called, Later, TypingModule, Unused, standing_in

NAME = "flotui_tried_standing_in"


@pytest.fixture(autouse=True)
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / f"{NAME}.py").write_text("class Thing: pass\ndef double(n, *, by=2): return n * by\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield
    sys.modules.pop(NAME, None)


def imported(kind: Callable[[str], ModuleType]) -> ModuleType:
    """What is imported while something stands in."""
    with standing_in({NAME: kind}):
        found = importlib.import_module(NAME)
    assert NAME not in sys.modules, "whoever imports it next gets the real one"
    return found


def test_a_function_loads_the_module_when_it_is_called() -> None:
    double = imported(Called).double
    assert NAME not in sys.modules
    assert double(2, by=3) == 6 and importlib.import_module(NAME).double(2) == 4


def test_a_function_that_is_called_at_once_gets_past_what_stands_in() -> None:
    with standing_in({NAME: Called}):
        assert importlib.import_module(NAME).double(4) == 8
        assert importlib.import_module(NAME).double(5) == 10
    assert not isinstance(sys.modules[NAME], Called), "the real one stays"


def test_a_module_becomes_the_real_one_when_it_is_looked_into() -> None:
    module = imported(Later)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = module.nothing
    assert module.Thing is importlib.import_module(NAME).Thing


def test_a_class_of_nothing_can_be_a_base() -> None:
    base = imported(Unused).Thing
    assert isinstance(type("Own", (base,), {})(), base) and NAME not in sys.modules


def test_what_typing_has_is_taken_from_there() -> None:
    module = imported(TypingModule)
    assert module.Protocol is typing.Protocol and NAME not in sys.modules
    assert module.double(1) == 2


def test_what_is_loaded_already_stays() -> None:
    real = importlib.import_module(NAME)
    with standing_in({NAME: Unused}):
        assert importlib.import_module(NAME) is real
    assert importlib.import_module(NAME) is real


def test_no_module_standing_in_looks_like_a_package() -> None:
    for kind in (Called, Later, TypingModule, Unused):
        assert not hasattr(kind(NAME), "__path__") and NAME not in sys.modules
