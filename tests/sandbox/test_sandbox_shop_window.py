# SPDX-License-Identifier: MIT
"""The sandbox's tidy world, for pictures."""

from __future__ import annotations

import re

from flotui.sandbox.seed.shop_window import PEOPLE
from tests.sandbox.conftest import ANA, Box, client


async def test_everything_that_is_shown_could_be_a_real_shops() -> None:
    async with client(subscribers=PEOPLE, shop_window=True) as http:
        box = Box(http)
        people = (await box.get("/subscribers", limit=100))["data"]
        assert len(people) == PEOPLE == len({each["name"] for each in people})
        assert all(re.fullmatch(r"[A-ZÀ-Þ][\w']+ [A-ZÀ-Þ][\w']+", each["name"]) for each in people)
        assert all(re.fullmatch(r"\+\d{11,13}", each["phone"]) for each in people if each["phone"])
        assert (await box.subscriber())["name"] == "Ana Souza"
        products = (await box.get("/shop/products", limit=100))["data"]
        prices = [variant["price"] for row in products for variant in row["variants"]]
        assert len(products) == 40 and all(re.fullmatch(r"\d{2,3}\.\d\d", str(price)) for price in prices)


async def test_chats_end_in_different_words_and_most_wait_for_an_answer() -> None:
    async with client(subscribers=PEOPLE, shop_window=True) as http:
        box, last = Box(http), []
        for number in range(901, 907):
            said = (await box.get("/subscriber/chat-messages", user_ns=f"f1284u{number}"))["data"]
            last.append(max(said, key=lambda each: each["ts"]))
        assert len({each["content"] for each in last}) > 3
        assert sum(each["type"] == "in" for each in last) >= 3
        hers = (await box.get("/subscriber/chat-messages", user_ns=ANA))["data"]
        assert not [each for each in hers if re.search("[\u0600-\u06ff]|142.800", each["content"])]
