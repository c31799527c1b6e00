# SPDX-License-Identifier: MIT
"""What each operation does, a module for each group of the contract.

Importing the package fills `registry.HANDLERS`. An operation without a handler answers its
documented shape (`flotui.sandbox.shapes`).
"""

from __future__ import annotations

from flotui.sandbox.handlers import (
    account,
    ai_hub,
    bot_fields,
    broadcasts,
    flow,
    logs,
    messages,
    notes,
    profile,
    sending,
    shop_names,
    shop_orders,
    shop_products,
    shop_terms,
    subscriber_fields,
    subscriber_marks,
    subscribers,
    tags,
    team,
    templates,
    user_fields,
)
from flotui.sandbox.handlers.registry import HANDLERS

__all__ = [
    "HANDLERS",
    "account",
    "ai_hub",
    "bot_fields",
    "broadcasts",
    "flow",
    "logs",
    "messages",
    "notes",
    "profile",
    "sending",
    "shop_names",
    "shop_orders",
    "shop_products",
    "shop_terms",
    "subscriber_fields",
    "subscriber_marks",
    "subscribers",
    "tags",
    "team",
    "templates",
    "user_fields",
]
