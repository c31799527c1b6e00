# SPDX-License-Identifier: MIT
"""Of a matrix that part is run in which everything occurs, the same one each time; in the longer setting all of it."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from tests.support import covering
from tests.support.covering import cover

pytest_plugins = "pytester"

MATRIX = """
import pytest

@pytest.mark.covering(MARK)
@pytest.mark.parametrize("act", ["read", "tag", "send"])
@pytest.mark.parametrize("fault", ["drop", "cut", "late", "page"])
@pytest.mark.parametrize("size", [40, 120])
def test_it(size, fault, act):
    pass

@pytest.mark.parametrize("other", range(3))
def test_that_is_not_marked(other):
    pass
"""
FAULTS, ACTS, SIZES = {"drop", "cut", "late", "page"}, {"read", "tag", "send"}, {"40", "120"}
Ran = Callable[..., list[tuple[str, ...]]]


@pytest.fixture
def ran(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Ran:
    """The cases that pytest runs of that matrix."""

    def run(mark: str = "", *, long: bool = False) -> list[tuple[str, ...]]:
        monkeypatch.setattr(covering, "LONG", long)
        monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        pytester.makeconftest(
            "from tests.support import covering\n"
            "def pytest_collection_modifyitems(config, items):\n    covering.leave_out(items, config)"
        )
        pytester.makepyfile(MATRIX.replace("MARK", mark))
        found = pytester.inline_run("-p", "no:cacheprovider").listoutcomes()[0]
        names = [each.nodeid.partition("::")[2] for each in found]
        assert sum("not_marked" in name for name in names) == 3
        return [tuple(name[len("test_it[") : -1].split("-")) for name in names if name.startswith("test_it[")]

    return run


def test_each_value_occurs_in_as_few_cases_as_the_largest_dimension_has(ran: Ran) -> None:
    cases = ran()
    assert len(cases) == len(FAULTS)
    assert {value for case in cases for value in case} == FAULTS | ACTS | SIZES
    assert ran() == cases


def test_any_two_values_occur_together_where_that_is_asked_for(ran: Ran) -> None:
    cases = ran("pairs=True")
    assert len(cases) < 24
    there = {frozenset(two) for case in cases for two in itertools.combinations(case, 2)}
    for one, other in itertools.combinations((FAULTS, ACTS, SIZES), 2):
        assert {frozenset(two) for two in itertools.product(one, other)} <= there


def test_of_values_that_are_told_by_their_forms_each_form_occurs(ran: Ran) -> None:
    cases = ran("by={'fault': lambda fault: [len(fault)], 'act': lambda _: (), 'size': lambda _: ()}")
    assert sorted(len(value) for case in cases for value in FAULTS & {*case}) == [3, 4]


@pytest.mark.covering
@pytest.mark.parametrize("one", range(3))
@pytest.mark.parametrize("other", range(3))
def test_the_suite_itself_is_run_so(one: int, other: int, request: pytest.FixtureRequest) -> None:
    name = request.node.originalname
    cases = [item for item in request.session.items if getattr(item, "originalname", "") == name]
    assert len(cases) == 9 if covering.LONG else len(cases) <= 3


def test_nothing_is_left_out_in_the_longer_setting(ran: Ran) -> None:
    assert len(ran(long=True)) == 24


def test_a_matrix_within_a_test_is_covered_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(covering, "LONG", False)
    few = covering.covering(FAULTS, ACTS)
    assert len(few) == len(FAULTS) and {value for case in few for value in case} == FAULTS | ACTS
    monkeypatch.setattr(covering, "LONG", True)
    assert len(covering.covering(FAULTS, ACTS)) == 12


def test_what_only_one_case_shows_is_never_left_out() -> None:
    cases = ["ab", "bc", "cd", "z", "abcd"]
    assert cover(cases, set, str) == ["z", "abcd"]
