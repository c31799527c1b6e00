# SPDX-License-Identifier: MIT
"""Habits of a host: what some do all the time, and others never."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeVar

T = TypeVar("T")

_MONEY = frozenset(
    {
        "price",
        "compare_price",
        "subtotal",
        "total",
        "total_price",
        "discount_amount",
        "min_price",
        "price_value",
    }
)


@dataclass(slots=True)
class Habits:
    """What a host does all the time."""

    newest_first: bool = False
    """Its lists begin with what was made last."""
    repeat_pages: bool = False
    """Its lists give the first page whatever page is asked for."""
    restless: bool = False
    """People move to the front of its list while that is read: one after every page."""
    prices_as_text: bool = False
    """Its answers have money as text."""
    strict_types: bool = False
    """It refuses every value whose type isn't the contract's, and every key that the contract doesn't have."""

    def set(self, given: Mapping[str, object]) -> None:
        """Take on some habits, or leave them.

        Raises:
            ValueError: when one is none, or neither true nor false.
        """
        known = [each.name for each in fields(self)]
        for name, value in given.items():
            if name not in known or not isinstance(value, bool):
                raise ValueError(f"habits are {', '.join(known)}, each true or false")
            setattr(self, name, value)

    def ordered(self, rows: Sequence[T]) -> Sequence[T]:
        """The rows of a list in this host's order."""
        return rows[::-1] if self.newest_first else rows

    def page(self, asked: int) -> int:
        """The page that is given where one is asked for."""
        return 1 if self.repeat_pages else asked

    def told(self, answer: object) -> Any:
        """An answer as this host writes it."""
        if self.prices_as_text and isinstance(answer, dict) and "data" in answer:
            return {**answer, "data": _with_money_as_text(answer["data"])}
        return answer


def _with_money_as_text(value: object) -> Any:
    if isinstance(value, list):
        return [_with_money_as_text(each) for each in value]
    if isinstance(value, dict):
        return {
            name: _text(each) if name in _MONEY else _with_money_as_text(each) for name, each in value.items()
        }
    return value


def _text(value: object) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return f"{value}.00" if isinstance(value, int) else str(value)
