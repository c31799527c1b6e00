# SPDX-License-Identifier: MIT
"""The digits of the areas, so that no test knows them by heart."""

from __future__ import annotations

from flotui.resources import registry

DIGIT = {area.id: area.key for area in registry.AREAS}
"""By an area's id, the key that leads there."""
TODAY, SUBSCRIBERS, SHOP, FLOWS, API, ACTIVITY = (
    DIGIT[name] for name in ("today", "subscribers", "shop", "flows", "api", "activity")
)
