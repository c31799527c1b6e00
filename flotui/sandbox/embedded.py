# SPDX-License-Identifier: MIT
"""The sandbox in process: what `flotui demo` opens instead of a host.

The bot and httpx are imported when the first call is made, after the first paint.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any


def embedded(subscribers: int = 1300, seed: int = 1, *, shop_window: bool = False) -> Callable[[], object]:
    """What makes an httpx transport to an embedded bot: one bot, however often it is opened.

    Args:
        subscribers: how many people it has.
        seed: another number makes other people.
        shop_window: for pictures: plain names and real prices.
    """

    @functools.cache
    def bot() -> Any:
        from flotui.sandbox.app import create_app

        return create_app(subscribers=subscribers, seed=seed, shop_window=shop_window, talkative=True)

    def transport() -> Any:
        import httpx

        return httpx.ASGITransport(app=bot())

    return transport
