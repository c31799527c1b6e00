# SPDX-License-Identifier: MIT
"""`python -m flotui`."""

from flotui.cli import main

if __name__ == "__main__":
    main()
