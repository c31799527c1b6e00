# SPDX-License-Identifier: MIT
"""What sandboxes and sessions are forked from (`tests/support/forking.py`) can itself be forked, for another process."""

from __future__ import annotations

import os
import pty

from flotui import __version__
from tests.support.forking import Forking, forking


def test_one_that_is_forked_from_another_opens_sessions_after_that_one_is_gone() -> None:
    first = Forking(forking())
    second = Forking(first)
    first.close()
    ours, terminal = pty.openpty()
    try:
        session = second.open(["--version"], dict(os.environ), terminal)
        assert session.wait() == 0
        assert __version__ in os.read(ours, 1000).decode()
    finally:
        second.close()
        os.close(ours)
        os.close(terminal)
