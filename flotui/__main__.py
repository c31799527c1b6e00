# SPDX-License-Identifier: MIT
"""`python -m flotui`."""

from __future__ import annotations

from flotui.cli import main

if __name__ == "__main__":
    main()
