# SPDX-License-Identifier: MIT
"""Which agent somebody with a token is: the host's ids of users and of agents need not be the same."""

from __future__ import annotations

import pytest

from flotui.api.models.team import Agent, Me
from flotui.repositories.team import agent_of

AGENTS = [
    Agent(id="20", name="Rita Lockwood", email="agent20@example.com"),
    Agent(id="21", name="Lívia Duarte", email="Livia@example.com"),
    Agent(id="22", name="", email=""),
]


@pytest.mark.parametrize(
    ("me", "agent"),
    [
        (Me(id="7", name="L. Duarte", email="livia@EXAMPLE.com"), "21"),
        (Me(id="20", name="Lívia Duarte", email="livia@example.com"), "21"),
        (Me(id="20", name="rita lockwood", email="owner@example.com"), "20"),
        (Me(id="20", name="Noam Golan", email="noam@example.com"), None),
        (Me(id="22", name="Noam Golan", email="noam@example.com"), "22"),
        (Me(id="21"), "21"),
        (Me(id="99", name="Noam Golan", email="noam@example.com"), None),
        (Me(), None),
    ],
)
def test_an_address_decides_and_an_id_only_where_nothing_speaks_against_it(me: Me, agent: str | None) -> None:
    found = agent_of(me, AGENTS)
    assert (found.id if found else None) == agent


def test_where_the_agents_are_not_known_the_id_is_all_there_is() -> None:
    found = agent_of(Me(id="20", name="Rita", email="r@example.com"), [])
    assert found is not None and found.id == "20"
    assert agent_of(Me(), []) is None
