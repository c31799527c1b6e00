# SPDX-License-Identifier: MIT
"""`flotui` without a word: the app opens where it was, and click isn't loaded.

The command line's other parts are imported when something stands in for what they needn't load.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

from flotui.cli.interrupting import ending_at_once
from flotui.text.patterns import compiling_later
from flotui.text.standing_in import Called, Later, TypingModule, later_with, standing_in


class _Platform(Called):
    """`platform`, of which uuid asks this alone."""

    @staticmethod
    def system() -> str:
        """What the operating system is called."""
        return os.uname().sysname


_LEFT_OUT = {
    "platform": _Platform,
    "ipaddress": Later,
    "msgspec._json_schema": Called,
    "msgspec.inspect": Later,
    "traceback": later_with("extract_stack"),
    "typing_extensions": TypingModule,
}
"""What urllib, logging and msgspec load, and the start never uses."""
_GIVEN = {
    "read_only": False,
    "dry_run": False,
    "no_cache": False,
    "no_mouse": False,
    "theme": None,
    "start": None,
}
"""The options of the app, by name, where none is given."""


def open_last() -> NoReturn:
    """Open the app as no option says otherwise, and end the process with its exit code."""
    gc.disable()  # see `open_app`
    with ending_at_once(), standing_in(_LEFT_OUT), compiling_later():
        from flotui.cli import ends, opening, sink
        from flotui.config.exits import Exit
        from flotui.config.log import defer_log
        from flotui.config.paths import Paths
        from flotui.config.resolving import resolve
    sink.prepare()
    try:
        paths = Paths.find().try_make()
        defer_log(paths)
        resolved = resolve(paths, os.environ, None, last=True)
        profile, token = (resolved.profile, resolved.token) if resolved else (None, lambda: None)
        sys.exit(opening.open_app(opening.run_options(paths, profile, token, _GIVEN)))
    except BrokenPipeError:  # nobody reads it any more
        sink.silence()
        sys.exit(Exit.OK)
    except (Exception, KeyboardInterrupt) as error:
        ends.end(error)
