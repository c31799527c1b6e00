# SPDX-License-Identifier: MIT
"""The shop at a glance: orders a day and where they stand, what to look at, what runs low, which codes run."""

from __future__ import annotations

from flotui.resources.base import Action, AnyResource, Group, Resource, later
from flotui.resources.groups import GROUPS
from flotui.resources.shop.look import CHART, LOOK, STAND
from flotui.resources.shop.low import STOCK
from flotui.resources.shop.running_codes import CODES

OVERVIEW: AnyResource = Resource(
    id="shop",
    title="Overview",
    singular="group",
    aliases=("overview", "low-stock"),
    read=LOOK.read,
    columns=(),
    panel=GROUPS,
    groups=(
        (
            (Group(id="days", title="Orders a day, 30 days", picture=CHART),),
            (Group(id="stand", title="Where they stand", picture=STAND),),
        ),
        ((Group(id="look", title="Orders to look at", table=LOOK, least=3, most=11),),),
        (
            (Group(id="stock", title="Stock", table=STOCK, least=3),),
            (Group(id="codes", title="Codes", table=CODES, least=2, most=12),),
        ),
    ),
    actions=(
        Action(
            "shop.variants",
            "Read the stock of every variant",
            "v",
            later("flotui.resources.shop.stock:read_stock"),
            hint="read variants' stock",
            needs="nothing",
            operations=("ProductVariants",),
        ),
    ),
    empty="Nothing to show.",
    operations=("Orders", "Products", "DiscountCodes"),
)
