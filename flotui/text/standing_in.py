# SPDX-License-Identifier: MIT
"""Placeholders for modules that others import as they load and that the start never uses.

Whoever imports such a module later gets the real one; what was imported from the one standing in works all the same.

They are worth their oddity: without them `flotui` takes 8 % more processor time to its first screen, which matters where
it is opened over SSH many times a day (30 starts each in turn: 0.255 s and 0.278 s at least, 0.272 s and 0.293 s in the
median). What is stood in for is tested against the Python and the Textual at hand (`tests/ui/test_start.py`): an entry
that is no use any more, or that something uses as it loads, is named there with both versions. Taking an entry out of its
list is always safe.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
import typing
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Any


class Unused(ModuleType):
    """A module whose names are classes of nothing: they are subclassed and named in signatures, never used."""

    def __getattr__(self, name: str) -> Any:
        _ordinary(name)
        return type(name, (), {})


class Called(ModuleType):
    """A module whose names are functions: a call of one loads the module."""

    def __getattr__(self, name: str) -> Any:
        _ordinary(name)
        return _calling(self, name)


class Later(ModuleType):
    """A module of which importers keep the module alone: it is loaded when a name in it is looked up."""

    def __getattr__(self, name: str) -> Any:
        _ordinary(name)
        self.__dict__.update(vars(_real(self)))
        try:
            return self.__dict__[name]
        except KeyError:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}") from None


def later_with(*functions: str) -> Callable[[str], ModuleType]:
    """A kind of `Later` for a module of which some importers keep functions by their names.

    Args:
        functions: their names: a call of one loads the module.
    """

    def made(name: str) -> ModuleType:
        module = Later(name)
        vars(module).update({each: _calling(module, each) for each in functions})
        return module

    return made


class TypingModule(ModuleType):
    """`typing_extensions`: what `typing` has is taken from there, and the module is loaded for the rest alone."""

    def __getattr__(self, name: str) -> Any:
        _ordinary(name)
        found = getattr(typing, name, None)
        return getattr(_real(self), name) if found is None else found


def _ordinary(name: str) -> None:
    """Refuse the names that the import system asks for: a module standing in has none of them."""
    if name.startswith("__"):
        raise AttributeError(name)


def _calling(stand_in: ModuleType, name: str) -> Callable[..., Any]:
    def call(*args: Any, **options: Any) -> Any:
        return getattr(_real(stand_in), name)(*args, **options)

    return call


def _real(stand_in: ModuleType) -> ModuleType:
    name = stand_in.__name__
    if sys.modules.get(name) is stand_in:
        del sys.modules[name]
    return importlib.import_module(name)


@contextlib.contextmanager
def standing_in(kinds: Mapping[str, Callable[[str], ModuleType]]) -> Iterator[None]:
    """Have modules stood in for as long as the block lasts; those that are loaded already stay.

    Args:
        kinds: the kind of placeholder, by the module's name.
    """
    put = {name: kind(name) for name, kind in kinds.items() if name not in sys.modules}
    sys.modules.update(put)
    try:
        yield
    finally:
        for name, module in put.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]
