# SPDX-License-Identifier: MIT
"""`flotui api --paginate` against `xargs -P 4` with curl: the same pages of the same host, one after the other.

    python benchmarks/paginate.py [ROWS] [LATENCY_MS]

It prints seconds and the ratio, and flotui's peak of memory beside that of a tenth of the rows. Both write JSON into
a file that is read to its end.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from typing import IO

TOKEN = "demo"


def main(rows: int, latency: int) -> None:
    """Measure, in turns, and print the best of each."""
    flotui = [sys.executable, "-m", "flotui"]
    paginate = [*flotui, "api", "/subscribers", "--paginate", "--jsonl"]
    host = [*flotui, "sandbox", "--port", "0", "--subscribers", str(rows), "--latency-ms", str(latency)]
    with subprocess.Popen([*host, "--quota", "100000"], stdout=subprocess.PIPE, text=True) as sandbox:
        assert sandbox.stdout is not None
        found = re.search(r"(http://\S+/api)", sandbox.stdout.readline())
        assert found is not None
        url = found[1]
        try:
            few = timed([*paginate, "-f", f"page={(rows - rows // 10) // 100 + 1}"], rows // 10, url)[2]
            by_curl, by_flotui = [], []
            for _ in range(2):
                by_curl.append(timed(curl(url, -(-rows // 100)), rows))
                by_flotui.append(timed(paginate, rows, url))
        finally:
            sandbox.terminate()
    slow, fast = min(by_flotui), min(by_curl)
    print(f"{rows:,} rows, {latency} ms: xargs and curl {fast[0]:.1f} s; flotui {slow[0]:.1f} s, ", end="")
    print(f"of it {slow[1]:.1f} s of processor, {slow[2]:.0f} MiB; ratio {slow[0] / fast[0]:.2f}")
    print(f"{rows // 10:,} rows: {few:.0f} MiB; ratio {slow[2] / few:.2f}")


def curl(url: str, pages: int) -> list[str]:
    """The command that reads all pages with four curls at a time."""
    one = f"curl -s -H 'Authorization: Bearer {TOKEN}' '{url}/subscribers?limit=100&page=PAGE'"
    return ["sh", "-c", f"seq {pages} | xargs -P 4 -I PAGE {one}"]


def timed(command: list[str], rows: int, url: str = "") -> tuple[float, float, float]:
    """Seconds, seconds of processor and MiB that a command takes that writes all rows."""
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryFile() as out:
        environ = {**os.environ, "FLOTUI_HOME": home, "FLOTUI_BASE_URL": url, "FLOTUI_API_KEY": TOKEN}
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, env=environ)
        _, status, used = os.wait4(process.pid, 0)
        took = time.perf_counter() - began
        assert status == 0
        seen = count(out, b'"user_ns"')
        assert seen >= rows, seen
        if url:
            out.seek(0)
            assert len({json.loads(line)["user_ns"] for line in out}) == rows
    return took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def count(file: IO[bytes], word: bytes) -> int:
    """How often a word is in a file. Read in small pieces: the peak of a process counts for those that it starts."""
    file.seek(0)
    seen, rest = 0, b""
    while piece := file.read(65_536):
        text = rest + piece
        seen += text.count(word)
        rest = text[-len(word) + 1 :]
    return seen


if __name__ == "__main__":
    main(*(int(each) for each in (sys.argv[1:] + ["20000", "80"][len(sys.argv) - 1 :])))
