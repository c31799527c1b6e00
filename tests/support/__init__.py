# SPDX-License-Identifier: MIT
"""What tests share: the sandbox, an asking that answers by itself, a terminal to type at."""
