# SPDX-License-Identifier: MIT
"""What a bot of few user fields (`tests/support/fields.py`) leaves out is all that tells it from one of all."""

from __future__ import annotations

from typing import Any

from flotui.sandbox.seed.crowd import _ANA_FIELDS
from flotui.sandbox.seed.fields import SEED_FIELDS
from tests.support.bot import Bot
from tests.support.fields import FEW
from tests.support.people import ANA


async def fields_of(bot: Bot) -> list[dict[str, Any]]:
    return list((await bot.subscriber(ANA))["user_fields"])


def test_each_type_is_left_and_all_of_anas() -> None:
    assert {each.kind for each in SEED_FIELDS} == {each.kind for each in SEED_FIELDS if each.name in FEW}
    assert set(_ANA_FIELDS) <= FEW <= {each.name for each in SEED_FIELDS}


async def test_those_left_are_as_they_are_among_all_also_when_it_is_made_again() -> None:
    # One moment, as some values count from the one at which the bot was made.
    moment = Bot().app.state.host.world.clock.now()
    few, every = Bot(now=moment), Bot(now=moment, every_field=True)
    left = [each for each in await fields_of(every) if each["name"] in FEW]
    assert left == await fields_of(few) and len(left) == len(FEW) < len(SEED_FIELDS)
    await few.door("POST", "/reset")
    assert await fields_of(few) == left
