# SPDX-License-Identifier: MIT
"""What the tests of `flotui jobs` share."""

from __future__ import annotations

import json
from typing import Any

from click.testing import Result

from tests.support.server import Server


def json_of(ended: Result) -> dict[str, Any]:
    """What a command has written with `--json`."""
    return dict(json.loads(ended.stdout))


def accepted(server: Server, operation: str) -> int:
    """How many writes of an operation the host has accepted."""
    return server.accepted().get(operation, 0)
