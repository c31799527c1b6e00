# SPDX-License-Identifier: MIT
"""What the code of a function may come to call, as far as its names tell: what it names, and what that names in turn."""

from __future__ import annotations

import functools
import importlib
import types
from collections import deque
from collections.abc import Collection, Iterator

from flotui.resources.base import Action

OURS: tuple[str, ...] = ("flotui.",)
"""What the names of modules begin with whose functions are looked into."""


def path_to(work: object, names: Collection[str]) -> tuple[str, ...]:
    """How a function comes to name one of some methods or functions; empty where it doesn't.

    Args:
        work: the function, a partial one, or where it is: `module:name`.
        names: what is looked for.

    Returns:
        The functions on the way there, and the name.
    """
    waiting = deque((each, ()) for each in _functions(work))
    seen: set[types.FunctionType] = set()
    while waiting:
        function, before = waiting.popleft()
        if function in seen or not function.__module__.startswith(OURS):
            continue
        seen.add(function)
        way = (*before, f"{function.__module__}.{function.__qualname__}")
        for code in _codes(function.__code__):
            if named := next((each for each in code.co_names if each in names), ""):
                return (*way, named)
            waiting += [(each, way) for each in _named(function, code)]
        for cell in function.__closure__ or ():
            waiting += [(each, way) for each in _functions(cell.cell_contents)]
    return ()


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    """The code of a function, and of those within it."""
    yield code
    for each in code.co_consts:
        if isinstance(each, types.CodeType):
            yield from _codes(each)


def _named(function: types.FunctionType, code: types.CodeType) -> Iterator[types.FunctionType]:
    """The functions that code names, also those that it imports itself; of a class all of its own."""
    late = [importlib.import_module(each) for each in code.co_names if each.startswith(OURS)]
    for name in code.co_names:
        for value in (function.__globals__.get(name), *(getattr(each, name, None) for each in late)):
            if isinstance(value, type) and value.__module__.startswith("flotui.resources."):
                yield from (each for each in vars(value).values() if isinstance(each, types.FunctionType))
            else:
                yield from _functions(value)


def _functions(value: object) -> Iterator[types.FunctionType]:
    """The functions that a value is, or is made of."""
    if isinstance(value, functools.partial):
        for each in (value.func, *value.args, *value.keywords.values()):
            yield from _functions(each)
    elif isinstance(value, types.FunctionType):
        yield value
        yield from _functions(getattr(value, "__wrapped__", None))
    elif isinstance(value, types.MethodType):
        yield from _functions(value.__func__)
    elif isinstance(value, Action):
        yield from _functions(value.run)
    elif isinstance(value, str) and value.startswith(OURS) and value.count(":") == 1:
        module, _, name = value.partition(":")
        yield from _functions(getattr(importlib.import_module(module), name))
    elif isinstance(value, tuple | list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _functions(each)
