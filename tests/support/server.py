# SPDX-License-Identifier: MIT
"""`flotui sandbox` as a process of its own, reached over loopback HTTP."""

from __future__ import annotations

import json
import os
import re
import subprocess
import urllib.request
from typing import Any

from tests.support.forking import forking
from tests.support.terminal import flotui


class Server:
    """A sandbox on a free port."""

    def __init__(self, *arguments: str, afresh: bool = False) -> None:
        """
        Args:
            arguments: what it is asked to be like.
            afresh: whether the command itself is meant: it is then run as a person runs it, which takes longer.
        """
        reading, writing = os.pipe()
        self._output = os.fdopen(reading)
        words = ["sandbox", "--port", "0", *arguments]
        self._process: subprocess.Popen[bytes] | int
        if afresh:
            self._process = subprocess.Popen(flotui(*words), stdout=writing, stderr=writing)
        else:
            self._process = forking().fork(words, writing)
        os.close(writing)
        line = self._output.readline()
        found = re.search(r"http://\S+?/api", line)
        assert found, line
        self.url = found[0]
        """The API's base URL."""

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Kill it, if it still runs."""
        if isinstance(self._process, int):
            forking().end(self._process)
        else:
            self._process.kill()
            self._process.wait()
        self._output.close()

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
