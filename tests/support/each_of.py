# SPDX-License-Identifier: MIT
"""A test that goes over a table by itself: of pure functions, of which a case takes less than it does to run a test.

@each_of("typed, said", [("1.5", "1.5"), ("1,5", "1.5")])
def test_a_number(typed: str, said: str) -> None: ...
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Any


def each_of(
    names: str | Sequence[str],
    cases: Iterable[Any],
    *,
    ids: Callable[[Any], str] | Sequence[str] | None = None,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """As `pytest.mark.parametrize`, but one test for all cases. All of those that fail are told, each with its name.

    Args:
        names: what the test calls what stands in a case.
        cases: what is tried: a value, or one for each name.
        ids: what each is called, or what names a value; otherwise its values.

    Returns:
        What makes such a test of one that takes a case. It may raise:

        ExceptionGroup: what each case has raised that fails.
    """
    columns = [each.strip() for each in names.split(",")] if isinstance(names, str) else list(names)
    alone = isinstance(names, str) and len(columns) == 1
    rows = [dict(zip(columns, (each,) if alone else each, strict=True)) for each in cases]
    assert rows, "a table without a case tries nothing"

    def going_over(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def over_all(**given: Any) -> None:
            failed = []
            for place, row in enumerate(rows):
                try:
                    test(**given, **row)
                except Exception as error:
                    error.add_note(f"in the case {_name(row, place, ids)}")
                    failed.append(error)
            if failed:
                raise ExceptionGroup(f"{len(failed)} of {len(rows)} cases fail", failed)

        signature = inspect.signature(test)
        left = [each for name, each in signature.parameters.items() if name not in columns]
        assert len(left) == len(signature.parameters) - len(columns), "it takes all that stands in a case"
        over_all.__signature__ = signature.replace(parameters=left)  # type: ignore[attr-defined]
        return over_all

    return going_over


def _name(row: dict[str, Any], place: int, ids: Callable[[Any], str] | Sequence[str] | None) -> str:
    if ids is None:
        return ", ".join(f"{name}={value!r}" for name, value in row.items())
    return ", ".join(map(ids, row.values())) if callable(ids) else str(ids[place])
