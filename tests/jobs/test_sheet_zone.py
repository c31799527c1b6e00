# SPDX-License-Identifier: MIT
"""Times in a file of people that name no zone, while nobody set the workspace's."""

from __future__ import annotations

from datetime import UTC

import pytest

from flotui.text.zones import Zone, follow
from tests.support.people_files import compared, person


@pytest.mark.parametrize(
    ("text", "assumed", "said"),
    [
        ("id,called\nf1u1,2026-03-18 10:00\n", True, True),
        ("id,called\nf1u1,18.03.2026 10:00\n", True, True),
        ("id,called\nf1u1,2026-03-18T10:00:00Z\n", True, False),
        ("id,birthday\nf1u1,2026-03-18\n", True, False),
        ("id,called\nf1u1,2026-03-18 10:00\n", False, False),
    ],
)
def test_the_zone_that_is_assumed_is_said_where_it_counts(text: str, assumed: bool, said: bool) -> None:
    end = follow(lambda: Zone(UTC, "UTC", assumed=assumed))
    try:
        notes = compared(text, [person(1, "Ana")]).notes
    finally:
        end()
    label = "Time zone not set: times in the file that name none are read as of UTC (this machine's zone)."
    assert (label in notes) is said
