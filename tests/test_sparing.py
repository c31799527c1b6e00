# SPDX-License-Identifier: MIT
"""What is worked out once a process (`tests/support/sparing.py`) is what is worked out each time."""

from __future__ import annotations

import functools
import inspect
import signal
from collections.abc import Callable
from typing import Any

import pytest
from textual import _callback
from textual.message import Message
from textual.message_pump import MessagePump


class Taker:
    def two(self, one: int, other: int) -> None: ...

    def any(*arguments: object) -> None: ...

    @functools.wraps(two)
    def wrapping(self, *arguments: object) -> None: ...

    def __call__(self, one: int) -> None: ...


def signed(*arguments: object) -> None: ...


signed.__signature__ = inspect.signature(lambda one, two, three: None)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "taker", [Taker().two, Taker.two, Taker().any, Taker.any, Taker().wrapping, Taker(), Taker, signed, len]
)
def test_arguments_are_counted_as_python_counts_them(taker: Callable[..., Any]) -> None:
    for _ in range(2):
        assert _callback._count_parameters(taker) == len(inspect.signature(taker).parameters)


def test_what_is_prevented_is_prevented_as_long_as_it_says() -> None:
    pump = MessagePump()
    with pump.prevent(Message):
        with pump.prevent():
            assert pump._is_prevented(Message)
        assert pump._is_prevented(Message)
    assert not pump._is_prevented(Message)


def test_all_signals_are_there() -> None:
    assert signal.SIGHUP in signal.valid_signals() == signal.valid_signals()
