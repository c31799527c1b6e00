# SPDX-License-Identifier: MIT
"""A test's bot with a few of the sandbox's ninety user fields.

Each row of a subscriber holds every field of the bot: with ninety, a fifth of what an app does until its list stands
is to read, keep and measure what no test looks at. Tests of what many fields do ask for all.
"""

from __future__ import annotations

import functools

from flotui.sandbox.host import Host

FEW = frozenset(
    (
        *("city", "state", "country", "postcode", "crm_id", "payment_preference", "last_product"),
        *("orders_count", "loyalty_points", "cart_value", "is_vip", "wants_newsletter"),
        *("birthday", "last_order_at", "wishlist", "conversation_summary"),
    )
)
"""Those that are left: of each type, and all that Ana Souza has a value in."""


def with_few_fields(host: Host) -> None:
    """Leave a host these fields, as the ids and with the values that they have among all, also when it is made again."""
    made_again = host.reset

    @functools.wraps(made_again)
    def reset() -> None:
        made_again()
        _thin(host)

    host.reset = reset  # type: ignore[method-assign]
    _thin(host)


def _thin(host: Host) -> None:
    fields = host.world.user_fields
    for row in fields.rows():
        if row["name"] not in FEW:
            fields.remove(row["var_ns"])
