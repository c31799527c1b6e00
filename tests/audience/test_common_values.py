# SPDX-License-Identifier: MIT
"""Behind a user field the values are offered that most people of the local copy have there; no credential ever is."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from msgspec.structs import replace

from flotui.api.models.subscriber import Subscriber
from flotui.audience.keeping import people_of
from flotui.audience.knowing import names_of
from flotui.audience.names import Named
from flotui.audience.reading import Reading
from flotui.audience.spoken_values import common_values
from flotui.resources.subscribers.line import PeopleLine
from tests.support.bot import Bot

TOKEN = "sk-abcdefghijklmnopqrstuvwxyz0123"


async def test_the_values_of_most_are_offered_first_and_no_credential(tmp_path: Any) -> None:
    workspace = await Bot(subscribers=200).open(tmp_path)
    people = await people_of(workspace)
    everyone = Reading(workspace, people, 1.0)
    await everyone.carry_out(await everyone.plan())
    rows = [Subscriber.read(each) for each in await people.page(limit=200)]
    cities = Counter(
        each.text for row in rows for each in row.user_fields if each.name == "city" and each.text
    )
    line = PeopleLine()
    found = await line.complete(workspace, "field.city=", len("field.city="))
    most = sorted(cities.values(), reverse=True)[: len(found.options)]
    assert [cities[each.shown] for each in found.options] == most
    at_once = line.complete_now("field.city=", len("field.city="))
    assert at_once is not None and at_once.options == found.options

    city = next(each for each in (await names_of(workspace)).fields or () if each.name == "city")
    (first, *_) = rows
    for name, value in (("api_key", "Lima"), ("city", TOKEN)):
        renamed = {
            **first.raw,
            "user_fields": [{"var_ns": city.id, "name": name, "var_type": "text", "value": value}],
        }
        await people.copy.become(first.user_ns, renamed)
        names = replace(await names_of(workspace), fields=(Named(city.id, name, "text"),))
        text = f"field.{name}={value[:2]}"
        assert not (await common_values(workspace, text, len(text), names)).get(name), name
    await workspace.close()


@pytest.mark.parametrize("text", ["field.city>", "field.city:", "tag:", "field.ci"])
async def test_nothing_is_looked_up_where_no_value_is_typed(text: str) -> None:
    workspace = await Bot(subscribers=3).open()
    names = await names_of(workspace)
    assert await common_values(workspace, text, len(text), names) == {}
    await workspace.close()
