# SPDX-License-Identifier: MIT
"""Which worlds there are: the usual one, with everything a real list has, the same for the demo, and one for pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeAlias

from flotui.sandbox.seed import goods, shop_window, talk
from flotui.sandbox.seed.crowd import Crowd
from flotui.sandbox.seed.talk import Line

Products: TypeAlias = Callable[[int], Iterable[tuple[dict[str, object], list[dict[str, object]]]]]
"""Makes products, each with its variants, of a seed."""


class Seed(NamedTuple):
    """What a world is made of."""

    crowd: type[Crowd]
    """Who its subscribers are."""
    chat: Callable[[int, int], Sequence[Line]]
    """What was said in a chat, by the seed and whose it is."""
    products: Products
    """What the shop sells, by the seed."""

    orders: Callable[[int, int, int, int], Iterable[dict[str, object]]]
    """What was ordered, by the seed, the number of people, that of variants, and when the world was made."""


USUAL = Seed(Crowd, talk.chat, goods.products, goods.orders)
TALKATIVE = USUAL._replace(chat=talk.talkative)
SHOP_WINDOW = Seed(shop_window.Neighbours, shop_window.chat, shop_window.products, shop_window.orders)
