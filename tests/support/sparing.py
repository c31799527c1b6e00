# SPDX-License-Identifier: MIT
"""What Textual works out for every message and every app anew, worked out once a process.

Which methods of a class take a message, how many arguments a function takes, and the colours of a theme: they are the
same each time. A test process hands on messages by the million. The same goes for what Python says of signals, which
an app that begins asks for a dozen times, and for a context in which nothing is prevented.
"""

from __future__ import annotations

import functools
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from types import FunctionType, MethodType
from typing import Any

from textual import _callback
from textual.design import ColorSystem
from textual.message_pump import MessagePump

_Handlers = list[tuple[type, FunctionType]]


@functools.cache
def _handlers(taker: type, message: type, name: str) -> _Handlers | None:
    """The classes that take a message under its name, each with its method; None where a decorator names one too.

    Args:
        taker: the class of what takes it.
        message: the class of what is taken.
        name: what the method is called.
    """
    found: _Handlers = []
    for each in taker.__mro__:
        if not each.__dict__.get("_decorated_handlers", {}).keys().isdisjoint(message.__mro__):
            return None
        method = each.__dict__.get(f"_{name}") or each.__dict__.get(name)
        if method is not None and not getattr(method, "_textual_on", None):
            found.append((each, method))
    return found


def install() -> None:
    """Have every app of this process look there first."""
    dispatch_methods = MessagePump._get_dispatch_methods

    @functools.wraps(dispatch_methods)
    def looked_up(pump: MessagePump, name: str, message: Any) -> Iterator[Any]:
        handlers = _handlers(type(pump), type(message), name)
        if handlers is None:
            yield from dispatch_methods(pump, name, message)
            return
        for owner, method in handlers:
            if message._no_default_action:
                return
            yield owner, method.__get__(pump, owner)

    MessagePump._get_dispatch_methods = looked_up  # type: ignore[method-assign]
    _callback._count_parameters = _counting(_callback._count_parameters)
    prevent, nothing = MessagePump.prevent, nullcontext()

    @functools.wraps(prevent)
    def prevented(pump: MessagePump, *messages: type[Any]) -> AbstractContextManager[None]:
        return prevent(pump, *messages) if messages else nothing

    MessagePump.prevent = prevented  # type: ignore[method-assign,assignment]
    signal.valid_signals = functools.cache(signal.valid_signals)
    generate = ColorSystem.generate
    made: dict[str, dict[str, str]] = {}

    @functools.wraps(generate)
    def generated(colours: ColorSystem) -> dict[str, str]:
        key = repr(sorted(vars(colours).items()))
        if key not in made:
            made[key] = generate(colours)
        return dict(made[key])

    ColorSystem.generate = generated  # type: ignore[method-assign]


def _counting(count: Callable[[Any], int]) -> Callable[[Any], int]:
    known: dict[object, int] = {}

    @functools.wraps(count)
    def counted(function: Any) -> int:
        key = _code(function)
        if key is None:
            return count(function)
        if key not in known:
            known[key] = count(function)
        return known[key]

    return counted


def _code(function: Any) -> object:
    """What decides how many arguments something takes: its code, and whether that gets an object first.

    None for what says so itself, has no code, or may wrap anything.
    """
    plain, bound = function, False
    if type(plain) is MethodType:
        plain, bound = plain.__func__, True
    elif type(plain) is not FunctionType:
        plain, bound = type(plain).__call__, True
    if type(plain) is not FunctionType or vars(plain).keys() & {"__wrapped__", "__signature__"}:
        return None
    return plain.__code__, bound
