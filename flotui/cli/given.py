# SPDX-License-Identifier: MIT
"""What a command was given. It needs no click: `flotui` without a word loads none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Given = Mapping[str, Any]
"""What the options of a command were given, by name, as click hands it over."""
