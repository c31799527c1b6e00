"""`flotui api --paginate` against `xargs -P 4` with curl: the same pages of the same host, one after the other.

    python benchmarks/paginate.py [ROWS] [LATENCY_MS]

It prints seconds and the ratio. Both write JSON into a pipe that is read to its end.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time

TOKEN = "demo"


def main(rows: int, latency: int) -> None:
    """Measure, in turns, and print the best of each."""
    flotui = [sys.executable, "-m", "flotui"]
    host = [*flotui, "sandbox", "--port", "0", "--subscribers", str(rows), "--latency-ms", str(latency)]
    with subprocess.Popen([*host, "--quota", "100000"], stdout=subprocess.PIPE, text=True) as sandbox:
        assert sandbox.stdout is not None
        found = re.search(r"(http://\S+/api)", sandbox.stdout.readline())
        assert found is not None
        url = found[1]
        try:
            by_curl, by_flotui = [], []
            for _ in range(2):
                by_curl.append(timed(curl(url, -(-rows // 100)), rows))
                by_flotui.append(timed([*flotui, "api", "/subscribers", "--paginate", "--jsonl"], rows, url))
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
            print(
                f"{rows:,} rows, {latency} ms: xargs and curl {min(by_curl):.1f} s, flotui {min(by_flotui):.1f} s"
            )
            print(f"ratio {min(by_flotui) / min(by_curl):.2f}; largest process {peak / 1024:.0f} MiB")
        finally:
            sandbox.terminate()


def curl(url: str, pages: int) -> list[str]:
    """The command that reads all pages with four curls at a time."""
    one = f"curl -s -H 'Authorization: Bearer {TOKEN}' '{url}/subscribers?limit=100&page=PAGE'"
    return ["sh", "-c", f"seq {pages} | xargs -P 4 -I PAGE {one}"]


def timed(command: list[str], rows: int, url: str = "") -> float:
    """How many seconds a command takes that writes all rows."""
    with tempfile.TemporaryDirectory() as home:
        environ = {**os.environ, "FLOTUI_HOME": home, "FLOTUI_BASE_URL": url, "FLOTUI_API_KEY": TOKEN}
        began = time.perf_counter()
        done = subprocess.run(command, stdout=subprocess.PIPE, env=environ, check=True)
        took = time.perf_counter() - began
    assert done.stdout.count(b'"user_ns"') >= rows, done.stdout[-500:]
    if url:
        ids = [json.loads(line)["user_ns"] for line in done.stdout.splitlines()]
        assert len(set(ids)) == rows
    return took


if __name__ == "__main__":
    main(*(int(each) for each in (sys.argv[1:] + ["20000", "80"][len(sys.argv) - 1 :])))
