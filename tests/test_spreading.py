# SPDX-License-Identifier: MIT
"""The order of a whole run (`tests/support/spreading.py`): every test once, and no session near its end."""

from __future__ import annotations

from tests.support.spreading import AMONG, spread

TESTS = [
    f"{room}/test_{file}.py::{number}"
    for room, files, each in (("api", 9, 40), ("e2e", 13, 3), ("test_rooms.py", 1, 5), ("ui", 20, 30))
    for file in range(files)
    for number in range(each)
]


def file_of(test: str) -> str:
    return test.partition("::")[0]


def test_every_test_is_taken_once_and_each_files_in_its_order() -> None:
    order = spread(TESTS, 8, file_of)
    assert sorted(order) == sorted(TESTS) and order != TESTS
    for file in {file_of(each) for each in TESTS}:
        assert [each for each in order if file_of(each) == file] == [
            each for each in TESTS if file_of(each) == file
        ]


def test_each_process_has_as_many_sessions_and_none_near_its_end() -> None:
    order, shares = spread(TESTS, 8, file_of), 8
    size = len(order) / shares
    found = [[] for _ in range(shares)]  # type: list[list[float]]
    for place, each in enumerate(order):
        if each.startswith("e2e/"):
            found[int(place / size)].append(place / size % 1)
    assert {len(each) for each in found} <= {39 // shares, 39 // shares + 1}
    assert max(max(each) for each in found) < AMONG + 0.1


def test_one_process_takes_them_too() -> None:
    assert sorted(spread(TESTS, 1, file_of)) == sorted(TESTS)
    assert spread([], 8, file_of) == []
