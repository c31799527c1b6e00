# SPDX-License-Identifier: MIT
"""What the tests of cells share."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from flotui.resources.base import Query
from tests.support.app import see, text_of
from tests.support.people import ANA


def listing(pilot: Pilot[Any]) -> Any:
    return pilot.app.main.browser.active  # type: ignore[attr-defined]


def row_of(pilot: Pilot[Any], name: str) -> str:
    return next(line for line in text_of(pilot).splitlines() if name in line and "━" not in line)


async def variants(pilot: Pilot[Any]) -> None:
    await see(pilot, "130")
    pilot.app.main.go("products")  # type: ignore[attr-defined]
    await see(pilot, "Products  120", "Canvas sneaker")
    await pilot.press("enter", "right_square_bracket")
    await see(pilot, "[Variants]", "white / 36")
    await pilot.press("e")
    await see(pilot, "enter saves")


async def anas_cart(pilot: Pilot[Any]) -> None:
    await see(pilot, "130")
    pilot.app.main.go(  # type: ignore[attr-defined]
        "carts", Query(arguments={"user_ns": ANA}, summary="Ana Souza")
    )
    await see(pilot, "Tote bag (natural)")
