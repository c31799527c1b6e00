# SPDX-License-Identifier: MIT
"""Programs that tests use besides flotui; they are installed where that is possible."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest


def need(program: str, package: str) -> str:
    """The path of a program; the test is skipped where there is none and none can be had.

    Args:
        program: its name.
        package: the Debian package that brings it.
    """
    places = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
    if shutil.which(program, path=places) is None and hasattr(os, "geteuid") and os.geteuid() == 0:
        for words in (
            ["install", "-y", "-qq", package],
            ["update", "-qq"],
            ["install", "-y", "-qq", package],
        ):
            try:
                done = subprocess.run(["apt-get", *words], capture_output=True, timeout=120, check=False)
            except (OSError, subprocess.TimeoutExpired):
                break
            if done.returncode == 0 and words[0] == "install":
                break
    found = shutil.which(program, path=places)
    if found is None:
        pytest.skip(f"there is no {program} here")
    return found
