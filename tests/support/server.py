# SPDX-License-Identifier: MIT
"""`flotui sandbox` as a process of its own, reached over loopback HTTP."""

from __future__ import annotations

import json
import re
import subprocess
import urllib.request
from typing import Any

from tests.support.terminal import flotui


class Server:
    """A sandbox on a free port."""

    def __init__(self, *arguments: str) -> None:
        command = flotui("sandbox", "--port", "0", *arguments)
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = re.search(r"http://\S+?/api", line)
        assert found, line
        self.url = found[0]
        """The API's base URL."""

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def door(self, method: str, path: str, body: Any = None) -> Any:
        """A request to the sandbox's own pages below /__sandbox__."""
        request = urllib.request.Request(
            self.url.removesuffix("/api") + "/__sandbox__" + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as reply:
            text = reply.read()
        return json.loads(text) if text else None

    def requests(self, *, writes: bool = False) -> list[dict[str, Any]]:
        return list(self.door("GET", "/requests" + ("?writes=1" if writes else "")))

    def writes(self) -> list[tuple[str, Any]]:
        return [(each["operation"], each["body"]) for each in self.requests(writes=True)]

    def accepted(self) -> dict[str, int]:
        """How often each write was carried out, whatever became of the answer."""
        return dict(self.door("GET", "/accepted"))

    def environ(self, home: Any) -> dict[str, str]:
        """The environment of a flotui that opens it."""
        return {"FLOTUI_HOME": str(home), "FLOTUI_BASE_URL": self.url, "FLOTUI_API_KEY": "demo"}

    def make(self, path: str, method: str = "POST", **body: Any) -> None:
        """Make or change something in the bot, as somebody else would."""
        headers = {"Content-Type": "application/json", "Authorization": "Bearer demo"}
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), headers, method=method)
        urllib.request.urlopen(request, timeout=10).close()
