# SPDX-License-Identifier: MIT
"""What is looked up by its name among the rows of a short list, also a thousand times: for each column of a sheet."""

from __future__ import annotations

import pytest

from flotui.api.errors import Malformed
from flotui.api.models.flow import UserField
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
            named(FIELDS, f"avenue {n}", "user field")
    assert len(folded) <= len(FIELDS) + 200
