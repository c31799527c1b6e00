# SPDX-License-Identifier: MIT
"""What is looked up by its name among the rows of a short list, also a thousand times: for each column of a sheet."""

from __future__ import annotations

import re

import pytest

from flotui.api.errors import Malformed
from flotui.api.models.flow import Tag, UserField
from flotui.resources import reading
from flotui.resources.reading import named

FIELDS = [UserField.read({"name": f"Straße {n}", "var_ns": f"f1v{n}"}) for n in range(20)]


def test_a_name_means_the_one_row_that_differs_from_it_by_nothing_but_case_accents_and_blanks() -> None:
    for name in ("f1v7", "Straße 7", "STRASSE 7", "strasse  7"):
        assert named(FIELDS, name, "user field").row_id == "f1v7", name
    with pytest.raises(Malformed, match="no user field called asse 19"):
        named(FIELDS, "asse 19", "user field")


def test_the_rows_are_not_folded_anew_for_each_name(monkeypatch: pytest.MonkeyPatch) -> None:
    folded, fold = [], reading.fold
    monkeypatch.setattr(reading, "fold", lambda text: folded.append(text) or fold(text))  # type: ignore[func-returns-value]
    for n in range(200):
        with pytest.raises(Malformed, match="There is no user field called avenue"):
            named(FIELDS, f"avenue {n}", "user field", nearest=False)
    assert len(folded) <= len(FIELDS) + 200


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("tag:lead", "Did you mean lead?"),
        ("#VIP", "Did you mean vip?"),
        ("lead,vip", "Name one at a time: lead, vip."),
        ("leads", "Did you mean lead?"),
        ("big", "There are: big spender."),
        ("xyz", "There are: lead, vip, big spender."),
    ],
)
def test_what_may_be_meant_by_a_name_that_there_is_not_is_said(name: str, hint: str) -> None:
    rows = [
        Tag.read({"name": each, "tag_ns": f"f1t{at}"})
        for at, each in enumerate(("lead", "vip", "big spender"))
    ]
    with pytest.raises(Malformed, match=f"^There is no tag called {name}. {re.escape(hint)}$"):
        named(rows, name, "tag")
    with pytest.raises(Malformed, match=r"This bot has no tags\."):
        named(rows[:0], name, "tag")
