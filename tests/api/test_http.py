# SPDX-License-Identifier: MIT
"""Loading httpx without its command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def test_httpx_is_loaded_without_its_command_line() -> None:
    code = (
        "import json, sys\n"
        "from flotui.api.http import httpx\n"
        "module = httpx()\n"
        "assert module.AsyncClient and httpx() is module\n"
        "print(json.dumps(sorted(sys.modules)))\n"
        "import httpx._main\n"  # it is there for whoever wants it
        "assert httpx._main.main"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = set(json.loads(done.stdout))
    assert "httpx" in loaded and not loaded & {"httpx._main", "click", "rich", "pygments"}


def test_one_call_loads_neither_the_command_line_nor_rich_nor_certificates(tmp_path: Path) -> None:
    from tests.support.served import Served

    code = (
        "import json, sys\n"
        "from flotui.cli.group import flotui\n"
        "try: flotui(['api', 'flowTags'], prog_name='flotui')\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    )
    with Served() as host:
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={"FLOTUI_HOME": str(tmp_path), "FLOTUI_BASE_URL": host.url, "FLOTUI_API_KEY": "demo"},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
    loaded = set(json.loads(done.stderr.splitlines()[-1]))
    assert loaded & {"httpx._main", "rich", "pygments", "textual", "starlette"} == set()
