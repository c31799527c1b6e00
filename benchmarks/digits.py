# SPDX-License-Identifier: MIT
"""Compare reading and writing rows whose numbers keep their digits with Python's own json, which loses them.

python benchmarks/digits.py [ROWS]
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from flotui.api import exact


def row(number: int) -> str:
    """The JSON of a product with prices as hosts write them.

    Args:
        number: which.
    """
    fields = "".join(f',"field_{each}":"value {each} of {number}"' for each in range(20))
    return (
        f'{{"id":{number},"name":"Café {number}","price":{number}.50,"compare_price":{number + 7}.990'
        f',"weight":0.5,"qty":{number % 40},"image":null{fields}}}'
    )


def best(work: Callable[[], Any], runs: int = 15) -> float:
    """The fewest milliseconds that some work takes.

    Args:
        work: what to do.
        runs: how often.
    """
    found = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        found.append((time.perf_counter() - begun) * 1000)
    return min(found)


def main() -> None:
    """Print each side's best time, and the ratio."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    texts = [row(number) for number in range(rows)]
    read = [exact.loads_own(text) for text in texts]
    plain = [json.loads(text) for text in texts]
    assert [exact.dumps(each, compact=True) for each in read] == texts
    for what, ours, theirs in (
        (
            "read",
            best(lambda: [exact.loads_own(text) for text in texts]),
            best(lambda: [json.loads(text) for text in texts]),
        ),
        (
            "written",
            best(lambda: [exact.dumps(each, compact=True) for each in read]),
            best(lambda: [json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in plain]),
        ),
    ):
        print(f"{rows:,} rows {what}: {ours:.1f} ms, json {theirs:.1f} ms, ratio {ours / theirs:.2f}")


if __name__ == "__main__":
    main()
