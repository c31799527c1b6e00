# SPDX-License-Identifier: MIT
"""The shop: what it sells, to whom, when it is open."""
