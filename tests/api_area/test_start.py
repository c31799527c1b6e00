# SPDX-License-Identifier: MIT
"""Nothing of the API area is loaded before it is opened."""

from __future__ import annotations

import subprocess
import sys


def test_the_app_starts_without_it() -> None:
    code = (
        "import sys, flotui.app, flotui.workspace\n"
        "from flotui.resources import registry\n"
        "registry.in_area('subscribers')\n"
        "late = [n for n in sys.modules if n.startswith('flotui.resources.explorer')]\n"
        "late += {'flotui.api.schema', 'flotui.api.arguments', 'flotui.store.past', 'flotui.cli'} "
        "& set(sys.modules)\n"
        "assert not late, late\n"
        "from flotui.api.catalogue import catalogue\n"
        "assert catalogue.cache_info().currsize == 0\n"
        "registry.in_area('api')\n"
        "assert catalogue.cache_info().currsize == 0, 'declaring the area needs no contract'"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
