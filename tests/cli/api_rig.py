# SPDX-License-Identifier: MIT
"""What the tests of `flotui api` share."""

from __future__ import annotations

from typing import Any

from tests.support.served import Served

ANA = "f1284u903"
VIP = "f1284t3005"


def asked(host: Served) -> list[dict[str, Any]]:
    return list(host.host.log.rows())


def body(host: Served) -> Any:
    (write,) = host.received()
    return write["body"]
